//! How to get the same numbers again.

use super::super::{Material, Part, Refused, Section, Source, Whole, command, shade::Shades};
use super::{found, section};
use crate::analysis::Report;
use askama::Template;

#[derive(Template)]
#[template(path = "report/again.html")]
struct Again {
    rows: Vec<Row>,
    commands: Vec<String>,
    /// Whether some of them make results anew, and whether some check.
    makes: bool,
    checks: bool,
    /// The directories for which none makes it anew.
    without: Vec<String>,
    program: String,
}

struct Row {
    name: String,
    what: String,
    seed: u64,
    runs: u64,
    digest: String,
}

pub(super) fn sections(material: &Material, _: &mut Shades) -> Result<Vec<Section>, Refused> {
    let main = material.main();
    let file = format!("{}.toml", main.report.about().scenario);
    // What makes each experiment anew where that is known, then the checks of all digests.
    let made: Vec<Vec<String>> = material.sources.iter().map(|source| command::of(source, &file, material)).collect();
    let without = material.sources.iter().zip(&made).filter(|(_, made)| made.is_empty());
    let kept = material.sources.iter().filter(|source| source.manifest.is_some());
    let checks: Vec<String> = kept.map(|source| source.command(&["verify", &source.given()])).collect();
    let again = Again {
        rows: material.sources.iter().map(row).collect(),
        makes: made.iter().any(|made| !made.is_empty()),
        checks: !checks.is_empty(),
        without: without.map(|(source, _)| source.name.clone()).collect(),
        commands: made.into_iter().flatten().chain(checks).collect(),
        program: main.manifest.as_ref().map_or_else(|| env!("CARGO_PKG_VERSION").into(), |m| m.program.clone()),
    };
    let mut parts = vec![Part::of(&again)?];
    if let Some(manifest) = &main.manifest {
        let (text, at) = (manifest.resolved.clone(), main.path.join("manifest.json").display().to_string());
        parts.push(Part::Scenario(Box::new(Whole { file, text, manifest: at })));
    }
    Ok(section("again", "How to get the same numbers again", parts))
}

fn row(source: &Source) -> Row {
    let about = source.report.about();
    let what = match &source.report {
        Report::Run { .. } => "runs".to_owned(),
        Report::Findings(_) => found::name(source).unwrap_or_default().to_owned(),
    };
    Row { name: source.name.clone(), what, seed: about.seed, runs: about.runs, digest: about.digest }
}

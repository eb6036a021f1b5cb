//! How to get the same numbers again.

use super::super::{Material, Part, Refused, Section, Source, shade::Shades};
use super::{found, section};
use crate::analysis::Report;
use crate::design::Spec;
use askama::Template;

#[derive(Template)]
#[template(path = "report/again.html")]
struct Again {
    rows: Vec<Row>,
    commands: Vec<String>,
    program: String,
    file: String,
    scenario: Option<String>,
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
    let again = Again {
        rows: material.sources.iter().map(row).collect(),
        commands: commands(main, &file, material),
        program: main.manifest.as_ref().map_or_else(|| env!("CARGO_PKG_VERSION").into(), |m| m.program.clone()),
        file,
        scenario: main.manifest.as_ref().map(|manifest| manifest.resolved.clone()),
    };
    Ok(section("again", "How to get the same numbers again", vec![Part::of(&again)?]))
}

fn row(source: &Source) -> Row {
    let about = source.report.about();
    let what = match &source.report {
        Report::Run { .. } => "runs".to_owned(),
        Report::Findings(_) => found::name(source).unwrap_or_default().to_owned(),
    };
    Row { name: source.name.clone(), what, seed: about.seed, runs: about.runs, digest: about.digest }
}

/// What to type: of plain runs the command itself, of all that has a manifest the check of its digest.
fn commands(main: &Source, file: &str, material: &Material) -> Vec<String> {
    let run = main.manifest.as_ref().filter(|manifest| matches!(manifest.design, Spec::MonteCarlo { .. }));
    let run = run.map(|manifest| format!("realpolitik run {file} --runs {} --seed {}", manifest.runs, manifest.seed));
    let verified = material.sources.iter().filter(|source| source.manifest.is_some());
    run.into_iter().chain(verified.map(|source| format!("realpolitik verify {}", source.name))).collect()
}

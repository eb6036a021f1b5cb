//! How to get the same numbers again.

use super::super::{Material, Part, Refused, Section, Source, Whole, shade::Shades};
use super::{found, section};
use crate::analysis::Report;
use crate::design::target::CLAIM;
use crate::design::{Axis, Spec};
use askama::Template;

#[derive(Template)]
#[template(path = "report/again.html")]
struct Again {
    rows: Vec<Row>,
    commands: Vec<String>,
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
    let again = Again {
        rows: material.sources.iter().map(row).collect(),
        commands: commands(main, &file, material),
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

/// What to type: of plain runs the command itself, of all that has a manifest the check of its digest.
fn commands(main: &Source, file: &str, material: &Material) -> Vec<String> {
    let run = main.manifest.as_ref().filter(|manifest| manifest.design.is_plain());
    let run = run.map(|manifest| {
        let held = held(&manifest.design);
        let (runs, seed) = (manifest.runs.to_string(), manifest.seed.to_string());
        let rest = ["--runs", &runs, "--seed", &seed];
        let words = ["run", file].into_iter().chain(held.iter().map(String::as_str)).chain(rest);
        main.command(&words.collect::<Vec<_>>())
    });
    let verified = material.sources.iter().filter(|source| source.manifest.is_some());
    run.into_iter().chain(verified.map(|source| source.command(&["verify", &source.given()]))).collect()
}

/// What plain runs hold at one value each, as options: claims at a strength.
fn held(design: &Spec) -> Vec<String> {
    let Spec::Grid { axes, .. } = design else { return Vec::new() };
    let option = |axis: &Axis| {
        let x = axis.values.first()?; // Of plain runs there is one.
        Some(match axis.target.strip_prefix(CLAIM) {
            Some(id) => ["--claim".to_owned(), format!("{id}={x}")],
            None => ["--set".to_owned(), format!("{}={x:?}", axis.target)],
        })
    };
    axes.iter().filter_map(option).flatten().collect()
}

//! The sections of the page, one file each. A new one is a file and a line in [`LIST`].

mod again;
mod answer;
mod claims;
mod found;
mod limits;
mod pictures;
mod sources;
mod story;

use super::shade::Shades;
use super::{Material, Part, Refused, Section, Source};
use crate::words;

/// A section; none where the directories have nothing for it.
type Make = fn(&Material, &mut Shades) -> Result<Vec<Section>, Refused>;

/// In the order of the page.
pub(super) const LIST: [Make; 8] = [
    answer::sections,
    claims::sections,
    pictures::sections,
    found::sections,
    story::sections,
    limits::sections,
    sources::sections,
    again::sections,
];

/// A section with this anchor and title.
fn section(id: impl Into<String>, title: impl Into<String>, parts: Vec<Part>) -> Vec<Section> {
    vec![Section { id: id.into(), title: title.into(), parts }]
}

/// What tells a source from the others of its kind in a heading: what it is of, and its directory where that is not enough;
/// nothing where it is the only one.
fn which(source: &Source, all: &[&Source]) -> String {
    let of = |source: &Source| source.study().map_or_else(|| of_runs(source), words::subject);
    let alike = all.iter().filter(|other| of(other) == of(source)).count();
    match (all.len(), alike) {
        (0 | 1, _) => String::new(),
        (_, 1) => format!(": {}", of(source)),
        _ => format!(": {} ({})", of(source), source.name),
    }
}

fn of_runs(source: &Source) -> String {
    let about = source.report.about();
    format!("{}, seed {}", about.scenario, about.seed)
}

/// A list in words.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

//! Weights that are drawn from a posterior: what a scenario says, what is drawn, and that both stand in the record.
#![cfg(feature = "cli")]

#[path = "posterior/draws.rs"]
mod draws;
#[path = "posterior/errors.rs"]
mod errors;
#[path = "posterior/layers.rs"]
mod layers;

use realpolitik::design::MonteCarlo;
use realpolitik::engine::{Rows, Worker};
use realpolitik::scenario::source::Unavailable;
use realpolitik::scenario::{Builtin, Loaded, Problems, Resolver, Scenario, SourceFile, Value, load_with};

/// The posterior that the tests draw from.
const WEIGHTS: &str = include_str!("fixtures/weights.toml");

/// A folder in memory.
struct Folder<'a>(&'a [(&'a str, &'a str)]);

impl Resolver for Folder<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        match self.0.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => Ok(SourceFile::new(name, text)),
            None => Builtin.load(from, name),
        }
    }
}

/// The first file of a folder that holds the posterior as `weights.toml` beside, with assignments laid over it and slots
/// for paths.
fn read(files: &[(&str, &str)], set: &[&str], moved: &[&str]) -> Result<Loaded, Problems> {
    let (set, moved): (Vec<String>, Vec<String>) =
        (set.iter().map(ToString::to_string).collect(), moved.iter().map(ToString::to_string).collect());
    let all = [files, &[("weights.toml", WEIGHTS)]].concat();
    load_with(all[0].0, &Folder(&all), &set, &moved)
}

/// The scenario of two actors under the posterior.
const TWO: &str = "format = 1\nextends = \"builtin:two-actors\"\n[model]\nweights = \"weights.toml\"\n";

fn two(set: &[&str]) -> Scenario {
    let loaded = read(&[("two.toml", TWO)], set, &[]).unwrap_or_else(|said| panic!("{said}"));
    let warned = loaded.warnings.to_string();
    let scale = "warning: the weights `weights.toml` do not hold `v_conc`, `v_rep`,";
    assert!(warned.starts_with(scale) && loaded.warnings.warnings() == 1, "{warned}");
    loaded.scenario
}

fn rows(scenario: &Scenario, runs: u64) -> Rows {
    Worker::new(scenario, &MonteCarlo { runs }, 7).run(0..runs).0
}

fn value<'s>(scenario: &'s Scenario, path: &str) -> &'s Value {
    &scenario.slots[scenario.slot_by_path(path).unwrap_or_else(|| panic!("{path}")).0 as usize].value
}

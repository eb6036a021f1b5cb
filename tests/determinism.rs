//! The same scenario, design, seed and version give the same digest, however the work is cut.

use realpolitik::design::MonteCarlo;
use realpolitik::engine::{self, Block, Experiment, SeriesCounts, Sink, UNIT, add_counts};
use realpolitik::output::digest;
use realpolitik::scenario::{BUILTIN, Scenario, parse};
use std::convert::Infallible;
use std::ops::ControlFlow;

#[derive(Default)]
struct Digests {
    blocks: Vec<String>,
    counts: Vec<SeriesCounts>,
}

impl Sink for Digests {
    type Error = Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Infallible> {
        self.blocks.push(digest::block(&block.rows));
        add_counts(&mut self.counts, block.counts);
        Ok(ControlFlow::Continue(()))
    }
}

/// The digests of rows and of series.
fn run(scenario: &Scenario, runs: u64, threads: usize, unit: u64) -> (String, String) {
    let design = MonteCarlo { runs };
    let mut sink = Digests::default();
    let experiment = Experiment { threads, unit, ..Experiment::new(scenario, &design, 42) };
    let Ok(()) = engine::run(&experiment, &mut sink, &|_| {});
    (digest::rows(scenario, &sink.blocks), digest::series(&sink.counts))
}

fn builtin(name: &str) -> Scenario {
    let text = BUILTIN.iter().find(|(known, _)| *known == name).expect("a built-in scenario").1;
    parse(text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario
}

#[test]
fn threads_and_work_units_change_nothing() {
    let scenario = builtin("essay");
    let whole = run(&scenario, 1_001, 1, UNIT);
    for (threads, unit) in [(2, UNIT), (7, UNIT), (2, 1), (3, 97), (1, 5_000)] {
        assert_eq!(run(&scenario, 1_001, threads, unit), whole, "{threads} threads, units of {unit}");
    }
}

#[test]
fn blocks_are_cut_the_same_way_whatever_the_threads() {
    let scenario = builtin("two-actors");
    let runs = engine::BLOCK + 77;
    assert_eq!(run(&scenario, runs, 1, UNIT), run(&scenario, runs, 7, 1_000));
}

/// The digests of short runs, for a person to look at when they change: `UPDATE=1 cargo test --release golden`.
#[test]
fn golden_digests() {
    let mut text = String::from("# scenario, runs 200, seed 42: digest of rows, digest of series\n");
    for (name, _) in BUILTIN {
        let (rows, series) = run(&builtin(name), 200, 2, UNIT);
        text.push_str(&format!("{name} {rows} {series}\n"));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/digests.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(path).expect("the golden file is there");
    assert_eq!(
        text, golden,
        "if the change is meant: UPDATE=1 cargo test --release golden, and say so in CHANGELOG.md"
    );
}

//! The same scenario, design, seed and version give the same digest, however the work is cut. `tests/golden.rs` and
//! `tests/builds.sh` and `tests/processors.sh` say so of other builds.
#![cfg(feature = "cli")]

use realpolitik::design::MonteCarlo;
use realpolitik::engine::{self, Block, Experiment, SeriesCounts, Sink, UNIT, Worker, add_counts};
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
    let Ok(()) = engine::run(&experiment, experiment.blocks(), &mut sink, &|_| {});
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
fn five_powers_are_the_same_for_any_threads_and_for_odd_numbers_of_runs() {
    let scenario = builtin("five-powers");
    for runs in [1, 15, 17, 203] {
        let whole = run(&scenario, runs, 1, UNIT);
        for (threads, unit) in [(2, UNIT), (7, UNIT), (2, 5), (7, 33)] {
            assert_eq!(run(&scenario, runs, threads, unit), whole, "{runs} runs, {threads} threads, units of {unit}");
        }
    }
}

#[test]
fn fewer_runs_are_the_first_of_more() {
    let scenario = builtin("five-powers");
    let design = MonteCarlo { runs: 100 };
    let rows = |indices| Worker::new(&scenario, &design, 42).run(indices).0;
    let mut parts = rows(0..37);
    parts.append(rows(37..100));
    assert_eq!(parts, rows(0..100));
}

#[test]
fn another_seed_gives_other_rows() {
    let scenario = builtin("two-actors");
    let design = MonteCarlo { runs: 20 };
    let rows = |seed| digest::block(&Worker::new(&scenario, &design, seed).run(0..20).0);
    assert_ne!(rows(1), rows(2));
}

#[test]
fn blocks_are_cut_the_same_way_whatever_the_threads() {
    let scenario = builtin("two-actors");
    let runs = engine::BLOCK + 77;
    assert_eq!(run(&scenario, runs, 1, UNIT), run(&scenario, runs, 7, 1_000));
}

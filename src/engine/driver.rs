//! The parallel driver: work units in parallel, blocks out in index order.

use super::rows::add_counts;
use super::{BLOCK, Column, Rows, SeriesCounts, observe::Observer, unit::Worker};
use crate::design::{Design, RunSpec};
use crate::scenario::Scenario;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::{ControlFlow, Range};
use std::sync::{Mutex, PoisonError};

/// Indices of a work unit by default. Results do not depend on it.
pub const UNIT: u64 = 512;

/// What is to be run.
pub struct Experiment<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The design.
    pub design: &'a dyn Design,
    /// Number of runs: the first so many indices of the design.
    pub runs: u64,
    /// The master seed.
    pub seed: u64,
    /// Threads; the results do not depend on it.
    pub threads: usize,
    /// Indices of a work unit ([`UNIT`]); the results do not depend on it.
    pub unit: u64,
}

impl<'a> Experiment<'a> {
    /// All runs of a design on all processors.
    #[must_use]
    pub fn new(scenario: &'a Scenario, design: &'a dyn Design, seed: u64) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { scenario, design, runs: design.len(), seed, threads, unit: UNIT }
    }

    /// The numbers of all blocks.
    #[must_use]
    pub fn blocks(&self) -> Range<u64> {
        0..self.runs.div_ceil(BLOCK)
    }

    /// The indices of a block.
    fn indices(&self, block: u64) -> Range<u64> {
        let first = block.saturating_mul(BLOCK);
        first..first.saturating_add(BLOCK).min(self.runs)
    }

    /// Whether a block that was read from elsewhere has the form that this experiment gives the block of its number: the
    /// same runs, and as many columns and counts.
    #[must_use]
    pub fn fits(&self, block: &Block) -> bool {
        let (scenario, Block { number, rows, counts }) = (self.scenario, block);
        let indices = self.indices(*number);
        let whole = |column: &Column| [column.values.len(), column.valid.len()] == [rows.len(); 2];
        let columns = [rows.outcomes.len(), rows.parameters.len()];
        let empty = Observer::new(scenario).counts();
        rows.first == indices.start
            && rows.point.len() == rows.len()
            && indices.clone().count() == rows.len()
            && indices.zip(&rows.replicate).zip(&rows.point).all(|((index, replicate), point)| {
                self.design.spec(index) == RunSpec { replicate: *replicate, point: *point }
            })
            && columns == [scenario.outcomes.len(), scenario.in_rows().count()]
            && rows.outcomes.iter().chain(&rows.parameters).all(whole)
            && counts.len() == empty.len()
            && counts.iter().zip(&empty).all(|(a, b)| a.width == b.width && a.counts.len() == b.counts.len())
    }
}

/// [`BLOCK`] runs of an experiment, fewer in the last block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Its number, from 0.
    pub number: u64,
    /// Its rows.
    pub rows: Rows,
    /// What its runs counted over time ([`Scenario::all_series`], in that order).
    pub counts: Vec<SeriesCounts>,
}

/// Takes an experiment, a block at a time, in the order in which they were asked for.
pub trait Sink {
    /// What can go wrong.
    type Error;

    /// Takes a block, and says whether the experiment goes on. What comes after a break was never run, whatever the
    /// threads had begun.
    ///
    /// # Errors
    /// Whatever the sink meets; the experiment stops there.
    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Self::Error>;
}

/// Runs these blocks of an experiment into a sink. `progress` is told how many runs have been done since it was told
/// last.
///
/// # Errors
/// The first error of the sink.
pub fn run<S: Sink + Send>(
    experiment: &Experiment<'_>,
    blocks: impl IntoIterator<Item = u64>,
    sink: &mut S,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), S::Error>
where
    S::Error: Send,
{
    let idle: Mutex<Vec<Worker<'_>>> = Mutex::new(Vec::new());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(experiment.threads.max(1)).build();
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::sync_channel::<Block>(1);
        let taker = scope.spawn(move || {
            for block in receiver {
                if sink.block(block)?.is_break() {
                    break;
                }
            }
            Ok(())
        });
        for number in blocks {
            let simulate = || simulate(experiment, number, &idle, progress);
            let block = match &pool {
                Ok(pool) => pool.install(simulate),
                Err(_) => simulate(),
            };
            if sender.send(block).is_err() {
                break; // The taker has stopped: at a break, or at an error, which it gives back.
            }
        }
        drop(sender);
        taker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The block of this number, its work units in parallel.
fn simulate<'a>(
    experiment: &Experiment<'a>,
    number: u64,
    idle: &Mutex<Vec<Worker<'a>>>,
    progress: &(dyn Fn(u64) + Sync),
) -> Block {
    let Experiment { scenario, design, seed, unit, .. } = *experiment;
    let all = experiment.indices(number);
    let counts = Mutex::new(Vec::new());
    let work = |part: Range<u64>| {
        let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = taken.unwrap_or_else(|| Worker::new(scenario, design, seed));
        let (rows, counted) = worker.run(part);
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        // Whole numbers: the order in which units are added does not matter.
        add_counts(&mut counts.lock().unwrap_or_else(PoisonError::into_inner), counted);
        progress(rows.len() as u64);
        rows
    };
    let unit = unit.max(1);
    let units = (all.end - all.start).div_ceil(unit) as usize;
    let part = |at: usize| {
        let first = all.start + at as u64 * unit;
        first..(first + unit).min(all.end)
    };
    let parts: Vec<_> = (0..units).into_par_iter().with_max_len(1).map(|at| work(part(at))).collect();
    let mut rows = Rows { first: all.start, ..Rows::default() };
    parts.into_iter().for_each(|part| rows.append(part));
    Block { number, rows, counts: counts.into_inner().unwrap_or_else(PoisonError::into_inner) }
}

//! The parallel driver: work units in parallel, blocks out in index order.

use super::{BLOCK, Rows, SeriesCounts, unit::Worker};
use crate::design::Design;
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::sync::Mutex;

/// Indices of a work unit by default. Results do not depend on it.
pub const UNIT: u64 = 512;

/// What is to be run.
pub struct Experiment<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The design.
    pub design: &'a dyn Design,
    /// The master seed.
    pub seed: u64,
    /// Threads; the results do not depend on it.
    pub threads: usize,
    /// Indices of a work unit ([`UNIT`]); the results do not depend on it.
    pub unit: u64,
}

/// Takes the rows of an experiment, a block at a time, in index order.
pub trait RowSink {
    /// What can go wrong.
    type Error;

    /// Takes the rows of block `number`: the next [`BLOCK`] run indices, fewer in the last one.
    ///
    /// # Errors
    /// Whatever the sink meets; the experiment stops there.
    fn block(&mut self, number: u64, rows: Rows) -> Result<(), Self::Error>;
}

/// Runs an experiment. Rows go to the sink in index order; the counts of all series come back
/// ([`Scenario::all_series`], in that order). `progress` is told how many runs have been done since it was told last.
///
/// # Errors
/// The first error of the sink.
pub fn run<S: RowSink + Send>(
    experiment: &Experiment<'_>,
    sink: &mut S,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<SeriesCounts>, S::Error>
where
    S::Error: Send,
{
    let Experiment { scenario, design, seed, threads, unit } = *experiment;
    let idle: Mutex<Vec<Worker<'_>>> = Mutex::new(Vec::new());
    let work = |number: u64, block: &std::ops::Range<u64>| {
        let first = block.start + number * unit;
        let taken = idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        let mut worker = taken.unwrap_or_else(|| Worker::new(scenario, design, seed));
        let done = worker.run(first..(first + unit).min(block.end));
        idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(worker);
        progress(done.0.len() as u64);
        done
    };
    let blocks = |number: u64| number * BLOCK..((number + 1) * BLOCK).min(design.len());
    let simulate = |number: u64| {
        let block = blocks(number);
        let units = (block.end - block.start).div_ceil(unit);
        let parts: Vec<_> =
            (0..units as usize).into_par_iter().with_max_len(1).map(|at| work(at as u64, &block)).collect();
        let mut rows = Rows { first: block.start, ..Rows::default() };
        let mut counts: Vec<SeriesCounts> = Vec::new();
        for (part, more) in parts {
            rows.append(part);
            add(&mut counts, more);
        }
        (rows, counts)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
    let on_pool = |number: u64| match &pool {
        Ok(pool) => pool.install(|| simulate(number)),
        Err(_) => simulate(number),
    };
    let mut total: Vec<SeriesCounts> = Vec::new();
    let number = design.len().div_ceil(BLOCK);
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::sync_channel::<(u64, Rows)>(1);
        let writer = scope.spawn(move || {
            for (number, rows) in receiver {
                sink.block(number, rows)?;
            }
            Ok(())
        });
        for block in 0..number {
            let (rows, counts) = on_pool(block);
            add(&mut total, counts);
            if sender.send((block, rows)).is_err() {
                break; // The writer has stopped at an error, which it gives back.
            }
        }
        drop(sender);
        writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    Ok(total)
}

fn add(total: &mut Vec<SeriesCounts>, more: Vec<SeriesCounts>) {
    if total.is_empty() {
        *total = more;
    } else {
        for (a, b) in total.iter_mut().zip(&more) {
            a.add(b);
        }
    }
}

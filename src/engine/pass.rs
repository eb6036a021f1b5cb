//! A pass over all runs of an experiment, in parallel, of which nothing is kept but what is gathered. What is gathered does
//! not depend on the number of threads: runs are cut into the same parts, and those are put together in their order.

use super::{Experiment, Rows, UNIT, walk::Relations, walk::Walker, walk::Watcher};
use crate::lanes::LANES;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Parts that are at work at a time, for each thread.
const AHEAD: usize = 4;

/// Gathers something of the runs that it sees.
pub trait Gather: Watcher + Send {
    /// Runs begin anew.
    fn begin(&mut self);

    /// The runs have ended: their rows, and the index of the first.
    fn finish(&mut self, first: u64, rows: &Rows);

    /// Adds what was gathered of later runs.
    fn merge(&mut self, later: Self);
}

/// Walks through all runs of an experiment. None where it was told to stop on the way. `progress` is told how many runs have
/// been done since it was told last.
pub fn pass<G: Gather>(
    experiment: &Experiment<'_>,
    relations: &Relations,
    fresh: &(dyn Fn() -> G + Sync),
    progress: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Option<G> {
    let Experiment { scenario, design, seed, runs, threads, .. } = *experiment;
    let idle: Mutex<Vec<Walker<'_>>> = Mutex::new(Vec::new());
    let part = |at: u64| {
        let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut walker = taken.unwrap_or_else(|| Walker::new(scenario, design, seed));
        let mut gather = fresh();
        let end = ((at + 1) * UNIT).min(runs);
        for first in (at * UNIT..end).step_by(LANES) {
            if stop.load(Ordering::Relaxed) {
                break; // What is gathered of a part is thrown away with the rest.
            }
            let live = (end - first).min(LANES as u64);
            let specs = std::array::from_fn(|lane| design.spec(first + (lane as u64).min(live - 1)));
            gather.begin();
            let walked = walker.walk(&specs, live as usize, relations, &mut gather);
            gather.finish(first, &walked.rows);
        }
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(walker);
        progress(end - at * UNIT);
        gather
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build();
    let batch = (threads.max(1) * AHEAD) as u64;
    let parts = runs.div_ceil(UNIT);
    let mut total = fresh();
    for first in (0..parts).step_by(batch as usize) {
        let numbers: Vec<u64> = (first..(first + batch).min(parts)).collect();
        let work = || numbers.into_par_iter().with_max_len(1).map(part).collect::<Vec<G>>();
        let gathered = match &pool {
            Ok(pool) => pool.install(work),
            Err(_) => work(),
        };
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        gathered.into_iter().for_each(|later| total.merge(later));
    }
    Some(total)
}

//! The parallel driver: work units in parallel, blocks out in index order.

use super::{Rows, SeriesCounts};
use crate::design::Design;
use crate::scenario::Scenario;

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
}

/// Takes the rows of an experiment, a block at a time, in index order.
pub trait RowSink {
    /// What can go wrong.
    type Error;

    /// Takes the rows of block `number`: the next [`super::BLOCK`] run indices, fewer in the last one.
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
    let _ = (experiment, sink, progress);
    todo!()
}

//! The engine: what a run index starts from, work units of runs, and the parallel driver that cuts an experiment into
//! blocks.

pub mod draw;
#[cfg(feature = "cli")]
mod driver;
mod explain;
pub mod observe;
#[cfg(feature = "cli")]
pub mod pass;
mod rows;
#[cfg(test)]
pub(crate) mod tests;
mod unit;
pub mod walk;

#[cfg(feature = "cli")]
pub use driver::{Block, Experiment, Sink, UNIT, run};
pub(crate) use explain::actor;
pub use explain::{Choice, Explanation, NoChoice, explain};
pub use rows::{Column, Rows, SeriesCounts, add_counts};
pub use unit::Worker;

/// Runs in a block: a row group of the rows file, a leaf of the digest.
pub const BLOCK: u64 = 16_384;

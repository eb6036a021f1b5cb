//! The engine: blocks of runs, and the parallel driver that cuts an experiment into them.

#[cfg(feature = "cli")]
mod driver;
mod rows;

#[cfg(feature = "cli")]
pub use driver::{Experiment, RowSink, run};
pub use rows::{Column, Rows, SeriesCounts};

/// Runs in a block: a row group of the rows file, a leaf of the digest.
pub const BLOCK: u64 = 16_384;

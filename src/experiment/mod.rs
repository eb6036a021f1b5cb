//! Experiments: a scenario under a design, run into a directory. No command has a loop of its own.
//!
//! ```text
//! Plan (scenario, design, seed) ──► engine::run ──► Recorder: rows file, digests, counts over time
//!                                                └► Study: what the command makes of its rows ──► Report
//!                                                     files, pictures, manifest last ◄──┘
//! ```

mod calibrate;
pub mod find;
pub mod kept;
pub mod parts;
mod plan;
mod record;
mod scan;
pub mod survey;
mod tip;
mod until;
mod verify;
pub mod why;

pub use calibrate::{Calibrating, calibrate};
pub use parts::Part;
pub use plan::{MOST_RUNS, Plan, Refused, Source, Watched};
pub use record::{Failed, Options, Outcome, execute, execute_part, simulate};
pub use tip::{Scan, Search, scans, search};
pub use verify::{Verified, blocks, sample, verify};

use crate::analysis::{About, Report};
use crate::engine::{Rows, SeriesCounts};
use std::ops::ControlFlow;

/// What a command makes of the rows of an experiment.
pub trait Study: Send {
    /// Takes the next rows, in index order, and says whether more are needed.
    fn block(&mut self, rows: &Rows) -> ControlFlow<()>;

    /// What it found, in the end; `counts` are those over time.
    fn finish(&mut self, about: About, counts: &[SeriesCounts]) -> Report;
}

//! `realpolitik compare`.

use super::Stop;
use super::common::Results;
use crate::secondary::compare::{directory, study};
use std::path::PathBuf;

/// Compares two runs, outcome by outcome: B minus A with its 95% interval.
///
/// Runs of the same seed share their chances, replicate by replicate, whatever their scenarios say; they are compared in
/// pairs, which takes far fewer runs. Runs of different seeds are compared as two samples. The result goes into
/// output/compare-A-B; another one there is replaced with --force.
#[derive(clap::Args)]
pub(super) struct Compare {
    /// The directory of a run, A.
    run_a: PathBuf,
    /// The directory of another one, B.
    run_b: PathBuf,
    #[command(flatten)]
    results: Results,
}

impl Compare {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let found = study(&self.run_a, &self.run_b)?;
        self.results.study(found, directory(&self.run_a, &self.run_b))
    }
}

//! Plain Monte Carlo: one point, whose parameters are drawn anew in every replicate.

use super::{Design, Vector};

/// Plain Monte Carlo with this many runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonteCarlo {
    /// Number of runs.
    pub runs: u64,
}

impl Design for MonteCarlo {
    fn name(&self) -> &'static str {
        "monte-carlo"
    }

    fn points(&self) -> u64 {
        1
    }

    fn replicates(&self) -> u64 {
        self.runs
    }

    fn place(&self, _point: u64, _vector: &mut Vector<'_>) {}

    fn moves(&self) -> bool {
        false
    }
}

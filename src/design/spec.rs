//! A design as data: what a manifest holds, and what a design is built from again.

use super::{Axis, Cells, Design, Error, Grid, MonteCarlo, Moves, Target, target};
use crate::scenario::{Scenario, Slot};
use serde::{Deserialize, Serialize};

/// A design. A new one is a variant here, with its file beside this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "design", rename_all = "kebab-case")]
pub enum Spec {
    /// Parameters drawn anew in every run.
    MonteCarlo {
        /// Number of runs.
        runs: u64,
    },
    /// Claims kept and relaxed.
    Cells {
        /// The claims, by id.
        claims: Vec<String>,
        /// The combinations that are run, as bits of the claims kept; empty for all.
        listed: Vec<u64>,
        /// Replicates of each.
        replicates: u64,
    },
    /// Values along axes, in every combination.
    Grid {
        /// The axes.
        axes: Vec<Axis>,
        /// Replicates of each point.
        replicates: u64,
    },
    /// One thing moved at a time.
    Moves {
        /// What is moved, and where to.
        moves: Vec<Axis>,
        /// Replicates of each point.
        replicates: u64,
    },
}

impl Spec {
    /// Short name, for folders.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::MonteCarlo { .. } => "monte-carlo",
            Self::Cells { .. } => "audit",
            Self::Grid { .. } => "grid",
            Self::Moves { .. } => "moves",
        }
    }

    /// Paths of the parameters that it moves, which need slots ([`crate::scenario::load_with`]).
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        match self {
            Self::MonteCarlo { .. } | Self::Cells { .. } => Vec::new(),
            Self::Grid { axes, .. } | Self::Moves { moves: axes, .. } => {
                target::paths(axes.iter().map(|axis| &axis.target))
            }
        }
    }

    /// What a grid or moves move, axis by axis; `moved` are the slots of [`Spec::paths`].
    ///
    /// # Errors
    /// For a claim that does not exist or relaxes nothing.
    pub fn targets(&self, scenario: &Scenario, moved: &[Slot]) -> Result<Vec<Target>, Error> {
        match self {
            Self::MonteCarlo { .. } | Self::Cells { .. } => Ok(Vec::new()),
            Self::Grid { axes, .. } | Self::Moves { moves: axes, .. } => {
                Target::all(scenario, axes.iter().map(|axis| &axis.target), moved)
            }
        }
    }

    /// The design; `moved` are the slots of [`Spec::paths`].
    ///
    /// # Errors
    /// Where it does not fit the scenario.
    pub fn build(&self, scenario: &Scenario, moved: &[Slot]) -> Result<Box<dyn Design>, Error> {
        Ok(match self {
            Self::MonteCarlo { runs } => Box::new(MonteCarlo { runs: *runs }),
            Self::Cells { claims, listed, replicates } => Box::new(Cells::new(scenario, claims, listed, *replicates)?),
            Self::Grid { axes, replicates } => {
                let targets = self.targets(scenario, moved)?;
                let values = axes.iter().map(|axis| axis.values.clone());
                Box::new(Grid::new(targets.into_iter().zip(values).collect(), *replicates)?)
            }
            Self::Moves { moves, replicates } => {
                Box::new(Moves::new(self.targets(scenario, moved)?, moves, *replicates)?)
            }
        })
    }
}

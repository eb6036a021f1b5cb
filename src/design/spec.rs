//! A design as data: what a manifest holds, and what a design is built from again.

use super::calibrated::Particles;
use super::observed::Observed;
use super::{
    Axis, Cells, Design, Error, Grid, Listed, Method, MonteCarlo, Moves, Range, Recipe, Sample, Target, sample, target,
};
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
    /// The same, to be compared with what was observed.
    Hindcast {
        /// Number of runs.
        runs: u64,
        /// What was observed.
        observed: Observed,
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
    /// Points spread over the distributions of parameters, for a sensitivity analysis.
    Sample {
        /// The method, with the sizes of its point set.
        method: Method,
        /// Paths of the parameters that are varied; all that are drawn where it is null.
        parameters: Option<Vec<String>>,
        /// Parameters and claims that are uniform in a range.
        ranges: Vec<Range>,
        /// Seed of the point set.
        points_seed: u64,
        /// Replicates of each point.
        replicates: u64,
    },
    /// The particles of a calibration, each run on streams of its own.
    Calibrate {
        /// What was asked, from which the particles follow.
        recipe: Recipe,
        /// The particles; none before they are known.
        particles: Particles,
        /// Runs of each particle.
        replicates: u64,
    },
}

impl Spec {
    /// Plain runs of a scenario with some of its claims held at a strength each, given as an axis of one value.
    #[must_use]
    pub fn setting(claims: Vec<Axis>, runs: u64) -> Self {
        if claims.is_empty() { Self::MonteCarlo { runs } } else { Self::Grid { axes: claims, replicates: runs } }
    }

    /// Whether these are plain runs: rows drawn one by one, of one point.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        match self {
            Self::MonteCarlo { .. } => true,
            Self::Grid { axes, .. } => axes.iter().all(|axis| axis.values.len() == 1),
            _ => false,
        }
    }

    /// Short name, for folders.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::MonteCarlo { .. } => "monte-carlo",
            Self::Hindcast { .. } => "hindcast",
            Self::Cells { .. } => "audit",
            Self::Grid { .. } => "sweep",
            Self::Moves { .. } => "tip",
            Self::Sample { method, .. } => method.name(),
            Self::Calibrate { .. } => "calibrate",
        }
    }

    /// The same without what follows from it: the particles of a calibration follow from what was asked.
    #[must_use]
    pub fn asked(&self) -> Self {
        let mut asked = self.clone();
        if let Self::Calibrate { particles, .. } = &mut asked {
            *particles = Particles::default();
        }
        asked
    }

    /// Paths of the parameters that it moves, which need slots ([`crate::scenario::load_with`]).
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        match self {
            Self::MonteCarlo { .. } | Self::Hindcast { .. } | Self::Cells { .. } => Vec::new(),
            Self::Grid { axes, .. } | Self::Moves { moves: axes, .. } => {
                target::paths(axes.iter().map(|axis| &axis.target))
            }
            Self::Sample { parameters, ranges, .. }
            | Self::Calibrate { recipe: Recipe { parameters, ranges, .. }, .. } => {
                target::paths(parameters.iter().flatten().chain(ranges.iter().map(|range| &range.target)))
            }
        }
    }

    /// What is moved: of a grid axis by axis, of a sample parameter by parameter; `moved` are the slots of [`Spec::paths`].
    ///
    /// # Errors
    /// For a claim that does not exist or relaxes nothing, and a parameter without a distribution.
    pub fn targets(&self, scenario: &Scenario, moved: &[Slot]) -> Result<Vec<Target>, Error> {
        match self {
            Self::MonteCarlo { .. } | Self::Hindcast { .. } | Self::Cells { .. } => Ok(Vec::new()),
            Self::Grid { axes, .. } | Self::Moves { moves: axes, .. } => {
                Target::all(scenario, axes.iter().map(|axis| &axis.target), moved)
            }
            Self::Sample { parameters, ranges, .. }
            | Self::Calibrate { recipe: Recipe { parameters, ranges, .. }, .. } => {
                let varied = sample::varied(scenario, parameters.as_deref(), ranges, moved)?;
                Ok(varied.into_iter().map(|(target, _)| target).collect())
            }
        }
    }

    /// True of runs whose parameters are drawn one by one, each on a stream of its own.
    #[must_use]
    pub fn draws_one_by_one(&self) -> bool {
        matches!(self, Self::MonteCarlo { .. } | Self::Hindcast { .. })
    }

    /// The design; `moved` are the slots of [`Spec::paths`].
    ///
    /// # Errors
    /// Where it does not fit the scenario.
    pub fn build(&self, scenario: &Scenario, moved: &[Slot]) -> Result<Box<dyn Design>, Error> {
        Ok(match self {
            Self::MonteCarlo { runs } | Self::Hindcast { runs, .. } => Box::new(MonteCarlo { runs: *runs }),
            Self::Cells { claims, listed, replicates } => Box::new(Cells::new(scenario, claims, listed, *replicates)?),
            Self::Grid { axes, replicates } => {
                let targets = self.targets(scenario, moved)?;
                target::check_apart(scenario, &targets)?;
                let values = axes.iter().map(|axis| axis.values.clone());
                Box::new(Grid::new(targets.into_iter().zip(values).collect(), *replicates)?)
            }
            Self::Moves { moves, replicates } => {
                Box::new(Moves::new(self.targets(scenario, moved)?, moves, *replicates)?)
            }
            Self::Sample { method, parameters, ranges, points_seed, replicates } => {
                let varied = sample::varied(scenario, parameters.as_deref(), ranges, moved)?;
                let targets: Vec<Target> = varied.iter().map(|(target, _)| target.clone()).collect();
                target::check_apart(scenario, &targets)?;
                Box::new(Sample::new(varied, *method, *points_seed, *replicates)?)
            }
            Self::Calibrate { recipe, particles, replicates } => {
                recipe.check()?;
                let targets = self.targets(scenario, moved)?;
                target::check_apart(scenario, &targets)?;
                Box::new(Listed::particles(targets, particles, recipe.settings.particles, *replicates)?)
            }
        })
    }
}

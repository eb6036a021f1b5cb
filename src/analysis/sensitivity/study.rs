//! Which parameters an outcome depends on: what a sensitivity analysis found, from the outcomes of its runs.

use super::SensitivityError;
use crate::analysis::bootstrap::Bootstrap;
use crate::analysis::estimate::Subject;
use crate::analysis::morris::{self, MorrisEffects, MorrisShape, Steps};
use crate::analysis::pawn::{self, PawnIndices};
use crate::analysis::sobol::{self, SaltelliShape, SobolIndices};
use crate::design::points::PointsError;
use crate::design::{Method, Target};
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// A parameter that was varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Varied {
    /// Its path, or the name of its column.
    pub name: String,
    /// What it is, in a phrase; empty where nothing is known but the name.
    pub text: String,
    /// Its unit; empty where it has none.
    pub unit: String,
}

impl Varied {
    /// What a design moves in a scenario.
    #[must_use]
    pub fn of(target: &Target, scenario: &Scenario) -> Self {
        Self {
            name: target.name.clone(),
            text: target.phrase(scenario),
            unit: if target.unit == "1" { String::new() } else { target.unit.clone() },
        }
    }
}

/// What a sensitivity analysis found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// The outcome. Of a yes-or-no outcome the expected value is the probability.
    pub outcome: Subject,
    /// The file whose rows these are; null where they were run for it.
    pub source: Option<String>,
    /// The parameters, in the order of the indices.
    pub parameters: Vec<Varied>,
    /// Other things that were drawn with every replicate, and so count as chance.
    pub others: Vec<String>,
    /// Points of the design.
    pub points: usize,
    /// Replicates of each.
    pub replicates: usize,
    /// Runs in which the outcome was null (in a table, a parameter too).
    pub nulls: u64,
    /// Mean of the outcome over all other runs; 0 without any.
    pub mean: f64,
    /// The indices.
    pub found: Found,
}

/// The indices of a method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Found {
    /// Sobol' indices.
    Sobol(SobolIndices),
    /// Elementary effects.
    Morris {
        /// The effects.
        effects: MorrisEffects,
        /// The mu* that chance alone would give each parameter, about; null with one replicate.
        chance: Option<Vec<f64>>,
    },
    /// PAWN indices.
    Pawn(PawnIndices),
    /// The outcome was the same in every run: there is nothing to share out.
    Constant {
        /// What it was.
        value: f64,
    },
    /// There are no indices.
    Nothing {
        /// Why, in a sentence.
        why: String,
    },
}

/// A method with the sizes and the points that it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Estimator {
    /// Sobol' indices.
    Sobol(SaltelliShape),
    /// Elementary effects.
    Morris {
        /// The sizes.
        shape: MorrisShape,
        /// The points, in the unit cube.
        x: Vec<f64>,
    },
    /// PAWN indices.
    Pawn {
        /// Number of parameters.
        parameters: usize,
        /// Slices of each.
        slices: usize,
        /// The points, in any units.
        x: Vec<f64>,
    },
}

impl Estimator {
    /// That of a design of this method, in so many parameters, with the seed of its points.
    ///
    /// # Errors
    /// Sizes that are too small or too large.
    pub fn of(method: Method, parameters: usize, replicates: usize, seed: u64) -> Result<Self, PointsError> {
        let morris = |steps, blocks| -> Result<Self, PointsError> {
            let shape = MorrisShape { steps, blocks, parameters, replicates };
            Ok(Self::Morris { shape, x: method.points(parameters, seed)? })
        };
        match method {
            Method::Sobol { base_samples, second_order } => {
                Ok(Self::Sobol(SaltelliShape { base: base_samples, parameters, replicates, second_order }))
            }
            Method::Trajectories { trajectories, .. } => morris(Steps::Trajectories, trajectories),
            Method::Radial { blocks } => morris(Steps::Radial, blocks),
            Method::Pawn { slices, .. } => Ok(Self::Pawn { parameters, slices, x: method.points(parameters, seed)? }),
        }
    }

    /// The replicates of each point.
    #[must_use]
    pub const fn replicates(&self) -> usize {
        match self {
            Self::Sobol(shape) => shape.replicates,
            Self::Morris { shape, .. } => shape.replicates,
            Self::Pawn { .. } => 1,
        }
    }

    /// The indices from the outcomes `y[point * replicates + replicate]`, NaN where the outcome is null. PAWN leaves
    /// null outcomes out; the others refuse them.
    ///
    /// # Errors
    /// A number of outcomes that is not the design's, sizes too small, null outcomes, impossible settings.
    pub fn estimate(&self, y: &[f64], bootstrap: &Bootstrap) -> Result<Found, SensitivityError> {
        if let Some(&value) = y.first()
            && y.iter().all(|x| *x == value)
        {
            return Ok(Found::Constant { value });
        }
        match self {
            Self::Sobol(shape) => Ok(Found::Sobol(sobol::indices(y, *shape, bootstrap)?)),
            Self::Morris { shape, x } => {
                let effects = morris::effects(x, y, *shape, bootstrap)?;
                Ok(Found::Morris { effects, chance: morris::chance(x, y, *shape) })
            }
            Self::Pawn { parameters, slices, x } => {
                let kept = || (0..y.len()).filter(|&at| !y[at].is_nan());
                let x: Vec<f64> = kept().flat_map(|at| &x[at * parameters..(at + 1) * parameters]).copied().collect();
                let y: Vec<f64> = kept().map(|at| y[at]).collect();
                match y.first() {
                    None => Ok(Found::Nothing { why: "The outcome is null in every run.".to_owned() }),
                    Some(&value) if y.iter().all(|x| *x == value) => Ok(Found::Constant { value }),
                    Some(_) => Ok(Found::Pawn(pawn::indices(&x, &y, *parameters, *slices, bootstrap)?)),
                }
            }
        }
    }
}

/// The head of what is to be found, and how.
#[derive(Clone, Debug)]
pub struct Sensitive {
    /// The outcome.
    pub outcome: Subject,
    /// The file whose rows are used, where they are not run for it.
    pub source: Option<String>,
    /// The parameters that are varied.
    pub parameters: Vec<Varied>,
    /// What else is drawn with every replicate.
    pub others: Vec<String>,
    /// The method.
    pub estimator: Estimator,
    /// Seed of the resampling that intervals come from.
    pub seed: u64,
}

impl Sensitive {
    /// What the outcomes `y[point * replicates + replicate]` (NaN where null) say.
    ///
    /// # Errors
    /// As [`Estimator::estimate`].
    pub fn find(self, y: &[f64]) -> Result<Sensitivity, SensitivityError> {
        let found = self.estimator.estimate(y, &Bootstrap { seed: self.seed, ..Bootstrap::default() })?;
        Ok(self.with(y, found))
    }

    fn with(self, y: &[f64], found: Found) -> Sensitivity {
        let replicates = self.estimator.replicates();
        let valid = || y.iter().filter(|x| !x.is_nan());
        let count = valid().count();
        let Self { outcome, source, parameters, others, .. } = self;
        Sensitivity {
            outcome,
            source,
            parameters,
            others,
            points: y.len() / replicates.max(1),
            replicates,
            nulls: (y.len() - count) as u64,
            mean: valid().sum::<f64>() / count.max(1) as f64,
            found,
        }
    }
}

/// Gathers the outcomes of a sample's runs: 8 bytes a run.
#[cfg(feature = "cli")]
pub struct Gathered {
    about: Sensitive,
    points: usize,
    y: Vec<f64>,
}

#[cfg(feature = "cli")]
impl Gathered {
    /// Of a design with so many points, whose rows hold the outcome alone.
    #[must_use]
    pub fn new(about: Sensitive, points: usize) -> Self {
        let runs = points * about.estimator.replicates();
        Self { about, points, y: vec![f64::NAN; runs] }
    }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Gathered {
    fn block(&mut self, rows: &crate::engine::Rows) -> std::ops::ControlFlow<()> {
        let replicates = self.about.estimator.replicates();
        for row in 0..rows.len() {
            // Indices go replicate by replicate, estimators want point by point.
            let index = rows.first as usize + row;
            let at = index % self.points * replicates + index / self.points;
            if let (Some(place), Some(x)) = (self.y.get_mut(at), rows.outcomes[0].get(row)) {
                *place = x;
            }
        }
        std::ops::ControlFlow::Continue(())
    }

    fn finish(
        &mut self,
        about: crate::analysis::About,
        _counts: &[crate::engine::SeriesCounts],
    ) -> crate::analysis::Report {
        let bootstrap = Bootstrap { seed: self.about.seed, ..Bootstrap::default() };
        let found = self.about.estimator.estimate(&self.y, &bootstrap);
        let found = found.unwrap_or_else(|error| Found::Nothing { why: error.to_string() });
        let findings = crate::analysis::Findings::Sensitivity(Box::new(self.about.clone().with(&self.y, found)));
        crate::analysis::Report::Findings(crate::analysis::Study { about, findings })
    }
}

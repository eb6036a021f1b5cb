//! A hindcast: runs from the past, scored by what followed, against forecasts without a model.

pub mod baseline;
mod ensemble;
mod family;
mod gather;
mod groups;
#[cfg(test)]
mod tests;

pub use ensemble::{Density, Ensemble, INTERVALS, LEVELS, Scores};
pub use gather::{Forecaster, MOST_VALUES};

use super::estimate::Subject;
use serde::{Deserialize, Serialize};

/// Bins of the histogram of the probability integral transform.
pub const BINS: usize = 10;

/// A baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The last value before the start stays.
    Persistence,
    /// A random walk with drift; for yes or no a chain of two states.
    Walk,
}

impl Baseline {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Persistence, Self::Walk];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Persistence => "persistence",
            Self::Walk => "random walk",
        }
    }
}

/// An outcome, what was forecast of it and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The outcome.
    pub outcome: Subject,
    /// Outcomes of one kind have one of these: `trade`, `pact`.
    pub group: String,
    /// When it is known, a decimal year; none of a date.
    pub due: Option<f64>,
    /// What came; none where a date did not come within the period.
    pub came: Option<f64>,
    /// The standard deviation of its error.
    pub sd: Option<f64>,
    /// Runs.
    pub runs: u64,
    /// Runs with a value; the others count as a date that did not come.
    pub count: u64,
    /// True where values are yes or no, 1 or 0, so that the mean is a probability.
    pub binary: bool,
    /// True where scores are of natural logarithms. Quantiles and means are of logarithms then too.
    pub logarithm: bool,
    /// The model's forecast.
    pub model: Scores,
    /// The baselines, in the order of [`Baseline::ALL`]; none where there is too little history.
    pub baselines: [Option<Scores>; 2],
}

/// The mean scores of a baseline, and of the model on the same outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// Outcomes with this baseline.
    pub count: u64,
    /// Mean continuous ranked probability score of the model.
    pub model: f64,
    /// That of the baseline.
    pub baseline: f64,
    /// Outcomes for which both have a log score.
    pub logs: u64,
    /// Mean log score of the model on these.
    pub model_log: f64,
    /// That of the baseline.
    pub baseline_log: f64,
}

impl Against {
    /// How much smaller the model's score is, as a share of the baseline's; none where the baseline's is 0.
    #[must_use]
    pub fn skill(&self) -> Option<f64> {
        (self.baseline > 0.0).then(|| 1.0 - self.model / self.baseline)
    }
}

/// Outcomes of one kind, which have one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The kind.
    pub name: String,
    /// The unit of its scores.
    pub unit: String,
    /// How many outcomes.
    pub count: u64,
    /// Mean continuous ranked probability score of the model.
    pub crps: f64,
    /// Mean log score of those that have one, and how many.
    pub log: Option<(f64, u64)>,
    /// How many outcomes lie in each of the [`INTERVALS`].
    pub covered: [u64; 3],
    /// Against the baselines, in the order of [`Baseline::ALL`].
    pub against: [Against; 2],
}

/// A quantity over time: what was before the start, what was forecast, what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Whom it is about: `FRA–RUS`, or `FRA to RUS`.
    pub label: String,
    /// The kind.
    pub group: String,
    /// The unit.
    pub unit: String,
    /// True where values are 0 or 1, so that a forecast is a probability.
    pub share: bool,
    /// Dates and values before the start, rising.
    pub history: Vec<(f64, f64)>,
    /// Dates, the forecast (mean and quantiles at [`LEVELS`]) and what came, rising.
    pub points: Vec<(f64, f64, [f64; 7], f64)>,
    /// Mean continuous ranked probability score: by how much the runs missed what came.
    pub miss: f64,
}

/// What a hindcast found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hindcast {
    /// The outcomes, in the order of the file.
    pub outcomes: Vec<Forecast>,
    /// By kind, in order of appearance.
    pub groups: Vec<Group>,
    /// Quantities that were observed at several dates, or that have a history.
    pub paths: Vec<Path>,
    /// The probability integral transform in bins, as shares of all outcomes (Czado, Gneiting and Held 2009, who spread a
    /// discrete outcome evenly over the step of its distribution).
    pub pit: [f64; BINS],
    /// Observed outcomes that no run had a value of, which are not scored.
    pub unscored: Vec<String>,
}

impl Hindcast {
    /// How many outcomes lie in each of the [`INTERVALS`].
    #[must_use]
    pub fn covered(&self) -> [u64; 3] {
        let of = |at: usize| self.groups.iter().map(|group| group.covered[at]).sum();
        [of(0), of(1), of(2)]
    }

    /// Outcomes that lie beyond the widest interval.
    pub fn missed(&self) -> impl Iterator<Item = &Forecast> {
        self.outcomes.iter().filter(|one| !one.model.covered[INTERVALS.len() - 1])
    }
}

//! A forecast as an ensemble of values of equal weight, and its scores once it is known what came.
//!
//! Runs are one; baselines are made into one (quantiles at equal steps of probability), so that all are scored by the same
//! rules.

use crate::lanes::{exp, ln};
use serde::{Deserialize, Serialize};

/// Levels of the quantiles that are reported: the ends of the central 95, 80 and 50% intervals, and the median.
pub const LEVELS: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/// The central intervals whose coverage is counted, narrowest first, and which quantiles end them.
pub const INTERVALS: [(f64, [usize; 2]); 3] = [(0.5, [2, 4]), (0.8, [1, 5]), (0.95, [0, 6])];

/// The factor of the bandwidth.
const SILVERMAN: f64 = 0.9;

/// The interquartile range of a normal distribution in standard deviations.
const NORMAL_RANGE: f64 = 1.349;

/// An ensemble counts as so many cases at most where half a case is added: so large ones do not claim to exclude more than
/// baselines do, which have as many quantiles.
const CASES: f64 = 1000.0;

/// How a log score is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Density {
    /// Shares of so many classes, the whole numbers of a value over a width, each with half a case added.
    Classes {
        /// How many classes there are.
        classes: usize,
        /// Their width.
        width: f64,
    },
    /// A normal kernel, reflected at the bounds, with half a case spread as a Cauchy distribution.
    Kernel {
        /// Bounds that no value leaves.
        bounds: Option<(f64, f64)>,
    },
}

/// A forecast, of values in rising order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble(Vec<f64>);

/// What a forecast was worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Its mean; of yes or no the probability of yes.
    pub mean: f64,
    /// Its quantiles at [`LEVELS`].
    pub quantiles: [f64; 7],
    /// Whether what came lies in each of the [`INTERVALS`], ends included.
    pub covered: [bool; 3],
    /// The continuous ranked probability score, less is better: for yes or no the Brier score, for a point the absolute
    /// error.
    pub crps: f64,
    /// Minus the logarithm of the probability, or density, of what came, less is better; none where it cannot be said.
    pub log: Option<f64>,
    /// The probability integral transform: it is uniform between the two.
    pub pit: [f64; 2],
}

impl Ensemble {
    /// Of values in any order; there must be one at least, and each a number.
    #[must_use]
    pub fn new(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    /// The number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where every value meets a condition.
    pub fn all(&self, condition: impl Fn(f64) -> bool) -> bool {
        self.0.iter().all(|x| condition(*x))
    }

    /// The values, changed by a function that keeps their order.
    #[must_use]
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self(self.0.iter().map(|x| change(*x)).collect())
    }

    /// The least value with at least the share `q` of all at or below it.
    #[must_use]
    pub fn quantile(&self, q: f64) -> f64 {
        let at = (q * self.0.len() as f64).ceil().max(1.0) as usize - 1;
        self.0[at.min(self.0.len() - 1)]
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// The scores of this forecast of what came. Where that is observed with an error, the error is in the values already.
    #[must_use]
    pub fn score(&self, came: f64, density: Density) -> Scores {
        let quantiles = LEVELS.map(|level| self.quantile(level));
        let n = self.0.len() as f64 + 1.0;
        let below = self.0.partition_point(|x| *x < came) as f64;
        let reached = self.0.partition_point(|x| *x <= came) as f64;
        Scores {
            mean: self.mean(),
            quantiles,
            covered: INTERVALS.map(|(_, [low, high])| (quantiles[low]..=quantiles[high]).contains(&came)),
            crps: self.crps(came),
            log: self.log(came, density),
            pit: [below / n, (reached + 1.0) / n],
        }
    }

    /// The continuous ranked probability score of the empirical distribution of the values (Gneiting and Raftery 2007,
    /// equation 21): the mean distance from what came, less half the mean distance of two of them, each of all pairs
    /// counted, also with itself. Not the "fair" score (Ferro 2014), which scores the distribution that they are a sample of
    /// and differs by half the mean distance over n - 1.
    #[must_use]
    pub fn crps(&self, came: f64) -> f64 {
        let n = self.0.len() as f64;
        let (mut distance, mut spread) = (0.0, 0.0);
        for (at, x) in self.0.iter().enumerate() {
            distance += (x - came).abs();
            spread += (2.0 * at as f64 + 1.0 - n) * x;
        }
        (distance / n - spread / (n * n)).max(0.0)
    }

    fn log(&self, came: f64, density: Density) -> Option<f64> {
        match density {
            Density::Classes { classes, width } => {
                let class = |x: f64| (x / width).floor();
                let count = self.0.iter().filter(|x| class(**x) == class(came)).count() as f64;
                let cases = self.cases();
                let share = count / self.0.len() as f64;
                Some(-ln((cases * share + 0.5) / (cases + 0.5 * classes as f64)))
            }
            Density::Kernel { bounds } => self.kernel(came, bounds),
        }
    }

    fn cases(&self) -> f64 {
        (self.0.len() as f64).min(CASES)
    }

    /// Minus the logarithm of a density by a normal kernel with the bandwidth of Silverman (1986, equation 3.31). Half a case
    /// lies beyond the reach of the kernel: around the median by a Cauchy distribution, as wide as the interquartile range.
    /// None where more than half of the values are alike.
    fn kernel(&self, came: f64, bounds: Option<(f64, f64)>) -> Option<f64> {
        let n = self.0.len() as f64;
        let mean = self.mean();
        let sd = (self.0.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
        let range = self.quantile(0.75) - self.quantile(0.25);
        let width = SILVERMAN * sd.min(range / NORMAL_RANGE) * libm::pow(n, -0.2);
        if width.is_nan() || width <= 0.0 {
            return None;
        }
        let images = match bounds {
            Some((low, high)) => vec![came, 2.0 * low - came, 2.0 * high - came],
            None => vec![came],
        };
        let kernel = |x: f64, at: f64| {
            let z = (x - at) / width;
            exp(-0.5 * z * z)
        };
        let sum: f64 = images.iter().map(|at| self.0.iter().map(|x| kernel(*x, *at)).sum::<f64>()).sum();
        let density = sum / (n * width * (2.0 * std::f64::consts::PI).sqrt());
        let z = (came - self.quantile(0.5)) / range;
        let beyond = 1.0 / (std::f64::consts::PI * range * (1.0 + z * z));
        let cases = self.cases();
        Some(-ln((cases * density + 0.5 * beyond) / (cases + 0.5)))
    }
}

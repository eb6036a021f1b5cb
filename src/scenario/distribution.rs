//! Distributions of parameters: what is not known of a number, drawn once a run.

/// A distribution, with bounds at which it is truncated (not clamped).
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Its shape.
    pub shape: Shape,
    /// Lower bound; minus infinity where there is none.
    pub min: f64,
    /// Upper bound; infinity where there is none.
    pub max: f64,
}

/// The shape of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Normal with this mean and standard deviation (above 0).
    Normal { mean: f64, sd: f64 },
    /// exp of a normal: median (above 0) and standard deviation of the logarithm (above 0).
    Lognormal { median: f64, log_sd: f64 },
    /// Uniform from `low` to `high` (above `low`).
    Uniform { low: f64, high: f64 },
    /// Triangular: `low` <= `mode` <= `high`, `low` < `high`.
    Triangular { low: f64, mode: f64, high: f64 },
    /// Beta with shape parameters above 0, on `low` to `high`.
    Beta { alpha: f64, beta: f64, low: f64, high: f64 },
    /// One of `values`, with `probabilities` that sum to 1.
    Choice { values: Vec<f64>, probabilities: Vec<f64> },
}

impl Distribution {
    /// The smallest and the largest value that a draw can take; infinite where it has no bound.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        let (low, high) = match &self.shape {
            Shape::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Shape::Lognormal { .. } => (0.0, f64::INFINITY),
            Shape::Uniform { low, high } | Shape::Triangular { low, high, .. } | Shape::Beta { low, high, .. } => {
                (*low, *high)
            }
            Shape::Choice { values, .. } => {
                values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)))
            }
        };
        (low.max(self.min), high.min(self.max))
    }

    /// The centre: the median of the untruncated shape (the mode of a triangle, the likeliest choice).
    #[must_use]
    pub fn centre(&self) -> f64 {
        let centre = match &self.shape {
            Shape::Normal { mean, .. } => *mean,
            Shape::Lognormal { median, .. } => *median,
            Shape::Uniform { low, high } => 0.5 * (low + high),
            Shape::Triangular { mode, .. } => *mode,
            Shape::Beta { alpha, beta, low, high } => low + (high - low) * alpha / (alpha + beta),
            Shape::Choice { values, probabilities } => {
                let mut best = 0;
                for (i, p) in probabilities.iter().enumerate() {
                    if *p > probabilities[best] {
                        best = i;
                    }
                }
                values.get(best).copied().unwrap_or(0.0)
            }
        };
        centre.clamp(self.min, self.max)
    }
}

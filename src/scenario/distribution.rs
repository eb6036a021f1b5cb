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
#[expect(missing_docs, reason = "the text of a variant names its fields")]
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

impl Distribution {
    /// The value below which a share `u` (0 < u < 1) of draws lies; truncation maps `u` onto the share between the
    /// bounds. Deterministic on every machine: our own exp, ln and inverse normal, else libm.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        let (below, within) = self.window();
        let x = self.shape.quantile((below + u * within).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0));
        x.max(self.min).min(self.max)
    }

    /// The share of draws at or below a value.
    #[must_use]
    pub fn probability(&self, x: f64) -> f64 {
        let (below, within) = self.window();
        ((self.shape.cumulative(x) - below) / within).clamp(0.0, 1.0)
    }

    /// The probability below the lower bound, and between the bounds.
    #[must_use]
    pub fn window(&self) -> (f64, f64) {
        if self.min == f64::NEG_INFINITY && self.max == f64::INFINITY || matches!(self.shape, Shape::Choice { .. }) {
            return (0.0, 1.0);
        }
        let below = self.shape.cumulative(self.min);
        (below, self.shape.cumulative(self.max) - below)
    }
}

impl Shape {
    fn quantile(&self, u: f64) -> f64 {
        use crate::lanes::{exp, inverse_normal};
        match self {
            Self::Normal { mean, sd } => mean + sd * inverse_normal(u),
            Self::Lognormal { median, log_sd } => median * exp(log_sd * inverse_normal(u)),
            Self::Uniform { low, high } => low + (high - low) * u,
            Self::Triangular { low, mode, high } => {
                let (width, left) = (high - low, mode - low);
                if u * width <= left {
                    low + (u * width * left).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - mode)).sqrt()
                }
            }
            Self::Beta { alpha, beta, low, high } => low + (high - low) * beta_quantile(*alpha, *beta, u),
            Self::Choice { values, probabilities } => {
                let mut cumulative = 0.0;
                for (value, p) in values.iter().zip(probabilities) {
                    cumulative += p;
                    if u < cumulative {
                        return *value;
                    }
                }
                values.last().copied().unwrap_or(0.0)
            }
        }
    }

    fn cumulative(&self, x: f64) -> f64 {
        if x == f64::NEG_INFINITY {
            return 0.0;
        }
        if x == f64::INFINITY {
            return 1.0;
        }
        let normal = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        match self {
            Self::Normal { mean, sd } => normal((x - mean) / sd),
            Self::Lognormal { .. } if x <= 0.0 => 0.0,
            Self::Lognormal { median, log_sd } => normal(libm::log(x / median) / log_sd),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if x <= *low {
                    0.0
                } else if x >= *high {
                    1.0
                } else if x < *mode {
                    (x - low) * (x - low) / (width * (mode - low))
                } else {
                    1.0 - (high - x) * (high - x) / (width * (high - mode))
                }
            }
            Self::Beta { alpha, beta, low, high } => {
                beta_cumulative(*alpha, *beta, ((x - low) / (high - low)).clamp(0.0, 1.0))
            }
            Self::Choice { .. } => 0.0,
        }
    }
}

/// The regularised incomplete beta function, by its continued fraction (Lentz's method; Abramowitz and Stegun 26.5.8).
fn beta_cumulative(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cumulative_left(b, a, 1.0 - x);
    }
    beta_cumulative_left(a, b, x)
}

fn beta_cumulative_left(a: f64, b: f64, x: f64) -> f64 {
    let away = |y: f64| if y.abs() < 1e-300 { 1e-300 } else { y };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..400 {
        let m = f64::from(m);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    let scale = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    libm::exp(scale) * fraction / a
}

/// Its inverse, by bisection to the last bits.
fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if beta_cumulative(a, b, middle) < u { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF, LogNormal, Normal, Triangular};

    const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    fn free(shape: Shape) -> Distribution {
        Distribution { shape, min: FREE.0, max: FREE.1 }
    }

    #[test]
    fn quantiles_invert_the_distribution_functions_of_another_library() {
        let normal = free(Shape::Normal { mean: 1.0, sd: 2.0 });
        let lognormal = free(Shape::Lognormal { median: 7.5, log_sd: 0.5 });
        let triangular = free(Shape::Triangular { low: 1.0, mode: 3.0, high: 6.0 });
        let beta = free(Shape::Beta { alpha: 2.0, beta: 5.0, low: 0.0, high: 1.0 });
        for i in 1..100 {
            let u = f64::from(i) / 100.0;
            assert!((Normal::new(1.0, 2.0).unwrap().cdf(normal.quantile(u)) - u).abs() < 1e-7);
            assert!((LogNormal::new(libm::log(7.5), 0.5).unwrap().cdf(lognormal.quantile(u)) - u).abs() < 1e-7);
            assert!((Triangular::new(1.0, 6.0, 3.0).unwrap().cdf(triangular.quantile(u)) - u).abs() < 1e-9);
            assert!((Beta::new(2.0, 5.0).unwrap().cdf(beta.quantile(u)) - u).abs() < 1e-9);
        }
    }

    #[test]
    fn bounds_truncate_and_do_not_clamp() {
        let d = Distribution { shape: Shape::Normal { mean: 1.5, sd: 1.0 }, min: 0.0, max: f64::INFINITY };
        let low = (1..1000).filter(|i| d.quantile(f64::from(*i) / 1000.0) <= 0.0).count();
        assert_eq!(low, 0);
        let below_one = (1..10_000).filter(|i| d.quantile(f64::from(*i) / 10_000.0) < 1.0).count() as f64 / 1e4;
        assert!((below_one - (0.308_537_5 - 0.066_807_2) / (1.0 - 0.066_807_2)).abs() < 1e-3);
    }
}

//! Draws of a posterior, what follows from them, and how far they can be relied on.

use super::agreement::agreement;
use super::parameters::Problem;
use rayon::prelude::*;
use serde::Serialize;

/// Draws of a chain that forecasts are means over.
const WHOLE: usize = 25;

/// What a chain gave.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Steps of adaptation that it took.
    pub adaptation: usize,
    /// Its draws of the whole vector.
    pub draws: Vec<Vec<f64>>,
    /// Steps whose energy went astray, after adaptation.
    pub astray: usize,
}

/// Draws of the whole vector.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// What each chain gave.
    pub chains: Vec<Drawn>,
    /// Split R-hat of each of the first entries, those that the chains must agree on.
    pub r_hat: Vec<f64>,
    /// Effective number of independent draws of each of them.
    pub effective: Vec<f64>,
}

/// How far a posterior can be relied on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Soundness {
    /// Largest R-hat of an entry before the random effects.
    pub r_hat: f64,
    /// Smallest effective number of draws of one.
    pub effective: f64,
    /// Steps that went astray after adaptation.
    pub divergences: usize,
}

impl Soundness {
    /// That of several posteriors together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            r_hat: largest([self.r_hat, other.r_hat]),
            effective: smallest([self.effective, other.effective]),
            divergences: self.divergences + other.divergences,
        }
    }
}

/// One that is not a number counts as the largest, and shows.
fn largest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().reduce(|a, b| if b > a || b.is_nan() { b } else { a }).unwrap_or(f64::NAN)
}

/// One that is not a number counts as the smallest, and shows.
fn smallest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().reduce(|a, b| if b < a || b.is_nan() { b } else { a }).unwrap_or(f64::NAN)
}

impl Posterior {
    /// The draws of chains, which must agree on the first `watched` entries.
    #[must_use]
    pub fn new(chains: Vec<Drawn>, watched: usize) -> Self {
        let entry = |at: usize| -> Vec<Vec<f64>> {
            chains.iter().map(|chain| chain.draws.iter().map(|draw| draw[at]).collect()).collect()
        };
        let (r_hat, effective) = (0..watched).map(|at| agreement(&entry(at))).unzip();
        Self { chains, r_hat, effective }
    }

    /// How far it can be relied on: by the entry that mixes worst.
    #[must_use]
    pub fn soundness(&self) -> Soundness {
        Soundness {
            r_hat: largest(self.r_hat.iter().copied()),
            effective: smallest(self.effective.iter().copied()),
            divergences: self.chains.iter().map(|chain| chain.astray).sum(),
        }
    }

    /// All draws, chain after chain.
    pub fn draws(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.chains.iter().flat_map(|chain| &chain.draws)
    }

    /// The probability of each class of treaty before it is seen, as [`Problem::predict`] has it: the mean over some of the
    /// draws, evenly spread.
    #[must_use]
    pub fn predict(&self, problem: &Problem<'_>) -> Vec<Vec<[f64; 3]>> {
        let some = |draws: usize| draws.div_ceil(WHOLE).max(1);
        let spread: Vec<_> =
            self.chains.iter().flat_map(|Drawn { draws, .. }| draws.iter().step_by(some(draws.len()))).collect();
        let each: Vec<_> = spread.into_par_iter().map(|draw| problem.predict(draw)).collect();
        let n = each.len().max(1) as f64;
        let mut mean = each.first().cloned().unwrap_or_default();
        for (spell, years) in mean.iter_mut().enumerate() {
            for (year, p) in years.iter_mut().enumerate() {
                *p = std::array::from_fn(|class| each.iter().map(|of| of[spell][year][class]).sum::<f64>() / n);
            }
        }
        mean
    }

    /// Means and covariance of what `of` makes of each draw.
    #[must_use]
    pub fn moments<const N: usize>(&self, of: impl Fn(&[f64]) -> [f64; N]) -> ([f64; N], [[f64; N]; N]) {
        let draws: Vec<[f64; N]> = self.draws().map(|draw| of(draw)).collect();
        let n = draws.len() as f64;
        let mean: [f64; N] = std::array::from_fn(|at| draws.iter().map(|draw| draw[at]).sum::<f64>() / n);
        let covariance = std::array::from_fn(|a| {
            std::array::from_fn(|b| {
                let products = draws.iter().map(|draw| (draw[a] - mean[a]) * (draw[b] - mean[b]));
                products.sum::<f64>() / (n - 1.0)
            })
        });
        (mean, covariance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_number_shows() {
        for values in [[1.0, f64::NAN, 2.0], [-f64::NAN, 1.0, 2.0], [1.0, 2.0, -f64::NAN]] {
            assert!(largest(values).is_nan() && smallest(values).is_nan());
        }
        assert_eq!((largest([1.0, 3.0, 2.0]), smallest([2.0, 1.0, 3.0])), (3.0, 1.0));
    }
}

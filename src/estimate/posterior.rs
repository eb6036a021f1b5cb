//! The posterior by the No-U-Turn sampler (Hoffman and Gelman 2014; the crate nuts-rs), and whether its chains agree.

use super::parameters::{COMMON, Problem};
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, LowRankNutsSettings, Settings};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::HashMap;

/// How much is sampled.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Chains.
    pub chains: usize,
    /// Steps of adaptation of each, thrown away.
    pub warmup: usize,
    /// Draws of each that are kept.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
}

impl Effort {
    /// Steps of adaptation that are enough for the panels that were tried: 300, and two for five draws where that is more.
    #[must_use]
    pub fn adaptation(draws: usize) -> usize {
        (2 * draws / 5).max(300)
    }

    /// For a part that is left out, whose forecasts are means over draws: two chains, a third of the draws.
    #[must_use]
    pub fn of_a_fold(self) -> Self {
        Self { chains: 2, draws: self.draws.div_ceil(3), ..self }
    }
}

/// Draws of a chain that are kept whole.
pub const WHOLE: usize = 25;

/// Draws of the entries before the random effects.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// By chain and draw.
    pub chains: Vec<Vec<Vec<f64>>>,
    /// Some of the draws with their random effects, evenly spread over all: at most [`WHOLE`] of each chain.
    pub whole: Vec<Vec<f64>>,
    /// Steps whose energy went astray, after adaptation: there should be none.
    pub divergences: usize,
    /// Split R-hat of each entry.
    pub r_hat: Vec<f64>,
    /// Effective number of independent draws of each entry.
    pub effective: Vec<f64>,
}

struct Density<'p, 'a>(&'p Problem<'a>);

#[derive(Debug, thiserror::Error)]
#[error("the density is not a number")]
struct Astray;

impl LogpError for Astray {
    fn is_recoverable(&self) -> bool {
        true
    }
}

impl HasDims for Density<'_, '_> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.0.len() as u64)])
    }
}

impl CpuLogpFunc for Density<'_, '_> {
    type LogpError = Astray;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.0.len()
    }

    fn logp(&mut self, x: &[f64], gradient: &mut [f64]) -> Result<f64, Astray> {
        let density = self.0.density(x, gradient);
        let sound = density.is_finite() && gradient.iter().all(|by| by.is_finite());
        if sound { Ok(density) } else { Err(Astray) }
    }

    fn expand_vector<R: nuts_rs::rand::Rng + ?Sized>(
        &mut self,
        _: &mut R,
        x: &[f64],
    ) -> Result<Vec<f64>, CpuMathError> {
        Ok(x.to_vec())
    }
}

/// Samples the posterior, the chains from near the mode and from near the centre of the prior in turn.
///
/// # Errors
/// If a chain breaks off, in words.
pub fn sample(problem: &Problem<'_>, mode: &[f64], effort: Effort) -> Result<Posterior, String> {
    // A chain is long and its passes are short: side by side they do best each on a thread of its own. A worker that waits for
    // its chain begins another, so that all run at once.
    let threads = (rayon::current_num_threads() / effort.chains.max(1)).max(1);
    let alone = |chain: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?;
        pool.install(|| one(problem, mode, effort, chain as u64))
    };
    let chains: Result<Vec<_>, String> = (0..effort.chains).into_par_iter().map(alone).collect();
    let mut whole = Vec::new();
    let (mut common, mut divergences) = (Vec::new(), 0);
    for chain in chains? {
        whole.extend(chain.whole);
        common.push(chain.draws);
        divergences += chain.astray;
    }
    let chains = common;
    let entry = |at: usize| -> Vec<Vec<f64>> {
        chains.iter().map(|chain: &Vec<Vec<f64>>| chain.iter().map(|draw| draw[at]).collect()).collect()
    };
    let checks: Vec<(f64, f64)> = (0..COMMON).map(|at| agreement(&entry(at))).collect();
    let (r_hat, effective) = checks.into_iter().unzip();
    Ok(Posterior { divergences, r_hat, effective, chains, whole })
}

/// What a chain gave.
struct Drawn {
    draws: Vec<Vec<f64>>,
    whole: Vec<Vec<f64>>,
    astray: usize,
}

fn one(problem: &Problem<'_>, mode: &[f64], effort: Effort, chain: u64) -> Result<Drawn, String> {
    let mut random = ChaCha8Rng::seed_from_u64(effort.seed);
    random.set_stream(chain);
    let settings = LowRankNutsSettings {
        num_tune: effort.warmup as u64,
        num_draws: effort.draws as u64,
        ..LowRankNutsSettings::default()
    };
    // Chains that agree although they started far apart say more: every other one starts at the centre of the prior.
    let near = if chain.is_multiple_of(2) { 1.0 } else { 0.0 };
    let start: Vec<f64> = mode.iter().map(|x| near * x + 0.2 * (random.random::<f64>() - 0.5)).collect();
    let words = |what: &dyn std::fmt::Display| format!("chain {chain} of the sampler broke off: {what}");
    let mut sampler =
        settings.new_chain(chain, CpuMath::new(Density(problem)), &mut random).map_err(|error| words(&error))?;
    sampler.set_position(&start).map_err(|error| words(&error))?;
    let mut drawn = Drawn { draws: Vec::with_capacity(effort.draws), whole: Vec::new(), astray: 0 };
    let every = effort.draws.div_ceil(WHOLE).max(1);
    for step in 0..effort.warmup + effort.draws {
        let (draw, progress) = sampler.draw().map_err(|error| words(&error))?;
        if step >= effort.warmup {
            drawn.draws.push(draw[..COMMON].to_vec());
            drawn.astray += usize::from(progress.diverging);
            if (step - effort.warmup).is_multiple_of(every) {
                drawn.whole.push(draw.to_vec());
            }
        }
    }
    Ok(drawn)
}

impl Posterior {
    /// All draws, chain after chain.
    pub fn draws(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.chains.iter().flatten()
    }

    /// The probability of each class of treaty before it is seen, as [`Problem::predict`] has it: the mean over the draws
    /// that are kept whole.
    #[must_use]
    pub fn predict(&self, problem: &Problem<'_>) -> Vec<Vec<[f64; 3]>> {
        let each: Vec<_> = self.whole.par_iter().map(|draw| problem.predict(draw)).collect();
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

/// Split R-hat (Gelman et al. 2013, section 11.4) and the effective number of draws (Geyer 1992, initial monotone
/// sequence, over the halves of all chains).
fn agreement(chains: &[Vec<f64>]) -> (f64, f64) {
    let halves: Vec<&[f64]> = chains.iter().flat_map(|chain| chain.chunks_exact(chain.len() / 2).take(2)).collect();
    let (m, n) = (halves.len() as f64, halves.first().map_or(0, |half| half.len()));
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let means: Vec<f64> = halves.iter().map(|half| mean(half)).collect();
    let grand = mean(&means);
    let between = n as f64 * means.iter().map(|x| (x - grand) * (x - grand)).sum::<f64>() / (m - 1.0);
    let autocovariance = |lag: usize| {
        let of = |(half, mean): (&&[f64], &f64)| {
            (0..n - lag).map(|at| (half[at] - mean) * (half[at + lag] - mean)).sum::<f64>() / n as f64
        };
        halves.iter().zip(&means).map(of).sum::<f64>() / m
    };
    let within = autocovariance(0) * n as f64 / (n as f64 - 1.0);
    let total = within * (n as f64 - 1.0) / n as f64 + between / n as f64;
    let correlation = |lag: usize| 1.0 - (within - autocovariance(lag) * n as f64 / (n as f64 - 1.0)) / total;
    let (mut sum, mut least) = (0.0, f64::INFINITY);
    for lag in (0..n.saturating_sub(1)).step_by(2) {
        let pair = correlation(lag) + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        least = pair.min(least);
        sum += least;
    }
    let time = (2.0 * sum - 1.0).max(1.0 / (m * n as f64).max(1.0));
    ((total / within).sqrt(), m * n as f64 / time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(seed: u64, n: usize, keep: f64, shift: f64) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut x = 0.0;
        let mut next = || {
            let noise = crate::lanes::inverse_normal(random.random::<f64>() * 0.999_999 + 5e-7);
            x = keep * x + (1.0 - keep * keep).sqrt() * noise;
            x + shift
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn independent_chains_agree_and_correlated_ones_count_for_less() {
        let of = |keep, shift| {
            let chains: Vec<Vec<f64>> = (0..4).map(|at| chain(at, 2000, keep, shift * at as f64)).collect();
            agreement(&chains)
        };
        let (r_hat, effective) = of(0.0, 0.0);
        assert!((r_hat - 1.0).abs() < 0.005 && (effective / 8000.0 - 1.0).abs() < 0.15, "{r_hat} {effective}");
        // An autoregression of first order has n (1 - a) / (1 + a) effective draws.
        let (_, effective) = of(0.8, 0.0);
        assert!((effective / (8000.0 / 9.0) - 1.0).abs() < 0.25, "{effective}");
        let (r_hat, _) = of(0.0, 1.0);
        assert!(r_hat > 1.3, "{r_hat}");
    }
}

//! The No-U-Turn sampler (Hoffman and Gelman 2014; the crate nuts-rs) on any smooth density, and the rules by which its
//! chains begin again.

use super::posterior::{Drawn, Posterior, Soundness};
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, LowRankNutsSettings, Settings};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;

/// What is sampled from.
pub trait Density: Sync {
    /// Entries of the vector.
    fn entries(&self) -> usize;
    /// How many of the first entries the chains must agree on.
    fn watched(&self) -> usize;
    /// The logarithm of the density, up to a constant; the gradient goes into `out`.
    fn density(&self, x: &[f64], out: &mut [f64]) -> f64;
}

/// How much is sampled.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Chains.
    pub chains: usize,
    /// Steps of adaptation of each, thrown away.
    pub warmup: usize,
    /// How many of them at most, where a chain begins again.
    pub longest: usize,
    /// Draws of each that are kept.
    pub draws: usize,
    /// How often all chains begin at most, where they do not agree.
    pub beginnings: usize,
    /// Seed.
    pub seed: u64,
}

impl Effort {
    /// Four chains or as many as wanted, with steps of adaptation that were enough for most panels that were tried: 300, or two
    /// for five draws where that is more; up to eight times as many, and up to three beginnings.
    #[must_use]
    pub fn new(chains: usize, draws: usize, seed: u64) -> Self {
        let warmup = (2 * draws / 5).max(300);
        Self { chains, warmup, longest: 8 * warmup, draws, beginnings: 3, seed }
    }

    /// For a part that is left out, whose forecasts are means over draws: two chains, a third of the draws.
    #[must_use]
    pub fn of_a_fold(self) -> Self {
        Self { chains: 2, draws: self.draws.div_ceil(3), beginnings: 1, ..self }
    }
}

/// Chains agree where no entry has a larger R-hat, and none fewer effective draws.
const AGREED: (f64, f64) = (1.05, 100.0);
/// Share of steps that may go astray after adaptation: where more do, the adaptation has not found the shape of the posterior,
/// and the chain begins again with twice as much of it.
const ASTRAY: f64 = 0.01;

struct Func<'d, D>(&'d D);

#[derive(Debug, thiserror::Error)]
#[error("the density is not a number")]
struct Astray;

impl LogpError for Astray {
    fn is_recoverable(&self) -> bool {
        true
    }
}

impl<D: Density> HasDims for Func<'_, D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.0.entries() as u64)])
    }
}

impl<D: Density> CpuLogpFunc for Func<'_, D> {
    type LogpError = Astray;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.0.entries()
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

/// A chain, which begins again with twice the adaptation where its steps go astray.
fn chain<D: Density>(density: &D, mode: &[f64], effort: Effort, chain: u64) -> Result<Drawn, String> {
    let few = (ASTRAY * effort.draws as f64) as usize;
    let mut adaptation = effort.warmup;
    loop {
        let last = 2 * adaptation > effort.longest;
        let drawn =
            begun(density, mode, Effort { warmup: adaptation, ..effort }, chain, if last { usize::MAX } else { few })?;
        if last || drawn.astray <= few {
            return Ok(drawn);
        }
        adaptation *= 2;
    }
}

/// An adapted chain and its draws; no further once more than `most` steps have gone astray. Every other chain starts near the
/// centre of the prior, the others near the mode: chains that agree although they started far apart say more.
fn begun<D: Density>(density: &D, mode: &[f64], effort: Effort, chain: u64, most: usize) -> Result<Drawn, String> {
    let broke_off = |what: &dyn std::fmt::Display| format!("chain {chain} of the sampler broke off: {what}");
    let adaptation = effort.warmup;
    let mut random = ChaCha8Rng::seed_from_u64(effort.seed);
    random.set_stream(chain | (adaptation as u64) << 32);
    let settings = LowRankNutsSettings {
        num_tune: adaptation as u64,
        num_draws: effort.draws as u64,
        ..LowRankNutsSettings::default()
    };
    let near = if chain.is_multiple_of(2) { 1.0 } else { 0.0 };
    let start: Vec<f64> = mode.iter().map(|x| near * x + 0.2 * (random.random::<f64>() - 0.5)).collect();
    let math = CpuMath::new(Func(density));
    let mut sampler = settings.new_chain(chain, math, &mut random).map_err(|error| broke_off(&error))?;
    sampler.set_position(&start).map_err(|error| broke_off(&error))?;
    for _ in 0..adaptation {
        sampler.draw().map_err(|error| broke_off(&error))?;
    }
    let mut drawn = Drawn { adaptation, ..Drawn::default() };
    while drawn.draws.len() < effort.draws && drawn.astray <= most {
        let (draw, progress) = sampler.draw().map_err(|error| broke_off(&error))?;
        drawn.draws.push(draw.to_vec());
        drawn.astray += usize::from(progress.diverging);
    }
    Ok(drawn)
}

/// Samples a density; where the chains do not agree, all begin again, with twice the adaptation of the one that took longest
/// and twice the draws.
///
/// # Errors
/// If a chain breaks off, in words.
pub fn sample(density: &impl Density, mode: &[f64], effort: Effort, tell: &dyn Fn(&str)) -> Result<Posterior, String> {
    let mut effort = effort;
    loop {
        let posterior = Posterior::new(side_by_side(density, mode, effort)?, density.watched());
        let Soundness { r_hat, effective, .. } = posterior.soundness();
        effort.beginnings -= effort.beginnings.min(1);
        if effort.beginnings == 0 || (r_hat <= AGREED.0 && effective >= AGREED.1) {
            return Ok(posterior);
        }
        let took = posterior.chains.iter().map(|chain| chain.adaptation).max().unwrap_or(effort.warmup);
        effort = Effort { warmup: (2 * took).min(effort.longest), draws: 2 * effort.draws, ..effort };
        tell(&format!(
            "chains do not agree (R-hat {r_hat:.2}, {effective:.0} effective draws): again, {} steps of adaptation and {} draws",
            effort.warmup, effort.draws
        ));
    }
}

/// The chains. Each is long and its passes are short: side by side they do best each on a thread of its own.
fn side_by_side(density: &impl Density, mode: &[f64], effort: Effort) -> Result<Vec<Drawn>, String> {
    let threads = (rayon::current_num_threads() / effort.chains.max(1)).max(1);
    let alone = |at: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?;
        pool.install(|| chain(density, mode, effort, at as u64))
    };
    std::thread::scope(|scope| {
        let chains: Vec<_> = (0..effort.chains).map(|at| scope.spawn(move || alone(at))).collect();
        let ended = |chain: std::thread::ScopedJoinHandle<'_, _>| {
            chain.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        chains.into_iter().map(ended).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A standard normal around 0 and one around 100, too far away to be reached; around 0 there is nothing below `edge`.
    struct Two {
        edge: f64,
    }

    impl Density for Two {
        fn entries(&self) -> usize {
            3
        }

        fn watched(&self) -> usize {
            3
        }

        fn density(&self, x: &[f64], out: &mut [f64]) -> f64 {
            let centre = if x[0] > 50.0 { 100.0 } else { 0.0 };
            for (out, x) in out.iter_mut().zip(x) {
                *out = centre - x;
            }
            if x[0] < self.edge { f64::NEG_INFINITY } else { -0.5 * out.iter().map(|by| by * by).sum::<f64>() }
        }
    }

    fn drawn(edge: f64, mode: f64, beginnings: usize) -> Posterior {
        let effort = Effort { chains: 2, warmup: 100, longest: 400, draws: 400, beginnings, seed: 1 };
        sample(&Two { edge }, &[mode; 3], effort, &|_| {}).expect("draws")
    }

    fn adaptation(posterior: &Posterior) -> Vec<usize> {
        posterior.chains.iter().map(|chain| chain.adaptation).collect()
    }

    #[test]
    fn chains_on_a_normal_density_begin_once_and_give_it_back() {
        let found = drawn(-50.0, 0.0, 4);
        assert_eq!(adaptation(&found), [100, 100]);
        let Soundness { r_hat, effective, divergences } = found.soundness();
        assert!(r_hat < 1.05 && effective > 100.0 && divergences == 0, "{r_hat} {effective} {divergences}");
        assert_eq!(found.chains[0].draws.len(), 400, "chains that agree begin once");
        let (mean, covariance) = found.moments::<3>(|x| [x[0], x[1], x[2]]);
        for at in 0..3 {
            let error = (covariance[at][at] / effective).sqrt();
            assert!(mean[at].abs() < 5.0 * error && (covariance[at][at] - 1.0).abs() < 0.4, "{mean:?} {covariance:?}");
        }
    }

    #[test]
    fn a_chain_whose_steps_go_astray_begins_again_with_twice_the_adaptation_and_says_so_in_the_end() {
        // The first chain starts at the mode, around 100, the other one around 0, where no adaptation helps.
        let found = drawn(-0.3, 100.0, 1);
        assert_eq!(adaptation(&found), [100, 400]);
        let [sound, astray] = [0, 1].map(|chain| (found.chains[chain].draws.len(), found.chains[chain].astray));
        assert!(sound == (400, 0) && astray.0 == 400 && astray.1 > 4, "{sound:?} {astray:?}");
        assert!(found.soundness().r_hat > 2.0, "chains in two places do not agree");
        // Then all begin again with twice of what the longest took, but for the limit.
        let again = drawn(-0.3, 100.0, 2);
        assert_eq!(adaptation(&again), [400, 400]);
        assert_eq!([0, 1].map(|chain| again.chains[chain].draws.len()), [800, 800]);
    }

    #[test]
    fn chains_that_never_agree_begin_up_to_the_last_time() {
        let found = drawn(-50.0, 100.0, 3);
        assert_eq!(adaptation(&found), [400, 400]);
        assert_eq!((found.chains[0].draws.len(), found.chains[1].draws.len()), (1600, 1600));
        assert!(found.soundness().r_hat > 2.0);
    }
}

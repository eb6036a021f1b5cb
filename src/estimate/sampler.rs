//! The No-U-Turn sampler (Hoffman and Gelman 2014; the crate nuts-rs) on any smooth density, and the rules by which its
//! chains begin again and go on.

use super::posterior::{Drawn, Posterior, Soundness};
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, LowRankNutsSettings, Settings};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;
use std::sync::mpsc;

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
    /// Draws of each that are kept.
    pub draws: usize,
    /// How many times as many at most, where the chains do not agree yet.
    pub rounds: usize,
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
        Self { chains: 2, draws: self.draws.div_ceil(3), rounds: 1, ..self }
    }
}

/// Chains agree where no entry has a larger R-hat, and none fewer effective draws.
const AGREED: (f64, f64) = (1.05, 100.0);
/// Share of steps that may go astray after adaptation: where more do, the adaptation has not found the shape of the posterior,
/// and the chain begins again with twice as much of it.
const ASTRAY: f64 = 0.01;
/// How often a chain begins at most.
const BEGINNINGS: u32 = 3;

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

type Sampler<'d, D> = <LowRankNutsSettings as Settings>::Chain<CpuMath<Func<'d, D>>>;

/// A chain on its way, on a thread of its own.
struct Run<'d, D: Density> {
    chain: u64,
    sampler: Sampler<'d, D>,
    drawn: Drawn,
}

impl<'d, D: Density> Run<'d, D> {
    /// A chain with its first draws: from near the mode, or every other one from near the centre of the prior, since chains
    /// that agree although they started far apart say more.
    fn new(density: &'d D, mode: &[f64], effort: Effort, chain: u64) -> Result<Self, String> {
        let most = (ASTRAY * effort.draws as f64) as usize;
        let mut beginning = 0;
        loop {
            let mut run = Self::begin(density, mode, effort, (chain, beginning))?;
            beginning += 1;
            let most = if beginning == BEGINNINGS { usize::MAX } else { most };
            if run.draw(effort.draws, most)? {
                return Ok(run);
            }
        }
    }

    /// An adapted chain.
    fn begin(density: &'d D, mode: &[f64], effort: Effort, (chain, beginning): (u64, u32)) -> Result<Self, String> {
        let mut random = ChaCha8Rng::seed_from_u64(effort.seed);
        random.set_stream(chain | u64::from(beginning) << 32);
        let adaptation = effort.warmup << beginning;
        let settings = LowRankNutsSettings {
            num_tune: adaptation as u64,
            num_draws: (effort.draws * effort.rounds) as u64,
            ..LowRankNutsSettings::default()
        };
        let near = if chain.is_multiple_of(2) { 1.0 } else { 0.0 };
        let start: Vec<f64> = mode.iter().map(|x| near * x + 0.2 * (random.random::<f64>() - 0.5)).collect();
        let mut sampler = settings
            .new_chain(chain, CpuMath::new(Func(density)), &mut random)
            .map_err(|error| broke_off(chain, &error))?;
        sampler.set_position(&start).map_err(|error| broke_off(chain, &error))?;
        for _ in 0..adaptation {
            sampler.draw().map_err(|error| broke_off(chain, &error))?;
        }
        Ok(Self { chain, sampler, drawn: Drawn { adaptation, ..Drawn::default() } })
    }

    /// Draws some more; false, and no further, once more than `most` steps in all have gone astray.
    fn draw(&mut self, draws: usize, most: usize) -> Result<bool, String> {
        for _ in 0..draws {
            let (draw, progress) = self.sampler.draw().map_err(|error| broke_off(self.chain, &error))?;
            self.drawn.draws.push(draw.to_vec());
            self.drawn.astray += usize::from(progress.diverging);
            if self.drawn.astray > most {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn broke_off(chain: u64, what: &dyn std::fmt::Display) -> String {
    format!("chain {chain} of the sampler broke off: {what}")
}

/// Samples a density: as many draws as asked for, and as many again while the chains do not agree, up to the effort's
/// rounds.
///
/// # Errors
/// If a chain breaks off, in words.
pub fn sample(density: &impl Density, mode: &[f64], effort: Effort, tell: &dyn Fn(&str)) -> Result<Posterior, String> {
    // A chain is long and its passes are short: side by side they do best each on a thread of its own.
    let threads = (rayon::current_num_threads() / effort.chains.max(1)).max(1);
    std::thread::scope(|scope| {
        let begin = |chain: usize| {
            let (says, said) = mpsc::channel();
            let (asks, asked) = mpsc::channel();
            scope.spawn(move || {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
                let ended = pool.map_err(|error| error.to_string()).and_then(|pool| {
                    let says = says.clone();
                    pool.install(move || run(Run::new(density, mode, effort, chain as u64)?, effort, &says, &asked))
                });
                if let Err(why) = ended {
                    // Where nobody listens any more, another chain has broken off.
                    let _ = says.send(Err(why));
                }
            });
            (asks, said)
        };
        let chains: Vec<_> = (0..effort.chains).map(begin).collect();
        let listen = |said: &mpsc::Receiver<Result<Drawn, String>>| {
            said.recv().unwrap_or_else(|_| Err("a chain of the sampler ended".to_owned()))
        };
        let drawn = chains.iter().map(|(_, said)| listen(said)).collect::<Result<_, _>>()?;
        let mut posterior = Posterior::new(drawn, density.watched());
        for _ in 1..effort.rounds {
            let Soundness { r_hat, effective, .. } = posterior.soundness();
            if r_hat <= AGREED.0 && effective >= AGREED.1 {
                break;
            }
            tell(&format!(
                "chains do not agree yet (R-hat {r_hat:.2}, {effective:.0} effective draws): as many draws again"
            ));
            for (asks, _) in &chains {
                // One that has ended has said why.
                let _ = asks.send(());
            }
            let more = chains.iter().map(|(_, said)| listen(said)).collect::<Result<_, _>>()?;
            posterior.go_on(more);
        }
        Ok(posterior)
    })
}

/// Says what a chain gave, and goes on for as long as it is asked.
fn run(
    mut run: Run<'_, impl Density>,
    effort: Effort,
    says: &mpsc::Sender<Result<Drawn, String>>,
    asked: &mpsc::Receiver<()>,
) -> Result<(), String> {
    while says.send(Ok(std::mem::take(&mut run.drawn))).is_ok() && asked.recv().is_ok() {
        run.draw(effort.draws, usize::MAX)?;
    }
    Ok(())
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

    fn drawn(edge: f64, mode: f64, rounds: usize) -> Posterior {
        let effort = Effort { chains: 2, warmup: 100, draws: 400, rounds, seed: 1 };
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
        assert_eq!(found.chains[0].draws.len(), 400, "chains that agree draw once");
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
    }

    #[test]
    fn chains_that_never_agree_draw_up_to_the_rounds() {
        let found = drawn(-50.0, 100.0, 3);
        assert_eq!((found.chains[0].draws.len(), found.chains[1].draws.len()), (1200, 1200));
        assert!(found.soundness().r_hat > 2.0);
    }
}

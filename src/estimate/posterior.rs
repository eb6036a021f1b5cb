//! The posterior by the No-U-Turn sampler (Hoffman and Gelman 2014; the crate nuts-rs), and whether its chains agree.

use super::agreement::agreement;
use super::parameters::{COMMON, Problem};
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, LowRankNutsSettings, Settings};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::mpsc;

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

/// Draws of a chain that forecasts are means over.
const WHOLE: usize = 25;
/// Chains agree where no entry has a larger R-hat, and none fewer effective draws.
const AGREED: (f64, f64) = (1.05, 100.0);
/// Share of steps that may go astray after adaptation: where more do, the adaptation has not found the shape of the posterior,
/// and the chain begins again with twice as much of it.
const ASTRAY: f64 = 0.01;
/// How often a chain begins at most.
const BEGINNINGS: u32 = 3;

/// Draws of the whole vector.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// By chain and draw.
    pub chains: Vec<Vec<Vec<f64>>>,
    /// Steps of adaptation that each chain took.
    pub adaptation: Vec<usize>,
    /// Steps whose energy went astray, after adaptation: there should be none.
    pub divergences: usize,
    /// Split R-hat of each entry before the random effects.
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
            r_hat: self.r_hat.max(other.r_hat),
            effective: self.effective.min(other.effective),
            divergences: self.divergences + other.divergences,
        }
    }
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

type Sampler<'p, 'a> = <LowRankNutsSettings as Settings>::Chain<CpuMath<Density<'p, 'a>>>;

/// A chain on its way, on a thread of its own.
struct Run<'p, 'a> {
    chain: u64,
    sampler: Sampler<'p, 'a>,
    drawn: Drawn,
}

/// What a chain gave.
#[derive(Clone, Debug, Default)]
struct Drawn {
    adaptation: usize,
    draws: Vec<Vec<f64>>,
    astray: usize,
}

impl<'p, 'a> Run<'p, 'a> {
    /// A chain with its first draws: from near the mode, or every other one from near the centre of the prior, since chains
    /// that agree although they started far apart say more.
    fn new(problem: &'p Problem<'a>, mode: &[f64], effort: Effort, chain: u64) -> Result<Self, String> {
        let most = (ASTRAY * effort.draws as f64) as usize;
        let mut beginning = 0;
        loop {
            let mut run = Self::begin(problem, mode, effort, (chain, beginning))?;
            beginning += 1;
            let most = if beginning == BEGINNINGS { usize::MAX } else { most };
            if run.draw(effort.draws, most)? {
                return Ok(run);
            }
        }
    }

    /// An adapted chain.
    fn begin(
        problem: &'p Problem<'a>,
        mode: &[f64],
        effort: Effort,
        (chain, beginning): (u64, u32),
    ) -> Result<Self, String> {
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
            .new_chain(chain, CpuMath::new(Density(problem)), &mut random)
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

/// Samples the posterior: as many draws as asked for, and as many again while the chains do not agree, up to the effort's
/// rounds.
///
/// # Errors
/// If a chain breaks off, in words.
pub fn sample(problem: &Problem<'_>, mode: &[f64], effort: Effort, tell: &dyn Fn(&str)) -> Result<Posterior, String> {
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
                    pool.install(move || run(Run::new(problem, mode, effort, chain as u64)?, effort, &says, &asked))
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
        let mut drawn: Vec<Drawn> = chains.iter().map(|(_, said)| listen(said)).collect::<Result<_, _>>()?;
        let mut checks = checks(&drawn);
        for _ in 1..effort.rounds {
            let (r_hat, effective) = worst(&checks.0, &checks.1);
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
            for (so_far, (_, said)) in drawn.iter_mut().zip(&chains) {
                let more = listen(said)?;
                so_far.draws.extend(more.draws);
                so_far.astray += more.astray;
            }
            checks = self::checks(&drawn);
        }
        Ok(Posterior {
            adaptation: drawn.iter().map(|chain| chain.adaptation).collect(),
            divergences: drawn.iter().map(|chain| chain.astray).sum(),
            r_hat: checks.0,
            effective: checks.1,
            chains: drawn.into_iter().map(|chain| chain.draws).collect(),
        })
    })
}

/// Says what a chain gave, and goes on for as long as it is asked.
fn run(
    mut run: Run<'_, '_>,
    effort: Effort,
    says: &mpsc::Sender<Result<Drawn, String>>,
    asked: &mpsc::Receiver<()>,
) -> Result<(), String> {
    while says.send(Ok(std::mem::take(&mut run.drawn))).is_ok() && asked.recv().is_ok() {
        run.draw(effort.draws, usize::MAX)?;
    }
    Ok(())
}

/// R-hat and effective draws of each entry before the random effects.
fn checks(chains: &[Drawn]) -> (Vec<f64>, Vec<f64>) {
    let entry = |at: usize| -> Vec<Vec<f64>> {
        chains.iter().map(|chain| chain.draws.iter().map(|draw| draw[at]).collect()).collect()
    };
    (0..COMMON).map(|at| agreement(&entry(at))).unzip()
}

/// The largest R-hat and the smallest number of effective draws. One that is not a number comes last, and shows.
fn worst(r_hat: &[f64], effective: &[f64]) -> (f64, f64) {
    let most = |values: &[f64]| values.iter().copied().max_by(f64::total_cmp).unwrap_or(f64::NAN);
    (most(r_hat), effective.iter().copied().fold(f64::INFINITY, f64::min))
}

impl Posterior {
    /// How far it can be relied on.
    #[must_use]
    pub fn soundness(&self) -> Soundness {
        let (r_hat, effective) = worst(&self.r_hat, &self.effective);
        Soundness { r_hat, effective, divergences: self.divergences }
    }

    /// All draws, chain after chain.
    pub fn draws(&self) -> impl Iterator<Item = &Vec<f64>> {
        self.chains.iter().flatten()
    }

    /// The probability of each class of treaty before it is seen, as [`Problem::predict`] has it: the mean over some of the
    /// draws, evenly spread.
    #[must_use]
    pub fn predict(&self, problem: &Problem<'_>) -> Vec<Vec<[f64; 3]>> {
        let some = |chain: &'_ Vec<Vec<f64>>| chain.len().div_ceil(WHOLE).max(1);
        let spread: Vec<_> = self.chains.iter().flat_map(|chain| chain.iter().step_by(some(chain))).collect();
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

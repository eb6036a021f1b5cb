//! Calibration by approximate Bayesian computation: which values of parameters let a simulator give what was observed.
//!
//! The sampler is sequential Monte Carlo (ABC-SMC; Toni et al. 2009, Beaumont et al. 2009). A population of particles begins
//! as draws from the prior, each with one simulation. In each generation the tolerance falls so far that a fixed share of
//! the effective sample size stays within it (Del Moral, Doucet and Jasra 2012). Particles that stay are drawn by their
//! weights, moved a little and simulated anew, until there are as many as before within the tolerance; a particle's weight
//! is its prior over the density that it was proposed with. `proposal` has the kernel.
//!
//! Everything is done in normal scores of the prior: z = Phi^-1(F(x)). There every prior is a standard normal, bounds and
//! choices included, no step leaves what is allowed, and no density of a prior is needed.
//!
//! Distance: Euclidean over outcomes, each divided by a scale; the kernel is uniform. Where an observation has a standard
//! deviation, a normal error of that size is added to what was simulated (Wilkinson 2013).
//!
//! Proposals of a generation are numbered and taken in that order, and each has a random stream of its own, so that
//! neither threads nor the sizes of batches decide anything.

mod findings;
mod proposal;
#[cfg(test)]
mod tests;
mod tolerance;

pub use crate::design::calibrated::Settings;
pub use findings::{Bin, Calibration, Gathered, Learned, Match, Names, Predicted, Reach, SHARES, Spread, gather};

use crate::lanes::inverse_normal;
use crate::random::uniform_52;
use crate::scenario::Distribution;
use proposal::Proposal;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// What is calibrated, and to what.
pub struct Problem<'a> {
    /// The prior of each parameter.
    pub priors: &'a [Distribution],
    /// What was observed of each outcome.
    pub observed: &'a [Seen],
    /// How the search goes.
    pub settings: &'a Settings,
    /// The master seed.
    pub seed: u64,
}

/// What was observed of an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The value.
    pub value: f64,
    /// The standard deviation of its error; 0 where it is exact.
    pub sd: f64,
    /// What counts as a distance of 1; the median absolute deviation of the prior's simulations without it.
    pub scale: Option<f64>,
}

/// Simulates proposals of a generation from a number on: takes generation, number and values of parameters,
/// `values[proposal * parameters + parameter]`, and gives `outcomes[proposal * outcomes + outcome]`, no number where a run
/// has no value. Every proposal needs randomness of its own, which follows from its generation and number alone.
pub type Simulator<'a, E> = dyn FnMut(u64, u64, &[f64]) -> Result<Vec<f64>, E> + 'a;

/// A generation that is complete.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// The tolerance: every particle's simulation is within this distance. None for draws from the prior, which have
    /// none.
    pub tolerance: Option<f64>,
    /// Proposals that were simulated, up to the last that was accepted.
    pub runs: u64,
    /// The share of them that were accepted.
    pub acceptance: f64,
    /// Effective sample size: 1 over the sum of squared weights.
    pub effective: f64,
    /// The median distance of the particles; none where most have none.
    pub median: Option<f64>,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The tolerance that was asked for is reached.
    Tolerance,
    /// There were as many generations as were allowed.
    Generations,
    /// Too few proposals were accepted.
    Acceptance,
    /// The next generation would have taken more runs than were allowed.
    Runs,
    /// No lower tolerance leaves enough particles.
    Lowest,
}

/// The particles of a search, with what they were accepted with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Particles {
    /// Normal scores of the parameters, `scores[particle * parameters + parameter]`.
    pub scores: Vec<f64>,
    /// What each particle's simulation gave, `outcomes[particle * outcomes + outcome]`, errors of observation included.
    pub outcomes: Vec<f64>,
    /// The distance of each from what was observed; infinite where a run has no value.
    pub distances: Vec<f64>,
    /// Weights; their sum is 1.
    pub weights: Vec<f64>,
}

/// A search between two generations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The scale of each outcome.
    pub scales: Vec<f64>,
    /// What the prior's draws gave, as in [`Particles::outcomes`].
    pub prior: Vec<f64>,
    /// The particles of the last generation.
    pub particles: Particles,
    /// All generations, draws from the prior first.
    pub generations: Vec<Generation>,
    /// Runs so far, those of a generation that was broken off included.
    pub runs: u64,
    /// Why the search ended, once it has.
    pub ended: Option<Ended>,
}

/// Why a search cannot begin, or was broken off.
#[derive(Debug, PartialEq)]
pub enum Broken<E> {
    /// Of the simulator.
    Simulator(E),
    /// The outcome at this place was the same in all runs.
    Constant(usize, f64),
    /// The outcome at this place had a value in too few runs.
    Never(usize),
}

impl<E> From<E> for Broken<E> {
    fn from(error: E) -> Self {
        Self::Simulator(error)
    }
}

/// Most proposals of a batch.
const MOST_BATCH: u64 = crate::engine::BLOCK;

/// Fewest proposals of a batch.
const LEAST_BATCH: u64 = 256;

/// Keeps the streams of a search apart from those of simulations and designs with the same seed.
const PURPOSE: u64 = 0x9d3c_5ac1_1b7e_0f52;

/// The random stream of a proposal of a generation.
fn stream(seed: u64, generation: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ PURPOSE);
    rng.set_stream(generation << 40 | number);
    rng
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    let low = rng.next_u32();
    uniform_52(low, rng.next_u32())
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    inverse_normal(uniform(rng))
}

/// The share of a standard normal below a score.
fn level(score: f64) -> f64 {
    0.5 * libm::erfc(-score / std::f64::consts::SQRT_2)
}

/// Effective sample size of weights whose sum is 1.
fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    1.0 / weights.map(|w| w * w).sum::<f64>()
}

impl Problem<'_> {
    /// The values of parameters with these normal scores.
    #[must_use]
    pub fn values(&self, scores: &[f64]) -> Vec<f64> {
        let k = self.priors.len();
        scores.iter().enumerate().map(|(at, z)| self.priors[at % k].quantile(level(*z))).collect()
    }

    /// Whether a state that was kept can be one of this problem: whether all is there, and as much as there should be.
    #[must_use]
    pub fn fits(&self, state: &State) -> bool {
        let (n, k, m) = (self.settings.particles as usize, self.priors.len(), self.observed.len());
        let Particles { scores, outcomes, distances, weights } = &state.particles;
        let sizes =
            [scores.len(), outcomes.len(), distances.len(), weights.len(), state.scales.len(), state.prior.len()];
        let sums = (weights.iter().sum::<f64>() - 1.0).abs() < 1e-6 && weights.iter().all(|w| *w >= 0.0);
        sizes == [n * k, n * m, n, n, m, n * m] && sums && !state.generations.is_empty()
    }

    /// Draws from the prior, and simulates them.
    ///
    /// # Errors
    /// Of the simulator, and an outcome that is the same in all runs or has almost no values.
    pub fn begin<E>(&self, simulate: &mut Simulator<'_, E>) -> Result<State, Broken<E>> {
        let n = self.settings.particles;
        let mut scales = Vec::new();
        let mut particles = Particles::default();
        self.propose(&Proposal::of_prior(self.priors.len()), 0, 0..n, &mut particles, simulate)?;
        for (at, seen) in self.observed.iter().enumerate() {
            let column = particles.outcomes.iter().skip(at).step_by(self.observed.len()).copied();
            scales.push(scale(at, seen, &column.filter(|x| x.is_finite()).collect::<Vec<_>>())?);
        }
        particles.distances = self.distances(&particles.outcomes, &scales);
        particles.weights = vec![1.0 / n as f64; n as usize];
        let prior = particles.outcomes.clone();
        let generations = vec![particles.generation(None, n)];
        Ok(State { scales, prior, particles, generations, runs: n, ended: None })
    }

    /// The next generation, or the end. A generation that is broken off leaves the particles as they were.
    ///
    /// # Errors
    /// Of the simulator; the state is then as before.
    pub fn advance<E>(&self, state: &mut State, simulate: &mut Simulator<'_, E>) -> Result<(), E> {
        let (settings, generation) = (self.settings, state.generations.len() as u64);
        if generation > settings.generations {
            state.ended = Some(Ended::Generations);
            return Ok(());
        }
        let Some(tolerance) = tolerance::next(&state.particles, state.tolerance(), settings) else {
            state.ended = Some(Ended::Lowest);
            return Ok(());
        };
        let patience = (settings.particles as f64 / settings.least_acceptance).min(u64::MAX as f64) as u64;
        let most = patience.min(settings.most_runs.saturating_sub(state.runs));
        let proposal = Proposal::of(&state.particles, self.priors.len(), tolerance);
        let (mut next, mut tried) = (Particles::default(), 0);
        while (next.distances.len() as u64) < settings.particles && tried < most {
            let batch = batch(settings.particles, next.distances.len() as u64, tried).min(most - tried);
            let mut all = Particles::default();
            self.propose(&proposal, generation, tried..tried + batch, &mut all, simulate)?;
            all.distances = self.distances(&all.outcomes, &state.scales);
            tried += next.take(&all, tolerance, settings.particles as usize);
        }
        state.runs += tried;
        if (next.distances.len() as u64) < settings.particles {
            state.ended = Some(if most == patience { Ended::Acceptance } else { Ended::Runs });
            return Ok(());
        }
        next.weights = proposal.weights(&next.scores);
        state.generations.push(next.generation(Some(tolerance), tried));
        state.particles = next;
        state.ended = (tolerance <= settings.tolerance).then_some(Ended::Tolerance);
        Ok(())
    }

    /// Makes and simulates proposals.
    fn propose<E>(
        &self,
        proposal: &Proposal,
        generation: u64,
        numbers: std::ops::Range<u64>,
        out: &mut Particles,
        simulate: &mut Simulator<'_, E>,
    ) -> Result<(), E> {
        let first = numbers.start;
        let mut streams: Vec<ChaCha8Rng> = numbers.map(|number| stream(self.seed, generation, number)).collect();
        out.scores = streams.iter_mut().flat_map(|rng| proposal.draw(rng)).collect();
        out.outcomes = simulate(generation, first, &self.values(&out.scores))?;
        for (row, rng) in out.outcomes.chunks_exact_mut(self.observed.len()).zip(&mut streams) {
            for (x, seen) in row.iter_mut().zip(self.observed).filter(|(_, seen)| seen.sd > 0.0) {
                *x += seen.sd * normal(rng);
            }
        }
        Ok(())
    }

    /// The distance of each row of outcomes from what was observed; infinite where a value is missing.
    fn distances(&self, outcomes: &[f64], scales: &[f64]) -> Vec<f64> {
        let one = |row: &[f64]| {
            let parts = row.iter().zip(self.observed).zip(scales).map(|((x, seen), scale)| (x - seen.value) / scale);
            distance(parts)
        };
        outcomes.chunks_exact(self.observed.len()).map(one).collect()
    }
}

/// The length of a vector; infinite where a part is no number.
fn distance(parts: impl Iterator<Item = f64>) -> f64 {
    let sum: f64 = parts.map(|part| part * part).sum();
    if sum.is_nan() { f64::INFINITY } else { sum.sqrt() }
}

/// The scale of the outcome at this place: as given, or the median absolute deviation of the prior's simulations; the
/// standard deviation where more than half of them are alike.
fn scale<E>(at: usize, seen: &Seen, values: &[f64]) -> Result<f64, Broken<E>> {
    if values.len() < tolerance::LEAST_ALIVE {
        return Err(Broken::Never(at));
    }
    if values.iter().all(|x| *x == values[0]) {
        return Err(Broken::Constant(at, values[0]));
    }
    let spread = tolerance::deviation(values);
    Ok(seen.scale.unwrap_or_else(|| if spread > 0.0 { spread } else { Spread::of(values).sd }))
}

/// How many proposals to try next, so that the particles still wanted come of it. Results do not depend on it.
fn batch(wanted: u64, accepted: u64, tried: u64) -> u64 {
    let share = (accepted as f64 + 1.0) / (tried as f64 + 2.0);
    (((wanted - accepted) as f64 / share * 1.05) as u64).clamp(LEAST_BATCH, MOST_BATCH)
}

impl State {
    /// The tolerance of the particles; infinite for draws from the prior.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        self.generations.last().and_then(|generation| generation.tolerance).unwrap_or(f64::INFINITY)
    }
}

impl Particles {
    /// Takes those proposals that are within a tolerance, in their order, until there are enough; gives how many were
    /// looked at.
    fn take(&mut self, all: &Self, tolerance: f64, wanted: usize) -> u64 {
        let row = |of: &[f64], at: usize| {
            let width = of.len() / all.distances.len();
            of[at * width..(at + 1) * width].to_vec()
        };
        for (at, distance) in all.distances.iter().enumerate() {
            if *distance <= tolerance {
                self.scores.extend(row(&all.scores, at));
                self.outcomes.extend(row(&all.outcomes, at));
                self.distances.push(*distance);
            }
            if self.distances.len() == wanted {
                return at as u64 + 1;
            }
        }
        all.distances.len() as u64
    }

    fn generation(&self, tolerance: Option<f64>, runs: u64) -> Generation {
        Generation {
            tolerance,
            runs,
            acceptance: self.distances.len() as f64 / runs as f64,
            effective: effective(self.weights.iter().copied()),
            median: tolerance::median(&self.distances),
        }
    }
}

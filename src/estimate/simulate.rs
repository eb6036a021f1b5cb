//! Treaties simulated from known weights on the covariates of a panel: what tests of recovery fit.

use super::emission::Class;
use super::panel::{Panel, Spell};
use super::parameters::{COMMON, Problem, unflatten};
use super::table::LEVELS;
use crate::model::{ACTUAL, DECLARED};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The same panel with levels and treaties simulated from a vector of parameters; what each looked at stays as it is.
/// Each spell has a stream of its own of the seed.
#[must_use]
pub fn treaties(problem: &Problem<'_>, x: &[f64], seed: u64) -> Panel {
    let mut panel = problem.panel.clone();
    for (at, spell) in panel.spells.iter_mut().enumerate() {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(at as u64);
        one(problem, x, spell, &mut random);
    }
    panel
}

fn pick(p: &[f64], random: &mut ChaCha8Rng) -> usize {
    let mark = random.random::<f64>() * p.iter().sum::<f64>();
    let mut sum = 0.0;
    let reached = |p: &f64| {
        sum += p;
        mark < sum
    };
    p.iter().position(reached).unwrap_or(p.len() - 1)
}

fn one(problem: &Problem<'_>, x: &[f64], spell: &mut Spell, random: &mut ChaCha8Rng) {
    let weights = unflatten(&problem.weights(x));
    let (emission, fixed) = (Problem::emission(x), problem.fixed());
    let inclination = problem.inclinations(spell.pair, x);
    let start = super::likelihood::START[usize::from(spell.first)];
    let mut levels = [pick(&start, random), pick(&start, random)];
    let shown = |level: usize| (1.0 - fixed.credulity) * ACTUAL[level] + fixed.credulity * DECLARED[level];
    let expected: f64 = start.iter().enumerate().map(|(level, p)| p * shown(level)).sum();
    let mut belief = [expected; 2];
    let mut before = spell.first;
    for year in &mut spell.years {
        let utility: [[f64; LEVELS]; 2] = std::array::from_fn(|side| {
            std::array::from_fn(|level| year.sides[side].utility(&weights, belief[side], level, inclination[side]))
        });
        for _ in 0..4 {
            let now = levels;
            for side in 0..2 {
                if random.random::<f64>() < fixed.reconsiders {
                    let odds: [f64; LEVELS] = std::array::from_fn(|to| {
                        let held = weights.inertia.utility(now[side], to, before == 2);
                        crate::lanes::exp(utility[side][to] + held - utility[side][now[side]])
                    });
                    levels[side] = pick(&odds, random);
                }
            }
        }
        let level = levels[0].min(levels[1]);
        let p: [f64; 3] = std::array::from_fn(|class| emission.probability(before, class as Class, level));
        year.class = pick(&p, random) as Class;
        before = year.class;
        for side in 0..2 {
            belief[side] += (shown(levels[1 - side]) - belief[side]) * fixed.learns;
        }
    }
}

/// A vector drawn from the prior; the random effects too.
#[must_use]
pub fn prior(problem: &Problem<'_>, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut normal = || {
        // Of 53 bits, and never 0: half a bit is added.
        crate::lanes::inverse_normal(random.random::<f64>() * (1.0 - f64::EPSILON / 2.0) + f64::EPSILON / 4.0)
    };
    let x: Vec<f64> = (0..problem.len()).map(|_| normal()).collect();
    debug_assert!(x.len() >= COMMON);
    x
}

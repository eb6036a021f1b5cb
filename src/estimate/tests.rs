//! Estimation against what it must give: the gradient against differences, the filter against brute force, and weights
//! back from treaties that were simulated with them.

use super::features::Side;
use super::panel::{PairYear, Panel, RAW, Spell};
use super::parameters::{COMMON, Effects, Problem};
use super::prior::priors;
use super::sampler::{Effort, sample};
use super::{fit, simulate};
use crate::model::theory::THEORIES;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Pairs of a few states with made-up covariates and no treaties.
pub(super) fn panel(states: usize, years: usize, seed: u64) -> Panel {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut spells = Vec::new();
    for one in 0..states {
        for other in one + 1..states {
            let slow: Vec<f64> = (0..16).map(|_| random.random()).collect();
            let years = (0..years - one % 2).map(|at| {
                let mut x = |n: usize| 0.6 * slow[n] + 0.4 * random.random::<f64>();
                let mut side = |shift: usize| Side {
                    actual: std::array::from_fn(|n| {
                        let x = x((n + shift) % 16);
                        if [2, 4].contains(&n) { -x } else { x - if n == 3 { 0.5 } else { 0.0 } }
                    }),
                    visible: -x(9),
                    square: -0.25 * (0.5 + x(10)),
                    security: std::array::from_fn(|node| {
                        let stake = x((11 + shift) % 16);
                        [0.1, 0.35, 0.65, 1.0].map(|c| stake * c * (0.3 + 0.35 * node as f64) / (1.0 + c))
                    }),
                };
                PairYear {
                    year: 1900 + at as i64,
                    sides: [side(0), side(3)],
                    raw: [0.0; RAW.len()],
                    class: 0,
                    treaty: None,
                    weight: 1.0,
                }
            });
            spells.push(Spell { pair: (one, other), first: 0, years: years.collect() });
        }
    }
    Panel { states: (0..states).map(|at| format!("S{at}")).collect(), spells, notes: Vec::new() }
}

const EFFECTS: Effects = Effects { actor: 1.0, pair: 1.0 };

#[test]
fn the_gradient_is_that_of_the_density() {
    let covariates = panel(6, 12, 1);
    let priors = priors(&covariates, &THEORIES[0]);
    let problem = Problem::new(&covariates, priors, EFFECTS);
    let truth: Vec<f64> = simulate::prior(&problem, 5).iter().map(|x| 0.5 * x).collect();
    let mut seen = simulate::treaties(&problem, &truth, 3);
    assert!(seen.spells.iter().any(|spell| spell.years.iter().any(|year| year.class > 0)));
    // Weights of years take part.
    seen = seen.weighed(|spell, year| if year.year.rem_euclid(3) == 0 { 0.5 } else { 1.0 + spell.pair.0 as f64 });
    let problem = Problem::new(&seen, priors, EFFECTS);
    let x: Vec<f64> = simulate::prior(&problem, 7).iter().map(|x| 0.4 * x).collect();
    let mut by = vec![0.0; x.len()];
    problem.density(&x, &mut by);
    for at in 0..x.len() {
        let density = |step: f64| {
            let mut moved = x.clone();
            moved[at] += step;
            problem.density(&moved, &mut vec![0.0; x.len()])
        };
        let slope = (density(1e-5) - density(-1e-5)) / 2e-5;
        assert!((slope - by[at]).abs() < 1e-5 * by[at].abs().max(1.0), "{at}: {slope} is not {}", by[at]);
    }
}

#[test]
fn the_predicted_classes_are_those_of_many_simulated_ones() {
    // The first year of a spell, before anything but its class is known: simulated shares against the filter's.
    let covariates = panel(2, 1, 4);
    let priors = priors(&covariates, &THEORIES[0]);
    for first in 0..3 {
        let mut one = covariates.clone();
        one.spells[0].first = first;
        let problem = Problem::new(&one, priors, EFFECTS);
        let x: Vec<f64> = simulate::prior(&problem, 11).iter().map(|x| 0.5 * x).collect();
        let predicted = problem.predict(&x)[0][0];
        const N: usize = 20_000;
        let mut counts = [0.0; 3];
        for seed in 0..N {
            counts[usize::from(simulate::treaties(&problem, &x, seed as u64).spells[0].years[0].class)] += 1.0;
        }
        for class in 0..3 {
            crate::model::trial::as_often(counts[class], N as f64, predicted[class]);
        }
    }
}

/// By the posterior: the mode, over all random effects at once, is biased (docs/evidence.md).
#[test]
fn weights_come_back_from_treaties_that_were_simulated_with_them() {
    let covariates = panel(9, 50, 2);
    let priors = priors(&covariates, &THEORIES[0]);
    let problem = Problem::new(&covariates, priors, EFFECTS);
    let truth: Vec<f64> = simulate::prior(&problem, 21).iter().map(|x| 0.5 * x).collect();
    let seen = simulate::treaties(&problem, &truth, 9);
    let problem = Problem::new(&seen, priors, EFFECTS);
    let mode = fit::mode(&problem, vec![0.0; problem.len()]).expect("a mode");
    assert!(mode.slope < 0.05, "{}", mode.slope);
    let effort = Effort { chains: 2, warmup: 200, longest: 800, draws: 200, beginnings: 1, seed: 3 };
    let found = sample(&problem, &mode.x, effort, &|_| {}).expect("draws");
    let (mean, covariance) = found.moments::<COMMON>(|draw| std::array::from_fn(|at| draw[at]));
    let scores: Vec<f64> = (0..COMMON).map(|at| (mean[at] - truth[at]) / covariance[at][at].sqrt()).collect();
    for (name, score) in Problem::names().iter().zip(&scores) {
        // Six standard deviations: a bias, whatever the shape of the posterior.
        assert!(score.abs() < 6.0, "{name}: {score}");
    }
    // Under a right posterior the mean square is about 1; of 22 independent ones it is above 2 in one case of 400.
    let square = scores.iter().map(|score| score * score).sum::<f64>() / COMMON as f64;
    assert!(square < 2.0, "{square}: {scores:?}");
}

#[test]
fn chains_that_do_not_agree_begin_again_with_twice_of_everything() {
    let covariates = panel(4, 12, 2);
    let problem = Problem::new(&covariates, priors(&covariates, &THEORIES[0]), EFFECTS);
    let with = |warmup: usize, draws: usize, beginnings: usize| {
        let said = std::cell::RefCell::new(0);
        let effort = Effort { chains: 2, warmup, longest: 240, draws, beginnings, seed: 5 };
        let found = sample(&problem, &vec![0.0; problem.len()], effort, &|_| *said.borrow_mut() += 1).expect("draws");
        (found.chains, said.into_inner())
    };
    // Two chains of 10 or 20 draws are not worth 100.
    let (chains, said) = with(60, 10, 3);
    assert_eq!(said, 2);
    assert!(chains.iter().all(|chain| chain.draws.len() == 40 && chain.adaptation == 240));
    let (at_once, said) = with(240, 40, 1);
    assert_eq!(said, 0);
    assert!(
        at_once.iter().zip(&chains).all(|(one, other)| one.draws == other.draws),
        "the draws are those of a first try"
    );
}

/// Of 200 panels simulated with weights drawn from the prior, the 90% intervals hold what was drawn as often as they say.
/// A quarter of an hour on two cores: `cargo test --release --lib intervals_cover -- --ignored --nocapture`.
#[test]
#[ignore = "a quarter of an hour"]
fn intervals_cover_what_was_drawn_in_200_replications() {
    const REPLICATIONS: u64 = 200;
    let covariates = panel(5, 60, 2);
    let priors = priors(&covariates, &THEORIES[0]);
    let held: Vec<[bool; COMMON]> = (0..REPLICATIONS)
        .into_par_iter()
        .map(|at| {
            let problem = Problem::new(&covariates, priors, EFFECTS);
            let truth = simulate::prior(&problem, 1000 + at);
            let seen = simulate::treaties(&problem, &truth, 5000 + at);
            let problem = Problem::new(&seen, priors, EFFECTS);
            let effort = Effort { chains: 2, warmup: 200, longest: 800, draws: 200, beginnings: 1, seed: at };
            let found = sample(&problem, &vec![0.0; problem.len()], effort, &|_| {}).expect("draws");
            std::array::from_fn(|entry| {
                let mut draws: Vec<f64> = found.draws().map(|draw| draw[entry]).collect();
                draws.sort_by(f64::total_cmp);
                let at = |q: f64| draws[(q * (draws.len() - 1) as f64).round() as usize];
                (at(0.05)..=at(0.95)).contains(&truth[entry])
            })
        })
        .collect();
    let share = |entry: usize| held.iter().filter(|held| held[entry]).count() as f64 / REPLICATIONS as f64;
    for (entry, name) in Problem::names().iter().enumerate() {
        println!("{name}: {:.3}", share(entry));
        // Four standard errors and more: one of all entries in a thousand such tests.
        assert!((share(entry) - 0.9).abs() < 4.2 * (0.9 * 0.1 / REPLICATIONS as f64).sqrt(), "{name}");
    }
    let pooled = (0..COMMON).map(share).sum::<f64>() / COMMON as f64;
    println!("all: {pooled:.3}");
    assert!((0.85..=0.95).contains(&pooled), "{pooled}");
}

//! The vector that is fitted: every entry has the prior N(0, 1), and stands for a weight through its [`Prior`](super::prior::Prior).

use super::emission::{Emission, HAZARD_NAMES, HAZARDS, PRIORS};
use super::features::{ACTUAL_NAMES, ACTUAL_TERMS, Group};
use super::likelihood::{self, Fixed, Gradient, Point, Room, Weights};
use super::panel::Panel;
use super::prior::Priors;
use super::sampler::Density;
use crate::lanes::{LANES, Lanes};
use rayon::prelude::*;

/// Number of weights that are estimated.
pub const WEIGHTS: usize = ACTUAL_TERMS + 6;
/// Entries before the random effects.
pub const COMMON: usize = WEIGHTS + HAZARDS;

/// Names of the weights, in their order.
#[must_use]
pub fn weight_names() -> [&'static str; WEIGHTS] {
    let mut names = [""; WEIGHTS];
    names[0] = "v_sec";
    names[1..=ACTUAL_TERMS].copy_from_slice(&ACTUAL_NAMES);
    names[ACTUAL_TERMS + 1..].copy_from_slice(&["v_rep", "v_aut", "v_move", "v_step", "v_exit"]);
    names
}

/// Standard deviations of the random effects, in the utility of an alliance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// Of an actor's inclination to commit to anybody.
    pub actor: f64,
    /// Of a pair's to commit to each other.
    pub pair: f64,
}

/// What is fitted to which spells.
pub struct Problem<'a> {
    /// The spells.
    pub panel: &'a Panel,
    groups: Vec<Group>,
    pairs: Vec<(usize, usize)>,
    /// The place of each spell's pair.
    pair_of: Vec<usize>,
    priors: Priors,
    effects: Effects,
    fixed: Fixed,
}

impl<'a> Problem<'a> {
    /// The problem of a panel.
    #[must_use]
    pub fn new(panel: &'a Panel, priors: Priors, effects: Effects) -> Self {
        let pairs = panel.pairs();
        let pair_of = panel.spells.iter().map(|spell| pairs.binary_search(&spell.pair).unwrap_or(0)).collect();
        Self { groups: panel.groups(), pairs, pair_of, panel, priors, effects, fixed: Fixed::default() }
    }

    /// Entries of the vector.
    #[must_use]
    pub fn len(&self) -> usize {
        COMMON + self.panel.states.len() + self.pairs.len()
    }

    /// Whether it has none; it never is so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The weights that a vector stands for, in the order of [`weight_names`].
    #[must_use]
    pub fn weights(&self, x: &[f64]) -> [f64; WEIGHTS] {
        std::array::from_fn(|at| self.priors[at].weight(x[at]))
    }

    /// The hazards that a vector stands for.
    #[must_use]
    pub fn emission(x: &[f64]) -> Emission {
        Emission::new(&std::array::from_fn(|at| PRIORS[at].0 + PRIORS[at].1 * x[WEIGHTS + at]))
    }

    /// Names of the entries before the random effects.
    #[must_use]
    pub fn names() -> Vec<String> {
        let hazards = HAZARD_NAMES.iter().map(|name| format!("hazard: {name}"));
        weight_names().iter().map(|name| (*name).to_owned()).chain(hazards).collect()
    }

    /// What of the model is held fixed.
    #[must_use]
    pub fn fixed(&self) -> &Fixed {
        &self.fixed
    }

    /// The random effects of the two of a pair: what each is inclined to commit beyond the terms.
    #[must_use]
    pub fn inclinations(&self, pair: (usize, usize), x: &[f64]) -> [f64; 2] {
        let at = self.pairs.binary_search(&pair).map_or(0.0, |at| x[COMMON + self.panel.states.len() + at]);
        let of = |state: usize| self.effects.actor * x[COMMON + state] + self.effects.pair * at;
        [of(pair.0), of(pair.1)]
    }

    fn inclination(&self, group: &Group, x: &[f64]) -> [Lanes; 2] {
        let mut inclination = [Lanes::ZERO; 2];
        for lane in 0..LANES {
            let Some(spell) = group.spells[lane] else { continue };
            let [one, other] = self.inclinations(self.panel.spells[spell].pair, x);
            inclination[0].0[lane] = one;
            inclination[1].0[lane] = other;
        }
        inclination
    }

    /// Adds a group's derivatives to those of the vector.
    fn add(&self, group: &Group, by: &Gradient, x: &[f64], out: &mut [f64]) {
        let mut weights = [0.0; WEIGHTS];
        flatten(&by.weights, &mut weights);
        for (at, by) in weights.iter().enumerate() {
            out[at] += by * self.priors[at].slope(x[at]);
        }
        for (at, by) in by.emission.0.iter().enumerate() {
            out[WEIGHTS + at] += by * PRIORS[at].1;
        }
        for lane in 0..LANES {
            let Some(spell) = group.spells[lane] else { continue };
            let (one, other) = self.panel.spells[spell].pair;
            let [first, second] = [0, 1].map(|side| by.inclination[side].0[lane]);
            out[COMMON + one] += self.effects.actor * first;
            out[COMMON + other] += self.effects.actor * second;
            out[COMMON + self.panel.states.len() + self.pair_of[spell]] += self.effects.pair * (first + second);
        }
    }

    /// The log posterior density up to a constant, and its gradient into `out`.
    pub fn density(&self, x: &[f64], out: &mut [f64]) -> f64 {
        let weights = unflatten(&self.weights(x));
        let (stays, emission) = (weights.inertia.stays(), Self::emission(x));
        let each: Vec<(f64, Gradient)> = self
            .groups
            .par_iter()
            .map_init(Room::default, |room, group| {
                let inclination = self.inclination(group, x);
                let point =
                    Point { weights: &weights, stays: &stays, emission: &emission, inclination, fixed: &self.fixed };
                likelihood::gradient(group, &point, room)
            })
            .collect();
        let mut sum = 0.0;
        for (by, x) in out.iter_mut().zip(x) {
            *by = -x;
            sum -= 0.5 * x * x;
        }
        for (group, (said, by)) in self.groups.iter().zip(&each) {
            sum += said;
            self.add(group, by, x, out);
        }
        sum
    }

    /// The probability of each class of treaty, year by year of each spell, before it is seen.
    #[must_use]
    pub fn predict(&self, x: &[f64]) -> Vec<Vec<[f64; 3]>> {
        let weights = unflatten(&self.weights(x));
        let (stays, emission) = (weights.inertia.stays(), Self::emission(x));
        let mut predicted: Vec<Vec<[f64; 3]>> =
            self.panel.spells.iter().map(|spell| Vec::with_capacity(spell.years.len())).collect();
        for group in &self.groups {
            let inclination = self.inclination(group, x);
            let point =
                Point { weights: &weights, stays: &stays, emission: &emission, inclination, fixed: &self.fixed };
            let said = likelihood::likelihood(group, &point, true);
            for (lane, spell) in group.spells.iter().enumerate() {
                let Some(spell) = *spell else { continue };
                let years = said.predicted.iter().take(self.panel.spells[spell].years.len());
                predicted[spell].extend(years.map(|p| [0, 1, 2].map(|class| p[class].0[lane])));
            }
        }
        predicted
    }
}

impl Density for Problem<'_> {
    fn entries(&self) -> usize {
        self.len()
    }

    fn watched(&self) -> usize {
        COMMON
    }

    fn density(&self, x: &[f64], out: &mut [f64]) -> f64 {
        Problem::density(self, x, out)
    }
}

/// Weights in the order of [`weight_names`].
pub fn unflatten(weights: &[f64; WEIGHTS]) -> Weights {
    let mut actual = [0.0; ACTUAL_TERMS];
    actual.copy_from_slice(&weights[1..=ACTUAL_TERMS]);
    let [reprisal, autonomy, moving, step, exit] = [1, 2, 3, 4, 5].map(|at| weights[ACTUAL_TERMS + at]);
    let inertia = super::inertia::Inertia { moving, step, exit };
    Weights { security: weights[0], actual, reprisal, autonomy, inertia }
}

fn flatten(weights: &Weights, out: &mut [f64; WEIGHTS]) {
    out[0] = weights.security;
    out[1..=ACTUAL_TERMS].copy_from_slice(&weights.actual);
    let Weights { reprisal, autonomy, inertia, .. } = weights;
    out[ACTUAL_TERMS + 1..].copy_from_slice(&[*reprisal, *autonomy, inertia.moving, inertia.step, inertia.exit]);
}

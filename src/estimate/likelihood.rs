//! The likelihood of observed treaties under latent levels: a hidden Markov model of each pair, with its gradient.
//!
//! ```text
//! levels of both sides (25 states) ──four quarterly choices on last year's covariates──► levels ──► treaty class of the year
//! ```
//!
//! Each side chooses by the logit response of the model given its OWN lagged level, which nobody observes; the two
//! choose independently given both lagged levels. The pair's level is the lower of the two, and the treaty of the year
//! forms and ends at hazards that depend on it and on the treaty of the year before. The forward filter sums the latent
//! levels out (Baum et al. 1970). What each believes of the other follows the filtered commitment by the model's delta
//! rule, and enters its security. The gradient is the adjoint of that recursion, worked out by hand: backwards through
//! the filter, the beliefs and the choices.
//!
//! [`LANES`] spells (runs of years without a gap, of one pair) go side by side.

use super::choice::Choice;
use super::emission::{ByClass, Emission, EmissionGradient, add_seen};
use super::features::{ACTUAL_TERMS, Group, Year};
use super::inertia::{Inertia, Stays};
use super::table::{LEVELS, Table, ZEROS, product, product_transposed, total, transposed_product};
use crate::lanes::{LANES, Lanes, go};
use crate::model::{ACTUAL, DECLARED};

/// What of the model is held common and fixed in estimation.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    /// Probability that a side reconsiders in a quarter: 1 - exp(-rho / 4).
    pub reconsiders: f64,
    /// Weight of the partner's present conduct in a belief after a year: 1 - exp(-a_B).
    pub learns: f64,
    /// Weight of what is declared, against what is given.
    pub credulity: f64,
}

impl Default for Fixed {
    /// The defaults of the registry, and the middling credulity of drafts.
    fn default() -> Self {
        Self { reconsiders: 1.0 - crate::lanes::exp(-0.5), learns: 1.0 - crate::lanes::exp(-0.7), credulity: 0.4 }
    }
}

impl Fixed {
    /// What a belief moves towards where the partner is at this level.
    fn shown(&self, level: usize) -> f64 {
        (1.0 - self.credulity) * ACTUAL[level] + self.credulity * DECLARED[level]
    }
}

/// The weights, times precision; also derivatives by them, lane by lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights<T = f64> {
    /// v_sec.
    pub security: T,
    /// Weights of terms that are proportional to commitment, in the order of [`super::features::ACTUAL_NAMES`].
    pub actual: [T; ACTUAL_TERMS],
    /// v_rep.
    pub reprisal: T,
    /// v_aut.
    pub autonomy: T,
    /// v_move, v_step and v_exit.
    pub inertia: Inertia<T>,
}

impl Weights<Lanes> {
    /// Sums over lanes.
    #[must_use]
    pub fn totals(&self) -> Weights {
        Weights {
            security: total(&self.security),
            actual: std::array::from_fn(|at| total(&self.actual[at])),
            reprisal: total(&self.reprisal),
            autonomy: total(&self.autonomy),
            inertia: self.inertia.totals(),
        }
    }
}

/// A parameter vector in the model's terms.
#[derive(Clone, Debug)]
pub struct Point<'a> {
    /// Weights.
    pub weights: &'a Weights,
    /// Inertia as factors of the odds: those of the weights.
    pub stays: &'a Stays,
    /// Treaties.
    pub emission: &'a Emission,
    /// What a side is inclined to commit beyond the terms: random effects, added up, per lane and side of the group.
    pub inclination: [Lanes; 2],
    /// Fixed quantities.
    pub fixed: &'a Fixed,
}

/// Derivatives of the log-likelihood by all of a [`Point`].
#[derive(Clone, Debug, Default)]
pub struct Gradient {
    /// By the weights.
    pub weights: Weights,
    /// By the hazards of treaties.
    pub emission: EmissionGradient,
    /// By the inclinations of the two sides, lane by lane.
    pub inclination: [Lanes; 2],
}

/// What a group of spells says: the sum of weighted log predictive densities, and where asked for each year's own.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Sum over years and lanes of weight times log predictive density.
    pub sum: f64,
    /// Predictive probabilities of the three classes, by year and lane; empty unless asked for.
    pub predicted: Vec<[Lanes; 3]>,
}

/// A year on the way through the filter. What the backward pass needs stays here.
#[derive(Clone, Debug)]
struct Kept {
    /// Filtered levels of both before the year.
    levels: Table,
    /// Belief of each side before the year.
    belief: [Lanes; 2],
    /// Transitions of both sides over the year.
    years: [Table; 2],
    /// Levels when the one side has moved, and when both have.
    half_moved: Table,
    moved: Table,
    /// Probability of what was seen.
    sum: Lanes,
}

impl Default for Kept {
    fn default() -> Self {
        let (years, belief) = ([ZEROS; 2], [Lanes::ZERO; 2]);
        Self { levels: ZEROS, belief, years, half_moved: ZEROS, moved: ZEROS, sum: Lanes::ONE }
    }
}

/// Room for a pass, to be used again by the next.
#[derive(Debug, Default)]
pub struct Room {
    /// The years of a group, and the state after the last.
    kept: Vec<Kept>,
    choices: [Choice; 2],
}

/// Sums on the way back, lane by lane.
struct Sums {
    weights: Weights<Lanes>,
    emission: ByClass,
    inclination: [Lanes; 2],
}

/// How likely each side's level is in the first year of a spell, by the class of treaty: a guess that the first years
/// wash out.
pub const START: [[f64; LEVELS]; 3] =
    [[0.60, 0.20, 0.15, 0.04, 0.01], [0.05, 0.10, 0.60, 0.20, 0.05], [0.02, 0.03, 0.05, 0.20, 0.70]];

/// The levels of both at the start of a spell.
fn begin(levels: &mut Table, group: &Group) {
    for lane in 0..LANES {
        let start = &START[usize::from(group.first[lane])];
        for (one, row) in levels.iter_mut().enumerate() {
            for (other, p) in row.iter_mut().enumerate() {
                p.0[lane] = start[one] * start[other];
            }
        }
    }
}

/// What each side would see the other show, on average over the filtered levels: that of the other's level.
#[inline(always)]
fn shown(levels: &Table, fixed: &Fixed) -> [Lanes; 2] {
    let mut shown = [Lanes::ZERO; 2];
    for level in 0..LEVELS {
        let (mut one, mut other) = (Lanes::ZERO, Lanes::ZERO);
        for at in 0..LEVELS {
            one += levels[level][at];
            other += levels[at][level];
        }
        let shows = fixed.shown(level);
        shown[0] += other * shows;
        shown[1] += one * shows;
    }
    shown
}

/// The levels before each year's treaty is seen, and the probability of what was seen given each pair's level.
struct Filter<'a> {
    group: &'a Group,
    point: &'a Point<'a>,
}

impl Filter<'_> {
    /// Both choices of a year.
    fn choose(&self, choices: &mut [Choice; 2], year: &Year, belief: &[Lanes; 2]) {
        for side in 0..2 {
            let seen = [&belief[side], &self.point.inclination[side], &year.bound];
            choices[side].set(&year.sides[side], seen, self.point);
        }
    }

    /// The forward pass: fills the room.
    fn forward(&self, room: &mut Room, predict: bool) -> Said {
        let Room { kept, choices } = room;
        let years = &self.group.years;
        if kept.len() <= years.len() {
            kept.resize_with(years.len() + 1, Kept::default);
        }
        begin(&mut kept[0].levels, self.group);
        kept[0].belief = shown(&kept[0].levels, self.point.fixed);
        let mut said = Said::default();
        let mut sum = Lanes::ZERO;
        for (at, year) in years.iter().enumerate() {
            // There is one more place than years.
            let [now, next] = &mut kept[at..at + 2] else { break };
            self.choose(choices, year, &now.belief);
            for side in 0..2 {
                choices[side].year(&mut now.years[side]);
            }
            transposed_product(&mut now.half_moved, &now.years[0], &now.levels);
            product(&mut now.moved, &now.half_moved, &now.years[1]);
            if predict {
                said.predicted.push(self.point.emission.predict(&by_pair(&now.moved), &year.before));
            }
            self.observe(now, next, year, &mut sum);
        }
        said.sum = total(&sum);
        said
    }

    /// What is believed and known after a year's treaty is seen.
    #[inline(never)]
    fn observe(&self, now: &mut Kept, next: &mut Kept, year: &Year, said: &mut Lanes) {
        go(
            #[inline(always)]
            || {
                let mut seen = [Lanes::ZERO; LEVELS];
                self.point.emission.of(&mut seen, &year.before, &year.class);
                let mut sum = Lanes::ZERO;
                for a in 0..LEVELS {
                    for b in 0..LEVELS {
                        let p = now.moved[a][b] * seen[a.min(b)];
                        next.levels[a][b] = p;
                        sum += p;
                    }
                }
                let inverse = 1.0 / sum;
                for p in next.levels.iter_mut().flatten() {
                    *p = *p * inverse;
                }
                now.sum = sum;
                *said += sum.ln() * year.weight;
                let shows = shown(&next.levels, self.point.fixed);
                for side in 0..2 {
                    let belief = now.belief[side];
                    next.belief[side] = belief + (shows[side] - belief) * self.point.fixed.learns;
                }
            },
        );
    }

    /// The backward pass: adds the derivatives.
    fn backward(&self, room: &mut Room, sums: &mut Sums) {
        let Room { kept, choices } = room;
        let (mut by_levels, mut by_belief) = (ZEROS, [Lanes::ZERO; 2]);
        let (mut right, mut by_year) = (ZEROS, ZEROS);
        for (at, year) in self.group.years.iter().enumerate().rev() {
            let (now, after) = (&kept[at], &kept[at + 1].levels);
            self.unobserve((now, after), year, (&mut by_levels, &mut by_belief), &mut sums.emission);
            self.choose(choices, year, &now.belief);
            // Through the year, and the quarters of each side.
            product_transposed(&mut right, &by_levels, &now.years[1]);
            let mut back = |side: usize, by_year: &Table| {
                let into = (&mut sums.weights, &mut sums.inclination[side]);
                by_belief[side] += choices[side].back(by_year, (&year.sides[side], &year.bound), self.point, into);
            };
            product_transposed(&mut by_year, &now.levels, &right);
            back(0, &by_year);
            transposed_product(&mut by_year, &now.half_moved, &by_levels);
            back(1, &by_year);
            product(&mut by_levels, &now.years[0], &right);
        }
    }

    /// Through the observation and its normalisation, and through the beliefs that rest on the filtered levels: from
    /// derivatives by the state after a year's treaty is seen to those before.
    #[inline(never)]
    fn unobserve(
        &self,
        (now, after): (&Kept, &Table),
        year: &Year,
        (by_levels, by_belief): (&mut Table, &mut [Lanes; 2]),
        by_emission: &mut ByClass,
    ) {
        go(
            #[inline(always)]
            || {
                let fixed = self.point.fixed;
                let mut mean = Lanes::ZERO;
                for a in 0..LEVELS {
                    for b in 0..LEVELS {
                        let learnt = by_belief[0] * fixed.shown(b) + by_belief[1] * fixed.shown(a);
                        by_levels[a][b] += learnt * fixed.learns;
                        mean += by_levels[a][b] * after[a][b];
                    }
                }
                for by in by_belief.iter_mut() {
                    *by = *by * (1.0 - fixed.learns);
                }
                let mut seen = [Lanes::ZERO; LEVELS];
                self.point.emission.of(&mut seen, &year.before, &year.class);
                let inverse = 1.0 / now.sum;
                let mut by_seen = [Lanes::ZERO; LEVELS];
                for a in 0..LEVELS {
                    for b in 0..LEVELS {
                        let by = (by_levels[a][b] - mean + year.weight) * inverse;
                        by_seen[a.min(b)] += by * now.moved[a][b];
                        by_levels[a][b] = by * seen[a.min(b)];
                    }
                }
                add_seen(by_emission, &by_seen, &year.before, &year.class);
            },
        );
    }
}

/// Probability of each level of the pair: the lower of the two.
fn by_pair(levels: &Table) -> [Lanes; LEVELS] {
    let mut pair = [Lanes::ZERO; LEVELS];
    for (a, row) in levels.iter().enumerate() {
        for (b, p) in row.iter().enumerate() {
            pair[a.min(b)] += *p;
        }
    }
    pair
}

/// The log-likelihood of a group of spells; with `predict`, also the probabilities of classes before each year's is seen.
#[must_use]
pub fn likelihood(group: &Group, point: &Point<'_>, predict: bool) -> Said {
    Filter { group, point }.forward(&mut Room::default(), predict)
}

/// The log-likelihood of a group of spells, and its gradient.
#[must_use]
pub fn gradient(group: &Group, point: &Point<'_>, room: &mut Room) -> (f64, Gradient) {
    let filter = Filter { group, point };
    let said = filter.forward(room, false);
    let (weights, emission) = (Weights::default(), ByClass::default());
    let mut sums = Sums { weights, emission, inclination: [Lanes::ZERO; 2] };
    filter.backward(room, &mut sums);
    let emission = point.emission.back(&sums.emission);
    (said.sum, Gradient { weights: sums.weights.totals(), emission, inclination: sums.inclination })
}

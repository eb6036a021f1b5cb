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

use super::emission::{Emission, EmissionGradient};
use super::features::{ACTUAL_TERMS, Group, NODES, Side, Year};
use super::inertia::{Inertia, Stays};
use crate::lanes::{LANES, Lanes, go};
use crate::model::{ACTUAL, DECLARED};

/// Levels of a side.
pub const LEVELS: usize = 5;
/// A table by the level before and the level after, or by the levels of both sides.
pub type Table = [[Lanes; LEVELS]; LEVELS];

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

/// The weights, times precision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// v_sec.
    pub security: f64,
    /// Weights of terms that are proportional to commitment, in the order of [`super::features::ACTUAL_NAMES`].
    pub actual: [f64; ACTUAL_TERMS],
    /// v_rep.
    pub reprisal: f64,
    /// v_aut.
    pub autonomy: f64,
    /// v_move, v_step and v_exit.
    pub inertia: Inertia,
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

/// What the backward pass needs of a year.
#[derive(Clone, Copy)]
struct Kept {
    /// Filtered levels of both before the year.
    levels: Table,
    /// Belief of each side before the year.
    belief: [Lanes; 2],
}

/// The choices of one side in a year.
struct Choice {
    /// Probability of each level given the level before, where the side reconsiders.
    response: Table,
    /// Transition of a quarter.
    quarter: Table,
    /// Slope of the security of levels 1 to 4 by the belief.
    slope: [Lanes; LEVELS - 1],
}

impl Choice {
    #[inline(always)]
    fn new(side: &Side<Lanes>, belief: Lanes, inclination: Lanes, bound: Lanes, point: &Point<'_>) -> Self {
        let w = point.weights;
        let mut actual = inclination;
        for (x, weight) in side.actual.iter().zip(w.actual) {
            actual += *x * weight;
        }
        let (visible, square) = (side.visible * w.reprisal, side.square * w.autonomy);
        let (security, slope) = security(side, belief);
        let mut utility = [Lanes::ZERO; LEVELS];
        for level in 1..LEVELS {
            let c = ACTUAL[level];
            utility[level] = actual * c
                + visible * ((c + DECLARED[level]) * 0.5)
                + square * (c * c)
                + security[level - 1] * w.security;
        }
        let response = point.stays.response(&utility, bound);
        let r = point.fixed.reconsiders;
        let mut quarter = response;
        for (from, row) in quarter.iter_mut().enumerate() {
            for (to, p) in row.iter_mut().enumerate() {
                *p = *p * r + if from == to { 1.0 - r } else { 0.0 };
            }
        }
        Self { response, quarter, slope }
    }

    /// Adds what follows from derivatives by the quarter's transition, of the side `at` of a year; returns the derivative
    /// by the belief.
    #[inline(always)]
    fn back(
        &self,
        by_quarter: &Table,
        (year, at): (&Year, usize),
        belief: Lanes,
        point: &Point<'_>,
        gradient: &mut Gradient,
    ) -> Lanes {
        let (side, bound) = (&year.sides[at], year.bound);
        let r = point.fixed.reconsiders;
        let mut by_utility = [Lanes::ZERO; LEVELS];
        let mut by_score = [[Lanes::ZERO; LEVELS]; LEVELS];
        for from in 0..LEVELS {
            let mut mean = Lanes::ZERO;
            for to in 0..LEVELS {
                mean += self.response[from][to] * by_quarter[from][to];
            }
            for to in 0..LEVELS {
                let by = self.response[from][to] * (by_quarter[from][to] - mean) * r;
                by_score[from][to] = by;
                by_utility[to] += by;
            }
        }
        Inertia::back(&by_score, bound, &mut gradient.weights.inertia);
        let (mut actual, mut visible, mut square) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        let (levels, _) = security(side, belief);
        let (mut by_security, mut by_belief) = (Lanes::ZERO, Lanes::ZERO);
        for level in 1..LEVELS {
            let (c, by) = (ACTUAL[level], by_utility[level]);
            actual += by * c;
            visible += by * ((c + DECLARED[level]) * 0.5);
            square += by * (c * c);
            by_security += by * levels[level - 1];
            by_belief += by * self.slope[level - 1];
        }
        gradient.inclination[at] += actual;
        for (x, sum) in side.actual.iter().zip(&mut gradient.weights.actual) {
            *sum += total(*x * actual);
        }
        gradient.weights.reprisal += total(side.visible * visible);
        gradient.weights.autonomy += total(side.square * square);
        gradient.weights.security += total(by_security);
        by_belief * point.weights.security
    }
}

/// Security of levels 1 to 4 at a belief, and its slope: the parabola through what it is at [`NODES`] beliefs.
#[inline(always)]
fn security(side: &Side<Lanes>, belief: Lanes) -> ([Lanes; LEVELS - 1], [Lanes; LEVELS - 1]) {
    const { assert!(NODES == 3, "a parabola has three nodes") };
    let (mut value, mut slope) = ([Lanes::ZERO; LEVELS - 1], [Lanes::ZERO; LEVELS - 1]);
    for level in 0..LEVELS - 1 {
        let [low, middle, high] = [0, 1, 2].map(|node| side.security[node][level]);
        // low + b x + a x^2 through (0, low), (1/2, middle), (1, high).
        let (a, b) = (low * 2.0 - middle * 4.0 + high * 2.0, middle * 4.0 - low * 3.0 - high);
        value[level] = low + (b + a * belief) * belief;
        slope[level] = b + a * belief * 2.0;
    }
    (value, slope)
}

/// The sum over lanes, in their order.
#[inline(always)]
fn total(x: Lanes) -> f64 {
    x.0.iter().sum()
}

/// Adds a product, lane by lane, where the sum lies: kept in memory the loop over lanes becomes vectors.
#[inline(always)]
fn accumulate(sum: &mut Lanes, a: &Lanes, b: &Lanes) {
    for ((sum, a), b) in sum.0.iter_mut().zip(&a.0).zip(&b.0) {
        *sum += a * b;
    }
}

/// A table of sums over k of the products of two entries.
#[inline(always)]
fn sums<'t>(a: impl Fn(usize, usize) -> &'t Lanes, b: impl Fn(usize, usize) -> &'t Lanes) -> Table {
    let mut c = [[Lanes::ZERO; LEVELS]; LEVELS];
    for row in 0..LEVELS {
        for k in 0..LEVELS {
            for column in 0..LEVELS {
                accumulate(&mut c[row][column], a(row, k), b(k, column));
            }
        }
    }
    c
}

/// a b.
#[inline(never)]
fn product(a: &Table, b: &Table) -> Table {
    go(
        #[inline(always)]
        || sums(|row, k| &a[row][k], |k, column| &b[k][column]),
    )
}

/// a' b.
#[inline(never)]
fn transposed_product(a: &Table, b: &Table) -> Table {
    go(
        #[inline(always)]
        || sums(|row, k| &a[k][row], |k, column| &b[k][column]),
    )
}

/// a b'.
#[inline(never)]
fn product_transposed(a: &Table, b: &Table) -> Table {
    go(
        #[inline(always)]
        || sums(|row, k| &a[row][k], |k, column| &b[column][k]),
    )
}

/// The transitions of one side over two quarters and over the four of a year.
struct Powers<'q> {
    quarter: &'q Table,
    half: Table,
    year: Table,
}

impl<'q> Powers<'q> {
    #[inline(always)]
    fn new(quarter: &'q Table) -> Self {
        let half = product(quarter, quarter);
        Self { year: product(&half, &half), half, quarter }
    }

    /// Derivatives by the quarter's transition, from those by the year's.
    #[inline(always)]
    fn back(&self, by_year: &Table) -> Table {
        // Of a square S = T T: by T is (by S) T' + T' (by S).
        let through = |by: &Table, t: &Table| {
            let mut sum = product_transposed(by, t);
            add(&mut sum, &transposed_product(t, by));
            sum
        };
        through(&through(by_year, &self.half), self.quarter)
    }
}

/// How likely each side's level is in the first year of a spell, by the class of treaty: a guess that the first years
/// wash out.
pub const START: [[f64; LEVELS]; 3] =
    [[0.60, 0.20, 0.15, 0.04, 0.01], [0.05, 0.10, 0.60, 0.20, 0.05], [0.02, 0.03, 0.05, 0.20, 0.70]];

/// The levels of both at the start of a spell.
fn begin(group: &Group) -> Table {
    let mut levels = [[Lanes::ZERO; LEVELS]; LEVELS];
    for lane in 0..LANES {
        let start = &START[usize::from(group.first[lane])];
        for (one, row) in levels.iter_mut().enumerate() {
            for (other, p) in row.iter_mut().enumerate() {
                p.0[lane] = start[one] * start[other];
            }
        }
    }
    levels
}

/// What each side would see the other show, on average over the filtered levels: that of the other's level.
#[inline(always)]
fn shown(levels: &Table, fixed: &Fixed) -> [Lanes; 2] {
    let mut shown = [Lanes::ZERO; 2];
    for (one, row) in levels.iter().enumerate() {
        for (other, p) in row.iter().enumerate() {
            shown[0] += *p * fixed.shown(other);
            shown[1] += *p * fixed.shown(one);
        }
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
    #[inline(always)]
    fn choices(&self, year: &Year, belief: &[Lanes; 2]) -> [Choice; 2] {
        let of = |side: usize| {
            Choice::new(&year.sides[side], belief[side], self.point.inclination[side], year.bound, self.point)
        };
        [of(0), of(1)]
    }

    /// The forward pass.
    #[inline(always)]
    fn forward(&self, mut kept: Option<&mut Vec<Kept>>, predict: bool) -> Said {
        let fixed = self.point.fixed;
        let mut levels = begin(self.group);
        let mut belief = shown(&levels, fixed);
        let mut said = Said::default();
        for year in &self.group.years {
            if let Some(kept) = kept.as_deref_mut() {
                kept.push(Kept { levels, belief });
            }
            let choices = self.choices(year, &belief);
            let [one, other] = [0, 1].map(|side| Powers::new(&choices[side].quarter));
            levels = product(&transposed_product(&one.year, &levels), &other.year);
            if predict {
                said.predicted.push(self.point.emission.predict(&by_pair(&levels), &year.before));
            }
            let seen = self.point.emission.of(&year.before, &year.class);
            let sum = observe(&mut levels, &seen);
            said.sum += total(sum.ln() * year.weight);
            let shows = shown(&levels, fixed);
            for side in 0..2 {
                belief[side] += (shows[side] - belief[side]) * fixed.learns;
            }
        }
        said
    }

    /// The backward pass: adds the derivatives.
    #[inline(always)]
    fn backward(&self, kept: &[Kept], gradient: &mut Gradient) {
        let fixed = self.point.fixed;
        let mut by_levels = [[Lanes::ZERO; LEVELS]; LEVELS];
        let mut by_belief = [Lanes::ZERO; 2];
        for (year, before) in self.group.years.iter().zip(kept).rev() {
            let choices = self.choices(year, &before.belief);
            let [one, other] = [0, 1].map(|side| Powers::new(&choices[side].quarter));
            let moved = product(&transposed_product(&one.year, &before.levels), &other.year);
            let seen = self.point.emission.of(&year.before, &year.class);
            let mut levels = moved;
            let sum = observe(&mut levels, &seen);
            // Beliefs after the year rest on the filtered levels.
            for (a, row) in by_levels.iter_mut().enumerate() {
                for (b, by) in row.iter_mut().enumerate() {
                    *by += (by_belief[0] * fixed.shown(b) + by_belief[1] * fixed.shown(a)) * fixed.learns;
                }
            }
            by_belief = by_belief.map(|by| by * (1.0 - fixed.learns));
            // Through the observation and its normalisation.
            let mut mean = Lanes::ZERO;
            for a in 0..LEVELS {
                for b in 0..LEVELS {
                    mean += by_levels[a][b] * levels[a][b];
                }
            }
            let inverse = 1.0 / sum;
            let mut by_seen = [Lanes::ZERO; LEVELS];
            for a in 0..LEVELS {
                for b in 0..LEVELS {
                    let by = (by_levels[a][b] - mean + year.weight) * inverse;
                    by_seen[a.min(b)] += by * moved[a][b];
                    by_levels[a][b] = by * seen[a.min(b)];
                }
            }
            self.point.emission.back(&by_seen, &year.before, &year.class, &mut gradient.emission);
            // Through the year, and the quarters of each side.
            let right = product_transposed(&by_levels, &other.year);
            let left = product(&one.year, &by_levels);
            let by_one = one.back(&product_transposed(&before.levels, &right));
            let by_other = other.back(&transposed_product(&before.levels, &left));
            by_levels = product(&one.year, &right);
            let by_quarter = [by_one, by_other];
            for (side, choice) in choices.iter().enumerate() {
                let belief = before.belief[side];
                by_belief[side] += choice.back(&by_quarter[side], (year, side), belief, self.point, gradient);
            }
        }
    }
}

#[inline(always)]
fn add(sum: &mut Table, more: &Table) {
    for (sum, more) in sum.iter_mut().zip(more) {
        for (sum, more) in sum.iter_mut().zip(more) {
            *sum += *more;
        }
    }
}

/// Weighs the levels by what was seen, and brings them back to a sum of 1; returns the sum.
#[inline(always)]
fn observe(levels: &mut Table, seen: &[Lanes; LEVELS]) -> Lanes {
    let mut sum = Lanes::ZERO;
    for (a, row) in levels.iter_mut().enumerate() {
        for (b, p) in row.iter_mut().enumerate() {
            *p = *p * seen[a.min(b)];
            sum += *p;
        }
    }
    let inverse = 1.0 / sum;
    for p in levels.iter_mut().flatten() {
        *p = *p * inverse;
    }
    sum
}

/// Probability of each level of the pair: the lower of the two.
#[inline(always)]
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
    go(
        #[inline(always)]
        || Filter { group, point }.forward(None, predict),
    )
}

/// The log-likelihood of a group of spells, and its gradient.
#[must_use]
pub fn gradient(group: &Group, point: &Point<'_>) -> (f64, Gradient) {
    go(
        #[inline(always)]
        || {
            let mut kept = Vec::with_capacity(group.years.len());
            let filter = Filter { group, point };
            let said = filter.forward(Some(&mut kept), false);
            let mut gradient = Gradient::default();
            filter.backward(&kept, &mut gradient);
            (said.sum, gradient)
        },
    )
}

//! Inertia in the response: v_move, v_step and v_exit, given the level before.

use super::likelihood::{LEVELS, Table};
use crate::lanes::{Lanes, exp};

/// The weights of inertia, times precision; also derivatives by them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inertia {
    /// v_move: of any change.
    pub moving: f64,
    /// v_step: of a change over the whole ladder.
    pub step: f64,
    /// v_exit: of falling below coordination under a pact.
    pub exit: f64,
}

/// Derivatives by the weights of inertia.
pub type InertiaGradient = Inertia;

/// What of inertia bears on a change, as multiples of its three weights; the last only under a pact.
fn cost(from: usize, to: usize) -> [f64; 3] {
    let moved = if from == to { 0.0 } else { 1.0 };
    let leaves = if from >= 3 && to < 3 { 1.0 } else { 0.0 };
    [moved, from.abs_diff(to) as f64 / 4.0, leaves]
}

/// What the odds of each level after are multiplied by, given the level before: without a pact, and under one.
#[derive(Debug)]
pub struct Stays([[[f64; 2]; LEVELS]; LEVELS]);

impl Stays {
    /// Probabilities of the levels after, given the level before; `bound` is 1 where a pact is in force.
    #[inline(always)]
    pub fn response(&self, utility: &[Lanes; LEVELS], bound: Lanes) -> Table {
        let mut best = utility[0];
        for u in &utility[1..] {
            best = best.max(*u);
        }
        let odds = utility.map(|u| (u - best).exp());
        let mut response = [[Lanes::ZERO; LEVELS]; LEVELS];
        for (row, factors) in response.iter_mut().zip(&self.0) {
            let mut sum = Lanes::ZERO;
            for ((p, odds), [free, under]) in row.iter_mut().zip(odds).zip(factors) {
                *p = odds * if free == under { Lanes::splat(*free) } else { bound * (under - free) + *free };
                sum += *p;
            }
            // The best level's odds are 1 and no factor is 0, so that the sum is no less than the smallest factor.
            let inverse = 1.0 / sum.max(Lanes::splat(f64::MIN_POSITIVE));
            for p in row {
                *p = *p * inverse;
            }
        }
        response
    }
}

impl Inertia {
    /// The utility of a change; at most 0.
    #[must_use]
    pub fn utility(&self, from: usize, to: usize, bound: bool) -> f64 {
        let [moving, step, leaves] = cost(from, to);
        -(self.moving * moving + self.step * step + if bound { self.exit * leaves } else { 0.0 })
    }

    /// Factors of the odds.
    #[must_use]
    pub fn stays(&self) -> Stays {
        Stays(std::array::from_fn(|from| {
            std::array::from_fn(|to| {
                let [moving, step, leaves] = cost(from, to);
                let free = exp(-(self.moving * moving + self.step * step));
                [free, if leaves > 0.0 { free * exp(-self.exit) } else { free }]
            })
        }))
    }

    /// Adds derivatives by the weights, from those by the utility of each change.
    #[inline(always)]
    pub fn back(by: &Table, bound: Lanes, gradient: &mut InertiaGradient) {
        let (mut moving, mut step, mut exit) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for (from, row) in by.iter().enumerate() {
            for (to, by) in row.iter().enumerate() {
                let [moved, steps, leaves] = cost(from, to);
                moving += *by * moved;
                step += *by * steps;
                exit += *by * bound * leaves;
            }
        }
        let total = |x: Lanes| x.0.iter().sum::<f64>();
        gradient.moving -= total(moving);
        gradient.step -= total(step);
        gradient.exit -= total(exit);
    }
}

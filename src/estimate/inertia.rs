//! Inertia in the response: v_move, v_step and v_exit, given the level before.

use super::table::{LEVELS, Table, total};
use crate::lanes::{Lanes, exp};

/// The weights of inertia, times precision; also derivatives by them, lane by lane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inertia<T = f64> {
    /// v_move: of any change.
    pub moving: T,
    /// v_step: of a change over the whole ladder.
    pub step: T,
    /// v_exit: of falling below coordination under a pact.
    pub exit: T,
}

/// Whether a change falls below coordination.
const fn falls(from: usize, to: usize) -> bool {
    from >= 3 && to < 3
}

/// What of inertia bears on a change, as multiples of its three weights; the last only under a pact.
fn cost(from: usize, to: usize) -> [f64; 3] {
    let moved = if from == to { 0.0 } else { 1.0 };
    let leaves = if falls(from, to) { 1.0 } else { 0.0 };
    [moved, from.abs_diff(to) as f64 / 4.0, leaves]
}

/// What the odds of each level after are multiplied by, given the level before: without a pact, and under one.
#[derive(Debug)]
pub struct Stays([[[f64; 2]; LEVELS]; LEVELS]);

impl Stays {
    /// Sets the probabilities of the levels after, given the level before; `bound` is 1 where a pact is in force.
    #[inline(always)]
    pub fn respond(&self, response: &mut Table, utility: &[Lanes; LEVELS], bound: &Lanes) {
        let mut best = utility[0];
        for u in &utility[1..] {
            best = best.max(*u);
        }
        let mut odds = [Lanes::ZERO; LEVELS];
        for level in 0..LEVELS {
            odds[level] = (utility[level] - best).exp();
        }
        for from in 0..LEVELS {
            let mut sum = Lanes::ZERO;
            for to in 0..LEVELS {
                let [free, under] = self.0[from][to];
                // Branches on the place alone, so that every lane goes the same way.
                let p = odds[to] * if falls(from, to) { *bound * (under - free) + free } else { Lanes::splat(free) };
                response[from][to] = p;
                sum += p;
            }
            // The best level's odds are 1 and no factor is 0, so that the sum is no less than the smallest factor.
            let inverse = 1.0 / sum.max(Lanes::splat(f64::MIN_POSITIVE));
            for p in &mut response[from] {
                *p = *p * inverse;
            }
        }
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
}

impl Inertia<Lanes> {
    /// Adds derivatives by the weights, from those by the utility of each change, of which they are costs.
    #[inline(always)]
    pub fn subtract(&mut self, by: &Table, bound: &Lanes) {
        let (mut moving, mut step, mut exit) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for from in 0..LEVELS {
            for to in 0..LEVELS {
                let by = by[from][to];
                if from != to {
                    moving += by;
                    step += by * (from.abs_diff(to) as f64 / 4.0);
                }
                if falls(from, to) {
                    exit += by;
                }
            }
        }
        self.moving = self.moving - moving;
        self.step = self.step - step;
        self.exit = self.exit - exit * *bound;
    }

    /// Sums over lanes.
    #[must_use]
    pub fn totals(&self) -> Inertia {
        Inertia { moving: total(&self.moving), step: total(&self.step), exit: total(&self.exit) }
    }
}

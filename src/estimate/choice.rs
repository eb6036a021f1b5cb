//! The choice of one side in a year: transitions of its level, and what derivatives by them say of weights and beliefs.

use super::features::{NODES, Side};
use super::likelihood::{Point, Weights};
use super::table::{LEVELS, Table, ZEROS, product, through_square};
use crate::lanes::{Lanes, go};
use crate::model::{ACTUAL, DECLARED};

/// The choices of one side in a year.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Probability of each level given the level before, where the side reconsiders.
    response: Table,
    /// Transition of a quarter, and of two.
    quarter: Table,
    half: Table,
    /// Security of levels 1 to 4, and its slope by the belief.
    security: [Lanes; LEVELS - 1],
    slope: [Lanes; LEVELS - 1],
}

impl Default for Choice {
    fn default() -> Self {
        let none = [Lanes::ZERO; LEVELS - 1];
        Self { response: ZEROS, quarter: ZEROS, half: ZEROS, security: none, slope: none }
    }
}

impl Choice {
    /// Makes this the choices of a side with a belief of the other and an inclination; `bound` is 1 under a pact.
    #[inline(never)]
    pub fn set(&mut self, side: &Side<Lanes>, [belief, inclination, bound]: [&Lanes; 3], point: &Point<'_>) {
        go(
            #[inline(always)]
            || {
                let w = point.weights;
                let mut actual = *inclination;
                for (x, weight) in side.actual.iter().zip(w.actual) {
                    actual += *x * weight;
                }
                let (visible, square) = (side.visible * w.reprisal, side.square * w.autonomy);
                self.secure(side, belief);
                let mut utility = [Lanes::ZERO; LEVELS];
                for level in 1..LEVELS {
                    let c = ACTUAL[level];
                    utility[level] = actual * c
                        + visible * ((c + DECLARED[level]) * 0.5)
                        + square * (c * c)
                        + self.security[level - 1] * w.security;
                }
                point.stays.respond(&mut self.response, &utility, bound);
                let r = point.fixed.reconsiders;
                for from in 0..LEVELS {
                    for to in 0..LEVELS {
                        self.quarter[from][to] = self.response[from][to] * r + if from == to { 1.0 - r } else { 0.0 };
                    }
                }
            },
        );
        product(&mut self.half, &self.quarter, &self.quarter);
    }

    /// Security of levels 1 to 4 at a belief, and its slope: the parabola through what it is at [`NODES`] beliefs.
    #[inline(always)]
    fn secure(&mut self, side: &Side<Lanes>, belief: &Lanes) {
        const { assert!(NODES == 3, "a parabola has three nodes") };
        for level in 0..LEVELS - 1 {
            let (low, middle, high) = (side.security[0][level], side.security[1][level], side.security[2][level]);
            // low + b x + a x^2 through (0, low), (1/2, middle), (1, high).
            let (a, b) = (low * 2.0 - middle * 4.0 + high * 2.0, middle * 4.0 - low * 3.0 - high);
            self.security[level] = low + (b + a * *belief) * *belief;
            self.slope[level] = b + a * *belief * 2.0;
        }
    }

    /// The transition of the year, of four quarters.
    pub fn year(&self, year: &mut Table) {
        product(year, &self.half, &self.half);
    }

    /// Adds what follows from derivatives by the year's transition to those by the weights and by the side's inclination;
    /// returns the derivative by the belief.
    #[inline(never)]
    pub fn back(
        &self,
        by_year: &Table,
        (side, bound): (&Side<Lanes>, &Lanes),
        point: &Point<'_>,
        (by, inclination): (&mut Weights<Lanes>, &mut Lanes),
    ) -> Lanes {
        let (mut by_half, mut by_quarter) = (ZEROS, ZEROS);
        through_square(&mut by_half, by_year, &self.half);
        through_square(&mut by_quarter, &by_half, &self.quarter);
        let mut by_belief = Lanes::ZERO;
        go(
            #[inline(always)]
            || {
                let r = point.fixed.reconsiders;
                let mut by_utility = [Lanes::ZERO; LEVELS];
                for from in 0..LEVELS {
                    let mut mean = Lanes::ZERO;
                    for to in 0..LEVELS {
                        mean += self.response[from][to] * by_quarter[from][to];
                    }
                    for to in 0..LEVELS {
                        let by_score = self.response[from][to] * (by_quarter[from][to] - mean) * r;
                        by_quarter[from][to] = by_score;
                        by_utility[to] += by_score;
                    }
                }
                by.inertia.subtract(&by_quarter, bound);
                let (mut actual, mut visible, mut square) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
                for level in 1..LEVELS {
                    let (c, by_level) = (ACTUAL[level], by_utility[level]);
                    actual += by_level * c;
                    visible += by_level * ((c + DECLARED[level]) * 0.5);
                    square += by_level * (c * c);
                    by.security += by_level * self.security[level - 1];
                    by_belief += by_level * self.slope[level - 1];
                }
                *inclination += actual;
                for (x, by) in side.actual.iter().zip(&mut by.actual) {
                    *by += *x * actual;
                }
                by.reprisal += side.visible * visible;
                by.autonomy += side.square * square;
                by_belief = by_belief * point.weights.security;
            },
        );
        by_belief
    }
}

//! The covariates of a likelihood: the terms of each side's utility at unit weights, spell by spell, in lanes.

use super::emission::Class;
use super::likelihood::Weights;
use super::table::LEVELS;
use crate::lanes::{LANES, Lanes};
use crate::model::{ACTUAL, DECLARED};

/// Beliefs at which security is known: 0, 1/2 and 1.
pub const NODES: usize = 3;
/// Terms that are proportional to commitment.
pub const ACTUAL_TERMS: usize = 9;
/// Their weights, by name.
pub const ACTUAL_NAMES: [&str; ACTUAL_TERMS] =
    ["v_conc", "v_trade", "v_griev", "v_aff", "v_ent", "v_close", "v_joint", "v_net", "v_past"];

/// What one side looks at in a year: numbers, or lanes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Side<T> {
    /// What is multiplied by c and the weights [`ACTUAL_NAMES`]; costs are negative.
    pub actual: [T; ACTUAL_TERMS],
    /// Reprisal: what is multiplied by (c + q) / 2.
    pub visible: T,
    /// Autonomy: what is multiplied by c squared.
    pub square: T,
    /// Security of the levels 1 to 4 at each belief.
    pub security: [[T; LEVELS - 1]; NODES],
}

impl Side<f64> {
    /// The utility of a level but for inertia, at these weights, belief and inclination.
    #[must_use]
    pub fn utility(&self, weights: &Weights, belief: f64, level: usize, inclination: f64) -> f64 {
        let Some(rung) = level.checked_sub(1) else { return 0.0 };
        let (c, q) = (ACTUAL[level], DECLARED[level]);
        let actual: f64 = self.actual.iter().zip(weights.actual).map(|(x, weight)| x * weight).sum();
        let [low, middle, high] = [0, 1, 2].map(|node| self.security[node][rung]);
        let (a, b) = (low * 2.0 - middle * 4.0 + high * 2.0, middle * 4.0 - low * 3.0 - high);
        let security = low + (b + a * belief) * belief;
        (actual + inclination) * c
            + self.visible * weights.reprisal * (c + q) / 2.0
            + self.square * weights.autonomy * c * c
            + security * weights.security
    }
}

/// A year of the spells of a group: covariates of the year before, and the treaty of the year.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// Both sides.
    pub sides: [Side<Lanes>; 2],
    /// 1 where a defence pact was in force the year before.
    pub bound: Lanes,
    /// Class of treaty the year before.
    pub before: [Class; LANES],
    /// Class of treaty of the year.
    pub class: [Class; LANES],
    /// Weight of the year in the sum: 0 where it is not scored.
    pub weight: Lanes,
}

/// Spells side by side.
#[derive(Clone, Debug)]
pub struct Group {
    /// Class of treaty in the first year, which is taken as given.
    pub first: [Class; LANES],
    /// The years after the first; a spell that ends early has weight 0 from then on.
    pub years: Vec<Year>,
    /// The spell of each lane, by its place in the panel; none in empty lanes.
    pub spells: [Option<usize>; LANES],
}

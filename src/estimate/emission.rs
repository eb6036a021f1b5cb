//! How treaties follow from the level of a pair: classes, and hazards of formation and ending a year.
//!
//! A treaty is not an alignment: Moscow and Beijing had one from 1950 to 1980 and were rivals from 1958. So the class of
//! treaty of a year depends on the class of the year before and on the latent level, by hazards of its own.

use super::table::LEVELS;
use crate::lanes::{LANES, Lanes, exp};

/// Classes of treaty: none (or non-aggression alone), an obligation short of defence, defence.
pub const CLASSES: [&str; 3] = ["none", "consultation or neutrality", "defence"];

/// Number of hazards.
pub const HAZARDS: usize = 7;

/// Names of the hazards, in their order.
pub const HAZARD_NAMES: [&str; HAZARDS] = [
    "defence forms at alliance",
    "a lesser treaty forms at partnership or above",
    "defence forms below alliance",
    "a lesser treaty forms below partnership",
    "a treaty ends that the level carries",
    "a treaty ends that the level does not carry",
    "an ending defence pact leaves a lesser treaty",
];

/// Priors of what the hazards are made of, on the logit scale: mean and standard deviation. The first two say that a treaty
/// follows an alignment within years. The next two are shares of these: a treaty without an alignment is no more likely than
/// with it, and rare. The next says that a carried one lasts; the sixth is what is added to it (of what is left to 1) where
/// the level does not carry it: it ends no later, but may linger for years.
pub const PRIORS: [(f64, f64); HAZARDS] =
    [(0.0, 1.0), (-1.0, 1.0), (-6.0, 1.0), (-6.0, 1.0), (-4.0, 1.0), (-1.5, 1.0), (0.0, 1.0)];

/// Level from which a defence pact is carried, and from which a lesser treaty is.
const CARRIES: [usize; 2] = [3, 2];

/// Class of a treaty.
pub type Class = u8;

/// Something of every class before, class after and level of the pair.
pub type ByClass = [[[f64; LEVELS]; 3]; 3];

/// The yearly probability of each class after each, by the level of the pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Emission {
    hazards: [f64; HAZARDS],
    table: ByClass,
    /// Derivatives of the table by each hazard on the logit scale.
    slopes: [ByClass; HAZARDS],
}

/// Derivatives by what the hazards are made of, on the logit scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmissionGradient(pub [f64; HAZARDS]);

impl Emission {
    /// From what the hazards are made of, on the logit scale: [`PRIORS`].
    #[must_use]
    pub fn new(logits: &[f64; HAZARDS]) -> Self {
        let parts = logits.map(|x| 1.0 / (1.0 + exp(-x)));
        let table = table(&parts);
        let mut slopes = [[[[0.0; LEVELS]; 3]; 3]; HAZARDS];
        for (at, slope) in slopes.iter_mut().enumerate() {
            // Every entry is linear in each part alone: its slope is what it is at 1 less what it is at 0.
            let ends = [1.0, 0.0].map(|end| {
                let mut parts = parts;
                parts[at] = end;
                self::table(&parts)
            });
            let chain = parts[at] * (1.0 - parts[at]);
            for (before, rows) in slope.iter_mut().enumerate() {
                for (after, levels) in rows.iter_mut().enumerate() {
                    for (level, slope) in levels.iter_mut().enumerate() {
                        *slope = (ends[0][before][after][level] - ends[1][before][after][level]) * chain;
                    }
                }
            }
        }
        Self { hazards: hazards(&parts), table, slopes }
    }

    /// The hazards, as probabilities a year.
    #[must_use]
    pub fn hazards(&self) -> &[f64; HAZARDS] {
        &self.hazards
    }

    /// The probability of a class after another at a level.
    #[must_use]
    pub fn probability(&self, before: Class, after: Class, level: usize) -> f64 {
        self.table[usize::from(before)][usize::from(after)][level]
    }

    /// Sets the probability of what was seen, by the level of the pair.
    #[inline(always)]
    pub fn of(&self, seen: &mut [Lanes; LEVELS], before: &[Class; LANES], class: &[Class; LANES]) {
        for lane in 0..LANES {
            let levels = &self.table[usize::from(before[lane])][usize::from(class[lane])];
            for (seen, p) in seen.iter_mut().zip(levels) {
                seen.0[lane] = *p;
            }
        }
    }

    /// The probability of each class, by the probabilities of the pair's levels.
    pub fn predict(&self, levels: &[Lanes; LEVELS], before: &[Class; LANES]) -> [Lanes; 3] {
        let mut predicted = [Lanes::ZERO; 3];
        for lane in 0..LANES {
            for (class, p) in predicted.iter_mut().enumerate() {
                let by_level = &self.table[usize::from(before[lane])][class];
                p.0[lane] = levels.iter().zip(by_level).map(|(level, p)| level.0[lane] * p).sum();
            }
        }
        predicted
    }

    /// Derivatives by what the hazards are made of, from those by the table.
    #[must_use]
    pub fn back(&self, by_table: &ByClass) -> EmissionGradient {
        let flat = |table: &ByClass| table.as_flattened().as_flattened().to_vec();
        let by = flat(by_table);
        EmissionGradient(std::array::from_fn(|at| flat(&self.slopes[at]).iter().zip(&by).map(|(s, by)| s * by).sum()))
    }
}

/// Adds derivatives by the table, from those by the probability of what was seen.
#[inline(always)]
pub fn add_seen(sum: &mut ByClass, by_seen: &[Lanes; LEVELS], before: &[Class; LANES], class: &[Class; LANES]) {
    for lane in 0..LANES {
        let levels = &mut sum[usize::from(before[lane])][usize::from(class[lane])];
        for (sum, by) in levels.iter_mut().zip(by_seen) {
            *sum += by.0[lane];
        }
    }
}

/// The hazards, in the order of their names, from the parts that are free: linear in each of them alone.
fn hazards(parts: &[f64; HAZARDS]) -> [f64; HAZARDS] {
    let [defence, lesser, stray_defence, stray_lesser, ends, lapses, leaves] = *parts;
    [defence, lesser, defence * stray_defence, lesser * stray_lesser, ends, ends + (1.0 - ends) * lapses, leaves]
}

/// The table of classes by the parts. Each row of a level sums to 1. Linear in each part alone: no product below has one twice.
fn table(parts: &[f64; HAZARDS]) -> ByClass {
    let [defence, lesser, stray_defence, stray_lesser, ends, lapses, leaves] = hazards(parts);
    let mut table = [[[0.0; LEVELS]; 3]; 3];
    for level in 0..LEVELS {
        let to_defence = if level == 4 { defence } else { stray_defence };
        let to_lesser = if level >= CARRIES[1] { lesser } else { stray_lesser };
        let end = |from: usize| if level >= CARRIES[from] { ends } else { lapses };
        let rows = [
            [(1.0 - to_defence) * (1.0 - to_lesser), (1.0 - to_defence) * to_lesser, to_defence],
            [(1.0 - to_defence) * end(1), (1.0 - to_defence) * (1.0 - end(1)), to_defence],
            [end(0) * (1.0 - leaves), end(0) * leaves, 1.0 - end(0)],
        ];
        for (before, row) in rows.iter().enumerate() {
            for (after, p) in row.iter().enumerate() {
                table[before][after][level] = *p;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_of_every_row_sum_to_one_and_slopes_are_derivatives() {
        let logits = [0.3, -1.0, -5.0, -4.0, -3.0, -1.0, 0.2];
        let emission = Emission::new(&logits);
        for before in 0..3 {
            for level in 0..LEVELS {
                let sum: f64 = (0..3).map(|after| emission.probability(before, after, level)).sum();
                assert!((sum - 1.0).abs() < 1e-14);
            }
        }
        for at in 0..HAZARDS {
            let moved = |by: f64| {
                let mut logits = logits;
                logits[at] += by;
                Emission::new(&logits).table
            };
            let (up, down) = (moved(1e-5), moved(-1e-5));
            for before in 0..3 {
                for after in 0..3 {
                    for level in 0..LEVELS {
                        let slope = (up[before][after][level] - down[before][after][level]) / 2e-5;
                        assert!((slope - emission.slopes[at][before][after][level]).abs() < 1e-7);
                    }
                }
            }
        }
    }
}

//! The difference of two points of a design, gathered in a stream of replicates.

use super::paired::{Moments, PairCounts, shares};
use super::wilson::Z;
use serde::{Deserialize, Serialize};

/// A difference of outcomes, such as with a claim kept minus with it relaxed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Replicates that it is the mean of; the others have a null in one of its points.
    pub count: u64,
    /// The mean difference, in the unit of the outcome.
    pub value: f64,
    /// Lower end of the 95% interval, paired within replicates.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Variance had every point been run on replicates of its own, over the variance as paired; none where the
    /// latter is 0, and for values from sampled orders.
    pub variance_ratio: Option<f64>,
}

impl Effect {
    /// Whether the interval leaves 0 out.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// Exactly nothing where all of it is within the rounding of the sum over combinations that it comes from.
    pub(super) fn rounded(self, rounding: f64) -> Self {
        if self.low >= -rounding && self.high <= rounding {
            return Self { value: 0.0, low: 0.0, high: 0.0, variance_ratio: None, ..self };
        }
        self
    }
}

/// Fewer numbers than this have no interval by the normal distribution, which would be too narrow, or have no width.
pub(super) const LEAST: u64 = 30;

/// Two points, and what has been seen of their difference.
#[derive(Clone, Debug)]
pub(super) struct Paired {
    /// The first and the one that is taken from it.
    points: [usize; 2],
    yes_no: bool,
    counts: PairCounts,
    /// Of the two, and of the first minus the second.
    moments: [Moments; 3],
}

impl Paired {
    pub(super) fn new(first: usize, second: usize, yes_no: bool) -> Self {
        Self { points: [first, second], yes_no, counts: PairCounts::default(), moments: Default::default() }
    }

    /// Takes the outcomes of a replicate by point, in which nulls are no numbers; a pair with a null is left out.
    pub(super) fn add(&mut self, outcomes: &[f64]) {
        let [a, b] = self.points.map(|point| outcomes[point]);
        if a.is_nan() || b.is_nan() {
            return;
        }
        if self.yes_no {
            *match (a > 0.0, b > 0.0) {
                (true, true) => &mut self.counts.both,
                (true, false) => &mut self.counts.first,
                (false, true) => &mut self.counts.second,
                (false, false) => &mut self.counts.neither,
            } += 1;
        } else {
            self.moments.iter_mut().zip([a, b, a - b]).for_each(|(moments, x)| moments.push(x));
        }
    }

    /// The mean difference with its interval: Newcombe's for pairs of yes or no, which has a width even where no pair
    /// differs; by the normal distribution for numbers. None for fewer than two pairs, of numbers [`LEAST`].
    pub(super) fn effect(&self) -> Option<Effect> {
        if self.yes_no {
            let found = shares(self.counts).ok()?;
            let (low, high, variance_ratio) = (found.low, found.high, found.variance_ratio);
            return Some(Effect { count: found.count, value: found.mean, low, high, variance_ratio });
        }
        let [a, b, difference] = &self.moments;
        let apart = a.variance()? + b.variance()?;
        of_moments(difference, Some(apart), 0.0)
    }
}

/// A mean with its interval by the normal distribution. `apart` is what its variance would be without pairing;
/// `further` is a standard error that comes on top. None for fewer than [`LEAST`] numbers.
pub(super) fn of_moments(moments: &Moments, apart: Option<f64>, further: f64) -> Option<Effect> {
    if moments.count < LEAST {
        return None;
    }
    let (variance, error) = (moments.variance()?, moments.standard_error()?);
    let half = Z * (error * error + further * further).sqrt();
    Some(Effect {
        count: moments.count,
        value: moments.mean,
        low: moments.mean - half,
        high: moments.mean + half,
        variance_ratio: apart.filter(|_| variance > 0.0).map(|apart| apart / variance),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_leaves_its_pair_out() {
        let mut numbers = Paired::new(1, 0, false);
        for _ in 0..LEAST / 2 {
            assert!(numbers.effect().is_none());
            for game in [[1.0, 3.0], [f64::NAN, 9.0], [2.0, 5.0], [4.0, f64::NAN]] {
                numbers.add(&game);
            }
        }
        let effect = numbers.effect().expect("enough pairs");
        assert_eq!((effect.count, effect.value), (LEAST, 2.5));
        // Variances 0.25 and 1 apart, 0.25 as paired, of all numbers.
        assert!((effect.variance_ratio.expect("a ratio") - 5.0).abs() < 1e-12);
    }

    #[test]
    fn yes_and_no_are_counted_with_their_sign() {
        let mut pairs = Paired::new(1, 0, true);
        for _ in 0..50 {
            pairs.add(&[0.0, 1.0]);
            pairs.add(&[1.0, 1.0]);
        }
        let effect = pairs.effect().expect("pairs");
        assert!(effect.value == 0.5 && effect.low > 0.35 && effect.high < 0.65, "{effect:?}");
    }
}

//! Quantiles of a stream of numbers in little memory: exact while there are few distinct values, as of dates, which lie on
//! the steps of a run; else counts of values rounded to ten bits of mantissa, so that a quantile is within a relative error
//! of 0.05%. Both are the same in any order of arrival.

use std::collections::BTreeMap;

/// Low bits of a double that are dropped where there are more than [`MOST`] distinct values.
const DROPPED: u32 = 42;

/// Distinct values that are kept as they are.
const MOST: usize = 4096;

/// Counts of values, rounded or not.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    counts: BTreeMap<i64, u64>,
    total: u64,
    dropped: u32,
}

/// A key that orders as the numbers do, without their low bits.
fn key(x: f64, dropped: u32) -> i64 {
    let bits = if x == 0.0 { 0 } else { x.to_bits() as i64 }; // 0 and -0 are one number.
    let ordered = if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits };
    ordered >> dropped
}

/// The number with this key, or the middle of those with it.
fn value(key: i64, dropped: u32) -> f64 {
    let ordered = (key << dropped) + if dropped > 0 { 1 << (dropped - 1) } else { 0 };
    let bits = if ordered < 0 { i64::MIN.wrapping_sub(ordered) } else { ordered };
    let x = f64::from_bits(bits as u64);
    if key == 0 || key == -1 { 0.0 } else { x }
}

impl Counts {
    /// Counts a number.
    pub fn add(&mut self, x: f64) {
        *self.counts.entry(key(x, self.dropped)).or_default() += 1;
        self.total += 1;
        if self.dropped == 0 && self.counts.len() > MOST {
            self.dropped = DROPPED;
            for (exact, count) in std::mem::take(&mut self.counts) {
                *self.counts.entry(exact >> DROPPED).or_default() += count;
            }
        }
    }

    /// The least value with at least the share `q` of all at or below it; 0 without values.
    #[must_use]
    pub fn quantile(&self, q: f64) -> f64 {
        let wanted = (q * self.total as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (&key, &count) in &self.counts {
            seen += count;
            if seen >= wanted {
                return value(key, self.dropped);
            }
        }
        0.0
    }

    /// Counts in `bins` equal bins from `low` to `high`; what lies beyond is counted in the outermost.
    #[must_use]
    pub fn histogram(&self, low: f64, high: f64, bins: usize) -> Vec<u64> {
        let mut out = vec![0; bins];
        let scale = if high > low { bins as f64 / (high - low) } else { 0.0 };
        for (&key, &count) in &self.counts {
            let at = ((value(key, self.dropped) - low) * scale).max(0.0) as usize;
            out[at.min(bins - 1)] += count;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_their_error() {
        let mut counts = Counts::default();
        for i in -5000..=5000 {
            counts.add(f64::from(i) * 0.37);
        }
        for (q, exact) in [(0.05, -1665.0), (0.25, -925.0), (0.75, 925.0), (0.95, 1665.0)] {
            let found = counts.quantile(q);
            assert!((found / exact - 1.0).abs() < 2e-3, "{q}: {found} against {exact}");
        }
        assert!(counts.quantile(0.5).abs() < 1e-9);
        assert_eq!(counts.histogram(-1850.0, 1850.0, 7).iter().sum::<u64>(), 10_001);
    }

    #[test]
    fn few_values_are_kept_exactly() {
        let mut counts = Counts::default();
        for quarter in 0..140 {
            counts.add(2015.0 + f64::from(quarter) * 0.25);
        }
        assert_eq!([0.25, 0.5, 1.0].map(|q| counts.quantile(q)), [2023.5, 2032.25, 2049.75]);
        assert_eq!(Counts::default().quantile(0.5), 0.0);
    }

    #[test]
    fn the_order_of_arrival_makes_no_difference() {
        let (mut forth, mut back) = (Counts::default(), Counts::default());
        for i in 0..5000 {
            forth.add(f64::from(i - 2500) * 0.37);
            back.add(f64::from(2499 - i) * 0.37);
        }
        assert!(forth.counts == back.counts && forth.dropped == DROPPED);
    }

    #[test]
    fn keys_keep_the_order() {
        let xs = [-1e9, -3.0, -0.5, -1e-9, 0.0, 1e-9, 0.5, 3.0, 1e9];
        assert!(xs.windows(2).all(|w| [0, DROPPED].iter().all(|d| key(w[0], *d) < key(w[1], *d))));
    }
}

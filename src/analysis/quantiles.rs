//! Quantiles of a stream of numbers in little memory: exact counts of values rounded to ten bits of mantissa, so
//! that a quantile is within a relative error of 0.05%, the same in any order of arrival.

use std::collections::BTreeMap;

/// Low bits of a double that are dropped.
const DROPPED: u32 = 42;

/// Counts of rounded values.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    counts: BTreeMap<i64, u64>,
    total: u64,
}

/// A key that orders as the numbers do.
fn key(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    let ordered = if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits };
    ordered >> DROPPED
}

/// The middle of the numbers with this key.
fn value(key: i64) -> f64 {
    let ordered = (key << DROPPED) + (1 << (DROPPED - 1));
    let bits = if ordered < 0 { i64::MIN.wrapping_sub(ordered) } else { ordered };
    let x = f64::from_bits(bits as u64);
    if key == 0 || key == -1 { 0.0 } else { x }
}

impl Counts {
    /// Counts a number.
    pub fn add(&mut self, x: f64) {
        *self.counts.entry(key(if x == 0.0 { 0.0 } else { x })).or_default() += 1;
        self.total += 1;
    }

    /// The least value with at least the share `q` of all at or below it; 0 without values.
    #[must_use]
    pub fn quantile(&self, q: f64) -> f64 {
        let wanted = (q * self.total as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (&key, &count) in &self.counts {
            seen += count;
            if seen >= wanted {
                return value(key);
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
            let at = ((value(key) - low) * scale).max(0.0) as usize;
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
    fn keys_keep_the_order() {
        let xs = [-1e9, -3.0, -0.5, -1e-9, 0.0, 1e-9, 0.5, 3.0, 1e9];
        assert!(xs.windows(2).all(|w| key(w[0]) < key(w[1])));
    }
}

//! Quantiles of a quantity that is known as counts in bins.

use crate::analysis::SeriesSummary;

/// The quantiles of a fan.
pub(super) const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Quantiles at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub values: [f64; 5],
    /// True where one lies beyond the recorded range: it is then put at its edge.
    pub beyond: bool,
}

/// The spread of a series at the instant of this index; none where no run has a value.
pub(super) fn spread(series: &SeriesSummary, instant: usize) -> Option<Spread> {
    let counts = series.counts.get(instant)?;
    let mut out = Spread { values: [0.0; 5], beyond: false };
    for (value, q) in out.values.iter_mut().zip(QUANTILES) {
        let (at, beyond) = quantile(counts, series.low, series.high, q)?;
        *value = at;
        out.beyond |= beyond;
    }
    Some(out)
}

/// The `q` quantile of counts in a bin below `low`, equal bins, and a bin at or above `high`, as if values lay
/// evenly within a bin; and whether it lies in one of the outer bins, where it is taken for the edge.
fn quantile(counts: &[u64], low: f64, high: f64, q: f64) -> Option<(f64, bool)> {
    let inner = counts.len().checked_sub(2).filter(|n| *n > 0)?;
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return None;
    }
    let wanted = q * total as f64;
    let mut below = 0.0;
    for (bin, count) in counts.iter().enumerate().filter(|(_, c)| **c > 0) {
        let count = *count as f64;
        if below + count >= wanted {
            let share = (wanted - below) / count;
            return Some(match bin {
                0 => (low, true),
                _ if bin > inner => (high, true),
                _ => (low + (high - low) * ((bin - 1) as f64 + share) / inner as f64, false),
            });
        }
        below += count;
    }
    Some((high, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_within_bins() {
        // 100 values: 20 in [0, 1), 60 in [1, 2), 20 in [2, 3).
        let counts = [0, 20, 60, 20, 0];
        let at = |q| quantile(&counts, 0.0, 3.0, q).unwrap();
        assert_eq!(at(0.05), (0.25, false));
        assert_eq!(at(0.2), (1.0, false));
        assert_eq!(at(0.5), (1.5, false));
        assert_eq!(at(0.95), (2.75, false));
    }

    #[test]
    fn values_beyond_the_range_are_put_at_its_edge() {
        let counts = [10, 80, 10];
        assert_eq!(quantile(&counts, -1.0, 1.0, 0.05), Some((-1.0, true)));
        assert_eq!(quantile(&counts, -1.0, 1.0, 0.5), Some((0.0, false)));
        assert_eq!(quantile(&counts, -1.0, 1.0, 0.95), Some((1.0, true)));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(quantile(&[0, 0, 0], 0.0, 1.0, 0.5), None);
        assert_eq!(quantile(&[5, 5], 0.0, 1.0, 0.5), None);
        assert_eq!(quantile(&[], 0.0, 1.0, 0.5), None);
    }
}

//! Paired differences: two columns of one experiment whose rows share their replicates.
//!
//! Row r of both columns met the same chances, so what they have in common drops out of the difference. The variance
//! ratio says how much that is worth: by how much the number of runs would have to grow, had the two columns been run
//! apart, for an interval of the same width (common random numbers; Law 2015, section 11.2).

use super::wilson::{Z, share};
use serde::{Deserialize, Serialize};

/// Count, mean and variance of a stream of numbers, in one pass (Welford 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// How many numbers.
    pub count: u64,
    /// Their mean; 0 without numbers.
    pub mean: f64,
    /// Sum of their squared deviations from the mean.
    pub squares: f64,
}

impl Moments {
    /// Adds a number.
    #[inline]
    pub fn push(&mut self, x: f64) {
        self.count += 1;
        let before = x - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (x - self.mean);
    }

    /// Adds the moments of other numbers (Chan, Golub and LeVeque 1979).
    pub fn merge(&mut self, other: Self) {
        if self.count == 0 || other.count == 0 {
            if other.count > 0 {
                *self = other;
            }
            return;
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        self.mean += apart * (b / (a + b));
        self.squares += other.squares + apart * apart * (a * b / (a + b));
        self.count += other.count;
    }

    /// The moments of a column.
    #[must_use]
    pub fn of(column: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        column.into_iter().for_each(|x| moments.push(x));
        moments
    }

    /// The sample variance, by `count - 1`; none below two numbers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }

    /// The standard error of the mean; none below two numbers.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some((self.variance()? / self.count as f64).sqrt())
    }
}

/// The difference of two columns, the first minus the second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Number of pairs.
    pub count: u64,
    /// Mean difference, in the unit of the columns.
    pub mean: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
    /// Variance of the difference had the columns been independent, over its variance as paired. Above 1 where
    /// sharing replicates helps. None where all pairs differ by the same amount.
    pub variance_ratio: Option<f64>,
}

/// Pairs of yes-or-no outcomes, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCounts {
    /// Yes in both columns.
    pub both: u64,
    /// Yes in the first column alone.
    pub first: u64,
    /// Yes in the second column alone.
    pub second: u64,
    /// Yes in neither.
    pub neither: u64,
}

/// Why there is no difference.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PairedError {
    /// The columns do not pair.
    #[error("the first column has {first} rows and the second {second}; give two columns whose rows share replicates")]
    Lengths {
        /// Rows of the first column.
        first: usize,
        /// Rows of the second column.
        second: usize,
    },
    /// Too few pairs for an interval.
    #[error("there are {0} pairs; an interval needs at least 2, so run more replicates")]
    TooFew(u64),
    /// A value that is no finite number.
    #[error(
        "row {row} has the value {value}, which is not a finite number; leave pairs out in which an outcome is null"
    )]
    NotFinite {
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
}

/// The mean difference `first - second` of two columns of numbers with its normal 95% interval.
///
/// The interval is the mean plus or minus 1.96 standard errors of the differences. It is meant for hundreds of pairs
/// and more; where all pairs differ by the same amount it has no width.
///
/// # Errors
/// Columns of unequal length, fewer than two pairs, a value that is not finite.
pub fn means(first: &[f64], second: &[f64]) -> Result<Difference, PairedError> {
    check(first.len(), second.len())?;
    for (row, (&a, &b)) in first.iter().zip(second).enumerate() {
        if let Some(&value) = [a, b].iter().find(|value| !value.is_finite()) {
            return Err(PairedError::NotFinite { row, value });
        }
    }
    let paired = Moments::of(first.iter().zip(second).map(|(a, b)| a - b));
    let [a, b] = [first, second].map(|column| Moments::of(column.iter().copied()));
    let error = paired.standard_error().ok_or(PairedError::TooFew(paired.count))?;
    Ok(Difference {
        count: paired.count,
        mean: paired.mean,
        low: paired.mean - Z * error,
        high: paired.mean + Z * error,
        variance_ratio: ratio(a.squares + b.squares, paired.squares),
    })
}

/// Counts the pairs of two yes-or-no columns.
///
/// # Errors
/// Columns of unequal length, fewer than two pairs.
pub fn pairs(first: &[bool], second: &[bool]) -> Result<PairCounts, PairedError> {
    check(first.len(), second.len())?;
    let mut counts = PairCounts::default();
    for pair in first.iter().zip(second) {
        match pair {
            (true, true) => counts.both += 1,
            (true, false) => counts.first += 1,
            (false, true) => counts.second += 1,
            (false, false) => counts.neither += 1,
        }
    }
    Ok(counts)
}

/// The difference of two shares, first minus second, with Newcombe's 95% interval for paired data (Newcombe 1998,
/// method 10: Wilson intervals of both shares, squared and added, with the correlation of the columns corrected for
/// continuity).
///
/// It is chosen over the normal interval because it stays within -1 and 1, has a width where no pair is discordant, and
/// holds its level where few are, which is the usual case for columns that share replicates.
///
/// # Errors
/// Fewer than two pairs.
pub fn shares(counts: PairCounts) -> Result<Difference, PairedError> {
    let PairCounts { both, first, second, neither } = counts;
    let count = both.saturating_add(first).saturating_add(second).saturating_add(neither);
    if count < 2 {
        return Err(PairedError::TooFew(count));
    }
    let [a, b] = [share(both.saturating_add(first), count), share(both.saturating_add(second), count)];
    let mean = (first as f64 - second as f64) / count as f64;
    let phi = correlation(counts);
    let half = |x: f64, y: f64| (x * x - 2.0 * phi * x * y + y * y).max(0.0).sqrt();
    let n = count as f64;
    let apart = a.share * (1.0 - a.share) + b.share * (1.0 - b.share);
    Ok(Difference {
        count,
        mean,
        low: mean - half(a.share - a.low, b.high - b.share),
        high: mean + half(a.high - a.share, b.share - b.low),
        variance_ratio: ratio(apart, (first as f64 + second as f64) / n - mean * mean),
    })
}

/// The phi coefficient of the two columns, its numerator made smaller by half the number of pairs where it is above
/// 0 (Newcombe 1998). 0 where a column is constant.
fn correlation(PairCounts { both, first, second, neither }: PairCounts) -> f64 {
    let [both, first, second, neither] = [both, first, second, neither].map(|count| count as f64);
    let product = both * neither - first * second;
    let n = both + first + second + neither;
    let corrected = if product > 0.0 { (product - n / 2.0).max(0.0) } else { product };
    let margins = (both + first) * (second + neither) * (both + second) * (first + neither);
    if margins > 0.0 { corrected / margins.sqrt() } else { 0.0 }
}

fn ratio(apart: f64, paired: f64) -> Option<f64> {
    (paired > 0.0).then(|| apart / paired)
}

fn check(first: usize, second: usize) -> Result<(), PairedError> {
    if first != second {
        return Err(PairedError::Lengths { first, second });
    }
    if first < 2 { Err(PairedError::TooFew(first as u64)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() < within, "{a} against {b}");
    }

    /// Differences 1, 2, 3, 4: mean 2.5, variance 5/3. The columns' own variances are 20/3 and 5/3.
    #[test]
    fn means_by_hand() {
        let found = means(&[2.0, 4.0, 6.0, 8.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
        near(found.mean, 2.5, 1e-15);
        near(found.high - found.mean, 1.959_964 * (5.0_f64 / 3.0 / 4.0).sqrt(), 1e-6);
        near(found.mean - found.low, found.high - found.mean, 1e-15);
        near(found.variance_ratio.unwrap(), 5.0, 1e-12);
    }

    /// Altman, Machin, Bryant and Gardner (2000), table 6.2: 0.122, 95% interval 0.011 to 0.226. Fagerland, Lydersen
    /// and Laake (2014), table of Bentur et al.: -0.286, -0.507 to -0.026.
    #[test]
    fn shares_agree_with_published_examples() {
        let altman = shares(PairCounts { both: 14, first: 5, second: 0, neither: 22 }).unwrap();
        near(altman.mean, 5.0 / 41.0, 1e-15);
        near(altman.low, 0.011, 5e-4);
        near(altman.high, 0.226, 5e-4);
        let bentur = shares(PairCounts { both: 1, first: 1, second: 7, neither: 12 }).unwrap();
        near(bentur.mean, -0.286, 5e-4);
        near(bentur.low, -0.507, 5e-4);
        near(bentur.high, -0.026, 5e-4);
    }

    #[test]
    fn shares_equal_means_of_zeros_and_ones() {
        let counts = PairCounts { both: 300, first: 40, second: 10, neither: 650 };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for (times, x, y) in [(300, 1.0, 1.0), (40, 1.0, 0.0), (10, 0.0, 1.0), (650, 0.0, 0.0)] {
            a.extend(vec![x; times]);
            b.extend(vec![y; times]);
        }
        let [by_counts, by_means] = [shares(counts).unwrap(), means(&a, &b).unwrap()];
        near(by_counts.mean, by_means.mean, 1e-12);
        near(by_counts.variance_ratio.unwrap(), by_means.variance_ratio.unwrap(), 1e-9);
        // At a thousand pairs the two intervals differ little.
        near(by_counts.low, by_means.low, 2e-3);
        near(by_counts.high, by_means.high, 2e-3);
        let yes = |column: &[f64]| column.iter().map(|&x| x == 1.0).collect::<Vec<_>>();
        assert_eq!(pairs(&yes(&a), &yes(&b)).unwrap(), counts);
    }

    #[test]
    fn equal_columns_have_a_width_for_shares_alone() {
        let found = shares(PairCounts { both: 0, first: 0, second: 0, neither: 50 }).unwrap();
        assert!(found.mean == 0.0 && found.low < -0.01 && found.high > 0.01 && found.variance_ratio.is_none());
        let found = means(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!(found.low == 0.0 && found.high == 0.0 && found.variance_ratio.is_none());
    }

    #[test]
    fn what_does_not_pair_is_refused() {
        assert_eq!(means(&[1.0], &[1.0, 2.0]), Err(PairedError::Lengths { first: 1, second: 2 }));
        assert_eq!(means(&[1.0], &[1.0]), Err(PairedError::TooFew(1)));
        assert!(matches!(means(&[1.0, f64::NAN], &[1.0, 2.0]), Err(PairedError::NotFinite { row: 1, .. })));
        assert_eq!(shares(PairCounts::default()), Err(PairedError::TooFew(0)));
        assert_eq!(pairs(&[true], &[true]), Err(PairedError::TooFew(1)));
    }

    #[test]
    fn moments_by_hand() {
        let moments = Moments::of([1.0, 2.0, 3.0, 4.0]);
        assert_eq!((moments.count, moments.mean, moments.variance()), (4, 2.5, Some(5.0 / 3.0)));
        assert_eq!(Moments::of([1.0]).variance(), None);
    }
}

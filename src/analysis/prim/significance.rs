//! Whether a restriction may be chance.

use super::{Data, PrimError, Region, Restriction};
use serde::{Deserialize, Serialize};

/// One bound of a box, and how likely its gain is by chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Significance {
    /// The bound.
    pub restriction: Restriction,
    /// Density of the box without this bound.
    pub density_without: f64,
    /// Coverage of the box without this bound.
    pub coverage_without: f64,
    /// Probability of at least as many hits in the box, had each of its rows the density of the box without this bound
    /// (Bryant and Lempert 2010, who drop a column at a time; here it is a bound at a time). "Quasi", since the bound
    /// was chosen among many: it is too small, and a large one says more than a small one.
    pub quasi_p: f64,
}

impl Data<'_> {
    /// The quasi-p value of every bound of a box.
    ///
    /// # Errors
    /// A restriction of a column that does not exist.
    pub fn significance(&self, region: &Region) -> Result<Vec<Significance>, PrimError> {
        self.knows(region)?;
        Ok(self.significance_among(&vec![true; self.rows()], region))
    }

    pub(super) fn significance_among(&self, among: &[bool], region: &Region) -> Vec<Significance> {
        let (outside, [count, hits]) = self.outside(among, region);
        let of = |(restriction, rows): (&Restriction, Vec<u32>)| {
            let more = rows.iter().filter(|&&row| self.outcome()[row as usize]).count() as u64;
            let (wide, wide_hits) = (count + rows.len() as u64, hits + more);
            let density_without = if wide == 0 { 0.0 } else { wide_hits as f64 / wide as f64 };
            Significance {
                restriction: *restriction,
                density_without,
                coverage_without: wide_hits as f64 / self.hits() as f64,
                quasi_p: binomial_upper_tail(count, hits, density_without),
            }
        };
        region.restrictions.iter().zip(outside).map(of).collect()
    }
}

/// P(X >= least) for X binomial with `trials` and probability `p` (taken as 0 or 1 beyond these).
///
/// The first term comes from `libm::lgamma`, the others from it by the ratio of neighbours, away from the mean until
/// they no longer count. Relative error below 1e-8 up to a million trials (tests), or absolute where the result is
/// near 1.
#[must_use]
pub fn binomial_upper_tail(trials: u64, least: u64, p: f64) -> f64 {
    if least == 0 || (p >= 1.0 && least <= trials) {
        return 1.0;
    }
    if p <= 0.0 || least > trials {
        return 0.0;
    }
    let (n, odds) = (trials as f64, p / (1.0 - p));
    if least as f64 > n * p {
        return (term(n, least as f64, p) * series((least..trials).map(|k| odds * (n - k as f64) / (k as f64 + 1.0))))
            .min(1.0);
    }
    let last = least - 1;
    let below = (1..=last).rev().map(|k| k as f64 / ((n - k as f64 + 1.0) * odds));
    (1.0 - term(n, last as f64, p) * series(below)).max(0.0)
}

/// P(X = k).
fn term(n: f64, k: f64, p: f64) -> f64 {
    let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    libm::exp(choose + k * libm::log(p) + (n - k) * libm::log1p(-p))
}

/// 1 + r1 + r1 r2 + ..., for ratios that fall.
fn series(ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term < 1e-18 * sum {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    /// 8 or more of 10 at 1/2: 56/1024. Against statrs up to 100 000 trials. Beyond, where statrs was off by 1e-4,
    /// against sums in 40 digits.
    #[test]
    fn binomial_tails() {
        assert!((binomial_upper_tail(10, 8, 0.5) - 56.0 / 1024.0).abs() < 1e-14);
        assert!((binomial_upper_tail(10, 3, 0.5) - 968.0 / 1024.0).abs() < 1e-13);
        assert_eq!(
            [(0, 0.5), (11, 0.5), (10, 1.0), (1, 0.0)].map(|(k, p)| binomial_upper_tail(10, k, p)),
            [1.0, 0.0, 1.0, 0.0]
        );
        let near = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-8, "{found} {expected}");
        for trials in [5_u64, 100, 5_000, 100_000] {
            for p in [0.001, 0.2, 0.5, 0.97] {
                let reference = Binomial::new(p, trials).unwrap();
                let centre = p * trials as f64;
                let sd = (centre * (1.0 - p)).sqrt();
                for away in [-3.0, -1.0, 0.0, 1.0, 3.0, 6.0] {
                    let least = ((centre + away * sd).round().max(1.0) as u64).min(trials);
                    near(binomial_upper_tail(trials, least, p), reference.sf(least - 1));
                }
            }
        }
        near(binomial_upper_tail(1_000_000, 200_000, 0.2), 0.500_398_942_225_557_9);
        near(binomial_upper_tail(1_000_000, 500_500, 0.5), 0.158_897_345_681_652_77);
    }
}

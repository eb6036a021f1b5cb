//! A mean of products over base samples and pairs of different replicates, and how it varies when either is resampled.

use crate::lanes::{exp, inverse_normal};

/// A mean over base samples n and ordered pairs r != s of replicates of a kernel h(n; r, s): a U-statistic of order 2
/// in the replicates (Hoeffding 1948).
#[derive(Clone, Debug)]
pub struct Term {
    /// The mean.
    pub value: f64,
    /// What the mean over pairs is for each base sample; after [`Term::finish`], less the value.
    by_base: Vec<f64>,
    /// What the mean over base samples and partners is for each replicate; after [`Term::finish`], the jackknife
    /// pseudo-value less the value.
    by_replicate: Vec<f64>,
}

impl Term {
    /// Nothing yet.
    pub fn new(base: usize, replicates: usize) -> Self {
        Self { value: 0.0, by_base: vec![0.0; base], by_replicate: vec![0.0; replicates] }
    }

    /// Adds `scale * u(r) * v(s)` to the kernel of base sample `n`; with one replicate, `scale * u(0) * v(0)`.
    #[inline(always)]
    pub fn add(&mut self, n: usize, scale: f64, u: impl Fn(usize) -> f64, v: impl Fn(usize) -> f64) {
        let replicates = self.by_replicate.len();
        if replicates == 1 {
            self.by_base[n] += scale * u(0) * v(0);
            return;
        }
        let (mut sum_u, mut sum_v, mut sum_uv) = (0.0, 0.0, 0.0);
        for r in 0..replicates {
            let (u, v) = (u(r), v(r));
            sum_u += u;
            sum_v += v;
            sum_uv += u * v;
        }
        let per_pair = scale / (replicates * (replicates - 1)) as f64;
        self.by_base[n] += per_pair * (sum_u * sum_v - sum_uv);
        let per_partner = scale / (2 * (replicates - 1)) as f64;
        for (r, h) in self.by_replicate.iter_mut().enumerate() {
            *h += per_partner * (u(r) * (sum_v - v(r)) + v(r) * (sum_u - u(r)));
        }
    }

    /// Adds `scale * (y_r - y_s)^2 / 2`, whose mean over pairs is `scale` times the variance within the point.
    pub fn add_variance_within(&mut self, n: usize, scale: f64, y: &[f64]) {
        if y.len() < 2 {
            return;
        }
        // Differences from the first are exactly 0 where all are equal.
        let mean = y.iter().map(|x| x - y[0]).sum::<f64>() / y.len() as f64;
        let square = |x: f64| (x - y[0] - mean) * (x - y[0] - mean);
        let squares: f64 = y.iter().map(|&x| square(x)).sum();
        let others = (y.len() - 1) as f64;
        self.by_base[n] += scale * squares / others;
        for (h, &x) in self.by_replicate.iter_mut().zip(y) {
            *h += scale * (y.len() as f64 * square(x) + squares) / (2.0 * others);
        }
    }

    /// Takes the means, once everything is added. What a replicate deviates by is multiplied by `widening`.
    #[must_use]
    pub fn finish(mut self, widening: f64) -> Self {
        let (base, replicates) = (self.by_base.len() as f64, self.by_replicate.len() as f64);
        self.value = self.by_base.iter().sum::<f64>() / base;
        for x in &mut self.by_base {
            *x -= self.value;
        }
        // A pseudo-value is R times the value less R - 1 times the value without the replicate.
        let factor = if replicates < 3.0 { 0.0 } else { 2.0 * (replicates - 1.0) / (replicates - 2.0) };
        for h in &mut self.by_replicate {
            *h = widening * factor * (*h / base - self.value);
        }
        self
    }

    /// The value of a resample in which each base sample and each replicate counts by its weight.
    pub fn resampled(&self, base: &[f64], replicates: &[f64]) -> f64 {
        self.value + weighted_mean(&self.by_base, base) + weighted_mean(&self.by_replicate, replicates)
    }

    /// As [`Term::resampled`], for a variance, which is above 0: the deviation is that of its logarithm, to first order.
    pub fn resampled_variance(&self, base: &[f64], replicates: &[f64]) -> f64 {
        if self.value > 0.0 {
            self.value * exp(self.resampled(base, replicates) / self.value - 1.0)
        } else {
            self.value
        }
    }
}

/// What deviations of few replicates are multiplied by, so that an interval of this level from resamples of them is as
/// wide as Student's: sqrt(R / (R - 1)), since a resample varies less than a sample, times the ratio of the quantiles of
/// Student's t and of the normal distribution, by the first terms of the expansion in 1 / (R - 1) (Fisher and Cornish
/// 1960).
pub fn widening(replicates: usize, level: f64) -> f64 {
    if replicates < 2 {
        return 1.0;
    }
    let freedom = (replicates - 1) as f64;
    let z = inverse_normal(0.5 + level / 2.0);
    let z2 = z * z;
    let student = 1.0 + (z2 + 1.0) / (4.0 * freedom) + (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / (96.0 * freedom * freedom);
    student * (replicates as f64 / freedom).sqrt()
}

fn weighted_mean(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::{Term, widening};

    const U: [[f64; 4]; 3] = [[1.0, -2.0, 0.5, 3.0], [0.0, 1.5, -1.0, 2.0], [4.0, 0.25, 1.0, -3.0]];
    const V: [[f64; 4]; 3] = [[2.0, 1.0, -1.5, 0.0], [1.0, -0.5, 2.5, 3.5], [-2.0, 0.75, 1.0, 2.0]];

    /// The term from the sum over pairs that leaves out replicate `without`.
    fn by_pairs(h: impl Fn(usize, usize, usize) -> f64, without: Option<usize>) -> f64 {
        let kept: Vec<usize> = (0..4).filter(|&r| Some(r) != without).collect();
        let mut sum = 0.0;
        for n in 0..3 {
            for &r in &kept {
                sum += kept.iter().filter(|&&s| s != r).map(|&s| h(n, r, s)).sum::<f64>();
            }
        }
        sum / (3 * kept.len() * (kept.len() - 1)) as f64
    }

    fn assert_is(term: &Term, h: impl Fn(usize, usize, usize) -> f64 + Copy) {
        let value = by_pairs(h, None);
        assert!((term.value - value).abs() < 1e-12);
        for r in 0..4 {
            let pseudo = 4.0 * value - 3.0 * by_pairs(h, Some(r));
            assert!((term.by_replicate[r] + term.value - pseudo).abs() < 1e-12);
        }
        assert!((term.resampled(&[1.0; 3], &[1.0; 4]) - value).abs() < 1e-12);
    }

    #[test]
    fn products_are_the_mean_over_pairs_and_pseudo_values_those_of_the_jackknife() {
        let mut term = Term::new(3, 4);
        for n in 0..3 {
            term.add(n, 0.5, |r| U[n][r], |r| V[n][r]);
        }
        assert_is(&term.finish(1.0), |n, r, s| 0.5 * U[n][r] * V[n][s]);
    }

    #[test]
    fn variance_within_is_the_mean_over_pairs_too() {
        let mut term = Term::new(3, 4);
        for n in 0..3 {
            term.add_variance_within(n, 2.0, &U[n]);
        }
        assert_is(&term.finish(1.0), |n, r, s| (U[n][r] - U[n][s]) * (U[n][r] - U[n][s]));
    }

    #[test]
    fn one_replicate_is_a_plain_product_and_two_have_no_pseudo_values() {
        let mut one = Term::new(2, 1);
        one.add(0, 1.0, |_| 3.0, |_| 5.0);
        let one = one.finish(1.0);
        assert_eq!((one.value, one.resampled(&[2.0, 0.0], &[1.0])), (7.5, 15.0));
        let mut two = Term::new(1, 2);
        two.add(0, 1.0, |r| U[0][r], |r| V[0][r]);
        let two = two.finish(1.0);
        assert_eq!((two.value, two.resampled(&[1.0], &[2.0, 0.0])), (-1.5, -1.5));
    }

    /// Quantiles of Student's t at 97.5% by Student's tables: 2.365 with 7 degrees of freedom, 2.131 with 15.
    #[test]
    fn few_replicates_widen_as_student_says() {
        for (replicates, t) in [(8, 2.365), (16, 2.131), (64, 1.998)] {
            let r = f64::from(replicates);
            let expected = t / 1.959_964 * (r / (r - 1.0)).sqrt();
            let found = widening(replicates as usize, 0.95);
            assert!((found / expected - 1.0).abs() < 0.005, "{replicates}: {found}, expected {expected}");
        }
        assert_eq!(widening(1, 0.95), 1.0);
    }
}

//! Sobol' indices of a stochastic simulator: which parameters the expected outcome depends on, and how much of the
//! outcome's variance is chance.
//!
//! The outcome is y(x, w) of parameters x and chance w. Indices are of the expected outcome f(x) = E[y | x]. Each
//! point of the design is run with the same R random streams, and streams are independent of one another. So a product
//! of outcomes of two different streams r and s has no noise in its expectation:
//! E[y(x, r) y(x', s)] = E[f(x) f(x')]. Every estimator here is the mean of such products over base samples n and over
//! pairs r != s, that is of
//!
//! ```text
//! ((sum_r u_r) (sum_s v_s) - sum_r u_r v_r) / (R (R - 1))
//! ```
//!
//! in place of the product u v of a deterministic simulator. With R = 1 the product itself is taken: the simulator is
//! then held to be deterministic.
//!
//! Before that each stream's outcomes are centred on their mean over all A and B, which removes what a stream adds to
//! all points alike, and lessens the variance of the estimates.
//!
//! Intervals resample base samples. As the streams are shared by all base samples, more of these do not make up for few
//! streams. So streams are resampled too, independently, by their jackknife pseudo-values (Tukey 1958), widened as
//! Student's t asks of few; the two deviations are added. Noise that is not shared is counted twice in this way: its
//! intervals are too wide. With R = 2 there are no pseudo-values: estimates are right in the mean, but intervals leave
//! out the streams and can be far too narrow. 8 streams or more are advised.

use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Estimate, draw_weights};
use super::sensitivity::{SensitivityError, at_least, check_array};
use crate::design::points::saltelli;

mod term;
#[cfg(test)]
mod tests;

use term::{Term, widening};

/// A resampled variance below this share of the estimated one is held to be this share when it divides.
const LEAST_VARIANCE_SHARE: f64 = 1e-3;

/// A standard deviation below this share of the largest outcome is held to be rounding.
const ROUNDING: f64 = 1e-14;

/// The sizes of a Saltelli design and its outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaltelliShape {
    /// Base samples, at least 2.
    pub base: usize,
    /// Parameters, k.
    pub parameters: usize,
    /// Replicates (random streams) of each point, R.
    pub replicates: usize,
    /// Whether the design has the points BA_i, for indices of second order.
    pub second_order: bool,
}

/// Sobol' indices of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SobolIndices {
    /// The sizes of the design.
    pub shape: SaltelliShape,
    /// Variance of the outcome, over parameters and chance. With one replicate, the variance over points.
    pub variance: Estimate,
    /// Variance of the expected outcome, over parameters: what the indices are shares of. Chance can make the estimate
    /// negative.
    pub variance_of_parameters: Estimate,
    /// Variance within a point, by chance; null with one replicate, which cannot tell.
    pub variance_of_chance: Option<Estimate>,
    /// Share of the outcome's variance that is chance, from 0 to 1; null with one replicate. Biased a little, as a ratio
    /// is.
    pub chance_share: Option<Estimate>,
    /// Whether the variance of the expected outcome is told apart from 0: its interval lies above 0. If not, the
    /// indices are shares of what may be nothing: each is given as 0 with the interval 0 to 1, or 0 to 0 if the expected
    /// outcome does not vary at all.
    pub resolved: bool,
    /// Index of first order of each parameter: the share of the variance of the expected outcome that would go if the
    /// parameter were known (Sobol' 1993), by the estimator of Saltelli et al. (2010).
    pub first: Vec<Estimate>,
    /// Total index of each parameter: the share that would stay if all others were known (Homma and Saltelli 1996), by
    /// the estimator of Jansen (1999).
    pub total: Vec<Estimate>,
    /// Index of second order of each pair, by the estimator of Saltelli (2002); empty unless asked for.
    pub second: Vec<PairIndex>,
}

/// The index of second order of two parameters: the share of variance that is their interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairIndex {
    /// The one parameter, counted from 0.
    pub i: usize,
    /// The other, after it.
    pub j: usize,
    /// The index.
    pub index: Estimate,
}

impl SaltelliShape {
    /// Points for each base sample: A, B, AB_1 .. AB_k and, for second order, BA_1 .. BA_k.
    #[must_use]
    pub fn block(&self) -> usize {
        saltelli::block(self.parameters, self.second_order)
    }

    fn check(&self, y: &[f64]) -> Result<(), SensitivityError> {
        at_least("base samples", self.base, 2)?;
        at_least("parameters", self.parameters, 1)?;
        at_least("replicates", self.replicates, 1)?;
        let sizes =
            [(self.base, "base samples"), (self.block(), "points of each"), (self.replicates, "replicates of each")];
        check_array("outcomes", y, &sizes)
    }
}

/// Sobol' indices from the outcomes `y[point * replicates + replicate]` of the points of
/// [`saltelli::points`], in their order. Replicate r of every point has the
/// same random stream.
///
/// # Errors
/// Sizes of 0, one base sample, a length other than the sizes say, an outcome that is not finite, impossible settings
/// of the bootstrap.
pub fn indices(y: &[f64], shape: SaltelliShape, bootstrap: &Bootstrap) -> Result<SobolIndices, SensitivityError> {
    shape.check(y)?;
    bootstrap.check()?;
    let terms = Terms::new(y, shape, bootstrap.level);
    let estimated = terms.statistics(|term| term.value, terms.chance.value, 0.0);
    let floor = terms.parameters.value * LEAST_VARIANCE_SHARE;
    let mut base = vec![0.0; shape.base];
    let mut replicates = vec![0.0; shape.replicates];
    let intervals = bootstrap.intervals(estimated.len(), |rng, out| {
        draw_weights(rng, &mut base);
        draw_weights(rng, &mut replicates);
        let chance = terms.chance.resampled_variance(&base, &replicates);
        out.copy_from_slice(&terms.statistics(|term| term.resampled(&base, &replicates), chance, floor));
    })?;
    let found: Vec<Estimate> = estimated.into_iter().zip(intervals).map(|(v, i)| Estimate::new(v, i)).collect();
    Ok(report(shape, &found, rounding(y)))
}

/// All that is averaged.
struct Terms {
    /// The variance of the expected outcome.
    parameters: Term,
    /// The variance within points.
    chance: Term,
    /// What is divided by the variance of the expected outcome: for each parameter the index of first order, then for
    /// each the total index, then for each pair the index of second order.
    numerators: Vec<Term>,
}

/// Statistics before the indices: both variances together, of parameters, of chance, the share of chance.
const BEFORE_INDICES: usize = 4;

impl Terms {
    fn new(y: &[f64], shape: SaltelliShape, level: f64) -> Self {
        let centred = centred(y, shape);
        let SaltelliShape { base, replicates, parameters, .. } = shape;
        let mut variance = Term::new(base, replicates);
        let mut chance = variance.clone();
        let mut numerators = vec![variance.clone(); 2 * parameters + pairs(shape).count()];
        // The mean of 2 N outcomes is estimated.
        let half = 0.5 * (2 * base) as f64 / (2 * base - 1) as f64;
        let rows = |values| rows(values, shape);
        for (n, (row, raw)) in rows(&centred).zip(rows(y)).enumerate() {
            for point in row.iter().take(2) {
                variance.add(n, half, |r| point[r], |r| point[r]);
            }
            for point in raw.iter().take(2) {
                chance.add_variance_within(n, 0.5, point);
            }
            add_numerators(&mut numerators, n, &row, shape);
        }
        let widening = widening(replicates, level);
        Self {
            parameters: variance.finish(widening),
            chance: chance.finish(widening),
            numerators: numerators.into_iter().map(|term| term.finish(widening)).collect(),
        }
    }

    /// Every statistic, from what each term is and the variance by chance. The divisor is at least `floor`.
    fn statistics(&self, value: impl Fn(&Term) -> f64, chance: f64, floor: f64) -> Vec<f64> {
        let parameters = value(&self.parameters);
        let both = parameters.max(0.0) + chance;
        let share = if both > 0.0 { chance / both } else { 0.0 };
        let mut out = vec![parameters + chance, parameters, chance, share];
        let divisor = parameters.max(floor);
        out.extend(self.numerators.iter().map(|term| if divisor > 0.0 { value(term) / divisor } else { 0.0 }));
        out
    }
}

/// The outcomes of each base sample, point by point.
fn rows(values: &[f64], shape: SaltelliShape) -> impl Iterator<Item = Vec<&[f64]>> {
    values.chunks_exact(shape.block() * shape.replicates).map(move |row| row.chunks_exact(shape.replicates).collect())
}

/// The outcomes less the mean of each replicate over all A and B.
fn centred(y: &[f64], shape: SaltelliShape) -> Vec<f64> {
    let mut out = y.to_vec();
    // First less the replicate's first outcome: then a constant becomes exactly 0.
    let first = y[..shape.replicates].to_vec();
    subtract(&mut out, &first);
    let mut means = vec![0.0; shape.replicates];
    for row in rows(&out, shape) {
        for r in 0..shape.replicates {
            means[r] += row[0][r] + row[1][r];
        }
    }
    for mean in &mut means {
        *mean /= (2 * shape.base) as f64;
    }
    subtract(&mut out, &means);
    out
}

/// Subtracts from each outcome the number of its replicate.
fn subtract(values: &mut [f64], of_replicate: &[f64]) {
    for point in values.chunks_exact_mut(of_replicate.len()) {
        for (x, less) in point.iter_mut().zip(of_replicate) {
            *x -= less;
        }
    }
}

/// Every pair of parameters, if indices of second order are asked for.
fn pairs(shape: SaltelliShape) -> impl Iterator<Item = (usize, usize)> {
    let count = if shape.second_order { shape.parameters } else { 0 };
    (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
}

/// Adds base sample `n`, with the centred outcomes of its points.
fn add_numerators(numerators: &mut [Term], n: usize, row: &[&[f64]], shape: SaltelliShape) {
    let k = shape.parameters;
    let (a, b) = (row[0], row[1]);
    let ab = |i: usize| row[2 + i];
    let ba = |i: usize| row[2 + k + i];
    for i in 0..k {
        let step = |r: usize| ab(i)[r] - a[r];
        numerators[i].add(n, 1.0, |r| b[r], step);
        numerators[k + i].add(n, 0.5, step, step);
    }
    for ((i, j), term) in pairs(shape).zip(&mut numerators[2 * k..]) {
        term.add(n, 1.0, |r| ba(i)[r], |r| ab(j)[r]);
        term.add(n, -1.0, |r| b[r], |r| ab(i)[r] + ab(j)[r] - a[r]);
    }
}

/// The variance that rounding of these outcomes can make.
fn rounding(y: &[f64]) -> f64 {
    let sd = ROUNDING * y.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    sd * sd
}

/// The findings from the statistics in their order.
fn report(shape: SaltelliShape, found: &[Estimate], rounding: f64) -> SobolIndices {
    let k = shape.parameters;
    let variance = found[1];
    let constant = variance.value.abs() <= rounding && variance.high <= rounding;
    let resolved = variance.value > rounding && variance.low > rounding;
    let unresolved = Estimate::new(0.0, (0.0, if constant { 0.0 } else { 1.0 }));
    let indices: Vec<Estimate> =
        found[BEFORE_INDICES..].iter().map(|&index| if resolved { index } else { unresolved }).collect();
    let chance = |estimate| (shape.replicates > 1).then_some(estimate);
    SobolIndices {
        shape,
        variance: found[0],
        variance_of_parameters: variance,
        variance_of_chance: chance(found[2]),
        chance_share: chance(found[3]),
        resolved,
        first: indices[..k].to_vec(),
        total: indices[k..2 * k].to_vec(),
        second: pairs(shape).zip(&indices[2 * k..]).map(|((i, j), &index)| PairIndex { i, j, index }).collect(),
    }
}

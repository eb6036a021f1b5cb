//! PAWN indices (Pianosi and Wagener 2018): how much the whole distribution of the outcome, not its variance alone,
//! changes when a parameter is known, from any sample of points.
//!
//! The points are cut into slices of equal count by the parameter's value. For each slice the Kolmogorov-Smirnov
//! distance between the distribution of the outcome in the slice and in the whole sample is taken; minimum, mean,
//! median and maximum over the slices are the indices.
//!
//! The distance of finite samples is above 0 even for a parameter without influence, the more so the smaller the
//! slices. So an index is to be compared with that of a dummy, a parameter that does nothing.

use std::ops::Range;

use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Estimate, draw_weights, quantile};
use super::sensitivity::{SensitivityError, at_least, check_array};

#[cfg(test)]
mod tests;

/// PAWN indices of all parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PawnIndices {
    /// Points in the sample.
    pub points: usize,
    /// Slices of each parameter.
    pub slices: usize,
    /// The indices of each parameter.
    pub parameters: Vec<PawnIndex>,
    /// What the indices of a dummy stay below with the probability that is the level of the bootstrap: an index that is
    /// not above it is not told apart from no influence.
    pub dummy: Distances<f64>,
}

/// The indices of a parameter: between 0 (no influence) and 1.
pub type PawnIndex = Distances<Estimate>;

/// The Kolmogorov-Smirnov distances of the slices, summarised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distances<T> {
    /// The least.
    pub min: T,
    /// Their mean.
    pub mean: T,
    /// Their median.
    pub median: T,
    /// The greatest.
    pub max: T,
}

/// PAWN indices of each column of the points `x[point * parameters + parameter]` with outcome `y[point]`.
///
/// The outcome of a stochastic simulator is one run of each point: chance is then part of its distribution.
///
/// Slices differ by at most one point in count. Equal values of a parameter are cut in the order of the points. Equal
/// outcomes are one step of a distribution function, so that discrete outcomes are treated exactly.
///
/// Intervals resample points. A resample repeats points, which adds to every distance what a smaller sample would; so
/// the interval is moved by the difference of the resampled mean and the estimate. It says how far the estimate would
/// vary in other samples of this size, about its own expectation, and is to be compared with the dummy's, which has the
/// same bias. The dummy is a column of random ranks, drawn once for each resample.
///
/// # Errors
/// No parameters, fewer than 2 slices, more slices than points, lengths that do not match, numbers that are not finite,
/// impossible settings of the bootstrap.
pub fn indices(
    x: &[f64],
    y: &[f64],
    parameters: usize,
    slices: usize,
    bootstrap: &Bootstrap,
) -> Result<PawnIndices, SensitivityError> {
    check(x, y, parameters, slices)?;
    let outcomes = Outcomes::new(y, slices);
    let orders: Vec<Vec<usize>> = (0..parameters).map(|d| ascending(y.len(), |p| x[p * parameters + d])).collect();
    let once = vec![1.0; y.len()];
    let estimated: Vec<f64> = orders.iter().flat_map(|order| outcomes.summary(order, &once)).collect();
    let mut weights = once.clone();
    let mut resampled = bootstrap.resampled(estimated.len(), |rng, out| {
        draw_weights(rng, &mut weights);
        for (four, order) in out.chunks_exact_mut(4).zip(&orders) {
            four.copy_from_slice(&outcomes.summary(order, &weights));
        }
    })?;
    let mut order: Vec<usize> = (0..y.len()).collect();
    let dummy = bootstrap.resampled(4, |rng, out| {
        order.shuffle(rng);
        out.copy_from_slice(&outcomes.summary(&order, &once));
    })?;
    let found: Vec<Estimate> =
        estimated.iter().zip(&mut resampled).map(|(&value, sorted)| about(value, sorted, bootstrap.level)).collect();
    Ok(PawnIndices {
        points: y.len(),
        slices,
        parameters: found.chunks_exact(4).map(|four| Distances::new(|at| four[at])).collect(),
        dummy: Distances::new(|at| quantile(&dummy[at], bootstrap.level)),
    })
}

fn check(x: &[f64], y: &[f64], parameters: usize, slices: usize) -> Result<(), SensitivityError> {
    at_least("parameters", parameters, 1)?;
    at_least("slices", slices, 2)?;
    if slices > y.len() {
        return Err(SensitivityError::TooManySlices { slices, points: y.len() });
    }
    check_array("points", x, &[(y.len(), "outcomes"), (parameters, "coordinates of each point")])?;
    check_array("outcomes", y, &[(y.len(), "points")])
}

/// An estimate with the interval of its resamples, moved to where their mean is the estimate.
fn about(value: f64, sorted: &[f64], level: f64) -> Estimate {
    let bias = sorted.iter().sum::<f64>() / sorted.len() as f64 - value;
    let tail = (1.0 - level) / 2.0;
    let end = |q| (quantile(sorted, q) - bias).clamp(0.0, 1.0);
    Estimate::new(value, (end(tail), end(1.0 - tail)))
}

impl<T> Distances<T> {
    /// From the four in their order: minimum, mean, median, maximum.
    fn new(at: impl Fn(usize) -> T) -> Self {
        Self { min: at(0), mean: at(1), median: at(2), max: at(3) }
    }
}

/// The places of `count` numbers from the least to the greatest, equal ones in their order.
fn ascending(count: usize, number: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| number(a).total_cmp(&number(b)));
    order
}

/// The points by their outcome, and the slices by rank.
struct Outcomes {
    /// Points of equal outcome, in the order of the outcome.
    ties: Vec<Vec<usize>>,
    /// The slice of each rank of a parameter.
    slice: Vec<usize>,
    /// Points in each slice.
    size: Vec<i64>,
}

impl Outcomes {
    fn new(y: &[f64], slices: usize) -> Self {
        let order = ascending(y.len(), |point| y[point]);
        let slice: Vec<usize> =
            (0..y.len()).map(|rank| (rank as u64 * slices as u64 / y.len() as u64) as usize).collect();
        let mut size = vec![0; slices];
        for &s in &slice {
            size[s] += 1;
        }
        Self { ties: order.chunk_by(|&a, &b| y[a] == y[b]).map(<[usize]>::to_vec).collect(), slice, size }
    }

    /// Minimum, mean, median and maximum of the slices' distances, of points in the order of the parameter, each as
    /// often as its weight.
    fn summary(&self, order: &[usize], weights: &[f64]) -> [f64; 4] {
        let mut distances = self.distances(order, weights);
        distances.sort_unstable_by(f64::total_cmp);
        let mean = distances.iter().sum::<f64>() / distances.len() as f64;
        [distances[0], mean, quantile(&distances, 0.5), distances[distances.len() - 1]]
    }

    /// The Kolmogorov-Smirnov distance of each slice from all points.
    fn distances(&self, order: &[usize], weights: &[f64]) -> Vec<f64> {
        let ranks = ranks(order, weights);
        let all = order.len() as i64;
        let mut seen = 0;
        let mut in_slice = vec![0; self.size.len()];
        // Distances times the points in all and in the slice, so that they are whole numbers.
        let mut distances = vec![0_i64; self.size.len()];
        for tie in &self.ties {
            let slices = || tie.iter().flat_map(|&point| &self.slice[ranks[point].clone()]);
            let mut compare = |in_slice: &[i64], seen: i64| {
                for &s in slices() {
                    distances[s] = distances[s].max((in_slice[s] * all - seen * self.size[s]).abs());
                }
            };
            // The distribution of a slice steps only at its own outcomes, that of all points rises everywhere: the
            // distance is greatest just before or at a step.
            compare(&in_slice, seen);
            for &s in slices() {
                in_slice[s] += 1;
                seen += 1;
            }
            compare(&in_slice, seen);
        }
        distances.iter().zip(&self.size).map(|(&d, &size)| d as f64 / (all * size) as f64).collect()
    }
}

/// The ranks that each point takes, of points in the order of a parameter, each as often as its weight.
fn ranks(order: &[usize], weights: &[f64]) -> Vec<Range<usize>> {
    let mut ranks = vec![0..0; order.len()];
    let mut next = 0;
    for &point in order {
        let after = next + weights[point] as usize;
        ranks[point] = next..after;
        next = after;
    }
    ranks
}

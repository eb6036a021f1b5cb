//! Where new particles come from: a particle of the generation before, drawn by its weight from those within the
//! tolerance, and a normal step with twice their weighted covariance (Beaumont et al. 2009, Filippi et al. 2013).
//!
//! Weights pay for every parameter that is moved so, learned or not: the effective sample size falls by a factor of about
//! 1.34 for each, so that of 1000 particles with 21 parameters 2 would be left. So only the parameters of which most was
//! learned are moved, and the others are drawn from their priors. Which they are decides how many proposals are accepted,
//! and not what the weights make of them.

use super::{Particles, effective, findings, level, normal, uniform};
use crate::lanes::exp;
use rand_chacha::ChaCha8Rng;

/// Most parameters that are moved.
const MOST_MOVED: usize = 5;

/// A parameter is moved where its distribution differs from the prior's by this much over the root of the effective sample
/// size, which happens by chance in 1 of 1500 cases (Kolmogorov and Smirnov). What was learned but a little is drawn from
/// the prior, which costs runs and no weight.
const SURE: f64 = 2.0;

/// Variance of a step over that of the particles.
const INFLATION: f64 = 2.0;

/// Added to a variance, as a share of it, so that a matrix keeps its inverse.
const RIDGE: f64 = 1e-9;

/// A variance is no smaller.
const LEAST_VARIANCE: f64 = 1e-18;

/// A mixture of normal kernels around particles in the parameters that are moved, the prior in all others.
pub(super) struct Proposal {
    parameters: usize,
    moved: Vec<usize>,
    /// The lower triangle L of the covariance L L' of a step.
    lower: Vec<f64>,
    /// The particles that stay, L^-1 z for those moved.
    whitened: Vec<f64>,
    weights: Vec<f64>,
    /// Sums of the weights up to each, for drawing.
    sums: Vec<f64>,
}

impl Proposal {
    /// Draws from the prior.
    pub(super) fn of_prior(parameters: usize) -> Self {
        Self {
            parameters,
            moved: Vec::new(),
            lower: Vec::new(),
            whitened: Vec::new(),
            weights: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Around the particles within a tolerance.
    pub(super) fn of(particles: &Particles, parameters: usize, tolerance: f64) -> Self {
        let alive: Vec<usize> =
            (0..particles.distances.len()).filter(|i| particles.distances[*i] <= tolerance).collect();
        let total: f64 = alive.iter().map(|i| particles.weights[*i]).sum();
        let weights: Vec<f64> = alive.iter().map(|i| particles.weights[*i] / total).collect();
        let column = |at: usize| alive.iter().map(|i| particles.scores[i * parameters + at]).collect::<Vec<f64>>();
        let moved = most_learned(parameters, &column, &weights);
        let columns: Vec<Vec<f64>> = moved.iter().map(|at| column(*at)).collect();
        let lower = cholesky(&covariance(&columns, &weights), moved.len());
        let rows = (0..alive.len()).map(|row| columns.iter().map(|column| column[row]).collect::<Vec<f64>>());
        let whitened = rows.flat_map(|row| whitened(&lower, &row)).collect();
        let sums = weights.iter().scan(0.0, |sum, w| {
            *sum += w;
            Some(*sum)
        });
        Self { parameters, sums: sums.collect(), moved, lower, whitened, weights }
    }

    /// A proposal.
    pub(super) fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let k = self.moved.len();
        let u = uniform(rng);
        let mut scores: Vec<f64> = (0..self.parameters).map(|_| normal(rng)).collect();
        if k == 0 {
            return scores;
        }
        let ancestor = self.sums.partition_point(|sum| *sum < u).min(self.sums.len() - 1);
        let from = &self.whitened[ancestor * k..(ancestor + 1) * k];
        let at: Vec<f64> = from.iter().zip(&self.moved).map(|(y, moved)| y + scores[*moved]).collect();
        for (row, moved) in self.moved.iter().enumerate() {
            scores[*moved] = at[..=row].iter().zip(&self.lower[row * k..]).map(|(y, l)| y * l).sum();
        }
        scores
    }

    /// Weights of particles that were proposed so; their sum is 1.
    pub(super) fn weights(&self, scores: &[f64]) -> Vec<f64> {
        let logs: Vec<f64> = scores.chunks_exact(self.parameters).map(|row| self.log_weight(row)).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| exp(log - most)).collect();
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|w| w / total).collect()
    }

    /// The logarithm of prior over proposal, up to a constant.
    fn log_weight(&self, row: &[f64]) -> f64 {
        let k = self.moved.len();
        if k == 0 {
            return 0.0;
        }
        let moved: Vec<f64> = self.moved.iter().map(|at| row[*at]).collect();
        let here = whitened(&self.lower, &moved);
        let square = |from: &[f64]| from.iter().zip(&here).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        let squares: Vec<f64> = self.whitened.chunks_exact(k).map(square).collect();
        let least = squares.iter().copied().fold(f64::INFINITY, f64::min);
        let density: f64 = squares.iter().zip(&self.weights).map(|(s, w)| w * exp(0.5 * (least - s))).sum();
        0.5 * (least - moved.iter().map(|z| z * z).sum::<f64>()) - crate::lanes::ln(density)
    }
}

/// The parameters of which most was learned, at most [`MOST_MOVED`], in their order.
fn most_learned(parameters: usize, column: &dyn Fn(usize) -> Vec<f64>, weights: &[f64]) -> Vec<usize> {
    let size = effective(weights.iter().copied());
    let difference = |at: usize| {
        let levels: Vec<f64> = column(at).into_iter().map(level).collect();
        (findings::difference(&levels, weights), at)
    };
    let mut all: Vec<(f64, usize)> = (0..parameters).map(difference).collect();
    all.retain(|(difference, _)| difference * size.sqrt() > SURE);
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.truncate(MOST_MOVED);
    let mut moved: Vec<usize> = all.into_iter().map(|(_, at)| at).collect();
    moved.sort_unstable();
    moved
}

/// The covariance of a step, the lower half.
fn covariance(columns: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let k = columns.len();
    let mean = |column: &[f64]| column.iter().zip(weights).map(|(z, w)| z * w).sum::<f64>();
    let centred: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| (mean(column), column))
        .map(|(m, column)| column.iter().map(|z| z - m).collect())
        .collect();
    let mut out = vec![0.0; k * k];
    for i in 0..k {
        for j in 0..=i {
            let products = centred[i].iter().zip(&centred[j]).zip(weights).map(|((a, b), w)| a * b * w);
            out[i * k + j] = INFLATION * products.sum::<f64>();
        }
        out[i * k + i] = (out[i * k + i] * (1.0 + RIDGE)).max(LEAST_VARIANCE);
    }
    out
}

/// The lower triangle L of a matrix L L', of which the lower half is read. Where rounding leaves no variance, some is put in.
fn cholesky(a: &[f64], k: usize) -> Vec<f64> {
    let mut l = vec![0.0; k * k];
    for i in 0..k {
        for j in 0..=i {
            let known: f64 = (0..j).map(|c| l[i * k + c] * l[j * k + c]).sum();
            let rest = a[i * k + j] - known;
            l[i * k + j] = if i == j { rest.max(RIDGE * a[i * k + i]).sqrt() } else { rest / l[j * k + j] };
        }
    }
    l
}

/// L^-1 z.
fn whitened(lower: &[f64], z: &[f64]) -> Vec<f64> {
    let k = z.len();
    let mut y: Vec<f64> = Vec::with_capacity(k);
    for i in 0..k {
        let known: f64 = y.iter().zip(&lower[i * k..]).map(|(y, l)| y * l).sum();
        y.push((z[i] - known) / lower[i * k + i]);
    }
    y
}

#[cfg(test)]
mod tests {
    use super::super::stream;
    use super::*;

    /// Particles around a line, all within the tolerance, of which the first half of the weights is heavier.
    fn particles(n: usize) -> Particles {
        let scores = (0..n).flat_map(|i| {
            let mut rng = stream(3, 0, i as u64);
            let x = 0.8 * normal(&mut rng) + 0.3;
            [x, normal(&mut rng), 0.2 * x + 0.75 * normal(&mut rng) - 0.4]
        });
        let weights: Vec<f64> = (0..n).map(|i| if i < n / 2 { 1.5 } else { 0.5 } / n as f64).collect();
        Particles { scores: scores.collect(), outcomes: Vec::new(), distances: vec![0.0; n], weights }
    }

    #[test]
    fn what_was_learned_is_moved() {
        let proposal = Proposal::of(&particles(400), 3, 1.0);
        assert_eq!(proposal.moved, [0, 2]);
    }

    #[test]
    fn steps_have_twice_the_covariance() {
        let columns = vec![vec![1.0, 3.0, 2.0], vec![0.0, 0.0, 1.0]];
        let weights = [0.25, 0.25, 0.5];
        // Means 2 and 0.5; variances 0.5 and 0.25, covariance 0.
        let found = covariance(&columns, &weights);
        assert!([found[0] - 1.0, found[2], found[3] - 0.5].iter().all(|x| x.abs() < 1e-8), "{found:?}");
        let lower = cholesky(&[4.0, 0.0, 2.0, 5.0], 2);
        assert_eq!(lower, [2.0, 0.0, 1.0, 2.0]);
        assert_eq!(whitened(&lower, &[2.0, 5.0]), [1.0, 2.0]);
    }

    /// Weighted proposals are draws from the prior: means 0, variances 1, no covariance.
    #[test]
    fn weights_undo_the_proposal() {
        let proposal = Proposal::of(&particles(400), 3, 1.0);
        let n = 200_000;
        let scores: Vec<f64> = (0..n).flat_map(|i| proposal.draw(&mut stream(5, 1, i))).collect();
        let weights = proposal.weights(&scores);
        let mean =
            |of: &dyn Fn(&[f64]) -> f64| scores.chunks_exact(3).zip(&weights).map(|(z, w)| of(z) * w).sum::<f64>();
        // The prior lies half outside of where proposals are dense: the effective sample size says how far to trust.
        let size = effective(weights.iter().copied());
        let room = 5.0 / size.sqrt();
        println!("effective {size}, room {room}");
        assert!(size > 200.0, "{size}");
        let checks: [(&dyn Fn(&[f64]) -> f64, f64); 4] = [
            (&|z| z[1], 0.0),
            (&|z| z[1] * z[1] / std::f64::consts::SQRT_2, 1.0 / std::f64::consts::SQRT_2),
            (&|z| f64::from(u8::from(z[0] < 1.0)), 0.841_345),
            (&|z| f64::from(u8::from(z[2] < 0.5)), 0.691_462),
        ];
        for (of, expected) in checks {
            assert!((mean(of) - expected).abs() < room, "{} and not {expected}", mean(of));
        }
    }
}

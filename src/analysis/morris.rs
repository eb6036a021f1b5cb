//! Elementary effects (Morris 1991): how much the outcome changes per step of each parameter, over the whole space.
//!
//! An elementary effect is (y' - y) / (x' - x) of two points that differ in one coordinate only. The outcome of a point
//! is the mean of its replicates; as all points share their random streams, much of the noise cancels in a difference.
//! What noise is left widens sigma and adds to mu*, since that is a mean of absolute values.

use serde::{Deserialize, Serialize};

use super::bootstrap::{Bootstrap, Estimate, draw_weights};
use super::sensitivity::{SensitivityError, at_least, check_array};

mod chance;
#[cfg(test)]
mod tests;

pub use chance::chance;

/// The two designs for elementary effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Steps {
    /// Each point is one step from the one before:
    /// [`trajectories`](crate::design::points::morris::trajectories).
    Trajectories,
    /// Each point is one step from the first of its block: [`radial`](crate::design::points::morris::radial).
    Radial,
}

/// The sizes of a design for elementary effects and its outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MorrisShape {
    /// Which design.
    pub steps: Steps,
    /// Trajectories or radial blocks, at least 2, each of `parameters + 1` points.
    pub blocks: usize,
    /// Parameters, k.
    pub parameters: usize,
    /// Replicates of each point.
    pub replicates: usize,
}

/// Elementary effects of all parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MorrisEffects {
    /// The sizes of the design.
    pub shape: MorrisShape,
    /// The effects of each parameter, per unit of the unit cube, that is per its whole range.
    pub parameters: Vec<MorrisEffect>,
}

/// The elementary effects of a parameter. Intervals resample trajectories or blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MorrisEffect {
    /// Mean (Morris 1991). Effects of opposite signs cancel in it.
    pub mu: Estimate,
    /// Mean of the absolute values (Campolongo, Cariboni and Saltelli 2007).
    pub mu_star: Estimate,
    /// Standard deviation (Morris 1991): curvature, interactions and noise.
    pub sigma: Estimate,
}

/// Elementary effects from the points `x[point * parameters + parameter]` in the unit cube and the outcomes
/// `y[point * replicates + replicate]`, in the order of the design.
///
/// # Errors
/// Sizes of 0, one block, lengths other than the sizes say, numbers that are not finite, points that are not the steps
/// of the design, impossible settings of the bootstrap.
pub fn effects(
    x: &[f64],
    y: &[f64],
    shape: MorrisShape,
    bootstrap: &Bootstrap,
) -> Result<MorrisEffects, SensitivityError> {
    check(x, y, shape)?;
    let effects = elementary(x, y, shape)?;
    let estimated = statistics(&effects, &vec![1.0; shape.blocks]);
    let mut weights = vec![0.0; shape.blocks];
    let intervals = bootstrap.intervals(estimated.len(), |rng, out| {
        draw_weights(rng, &mut weights);
        out.copy_from_slice(&statistics(&effects, &weights));
    })?;
    let found: Vec<Estimate> = estimated.into_iter().zip(intervals).map(|(v, i)| Estimate::new(v, i)).collect();
    let parameters = found.chunks_exact(3).map(|e| MorrisEffect { mu: e[0], mu_star: e[1], sigma: e[2] }).collect();
    Ok(MorrisEffects { shape, parameters })
}

fn check(x: &[f64], y: &[f64], shape: MorrisShape) -> Result<(), SensitivityError> {
    at_least("trajectories or blocks", shape.blocks, 2)?;
    at_least("parameters", shape.parameters, 1)?;
    at_least("replicates", shape.replicates, 1)?;
    let (blocks, points) =
        ((shape.blocks, "trajectories or blocks"), (shape.parameters.saturating_add(1), "points of each"));
    check_array("points", x, &[blocks, points, (shape.parameters, "coordinates of each")])?;
    check_array("outcomes", y, &[blocks, points, (shape.replicates, "replicates of each")])
}

/// The elementary effects of each parameter, one a block.
fn elementary(x: &[f64], y: &[f64], shape: MorrisShape) -> Result<Vec<Vec<f64>>, SensitivityError> {
    let MorrisShape { blocks, parameters: k, replicates, .. } = shape;
    let point = |at: usize| &x[at * k..(at + 1) * k];
    let mean: Vec<f64> = y.chunks_exact(replicates).map(|r| r.iter().sum::<f64>() / replicates as f64).collect();
    let mut effects = vec![Vec::with_capacity(blocks); k];
    for (from, to, moved) in all_steps(x, shape) {
        match moved[..] {
            [d] if effects[d].len() == to / (k + 1) => {
                effects[d].push((mean[to] - mean[from]) / (point(to)[d] - point(from)[d]));
            }
            _ => return Err(SensitivityError::NotAStep { point: to, changed: moved.len() }),
        }
    }
    for effects in &effects {
        check_array("elementary effects", effects, &[(blocks, "trajectories or blocks")])?;
    }
    Ok(effects)
}

/// Every step of the design, block by block: from which point, to which, and the coordinates that differ.
fn all_steps(x: &[f64], shape: MorrisShape) -> impl Iterator<Item = (usize, usize, Vec<usize>)> {
    let MorrisShape { blocks, parameters: k, steps, .. } = shape;
    let point = move |at: usize| &x[at * k..(at + 1) * k];
    (0..blocks).flat_map(move |block| {
        let first = block * (k + 1);
        (first + 1..=first + k).map(move |to| {
            let from = if steps == Steps::Radial { first } else { to - 1 };
            (from, to, moved(point(from), point(to)))
        })
    })
}

/// The coordinates in which two points differ.
fn moved(from: &[f64], to: &[f64]) -> Vec<usize> {
    (0..from.len()).filter(|&d| from[d] != to[d]).collect()
}

/// mu, mu* and sigma of each parameter in turn, where each block counts by its weight.
fn statistics(effects: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let blocks = weights.len() as f64;
    let mean = |of: &dyn Fn(f64) -> f64, effects: &[f64]| {
        effects.iter().zip(weights).map(|(&e, w)| w * of(e)).sum::<f64>() / blocks
    };
    let mut out = Vec::with_capacity(3 * effects.len());
    for effects in effects {
        let mu = mean(&|e| e, effects);
        let variance = mean(&|e| (e - mu) * (e - mu), effects) * blocks / (blocks - 1.0);
        out.extend([mu, mean(&f64::abs, effects), variance.sqrt()]);
    }
    out
}

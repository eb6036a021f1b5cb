//! How much of mu* chance alone would make.

use super::{MorrisShape, all_steps};

/// The mean of the absolute value of a standard normal number, sqrt(2 / pi).
const MEAN_ABSOLUTE_NORMAL: f64 = 0.797_884_560_802_865_4;

/// The mu* that each parameter would have, about, if it had no effect and chance alone moved the outcome, from points
/// and outcomes as for [`super::effects`]. `None` with one replicate, which cannot tell.
///
/// An elementary effect is a mean over R replicates of differences on one random stream. Its variance by chance is
/// that of these differences over R and the squared step; by the central limit theorem it is nearly normal, and the mean
/// absolute value of a centred normal number is sqrt(2 / pi) of its standard deviation.
#[must_use]
pub fn chance(x: &[f64], y: &[f64], shape: MorrisShape) -> Option<Vec<f64>> {
    let MorrisShape { parameters, replicates, blocks, .. } = shape;
    if replicates < 2 {
        return None;
    }
    let runs = |point: usize| &y[point * replicates..(point + 1) * replicates];
    let mut variance = vec![0.0; parameters];
    for (from, to, moved) in all_steps(x, shape) {
        let [d] = moved[..] else { continue };
        let step = x[to * parameters + d] - x[from * parameters + d];
        let differences: Vec<f64> = runs(to).iter().zip(runs(from)).map(|(a, b)| a - b).collect();
        let mean = differences.iter().sum::<f64>() / replicates as f64;
        let squares: f64 = differences.iter().map(|x| (x - mean) * (x - mean)).sum();
        variance[d] += squares / ((replicates - 1) * replicates) as f64 / (step * step);
    }
    Some(variance.into_iter().map(|sum| MEAN_ABSOLUTE_NORMAL * (sum / blocks as f64).sqrt()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Steps, effects};
    use super::*;
    use crate::analysis::bootstrap::Bootstrap;
    use crate::design::points::{morris, sobol};
    use crate::lanes::inverse_normal;

    /// Of pure noise, mu* is what chance is said to give: 400 effects a parameter, each a mean of 16 replicates. The
    /// standard deviation of a mean of 400 absolute normal numbers is 3.8% of it.
    #[test]
    fn noise_alone_makes_the_mu_star_that_is_said() {
        let (parameters, blocks, replicates) = (2, 400, 16);
        let x = apart(&morris::radial(parameters, blocks, 1).unwrap(), parameters);
        let points = x.len() / parameters;
        let noise = sobol::scrambled(points, replicates, 7).unwrap();
        let y: Vec<f64> = noise.iter().map(|u| inverse_normal(*u)).collect();
        let shape = MorrisShape { steps: Steps::Radial, blocks, parameters, replicates };
        let found = effects(&x, &y, shape, &Bootstrap::default()).unwrap();
        for (effect, chance) in found.parameters.iter().zip(chance(&x, &y, shape).unwrap()) {
            assert!((effect.mu_star.value / chance - 1.0).abs() < 0.15, "{} {chance}", effect.mu_star.value);
        }
    }

    /// Radial points in which every step is one half.
    fn apart(x: &[f64], parameters: usize) -> Vec<f64> {
        let mut out = x.to_vec();
        for block in out.chunks_exact_mut((parameters + 1) * parameters) {
            let (base, others) = block.split_at_mut(parameters);
            for (j, other) in others.chunks_exact_mut(parameters).enumerate() {
                other.copy_from_slice(base);
                other[j] = if base[j] < 0.5 { base[j] + 0.5 } else { base[j] - 0.5 };
            }
        }
        out
    }

    #[test]
    fn without_noise_chance_makes_nothing_and_one_replicate_cannot_tell() {
        let x = morris::trajectories(3, 5, 4, 5, 1).unwrap();
        let once: Vec<f64> = x.chunks_exact(3).map(|p| p[0] + 2.0 * p[1]).collect();
        let twice: Vec<f64> = once.iter().flat_map(|y| [y - 1.0, y + 1.0]).collect();
        let shape = |replicates| MorrisShape { steps: Steps::Trajectories, blocks: 5, parameters: 3, replicates };
        assert_eq!(chance(&x, &once, shape(1)), None);
        let found = chance(&x, &twice, shape(2)).unwrap();
        assert!(found.iter().all(|x| x.abs() < 1e-12), "{found:?}");
    }
}

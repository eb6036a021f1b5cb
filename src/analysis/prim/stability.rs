//! Whether a box would be found again.

use super::{Data, PrimBox, PrimError, Settings};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

/// A figure over half-samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// The least value that 5% of the half-samples do not exceed.
    pub low: f64,
    /// The least value that 95% of them do not exceed.
    pub high: f64,
}

/// What half-samples find in place of a box.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Half-samples that were used. Fewer than asked for where the outcome was the same in all rows of a half.
    pub resamples: u32,
    /// For each column the share of the half-samples whose box restricts it.
    pub dimensions: Vec<f64>,
    /// Coverage of the boxes in the halves in which they were found.
    pub coverage_found: Spread,
    /// Density of the boxes in the halves in which they were found.
    pub density_found: Spread,
    /// Coverage of the boxes in the held-out halves.
    pub coverage_held_out: Spread,
    /// Density of the boxes in the held-out halves: what the rule is worth on rows that did not make it.
    pub density_held_out: Spread,
}

impl Data<'_> {
    /// Repeats the search in `resamples` random halves of the rows (after the reproducibility statistics of Bryant and
    /// Lempert 2010). In each half the box of the trajectory whose coverage there is nearest that of `reference` is
    /// taken, of equals the densest, pasted where the settings say so, and measured in the other half. Deterministic in the
    /// seed.
    ///
    /// # Errors
    /// Settings out of range, fewer than 2 half-samples, or fewer than 2 in whose halves the outcome varies.
    pub fn stability(
        &self,
        settings: &Settings,
        reference: &PrimBox,
        resamples: u32,
        seed: u64,
    ) -> Result<Stability, PrimError> {
        settings.check()?;
        if resamples < 2 {
            return Err(PrimError::Resamples(resamples));
        }
        let found: Vec<[PrimBox; 2]> =
            (0..resamples).filter_map(|at| self.half_sample(settings, reference, seed, u64::from(at))).collect();
        if found.len() < 2 {
            return Err(PrimError::Resamples(found.len() as u32));
        }
        let mut restricted = vec![0_u32; self.dimensions()];
        for dimension in found.iter().flat_map(|[found, _]| found.region.dimensions()) {
            restricted[dimension] += 1;
        }
        let resamples = found.len() as u32;
        let spread = |of: fn(&[PrimBox; 2]) -> f64| spread(found.iter().map(of).collect());
        Ok(Stability {
            resamples,
            dimensions: restricted.into_iter().map(|count| f64::from(count) / f64::from(resamples)).collect(),
            coverage_found: spread(|[found, _]| found.coverage),
            density_found: spread(|[found, _]| found.density),
            coverage_held_out: spread(|[_, held_out]| held_out.coverage),
            density_held_out: spread(|[_, held_out]| held_out.density),
        })
    }

    /// The box of one half, measured there and in the other half; none where the outcome does not vary in either.
    fn half_sample(&self, settings: &Settings, reference: &PrimBox, seed: u64, stream: u64) -> Option<[PrimBox; 2]> {
        let half = half(self.rows(), seed, stream);
        let other: Vec<bool> = half.iter().map(|is| !is).collect();
        let [whole, other_whole] = [self.tally(&half), self.tally(&other)];
        if whole.hits == 0 || whole.hits == whole.rows || other_whole.hits == 0 {
            return None;
        }
        let trajectory = self.peel(&half, whole, settings);
        let away = |found: &PrimBox| (found.coverage - reference.coverage).abs();
        let nearest = trajectory.iter().reduce(|best, next| if away(next) <= away(best) { next } else { best })?;
        let region =
            if settings.paste { self.paste(&half, &nearest.region, settings.alpha) } else { nearest.region.clone() };
        Some([self.measure_among(&half, &region, whole), self.measure_among(&other, &region, other_whole)])
    }
}

/// A random half of the rows (Fisher and Yates 1938, stopped half-way).
fn half(rows: usize, seed: u64, stream: u64) -> Vec<bool> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let mut order: Vec<u32> = (0..rows as u32).collect();
    let mut half = vec![false; rows];
    for at in 0..rows / 2 {
        order.swap(at, rng.random_range(at as u32..rows as u32) as usize);
        half[order[at] as usize] = true;
    }
    half
}

fn spread(mut values: Vec<f64>) -> Spread {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let rank = |share: f64| values[((share * n as f64).ceil() as usize).clamp(1, n) - 1];
    Spread { mean: values.iter().sum::<f64>() / n as f64, low: rank(0.05), high: rank(0.95) }
}

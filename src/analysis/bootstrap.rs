//! The percentile bootstrap (Efron 1979), and the numbers with intervals that it gives.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::sensitivity::SensitivityError;

/// Most resamples.
pub const MAX_RESAMPLES: usize = 1_000_000;

/// The random stream of resamples: other uses of the same seed are independent of it.
const STREAM: u64 = 16 << 32;

/// A number with its bootstrap interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// Whether 0 lies in the interval, ends included: then the sign of the estimate says nothing.
    pub includes_zero: bool,
}

impl Estimate {
    /// An estimate with this interval.
    #[must_use]
    pub fn new(value: f64, (low, high): (f64, f64)) -> Self {
        // A sum with 0 makes 0 of -0.
        Self { value: value + 0.0, low: low + 0.0, high: high + 0.0, includes_zero: low <= 0.0 && high >= 0.0 }
    }
}

/// How to bootstrap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Number of resamples; 1000 are usual. The ends of an interval of level `l` rest on the
    /// `resamples * (1 - l) / 2` outermost of them.
    pub resamples: usize,
    /// Level of the intervals, between 0 and 1: the share of repetitions in which such an interval should hold what
    /// is estimated.
    pub level: f64,
    /// Seed of the resampling.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { resamples: 1000, level: 0.95, seed: 1 }
    }
}

impl Bootstrap {
    /// The interval of each of `statistics` numbers, from its quantiles over the resamples. `resample(rng, out)` draws
    /// a resample (see [`draw_weights`]) and writes its numbers into `out`.
    ///
    /// # Errors
    /// No resamples or more than [`MAX_RESAMPLES`], a level that is not between 0 and 1.
    pub fn intervals(
        &self,
        statistics: usize,
        resample: impl FnMut(&mut ChaCha8Rng, &mut [f64]),
    ) -> Result<Vec<(f64, f64)>, SensitivityError> {
        let tail = (1.0 - self.level) / 2.0;
        let resampled = self.resampled(statistics, resample)?;
        Ok(resampled.iter().map(|sorted| (quantile(sorted, tail), quantile(sorted, 1.0 - tail))).collect())
    }

    /// The values of each of `statistics` numbers over the resamples, in ascending order.
    ///
    /// # Errors
    /// As for [`Bootstrap::intervals`].
    pub fn resampled(
        &self,
        statistics: usize,
        mut resample: impl FnMut(&mut ChaCha8Rng, &mut [f64]),
    ) -> Result<Vec<Vec<f64>>, SensitivityError> {
        self.check()?;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(STREAM);
        let mut out = vec![0.0; statistics];
        let mut all = vec![Vec::with_capacity(self.resamples); statistics];
        for _ in 0..self.resamples {
            resample(&mut rng, &mut out);
            for (values, &x) in all.iter_mut().zip(&out) {
                values.push(x);
            }
        }
        for values in &mut all {
            values.sort_unstable_by(f64::total_cmp);
        }
        Ok(all)
    }

    /// An error if the settings are impossible, as for [`Bootstrap::intervals`].
    pub(super) fn check(&self) -> Result<(), SensitivityError> {
        if !(1..=MAX_RESAMPLES).contains(&self.resamples) {
            return Err(SensitivityError::Resamples(self.resamples));
        }
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(SensitivityError::Level(self.level));
        }
        Ok(())
    }
}

/// Draws as many units as there are, with replacement: `weights[unit]` becomes how often the unit was drawn.
pub fn draw_weights(rng: &mut ChaCha8Rng, weights: &mut [f64]) {
    weights.fill(0.0);
    for _ in 0..weights.len() {
        weights[rng.random_range(0..weights.len())] += 1.0;
    }
}

/// The quantile at `q` of values in ascending order, linear between neighbours (type 7 of Hyndman and Fan 1996); 0
/// without values.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_interval(bootstrap: &Bootstrap, sample: &[f64]) -> (f64, f64) {
        let mut weights = vec![0.0; sample.len()];
        let n = sample.len() as f64;
        let intervals = bootstrap.intervals(1, |rng, out| {
            draw_weights(rng, &mut weights);
            out[0] = weights.iter().zip(sample).map(|(w, x)| w * x).sum::<f64>() / n;
        });
        intervals.unwrap()[0]
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (q, expected) in [(0.0, 1.0), (0.5, 3.0), (0.75, 5.0), (1.0, 8.0), (1.5, 8.0)] {
            assert_eq!(quantile(&sorted, q), expected);
        }
        assert_eq!(quantile(&[], 0.5), 0.0);
        assert_eq!(quantile(&[3.0], 0.9), 3.0);
    }

    /// The mean of 0, 1, .., 99: standard error of the resampled mean sqrt(833.25 / 100) = 2.8866. Half the width of the
    /// interval is 1.96 of it; its own standard deviation with 20 000 resamples is 0.9%.
    #[test]
    fn the_interval_of_a_mean_is_the_known_one() {
        let sample: Vec<f64> = (0..100).map(f64::from).collect();
        let bootstrap = Bootstrap { resamples: 20_000, ..Bootstrap::default() };
        let (low, high) = mean_interval(&bootstrap, &sample);
        assert!(((high - low) / (2.0 * 1.959_964 * 2.886_6) - 1.0).abs() < 0.03, "{low} {high}");
        assert!(((high + low) / 2.0 - 49.5).abs() < 0.2, "{low} {high}");
    }

    #[test]
    fn the_seed_decides_and_nothing_else() {
        let sample = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        let with = |seed| mean_interval(&Bootstrap { seed, ..Bootstrap::default() }, &sample);
        assert_eq!(with(1), with(1));
        assert_ne!(with(1), with(2));
        assert_eq!(mean_interval(&Bootstrap::default(), &[2.5; 7]), (2.5, 2.5));
    }

    #[test]
    fn impossible_settings_are_errors() {
        let bad = [
            Bootstrap { resamples: 0, ..Bootstrap::default() },
            Bootstrap { resamples: MAX_RESAMPLES + 1, ..Bootstrap::default() },
            Bootstrap { level: 1.0, ..Bootstrap::default() },
            Bootstrap { level: f64::NAN, ..Bootstrap::default() },
        ];
        for settings in bad {
            assert!(settings.intervals(1, |_, _| ()).is_err(), "{settings:?}");
        }
        let level = Bootstrap { level: 95.0, ..Bootstrap::default() }.intervals(1, |_, _| ()).unwrap_err().to_string();
        assert_eq!(level, "level of intervals: 95 given, a number between 0 and 1 needed, such as 0.95");
    }
}

//! How far the tolerance falls from one generation to the next.

use super::{Particles, Settings, effective};

/// Fewer particles than these say nothing of a spread.
pub(super) const LEAST_ALIVE: usize = 20;

/// The next tolerance: the least that leaves the share `keep` of the effective sample size, but not below the one that is
/// asked for. Where many distances are alike so that this would not fall, the next lower distance. None where nothing
/// lower leaves enough particles.
pub(super) fn next(particles: &Particles, now: f64, settings: &Settings) -> Option<f64> {
    let mut nearest: Vec<(f64, f64)> = particles
        .distances
        .iter()
        .copied()
        .zip(particles.weights.iter().copied())
        .filter(|(d, _)| d.is_finite())
        .collect();
    nearest.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = settings.keep * effective(particles.weights.iter().copied());
    let (mut sum, mut squares) = (0.0, 0.0);
    let enough = nearest.iter().position(|(_, w)| {
        (sum, squares) = (sum + w, squares + w * w);
        sum * sum / squares >= wanted
    });
    let fair = nearest.get(enough.unwrap_or(nearest.len().saturating_sub(1)))?.0;
    let lower = if fair < now { fair } else { nearest.iter().rfind(|(d, _)| *d < now)?.0 };
    let next = lower.max(settings.tolerance);
    (next < now && nearest.partition_point(|(d, _)| *d <= next) >= LEAST_ALIVE).then_some(next)
}

/// The median; none where it is infinite.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().filter(|x| x.is_finite())
}

/// The median absolute deviation from the median.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let centre = median(values).unwrap_or(0.0); // The values are finite.
    median(&values.iter().map(|x| (x - centre).abs()).collect::<Vec<_>>()).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(distances: &[f64], now: f64, tolerance: f64) -> Option<f64> {
        let weights = vec![1.0 / distances.len() as f64; distances.len()];
        let particles = Particles { distances: distances.to_vec(), weights, ..Particles::default() };
        super::next(&particles, now, &Settings { tolerance, ..Settings::default() })
    }

    #[test]
    fn half_of_the_particles_stay() {
        let distances: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(next(&distances, f64::INFINITY, 0.0), Some(50.0));
        assert_eq!(next(&distances, f64::INFINITY, 60.0), Some(60.0));
        assert_eq!(next(&distances, 50.0, 0.0), Some(49.0));
        assert_eq!(next(&distances, 60.0, 60.0), None);
    }

    /// Half of the particles have nearly all of the weight, so that a quarter of the particles is half of the effective size.
    #[test]
    fn weights_count_and_not_numbers() {
        let distances: Vec<f64> = (1..=100).map(f64::from).collect();
        let weights: Vec<f64> = (0..100).map(|i| if i < 50 { 1e-6 } else { (1.0 - 50e-6) / 50.0 }).collect();
        let particles = Particles { distances, weights, ..Particles::default() };
        let next = super::next(&particles, f64::INFINITY, &Settings::default()).expect("a tolerance");
        // The effective size of all is a hair above 50, and that of the nearest, alike among themselves, their number.
        assert_eq!(next, 26.0);
    }

    #[test]
    fn distances_that_are_alike_are_left_behind() {
        let mut distances = vec![1.0; 70];
        distances.extend([0.0; 30]);
        assert_eq!(next(&distances, f64::INFINITY, 0.0), Some(1.0));
        assert_eq!(next(&distances, 1.0, 0.0), Some(0.0));
        assert_eq!(next(&distances, 0.0, 0.0), None);
        distances[75..].fill(f64::INFINITY);
        assert_eq!(next(&distances, 1.0, 0.0), None, "five are too few");
        assert_eq!(next(&[f64::INFINITY; 50], f64::INFINITY, 0.0), None);
    }

    #[test]
    fn deviations_are_medians() {
        assert_eq!(deviation(&[1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]), 1.0);
    }
}

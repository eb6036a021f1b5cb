//! Whether chains of draws agree.

/// Split R-hat (Gelman et al. 2013, section 11.4) and the effective number of draws (Geyer 1992, initial monotone
/// sequence, over the halves of all chains).
#[must_use]
pub fn agreement(chains: &[Vec<f64>]) -> (f64, f64) {
    let halves: Vec<&[f64]> = chains.iter().flat_map(|chain| chain.chunks_exact(chain.len() / 2).take(2)).collect();
    let (m, n) = (halves.len() as f64, halves.first().map_or(0, |half| half.len()));
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let means: Vec<f64> = halves.iter().map(|half| mean(half)).collect();
    let grand = mean(&means);
    let between = n as f64 * means.iter().map(|x| (x - grand) * (x - grand)).sum::<f64>() / (m - 1.0);
    let autocovariance = |lag: usize| {
        let of = |(half, mean): (&&[f64], &f64)| {
            (0..n - lag).map(|at| (half[at] - mean) * (half[at + lag] - mean)).sum::<f64>() / n as f64
        };
        halves.iter().zip(&means).map(of).sum::<f64>() / m
    };
    let within = autocovariance(0) * n as f64 / (n as f64 - 1.0);
    let total = within * (n as f64 - 1.0) / n as f64 + between / n as f64;
    let correlation = |lag: usize| 1.0 - (within - autocovariance(lag) * n as f64 / (n as f64 - 1.0)) / total;
    let (mut sum, mut least) = (0.0, f64::INFINITY);
    for lag in (0..n.saturating_sub(1)).step_by(2) {
        let pair = correlation(lag) + correlation(lag + 1);
        if pair <= 0.0 {
            break;
        }
        least = pair.min(least);
        sum += least;
    }
    let time = (2.0 * sum - 1.0).max(1.0 / (m * n as f64).max(1.0));
    ((total / within).sqrt(), m * n as f64 / time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn chain(seed: u64, n: usize, keep: f64, shift: f64) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut x = 0.0;
        let mut next = || {
            let noise = crate::lanes::inverse_normal(random.random::<f64>() * 0.999_999 + 5e-7);
            x = keep * x + (1.0 - keep * keep).sqrt() * noise;
            x + shift
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn independent_chains_agree_and_correlated_ones_count_for_less() {
        let of = |keep, shift| {
            let chains: Vec<Vec<f64>> = (0..4).map(|at| chain(at, 2000, keep, shift * at as f64)).collect();
            agreement(&chains)
        };
        let (r_hat, effective) = of(0.0, 0.0);
        assert!((r_hat - 1.0).abs() < 0.005 && (effective / 8000.0 - 1.0).abs() < 0.15, "{r_hat} {effective}");
        // An autoregression of first order has n (1 - a) / (1 + a) effective draws.
        let (_, effective) = of(0.8, 0.0);
        assert!((effective / (8000.0 / 9.0) - 1.0).abs() < 0.25, "{effective}");
        let (r_hat, _) = of(0.0, 1.0);
        assert!(r_hat > 1.3, "{r_hat}");
    }
}

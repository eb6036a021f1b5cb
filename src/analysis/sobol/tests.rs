use super::*;
use crate::lanes::inverse_normal;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::f64::consts::PI;

const ISHIGAMI_VARIANCE: f64 = 13.844_587_940_719_254;
const ISHIGAMI_FIRST: [f64; 3] = [0.313_905_191_147_81, 0.442_411_144_790_04, 0.0];
const ISHIGAMI_TOTAL: [f64; 3] = [0.557_588_855_209_96, 0.442_411_144_790_04, 0.243_683_664_062_15];
/// Pairs (1, 2), (1, 3), (2, 3).
const ISHIGAMI_SECOND: [f64; 3] = [0.0, 0.243_683_664_062_15, 0.0];

/// The function of Ishigami and Homma (1990) with a = 7, b = 0.1, of a point in the unit cube.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    let (s, t) = (libm::sin(x[1]), x[2] * x[2]);
    libm::sin(x[0]) * (1.0 + 0.1 * t * t) + 7.0 * s * s
}

const G: [f64; 6] = [78.0, 12.0, 0.5, 2.0, 97.0, 33.0];

/// The g-function of Sobol' (1993) with these a.
fn g(u: &[f64]) -> f64 {
    u.iter().zip(G).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

fn shape(base: usize, parameters: usize, replicates: usize, second_order: bool) -> SaltelliShape {
    SaltelliShape { base, parameters, replicates, second_order }
}

/// The indices of `f(u, replicate)`.
fn of(shape: SaltelliShape, seed: u64, level: f64, mut f: impl FnMut(&[f64], usize) -> f64) -> SobolIndices {
    let x = saltelli::points(shape.base, shape.parameters, shape.second_order, seed).unwrap();
    let y: Vec<f64> = x
        .chunks_exact(shape.parameters)
        .flat_map(|u| (0..shape.replicates).map(|r| f(u, r)).collect::<Vec<_>>())
        .collect();
    indices(&y, shape, &Bootstrap { resamples: 1000, level, seed }).unwrap()
}

fn holds(estimate: &Estimate, truth: f64) -> bool {
    estimate.low <= truth && truth <= estimate.high
}

/// Standard normal numbers.
struct Normal(ChaCha8Rng);

impl Normal {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed ^ 0x5EED))
    }

    fn next(&mut self) -> f64 {
        inverse_normal((f64::from(self.0.next_u32()) + 0.5) / 4_294_967_296.0)
    }
}

#[test]
fn ishigami_is_within_the_stated_intervals() {
    let found = of(shape(1024, 3, 1, true), 1, 0.999, |u, _| ishigami(u));
    assert!(found.resolved && holds(&found.variance, ISHIGAMI_VARIANCE), "{found:?}");
    assert_eq!(found.variance, found.variance_of_parameters);
    assert!(found.chance_share.is_none() && found.variance_of_chance.is_none());
    for i in 0..3 {
        assert!(holds(&found.first[i], ISHIGAMI_FIRST[i]), "{i}: {:?}", found.first[i]);
        assert!(holds(&found.total[i], ISHIGAMI_TOTAL[i]), "{i}: {:?}", found.total[i]);
        assert!(holds(&found.second[i].index, ISHIGAMI_SECOND[i]), "{:?}", found.second[i]);
        // An interval that holds everything would say nothing.
        assert!([found.first[i], found.total[i]].iter().all(|e| e.high - e.low < 0.3), "{found:?}");
    }
    assert_eq!(found.second.iter().map(|p| (p.i, p.j)).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
    let zero: Vec<bool> = found.first.iter().map(|e| e.includes_zero).collect();
    assert_eq!(zero, [false, false, true]);
    assert!(found.total.iter().all(|e| !e.includes_zero));
}

#[test]
fn the_g_function_is_within_the_stated_intervals() {
    let first = [2.760_650e-4, 0.010_194_804, 0.765_743_068, 0.191_435_767, 1.793_963e-4, 1.490_417e-3];
    let total = [3.294_577e-4, 0.012_143_240, 0.795_969_769, 0.220_313_061, 2.140_966e-4, 1.778_255e-3];
    let found = of(shape(4096, 6, 1, false), 2, 0.999, |u, _| g(u));
    for i in 0..6 {
        assert!(holds(&found.first[i], first[i]), "{i}: {:?}", found.first[i]);
        assert!(holds(&found.total[i], total[i]), "{i}: {:?}", found.total[i]);
        assert!(found.total[i].high - found.total[i].low < 0.5 * total[i], "{i}: {:?}", found.total[i]);
    }
    assert!(found.second.is_empty());
}

/// How many of `scrambles` intervals of level 95% hold the truth, for each number.
fn coverage(scrambles: u64, truths: &[f64], mut run: impl FnMut(u64) -> Vec<Estimate>) -> Vec<u64> {
    let mut held = vec![0; truths.len()];
    for seed in 0..scrambles {
        for ((count, estimate), &truth) in held.iter_mut().zip(run(seed)).zip(truths) {
            *count += u64::from(holds(&estimate, truth));
        }
    }
    held
}

/// Scrambled Sobol' points vary less than the independent ones that a bootstrap supposes, so coverage is at least the
/// level: of 200, 190 less 3 standard deviations of a count.
#[test]
fn intervals_cover_over_scrambles() {
    let truths = [&ISHIGAMI_FIRST[..], &ISHIGAMI_TOTAL, &ISHIGAMI_SECOND].concat();
    let held = coverage(200, &truths, |seed| {
        let found = of(shape(512, 3, 1, true), seed, 0.95, |u, _| ishigami(u));
        let second = found.second.into_iter().map(|p| p.index);
        found.first.into_iter().chain(found.total).chain(second).collect()
    });
    assert!(held.iter().all(|&count| count >= 181), "{held:?} of 200");
}

/// A simulator whose noise is half shared by all points of a stream, half not, and whose third part of the noise grows
/// with x1. The expected outcome is Ishigami's.
struct Noisy {
    rng: Normal,
    shared: Vec<f64>,
    sd: [f64; 3],
}

impl Noisy {
    fn new(seed: u64, replicates: usize, sd: [f64; 3]) -> Self {
        let mut rng = Normal::new(seed);
        Self { shared: (0..2 * replicates).map(|_| rng.next()).collect(), rng, sd }
    }

    fn outcome(&mut self, u: &[f64], r: usize) -> f64 {
        let of_stream = self.sd[0] * self.shared[2 * r];
        let with_parameter = self.sd[2] * (u[0] - 0.5) * self.shared[2 * r + 1];
        ishigami(u) + of_stream + with_parameter + self.sd[1] * self.rng.next()
    }

    /// The variance of chance, over parameters.
    fn variance(&self) -> f64 {
        self.sd[0] * self.sd[0] + self.sd[1] * self.sd[1] + self.sd[2] * self.sd[2] / 12.0
    }
}

/// Means over 100 scrambles against the truth, in standard errors of the mean: below 3.5 for each.
fn assert_unbiased(shape: SaltelliShape, sd: [f64; 3]) {
    let scrambles = 100;
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for seed in 0..scrambles {
        let mut noisy = Noisy::new(seed, shape.replicates, sd);
        let x = saltelli::points(shape.base, 3, false, seed).unwrap();
        let y: Vec<f64> = x
            .chunks_exact(3)
            .flat_map(|u| (0..shape.replicates).map(|r| noisy.outcome(u, r)).collect::<Vec<_>>())
            .collect();
        // The numerators, since a ratio of unbiased estimates is itself not quite unbiased.
        let terms = Terms::new(&y, shape, 0.95);
        let mut row = vec![terms.parameters.value, terms.chance.value];
        row.extend(terms.numerators.iter().map(|t| t.value));
        rows.push(row);
    }
    let mut truths = vec![ISHIGAMI_VARIANCE, Noisy::new(0, 1, sd).variance()];
    truths.extend(ISHIGAMI_FIRST.iter().chain(&ISHIGAMI_TOTAL).map(|s| s * ISHIGAMI_VARIANCE));
    for (at, truth) in truths.iter().enumerate() {
        let n = scrambles as f64;
        let mean = rows.iter().map(|row| row[at]).sum::<f64>() / n;
        let square = rows.iter().map(|row| (row[at] - mean) * (row[at] - mean)).sum::<f64>() / (n - 1.0);
        let error = (square / n).sqrt();
        assert!((mean - truth).abs() < 3.5 * error, "{at}: {mean}, expected {truth}, error {error}");
    }
}

#[test]
fn noise_does_not_bias() {
    assert_unbiased(shape(256, 3, 16, false), [2.0, 3.0, 2.0]);
    assert_unbiased(shape(256, 3, 2, false), [2.0, 3.0, 2.0]);
}

/// Noise of a size with the signal, of which all but little is not shared: the share of chance is known and estimated
/// with next to no bias of the ratio. Mean over 60 scrambles within 3.5 standard errors.
#[test]
fn the_share_of_chance_is_right() {
    let truth = 9.04 / (9.04 + ISHIGAMI_VARIANCE);
    let shares: Vec<Estimate> = (0..60)
        .map(|seed| {
            let mut noisy = Noisy::new(seed, 16, [0.2, 3.0, 0.0]);
            of(shape(256, 3, 16, false), seed, 0.95, |u, r| noisy.outcome(u, r)).chance_share.unwrap()
        })
        .collect();
    let mean = shares.iter().map(|s| s.value).sum::<f64>() / 60.0;
    let error = (shares.iter().map(|s| (s.value - mean) * (s.value - mean)).sum::<f64>() / 59.0 / 60.0).sqrt();
    assert!((mean - truth).abs() < 3.5 * error, "{mean}, expected {truth}, error {error}");
    let held = shares.iter().filter(|s| holds(s, truth)).count();
    assert!(held >= 52, "{held} of 60");
}

/// Coverage with noise, where streams matter as much as base samples.
#[test]
fn intervals_cover_with_noise() {
    let sd = [2.0, 3.0, 6.0];
    let share = Noisy::new(0, 1, sd).variance();
    let mut truths = [&ISHIGAMI_FIRST[..], &ISHIGAMI_TOTAL].concat();
    truths.extend([ISHIGAMI_VARIANCE, share, share / (share + ISHIGAMI_VARIANCE)]);
    let held = coverage(200, &truths, |seed| {
        let mut noisy = Noisy::new(seed, 16, sd);
        let found = of(shape(512, 3, 16, false), seed, 0.95, |u, r| noisy.outcome(u, r));
        let variances = [found.variance_of_parameters, found.variance_of_chance.unwrap(), found.chance_share.unwrap()];
        found.first.into_iter().chain(found.total).chain(variances).collect()
    });
    assert!(held.iter().all(|&count| count >= 181), "{held:?} of 200");
}

#[test]
fn a_constant_has_indices_of_zero() {
    let zero = Estimate::new(0.0, (0.0, 0.0));
    for replicates in [1, 4] {
        let found = of(shape(64, 3, replicates, true), 1, 0.95, |_, _| 0.1);
        let pairs = found.second.iter().map(|p| p.index);
        assert!(found.first.iter().chain(&found.total).copied().chain(pairs).all(|e| e == zero));
        assert_eq!((found.variance, found.variance_of_parameters, found.resolved), (zero, zero, false));
        assert_eq!(found.chance_share, (replicates > 1).then_some(zero));
    }
}

/// Outcomes that differ in their last bit only are constant too.
#[test]
fn rounding_is_not_variance() {
    let found = of(shape(64, 3, 1, false), 1, 0.95, |u, _| 0.1 + 2e-17 * u[0]);
    assert!(!found.resolved && found.variance.value > 0.0);
    assert!(found.first.iter().chain(&found.total).all(|&e| e == Estimate::new(0.0, (0.0, 0.0))), "{found:?}");
}

/// Noise that is the same at every point leaves nothing for the parameters, exactly.
#[test]
fn noise_of_the_stream_alone_is_all_chance() {
    let mut rng = Normal::new(1);
    let noise: Vec<f64> = (0..8).map(|_| rng.next()).collect();
    let found = of(shape(64, 3, 8, false), 1, 0.95, |_, r| noise[r]);
    let zero = Estimate::new(0.0, (0.0, 0.0));
    assert!(!found.resolved && found.first.iter().chain(&found.total).all(|&e| e == zero));
    assert_eq!(found.chance_share, Some(Estimate::new(1.0, (1.0, 1.0))));
}

/// Pure noise: the parameters' variance is not told apart from 0, and no index is claimed.
#[test]
fn pure_noise_resolves_nothing() {
    let mut unresolved = 0;
    for seed in 0..40 {
        let mut rng = Normal::new(seed);
        let found = of(shape(128, 3, 8, false), seed, 0.95, |_, _| rng.next());
        if !found.resolved {
            unresolved += 1;
            let open = Estimate::new(0.0, (0.0, 1.0));
            assert!(found.first.iter().chain(&found.total).all(|&e| e == open && e.includes_zero));
        }
    }
    assert!(unresolved >= 36, "{unresolved} of 40");
}

/// A parameter without any effect has indices of exactly 0.
#[test]
fn an_idle_parameter_has_zero() {
    let found = of(shape(128, 3, 1, false), 3, 0.95, |u, _| u[0] + 2.0 * u[1]);
    let zero = Estimate::new(0.0, (0.0, 0.0));
    assert_eq!((found.first[2], found.total[2]), (zero, zero));
    assert!(holds(&found.first[1], 0.8) && holds(&found.total[0], 0.2), "{found:?}");
}

#[test]
fn findings_survive_json() {
    let found = of(shape(32, 2, 3, true), 1, 0.95, |u, r| u[0] * u[1] + r as f64);
    let text = serde_json::to_string(&found).unwrap();
    assert!(!text.contains("null"), "{text}");
    let back: SobolIndices = serde_json::from_str(&text).unwrap();
    assert_eq!((back.shape, back.resolved), (found.shape, found.resolved));
    assert!((back.second[0].index.value - found.second[0].index.value).abs() < 1e-12);
}

#[test]
fn wrong_input_is_an_error_that_says_what_to_do() {
    let with = |y: &[f64], shape| indices(y, shape, &Bootstrap::default()).unwrap_err().to_string();
    let length = with(&[0.0; 9], shape(2, 3, 1, false));
    assert_eq!(
        length,
        "outcomes: 9 numbers given, 10 needed (2 base samples times 5 points of each times 1 replicates of each); pass \
         all points of the design in its order"
    );
    assert_eq!(with(&[0.0; 5], shape(1, 3, 1, false)), "base samples: 1 given, at least 2 needed");
    assert_eq!(with(&[], shape(2, 3, 0, false)), "replicates: 0 given, at least 1 needed");
    let mut y = [0.5; 10];
    y[4] = f64::NAN;
    assert!(with(&y, shape(2, 3, 1, false)).starts_with("outcomes: NaN at place 4"));
    y[4] = 1e300;
    assert!(with(&y, shape(2, 3, 1, false)).contains("finite numbers up to 1e100"));
    assert!(with(&y, shape(usize::MAX, usize::MAX, usize::MAX, true)).starts_with("outcomes: 10 numbers given"));
    let level = indices(&[0.5; 10], shape(2, 3, 1, false), &Bootstrap { level: 1.5, ..Bootstrap::default() });
    assert!(matches!(level, Err(SensitivityError::Level(_))));
}

/// 1024 base samples, 20 parameters, 16 replicates, 1000 resamples are quick: well below the 2 seconds allowed here.
#[test]
fn a_large_design_is_quick() {
    let shape = shape(1024, 20, 16, true);
    let mut rng = Normal::new(1);
    let y: Vec<f64> = (0..1024 * shape.block() * 16).map(|_| rng.next()).collect();
    let start = std::time::Instant::now();
    let found = indices(&y, shape, &Bootstrap::default()).unwrap();
    let took = start.elapsed();
    println!("{took:?}");
    assert!(found.second.len() == 190 && took.as_secs_f64() < 2.0, "{took:?}");
}

proptest! {
    /// Any finite outcomes, however large or small, give finite numbers and intervals in order.
    #[test]
    fn findings_are_finite(
        exponent in -320_i32..100,
        replicates in 1_usize..5,
        seed in 0_u64..1000,
        spikes in prop::collection::vec(0_usize..1000, 0..4),
    ) {
        let shape = shape(4, 3, replicates, true);
        let scale = libm::pow(10.0, f64::from(exponent));
        let mut rng = Normal::new(seed);
        let mut y: Vec<f64> = (0..4 * 8 * replicates).map(|_| (rng.next() / 8.0).clamp(-1.0, 1.0) * scale).collect();
        for spike in spikes {
            let count = y.len();
            y[spike % count] = 1e100;
        }
        let found = indices(&y, shape, &Bootstrap { resamples: 50, level: 0.95, seed }).unwrap();
        let pairs = found.second.iter().map(|p| p.index);
        let variances = [Some(found.variance), Some(found.variance_of_parameters), found.variance_of_chance];
        let all = found.first.iter().chain(&found.total).copied().chain(pairs);
        for e in all.chain(variances.into_iter().flatten()).chain(found.chance_share) {
            prop_assert!(e.value.is_finite() && e.low.is_finite() && e.high.is_finite() && e.low <= e.high, "{e:?}");
        }
    }
}

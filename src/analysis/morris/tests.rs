use super::*;
use crate::design::points::morris::{radial, trajectories};
use std::f64::consts::PI;

/// The function of Ishigami and Homma (1990) with a = 7, b = 0.1, of a point in the unit cube.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    let (s, t) = (libm::sin(x[1]), x[2] * x[2]);
    libm::sin(x[0]) * (1.0 + 0.1 * t * t) + 7.0 * s * s
}

fn shape(steps: Steps, blocks: usize, parameters: usize) -> MorrisShape {
    MorrisShape { steps, blocks, parameters, replicates: 1 }
}

fn of(x: &[f64], shape: MorrisShape, f: impl Fn(&[f64]) -> f64) -> MorrisEffects {
    let y: Vec<f64> = x.chunks_exact(shape.parameters).map(f).collect();
    effects(x, &y, shape, &Bootstrap::default()).unwrap()
}

/// With 4 levels sin^2 of x2 is 0 or 3/4, and changes by 3/4 in every step of 2/3: |effect| = 7.875 in every design.
#[test]
fn the_second_parameter_of_ishigami_is_exact_in_every_design() {
    for (candidates, seed) in [(20, 1), (20, 2), (200, 3)] {
        let x = trajectories(3, 20, 4, candidates, seed).unwrap();
        let found = of(&x, shape(Steps::Trajectories, 20, 3), ishigami).parameters[1].mu_star;
        for number in [found.value, found.low, found.high] {
            assert!((number - 7.875).abs() < 1e-9, "{found:?}");
        }
    }
}

/// Over random designs mu* has the means 7.7040541 and 6.2487961: for x1 (0.1 E[x3^4] + 1) sqrt(3)/2 / (2/3), for x3
/// 0.1 (1 - 1/81) pi^4 E|sin x1| / (2/3). Within 4 standard errors of 1000 designs of 10
/// trajectories, which for x3, whose effects are 0 or 2 * 6.2488 with equal probability, are 0.0625 each.
#[test]
fn the_other_parameters_of_ishigami_are_right_in_the_mean() {
    let designs = 1000;
    let (mut sum, mut squares) = ([0.0; 3], [0.0; 3]);
    for seed in 0..designs {
        let x = trajectories(3, 10, 4, 10, seed).unwrap();
        let found = of(&x, shape(Steps::Trajectories, 10, 3), ishigami);
        for (d, effect) in found.parameters.iter().enumerate() {
            sum[d] += effect.mu_star.value;
            squares[d] += effect.mu_star.value * effect.mu_star.value;
        }
    }
    let n = designs as f64;
    for (d, expected) in [(0, 7.704_054_1), (2, 6.248_796_1)] {
        let mean = sum[d] / n;
        let error = ((squares[d] / n - mean * mean) / n).sqrt();
        assert!(error < 0.07 && (mean - expected).abs() < 4.0 * error, "parameter {d}: {mean}, error {error}");
    }
}

/// Intervals of level 95% hold the expected mu* in 95% of 400 designs of 40 trajectories; a percentile interval of 40
/// is somewhat narrow, so that at least 91% is asked, and not all.
#[test]
fn intervals_cover() {
    let mut held = 0;
    for seed in 0..400 {
        let x = trajectories(3, 40, 4, 40, seed).unwrap();
        let found = of(&x, shape(Steps::Trajectories, 40, 3), ishigami).parameters[0].mu_star;
        held += i32::from(found.low <= 7.704_054_1 && found.high >= 7.704_054_1);
    }
    assert!((364..400).contains(&held), "{held} of 400");
}

#[test]
fn effects_of_a_linear_function_are_its_slopes_in_both_designs() {
    let slopes = [3.0, -2.0, 0.0, 0.5];
    let linear = |u: &[f64]| 5.0 + u.iter().zip(slopes).map(|(u, s)| s * u).sum::<f64>();
    let designs =
        [(Steps::Trajectories, trajectories(4, 10, 6, 50, 1).unwrap()), (Steps::Radial, radial(4, 10, 1).unwrap())];
    for (steps, x) in designs {
        for (effect, slope) in of(&x, shape(steps, 10, 4), linear).parameters.iter().zip(slopes) {
            assert!((effect.mu.value - slope).abs() < 1e-9, "{effect:?}");
            assert!((effect.mu_star.value - slope.abs()).abs() < 1e-9 && effect.sigma.value < 1e-9, "{effect:?}");
            assert_eq!(effect.mu.includes_zero, slope == 0.0);
        }
    }
}

/// f = x1 x2: the effect of x1 is x2 of the base point, with mean 1/2, standard deviation sqrt(1/12).
#[test]
fn the_radial_design_sees_an_interaction() {
    let x = radial(2, 2000, 5).unwrap();
    let found = of(&x, shape(Steps::Radial, 2000, 2), |u| u[0] * u[1]);
    for effect in found.parameters {
        assert!((effect.mu.value - 0.5).abs() < 0.01 && (effect.sigma.value - 0.288_675).abs() < 0.01, "{effect:?}");
    }
}

#[test]
fn replicates_are_averaged_and_shared_noise_cancels() {
    let x = trajectories(3, 10, 4, 10, 1).unwrap();
    let one = shape(Steps::Trajectories, 10, 3);
    let plain: Vec<f64> = x.chunks_exact(3).map(ishigami).collect();
    let noisy: Vec<f64> = plain.iter().flat_map(|y| [y + 4.0, y - 1.0, y + 0.25]).collect();
    let a = effects(&x, &plain, one, &Bootstrap::default()).unwrap();
    let b = effects(&x, &noisy, MorrisShape { replicates: 3, ..one }, &Bootstrap::default()).unwrap();
    for (a, b) in a.parameters.iter().zip(&b.parameters) {
        for (a, b) in [(a.mu, b.mu), (a.mu_star, b.mu_star), (a.sigma, b.sigma)] {
            assert!((a.value - b.value).abs() < 1e-9 && (a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9);
        }
    }
}

#[test]
fn a_constant_has_no_effects() {
    let x = trajectories(3, 10, 4, 10, 1).unwrap();
    let found = of(&x, shape(Steps::Trajectories, 10, 3), |_| 0.1);
    let zero = Estimate::new(0.0, (0.0, 0.0));
    assert!(found.parameters.iter().all(|e| *e == MorrisEffect { mu: zero, mu_star: zero, sigma: zero }));
}

#[test]
fn wrong_input_is_an_error_that_says_what_to_do() {
    let x = trajectories(3, 10, 4, 10, 1).unwrap();
    let y = vec![0.0; 40];
    let with = |x: &[f64], y: &[f64], shape| effects(x, y, shape, &Bootstrap::default()).unwrap_err().to_string();
    let right = shape(Steps::Trajectories, 10, 3);
    let radial = with(&x, &y, shape(Steps::Radial, 10, 3));
    assert!(radial.contains("point 2 differs in 2 coordinates") && radial.contains("say which design"), "{radial}");
    assert!(
        with(&x, &y[1..], right).starts_with("outcomes: 39 numbers given, 40 needed (10 trajectories or blocks times")
    );
    assert_eq!(
        with(&x[..12], &y[..4], shape(Steps::Radial, 1, 3)),
        "trajectories or blocks: 1 given, at least 2 needed"
    );
    let mut broken = y.clone();
    broken[7] = f64::NAN;
    assert!(with(&x, &broken, right).starts_with("outcomes: NaN at place 7; finite numbers"));
    let tiny = with(&[0.0, 1e-300, 0.5, 0.75], &[0.0, 1.0, 2.0, 3.0], shape(Steps::Radial, 2, 1));
    assert!(
        tiny.starts_with("elementary effects: ") && tiny.contains("at place 0; finite numbers up to 1e100"),
        "{tiny}"
    );
    let huge = shape(Steps::Radial, usize::MAX, usize::MAX);
    assert!(with(&x, &y, huge).starts_with("points: 120 numbers given"));
}

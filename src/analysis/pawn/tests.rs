use super::*;
use crate::design::points::{latin, sobol};

fn of(x: &[f64], parameters: usize, slices: usize, f: impl Fn(&[f64]) -> f64) -> PawnIndices {
    let y: Vec<f64> = x.chunks_exact(parameters).map(f).collect();
    indices(x, &y, parameters, slices, &Bootstrap { resamples: 200, ..Bootstrap::default() }).unwrap()
}

fn values(found: &PawnIndex) -> [f64; 4] {
    [found.min.value, found.mean.value, found.median.value, found.max.value]
}

/// For y = x1 slice k holds the ranks from k/S to (k+1)/S: its distance is max(k/S, 1 - (k+1)/S). Exact where the slices
/// divide the points, else within 1/n.
#[test]
fn the_outcome_itself_has_known_distances() {
    for (points, tolerance) in [(1000, 1e-12), (1024, 2.0 / 1024.0), (57, 2.0 / 57.0)] {
        let x = latin::hypercube(points, 2, 4).unwrap();
        for y in [|u: &[f64]| u[0], |u: &[f64]| 3.0 - u[0] * u[0]] {
            for (found, expected) in values(&of(&x, 2, 10, y).parameters[0]).iter().zip([0.5, 0.7, 0.7, 0.9]) {
                assert!((found - expected).abs() <= tolerance, "{points} points: {found}, expected {expected}");
            }
        }
    }
}

/// y is 1 where x1 > 1/2, else 0. In the slices of x1 the distribution is at one value: distance 1/2 in every slice.
/// With more values of y in a slice than there are steps, a tie counted point by point would give up to 1.
#[test]
fn ties_are_one_step() {
    let x = sobol::scrambled(1024, 2, 3).unwrap();
    let found = of(&x, 2, 8, |u| f64::from(u8::from(u[0] > 0.5)));
    assert_eq!(values(&found.parameters[0]), [0.5; 4]);
    assert!(found.parameters[1].max.value < 0.1, "{found:?}");
}

/// Distances against the definition: both distribution functions at every outcome.
#[test]
fn distances_are_those_of_the_definition() {
    let x = latin::hypercube(203, 3, 8).unwrap();
    let y: Vec<f64> = x.chunks_exact(3).map(|u| (6.0 * u[0] * u[1]).round() + (2.0 * u[2]).round()).collect();
    let outcomes = Outcomes::new(&y, 7);
    let order = ascending(203, |p| x[p * 3]);
    let weights: Vec<f64> = (0..203).map(|p| if p < 102 { f64::from(p % 2 == 0) * 2.0 } else { 1.0 }).collect();
    let total: f64 = weights.iter().sum();
    assert_eq!(total, 203.0);
    let copies: Vec<f64> = order.iter().flat_map(|&p| vec![y[p]; weights[p] as usize]).collect();
    let below = |sample: &[f64], t: f64| sample.iter().filter(|&&v| v <= t).count() as f64 / sample.len() as f64;
    for (s, found) in outcomes.distances(&order, &weights).iter().enumerate() {
        let slice: Vec<f64> = (0..203).filter(|rank| rank * 7 / 203 == s).map(|rank| copies[rank]).collect();
        let expected = y.iter().map(|&t| (below(&slice, t) - below(&copies, t)).abs()).fold(0.0, f64::max);
        assert!((found - expected).abs() < 1e-12, "slice {s}: {found}, expected {expected}");
    }
}

#[test]
fn a_constant_has_no_distances() {
    let x = latin::hypercube(100, 3, 1).unwrap();
    let found = of(&x, 3, 10, |_| 0.1);
    let zero = Estimate::new(0.0, (0.0, 0.0));
    assert!(found.parameters.iter().all(|p| *p == Distances { min: zero, mean: zero, median: zero, max: zero }));
    assert_eq!(found.dummy, Distances { min: 0.0, mean: 0.0, median: 0.0, max: 0.0 });
}

/// A parameter that does nothing is above the 95% threshold of the dummy in 5% of 400 samples, that is 20, standard
/// deviation 4.4; one that matters always.
#[test]
fn the_dummy_is_a_test_of_its_level() {
    let (mut idle, mut active) = ([0; 4], 0);
    for seed in 0..400 {
        // The ranks of a column of a Latin hypercube are a random permutation, as the dummy's are.
        let x = latin::hypercube(300, 2, seed).unwrap();
        let y: Vec<f64> = x.chunks_exact(2).map(|u| u[0]).collect();
        let found = indices(&x, &y, 2, 6, &Bootstrap { resamples: 200, level: 0.95, seed }).unwrap();
        let d = found.dummy;
        for ((count, value), threshold) in
            idle.iter_mut().zip(values(&found.parameters[1])).zip([d.min, d.mean, d.median, d.max])
        {
            *count += i32::from(value > threshold);
        }
        active += i32::from(found.parameters[0].min.value > d.min);
    }
    assert!(idle.iter().all(|c| (4..=38).contains(c)), "{idle:?} of 400");
    assert_eq!(active, 400);
}

/// Intervals hold the expectation at this sample size, as the mean over 300 samples tells it, in about 95%.
#[test]
fn intervals_cover_the_expectation() {
    let samples: Vec<_> = (0..300)
        .map(|seed| {
            let x = latin::hypercube(400, 2, seed).unwrap();
            let y: Vec<f64> = x.chunks_exact(2).map(|u| u[0] + 0.5 * u[1]).collect();
            let found = indices(&x, &y, 2, 5, &Bootstrap { resamples: 200, level: 0.95, seed }).unwrap();
            [found.parameters[0].mean, found.parameters[1].mean, found.parameters[1].median]
        })
        .collect();
    for which in 0..3 {
        let mean = samples.iter().map(|s| s[which].value).sum::<f64>() / 300.0;
        let held = samples.iter().filter(|s| s[which].low <= mean && s[which].high >= mean).count();
        assert!(held >= 274, "{which}: {held} of 300 about {mean}");
        assert!(samples.iter().all(|s| s[which].low <= s[which].value && s[which].high >= s[which].value));
    }
}

#[test]
fn wrong_input_is_an_error_that_says_what_to_do() {
    let with = |x: &[f64], y: &[f64], parameters, slices| {
        indices(x, y, parameters, slices, &Bootstrap::default()).unwrap_err().to_string()
    };
    let slices = with(&[0.1, 0.2, 0.3], &[1.0, 2.0, 3.0], 1, 4);
    assert_eq!(slices, "slices: 4 given for 3 points, at most 3 possible; take fewer slices or more points");
    assert_eq!(with(&[0.1], &[1.0], 1, 1), "slices: 1 given, at least 2 needed");
    assert!(with(&[0.1; 5], &[1.0; 3], 2, 2).starts_with("points: 5 numbers given, 6 needed (3 outcomes times 2"));
    assert!(with(&[0.1, f64::INFINITY], &[1.0; 2], 1, 2).starts_with("points: inf at place 1"));
}

//! Sobol' points (Sobol' 1967) with the direction numbers new-joe-kuo-6 of Joe and Kuo (2008), by the crate
//! `sobol_burley`, in the Gray code order of Antonov and Saleev (1979), so that they come in the order that Joe and
//! Kuo publish and SciPy gives.
//!
//! The number of points is best a power of 2: then every dimension is cut evenly, and errors fall fastest.

use rand::Rng;
use sobol_burley::parts::{owen_scramble_rev, sobol_rev};

use super::{PointsError, at_most, check_size, middle, stream};

/// Most Sobol' points: the direction numbers of the crate go so far.
pub const MAX_POINTS: usize = 1 << 16;

/// The purpose of the random streams of this file.
const PURPOSE: u64 = 1;

/// The first `points` Sobol' points in `dimensions` dimensions, as they are: multiples of 2^-32 from 0 up to, not
/// including, 1. The first point is the origin.
///
/// # Errors
/// No points or dimensions, more than [`MAX_POINTS`] points or [`MAX_DIMENSIONS`](super::MAX_DIMENSIONS) dimensions.
pub fn unscrambled(points: usize, dimensions: usize) -> Result<Vec<f64>, PointsError> {
    fill(points, dimensions, |reversed, _| f64::from(reversed.reverse_bits()) / 4_294_967_296.0)
}

/// The first `points` Sobol' points with the scrambling of Owen (1995), one random scrambling of each dimension, by
/// the hash of Burley (2020) on all 32 bits. Each point is uniform in the cube, the points together are still a net,
/// and no coordinate is 0 or 1. A dimension's coordinates do not depend on how many dimensions there are.
///
/// # Errors
/// As for [`unscrambled`].
pub fn scrambled(points: usize, dimensions: usize, seed: u64) -> Result<Vec<f64>, PointsError> {
    check(points, dimensions)?;
    let mut rng = stream(seed, PURPOSE, 0);
    let keys: Vec<u32> = (0..dimensions).map(|_| rng.next_u32()).collect();
    fill(points, dimensions, |reversed, dimension| middle(owen_scramble_rev(reversed, keys[dimension]).reverse_bits()))
}

fn check(points: usize, dimensions: usize) -> Result<(), PointsError> {
    at_most("points", points, MAX_POINTS, "take fewer points, or a Latin hypercube")?;
    check_size(points, dimensions)
}

/// `f(bits, dimension)` of every coordinate; `bits` is the coordinate times 2^32 with its bits in reverse order.
fn fill(points: usize, dimensions: usize, f: impl Fn(u32, usize) -> f64) -> Result<Vec<f64>, PointsError> {
    check(points, dimensions)?;
    let mut values = Vec::with_capacity(points * dimensions);
    for point in 0..points as u32 {
        let gray = point ^ (point >> 1);
        for dimension in 0..dimensions {
            values.push(f(sobol_rev(gray.reverse_bits(), dimension as u32), dimension));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The squared discrepancy without its constant, by the closed formulae of Hickernell (1998) for the centred and
    /// of Warnock (1972) for the L2-star discrepancy: a mean over points and one over pairs of points.
    fn closed_formula(x: &[f64], dimensions: usize, one: fn(f64) -> f64, two: fn(f64, f64) -> f64) -> (f64, f64) {
        let rows: Vec<_> = x.chunks_exact(dimensions).collect();
        let n = rows.len() as f64;
        let single: f64 = rows.iter().map(|row| row.iter().map(|&u| one(u)).product::<f64>()).sum();
        let double: f64 = rows
            .iter()
            .flat_map(|a| rows.iter().map(move |b| a.iter().zip(*b).map(|(&u, &v)| two(u, v)).product::<f64>()))
            .sum();
        (single / n, double / (n * n))
    }

    fn centred_discrepancy(x: &[f64], dimensions: usize) -> f64 {
        let (single, double) = closed_formula(
            x,
            dimensions,
            |u| 1.0 + 0.5 * (u - 0.5).abs() - 0.5 * (u - 0.5) * (u - 0.5),
            |u, v| 1.0 + 0.5 * (u - 0.5).abs() + 0.5 * (v - 0.5).abs() - 0.5 * (u - v).abs(),
        );
        libm::pow(13.0 / 12.0, dimensions as f64) - 2.0 * single + double
    }

    fn star_discrepancy(x: &[f64], dimensions: usize) -> f64 {
        let (single, double) = closed_formula(x, dimensions, |u| 1.0 - u * u, |u, v| 1.0 - u.max(v));
        let d = dimensions as f64;
        (libm::pow(3.0, -d) - libm::pow(2.0, 1.0 - d) * single + double).sqrt()
    }

    #[test]
    fn the_first_ten_points_are_those_of_joe_and_kuo() {
        let published = [
            [0.0, 0.0],
            [0.5, 0.5],
            [0.75, 0.25],
            [0.25, 0.75],
            [0.375, 0.375],
            [0.875, 0.875],
            [0.625, 0.125],
            [0.125, 0.625],
            [0.1875, 0.3125],
            [0.6875, 0.8125],
        ];
        assert_eq!(unscrambled(10, 2).unwrap(), published.concat());
    }

    /// SciPy 1.17.1: `qmc.Sobol(256, scramble=False, bits=32).random(65536)`, times 2^32, each times its place in the
    /// flat array counted from 1, summed modulo 2^64.
    #[test]
    fn all_points_in_all_dimensions_are_those_of_scipy() {
        let all = unscrambled(MAX_POINTS, 256).unwrap();
        let sum = (1_u64..)
            .zip(&all)
            .fold(0_u64, |sum, (place, x)| sum.wrapping_add(place.wrapping_mul((x * 4_294_967_296.0) as u64)));
        assert_eq!(sum, 18_437_736_599_576_903_680);
    }

    /// SciPy 1.17.1: `qmc.discrepancy(x, method="CD")` and `method="L2-star"` of 1024 unscrambled points.
    #[test]
    fn discrepancies_are_those_of_scipy() {
        for (dimensions, centred, star) in [
            (2, 1.106_736_388_090_112_7e-6, 8.679_282_638_502_286e-4),
            (6, 6.201_293_720_309_309e-5, 1.534_640_724_100_057_4e-3),
        ] {
            let x = unscrambled(1024, dimensions).unwrap();
            let found = centred_discrepancy(&x, dimensions);
            assert!((found - centred).abs() < 1e-11, "centred, {dimensions} dimensions: {found}");
            let found = star_discrepancy(&x, dimensions);
            assert!((found - star).abs() < 1e-9, "star, {dimensions} dimensions: {found}");
        }
    }

    #[test]
    fn scrambling_keeps_one_point_in_every_stratum() {
        let (points, dimensions) = (1024, 256);
        let x = scrambled(points, dimensions, 7).unwrap();
        for dimension in 0..dimensions {
            let mut seen = vec![false; points];
            for row in x.chunks_exact(dimensions) {
                assert!(row[dimension] > 0.0 && row[dimension] < 1.0);
                seen[(row[dimension] * points as f64) as usize] = true;
            }
            assert!(seen.iter().all(|&s| s), "dimension {dimension}");
        }
        // The first two dimensions are a (0, 10, 2)-net: 32 by 32 cells hold a point each.
        let mut seen = vec![false; points];
        for row in x.chunks_exact(dimensions) {
            seen[(row[0] * 32.0) as usize * 32 + (row[1] * 32.0) as usize] = true;
        }
        assert!(seen.iter().all(|&s| s));
    }

    /// Over scramblings a coordinate is uniform: chi-square over 64 cells, below its 99.99% point (63 degrees, 113.5).
    #[test]
    fn every_point_is_uniform_over_scramblings() {
        let (points, dimensions, seeds) = (5, 3, 6400);
        let mut counts = vec![[0_u32; 64]; points * dimensions];
        for seed in 0..seeds {
            for (count, x) in counts.iter_mut().zip(scrambled(points, dimensions, seed).unwrap()) {
                count[(x * 64.0) as usize] += 1;
            }
        }
        let expected = seeds as f64 / 64.0;
        for (at, count) in counts.iter().enumerate() {
            let chi: f64 =
                count.iter().map(|&c| (f64::from(c) - expected) * (f64::from(c) - expected) / expected).sum();
            assert!(chi < 113.5, "coordinate {at}: {chi}");
        }
    }

    #[test]
    fn seeds_differ_and_more_points_or_dimensions_change_nothing() {
        let small = scrambled(16, 3, 1).unwrap();
        let large = scrambled(64, 5, 1).unwrap();
        for (a, b) in small.chunks_exact(3).zip(large.chunks_exact(5)) {
            assert_eq!(a, &b[..3]);
        }
        assert_ne!(small, scrambled(16, 3, 2).unwrap());
    }
}

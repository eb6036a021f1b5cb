//! Latin hypercube points (McKay, Beckman and Conover 1979): each dimension is cut into as many strata of equal width
//! as there are points, and each stratum holds one point, at a random place in it.

use rand::Rng;
use rand::seq::SliceRandom;

use super::{PointsError, at_most, check_size, middle, stream};

/// Most points: up to here the rounding of a coordinate cannot move it out of its stratum.
pub const MAX_POINTS: usize = 1 << 19;

/// The purpose of the random streams of this file.
const PURPOSE: u64 = 2;

/// A Latin hypercube of `points` points in `dimensions` dimensions. A dimension's coordinates do not depend on how
/// many dimensions there are.
///
/// # Errors
/// No points or dimensions, more than [`MAX_POINTS`] points or [`MAX_DIMENSIONS`](super::MAX_DIMENSIONS) dimensions,
/// or too many of both together.
pub fn hypercube(points: usize, dimensions: usize, seed: u64) -> Result<Vec<f64>, PointsError> {
    at_most("points", points, MAX_POINTS, "take fewer points")?;
    check_size(points, dimensions)?;
    let mut values = vec![0.0; points * dimensions];
    let mut strata: Vec<u32> = (0..points as u32).collect();
    for dimension in 0..dimensions {
        let mut rng = stream(seed, PURPOSE, dimension as u64);
        strata.sort_unstable();
        strata.shuffle(&mut rng);
        for (row, &stratum) in values.chunks_exact_mut(dimensions).zip(&strata) {
            row[dimension] = (f64::from(stratum) + middle(rng.next_u32())) / points as f64;
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_latin(points: usize, dimensions: usize, seed: u64) {
        let x = hypercube(points, dimensions, seed).unwrap();
        for dimension in 0..dimensions {
            let mut seen = vec![false; points];
            for row in x.chunks_exact(dimensions) {
                let stratum = (row[dimension] * points as f64) as usize;
                assert!(!std::mem::replace(&mut seen[stratum], true), "two points in stratum {stratum}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn each_stratum_of_each_dimension_holds_one_point(points in 1_usize..400, dimensions in 1_usize..20, seed: u64) {
            assert_latin(points, dimensions, seed);
        }
    }

    #[test]
    fn the_largest_hypercube_is_one_too() {
        assert_latin(MAX_POINTS, 2, 3);
    }

    /// Two dimensions are independent: over hypercubes of 8 points, the mean of the products of centred coordinates
    /// is 0. Its standard error over `seeds` hypercubes is about 1/12 / sqrt(8 seeds).
    #[test]
    fn dimensions_are_not_correlated() {
        let seeds = 4000;
        let mut sum = 0.0;
        for seed in 0..seeds {
            let x = hypercube(8, 2, seed).unwrap();
            sum += x.chunks_exact(2).map(|row| (row[0] - 0.5) * (row[1] - 0.5)).sum::<f64>() / 8.0;
        }
        let error = 1.0 / 12.0 / (8.0 * seeds as f64).sqrt();
        assert!((sum / seeds as f64).abs() < 4.0 * error, "{} against {error}", sum / seeds as f64);
    }
}

//! Point sets in the unit cube: what a design of parameter values is made of.
//!
//! A point set is a flat array, one row a point: coordinate `d` of point `p` is `values[p * dimensions + d]`. All are
//! pure functions of their sizes and a seed.

pub mod grid;
pub mod latin;
pub mod morris;
pub mod saltelli;
pub mod sobol;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Most dimensions of a point set.
pub const MAX_DIMENSIONS: usize = 256;

/// Most numbers in a point set, points times dimensions: half a gigabyte.
pub const MAX_VALUES: usize = 1 << 26;

/// Why there is no such point set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// A size is too small.
    #[error("{what}: {found} given, at least {least} needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many were asked for.
        found: usize,
        /// The least that is allowed.
        least: usize,
    },
    /// A size is too large.
    #[error("{what}: {found} given, at most {most} allowed; {remedy}")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many were asked for.
        found: usize,
        /// The most that is allowed.
        most: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// Morris trajectories need an even number of levels.
    #[error("levels: {0} given, an even number needed, since a step crosses half of them; {next} would do", next = .0 + 1)]
    OddLevels(usize),
}

/// An error if there are fewer than `least`.
fn at_least(what: &'static str, found: usize, least: usize) -> Result<(), PointsError> {
    if found < least { Err(PointsError::TooFew { what, found, least }) } else { Ok(()) }
}

/// An error if there are more than `most`.
fn at_most(what: &'static str, found: usize, most: usize, remedy: &'static str) -> Result<(), PointsError> {
    if found > most { Err(PointsError::TooMany { what, found, most, remedy }) } else { Ok(()) }
}

/// An error if so many points in so many dimensions are none or too many to hold.
fn check_size(points: usize, dimensions: usize) -> Result<(), PointsError> {
    at_least("points", points, 1)?;
    at_least("dimensions", dimensions, 1)?;
    at_most("dimensions", dimensions, MAX_DIMENSIONS, "hold the least important parameters fixed")?;
    at_most("points times dimensions", points.saturating_mul(dimensions), MAX_VALUES, "take fewer points")
}

/// The random stream of a purpose: other purposes and other streams of the same seed are independent of it.
fn stream(seed: u64, purpose: u64, index: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream((purpose << 32) | index);
    rng
}

/// A number strictly between 0 and 1: the middle of cell `bits` of 2^32.
fn middle(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_state_the_value_the_limit_and_the_remedy() {
        let dimensions = sobol::unscrambled(8, 257).unwrap_err().to_string();
        assert_eq!(dimensions, "dimensions: 257 given, at most 256 allowed; hold the least important parameters fixed");
        let points = sobol::scrambled(65_537, 2, 1).unwrap_err().to_string();
        assert!(points.starts_with("points: 65537 given, at most 65536 allowed; "), "{points}");
        assert_eq!(latin::hypercube(0, 2, 1).unwrap_err().to_string(), "points: 0 given, at least 1 needed");
        assert!(matches!(latin::hypercube(1 << 19, 256, 1), Err(PointsError::TooMany { .. })));
        let levels = morris::trajectories(3, 4, 5, 10, 1).unwrap_err().to_string();
        assert!(levels.contains("5 given, an even number needed") && levels.ends_with("6 would do"), "{levels}");
    }

    #[test]
    fn sizes_that_overflow_are_errors() {
        assert!(grid::full_factorial(&[usize::MAX, 3]).is_err());
        assert!(morris::trajectories(2, usize::MAX, 4, usize::MAX, 1).is_err());
        assert!(saltelli::points(1 << 16, 128, true, 1).is_err());
        assert!(saltelli::points(usize::MAX, usize::MAX, true, 1).is_err());
        assert!(morris::radial(usize::MAX, usize::MAX, 1).is_err());
    }
}

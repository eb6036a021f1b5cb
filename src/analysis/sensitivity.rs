//! What the estimators of sensitivity share: their errors, and the checking of their arrays; and the study that runs them.

pub mod study;

/// Outcomes beyond this are refused, since products of them would overflow.
pub const LARGEST: f64 = 1e100;

/// Why a sensitivity cannot be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// Too little of something.
    #[error("{what}: {found} given, at least {least} needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// The least that is needed.
        least: usize,
    },
    /// An array is not as long as the sizes say.
    #[error("{what}: {found} numbers given, {expected} needed ({why}); pass all points of the design in its order")]
    Length {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// What it should be.
        expected: usize,
        /// How that is made up.
        why: String,
    },
    /// A number is NaN, infinite or too large.
    #[error(
        "{what}: {value} at place {at}; finite numbers up to 1e100 are needed: leave out outcomes that can be null"
    )]
    NotFinite {
        /// Which array.
        what: &'static str,
        /// Where in it.
        at: usize,
        /// The number.
        value: f64,
    },
    /// The points are not those of a design for elementary effects.
    #[error(
        "point {point} differs in {changed} coordinates from the point that it is compared with, and must differ in \
         one, each in turn; pass the points of one design as they were made, and say which design it is"
    )]
    NotAStep {
        /// The point, counted from 0.
        point: usize,
        /// In how many coordinates it differs.
        changed: usize,
    },
    /// More slices than points.
    #[error("slices: {slices} given for {points} points, at most {points} possible; take fewer slices or more points")]
    TooManySlices {
        /// Slices asked for.
        slices: usize,
        /// Points that there are.
        points: usize,
    },
    /// The number of resamples is impossible.
    #[error("resamples: {0} given, 1 to 1000000 allowed; 1000 are usual")]
    Resamples(usize),
    /// The level is impossible.
    #[error("level of intervals: {0} given, a number between 0 and 1 needed, such as 0.95")]
    Level(f64),
}

/// An error if there are fewer than `least`.
pub(super) fn at_least(what: &'static str, found: usize, least: usize) -> Result<(), SensitivityError> {
    if found < least { Err(SensitivityError::TooFew { what, found, least }) } else { Ok(()) }
}

/// An error if the array is not as long as the product of the sizes, or a number in it is not usable.
pub(super) fn check_array(
    what: &'static str,
    values: &[f64],
    sizes: &[(usize, &'static str)],
) -> Result<(), SensitivityError> {
    let expected = sizes.iter().fold(1_usize, |product, (size, _)| product.saturating_mul(*size));
    if values.len() != expected {
        let why = sizes.iter().map(|(size, name)| format!("{size} {name}")).collect::<Vec<_>>().join(" times ");
        return Err(SensitivityError::Length { what, found: values.len(), expected, why });
    }
    match values.iter().position(|x| x.is_nan() || x.abs() > LARGEST) {
        Some(at) => Err(SensitivityError::NotFinite { what, at, value: values[at] }),
        None => Ok(()),
    }
}

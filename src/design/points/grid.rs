//! Full factorial grids: every combination of the levels of each dimension.

use super::{PointsError, at_least, check_size};

/// The grid with `levels[d]` levels in dimension `d`, evenly spaced from 0 to 1 with both ends; a single level is 0.5.
/// The last dimension varies fastest. The number of points is the product of the levels.
///
/// # Errors
/// No or too many dimensions, a dimension without levels, too many points.
pub fn full_factorial(levels: &[usize]) -> Result<Vec<f64>, PointsError> {
    for &count in levels {
        at_least("levels", count, 1)?;
    }
    let points = levels.iter().fold(1_usize, |product, &count| product.saturating_mul(count));
    check_size(points, levels.len())?;
    let mut values = vec![0.0; points * levels.len()];
    for (point, row) in values.chunks_exact_mut(levels.len()).enumerate() {
        let mut rest = point;
        for (value, &count) in row.iter_mut().zip(levels).rev() {
            *value = level(rest % count, count);
            rest /= count;
        }
    }
    Ok(values)
}

/// Level `at` of `count`.
fn level(at: usize, count: usize) -> f64 {
    if count == 1 { 0.5 } else { at as f64 / (count - 1) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_dimension_varies_fastest() {
        let expected = [0.0, 0.5, 0.0, 0.0, 0.5, 0.5, 0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 1.0, 0.5, 0.5, 1.0, 0.5, 1.0];
        assert_eq!(full_factorial(&[2, 1, 3]).unwrap(), expected);
    }

    #[test]
    fn every_combination_is_there_once() {
        let x = full_factorial(&[3, 4, 5]).unwrap();
        let mut seen: Vec<_> =
            x.chunks_exact(3).map(|r| ((r[0] * 2.0) as u8, (r[1] * 3.0).round() as u8, (r[2] * 4.0) as u8)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 60);
    }

    #[test]
    fn impossible_grids_are_errors() {
        assert!(matches!(full_factorial(&[]), Err(PointsError::TooFew { what: "dimensions", .. })));
        assert!(matches!(full_factorial(&[3, 0]), Err(PointsError::TooFew { what: "levels", .. })));
        assert!(matches!(full_factorial(&[2; 40]), Err(PointsError::TooMany { .. })));
    }
}

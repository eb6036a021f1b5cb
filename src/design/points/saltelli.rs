//! The design for Sobol' indices by Saltelli et al. (2010): two independent samples A and B, and copies of A (of B)
//! in which one column is from B (from A).

use super::{PointsError, at_least, at_most, check_size, sobol};

/// Most parameters: A and B take a Sobol' dimension each.
pub const MAX_PARAMETERS: usize = super::MAX_DIMENSIONS / 2;

/// Points for each base sample: `parameters + 2`, or `2 parameters + 2` for indices of second order.
#[must_use]
pub fn block(parameters: usize, second_order: bool) -> usize {
    let copies = if second_order { parameters.saturating_mul(2) } else { parameters };
    copies.saturating_add(2)
}

/// The points of `base` base samples, in `parameters` dimensions.
///
/// The points of a base sample n stand together: A_n, B_n, AB_1 .. AB_k, and for second order BA_1 .. BA_k. AB_i is
/// A_n with coordinate i from B_n; BA_i is B_n with coordinate i from A_n. A_n and B_n are the first and the second
/// half of point n of an Owen-scrambled Sobol' sequence in `2 parameters` dimensions. So more base samples extend a
/// design. `base` is best a power of 2.
///
/// # Errors
/// No base samples or parameters, more than 65 536 base samples or 128 parameters, or too many of both together.
pub fn points(base: usize, parameters: usize, second_order: bool, seed: u64) -> Result<Vec<f64>, PointsError> {
    at_least("base samples", base, 1)?;
    at_least("parameters", parameters, 1)?;
    at_most("base samples", base, sobol::MAX_POINTS, "take fewer base samples")?;
    at_most("parameters", parameters, MAX_PARAMETERS, "screen them first, with the Morris method")?;
    check_size(base * block(parameters, second_order), parameters)?;
    let sample = sobol::scrambled(base, 2 * parameters, seed)?;
    let mut values = Vec::with_capacity(base * block(parameters, second_order) * parameters);
    for row in sample.chunks_exact(2 * parameters) {
        let (a, b) = row.split_at(parameters);
        values.extend_from_slice(a);
        values.extend_from_slice(b);
        exchange(&mut values, a, b);
        if second_order {
            exchange(&mut values, b, a);
        }
    }
    Ok(values)
}

/// Appends the copies of `from` in which one coordinate is from `other`.
pub(super) fn exchange(values: &mut Vec<f64>, from: &[f64], other: &[f64]) {
    for (i, &x) in other.iter().enumerate() {
        let start = values.len();
        values.extend_from_slice(from);
        values[start + i] = x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_a_base_sample_stand_together_in_their_order() {
        let k = 3;
        let x = points(4, k, true, 5).unwrap();
        assert_eq!(x.len(), 4 * block(k, true) * k);
        let sample = sobol::scrambled(4, 2 * k, 5).unwrap();
        for (n, rows) in x.chunks_exact(block(k, true) * k).enumerate() {
            let row = |at: usize| &rows[at * k..(at + 1) * k];
            assert_eq!([row(0), row(1)].concat(), &sample[n * 2 * k..(n + 1) * 2 * k]);
            for i in 0..k {
                for d in 0..k {
                    assert_eq!(row(2 + i)[d], if d == i { row(1)[d] } else { row(0)[d] });
                    assert_eq!(row(2 + k + i)[d], if d == i { row(0)[d] } else { row(1)[d] });
                }
            }
        }
    }

    #[test]
    fn the_short_design_is_the_long_one_without_its_end() {
        let (short, long) = (points(8, 2, false, 1).unwrap(), points(8, 2, true, 1).unwrap());
        for (s, l) in short.chunks_exact(block(2, false) * 2).zip(long.chunks_exact(block(2, true) * 2)) {
            assert_eq!(s, &l[..s.len()]);
        }
    }
}

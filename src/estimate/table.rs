//! Tables of levels by levels, in lanes: a transition by the level before and the level after, or the levels of both sides.

use crate::lanes::{LANES, Lanes, go};

/// Levels of a side.
pub const LEVELS: usize = 5;
/// A table by the level before and the level after, or by the levels of both sides.
pub type Table = [[Lanes; LEVELS]; LEVELS];
/// A table of zeros.
pub const ZEROS: Table = [[Lanes::ZERO; LEVELS]; LEVELS];

/// The sum over lanes, in their order.
#[must_use]
pub fn total(x: &Lanes) -> f64 {
    x.0.iter().sum()
}

/// Every entry of `out` the sum over k of the products of two entries, a row against a column; with `MORE`, that much more.
/// Written where it lies, and a loop over lanes innermost, so that it becomes vectors and nothing is copied.
#[inline(always)]
fn dots<'t, const MORE: bool>(
    out: &mut Table,
    a: impl Fn(usize, usize) -> &'t Lanes,
    b: impl Fn(usize, usize) -> &'t Lanes,
) {
    const { assert!(LEVELS == 5, "five products are written out") };
    for (row, out) in out.iter_mut().enumerate() {
        let [a0, a1, a2, a3, a4] = [a(row, 0), a(row, 1), a(row, 2), a(row, 3), a(row, 4)];
        for (column, out) in out.iter_mut().enumerate() {
            let [b0, b1, b2, b3, b4] = [b(0, column), b(1, column), b(2, column), b(3, column), b(4, column)];
            for lane in 0..LANES {
                let sum = a0.0[lane] * b0.0[lane]
                    + a1.0[lane] * b1.0[lane]
                    + a2.0[lane] * b2.0[lane]
                    + a3.0[lane] * b3.0[lane]
                    + a4.0[lane] * b4.0[lane];
                out.0[lane] = if MORE { out.0[lane] + sum } else { sum };
            }
        }
    }
}

/// out = a b.
#[inline(never)]
pub fn product(out: &mut Table, a: &Table, b: &Table) {
    go(
        #[inline(always)]
        || {
            dots::<false>(
                out,
                #[inline(always)]
                |row, k| &a[row][k],
                #[inline(always)]
                |k, column| &b[k][column],
            )
        },
    )
}

/// out = a' b.
#[inline(never)]
pub fn transposed_product(out: &mut Table, a: &Table, b: &Table) {
    go(
        #[inline(always)]
        || {
            dots::<false>(
                out,
                #[inline(always)]
                |row, k| &a[k][row],
                #[inline(always)]
                |k, column| &b[k][column],
            )
        },
    )
}

/// out = a b'.
#[inline(never)]
pub fn product_transposed(out: &mut Table, a: &Table, b: &Table) {
    go(
        #[inline(always)]
        || {
            dots::<false>(
                out,
                #[inline(always)]
                |row, k| &a[row][k],
                #[inline(always)]
                |k, column| &b[column][k],
            )
        },
    )
}

/// Derivatives by t, into `out`, from those by its square: of a square S = T T, by T is (by S) T' + T' (by S).
#[inline(never)]
pub fn through_square(out: &mut Table, by_square: &Table, t: &Table) {
    product_transposed(out, by_square, t);
    go(
        #[inline(always)]
        || {
            dots::<true>(
                out,
                #[inline(always)]
                |row, k| &t[k][row],
                #[inline(always)]
                |k, column| &by_square[k][column],
            )
        },
    )
}

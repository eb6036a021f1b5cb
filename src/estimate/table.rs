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

/// Lanes that are worked on at once: those of a row of `a` stay in registers.
const BLOCK: usize = 4;

#[inline(always)]
fn block(x: &Lanes, at: usize) -> [f64; BLOCK] {
    std::array::from_fn(
        #[inline(always)]
        |lane| x.0[at * BLOCK + lane],
    )
}

/// Every entry of `out` the sum over k of the products of two entries, a row against a column; with `MORE`, that much more.
/// Written where it lies, and a loop over lanes innermost, so that it becomes vectors and nothing is copied.
#[inline(always)]
fn dots<'t, const MORE: bool>(
    out: &mut Table,
    a: impl Fn(usize, usize) -> &'t Lanes,
    b: impl Fn(usize, usize) -> &'t Lanes,
) {
    const { assert!(LEVELS == 5 && LANES.is_multiple_of(BLOCK), "five products are written out, in whole blocks") };
    for at in 0..LANES / BLOCK {
        for (row, out) in out.iter_mut().enumerate() {
            let [a0, a1, a2, a3, a4] = [0, 1, 2, 3, 4].map(
                #[inline(always)]
                |k| block(a(row, k), at),
            );
            for (column, out) in out.iter_mut().enumerate() {
                let [b0, b1, b2, b3, b4] = [0, 1, 2, 3, 4].map(
                    #[inline(always)]
                    |k| block(b(k, column), at),
                );
                for lane in 0..BLOCK {
                    let sum = a0[lane] * b0[lane]
                        + a1[lane] * b1[lane]
                        + a2[lane] * b2[lane]
                        + a3[lane] * b3[lane]
                        + a4[lane] * b4[lane];
                    let out = &mut out.0[at * BLOCK + lane];
                    *out = if MORE { *out + sum } else { sum };
                }
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

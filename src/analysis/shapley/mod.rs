//! Shapley values: what each player of a game is worth, here what each claim of an argument does to its conclusion.
//!
//! A game over k players gives a value v(S) to every subset S of them. It is an array of 2^k numbers, index = bitmask:
//! bit i is set where player i is in S. In an audit of claims bit i says that claim i is relaxed, v(0) is the argument
//! as it stands and v(2^k - 1) the argument with every claim relaxed; all values below are effects of relaxing.
//!
//! - Shapley value (Shapley 1953): player i's contribution v(S + i) - v(S), averaged over all orders of joining. The
//!   values add up to v(all) - v(none).
//! - Interaction index of a pair (Grabisch and Roubens 1999): what i and j contribute together beyond what they
//!   contribute apart, averaged likewise. Above 0 they reinforce each other, below 0 one makes the other redundant.
//! - Relaxed alone: v({i}) - v(none). Kept alone: v(all) - v(all but i), the effect of relaxing i where all others are
//!   relaxed already.
//!
//! All are linear in the game. So the values of a mean game are the means of the values of replicate games, and
//! [`Contrasts`] takes a stream of replicates: cells that share their replicates make paired contrasts.

mod contrasts;
mod permutations;
mod weights;

pub use contrasts::{Contrast, ContrastSummary, Contrasts, PairContrast};
pub use permutations::{Estimate, Permutations};
pub use weights::{MOST_PLAYERS, Values, Weights};

/// Why there are no values.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ShapleyError {
    /// Too few or too many players for all subsets.
    #[error(
        "the game has {0} players; from 1 to {MOST_PLAYERS} can be run with all subsets, beyond that use permutations"
    )]
    Players(usize),
    /// Too few or too many players for subsets as bits.
    #[error("the game has {0} players; from 1 to 63 can be sampled by permutations")]
    PlayersSampled(usize),
    /// A game of another size.
    #[error("the game has {found} cells where {expected} are needed, one for each subset in its order")]
    Cells {
        /// Cells found.
        found: usize,
        /// Cells needed.
        expected: usize,
    },
    /// A value that is no finite number.
    #[error("cell {cell} has the value {value}, which is not a finite number; leave out replicates with a null")]
    NotFinite {
        /// Index of the cell.
        cell: usize,
        /// Its value.
        value: f64,
    },
    /// Too few replicates or permutations for an interval.
    #[error("there are {0} replicates; an interval needs at least 2")]
    TooFew(u64),
    /// Too many permutations to hold.
    #[error("{0} pairs of permutations were asked for; from 2 to 100000 are allowed")]
    Pairs(usize),
}

fn check(game: &[f64], expected: usize) -> Result<(), ShapleyError> {
    if game.len() != expected {
        return Err(ShapleyError::Cells { found: game.len(), expected });
    }
    match game.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        Some((cell, &value)) => Err(ShapleyError::NotFinite { cell, value }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;

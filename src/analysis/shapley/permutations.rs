//! Games of more players than all subsets allow: sampled orders of joining.

use super::{ShapleyError, check};
use crate::analysis::paired::Moments;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

/// An estimated Shapley value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value, in the unit of the game.
    pub value: f64,
    /// Its standard error from the choice of orders.
    pub standard_error: f64,
}

/// Sampled orders in which players join, each with its reverse (Castro, Gomez and Tejada 2009; antithetic pairs as in
/// Mitchell, Cooper, Frank and Holmes 2022), and the subsets that they need.
///
/// The estimate is the mean of v(S + i) - v(S) over the orders, S being those before i. It is unbiased, and the
/// estimates add up to v(all) - v(none) exactly but for rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permutations {
    players: usize,
    /// Subsets to run, bitmasks in ascending order.
    cells: Vec<u64>,
    /// Of each order: the players as they join, and the index of the cell before each joins and at the end.
    orders: Vec<(Vec<u8>, Vec<u32>)>,
}

impl Permutations {
    /// `pairs` orders of `players` with their reverses, drawn from `seed`. At most `2 pairs (k - 1) + 2` subsets have
    /// to be run.
    ///
    /// # Errors
    /// No players or more than 63, fewer than 2 pairs or more than 100 000.
    pub fn new(players: usize, pairs: usize, seed: u64) -> Result<Self, ShapleyError> {
        if players == 0 || players > 63 {
            return Err(ShapleyError::PlayersSampled(players));
        }
        if !(2..=100_000).contains(&pairs) {
            return Err(ShapleyError::Pairs(pairs));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn = Vec::with_capacity(2 * pairs);
        for _ in 0..pairs {
            let order = shuffled(players, &mut rng);
            let reverse = order.iter().rev().copied().collect();
            drawn.extend([order, reverse]);
        }
        let mut cells: Vec<u64> = drawn.iter().flat_map(|order| path(order)).collect();
        cells.sort_unstable();
        cells.dedup();
        // Every cell of a path is in the list, so the place at which it would be inserted is its own.
        let index = |cell| cells.partition_point(|&other| other < cell) as u32;
        let orders = drawn.into_iter().map(|order| (order.clone(), path(&order).map(index).collect())).collect();
        Ok(Self { players, cells, orders })
    }

    /// The subsets to run, bitmasks in ascending order: the order of a game's values.
    #[must_use]
    pub fn cells(&self) -> &[u64] {
        &self.cells
    }

    /// The estimated Shapley value of each player, linear in the game: the mean over replicate games is the value of
    /// the mean game, and its spread over them is the error from chance within the runs.
    ///
    /// # Errors
    /// A game without one value for each of [`Permutations::cells`], or with one that is not finite.
    pub fn values(&self, game: &[f64]) -> Result<Vec<f64>, ShapleyError> {
        Ok(self.estimate(game)?.into_iter().map(|estimate| estimate.value).collect())
    }

    /// The estimated values with the standard error that comes from having sampled orders, from the means of the
    /// antithetic pairs, which are independent. Where the game's values are themselves means over replicates, their own
    /// error comes on top (the replicates' spread of [`Permutations::values`], added in squares).
    ///
    /// # Errors
    /// A game without one value for each of [`Permutations::cells`], or with one that is not finite.
    pub fn estimate(&self, game: &[f64]) -> Result<Vec<Estimate>, ShapleyError> {
        check(game, self.cells.len())?;
        let mut moments = vec![Moments::default(); self.players];
        for pair in self.orders.chunks_exact(2) {
            let mut sums = vec![0.0; self.players];
            for (order, path) in pair {
                for (player, step) in order.iter().zip(path.windows(2)) {
                    sums[usize::from(*player)] += game[step[1] as usize] - game[step[0] as usize];
                }
            }
            moments.iter_mut().zip(sums).for_each(|(moments, sum)| moments.push(sum / 2.0));
        }
        let estimate = |m: &Moments| Estimate { value: m.mean, standard_error: m.standard_error().unwrap_or(0.0) };
        Ok(moments.iter().map(estimate).collect())
    }
}

/// Players in random order (Fisher and Yates 1938).
fn shuffled(players: usize, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut order: Vec<u8> = (0..players as u8).collect();
    for last in (1..players).rev() {
        order.swap(last, rng.random_range(0..=last as u32) as usize);
    }
    order
}

/// The subsets on the way from none to all.
fn path(order: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let join = |set: &mut u64, &player: &u8| {
        *set |= 1 << player;
        Some(*set)
    };
    std::iter::once(0).chain(order.iter().scan(0, join))
}

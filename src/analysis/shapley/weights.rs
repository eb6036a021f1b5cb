//! Games of up to 16 players, all subsets known.

use super::{ShapleyError, check};

/// The most players whose subsets are all run: 65 536 cells.
pub const MOST_PLAYERS: usize = 16;

/// The values of a game, or anything else that has one number a player and one a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// One a player: its Shapley value.
    pub players: Vec<f64>,
    /// One a pair, in the order of [`Weights::pairs`]: its interaction index.
    pub pairs: Vec<f64>,
}

/// The weights that turn a game over `k` players into values.
///
/// Shapley values weigh v(S) by `(s - 1)! (k - s)! / k!` where the player is in S, and by `-s! (k - s - 1)! / k!`
/// where it is not, s being the size of S. Interactions weigh it by `t! (k - t - 2)! / (k - 1)!`, t being the number
/// of others in S, with a minus where just one of the pair is. Weights are kept as whole numbers and divided at the
/// end: a game of whole numbers up to `2^53 / (7 k!)` in size (61 for 16 players, 2 million for 12) is treated without
/// rounding until then.
///
/// What depends on S only through its size and the members in question is a sum over supersets, which halving gives for
/// all players in 2^(k+1) additions, and for all pairs in about as many.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    players: usize,
    /// By members in S (0, 1), by size of S; times k!.
    single: [Vec<f64>; 2],
    /// By members in S (0, 1, 2), by size of S; times (k - 1)!.
    pair: [Vec<f64>; 3],
}

impl Weights {
    /// The weights for games over this many players, at most [`MOST_PLAYERS`].
    ///
    /// # Errors
    /// No players, or too many.
    pub fn new(players: usize) -> Result<Self, ShapleyError> {
        if players == 0 || players > MOST_PLAYERS {
            return Err(ShapleyError::Players(players));
        }
        // The weight of s others in S, of `others` in all.
        let weight = |others: usize, s: Option<usize>| {
            s.filter(|&s| s <= others).map_or(0.0, |s| factorial(s) * factorial(others - s))
        };
        let by_size = |others: Option<usize>, inside: usize, sign: f64| {
            let of_size = |s: usize| others.map_or(0.0, |others| sign * weight(others, s.checked_sub(inside)));
            (0..=players).map(of_size).collect::<Vec<_>>()
        };
        let (one, two) = (Some(players - 1), players.checked_sub(2));
        Ok(Self {
            players,
            single: [by_size(one, 0, -1.0), by_size(one, 1, 1.0)],
            pair: [by_size(two, 0, 1.0), by_size(two, 1, -1.0), by_size(two, 2, 1.0)],
        })
    }

    /// Number of players.
    #[must_use]
    pub fn players(&self) -> usize {
        self.players
    }

    /// Number of subsets.
    #[must_use]
    pub fn cells(&self) -> usize {
        1 << self.players
    }

    /// The pairs of players in their order: (0, 1), (0, 2), (1, 2), (0, 3) and so on.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        (0..self.players).flat_map(|second| (0..second).map(move |first| (first, second)))
    }

    /// The Shapley value of every player in a game, index = bitmask of the subset.
    ///
    /// # Errors
    /// A game whose length is not 2^k, or with a value that is not finite.
    pub fn values(&self, game: &[f64]) -> Result<Vec<f64>, ShapleyError> {
        check(game, self.cells())?;
        Ok(self.weigh(game, false).players)
    }

    /// The Shapley value of every player and the interaction index of every pair.
    ///
    /// # Errors
    /// A game whose length is not 2^k, or with a value that is not finite.
    pub fn values_and_interactions(&self, game: &[f64]) -> Result<Values, ShapleyError> {
        check(game, self.cells())?;
        Ok(self.weigh(game, false))
    }

    /// What relaxing each player alone does: v({i}) - v(none).
    ///
    /// # Errors
    /// A game whose length is not 2^k, or with a value that is not finite.
    pub fn relaxed_alone(&self, game: &[f64]) -> Result<Vec<f64>, ShapleyError> {
        check(game, self.cells())?;
        Ok((0..self.players).map(|player| game[1 << player] - game[0]).collect())
    }

    /// What relaxing each player does where all others are relaxed: v(all) - v(all but i).
    ///
    /// # Errors
    /// A game whose length is not 2^k, or with a value that is not finite.
    pub fn kept_alone(&self, game: &[f64]) -> Result<Vec<f64>, ShapleyError> {
        check(game, self.cells())?;
        let all = self.cells() - 1;
        Ok((0..self.players).map(|player| game[all] - game[all ^ (1 << player)]).collect())
    }

    /// The weighted sums of `cells` for every player and every pair, with the weights or with their squares.
    pub(super) fn weigh(&self, cells: &[f64], squared: bool) -> Values {
        let power = |w: f64| if squared { w * w } else { w };
        let [out, inside] = [0, 1].map(|at| self.single[at].iter().map(|&w| power(w)).collect::<Vec<_>>());
        let [none, one, both] = [0, 1, 2].map(|at| self.pair[at].iter().map(|&w| power(w)).collect::<Vec<_>>());
        let scaled = |by: &dyn Fn(usize) -> f64| {
            let by: Vec<f64> = (0..=self.players).map(by).collect();
            cells.iter().enumerate().map(|(set, v)| by[set.count_ones() as usize] * v).collect::<Vec<_>>()
        };
        let total = |cells: &[f64]| cells.iter().sum::<f64>();

        let rest = total(&scaled(&|s| out[s]));
        let divisor = power(factorial(self.players));
        let players = with_each(scaled(&|s| inside[s] - out[s]), self.players);
        let players = players.into_iter().map(|sum| (rest + sum) / divisor).collect();

        let rest = total(&scaled(&|s| none[s]));
        let divisor = power(factorial(self.players - 1));
        let either = with_each(scaled(&|s| one[s] - none[s]), self.players);
        let pairs = with_pairs(scaled(&|s| both[s] - 2.0 * one[s] + none[s]), self.players);
        let pairs = self.pairs().zip(pairs).map(|((i, j), sum)| (rest + either[i] + either[j] + sum) / divisor);
        Values { players, pairs: pairs.collect() }
    }
}

/// n!, exact up to 18.
fn factorial(n: usize) -> f64 {
    (1..=n).map(|i| i as f64).product()
}

/// Adds the upper half of the cells to the lower, which drops the last player: what is left are sums over it.
fn drop_last(cells: &mut Vec<f64>) {
    let half = cells.len() / 2;
    let (lower, upper) = cells.split_at_mut(half);
    lower.iter_mut().zip(upper).for_each(|(a, b)| *a += *b);
    cells.truncate(half);
}

/// For every player the sum of the cells with it.
fn with_each(mut cells: Vec<f64>, players: usize) -> Vec<f64> {
    let mut sums = vec![0.0; players];
    for player in (0..players).rev() {
        sums[player] = cells[1 << player..].iter().sum();
        drop_last(&mut cells);
    }
    sums
}

/// For every pair the sum of the cells with both.
fn with_pairs(mut cells: Vec<f64>, players: usize) -> Vec<f64> {
    let mut sums = vec![0.0; players * (players - 1) / 2];
    for second in (0..players).rev() {
        let first = second * second.saturating_sub(1) / 2;
        sums[first..first + second].copy_from_slice(&with_each(cells[1 << second..].to_vec(), second));
        drop_last(&mut cells);
    }
    sums
}

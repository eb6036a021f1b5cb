//! Values of a stream of replicate games, with intervals.

use super::{ShapleyError, Weights, check};
use crate::analysis::paired::Moments;
use crate::analysis::wilson::Z;
use serde::{Deserialize, Serialize};

/// A contrast of cells: its mean over replicates, with what pairing is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Mean over replicates, in the unit of the game.
    pub mean: f64,
    /// Its standard error, replicates shared by all cells.
    pub standard_error: f64,
    /// Lower end of the 95% interval, 1.96 standard errors below the mean.
    pub low: f64,
    /// Upper end of the 95% interval.
    pub high: f64,
    /// Variance had every cell been run with replicates of its own (the sum of squared weights times the cells'
    /// variances) over the variance as paired. Above 1 where sharing replicates helps; none where the paired variance
    /// is 0.
    pub variance_ratio: Option<f64>,
}

/// The contrast of a pair of players.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairContrast {
    /// The first player.
    pub first: usize,
    /// The second player, with the higher number.
    pub second: usize,
    /// Their interaction.
    pub contrast: Contrast,
}

/// All contrasts of a game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContrastSummary {
    /// Number of replicates.
    pub count: u64,
    /// Mean value of the game with no player and with all.
    pub none_and_all: [f64; 2],
    /// Shapley value of each player.
    pub shapley: Vec<Contrast>,
    /// Interaction index of each pair.
    pub interaction: Vec<PairContrast>,
}

/// Accumulates replicate games of one outcome. Memory: 24 bytes a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrasts {
    weights: Weights,
    cells: Vec<Moments>,
    /// Shapley values, interactions.
    contrasts: [Vec<Moments>; 2],
}

impl Contrasts {
    /// An accumulator for games with these weights.
    #[must_use]
    pub fn new(weights: Weights) -> Self {
        let players = weights.players();
        let sizes = [players, players * (players - 1) / 2];
        let cells = vec![Moments::default(); weights.cells()];
        Self { weights, cells, contrasts: sizes.map(|size| vec![Moments::default(); size]) }
    }

    /// Takes the game of one replicate, index = bitmask of the subset; gives its Shapley values.
    ///
    /// # Errors
    /// A game whose length is not 2^k, or with a value that is not finite; nothing is taken then.
    pub fn push(&mut self, game: &[f64]) -> Result<Vec<f64>, ShapleyError> {
        check(game, self.weights.cells())?;
        let values = self.weights.weigh(game, false);
        for (moments, values) in self.contrasts.iter_mut().zip([&values.players, &values.pairs]) {
            moments.iter_mut().zip(values).for_each(|(moments, value)| moments.push(*value));
        }
        self.cells.iter_mut().zip(game).for_each(|(moments, &value)| moments.push(value));
        Ok(values.players)
    }

    /// Number of replicates taken.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.cells[0].count
    }

    /// Means, intervals and variance ratios so far. Replicates are many, so intervals are normal.
    ///
    /// # Errors
    /// Fewer than two replicates.
    pub fn summary(&self) -> Result<ContrastSummary, ShapleyError> {
        let variances: Option<Vec<f64>> = self.cells.iter().map(Moments::variance).collect();
        let variances = variances.ok_or(ShapleyError::TooFew(self.count()))?;
        let apart = self.weights.weigh(&variances, true);
        let all = variances.len() - 1;
        let [shapley, pairs] = [(0, apart.players), (1, apart.pairs)]
            .map(|(kind, apart)| self.contrasts[kind].iter().zip(apart).map(|(m, apart)| contrast(m, apart)).collect());
        let named = |((first, second), contrast): (_, _)| PairContrast { first, second, contrast };
        let pairs: Vec<Contrast> = pairs;
        Ok(ContrastSummary {
            count: self.count(),
            none_and_all: [self.cells[0].mean, self.cells[all].mean],
            shapley,
            interaction: self.weights.pairs().zip(pairs).map(named).collect(),
        })
    }
}

/// A contrast from its moments and from its variance had the cells been independent.
fn contrast(moments: &Moments, apart: f64) -> Contrast {
    let (mean, standard_error) = (moments.mean, moments.standard_error().unwrap_or(0.0));
    Contrast {
        mean,
        standard_error,
        low: mean - Z * standard_error,
        high: mean + Z * standard_error,
        variance_ratio: moments.variance().filter(|&variance| variance > 0.0).map(|variance| apart / variance),
    }
}

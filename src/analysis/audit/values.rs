//! Shapley values of a stream of games without nulls, exact or over sampled orders.

use super::{Combinations, Effect, Pair};
use crate::analysis::effect::of_moments;
use crate::analysis::paired::Moments;
use crate::analysis::shapley::{Contrast, Contrasts, PairContrast, Permutations, ShapleyError, Weights};
use crate::scenario::Direction;

/// What has been seen.
pub(super) enum Values {
    /// All combinations.
    All { contrasts: Box<Contrasts>, groups: Vec<Moments> },
    /// Those that sampled orders lead through.
    Sampled {
        orders: Permutations,
        /// The points of the combinations that the orders need.
        points: Vec<usize>,
        /// Each combination, over replicates.
        cells: Vec<Moments>,
        claims: Vec<Moments>,
        groups: Vec<Moments>,
    },
}

/// What was found; for fewer than two games there is nothing.
pub(super) struct Found {
    /// The mean game, with all claims relaxed and with all kept.
    pub ends: [f64; 2],
    /// A claim's Shapley value, and the part of its standard error that comes from sampled orders.
    pub claims: Vec<(Effect, Option<f64>)>,
    pub groups: Vec<Option<Effect>>,
    pub pairs: Vec<Pair>,
}

impl Found {
    /// With exactly nothing where there is only rounding.
    pub(super) fn rounded(mut self, rounding: f64) -> Self {
        let effects = self.claims.iter_mut().map(|claim| &mut claim.0).chain(self.groups.iter_mut().flatten());
        effects.chain(self.pairs.iter_mut().map(|pair| &mut pair.effect)).for_each(|e| *e = e.rounded(rounding));
        self
    }
}

impl Values {
    pub(super) fn new(combinations: &Combinations, groups: usize) -> Result<Self, ShapleyError> {
        let (claims, groups) = (combinations.claims(), vec![Moments::default(); groups]);
        let Some((orders, _)) = combinations.orders() else {
            let weights = Weights::new(claims)?;
            return Ok(Self::All { contrasts: Box::new(Contrasts::new(weights)), groups });
        };
        let points: Vec<usize> = orders.cells().iter().map(|kept| combinations.point(*kept)).collect();
        let cells = vec![Moments::default(); points.len()];
        let claims = vec![Moments::default(); claims];
        Ok(Self::Sampled { orders: orders.clone(), points, cells, claims, groups })
    }

    /// Takes the game of a replicate, by points; `members` are the groups' claims as bits. A game with a null among what
    /// is needed is left out.
    pub(super) fn add(&mut self, game: &[f64], members: &[(Direction, u64)]) {
        match self {
            Self::All { contrasts, groups } => {
                // A game with a null is refused, and nothing else here: the length is that of the design.
                if let Ok(values) = contrasts.push(game) {
                    add_sums(groups, members, &values);
                }
            }
            Self::Sampled { orders, points, cells, claims, groups } => {
                let needed: Vec<f64> = points.iter().map(|point| game[*point]).collect();
                if let Ok(values) = orders.values(&needed) {
                    cells.iter_mut().zip(&needed).for_each(|(moments, x)| moments.push(*x));
                    claims.iter_mut().zip(&values).for_each(|(moments, x)| moments.push(*x));
                    add_sums(groups, members, &values);
                }
            }
        }
    }

    pub(super) fn count(&self) -> u64 {
        match self {
            Self::All { contrasts, .. } => contrasts.count(),
            Self::Sampled { claims, .. } => claims.first().map_or(0, |moments| moments.count),
        }
    }

    pub(super) fn found(&self, members: &[(Direction, u64)]) -> Option<Found> {
        match self {
            Self::All { contrasts, groups, .. } => exact(contrasts, groups),
            Self::Sampled { orders, cells, claims, groups, .. } => sampled(orders, cells, claims, groups, members),
        }
    }
}

fn add_sums(groups: &mut [Moments], members: &[(Direction, u64)], values: &[f64]) {
    for (moments, (_, members)) in groups.iter_mut().zip(members) {
        let inside = values.iter().enumerate().filter(|(claim, _)| members >> claim & 1 == 1);
        moments.push(inside.map(|(_, value)| value).sum());
    }
}

fn exact(contrasts: &Contrasts, groups: &[Moments]) -> Option<Found> {
    let summary = contrasts.summary().ok()?;
    let effect = |c: &Contrast| Effect {
        count: summary.count,
        value: c.mean,
        low: c.low,
        high: c.high,
        variance_ratio: c.variance_ratio,
    };
    let pair = |p: &PairContrast| Pair { first: p.first, second: p.second, effect: effect(&p.contrast) };
    Some(Found {
        ends: summary.none_and_all,
        claims: summary.shapley.iter().map(|contrast| (effect(contrast), None)).collect(),
        groups: groups.iter().map(|moments| of_moments(moments, None, 0.0)).collect(),
        pairs: summary.interaction.iter().map(pair).collect(),
    })
}

/// The error of a value has two parts, which are added in squares: chance within the runs, from its spread over
/// replicates, and the choice of orders, from its spread over orders in the mean game. For a group the latter is at
/// most the sum of those of its claims.
fn sampled(
    orders: &Permutations,
    cells: &[Moments],
    claims: &[Moments],
    groups: &[Moments],
    members: &[(Direction, u64)],
) -> Option<Found> {
    let mean: Vec<f64> = cells.iter().map(|cell| cell.mean).collect();
    let errors: Vec<f64> = orders.estimate(&mean).ok()?.iter().map(|estimate| estimate.standard_error).collect();
    let claim = |(moments, error): (&Moments, &f64)| Some((of_moments(moments, None, *error)?, Some(*error)));
    let group = |(moments, (_, members)): (&Moments, &(Direction, u64))| {
        let inside = errors.iter().enumerate().filter(|(claim, _)| members >> claim & 1 == 1);
        of_moments(moments, None, inside.map(|(_, error)| error).sum())
    };
    Some(Found {
        ends: [*mean.first()?, *mean.last()?],
        claims: claims.iter().zip(&errors).map(claim).collect::<Option<_>>()?,
        groups: groups.iter().zip(members).map(group).collect(),
        pairs: Vec::new(),
    })
}

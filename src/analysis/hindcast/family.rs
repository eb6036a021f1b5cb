//! What outcomes have in common: the quantity that they are of, and the shape of what is forecast of it.

use super::baseline::Kind;
use super::ensemble::Density;
use crate::scenario::{Outcome, Quantity, Reduction};

/// What outcomes at different dates have in common, and with them their history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Family(Quantity, Option<(f64, f64)>);

impl Family {
    /// None of an outcome that has no value at a date, and is no date of a pact.
    pub(super) fn of(outcome: &Outcome) -> Option<Self> {
        let quantity = match outcome.quantity {
            // Whether a pact is in force says, before the start, that none has formed.
            Quantity::AllianceFormed(i, j) => Quantity::Pact(i, j),
            other => other,
        };
        match (outcome.reduction, quantity) {
            (Reduction::At(_) | Reduction::Mean(..), _) | (Reduction::FirstDate(_), Quantity::Pact(..)) => {
                Some(Self(quantity, None))
            }
            (Reduction::TimeShare { low, high, .. }, _) => Some(Self(quantity, Some((low, high)))),
            _ => None,
        }
    }
}

/// The date that a forecast without a model is made for: of a mean the middle of its time.
pub(super) fn ahead(outcome: &Outcome) -> Option<f64> {
    match outcome.reduction {
        Reduction::Mean(from, to) => Some(f64::midpoint(from, to)),
        _ => outcome.due(),
    }
}

/// True of what has no sign and no upper bound, so that its changes are shares of it.
pub(super) fn is_ratio(outcome: &Outcome) -> bool {
    matches!(outcome.quantity, Quantity::TwoWayTrade(..) | Quantity::CapabilityRatio(..))
        && matches!(outcome.reduction, Reduction::At(_) | Reduction::Mean(..))
}

pub(super) fn density(kind: Kind, (start, end): (f64, f64)) -> Density {
    match kind {
        Kind::Binary | Kind::Ever => Density::Classes { classes: 2, width: 1.0 },
        // Years of the period, and none.
        Kind::Date { .. } => Density::Classes { classes: (end - start).ceil() as usize + 1, width: 1.0 },
        Kind::Whole { bounds } => {
            let classes = bounds.map_or(RANKS, |(low, high)| (high - low) as usize + 1);
            Density::Classes { classes, width: 1.0 }
        }
        Kind::Real { bounds } => Density::Kernel { bounds },
    }
}

/// Classes of a whole number without bounds, such as a rank.
const RANKS: usize = 10;

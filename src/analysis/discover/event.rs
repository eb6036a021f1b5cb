//! When an outcome counts as a case.

use crate::analysis::estimate::Subject;
use crate::engine::Column;
use serde::{Deserialize, Serialize};

/// When a number counts as a case: all bounds that are given hold. Without bounds the outcome is yes or no itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Greater than this.
    pub above: Option<f64>,
    /// Less than this.
    pub below: Option<f64>,
}

/// For each row whether it is a case; none where the outcome is null.
pub type Cases = Vec<Option<bool>>;

/// Why it is not clear what a case is.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unclear {
    /// A number without a threshold.
    #[error(
        "`{id}` is a number (from {low} to {high}), not yes or no: say when it counts with --above X, --below X or both"
    )]
    Number {
        /// The outcome.
        id: String,
        /// Its least value.
        low: f64,
        /// Its greatest value.
        high: f64,
    },
    /// A number without a threshold, of which the values are not at hand.
    #[error("`{0}` is a number, not yes or no: say when it counts with --above X, --below X or both")]
    WithoutBounds(String),
    /// A yes-or-no outcome with a threshold.
    #[error("`{0}` is yes or no: --above and --below are for numbers")]
    YesNo(String),
    /// Bounds between which nothing lies.
    #[error("nothing lies above {above} and below {below}: --above must be less than --below")]
    Nothing {
        /// The lower bound.
        above: f64,
        /// The upper bound.
        below: f64,
    },
}

impl Event {
    /// Which rows are cases.
    ///
    /// # Errors
    /// Numbers other than 0 and 1 without a bound, yes or no with one, bounds that exclude each other.
    pub fn cases(&self, outcome: &Subject, column: &Column) -> Result<Cases, Unclear> {
        let values = || (0..column.values.len()).map(|row| column.get(row));
        match (self.above, self.below) {
            (Some(_), _) | (_, Some(_)) if outcome.yes_no => Err(Unclear::YesNo(outcome.id.clone())),
            (Some(above), Some(below)) if above >= below => Err(Unclear::Nothing { above, below }),
            (None, None) => {
                let present = || values().flatten();
                if present().any(|x| x != 0.0 && x != 1.0) {
                    let (low, high) =
                        (present().fold(f64::INFINITY, f64::min), present().fold(-f64::INFINITY, f64::max));
                    return Err(Unclear::Number { id: outcome.id.clone(), low, high });
                }
                Ok(values().map(|x| x.map(|x| x == 1.0)).collect())
            }
            _ => Ok(values().map(|x| x.map(|x| self.holds(x))).collect()),
        }
    }

    /// Whether a number is within the bounds.
    #[must_use]
    pub fn holds(&self, x: f64) -> bool {
        self.above.is_none_or(|bound| x > bound) && self.below.is_none_or(|bound| x < bound)
    }

    /// In words after the name of the outcome: "", " above 3", " above 3 and below 5".
    #[must_use]
    pub fn words(&self) -> String {
        let part = |word: &str, bound: Option<f64>| bound.map(|bound| format!("{word} {bound}"));
        let parts: Vec<String> = [part("above", self.above), part("below", self.below)].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!(" {}", parts.join(" and ")) }
    }
}

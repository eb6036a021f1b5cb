//! When a result stands on a claim: the rule that the page states.

use super::{ClaimEffects, Effect};
use serde::{Deserialize, Serialize};

/// The part of the largest Shapley value that a claim must reach in order to count.
pub const TENTH: f64 = 0.1;

/// What a claim is to the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The result stands on it: the interval of its Shapley value leaves 0 out, and the value is at least a tenth of
    /// the largest one.
    StandsOn,
    /// It does not matter: the whole interval is within a tenth of the largest value from 0.
    DoesNotMatter,
    /// Neither can be said.
    Open,
}

/// A tenth of the largest Shapley value; none without Shapley values.
pub(super) fn band(claims: &[ClaimEffects]) -> Option<f64> {
    let sizes = claims.iter().filter_map(|claim| Some(claim.shapley?.value.abs()));
    sizes.reduce(f64::max).map(|largest| TENTH * largest)
}

/// What a claim with this Shapley value is to the result.
pub(super) fn standing(shapley: &Effect, band: f64) -> Standing {
    if shapley.is_clear() && shapley.value.abs() >= band {
        Standing::StandsOn
    } else if shapley.low >= -band && shapley.high <= band {
        Standing::DoesNotMatter
    } else {
        Standing::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_and_the_size_decide() {
        let effect = |value, low, high| Effect { count: 9, value, low, high, variance_ratio: None };
        assert_eq!(standing(&effect(-0.5, -0.6, -0.4), 0.05), Standing::StandsOn);
        assert_eq!(standing(&effect(0.04, 0.03, 0.05), 0.05), Standing::DoesNotMatter);
        assert_eq!(standing(&effect(0.04, 0.01, 0.07), 0.05), Standing::Open);
        assert_eq!(standing(&effect(0.2, -0.1, 0.5), 0.05), Standing::Open);
        // Where nothing does anything, nothing matters.
        assert_eq!(standing(&effect(0.0, 0.0, 0.0), 0.0), Standing::DoesNotMatter);
    }
}

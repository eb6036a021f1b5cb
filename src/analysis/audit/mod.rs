//! An audit: which of its claims does a result stand on?
//!
//! Every combination of claims kept and relaxed is run on the same replicates. What a claim does is always the outcome
//! with it kept minus the outcome with it relaxed, looked at in three ways: with all others kept (relaxed alone), with
//! all others relaxed (kept alone), and averaged over all orders in which the claims could be taken up (its Shapley
//! value). The Shapley values add up to the outcome with all claims minus the outcome with none.
//!
//! A replicate in which the outcome is null in some combination is left out of the contrasts that need that
//! combination, and of no others.

mod combinations;
mod gather;
mod question;
mod rule;
#[cfg(test)]
mod tests;
mod values;

pub use combinations::Combinations;
pub use gather::{Auditor, groups};
pub use question::Question;
pub use rule::{Standing, TENTH};

pub use super::effect::Effect;

use super::Verdict;
use super::estimate::{Estimate, Subject};
use crate::scenario::Direction;
use serde::{Deserialize, Serialize};

/// A claim that is audited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audited {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Which way the argument thinks that it pushes.
    pub direction: Direction,
}

/// What a claim does to an outcome. An effect is none where fewer than two replicates have it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimEffects {
    /// With all other claims kept.
    pub relaxed_alone: Option<Effect>,
    /// With all other claims relaxed.
    pub kept_alone: Option<Effect>,
    /// The Shapley value.
    pub shapley: Option<Effect>,
    /// The part of the standard error of the Shapley value that comes from having sampled orders; the interval has
    /// it in it. None where all combinations were run.
    pub order_error: Option<f64>,
    /// The outcome with this claim alone relaxed.
    pub without: Estimate,
    /// The outcome with this claim alone kept.
    pub only: Estimate,
    /// What follows for the result; none without Shapley values.
    pub standing: Option<Standing>,
}

/// The claims that push one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Which way.
    pub direction: Direction,
    /// The sum of their Shapley values.
    pub shapley: Option<Effect>,
    /// The outcome with these claims relaxed and the others kept.
    pub without: Estimate,
}

/// What two claims do together, beyond what each does by itself: the Shapley interaction index.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The first claim, by its place.
    pub first: usize,
    /// The second claim.
    pub second: usize,
    /// Their interaction.
    pub effect: Effect,
}

/// An outcome under all combinations of claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Game {
    /// The outcome.
    pub outcome: Subject,
    /// False where it is the same in every run.
    pub varies: bool,
    /// The outcome with all claims kept.
    pub kept: Estimate,
    /// The outcome with all claims relaxed.
    pub relaxed: Estimate,
    /// Replicates with a value in every combination.
    pub complete: u64,
    /// The mean over those, with all claims relaxed and with all kept: the Shapley values lead from one to the other.
    pub ends: [f64; 2],
    /// What each claim does.
    pub claims: Vec<ClaimEffects>,
    /// The claims by direction; directions without claims are left out.
    pub groups: Vec<Group>,
    /// What pairs of claims do together; empty where orders were sampled.
    pub pairs: Vec<Pair>,
}

impl Game {
    /// The places of the claims, those with the largest effects first.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let size = |at: usize| {
            let effects = &self.claims[at];
            effects.shapley.or(effects.relaxed_alone).map_or(0.0, |effect| effect.value.abs())
        };
        let mut order: Vec<usize> = (0..self.claims.len()).collect();
        order.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
        order
    }

    /// The size below which a Shapley value does not count: a tenth of the largest; none without Shapley values.
    #[must_use]
    pub fn band(&self) -> Option<f64> {
        rule::band(&self.claims)
    }
}

/// A prediction of the argument about the outcome, and which claims its verdict hangs on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The claim that predicts.
    pub claim: String,
    /// The prediction's id.
    pub prediction: String,
    /// The probability that is predicted to be passed, or not.
    pub threshold: f64,
    /// True where it is predicted to be above.
    pub above: bool,
    /// The verdict with all claims kept.
    pub kept: Verdict,
    /// The verdict with all claims relaxed.
    pub relaxed: Verdict,
    /// The claims, by place, that alone relaxed give another verdict, with that verdict.
    pub moved: Vec<(usize, Verdict)>,
}

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// The claims.
    pub claims: Vec<Audited>,
    /// Replicates of each combination.
    pub replicates: u64,
    /// Combinations that were run.
    pub combinations: u64,
    /// Orders that were sampled; none where all combinations were run.
    pub orders: Option<u64>,
    /// The outcome that was asked for, then how close the focus pair is.
    pub games: Vec<Game>,
    /// Predictions about the outcome asked for, where it is yes or no.
    pub thresholds: Vec<Threshold>,
}

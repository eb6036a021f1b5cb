//! What an audit asks, as a design.

use super::{Combinations, groups};
use crate::design::{Error, Spec, target};
use crate::scenario::{Direction, Scenario};

/// The most claims that can be audited, each a bit.
const MOST: usize = 63;

/// Which claims, which outcomes and which combinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The claims, by id.
    pub claims: Vec<String>,
    /// The outcome asked for, then how close the focus pair is, by id.
    pub outcomes: Vec<String>,
    /// The combinations that are run.
    pub combinations: Combinations,
}

impl Question {
    /// An audit of a scenario on an outcome: of these claims, or of all that relax something. `orders` are sampled
    /// where given, from `seed`, and where there are too many claims for all combinations.
    ///
    /// # Errors
    /// Too many claims. Whether claims and outcome exist, the plan checks.
    pub fn new(
        scenario: &Scenario,
        outcome: &str,
        claims: Option<&[String]>,
        orders: Option<usize>,
        seed: u64,
    ) -> Result<Self, Error> {
        let all = || target::relaxable(scenario).map(|claim| claim.id.clone()).collect();
        let claims: Vec<String> = claims.map_or_else(all, <[String]>::to_vec);
        if claims.len() > MOST {
            let message = format!("{} claims: at most {MOST} can be audited; name some with --claims", claims.len());
            return Err(Error::Other(message));
        }
        let direction =
            |id: &String| scenario.claims.iter().find(|c| c.id == *id).map_or(Direction::Neither, |c| c.direction);
        let members: Vec<u64> =
            groups(&claims.iter().map(direction).collect::<Vec<_>>()).into_iter().map(|group| group.1).collect();
        let combinations =
            Combinations::new(claims.len(), &members, orders, seed).map_err(|e| Error::Other(e.to_string()))?;
        let mut outcomes = vec![outcome.to_owned()];
        outcomes.extend(scenario.closeness().into_iter().filter(|id| id != outcome));
        Ok(Self { claims, outcomes, combinations })
    }

    /// For every claim, the points with all claims and with all but this one.
    #[must_use]
    pub fn relaxed_alone(&self) -> Vec<[usize; 2]> {
        let all = self.combinations.all();
        (0..self.claims.len()).map(|c| [all, all ^ 1 << c].map(|kept| self.combinations.point(kept))).collect()
    }

    /// The design, with so many replicates of each combination.
    #[must_use]
    pub fn spec(&self, replicates: u64) -> Spec {
        Spec::Cells { claims: self.claims.clone(), listed: self.combinations.listed().to_vec(), replicates }
    }
}

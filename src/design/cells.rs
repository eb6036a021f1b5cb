//! Claims kept and relaxed in every combination, or in listed ones: the design of an audit.

use super::target::{Target, place};
use super::{Design, Error, Vector};
use crate::scenario::Scenario;

/// The most claims of which all combinations are run.
pub const MOST_CLAIMS: usize = 12;

/// A point is a set of claims that are kept, as bits in the order of the claims; the others are relaxed.
pub struct Cells {
    claims: Vec<Target>,
    /// The sets that are run; all of them where there are none.
    listed: Vec<u64>,
    replicates: u64,
}

impl Cells {
    /// These claims, in all combinations or (where some are listed) in those.
    ///
    /// # Errors
    /// For a claim that does not exist or relaxes nothing, without claims, and with too many for all combinations.
    pub fn new(scenario: &Scenario, claims: &[String], listed: &[u64], replicates: u64) -> Result<Self, Error> {
        if claims.is_empty() {
            return Err(Error::Other("no claim of the scenario can be relaxed: give one a table `relaxed`".into()));
        }
        let most = if listed.is_empty() { MOST_CLAIMS } else { 63 };
        if claims.len() > most {
            return Err(Error::Other(format!("{} claims: at most {most} in all combinations", claims.len())));
        }
        if let Some((_, id)) = claims.iter().enumerate().find(|(at, id)| claims[..*at].contains(id)) {
            return Err(Error::Other(format!("the claim `{id}` is named twice")));
        }
        let claims = claims.iter().map(|id| Target::claim(scenario, id)).collect::<Result<_, _>>()?;
        Ok(Self { claims, listed: listed.to_vec(), replicates })
    }

    /// The claims that a point keeps.
    #[must_use]
    pub fn kept(&self, point: u64) -> u64 {
        self.listed.get(point as usize).copied().unwrap_or(point)
    }
}

impl Design for Cells {
    fn name(&self) -> &'static str {
        "cells"
    }

    fn points(&self) -> u64 {
        if self.listed.is_empty() { 1 << self.claims.len() } else { self.listed.len() as u64 }
    }

    fn replicates(&self) -> u64 {
        self.replicates
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        let kept = self.kept(point);
        let strengths = self.claims.iter().enumerate().map(|(bit, claim)| (claim, (kept >> bit & 1) as f64));
        place(strengths, vector);
    }
}

//! Which combinations of claims are run.

use crate::analysis::shapley::{Permutations, ShapleyError};
use crate::design::MOST_CLAIMS;

/// The orders that are sampled where there are too many claims for all combinations.
pub const ORDERS: usize = 256;

/// Combinations of claims, as bits of those kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combinations {
    claims: usize,
    /// Ascending; empty for all.
    listed: Vec<u64>,
    /// The sampled orders and how many they are.
    orders: Option<(Permutations, usize)>,
}

impl Combinations {
    /// All combinations of this many claims; beyond [`MOST_CLAIMS`], or where a number of orders is asked for, those
    /// that the sampled orders lead through, with every claim relaxed alone and kept alone, and each of `groups`
    /// (claims as bits) relaxed. `seed` chooses the orders, which come in pairs.
    ///
    /// # Errors
    /// More than 63 claims, fewer than 4 orders or more than two million.
    pub fn new(claims: usize, groups: &[u64], orders: Option<usize>, seed: u64) -> Result<Self, ShapleyError> {
        let orders = orders.or((claims > MOST_CLAIMS).then_some(ORDERS));
        let Some(orders) = orders.filter(|_| claims > 0) else {
            return Ok(Self { claims, listed: Vec::new(), orders: None });
        };
        let pairs = orders.div_ceil(2);
        let sampled = Permutations::new(claims, pairs, seed)?;
        let all = all(claims);
        let alone = (0..claims).flat_map(|claim| [1 << claim, all ^ 1 << claim]);
        let groups = groups.iter().map(|group| all ^ group);
        let mut listed: Vec<u64> = sampled.cells().iter().copied().chain(alone).chain(groups).collect();
        listed.sort_unstable();
        listed.dedup();
        Ok(Self { claims, listed, orders: Some((sampled, 2 * pairs)) })
    }

    /// Number of claims.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.claims
    }

    /// The combinations, ascending; empty where it is all of them, in the order of their numbers.
    #[must_use]
    pub fn listed(&self) -> &[u64] {
        &self.listed
    }

    /// The sampled orders, and how many they are; none where all combinations are run.
    #[must_use]
    pub fn orders(&self) -> Option<&(Permutations, usize)> {
        self.orders.as_ref()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.listed.is_empty() { 1 << self.claims } else { self.listed.len() }
    }

    /// True without any, which does not happen: without claims there is one combination.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All claims, as bits.
    #[must_use]
    pub fn all(&self) -> u64 {
        all(self.claims)
    }

    /// The point of the design that keeps just these claims, of a combination that is run.
    #[must_use]
    pub fn point(&self, kept: u64) -> usize {
        if self.listed.is_empty() { kept as usize } else { self.listed.partition_point(|&other| other < kept) }
    }
}

fn all(claims: usize) -> u64 {
    (1 << claims) - 1
}

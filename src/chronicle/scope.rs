//! What of a run is told: between whom, and when.

use crate::engine::{NoChoice, actor};
use crate::scenario::{ActorIndex, Scenario};

/// Between whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// All actors; every change of a level is taken apart.
    Everyone,
    /// What either of a pair has to do with; the choices of the two about each other are taken apart.
    Around(ActorIndex, ActorIndex),
    /// What is between a pair.
    Only(ActorIndex, ActorIndex),
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scope {
    /// Between whom.
    pub between: Between,
    /// The first date, as a decimal year.
    pub from: f64,
    /// The last date.
    pub to: f64,
}

impl Scope {
    /// The whole story around the pair that a scenario's question is about.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let (i, j) = scenario.focus;
        Self { between: Between::Around(i, j), from: scenario.time.start, to: scenario.time.end }
    }

    /// The same between the pair of this name alone, such as `RUS-CHN`; of `all` everything.
    ///
    /// # Errors
    /// Where there are no two such actors.
    pub fn between(self, scenario: &Scenario, pair: &str) -> Result<Self, NoChoice> {
        if pair == "all" {
            return Ok(Self { between: Between::Everyone, ..self });
        }
        // An id may hold a hyphen itself.
        let split = pair.match_indices('-').map(|(at, _)| (&pair[..at], &pair[at + 1..]));
        let known = |id: &str| scenario.actors.iter().any(|actor| actor.id == id);
        let (one, other) = split
            .clone()
            .find(|(one, other)| known(one) && known(other))
            .or_else(|| split.clone().next())
            .unwrap_or((pair, ""));
        if other.is_empty() {
            return Err(NoChoice::Pair(pair.to_owned()));
        }
        let (i, j) = (actor(scenario, one)?, actor(scenario, other)?);
        if i == j {
            return Err(NoChoice::Itself(one.to_owned()));
        }
        Ok(Self { between: Between::Only(i, j), ..self })
    }

    /// The snapshots between which it is told: the last that is not after its beginning, and the last that is not after its
    /// end.
    pub(super) fn ends(&self, scenario: &Scenario) -> [usize; 2] {
        [self.from, self.to].map(|date| scenario.time.snapshot_by(date).min(scenario.time.steps()))
    }

    /// Whether what two parties have to do with each other is told.
    pub(super) fn tells(&self, i: usize, j: usize) -> bool {
        match self.between {
            Between::Everyone => true,
            Between::Around(a, b) => [i, j].iter().any(|x| *x == a || *x == b),
            Between::Only(a, b) => (i, j) == (a, b) || (i, j) == (b, a),
        }
    }

    /// Whether what is one party's own affair is told.
    pub(super) fn tells_of(&self, i: usize) -> bool {
        match self.between {
            Between::Everyone => true,
            Between::Around(a, b) => i == a || i == b,
            Between::Only(..) => false,
        }
    }

    /// Whether the choices of `i` about `j` are taken apart.
    pub(super) fn explains(&self, i: ActorIndex, j: ActorIndex) -> bool {
        match self.between {
            Between::Everyone => true,
            Between::Around(a, b) | Between::Only(a, b) => (i, j) == (a, b) || (i, j) == (b, a),
        }
    }

    /// Whether a date is told of.
    pub(super) fn covers(&self, date: f64) -> bool {
        self.from <= date && date <= self.to
    }
}

//! What can be read off the state of the runs at a snapshot.

use super::{
    Topology,
    belief::Belief,
    choice::Offer,
    coercion::Coercion,
    crisis::Crisis,
    economy::Economy,
    memory::Memory,
    pact::Pact,
    strength::Strength,
    threat::Threat,
    trade::{LinkTrade, Trade},
};
use crate::lanes::Lanes;
use crate::scenario::Quantity;
use bevy_ecs::prelude::*;

type Relations = (&'static Offer, &'static Belief, &'static Coercion, &'static Memory, &'static Threat, &'static Trade);

/// The queries over the state.
pub struct State {
    actors: QueryState<(&'static Strength, &'static Economy)>,
    relations: QueryState<Relations>,
    pairs: QueryState<(&'static Pact, &'static Crisis)>,
    links: QueryState<&'static LinkTrade>,
}

/// The state at a snapshot, table by table.
pub struct View<'w> {
    topology: &'w Topology,
    strength: &'w [Strength],
    economy: &'w [Economy],
    offer: &'w [Offer],
    belief: &'w [Belief],
    coercion: &'w [Coercion],
    memory: &'w [Memory],
    threat: &'w [Threat],
    trade: &'w [Trade],
    pact: &'w [Pact],
    crisis: &'w [Crisis],
    links: &'w [LinkTrade],
}

impl State {
    /// The queries of a world.
    #[must_use]
    pub fn new(world: &mut World) -> Self {
        Self { actors: world.query(), relations: world.query(), pairs: world.query(), links: world.query() }
    }

    /// The tables of a world; none where it holds no relations.
    #[must_use]
    pub fn view<'w>(&mut self, world: &'w World) -> Option<View<'w>> {
        let (offer, belief, coercion, memory, threat, trade) = self.relations.contiguous_iter(world).ok()?.next()?;
        let (strength, economy) = self.actors.contiguous_iter(world).ok()?.next()?;
        let (pact, crisis) = self.pairs.contiguous_iter(world).ok()?.next()?;
        Some(View {
            topology: world.get_resource()?,
            strength,
            economy,
            offer,
            belief,
            coercion,
            memory,
            threat,
            trade,
            pact,
            crisis,
            links: self.links.contiguous_iter(world).ok().and_then(|mut tables| tables.next()).unwrap_or(&[]),
        })
    }
}

impl View<'_> {
    /// A quantity in every lane.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, quantity: Quantity) -> Lanes {
        let t = self.topology;
        match quantity {
            Quantity::PairLevel(i, j) => self.both(i, j, |offer| offer.level),
            Quantity::Level(i, j) => self.offer[t.relation(i, j)].level,
            Quantity::PairCommitment(i, j) => self.both(i, j, |offer| offer.actual),
            Quantity::Commitment(i, j) => self.offer[t.relation(i, j)].actual,
            Quantity::Belief(i, j) => self.belief[t.relation(i, j)].0,
            Quantity::BeliefGap(i, j) => self.belief[t.relation(i, j)].0 - self.offer[t.relation(j, i)].actual,
            Quantity::Coercion(i, j) => self.coercion[t.relation(i, j)].0,
            Quantity::Grievance(i, j) => self.memory[t.relation(i, j)].total(),
            Quantity::Threat(i, j) => self.threat[t.relation(i, j)].expected,
            Quantity::ThreatDifference(i, a, b) => {
                self.threat[t.relation(i, a)].expected - self.threat[t.relation(i, b)].expected
            }
            Quantity::CapabilityRatio(i, j) => self.ratio(i, j),
            Quantity::TradeShare(i, party) => self.share(i, party),
            Quantity::PartnerRank(i, party) => self.rank(i, party),
            Quantity::TwoWayTrade(i, party) => self.two_way(i, party),
            Quantity::Pact(i, j) => self.pact[t.pair(i, j)].in_force,
            Quantity::AllianceFormed(i, j) => self.pact[t.pair(i, j)].formed,
        }
    }

    /// Strength of the first over that of the second.
    #[inline(always)]
    #[must_use]
    pub fn ratio(&self, i: usize, j: usize) -> Lanes {
        self.strength[i].0 / self.strength[j].0
    }

    /// Severity of the crisis of a pair in the step that led to this snapshot; 0 without one. At the start it says nothing.
    #[must_use]
    pub fn crisis(&self, i: usize, j: usize) -> Lanes {
        self.crisis[self.topology.pair(i, j)].0
    }

    /// 1 where the term of the last pact of a pair has run out.
    #[must_use]
    pub fn pact_ran_out(&self, i: usize, j: usize) -> Lanes {
        self.pact[self.topology.pair(i, j)].ran_out()
    }

    /// Gross domestic product Y of an actor, bn USD.
    #[must_use]
    pub fn gdp(&self, actor: usize) -> Lanes {
        self.economy[actor].gdp
    }

    /// Military capital M of an actor, bn USD.
    #[must_use]
    pub fn military(&self, actor: usize) -> Lanes {
        self.economy[actor].military
    }

    /// Exports of one party to another, one of which is an actor, contracts included, bn USD a year.
    #[must_use]
    pub fn exports(&self, from: usize, to: usize) -> Lanes {
        let t = self.topology;
        match (from < t.actors, to < t.actors) {
            (true, true) => self.trade[t.relation(from, to)].total,
            (true, false) => self.links[from * t.partners + to - t.actors].exports,
            _ => self.links[to * t.partners + from - t.actors].imports,
        }
    }

    #[inline(always)]
    fn both(&self, i: usize, j: usize, of: impl Fn(&Offer) -> Lanes) -> Lanes {
        let (forth, back) = (self.topology.relation(i, j), self.topology.relation(j, i));
        of(&self.offer[forth]).min(of(&self.offer[back]))
    }

    /// Two-way trade of an actor with a party.
    #[inline(always)]
    fn two_way(&self, i: usize, party: usize) -> Lanes {
        let t = self.topology;
        if party < t.actors {
            self.trade[t.relation(i, party)].total + self.trade[t.relation(party, i)].total
        } else {
            let link = &self.links[i * t.partners + party - t.actors];
            link.exports + link.imports
        }
    }

    #[inline(always)]
    fn parties(&self, i: usize) -> impl Iterator<Item = usize> {
        (0..self.topology.actors + self.topology.partners).filter(move |&party| party != i)
    }

    #[inline(always)]
    fn share(&self, i: usize, party: usize) -> Lanes {
        let total = self.parties(i).fold(Lanes::ZERO, |sum, other| sum + self.two_way(i, other));
        let none = total.at_least(Lanes::splat(f64::MIN_POSITIVE)).map(|some| 1.0 - some);
        none.select(Lanes::ZERO, self.two_way(i, party) / none.select(Lanes::ONE, total))
    }

    #[inline(always)]
    fn rank(&self, i: usize, party: usize) -> Lanes {
        let own = self.two_way(i, party);
        self.parties(i)
            .filter(|&other| other != party && !self.topology.is_aggregate(other))
            .fold(Lanes::ONE, |rank, other| rank + own.less_than(self.two_way(i, other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trial::{Trial, close};
    use crate::scenario::{Place, registry::P};

    /// Actors 0 and 1, and partners 2, 3 and 4, of which the last is a sum of states.
    fn traders() -> Trial {
        let mut scenario = crate::engine::tests::world(2, 3);
        scenario.partners[2].aggregate = true;
        let mut trial = Trial::of(scenario);
        for (from, to, exports) in [(0, 1, 20.0), (1, 0, 10.0), (0, 2, 5.0), (2, 0, 4.0), (3, 0, 30.0), (0, 4, 900.0)] {
            trial.set(P::Exports, Place::Relation(from, to), exports);
        }
        trial.set(P::LevelStart, Place::Relation(0, 1), 3.0);
        trial.set(P::LevelStart, Place::Relation(1, 0), 1.0);
        trial.begin();
        trial
    }

    #[test]
    fn trade_counts_both_ways_and_a_rank_leaves_out_sums_of_states() {
        let mut trial = traders();
        let get = |trial: &mut Trial, quantity: Quantity| trial.see(|view| view.get(quantity).0[0]);
        let two_way = [1, 2, 3, 4].map(|party| get(&mut trial, Quantity::TwoWayTrade(0, party)));
        assert_eq!(two_way, [30.0, 9.0, 30.0, 900.0]);
        for (party, two_way) in (1..).zip(two_way) {
            close(get(&mut trial, Quantity::TradeShare(0, party)), two_way / 969.0, 1e-14);
        }
        // Of equals both have the better rank.
        assert_eq!([1, 2, 3].map(|party| get(&mut trial, Quantity::PartnerRank(0, party))), [1.0, 3.0, 1.0]);
        assert_eq!(
            trial.see(|view| [view.exports(3, 0).0[0], view.exports(0, 4).0[0], view.exports(1, 0).0[0]]),
            [30.0, 900.0, 10.0]
        );
    }

    #[test]
    fn a_pair_is_at_the_lower_of_its_two_levels() {
        let mut trial = traders();
        let get = |trial: &mut Trial, quantity: Quantity| trial.see(|view| view.get(quantity).0[0]);
        assert_eq!(get(&mut trial, Quantity::PairLevel(0, 1)), 1.0);
        assert_eq!(get(&mut trial, Quantity::PairCommitment(0, 1)), 0.1);
        assert_eq!(get(&mut trial, Quantity::Commitment(0, 1)), 0.65);
        // Without optimism belief begins with the deed.
        assert_eq!(get(&mut trial, Quantity::BeliefGap(1, 0)), 0.0);
        assert_eq!(get(&mut trial, Quantity::Belief(1, 0)), 0.65);
    }

    #[test]
    fn a_ratio_and_a_difference_are_of_the_same_state() {
        let mut trial = Trial::new(3, 0);
        trial.set(P::Iota, Place::Relation(0, 1), 0.6);
        trial.begin();
        let [ratio, back, one, two, difference] = trial.see(|view| {
            [
                Quantity::CapabilityRatio(0, 1),
                Quantity::CapabilityRatio(1, 0),
                Quantity::Threat(0, 1),
                Quantity::Threat(0, 2),
                Quantity::ThreatDifference(0, 1, 2),
            ]
            .map(|quantity| view.get(quantity).0[0])
        });
        close(ratio * back, 1.0, 1e-14);
        assert_eq!(difference, one - two);
        assert!(one > two);
    }
}

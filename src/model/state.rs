//! What can be read off the state of the runs at a snapshot.

use super::{
    Topology,
    belief::Belief,
    choice::Offer,
    coercion::Coercion,
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
    actors: QueryState<&'static Strength>,
    relations: QueryState<Relations>,
    pairs: QueryState<&'static Pact>,
    links: QueryState<&'static LinkTrade>,
}

/// The state at a snapshot, table by table.
pub struct View<'w> {
    topology: &'w Topology,
    strength: &'w [Strength],
    offer: &'w [Offer],
    belief: &'w [Belief],
    coercion: &'w [Coercion],
    memory: &'w [Memory],
    threat: &'w [Threat],
    trade: &'w [Trade],
    pact: &'w [Pact],
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
        Some(View {
            topology: world.get_resource()?,
            strength: self.actors.contiguous_iter(world).ok()?.next()?,
            offer,
            belief,
            coercion,
            memory,
            threat,
            trade,
            pact: self.pairs.contiguous_iter(world).ok()?.next()?,
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

//! Who relates to whom: the rows of every table, and the slots of every draw.

use crate::scenario::{Place, Scenario, registry::P};
use bevy_ecs::prelude::Resource;

/// A relation (an ordered pair of actors).
#[derive(Clone, Debug)]
pub struct Relation {
    /// Who holds it.
    pub from: usize,
    /// About whom.
    pub to: usize,
    /// Row of the opposite relation.
    pub reverse: usize,
    /// Row of the pair.
    pub pair: usize,
    /// The third parties that count in a choice, by index.
    pub thirds: Vec<Third>,
}

/// A third party k of the relation of i to j, and the rows of what is between it and the two.
#[derive(Clone, Copy, Debug)]
pub struct Third {
    /// k.
    pub actor: usize,
    /// Row of the relation i to k.
    pub ik: usize,
    /// Row of the relation k to i.
    pub ki: usize,
    /// Row of the relation j to k.
    pub jk: usize,
    /// Row of the relation k to j.
    pub kj: usize,
    /// Rows of the pairs of k with i and with j.
    pub pairs: (usize, usize),
}

/// A pair: two actors, and the rows of their two relations.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The lower index.
    pub first: usize,
    /// The higher index.
    pub second: usize,
    /// Row of the relation first to second.
    pub forth: usize,
    /// Row of the relation second to first.
    pub back: usize,
}

/// A trade link of an actor with a static partner.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The actor.
    pub actor: usize,
    /// The partner, 0..P.
    pub partner: usize,
}

/// The rows of every table.
#[derive(Resource, Clone, Debug)]
pub struct Topology {
    /// Number of actors.
    pub actors: usize,
    /// Number of static partners.
    pub partners: usize,
    /// Whether each partner is a sum of states.
    pub aggregate: Vec<bool>,
    /// The actor that each partner follows.
    pub follows: Vec<Option<usize>>,
    /// Relations, by row.
    pub relations: Vec<Relation>,
    /// Pairs, by row.
    pub pairs: Vec<Pair>,
    /// Links, by row: actor * partners + partner.
    pub links: Vec<Link>,
}

/// Draws of a relation in a step.
pub const RELATION_DRAWS: usize = 3;
/// Draws of a pair in a step.
pub const PAIR_DRAWS: usize = 3;

impl Topology {
    /// The tables of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let n = scenario.actors.len();
        let partners = scenario.partners.len();
        let mut topology = Self {
            actors: n,
            partners,
            aggregate: scenario.partners.iter().map(|p| p.aggregate).collect(),
            follows: scenario.partners.iter().map(|p| p.follows).collect(),
            relations: Vec::new(),
            pairs: Vec::new(),
            links: (0..n).flat_map(|actor| (0..partners).map(move |partner| Link { actor, partner })).collect(),
        };
        for (first, second) in scenario.pairs() {
            let (forth, back) = (topology.relation(first, second), topology.relation(second, first));
            topology.pairs.push(Pair { first, second, forth, back });
        }
        for from in 0..n {
            for to in (0..n).filter(|&to| to != from) {
                let relation = Relation {
                    from,
                    to,
                    reverse: topology.relation(to, from),
                    pair: topology.pair(from, to),
                    thirds: thirds(scenario, from, to).into_iter().map(|k| topology.third(from, to, k)).collect(),
                };
                topology.relations.push(relation);
            }
        }
        topology
    }

    /// The row of a relation.
    #[inline(always)]
    #[must_use]
    pub fn relation(&self, from: usize, to: usize) -> usize {
        from * (self.actors - 1) + if to < from { to } else { to - 1 }
    }

    /// A third party of a relation.
    fn third(&self, from: usize, to: usize, actor: usize) -> Third {
        Third {
            actor,
            ik: self.relation(from, actor),
            ki: self.relation(actor, from),
            jk: self.relation(to, actor),
            kj: self.relation(actor, to),
            pairs: (self.pair(from, actor), self.pair(to, actor)),
        }
    }

    /// Whether a party is a sum of states, which has no rank.
    #[must_use]
    pub fn is_aggregate(&self, party: usize) -> bool {
        party >= self.actors && self.aggregate[party - self.actors]
    }

    /// The row of a pair.
    #[inline(always)]
    #[must_use]
    pub fn pair(&self, i: usize, j: usize) -> usize {
        let (a, b) = if i < j { (i, j) } else { (j, i) };
        a * self.actors - a * (a + 1) / 2 + (b - a - 1)
    }

    /// First draw of a relation: choice (whether it comes up, and what it is), belief, coercion.
    #[inline(always)]
    #[must_use]
    pub fn relation_draw(&self, row: usize) -> usize {
        row * RELATION_DRAWS
    }

    /// First draw of a pair: crisis (whether it comes, and how grave it is), trade, denunciation.
    #[inline(always)]
    #[must_use]
    pub fn pair_draw(&self, row: usize) -> usize {
        self.relations.len() * RELATION_DRAWS + row * PAIR_DRAWS
    }

    /// The draw of an actor: growth.
    #[inline(always)]
    #[must_use]
    pub fn actor_draw(&self, actor: usize) -> usize {
        self.pair_draw(self.pairs.len()) + actor
    }

    /// The draw of a link: trade.
    #[inline(always)]
    #[must_use]
    pub fn link_draw(&self, row: usize) -> usize {
        self.actor_draw(self.actors) + row
    }

    /// Draws in a step.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.link_draw(self.links.len())
    }
}

/// The third parties that count for (from, to): all, or the most threatening at the start by point values, so that
/// the choice never differs by run.
fn thirds(scenario: &Scenario, from: usize, to: usize) -> Vec<usize> {
    let mut others: Vec<usize> = (0..scenario.actors.len()).filter(|&k| k != from && k != to).collect();
    if let Some(most) = scenario.threats_per_actor {
        let threat: Vec<f64> = others.iter().map(|&k| threat_at_start(scenario, from, k)).collect();
        let mut order: Vec<usize> = (0..others.len()).collect();
        order.sort_by(|&a, &b| threat[b].total_cmp(&threat[a]).then(a.cmp(&b)));
        let mut kept: Vec<usize> = order.into_iter().take(most).map(|at| others[at]).collect();
        kept.sort_unstable();
        others = kept;
    }
    others
}

/// T_ij at the start from point values (the centre of a distribution), without memory.
fn threat_at_start(scenario: &Scenario, i: usize, j: usize) -> f64 {
    let centre = |parameter, place| point(scenario, parameter, place);
    let strength = |a: usize| {
        centre(P::MilitaryCapital, Place::Actor(a)).max(1e-9).sqrt() * centre(P::Gdp, Place::Actor(a)).max(1e-9).sqrt()
    };
    let ratio = strength(j) / (strength(i) + strength(j));
    let episodes: f64 =
        scenario.ledger.iter().filter(|e| e.holder == i && e.against == j).map(|e| scenario.centre(e.severity)).sum();
    let hostility = centre(P::Iota, Place::Relation(i, j)) + centre(P::HostilityStart, Place::Relation(i, j));
    centre(P::Proximity, Place::Relation(i, j)) * ratio * (1.0 - crate::lanes::exp(-(hostility + 0.1 * episodes)))
}

fn point(scenario: &Scenario, parameter: P, place: Place) -> f64 {
    scenario.centre(scenario.slot(parameter, place))
}

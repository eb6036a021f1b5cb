//! Who relates to whom: the rows of every table, and the slots of every draw.

use crate::scenario::Scenario;
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
    /// The third parties that count in a choice, in the order of actors ([`Topology::keep_most_threatening`]).
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
                    thirds: (0..n).filter(|&k| k != from && k != to).map(|k| topology.third(from, to, k)).collect(),
                };
                topology.relations.push(relation);
            }
        }
        topology
    }

    /// Lets only so many third parties count in each choice: those that threaten the chooser most, by the threats of
    /// all relations, row by row. Of equal ones those that stand first.
    pub fn keep_most_threatening(&mut self, most: usize, threats: &[f64]) {
        for from in 0..self.actors {
            let mut order: Vec<usize> = (0..self.actors).filter(|&k| k != from).collect();
            order.sort_by(|&a, &b| threats[self.relation(from, b)].total_cmp(&threats[self.relation(from, a)]));
            for to in (0..self.actors).filter(|&to| to != from) {
                let row = self.relation(from, to);
                let mut kept: Vec<usize> = order.iter().copied().filter(|&k| k != to).take(most).collect();
                kept.sort_unstable();
                self.relations[row].thirds = kept.into_iter().map(|k| self.third(from, to, k)).collect();
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::world;
    use crate::model::trial::Trial;
    use crate::scenario::{Place, Value, registry::P};
    use std::collections::BTreeSet;

    #[test]
    fn rows_follow_the_tables() {
        for n in 2..8 {
            let topology = Topology::new(&world(n, 3));
            for (row, relation) in topology.relations.iter().enumerate() {
                assert_eq!(topology.relation(relation.from, relation.to), row);
                let back = &topology.relations[relation.reverse];
                assert_eq!((back.from, back.to, back.pair), (relation.to, relation.from, relation.pair));
            }
            for (row, pair) in topology.pairs.iter().enumerate() {
                assert_eq!(topology.pair(pair.second, pair.first), row);
                assert_eq!(topology.relations[pair.forth].pair, row);
                assert_eq!(topology.relations[pair.forth].from, pair.first);
                assert_eq!(topology.relations[pair.forth].reverse, pair.back);
            }
        }
    }

    #[test]
    fn every_draw_of_a_step_has_a_place_of_its_own() {
        let topology = Topology::new(&world(5, 3));
        let mut seen = BTreeSet::new();
        let relations = (0..topology.relations.len()).flat_map(|r| (0..RELATION_DRAWS).map(move |d| (r, d)));
        seen.extend(relations.map(|(r, d)| topology.relation_draw(r) + d));
        let pairs = (0..topology.pairs.len()).flat_map(|p| (0..PAIR_DRAWS).map(move |d| (p, d)));
        seen.extend(pairs.map(|(p, d)| topology.pair_draw(p) + d));
        seen.extend((0..5).map(|actor| topology.actor_draw(actor)));
        seen.extend((0..15).map(|link| topology.link_draw(link)));
        assert_eq!(seen.len(), 20 * RELATION_DRAWS + 10 * PAIR_DRAWS + 5 + 15);
        assert_eq!(seen.last().map(|last| last + 1), Some(topology.draws()));
    }

    #[test]
    fn the_third_parties_that_count_are_those_most_threatening_at_the_start() {
        let mut scenario = world(4, 0);
        scenario.threats_per_actor = Some(1);
        let mut set = |p: P, place: Place, x: f64| {
            let slot = scenario.slot(p, place);
            scenario.slots[slot.0 as usize].value = Value::Point(x);
        };
        for j in 1..4 {
            set(P::Gdp, Place::Actor(j), 1000.0);
            set(P::MilitaryCapital, Place::Actor(j), 1000.0);
        }
        // By arms alone actor 3 is as strong as the others, by GDP alone much stronger.
        set(P::Gdp, Place::Actor(3), 1e6);
        set(P::Iota, Place::Relation(0, 1), 0.5);
        set(P::Iota, Place::Relation(0, 2), 0.4);
        set(P::Iota, Place::Relation(0, 3), 0.3);
        set(P::Alpha, Place::World, 1.0);
        let thirds = |scenario: &crate::scenario::Scenario, to: usize| {
            let topology = Trial::of(scenario.clone()).resource::<Topology>();
            topology.relations[topology.relation(0, to)].thirds.iter().map(|k| k.actor).collect::<Vec<_>>()
        };
        assert_eq!([1, 2, 3].map(|to| thirds(&scenario, to)), [vec![2], vec![1], vec![1]]);
        let alpha = scenario.slot(P::Alpha, Place::World);
        scenario.slots[alpha.0 as usize].value = Value::Point(0.0);
        assert_eq!([1, 2, 3].map(|to| thirds(&scenario, to)), [vec![3], vec![3], vec![1]]);
    }
}

//! What the utility of a level is linear in: the terms of every relation at unit weights, under chosen beliefs.
//!
//! Not part of a step: estimation looks at worlds drawn from data through the very terms by which a run chooses.

use super::{Contest, Hostility, OfActors, OfRelations, Pact, Parameters, Sight, Theories, Topology, Utility, terms};
use crate::lanes::Lanes;
use crate::model::{belief::Belief, choice::circle, rows};
use bevy_ecs::prelude::*;

/// The system: each term of each relation, row by row, in the order of [`terms::NAMES`], where the holder of the relation
/// believes `belief` of the other, lane by lane, and all else is as it stands. None in a world without relations.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
pub fn basis(
    In(belief): In<Lanes>,
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    theories: Res<Theories>,
    actors: Query<OfActors>,
    relations: Query<OfRelations>,
    pairs: Query<(&Pact, &Hostility)>,
) -> Vec<Vec<Utility>> {
    let mut found = Vec::new();
    look(belief, &values, &topology, &contest, &theories, &actors, &relations, &pairs, &mut found);
    found
}

#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
fn look(
    believed: Lanes,
    values: &Parameters,
    topology: &Topology,
    contest: &Contest,
    theories: &Theories,
    actors: &Query<OfActors>,
    relations: &Query<OfRelations>,
    pairs: &Query<(&Pact, &Hostility)>,
    found: &mut Vec<Vec<Utility>>,
) {
    let (strength, circle, economy, economy_slots, weights, weight_slots) = rows!(actors);
    let (slots, near, offer, belief, coercion, dependence, threat, memory, _) = rows!(relations);
    let (pact, hostility) = rows!(pairs);
    let (mut circle, mut belief) = (circle.to_vec(), belief.to_vec());
    for (row, relation) in topology.relations.iter().enumerate() {
        let (i, j) = (relation.from, relation.to);
        let before = (belief[row], circle[i].help);
        let counted_on = |belief: &Belief| circle::help(&offer[row], belief, &strength[j]);
        let without = circle[i].help - counted_on(&belief[row]);
        belief[row] = Belief(believed);
        circle[i].help = without + counted_on(&belief[row]);
        let sight = Sight {
            topology,
            values,
            contest,
            theories,
            strength,
            circle: &circle,
            economy,
            economy_slots,
            weights,
            weight_slots,
            slots,
            near,
            offer,
            belief: &belief,
            coercion,
            dependence,
            threat,
            memory,
            pact,
            hostility,
        };
        found.push(terms::apart(&sight, row));
        (belief[row], circle[i].help) = before;
    }
}

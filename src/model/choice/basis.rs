//! What the utility of a level is linear in: the terms of every relation at unit weights, under chosen beliefs.
//!
//! Not part of a step: estimation looks at worlds drawn from data through the very terms by which a run chooses.

use super::{Sight, Tables, Utility, terms};
use crate::lanes::Lanes;
use crate::model::{belief::Belief, choice::circle};
use bevy_ecs::prelude::*;

/// The system: each term of each relation, row by row, in the order of [`terms::NAMES`], where the holder of the relation
/// believes `belief` of the other, lane by lane, and all else is as it stands. None in a world without relations.
pub fn basis(In(believed): In<Lanes>, tables: Tables<'_, '_>) -> Vec<Vec<Utility>> {
    let Some(sight) = tables.sight() else { return Vec::new() };
    let (mut circle, mut belief) = (sight.circle.to_vec(), sight.belief.to_vec());
    let mut found = Vec::with_capacity(belief.len());
    for (row, relation) in sight.topology.relations.iter().enumerate() {
        let (i, j) = (relation.from, relation.to);
        let before = (belief[row], circle[i].help);
        let counted_on = |belief: &Belief| circle::help(&sight.offer[row], belief, &sight.strength[j]);
        let without = circle[i].help - counted_on(&belief[row]);
        belief[row] = Belief(believed);
        circle[i].help = without + counted_on(&belief[row]);
        found.push(terms::apart(&Sight { circle: &circle, belief: &belief, ..sight }, row));
        (belief[row], circle[i].help) = before;
    }
    found
}

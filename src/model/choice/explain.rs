//! One choice, taken apart: what each term gave to each level, and how the draws decided.
//!
//! Not part of a step: it looks at the world between a snapshot and the choice that follows it.

use super::{
    Contest, Draws, Hostility, NextLevel, OfActors, OfRelations, Pact, Parameters, Sight, Theories, Topology, Utility,
    response, terms,
};
use crate::lanes::Lanes;
use bevy_ecs::prelude::*;

/// A choice in every lane.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The level offered before the choice.
    pub offered: Lanes,
    /// The value that each term gives to each level, in the order of [`terms::NAMES`].
    pub terms: Vec<Utility>,
    /// The utility of each level, as the choice adds it up.
    pub utility: Utility,
    /// Precision of the response.
    pub precision: Lanes,
    /// The probability of each level where the actor reconsiders.
    pub probabilities: Utility,
    /// The probability that it reconsiders.
    pub reconsiders: Lanes,
    /// The uniform numbers that decided whether it reconsiders, and what it chooses.
    pub draws: [Lanes; 2],
    /// The level offered after the choice.
    pub chosen: Lanes,
}

/// The system: the choice of the relation in row `row`, before it is made; none where there is no such row.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
pub fn explain(
    In(row): In<usize>,
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    theories: Res<Theories>,
    draws: Res<Draws>,
    actors: Query<OfActors>,
    relations: Query<OfRelations>,
    pairs: Query<(&Pact, &Hostility)>,
) -> Option<Explained> {
    let relation = topology.relations.get(row)?;
    let (strength, circle, economy, economy_slots, weights, weight_slots) = actors.contiguous_iter().ok()?.next()?;
    let (slots, near, offer, belief, coercion, dependence, threat, memory, _) =
        relations.contiguous_iter().ok()?.next()?;
    let (pact, hostility) = pairs.contiguous_iter().ok()?.next()?;
    let sight = Sight {
        topology: &topology,
        values: &values,
        contest: &contest,
        theories: &theories,
        strength,
        circle,
        economy,
        economy_slots,
        weights,
        weight_slots,
        slots,
        near,
        offer,
        belief,
        coercion,
        dependence,
        threat,
        memory,
        pact,
        hostility,
    };
    let (w, draw) = (&weights[relation.from], topology.relation_draw(row));
    let utility = terms::utility(&sight, row);
    let u = draws.uniform(draw);
    Some(Explained {
        offered: offer[row].level,
        terms: terms::apart(&sight, row),
        utility,
        precision: w.precision,
        probabilities: response(&utility, w.precision),
        reconsiders: w.reconsiders,
        draws: [u, u / w.reconsiders],
        chosen: offer[row].level,
    })
}

/// The system: what was chosen, after the step.
pub fn chosen(In(row): In<usize>, relations: Query<&NextLevel>) -> Option<Lanes> {
    let next = relations.contiguous_iter().ok()?.next()?;
    next.get(row).map(|level| level.0)
}

//! One choice, taken apart: what each term gave to each level, and how the draws decided.
//!
//! Not part of a step: it looks at the world between a snapshot and the choice that follows it.

use super::{
    Contest, Draws, Hostility, OfActors, OfRelations, Pact, Parameters, Sight, Theories, Topology, Utility, level,
    odds, response, terms,
};
use crate::lanes::Lanes;
use crate::model::rows;
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

/// The system: the choices of the relations in these rows, before they are made; rows that there are not are left out.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
pub fn explain(
    In(wanted): In<Vec<usize>>,
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    theories: Res<Theories>,
    draws: Res<Draws>,
    actors: Query<OfActors>,
    relations: Query<OfRelations>,
    pairs: Query<(&Pact, &Hostility)>,
) -> Vec<Explained> {
    let mut found = Vec::with_capacity(wanted.len());
    look(&wanted, &values, &topology, &contest, &theories, &draws, &actors, &relations, &pairs, &mut found);
    found
}

#[expect(clippy::too_many_arguments, reason = "as many as the system")]
fn look(
    wanted: &[usize],
    values: &Parameters,
    topology: &Topology,
    contest: &Contest,
    theories: &Theories,
    draws: &Draws,
    actors: &Query<OfActors>,
    relations: &Query<OfRelations>,
    pairs: &Query<(&Pact, &Hostility)>,
    found: &mut Vec<Explained>,
) {
    let (strength, circle, economy, economy_slots, weights, weight_slots) = rows!(actors);
    let (slots, near, offer, belief, coercion, dependence, threat, memory, _) = rows!(relations);
    let (pact, hostility) = rows!(pairs);
    let sight = Sight {
        topology,
        values,
        contest,
        theories,
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
    found.extend(wanted.iter().filter(|&&row| row < offer.len()).map(|&row| apart(&sight, draws, row)));
}

/// The choice of the relation in a row, as [`super::step_rows`] makes it.
fn apart(sight: &Sight<'_>, draws: &Draws, row: usize) -> Explained {
    let (w, offered) = (&sight.weights[sight.topology.relations[row].from], sight.offer[row].level);
    let utility = terms::utility(sight, row);
    let u = draws.uniform(sight.topology.relation_draw(row));
    let (reconsiders, which) = (u.less_than(w.reconsiders), u / w.reconsiders);
    Explained {
        offered,
        terms: terms::apart(sight, row),
        utility,
        precision: w.precision,
        probabilities: response(&utility, w.precision),
        reconsiders: w.reconsiders,
        draws: [u, which],
        chosen: reconsiders.select(level(&odds(&utility, w.precision), which), offered),
    }
}

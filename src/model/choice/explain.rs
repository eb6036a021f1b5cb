//! One choice, taken apart: what each term gave to each level, and how the draws decided.
//!
//! Not part of a step: it looks at the world between a snapshot and the choice that follows it.

use super::{Draws, Sight, Tables, Utility, level, odds, response, terms};
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

/// The system: the choices of the relations in these rows, before they are made; rows that there are not are left out.
pub fn explain(In(wanted): In<Vec<usize>>, tables: Tables<'_, '_>, draws: Res<Draws>) -> Vec<Explained> {
    let Some(sight) = tables.sight() else { return Vec::new() };
    wanted.into_iter().filter(|&row| row < sight.offer.len()).map(|row| apart(&sight, &draws, row)).collect()
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

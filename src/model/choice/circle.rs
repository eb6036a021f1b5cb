//! What all choices of a step share, worked out once: sums over an actor's whole circle, and the hostility of pairs.
//! So a choice costs the same however many actors there are, but for the network.

use super::Offer;
use crate::lanes::{Lanes, go};
use crate::model::{Topology, belief::Belief, coercion::Coercion, memory::Memory, rows, strength::Strength};
use bevy_ecs::prelude::*;

/// Sums over the circle of an actor.
#[derive(Component, Clone, Copy, Default)]
pub struct Circle {
    /// Own strength and the help held: S_i + sum_m C_im B_im S_m.
    pub help: Lanes,
    /// Coercion suffered: sum_k K_ki.
    pub pressure: Lanes,
    /// 1 / S_i.
    pub inverse_strength: Lanes,
}

/// h_ij = 1 - exp(-(A_ij + A_ji + K_ij + K_ji)) of a pair: active hostility.
#[derive(Component, Clone, Copy, Default)]
pub struct Hostility(pub Lanes);

/// The help that the holder of a relation counts on: C_ij B_ij S_j.
#[inline(always)]
#[must_use]
pub fn help(offer: &Offer, belief: &Belief, strength: &Strength) -> Lanes {
    offer.actual * belief.0 * strength.0
}

/// The system.
pub fn derive(
    topology: Res<Topology>,
    mut actors: Query<(&Strength, &mut Circle)>,
    relations: Query<(&Offer, &Belief, &Coercion, &Memory)>,
    mut pairs: Query<&mut Hostility>,
) {
    let (strength, mut circle) = rows!(mut actors);
    let (offer, belief, coercion, memory) = rows!(relations);
    let mut hostility = rows!(mut pairs);
    let (circle, hostility) = (circle.bypass_change_detection(), hostility.bypass_change_detection());
    go(
        #[inline(always)]
        || {
            circle_rows(&topology, strength, offer, belief, coercion, circle);
            hostility_rows(&topology, coercion, memory, hostility);
        },
    );
}

/// The sums over the circle of every actor.
#[inline(always)]
pub fn circle_rows(
    topology: &Topology,
    strength: &[Strength],
    offer: &[Offer],
    belief: &[Belief],
    coercion: &[Coercion],
    circle: &mut [Circle],
) {
    for (i, c) in circle.iter_mut().enumerate() {
        *c = Circle { help: strength[i].0, pressure: Lanes::ZERO, inverse_strength: 1.0 / strength[i].0 };
        for j in (0..topology.actors).filter(|&j| j != i) {
            let (forth, back) = (topology.relation(i, j), topology.relation(j, i));
            c.help += help(&offer[forth], &belief[forth], &strength[j]);
            c.pressure += coercion[back].0;
        }
    }
}

/// The hostility of every pair.
#[inline(always)]
pub fn hostility_rows(topology: &Topology, coercion: &[Coercion], memory: &[Memory], hostility: &mut [Hostility]) {
    for (pair, h) in topology.pairs.iter().zip(hostility) {
        let acts = memory[pair.forth].acute + memory[pair.back].acute;
        h.0 = 1.0 - (-(acts + (coercion[pair.forth].0 + coercion[pair.back].0))).exp();
    }
}

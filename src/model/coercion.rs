//! Coercion: sanctions, containment, grey-zone pressure, war.
//!
//! z_ij = k0 + kT Te_ij + kR greed_ij (1 - K_ji) - kD d_ij patience_i - kF r_ij I_ji; K moves to 1 / (1 + exp(-z)) at
//! rate lambda_K with noise s_K (exact over a step), kept in 0..1 and within the calendar's floors and ceilings.
//! patience_i = 1 - exp(-H_i / 10).

use super::{
    Clock, Draws, Parameters, Topology, calendar::Bounds, noise_over, rows, strength::Dependence, threat::Threat,
};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// K, the coercion that the first of a relation applies to the second, 0 to 1.
#[derive(Component, Clone, Copy, Default)]
pub struct Coercion(pub Lanes);

/// Where K moves to.
#[derive(Component, Clone, Copy, Default)]
pub struct CoercionTarget(pub Lanes);

/// Constants of a relation's coercion.
#[derive(Component, Clone, Copy, Default)]
pub struct CoercionConstants {
    kept: Lanes,
    noise: Lanes,
    /// kD patience.
    restraint: Lanes,
    /// kR greed.
    probing: Lanes,
}

/// Slots of a relation's coercion.
#[derive(Component, Clone, Copy)]
pub struct CoercionSlots {
    start: Slot,
    k0: Slot,
    threat: Slot,
    revision: Slot,
    dependence: Slot,
    fear: Slot,
    greed: Slot,
    lambda: Slot,
    noise: Slot,
    horizon: Slot,
}

impl CoercionSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Relation(i, j));
        Self {
            start: slot(P::CoercionStart),
            k0: slot(P::K0),
            threat: slot(P::KThreat),
            revision: slot(P::KRevision),
            dependence: slot(P::KDependence),
            fear: slot(P::KFear),
            greed: slot(P::Greed),
            lambda: slot(P::LambdaK),
            noise: slot(P::NoiseK),
            horizon: scenario.slot(P::HorizonYears, Place::Actor(i)),
        }
    }
}

/// patience = 1 - exp(-H / 10).
#[must_use]
pub fn patience(horizon: Lanes) -> Lanes {
    1.0 - (horizon / -10.0).exp()
}

/// The state at the start.
pub fn reset(values: Res<Parameters>, mut relations: Query<(&CoercionSlots, &mut Coercion)>) {
    let (slots, mut coercion) = rows!(mut relations);
    for (slot, k) in slots.iter().zip(coercion.bypass_change_detection()) {
        k.0 = values[slot.start];
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    clock: Res<Clock>,
    mut relations: Query<(&CoercionSlots, &mut CoercionConstants)>,
) {
    let (slots, mut constants) = rows!(mut relations);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        c.kept = (values[slot.lambda] * -clock.dt).exp();
        c.noise = noise_over(values[slot.lambda], values[slot.noise], clock.dt);
        c.restraint = values[slot.dependence] * patience(values[slot.horizon]);
        c.probing = values[slot.revision] * values[slot.greed];
    }
}

/// The system that works out where K moves to.
pub fn derive(
    values: Res<Parameters>,
    topology: Res<Topology>,
    mut relations: Query<(&CoercionSlots, &CoercionConstants, &Threat, &Dependence, &Coercion, &mut CoercionTarget)>,
) {
    let (slots, constants, threat, dependence, coercion, mut target) = rows!(mut relations);
    let target = target.bypass_change_detection();
    go(
        #[inline(always)]
        || derive_rows(&values, &topology, (slots, constants), (threat, dependence, coercion), target),
    );
}

/// Where the coercion of every relation moves to, from its slots and constants, and the state.
#[inline(always)]
pub fn derive_rows(
    values: &Parameters,
    topology: &Topology,
    (slots, constants): (&[CoercionSlots], &[CoercionConstants]),
    (threat, dependence, coercion): (&[Threat], &[Dependence], &[Coercion]),
    target: &mut [CoercionTarget],
) {
    for (row, relation) in topology.relations.iter().enumerate() {
        let (slot, c) = (&slots[row], &constants[row]);
        let z = values[slot.k0]
            + values[slot.threat] * threat[row].expected
            + c.probing * (1.0 - coercion[relation.reverse].0)
            - c.restraint * dependence[row].share
            - values[slot.fear] * threat[row].ratio * threat[relation.reverse].intent;
        target[row].0 = 1.0 / (1.0 + (-z).exp());
    }
}

/// The system that moves K.
pub fn step(
    topology: Res<Topology>,
    draws: Res<Draws>,
    mut relations: Query<(&CoercionConstants, &CoercionTarget, &Bounds, &mut Coercion)>,
) {
    let (constants, target, bounds, mut coercion) = rows!(mut relations);
    let coercion = coercion.bypass_change_detection();
    go(
        #[inline(always)]
        || step_rows(&topology, &draws, constants, target, bounds, coercion),
    );
}

/// The coercion of every relation moves to its target.
#[inline(always)]
pub fn step_rows(
    topology: &Topology,
    draws: &Draws,
    constants: &[CoercionConstants],
    target: &[CoercionTarget],
    bounds: &[Bounds],
    coercion: &mut [Coercion],
) {
    for row in 0..topology.relations.len() {
        let c = &constants[row];
        let noise = c.noise * draws.normal(topology.relation_draw(row) + 2);
        let moved = target[row].0 + (coercion[row].0 - target[row].0) * c.kept + noise;
        coercion[row].0 = moved.unit().max(bounds[row].floor).min(bounds[row].ceiling);
    }
}

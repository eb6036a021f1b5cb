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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::exp;
    use crate::model::trial::{Trial, close};

    /// Actors 0 and 1 trade, fear and coerce each other; row 0 is what 0 does to 1.
    fn rivals() -> Trial {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.set(P::Exports, Place::Relation(0, 1), 120.0);
        trial.set(P::Greed, Place::Relation(0, 1), 0.3);
        trial.set(P::K0, Place::Relation(0, 1), -1.0);
        trial.set(P::Growth, Place::Actor(1), 0.08);
        trial.set(P::CoercionStart, Place::Relation(0, 1), 0.6);
        trial.set(P::CoercionStart, Place::Relation(1, 0), 0.2);
        trial
    }

    #[test]
    fn the_target_weighs_threat_greed_dependence_and_fear() {
        let mut trial = rivals();
        trial.world(&[(P::KThreat, 2.5), (P::KRevision, 3.5), (P::KDependence, 1.5), (P::KFear, 0.7)]);
        trial.begin();
        let (t, back, d) = (trial.get::<Threat>(0), trial.get::<Threat>(1), trial.get::<Dependence>(0));
        let patience = 1.0 - libm::exp(-1.0);
        let z = -1.0 + 2.5 * t.expected.0[0] + 3.5 * 0.3 * (1.0 - 0.2)
            - 1.5 * d.share.0[0] * patience
            - 0.7 * t.ratio.0[0] * back.intent.0[0];
        close(trial.get::<CoercionTarget>(0).0.0[0], 1.0 / (1.0 + libm::exp(-z)), 2e-9);
        assert!(d.share.0[0] > 0.1 && t.expected.0[0] != t.at_hand.0[0]);
    }

    #[test]
    fn coercion_relaxes_to_its_target() {
        let mut trial = rivals();
        trial.begin();
        let target = trial.get::<CoercionTarget>(0).0.0[0];
        trial.go(1);
        let kept = exp(-0.7 * trial.dt());
        assert_eq!(trial.get::<Coercion>(0).0.0[0], target + (0.6 - target) * kept);
    }

    #[test]
    fn coercion_is_noisy_and_stays_a_share() {
        let mut trial = rivals();
        trial.world(&[(P::NoiseK, 2.0)]);
        trial.begin();
        let target = trial.get::<CoercionTarget>(0).0.0[0];
        trial.go(1);
        let normal = trial.resource::<Draws>().normal(2);
        let (kept, noise) = (exp(-0.7 * 0.25), noise_over(Lanes::splat(0.7), Lanes::splat(2.0), 0.25).0[0]);
        let k = trial.get::<Coercion>(0).0;
        for (k, z) in k.0.into_iter().zip(normal.0) {
            close(k, (target + (0.6 - target) * kept + noise * z).clamp(0.0, 1.0), 1e-14);
        }
        assert!(k.0.contains(&0.0) && k.0.contains(&1.0) && k.0.iter().any(|k| (0.01..0.99).contains(k)));
    }

    #[test]
    fn coercion_stays_within_the_calendar() {
        let mut trial = rivals();
        trial.begin();
        // At the start the calendar sets the bounds itself.
        trial.go(1);
        trial.poke::<Bounds>(1, |bounds| *bounds = Bounds { floor: Lanes::splat(0.9), ceiling: Lanes::ONE });
        trial.go(1);
        assert_eq!(trial.get::<Coercion>(1).0, Lanes::splat(0.9));
        trial.poke::<Bounds>(1, |bounds| *bounds = Bounds { floor: Lanes::ZERO, ceiling: Lanes::splat(0.05) });
        trial.go(1);
        assert_eq!(trial.get::<Coercion>(1).0, Lanes::splat(0.05));
    }

    #[test]
    fn patience_grows_with_the_horizon() {
        for years in [0.1, 3.0, 10.0, 200.0] {
            close(patience(Lanes::splat(years)).0[0], 1.0 - libm::exp(-years / 10.0), 1e-9);
        }
    }
}

//! Belief: how far an actor takes another to be committed (delta rule; Jervis 1976 on bias).
//!
//! B_ij moves to (1 - credulity_i) C_ji + credulity_i Q_ji + optimism_ij at rate a_B with noise s_B (exact over a
//! step), kept in 0..1.

use super::{Clock, Draws, Parameters, Topology, choice::Offer, noise_over, rows};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, Value, registry::P};
use bevy_ecs::prelude::*;

/// B, 0 to 1.
#[derive(Component, Clone, Copy, Default)]
pub struct Belief(pub Lanes);

/// Constants of a relation's belief.
#[derive(Component, Clone, Copy, Default)]
pub struct BeliefConstants {
    kept: Lanes,
    noise: Lanes,
}

/// Slots of a relation's belief.
#[derive(Component, Clone, Copy)]
pub struct BeliefSlots {
    start: Option<Slot>,
    credulity: Slot,
    optimism: Slot,
    speed: Slot,
    noise: Slot,
}

impl BeliefSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Relation(i, j));
        let start = slot(P::BeliefStart);
        let given = !matches!(scenario.slots[start.0 as usize].value, Value::Derived);
        Self {
            start: given.then_some(start),
            credulity: scenario.slot(P::Credulity, Place::Actor(i)),
            optimism: slot(P::Optimism),
            speed: slot(P::SpeedB),
            noise: slot(P::NoiseB),
        }
    }
}

/// The state at the start: as given, or the other's actual commitment plus the optimism.
pub fn reset(
    values: Res<Parameters>,
    topology: Res<Topology>,
    mut relations: Query<(&BeliefSlots, &Offer, &mut Belief)>,
) {
    let (slots, offer, mut belief) = rows!(mut relations);
    for ((relation, slot), b) in topology.relations.iter().zip(slots).zip(belief.bypass_change_detection()) {
        let derived = offer[relation.reverse].actual + values[slot.optimism];
        b.0 = slot.start.map_or(derived, |start| values[start]).unit();
    }
}

/// Works out the constants.
pub fn prepare(values: Res<Parameters>, clock: Res<Clock>, mut relations: Query<(&BeliefSlots, &mut BeliefConstants)>) {
    let (slots, mut constants) = rows!(mut relations);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        c.kept = (values[slot.speed] * -clock.dt).exp();
        c.noise = noise_over(values[slot.speed], values[slot.noise], clock.dt);
    }
}

/// The system.
pub fn step(
    values: Res<Parameters>,
    topology: Res<Topology>,
    draws: Res<Draws>,
    mut relations: Query<(&BeliefSlots, &BeliefConstants, &Offer, &mut Belief)>,
) {
    let (slots, constants, offer, mut belief) = rows!(mut relations);
    let belief = belief.bypass_change_detection();
    go(
        #[inline(always)]
        || step_rows(&values, &topology, &draws, (slots, constants), offer, belief),
    );
}

/// The belief of every relation learns from what the other declares and gives.
#[inline(always)]
pub fn step_rows(
    values: &Parameters,
    topology: &Topology,
    draws: &Draws,
    (slots, constants): (&[BeliefSlots], &[BeliefConstants]),
    offer: &[Offer],
    belief: &mut [Belief],
) {
    for (row, relation) in topology.relations.iter().enumerate() {
        let (slot, c, seen) = (&slots[row], &constants[row], &offer[relation.reverse]);
        let credulity = values[slot.credulity];
        let lesson = (1.0 - credulity) * seen.actual + credulity * seen.declared + values[slot.optimism];
        let noise = c.noise * draws.normal(topology.relation_draw(row) + 1);
        belief[row].0 = (lesson + (belief[row].0 - lesson) * c.kept + noise).unit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::exp;
    use crate::model::trial::{Trial, close};

    /// Actor 1 offers actor 0 lip service and never reconsiders; row 0 is what 0 believes.
    fn lip_service() -> Trial {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::Rho, 0.0)]);
        trial.set(P::LevelStart, Place::Relation(1, 0), 1.0);
        trial.set(P::Credulity, Place::Actor(0), 0.6);
        trial.set(P::Optimism, Place::Relation(0, 1), 0.07);
        trial
    }

    #[test]
    fn a_belief_begins_as_given_or_with_the_deed_and_the_bias() {
        let mut trial = lip_service();
        trial.begin();
        close(trial.get::<Belief>(0).0.0[0], 0.1 + 0.07, 1e-15);
        trial.set(P::Optimism, Place::Relation(0, 1), -0.5);
        trial.begin();
        assert_eq!(trial.get::<Belief>(0).0, Lanes::ZERO);
        let mut given = Trial::of_two_actors("[relations.ELM.OAK]\nbelief_start = 0.8\noptimism = -0.5\n");
        given.begin();
        assert_eq!(given.get::<Belief>(0).0, Lanes::splat(0.8));
    }

    #[test]
    fn a_step_goes_its_share_of_the_way_to_the_lesson() {
        let mut trial = lip_service();
        trial.begin();
        trial.go(1);
        let (lesson, kept) = (0.4 * 0.1 + 0.6 * 0.4 + 0.07, exp(-0.7 * trial.dt()));
        close(trial.get::<Belief>(0).0.0[0], lesson + (0.17 - lesson) * kept, 1e-14);
    }

    #[test]
    fn at_rest_the_gap_is_credulity_times_words_beyond_deeds_and_the_bias() {
        let mut trial = lip_service();
        trial.begin();
        trial.go(400);
        close(trial.get::<Belief>(0).0.0[0] - 0.1, 0.6 * (0.4 - 0.1) + 0.07, 1e-12);
    }

    #[test]
    fn a_belief_is_noisy_and_stays_a_share() {
        let mut trial = lip_service();
        trial.world(&[(P::NoiseB, 1.0)]);
        trial.begin();
        trial.go(1);
        let normal = trial.resource::<Draws>().normal(1);
        let (lesson, kept) = (0.35, exp(-0.7 * trial.dt()));
        let noise = noise_over(Lanes::splat(0.7), Lanes::ONE, trial.dt()).0[0];
        for (b, z) in trial.get::<Belief>(0).0.0.into_iter().zip(normal.0) {
            close(b, (lesson + (0.17 - lesson) * kept + noise * z).clamp(0.0, 1.0), 1e-14);
        }
    }
}

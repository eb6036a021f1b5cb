//! Crises, per pair: hazard eta0 + eta1 (K_ij + K_ji) + eta2 (T_ij + T_ji) / 2 per year, severity exponential, felt by
//! both.

use super::{Clock, Draws, Parameters, Topology, coercion::Coercion, rows, strikes, threat::Threat};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// Severity of this step's crisis of a pair; 0 where there is none.
#[derive(Component, Clone, Copy, Default)]
pub struct Crisis(pub Lanes);

/// Slots of a pair's crises.
#[derive(Component, Clone, Copy)]
pub struct CrisisSlots {
    eta0: Slot,
    eta1: Slot,
    eta2: Slot,
    severity: Slot,
}

impl CrisisSlots {
    /// The slots of a pair.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Pair(i, j));
        Self { eta0: slot(P::Eta0), eta1: slot(P::Eta1), eta2: slot(P::Eta2), severity: slot(P::Severity) }
    }
}

/// The system.
pub fn step(
    values: Res<Parameters>,
    topology: Res<Topology>,
    clock: Res<Clock>,
    draws: Res<Draws>,
    relations: Query<(&Coercion, &Threat)>,
    mut pairs: Query<(&CrisisSlots, &mut Crisis)>,
) {
    let (coercion, threat) = rows!(relations);
    let (slots, mut crisis) = rows!(mut pairs);
    let crisis = crisis.bypass_change_detection();
    go(
        #[inline(always)]
        || step_rows(&values, &topology, (&draws, clock.dt), coercion, threat, slots, crisis),
    );
}

/// The crisis of every pair, if one comes.
#[inline(always)]
pub fn step_rows(
    values: &Parameters,
    topology: &Topology,
    (draws, dt): (&Draws, f64),
    coercion: &[Coercion],
    threat: &[Threat],
    slots: &[CrisisSlots],
    crisis: &mut [Crisis],
) {
    for (row, pair) in topology.pairs.iter().enumerate() {
        let slot = &slots[row];
        let hazard = values[slot.eta0]
            + values[slot.eta1] * (coercion[pair.forth].0 + coercion[pair.back].0)
            + values[slot.eta2] * (threat[pair.forth].at_hand + threat[pair.back].at_hand) * 0.5;
        let (u, p) = (draws.uniform(topology.pair_draw(row)), strikes(hazard, dt));
        let comes = u.less_than(p);
        crisis[row].0 = if comes.any() {
            let rest = comes.select(u / p, Lanes::ONE); // Uniform too, given that it comes.
            -rest.ln() * values[slot.severity]
        } else {
            Lanes::ZERO
        };
    }
}

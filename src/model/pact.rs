//! Pacts. An alliance forms when a pair's level has been 4 for `pact_years` without a break, and is then a pact.
//!
//! A pact ends by its term, or is denounced at a hazard that is 0 at coordination or above, else `denounce_base` +
//! `denounce_slope` per year spent below it, at most `denounce_most`. Alignment and treaty are two variables.

use super::{Clock, Draws, Parameters, Topology, choice::Offer, fade, rows, strikes};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, Value, registry::P};
use bevy_ecs::prelude::*;

/// The treaty state of a pair.
#[derive(Component, Clone, Copy, Default)]
pub struct Pact {
    /// 1 while a pact is in force.
    pub in_force: Lanes,
    /// 1 once an alliance has formed in this run.
    pub formed: Lanes,
    /// The memory of a pact: 1 while in force, then fading; 0 if there never was one.
    pub past: Lanes,
    /// The pair's level at the start of the step.
    pub level: Lanes,
    timer: Lanes,
    /// Years below coordination.
    below: Lanes,
    /// Years left of the term.
    left: Lanes,
}

/// Slots of a pair's pacts.
#[derive(Component, Clone, Copy)]
pub struct PactSlots {
    start: Slot,
    until: Slot,
    last: Option<Slot>,
    years: Slot,
    term: Slot,
    base: Slot,
    slope: Slot,
    most: Slot,
    past: Slot,
}

impl PactSlots {
    /// The slots of a pair.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Pair(i, j));
        let last = slot(P::LastPact);
        let given = !matches!(scenario.slots[last.0 as usize].value, Value::Derived);
        Self {
            start: slot(P::PactStart),
            until: slot(P::PactUntil),
            last: given.then_some(last),
            years: slot(P::PactYears),
            term: slot(P::PactTerm),
            base: slot(P::DenounceBase),
            slope: slot(P::DenounceSlope),
            most: slot(P::DenounceMost),
            past: slot(P::PastHalfLife),
        }
    }
}

/// The state at the start.
pub fn reset(
    values: Res<Parameters>,
    topology: Res<Topology>,
    clock: Res<Clock>,
    relations: Query<&Offer>,
    mut pairs: Query<(&PactSlots, &mut Pact)>,
) {
    let offer = rows!(relations);
    let (slots, mut pact) = rows!(mut pairs);
    for ((pair, slot), p) in topology.pairs.iter().zip(slots).zip(pact.bypass_change_detection()) {
        let in_force = values[slot.start];
        let past = slot
            .last
            .map_or(Lanes::ZERO, |last| ((values[last] - clock.start) / values[slot.past]).min(Lanes::ZERO).exp2());
        *p = Pact {
            in_force,
            past: past.max(in_force),
            level: offer[pair.forth].level.min(offer[pair.back].level),
            left: values[slot.until] - clock.start,
            ..Pact::default()
        };
    }
}

/// The system, after the levels of the step have been committed.
pub fn step(
    values: Res<Parameters>,
    topology: Res<Topology>,
    clock: Res<Clock>,
    draws: Res<Draws>,
    relations: Query<&Offer>,
    mut pairs: Query<(&PactSlots, &mut Pact)>,
) {
    let offer = rows!(relations);
    let (slots, mut pact) = rows!(mut pairs);
    let pact = pact.bypass_change_detection();
    go(
        #[inline(always)]
        || step_rows(&values, &topology, (&draws, clock.dt), offer, slots, pact),
    );
}

/// The pact of every pair forms, ages, ends.
#[inline(always)]
pub fn step_rows(
    values: &Parameters,
    topology: &Topology,
    (draws, dt): (&Draws, f64),
    offer: &[Offer],
    slots: &[PactSlots],
    pact: &mut [Pact],
) {
    let (full, coordination) = (Lanes::splat(4.0), Lanes::splat(3.0));
    for (row, pair) in topology.pairs.iter().enumerate() {
        let (slot, p) = (&slots[row], &mut pact[row]);
        let level = offer[pair.forth].level.min(offer[pair.back].level);
        let held = level.min(p.level).at_least(full);
        p.timer = (p.timer + dt) * held;
        p.level = level;
        let due = p.timer.at_least(values[slot.years] - 1e-9) * held * (1.0 - p.in_force);
        if due.any() {
            p.left = due.select(values[slot.term], p.left);
            p.formed = p.formed.max(due);
        }
        let loose = level.less_than(coordination);
        p.below = (p.below + dt) * loose * p.in_force;
        if p.in_force.any() {
            p.left = p.left - p.in_force * dt;
            let hazard = (values[slot.base] + values[slot.slope] * p.below).min(values[slot.most]) * loose;
            let denounced = draws.uniform(topology.pair_draw(row) + 2).less_than(strikes(hazard, dt));
            let expired = p.left.less_than(Lanes::splat(1e-9));
            p.in_force = p.in_force * (1.0 - denounced.max(expired));
        }
        p.in_force = p.in_force.max(due);
        if p.past.any() || due.any() {
            p.past = p.in_force.select(Lanes::ONE, p.past * fade(dt, values[slot.past]));
        }
    }
}

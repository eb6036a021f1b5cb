//! Memory: acute hostility and grievance.
//!
//! inflow = crisis + nu dt K_ji. Acute hostility A fades by its half-life. Grievance is a sum of parts, each with a
//! half-life and a share of phi times the inflow; all heal at rate heal min(C_ij, C_ji). At the start the parts come
//! from the ledger of past episodes through the same kernel. Kernels: `two_speed` (recent and historic, the half-lives
//! and shares of the actor); `power_law` age^-b, as a sum of exponentials (Gauss-like discretisation of its Laplace
//! integral, error under 8% from 1 to 200 years for b in 0.5 to 0.8); `floor` (one half-life, and a floor that stays).

use super::{Clock, Parameters, Topology, choice::Offer, coercion::Coercion, crisis::Crisis, fade, rows};
use crate::lanes::{Lanes, go};
use crate::scenario::{MemoryKernel, Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// Most parts that a kernel has.
pub const PARTS: usize = 7;

/// What an actor holds against another.
#[derive(Component, Clone, Copy, Default)]
pub struct Memory {
    /// A: acute hostility from recent acts.
    pub acute: Lanes,
    /// Grievance, part by part.
    pub parts: [Lanes; PARTS],
    sum: Lanes,
}

impl Memory {
    /// Acute hostility and grievance together.
    #[inline(always)]
    #[must_use]
    pub fn total(&self) -> Lanes {
        self.acute + self.sum
    }
}

/// Constants of a relation's memory.
#[derive(Component, Clone, Copy, Default)]
pub struct MemoryConstants {
    acute_fade: Lanes,
    /// Hostility that full coercion leaves over a step.
    acute_inflow: Lanes,
    /// nu dt.
    inflow: Lanes,
    heal: Lanes,
    fades: [Lanes; PARTS],
    /// phi times the share of the part.
    gains: [Lanes; PARTS],
}

/// Slots of a relation's memory.
#[derive(Component, Clone, Copy)]
pub struct MemorySlots {
    hostility: Slot,
    nu: Slot,
    phi: Slot,
    heal: Slot,
    acute: Slot,
    recent: Slot,
    historic: Slot,
    share: Slot,
    exponent: Slot,
    floor: Slot,
    floor_half_life: Slot,
}

impl MemorySlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Relation(i, j));
        let own = |p| scenario.slot(p, Place::Actor(i));
        Self {
            hostility: slot(P::HostilityStart),
            nu: slot(P::Nu),
            phi: slot(P::Phi),
            heal: slot(P::Heal),
            acute: slot(P::AcuteHalfLife),
            recent: own(P::MemoryRecent),
            historic: own(P::MemoryHistoric),
            share: own(P::MemoryShare),
            exponent: slot(P::KernelExponent),
            floor: slot(P::KernelFloor),
            floor_half_life: slot(P::KernelFloorHalfLife),
        }
    }
}

/// The past as the kernel meets it.
#[derive(Resource, Clone)]
pub struct Past {
    kernel: MemoryKernel,
    /// Parts that the kernel uses.
    pub parts: usize,
    /// Row of the relation, age at the start, severity, discount.
    episodes: Vec<(usize, f64, Slot, Option<Slot>)>,
}

impl Past {
    /// The ledger of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario, topology: &Topology) -> Self {
        let episodes = scenario
            .ledger
            .iter()
            .map(|e| {
                let age = scenario.time.start - e.year;
                (topology.relation(e.holder, e.against), age, e.severity, e.settled.map(|_| e.discount))
            })
            .collect();
        let parts = match scenario.memory_kernel {
            MemoryKernel::TwoSpeed | MemoryKernel::Floor => 2,
            MemoryKernel::PowerLaw => PARTS,
        };
        Self { kernel: scenario.memory_kernel, parts, episodes }
    }

    /// Share and half-life of every part. An infinite half-life never fades.
    fn kernel(&self, values: &Parameters, slots: &MemorySlots) -> [(Lanes, Lanes); PARTS] {
        let mut parts = [(Lanes::ZERO, Lanes::ONE); PARTS];
        match self.kernel {
            MemoryKernel::TwoSpeed => {
                parts[0] = (values[slots.share], values[slots.recent]);
                parts[1] = (1.0 - values[slots.share], values[slots.historic]);
            }
            MemoryKernel::Floor => {
                parts[0] = (1.0 - values[slots.floor], values[slots.floor_half_life]);
                parts[1] = (values[slots.floor], Lanes::splat(f64::INFINITY));
            }
            MemoryKernel::PowerLaw => {
                for (part, (share, half_life)) in parts.iter_mut().enumerate() {
                    let rate = FASTEST * STEP[part];
                    *share = values[slots.exponent].map(|b| power_law_share(b, part));
                    *half_life = Lanes::splat(std::f64::consts::LN_2 / rate);
                }
            }
        }
        parts
    }
}

/// Rates of the power law's parts: a geometric ladder downward from the fastest, per year.
const FASTEST: f64 = 3.0;
const STEP: [f64; PARTS] = {
    let mut steps = [1.0; PARTS];
    let mut part = 1;
    while part < PARTS {
        steps[part] = steps[part - 1] / RUNG;
        part += 1;
    }
    steps
};
const RUNG: f64 = 4.0;

/// age^-b = 1 / Gamma(b) integral of s^(b-1) e^(-s age) ds: the trapezoid rule in ln s, the tail below the slowest rate
/// added to the slowest part.
fn power_law_share(b: f64, part: usize) -> f64 {
    let rate = FASTEST * STEP[part];
    let height = libm::exp(b * libm::log(rate));
    let gamma = libm::tgamma(b);
    let tail = if part + 1 == PARTS {
        let edge = libm::exp(b * libm::log(rate / libm::sqrt(RUNG)));
        edge / b / gamma
    } else {
        0.0
    };
    height * libm::log(RUNG) / gamma + tail
}

/// The state at the start: the ledger through the kernel.
pub fn reset(values: Res<Parameters>, past: Res<Past>, mut relations: Query<(&MemorySlots, &mut Memory)>) {
    let (slots, mut memory) = rows!(mut relations);
    let memory = memory.bypass_change_detection();
    for (slot, m) in slots.iter().zip(memory.iter_mut()) {
        *m = Memory { acute: values[slot.hostility], ..Memory::default() };
    }
    for &(row, age, severity, discount) in &past.episodes {
        let slot = &slots[row];
        let kept = discount.map_or(Lanes::ONE, |d| 1.0 - values[d]);
        let felt = values[slot.phi] * values[severity] * kept;
        for (part, (share, half_life)) in past.kernel(&values, slot).into_iter().enumerate().take(past.parts) {
            memory[row].parts[part] += felt * share * fade(age, half_life);
        }
    }
    for m in memory {
        m.sum = m.parts.iter().fold(Lanes::ZERO, |sum, part| sum + *part);
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    clock: Res<Clock>,
    past: Res<Past>,
    mut relations: Query<(&MemorySlots, &mut MemoryConstants)>,
) {
    let (slots, mut constants) = rows!(mut relations);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        c.acute_fade = fade(clock.dt, values[slot.acute]);
        c.acute_inflow = values[slot.nu] * values[slot.acute] * std::f64::consts::LOG2_E * (1.0 - c.acute_fade);
        c.inflow = values[slot.nu] * clock.dt;
        c.heal = values[slot.heal] * clock.dt;
        for (part, (share, half_life)) in past.kernel(&values, slot).into_iter().enumerate() {
            c.gains[part] = values[slot.phi] * share;
            c.fades[part] = fade(clock.dt, half_life);
        }
    }
}

/// The system.
pub fn step(
    topology: Res<Topology>,
    past: Res<Past>,
    mut relations: Query<(&MemoryConstants, &Coercion, &Offer, &mut Memory)>,
    pairs: Query<&Crisis>,
) {
    let (constants, coercion, offer, mut memory) = rows!(mut relations);
    let memory = memory.bypass_change_detection();
    let crisis = rows!(pairs);
    go(
        #[inline(always)]
        || step_rows(&topology, past.parts, constants, crisis, coercion, offer, memory),
    );
}

/// What every actor holds against every other fades, and grows by what it suffers; `parts` is how many the kernel has.
#[inline(always)]
pub fn step_rows(
    topology: &Topology,
    parts: usize,
    constants: &[MemoryConstants],
    crisis: &[Crisis],
    coercion: &[Coercion],
    offer: &[Offer],
    memory: &mut [Memory],
) {
    for (row, relation) in topology.relations.iter().enumerate() {
        let (c, m) = (&constants[row], &mut memory[row]);
        let blow = crisis[relation.pair].0;
        let suffered = coercion[relation.reverse].0;
        m.acute = m.acute * c.acute_fade + blow + c.acute_inflow * suffered;
        let inflow = blow + c.inflow * suffered;
        let kept = (-(c.heal * offer[row].actual.min(offer[relation.reverse].actual))).exp();
        let mut sum = Lanes::ZERO;
        for part in 0..parts {
            m.parts[part] = m.parts[part] * c.fades[part] * kept + c.gains[part] * inflow;
            sum += m.parts[part];
        }
        m.sum = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_law_is_met_within_its_stated_error() {
        for b in [0.5, 0.6, 0.7, 0.8] {
            for age in 1..=200 {
                let age = f64::from(age);
                let sum: f64 = (0..PARTS).map(|p| power_law_share(b, p) * libm::exp(-age * FASTEST * STEP[p])).sum();
                let error = (sum / libm::pow(age, -b) - 1.0).abs();
                assert!(error < 0.08, "b {b}, age {age}: {error}");
            }
        }
    }
}

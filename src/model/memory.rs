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
    use crate::lanes::exp;
    use crate::model::trial::{Trial, close};

    /// Two actors, of whom OAK remembers a war of 1960 at full severity and one of 1990, settled in 1999, at half.
    fn remembering(kernel: &str) -> Trial {
        let mut trial = Trial::of_two_actors(&format!(
            "model.memory_kernel = \"{kernel}\"\n[ledger.other]\ntext = \"another\"\nholder = \"OAK\"\n\
             against = \"ELM\"\nyear = 1990\nseverity = 0.5\nsettled = 1999\ndiscount = 0.4\n"
        ));
        trial.quiet();
        trial.world(&[(P::Rho, 0.0), (P::LambdaK, 0.0), (P::Phi, 0.8)]);
        trial
    }

    /// Row of what OAK holds against ELM.
    const OAK: usize = 1;

    /// Severities that count, and ages in 2000.
    const WARS: [(f64, f64); 2] = [(1.0, 40.0), (0.5 * 0.6, 10.0)];

    fn two_speed(age: f64) -> f64 {
        0.7 * libm::exp2(-age / 6.0) + 0.3 * libm::exp2(-age / 60.0)
    }

    fn floor(age: f64) -> f64 {
        0.97 * libm::exp2(-age / 2.4) + 0.03
    }

    fn grievance(kernel: impl Fn(f64) -> f64, later: f64) -> f64 {
        0.8 * WARS.iter().map(|(severity, age)| severity * kernel(age + later)).sum::<f64>()
    }

    #[test]
    fn the_ledger_at_the_start_is_the_kernel_by_hand() {
        for (name, kernel, error) in [
            ("two_speed", &two_speed as &dyn Fn(f64) -> f64, 1e-9),
            ("floor", &floor, 1e-9),
            ("power_law", &|age| libm::pow(age, -0.7), 0.08),
        ] {
            let mut trial = remembering(name);
            trial.begin();
            let (held, by_hand) = (trial.get::<Memory>(OAK).total().0[0], grievance(kernel, 0.0));
            assert!((held / by_hand - 1.0).abs() < error, "{name}: {held} for {by_hand}");
            assert_eq!(trial.get::<Memory>(1 - OAK).total(), Lanes::ZERO);
        }
    }

    #[test]
    fn grievance_fades_by_the_kernel_whatever_the_step() {
        for (name, kernel, error) in [
            ("two_speed", &two_speed as &dyn Fn(f64) -> f64, 1e-7),
            ("floor", &floor, 1e-7),
            ("power_law", &|age| libm::pow(age, -0.7), 0.08),
        ] {
            let mut trial = remembering(name);
            trial.begin();
            trial.go(4 * 25);
            let (held, by_hand) = (trial.get::<Memory>(OAK).total().0[0], grievance(kernel, 25.0));
            assert!((held / by_hand - 1.0).abs() < error, "{name}: {held} for {by_hand}");
        }
    }

    #[test]
    fn hostility_fades_by_its_half_life() {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::LambdaK, 0.0), (P::AcuteHalfLife, 1.5)]);
        trial.set(P::HostilityStart, Place::Relation(0, 1), 0.9);
        trial.begin();
        trial.go(12);
        close(trial.get::<Memory>(0).acute.0[0], 0.9 * libm::exp2(-3.0 / 1.5), 1e-8);
    }

    #[test]
    fn coercion_leaves_hostility_integrated_over_the_step_and_grievance() {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::LambdaK, 0.0), (P::Nu, 0.7), (P::Phi, 0.6)]);
        trial.set(P::CoercionStart, Place::Relation(1, 0), 0.4);
        trial.begin();
        trial.go(1);
        let (m, dt) = (trial.get::<Memory>(0), trial.dt());
        let rate = std::f64::consts::LN_2;
        close(m.acute.0[0], 0.7 * 0.4 * (1.0 - libm::exp(-rate * dt)) / rate, 1e-9);
        for part in &m.parts[..2] {
            close(part.0[0], 0.5 * 0.6 * 0.7 * 0.4 * dt, 1e-14);
        }
        assert_eq!(trial.get::<Memory>(1).total(), Lanes::ZERO);
        // Where coercion lasts hostility comes to nu K / rate, whatever the step.
        trial.go(200);
        close(trial.get::<Memory>(0).acute.0[0], 0.7 * 0.4 / rate, 1e-8);
    }

    #[test]
    fn a_crisis_is_remembered_by_both_parts_and_in_full_as_hostility() {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::LambdaK, 0.0), (P::Eta0, 100.0), (P::Phi, 0.6)]);
        trial.begin();
        trial.go(1);
        let (m, severity) = (trial.get::<Memory>(0), trial.get::<Crisis>(0).0.0[0]);
        close(m.acute.0[0], severity, 1e-14);
        close(m.parts[0].0[0], 0.5 * 0.6 * severity, 1e-14);
        close(m.total().0[0], severity * (1.0 + 0.6), 1e-14);
        assert!(severity > 0.0);
    }

    #[test]
    fn mutual_commitment_heals_grievance_and_not_hostility() {
        let mut trial = remembering("two_speed");
        trial.world(&[(P::Heal, 0.3)]);
        trial.set(P::LevelStart, Place::Relation(0, 1), 4.0);
        trial.set(P::LevelStart, Place::Relation(1, 0), 2.0);
        trial.set(P::HostilityStart, Place::Relation(1, 0), 0.5);
        trial.begin();
        let before = trial.get::<Memory>(OAK);
        trial.go(1);
        let (after, dt) = (trial.get::<Memory>(OAK), trial.dt());
        let healed = exp(-(0.3 * dt * 0.35));
        close(after.parts[0].0[0], before.parts[0].0[0] * libm::exp2(-dt / 6.0) * healed, 1e-9);
        close(after.parts[1].0[0], before.parts[1].0[0] * libm::exp2(-dt / 60.0) * healed, 1e-9);
        close(after.acute.0[0], 0.5 * libm::exp2(-dt), 1e-9);
    }

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

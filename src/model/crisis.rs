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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LANES;
    use crate::model::memory::Memory;
    use crate::model::trial::{RARE, Trial, as_often, close};

    /// Two actors with levels, coercion and threat that stay what they are: nothing leaves a memory but a crisis.
    fn still(eta: [f64; 3]) -> Trial {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::Rho, 0.0), (P::LambdaK, 0.0), (P::Nu, 0.0), (P::Phi, 0.0), (P::AcuteHalfLife, 0.05)]);
        trial.world(&[(P::Eta0, eta[0]), (P::Eta1, eta[1]), (P::Eta2, eta[2]), (P::Severity, 0.35)]);
        trial.set(P::CoercionStart, Place::Relation(0, 1), 0.3);
        trial.set(P::CoercionStart, Place::Relation(1, 0), 0.1);
        // So large a suspicion that a memory adds nothing to it.
        for (i, j) in [(0, 1), (1, 0)] {
            trial.set(P::Iota, Place::Relation(i, j), 50.0);
        }
        for i in 0..2 {
            trial.set(P::Gdp, Place::Actor(i), 1000.0);
            trial.set(P::MilitaryCapital, Place::Actor(i), 1000.0);
        }
        trial.begin();
        trial
    }

    /// Crises and the sum of their severities over `steps` steps.
    fn count(trial: &mut Trial, steps: usize) -> (f64, f64) {
        let (mut n, mut sum) = (0.0, 0.0);
        for _ in 0..steps {
            trial.go(1);
            for severity in trial.get::<Crisis>(0).0.0 {
                n += f64::from(u8::from(severity > 0.0));
                sum += severity;
            }
        }
        (n, sum)
    }

    #[test]
    fn crises_come_at_their_hazard() {
        let steps = 3_000;
        // Both threats are 0.8 times one half.
        for (eta, hazard) in [([0.4, 0.0, 0.0], 0.4), ([0.0, 1.5, 0.0], 1.5 * 0.4), ([0.1, 0.5, 2.0], 0.1 + 0.2 + 0.8)]
        {
            let mut trial = still(eta);
            // Growth of one and the same rate keeps the strengths equal.
            let (n, _) = count(&mut trial, steps);
            as_often(n, (steps * LANES) as f64, 1.0 - libm::exp(-hazard * trial.dt()));
        }
    }

    #[test]
    fn severity_is_exponential() {
        let mut trial = still([2.0, 0.0, 0.0]);
        let (n, sum) = count(&mut trial, 2_000);
        assert!((sum / n - 0.35).abs() < RARE * 0.35 / n.sqrt(), "{} of {n}", sum / n);
        let mut trial = still([100.0, 0.0, 0.0]);
        let mut beyond = 0.0;
        for _ in 0..1_000 {
            trial.go(1);
            beyond += trial.get::<Crisis>(0).0.0.iter().filter(|severity| **severity > 0.7).count() as f64;
        }
        as_often(beyond, (1_000 * LANES) as f64, libm::exp(-2.0));
    }

    #[test]
    fn both_feel_a_crisis() {
        let mut trial = still([100.0, 0.0, 0.0]);
        trial.go(1);
        let severity = trial.get::<Crisis>(0).0;
        assert!(severity.0.iter().all(|severity| *severity > 0.0));
        for row in 0..2 {
            close(trial.get::<Memory>(row).acute.0[0], severity.0[0], 1e-12);
        }
    }
}

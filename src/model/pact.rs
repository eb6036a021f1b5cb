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

impl Pact {
    /// 1 where no years of the term are left.
    #[inline(always)]
    #[must_use]
    pub fn ran_out(&self) -> Lanes {
        self.left.less_than(Lanes::splat(1e-9))
    }
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
            let expired = p.ran_out();
            p.in_force = p.in_force * (1.0 - denounced.max(expired));
        }
        p.in_force = p.in_force.max(due);
        if p.past.any() || due.any() {
            p.past = p.in_force.select(Lanes::ONE, p.past * fade(dt, values[slot.past]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LANES;
    use crate::model::trial::{Trial, as_often, close};

    /// Two actors whose levels change only where a test changes them.
    fn pair(level: f64) -> Trial {
        let mut trial = Trial::new(2, 0);
        trial.quiet();
        trial.world(&[(P::Rho, 0.0), (P::DenounceBase, 0.0), (P::DenounceSlope, 0.0)]);
        trial.set(P::LevelStart, Place::Relation(0, 1), 4.0);
        trial.set(P::LevelStart, Place::Relation(1, 0), level);
        trial
    }

    fn offer(trial: &mut Trial, level: f64) {
        trial.poke::<Offer>(1, |offer| *offer = Offer::at(Lanes::splat(level)));
    }

    fn pact(trial: &mut Trial) -> [f64; 3] {
        let p = trial.get::<Pact>(0);
        [p.in_force, p.formed, p.past].map(|x| x.0[0])
    }

    #[test]
    fn an_alliance_forms_after_unbroken_years_at_the_highest_level() {
        let mut trial = pair(4.0);
        trial.world(&[(P::PactYears, 1.5)]);
        trial.begin();
        trial.go(5);
        assert_eq!(pact(&mut trial), [0.0, 0.0, 0.0]);
        trial.go(1);
        assert_eq!(pact(&mut trial), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_break_starts_the_years_afresh_and_a_step_counts_only_if_it_begins_and_ends_there() {
        let mut trial = pair(4.0);
        trial.begin();
        trial.go(3);
        offer(&mut trial, 3.0);
        trial.go(1);
        offer(&mut trial, 4.0);
        // This step began below.
        trial.go(1);
        trial.go(3);
        assert_eq!(pact(&mut trial), [0.0, 0.0, 0.0]);
        trial.go(1);
        assert_eq!(pact(&mut trial), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_pact_ends_by_its_term_and_is_remembered_by_its_half_life() {
        let mut trial = pair(4.0);
        trial.world(&[(P::PactTerm, 2.0), (P::PastHalfLife, 5.0)]);
        trial.begin();
        trial.go(4);
        offer(&mut trial, 3.0);
        trial.go(7);
        assert_eq!(pact(&mut trial), [1.0, 1.0, 1.0]);
        trial.go(1);
        let [in_force, formed, past] = pact(&mut trial);
        assert_eq!([in_force, formed], [0.0, 1.0]);
        close(past, libm::exp2(-trial.dt() / 5.0), 1e-9);
        trial.go(19);
        close(pact(&mut trial)[2], 0.5, 1e-8);
    }

    #[test]
    fn a_pact_of_the_start_ends_at_its_date_and_was_not_formed_here() {
        let mut trial = pair(3.0);
        trial.set(P::PactStart, Place::Pair(0, 1), 1.0);
        trial.set(P::PactUntil, Place::Pair(0, 1), 2017.1);
        trial.begin();
        trial.go(8);
        assert_eq!(pact(&mut trial), [1.0, 0.0, 1.0]);
        // 2017.25 is the first snapshot at or after the date.
        trial.go(1);
        assert_eq!(pact(&mut trial)[..2], [0.0, 0.0]);
    }

    #[test]
    fn a_past_pact_is_remembered_from_its_end() {
        let mut trial = Trial::of_two_actors("[pairs.ELM-OAK]\nlast_pact = 1985\n");
        trial.begin();
        close(pact(&mut trial)[2], libm::exp2(-15.0 / 10.0), 1e-9);
        let mut none = pair(0.0);
        none.begin();
        assert_eq!(pact(&mut none)[2], 0.0);
    }

    /// Pacts in force, of all lanes, after each of `steps` steps.
    fn survivors(trial: &mut Trial, steps: usize) -> Vec<f64> {
        let mut left = Vec::new();
        for _ in 0..steps {
            trial.go(1);
            left.push(trial.get::<Pact>(0).in_force.0.iter().sum());
        }
        left
    }

    #[test]
    fn denunciation_has_its_hazard_below_coordination_and_none_above() {
        let (base, slope, most) = (0.1, 0.4, 0.5);
        let mut denounced = [0.0; 12];
        let mut exposed = [0.0; 12];
        for round in 0..400 {
            let mut trial = pair(2.0);
            trial.set(P::PactStart, Place::Pair(0, 1), 1.0);
            trial.world(&[(P::DenounceBase, base), (P::DenounceSlope, slope), (P::DenounceMost, most)]);
            trial.streams(round * LANES as u64);
            trial.begin();
            let left = survivors(&mut trial, 12);
            let mut before = LANES as f64;
            for (step, after) in left.into_iter().enumerate() {
                exposed[step] += before;
                denounced[step] += before - after;
                before = after;
            }
        }
        for step in 0..12 {
            let below = 0.25 * (step + 1) as f64;
            let hazard = (base + slope * below).min(most);
            as_often(denounced[step], exposed[step], 1.0 - libm::exp(-hazard * 0.25));
        }
        let mut trial = pair(3.0);
        trial.set(P::PactStart, Place::Pair(0, 1), 1.0);
        trial.world(&[(P::DenounceBase, 100.0), (P::DenounceMost, 100.0)]);
        trial.begin();
        assert_eq!(survivors(&mut trial, 40)[39], LANES as f64);
    }

    #[test]
    fn the_years_below_are_counted_without_a_break() {
        let mut trial = pair(2.0);
        trial.set(P::PactStart, Place::Pair(0, 1), 1.0);
        trial.begin();
        trial.go(8);
        close(trial.get::<Pact>(0).below.0[0], 2.0, 1e-12);
        offer(&mut trial, 3.0);
        trial.go(1);
        assert_eq!(trial.get::<Pact>(0).below, Lanes::ZERO);
    }
}

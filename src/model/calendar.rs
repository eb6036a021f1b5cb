//! The calendar: pulses of hostility, floors and ceilings of coercion, contracts, and changes of parameters at dates.

use super::{Clock, Parameters, Topology, coercion::Coercion, memory::Memory, rows};
use crate::lanes::Lanes;
use crate::scenario::{EventKind, Scenario, Slot};
use bevy_ecs::prelude::*;

/// Between what the coercion of a relation is kept at present.
#[derive(Component, Clone, Copy)]
pub struct Bounds {
    /// Least.
    pub floor: Lanes,
    /// Greatest.
    pub ceiling: Lanes,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { floor: Lanes::ZERO, ceiling: Lanes::ONE }
    }
}

/// Flows that contracts add at present, bn USD a year.
#[derive(Resource, Clone, Default)]
pub struct Contracts {
    relations: Vec<Lanes>,
    exports: Vec<Lanes>,
    imports: Vec<Lanes>,
}

impl Contracts {
    /// On the exports of a relation.
    #[inline(always)]
    #[must_use]
    pub fn relation(&self, row: usize) -> Lanes {
        self.relations[row]
    }

    /// On the exports of a link's actor.
    #[inline(always)]
    #[must_use]
    pub fn export(&self, row: usize) -> Lanes {
        self.exports[row]
    }

    /// On the imports of a link's actor.
    #[inline(always)]
    #[must_use]
    pub fn import(&self, row: usize) -> Lanes {
        self.imports[row]
    }
}

/// The events, in steps.
#[derive(Resource, Clone)]
pub struct Calendar {
    events: Vec<Scheduled>,
    /// Values before any event changed them, by target.
    kept: Vec<(Slot, Lanes)>,
}

#[derive(Clone, Copy)]
struct Scheduled {
    from: usize,
    until: usize,
    kind: EventKind,
}

impl Calendar {
    /// The calendar of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let step = |date: f64| if date.is_finite() { scenario.time.snapshot(date) } else { usize::MAX };
        let events = scenario
            .events
            .iter()
            .map(|e| Scheduled { from: step(e.start), until: step(e.end), kind: e.kind })
            .collect();
        Self { events, kept: Vec::new() }
    }

    /// Whether something begins or ends at a step.
    #[must_use]
    pub fn is_due(&self, step: usize) -> bool {
        step == 0 || self.events.iter().any(|e| e.from == step || e.until == step)
    }

    /// Whether a parameter changes at a step, so that constants must be worked out again.
    #[must_use]
    pub fn changes(&self, step: usize) -> bool {
        self.events.iter().any(|e| matches!(e.kind, EventKind::Change { .. }) && (e.from == step || e.until == step))
    }
}

/// The system, run at the steps at which something is due.
pub fn act(
    topology: Res<Topology>,
    clock: Res<Clock>,
    mut calendar: ResMut<Calendar>,
    mut values: ResMut<Parameters>,
    mut contracts: ResMut<Contracts>,
    mut relations: Query<(&mut Bounds, &mut Coercion, &mut Memory)>,
) {
    let (mut bounds, mut coercion, mut memory) = rows!(mut relations);
    let (bounds, coercion) = (bounds.bypass_change_detection(), coercion.bypass_change_detection());
    let memory = memory.bypass_change_detection();
    let calendar = &mut *calendar;
    if clock.step == 0 {
        calendar.kept.clear();
    }
    bounds.fill(Bounds::default());
    contracts.relations = vec![Lanes::ZERO; topology.relations.len()];
    contracts.exports = vec![Lanes::ZERO; topology.links.len()];
    contracts.imports = contracts.exports.clone();
    for (slot, value) in std::mem::take(&mut calendar.kept).into_iter().rev() {
        values.0[slot.0 as usize] = value;
    }
    for event in &calendar.events {
        let begins = event.from == clock.step;
        let lasts = event.from <= clock.step && clock.step < event.until;
        match event.kind {
            EventKind::Hostility { holder, against, pulse } if begins => {
                let row = topology.relation(holder, against);
                memory[row].acute += values[pulse];
            }
            EventKind::Coercion { from, to, floor, ceiling } if lasts => {
                let b = &mut bounds[topology.relation(from, to)];
                b.floor = b.floor.max(values[floor]);
                b.ceiling = b.ceiling.min(values[ceiling]);
            }
            EventKind::Contract { from, to, flow, .. } if lasts => {
                let n = topology.actors;
                let row = if from < n && to < n {
                    &mut contracts.relations[topology.relation(from, to)]
                } else if from < n {
                    &mut contracts.exports[from * topology.partners + to - n]
                } else {
                    &mut contracts.imports[to * topology.partners + from - n]
                };
                *row += values[flow];
            }
            EventKind::Change { target, value } if lasts => {
                let before = values[target];
                calendar.kept.push((target, before));
                values.0[target.0 as usize] = values[value];
            }
            _ => {}
        }
    }
    for (k, b) in coercion.iter_mut().zip(bounds.iter()) {
        k.0 = k.0.max(b.floor).min(b.ceiling);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trial::Trial;

    #[test]
    fn hostility_at_the_start_is_felt_once() {
        let mut trial = Trial::of_two_actors(
            "[events.snub]\nkind = \"hostility\"\ntext = \"a snub\"\nholder = \"OAK\"\nagainst = \"ELM\"\npulse = 0.4\n\
             date = 2000\n",
        );
        trial.begin();
        assert_eq!(trial.get::<Memory>(1).acute, Lanes::splat(0.4));
    }

    #[test]
    fn a_change_from_the_start_on_ends() {
        let mut trial = Trial::of_two_actors(
            "[events.calm]\nkind = \"change\"\ntext = \"calm\"\nparameter = \"actors.OAK.foresight\"\nvalue = 0.9\n\
             date = 2000\nend = 2001\n",
        );
        let slot = trial.scenario.slot_by_path("actors.OAK.foresight").expect("a parameter of the scenario");
        trial.begin();
        assert_eq!(trial.resource::<Parameters>()[slot], Lanes::splat(0.9));
        trial.go(4);
        assert_eq!(trial.resource::<Parameters>()[slot], Lanes::splat(0.5));
    }
}

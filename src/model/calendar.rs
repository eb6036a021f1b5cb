//! The calendar: pulses of hostility, floors and ceilings of coercion, contracts, and changes of parameters at dates.

use super::{
    Clock, Parameters, Topology,
    coercion::Coercion,
    memory::Memory,
    rows,
    trade::{LinkTrade, Trade},
};
use crate::lanes::Lanes;
use crate::scenario::{CalendarEvent, EventKind, Scenario, Slot, Value};
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
    /// Copies that the design set in some lanes ([`super::simulation::Start::set`]).
    set: Vec<(Slot, Lanes)>,
}

#[derive(Clone)]
struct Scheduled {
    from: usize,
    until: usize,
    kind: EventKind,
    /// The slots that hold what a change sets: its target, and all that copy it, each with the place of what it copies.
    slots: Vec<(Slot, usize)>,
}

impl Calendar {
    /// The calendar of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let step = |date: f64| if date.is_finite() { scenario.time.snapshot(date) } else { usize::MAX };
        let schedule = |e: &CalendarEvent| Scheduled {
            from: step(e.start),
            until: step(e.end),
            kind: e.kind,
            slots: target(e.kind).map_or_else(Vec::new, |target| copies(scenario, target)),
        };
        let mut events: Vec<Scheduled> = scenario.events.iter().map(schedule).collect();
        // A slot stands before those that inherit from it: what is changed for one actor prevails over the world's.
        events.sort_by_key(|e| target(e.kind));
        Self { events, kept: Vec::new(), set: Vec::new() }
    }

    /// A new run, in which the design set these copies.
    pub fn begin(&mut self, set: &[(Slot, Lanes)]) {
        self.set.clear();
        self.set.extend_from_slice(set);
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

impl Scheduled {
    /// Which of its slots stay as they are, with 1 in the lanes of runs whose design set them, or what they copy.
    fn set_apart(&self, set: &[(Slot, Lanes)]) -> Vec<Lanes> {
        let mut apart = vec![Lanes::ZERO; self.slots.len()];
        for at in 1..self.slots.len() {
            let (slot, parent) = self.slots[at];
            let own = set.iter().find(|(other, _)| *other == slot).map_or(Lanes::ZERO, |(_, lanes)| *lanes);
            apart[at] = own.max(apart[parent]);
        }
        apart
    }
}

/// The slot that a change sets.
fn target(kind: EventKind) -> Option<Slot> {
    match kind {
        EventKind::Change { target, .. } => Some(target),
        _ => None,
    }
}

/// A slot, and all that hold the same as it.
fn copies(scenario: &Scenario, slot: Slot) -> Vec<(Slot, usize)> {
    let mut all = vec![(slot, 0)];
    for (at, parameter) in scenario.slots.iter().enumerate() {
        let Value::Same(other) = parameter.value else { continue };
        if let Some(parent) = all.iter().position(|(slot, _)| *slot == other) {
            all.push((Slot(at as u32), parent));
        }
    }
    all
}

/// The system, run at the steps at which something is due.
pub fn act(
    topology: Res<Topology>,
    clock: Res<Clock>,
    mut calendar: ResMut<Calendar>,
    mut values: ResMut<Parameters>,
    mut contracts: ResMut<Contracts>,
    mut relations: Query<(&mut Bounds, &mut Coercion, &mut Memory, &mut Trade)>,
    mut links: Query<&mut LinkTrade>,
) {
    let (mut bounds, mut coercion, mut memory, mut trade) = rows!(mut relations);
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
            EventKind::Change { value, .. } if lasts => {
                let new = values[value];
                for ((slot, _), apart) in event.slots.iter().zip(event.set_apart(&calendar.set)) {
                    calendar.kept.push((*slot, values[*slot]));
                    values.0[slot.0 as usize] = apart.select(values[*slot], new);
                }
            }
            _ => {}
        }
    }
    for (k, b) in coercion.iter_mut().zip(bounds.iter()) {
        k.0 = k.0.max(b.floor).min(b.ceiling);
    }
    for (t, flow) in trade.bypass_change_detection().iter_mut().zip(&contracts.relations) {
        t.total = t.base + *flow;
    }
    for (row, mut l) in links.iter_mut().enumerate() {
        l.bypass_change_detection().with_contracts(contracts.exports[row], contracts.imports[row]);
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
    fn at(trial: &mut Trial, path: &str) -> f64 {
        let slot = trial.scenario.slot_by_path(path).expect("a parameter of the scenario");
        trial.resource::<Parameters>()[slot].0[0]
    }

    #[test]
    fn a_change_reaches_what_inherits_and_the_nearer_one_prevails() {
        // The claim gives one relation a place of its own for kD, which inherits until somebody sets it.
        let mut trial = Trial::of_two_actors(
            "[claims.memory.relaxed]\n\"relations.ELM.OAK.coercion.kD\" = 0\n\
             [events.near]\nkind = \"change\"\ntext = \"one\"\nparameter = \"relations.OAK.ELM.coercion.kD\"\n\
             value = 1\ndate = 2002\nend = 2004\n\
             [events.far]\nkind = \"change\"\ntext = \"all\"\nparameter = \"coercion.kD\"\nvalue = 2\ndate = 2001\n\
             end = 2003\n",
        );
        let paths = ["coercion.kD", "relations.ELM.OAK.coercion.kD", "relations.OAK.ELM.coercion.kD"];
        trial.begin();
        for (year, expected) in
            [(2000, [3.0; 3]), (2001, [2.0; 3]), (2002, [2.0, 2.0, 1.0]), (2003, [3.0, 3.0, 1.0]), (2004, [3.0; 3])]
        {
            assert_eq!(paths.map(|path| at(&mut trial, path)), expected, "in {year}");
            trial.go(4);
        }
    }

    #[test]
    fn of_several_bounds_the_highest_floor_and_the_lowest_ceiling_hold_while_they_last() {
        let event = |id: &str, floor: f64, ceiling: f64, start: u32, end: u32| {
            format!(
                "[events.{id}]\nkind = \"coercion\"\ntext = \"{id}\"\nfrom = \"ELM\"\nto = \"OAK\"\n\
                 floor = {floor}\nceiling = {ceiling}\nstart = {start}\nend = {end}\n"
            )
        };
        let events =
            event("a", 0.2, 0.9, 2001, 2004) + &event("b", 0.3, 1.0, 2002, 2003) + &event("c", 0.0, 0.1, 2005, 2006);
        let mut trial = Trial::of_two_actors(&events);
        trial.begin();
        let mut seen = Vec::new();
        for _ in 0..28 {
            let b = trial.get::<Bounds>(0);
            let k = trial.get::<Coercion>(0).0.0[0];
            let bounds = (b.floor.0[0], b.ceiling.0[0]);
            assert!(bounds.0 <= k && k <= bounds.1);
            seen.push(bounds);
            trial.go(1);
        }
        let expected = [(0.0, 1.0), (0.2, 0.9), (0.3, 0.9), (0.2, 0.9), (0.0, 1.0), (0.0, 0.1), (0.0, 1.0)];
        assert_eq!(seen, expected.map(|bounds| [bounds; 4]).concat());
    }

    #[test]
    fn a_contract_flows_from_its_beginning_up_to_its_end() {
        let partner = "[partners.FIR]\ngdp = 100\n[relations.ELM]\nFIR = { exports = 10 }\n";
        let event = |from: &str, to: &str| {
            format!(
                "[events.{from}{to}]\nkind = \"contract\"\ntext = \"sales\"\nfrom = \"{from}\"\nto = \"{to}\"\n\
                 flow = 7\nstart = 2001\nend = 2002.5\n"
            )
        };
        let events = event("OAK", "ELM") + &event("ELM", "FIR") + &event("FIR", "OAK");
        let mut trial = Trial::of_two_actors(&format!("{partner}{events}"));
        trial.begin();
        for step in 0..12 {
            let flow = if (4..10).contains(&step) { 7.0 } else { 0.0 };
            let (t, l, m) = (trial.get::<Trade>(1), trial.get::<LinkTrade>(0), trial.get::<LinkTrade>(1));
            assert_eq!(t.total.0[0] - t.base.0[0], flow, "at step {step}");
            assert_eq!((l.exports.0[0] > 14.0, m.imports.0[0]), (flow > 0.0, flow), "at step {step}");
            trial.go(1);
        }
    }
}

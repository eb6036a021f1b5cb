//! What differs between a snapshot and the one before, as events.
//!
//! Coercion, strength and trade move in small steps, with noise. So that noise makes no events, each has to come back by a
//! margin before the same line can be crossed again.

use super::{Event, Scope, Standing, What};
use crate::engine::{Explanation, walk::Watcher};
use crate::model::choice::explain::Explained;
use crate::model::state::View;
use crate::scenario::{EventKind, Place, Quantity, Scenario, Slot};

/// Stages of coercion: from which intensity on, and what it is called.
pub const STAGES: [(f64, &str); 4] =
    [(0.0, "little or none"), (0.2, "sanctions"), (0.5, "heavy coercion"), (0.8, "near to war")];

/// How far coercion has to fall below the beginning of a stage to leave it.
const EASED: f64 = 0.1;

/// What the strength of an actor has to be, as a ratio of another's, to have overtaken it.
const OVERTAKEN: f64 = 1.02;

/// Exports have fallen under this share of those at the start, and are back from the other on.
const FALLEN: (f64, f64) = (0.5, 0.6);

/// Trade with a partner, as a ratio of that with the first one before, that makes it the first.
const FIRST: f64 = 1.05;

/// A relation of two actors that is told of.
struct Relation {
    from: usize,
    to: usize,
    level: usize,
    stage: usize,
    changed: bool,
    /// Whether its choices are taken apart, and the last one.
    explained: bool,
    last: Option<Explanation>,
    closest: Option<Explanation>,
}

/// An export flow.
struct Flow {
    from: usize,
    to: usize,
    start: f64,
    fallen: bool,
}

/// Watches a run.
pub(super) struct Watch<'a> {
    scenario: &'a Scenario,
    scope: &'a Scope,
    relations: Vec<Relation>,
    /// Pairs, with whether a pact is in force, and which of the two is the stronger.
    pairs: Vec<(usize, usize, bool, bool)>,
    flows: Vec<Flow>,
    /// Actors with their first partners.
    traders: Vec<(usize, usize)>,
    story: Story,
}

/// What was seen.
#[derive(Default)]
pub(super) struct Story {
    /// How the actors stood to each other where what is told begins.
    pub start: Vec<Standing>,
    /// The same where it ends.
    pub end: Vec<Standing>,
    /// What happened, by date.
    pub events: Vec<Event>,
}

impl<'a> Watch<'a> {
    /// A watch over what a scope tells.
    pub(super) fn new(scenario: &'a Scenario, scope: &'a Scope) -> Self {
        let (n, parties) = (scenario.actors.len(), scenario.actors.len() + scenario.partners.len());
        let ordered = |m: usize| (0..m).flat_map(move |i| (0..m).filter(move |&j| j != i).map(move |j| (i, j)));
        let relation = |(from, to)| Relation {
            from,
            to,
            level: 0,
            stage: 0,
            changed: false,
            explained: scope.explains(from, to),
            last: None,
            closest: None,
        };
        let traded = |(i, j): &(usize, usize)| (*i < n || *j < n) && scope.tells(*i, *j);
        let own = |i: &usize| scope.tells_of(*i) && parties > 2;
        Self {
            scenario,
            scope,
            relations: ordered(n).filter(|&(i, j)| scope.tells(i, j)).map(relation).collect(),
            pairs: scenario.pairs().filter(|&(i, j)| scope.tells(i, j)).map(|(i, j)| (i, j, false, false)).collect(),
            flows: ordered(parties)
                .filter(traded)
                .map(|(from, to)| Flow { from, to, start: 0.0, fallen: false })
                .collect(),
            traders: (0..n).filter(own).map(|i| (i, i)).collect(),
            story: Story::default(),
        }
    }

    /// The relations whose choices are taken apart.
    pub(super) fn explained(&self) -> Vec<(usize, usize)> {
        self.relations.iter().filter(|r| r.explained).map(|r| (r.from, r.to)).collect()
    }

    /// What was seen, once the run has ended.
    pub(super) fn story(mut self) -> Story {
        for relation in std::mem::take(&mut self.relations) {
            if let (false, Some(choice)) = (relation.changed, relation.closest) {
                let date = choice.date + self.scenario.time.dt();
                let [from, to] = self.ids([relation.from, relation.to]);
                self.story.events.push(Event { date, what: What::Kept { from, to, choice: Box::new(choice) } });
            }
        }
        self.story.events.sort_by(|a, b| a.date.total_cmp(&b.date)); // Stable: of one date in the order of watching.
        self.story
    }

    fn ids<const N: usize>(&self, parties: [usize; N]) -> [String; N] {
        parties.map(|party| self.scenario.party(party).to_owned())
    }

    /// Appends an event, unless it is the start or outside of what is told.
    fn push(&mut self, step: usize, what: What) {
        let date = self.scenario.time.date(step);
        if step > 0 && self.scope.covers(date) {
            self.story.events.push(Event { date, what });
        }
    }

    fn calendar(&mut self, step: usize) {
        let at = |date: f64| if date.is_finite() { self.scenario.time.snapshot(date) } else { usize::MAX };
        let date = self.scenario.time.date(step);
        for event in &self.scenario.events {
            let (does, parties) = self.about(event.kind);
            let told = match parties[..] {
                [i, j] => self.scope.tells(i, j),
                [i] => self.scope.tells_of(i),
                _ => true,
            };
            let ends = at(event.end) == step && !matches!(event.kind, EventKind::Hostility { .. });
            let begins = at(event.start) == step;
            if !(told && (begins || ends) && self.scope.covers(date)) {
                continue;
            }
            let parties: Vec<String> = parties.into_iter().map(|party| self.scenario.party(party).to_owned()).collect();
            let (id, text) = (event.id.clone(), event.text.clone());
            self.story.events.push(Event { date, what: What::Calendar { id, text, does, parties, begins } });
        }
    }

    /// What an event of the calendar does, and to whom.
    fn about(&self, kind: EventKind) -> (&'static str, Vec<usize>) {
        match kind {
            EventKind::Hostility { holder, against, .. } => ("hostility", vec![holder, against]),
            EventKind::Coercion { from, to, .. } => ("coercion", vec![from, to]),
            EventKind::Contract { from, to, .. } => ("contract", vec![from, to]),
            EventKind::Change { target, .. } => ("change", self.owners(target)),
        }
    }

    fn owners(&self, slot: Slot) -> Vec<usize> {
        match self.scenario.slots[slot.0 as usize].place {
            Place::Actor(i) => vec![i],
            Place::Relation(i, j) | Place::Pair(i, j) | Place::Share(i, j, _) => vec![i, j],
            _ => Vec::new(),
        }
    }

    fn crises(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.pairs.len() {
            let (i, j, ..) = self.pairs[at];
            let severity = view.crisis(i, j).0[0];
            if severity > 0.0 {
                self.push(step, What::Crisis { pair: self.ids([i, j]), severity });
            }
        }
    }

    fn levels(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.relations.len() {
            let Relation { from, to, level: before, .. } = self.relations[at];
            let now = view.get(Quantity::Level(from, to)).0[0] as usize;
            self.relations[at].level = now;
            if step == 0 || now == before {
                continue;
            }
            self.relations[at].changed |= self.scope.covers(self.scenario.time.date(step));
            let choice = self.relations[at].last.take().map(Box::new);
            let pair = view.get(Quantity::PairLevel(from, to)).0[0] as usize;
            let [from, to] = self.ids([from, to]);
            self.push(step, What::Level { from, to, before, now, pair, choice });
        }
    }

    fn pacts(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.pairs.len() {
            let (i, j, before, _) = self.pairs[at];
            let now = view.get(Quantity::Pact(i, j)).0[0] != 0.0;
            self.pairs[at].2 = now;
            let pair = self.ids([i, j]);
            match (before, now) {
                (false, true) => self.push(step, What::PactFormed { pair }),
                (true, false) => {
                    let denounced = view.pact_ran_out(i, j).0[0] == 0.0;
                    self.push(step, What::PactEnded { pair, denounced });
                }
                _ => {}
            }
        }
    }

    fn coercion(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.relations.len() {
            let Relation { from, to, stage: before, .. } = self.relations[at];
            let intensity = view.get(Quantity::Coercion(from, to)).0[0];
            let now = stage(intensity, if step == 0 { 0 } else { before });
            self.relations[at].stage = now;
            if now != before {
                let [from, to] = self.ids([from, to]);
                self.push(step, What::Coercion { from, to, before, now, intensity });
            }
        }
    }

    fn strength(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.pairs.len() {
            let (i, j, _, before) = self.pairs[at];
            let ratio = view.ratio(i, j).0[0];
            let now = match (step, before) {
                (0, _) => ratio >= 1.0,
                (_, true) => ratio > 1.0 / OVERTAKEN,
                (_, false) => ratio >= OVERTAKEN,
            };
            self.pairs[at].3 = now;
            if now != before {
                let [by, who] = self.ids(if now { [i, j] } else { [j, i] });
                self.push(step, What::Overtaken { by, who });
            }
        }
    }

    fn exports(&mut self, step: usize, view: &View<'_>) {
        for at in 0..self.flows.len() {
            let Flow { from, to, start, fallen: before } = self.flows[at];
            let exports = view.exports(from, to).0[0];
            if step == 0 {
                self.flows[at].start = exports;
                continue;
            }
            if start <= 0.0 {
                continue;
            }
            let share = exports / start;
            let now = share < if before { FALLEN.1 } else { FALLEN.0 };
            self.flows[at].fallen = now;
            if now != before {
                let [from, to] = self.ids([from, to]);
                self.push(step, What::Exports { from, to, fell: now, share });
            }
        }
    }

    fn partners(&mut self, step: usize, view: &View<'_>) {
        let n = self.scenario.actors.len();
        let sum_of_states = |party: usize| party >= n && self.scenario.partners[party - n].aggregate;
        for at in 0..self.traders.len() {
            let (actor, before) = self.traders[at];
            let trade = |party: usize| view.get(Quantity::TwoWayTrade(actor, party)).0[0];
            let others = (0..n + self.scenario.partners.len()).filter(|&p| p != actor && !sum_of_states(p));
            // Of equals the first.
            let Some(first) = others.reduce(|a, b| if trade(b) > trade(a) { b } else { a }) else { continue };
            if step > 0 && (first == before || trade(first) < FIRST * trade(before)) {
                continue;
            }
            self.traders[at].1 = first;
            let [of, before, now] = self.ids([actor, before, first]);
            self.push(step, What::FirstPartner { of, before, now });
        }
    }
}

impl Watcher for Watch<'_> {
    fn see(&mut self, step: usize, view: &View<'_>) {
        self.calendar(step);
        self.crises(step, view);
        self.levels(step, view);
        self.pacts(step, view);
        self.coercion(step, view);
        self.strength(step, view);
        self.exports(step, view);
        self.partners(step, view);
        let [first, last] = self.scope.ends(self.scenario);
        if step == first {
            self.story.start = standings(self.scenario, view);
        }
        if step == last {
            self.story.end = standings(self.scenario, view);
        }
    }

    fn choose(&mut self, step: usize, choices: &[Explained]) {
        let date = self.scenario.time.date(step);
        let told = self.scope.covers(self.scenario.time.date(step + 1));
        for (relation, choice) in self.relations.iter_mut().filter(|r| r.explained).zip(choices) {
            let choice = Explanation::of(choice, date);
            if told && closer(&choice, relation.closest.as_ref()) {
                relation.closest = Some(choice.clone());
            }
            relation.last = Some(choice);
        }
    }
}

fn standings(scenario: &Scenario, view: &View<'_>) -> Vec<Standing> {
    let n = scenario.actors.len();
    let relations = (0..n).flat_map(|i| (0..n).filter(move |&j| j != i).map(move |j| (i, j)));
    let standing = |(i, j)| Standing {
        from: scenario.party(i).to_owned(),
        to: scenario.party(j).to_owned(),
        level: view.get(Quantity::Level(i, j)).0[0] as usize,
        coercion: view.get(Quantity::Coercion(i, j)).0[0],
    };
    relations.map(standing).collect()
}

/// The stage of coercion of this intensity, after this one.
fn stage(intensity: f64, before: usize) -> usize {
    let reached = STAGES.iter().rposition(|(from, _)| intensity >= *from).unwrap_or(0);
    if reached >= before {
        return reached;
    }
    // It stays where it was until it has eased enough.
    (reached..=before).rev().find(|&at| intensity >= STAGES[at].0 - EASED).unwrap_or(reached)
}

/// Whether a choice came closer to a change than another: one that was made at all before one that was not, and of
/// those the one at which any other level was the more probable.
fn closer(choice: &Explanation, than: Option<&Explanation>) -> bool {
    let key = |e: &Explanation| (e.reconsidered, 1.0 - e.probabilities[e.offered.min(4)]);
    than.is_none_or(|than| key(choice) > key(than))
}

#[cfg(test)]
mod tests {
    use super::stage;

    #[test]
    fn a_stage_is_left_by_a_margin() {
        assert_eq!([0.0, 0.19, 0.2, 0.5, 0.95].map(|k| stage(k, 0)), [0, 0, 1, 2, 3]);
        // Sanctions begin at 0.2 and have eased below 0.1; from war it goes down a stage at a time, or several.
        assert_eq!([0.15, 0.1, 0.05].map(|k| stage(k, 1)), [1, 1, 0]);
        assert_eq!([0.75, 0.65, 0.3, 0.12, 0.0].map(|k| stage(k, 3)), [3, 2, 1, 1, 0]);
    }
}

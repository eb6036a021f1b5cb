//! The past and the calendar: episodes of the ledger, and events.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::kinds::{EVENT_KINDS, EventType};
use super::super::registry::P;
use super::super::tree::{Entry, Table};
use super::super::{CalendarEvent, Episode, EventKind, Place, Scenario, Slot, Value};
use super::fields::{Fields, section_source};
use super::limits::{MAX_EPISODES, MAX_EVENTS, YEARS};
use super::numbers::allows;
use super::{Walk, paths};

/// An episode whose slots are not laid out yet.
pub(super) struct EpisodeDraft {
    index: usize,
    episode: Episode,
}

impl EpisodeDraft {
    pub(super) fn finish(mut self, scenario: &Scenario) -> Episode {
        let place = Place::Episode(self.index);
        self.episode.severity = scenario.slot(P::EpisodeSeverity, place);
        self.episode.discount = scenario.slot(P::EpisodeDiscount, place);
        self.episode
    }
}

/// An event whose slots are not laid out yet.
pub(super) struct EventDraft {
    index: usize,
    event: CalendarEvent,
    /// What an event of kind change sets.
    target: Option<(P, Place)>,
}

impl EventDraft {
    pub(super) fn finish(mut self, scenario: &Scenario) -> CalendarEvent {
        let slot = |parameter| scenario.slot(parameter, Place::Event(self.index));
        match &mut self.event.kind {
            EventKind::Hostility { pulse, .. } => *pulse = slot(P::EventPulse),
            EventKind::Coercion { floor, ceiling, .. } => {
                (*floor, *ceiling) = (slot(P::EventFloor), slot(P::EventCeiling))
            }
            EventKind::Contract { flow, .. } => *flow = slot(P::EventFlow),
            EventKind::Change { target, value } => {
                *value = slot(P::EventValue);
                if let Some((parameter, place)) = self.target {
                    *target = scenario.slot(parameter, place);
                }
            }
        }
        self.event
    }
}

/// Stands in a draft for a slot that is not laid out yet.
const LATER: Slot = Slot(u32::MAX);

/// Parameters that only say how things are at the start: changing them later would do nothing.
fn is_start(parameter: P) -> bool {
    use super::super::registry::Scope::{Event, Ledger};
    matches!(
        parameter,
        P::Gdp
            | P::MilitaryCapital
            | P::Growth
            | P::CoercionStart
            | P::LevelStart
            | P::BeliefStart
            | P::HostilityStart
            | P::Exports
            | P::PactStart
            | P::PactUntil
            | P::LastPact
            | P::PartnerGdp
            | P::PartnerGrowth
    ) || matches!(parameter.entry().scope, Ledger | Event)
}

impl Walk<'_> {
    pub(super) fn ledger(&mut self, root: &mut Fields<'_>, source: Option<&str>) -> Vec<EpisodeDraft> {
        let source = section_source(root.node("ledger").and_then(|node| node.table()), source);
        let episodes = root.instances("ledger", self.most(MAX_EPISODES), self.log);
        self.names.episodes = episodes.iter().map(|(entry, _)| entry.key.clone()).collect();
        let read = |(index, (entry, table))| self.episode(index, entry, table, source);
        episodes.into_iter().enumerate().filter_map(read).collect()
    }

    fn episode(&mut self, index: usize, entry: &Entry, table: &Table, source: Option<&str>) -> Option<EpisodeDraft> {
        let path = format!("ledger.{}", entry.key);
        let known = ["text", "holder", "against", "year", "settled"];
        self.parameters(table, Place::Episode(index), &path, &known, source);
        let mut fields = Fields::new(table, path);
        let text = fields.required_text("text", "What happened", self.log);
        let parties = self.two_actors(&mut fields, "holder", "against");
        let year = self.past(&mut fields, "year", YEARS.0, true);
        let settled = self.past(&mut fields, "settled", year.unwrap_or(YEARS.0), false);
        self.settlement(&fields);
        let (holder, against) = parties?;
        let episode = Episode {
            id: entry.key.clone(),
            text: text?.to_owned(),
            holder,
            against,
            year: year?,
            settled,
            severity: LATER,
            discount: LATER,
        };
        Some(EpisodeDraft { index, episode })
    }

    /// Two fields that name two different actors.
    pub(super) fn two_actors(
        &mut self,
        fields: &mut Fields<'_>,
        first: &'static str,
        second: &'static str,
    ) -> Option<(usize, usize)> {
        fields.required(first, "\"ID\"", self.log);
        fields.required(second, "\"ID\"", self.log);
        let (a, b) = (self.actor_field(fields, first), self.actor_field(fields, second));
        self.different(fields, second, a?, b?)
    }

    pub(super) fn different(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        a: usize,
        b: usize,
    ) -> Option<(usize, usize)> {
        if a == b {
            let span = fields.node(key).map_or(fields.span(), |node| node.span);
            let message = format!("`{}` names the same party as the other", fields.path(key));
            self.error(span, message, "two different parties are needed");
        }
        (a != b).then_some((a, b))
    }

    /// A date before the start.
    fn past(&mut self, fields: &mut Fields<'_>, key: &'static str, from: f64, required: bool) -> Option<f64> {
        let node = if required { fields.required(key, "1914.5", self.log) } else { fields.node(key) }?;
        let year = fields.number(key, self.log)?;
        let start = self.time.map_or(YEARS.1, |time| time.start);
        if year >= from && year <= start {
            return Some(year);
        }
        let message = format!("`{}` is {year}, not between {from} and {start}", fields.path(key));
        self.error(node.span, message, "the ledger holds the past: what comes after the start is an event");
        None
    }

    fn settlement(&mut self, fields: &Fields<'_>) {
        if fields.has("discount") && !fields.has("settled") {
            let message = format!("`{}` without `settled`", fields.path("discount"));
            self.error(fields.span(), message, "say when it was settled, or leave the discount out");
        }
    }

    pub(super) fn events(&mut self, root: &mut Fields<'_>, source: Option<&str>) -> Vec<EventDraft> {
        let source = section_source(root.node("events").and_then(|node| node.table()), source);
        let events = root.instances("events", self.most(MAX_EVENTS), self.log);
        let kinds: Vec<usize> = events.iter().map(|(entry, table)| self.event_kind(entry, table)).collect();
        let named = events.iter().zip(&kinds);
        self.names.events = named.map(|((entry, _), kind)| (entry.key.clone(), parameters_of(*kind))).collect();
        let all = events.into_iter().zip(kinds).enumerate();
        all.filter_map(|(index, ((entry, table), kind))| self.event(index, entry, table, kind, source)).collect()
    }

    /// Index into [`EVENT_KINDS`]; one past its end where there is no such kind.
    fn event_kind(&mut self, entry: &Entry, table: &Table) -> usize {
        let mut fields = Fields::new(table, format!("events.{}", entry.key));
        let Some(name) = fields.required_text("kind", "contract", self.log) else { return EVENT_KINDS.len() };
        let kind = EVENT_KINDS.iter().position(|kind| kind.name == name);
        if kind.is_none() {
            let span = table.get("kind").map_or(table.span, |node| node.span);
            let problem = Problem::error(span, format!("there is no kind of event `{name}`"));
            self.log.push(problem.maybe_help(did_you_mean(name, EVENT_KINDS.iter().map(|kind| kind.name))));
        }
        kind.unwrap_or(EVENT_KINDS.len())
    }

    fn event(
        &mut self,
        index: usize,
        entry: &Entry,
        table: &Table,
        kind: usize,
        source: Option<&str>,
    ) -> Option<EventDraft> {
        let EventType { name, fields: known, parameters, .. } = *EVENT_KINDS.get(kind)?;
        let path = format!("events.{}", entry.key);
        let place = Place::Event(index);
        let mut fields = Fields::new(table, path.clone());
        fields.skip("kind");
        let source = fields.source(self.log).or(source);
        self.tables.insert(place, table.span);
        for parameter in parameters {
            if let Some(node) = fields.node(parameter.entry().name) {
                self.read(*parameter, place, node, &format!("{path}.{}", parameter.entry().name), source);
            }
        }
        let text = fields.required_text("text", "What happens", self.log);
        let (kind, target) = self.event_parts(name, &mut fields, place).unzip();
        let start_key = if known.contains(&"date") { "date" } else { "start" };
        let start = self.in_period(&mut fields, start_key, true);
        let end = if known.contains(&"end") { self.end(&mut fields, start) } else { Some(f64::INFINITY) };
        finish_event(fields, name, self);
        let event =
            CalendarEvent { id: entry.key.clone(), text: text?.to_owned(), start: start?, end: end?, kind: kind? };
        Some(EventDraft { index, event, target: target? })
    }

    fn event_parts(
        &mut self,
        kind: &str,
        fields: &mut Fields<'_>,
        place: Place,
    ) -> Option<(EventKind, Option<(P, Place)>)> {
        match kind {
            "hostility" => {
                let (holder, against) = self.two_actors(fields, "holder", "against")?;
                Some((EventKind::Hostility { holder, against, pulse: LATER }, None))
            }
            "coercion" => {
                let (from, to) = self.two_actors(fields, "from", "to")?;
                Some((EventKind::Coercion { from, to, floor: LATER, ceiling: LATER }, None))
            }
            "contract" => {
                let (from, to) = self.traders(fields)?;
                Some((EventKind::Contract { from, to, flow: LATER }, None))
            }
            _ => {
                let target = self.target(fields, place)?;
                Some((EventKind::Change { target: LATER, value: LATER }, Some(target)))
            }
        }
    }

    fn traders(&mut self, fields: &mut Fields<'_>) -> Option<(usize, usize)> {
        fields.required("from", "\"ID\"", self.log);
        fields.required("to", "\"ID\"", self.log);
        let (a, b) = (self.party_field(fields, "from"), self.party_field(fields, "to"));
        let (a, b) = self.different(fields, "to", a?, b?)?;
        if a.min(b) < self.names.actors {
            return Some((a, b));
        }
        self.error(fields.span(), "a contract between two static partners", "one of the two has to be an actor");
        None
    }

    /// What a change sets, whose new value must be allowed there.
    fn target(&mut self, fields: &mut Fields<'_>, place: Place) -> Option<(P, Place)> {
        let node = fields.required("parameter", "\"actors.ID.growth_long_run\"", self.log)?;
        let path = fields.text("parameter", self.log)?;
        let found = match self.names.find(path) {
            Ok(found) => found,
            Err(unnamed) => {
                self.log.push(Problem::error(node.span, unnamed.message).maybe_help(unnamed.help));
                return None;
            }
        };
        let [(parameter, at)] = found[..] else {
            self.error(node.span, "a change sets one parameter", "name it without `*`");
            return None;
        };
        if is_start(parameter) {
            let message = format!("`{path}` says how things are at the start; a later change would do nothing");
            self.error(node.span, message, "change a parameter that acts during the run");
            return None;
        }
        self.check_new_value(parameter, place);
        self.wanted.insert((parameter, at));
        Some((parameter, at))
    }

    fn check_new_value(&mut self, target: P, place: Place) {
        let Some(Some(given)) = self.given.get(&(P::EventValue, place)) else { return };
        let entry = target.entry();
        let discrete_draw = matches!(given.value, Value::Draw(_)) && super::numbers::is_switch(entry);
        if !allows(entry, &given.value) || discrete_draw {
            let message = format!("this is no value for `{}`, which takes {}", paths::pattern(entry), entry.allowed);
            let problem = Problem::error(given.span, message).label(format!("allowed: {}", entry.allowed));
            self.log.push(problem);
        }
    }

    /// A date in the period.
    pub(super) fn in_period(&mut self, fields: &mut Fields<'_>, key: &'static str, required: bool) -> Option<f64> {
        let example = self.time.map_or(2020.0, |time| time.start);
        let node = if required { fields.required(key, &format!("{example:?}"), self.log) } else { fields.node(key) }?;
        let date = fields.number(key, self.log)?;
        let Some(time) = self.time else { return Some(date) };
        if (time.start..=time.end).contains(&date) {
            return Some(date);
        }
        let message =
            format!("`{}` is {date}, outside the period from {} to {}", fields.path(key), time.start, time.end);
        self.error(node.span, message, "move the date, or the period in `[time]`");
        None
    }

    /// The end of an event: after its start, and possibly after the period.
    fn end(&mut self, fields: &mut Fields<'_>, start: Option<f64>) -> Option<f64> {
        let Some(node) = fields.node("end") else { return Some(f64::INFINITY) };
        let end = fields.number("end", self.log)?;
        if start.is_none_or(|start| end > start) {
            return Some(end);
        }
        let message = format!("`{}` is {end}, not after its beginning", fields.path("end"));
        self.error(node.span, message, "leave `end` out for an event that goes on");
        None
    }
}

fn parameters_of(kind: usize) -> &'static [P] {
    EVENT_KINDS.get(kind).map_or(&[], |kind| kind.parameters)
}

fn finish_event(mut fields: Fields<'_>, kind: &str, walk: &mut Walk<'_>) {
    for EventType { name: other, fields: keys, parameters, .. } in EVENT_KINDS {
        for key in keys.iter().copied().chain(parameters.iter().map(|p| p.entry().name)) {
            if !fields.knows(key) && fields.has(key) {
                let span = fields.node(key).map_or(fields.span(), |node| node.span);
                let message = format!("`{key}` does not belong to an event of kind `{kind}`");
                walk.error(span, message, format!("events of kind `{other}` have it"));
            }
        }
    }
    fields.finish(walk.log);
}

//! Lays out the parameter vector: a slot for every parameter at every place of its scope, and for every
//! override, in the order of the registry and then of places. In that order an inherited value always
//! stands before the slots that copy it, and [`Scenario::find`](super::super::Scenario::find) can search by halves.

use std::collections::BTreeMap;

use super::super::diagnostic::Problem;
use super::super::registry::{DefaultValue, Entry, P, REGISTRY, Scope};
use super::super::tree::Span;
use super::super::{Parameter, Place, Slot, Value};
use super::limits::{MAX_SLOTS, RAISE};
use super::numbers::meaning;
use super::paths::inherited;
use super::{Given, Walk};

impl Walk<'_> {
    /// The parameter vector. What is required and not given goes into the log.
    pub(super) fn slots(&mut self, root: Span) -> Vec<Parameter> {
        let mut keys: Vec<(P, Place)> = self.own_slots();
        keys.extend(self.given.keys().chain(&self.wanted).copied());
        keys.sort_unstable();
        keys.dedup();
        let most = self.most(MAX_SLOTS);
        if keys.len() > most {
            let message = format!("the scenario has {} parameters, more than {most}", keys.len());
            self.error(root, message, format!("reduce actors, partners or sectors, or {RAISE}"));
            return Vec::new();
        }
        self.check_required(&keys, root);
        let at: BTreeMap<(P, Place), Slot> = keys.iter().zip(0..).map(|(key, slot)| (*key, Slot(slot))).collect();
        keys.iter().map(|key| self.slot(*key, &at)).collect()
    }

    fn own_slots(&self) -> Vec<(P, Place)> {
        let of = |entry: &Entry| {
            let places = self.own_places(entry.scope);
            let parameter = entry.parameter;
            places
                .into_iter()
                .filter(move |place| self.names.exists(parameter, *place))
                .map(move |place| (parameter, place))
        };
        REGISTRY.iter().flat_map(of).collect()
    }

    /// All places of a scope; of the scopes that can be overridden only the world.
    fn own_places(&self, scope: Scope) -> Vec<Place> {
        let (n, all) = (self.names.actors, self.names.parties.len());
        let ordered = |n: usize| (0..n).flat_map(move |i| (0..n).filter(move |j| *j != i).map(move |j| (i, j)));
        let trade = || ordered(all).filter(|(i, j)| *i.min(j) < n);
        match scope {
            Scope::World | Scope::WorldOrActor | Scope::WorldOrRelation | Scope::WorldOrPair => vec![Place::World],
            Scope::Actor => (0..n).map(Place::Actor).collect(),
            Scope::Relation => ordered(n).map(|(i, j)| Place::Relation(i, j)).collect(),
            Scope::Trade => trade().map(|(i, j)| Place::Relation(i, j)).collect(),
            Scope::Pair => ordered(n).filter(|(i, j)| i < j).map(|(i, j)| Place::Pair(i, j)).collect(),
            Scope::Partner => (0..all - n).map(Place::Partner).collect(),
            Scope::Sector => (0..self.names.sectors.len()).map(Place::Sector).collect(),
            Scope::Share => {
                trade().flat_map(|(i, j)| (0..self.names.sectors.len()).map(move |s| Place::Share(i, j, s))).collect()
            }
            Scope::Ledger => (0..self.names.episodes.len()).map(Place::Episode).collect(),
            Scope::Event => (0..self.names.events.len()).map(Place::Event).collect(),
            Scope::Deviate => (0..self.names.deviates.len()).map(Place::Deviate).collect(),
        }
    }

    fn slot(&self, (parameter, place): (P, Place), at: &BTreeMap<(P, Place), Slot>) -> Parameter {
        let given = self.given.get(&(parameter, place)).and_then(Option::as_ref);
        let estimated = || Some((self.drawn_weight(parameter, place, at)?, self.posterior.as_ref()?));
        let (value, source) = match (given, estimated()) {
            (Some(Given { value, source, .. }), _) => (value.clone(), source.clone()),
            (None, Some((value, posterior))) => (value, Some(format!("{} ({})", posterior.title, posterior.name))),
            (None, None) => (inherit(parameter, place, at).unwrap_or_else(|| default(parameter)), None),
        };
        Parameter { parameter, place, path: self.names.path(parameter, place), value, source }
    }

    /// One problem for every table that lacks something, naming all that it lacks.
    fn check_required(&mut self, keys: &[(P, Place)], root: Span) {
        let mut lacking: BTreeMap<Place, Vec<&'static Entry>> = BTreeMap::new();
        for (parameter, place) in keys {
            let entry = parameter.entry();
            if entry.default == DefaultValue::Required && !self.given.contains_key(&(*parameter, *place)) {
                lacking.entry(*place).or_default().push(entry);
            }
        }
        let (lacking, absent): (Vec<_>, Vec<_>) =
            lacking.into_iter().partition(|(place, _)| self.tables.contains_key(place));
        for (place, entries) in lacking {
            let (path, names) = (self.names.place(place).unwrap_or_default(), quoted(&entries));
            let span = self.tables.get(&place).copied().unwrap_or(root); // It is among them.
            let problem = Problem::error(span, format!("`{path}` lacks {}", list(&names))).label("this table");
            self.log.push(with_meanings(problem, &entries));
        }
        // One problem for all tables of an actor that are not there, at the actor: of two, the one that stands later.
        let mut of: BTreeMap<usize, Vec<(Place, Vec<&'static Entry>)>> = BTreeMap::new();
        for (place, entries) in absent {
            let actor = match place {
                Place::Relation(i, j) => i.max(j),
                _ => usize::MAX,
            };
            of.entry(actor).or_default().push((place, entries));
        }
        for (actor, tables) in of {
            let span = self.tables.get(&Place::Actor(actor)).copied().unwrap_or(root);
            let problem = self.absent(span, &tables);
            self.log.push(problem);
        }
    }

    /// Tables that are not there.
    fn absent(&self, span: Span, tables: &[(Place, Vec<&Entry>)]) -> Problem {
        let named = tables.iter().take(MOST_NAMED);
        let mut paths: Vec<String> =
            named.map(|(place, _)| format!("`[{}]`", self.names.place(*place).unwrap_or_default())).collect();
        let (one, most) = (tables.len() == 1, tables.iter().max_by_key(|(_, entries)| entries.len()));
        if tables.len() > MOST_NAMED {
            paths.push(format!("{} more", tables.len() - MOST_NAMED));
        }
        let entries = most.map_or(&[][..], |(_, entries)| entries);
        let (verb, example) = (if one { "is" } else { "are" }, paths.first().cloned().unwrap_or_default());
        let problem = Problem::error(span, format!("{} {verb} missing", list(&paths))).help(format!(
            "every ordered pair of actors has a table such as {example} with at least {}",
            list(&quoted(entries))
        ));
        with_meanings(problem, entries)
    }
}

/// So many missing tables of an actor are named.
const MOST_NAMED: usize = 4;

fn quoted(entries: &[&Entry]) -> Vec<String> {
    entries.iter().map(|entry| format!("`{}`", entry.name)).collect()
}

fn with_meanings(problem: Problem, entries: &[&Entry]) -> Problem {
    entries.iter().fold(problem, |problem, entry| problem.help(meaning(entry)))
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A copy of the nearest slot that an override inherits from.
fn inherit(parameter: P, place: Place, at: &BTreeMap<(P, Place), Slot>) -> Option<Value> {
    let above = inherited(parameter, place)?;
    at.get(&(parameter, above)).map(|slot| Value::Same(*slot)).or_else(|| inherit(parameter, above, at))
}

fn default(parameter: P) -> Value {
    match parameter.entry().default {
        DefaultValue::Value(x) => Value::Point(x),
        DefaultValue::Derived | DefaultValue::Required => Value::Derived,
    }
}

//! Walks a tree against the registry and builds a [`Scenario`], gathering every problem on the way.
//!
//! Each section has its file. First all sections are read, in an order in which names come before what
//! refers to them; then [`slots`] lays out the parameter vector; outcomes and claims, which refer to it,
//! come last.

mod calendar;
mod claims;
mod fields;
mod frame;
mod free;
pub mod limits;
mod numbers;
mod outcomes;
mod parameters;
mod parties;
mod paths;
mod posterior;
mod relations;
mod slots;

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::{Log, Problem};
use super::registry::{Entry, P, REGISTRY, Scope};
use super::text;
use super::tree::{Span, Table};
use super::{Actor, Partner, Place, Posterior, Scenario, Series, Slot, Time, Value};
pub(super) use claims::DIRECTIONS;
use fields::Fields;
pub(super) use frame::KERNELS;
pub use free::{FreeParameter, free_parameters};
use limits::{MAX_COUNTS, RAISE};
pub(super) use numbers::is_switch;
use paths::Names;
pub(super) use posterior::weight_named;

/// A parameter as the file gives it.
#[derive(Clone, Debug)]
struct Given {
    value: Value,
    source: Option<String>,
    span: Span,
}

/// The state of the walk: what has been read so far.
struct Walk<'l> {
    log: &'l mut Log,
    /// How many times as large as usual a scenario may be.
    limits: u32,
    names: Names,
    time: Option<Time>,
    actors: Vec<Actor>,
    partners: Vec<Partner>,
    focus: Option<(usize, usize)>,
    /// What weights are drawn from that the file does not give.
    posterior: Option<Posterior>,
    /// What the file gives; `None` where it does and is at fault.
    given: BTreeMap<(P, Place), Option<Given>>,
    /// Overrides that a claim or an event names, and the file does not give.
    wanted: BTreeSet<(P, Place)>,
    /// Where the tables of actors, relations and so on stand.
    tables: BTreeMap<Place, Span>,
    /// Citations by key.
    sources: BTreeMap<String, String>,
}

/// Resolves a merged tree. `None` where there are errors (some are found only in the log).
pub(super) fn resolve(tree: &Table, moved: &[String], limits: u32, log: &mut Log) -> Option<(Scenario, Vec<Slot>)> {
    let mut walk = Walk {
        log,
        limits,
        names: Names::default(),
        time: None,
        actors: Vec::new(),
        partners: Vec::new(),
        focus: None,
        posterior: None,
        given: BTreeMap::new(),
        wanted: BTreeSet::new(),
        tables: BTreeMap::new(),
        sources: BTreeMap::new(),
    };
    walk.scenario(tree, moved)
}

impl Walk<'_> {
    fn scenario(&mut self, tree: &Table, moved: &[String]) -> Option<(Scenario, Vec<Slot>)> {
        let mut root = Fields::new(tree, "");
        let source = root.source(self.log);
        root.skip("format");
        let frame = self.frame(&mut root);
        self.sources(&mut root);
        self.time(&mut root);
        let model = self.model(&mut root);
        self.parties(&mut root, source);
        self.groups(&mut root, source);
        self.relations(&mut root, source);
        self.pairs(&mut root, source);
        let ledger = self.ledger(&mut root, source);
        let events = self.events(&mut root, source);
        let outcomes = self.outcomes(&mut root);
        let series = self.series(&mut root);
        let claims = self.claims(&mut root, &outcomes);
        root.finish(self.log);
        self.check_sources();
        let moved = self.moved(moved);
        let slots = self.slots(tree.span);
        if self.log.has_errors() {
            return None;
        }
        let mut scenario = Scenario {
            name: frame.name,
            title: frame.title,
            question: frame.question,
            description: frame.description,
            sources: std::mem::take(&mut self.sources),
            time: self.time?,
            actors: std::mem::take(&mut self.actors),
            partners: std::mem::take(&mut self.partners),
            sectors: self.names.sectors.clone(),
            focus: self.focus.unwrap_or((0, 1)),
            theories: model.theories,
            memory_kernel: model.memory_kernel,
            threats_per_actor: model.threats_per_actor,
            posterior: self.posterior.take(),
            slots,
            ledger: Vec::new(),
            events: Vec::new(),
            outcomes: outcomes.into_iter().filter_map(|draft| draft.outcome).collect(),
            series,
            claims: Vec::new(),
            pair_series: true,
            resolved: text::write(tree),
        };
        scenario.ledger = ledger.into_iter().map(|draft| draft.finish(&scenario)).collect();
        scenario.events = events.into_iter().map(|draft| draft.finish(&scenario)).collect();
        scenario.claims = self.finish_claims(claims, &scenario);
        self.check_counts(&scenario, tree.span);
        let moved = moved.into_iter().map(|(parameter, place)| scenario.slot(parameter, place)).collect();
        Some((scenario, moved)).filter(|_| !self.log.has_errors())
    }

    /// A limit, as far as it is raised.
    fn most(&self, limit: usize) -> usize {
        limit.saturating_mul(self.limits as usize)
    }

    /// Refuses series that count too much.
    fn check_counts(&mut self, scenario: &Scenario, root: Span) {
        let of = |series: &Series| series.instants(scenario.time).saturating_mul(series.bins + 2);
        let counts = scenario.all_series().iter().map(of).fold(0_usize, usize::saturating_add);
        let most = self.most(MAX_COUNTS);
        if counts > most {
            let message = format!("the series count {counts} numbers (dates times bins), more than {most}");
            self.error(
                root,
                message,
                format!("shorten the period, take fewer bins, series or dates a year, or {RAISE}"),
            );
        }
    }

    /// Parameters that an experiment moves: each gets a slot of its own.
    fn moved(&mut self, paths: &[String]) -> Vec<(P, Place)> {
        let mut all = Vec::new();
        for path in paths {
            match self.names.find(path) {
                Ok(found) if found.len() == 1 => {
                    self.wanted.insert(found[0]);
                    all.push(found[0]);
                }
                Ok(_) => {
                    let problem = Problem::nowhere(format!("`{path}` names several parameters"));
                    self.log.push(problem.help("name one, without `*`"));
                }
                Err(unnamed) => self.log.push(Problem::nowhere(&unnamed.message).maybe_help(unnamed.help)),
            }
        }
        all
    }

    fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.log.push(Problem::error(span, message).help(help));
    }
}

/// Whether a parameter of this scope lives in a table of its own kind of place (`grouped`: in a group there).
fn fits(scope: Scope, place: Place, grouped: bool) -> bool {
    use Scope::{
        Actor, Deviate, Event, Ledger, Pair, Partner, Relation, Sector, Share, Trade, World, WorldOrActor, WorldOrPair,
        WorldOrRelation,
    };
    match (place, grouped) {
        (Place::World, true) => matches!(scope, World | WorldOrActor | WorldOrRelation | WorldOrPair),
        (Place::Actor(_), false) => scope == Actor,
        (Place::Actor(_), true) => matches!(scope, WorldOrActor | WorldOrRelation),
        (Place::Relation(..), false) => matches!(scope, Relation | Trade),
        (Place::Relation(..), true) => scope == WorldOrRelation,
        (Place::Pair(..), false) => scope == Pair,
        (Place::Pair(..), true) => scope == WorldOrPair,
        (Place::Partner(_), false) => scope == Partner,
        (Place::Sector(_), false) => scope == Sector,
        (Place::Share(..), false) => scope == Share,
        (Place::Episode(_), false) => scope == Ledger,
        (Place::Event(_), false) => scope == Event,
        (Place::Deviate(_), false) => scope == Deviate,
        _ => false,
    }
}

/// The parameters that live at a place, in a group of it or (with "") in none.
pub(super) fn entries_at(place: Place, group: &str) -> impl Iterator<Item = &'static Entry> + Clone {
    let group = group.to_owned();
    REGISTRY.iter().filter(move |entry| entry.group == group && fits(entry.scope, place, !group.is_empty()))
}

/// Their names.
fn names_at(place: Place, group: &str) -> impl Iterator<Item = &'static str> + Clone {
    entries_at(place, group).map(|entry| entry.name)
}

/// The groups of coefficients that can be given at a place.
pub(super) fn groups_at(place: Place) -> impl Iterator<Item = &'static str> + Clone {
    let mut last = "";
    REGISTRY
        .iter()
        .filter(move |entry| !entry.group.is_empty() && fits(entry.scope, place, true))
        .map(|entry| entry.group)
        .filter(move |group| {
            let new = *group != last;
            last = group;
            new
        })
}

/// The groups that a table of the file can hold at a place: a parameter of the same name comes first.
pub(super) fn groups_of(place: Place) -> impl Iterator<Item = &'static str> + Clone {
    groups_at(place).filter(move |group| parameter_at(place, "", group).is_none())
}

/// The parameter of this name at a place.
fn parameter_at(place: Place, group: &str, name: &str) -> Option<P> {
    entries_at(place, group).find(|entry| entry.name == name).map(|entry| entry.parameter)
}

//! A scenario, resolved and checked: what the rest of the program works with.
//!
//! `source` reads text with its spans, `resolve` walks it against the [`registry`] and gives
//! either a [`Scenario`] or every problem at once.

pub mod diagnostic;
pub mod distribution;
mod estimated;
pub mod focus;
pub mod format;
pub mod kinds;
mod label;
mod load;
mod manual;
mod merge;
pub mod outcome;
mod phrase;
pub mod posterior;
pub mod registry;
mod resolve;
mod schema;
pub mod source;
mod template;
mod text;
pub mod tree;

use std::collections::BTreeMap;

pub use diagnostic::{Problem, Problems, Severity, closest};
pub use distribution::Distribution;
pub use load::{FORMAT, Loaded, MAX_EXTENDS, load, load_with, parse, parse_with};
pub use manual::fill as fill_manual;
pub use outcome::{Claim, Direction, Event as PredictedEvent, Outcome, Prediction, Quantity, Reduction, Series};
pub use posterior::Posterior;
use registry::P;
pub use resolve::{FreeParameter, free_parameters, limits};
pub use schema::schema;
#[cfg(feature = "cli")]
pub use source::Files;
pub use source::{BUILTIN, Builtin, HINDCASTS, Resolver, SourceFile, Unavailable, WEIGHTS, observed_of};
pub use template::template;
pub(crate) use text::clean;
#[cfg(any(feature = "cli", feature = "pictures"))]
pub(crate) use text::clean_lines;
#[cfg(feature = "pictures")]
pub(crate) use text::write_key;
#[cfg(feature = "cli")]
pub(crate) use text::write_text;

/// Index of a parameter's value in a run's parameter vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Slot(pub u32);

/// Index of an actor, 0..N in the order of the file.
pub type ActorIndex = usize;

/// Index of a party to trade: actors first (0..N), then static partners (N..N+P).
pub type PartyIndex = usize;

/// What a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The world.
    World,
    /// An actor.
    Actor(ActorIndex),
    /// An ordered pair of parties: what the first holds about, or does to, the second.
    Relation(PartyIndex, PartyIndex),
    /// An unordered pair of actors, the lower index first.
    Pair(ActorIndex, ActorIndex),
    /// A static partner, 0..P.
    Partner(usize),
    /// A sector, in the order of [`Scenario::sectors`].
    Sector(usize),
    /// The share of a sector in the exports of a relation.
    Share(PartyIndex, PartyIndex, usize),
    /// An episode of the ledger.
    Episode(usize),
    /// An event of the calendar.
    Event(usize),
    /// A weight of the posterior, in its order ([`Posterior::weights`]).
    Deviate(usize),
}

/// Where the value of a slot comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Point(f64),
    /// A draw, once a run; its random number is addressed by the parameter's path.
    Draw(Distribution),
    /// Whatever another slot holds (an inherited value, or `same_as`). Always a lower slot in
    /// evaluation order: [`Scenario::slots`] is sorted so that a slot copies only earlier ones.
    Same(Slot),
    /// Jointly normal with others: a mean and multiples of standard normal draws, which lower slots hold.
    Normal {
        /// The mean.
        mean: f64,
        /// The slots of the deviates, each with what it is multiplied by.
        loads: Vec<(Slot, f64)>,
    },
    /// Not given: the model derives it ([`registry::DefaultValue::Derived`]).
    Derived,
}

impl Value {
    /// What the value is distributed like where it is drawn: of one that is jointly normal with others, its own
    /// distribution whatever theirs.
    #[must_use]
    pub fn prior(&self) -> Option<Distribution> {
        match self {
            Self::Draw(distribution) => Some(distribution.clone()),
            Self::Normal { mean, loads } => {
                let sd = loads.iter().fold(0.0, |sum, (_, load)| sum + load * load).sqrt();
                let shape = distribution::Shape::Normal { mean: *mean, sd };
                Some(Distribution { shape, min: f64::NEG_INFINITY, max: f64::INFINITY })
            }
            Self::Point(_) | Self::Same(_) | Self::Derived => None,
        }
    }
}

/// One slot of the parameter vector.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The registry's entry.
    pub parameter: P,
    /// What it belongs to.
    pub place: Place,
    /// Its path as in the file, such as `relations.RUS.CHN.exports` or `weights.v_sec`.
    pub path: String,
    /// Its value.
    pub value: Value,
    /// Where the figure comes from, as the file says; a text that begins with "guess" marks a guess.
    pub source: Option<String>,
}

/// The period that is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// First instant, as a decimal year.
    pub start: f64,
    /// Last instant.
    pub end: f64,
    /// Steps a year.
    pub steps_per_year: u32,
}

impl Time {
    /// Length of a step, in years.
    #[must_use]
    pub fn dt(self) -> f64 {
        1.0 / f64::from(self.steps_per_year)
    }

    /// Number of steps.
    #[must_use]
    pub fn steps(self) -> usize {
        ((self.end - self.start) * f64::from(self.steps_per_year)).round() as usize
    }

    /// The date of a snapshot: 0 is the start, [`Time::steps`] the end.
    #[must_use]
    pub fn date(self, snapshot: usize) -> f64 {
        self.start + snapshot as f64 / f64::from(self.steps_per_year)
    }

    /// The last snapshot at or before a date (dates before the start give 0).
    #[must_use]
    pub fn snapshot_by(self, date: f64) -> usize {
        ((date - self.start) * f64::from(self.steps_per_year) + 1e-9).floor().max(0.0) as usize
    }

    /// The first snapshot at or after a date (dates before the start give 0).
    #[must_use]
    pub fn snapshot(self, date: f64) -> usize {
        ((date - self.start) * f64::from(self.steps_per_year) - 1e-9).ceil().max(0.0) as usize
    }
}

/// An actor that decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Its key in the file, such as `RUS`.
    pub id: String,
    /// Its name in running text.
    pub name: String,
}

/// A party that trades and takes no decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// Its key in the file.
    pub id: String,
    /// Its name in running text.
    pub name: String,
    /// The actor whose coercion it joins.
    pub follows: Option<ActorIndex>,
    /// True for a sum over many states (the rest of the world), which has no rank.
    pub aggregate: bool,
}

/// How memory fades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryKernel {
    /// Two half-lives, recent and historic.
    TwoSpeed,
    /// age^-b.
    PowerLaw,
    /// One half-life, and a floor that never fades.
    Floor,
}

/// A past episode that one actor holds against another.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// Its key in the file.
    pub id: String,
    /// What happened.
    pub text: String,
    /// Who holds the grievance.
    pub holder: ActorIndex,
    /// Against whom.
    pub against: ActorIndex,
    /// When, as a decimal year, before the start.
    pub year: f64,
    /// When it was settled, if it was (before the start); the discount applies only then.
    pub settled: Option<f64>,
    /// Severity.
    pub severity: Slot,
    /// Share that the settlement took away.
    pub discount: Slot,
}

/// An event of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEvent {
    /// Its key in the file.
    pub id: String,
    /// What happens.
    pub text: String,
    /// The date from which it acts.
    pub start: f64,
    /// The date until which it acts (not included); infinity where it does not end.
    pub end: f64,
    /// What it does.
    pub kind: EventKind,
}

/// What an event of the calendar does.
#[expect(missing_docs, reason = "the text of a variant names its fields")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventKind {
    /// Adds `pulse` to the acute hostility that `holder` feels from `against`, once.
    Hostility { holder: ActorIndex, against: ActorIndex, pulse: Slot },
    /// Keeps the coercion of `from` against `to` within `floor` and `ceiling` while it lasts.
    Coercion { from: ActorIndex, to: ActorIndex, floor: Slot, ceiling: Slot },
    /// Adds `flow` to the exports of `from` to `to` while it lasts.
    Contract { from: PartyIndex, to: PartyIndex, flow: Slot },
    /// Sets a parameter to `value` from the start on (until the end, if it has one).
    Change { target: Slot, value: Slot },
}

/// A scenario, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Short name, used for folders: letters, digits, `-` and `_`.
    pub name: String,
    /// Title.
    pub title: String,
    /// The question that the scenario asks, in a sentence.
    pub question: String,
    /// Further description.
    pub description: String,
    /// Full citations by the key that `source` fields use.
    pub sources: BTreeMap<String, String>,
    /// The period.
    pub time: Time,
    /// The actors, in the order of the file.
    pub actors: Vec<Actor>,
    /// The static partners, in the order of the file.
    pub partners: Vec<Partner>,
    /// The sectors of trade, in the order of the file.
    pub sectors: Vec<String>,
    /// The pair that the question is about.
    pub focus: (ActorIndex, ActorIndex),
    /// Theories by name with their probabilities, which sum to 1; every run draws one.
    pub theories: Vec<(&'static str, f64)>,
    /// The memory kernel.
    pub memory_kernel: MemoryKernel,
    /// How many third parties count in a choice; all where not given.
    pub threats_per_actor: Option<usize>,
    /// What the weights are drawn from, where the scenario names estimates of them.
    pub posterior: Option<Posterior>,
    /// The parameter vector: slot `s` is `slots[s]`. Sorted by parameter and place, so that what is inherited
    /// stands before the slots that copy it.
    pub slots: Vec<Parameter>,
    /// The past.
    pub ledger: Vec<Episode>,
    /// The calendar.
    pub events: Vec<CalendarEvent>,
    /// What each run records.
    pub outcomes: Vec<Outcome>,
    /// What is recorded over time.
    pub series: Vec<Series>,
    /// The claims of the argument.
    pub claims: Vec<Claim>,
    /// Whether level and alliance of every pair are recorded over time.
    pub pair_series: bool,
    /// The scenario as one TOML text without `extends`, from which it can be read again.
    pub resolved: String,
}

impl Scenario {
    /// The slot of a parameter at a place, falling back from a relation to its first actor, or
    /// from an actor or a pair, to the world, as the scope allows.
    ///
    /// # Panics
    /// If the place has no such parameter: resolving gives every parameter of the registry a slot
    /// at every place of its own scope.
    #[must_use]
    pub fn slot(&self, parameter: P, place: Place) -> Slot {
        self.find(parameter, place).unwrap_or_else(|| panic!("no slot for {parameter:?} at {place:?}"))
    }

    /// As [`Scenario::slot`], or `None`.
    #[must_use]
    pub fn find(&self, parameter: P, place: Place) -> Option<Slot> {
        let exact = |place: Place| {
            let key = (parameter, place);
            self.slots.binary_search_by_key(&key, |slot| (slot.parameter, slot.place)).ok().map(|s| Slot(s as u32))
        };
        exact(place).or_else(|| match place {
            Place::Relation(i, _) => exact(Place::Actor(i)).or_else(|| exact(Place::World)),
            Place::Actor(_) | Place::Pair(..) => exact(Place::World),
            _ => None,
        })
    }

    /// The slot with this path.
    #[must_use]
    pub fn slot_by_path(&self, path: &str) -> Option<Slot> {
        self.slots.iter().position(|slot| slot.path == path).map(|s| Slot(s as u32))
    }

    /// The value of a slot, or the centre of what it is drawn from; 0 where the model derives it.
    #[must_use]
    pub fn centre(&self, slot: Slot) -> f64 {
        match &self.slots[slot.0 as usize].value {
            Value::Point(x) => *x,
            Value::Draw(distribution) => distribution.centre(),
            Value::Normal { mean, .. } => *mean,
            Value::Same(other) if other.0 < slot.0 => self.centre(*other),
            Value::Same(_) | Value::Derived => 0.0,
        }
    }

    /// The id of a party: an actor's or a static partner's.
    #[must_use]
    pub fn party(&self, party: PartyIndex) -> &str {
        let n = self.actors.len();
        if party < n { &self.actors[party].id } else { &self.partners[party - n].id }
    }

    /// The centre of every slot's value, by slot: a number itself, the centre of a distribution, 0 where the model
    /// derives the value.
    #[must_use]
    pub fn centres(&self) -> Vec<f64> {
        let mut centres: Vec<f64> = Vec::with_capacity(self.slots.len());
        for slot in &self.slots {
            centres.push(match &slot.value {
                Value::Point(x) => *x,
                Value::Draw(distribution) => distribution.centre(),
                Value::Normal { mean, .. } => *mean,
                // A slot copies only earlier ones.
                Value::Same(other) => centres.get(other.0 as usize).copied().unwrap_or(0.0),
                Value::Derived => 0.0,
            });
        }
        centres
    }

    /// What the registry says of the values of a slot: of what a change sets, what it says of that.
    #[must_use]
    pub fn entry(&self, slot: Slot) -> &'static registry::Entry {
        let set = self.events.iter().find_map(|event| match event.kind {
            EventKind::Change { target, value } if value == slot => Some(target),
            _ => None,
        });
        self.slots[set.unwrap_or(slot).0 as usize].parameter.entry()
    }

    /// The slots whose value is drawn, each independently of all others, in slot order. Of weights that are drawn from a
    /// posterior these are the deviates that they are made of.
    pub fn drawn(&self) -> impl Iterator<Item = (Slot, &Parameter)> {
        self.slots
            .iter()
            .enumerate()
            .filter(|(_, p)| matches!(p.value, Value::Draw(_)))
            .map(|(s, p)| (Slot(s as u32), p))
    }

    /// The slots whose values a row has, in slot order: those drawn, and in place of the deviates of a posterior the
    /// weights that are made of them.
    pub fn in_rows(&self) -> impl Iterator<Item = (Slot, &Parameter)> {
        let varies = |p: &Parameter| match p.value {
            Value::Draw(_) => p.parameter != P::Deviate,
            Value::Normal { .. } => true,
            Value::Point(_) | Value::Same(_) | Value::Derived => false,
        };
        self.slots.iter().enumerate().filter(move |(_, p)| varies(p)).map(|(s, p)| (Slot(s as u32), p))
    }

    /// All pairs of actors, the lower index first, in the order used everywhere.
    pub fn pairs(&self) -> impl Iterator<Item = (ActorIndex, ActorIndex)> + use<> {
        let n = self.actors.len();
        (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
    }

    /// The name of a pair, such as `RUS-CHN`.
    #[must_use]
    pub fn pair_name(&self, (i, j): (ActorIndex, ActorIndex)) -> String {
        format!("{}-{}", self.actors[i].id, self.actors[j].id)
    }

    /// The same scenario, of which only these outcomes are recorded, and nothing over time. Claims keep what they rest
    /// on, and of their predictions those about what is recorded.
    #[must_use]
    pub fn recording(&self, outcomes: &[usize]) -> Self {
        let mut scenario = self.clone();
        scenario.outcomes = outcomes.iter().map(|&at| self.outcomes[at].clone()).collect();
        scenario.series = Vec::new();
        scenario.pair_series = false;
        let moved = |at: usize| outcomes.iter().position(|&kept| kept == at);
        for claim in &mut scenario.claims {
            let kept = |p: &Prediction| Some(Prediction { outcome: moved(p.outcome)?, ..p.clone() });
            claim.predictions = claim.predictions.iter().filter_map(kept).collect();
            claim.shows = Vec::new();
        }
        scenario
    }

    /// The series that are recorded: for every pair its level (`level:RUS-CHN`) and whether an alliance
    /// has formed (`alliance:RUS-CHN`), then those that the scenario declares.
    #[must_use]
    pub fn all_series(&self) -> Vec<Series> {
        let of_pair = |kind: &str, text: &str, quantity, bins: usize, pair| Series {
            id: format!("{kind}:{}", self.pair_name(pair)),
            text: format!("{text} {}", self.pair_name(pair)),
            quantity,
            unit: "level",
            low: -0.5,
            high: bins as f64 - 0.5,
            bins,
            per_year: 1,
            panel: String::new(),
        };
        self.pairs()
            .filter(|_| self.pair_series)
            .flat_map(|(i, j)| {
                [
                    of_pair("level", "level of", Quantity::PairLevel(i, j), 5, (i, j)),
                    of_pair("alliance", "alliance of", Quantity::AllianceFormed(i, j), 2, (i, j)),
                ]
            })
            .chain(self.series.iter().cloned())
            .collect()
    }
}

//! The story of one run: what happened when, and what each side thought of each level when it chose.
//!
//! ```text
//! scenario, design, seed, run index ──► tell: the run again, with the bits of the experiment
//!     snapshot by snapshot ──► watch: what differs from the snapshot before becomes an event
//!     before every step ──► engine: the choices taken apart ──► the event of the change that they led to
//!                                                          Chronicle ──► words: a page, Markdown
//! ```
//!
//! | event | when it is one |
//! |---|---|
//! | calendar | an event of the scenario's calendar begins or ends |
//! | crisis | a crisis of a pair comes |
//! | level | an actor offers another another level than before; with the choice that led to it |
//! | kept | an actor never changed what it offers: the choice that came closest to a change |
//! | pact formed, pact ended | as the model has them (`docs/ODD.md`, 7.13) |
//! | coercion | coercion enters a higher or a lower [`STAGES`] of intensity |
//! | overtaken | the strength of one actor passes that of another |
//! | exports | exports of an actor fall under half of those at the start, or come back |
//! | first partner | another state becomes the first trading partner of an actor |
//!
//! The date of an event is that of the first snapshot that shows it, as outcomes and series have it. A choice is made at the
//! snapshot before.

mod scope;
mod tell;
mod terms;
mod watch;
pub mod words;

pub use scope::{Between, Scope};
pub use tell::tell;
pub use terms::gloss;
pub use watch::STAGES;

use crate::engine::Explanation;
use serde::Serialize;

/// The story of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chronicle {
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Its question.
    pub question: String,
    /// The master seed of the experiment.
    pub seed: u64,
    /// The index of the run in its experiment.
    pub run: u64,
    /// Its random stream.
    pub replicate: u64,
    /// Its point of the design.
    pub point: u64,
    /// The theory that it drew.
    pub theory: String,
    /// First and last instant, as decimal years.
    pub period: (f64, f64),
    /// Length of a step, in years.
    pub step: f64,
    /// Ids and names of actors, and then of the partners that only trade.
    pub parties: Vec<Party>,
    /// What is told: the pair of actors, and the first and last date.
    pub told: Told,
    /// What each actor offered and did to each other where what is told begins.
    pub start: Vec<Standing>,
    /// The same where it ends.
    pub end: Vec<Standing>,
    /// The dates of both.
    pub ends: (f64, f64),
    /// Unbroken years at the highest level after which a pair has an alliance; the centre where it is drawn.
    pub alliance_after: f64,
    /// What happened, by date.
    pub events: Vec<Event>,
    /// The outcomes of the run, with the bits of its row.
    pub outcomes: Vec<Recorded>,
    /// The parameters that the run drew or that its point set, as its row has them: paths and values.
    pub parameters: Vec<(String, f64)>,
}

/// An actor or a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What of a run is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The pair whose choices are taken apart, by ids; none where it is those of all.
    pub pair: Option<[String; 2]>,
    /// Whether only what is between the two is told.
    pub only: bool,
    /// The first date.
    pub from: f64,
    /// The last date.
    pub to: f64,
}

/// How one actor stands to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// The id of the one.
    pub from: String,
    /// The id of the other.
    pub to: String,
    /// The level that it offers, 0 to 4.
    pub level: usize,
    /// The coercion that it applies, 0 to 1.
    pub coercion: f64,
}

/// An outcome of the run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recorded {
    /// Its id.
    pub id: String,
    /// What it is.
    pub text: String,
    /// Its unit.
    pub unit: String,
    /// Whether it is yes (1) or no (0).
    pub yes_no: bool,
    /// Its value; none where it did not come about.
    pub value: Option<f64>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// The date of the first snapshot that shows it.
    pub date: f64,
    /// What it was.
    pub what: What,
}

/// What happened. Parties are named by their ids.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// An event of the calendar.
    Calendar {
        /// Its id.
        id: String,
        /// What it is.
        text: String,
        /// What it does, in words: `contract`, `coercion`, `hostility` or `change`.
        does: &'static str,
        /// Whom it is about; nobody where it changes a parameter of the world.
        parties: Vec<String>,
        /// True where it begins, false where it ends.
        begins: bool,
    },
    /// A crisis of a pair.
    Crisis {
        /// The two.
        pair: [String; 2],
        /// Its severity; 0.35 on average where the scenario says nothing else.
        severity: f64,
    },
    /// An actor changed what it offers another.
    Level {
        /// Who.
        from: String,
        /// Whom.
        to: String,
        /// The level before.
        before: usize,
        /// The level now.
        now: usize,
        /// The level of the pair now: the lower of what the two offer.
        pair: usize,
        /// The choice, where it is among those that are taken apart.
        choice: Option<Box<Explanation>>,
    },
    /// The choice that came closest to a change, of an actor that never changed what it offers.
    Kept {
        /// Who.
        from: String,
        /// Whom.
        to: String,
        /// The choice.
        choice: Box<Explanation>,
    },
    /// A pact of a pair came into force.
    PactFormed {
        /// The two.
        pair: [String; 2],
    },
    /// A pact of a pair ended.
    PactEnded {
        /// The two.
        pair: [String; 2],
        /// True where one of them denounced it, false where its term ran out.
        denounced: bool,
    },
    /// Coercion entered another stage ([`STAGES`]).
    Coercion {
        /// Who applies it.
        from: String,
        /// To whom.
        to: String,
        /// The stage before.
        before: usize,
        /// The stage now.
        now: usize,
        /// Its intensity, 0 to 1.
        intensity: f64,
    },
    /// The strength of one actor passed that of another.
    Overtaken {
        /// Who is the stronger now.
        by: String,
        /// Who was before.
        who: String,
    },
    /// Exports fell under half of those at the start, or came back.
    Exports {
        /// The exporter.
        from: String,
        /// The importer.
        to: String,
        /// True where they fell.
        fell: bool,
        /// Exports now, in shares of those at the start.
        share: f64,
    },
    /// Another state became the first trading partner of an actor.
    FirstPartner {
        /// The actor.
        of: String,
        /// The first partner before.
        before: String,
        /// The first partner now.
        now: String,
    },
}

impl Chronicle {
    /// The name of a party; its id where it has none.
    #[must_use]
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let name = self.parties.iter().find(|party| party.id == id).map(|party| party.name.as_str());
        name.filter(|name| !name.trim().is_empty()).unwrap_or(id)
    }

    /// The choices that were taken apart, with who chose and about whom.
    pub fn choices(&self) -> impl Iterator<Item = (&str, &str, &Explanation)> {
        self.events.iter().filter_map(|event| match &event.what {
            What::Level { from, to, choice: Some(choice), .. } | What::Kept { from, to, choice } => {
                Some((from.as_str(), to.as_str(), &**choice))
            }
            _ => None,
        })
    }
}

//! The kinds of outcomes, series and events: tables from which come reading, checking, schema and documentation.

use super::outcome::Quantity;
use super::registry::P;

/// A field that says what an outcome is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A pair of actors.
    Pair,
    /// An actor, in a field of this name.
    Actor(&'static str),
    /// An actor or a static partner, in a field of this name.
    Party(&'static str),
}

impl About {
    /// The name of the field.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Actor(name) | Self::Party(name) => name,
        }
    }
}

/// Which dates a kind takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// `at`, `from` and `to`, and all that goes with them: a quantity over time.
    Full,
    /// `by` alone.
    By,
    /// None: the first date at which it is so.
    First,
    /// `from` and `to` with `at_least` and `at_most`: a share of time.
    Window,
}

/// A kind of outcome.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeKind {
    /// What `kind` says.
    pub name: &'static str,
    /// The fields that say what it is about.
    pub about: &'static [About],
    /// The dates that it takes.
    pub dates: Dates,
    /// The unit of the quantity.
    pub unit: &'static str,
    /// A phrase, with {0}, {1}, {2} for whom it is about.
    pub phrase: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Makes the quantity from the parties; a pair gives two.
    pub quantity: fn(&[usize]) -> Quantity,
}

impl OutcomeKind {
    /// Whether it can be recorded over time.
    #[must_use]
    pub fn is_series(&self) -> bool {
        matches!(self.dates, Dates::Full | Dates::By)
    }
}

/// The kind of this name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static OutcomeKind> {
    OUTCOME_KINDS.iter().find(|kind| kind.name == name)
}

const PAIR: &[About] = &[About::Pair];
const HELD: &[About] = &[About::Actor("holder"), About::Actor("about")];
const APPLIED: &[About] = &[About::Actor("from_actor"), About::Actor("to_actor")];
const COMPARED: &[About] = &[About::Actor("holder"), About::Actor("about"), About::Actor("than")];
const MEASURED: &[About] = &[About::Actor("of"), About::Actor("to_actor")];
const TRADED: &[About] = &[About::Actor("of"), About::Party("partner")];

macro_rules! kinds {
    ($($name:literal $about:ident $dates:ident $unit:literal $phrase:literal $quantity:expr, $doc:literal;)*) => {
        /// All kinds.
        pub const OUTCOME_KINDS: &[OutcomeKind] = &[$(OutcomeKind {
            name: $name, about: $about, dates: Dates::$dates, unit: $unit, phrase: $phrase, doc: $doc, quantity: $quantity,
        },)*];
    };
}

// The callers give as many parties as `about` asks for.
kinds! {
    "alliance" PAIR By "yes or no" "alliance of {0} and {1}" |x| Quantity::AllianceFormed(x[0], x[1]), "Whether an alliance of the pair has formed by a date: yes or no.";
    "alliance_date" PAIR First "year" "first alliance of {0} and {1}" |x| Quantity::AllianceFormed(x[0], x[1]), "The date at which an alliance of the pair first forms; null where none does.";
    "pact" PAIR Full "yes or no" "pact of {0} and {1} in force" |x| Quantity::Pact(x[0], x[1]), "Whether a pact of the pair is in force.";
    "pair_level" PAIR Full "level" "level of {0} and {1}" |x| Quantity::PairLevel(x[0], x[1]), "The level of the pair: the lower of what the two offer each other, 0 to 4.";
    "level" HELD Full "level" "level that {0} offers {1}" |x| Quantity::Level(x[0], x[1]), "The level that `holder` offers `about`, 0 to 4.";
    "pair_commitment" PAIR Full "commitment, 0 to 1" "commitment of {0} and {1}" |x| Quantity::PairCommitment(x[0], x[1]), "The actual commitment of the pair: the lower of the two, 0 to 1.";
    "commitment" HELD Full "commitment, 0 to 1" "commitment of {0} to {1}" |x| Quantity::Commitment(x[0], x[1]), "The actual commitment of `holder` to `about`, 0 to 1.";
    "belief" HELD Full "commitment, 0 to 1" "what {0} believes of {1}" |x| Quantity::Belief(x[0], x[1]), "What `holder` believes of the commitment of `about`, 0 to 1.";
    "belief_gap" HELD Full "-1 to 1" "what {0} believes of {1} beyond what is given" |x| Quantity::BeliefGap(x[0], x[1]), "What `holder` believes of the commitment of `about`, minus what `about` is actually committed to.";
    "grievance" HELD Full "severity" "grievance of {0} against {1}" |x| Quantity::Grievance(x[0], x[1]), "The grievance of `holder` against `about`: acute, recent and historic together.";
    "threat" HELD Full "threat, 0 to 1" "threat that {0} feels from {1}" |x| Quantity::Threat(x[0], x[1]), "The horizon-weighted threat that `holder` feels from `about`.";
    "coercion" APPLIED Full "coercion, 0 to 1" "coercion of {0} against {1}" |x| Quantity::Coercion(x[0], x[1]), "The coercion that `from_actor` applies to `to_actor`, 0 to 1.";
    "threat_difference" COMPARED Full "-1 to 1" "threat that {0} feels from {1} beyond that from {2}" |x| Quantity::ThreatDifference(x[0], x[1], x[2]), "The threat that `holder` feels from `about`, minus that from `than`.";
    "capability_ratio" MEASURED Full "ratio" "strength of {0} over that of {1}" |x| Quantity::CapabilityRatio(x[0], x[1]), "The strength of `of` over that of `to_actor`.";
    "trade_share" TRADED Full "share" "share of {1} in the trade of {0}" |x| Quantity::TradeShare(x[0], x[1]), "The share of `partner` in all trade of `of`, both ways.";
    "partner_rank" TRADED Full "rank" "rank of {1} among the partners of {0}" |x| Quantity::PartnerRank(x[0], x[1]), "The rank of `partner` among the partners of `of` by two-way trade, 1 the first.";
    "two_way_trade" TRADED Full "bn 2014 USD / year" "trade of {0} with {1}, both ways" |x| Quantity::TwoWayTrade(x[0], x[1]), "The trade of `of` with `partner`, both ways.";
    "time_in_level" PAIR Window "share of time" "time of {0} and {1}" |x| Quantity::PairLevel(x[0], x[1]), "The share of a window of time that the pair's level lies within `at_least` to `at_most`.";
}

/// A kind of event.
#[derive(Clone, Copy, Debug)]
pub struct EventType {
    /// What `kind` says.
    pub name: &'static str,
    /// Its fields; all but `end` must be given.
    pub fields: &'static [&'static str],
    /// Its parameters.
    pub parameters: &'static [P],
    /// What it does.
    pub doc: &'static str,
}

/// The kinds of events.
pub const EVENT_KINDS: &[EventType] = &[
    EventType {
        name: "hostility",
        fields: &["holder", "against", "date"],
        parameters: &[P::EventPulse],
        doc: "Adds `pulse` to the acute hostility that `holder` feels from `against`, once.",
    },
    EventType {
        name: "coercion",
        fields: &["from", "to", "start", "end"],
        parameters: &[P::EventFloor, P::EventCeiling],
        doc: "Keeps the coercion of `from` against `to` between `floor` and `ceiling` while it lasts.",
    },
    EventType {
        name: "contract",
        fields: &["from", "to", "start", "end"],
        parameters: &[P::EventFlow],
        doc: "Adds `flow` to the exports of `from` to `to` while it lasts.",
    },
    EventType {
        name: "change",
        fields: &["parameter", "date", "end"],
        parameters: &[P::EventValue],
        doc: "Gives a parameter another value from a date on.",
    },
];

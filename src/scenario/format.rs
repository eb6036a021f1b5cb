//! The fields of a scenario file that are no parameters: what each is called, what it holds, what it means.
//!
//! Parameters are in the [`registry`](super::registry), kinds in [`kinds`](super::kinds). From the three come the JSON
//! Schema and the tables of `docs/scenario-format.md`; tests hold both against what the checker accepts.

use super::kinds::{Dates, EVENT_KINDS, OUTCOME_KINDS};
use super::registry::Allowed;
use super::resolve::limits::{MAX_BINS, MAX_STEPS_PER_YEAR};
use super::resolve::{DIRECTIONS, KERNELS};

/// A field of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it has to be there.
    pub need: Need,
    /// What it means.
    pub doc: &'static str,
}

/// Whether a field has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Wherever its table is.
    Always,
    /// In a scenario that extends none; one that does may take it from there.
    Required,
    /// It may be left out, as the doc says.
    Optional,
    /// It may be left out, and is then this, as TOML.
    Default(&'static str),
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// The version of the format.
    Format,
    /// A text.
    Text,
    /// A name of letters, digits, `_` and `-`.
    Name,
    /// A list of texts.
    Texts,
    /// true or false.
    Flag,
    /// A number.
    Number(Allowed),
    /// A list of numbers.
    Numbers(Allowed),
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// A date as a decimal year.
    Date,
    /// A date that may lie after the period.
    End,
    /// One of a few words, each with what it says.
    Word(fn() -> Vec<(&'static str, &'static str)>),
    /// A theory, or a table of theories with probabilities.
    Theory,
    /// The key of an actor.
    Actor,
    /// The key of an actor or of a static partner.
    Party,
    /// A pair of actors, such as `"RUS-CHN"`.
    Pair,
    /// The key of an outcome.
    Outcome,
    /// A list of keys of outcomes.
    Outcomes,
    /// The path of a parameter.
    Path,
    /// The name of a posterior of weights, or the posterior itself.
    Posterior,
    /// A list of lists of numbers.
    Matrix,
    /// A table of whatever one likes.
    Notes,
    /// Two numbers, the first below the second.
    Range,
    /// A table with from so many to so many of these fields. It replaces one that it is laid over as a whole.
    Table(&'static [Field], usize, usize),
}

/// A distribution that a parameter can have.
#[derive(Clone, Copy, Debug)]
pub struct DistributionType {
    /// What `distribution` says.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// What it is.
    pub doc: &'static str,
}

macro_rules! fields {
    ($($name:literal $holds:expr, $need:expr, $doc:literal;)*) => {
        &[$(Field { name: $name, holds: $holds, need: $need, doc: $doc },)*]
    };
}

use Holds::{
    Actor, Date, End, Flag, Format, Matrix, Name, Notes, Number, Numbers, Outcome, Outcomes, Pair, Party, Path,
    Posterior, Range, Text, Texts, Theory, Whole, Word,
};
use Need::{Always, Default, Optional, Required};

const ANY: Allowed = Allowed::Between(f64::NEG_INFINITY, f64::INFINITY);
const POSITIVE: Allowed = Allowed::Above(0.0, f64::INFINITY);
const SHARE: Allowed = Allowed::Between(0.0, 1.0);

/// `source`, which any table with numbers can have.
pub const SOURCE: Field = Field {
    name: "source",
    holds: Text,
    need: Optional,
    doc: "Where the numbers here come from: a key of `[sources]`, a text, or a text that begins with \"guess\".",
};

/// Fields at the top.
pub const SCENARIO: &[Field] = fields! {
    "format" Format, Always, "The version of the format.";
    "extends" Text, Optional, "The scenario that this one is laid over: a file, relative to this one, or `builtin:NAME`.";
    "remove" Texts, Optional, "Paths of what is taken out of the scenario that this one extends.";
    "name" Name, Optional, "Short name, used for folders; the name of the file where not given.";
    "title" Text, Required, "What the scenario is called.";
    "question" Text, Required, "What it asks, in one sentence.";
    "description" Text, Optional, "More about it.";
    "focus" Pair, Optional, "The pair that the question is about; the first two actors where not given.";
};

/// Fields of `[time]`.
pub const TIME: &[Field] = fields! {
    "start" Date, Required, "First instant, as a decimal year.";
    "end" Date, Required, "Last instant; a whole number of steps after the start.";
    "steps_per_year" Whole(1, MAX_STEPS_PER_YEAR), Default("4"), "Steps a year.";
};

/// Fields of `[model]`.
pub const MODEL: &[Field] = fields! {
    "theory" Theory, Required, "A theory of alignment, or a table of theories with probabilities that sum to 1: each run draws one.";
    "memory_kernel" Word(|| KERNELS.iter().map(|(name, _, doc)| (*name, *doc)).collect()), Default("\"two_speed\""), "How grievance fades.";
    "weights" Posterior, Optional, "What the weights are drawn from and how precise choices are: a posterior that ships with the program, by name, or a file, relative to this one, with its ending.";
    "threats_per_actor" Whole(1, 1000), Optional, "How many third parties count in a choice, those most threatening at the start; all where not given.";
};

/// Fields of a posterior of weights: of its file, and of `[model.weights]`.
pub const POSTERIOR: &[Field] = fields! {
    "format" Format, Always, "The version of the format.";
    "name" Name, Always, "Short name.";
    "title" Text, Always, "What the weights were estimated from, in a line.";
    "theory" Text, Always, "The theory under which they were estimated.";
    "precision" Number(Allowed::Above(0.0, 1e6)), Always, "The precision of the choices that belongs to these weights; 1 for estimates, since only weights times precision can be told.";
    "weights" Texts, Always, "The weights that it holds, by their keys in `[weights]`.";
    "mean" Numbers(ANY), Always, "Their means, in the same order.";
    "covariance" Matrix, Always, "Their covariance, row by row: symmetric and positive definite.";
    "provenance" Notes, Optional, "How they were estimated: program, inputs and their digest, datasets and years, specification, sampler, draws, diagnostics. Whatever is of use, in free form.";
};

/// Fields of `[actors.X]`.
pub const ACTOR: &[Field] = fields! {
    "name" Text, Optional, "Its name in running text; its key where not given.";
};

/// Fields of `[partners.X]`.
pub const PARTNER: &[Field] = fields! {
    "name" Text, Optional, "Its name in running text; its key where not given.";
    "follows" Actor, Optional, "The actor whose coercion it joins; none where not given.";
    "aggregate" Flag, Default("false"), "True for a sum over many states, which has no rank.";
};

/// Fields of `[ledger.E]`.
pub const EPISODE: &[Field] = fields! {
    "text" Text, Required, "What happened.";
    "holder" Actor, Required, "Who holds the grievance.";
    "against" Actor, Required, "Against whom.";
    "year" Date, Required, "When it happened, at the start of the period or before.";
    "settled" Date, Optional, "When it was settled, if it was: from its year to the start. `discount` needs it.";
};

/// Fields of `[events.E]`, of all kinds.
pub const EVENT: &[Field] = fields! {
    "kind" Word(|| EVENT_KINDS.iter().map(|kind| (kind.name, kind.doc)).collect()), Required, "What the event does.";
    "text" Text, Required, "What happens, in a phrase.";
    "holder" Actor, Required, "Who feels the hostility.";
    "against" Actor, Required, "Against whom.";
    "from" Party, Required, "Who coerces (an actor), or who exports (an actor or a static partner).";
    "to" Party, Required, "Who is coerced (an actor), or who imports (an actor or a static partner).";
    "parameter" Path, Required, "Path of the parameter that changes, without `*`; none that only says how things are at the start.";
    "date" Date, Required, "When it happens, within the period.";
    "start" Date, Required, "When it begins, within the period.";
    "end" End, Optional, "When it ends, after its beginning and perhaps after the period; it goes on where not given.";
};

/// Fields of `[outcomes.O]` that say what it is about; which of them a kind takes, its entry says.
pub const ABOUT: &[Field] = fields! {
    "pair" Pair, Required, "The pair.";
    "holder" Actor, Required, "Who offers, believes, feels or holds it.";
    "about" Actor, Required, "Of whom, from whom or against whom.";
    "than" Actor, Required, "The actor that `about` is compared with.";
    "from_actor" Actor, Required, "Who coerces.";
    "to_actor" Actor, Required, "Who is coerced, or measured against.";
    "of" Actor, Required, "Whose strength or trade it is.";
    "partner" Party, Required, "The partner in trade, an actor or a static partner.";
};

/// Fields of `[outcomes.O]` that every kind takes (`reporter`: those with a `partner`).
pub const OUTCOME: &[Field] = fields! {
    "kind" Word(|| OUTCOME_KINDS.iter().map(|kind| (kind.name, kind.doc)).collect()), Required, "What is recorded.";
    "text" Text, Optional, "What it is, in a phrase; made from its fields where not given.";
    "plot" Flag, Default("false"), "Whether its distribution is drawn.";
    "reporter" Text, Optional, "Whose figures a rank or a share of trade refers to, where reporters differ.";
};

/// Fields of `[outcomes.O]` that say when.
pub const WHEN: &[Field] = fields! {
    "by" Date, Required, "At or before this date.";
    "at" Date, Optional, "The value at this date.";
    "minus" Date, Optional, "With `at`: minus the value at this date.";
    "from" Date, Optional, "Beginning of a time over which the mean is taken (of kind `time_in_level`: the share).";
    "to" Date, Optional, "Its end, not counted itself.";
    "relative_to_start" Flag, Default("false"), "With `from` and `to`: true for the mean minus the value at the start.";
    "share_of_time" Holds::Table(INSIDE, 1, 2), Optional, "With `from` and `to`: the share of that time that the value lies within these bounds.";
    "first_at_least" Number(ANY), Optional, "The first date at which the value is at least this; null where it never is.";
    "after_crossing" Holds::Table(CROSSING, 3, 3), Optional, "The mean after the strength of `of` first reaches `ratio` times that of `to`, minus the mean before; null where it never does, or does at the start.";
    "at_least" Number(ANY), Optional, "Lower bound of the level (kind `time_in_level`).";
    "at_most" Number(ANY), Optional, "Upper bound of the level (kind `time_in_level`).";
};

const INSIDE: &[Field] = fields! {
    "at_least" Number(ANY), Optional, "Lower bound, included.";
    "at_most" Number(ANY), Optional, "Upper bound, included.";
};

const CROSSING: &[Field] = fields! {
    "of" Actor, Always, "Whose strength rises.";
    "to" Actor, Always, "Whose strength it is measured against.";
    "ratio" Number(POSITIVE), Always, "The ratio of the two.";
};

/// Fields of `[series.S]`, beside those that say what it is about.
pub const SERIES: &[Field] = fields! {
    "kind" Word(|| OUTCOME_KINDS.iter().filter(|kind| kind.is_series()).map(|kind| (kind.name, kind.doc)).collect()), Required, "What is recorded.";
    "text" Text, Optional, "What it is, in a phrase, for a legend; made from its fields where not given.";
    "range" Range, Required, "Lower and upper end of what the bins cover; two more bins count what lies beyond.";
    "bins" Whole(1, MAX_BINS), Default("50"), "Number of bins.";
    "per_year" Whole(1, MAX_STEPS_PER_YEAR), Default("1"), "Instants a year, at most the steps a year.";
    "panel" Text, Optional, "Series with the same panel share a picture.";
};

/// Fields of `[claims.C]`, beside `relaxed` and `predictions`.
pub const CLAIM: &[Field] = fields! {
    "text" Text, Required, "What the claim says, in a sentence.";
    "direction" Word(|| DIRECTIONS.iter().map(|(name, _, doc)| (*name, *doc)).collect()), Default("\"neither\""), "Which way the argument thinks that the claim pushes.";
    "shows" Outcomes, Optional, "Outcomes to show beside it.";
};

/// Fields of `[claims.C.predictions.P]`.
pub const PREDICTION: &[Field] = fields! {
    "outcome" Outcome, Required, "The outcome that it is about.";
    "event" Holds::Table(EVENT_BOUNDS, 1, 4), Optional, "When the outcome counts: all bounds hold. Left out where the outcome is yes or no, and needed elsewhere.";
    "probability" Holds::Table(PROBABILITY, 1, 1), Required, "The threshold, fixed before the first run: above or below a probability.";
};

const EVENT_BOUNDS: &[Field] = fields! {
    "above" Number(ANY), Optional, "Greater than this.";
    "at_least" Number(ANY), Optional, "Greater than this, or equal.";
    "below" Number(ANY), Optional, "Less than this.";
    "at_most" Number(ANY), Optional, "Less than this, or equal.";
};

const PROBABILITY: &[Field] = fields! {
    "above" Number(SHARE), Optional, "The probability is predicted to be above this.";
    "below" Number(SHARE), Optional, "The probability is predicted to be below this.";
};

/// The distributions.
pub const DISTRIBUTIONS: &[DistributionType] = &[
    DistributionType {
        name: "normal",
        fields: fields! {
            "mean" Number(ANY), Required, "Mean.";
            "sd" Number(POSITIVE), Required, "Standard deviation.";
        },
        doc: "Normal.",
    },
    DistributionType {
        name: "lognormal",
        fields: fields! {
            "median" Number(POSITIVE), Required, "Median.";
            "log_sd" Number(POSITIVE), Required, "Standard deviation of the logarithm: 0.5 is a factor of 2.7 either way at 95%.";
        },
        doc: "Its logarithm is normal: for what is known to within a factor.",
    },
    DistributionType {
        name: "uniform",
        fields: fields! {
            "low" Number(ANY), Required, "Lower end.";
            "high" Number(ANY), Required, "Upper end, above `low`.";
        },
        doc: "All values from `low` to `high` are equally likely.",
    },
    DistributionType {
        name: "triangular",
        fields: fields! {
            "low" Number(ANY), Required, "Lower end.";
            "mode" Number(ANY), Required, "The likeliest value, from `low` to `high`.";
            "high" Number(ANY), Required, "Upper end, above `low`.";
        },
        doc: "Rises from `low` to `mode` and falls to `high`: for a best guess with a lowest and a highest value.",
    },
    DistributionType {
        name: "beta",
        fields: fields! {
            "alpha" Number(POSITIVE), Required, "First shape parameter.";
            "beta" Number(POSITIVE), Required, "Second shape parameter.";
            "low" Number(ANY), Default("0"), "Lower end.";
            "high" Number(ANY), Default("1"), "Upper end, above `low`.";
        },
        doc: "Beta, stretched from `low` to `high`: for shares.",
    },
    DistributionType {
        name: "choice",
        fields: fields! {
            "values" Numbers(ANY), Required, "The values.";
            "probabilities" Numbers(SHARE), Optional, "Their probabilities, which sum to 1; equal where not given.";
        },
        doc: "One of a few values: for parameters that take only some.",
    },
];

/// Bounds of a distribution other than a choice.
pub const BOUNDS: &[Field] = fields! {
    "min" Number(ANY), Optional, "Lower bound: what lies below is left out, and the rest is scaled up.";
    "max" Number(ANY), Optional, "Upper bound: what lies above is left out, and the rest is scaled up.";
};

impl Dates {
    /// The fields among [`WHEN`] that a kind of outcome with these dates takes.
    #[must_use]
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Full => {
                &["at", "minus", "from", "to", "relative_to_start", "share_of_time", "first_at_least", "after_crossing"]
            }
            Self::By => &["by"],
            Self::First => &[],
            Self::Window => &["from", "to", "at_least", "at_most"],
        }
    }
}

//! What a run records, and what an argument claims about it.

use super::{ActorIndex, PartyIndex, Slot, Time};

/// Something that can be read off the state of a run at any instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Level of a pair: the lower of the two offers, 0 to 4.
    PairLevel(ActorIndex, ActorIndex),
    /// Level that the first offers the second.
    Level(ActorIndex, ActorIndex),
    /// Actual commitment of a pair: the lower of the two.
    PairCommitment(ActorIndex, ActorIndex),
    /// Actual commitment of the first to the second.
    Commitment(ActorIndex, ActorIndex),
    /// Belief of the first in the second's commitment.
    Belief(ActorIndex, ActorIndex),
    /// That belief minus the second's actual commitment to the first.
    BeliefGap(ActorIndex, ActorIndex),
    /// Coercion that the first applies to the second.
    Coercion(ActorIndex, ActorIndex),
    /// Grievance of the first against the second, acute, recent and historic.
    Grievance(ActorIndex, ActorIndex),
    /// Horizon-weighted threat Te that the first feels from the second.
    Threat(ActorIndex, ActorIndex),
    /// Te that the first feels from the second, minus that from the third.
    ThreatDifference(ActorIndex, ActorIndex, ActorIndex),
    /// Strength of the first over that of the second.
    CapabilityRatio(ActorIndex, ActorIndex),
    /// Share of the party in all trade, both ways, of the actor.
    TradeShare(ActorIndex, PartyIndex),
    /// Rank of the party among the actor's partners by two-way trade, 1 the first; sums of states left out.
    PartnerRank(ActorIndex, PartyIndex),
    /// Two-way trade, bn USD a year.
    TwoWayTrade(ActorIndex, PartyIndex),
    /// 1 while a pact of the pair is in force, else 0.
    Pact(ActorIndex, ActorIndex),
    /// 1 once an alliance of the pair has formed during the run, else 0.
    AllianceFormed(ActorIndex, ActorIndex),
}

/// How a quantity over time becomes one number a run.
#[expect(missing_docs, reason = "the text of a variant names its fields")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reduction {
    /// Its value at a date.
    At(f64),
    /// Its value at the second date minus that at the first.
    Change(f64, f64),
    /// Its mean over [from, to).
    Mean(f64, f64),
    /// Its mean over [from, to) minus its value at the start.
    MeanMinusStart(f64, f64),
    /// The share of [from, to) during which it lies within [low, high].
    TimeShare { from: f64, to: f64, low: f64, high: f64 },
    /// The first date in the period at which it is at least this; null if it never is.
    FirstDate(f64),
    /// Its mean in the years after the strength of `of` first reached `ratio` times that of `to`, minus
    /// its mean in the years before; null if that never happens, or happens at once.
    AfterCrossing { of: ActorIndex, to: ActorIndex, ratio: f64 },
}

/// A column of the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its key in the file.
    pub id: String,
    /// What it is, in a phrase.
    pub text: String,
    /// The quantity.
    pub quantity: Quantity,
    /// How it becomes one number.
    pub reduction: Reduction,
    /// The unit, for axes.
    pub unit: &'static str,
    /// Whose figures a rank or a share refers to, where reporters differ.
    pub reporter: Option<String>,
    /// Whether to draw its distribution.
    pub plot: bool,
}

impl Outcome {
    /// True where the outcome is yes or no.
    #[must_use]
    pub fn is_yes_no(&self) -> bool {
        matches!(self.quantity, Quantity::Pact(..) | Quantity::AllianceFormed(..))
            && matches!(self.reduction, Reduction::At(_))
    }

    /// The bounds that no value leaves, where there are any.
    #[must_use]
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let (low, high) = match self.quantity {
            Quantity::PairLevel(..) | Quantity::Level(..) => (0.0, 4.0),
            Quantity::PairCommitment(..)
            | Quantity::Commitment(..)
            | Quantity::Belief(..)
            | Quantity::Coercion(..)
            | Quantity::Threat(..)
            | Quantity::TradeShare(..)
            | Quantity::Pact(..)
            | Quantity::AllianceFormed(..) => (0.0, 1.0),
            Quantity::BeliefGap(..) | Quantity::ThreatDifference(..) => (-1.0, 1.0),
            Quantity::Grievance(..)
            | Quantity::CapabilityRatio(..)
            | Quantity::PartnerRank(..)
            | Quantity::TwoWayTrade(..) => return None,
        };
        match self.reduction {
            Reduction::At(_) | Reduction::Mean(..) => Some((low, high)),
            Reduction::TimeShare { .. } => Some((0.0, 1.0)),
            Reduction::Change(..) | Reduction::MeanMinusStart(..) | Reduction::AfterCrossing { .. } => {
                Some((low - high, high - low))
            }
            Reduction::FirstDate(_) => None,
        }
    }

    /// When its value is known, a decimal year: the end of the time that it is about; none of one that is a date itself or
    /// that waits for a crossing.
    #[must_use]
    pub fn due(&self) -> Option<f64> {
        match self.reduction {
            Reduction::At(at) => Some(at),
            Reduction::Change(_, to)
            | Reduction::Mean(_, to)
            | Reduction::MeanMinusStart(_, to)
            | Reduction::TimeShare { to, .. } => Some(to),
            Reduction::FirstDate(_) | Reduction::AfterCrossing { .. } => None,
        }
    }

    /// True where a run can leave it without a value: what has a date or a crossing, which need not come.
    #[must_use]
    pub fn can_be_null(&self) -> bool {
        matches!(self.reduction, Reduction::FirstDate(_) | Reduction::AfterCrossing { .. })
    }

    /// True where every value is a whole number (a level at a date, a rank).
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_yes_no()
            || matches!(self.quantity, Quantity::PairLevel(..) | Quantity::Level(..) | Quantity::PartnerRank(..))
                && matches!(self.reduction, Reduction::At(_))
    }
}

/// Something recorded over time, as counts in bins at every instant of a declared list.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its key in the file.
    pub id: String,
    /// What it is, in a phrase, as a legend says it.
    pub text: String,
    /// The quantity.
    pub quantity: Quantity,
    /// The unit, for axes.
    pub unit: &'static str,
    /// Lower end of the first bin.
    pub low: f64,
    /// Upper end of the last bin.
    pub high: f64,
    /// Number of bins between the two; one more on either side counts what lies beyond.
    pub bins: usize,
    /// Instants a year.
    pub per_year: u32,
    /// Series with the same panel share a picture.
    pub panel: String,
}

impl Series {
    /// Steps from one instant to the next.
    #[must_use]
    pub fn every(&self, time: Time) -> usize {
        (time.steps_per_year / self.per_year.clamp(1, time.steps_per_year)).max(1) as usize
    }

    /// Number of instants.
    #[must_use]
    pub fn instants(&self, time: Time) -> usize {
        time.steps() / self.every(time) + 1
    }
}

/// Which way the argument thinks that a claim pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Toward an alliance.
    Toward,
    /// Away from one.
    Away,
    /// Neither.
    Neither,
}

impl Direction {
    /// Its name in files and pictures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Toward => "toward",
            Self::Away => "away",
            Self::Neither => "neither",
        }
    }
}

/// When a numeric outcome counts as "yes": all bounds that are given hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Greater than this.
    pub above: Option<f64>,
    /// Greater than this, or equal.
    pub at_least: Option<f64>,
    /// Less than this.
    pub below: Option<f64>,
    /// Less than this, or equal.
    pub at_most: Option<f64>,
}

impl Event {
    /// Whether the event holds for this value.
    #[must_use]
    pub fn holds(&self, x: f64) -> bool {
        self.above.is_none_or(|b| x > b)
            && self.at_least.is_none_or(|b| x >= b)
            && self.below.is_none_or(|b| x < b)
            && self.at_most.is_none_or(|b| x <= b)
    }
}

/// A prediction: the probability of an event, against a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Its key in the file.
    pub id: String,
    /// Index into [`super::Scenario::outcomes`].
    pub outcome: usize,
    /// When the outcome counts; a yes-or-no outcome has `at_least = 1`.
    pub event: Event,
    /// The probability is predicted to be above this.
    pub probability_above: Option<f64>,
    /// The probability is predicted to be below this.
    pub probability_below: Option<f64>,
}

/// What becomes of a parameter when a claim is relaxed.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    /// The parameter.
    pub slot: Slot,
    /// The value that it takes; `Value::Same` copies the other's value in the scenario as shipped.
    pub value: super::Value,
}

/// One claim of the argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its key in the file.
    pub id: String,
    /// What it says, in a sentence.
    pub text: String,
    /// Which way it pushes.
    pub direction: Direction,
    /// The parameters that it rests on, and what each becomes when the claim is relaxed.
    pub relaxed: Vec<Relaxation>,
    /// What it predicts.
    pub predictions: Vec<Prediction>,
    /// Ids of outcomes to show beside it.
    pub shows: Vec<usize>,
    /// True where the quantity that it predicts is decided by its own parameters: such a claim gets
    /// the verdict "by construction".
    pub by_construction: bool,
}

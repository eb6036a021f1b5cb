//! What datasets record of states: obligations, disputes, claims, sanctions, capitals.

use std::collections::BTreeSet;

/// A state's key.
pub type Key = &'static str;

/// Treaty obligations of one state toward another in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// To defend it.
    pub defence: bool,
    /// To join its attack.
    pub offence: bool,
    /// To stay neutral.
    pub neutrality: bool,
    /// Not to attack it.
    pub nonaggression: bool,
    /// To consult with it.
    pub consultation: bool,
}

impl Obligations {
    /// Those of either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            defence: self.defence || other.defence,
            offence: self.offence || other.offence,
            neutrality: self.neutrality || other.neutrality,
            nonaggression: self.nonaggression || other.nonaggression,
            consultation: self.consultation || other.consultation,
        }
    }
}

/// A militarized dispute as one side of a pair has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispute {
    /// First year of the two in it.
    pub from: i64,
    /// Last year of the two in it.
    pub to: i64,
    /// Whether it goes on after that year.
    pub goes_on: bool,
    /// Highest hostility of the dispute, 1 to 5 (2 a threat, 3 a display of force, 4 a use of it, 5 a war).
    pub hostility: i64,
    /// The holder's own highest hostility; none where not known.
    pub own: Option<i64>,
    /// Level of the holder's dead, 0 to 6; none where not known.
    pub fatality: Option<i64>,
}

/// Who took part in a dispute, from a file of participants.
#[derive(Clone, Copy, Debug)]
pub struct Participant {
    /// Its side: true is side A.
    pub side_a: bool,
    /// The dispute as it has it.
    pub dispute: Dispute,
}

/// A claim to territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The number of the claim and dyad.
    pub id: i64,
    /// What is claimed.
    pub name: String,
    /// Who claims.
    pub challenger: Key,
    /// From whom.
    pub target: Key,
    /// When it begins, a decimal year.
    pub from: f64,
    /// When it ends, a decimal year; none where it goes on.
    pub to: Option<f64>,
    /// Salience, 0 to 12.
    pub salience: f64,
}

/// A kind of sanction, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Travel.
    Travel,
    /// Arms and military assistance.
    Arms,
    /// Whatever else.
    Other,
    /// Finance and aid.
    Finance,
    /// A part of trade.
    TradePart,
    /// All trade, or all of it one way.
    TradeAll,
}

/// A case of sanctions.
#[derive(Clone, Debug, PartialEq)]
pub struct Sanction {
    /// The number of the case.
    pub case: i64,
    /// Who imposes it.
    pub sender: Key,
    /// On whom.
    pub target: Key,
    /// The first and the last year at whose end it is in force.
    pub years: (i64, i64),
    /// Its kinds.
    pub kinds: BTreeSet<Kind>,
}

/// A capital.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capital {
    /// Whose.
    pub state: Key,
    /// Its first and last year.
    pub years: (i64, i64),
    /// Latitude and longitude in degrees.
    pub at: (f64, f64),
}

impl Dispute {
    /// A dispute as it stands at the end of a year; none where it has not begun.
    #[must_use]
    pub fn until(records: &[Self], year: i64) -> Option<Self> {
        let begun = records.iter().filter(|record| record.from <= year);
        let mut known = begun.copied().reduce(|a, b| Self {
            from: a.from.min(b.from),
            to: a.to.max(b.to),
            goes_on: false,
            hostility: a.hostility.max(b.hostility),
            own: a.own.max(b.own),
            fatality: a.fatality.max(b.fatality),
        })?;
        known.goes_on = records.iter().any(|record| record.to > year && record.from <= year + 1);
        known.to = known.to.min(year);
        Some(known)
    }
}

//! What the files hold of the states and years that are wanted.

use super::states::State;
use std::collections::{BTreeMap, BTreeSet};

/// A state's key.
pub type Key = &'static str;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The actors, in their order.
    pub actors: Vec<&'static State>,
    /// The year whose figures are wanted.
    pub year: i64,
    /// How many years earlier a figure may be.
    pub gap: i64,
}

impl Wanted {
    /// Whether a state is an actor.
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.actors.iter().any(|actor| actor.key == key)
    }

    /// Whether two different states are both actors.
    #[must_use]
    pub fn pair(&self, one: Key, other: Key) -> bool {
        one != other && self.has(one) && self.has(other)
    }

    /// Whether a year is the one that is wanted, or so little earlier that it may stand in.
    #[must_use]
    pub fn near(&self, year: i64) -> bool {
        (self.year - self.gap..=self.year).contains(&year)
    }
}

/// A quantity of one state in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Gross domestic product, bn current US dollars.
    Gdp,
    /// Military spending, bn current US dollars.
    Spending,
    /// Military spending in constant prices, bn US dollars of some base year.
    SpendingConstant,
    /// Military spending as a share of GDP.
    SpendingShare,
    /// The composite index of national capability, a share of the world's.
    Cinc,
}

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
    /// Highest hostility of the dispute, 1 to 5 (4 a use of force, 5 a war).
    pub hostility: i64,
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

/// A case of sanctions in force at the end of the wanted year.
#[derive(Clone, Debug, PartialEq)]
pub struct Sanction {
    /// The number of the case.
    pub case: i64,
    /// Who imposes it.
    pub sender: Key,
    /// On whom.
    pub target: Key,
    /// Its kinds.
    pub kinds: BTreeSet<Kind>,
}

/// A value, and whether it is that of the state's own code and not of a predecessor's.
type Cell = (f64, bool);

/// What one file of a dataset holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The release, where the file says it.
    pub release: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// First and last year in the file, whoever's.
    pub years: Option<(i64, i64)>,
    /// The largest figure in the file, whoever's.
    pub largest: f64,
    /// Whether the file leaves open what its figures are.
    pub unnamed: bool,
    /// Rows that said another thing of the same state and year than an earlier one.
    pub conflicts: u64,
    /// Actors that the file knows.
    pub actors: BTreeSet<Key>,
    /// Quantities of states by year.
    pub figures: BTreeMap<(What, Key, i64), Cell>,
    /// Exports from the first to the second, bn current US dollars.
    pub flows: BTreeMap<(Key, Key, i64), Cell>,
    /// COW contiguity class of two states in a year, 1 (land) to 5.
    pub borders: BTreeMap<(Key, Key, i64), i64>,
    /// Distance between the capitals, km.
    pub distances: BTreeMap<(Key, Key), f64>,
    /// Latitude and longitude of capitals, degrees.
    pub capitals: BTreeMap<Key, (f64, f64)>,
    /// Ideal points of all states by year.
    pub ideals: BTreeMap<(i64, String), f64>,
    /// Obligations of the first toward the second.
    pub obligations: BTreeMap<(Key, Key, i64), Obligations>,
    /// Members of alliances, to be put together at the end of the file: alliance, state, first and last year.
    pub members: Vec<(i64, Key, i64, i64, Obligations)>,
    /// Participants of disputes, to be put together at the end of the file.
    pub participants: BTreeMap<i64, Vec<(Key, Participant)>>,
    /// Disputes by number, holder and opponent.
    pub disputes: BTreeMap<(i64, Key, Key), Dispute>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Sanctions.
    pub sanctions: Vec<Sanction>,
}

impl Found {
    /// Notes a year of the file.
    pub fn year(&mut self, year: i64) {
        let (from, to) = self.years.unwrap_or((year, year));
        self.years = Some((from.min(year), to.max(year)));
    }

    /// Takes a quantity. Of two values for one state and year that of the state's own code counts, then the later row.
    pub fn figure(&mut self, what: What, (state, own): (&'static State, bool), year: i64, value: f64) {
        self.conflicts += u64::from(put(&mut self.figures, (what, state.key, year), (value, own)));
    }

    /// Takes exports, as [`Found::figure`].
    pub fn flow(&mut self, from: Key, to: Key, year: i64, value: f64, own: bool) {
        self.conflicts += u64::from(put(&mut self.flows, (from, to, year), (value, own)));
    }

    /// Takes a year of a dispute.
    pub fn dispute(&mut self, number: i64, holder: Key, against: Key, dispute: Dispute) {
        let worse = |a: Option<i64>, b: Option<i64>| a.max(b);
        self.disputes
            .entry((number, holder, against))
            .and_modify(|known| {
                known.from = known.from.min(dispute.from);
                known.to = known.to.max(dispute.to);
                known.hostility = known.hostility.max(dispute.hostility);
                known.fatality = worse(known.fatality, dispute.fatality);
            })
            .or_insert(dispute);
    }

    /// The values of a quantity of a state, by year.
    #[must_use]
    pub fn series(&self, what: What, state: Key) -> BTreeMap<i64, f64> {
        let all = self.figures.range((what, state, i64::MIN)..=(what, state, i64::MAX));
        all.map(|((_, _, year), (value, _))| (*year, *value)).collect()
    }
}

/// Puts a value in its place; says whether it contradicts one of the same rank.
fn put<K: Ord>(cells: &mut BTreeMap<K, Cell>, key: K, (value, own): Cell) -> bool {
    match cells.get_mut(&key) {
        None => {
            cells.insert(key, (value, own));
            false
        }
        Some((known, known_own)) if own == *known_own => {
            let conflict = *known != value;
            *known = value;
            conflict
        }
        Some(known) => {
            if own {
                *known = (value, own);
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::states::by_number;
    use super::*;

    #[test]
    fn a_states_own_code_counts_before_a_predecessors_and_a_repeated_row_once() {
        let mut found = Found::default();
        let of = |number| by_number(number).expect("a state");
        found.figure(What::Gdp, of(255), 1990, 3.0);
        found.figure(What::Gdp, of(260), 1990, 2.0);
        found.figure(What::Gdp, of(260), 1989, 1.0);
        found.figure(What::Gdp, of(260), 1989, 1.0);
        assert_eq!(found.series(What::Gdp, "DEU"), BTreeMap::from([(1989, 1.0), (1990, 3.0)]));
        assert_eq!(found.conflicts, 0);
        found.figure(What::Gdp, of(255), 1990, 4.0);
        assert_eq!((found.conflicts, found.series(What::Gdp, "DEU")[&1990]), (1, 4.0));
    }
}

//! What the files hold of the states and years that are wanted.

pub use super::records::{Capital, Claim, Dispute, Key, Kind, Obligations, Participant, Sanction};
use super::rules::great_circle;
use super::states::State;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for: one year, or all from one to another.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The actors, in their order.
    pub actors: Vec<&'static State>,
    /// The first year whose figures are wanted.
    pub first: i64,
    /// The last year whose figures are wanted; of a draft, the only one.
    pub year: i64,
    /// How many years earlier a figure may be.
    pub gap: i64,
    /// How many years later a figure of GDP may be, where there is no earlier one.
    pub after: i64,
    /// Whether trade with states that are no actors is left aside.
    pub bare: bool,
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

    /// Whether a year is one that is wanted, or so little earlier that it may stand in.
    #[must_use]
    pub fn near(&self, year: i64) -> bool {
        (self.first - self.gap..=self.year).contains(&year)
    }

    /// The same, or so little later that it may stand in where later ones do.
    #[must_use]
    pub fn near_or_after(&self, year: i64) -> bool {
        (self.first - self.gap..=self.year + self.after).contains(&year)
    }
}

/// A quantity of one state in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Gross domestic product, bn current US dollars.
    Gdp,
    /// Gross domestic product in constant prices, bn international dollars of 2011.
    GdpConstant,
    /// Military spending, bn current US dollars.
    Spending,
    /// Military spending in constant prices, bn US dollars of some base year.
    SpendingConstant,
    /// Military spending as a share of GDP.
    SpendingShare,
    /// The composite index of national capability, a share of the world's.
    Cinc,
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
    /// The years in which a state is one, where the file has a row for each.
    pub existing: BTreeSet<(Key, i64)>,
    /// From when on the figures of a state are its own, and no longer those of a union that it was part of.
    pub heirs: BTreeMap<Key, i64>,
    /// Quantities of states by year.
    pub figures: BTreeMap<(What, Key, i64), Cell>,
    /// Exports from the first to the second, bn current US dollars.
    pub flows: BTreeMap<(Key, Key, i64), Cell>,
    /// COW contiguity class of two states in a year, 1 (land) to 5.
    pub borders: BTreeMap<(Key, Key, i64), i64>,
    /// Distance between the capitals, km.
    pub distances: BTreeMap<(Key, Key), f64>,
    /// Capitals, in the order of the file.
    pub capitals: Vec<Capital>,
    /// Ideal points of all states by year.
    pub ideals: BTreeMap<(i64, String), f64>,
    /// Obligations of the first toward the second.
    pub obligations: BTreeMap<(Key, Key, i64), Obligations>,
    /// Members of alliances, to be put together at the end of the file: alliance, state, first and last year.
    pub members: Vec<(i64, Key, i64, i64, Obligations)>,
    /// All members of an alliance, by their COW numbers.
    pub allies: BTreeMap<i64, BTreeSet<i64>>,
    /// The alliances in which the first owes the second something.
    pub alliances: BTreeMap<(Key, Key, i64), BTreeSet<i64>>,
    /// Participants of disputes, to be put together at the end of the file.
    pub participants: BTreeMap<i64, Vec<(Key, Participant)>>,
    /// Whether the dead of disputes are those of both sides.
    pub joint_dead: bool,
    /// Disputes by holder, opponent and number: a record a year, or one of all years.
    pub disputes: BTreeMap<(Key, Key, i64), Vec<Dispute>>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Sanctions.
    pub sanctions: Vec<Sanction>,
    /// Rivalries, with their first and last year.
    pub rivalries: Vec<(Key, Key, (i64, i64))>,
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

    /// Takes a year of a dispute, or all of it.
    pub fn dispute(&mut self, number: i64, holder: Key, against: Key, dispute: Dispute) {
        let records = self.disputes.entry((holder, against, number)).or_default();
        if !records.contains(&dispute) {
            records.push(dispute);
        }
    }

    /// The records of the disputes of one with another, with their numbers.
    pub fn disputes_of(&self, holder: Key, against: Key) -> impl Iterator<Item = (i64, &[Dispute])> {
        let all = self.disputes.range((holder, against, i64::MIN)..=(holder, against, i64::MAX));
        all.map(|((.., number), records)| (*number, records.as_slice()))
    }

    /// Those disputes as they stand at the end of a year.
    pub fn disputes_until(&self, holder: Key, against: Key, year: i64) -> impl Iterator<Item = (i64, Dispute)> {
        self.disputes_of(holder, against)
            .filter_map(move |(number, records)| Some((number, Dispute::until(records, year)?)))
    }

    /// The claims up to the end of a year.
    pub fn claims_until(&self, year: i64) -> impl Iterator<Item = Claim> {
        let begun = self.claims.iter().filter(move |claim| claim.from < (year + 1) as f64);
        begun.map(move |claim| Claim { to: claim.to.filter(|to| *to < (year + 1) as f64), ..claim.clone() })
    }

    /// The distance between two capitals in a year, km.
    #[must_use]
    pub fn distance(&self, one: Key, other: Key, year: i64) -> Option<f64> {
        let pair = |a, b| self.distances.get(&(a, b)).copied();
        let seat = |state| {
            let of = |capital: &&Capital| capital.state == state && (capital.years.0..=capital.years.1).contains(&year);
            self.capitals.iter().rev().find(of)
        };
        pair(one, other).or_else(|| pair(other, one)).or_else(|| Some(great_circle(seat(one)?.at, seat(other)?.at)))
    }

    /// The values of a quantity of a state by year, for a draft of a year: without those of a union that is no more.
    #[must_use]
    pub fn series(&self, what: What, state: Key, of: i64) -> BTreeMap<i64, f64> {
        let from = self.heirs.get(state).copied().filter(|since| of >= *since).unwrap_or(i64::MIN);
        let all = self.figures.range((what, state, from)..=(what, state, i64::MAX));
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
        assert_eq!(found.series(What::Gdp, "DEU", 1990), BTreeMap::from([(1989, 1.0), (1990, 3.0)]));
        assert_eq!(found.conflicts, 0);
        found.figure(What::Gdp, of(255), 1990, 4.0);
        assert_eq!((found.conflicts, found.series(What::Gdp, "DEU", 1990)[&1990]), (1, 4.0));
    }
}

//! Drafts of many years from files that are read once: the panel on which weights are estimated.

use super::draft::{self, Basis, Case};
use super::found::{Key, Obligations, Wanted};
use super::states::State;
use super::{Asked, DISPUTES, Draft, Evidence, TREATIES, wanted};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The fewest actors of a draft.
const FEWEST: usize = 2;

/// What files hold of some states over some years.
///
/// ```no_run
/// # fn main() -> Result<(), String> {
/// use realpolitik::import::{Asked, Panel};
/// let asked = Asked {
///     from: vec!["downloads".into()],
///     actors: ["USA", "GBR", "FRA", "DEU", "AUH", "ITA", "RUS", "CHN", "JPN"].map(str::to_owned).to_vec(),
///     year: 0, // not used
///     years: 1,
///     partners: 0,
///     gap: 5,
///     after: 0,
///     bare: true,
/// };
/// let panel = Panel::read(&asked, 1900..=2014)?;
/// for (_year, draft) in panel.drafts() {
///     let draft = draft?; // of Austria-Hungary until 1918
///     let _scenario = realpolitik::scenario::parse(&draft.text).map_err(|problems| problems.to_string())?;
/// }
/// # Ok(()) }
/// ```
pub struct Panel {
    asked: Asked,
    wanted: Wanted,
    evidence: Evidence,
    /// What was read, and what was not.
    pub notes: Vec<String>,
}

/// An alliance of ATOP in which one state owes another something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treaty {
    /// Its number.
    pub id: i64,
    /// How many states have been members of it, at any time, actors or not: 2 is a bilateral one.
    pub members: usize,
}

impl Panel {
    /// Reads the files for drafts of these years. `asked.year` is not used.
    ///
    /// # Errors
    /// As [`super::import`], but for figures that are missing.
    pub fn read(asked: &Asked, years: RangeInclusive<i64>) -> Result<Self, String> {
        let wanted = wanted(asked, *years.start(), *years.end())?;
        let (evidence, notes) = Evidence::read(&asked.from, &wanted)?;
        Ok(Self { asked: asked.clone(), wanted, evidence, notes })
    }

    /// The draft of every year, in their order.
    pub fn drafts(&self) -> impl Iterator<Item = (i64, Result<Draft, String>)> {
        (self.wanted.first..=self.wanted.year).map(|year| (year, self.draft(year)))
    }

    /// The draft of a year: of those of the states that are in the file of capabilities in that year, where there is one,
    /// and have a GDP. Its notes name the others.
    ///
    /// # Errors
    /// If fewer than two are left.
    pub fn draft(&self, year: i64) -> Result<Draft, String> {
        let mut notes = Vec::new();
        let mut of = |actors: &[&'static State], is: &dyn Fn(&State) -> bool, why: &str| {
            let (with, without): (Vec<_>, Vec<_>) = actors.iter().copied().partition(|state| is(state));
            notes.extend(without.iter().map(|state| format!("{} ({}) is left out: {why}", state.name, state.key)));
            Wanted { actors: with, first: year, year, ..self.wanted.clone() }
        };
        let present = of(&self.wanted.actors, &|state| self.exists(state, year), "not in the file of capabilities");
        let case = Case::new(&self.asked, &present, &self.evidence);
        // The basis that has most of them; of two, that of a draft of all of them.
        let bases = [Basis::Current, Basis::Constant, case.basis];
        let basis = bases.into_iter().max_by_key(|basis| case.with_gdp(*basis).len()).unwrap_or(case.basis);
        let keys = case.with_gdp(basis);
        let wanted = of(&present.actors, &|state| keys.contains(&state.key), "no GDP");
        if wanted.actors.len() < FEWEST {
            return Err(format!("{year}: fewer than two actors are left\n{}", notes.join("\n")));
        }
        let text = draft::write(&Case { basis, wanted: &wanted, ..case })?;
        Ok(Draft { text, actors: keys, notes })
    }

    /// What the first owes the second in a year, wherever it owes it anything; from the file of treaties.
    #[must_use]
    pub fn obligations(&self) -> BTreeMap<(Key, Key, i64), Obligations> {
        let all = self.evidence.first(&TREATIES).into_iter().flat_map(|part| &part.found.obligations);
        all.filter(|(_, owed)| **owed != Obligations::default()).map(|(key, owed)| (*key, *owed)).collect()
    }

    /// The alliances in which the first owes the second something in a year; empty without ATOP's file of members.
    #[must_use]
    pub fn treaties(&self) -> BTreeMap<(Key, Key, i64), Vec<Treaty>> {
        let treaty = |id: &i64| Treaty { id: *id, members: self.evidence.allies.get(id).copied().unwrap_or(0) };
        self.evidence.alliances.iter().map(|(key, ids)| (*key, ids.iter().map(treaty).collect())).collect()
    }

    /// The first and last year of each dispute of each pair of states, by the first file of disputes; displays and threats
    /// too.
    #[must_use]
    pub fn disputes(&self) -> BTreeMap<(Key, Key), Vec<(i64, i64)>> {
        let mut all: BTreeMap<(Key, Key), BTreeMap<i64, (i64, i64)>> = BTreeMap::new();
        let found = self.evidence.first(&DISPUTES).into_iter().flat_map(|part| &part.found.disputes);
        for ((holder, against, number), records) in found {
            let of_pair = all.entry((holder.min(against), holder.max(against))).or_default();
            for record in records {
                let known = of_pair.entry(*number).or_insert((record.from, record.to));
                *known = (known.0.min(record.from), known.1.max(record.to));
            }
        }
        all.into_iter().map(|(pair, disputes)| (pair, disputes.into_values().collect())).collect()
    }

    /// The first and last year that the file of disputes covers; none without one.
    #[must_use]
    pub fn dispute_years(&self) -> Option<(i64, i64)> {
        self.evidence.first(&DISPUTES)?.found.years
    }

    /// The first and last year that the file of treaties covers; none without one.
    #[must_use]
    pub fn treaty_years(&self) -> Option<(i64, i64)> {
        self.evidence.first(&TREATIES)?.found.years
    }

    fn exists(&self, state: &State, year: i64) -> bool {
        self.evidence.part("nmc").is_none_or(|part| part.found.existing.contains(&(state.key, year)))
    }
}

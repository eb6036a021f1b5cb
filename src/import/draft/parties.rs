//! Actors and static partners of a draft.

use super::super::Part;
use super::super::datasets::home;
use super::super::found::{Key, What};
use super::super::rules::{growth, nearest, nearest_or_later};
use super::super::states::State;
use super::page::Page;
use super::{Basis, Case, arms};
use crate::scenario::write_text;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The partner that is the sum of all that are not named.
pub const REST: &str = "REST";

/// The share of GDP for the military where no file has it, which is also what a guessed military capital rests on.
const SHARE: f64 = 0.02;

/// What stands for a partner's GDP where no file has it.
const PARTNERS_GDP: f64 = 500.0;

/// The keys of the partners that are named, largest first.
pub fn partners(case: &Case<'_>) -> Vec<Key> {
    let mut keys = by_trade(case);
    keys.truncate(case.asked.partners);
    keys
}

/// Whether there are more than those.
pub fn has_rest(case: &Case<'_>) -> bool {
    by_trade(case).len() > case.asked.partners
}

/// Every state that trades with an actor and is none, largest first.
fn by_trade(case: &Case<'_>) -> Vec<Key> {
    let Some(part) = case.evidence.part("cow_trade").filter(|_| !case.asked.bare) else { return Vec::new() };
    let mut sums: BTreeMap<Key, f64> = BTreeMap::new();
    for (from, to) in
        part.found.flows.keys().map(|(from, to, _)| (*from, *to)).collect::<std::collections::BTreeSet<_>>()
    {
        let other = if case.wanted.has(from) { to } else { from };
        if !case.wanted.has(other) {
            *sums.entry(other).or_default() += flow(case, from, to).map_or(0.0, |(value, _)| value);
        }
    }
    let mut keys: Vec<Key> = sums.keys().copied().collect();
    keys.sort_by(|a, b| sums[b].total_cmp(&sums[a]).then(a.cmp(b)));
    keys
}

/// Exports of a state to another, with their year.
pub fn flow(case: &Case<'_>, from: Key, to: Key) -> Option<(f64, i64)> {
    let flows = &case.evidence.part("cow_trade")?.found.flows;
    let years = flows.range((from, to, i64::MIN)..=(from, to, i64::MAX)).map(|(key, cell)| (key.2, cell.0)).collect();
    nearest(&years, case.wanted.year, case.wanted.gap)
}

/// Writes them.
///
/// # Errors
/// If an actor has no GDP: every one that has none.
pub fn write(case: &Case<'_>, page: &mut Page) -> Result<(), String> {
    page.rule("The actors");
    page.paragraph(
        "What is not of a file: growth of 2% a year in the long run, and now where no figure says it; a price factor of 1 (what a dollar of military spending buys against the\n\
         United States), and traits in the middle of what the shipped scenarios have. Military capital is by exchange rates: where\n\
         you set a price factor, multiply it too.",
    );
    let mut missing = Vec::new();
    let growths = growths(case);
    for actor in &case.wanted.actors {
        match gdp(case, actor.key, page) {
            Some(gdp) => write_actor(case, actor, gdp, growths.as_ref(), page),
            None => missing.push(no_gdp(case, actor)),
        }
    }
    if !missing.is_empty() {
        return Err(format!(
            "{}\nA draft needs it: take it from {}, or for years from 1900 on {}, or widen --gap or --after, or choose another \
             --start",
            missing.join("\n"),
            home("wb_gdp"),
            home("fariss")
        ));
    }
    if !case.asked.bare {
        write_partners(case, page);
    }
    Ok(())
}

/// A figure with the key of its source and what is to be said of its year.
pub struct Sourced {
    /// The figure.
    pub value: f64,
    /// The key of its source.
    pub source: String,
    /// What is to be said of it.
    pub comment: String,
}

/// What to say of a figure that is of another year.
pub fn of_year(case: &Case<'_>, year: i64) -> String {
    match year.cmp(&case.wanted.year) {
        Ordering::Equal => String::new(),
        Ordering::Less => format!("of {year}, the nearest earlier year"),
        Ordering::Greater => format!("of {year}, the nearest later year"),
    }
}

/// A quantity of a state in a dataset: its file, the figure and its year.
pub fn known<'a>(case: &Case<'a>, dataset: &str, what: What, key: Key) -> Option<(&'a Part, f64, i64)> {
    let part = case.evidence.part(dataset)?;
    let (value, of) = nearest(&part.found.series(what, key, case.wanted.year), case.wanted.year, case.wanted.gap)?;
    Some((part, value, of))
}

/// The same of GDP, which may be of a later year.
pub fn known_gdp<'a>(case: &Case<'a>, dataset: &str, what: What, key: Key) -> Option<(&'a Part, f64, i64)> {
    let part = case.evidence.part(dataset)?;
    let (wanted, series) = (case.wanted, part.found.series(what, key, case.wanted.year));
    let (value, of) = nearest_or_later(&series, wanted.year, wanted.gap, wanted.after)?;
    Some((part, value, of))
}

/// GDP on the basis of the draft: by Fariss et al.; or by the World Bank, else as SIPRI's spending over its share.
pub fn gdp(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    if case.basis == Basis::Constant {
        let (part, value, of) = known_gdp(case, "fariss", What::GdpConstant, key)?;
        let source = page.cite(part, of, &format!("{of}, bn international dollars of 2011"));
        return Some(Sourced { value, source, comment: of_year(case, of) });
    }
    if let Some((part, value, of)) = known_gdp(case, "wb_gdp", What::Gdp, key) {
        let source = page.cite(part, of, &format!("{of}, bn USD"));
        return Some(Sourced { value, source, comment: of_year(case, of) });
    }
    let part = case.evidence.part("sipri")?;
    let shares = part.found.series(What::SpendingShare, key, case.wanted.year);
    let spending = part.found.series(What::Spending, key, case.wanted.year);
    let implied = spending.iter().filter_map(|(year, value)| Some((*year, value / shares.get(year)?))).collect();
    let (value, of) = nearest(&implied, case.wanted.year, case.wanted.gap)?;
    let source = page.cite(part, format!("gdp_{of}"), &format!("GDP as spending over its share of GDP, {of}, bn USD"));
    Some(Sourced { value, source, comment: of_year(case, of) })
}

fn no_gdp(case: &Case<'_>, actor: &State) -> String {
    let (year, gap) = (case.wanted.year, case.wanted.gap);
    let mut said = format!("no GDP of {} ({}) in {} to {year}", actor.in_text(), actor.key, year - gap);
    for part in ["wb_gdp", "sipri", "fariss"].into_iter().filter_map(|key| case.evidence.part(key)) {
        let years =
            part.found.years.map_or_else(String::new, |(from, to)| format!(" ({from} to {to}, other states or years)"));
        let _ = write!(said, "; not in {}{years}", part.file);
    }
    said
}

/// What growth is known of: the rate, its first and its last year.
type Growth = (f64, i64, i64);

/// Growth of every actor in a file in constant prices; none if it lacks one, since it is relative growth that counts.
fn growths(case: &Case<'_>) -> Option<BTreeMap<Key, Growth>> {
    let (part, wanted) = (case.evidence.part("fariss")?, case.wanted);
    let of = |key| growth(&part.found.series(What::GdpConstant, key, wanted.year), wanted.year, wanted.gap);
    wanted.actors.iter().map(|actor| Some((actor.key, of(actor.key)?))).collect()
}

fn write_growth(case: &Case<'_>, key: Key, growths: Option<&BTreeMap<Key, Growth>>, page: &mut Page) {
    let known = growths.and_then(|growths| Some((case.evidence.part("fariss")?, growths.get(key)?)));
    match known {
        Some((part, (rate, from, to))) => {
            let unit = format!("mean growth of the logarithm per year, {from} to {to}");
            let source = page.cite(part, format!("growth_{from}_{to}"), &unit);
            page.figure("growth", *rate, &source, "");
        }
        None => page.plain("growth", "0.02"),
    }
}

fn write_actor(case: &Case<'_>, actor: &State, gdp: Sourced, growths: Option<&BTreeMap<Key, Growth>>, page: &mut Page) {
    page.header(&format!("actors.{}", actor.key));
    page.plain("name", &write_text(actor.name));
    page.source("guess: no file says it; a middling value, the same for every actor");
    page.figure("gdp", gdp.value, &gdp.source, &gdp.comment);
    let stock = arms::capital(case, actor.key, page).unwrap_or_else(|| Sourced {
        value: SHARE * gdp.value / super::super::rules::DEPRECIATION,
        source: "guess: no file has its military spending; 2% of GDP for ever".to_owned(),
        comment: String::new(),
    });
    page.figure("military_capital", stock.value, &stock.source, &stock.comment);
    let share = arms::share(case, actor.key, gdp.value, page).unwrap_or_else(|| Sourced {
        value: SHARE,
        source: "guess: no file has its military spending".to_owned(),
        comment: String::new(),
    });
    page.figure("military_share", share.value.min(1.0), &share.source, &share.comment);
    if let Some((part, cinc, of)) = known(case, "nmc", What::Cinc, actor.key) {
        page.comment(&format!("For comparison: CINC {} in {of} ({})", super::page::number(cinc), part.file));
    }
    write_growth(case, actor.key, growths, page);
    for (key, value) in [
        ("price_factor", "1"),
        ("growth_long_run", "0.02"),
        ("horizon_years", "8"),
        ("foresight", "0.5"),
        ("credulity", "0.4"),
        ("autonomy", "0.25"),
        ("memory_recent", "6"),
        ("memory_historic", "60"),
        ("memory_share", "0.7"),
    ] {
        page.plain(key, value);
    }
}

fn write_partners(case: &Case<'_>, page: &mut Page) {
    let keys = partners(case);
    page.rule("Static partners");
    if keys.is_empty() {
        page.paragraph("None: no file of trade was given (COW Dyadic Trade), or no partner was asked for.");
        return;
    }
    page.paragraph(
        "The largest by their trade with the actors; REST is the sum of all others. Their GDP counts as growth since the start and\n\
         for nothing else. Where a partner joins an actor's sanctions, say so: follows = \"USA\".",
    );
    for key in &keys {
        page.header(&format!("partners.{key}"));
        page.plain("name", &write_text(super::super::states::by_key(key).map_or(*key, |state| state.name)));
        match gdp(case, key, page) {
            Some(gdp) => page.figure("gdp", gdp.value, &gdp.source, &gdp.comment),
            None => page.figure(
                "gdp",
                PARTNERS_GDP,
                "guess: no file has it, and nothing rests on it while it does not grow",
                "",
            ),
        }
    }
    if !has_rest(case) {
        return;
    }
    page.header(&format!("partners.{REST}"));
    page.plain("name", "\"Rest of the world\"");
    page.plain("aggregate", "true");
    page.figure("gdp", PARTNERS_GDP, "guess: no file has it, and nothing rests on it while it does not grow", "");
}

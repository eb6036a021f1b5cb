//! Actors and static partners of a draft.

use super::super::Part;
use super::super::datasets::home;
use super::super::found::{Key, What};
use super::super::rules::{capital, nearest};
use super::super::states::State;
use super::Case;
use super::page::Page;
use crate::scenario::write_text;
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
    let Some(part) = case.evidence.part("cow_trade") else { return Vec::new() };
    let mut sums: std::collections::BTreeMap<Key, f64> = std::collections::BTreeMap::new();
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
        "What is not of a file: growth of 2% a year, a price factor of 1 (what a dollar of military spending buys against the\n\
         United States), and traits in the middle of what the shipped scenarios have. Military capital is by exchange rates: where\n\
         you set a price factor, multiply it too.",
    );
    let mut missing = Vec::new();
    for actor in &case.wanted.actors {
        match gdp(case, actor.key, page) {
            Some(gdp) => write_actor(case, actor, gdp, page),
            None => missing.push(no_gdp(case, actor)),
        }
    }
    if !missing.is_empty() {
        return Err(format!(
            "{}\nA draft needs it: take it from {}, or widen --gap, or choose another --start",
            missing.join("\n"),
            home("wb_gdp")
        ));
    }
    write_partners(case, page);
    Ok(())
}

/// A figure with the key of its source and what is to be said of its year.
struct Sourced {
    value: f64,
    source: String,
    comment: String,
}

/// What to say of a figure that is of an earlier year.
pub fn of_year(case: &Case<'_>, year: i64) -> String {
    if year == case.wanted.year { String::new() } else { format!("of {year}, the nearest earlier year") }
}

/// A quantity of a state in a dataset: its file, the figure and its year.
fn known<'a>(case: &Case<'a>, dataset: &str, what: What, key: Key) -> Option<(&'a Part, f64, i64)> {
    let part = case.evidence.part(dataset)?;
    let (value, of) = nearest(&part.found.series(what, key), case.wanted.year, case.wanted.gap)?;
    Some((part, value, of))
}

/// GDP by the World Bank, else as SIPRI's spending over its share.
fn gdp(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    if let Some((part, value, of)) = known(case, "wb_gdp", What::Gdp, key) {
        let source = page.cite(part, of, &format!("{of}, bn USD"));
        return Some(Sourced { value, source, comment: of_year(case, of) });
    }
    let part = case.evidence.part("sipri")?;
    let shares = part.found.series(What::SpendingShare, key);
    let spending = part.found.series(What::Spending, key);
    let implied = spending.iter().filter_map(|(year, value)| Some((*year, value / shares.get(year)?))).collect();
    let (value, of) = nearest(&implied, case.wanted.year, case.wanted.gap)?;
    let source = page.cite(part, format!("gdp_{of}"), &format!("GDP as spending over its share of GDP, {of}, bn USD"));
    Some(Sourced { value, source, comment: of_year(case, of) })
}

fn no_gdp(case: &Case<'_>, actor: &State) -> String {
    let (year, gap) = (case.wanted.year, case.wanted.gap);
    let mut said = format!("no GDP of {} ({}) in {} to {year}", actor.in_text(), actor.key, year - gap);
    for part in ["wb_gdp", "sipri"].into_iter().filter_map(|key| case.evidence.part(key)) {
        let years =
            part.found.years.map_or_else(String::new, |(from, to)| format!(" ({from} to {to}, other states or years)"));
        let _ = write!(said, "; not in {}{years}", part.file);
    }
    said
}

fn write_actor(case: &Case<'_>, actor: &State, gdp: Sourced, page: &mut Page) {
    page.header(&format!("actors.{}", actor.key));
    page.plain("name", &write_text(actor.name));
    page.plain("source", &write_text("guess: no file says it; a middling value, the same for every actor"));
    page.figure("gdp", gdp.value, &gdp.source, &gdp.comment);
    let stock = military_capital(case, actor.key, page).unwrap_or_else(|| Sourced {
        value: SHARE * gdp.value / super::super::rules::DEPRECIATION,
        source: "guess: no file has its military spending; 2% of GDP for ever".to_owned(),
        comment: String::new(),
    });
    page.figure("military_capital", stock.value, &stock.source, &stock.comment);
    let share = military_share(case, actor.key, gdp.value, page).unwrap_or_else(|| Sourced {
        value: SHARE,
        source: "guess: no file has its military spending".to_owned(),
        comment: String::new(),
    });
    page.figure("military_share", share.value.min(1.0), &share.source, &share.comment);
    if let Some((part, cinc, of)) = known(case, "nmc", What::Cinc, actor.key) {
        page.comment(&format!("For comparison: CINC {} in {of} ({})", super::page::number(cinc), part.file));
    }
    for (key, value) in [
        ("price_factor", "1"),
        ("growth", "0.02"),
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

/// SIPRI's spending in constant prices, brought to dollars of the year, or else COW's in current dollars, as a stock.
fn military_capital(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    constant_capital(case, key, page).or_else(|| {
        let (year, gap) = (case.wanted.year, case.wanted.gap);
        let stock = |part: &Part| capital(&part.found.series(What::Spending, key), year, gap);
        let parts = ["nmc", "sipri"].into_iter().filter_map(|dataset| case.evidence.part(dataset));
        let (part, stock) = parts.filter_map(|part| Some((part, stock(part)?))).next()?;
        let unit = "stock by perpetual inventory of spending in current dollars, bn USD";
        let source = page.cite(part, format!("capital_{year}"), unit);
        let comment = inventory(&stock) + "; in current dollars, so that earlier years count for too little";
        Some(Sourced { value: stock.value, source, comment })
    })
}

fn constant_capital(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    let part = case.evidence.part("sipri")?;
    let constant = part.found.series(What::SpendingConstant, key);
    let stock = capital(&constant, case.wanted.year, case.wanted.gap)?;
    // The two series differ by prices and the exchange rate of the base year; their ratio takes both back.
    let current = part.found.series(What::Spending, key);
    let both = current.iter().filter_map(|(year, value)| Some((*year, value / constant.get(year)?))).collect();
    let (ratio, of) = nearest(&both, case.wanted.year, case.wanted.gap)?;
    let unit =
        format!("stock by perpetual inventory of spending in constant prices at the exchange rate of {of}, bn USD");
    let source = page.cite(part, format!("capital_{}", case.wanted.year), &unit);
    Some(Sourced { value: stock.value * ratio, source, comment: inventory(&stock) })
}

fn inventory(stock: &super::super::rules::Capital) -> String {
    let filled = match stock.filled {
        0 => String::new(),
        1 => ", a year without a figure taken as the year before".to_owned(),
        years => format!(", {years} years without a figure taken as the year before"),
    };
    format!("spending since {}, wearing out by 8% a year{filled}", stock.from)
}

/// SIPRI's share, else spending by COW over GDP.
fn military_share(case: &Case<'_>, key: Key, gdp: f64, page: &mut Page) -> Option<Sourced> {
    let sipri = known(case, "sipri", What::SpendingShare, key).map(|(part, value, of)| {
        let source = page.cite(part, format!("share_{of}"), &format!("military spending as a share of GDP, {of}"));
        Sourced { value, source, comment: of_year(case, of) }
    });
    sipri.or_else(|| {
        let (part, value, of) = known(case, "nmc", What::Spending, key)?;
        let source =
            page.cite(part, format!("share_{of}"), &format!("military spending in {of} over the GDP given here"));
        Some(Sourced { value: value / gdp, source, comment: of_year(case, of) })
    })
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

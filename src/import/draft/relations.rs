//! What the actors hold about each other, what they share, and trade.

use super::super::found::{Key, Obligations};
use super::super::rules::{affinity, level, mean_distance, proximity};
use super::super::states::State;
use super::super::{DISTANCES, Part, TREATIES};
use super::page::Page;
use super::parties::{self, REST, flow, of_year};
use super::{Case, conflict};
use std::collections::BTreeSet;

/// The last year of a dataset up to the one that is wanted, if it is near enough.
pub fn year_of(case: &Case<'_>, part: &Part) -> Option<i64> {
    let (from, to) = part.found.years?;
    let year = to.min(case.wanted.year);
    (from <= year && case.wanted.near(year)).then_some(year)
}

/// A file of one of some datasets that reaches the year.
pub fn near<'a>(case: &Case<'a>, keys: &[&str]) -> Option<(&'a Part, i64)> {
    let part = case.evidence.first(keys)?;
    Some((part, year_of(case, part)?))
}

/// Writes relations of actors, pairs and trade with partners.
pub fn write(case: &Case<'_>, page: &mut Page) {
    page.rule("Relations");
    page.paragraph(
        "proximity: how near its power is felt. iota: standing suspicion. k0: belligerence beyond interest; -4 is next to none.\n\
         affinity: 1 where ideal points are the same, 0 at the mean distance of two states of that year, -1 at twice that and more.\n\
         level_start by treaty: 4 defence, 3 offence alone, 2 neutrality or consultation, 1 non-aggression alone, 0 none.\n\
         coercion_start by kinds of sanctions in force, which add up: all trade 0.4, a part of it 0.15, finance 0.15, arms, travel\n\
         and others 0.05 each; or, if that is more, by the disputes that go on: 1 in a war, 0.3 where it uses force, 0.1 where it\n\
         threatens or displays it. hostility_start: disputes of recent years, severity as in the ledger but 0.1 for threats and\n\
         displays, halved by every year since. These sizes are guesses.",
    );
    for (one, other) in case.ordered() {
        relation(case, one, other, page);
    }
    with_partners(case, page);
    page.rule("Pairs");
    for (one, other) in case.pairs() {
        pair(case, one, other, page);
    }
    if case.evidence.part("cow_trade").is_some() && case.wanted.has("CHN") && trades_with(case, "TWN") {
        page.notes.push(
            "COW treats the trade of China and Taiwan apart, and has far more of it than either's customs (247.8 against 198.3 bn in\n\
             # 2014): take their trade from another source."
                .to_owned(),
        );
    }
}

fn trades_with(case: &Case<'_>, key: Key) -> bool {
    case.wanted.has(key) || parties::partners(case).contains(&key)
}

fn relation(case: &Case<'_>, one: &State, other: &State, page: &mut Page) {
    page.header(&format!("relations.{}.{}", one.key, other.key));
    page.source("guess: no file says it; the same for every pair, to be set by the argument");
    exports(case, one.key, other.key, page);
    let class = border(case, one.key, other.key).and_then(|(class, _)| class);
    page.figure(
        "proximity",
        proximity(class),
        "guess: 1 with a land border, 0.8 across up to 400 miles of water, else 0.7",
        "",
    );
    page.plain("iota", "0.2");
    page.plain("k0", "-3");
    if let Some((value, year, part)) = ideal(case, one.key, other.key) {
        let source = page.cite(part, year, &format!("affinity by distance, {year}, by the rule of docs/import.md"));
        page.figure("affinity", value, &source, &of_year(case, year));
    }
    conflict::write(case, one.key, other.key, page);
    promise(case, one.key, other.key, page);
}

fn exports(case: &Case<'_>, from: Key, to: Key, page: &mut Page) {
    match (flow(case, from, to), case.evidence.part("cow_trade")) {
        (Some((value, year)), Some(part)) => {
            let source = page.cite(part, year, &format!("{year}, {}", case.of_money()));
            page.figure("exports", case.money(value, year), &source, &of_year(case, year));
        }
        (_, Some(part)) => {
            page.figure("exports", 0.0, &format!("guess: {} has no figure near {}", part.file, case.wanted.year), "");
        }
        _ => page.figure("exports", 0.0, "guess: no file of trade was given", ""),
    }
}

/// The affinity of two states, its year and its file: of the latest year in which both have a point.
fn ideal<'a>(case: &Case<'a>, one: Key, other: Key) -> Option<(f64, i64, &'a Part)> {
    let part = case.evidence.part("unga")?;
    let points = &part.found.ideals;
    let of = |year: i64, key: &str| points.get(&(year, key.to_owned())).copied();
    let earliest = case.wanted.year - case.wanted.gap;
    let (year, a, b) =
        (earliest..=case.wanted.year).rev().find_map(|year| Some((year, of(year, one)?, of(year, other)?)))?;
    let all = points.range((year, String::new())..(year + 1, String::new())).map(|(_, point)| *point);
    Some((affinity(a, b, mean_distance(all)), year, part))
}

fn owed(part: &Part, one: Key, other: Key, year: i64) -> Obligations {
    part.found.obligations.get(&(one, other, year)).copied().unwrap_or_default()
}

fn promise(case: &Case<'_>, one: Key, other: Key, page: &mut Page) {
    let Some((part, year)) = near(case, &TREATIES) else {
        page.figure("level_start", 0.0, "guess: no file of treaties reaches the year", "");
        return;
    };
    let owed = owed(part, one, other, year);
    let names = [
        (owed.defence, "defence"),
        (owed.offence, "offence"),
        (owed.neutrality, "neutrality"),
        (owed.nonaggression, "non-aggression"),
        (owed.consultation, "consultation"),
    ];
    let words: Vec<&str> = names.iter().filter(|(has, _)| *has).map(|(_, name)| *name).collect();
    let said = if words.is_empty() { "no obligation".to_owned() } else { words.join(" and ") };
    let of = of_year(case, year);
    let source = page.cite(part, year, &format!("obligations in force in {year}"));
    page.figure(
        "level_start",
        f64::from(level(owed)),
        &source,
        &if of.is_empty() { said } else { format!("{said}; {of}") },
    );
}

/// The class of contiguity of two states, none where they are not contiguous, and its year; none without a file.
fn border(case: &Case<'_>, one: Key, other: Key) -> Option<(Option<i64>, i64)> {
    let (part, year) = near(case, &["contiguity"])?;
    let of = |a, b| part.found.borders.get(&(a, b, year)).copied();
    Some((of(one, other).or_else(|| of(other, one)), year))
}

fn pair(case: &Case<'_>, one: &State, other: &State, page: &mut Page) {
    page.header(&format!("pairs.{}-{}", one.key, other.key));
    match (border(case, one.key, other.key), case.evidence.part("contiguity")) {
        (Some((class, year)), Some(part)) => {
            let source = page.cite(part, year, &format!("1 for class 1 (land), {year}"));
            let said = class.map_or_else(|| "not contiguous".to_owned(), |class| format!("class {class}"));
            page.figure("contiguous", f64::from(u8::from(class == Some(1))), &source, &said);
        }
        _ => page.figure("contiguous", 0.0, "guess: no file of contiguity reaches the year", ""),
    }
    let distance = case
        .evidence
        .first(&DISTANCES)
        .and_then(|part| Some((part, part.found.distance(one.key, other.key, case.wanted.year)?)));
    match distance {
        Some((part, km)) => {
            let source = page.cite(part, "km", "km");
            page.figure("distance_km", km.min(20_040.0), &source, "");
        }
        None => page.figure("distance_km", 10_000.0, "guess: no file of distances has the two", ""),
    }
    pact(case, one.key, other.key, page);
}

/// A pact is an obligation of defence, either way.
fn pact(case: &Case<'_>, one: Key, other: Key, page: &mut Page) {
    let Some((part, year)) = near(case, &TREATIES) else { return };
    let defence = |year| owed(part, one, other, year).and(owed(part, other, one, year)).defence;
    let source = page.cite(part, year, &format!("obligations in force in {year}"));
    page.figure("pact_start", f64::from(u8::from(defence(year))), &source, &of_year(case, year));
    let of = |a, b| part.found.obligations.range((a, b, i64::MIN)..(a, b, year)).map(|(key, _)| key.2);
    let years = of(one, other).chain(of(other, one)).filter(|year| defence(*year));
    if let (false, Some(last)) = (defence(year), years.max()) {
        let source = page.cite(part, "last_defence", "last year with an obligation of defence, at its middle");
        page.figure("last_pact", last as f64 + 0.5, &source, "");
    }
}

fn with_partners(case: &Case<'_>, page: &mut Page) {
    let Some(part) = case.evidence.part("cow_trade").filter(|_| !case.asked.bare) else { return };
    let named = parties::partners(case);
    if named.is_empty() {
        return;
    }
    let Some(year) = part.found.flows.keys().map(|key| key.2).filter(|year| case.wanted.near(*year)).max() else {
        return;
    };
    page.rule("Trade with static partners");
    let source = page.cite(part, year, &format!("{year}, {}", case.of_money()));
    let others: BTreeSet<Key> = part
        .found
        .flows
        .keys()
        .flat_map(|(from, to, _)| [*from, *to])
        .filter(|key| !case.wanted.has(key) && !named.contains(key))
        .collect();
    let has_rest = parties::has_rest(case);
    let figure = |from: Key, to: Key| {
        let flow = flow(case, from, to);
        let earlier = flow.filter(|flow| flow.1 != year).map(|flow| format!("   # of {}", flow.1));
        (flow.map_or(0.0, |flow| case.money(flow.0, flow.1)), flow.is_none(), earlier.unwrap_or_default())
    };
    let line = |page: &mut Page, to: &str, (value, guess, comment): (f64, bool, String)| {
        let source = if guess { "guess: no figure, taken as none" } else { &source };
        let value = super::page::number(value);
        page.text +=
            &format!("{to} = {{ exports = {value}, source = {} }}{comment}\n", crate::scenario::write_text(source));
    };
    for actor in &case.wanted.actors {
        page.header(&format!("relations.{}", actor.key));
        for partner in &named {
            line(page, partner, figure(actor.key, partner));
        }
        if has_rest {
            line(page, REST, (others.iter().map(|other| figure(actor.key, other).0).sum(), false, String::new()));
        }
    }
    for partner in &named {
        page.header(&format!("relations.{partner}"));
        for actor in &case.wanted.actors {
            line(page, actor.key, figure(partner, actor.key));
        }
    }
    if !has_rest {
        return;
    }
    page.header(&format!("relations.{REST}"));
    for actor in &case.wanted.actors {
        line(page, actor.key, (others.iter().map(|other| figure(other, actor.key).0).sum(), false, String::new()));
    }
}

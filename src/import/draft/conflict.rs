//! What two actors do to each other at the start: sanctions and disputes.

use super::super::found::{Key, Kind};
use super::super::rules::{self, acute, pressure};
use super::super::{DISPUTES, Part};
use super::Case;
use super::page::Page;
use super::relations::near;
use std::collections::BTreeSet;

/// Writes coercion and acute hostility of one toward another.
pub fn write(case: &Case<'_>, one: Key, other: Key, page: &mut Page) {
    coercion_start(case, one, other, page);
    hostility_start(case, one, other, page);
}

/// How much of a thing there is, where it is from, and what is to be said of it.
struct Found<'a> {
    value: f64,
    part: &'a Part,
    said: String,
}

/// The larger of what sanctions and disputes amount to; of equal ones the sanctions.
fn coercion_start(case: &Case<'_>, one: Key, other: Key, page: &mut Page) {
    let (year, start) = (case.wanted.year, "coercion_start");
    let by_sanctions = sanctions(case, one, other);
    let by_disputes = disputes(case, one, other)
        .filter(|found| found.value > by_sanctions.as_ref().map_or(0.0, |sanctions| sanctions.value));
    if let Some(found) = by_disputes {
        let unit =
            format!("own hostility in disputes of {year}; the size by the rule at the relations, which is a guess");
        let source = page.cite(found.part, year, &unit);
        page.figure(start, found.value, &source, &found.said);
    } else if let Some(found) = by_sanctions {
        let unit =
            format!("cases in force at the end of {year}; the size by the rule at the relations, which is a guess");
        let source = page.cite(found.part, year, &unit);
        page.figure(start, found.value, &source, &found.said);
    } else {
        page.figure(
            start,
            0.0,
            "guess: no file of sanctions reaches the year, and no dispute goes on that is known",
            "",
        );
    }
}

/// What the first applies to the second at the end of the year, by the files that cover it; none where none does.
pub fn coercion<'a>(case: &Case<'a>, one: Key, other: Key) -> Option<(f64, &'a Part)> {
    let covered = near(case, &DISPUTES).map(|(part, _)| (0.0, part));
    let found = [sanctions(case, one, other), disputes(case, one, other)].into_iter().flatten();
    let found = found.map(|found| (found.value, found.part)).chain(covered);
    found.reduce(|a, b| if b.0 > a.0 { b } else { a })
}

/// By the cases of all files of sanctions that reach the year. Its source is the first with a case.
fn sanctions<'a>(case: &Case<'a>, sender: Key, target: Key) -> Option<Found<'a>> {
    let year = case.wanted.year;
    let parts: Vec<&Part> =
        ["gsdb", "ties"].into_iter().filter_map(|key| near(case, &[key])).map(|(part, _)| part).collect();
    let in_force = |part: &'a Part| {
        let all = part.found.sanctions.iter().filter(|case| case.sender == sender && case.target == target);
        all.filter(|case| (case.years.0..=case.years.1).contains(&year)).collect::<Vec<_>>()
    };
    let mut main = None;
    let mut kinds: BTreeSet<Kind> = BTreeSet::new();
    let mut said = Vec::new();
    for part in &parts {
        let cases = in_force(part);
        kinds.extend(cases.iter().flat_map(|case| case.kinds.iter().copied()));
        let mut numbers: Vec<String> = cases.iter().map(|case| case.case.to_string()).collect();
        numbers.dedup();
        if !numbers.is_empty() {
            main = main.or(Some(*part));
            let word = if numbers.len() == 1 { "case" } else { "cases" };
            said.push(format!("{word} {} of {}", numbers.join(", "), part.file));
        }
    }
    let said = if said.is_empty() { "no case in force".to_owned() } else { said.join("; ") };
    Some(Found { value: rules::coercion(&kinds), part: main.or(parts.first().copied())?, said })
}

/// By the disputes of the year of the figures, and the own hostility of the one who applies it.
fn disputes<'a>(case: &Case<'a>, one: Key, other: Key) -> Option<Found<'a>> {
    let (part, year) = (case.evidence.first(&DISPUTES)?, case.wanted.year);
    let of = part.found.disputes_of(one, other).flat_map(|(number, records)| {
        let now = records.iter().filter(|record| (record.from..=record.to).contains(&year));
        now.map(move |record| (pressure(record.own.unwrap_or(record.hostility)), number))
    });
    let (value, number) = of.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    Some(Found { value, part, said: format!("dispute {number} of {}", part.file) })
}

/// Acute hostility by the disputes of the last years.
fn hostility_start(case: &Case<'_>, one: Key, other: Key, page: &mut Page) {
    let Some(part) = case.evidence.first(&DISPUTES) else {
        page.figure("hostility_start", 0.0, "guess: no file of disputes was given", "");
        return;
    };
    let of = part.found.disputes_until(one, other, case.wanted.year);
    let sum: f64 = of.map(|(_, dispute)| acute(&dispute, case.start())).sum();
    // To four places: a ten-thousandth of a war is nothing.
    let sum = (sum.min(MOST_HOSTILITY) * 1e4).round() / 1e4;
    let source =
        page.cite(part, "hostility", "acute hostility by the rule at the relations, the sizes of which are guesses");
    page.figure("hostility_start", sum, &source, "");
}

/// The most that a scenario allows.
const MOST_HOSTILITY: f64 = 100.0;

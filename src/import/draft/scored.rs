//! Outcomes that history shows, the same for every pair, and what the same files say of them: what a hindcast scores.
//!
//! A value at a date is what a draft of the year before it would begin with, so that the start and what followed go by
//! the same rules. docs/hindcast.md states them.

use super::super::found::Key;
use super::super::prices::deflator;
use super::super::states::State;
use super::super::{Part, TREATIES};
use super::page::{Page, number};
use super::{Case, conflict};
use crate::scenario::write_text;
use std::fmt::Write as _;

/// Years after the start at which outcomes are scored.
const HORIZONS: [i64; 3] = [2, 5, 10];

/// How many years of history the baselines have, and how many years are scored: as many before the start as after it.
pub const SPAN: i64 = 10;

/// The level from which on a pair counts as aligned, and the highest.
const ALIGNED: [u8; 2] = [2, 4];

/// What is scored of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// The date of its first pact.
    First,
    /// Whether a pact is in force.
    Pact,
    /// Whether it is at partnership or above.
    Aligned,
    /// Its trade, both ways.
    Trade,
    /// The coercion of the first against the second.
    Coercion,
}

/// What there is of each pair in turn; coercion both ways.
const OF_PAIR: [What; 3] = [What::Pact, What::Aligned, What::Trade];

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::First => "pact_date",
            Self::Pact => "pact",
            Self::Aligned => "aligned",
            Self::Trade => "trade",
            Self::Coercion => "coercion",
        }
    }
}

/// An outcome without its date.
type Item = (What, &'static State, &'static State);

/// What is scored, pair by pair.
fn items(case: &Case<'_>) -> Vec<Item> {
    let of = |(one, other)| {
        let both = [(What::Coercion, one, other), (What::Coercion, other, one)];
        OF_PAIR.map(|what| (what, one, other)).into_iter().chain(both)
    };
    case.pairs().flat_map(of).collect()
}

/// The id of an outcome at a date.
fn id((what, one, other): Item, at: i64) -> String {
    format!("{}_{}_{}_{at}", what.name(), one.key, other.key).to_lowercase()
}

/// The id of the date of the first pact.
fn first(one: &State, other: &State) -> String {
    format!("{}_{}_{}", What::First.name(), one.key, other.key).to_lowercase()
}

/// Writes the outcomes.
pub fn write(case: &Case<'_>, page: &mut Page) {
    let start = case.wanted.year + 1;
    page.rule("Outcomes");
    page.paragraph(
        "What history shows of every pair, 2, 5 and 10 years after the start: a pact in force (its treaty), whether the two are at\n\
         partnership or above in the last quarter before the date (their alignment), trade both ways, and coercion either way; and\n\
         the date of the first pact.",
    );
    for (one, other) in case.pairs().filter(|(one, other)| pact(case, one.key, other.key) != Some(true)) {
        page.header(&format!("outcomes.{}", first(one, other)));
        page.plain(
            "text",
            &write_text(&format!("date of the first pact of {} and {}", one.in_text(), other.in_text())),
        );
        page.plain("kind", "\"alliance_date\"");
        page.plain("pair", &write_text(&format!("{}-{}", one.key, other.key)));
    }
    for (item, at) in items(case).into_iter().flat_map(|item| HORIZONS.map(|horizon| (item, start + horizon))) {
        outcome(item, at, page);
    }
}

fn outcome(item: Item, at: i64, page: &mut Page) {
    let (what, one, other) = item;
    let (names, pair) = ((one.in_text(), other.in_text()), write_text(&format!("{}-{}", one.key, other.key)));
    page.header(&format!("outcomes.{}", id(item, at)));
    let mut fields = |text: String, kind: &str, fields: &[(&str, String)]| {
        page.plain("text", &write_text(&text));
        page.plain("kind", &write_text(kind));
        fields.iter().for_each(|(key, value)| page.plain(key, value));
    };
    let date = ("at", at.to_string());
    match what {
        What::First => {}
        What::Pact => {
            fields(format!("pact of {} and {} in force in {at}", names.0, names.1), "pact", &[("pair", pair), date]);
        }
        What::Aligned => {
            let (from, to) = (number(at as f64 - 0.25), number(at as f64));
            let [least, most] = ALIGNED.map(|level| level.to_string());
            let text = format!("{} and {} at partnership or above in {at}", names.0, names.1);
            let window = [("pair", pair), ("from", from), ("to", to), ("at_least", least), ("at_most", most)];
            fields(text, "time_in_level", &window);
        }
        What::Trade => {
            let of = [("of", write_text(one.key)), ("partner", write_text(other.key)), date];
            fields(format!("trade of {} and {} in {at}", names.0, names.1), "two_way_trade", &of);
        }
        What::Coercion => {
            let of = [("from_actor", write_text(one.key)), ("to_actor", write_text(other.key)), date];
            fields(format!("coercion of {} against {} in {at}", names.0, names.1), "coercion", &of);
        }
    }
}

/// What was observed, as a file of `realpolitik hindcast`. `case` is that of the draft, `year` gives that of another year.
pub fn observed<'a>(case: &Case<'a>, year: &dyn Fn(i64) -> Case<'a>) -> String {
    let mut text = "outcome,date,value,source\n".to_owned();
    let start = case.wanted.year + 1;
    for (one, other) in case.pairs().filter(|(one, other)| pact(case, one.key, other.key) == Some(false)) {
        if let Some((value, source)) = first_pact(case, one.key, other.key, year) {
            let _ = writeln!(text, "{},,{value},{source}", first(one, other)); // A string takes all.
        }
    }
    for item in items(case) {
        // Lines of history name the outcome at the first date.
        let history = (start - SPAN..=start).map(|at| (at, id(item, start + HORIZONS[0])));
        let values = HORIZONS.iter().map(|horizon| (start + horizon, id(item, start + horizon)));
        for (at, id) in history.chain(values) {
            if let Some((value, source)) = value(&year(at - 1), item, case.dollars()) {
                let _ = writeln!(text, "{id},{at},{},{source}", number(value)); // A string takes all.
            }
        }
    }
    text
}

/// What is known of an item at the end of a year; money in the dollars of another. None where no file says it.
fn value(case: &Case<'_>, (what, one, other): Item, dollars: i64) -> Option<(f64, String)> {
    let (one, other, year) = (one.key, other.key, case.wanted.year);
    let exist =
        |part: &Part| part.found.existing.contains(&(one, year)) && part.found.existing.contains(&(other, year));
    if !case.evidence.part("nmc").is_none_or(exist) {
        return None;
    }
    let yes = |yes: bool| f64::from(u8::from(yes));
    match what {
        What::First => None,
        What::Pact => Some((yes(pact(case, one, other)?), cited(case, &TREATIES, year)?)),
        What::Aligned => {
            let source = cited(case, &TREATIES, year)?;
            let rivals =
                case.evidence.part("rivalries").map_or(String::new(), |part| format!("; {}", part.dataset.name()));
            Some((yes(aligned(case, one, other)?), source + &rivals))
        }
        What::Trade => {
            let part = case.evidence.part("cow_trade")?;
            let flow = |from, to| part.found.flows.get(&(from, to, year)).map(|cell| cell.0);
            let trade = flow(one, other)? + flow(other, one)?;
            Some((trade * deflator(year, dollars)?, format!("{} {year}; US consumer prices", part.dataset.name())))
        }
        What::Coercion => {
            let (value, part) = conflict::coercion(case, one, other)?;
            Some((value, format!("{} {year}", part.dataset.name())))
        }
    }
}

fn cited(case: &Case<'_>, datasets: &[&str], year: i64) -> Option<String> {
    Some(format!("{} {year}", case.evidence.first(datasets)?.dataset.name()))
}

/// The file of treaties, if it covers a year.
fn treaties<'a>(case: &Case<'a>, year: i64) -> Option<&'a Part> {
    let part = case.evidence.first(&TREATIES)?;
    let (from, to) = part.found.years?;
    (from..=to).contains(&year).then_some(part)
}

/// Whether either owes the other defence; none where the file does not cover the year.
fn pact(case: &Case<'_>, one: Key, other: Key) -> Option<bool> {
    let part = treaties(case, case.wanted.year)?;
    let owed = |a, b| part.found.obligations.get(&(a, b, case.wanted.year)).copied().unwrap_or_default();
    Some(owed(one, other).defence || owed(other, one).defence)
}

/// When the two first owe each other defence after the start, in the middle of that year, and where that is from; none
/// where the file ends before.
fn first_pact<'a>(case: &Case<'a>, one: Key, other: Key, year: &dyn Fn(i64) -> Case<'a>) -> Option<(String, String)> {
    let start = case.wanted.year + 1;
    for at in start..start + SPAN {
        if pact(&year(at), one, other)? {
            return Some((number(at as f64 + 0.5), cited(case, &TREATIES, at)?));
        }
    }
    let (first, last) = (start, start + SPAN - 1);
    Some(("none".to_owned(), format!("{}-{last}", cited(case, &TREATIES, first)?)))
}

/// Whether each owes the other consultation, neutrality or more, unless a rivalry began after that.
fn aligned(case: &Case<'_>, one: Key, other: Key) -> Option<bool> {
    let now = case.wanted.year;
    let part = treaties(case, now)?;
    let owes = |a, b, year| {
        part.found.obligations.get(&(a, b, year)).is_some_and(|owed| super::super::rules::level(*owed) >= ALIGNED[0])
    };
    let both = |year| owes(one, other, year) && owes(other, one, year);
    if !both(now) {
        return Some(false);
    }
    let since = (0..).map(|back| now - back).take_while(|year| both(*year)).last().unwrap_or(now);
    let rivalries = case.evidence.part("rivalries").map_or(&[][..], |part| &part.found.rivalries);
    let of = |(a, b): (Key, Key)| (a, b) == (one, other) || (a, b) == (other, one);
    let later = |from: i64, to: i64| (from..=to).contains(&now) && from > since;
    Some(!rivalries.iter().any(|(a, b, (from, to))| of((*a, *b)) && later(*from, *to)))
}

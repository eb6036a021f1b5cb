//! The tables of `docs/scenario-format.md`, made from what the program itself goes by.
//!
//! The document is prose with marked places, `<!-- table: NAME -->` to `<!-- end -->`, whose content is generated.

use std::fmt::Display;

use super::Place;
use super::format::{
    ABOUT, ACTOR, BOUNDS, CLAIM, DISTRIBUTIONS, EPISODE, EVENT, Field, Holds, MODEL, Need, OUTCOME, PARTNER, POSTERIOR,
    PREDICTION, SCENARIO, SERIES, TIME, WHEN,
};
use super::kinds::{Dates, EVENT_KINDS, OUTCOME_KINDS};
use super::load::MAX_EXTENDS;
use super::registry::{Allowed, DefaultValue, Entry, P, REGISTRY, Scope};
use super::resolve::{DIRECTIONS, KERNELS, entries_at, groups_at, groups_of, limits};
use crate::model::theory::{Switch, THEORIES};
use crate::model::{ACTUAL, DECLARED, LEVELS};

const BEGIN: &str = "<!-- table: ";
const END: &str = "<!-- end -->";

/// The tables by name; beside them every group of coefficients has one, by its own.
const TABLES: &[(&str, fn() -> String)] = &[
    ("top", || of_fields(SCENARIO)),
    ("time", || of_fields(TIME)),
    ("the model", || of_fields(MODEL)),
    ("theories", theories),
    ("posteriors", || of_fields(POSTERIOR)),
    ("kernels", || words(KERNELS.iter().map(|(name, _, doc)| (*name, *doc)))),
    ("groups", groups),
    ("fields of actors", || of_fields(ACTOR)),
    ("actors", || of_parameters(entries_at(Place::Actor(0), ""))),
    ("fields of partners", || of_fields(PARTNER)),
    ("partners", || of_parameters(entries_at(Place::Partner(0), ""))),
    ("sectors", || of_parameters(entries_at(Place::Sector(0), ""))),
    ("relations", || of_parameters(entries_at(Place::Relation(0, 1), ""))),
    ("levels", levels),
    ("shares", || of_parameters(REGISTRY.iter().filter(|entry| entry.scope == Scope::Share))),
    ("pairs", || of_parameters(entries_at(Place::Pair(0, 1), ""))),
    ("fields of episodes", || of_fields(EPISODE)),
    ("episodes", || of_parameters(entries_at(Place::Episode(0), ""))),
    ("kinds of events", event_kinds),
    ("fields of events", || of_fields(EVENT)),
    ("events", || of_parameters(entries_at(Place::Event(0), ""))),
    ("kinds of outcomes", outcome_kinds),
    ("fields of outcomes", || of_fields(OUTCOME)),
    ("about", || of_fields(ABOUT)),
    ("when", || of_fields(WHEN)),
    ("series", || of_fields(SERIES)),
    ("claims", || of_fields(CLAIM)),
    ("directions", || words(DIRECTIONS.iter().map(|(name, _, doc)| (*name, *doc)))),
    ("predictions", || of_fields(PREDICTION)),
    ("distributions", distributions),
    ("bounds", || of_fields(BOUNDS)),
    ("limits", || table(&["what", "at most"], sizes())),
];

/// The document with every table in it made anew.
///
/// # Errors
/// If a marked place has no end, names no table, or a table has no place.
pub fn fill(document: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = document;
    let mut wanted: Vec<&str> = TABLES.iter().map(|(name, _)| *name).chain(groups_at(Place::World)).collect();
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, after) = after.split_once(" -->").ok_or("a mark without end")?;
        let (_, after) = after.split_once(END).ok_or_else(|| format!("the table `{name}` does not end"))?;
        let made = made(name).ok_or_else(|| format!("there is no table `{name}`"))?;
        wanted.retain(|known| *known != name);
        out += &format!("{before}{BEGIN}{name} -->\n{made}{END}");
        rest = after;
    }
    if wanted.is_empty() { Ok(out + rest) } else { Err(format!("no place for {}", wanted.join(", "))) }
}

fn made(name: &str) -> Option<String> {
    let table = TABLES.iter().find(|(known, _)| *known == name).map(|(_, make)| make());
    table.or_else(|| {
        groups_at(Place::World).find(|group| *group == name).map(|group| of_parameters(entries_at(Place::World, group)))
    })
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let rule = vec!["---".to_owned(); head.len()];
    rows.into_iter().fold(line(&head) + &line(&rule), |text, row| text + &line(&row))
}

fn code(text: impl Display) -> String {
    format!("`{text}`")
}

fn codes<'a>(all: impl IntoIterator<Item = &'a str>) -> String {
    all.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

fn of_parameters(entries: impl Iterator<Item = &'static Entry>) -> String {
    let row = |entry: &Entry| {
        let default = match entry.default {
            DefaultValue::Required => "required".to_owned(),
            DefaultValue::Value(x) => x.to_string(),
            DefaultValue::Derived => "derived".to_owned(),
        };
        vec![code(entry.name), entry.unit.to_string(), entry.allowed.to_string(), default, entry.doc.to_owned()]
    };
    table(&["key", "unit", "allowed", "default", "meaning"], entries.map(row))
}

fn of_fields(fields: &[Field]) -> String {
    table(&["key", "takes", "default", "meaning"], rows(fields, ""))
}

/// A row for every field; those of a table within follow it.
fn rows(fields: &[Field], above: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for field in fields {
        let default = match field.need {
            Need::Always | Need::Required => "required".to_owned(),
            Need::Optional => String::new(),
            Need::Default(toml) => code(toml),
        };
        let name = format!("{above}{}", field.name);
        all.push(vec![code(&name), takes(field.holds), default, field.doc.to_owned()]);
        if let Holds::Table(inner, ..) = field.holds {
            all.extend(rows(inner, &format!("{name}.")));
        }
    }
    all
}

fn takes(holds: Holds) -> String {
    match holds {
        Holds::Format => code(super::FORMAT),
        Holds::Text => "a text".to_owned(),
        Holds::Name => "letters, digits, `_` and `-`".to_owned(),
        Holds::Texts => "a list of texts".to_owned(),
        Holds::Flag => "`true` or `false`".to_owned(),
        Holds::Number(allowed) => number(allowed, "a number"),
        Holds::Numbers(allowed) => number(allowed, "a list of numbers"),
        Holds::Whole(low, high) => format!("a whole number, {low} to {high}"),
        Holds::Date | Holds::End => "a decimal year".to_owned(),
        Holds::Word(words) if words().len() > 4 => "a kind, see the table".to_owned(),
        Holds::Word(words) => codes(words().iter().map(|(word, _)| *word)),
        Holds::Theory => "a theory, or a table of theories".to_owned(),
        Holds::Actor => "an actor's key".to_owned(),
        Holds::Party => "an actor's or a static partner's key".to_owned(),
        Holds::Pair => "two actors' keys with a hyphen".to_owned(),
        Holds::Outcome => "an outcome's key".to_owned(),
        Holds::Outcomes => "a list of outcomes' keys".to_owned(),
        Holds::Path => "a path".to_owned(),
        Holds::Posterior => "a name or a file, in quotes".to_owned(),
        Holds::Matrix => "a list of lists of numbers".to_owned(),
        Holds::Notes => "a table".to_owned(),
        Holds::Range => "`[low, high]`".to_owned(),
        Holds::Table(_, 1, 1) => "a table with one of".to_owned(),
        Holds::Table(_, 1, _) => "a table with one or more of".to_owned(),
        Holds::Table(..) => "a table of".to_owned(),
    }
}

fn number(allowed: Allowed, what: &str) -> String {
    match allowed.bounds() {
        (f64::NEG_INFINITY, f64::INFINITY) => what.to_owned(),
        (low, f64::INFINITY) => format!("{what} above {low}"),
        _ => format!("{what}, {allowed}"),
    }
}

fn words<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    table(&["word", "what it says"], all.map(|(word, doc)| vec![code(word), doc.to_owned()]))
}

/// Who can have a value of their own of the coefficients in a group.
fn groups() -> String {
    let mark = |group: &str, place| if groups_of(place).any(|known| known == group) { "yes" } else { "" };
    let row = |group: &str| {
        let places = [Place::Actor(0), Place::Relation(0, 1), Place::Pair(0, 1)];
        [code(group)].into_iter().chain(places.map(|place| mark(group, place).to_owned())).collect()
    };
    table(&["group", "`[actors.X]`", "`[relations.X.Y]`", "`[pairs.X-Y]`"], groups_at(Place::World).map(row))
}

fn theories() -> String {
    let rows = THEORIES.iter().map(|theory| {
        let factors = theory.factors.iter().map(|(weight, factor)| format!("{} {factor}", code(weight.entry().name)));
        let exchanged = match theory.switch {
            Switch::None => "",
            Switch::IgnoreIntentions => "intentions are ignored: power and proximity alone make a threat",
            Switch::NearParity => "a third party counts only near parity of strength, and by dissatisfaction",
            Switch::ExpectedTrade => "dependence is the one expected over the horizon",
        };
        let factors: Vec<String> = factors.collect();
        vec![code(theory.name), theory.source.to_owned(), factors.join(", "), exchanged.to_owned()]
    });
    table(&["theory", "after", "factors on weights", "formula exchanged"], rows)
}

fn event_kinds() -> String {
    let names = |all: &[P]| codes(all.iter().map(|parameter| parameter.entry().name));
    let row = |kind: &super::kinds::EventType| {
        vec![code(kind.name), codes(kind.fields.iter().copied()), names(kind.parameters), kind.doc.to_owned()]
    };
    table(&["kind", "fields", "parameters", "what it does"], EVENT_KINDS.iter().map(row))
}

fn outcome_kinds() -> String {
    let rows = OUTCOME_KINDS.iter().map(|kind| {
        let when = match kind.dates {
            Dates::Full => "any date".to_owned(),
            Dates::First => "none".to_owned(),
            Dates::By | Dates::Window => codes(kind.dates.fields().iter().copied()),
        };
        let series = if kind.is_series() { "yes" } else { "" };
        let about = codes(kind.about.iter().map(|about| about.name()));
        vec![code(kind.name), about, when, kind.unit.to_owned(), series.to_owned(), kind.doc.to_owned()]
    });
    table(&["kind", "about", "when", "unit", "series", "what it is"], rows)
}

fn distributions() -> String {
    let rows = DISTRIBUTIONS.iter().flat_map(|known| {
        let nothing = String::new;
        let below = rows(known.fields, "").into_iter().map(move |row| [vec![nothing()], row].concat());
        [vec![code(known.name), nothing(), nothing(), nothing(), known.doc.to_owned()]].into_iter().chain(below)
    });
    table(&["distribution", "key", "takes", "default", "meaning"], rows)
}

fn levels() -> String {
    let row = |level: usize| {
        vec![level.to_string(), LEVELS[level].to_owned(), DECLARED[level].to_string(), ACTUAL[level].to_string()]
    };
    table(&["level", "name", "declared", "actual"], (0..LEVELS.len()).map(row))
}

fn sizes() -> Vec<Vec<String>> {
    let row = |what: &str, most: &dyn Display| vec![what.to_owned(), most.to_string()];
    vec![
        row("actors", &limits::MAX_ACTORS),
        row("static partners", &limits::MAX_PARTNERS),
        row("sectors", &limits::MAX_SECTORS),
        row("paths that a file removes from what it extends", &limits::MAX_REMOVED),
        row("episodes of the ledger", &limits::MAX_EPISODES),
        row("events", &limits::MAX_EVENTS),
        row("outcomes", &limits::MAX_OUTCOMES),
        row("series", &limits::MAX_SERIES),
        row("claims", &limits::MAX_CLAIMS),
        row("steps of a run", &limits::MAX_STEPS),
        row("numbers that series count, dates times bins", &limits::MAX_COUNTS),
        row("parameters in all, overrides included", &limits::MAX_SLOTS),
        row("values of a choice", &limits::MAX_CHOICES),
        row("files that extend one another", &MAX_EXTENDS),
        row("letters of an actor's or a partner's key", &limits::MAX_PARTY_KEY),
        row("letters of any other key", &limits::MAX_KEY),
    ]
}

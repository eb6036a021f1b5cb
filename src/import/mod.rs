//! Scenarios from data: reads files as the field downloads them, and writes a commented draft.
//!
//! ```text
//! files ──► table (rows below a header) ──► datasets (recognised by columns) ──► Found (of the wanted states and years)
//!                                                       rules (pure functions) ──► draft (TOML)
//! ```
//!
//! Files are read row by row, and only what is wanted of them is kept. [`import`] writes the draft of one year; a [`Panel`]
//! reads the files once and writes those of many. docs/import.md has the datasets and the rules.

mod aliases;
pub mod datasets;
mod draft;
pub mod found;
pub mod hindcast;
mod ledger;
mod panel;
pub mod prices;
mod read;
pub mod records;
pub mod rules;
pub mod states;
pub mod table;

pub use panel::{Panel, Treaty};

use datasets::{DATASETS, Dataset};
pub use read::files;

use found::{Found, Key, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

/// The most actors of a draft: every pair of them has outcomes.
pub const MOST_ACTORS: usize = 20;

/// The most actors of a draft without outcomes.
pub const MOST_BARE_ACTORS: usize = 40;

/// What a draft is made of.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Files, and folders of which every file is tried.
    pub from: Vec<PathBuf>,
    /// Actors, by ISO letters, COW numbers or names.
    pub actors: Vec<String>,
    /// The year of the figures; the scenario begins at its end.
    pub year: i64,
    /// How many years the scenario covers.
    pub years: i64,
    /// How many static partners are named.
    pub partners: usize,
    /// How many years earlier a figure may be.
    pub gap: i64,
    /// How many years later GDP may be, where no file has it earlier.
    pub after: i64,
    /// Only what a step of the model needs: no outcomes and static partners, no sources and comments.
    pub bare: bool,
}

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The scenario's text.
    pub text: String,
    /// Its actors, in their order.
    pub actors: Vec<Key>,
    /// What was read, and what was not.
    pub notes: Vec<String>,
}

/// A file of a dataset, and what it holds.
#[derive(Clone)]
struct Part {
    dataset: &'static dyn Dataset,
    /// The name of the file, without its folder.
    file: String,
    found: Found,
}

/// What is known of the actors: a file a dataset.
struct Evidence {
    parts: Vec<Part>,
    /// The alliances in which the first owes the second something, where a file has them apart.
    alliances: BTreeMap<(Key, Key, i64), BTreeSet<i64>>,
    /// How many members each had.
    allies: BTreeMap<i64, usize>,
}

impl Evidence {
    /// Reads the files; and what is to be said of them.
    fn read(from: &[PathBuf], wanted: &Wanted) -> Result<(Self, Vec<String>), String> {
        let (parts, mut notes) = read::read_all(from, wanted)?;
        let mut parts = read::chosen(parts, &mut notes);
        let (mut alliances, mut allies) = (BTreeMap::new(), BTreeMap::new());
        for part in &mut parts {
            alliances.append(&mut part.found.alliances);
            allies.extend(std::mem::take(&mut part.found.allies).into_iter().map(|(id, all)| (id, all.len())));
        }
        let parts = read::without_doubles(parts, &mut notes);
        notes.extend(parts.iter().map(read_note));
        Ok((Self { parts, alliances, allies }, notes))
    }

    /// The file of a dataset.
    fn part(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.dataset.key() == key)
    }

    /// The first file of several datasets that is given.
    fn first(&self, keys: &[&str]) -> Option<&Part> {
        keys.iter().find_map(|key| self.part(key))
    }
}

/// Datasets of the same things, of which the first that is given is taken: disputes, which share their numbers; treaties;
/// distances.
const DISPUTES: [&str; 3] = ["dyadic_mid", "mid_dyads", "mid_participants"];
const TREATIES: [&str; 2] = ["atop", "atop_members"];
const DISTANCES: [&str; 2] = ["geodist", "capitals"];

/// Reads the files and writes a draft.
///
/// # Errors
/// If an actor is not known, a file cannot be read or is of no dataset that is known, or what a scenario cannot do without
/// is missing; the message says what is needed.
pub fn import(asked: &Asked) -> Result<Draft, String> {
    drafted(asked, None, false).map(|(draft, _)| draft)
}

/// A draft, and what its money is counted in; `weights` is the posterior that it names, `scored` says whether its outcomes
/// are those that history shows.
fn drafted(asked: &Asked, weights: Option<&str>, scored: bool) -> Result<(Draft, draft::Basis), String> {
    let wanted = wanted(asked, asked.year, asked.year)?;
    let (evidence, notes) = Evidence::read(&asked.from, &wanted)?;
    for actor in &wanted.actors {
        if !evidence.parts.iter().any(|part| part.found.actors.contains(actor.key)) {
            return Err(format!(
                "no file has {} ({}, COW {}); files read: {}",
                actor.name,
                actor.key,
                actor.cow[0],
                evidence.parts.iter().map(|part| part.file.as_str()).collect::<Vec<_>>().join(", ")
            ));
        }
    }
    let case = draft::Case { scored, ..draft::Case::new(asked, &wanted, &evidence) };
    let mut text = draft::write(&case)?;
    if let Some(name) = weights {
        let line = format!("[model]\nweights = {}\n", crate::scenario::write_text(name));
        text = text.replacen("[model]\n", &line, 1);
    }
    let actors = wanted.actors.iter().map(|actor| actor.key).collect();
    Ok((Draft { text, actors, notes }, case.basis))
}

/// What is wanted of the files for drafts of some years.
fn wanted(asked: &Asked, first: i64, last: i64) -> Result<Wanted, String> {
    let most = if asked.bare { MOST_BARE_ACTORS } else { MOST_ACTORS };
    let actors = actors(&asked.actors, most)?;
    Ok(Wanted { actors, first, year: last, gap: asked.gap, after: asked.after, bare: asked.bare })
}

fn actors(words: &[String], most: usize) -> Result<Vec<&'static states::State>, String> {
    let mut actors = Vec::new();
    for word in words {
        let state = states::asked(word)?;
        if actors.contains(&state) {
            return Err(format!("`{word}` is {}, which is among the actors already", state.name));
        }
        actors.push(state);
    }
    if !(2..=most).contains(&actors.len()) {
        return Err(format!(
            "a draft has from 2 to {most} actors, such as --actors RUS,CHN,USA; these are {}",
            actors.len()
        ));
    }
    Ok(actors)
}

fn read_note(part: &Part) -> String {
    let found = &part.found;
    let years = found.years.map_or_else(String::new, |(from, to)| format!(", {from} to {to}"));
    let mut note = format!("{}: {}, {} rows{years}", part.file, part.dataset.name(), found.rows);
    if found.conflicts > 0 {
        let _ = write!(
            note,
            "; {} rows contradict an earlier one of the same state and year, the later counts",
            found.conflicts
        );
    }
    note
}

/// Every dataset that is known, by which columns, and where it is to be had.
#[must_use]
pub fn known() -> String {
    let mut text = "Known are, by these columns (in a CSV file or an Excel workbook, in any order):".to_owned();
    for dataset in DATASETS {
        let columns = dataset.columns().iter().map(|name| name.replace('|', " or ")).collect::<Vec<_>>().join(", ");
        let _ = write!(text, "\n  {} ({}): {columns}\n    {}", dataset.name(), dataset.gives(), dataset.home());
    }
    text
}

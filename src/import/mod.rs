//! Scenarios from data: reads files as the field downloads them, and writes a commented draft.
//!
//! ```text
//! files ──► table (rows below a header) ──► datasets (recognised by columns) ──► Found (of the wanted states and years)
//!                                                       rules (pure functions) ──► draft (TOML)
//! ```
//!
//! Files are read row by row, and only what is wanted of them is kept. docs/import.md has the datasets and the rules.

pub mod datasets;
mod draft;
pub mod found;
mod ledger;
pub mod rules;
pub mod states;
pub mod table;

use datasets::{DATASETS, Dataset};
use found::{Found, Wanted};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use table::{Header, Row, Visitor};

/// The most actors of a draft: every pair of them has outcomes.
pub const MOST_ACTORS: usize = 20;

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
}

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The scenario's text.
    pub text: String,
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
}

impl Evidence {
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
    let wanted = Wanted { actors: actors(&asked.actors)?, year: asked.year, gap: asked.gap };
    let (parts, mut notes) = read_all(&asked.from, &wanted)?;
    let evidence = Evidence { parts: chosen(parts, &mut notes) };
    notes.extend(evidence.parts.iter().map(read_note));
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
    let text = draft::write(&draft::Case { asked, wanted: &wanted, evidence: &evidence })?;
    Ok(Draft { text, notes })
}

fn actors(words: &[String]) -> Result<Vec<&'static states::State>, String> {
    let mut actors = Vec::new();
    for word in words {
        let state = states::asked(word)?;
        if actors.contains(&state) {
            return Err(format!("`{word}` is {}, which is among the actors already", state.name));
        }
        actors.push(state);
    }
    if !(2..=MOST_ACTORS).contains(&actors.len()) {
        return Err(format!(
            "a draft has from 2 to {MOST_ACTORS} actors, such as --actors RUS,CHN,USA; these are {}",
            actors.len()
        ));
    }
    Ok(actors)
}

/// Every file, in folders too; each with whether it was named itself.
fn files(from: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, String> {
    let mut all = Vec::new();
    for path in from {
        if path.is_dir() {
            within(path, &mut all)?;
        } else if path.is_file() {
            all.push((path.clone(), true));
        } else {
            return Err(format!("{}: there is no such file or folder", path.display()));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|(path, _)| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    if all.is_empty() { Err(format!("no file to read\n{}", known())) } else { Ok(all) }
}

fn within(folder: &Path, all: &mut Vec<(PathBuf, bool)>) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(unreadable)?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            within(&path, all)?;
        } else if path.is_file() {
            all.push((path, false));
        }
    }
    Ok(())
}

/// Reads the files. One that was named has to be of a dataset; one from a folder that is not is noted.
fn read_all(from: &[PathBuf], wanted: &Wanted) -> Result<(Vec<Part>, Vec<String>), String> {
    let (mut parts, mut notes) = (Vec::new(), Vec::new());
    for (path, named) in files(from)? {
        match read(&path, wanted) {
            Ok(mut read) => parts.append(&mut read),
            Err(Unread::Unknown(header)) if named => {
                return Err(format!(
                    "{}: its header is of no dataset that is known: {header}\n{}",
                    path.display(),
                    known()
                ));
            }
            Err(Unread::Unknown(header)) => {
                notes.push(format!("{}: not taken, its header is unknown: {}", path.display(), shortened(&header)))
            }
            Err(Unread::Broken(why)) => return Err(format!("{}: {why}", path.display())),
            Err(Unread::Bad(why)) if named => return Err(format!("{}: {why}", path.display())),
            Err(Unread::Bad(why)) => notes.push(format!("{}: not taken: {why}", path.display())),
        }
    }
    if parts.is_empty() {
        return Err(format!("no file of a dataset that is known\n{}\n{}", notes.join("\n"), known()));
    }
    Ok((parts, notes))
}

/// The beginning of a header, for a note.
fn shortened(header: &str) -> String {
    const MOST: usize = 60;
    if header.chars().count() <= MOST { header.to_owned() } else { header.chars().take(MOST).chain(['…']).collect() }
}

/// Why a file gives nothing.
enum Unread {
    /// Its header, which is of no dataset.
    Unknown(String),
    /// Why it is no table.
    Bad(String),
    /// Where a table of a dataset cannot be read.
    Broken(String),
}

/// What a file holds of each dataset that it has a table of.
fn read(path: &Path, wanted: &Wanted) -> Result<Vec<Part>, Unread> {
    let mut reader = Reader { wanted, now: 0, found: BTreeMap::new() };
    let visited = table::visit(path, &mut reader);
    let unknown =
        visited.map_err(|why| if reader.found.is_empty() { Unread::Bad(why) } else { Unread::Broken(why) })?;
    if let Some(header) = unknown.filter(|_| reader.found.is_empty()) {
        return Err(Unread::Unknown(header));
    }
    let file = path.file_name().map(|name| name.to_string_lossy().replace(char::is_control, " ")).unwrap_or_default();
    let mut parts = Vec::new();
    for (at, mut found) in reader.found {
        let dataset = DATASETS[at];
        dataset.finish(&mut found).map_err(|why| Unread::Bad(format!("{}: {why}", dataset.name())))?;
        parts.push(Part { dataset, file: file.clone(), found });
    }
    Ok(parts)
}

/// Gives the rows of a file to the datasets that they are of.
struct Reader<'a> {
    wanted: &'a Wanted,
    now: usize,
    found: BTreeMap<usize, Found>,
}

impl Visitor for Reader<'_> {
    fn header(&mut self, header: &Header) -> bool {
        let dataset = DATASETS.iter().position(|dataset| dataset.recognise(header));
        if let Some(at) = dataset {
            self.now = at;
            self.found.entry(at).or_default();
        }
        dataset.is_some()
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), String> {
        let found = self.found.entry(self.now).or_default();
        found.rows += 1;
        let name = DATASETS[self.now].name();
        DATASETS[self.now].row(row, self.wanted, found).map_err(|why| format!("{name}: {why}"))
    }
}

/// One file a dataset: that which goes furthest in time, then that with the most rows, then the last.
fn chosen(parts: Vec<Part>, notes: &mut Vec<String>) -> Vec<Part> {
    let rank = |part: &Part| (part.found.years.map(|years| years.1), part.found.rows);
    let mut best: Vec<Part> = Vec::new();
    for part in parts {
        match best.iter_mut().find(|other| other.dataset.key() == part.dataset.key()) {
            None => best.push(part),
            Some(other) => {
                let better = rank(&part) >= rank(other);
                let (kept, left) = if better { (&part, &*other) } else { (&*other, &part) };
                notes.push(format!("{}: not taken, {} has more of {}", left.file, kept.file, kept.dataset.name()));
                if better {
                    *other = part;
                }
            }
        }
    }
    without_doubles(best, notes)
}

/// Without the datasets in whose place another one is taken.
fn without_doubles(mut parts: Vec<Part>, notes: &mut Vec<String>) -> Vec<Part> {
    for group in [&DISPUTES[..], &TREATIES, &DISTANCES] {
        let of = |key: &&str| parts.iter().position(|part| part.dataset.key() == *key);
        let Some(taken) = group.iter().find_map(of).map(|at| parts[at].file.clone()) else { continue };
        let first = group.iter().find(|key| of(key).is_some());
        let double = |part: &Part| group.contains(&part.dataset.key()) && Some(&part.dataset.key()) != first;
        let left = parts.iter().filter(|part| double(part));
        notes.extend(left.map(|part| format!("{}: not taken, {taken} stands in for it", part.file)));
        parts.retain(|part| !double(part));
    }
    parts
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

//! Reads files, and chooses among them.

use super::datasets::DATASETS;
use super::found::{Found, Wanted};
use super::table::{self, Header, Row, Visitor};
use super::{DISPUTES, DISTANCES, Part, TREATIES, known};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Every file, in folders too; each with whether it was named itself.
///
/// # Errors
/// If there is none, in words.
pub fn files(from: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, String> {
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
pub fn read_all(from: &[PathBuf], wanted: &Wanted) -> Result<(Vec<Part>, Vec<String>), String> {
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
pub fn chosen(parts: Vec<Part>, notes: &mut Vec<String>) -> Vec<Part> {
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
    best
}

/// Without the datasets in whose place another one is taken.
pub fn without_doubles(mut parts: Vec<Part>, notes: &mut Vec<String>) -> Vec<Part> {
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

//! `realpolitik status`.

use super::merge::{begun, gap, part, quoted, resume};
use super::tasks::Tasks;
use super::{Stop, say};
use crate::experiment::parts::{State, state};
use crate::experiment::survey::{Begun, Survey, survey};
use crate::output::directory::PARTS;
use crate::output::started::FILE;
use crate::slurm::Folder;
use crate::words::counted;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How deep below a directory experiments are looked for: `output/SCENARIO/EXPERIMENT`.
const DEPTH: usize = 3;

/// Says what is done of an experiment, what runs, and what to do.
#[derive(clap::Args)]
pub(super) struct Status {
    /// Directories of an experiment or of its parts, or a directory above them, such as output.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
}

impl Status {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let (mut out, mut parts) = (String::new(), Vec::new());
        for path in self.experiments()? {
            match state(&path)? {
                State::Complete => line(&mut out, &path, "complete"),
                State::Begun { started, kept, busy } if part(&started).is_none() => {
                    line(&mut out, &path, &progress(&path, kept, started.len(), busy));
                }
                State::Begun { .. } => parts.push(path),
                State::Nothing => out += &together(&[path])?,
            }
        }
        if !parts.is_empty() {
            out += &together(&parts)?;
        }
        say(&out)
    }

    /// The directories of experiments and of parts that are named, or below one that is.
    fn experiments(&self) -> Result<Vec<PathBuf>, Stop> {
        let mut all = Vec::new();
        for path in &self.directories {
            let before = all.len();
            find(path, DEPTH, &mut all);
            if all.len() == before {
                let why = match (path.exists(), path.is_dir()) {
                    (false, _) => "there is no such directory",
                    (_, false) => "is a file; give the directory of an experiment",
                    _ => "holds no experiment, nor do the directories below it",
                };
                return Err(Stop::Input(format!("error: {}: {why}", path.display())));
            }
        }
        Ok(all)
    }
}

/// Adds the directories of experiments here or below, in the order of their names.
fn find(path: &Path, depth: usize, all: &mut Vec<PathBuf>) {
    let ours = ["manifest.json", FILE].iter().any(|name| path.join(name).exists());
    if ours || path.join(PARTS).is_dir() || Folder::of(path).exists() {
        all.push(path.to_owned());
        return;
    }
    if depth > 0 {
        let mut below: Vec<PathBuf> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        below.retain(|path| path.is_dir() && !path.is_symlink());
        below.sort();
        below.iter().for_each(|path| find(path, depth - 1, all));
    }
}

fn line(out: &mut String, path: &Path, what: &str) {
    let _ = writeln!(out, "{}: {what}", path.display()); // A string takes all, here and below.
}

/// How far blocks have come that are not all there.
fn progress(path: &Path, kept: u64, of: u64, busy: bool) -> String {
    let blocks = counted(of, "block");
    if busy {
        return format!("running: {kept} of {blocks}");
    }
    format!("stopped: {kept} of {blocks}; go on by `{}`", resume(path))
}

/// What parts of an experiment are, one by one and together.
fn together(named: &[PathBuf]) -> Result<String, Stop> {
    let all = begun(named)?;
    let survey = survey(&all)?;
    let scripts = Folder::around(&all[0]);
    let of_parts = |begun: &&Begun| scripts.as_ref().is_none_or(|scripts| scripts.path() != begun.path);
    let parts: Vec<&Begun> = survey.begun.iter().filter(of_parts).collect();
    let mut out = String::new();
    for begun in &parts {
        let of = begun.started.len();
        let what = match begun.lacks {
            0 if of == 0 => "nothing to do: it has no block".to_owned(),
            0 => format!("complete: {}", counted(of, "block")),
            lacks => progress(&begun.path, of - lacks, of, begun.busy),
        };
        line(&mut out, &begun.path, &what);
    }
    out += &counts(&parts);
    let done = parts.iter().filter(|begun| begun.lacks == 0).filter_map(|begun| part(&begun.started));
    let done: BTreeSet<u64> = done.map(|part| part.number()).collect();
    let tasks = match &scripts {
        Some(folder) => Tasks::ask(folder, part(&survey.started).map_or(0, |part| part.count()), &done)?,
        None => Tasks::default(),
    };
    out += &tasks.text;
    out += &what_to_do(&survey, &all[0], named, &tasks);
    Ok(out)
}

/// How many parts are complete, of those that were begun and of those that there are.
fn counts(parts: &[&Begun]) -> String {
    let complete = parts.iter().filter(|begun| begun.lacks == 0).count();
    let cuts: BTreeSet<u64> = parts.iter().filter_map(|begun| part(&begun.started)).map(|part| part.count()).collect();
    match (parts.len(), cuts.first()) {
        (0, _) => "no part was begun\n".to_owned(),
        (begun, Some(of)) if cuts.len() == 1 => {
            format!("\n{complete} of {} complete, {begun} begun\n", counted(*of, "part"))
        }
        (begun, _) => format!("\n{complete} complete of the {} that were begun\n", counted(begun as u64, "part")),
    }
}

fn what_to_do(survey: &Survey, first: &Path, named: &[PathBuf], tasks: &Tasks) -> String {
    let mut out = String::new();
    for why in &survey.against {
        let _ = writeln!(out, "  {why}");
    }
    if survey.missing.is_empty() && survey.against.is_empty() && !tasks.merging {
        let named: Vec<String> = named.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let _ = writeln!(out, "  nothing is missing: `realpolitik merge {}` puts them together", quoted(&named));
    }
    for text in gap(survey, first, &tasks.active) {
        out += &text;
        out.push('\n');
    }
    out
}

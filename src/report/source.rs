//! A directory whose results go into the page.

use crate::analysis::{Findings, Report, Study, Summary};
use crate::engine::NoChoice;
use crate::experiment::{Plan, Refused as NoPlan};
use crate::output::table::TableError;
use crate::output::{Error, directory, manifest::Manifest};
use crate::plot;
use crate::scenario::Problems;
use std::path::{Path, PathBuf};

/// Commands that read no scenario, and so take no limits on its size.
const WITHOUT_SCENARIO: [&str; 4] = ["compare", "discover", "plot", "export"];

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No directory was given.
    #[error("no directory is given")]
    Nothing,
    /// A directory that cannot be read.
    #[error(transparent)]
    Output(#[from] Error),
    /// A scenario that this version of the program reads otherwise than the one that wrote it.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// A design that does not fit it any more.
    #[error("{0}")]
    Plan(#[from] NoPlan),
    /// Rows that cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A run that cannot be told.
    #[error(transparent)]
    Run(#[from] NoChoice),
    /// Pictures.
    #[error(transparent)]
    Plot(#[from] plot::Error),
    /// The template failed to write.
    #[error("the page could not be written: {0}")]
    Template(#[from] askama::Error),
}

/// A directory, read.
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in the page: the last part of its path.
    pub name: String,
    /// A prefix for ids in the page.
    pub(super) key: String,
    /// What was found.
    pub report: Report,
    /// Its manifest; none of an analysis of rows that were there already.
    pub manifest: Option<Manifest>,
    /// So many times the limits on the size of its scenario were raised.
    pub(super) limits: u32,
    /// Its scenario under its design; none without a manifest.
    pub plan: Option<Plan>,
}

impl Source {
    /// Reads a directory; `at` is its place among those of the page. `limits` is that of [`Plan::again`].
    ///
    /// # Errors
    /// A directory that is not complete, damaged or of something else, and a scenario that this version does not read.
    pub fn read(path: &Path, at: usize, limits: u32) -> Result<Self, Refused> {
        let report = directory::read_report(path)?;
        let manifest = if path.join("manifest.json").exists() { Some(Manifest::read(path)?) } else { None };
        let plan = manifest.as_ref().map(|manifest| Plan::again(manifest, limits)).transpose()?;
        let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = whole.file_name().map_or_else(|| "result".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self { path: path.to_owned(), name, key: format!("s{at}"), report, manifest, limits, plan })
    }

    /// The directory as it was given.
    pub(super) fn given(&self) -> String {
        argument(&self.path.to_string_lossy())
    }

    /// A command of the program, as a shell takes it. One that reads the scenario gets the limits under which it was read.
    pub(super) fn command(&self, words: &[&str]) -> String {
        let reads = self.limits > 1 && words.first().is_some_and(|command| !WITHOUT_SCENARIO.contains(command));
        let limits = reads.then(|| format!("--limits={}", self.limits));
        let all = ["realpolitik"].iter().chain(words).copied().chain(limits.as_deref());
        all.map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// The summary of plain runs.
    #[must_use]
    pub fn summary(&self) -> Option<&Summary> {
        match &self.report {
            Report::Run { summary, .. } => Some(summary),
            Report::Findings(_) => None,
        }
    }

    /// What anything else found, with its head.
    #[must_use]
    pub fn study(&self) -> Option<&Study> {
        match &self.report {
            Report::Findings(study) => Some(study),
            Report::Run { .. } => None,
        }
    }

    /// What anything else found.
    #[must_use]
    pub fn findings(&self) -> Option<&Findings> {
        self.study().map(|study| &study.findings)
    }
}

/// A path as an argument: one that begins as an option does is of this folder.
pub(super) fn argument(path: &str) -> String {
    if path.starts_with('-') { format!("./{path}") } else { path.to_owned() }
}

/// A word as a shell takes it; of an option with its value (`--name=value`) the value.
pub(super) fn quoted(word: &str) -> String {
    let plain = |name: &str| name.starts_with("--") && name.bytes().all(|b| b == b'-' || b.is_ascii_lowercase());
    let (name, value) = match word.split_once('=') {
        Some((name, value)) if plain(name) => (format!("{name}="), value),
        _ => (String::new(), word),
    };
    // A NUL, which no shell takes, is in no name and no path.
    name + &shlex::try_quote(value).unwrap_or_default()
}

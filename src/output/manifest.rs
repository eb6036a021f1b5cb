//! `manifest.json`: what is needed to run an experiment again, and what it must give. Nothing in it varies by machine.

use super::directory::{PARTS, SLURM};
use super::started;
use super::{Error, files, integrity::Files, rows::Keep};
use crate::analysis::Stopped;
use crate::design::Spec;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The version of the layout of a run directory.
pub const FORMAT: u32 = 3;

/// The manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout of the directory.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// Short name of the scenario.
    pub scenario: String,
    /// Digest of what went in: resolved scenario, seed, design, what is recorded and asked, version of the program.
    pub input: String,
    /// Master seed.
    pub seed: u64,
    /// The design.
    pub design: Spec,
    /// Ids of the outcomes recorded, where it is not all (and the series).
    pub record: Option<Vec<String>>,
    /// Number of runs: the first so many indices of the design.
    pub runs: u64,
    /// How it ended, where it was to run until an interval is narrow.
    pub stopped: Option<Stopped>,
    /// Runs in a block.
    pub block: u64,
    /// Columns kept in the rows file.
    pub rows_kept: Keep,
    /// Digest of all rows.
    pub rows: String,
    /// Digest of all series.
    pub series: String,
    /// Digest of each block of rows.
    pub blocks: Vec<String>,
    /// SHA-256 of the bytes of the files beside it, pictures and machine.json apart.
    pub files: Files,
    /// The scenario, resolved, as TOML.
    pub resolved: String,
}

/// What every version of a JSON file of a run directory begins with.
#[derive(Deserialize)]
struct Head {
    format: u64,
    program: String,
}

/// Reads a JSON file of a run directory from its bytes; one that is damaged is refused, and one of another format, with the
/// name of the program that reads it.
pub(super) fn parse<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, Error> {
    let path = path.display();
    let damaged = |why: String| {
        let remedy = "delete this directory and give the same command again";
        Error::Other(format!("{path}: is damaged: {why}; {remedy}"))
    };
    if !files::is_whole(bytes) {
        return Err(damaged("its digest is not that of its contents".into()));
    }
    let refused = match serde_json::from_slice::<Head>(bytes) {
        Ok(head) if head.format == u64::from(FORMAT) => {
            return serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()));
        }
        Ok(head) => head.refused(),
        Err(error) if error.is_data() => "is not a file that this program wrote".to_owned(),
        Err(error) => return Err(damaged(error.to_string())),
    };
    Err(Error::Refused(format!("{path}: {refused}")))
}

impl Head {
    /// Why a file of another format is not read, and what reads it.
    fn refused(&self) -> String {
        let (Self { format, program }, this) = (self, env!("CARGO_PKG_VERSION"));
        let remedy = if program == this {
            format!(
                "it was written by a development build of {this}; use that, or delete the directory and compute it again"
            )
        } else {
            format!("use realpolitik {program}")
        };
        format!("format {format} of run directories; this program, realpolitik {this}, reads format {FORMAT}: {remedy}")
    }
}

/// Why this is not the directory of a complete run, and what may have been meant.
fn no_run(directory: &Path) -> String {
    if !directory.exists() {
        return "there is no such directory".into();
    }
    if !directory.is_dir() {
        return "is a file; give the directory of a run".into();
    }
    if directory.join(started::FILE).exists() {
        return format!("is not complete; `realpolitik resume {}` goes on with it", directory.display());
    }
    if directory.join(PARTS).is_dir() || directory.join(SLURM).is_dir() {
        return format!("is not put together; `realpolitik status {}` says what is missing", directory.display());
    }
    let below = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let run = below.filter(|path| path.join("manifest.json").exists()).min();
    let hint = run.map_or(String::new(), |run| format!("; did you mean {}?", run.display()));
    format!("not the directory of a complete run: it has no manifest.json{hint}")
}

impl Manifest {
    /// Reads the manifest of a directory.
    ///
    /// # Errors
    /// Where there is none, where it cannot be read, or where another version of the program wrote it in another format.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let path = directory.join("manifest.json");
        if !path.exists() {
            return Err(Error::Refused(format!("{}: {}", directory.display(), no_run(directory))));
        }
        Self::parse(&path, &files::read_text(&path)?)
    }

    /// Reads a manifest from the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        parse(path, bytes)
    }
}

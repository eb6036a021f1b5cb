//! `started.json`: what an experiment that is under way needs to go on. It goes when the experiment is complete.

use super::{Error, files, manifest};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of the file.
pub const FILE: &str = "started.json";

/// An experiment under way, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Version of the layout of the directory.
    pub format: u32,
    /// Version of the program that began it.
    pub program: String,
    /// Digest of what goes in ([`super::manifest::Manifest::input`]).
    pub input: String,
    /// The command, without the name of the program.
    pub arguments: Vec<String>,
    /// Short name of the scenario.
    pub scenario: String,
    /// Master seed.
    pub seed: u64,
    /// Number of runs of the whole experiment.
    pub runs: u64,
    /// The blocks that are computed here: from the first up to the second, without it.
    pub blocks: [u64; 2],
    /// The scenario, resolved, as TOML.
    pub resolved: String,
}

impl Started {
    /// What is under way in a directory; nothing where nothing was begun.
    ///
    /// # Errors
    /// Where the file cannot be read, or another version of the program wrote it.
    pub fn read(directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        Self::parse(&path, &files::read_text(&path)?).map(Some)
    }

    /// Reads it from the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// As [`Started::read`].
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        manifest::parse(path, bytes)
    }

    /// Writes it.
    ///
    /// # Errors
    /// Of the file system.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        files::write(&directory.join(FILE), &files::sealed(self)?)
    }

    /// The blocks that are computed here.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<u64> {
        self.blocks[0]..self.blocks[1].max(self.blocks[0])
    }

    /// How many blocks there are to do.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.blocks[1].saturating_sub(self.blocks[0])
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

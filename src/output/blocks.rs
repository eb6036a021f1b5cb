//! The finished blocks of an experiment that is under way, a file each: whatever ends the program, they are kept, and
//! parts of an experiment that ran elsewhere are put together from them.

use super::envelope::{self, Mark};
use super::{Error, files};
use crate::engine::Block;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MARK: Mark = *b"RPBLOCK\x01";

/// The folder of blocks in a run directory.
pub const FOLDER: &str = "blocks";

/// The blocks of an experiment that are kept, by number.
pub type Kept = BTreeMap<u64, PathBuf>;

/// No block file is larger, so that reading one takes bounded memory.
const MOST: u64 = 4 << 30;

/// Reads and writes blocks of one experiment.
#[derive(Clone)]
pub struct Blocks {
    input: String,
}

impl Blocks {
    /// Of the experiment with this input.
    #[must_use]
    pub fn new(input: &str) -> Self {
        Self { input: input.to_owned() }
    }

    /// Keeps a block in a directory.
    ///
    /// # Errors
    /// Of the file system.
    pub fn keep(&self, directory: &Path, block: &Block) -> Result<(), Error> {
        let folder = directory.join(FOLDER);
        if !directory.is_dir() {
            let why = "the run directory was deleted or moved while this ran; the same command begins again";
            return Err(Error::Other(format!("{}: {why}", folder.display())));
        }
        if !folder.exists() {
            fs::create_dir(&folder).map_err(Error::io(&folder))?;
            files::sync_names(&folder);
        }
        let bytes = envelope::seal(&MARK, &self.input, block)?;
        if bytes.len() as u64 > MOST {
            let why = "a block of this experiment is larger than 4 GiB: record fewer outcomes or draw fewer parameters";
            return Err(Error::Other(why.into()));
        }
        files::write(&folder.join(format!("{:08}.block", block.number)), &bytes)
    }

    /// The blocks that a directory keeps, whole or not.
    ///
    /// # Errors
    /// Of the file system.
    pub fn list(directory: &Path) -> Result<Kept, Error> {
        let folder = directory.join(FOLDER);
        let mut kept = Kept::new();
        if !folder.is_dir() {
            return Ok(kept);
        }
        for entry in fs::read_dir(&folder).map_err(Error::io(&folder))? {
            let path = entry.map_err(Error::io(&folder))?.path();
            let is_block = path.extension().is_some_and(|extension| extension == "block");
            let number = path.file_stem().and_then(|name| name.to_str()?.parse().ok()).filter(|_| is_block);
            if let Some(number) = number {
                kept.insert(number, path);
            }
        }
        Ok(kept)
    }

    /// Reads a block.
    ///
    /// # Errors
    /// Of the file system, and a file that is not the whole block of this number of this experiment.
    pub fn read(&self, path: &Path, number: u64) -> Result<Block, Error> {
        self.parse(path, number, &files::read(path, MOST)?)
    }

    /// Reads a block from the bytes of a file; `path` is for messages.
    ///
    /// # Errors
    /// As [`Blocks::read`].
    pub fn parse(&self, path: &Path, number: u64, bytes: &[u8]) -> Result<Block, Error> {
        let body = envelope::open(&MARK, &self.input, "block", path, bytes)?;
        match postcard::from_bytes::<Block>(body) {
            Ok(block) if block.number == number => Ok(block),
            _ => Err(Error::Other(format!("{}: is not the block that its name says", path.display()))),
        }
    }

    /// Those of these blocks that are whole, and what is wrong with the others.
    #[must_use]
    pub fn whole(&self, kept: Kept) -> (Kept, Vec<String>) {
        let mut wrong = Vec::new();
        let mut whole = Kept::new();
        for (number, path) in kept {
            match self.read(&path, number) {
                Ok(_) => _ = whole.insert(number, path),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        (whole, wrong)
    }
}

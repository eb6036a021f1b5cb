//! `search.kept`: a calibration's search between two generations, so that it goes on where it was.

use super::envelope::{self, Mark};
use super::{Error, files};
use crate::analysis::calibration::State;
use std::path::Path;

/// The name of the file in a run directory.
pub const FILE: &str = "search.kept";

const MARK: Mark = *b"RPSRCH\0\x01";

/// Keeps a search, in place of an earlier state of it; `input` is the digest of the experiment's.
///
/// # Errors
/// Of the file system.
pub fn keep(directory: &Path, input: &str, state: &State) -> Result<(), Error> {
    files::write(&directory.join(FILE), &envelope::seal(&MARK, input, state)?)
}

/// The search that a directory keeps, if there is one.
///
/// # Errors
/// Of the file system, and a file that is damaged or of another experiment.
pub fn read(directory: &Path, input: &str) -> Result<Option<State>, Error> {
    let path = directory.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    parse(&path, input, &std::fs::read(&path).map_err(Error::io(&path))?).map(Some)
}

/// Reads a search from the bytes of a file; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, input: &str, bytes: &[u8]) -> Result<State, Error> {
    let body = envelope::open(&MARK, input, "search", path, bytes)?;
    postcard::from_bytes(body).map_err(|error| Error::Other(format!("{}: {error}", path.display())))
}

//! Files that an experiment under way keeps for itself: a mark, the digest of the experiment's input, what is kept, and
//! the SHA-256 of all before it.

use super::{Error, digest};
use serde::Serialize;
use std::path::Path;

/// The first bytes of a file; the last of them is the version of its layout.
pub(super) type Mark = [u8; 8];

/// Letters of the digest of the input.
const INPUT: usize = 64;

/// Bytes of the digest at the end.
const SUM: usize = 32;

/// The bytes of a file.
///
/// # Errors
/// None for what this program keeps.
pub(super) fn seal(mark: &Mark, input: &str, kept: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::from(*mark);
    bytes.extend_from_slice(input.as_bytes());
    let mut bytes = postcard::to_extend(kept, bytes).map_err(|e| Error::Other(e.to_string()))?;
    let sum = digest::bytes(&bytes);
    bytes.extend_from_slice(&sum);
    Ok(bytes)
}

/// What is kept in the bytes of a file, `what` in words; `path` is for messages.
///
/// # Errors
/// Where it is another kind of file, damaged, or of another experiment.
pub(super) fn open<'a>(mark: &Mark, input: &str, what: &str, path: &Path, bytes: &'a [u8]) -> Result<&'a [u8], Error> {
    let damaged = |why: String| Error::Other(format!("{}: {why}", path.display()));
    let body = bytes.len().checked_sub(SUM).filter(|&body| body >= mark.len() + INPUT && bytes.starts_with(mark));
    let Some(body) = body else { return Err(damaged(format!("is not a {what} file"))) };
    let (body, sum) = bytes.split_at(body);
    if digest::bytes(body) != *sum {
        return Err(damaged("is damaged: its digest is not that of its contents".into()));
    }
    let (head, body) = body.split_at(mark.len() + INPUT);
    if head[mark.len()..] != *input.as_bytes() {
        return Err(damaged(format!("is a {what} of another experiment")));
    }
    Ok(body)
}

//! Analyses of rows that were there already.

mod layout;
pub mod sensitivity;

use crate::output::table::TableError;
use crate::scenario::Problems;
use std::path::Path;

/// Why there is no analysis: bad input.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Rows that cannot be read, or a column that is not there.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A scenario that this version of the program reads otherwise than the one that wrote it.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}

/// The last part of a path, for names and titles: the path itself may differ by machine.
fn short(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.file_name().map_or_else(|| "rows".to_owned(), |name| name.to_string_lossy().into_owned())
}

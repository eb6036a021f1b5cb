//! Secondary analyses: of rows that are there already. Nothing is simulated.
//!
//! ```text
//! Table (a run directory, a file) ──► analysis::{discover, compare, sensitivity} ──► Study
//!                                        findings.json, pictures ◄── output::directory ◄──┘
//! ```

mod changes;
pub mod compare;
pub mod discover;
mod layout;
pub mod sensitivity;

use crate::analysis;
use crate::output::table::{Table, TableError};
use crate::scenario::{self, Problems, Scenario};
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
    /// Scenario discovery.
    #[error(transparent)]
    Discover(#[from] analysis::discover::Refused),
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}

/// The scenario whose runs a table holds, with only what was recorded; none for a file.
fn scenario(table: &Table) -> Result<Option<Scenario>, Refused> {
    let Some(manifest) = table.manifest() else { return Ok(None) };
    let scenario = scenario::parse_with(&manifest.resolved, &manifest.design.paths(), u32::MAX)?.scenario;
    let Some(record) = &manifest.record else { return Ok(Some(scenario)) };
    let at = |id: &String| scenario.outcomes.iter().position(|outcome| outcome.id == *id);
    Ok(Some(scenario.recording(&record.iter().filter_map(at).collect::<Vec<_>>())))
}

/// The first columns of the rows of every experiment.
const OF_A_RUN: [&str; 3] = ["index", "replicate", "point"];

/// Whether a file holds the rows of an experiment of this program, as `export` writes them. Its parameters are then the
/// columns that are named by paths; the others are outcomes, whose ids have no dot.
fn exported(table: &Table) -> bool {
    table.headings().iter().map(|heading| heading.name.as_str()).take(OF_A_RUN.len()).eq(OF_A_RUN)
}

/// Whether a column of an exported table is a parameter.
fn is_path(name: &str) -> bool {
    name.contains('.')
}

/// The last part of a path, for names and titles: the path itself may differ by machine.
fn short(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.file_name().map_or_else(|| "rows".to_owned(), |name| name.to_string_lossy().into_owned())
}

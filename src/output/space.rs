//! Space on the disk, asked for before an experiment begins.

use super::{Error, rows::Keep};
use crate::engine::BLOCK;
use crate::scenario::Scenario;
use std::path::Path;

/// Refuses a directory with too little space for the rows of `runs` runs, and for `blocks` blocks that are yet to be kept.
///
/// # Errors
/// That, and of the file system.
pub fn enough(path: &Path, scenario: &Scenario, keep: Keep, (runs, blocks): (u64, u64)) -> Result<(), Error> {
    let row = |columns: usize| 24 + 9 * columns as u64;
    let (outcomes, drawn) = (scenario.outcomes.len(), scenario.in_rows().count());
    let rows = match keep {
        Keep::All => runs.saturating_mul(row(outcomes + drawn)),
        Keep::Outcomes => runs.saturating_mul(row(outcomes)),
        Keep::None => 0,
    };
    let blocks = blocks.saturating_mul(BLOCK).min(runs).saturating_mul(row(outcomes + drawn));
    let needed = blocks.saturating_add(rows).saturating_add(16 << 20);
    let free = fs4::available_space(path).map_err(Error::io(path))?;
    if free >= needed {
        return Ok(());
    }
    Err(Error::Other(format!(
        "{}: too little space: {} MiB free, about {} MiB needed; free some, name another directory with --out, or keep fewer columns with --rows outcomes",
        path.display(),
        free >> 20,
        needed >> 20
    )))
}

//! The row of a run as its directory keeps it, against the run told again.

use crate::chronicle::Chronicle;
use crate::engine::BLOCK;
use crate::output::{Error, manifest::Manifest, rows, rows::Keep};
use parquet::record::Field;
use std::path::Path;

/// Checks that a run that was told has the bits of its row, where rows were kept.
///
/// # Errors
/// Where it differs, where the file is damaged, and of the file system.
pub fn check(directory: &Path, manifest: &Manifest, story: &Chronicle) -> Result<(), Error> {
    if manifest.rows_kept == Keep::None {
        return Ok(());
    }
    manifest.check(directory, "rows.parquet")?;
    let path = directory.join("rows.parquet");
    let Some(row) = rows::one(&path, (story.run / BLOCK) as usize, (story.run % BLOCK) as usize)? else {
        return Err(Error::Other(format!("{}: has no row {}", path.display(), story.run)));
    };
    let outcomes = story.outcomes.iter().map(|outcome| (&outcome.id, outcome.value));
    let parameters = story.parameters.iter().map(|(path, value)| (path, Some(*value)));
    for (name, told) in outcomes.chain(parameters) {
        let Some((_, field)) = row.get_column_iter().find(|(column, _)| *column == name) else { continue };
        let kept = number(field);
        if kept.map(f64::to_bits) != told.map(f64::to_bits) {
            return Err(Error::Other(format!(
                "{}: run {} has {name} {kept:?} there, and {told:?} when it is run again; `realpolitik verify {}` says more",
                path.display(),
                story.run,
                directory.display()
            )));
        }
    }
    Ok(())
}

/// A value as it was before it went to the file.
fn number(field: &Field) -> Option<f64> {
    match field {
        Field::Bool(yes) => Some(f64::from(u8::from(*yes))),
        Field::Int(x) => Some(f64::from(*x)),
        Field::Double(x) => Some(*x),
        _ => None,
    }
}

//! The directory of a secondary analysis: its findings and pictures. There is no manifest, since the findings say which
//! rows they are of and what was asked.

use super::Error;
use super::directory::{PART, REPORTS, json, read_json, write, write_pictures};
use crate::analysis::Study;
use std::fs;
use std::path::Path;

/// The file that makes a directory complete.
const FINDINGS: &str = REPORTS[1];

/// Refuses a directory that holds something else than an analysis of this kind, which would be replaced.
///
/// # Errors
/// Where it does, and of the file system.
pub fn look(path: &Path, kind: &str) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    // As any version of the program wrote it.
    let same = || read_json::<serde_json::Value>(&path.join(FINDINGS)).is_ok_and(|all| all["findings"]["kind"] == kind);
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let name = entry.map_err(Error::io(path))?.file_name().to_string_lossy().into_owned();
        if !(name == "plots" || name.ends_with(PART) || name == FINDINGS && same()) {
            return Err(Error::Other(format!(
                "{}: holds what is not of `{kind}` ({name}); name another directory with --out",
                path.display()
            )));
        }
    }
    Ok(())
}

/// Writes an analysis, in place of an earlier one of the same kind: pictures, then the findings, so that a directory
/// that has them is complete.
///
/// # Errors
/// Of the file system, and those of [`look`].
pub fn write_analysis(path: &Path, kind: &str, study: &Study, pictures: &[(String, Vec<u8>)]) -> Result<(), Error> {
    look(path, kind)?;
    fs::create_dir_all(path).map_err(Error::io(path))?;
    remove(&path.join(FINDINGS))?;
    let plots = path.join("plots");
    for entry in fs::read_dir(&plots).into_iter().flatten() {
        let name = entry.map_err(Error::io(&plots))?.file_name();
        if name.to_string_lossy().starts_with(&format!("{kind}-")) {
            remove(&plots.join(name))?;
        }
    }
    write_pictures(&plots, pictures)?;
    write(&path.join(FINDINGS), &json(study)?)
}

fn remove(path: &Path) -> Result<(), Error> {
    if path.exists() { fs::remove_file(path).map_err(Error::io(path)) } else { Ok(()) }
}

//! The directory of a secondary analysis: its findings and pictures. There is no manifest, since the findings say which
//! rows they are of and what was asked.

use super::Error;
use super::directory::{REPORTS, refuse_links};
use super::files::{PART, json, read_json, remove, write, write_pictures};
use crate::analysis::{Findings, Study};
use std::fs;
use std::path::Path;

/// The file that makes a directory complete.
const FINDINGS: &str = REPORTS[1];

/// Whether these very findings are there already. With `replace`, others of the same kind count as nothing.
///
/// # Errors
/// Where the directory holds other findings, or something else than an analysis of this kind, and of the file system.
pub fn look(path: &Path, study: &Study, replace: bool) -> Result<bool, Error> {
    if !path.exists() {
        return Ok(false);
    }
    fits(path, kind(study))?;
    let (kind, file) = (kind(study), path.join(FINDINGS));
    let there = if file.exists() { Some(fs::read(&file).map_err(Error::io(&file))?) } else { None };
    match there {
        None => Ok(false),
        Some(text) if text == json(study)? => Ok(!replace),
        Some(_) if replace => Ok(false),
        Some(_) => Err(other(path, kind)),
    }
}

/// As [`look`], before there is a study: refuses a directory that cannot take it. `same` says whether findings that are
/// there are of the question that is asked.
///
/// # Errors
/// As [`look`].
pub fn room(path: &Path, kind: &str, replace: bool, same: &dyn Fn(&Findings) -> bool) -> Result<(), Error> {
    fits(path, kind)?;
    let there = read_json::<Study>(&path.join(FINDINGS));
    if !replace && there.is_ok_and(|study| !same(&study.findings)) {
        return Err(other(path, kind));
    }
    Ok(())
}

fn other(path: &Path, kind: &str) -> Error {
    Error::Refused(format!(
        "{}: holds a result of `{kind}` from other rows, another question, another version or a directory of \
         another name; --force replaces it, or name another directory with --out",
        path.display()
    ))
}

/// Refuses a directory that holds something else than an analysis of this kind; one that is not there fits.
///
/// # Errors
/// Such a directory, and of the file system.
pub fn fits(path: &Path, kind: &str) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    let file = path.join(FINDINGS);
    // As any version of the program wrote it.
    let same_kind = || read_json::<serde_json::Value>(&file).is_ok_and(|all| all["findings"]["kind"] == kind);
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let name = entry.map_err(Error::io(path))?.file_name().to_string_lossy().into_owned();
        if !(name == "plots" || name.ends_with(PART) || name == FINDINGS && same_kind()) {
            return Err(Error::Refused(format!(
                "{}: holds what is not of `{kind}` ({name}); name another directory with --out",
                path.display()
            )));
        }
    }
    Ok(())
}

fn kind(study: &Study) -> &'static str {
    study.findings.analysis().unwrap_or_default() // Only analyses come here.
}

/// Writes an analysis, in place of an earlier one of the same kind: pictures, then the findings, so that a directory
/// that has them is complete.
///
/// # Errors
/// Of the file system.
pub fn write_analysis(path: &Path, study: &Study, pictures: &[(String, Vec<u8>)]) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(Error::io(path))?;
    refuse_links(path)?;
    remove(&path.join(FINDINGS))?;
    let (plots, kind) = (path.join("plots"), kind(study));
    for entry in fs::read_dir(&plots).into_iter().flatten() {
        let name = entry.map_err(Error::io(&plots))?.file_name();
        if name.to_string_lossy().starts_with(&format!("{kind}-")) {
            remove(&plots.join(name))?;
        }
    }
    write_pictures(&plots, pictures)?;
    write(&path.join(FINDINGS), &json(study)?)
}

//! The files that a manifest speaks for, each with the SHA-256 of its bytes: what was changed or lost since is noticed when
//! it is read.

use super::{Error, digest, manifest::Manifest};
use std::collections::BTreeMap;
use std::path::Path;

/// Digests of files, by name.
pub type Files = BTreeMap<String, String>;

/// The digests of these files of a directory, as far as they are there.
///
/// # Errors
/// Of the file system.
pub fn files(directory: &Path, names: &[&str]) -> Result<Files, Error> {
    let mut all = Files::new();
    for name in names {
        let path = directory.join(name);
        if path.exists() {
            all.insert((*name).to_owned(), digest::file(&path).map_err(Error::io(&path))?);
        }
    }
    Ok(all)
}

impl Manifest {
    /// Checks that a file of the directory is the one that was written.
    ///
    /// # Errors
    /// Where it is missing or another, and of the file system.
    pub fn check(&self, directory: &Path, name: &str) -> Result<(), Error> {
        let path = directory.join(name);
        let remedy = "what made the directory (run, audit, ...), given again with --force, makes it anew";
        let damaged = |why: &str| Err(Error::Other(format!("{}: {why}; {remedy}", path.display())));
        let Some(digest) = self.files.get(name) else {
            return damaged("the manifest beside it knows no such file");
        };
        if !path.is_file() {
            return damaged("is missing");
        }
        if digest::file(&path).map_err(Error::io(&path))? != *digest {
            return damaged("is damaged: its digest is not the one in manifest.json");
        }
        Ok(())
    }

    /// Checks all files of the directory.
    ///
    /// # Errors
    /// As [`Manifest::check`], for the first that is not as it was written.
    pub fn check_all(&self, directory: &Path) -> Result<(), Error> {
        self.files.keys().try_for_each(|name| self.check(directory, name))
    }
}

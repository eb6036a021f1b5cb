//! `realpolitik new`.

use super::{Stop, say};
use crate::output::files;
use std::path::PathBuf;

/// Writes NAME.toml.
#[derive(clap::Args)]
pub(super) struct New {
    /// Name of the scenario; the file is NAME.toml.
    name: String,
    /// Overwrite a file that is there.
    #[arg(long)]
    force: bool,
}

impl New {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let path =
            PathBuf::from(if self.name.ends_with(".toml") { self.name.clone() } else { format!("{}.toml", self.name) });
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if stem.is_empty() || !stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            return Err(Stop::Input(format!("error: {stem:?} cannot name a scenario: use letters, digits, - and _")));
        }
        if path.exists() && !self.force {
            return Err(Stop::Input(format!(
                "error: {} is there already: choose another name, or --force",
                path.display()
            )));
        }
        if path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            return Err(Stop::Input(format!("error: {}: the folder is not there; make it first", path.display())));
        }
        files::write(&path, crate::scenario::template(&stem).as_bytes())?;
        say(&format!("{0} written. Next: realpolitik check {0}; realpolitik run {0}\n", path.display()))
    }
}

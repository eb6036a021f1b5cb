//! `realpolitik status`.

use super::merge::{begun, gap, part, quoted};
use super::tasks::Tasks;
use super::{Stop, say};
use crate::experiment::parts::{State, Survey, state, survey};
use crate::slurm::Folder;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Says what is done of an experiment, what runs, and what to do.
#[derive(clap::Args)]
pub(super) struct Status {
    /// Directories of an experiment or of its parts, or a directory with a folder `parts`.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
}

/// The parts that were begun, by their numbers, and those of them that are complete.
#[derive(Default)]
struct Parts {
    begun: usize,
    complete: usize,
    done: BTreeSet<u64>,
}

impl Status {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let mut out = String::new();
        let (whole, named): (Vec<PathBuf>, Vec<PathBuf>) =
            self.directories.iter().cloned().partition(|path| path.join("manifest.json").exists());
        for path in &whole {
            state(path)?; // Another version's is refused.
            let _ = writeln!(out, "{}: complete", path.display()); // A string takes all, here and below.
        }
        let all = begun(&named)?;
        let mut parts = Parts::default();
        let scripts = all.first().and_then(|path| Folder::around(path));
        for path in all.iter().filter(|path| scripts.as_ref().is_none_or(|scripts| scripts.path() != *path)) {
            let _ = writeln!(out, "{}: {}", path.display(), parts.line(path)?);
        }
        if parts.begun > 0 || scripts.is_some() {
            out += &parts.together(&all, &named, scripts.as_ref())?;
        }
        say(&out)
    }
}

impl Parts {
    /// What a directory holds.
    fn line(&mut self, path: &Path) -> Result<String, Stop> {
        let (started, kept, busy) = match state(path)? {
            State::Complete => return Ok("complete".to_owned()),
            State::Nothing => return Ok("holds no experiment".to_owned()),
            State::Begun { started, kept, busy } => (started, kept, busy),
        };
        let (part, of) = (part(&started), started.len());
        let whole = part.is_some() && kept == of;
        self.begun += usize::from(part.is_some());
        self.complete += usize::from(whole);
        self.done.extend(part.filter(|_| whole).map(|part| part.number()));
        Ok(match (whole, busy) {
            (true, _) => format!("complete: {of} blocks"),
            (_, true) => format!("running: {kept} of {of} blocks"),
            _ => {
                let go_on = quoted(&["realpolitik".into(), "resume".into(), path.to_string_lossy().into_owned()]);
                format!("stopped: {kept} of {of} blocks; go on by `{go_on}`")
            }
        })
    }

    /// What the parts are together.
    fn together(&self, all: &[PathBuf], named: &[PathBuf], scripts: Option<&Folder>) -> Result<String, Stop> {
        let Survey { started, missing, against, .. } = survey(all)?;
        let mut out = match self.begun {
            0 => "no part was begun\n".to_owned(),
            begun => format!("\n{} of the {begun} parts that were begun are complete\n", self.complete),
        };
        let tasks = match scripts {
            Some(folder) => Tasks::ask(folder, part(&started).map_or(0, |part| part.count()), &self.done)?,
            None => Tasks::default(),
        };
        out += &tasks.text;
        for why in &against {
            let _ = writeln!(out, "{why}"); // A string takes all.
        }
        if missing.is_empty() && against.is_empty() && !tasks.merging {
            let named: Vec<String> = named.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            let _ = writeln!(out, "nothing is missing: `realpolitik merge {}` puts them together", quoted(&named));
        }
        let gap = gap(&missing, &started, &all[0], &tasks.active);
        Ok(out + &gap.join("\n") + if gap.is_empty() { "" } else { "\n" })
    }
}

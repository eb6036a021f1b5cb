//! `realpolitik resume`.

use super::merge::part;
use super::number::whole;
use super::{Stop, parse, say};
use crate::engine::BLOCK;
use crate::experiment::parts::{State, state};
use crate::output::directory::{PARTS, tidy};
use crate::output::manifest::Manifest;
use crate::slurm::Folder;
use std::path::PathBuf;

/// Goes on with an experiment that was interrupted, behind the blocks that are done.
#[derive(clap::Args)]
pub(super) struct Resume {
    /// The directory of the experiment, or of a part of one.
    directory: PathBuf,
    /// Threads; as the experiment was begun without it. The result does not depend on it.
    #[arg(long, value_name = "N", value_parser = whole::<usize>(0, u64::MAX, 2))]
    threads: Option<usize>,
}

impl Resume {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let path = self.directory.display();
        let started = match state(&self.directory)? {
            State::Begun { started, .. } => started,
            State::Complete => {
                Manifest::read(&self.directory)?.check_all(&self.directory)?;
                tidy(&self.directory);
                return say(&format!("{path}: complete already\n"));
            }
            State::Nothing => return Err(Stop::Input(format!("error: {path}: {}", self.nothing()))),
        };
        let blocks = started.runs.div_ceil(BLOCK);
        if part(&started).is_some_and(|part| part.of(blocks) != (started.blocks[0]..started.blocks[1])) {
            return Err(Stop::Input(format!(
                "error: {path}: parts were being put together here; run the same `realpolitik merge` again"
            )));
        }
        let mut command = parse(&started.arguments, &self.directory)?;
        let Some((input, output)) = command.experiment() else {
            return Err(Stop::Input(format!("error: {path}: what was begun there is no experiment")));
        };
        input.resolved = Some(started.resolved);
        output.go_on(started.arguments, self.directory.clone(), self.threads);
        command.go()
    }

    /// Why there is nothing to go on with here.
    fn nothing(&self) -> String {
        let path = &self.directory;
        if !path.exists() {
            return "there is no such directory".to_owned();
        }
        if path.join(PARTS).is_dir() || Folder::of(path).exists() {
            let path = super::merge::quoted(&[path.to_string_lossy().into_owned()]);
            return format!(
                "is computed in parts; `realpolitik status {path}` says what is missing and how it is computed"
            );
        }
        "no experiment was begun here; give the directory of one, which holds started.json".to_owned()
    }
}

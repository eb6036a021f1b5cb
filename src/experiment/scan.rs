//! What is kept of a scan: the counts of its points, behind every block, so that a scan that was stopped or killed goes on.

use super::{Plan, Study};
use crate::analysis::tip::Seeker;
use crate::analysis::{About, Report};
use crate::engine::{Rows, SeriesCounts};
use crate::output::{Error, files};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The counts of a scan, in its file.
#[derive(Serialize, Deserialize)]
struct Counts {
    /// Digest of all that they depend on.
    input: String,
    /// Blocks that are counted.
    blocks: u64,
    /// Runs in which the outcome counts, and all, point by point.
    counts: Vec<(u64, u64)>,
}

/// A scan that keeps its counts.
pub(super) struct Kept<'a> {
    seeker: &'a mut Seeker,
    path: PathBuf,
    input: String,
    blocks: u64,
}

impl<'a> Kept<'a> {
    /// Goes on from what is kept of this scan in a folder, if anything is: a file that is of another, or is damaged, counts
    /// for nothing.
    pub(super) fn new(seeker: &'a mut Seeker, plan: &Plan, folder: &Path) -> Self {
        let input = plan.input();
        let path = folder.join(format!("scan-{}.json", &input[..8]));
        let known: Option<Counts> = files::read_sealed(&path);
        let known = known.filter(|known| known.input == input && seeker.resume(&known.counts));
        Self { seeker, path, input, blocks: known.map_or(0, |known| known.blocks) }
    }

    /// Blocks that are counted.
    pub(super) fn blocks(&self) -> u64 {
        self.blocks
    }

    /// The file.
    pub(super) fn into_path(self) -> PathBuf {
        self.path
    }

    /// Writes the counts.
    fn keep(&self) -> Result<(), Error> {
        let counts = Counts { input: self.input.clone(), blocks: self.blocks, counts: self.seeker.counts().to_vec() };
        if let Some(folder) = self.path.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        files::write(&self.path, &files::sealed(&counts)?)
    }
}

impl Study for Kept<'_> {
    fn block(&mut self, rows: &Rows) -> ControlFlow<()> {
        let flow = self.seeker.block(rows);
        self.blocks += 1;
        let _ = self.keep(); // Without the file the scan begins again; a disk that takes nothing now is told of when the experiment itself is written.
        flow
    }

    fn finish(&mut self, about: About, counts: &[SeriesCounts]) -> Report {
        self.seeker.finish(about, counts)
    }
}

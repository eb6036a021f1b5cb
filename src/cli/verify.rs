//! `realpolitik verify`.

use super::number::whole;
use super::{Stop, common, say};
use crate::experiment::{self, Verified};
use crate::output::manifest::Manifest;
use crate::words::counted;
use std::path::PathBuf;

/// Blocks that a message names.
const MOST_NAMED: usize = 10;

/// Runs again and compares.
#[derive(clap::Args)]
pub(super) struct Verify {
    /// The directory of a run.
    directory: PathBuf,
    /// Threads; all processors without it.
    #[arg(long, value_name = "N", value_parser = whole::<usize>(0, u64::MAX, 2))]
    threads: Option<usize>,
}

impl Verify {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let manifest = Manifest::read(&self.directory)?;
        let (threads, bar) = (common::threads(self.threads)?, common::bar(manifest.runs));
        let verified = experiment::verify(&manifest, threads, &|done| bar.inc(done));
        bar.finish_and_clear();
        let verified = verified.map_err(|refused| {
            let path = self.directory.join("manifest.json");
            Stop::Failed(format!("{}: the scenario in it cannot be read\n{refused}", path.display()))
        })?;
        let directory = self.directory.display();
        let differs = match verified {
            Verified::Same => {
                let Manifest { runs, blocks, rows, .. } = &manifest;
                let (runs, blocks) = (counted(*runs, "run"), counted(blocks.len() as u64, "block"));
                return say(&format!("{directory}: {runs}, {blocks}, the same digest {rows}\n"));
            }
            Verified::Blocks(blocks) => {
                let more = blocks.len().saturating_sub(MOST_NAMED);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let named: Vec<String> = blocks.iter().take(MOST_NAMED).map(u64::to_string).collect();
                format!("{directory}: blocks that differ: {}{more}", named.join(", "))
            }
            Verified::Digest => format!("{directory}: the digest of rows or series differs"),
        };
        let own = env!("CARGO_PKG_VERSION");
        let by = if manifest.program == own {
            String::new()
        } else {
            format!(" (written by version {}, this is {own})", manifest.program)
        };
        Err(Stop::Failed(differs + &by))
    }
}

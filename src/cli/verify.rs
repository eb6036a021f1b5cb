//! `realpolitik verify`.

use super::{Stop, say};
use crate::design::MonteCarlo;
use crate::engine::{self, Experiment, RowSink, Rows, UNIT};
use crate::output::{digest, manifest::Manifest};
use std::convert::Infallible;
use std::path::PathBuf;

/// Blocks that a message names.
const MOST_NAMED: usize = 10;

/// Runs again and compares.
#[derive(clap::Args)]
pub(super) struct Verify {
    /// The directory of a run.
    directory: PathBuf,
    /// Threads; all processors without it.
    #[arg(long)]
    threads: Option<usize>,
}

#[derive(Default)]
struct Digests(Vec<String>);

impl RowSink for Digests {
    type Error = Infallible;

    fn block(&mut self, _number: u64, rows: Rows) -> Result<(), Infallible> {
        self.0.push(digest::block(&rows));
        Ok(())
    }
}

impl Verify {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let manifest = Manifest::read(&self.directory)?;
        let loaded = crate::scenario::parse(&manifest.resolved).map_err(|problems| {
            let path = self.directory.join("manifest.json");
            Stop::Failed(format!("{}: the scenario in it cannot be read\n{}", path.display(), problems.render(false)))
        })?;
        let design = MonteCarlo { runs: manifest.runs };
        let experiment = Experiment {
            scenario: &loaded.scenario,
            design: &design,
            seed: manifest.seed,
            threads: super::run::threads(self.threads)?,
            unit: UNIT,
        };
        let mut digests = Digests::default();
        let counts = match engine::run(&experiment, &mut digests, &|_| {}) {
            Ok(counts) => counts,
            Err(never) => match never {},
        };
        let differing: Vec<String> = (0..digests.0.len().max(manifest.blocks.len()))
            .filter(|&at| digests.0.get(at) != manifest.blocks.get(at))
            .map(|at| at.to_string())
            .collect();
        if !differing.is_empty() {
            let by = if manifest.program == env!("CARGO_PKG_VERSION") {
                String::new()
            } else {
                format!(" (written by version {}, this is {})", manifest.program, env!("CARGO_PKG_VERSION"))
            };
            let more = differing.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            return Err(Stop::Failed(format!(
                "{}: blocks that differ: {}{more}{by}",
                self.directory.display(),
                differing[..differing.len().min(MOST_NAMED)].join(", ")
            )));
        }
        if digest::series(&counts) != manifest.series || digest::rows(&loaded.scenario, &digests.0) != manifest.rows {
            return Err(Stop::Failed(format!("{}: the digest of rows or series differs", self.directory.display())));
        }
        say(&format!(
            "{}: {} runs, {} blocks, the same digest {}\n",
            self.directory.display(),
            manifest.runs,
            digests.0.len(),
            manifest.rows
        ))
    }
}

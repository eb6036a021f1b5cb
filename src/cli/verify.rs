//! `realpolitik verify`.

use super::number::whole;
use super::{Stop, common, say};
use crate::engine::BLOCK;
use crate::experiment::{self, Verified};
use crate::output::machine::{Environment, Machine};
use crate::output::{files, manifest::Manifest};
use crate::words::counted;
use std::path::PathBuf;

/// Blocks that a message names.
const MOST_NAMED: usize = 10;

/// Runs again and compares.
#[derive(clap::Args)]
pub(super) struct Verify {
    /// The directory of a run.
    directory: PathBuf,
    /// Run only a random sample of the blocks again: a share, such as 1%.
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    sample: Option<f64>,
    /// Which blocks are in the sample.
    #[arg(long, default_value_t = 1, requires = "sample")]
    seed: u64,
    /// Raise the limits on the size of a scenario so many times, as when it was run.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = whole::<u32>(1, 1_000_000, 10))]
    limits: u32,
    /// Threads; all processors without it.
    #[arg(long, value_name = "N", value_parser = whole::<usize>(0, u64::MAX, 2))]
    threads: Option<usize>,
}

/// A share, above 0 up to 1.
fn share(text: &str) -> Result<f64, String> {
    let number = |text: &str, per: f64| text.trim().parse::<f64>().ok().map(|x| x / per);
    let share = text.strip_suffix('%').map_or_else(|| number(text, 1.0), |percent| number(percent, 100.0));
    share.filter(|x| *x > 0.0 && *x <= 1.0).ok_or_else(|| "above 0% up to 100%, such as 1%".to_owned())
}

impl Verify {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let manifest = Manifest::read(&self.directory)?;
        let directory = self.directory.display();
        manifest.check_all(&self.directory)?;
        let blocks = experiment::blocks(&manifest);
        let sampled = self.sample.map(|share| experiment::sample(blocks, share, self.seed));
        let runs = sampled.as_ref().map_or(manifest.runs, |sampled| {
            sampled.iter().map(|block| BLOCK.min(manifest.runs - block * BLOCK)).sum()
        });
        let (threads, bar) = (common::threads(self.threads)?, common::bar(runs));
        let verified = experiment::verify(&manifest, self.limits, sampled.as_deref(), threads, &|done| bar.inc(done));
        bar.finish_and_clear();
        let verified = verified.map_err(|refused| {
            let path = self.directory.join("manifest.json");
            Stop::Failed(format!("{}: the scenario in it cannot be read\n{refused}", path.display()))
        })?;
        let differs = match verified {
            Verified::Same => {
                let what = match sampled {
                    Some(sampled) => format!("{} of {blocks} blocks, seed {}, are the same", sampled.len(), self.seed),
                    None => format!("{}, the same digest {}", counted(blocks, "block"), manifest.rows),
                };
                return say(&format!("{directory}: {}, {what}\n", counted(manifest.runs, "run")));
            }
            Verified::Blocks(blocks) => {
                let more = blocks.len().saturating_sub(MOST_NAMED);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let named: Vec<String> = blocks.iter().take(MOST_NAMED).map(u64::to_string).collect();
                format!("{directory}: blocks that differ: {}{more}", named.join(", "))
            }
            Verified::Search => format!("{directory}: the search finds other particles than posterior.parquet has"),
            Verified::Digest => format!("{directory}: the number of runs, or the digest of rows or series differs"),
        };
        Err(Stop::Failed(format!("{differs}\n{}", self.environment(&manifest))))
    }

    /// What may be the reason.
    fn environment(&self, manifest: &Manifest) -> String {
        let Ok(there) = files::read_json::<Machine>(&self.directory.join("machine.json")) else {
            return "machine.json, which says where it was run, cannot be read".to_owned();
        };
        let there = Environment { program: manifest.program.clone(), ..there.environment };
        let differences = Environment::here().differences(&there);
        if differences.is_empty() {
            return "it was run by this version of the program in the same environment: the manifest was altered, or a \
                    processor or its memory is at fault"
                .to_owned();
        }
        let lines: Vec<String> = differences.iter().map(|what| format!("  {what}")).collect();
        format!("what differs in the environment:\n{}", lines.join("\n"))
    }
}

//! Runs an experiment again from its manifest and compares.

use super::{Plan, Refused};
use crate::engine::{self, Block, Experiment, SeriesCounts, Sink, UNIT, add_counts};
use crate::output::{digest, manifest::Manifest};
use std::convert::Infallible;
use std::ops::ControlFlow;

/// What came of running again.
#[derive(Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every digest is the same.
    Same,
    /// These blocks differ.
    Blocks(Vec<u64>),
    /// The blocks are the same, but not the digest over them, or the counts over time.
    Digest,
}

#[derive(Default)]
struct Digests {
    blocks: Vec<String>,
    counts: Vec<SeriesCounts>,
}

impl Sink for Digests {
    type Error = Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Infallible> {
        self.blocks.push(digest::block(&block.rows));
        add_counts(&mut self.counts, block.counts);
        Ok(ControlFlow::Continue(()))
    }
}

/// Runs the experiment of a manifest again.
///
/// # Errors
/// Where this version of the program refuses its scenario or design.
pub fn verify(manifest: &Manifest, threads: usize, progress: &(dyn Fn(u64) + Sync)) -> Result<Verified, Refused> {
    let plan = Plan::again(manifest)?;
    let (design, runs) = (&*plan.design, manifest.runs);
    let experiment = Experiment { scenario: &plan.scenario, design, runs, seed: plan.seed, threads, unit: UNIT };
    let mut digests = Digests::default();
    let Ok(()) = engine::run(&experiment, experiment.blocks(), &mut digests, progress);
    let differing: Vec<u64> = (0..digests.blocks.len().max(manifest.blocks.len()))
        .filter(|&at| digests.blocks.get(at) != manifest.blocks.get(at))
        .map(|at| at as u64)
        .collect();
    if !differing.is_empty() {
        return Ok(Verified::Blocks(differing));
    }
    let rows = digest::rows(&plan.scenario, &digests.blocks);
    let same = digest::series(&digests.counts) == manifest.series && rows == manifest.rows;
    Ok(if same { Verified::Same } else { Verified::Digest })
}

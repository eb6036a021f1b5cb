//! Runs an experiment again, or a sample of its blocks, from its manifest and compares.

use super::{Plan, Refused, calibrate};
use crate::engine::{self, Block, Experiment, SeriesCounts, Sink, UNIT, add_counts};
use crate::output::{digest, manifest::Manifest};
use rand::{SeedableRng, seq};
use rand_chacha::ChaCha8Rng;
use std::convert::Infallible;
use std::ops::ControlFlow;

/// What came of running again.
#[derive(Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every digest is the same.
    Same,
    /// These blocks differ, or are too many or too few.
    Blocks(Vec<u64>),
    /// The blocks are the same, but not the number of runs, the digest over them, or the counts over time.
    Digest,
    /// The runs are the same, but the search of a calibration finds other particles.
    Search,
}

/// Digests of the blocks that were run, in the order of their numbers.
#[derive(Default)]
struct Digests {
    blocks: Vec<(u64, String)>,
    counts: Vec<SeriesCounts>,
}

impl Sink for Digests {
    type Error = Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Infallible> {
        self.blocks.push((block.number, digest::block(&block.rows)));
        add_counts(&mut self.counts, block.counts);
        Ok(ControlFlow::Continue(()))
    }
}

/// A random sample of this share of so many blocks, one at least, rising; the same for the same seed.
#[must_use]
pub fn sample(blocks: u64, share: f64, seed: u64) -> Vec<u64> {
    let wanted = ((blocks as f64 * share).ceil() as u64).clamp(1, blocks.max(1)).min(blocks);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut chosen: Vec<u64> =
        seq::index::sample(&mut random, blocks as usize, wanted as usize).into_iter().map(|at| at as u64).collect();
    chosen.sort_unstable();
    chosen
}

/// How many blocks a manifest's experiment has: as many as its runs fill, but no more than it has digests of.
#[must_use]
pub fn blocks(manifest: &Manifest) -> u64 {
    manifest.runs.div_ceil(engine::BLOCK).min(manifest.blocks.len() as u64)
}

/// Runs the experiment of a manifest again: these blocks of it, or all without them. Of a sample the counts over time are
/// not compared, which are known for the whole alone, and the search of a calibration is not run again. `limits` is that of [`Plan::again`].
///
/// # Errors
/// Where this version of the program refuses its scenario or design.
pub fn verify(
    manifest: &Manifest,
    limits: u32,
    sampled: Option<&[u64]>,
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Verified, Refused> {
    let plan = Plan::again(manifest, limits)?;
    let runs = manifest.runs.min(plan.design.len());
    let experiment =
        Experiment { scenario: &plan.scenario, design: &*plan.design, runs, seed: plan.seed, threads, unit: UNIT };
    let mut digests = Digests::default();
    let all = experiment.blocks();
    let Ok(()) = match sampled {
        Some(sampled) => {
            let there = sampled.iter().copied().filter(|number| all.contains(number));
            engine::run(&experiment, there, &mut digests, progress)
        }
        None => engine::run(&experiment, all.clone(), &mut digests, progress),
    };
    let mut differing: Vec<u64> = digests
        .blocks
        .iter()
        .filter(|(number, digest)| manifest.blocks.get(*number as usize) != Some(digest))
        .map(|(number, _)| *number)
        .collect();
    differing.extend(all.end..manifest.blocks.len() as u64);
    if (manifest.blocks.len() as u64) < all.end && sampled.is_some() {
        differing.push(manifest.blocks.len() as u64); // The first of those that the manifest lacks.
    }
    if !differing.is_empty() {
        return Ok(Verified::Blocks(differing));
    }
    let rows = digest::rows(&plan.scenario, &manifest.blocks);
    let same = rows == manifest.rows && manifest.runs == runs;
    let counted = sampled.is_some() || digest::series(&digests.counts) == manifest.series;
    if !(same && counted) {
        return Ok(Verified::Digest);
    }
    let found = sampled.is_some() || calibrate::finds_again(manifest, limits, threads)?;
    Ok(if found { Verified::Same } else { Verified::Search })
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn a_sample_holds_so_many_blocks_once_each() {
        for (blocks, share, size) in [(100, 0.01, 1), (1000, 0.015, 15), (7, 1.0, 7), (1, 0.001, 1), (0, 0.5, 0)] {
            let chosen = sample(blocks, share, 3);
            assert_eq!(chosen.len(), size);
            assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]) && chosen.iter().all(|&block| block < blocks));
            assert_eq!(chosen, sample(blocks, share, 3));
        }
        assert_ne!(sample(1000, 0.01, 1), sample(1000, 0.01, 2));
    }
}

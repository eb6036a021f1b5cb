//! Parts of an experiment: blocks from one to another, computed anywhere.

use crate::output::blocks::Blocks;
use crate::output::lock;
use crate::output::started::Started;
use crate::output::{Error, manifest};
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

/// The most parts.
const MOST: u64 = 1_000_000;

/// A part: `3/64` is the third of 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    number: u64,
    of: u64,
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let usage = format!("write I/N, such as 3/64: the third of 64 parts; at most {MOST}");
        let (number, of) = text.split_once('/').ok_or_else(|| usage.clone())?;
        match (number.parse(), of.parse()) {
            (Ok(number), Ok(of)) if 0 < number && number <= of && of <= MOST => Ok(Self { number, of }),
            _ => Err(usage),
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Part {
    /// Its blocks of so many.
    #[must_use]
    pub fn of(self, blocks: u64) -> Range<u64> {
        let cut = |parts: u64| (u128::from(blocks) * u128::from(parts) / u128::from(self.of)) as u64;
        cut(self.number - 1)..cut(self.number)
    }

    /// The parts, of as many as this is one of, that have some of these blocks to do; the ranges rise.
    pub fn with(self, missing: &[Range<u64>], blocks: u64) -> impl Iterator<Item = Self> {
        let all = (1..=self.of).map(move |number| Self { number, of: self.of });
        all.filter(move |part| {
            let own = part.of(blocks);
            let next = missing.get(missing.partition_point(|range| range.end <= own.start));
            !own.is_empty() && next.is_some_and(|range| range.start < own.end)
        })
    }

    /// The parts, of a number of parts out of `counts` or of as many as there are blocks, that compute these blocks: where it
    /// can be no others, and else as few as can be.
    #[must_use]
    pub fn cover(missing: &[Range<u64>], blocks: u64, counts: impl IntoIterator<Item = u64>) -> Vec<Self> {
        let cuts = counts.into_iter().chain([blocks.clamp(1, MOST)]);
        let cuts = cuts.map(|of| Self { number: 1, of }.with(missing, blocks).collect::<Vec<_>>());
        let within = |own: &Range<u64>| missing.iter().any(|range| range.start <= own.start && own.end <= range.end);
        let more = |parts: &[Self]| !parts.iter().all(|part| within(&part.of(blocks)));
        cuts.min_by_key(|parts| (more(parts), parts.len())).unwrap_or_default()
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many parts there are.
    #[must_use]
    pub fn count(self) -> u64 {
        self.of
    }

    /// The name of its folder.
    #[must_use]
    pub fn folder(self) -> String {
        let width = self.of.to_string().len();
        format!("{:0width$}-of-{}", self.number, self.of)
    }
}

/// Ranges without another one.
#[must_use]
pub fn without(ranges: &[Range<u64>], other: &Range<u64>) -> Vec<Range<u64>> {
    let pieces = |range: &Range<u64>| {
        let (before, behind) = (range.start..range.end.min(other.start), range.start.max(other.end)..range.end);
        [before, behind]
    };
    if other.is_empty() {
        return ranges.to_vec();
    }
    ranges.iter().flat_map(pieces).filter(|piece| !piece.is_empty()).collect()
}

/// Ranges of blocks in words.
#[must_use]
pub fn ranges(ranges: &[Range<u64>]) -> String {
    let mut text = String::new();
    for range in ranges {
        let comma = if text.is_empty() { "" } else { ", " };
        let last = range.end - 1;
        let _ = match last - range.start {
            0 => write!(text, "{comma}{last}"),
            _ => write!(text, "{comma}{} to {last}", range.start),
        }; // A string takes all.
    }
    text
}

/// What a directory holds.
pub enum State {
    /// The complete result of an experiment, or of another analysis.
    Complete,
    /// An experiment or a part of one: how many of its blocks are kept, and whether a process computes there.
    Begun {
        /// What was begun.
        started: Box<Started>,
        /// Blocks that are kept.
        kept: u64,
        /// A process computes there.
        busy: bool,
    },
    /// Nothing of ours.
    Nothing,
}

/// Looks at a directory.
///
/// # Errors
/// Of the file system, and files that cannot be read.
pub fn state(path: &Path) -> Result<State, Error> {
    if path.join("manifest.json").exists() {
        manifest::Manifest::read(path)?;
        return Ok(State::Complete);
    }
    let Some(started) = Started::read(path)? else { return Ok(State::Nothing) };
    let kept = Blocks::list(path)?.range(started.range()).count() as u64;
    Ok(State::Begun { started: Box::new(started), kept, busy: lock::is_busy(path) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_all_blocks_out() {
        for (blocks, of) in [(0, 1), (1, 3), (7, 7), (100, 7), (5, 64), (1_000_000, 999)] {
            let mut next = 0;
            for number in 1..=of {
                let range = Part { number, of }.of(blocks);
                assert_eq!(range.start, next);
                assert!(range.end - range.start <= blocks / of + 1);
                next = range.end;
            }
            assert_eq!(next, blocks);
        }
    }

    #[test]
    fn parts_that_lack_a_block_are_named_and_no_others() {
        let with = |of: u64, missing: &[Range<u64>], blocks: u64| -> Vec<u64> {
            Part { number: 1, of }.with(missing, blocks).map(Part::number).collect()
        };
        assert_eq!(with(4, &[1..2, 5..6], 8), [1, 3]);
        assert_eq!(with(64, &[0..2, 2..3], 3), [22, 43, 64], "the others have no block at all");
        assert!(with(4, &[], 8).is_empty());
    }

    #[test]
    fn parts_are_read_and_named() {
        let part: Part = "3/64".parse().expect("a part");
        assert_eq!((part, part.folder().as_str()), (Part { number: 3, of: 64 }, "03-of-64"));
        for text in ["0/4", "5/4", "1", "1/0", "a/b", "1/1000001", "-1/2"] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_are_said_and_taken_apart() {
        assert_eq!(ranges(&[0..1, 3..5, 6..9]), "0, 3 to 4, 6 to 8");
        assert_eq!(without(&[0..4, 6..9], &(3..7)), [0..3, 7..9]);
        assert_eq!(without(&[0..4, 6..9], &(2..2)), [0..4, 6..9]);
    }

    #[test]
    fn what_is_missing_is_computed_by_few_parts_and_nothing_twice() {
        let cover = |missing: Range<u64>, blocks, counts: &[u64]| -> Vec<String> {
            Part::cover(&[missing], blocks, counts.iter().copied()).iter().map(Part::to_string).collect()
        };
        assert_eq!(cover(2..4, 7, &[3, 64]), ["2/3"]);
        assert_eq!(cover(2..4, 7, &[64]), ["28/64", "37/64"], "and not those between, which have no block");
        assert_eq!(cover(3..4, 7, &[3]), ["4/7"], "2/3 would compute block 2 again");
        assert!(cover(0..0, 7, &[3]).is_empty() && cover(0..0, 0, &[]).is_empty());
    }
}

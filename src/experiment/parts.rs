//! Parts of an experiment: blocks from one to another, computed anywhere, and put together again.

use crate::output::blocks::{self, Blocks, Kept};
use crate::output::directory::PARTS;
use crate::output::lock;
use crate::output::started::Started;
use crate::output::{Error, manifest};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

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

    /// The parts, of as many as this is one of, that have some of these blocks to do.
    pub fn with(self, missing: &[Range<u64>], blocks: u64) -> impl Iterator<Item = Self> {
        let all = (1..=self.of).map(move |number| Self { number, of: self.of });
        all.filter(move |part| {
            let own = part.of(blocks);
            !own.is_empty() && missing.iter().any(|range| own.start < range.end && range.start < own.end)
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

/// A directory in which a part, or the whole, was begun.
pub struct Begun {
    /// Where.
    pub path: PathBuf,
    /// What was begun.
    pub started: Started,
    /// How many of its blocks are not there, or not whole.
    pub lacks: u64,
    /// A process computes there.
    pub busy: bool,
}

/// What directories of parts hold together.
pub struct Survey {
    /// The experiment that they are parts of: that of the first directory.
    pub started: Started,
    /// Those that belong to it.
    pub begun: Vec<Begun>,
    /// The blocks that are there, once.
    pub kept: Kept,
    /// Ranges of blocks that are missing.
    pub missing: Vec<Range<u64>>,
    /// What speaks against putting them together: foreign directories, doubled and damaged blocks.
    pub against: Vec<String>,
}

/// The directories of parts: those named, and those below a folder `parts` of one that is named.
///
/// # Errors
/// Of the file system.
pub fn directories(named: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut all = Vec::new();
    for directory in named {
        let below = directory.join(PARTS);
        if !below.is_dir() {
            all.push(directory.clone());
            continue;
        }
        let entries = std::fs::read_dir(&below).map_err(Error::io(&below))?;
        let mut found =
            entries.map(|entry| entry.map(|e| e.path()).map_err(Error::io(&below))).collect::<Result<Vec<_>, _>>()?;
        found.retain(|path| path.is_dir());
        found.sort();
        all.extend(found);
    }
    Ok(all)
}

/// Looks at directories of parts.
///
/// # Errors
/// Of the file system, and where there is no part at all.
pub fn survey(all: &[PathBuf]) -> Result<Survey, Error> {
    let mut found = Vec::new();
    let mut against = Vec::new();
    for path in all {
        match Started::read(path) {
            Ok(Some(started)) => found.push((path, started)),
            Ok(None) => against.push(format!("{}: {}", path.display(), no_part(path))),
            Err(error) => against.push(error.to_string()),
        }
    }
    let Some((first, started)) = found.first().cloned() else {
        let why = if against.is_empty() { "there are no parts to put together".to_owned() } else { against.join("\n") };
        return Err(Error::Refused(why));
    };
    let reader = Blocks::new(&started.input);
    let (mut kept, mut begun) = (Kept::new(), Vec::new());
    for (path, other) in found {
        if other.input != started.input {
            against.push(format!("{}: foreign: {}", path.display(), unlike(&started, &other, first)));
            continue;
        }
        let busy = lock::is_busy(path);
        let (whole, wrong) = reader.whole(Blocks::list(path)?);
        against.extend(wrong);
        let lacks = other.len() - other.range().filter(|number| whole.contains_key(number)).count() as u64;
        begun.push(Begun { path: path.clone(), started: other, lacks, busy });
        against.extend(add(&mut kept, whole, path));
    }
    let total = started.runs.div_ceil(crate::engine::BLOCK);
    let missing = gaps(kept.keys().copied(), total);
    Ok(Survey { started, begun, kept, missing, against })
}

/// Adds the blocks of a directory, and says which were there already.
fn add(kept: &mut Kept, whole: Kept, path: &Path) -> Vec<String> {
    let mut doubled: BTreeMap<PathBuf, Vec<u64>> = BTreeMap::new();
    for (number, file) in whole {
        if let Some(twice) = kept.insert(number, file) {
            let elsewhere = twice.parent().and_then(Path::parent).unwrap_or(&twice);
            doubled.entry(elsewhere.to_owned()).or_default().push(number);
        }
    }
    let path = path.display();
    let said = |(elsewhere, numbers): (PathBuf, Vec<u64>)| {
        let blocks = if numbers.len() == 1 { "block" } else { "blocks" };
        format!("{path}: doubled: {blocks} {}, in {} too", ranges(&runs(&numbers)), elsewhere.display())
    };
    doubled.into_iter().map(said).collect()
}

/// Why a directory is no part.
fn no_part(path: &Path) -> &'static str {
    if !path.exists() {
        "there is no such directory"
    } else if path.join("manifest.json").exists() {
        "is the complete result of an experiment already, and no part of one"
    } else if path.join(blocks::FOLDER).exists() {
        "has blocks, but no started.json to say of what experiment; give the command of this part again"
    } else {
        "holds no part of an experiment"
    }
}

/// In what an experiment differs from the first.
fn unlike(first: &Started, other: &Started, path: &Path) -> String {
    let Started { program, scenario, seed, runs, resolved, .. } = other;
    let what = if *program != first.program {
        format!("computed by version {program}, not {}", first.program)
    } else if *scenario != first.scenario {
        format!("of the scenario {scenario}, not {}", first.scenario)
    } else if *resolved != first.resolved {
        "of another version of the scenario".to_owned()
    } else if *seed != first.seed {
        format!("with seed {seed}, not {}", first.seed)
    } else if *runs != first.runs {
        format!("of an experiment of {runs} runs, not {}", first.runs)
    } else {
        "of another command".to_owned()
    };
    format!("{what} as in {}", path.display())
}

/// The ranges of numbers below `total` that are not there, of numbers that rise.
fn gaps(kept: impl Iterator<Item = u64>, total: u64) -> Vec<Range<u64>> {
    let mut gaps = Vec::new();
    let mut next = 0;
    for number in kept.chain([total]) {
        if number > next {
            gaps.push(next..number);
        }
        next = number.saturating_add(1);
    }
    gaps
}

/// Numbers that rise, as ranges.
fn runs(numbers: &[u64]) -> Vec<Range<u64>> {
    let mut runs: Vec<Range<u64>> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
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
    fn parts_are_read_and_named() {
        let part: Part = "3/64".parse().expect("a part");
        assert_eq!((part, part.folder().as_str()), (Part { number: 3, of: 64 }, "03-of-64"));
        for text in ["0/4", "5/4", "1", "1/0", "a/b", "1/1000001", "-1/2"] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }

    #[test]
    fn gaps_are_said() {
        let kept: Kept = [1, 2, 5].into_iter().map(|number| (number, PathBuf::new())).collect();
        let gaps = |kept: &Kept, total| gaps(kept.keys().copied(), total);
        assert_eq!(gaps(&kept, 9), [0..1, 3..5, 6..9]);
        assert_eq!(ranges(&gaps(&kept, 9)), "0, 3 to 4, 6 to 8");
        assert!(gaps(&Kept::new(), 0).is_empty());
        assert_eq!(runs(&[1, 2, 5]), [1..3, 5..6]);
        assert_eq!(without(&[0..4, 6..9], &(3..7)), [0..3, 7..9]);
        assert_eq!(without(&[0..4], &(2..2)), [0..4]);
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

//! What directories of parts hold together, and what speaks against putting them together.

use super::parts::ranges;
use crate::output::Error;
use crate::output::blocks::{self, Blocks, Kept};
use crate::output::directory::PARTS;
use crate::output::lock;
use crate::output::started::Started;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
        "has blocks, but no started.json to say of what experiment; delete it and give the command of this part again"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_found() {
        let gaps = |kept: &[u64], total| gaps(kept.iter().copied(), total);
        assert_eq!(gaps(&[1, 2, 5], 9), [0..1, 3..5, 6..9]);
        assert!(gaps(&[], 0).is_empty() && gaps(&[0, 1], 2).is_empty());
        assert_eq!(runs(&[1, 2, 5]), [1..3, 5..6]);
    }
}

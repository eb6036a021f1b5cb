//! Slurm, the scheduler of most clusters: an experiment as an array of jobs and a job that puts its parts together.
//!
//! ```text
//! slurm/scenario.toml (resolved, frozen) ─┐
//! slurm/submit.sh ──► array.sh: task I computes part I of N into parts/I-of-N, kept block by block
//!                └──► merge.sh, behind the array however it ended: the result, or what is missing and its command
//! ```

pub mod queue;
pub mod scripts;

use crate::output::directory::{PARTS, SLURM};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The folder of scripts in the directory of an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// That of an experiment.
    #[must_use]
    pub fn of(experiment: &Path) -> Self {
        Self(experiment.join(SLURM))
    }

    /// That of the experiment that a part belongs to, where there is one: the part stands in its folder of parts. Of such
    /// a folder, itself.
    #[must_use]
    pub fn around(part: &Path) -> Option<Self> {
        let itself = Self(part.to_owned());
        let above = || part.parent().filter(|parts| parts.file_name().is_some_and(|name| name == PARTS))?.parent();
        let folder = if itself.exists() { Some(itself) } else { above().map(Self::of) };
        folder.filter(Self::exists)
    }

    /// Whether scripts are there.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.file(scripts::SUBMIT).exists()
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The command that submits these tasks, and the merge behind them.
    #[must_use]
    pub fn submit(&self, tasks: impl IntoIterator<Item = u64>) -> String {
        let script = self.file(scripts::SUBMIT);
        format!("sh {} --array={}", scripts::quoted(&script.to_string_lossy()), indices(tasks))
    }
}

/// Rising numbers as Slurm writes them: `3,17-19`.
#[must_use]
pub fn indices(numbers: impl IntoIterator<Item = u64>) -> String {
    let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(last) if last.end().checked_add(1) == Some(number) => *last = *last.start()..=number,
            _ => ranges.push(number..=number),
        }
    }
    let text = |range: &RangeInclusive<u64>| match (range.start(), range.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_written_as_slurm_reads_them() {
        assert_eq!(indices([3, 17, 18, 19, 30]), "3,17-19,30");
        assert_eq!((indices([1]), indices([1, 2]), indices([])), ("1".into(), "1-2".into(), String::new()));
    }
}

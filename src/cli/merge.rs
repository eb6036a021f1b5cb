//! `realpolitik merge`.

use super::{Stop, parse, rewrite};
use crate::experiment::parts::{self, Part};
use crate::experiment::survey::{Survey, directories, survey};
use crate::output::directory::PARTS;
use crate::output::started::{self, Started};
use crate::slurm::Folder;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Parts whose commands are said.
const MOST_NAMED: usize = 20;

/// Puts the parts of an experiment together: the same result as if it had run in one place.
#[derive(clap::Args)]
pub(super) struct Merge {
    /// Directories of parts, or a directory with a folder `parts`.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
    /// Directory for the result. Without it the one above the folder `parts` that the first part is in, or `merged`.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Compute again what is there already.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// Where the whole goes, and what is said.
pub(super) struct How {
    pub out: PathBuf,
    pub force: bool,
    pub quiet: bool,
}

impl Merge {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let all = begun(&self.directories)?;
        let survey = survey(&all)?;
        if !survey.against.is_empty() || !survey.missing.is_empty() {
            let mut lines = vec!["error: nothing is put together".to_owned()];
            lines.extend(survey.against.iter().map(|why| format!("  {why}")));
            lines.extend(gap(&survey, &all[0], &BTreeSet::new()));
            return Err(Stop::Input(lines.join("\n")));
        }
        let Survey { started, kept, .. } = survey;
        let mut command = parse(&started.arguments, &all[0])?;
        let Some((input, output)) = command.experiment() else {
            return Err(Stop::Input(format!("error: {}: is no part of an experiment", all[0].display())));
        };
        input.resolved = Some(started.resolved);
        let out = self.out.clone().or_else(|| above(&all[0])).unwrap_or_else(|| "merged".into());
        output.merge(started.arguments, kept, How { out, force: self.force, quiet: self.quiet });
        command.go().map_err(|stop| match stop {
            Stop::Interrupted(_) => {
                Stop::Interrupted("stopped: the parts are kept; the same command begins again".into())
            }
            other => other,
        })
    }
}

/// The directories of parts. Where no part was begun of an experiment that goes to a cluster, the folder of its scripts,
/// which says what its first part is.
pub(super) fn begun(named: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let all = directories(named)?;
    let is_begun = |path: &PathBuf| path.join(started::FILE).exists() || path.join("manifest.json").exists();
    let scripts: Vec<PathBuf> = named.iter().map(|path| Folder::of(path).path().to_owned()).filter(is_begun).collect();
    Ok(if scripts.is_empty() || all.iter().any(is_begun) { all } else { scripts })
}

/// What is missing, and how it is computed but for the parts that are being computed.
pub(super) fn gap(survey: &Survey, first: &Path, active: &BTreeSet<u64>) -> Vec<String> {
    let Survey { started, missing, .. } = survey;
    if missing.is_empty() {
        return Vec::new();
    }
    let total = started.runs.div_ceil(crate::engine::BLOCK);
    let lost: u64 = missing.iter().map(|range| range.end - range.start).sum();
    let mut lines = vec![format!("  missing: {lost} of {total} blocks: {}", parts::ranges(missing))];
    let Some(folder) = Folder::around(first) else {
        lines.extend(remedies(survey, first, total));
        return lines;
    };
    let parts = part(started).into_iter().flat_map(|part| part.with(missing, total)).map(Part::number);
    let tasks: Vec<u64> = parts.filter(|part| !active.contains(part)).collect();
    if !tasks.is_empty() {
        lines.push("  this submits them, and the merge behind them:".to_owned());
        lines.push(format!("    {}", folder.submit(tasks)));
    }
    lines
}

/// What computes what is missing: where a part was begun, going on with it, and else the command of a part.
fn remedies(survey: &Survey, first: &Path, total: u64) -> Vec<String> {
    let (mut lines, mut left) = (Vec::new(), survey.missing.clone());
    for begun in survey.begun.iter().filter(|begun| begun.lacks > 0) {
        left = parts::without(&left, &begun.started.range());
        lines.push(if begun.busy {
            format!("    {}: a process computes there; wait for it", begun.path.display())
        } else {
            format!("    {}", resume(&begun.path))
        });
    }
    let counts = survey.begun.iter().filter_map(|begun| part(&begun.started)).map(Part::count);
    let parts = Part::cover(&left, total, counts);
    let commands = parts.into_iter().map(|part| format!("    {}", command(&survey.started, part, first)));
    lines.extend(commands);
    let more = lines.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        lines.truncate(MOST_NAMED);
        lines.push(format!("    and {more} more"));
    }
    lines
}

/// The command that goes on with what was begun in a directory.
pub(super) fn resume(path: &Path) -> String {
    quoted(&["realpolitik".into(), "resume".into(), path.to_string_lossy().into_owned()])
}

/// The command that computes a part, into a folder beside the first.
fn command(started: &Started, part: Part, first: &Path) -> String {
    let beside = first.parent().unwrap_or(Path::new("")).join(part.folder());
    let mut words = rewrite::without(&started.arguments, &["shard", "out"]);
    let places = ["--shard".to_owned(), part.to_string(), "--out".to_owned(), beside.to_string_lossy().into_owned()];
    words.splice(1.min(words.len())..1.min(words.len()), places);
    words.insert(0, "realpolitik".to_owned());
    quoted(&words)
}

/// The part that was begun; none where it is a whole experiment.
pub(super) fn part(started: &Started) -> Option<Part> {
    let (command, words) = started.arguments.split_first()?;
    let pieces = rewrite::pieces(command, words);
    let shard = pieces.iter().find(|piece| piece.name == Some("shard"))?.words.last()?;
    shard.strip_prefix("--shard=").unwrap_or(shard).parse().ok()
}

/// Words as a shell reads them.
pub(super) fn quoted(words: &[String]) -> String {
    words.iter().map(|word| crate::slurm::scripts::quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The directory above the folder of parts that a part stands in.
fn above(part: &Path) -> Option<PathBuf> {
    let (given, whole) = (part.parent()?.parent(), std::path::absolute(part).ok()?);
    let folder = whole.parent().filter(|folder| folder.file_name().is_some_and(|name| name == PARTS))?;
    let given = given.filter(|given| !given.as_os_str().is_empty()).map(Path::to_owned);
    given.or_else(|| folder.parent().map(Path::to_owned))
}

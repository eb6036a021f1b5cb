//! `realpolitik merge`.

use super::{Stop, parse};
use crate::experiment::parts::{self, Part, Survey, directories, survey};
use crate::output::directory::PARTS;
use crate::output::started::Started;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Parts whose commands are said.
const MOST_NAMED: usize = 20;

/// Puts the parts of an experiment together: the same result as if it had run in one place.
#[derive(clap::Args)]
pub(super) struct Merge {
    /// Directories of parts, or a directory with a folder `parts`.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
    /// Directory for the result; the one above the folder `parts` of the first without it.
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
        let all = directories(&self.directories)?;
        let Survey { started, kept, missing, against } = survey(&all)?;
        if !against.is_empty() || !missing.is_empty() {
            let mut lines = vec!["error: nothing is put together".to_owned()];
            lines.extend(against.into_iter().map(|why| format!("  {why}")));
            lines.extend(gap(&missing, &started, &all[0]));
            return Err(Stop::Input(lines.join("\n")));
        }
        let mut command = parse(&started.arguments, &all[0])?;
        let Some((input, output)) = command.experiment() else {
            return Err(Stop::Input(format!("error: {}: is no part of an experiment", all[0].display())));
        };
        input.resolved = Some(started.resolved);
        let out = self.out.clone().or_else(|| above(&all[0])).unwrap_or_else(|| "merged".into());
        output.merge(started.arguments, kept, How { out, force: self.force, quiet: self.quiet });
        command.go()
    }
}

/// What is missing, and how it is computed.
pub(super) fn gap(missing: &[Range<u64>], started: &Started, first: &Path) -> Vec<String> {
    if missing.is_empty() {
        return Vec::new();
    }
    let total = started.runs.div_ceil(crate::engine::BLOCK);
    let lost: u64 = missing.iter().map(|range| range.end - range.start).sum();
    let mut lines = vec![format!("  missing: {lost} of {total} blocks: {}", parts::ranges(missing))];
    let asked = option(&started.arguments, "--shard").and_then(|text| text.parse::<Part>().ok());
    let mut commands = asked.into_iter().flat_map(|part| part.with(missing, total));
    lines.extend(commands.by_ref().take(MOST_NAMED).map(|part| format!("    {}", command(started, part, first))));
    match commands.count() {
        0 => {}
        more => lines.push(format!("    and {more} more parts")),
    }
    lines
}

/// The command that computes a part, into a folder beside the first.
fn command(started: &Started, part: Part, first: &Path) -> String {
    let mut words = vec!["realpolitik".to_owned()];
    let mut skip = false;
    for argument in &started.arguments {
        let ours = ["--shard", "--out"].iter().find(|name| argument.starts_with(**name));
        match ours {
            _ if skip => skip = false,
            Some(name) => skip = argument == *name,
            None => words.push(argument.clone()),
        }
    }
    let beside = first.parent().unwrap_or(Path::new("")).join(part.folder());
    words.extend(["--shard".to_owned(), part.to_string(), "--out".to_owned(), beside.to_string_lossy().into_owned()]);
    quoted(&words)
}

/// The value of an option among arguments.
fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument.starts_with(name))?;
    match arguments[at].split_once('=') {
        Some((_, value)) => Some(value),
        None => arguments.get(at + 1).map(String::as_str),
    }
}

/// Words as a shell reads them.
pub(super) fn quoted(words: &[String]) -> String {
    let words = words.iter().map(|word| shlex::try_quote(word).map_or_else(|_| "''".into(), |word| word.into_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// The directory above the folder of parts that a part stands in.
fn above(part: &Path) -> Option<PathBuf> {
    let folder = part.parent()?;
    (folder.file_name()? == PARTS).then(|| folder.parent().map(Path::to_owned))?
}

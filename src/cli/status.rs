//! `realpolitik status`.

use super::merge::{gap, quoted};
use super::{Stop, say};
use crate::experiment::parts::{State, directories, state, survey};
use std::fmt::Write;
use std::path::PathBuf;

/// Says what is done of an experiment, what runs, and what to do.
#[derive(clap::Args)]
pub(super) struct Status {
    /// Directories of an experiment or of its parts, or a directory with a folder `parts`.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
}

impl Status {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let all = directories(&self.directories)?;
        let mut out = String::new();
        let (mut parts, mut complete) = (0, 0);
        for path in &all {
            let shown = path.display();
            let line = match state(path)? {
                State::Complete => "complete".to_owned(),
                State::Nothing => "holds no experiment".to_owned(),
                State::Begun { started, kept, busy } => {
                    let whole = is_part(&started.arguments) && kept == started.len();
                    parts += u64::from(is_part(&started.arguments));
                    complete += u64::from(whole);
                    let of = started.len();
                    match (whole, busy) {
                        (true, _) => format!("complete: {of} blocks"),
                        (_, true) => format!("running: {kept} of {of} blocks"),
                        _ => format!("stopped: {kept} of {of} blocks; go on by `realpolitik resume {shown}`"),
                    }
                }
            };
            let _ = writeln!(out, "{shown}: {line}"); // A string takes all.
        }
        if parts > 0 {
            out += &of_parts(&all, &self.directories, complete, parts)?;
        }
        say(&out)
    }
}

/// What the parts are together.
fn of_parts(all: &[PathBuf], named: &[PathBuf], complete: u64, parts: u64) -> Result<String, Stop> {
    let found = survey(all)?;
    let mut out = format!("\n{complete} of the {parts} parts that were begun are complete\n");
    for why in &found.against {
        let _ = writeln!(out, "{why}"); // A string takes all.
    }
    if found.missing.is_empty() && found.against.is_empty() {
        let named: Vec<String> = named.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let _ = writeln!(out, "nothing is missing: `realpolitik merge {}` puts them together", quoted(&named));
    }
    let gap = gap(&found.missing, &found.started, &all[0]);
    Ok(out + &gap.join("\n") + if gap.is_empty() { "" } else { "\n" })
}

fn is_part(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument == "--shard" || argument.starts_with("--shard="))
}

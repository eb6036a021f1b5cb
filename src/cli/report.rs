//! `realpolitik report`.

use super::number::whole;
use super::{Stop, say};
use crate::output::{Error, files};
use crate::report::{Refused, Source, Written, page};
use std::path::PathBuf;

/// Writes what was found as one page of HTML: the question and the answer, the claims with their verdicts and sources, the
/// pictures with the numbers behind them, one run in full, what the result does not show, and how to get it again.
///
/// Give the directory of a run, and those of an audit, a sweep, tipping points, a sensitivity analysis and other
/// experiments on it where there are any. The page is one file that needs no network, on a screen of any width and on paper.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  realpolitik report output/essay/DIR
  realpolitik report output/essay/DIR output/essay/audit-DIR output/essay/tip-DIR --out essay.html")]
pub(super) struct Report {
    /// Directories of runs and analyses.
    #[arg(required = true)]
    directories: Vec<PathBuf>,
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
    /// Replace a file that is there, also one that is no report of these directories.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// Raise the limits on the size of a scenario so many times, as when it was run.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = whole::<u32>(1, 1_000_000, 10))]
    limits: u32,
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Output(error) => error.into(),
            Refused::Scenario(problems) => Self::Input(problems.render(super::colour())),
            Refused::Plan(refused) => refused.into(),
            Refused::Table(error) => crate::secondary::Refused::from(error).into(),
            Refused::Plot(_) | Refused::Template(_) => Self::Failed(refused.to_string()),
            Refused::Nothing | Refused::Run(_) => Self::Input(format!("error: {refused}")),
        }
    }
}

impl Report {
    pub(super) fn go(&self) -> Result<(), Stop> {
        if self.out.is_dir() {
            return Err(
                Error::Refused(format!("{}: is a directory; name a file with --out", self.out.display())).into()
            );
        }
        let sources = self.directories.iter().enumerate().map(|(at, path)| Source::read(path, at, self.limits));
        let sources: Vec<Source> = sources.collect::<Result<_, _>>()?;
        // A page of any of these directories is replaced without asking: the directories are what counts.
        if self.out.exists() && !self.force && !ours(&self.out, &sources) {
            return Err(Error::Refused(format!(
                "{}: is there already, and no report of these results; --force replaces it, or name another file with --out",
                self.out.display()
            ))
            .into());
        }
        let Written { html, left_out } = page(sources)?;
        files::write(&self.out, html.as_bytes())?;
        if left_out > 0 {
            super::end(
                &format!(
                    "note: {left_out} of the pictures, tables of numbers and the scenario are left out, since the page would be \
                     too large; it says where they are"
                ),
                0,
            );
        }
        let size = html.len().div_ceil(1000);
        if self.quiet { Ok(()) } else { say(&format!("{}: {size} kB\n", self.out.display())) }
    }
}

/// Whether a file is a page that this command wrote of one of these sources, which it names by their digests.
fn ours(path: &std::path::Path, sources: &[Source]) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let page = text.starts_with("<!DOCTYPE html>") && text.contains("<footer><p>Made by realpolitik ");
    page && sources.iter().any(|source| text.contains(&source.report.about().digest))
}

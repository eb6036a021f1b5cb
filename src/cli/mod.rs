//! The command line: one file a subcommand, no logic in it.

mod analyse;
mod audit;
mod calibrate;
mod check;
mod common;
mod compare;
mod design;
mod discover;
#[cfg(feature = "estimate")]
mod estimate;
mod explain;
mod explore;
mod export;
mod hindcast;
mod import;
mod interrupt;
mod merge;
mod new;
mod number;
mod plot;
mod report;
mod resume;
mod rewrite;
mod run;
mod schema;
mod sensitivity;
mod slurm;
mod status;
mod sweep;
mod tasks;
mod text;
mod tip;
mod verify;
mod wrap;

use crate::output;
use crate::output::started::FILE;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Bad input: exit code 2.
const BAD_INPUT: u8 = 2;

/// A verdict named by --fail-on: exit code 3.
const VERDICT: u8 = 3;

const AFTER: &str = "\
Examples:
  realpolitik                                     the essay that is built in: 10 000 runs
  realpolitik new my-argument                     a commented scenario to start from
  realpolitik check my-argument.toml              every problem of it at once
  realpolitik run my-argument.toml --runs 100000 --seed 42
  realpolitik run builtin:essay --set actors.RUS.horizon_years=20
  realpolitik audit builtin:essay --outcome alliance_2025
  realpolitik explore builtin:essay               the same in the browser, with sliders
  realpolitik plot output/essay/DIR --theme print --only levels

Exit codes: 0 done, 1 failed, 2 bad input, 3 a verdict named by --fail-on, 130 interrupted.";

/// Puts a geopolitical argument to the test: a scenario file in, seeded Monte Carlo runs, verdicts on its claims out.
#[derive(Parser)]
#[command(version, after_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run a scenario: outcomes, verdicts on its claims, pictures and a reproducible record.
    Run(run::Run),
    /// Move one or two parameters or claims, and see how an outcome goes.
    Sweep(sweep::Sweep),
    /// Which of its claims does a result stand on: every combination of claims kept and relaxed.
    Audit(audit::Audit),
    /// Find how far a parameter or a claim has to move before the conclusion turns.
    #[command(mut_arg("shard", |shard| shard.hide(true)))]
    Tip(tip::Tip),
    /// Find the values of parameters with which the model gives what was observed.
    Calibrate(calibrate::Calibrate),
    /// Run from the past and score the runs by what followed, against forecasts without a model.
    Hindcast(hindcast::Hindcast),
    /// Find the conditions under which an outcome of a run is frequent.
    Discover(discover::Discover),
    /// Tell the story of one run, or what drove an outcome over all of them.
    Explain(explain::Explain),
    /// Compare two runs, outcome by outcome.
    Compare(compare::Compare),
    /// Which parameters an outcome depends on, and how much of it is chance.
    Sensitivity(sensitivity::Sensitivity),
    /// Write a design for another program.
    Design(design::Design),
    /// Analyse rows that another program made.
    Analyse(analyse::Analyse),
    /// Check scenario files: every problem at once, with line and remedy.
    Check(check::Check),
    /// Write a commented scenario that runs as it is.
    New(new::New),
    /// Write a commented scenario from data files as the field downloads them.
    Import(import::Import),
    /// Fit the utility weights to treaties of history, and score the fit on years and powers left out.
    #[cfg(feature = "estimate")]
    Estimate(estimate::Estimate),
    /// Write what was found as one page of HTML.
    Report(report::Report),
    /// Open a scenario as a page in the browser: move claims and parameters, and see at once what follows.
    Explore(explore::Explore),
    /// Draw the pictures of a run again.
    Plot(plot::Plot),
    /// Print or write the rows or the series of a run as CSV or JSON.
    Export(export::Export),
    /// Print the JSON Schema of scenario files, for completion and checking in editors.
    Schema(schema::Schema),
    /// Run again from the manifest of a run and compare the digests.
    Verify(verify::Verify),
    /// Go on with an experiment that was interrupted.
    Resume(resume::Resume),
    /// Put the parts of an experiment together that were computed with --shard.
    Merge(merge::Merge),
    /// Say what is done of an experiment or its parts, what runs, and what to do.
    Status(status::Status),
    /// Write, and submit, the scripts that compute an experiment in parts on a cluster with Slurm.
    Slurm(slurm::Slurm),
}

impl Command {
    fn go(self) -> Result<(), Stop> {
        match self {
            Self::Run(run) => run.go(),
            Self::Sweep(sweep) => sweep.go(),
            Self::Audit(audit) => audit.go(),
            Self::Tip(tip) => tip.go(),
            Self::Calibrate(calibrate) => calibrate.go(),
            Self::Hindcast(hindcast) => hindcast.go(),
            Self::Discover(discover) => discover.go(),
            Self::Explain(explain) => explain.go(),
            Self::Compare(compare) => compare.go(),
            Self::Sensitivity(sensitivity) => sensitivity.go(),
            Self::Design(design) => design.go(),
            Self::Analyse(analyse) => analyse.go(),
            Self::Check(check) => check.go(),
            Self::New(new) => new.go(),
            Self::Import(import) => import.go(),
            #[cfg(feature = "estimate")]
            Self::Estimate(estimate) => estimate.go(),
            Self::Report(report) => report.go(),
            Self::Explore(explore) => explore.go(),
            Self::Plot(plot) => plot.go(),
            Self::Export(export) => export.go(),
            Self::Schema(schema) => schema.go(),
            Self::Verify(verify) => verify.go(),
            Self::Resume(resume) => resume.go(),
            Self::Merge(merge) => merge.go(),
            Self::Status(status) => status.go(),
            Self::Slurm(slurm) => slurm.go(),
        }
    }

    /// What an experiment runs, and how; none of another command.
    fn experiment(&mut self) -> Option<(&mut common::Input, &mut common::Output)> {
        match self {
            Self::Run(run) => Some(run.parts()),
            Self::Sweep(sweep) => Some(sweep.parts()),
            Self::Audit(audit) => Some(audit.parts()),
            Self::Tip(tip) => Some(tip.parts()),
            Self::Calibrate(calibrate) => Some(calibrate.parts()),
            Self::Hindcast(hindcast) => Some(hindcast.parts()),
            Self::Sensitivity(sensitivity) => Some(sensitivity.parts()),
            _ => None,
        }
    }
}

/// The command that these arguments, read from a directory, say.
fn parse(arguments: &[String], directory: &std::path::Path) -> Result<Command, Stop> {
    let words = std::iter::once("realpolitik").chain(arguments.iter().map(String::as_str));
    let refused = |why: String| Stop::Input(format!("error: {}: {}", directory.join(FILE).display(), why.trim()));
    let cli = Cli::try_parse_from(words).map_err(|error| refused(error.to_string()))?;
    Ok(cli.command.unwrap_or_else(|| Command::Run(run::Run::default_scenario())))
}

/// Why a command ended.
enum Stop {
    /// Bad input, said in full; exit code 2.
    Input(String),
    /// A failure, said in full; exit code 1.
    Failed(String),
    /// A verdict that the caller does not want; exit code 3.
    Verdict(String),
    /// Told to stop, with what is kept; exit code 130.
    Interrupted(String),
}

impl From<output::Error> for Stop {
    fn from(error: output::Error) -> Self {
        match error {
            output::Error::Refused(_) => Self::Input(format!("error: {error}")),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<crate::plot::Error> for Stop {
    fn from(error: crate::plot::Error) -> Self {
        match error {
            crate::plot::Error::UnknownChart { .. } => Self::Input(format!("error: {error}")),
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Parses the command line, does what it says, and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let result = Cli::parse().command.unwrap_or_else(|| Command::Run(run::Run::default_scenario())).go();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Input(message)) => end(&message, BAD_INPUT),
        Err(Stop::Failed(message)) => end(&format!("error: {message}"), 1),
        Err(Stop::Verdict(message)) => end(&message, VERDICT),
        Err(Stop::Interrupted(message)) => end(&message, interrupt::CODE),
    }
}

fn end(message: &str, code: u8) -> ExitCode {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{}", message.trim_end()); // Nobody is left to tell.
    ExitCode::from(code)
}

/// Prints a text; a reader that has gone away is no failure.
fn say(text: &str) -> Result<(), Stop> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop::Failed(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Whether messages may be coloured.
fn colour() -> bool {
    use std::io::IsTerminal;
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

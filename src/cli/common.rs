//! What the commands that run experiments have in common.

use super::{Stop, say, text};
use crate::analysis::{self, Report};
use crate::experiment::{self, Failed, Options, Plan, Refused, Study};
use crate::output::{self, rows::Keep};
use crate::plot::{self, Format, Theme};
use crate::{secondary, words};
use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};
use std::path::PathBuf;

/// Which scenario, and on which seed.
#[derive(clap::Args)]
pub(super) struct Input {
    /// Scenario file, or builtin:NAME (essay, essay-relaxed, five-powers, two-actors).
    #[arg(default_value = "builtin:essay")]
    pub scenario: String,
    /// Master seed.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Lay a value over the file: PATH=VALUE, the value as TOML; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// How it is run and where the results go.
#[derive(clap::Args)]
pub(super) struct Output {
    /// Threads; all processors without it. The result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// Compute again what is there already.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    results: Results,
}

/// Where the results go, and what is said and drawn of them.
#[derive(clap::Args)]
pub(super) struct Results {
    /// Directory for the result; a new one below output/ without it.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// Print the result as JSON.
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Draw no pictures.
    #[arg(long)]
    no_plots: bool,
    /// Kinds of picture files.
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<Format>,
    /// The ground that the pictures stand on.
    #[arg(long, default_value = "light")]
    theme: Theme,
}

/// The number of threads: as asked, or one a processor.
pub(super) fn threads(asked: Option<usize>) -> Result<usize, Stop> {
    match asked {
        Some(0) => Err(Stop::Input("error: --threads 0: at least one thread is needed".into())),
        Some(n) if n > 1024 => Err(Stop::Input(format!("error: --threads {n}: at most 1024"))),
        Some(n) => Ok(n),
        None => Ok(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
    }
}

/// A bar on the terminal; hidden by itself where standard error is none.
pub(super) fn bar(runs: u64) -> ProgressBar {
    let bar = ProgressBar::new(runs);
    let shape = "{bar:40} {human_pos} of {human_len} runs, {rate} a second, {eta} left";
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = write!(out, "{}", HumanCount(state.per_sec() as u64)); // A bar that cannot be written is no error.
    };
    let style = ProgressStyle::with_template(shape).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.with_key("rate", rate));
    bar
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Scenario(problems) => Self::Input(problems.render(super::colour())),
            other => Self::Input(other.to_string()),
        }
    }
}

impl From<secondary::Refused> for Stop {
    fn from(refused: secondary::Refused) -> Self {
        match refused {
            secondary::Refused::Scenario(problems) => Self::Input(problems.render(super::colour())),
            other => Self::Input(format!("error: {other}")),
        }
    }
}

impl Output {
    /// The number of threads.
    pub(super) fn threads(&self) -> Result<usize, Stop> {
        threads(self.threads)
    }

    /// Runs a plan into its directory and says what came of it.
    pub(super) fn execute(&self, plan: &Plan, keep: Keep, study: &mut dyn Study) -> Result<(), Stop> {
        let options = Options {
            threads: self.threads()?,
            keep,
            out: self.results.out.clone(),
            force: self.force,
            pictures: self.results.pictures(),
        };
        let bar = self.results.progress(plan.design.len());
        let warnings = plan.warnings.warnings();
        if warnings > 0 && !self.results.quiet && !self.results.json {
            let them = if warnings == 1 { "a warning" } else { "warnings" };
            super::end(&format!("note: {them} about the scenario: `realpolitik check` shows what"), 0);
        }
        let outcome = experiment::execute(plan, &options, study, &|done| bar.inc(done));
        bar.finish_and_clear();
        let outcome = outcome.map_err(|failed| match failed {
            Failed::Until(message) => Stop::Input(format!("error: --until: {message}")),
            Failed::Output(error) => error.into(),
            Failed::Plot(error) => error.into(),
        })?;
        self.results.say(&outcome)
    }
}

impl Results {
    /// Writes a secondary analysis and says what came of it; `usual` is its directory where no other is named.
    pub(super) fn study(&self, study: analysis::Study, usual: PathBuf) -> Result<(), Stop> {
        let path = self.out.clone().unwrap_or(usual);
        let kind = study.findings.analysis().unwrap_or_default(); // Only analyses come here.
        output::analysis::look(&path, kind)?;
        let report = Report::Findings(study);
        let draw = |options| plot::draw(&report, &options).map_err(|e| Stop::Failed(e.to_string()));
        let pictures = self.pictures().map_or(Ok(Vec::new()), draw)?;
        if let Report::Findings(study) = &report {
            output::analysis::write_analysis(&path, kind, study, &pictures)?;
        }
        self.say(&experiment::Outcome { report, path, found: false, stopped: None })
    }

    fn pictures(&self) -> Option<plot::Options> {
        let options = || plot::Options { formats: self.format.clone(), theme: self.theme, only: None };
        (!self.no_plots).then(options)
    }

    fn progress(&self, runs: u64) -> ProgressBar {
        if self.quiet || self.json { ProgressBar::hidden() } else { bar(runs) }
    }

    fn say(&self, outcome: &experiment::Outcome) -> Result<(), Stop> {
        self.say_report(outcome)?;
        match &outcome.stopped {
            Some(stopped) if !self.quiet && !self.json => say(&words::stopped(stopped, outcome.report.about().runs)),
            _ => Ok(()),
        }
    }

    fn say_report(&self, outcome: &experiment::Outcome) -> Result<(), Stop> {
        let (path, note) = (
            &outcome.path,
            outcome.found.then_some("complete already (--force computes it again, `realpolitik plot` draws it again)"),
        );
        match &outcome.report {
            _ if self.quiet => Ok(()),
            Report::Run { summary, .. } if self.json => say(&format!(
                "{:#}\n",
                serde_json::json!({ "directory": path.display().to_string(), "summary": summary })
            )),
            Report::Run { summary, .. } => say(&text::summary(summary, path, note, text::Screen::here())),
            Report::Findings(study) if self.json => {
                say(&format!("{:#}\n", serde_json::json!({ "directory": path.display().to_string(), "study": study })))
            }
            Report::Findings(study) => {
                let note = note.map_or(String::new(), |note| format!(": {note}"));
                let (path, digest) = (path.display(), &study.about.digest);
                say(&format!("{}\nFiles   {path}{note}\nDigest  {digest}\n", words::page(study)))
            }
        }
    }
}

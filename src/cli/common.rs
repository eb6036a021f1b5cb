//! What the commands that run experiments have in common.

use super::number::whole;
use super::{Stop, say, text};
use crate::analysis::{self, Report};
use crate::engine::BLOCK;
use crate::experiment::{self, Calibrating, Failed, Options, Part, Plan, Refused, Source, Study};
use crate::output::{self, Error, blocks::Kept, rows::Keep, table::TableError};
use crate::plot::{self, Format, Theme};
use crate::scenario::write_text;
use crate::words::counted;
use crate::{secondary, words};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most replicates of a point; how many runs that may be in all, a plan says.
pub(super) const MOST_REPLICATES: u64 = experiment::MOST_RUNS;

/// Which scenario, and on which seed.
#[derive(clap::Args)]
pub(super) struct Input {
    /// Scenario file, or builtin:NAME (essay, essay-relaxed, five-powers, two-actors; the cases of `hindcast`:
    /// franco-russian-1887, entente-1898, axis-1933, grand-alliance-1939, sino-soviet-1949, opening-1968, essay-2014).
    #[arg(default_value = "builtin:essay")]
    pub scenario: String,
    /// Master seed.
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX, 42))]
    pub seed: u64,
    #[command(flatten)]
    pub weights: Weights,
    /// Lay a value over the file: PATH=VALUE, the value as TOML; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Raise the limits on the size of a scenario and the number of runs so many times.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = whole::<u32>(1, 1_000_000, 10))]
    pub limits: u32,
    /// The resolved text of an experiment that goes on.
    #[arg(skip)]
    pub resolved: Option<String>,
}

impl Input {
    /// Where the scenario comes from.
    pub(super) fn source(&self) -> Source {
        let Self { scenario, resolved, limits, .. } = self;
        let set = self.weights.overlays(&self.set);
        Source { name: scenario.clone(), set, resolved: resolved.clone(), limits: *limits }
    }

    /// The command that checks it.
    fn check(&self) -> String {
        let set = self.set.iter().flat_map(|set| ["--set".to_owned(), set.clone()]);
        let words = ["realpolitik", "check", &self.scenario].map(str::to_owned);
        let weights = self.weights.weights.iter().flat_map(|name| ["--weights".to_owned(), name.clone()]);
        let limits = (self.limits > 1).then(|| format!("--limits={}", self.limits));
        super::merge::quoted(&words.into_iter().chain(weights).chain(set).chain(limits).collect::<Vec<_>>())
    }
}

/// Weights in place of those of the scenario.
#[derive(clap::Args)]
pub(super) struct Weights {
    /// Draw the weights from a posterior that ships with the program, or a file such as my-weights.toml.
    #[arg(long, value_name = "NAME")]
    weights: Option<String>,
}

impl Weights {
    /// What is laid over a scenario: the weights, and then what is set.
    pub(super) fn overlays(&self, set: &[String]) -> Vec<String> {
        let weights = self.weights.iter().map(|name| format!("model.weights={}", write_text(name)));
        weights.chain(set.iter().cloned()).collect()
    }
}

/// How it is run and where the results go.
#[derive(clap::Args)]
pub(super) struct Output {
    /// Threads; all processors without it. The result does not depend on it.
    #[arg(long, value_name = "N", value_parser = whole::<usize>(0, u64::MAX, 2))]
    threads: Option<usize>,
    /// Do a part of the work, such as 3/64, the third of 64 parts; `realpolitik merge` puts the parts together.
    #[arg(long, value_name = "I/N")]
    shard: Option<Part>,
    #[command(flatten)]
    results: Results,
    /// What goes on, or is put together, in place of a new experiment.
    #[arg(skip)]
    earlier: Option<Earlier>,
    /// What writes scripts for a cluster, in place of running.
    #[arg(skip)]
    scripts: Option<super::slurm::Writer>,
}

/// An experiment that was begun before.
struct Earlier {
    arguments: Vec<String>,
    /// Blocks of its parts.
    merged: Kept,
}

/// Where the results go, and what is said and drawn of them.
#[derive(clap::Args)]
pub(super) struct Results {
    /// Directory for the result; a new one below output/ without it.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Compute again what is there already, or replace other findings of the same kind; never the runs of another
    /// experiment.
    #[arg(long)]
    force: bool,
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

/// The replicates of so many points that `--max-runs` leaves room for.
pub(super) fn replicates(most: u64, points: u64, least: u64) -> Result<u64, Stop> {
    let replicates = most / points.max(1);
    if replicates >= least {
        return Ok(replicates);
    }
    Err(Stop::Input(format!(
        "error: --max-runs {most}: this has {points} points, and each needs {least} at least: allow {} runs",
        points.saturating_mul(least)
    )))
}

/// A bar on the terminal; hidden by itself where standard error is none.
pub(super) fn bar(runs: u64) -> ProgressBar {
    let bar = ProgressBar::new(runs);
    bar.set_style(style(0));
    bar
}

/// Says what a user should know, above the bar.
fn notice(bar: &ProgressBar) -> impl Fn(&str) + '_ {
    |text| _ = bar.suspend(|| super::end(&format!("note: {text}"), 0))
}

/// Puts a bar where so many runs are there already, which count for nothing in the speed.
fn begin(bar: &ProgressBar, found: u64) {
    bar.set_style(style(found));
    bar.set_position(found);
    bar.reset_elapsed();
}

/// How a bar looks of which so many runs were there already.
fn style(found: u64) -> ProgressStyle {
    let shape = "{bar:40} {human_pos} of {human_len} runs, {speed} a second, {rest} left";
    let speed =
        move |state: &ProgressState| state.pos().saturating_sub(found) as f64 / state.elapsed().as_secs_f64().max(1e-3);
    let style = ProgressStyle::with_template(shape).unwrap_or_else(|_| ProgressStyle::default_bar());
    // A bar that cannot be written is no error.
    let said = move |state: &ProgressState, out: &mut dyn Write| {
        let _ = write!(out, "{}", HumanCount(speed(state) as u64));
    };
    let rest = move |state: &ProgressState, out: &mut dyn Write| {
        let runs = state.len().unwrap_or(0).saturating_sub(state.pos()) as f64;
        let _ = match Duration::try_from_secs_f64(runs / speed(state)) {
            Ok(time) => write!(out, "{:#}", HumanDuration(time)),
            Err(_) => write!(out, "some time"),
        };
    };
    style.with_key("speed", said).with_key("rest", rest)
}

impl From<Failed> for Stop {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Until(message) => Self::Input(format!("error: --until: {message}")),
            Failed::Output(error) => error.into(),
            Failed::Plot(error) => error.into(),
            Failed::Refused(refused) => refused.into(),
            Failed::Paused { path } => Self::Interrupted(format!(
                "stopped: what is complete of the search is kept; the same command, or `realpolitik resume {}`, goes on behind \
                 it",
                path.display()
            )),
            Failed::Stopped { path, done, of } => Self::Interrupted(format!(
                "stopped: {done} of {} done and kept; the same command, or `realpolitik resume {}`, goes on \
                 behind them",
                if of == 1 { "1 block is".to_owned() } else { format!("{of} blocks are") },
                path.display()
            )),
        }
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Scenario(problems) => Self::Input(problems.render(super::colour())),
            Refused::Output(error) => error.into(),
            Refused::Stopped | Refused::Halted => Self::Interrupted(refused.to_string()),
            other => Self::Input(other.to_string()),
        }
    }
}

impl From<secondary::Refused> for Stop {
    fn from(refused: secondary::Refused) -> Self {
        match refused {
            secondary::Refused::Scenario(problems) => Self::Input(problems.render(super::colour())),
            secondary::Refused::Table(TableError::Output(error @ (Error::Io { .. } | Error::Other(_)))) => error.into(),
            other => Self::Input(format!("error: {other}")),
        }
    }
}

impl Output {
    /// The number of threads.
    pub(super) fn threads(&self) -> Result<usize, Stop> {
        threads(self.threads)
    }

    /// Makes of this command one that goes on with an experiment, in this directory.
    pub(super) fn go_on(&mut self, arguments: Vec<String>, directory: PathBuf, threads: Option<usize>) {
        self.results.out = Some(directory);
        self.threads = threads.or(self.threads);
        self.results.force = false;
        self.earlier = Some(Earlier { arguments, merged: Kept::new() });
    }

    /// Makes of this command one that puts parts together.
    pub(super) fn merge(&mut self, arguments: Vec<String>, merged: Kept, merge: super::merge::How) {
        self.results.out = Some(merge.out);
        self.results.force = merge.force;
        self.results.quiet |= merge.quiet;
        self.shard = None;
        self.earlier = Some(Earlier { arguments, merged });
    }

    /// Makes of this command one that writes scripts for a cluster.
    pub(super) fn schedule(&mut self, part: Part, writer: super::slurm::Writer) -> Result<(), Stop> {
        let set =
            [("--shard", self.shard.is_some()), ("--force", self.results.force), ("--threads", self.threads.is_some())];
        if let Some((option, _)) = set.iter().find(|(_, given)| *given) {
            return Err(Stop::Input(format!(
                "error: {option}: leave it out; the tasks are parts, their threads are --cpus-per-task of `slurm`, and \
                 what is there already is not computed again"
            )));
        }
        (self.shard, self.scripts) = (Some(part), Some(writer));
        Ok(())
    }

    /// The folder that the result's directory is in, where one was named.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.results.out.as_ref().map(|out| out.parent().map_or_else(PathBuf::new, Path::to_path_buf))
    }

    /// Whether a part is asked for; refused where there can be none.
    pub(super) fn refuse_shard(&self, why: &str) -> Result<(), Stop> {
        match self.shard {
            Some(_) => Err(Stop::Input(format!("error: --shard: {why}"))),
            None => Ok(()),
        }
    }

    /// Calibrates into a directory, and says what came of it; `plan` is one of the scenario.
    pub(super) fn calibrate(&self, input: &Input, plan: &Plan, asked: &Calibrating, keep: Keep) -> Result<(), Stop> {
        self.warn(input, plan);
        let bar = self.progress(asked.recipe.settings.most_runs);
        let (progress, notice) = (|done| bar.inc(done), notice(&bar));
        let options = self.options(keep, &progress, &notice, &|_, _, _| {})?;
        let outcome = experiment::calibrate(asked, &options);
        bar.finish_and_clear();
        self.results.say(&outcome?)
    }

    /// Says that there are warnings about the scenario.
    fn warn(&self, input: &Input, plan: &Plan) {
        let warnings = plan.warnings.warnings();
        if warnings > 0 && !self.results.quiet && !self.results.json {
            let them = if warnings == 1 { "a warning" } else { "warnings" };
            super::end(&format!("note: {them} about the scenario: `{}` shows what", input.check()), 0);
        }
    }

    fn options<'a>(
        &self,
        keep: Keep,
        progress: &'a (dyn Fn(u64) + Sync),
        notice: &'a dyn Fn(&str),
        found: &'a dyn Fn(u64, u64, u64),
    ) -> Result<Options<'a>, Stop> {
        let earlier = self.earlier.as_ref();
        let arguments = || std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
        Ok(Options {
            threads: self.threads()?,
            keep,
            out: self.results.out.clone(),
            force: self.results.force,
            pictures: self.results.pictures(),
            arguments: earlier.map_or_else(arguments, |earlier| earlier.arguments.clone()),
            merged: earlier.map_or_else(Kept::new, |earlier| earlier.merged.clone()),
            stop: super::interrupt::listen(),
            progress,
            notice,
            found,
        })
    }

    /// A bar for so many runs; hidden where little is to be said.
    pub(super) fn progress(&self, runs: u64) -> ProgressBar {
        if self.results.quiet || self.results.json { ProgressBar::hidden() } else { bar(runs) }
    }

    /// The runs of a plan that are asked for: all, or a part's.
    fn runs_here(&self, plan: &Plan) -> u64 {
        let all = plan.design.len();
        self.shard.map_or(all, |part| {
            let blocks = part.of(all.div_ceil(BLOCK));
            blocks.end.saturating_mul(BLOCK).min(all) - blocks.start.saturating_mul(BLOCK).min(all)
        })
    }

    /// Runs a plan into its directory, says what came of it, and gives the report; none of a part.
    pub(super) fn execute(
        &self,
        input: &Input,
        plan: &Plan,
        keep: Keep,
        study: &mut dyn Study,
    ) -> Result<Option<Report>, Stop> {
        if plan.until.is_some() {
            self.refuse_shard("with --until no part knows when the whole ends; leave one of them out")?;
        }
        let quiet = self.results.quiet
            || self.results.json
            || self.earlier.as_ref().is_some_and(|earlier| !earlier.merged.is_empty());
        let bar = self.progress(self.runs_here(plan));
        let (progress, notice) = (|done| bar.inc(done), notice(&bar));
        let found = |blocks: u64, of: u64, runs: u64| {
            begin(&bar, runs);
            if blocks > 0 && blocks < of && !quiet {
                notice(&format!("{blocks} of {} are there from before", counted(of, "block")));
            }
        };
        let options = self.options(keep, &progress, &notice, &found)?;
        self.warn(input, plan);
        if let Some(scripts) = &self.scripts {
            return scripts.write(plan, keep, self.results.out.as_deref()).map(|()| None);
        }
        if let Some(part) = self.shard {
            let done = experiment::execute_part(plan, &options, part);
            bar.finish_and_clear();
            let (path, found) = done?;
            if !self.results.quiet {
                say(&said_of_part(plan, part, &path, found))?;
            }
            return Ok(None);
        }
        let outcome = experiment::execute(plan, &options, study);
        bar.finish_and_clear();
        let outcome = outcome?;
        self.results.say(&outcome)?;
        Ok(Some(outcome.report))
    }
}

/// What there is to say of a part that is complete, and what comes next.
fn said_of_part(plan: &Plan, part: Part, path: &Path, found: bool) -> String {
    let all = plan.design.len().div_ceil(BLOCK);
    let own = part.of(all);
    let (path, blocks, all) = (path.display(), own.end - own.start, counted(all, "block"));
    if own.is_empty() {
        return format!("{path}: nothing to do: of {all} part {part} has none\n");
    }
    let already = if found { " already" } else { "" };
    format!("{path}: complete{already}: {blocks} of {all}; `realpolitik merge` puts the parts together\n")
}

impl Results {
    /// Of a command that names its options otherwise: whether it is to be silent and to print JSON, and what to draw.
    pub(super) fn of(
        out: Option<PathBuf>,
        force: bool,
        (quiet, json): (bool, bool),
        plots: bool,
        theme: Theme,
    ) -> Self {
        Self { out, force, quiet, json, no_plots: !plots, format: vec![Format::Svg, Format::Png], theme }
    }

    /// Writes a secondary analysis and says what came of it; `usual` is its directory where no other is named.
    pub(super) fn study(&self, study: analysis::Study, usual: PathBuf) -> Result<(), Stop> {
        let path = self.out.clone().unwrap_or(usual);
        let found = output::analysis::look(&path, &study, self.force)?;
        let report = Report::Findings(study);
        let draw = |options| plot::draw(&report, &options).map_err(|e| Stop::Failed(e.to_string()));
        if !found || !output::directory::has_pictures(&path) {
            let pictures = self.pictures().map_or(Ok(Vec::new()), draw)?;
            if let Report::Findings(study) = &report {
                output::analysis::write_analysis(&path, study, &pictures)?;
            }
        }
        self.say(&experiment::Outcome { report, path, found, stopped: None })
    }

    fn pictures(&self) -> Option<plot::Options> {
        let options = || plot::Options { formats: self.format.clone(), theme: self.theme, only: None };
        (!self.no_plots).then(options)
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

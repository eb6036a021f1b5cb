//! Runs a plan: rows into a file while it runs, everything else at the end. Finished blocks are kept as they come, and
//! an experiment that was interrupted goes on behind them.

use super::{Part, Plan, Refused, Study, until::Watch};
use crate::analysis::{Report, Stopped};
use crate::engine::{self, BLOCK, Block, Experiment, SeriesCounts, Sink, UNIT, add_counts};
use crate::output::blocks::{Blocks, Kept};
use crate::output::directory::{self, Directory, Found, Results};
use crate::output::files;
use crate::output::integrity::Files;
use crate::output::machine::{Environment, Machine};
use crate::output::manifest::{self, Manifest};
use crate::output::started::Started;
use crate::output::{Error, digest, rows::Keep, space};
use crate::plot;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// How an experiment is run, and where its results go: nothing here changes a number.
pub struct Options<'a> {
    /// Threads.
    pub threads: usize,
    /// Columns of the rows file.
    pub keep: Keep,
    /// The directory; `output/SCENARIO/DESIGN-SEED-RUNS-DIGEST` without it.
    pub out: Option<PathBuf>,
    /// Compute again what is there already.
    pub force: bool,
    /// Pictures to draw; none without it.
    pub pictures: Option<plot::Options>,
    /// The command, for whoever goes on with the experiment.
    pub arguments: Vec<String>,
    /// Blocks that were computed elsewhere.
    pub merged: Kept,
    /// Set to stop behind the next block.
    pub stop: &'a AtomicBool,
    /// Told how many runs have been done since it was told last.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Told what a user should know.
    pub notice: &'a dyn Fn(&str),
    /// Told, before anything is computed, how many blocks of how many are there already, and how many runs those are.
    pub found: &'a dyn Fn(u64, u64, u64),
}

/// What an experiment left behind.
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// Where it stands.
    pub path: PathBuf,
    /// True where it was there already.
    pub found: bool,
    /// How it ended, where it was to run until an interval is narrow.
    pub stopped: Option<Stopped>,
}

/// Why an experiment failed.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Files.
    #[error(transparent)]
    Output(#[from] Error),
    /// Pictures.
    #[error(transparent)]
    Plot(#[from] plot::Error),
    /// Bad input, found on the way.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The search of a calibration was told to stop; its complete generations are kept.
    #[error("{}: stopped; what is complete of the search is kept", path.display())]
    Paused {
        /// The directory.
        path: PathBuf,
    },
    /// An outcome that cannot be watched: bad input.
    #[error("{0}")]
    Until(String),
    /// It was told to stop; what is done is kept.
    #[error("{}: stopped after {done} of {of} blocks, which are kept", path.display())]
    Stopped {
        /// The directory.
        path: PathBuf,
        /// Blocks that are done.
        done: u64,
        /// All blocks.
        of: u64,
    },
}

/// Everything that is kept of an experiment while it runs.
struct Recorder<'a> {
    directory: Option<Directory>,
    study: &'a mut dyn Study,
    blocks: Vec<String>,
    counts: Vec<SeriesCounts>,
    runs: u64,
    /// Those of the runs that were computed before.
    found: u64,
    /// Blocks that need not be computed, and what reads them.
    kept: Kept,
    reader: Option<Blocks>,
    experiment: &'a Experiment<'a>,
    stop: &'a AtomicBool,
    /// The study needs no more.
    enough: bool,
}

impl Recorder<'_> {
    /// Takes the next block.
    fn take(&mut self, block: Block) -> Result<ControlFlow<()>, Error> {
        let Block { rows, counts, .. } = block;
        self.blocks.push(digest::block(&rows));
        self.runs += rows.len() as u64;
        add_counts(&mut self.counts, counts);
        if let Some(directory) = &mut self.directory {
            directory.rows(&rows)?;
        }
        self.enough = self.study.block(&rows).is_break();
        Ok(if self.enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// Takes the kept blocks that come next, as far as they reach and nobody stops.
    fn take_kept(&mut self) -> Result<ControlFlow<()>, Error> {
        while let (Some(path), Some(reader)) = (self.kept.get(&(self.blocks.len() as u64)), &self.reader) {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(ControlFlow::Break(()));
            }
            let block = reader.read(path, self.blocks.len() as u64)?;
            if !self.experiment.fits(&block) {
                return Err(Error::Other(format!(
                    "{}: does not hold the rows of its block, though its digest is right; delete it",
                    path.display()
                )));
            }
            self.found += block.rows.len() as u64;
            if self.take(block)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Sink for Recorder<'_> {
    type Error = Error;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Error> {
        if let Some(directory) = self.directory.as_ref().filter(|_| self.reader.is_some()) {
            directory.keep(&block)?;
        }
        if self.take(block)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.take_kept()
    }
}

/// Runs a plan in memory, for a study alone; gives its report, of the blocks that were done when it was told to stop.
///
/// # Errors
/// None but those of a fault in the program.
pub fn simulate(
    plan: &Plan,
    threads: usize,
    study: &mut dyn Study,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, Error> {
    simulate_from(0, plan, threads, study, stop, progress)
}

/// The same from a block on: the study knows those before it, and the digest is of the others alone.
pub(super) fn simulate_from(
    first: u64,
    plan: &Plan,
    threads: usize,
    study: &mut dyn Study,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, Error> {
    let experiment = experiment(plan, threads);
    let mut recorder = Recorder::new(&experiment, study, stop);
    let blocks = (first..experiment.blocks().end).take_while(|_| !stop.load(Ordering::Relaxed));
    engine::run(&experiment, blocks, &mut recorder, progress)?;
    let digest = digest::rows(&plan.scenario, &recorder.blocks);
    let Recorder { study, counts, runs, .. } = recorder;
    Ok(study.finish(plan.about(runs, digest), &counts))
}

impl<'a> Recorder<'a> {
    fn new(experiment: &'a Experiment<'a>, study: &'a mut dyn Study, stop: &'a AtomicBool) -> Self {
        Self {
            directory: None,
            study,
            blocks: Vec::new(),
            counts: Vec::new(),
            runs: 0,
            found: 0,
            kept: Kept::new(),
            reader: None,
            experiment,
            stop,
            enough: false,
        }
    }
}

fn experiment(plan: &Plan, threads: usize) -> Experiment<'_> {
    let design = &*plan.design;
    Experiment { scenario: &plan.scenario, design, runs: design.len(), seed: plan.seed, threads, unit: UNIT }
}

/// Opens the directory of a plan, or of a part of it, and finds the blocks that need not be computed.
pub(super) fn open(
    plan: &Plan,
    options: &Options<'_>,
    keep: Keep,
    (path, input): (&Path, &str),
    blocks: Range<u64>,
) -> Result<(Directory, Kept), Error> {
    let started = Started {
        format: manifest::FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        input: input.to_owned(),
        arguments: options.arguments.clone(),
        scenario: plan.scenario.name.clone(),
        seed: plan.seed,
        runs: plan.design.len(),
        blocks: [blocks.start, blocks.end],
        resolved: plan.scenario.resolved.clone(),
    };
    let directory = Directory::create(path, &started, keep, options.force)?;
    let mut kept = directory.kept()?;
    kept.retain(|number, _| blocks.contains(number));
    let (mut kept, wrong) = directory.blocks().whole(kept);
    for what in wrong {
        (options.notice)(&format!("{what}; it is computed again"));
    }
    kept.extend(options.merged.clone());
    let found = kept.keys().map(|number| BLOCK.min(started.runs.saturating_sub(number.saturating_mul(BLOCK)))).sum();
    (options.found)(kept.len() as u64, started.len(), found);
    // Of a single block nothing is kept on the way.
    let missing = if started.len() > 1 { started.len().saturating_sub(kept.len() as u64) } else { 0 };
    let runs = started.len().saturating_mul(BLOCK).min(started.runs);
    space::enough(path, &plan.scenario, keep, (runs, missing))?;
    Ok((directory, kept))
}

/// What a directory holds of the experiment with this input, where it is complete.
pub(super) fn complete(path: &Path, input: &str, options: &Options<'_>) -> Result<Option<Outcome>, Failed> {
    let Found::Complete(manifest) = directory::look(path, input, options.keep, options.force)? else { return Ok(None) };
    manifest.check_all(path)?;
    directory::tidy(path);
    let report = directory::read_report(path)?;
    // It may have been run with --no-plots.
    if let Some(pictures) = options.pictures.as_ref().filter(|_| !directory::has_pictures(path)) {
        files::write_pictures(&path.join(directory::PLOTS), &plot::draw(&report, pictures)?)?;
    }
    Ok(Some(Outcome { report, path: path.to_owned(), found: true, stopped: manifest.stopped }))
}

/// Runs a plan into its directory, or finds that it is there already. Where blocks of it are kept there, it goes on
/// behind them.
///
/// # Errors
/// Of the file system, a directory that holds something else, too little space, of drawing, and when it was stopped.
pub fn execute(plan: &Plan, options: &Options<'_>, study: &mut dyn Study) -> Result<Outcome, Failed> {
    let begun = Instant::now();
    let input = plan.input();
    let path = options.out.clone().unwrap_or_else(|| plan.directory(&input));
    if let Some(outcome) = complete(&path, &input, options)? {
        return Ok(outcome);
    }
    let mut watch = None;
    let study = match &plan.until {
        None => study,
        Some((until, watched)) => watch.insert(Watch::new(plan, until, watched, study).map_err(Failed::Until)?),
    };
    let experiment = experiment(plan, options.threads);
    let all = experiment.blocks();
    let (mut directory, kept) = open(plan, options, options.keep, (&path, &input), all.clone())?;
    directory.open_rows(&plan.scenario, options.keep)?;
    let missing: Vec<u64> = all.clone().filter(|number| !kept.contains_key(number)).collect();
    let mut recorder = Recorder::new(&experiment, study, options.stop);
    // A single block need not be kept: the end follows it.
    recorder.reader = (all.end > 1 || !kept.is_empty()).then(|| directory.blocks().clone());
    (recorder.kept, recorder.directory) = (kept, Some(directory));
    if recorder.take_kept()?.is_continue() {
        let missing = missing.into_iter().take_while(|_| !options.stop.load(Ordering::Relaxed));
        engine::run(&experiment, missing, &mut recorder, options.progress)?;
    }
    let Recorder { directory, study, blocks, counts, runs, found, kept, enough, .. } = recorder;
    if !enough && (blocks.len() as u64) < all.end {
        let later = kept.range(blocks.len() as u64..).count();
        return Err(Failed::Stopped { path, done: (blocks.len() + later) as u64, of: all.end });
    }
    let digest = digest::rows(&plan.scenario, &blocks);
    let simulated = begun.elapsed();
    let report = study.finish(plan.about(runs, digest.clone()), &counts);
    let stopped = watch.as_ref().map(Watch::stopped);
    let pictures = options.pictures.as_ref().map_or(Ok(Vec::new()), |pictures| plot::draw(&report, pictures))?;
    let manifest = Manifest {
        format: manifest::FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        scenario: plan.scenario.name.clone(),
        input,
        seed: plan.seed,
        design: plan.spec.clone(),
        record: plan.record.clone(),
        runs,
        stopped: stopped.clone(),
        block: BLOCK,
        rows_kept: options.keep,
        rows: digest,
        series: digest::series(&counts),
        blocks,
        files: Files::new(),
        resolved: plan.scenario.resolved.clone(),
    };
    let machine = Machine {
        simulated_seconds: simulated.as_secs_f64(),
        total_seconds: begun.elapsed().as_secs_f64(),
        runs_per_second: (runs - found) as f64 / simulated.as_secs_f64().max(1e-9),
        threads: options.threads,
        environment: Environment::here(),
    };
    if let Some(directory) = directory {
        directory.finish(manifest, &Results { report: &report, machine: &machine, pictures: &pictures })?;
    }
    Ok(Outcome { report, path, found: false, stopped })
}

/// Computes a part of a plan into a directory of its own, where its blocks are the result. Gives the directory, and
/// whether the part was complete already.
///
/// # Errors
/// Of the file system, a directory that holds something else, too little space, and when it was stopped.
pub fn execute_part(plan: &Plan, options: &Options<'_>, part: Part) -> Result<(PathBuf, bool), Failed> {
    let input = plan.input();
    let usual = || plan.directory(&input).join(directory::PARTS).join(part.folder());
    let path = options.out.clone().unwrap_or_else(usual);
    if let Found::Complete(_) = directory::look(&path, &input, options.keep, false)? {
        return Err(Error::Refused(format!("{}: holds the whole experiment", path.display())).into());
    }
    let experiment = experiment(plan, options.threads);
    let blocks = part.of(experiment.blocks().end);
    let (directory, kept) = open(plan, options, Keep::None, (&path, &input), blocks.clone())?;
    let missing: Vec<u64> = blocks.clone().filter(|number| !kept.contains_key(number)).collect();
    let done = missing.is_empty();
    let mut keeper = Keeper { directory: &directory, kept: kept.len() as u64 };
    let missing = missing.into_iter().take_while(|_| !options.stop.load(Ordering::Relaxed));
    engine::run(&experiment, missing, &mut keeper, options.progress)?;
    let (kept, of) = (keeper.kept, blocks.end - blocks.start);
    if kept < of {
        return Err(Failed::Stopped { path, done: kept, of });
    }
    directory.finish_part();
    Ok((path, done))
}

/// Keeps blocks, and nothing else.
struct Keeper<'a> {
    directory: &'a Directory,
    kept: u64,
}

impl Sink for Keeper<'_> {
    type Error = Error;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Error> {
        self.directory.keep(&block)?;
        self.kept += 1;
        Ok(ControlFlow::Continue(()))
    }
}

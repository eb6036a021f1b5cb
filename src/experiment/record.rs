//! Runs a plan: rows into a file while it runs, everything else at the end.

use super::{Plan, Study, until::Watch};
use crate::analysis::{Report, Stopped};
use crate::engine::{self, Block, Experiment, SeriesCounts, Sink, UNIT, add_counts};
use crate::output::directory::{self, Directory, Found, Results};
use crate::output::manifest::{self, Manifest};
use crate::output::{Error, digest, rows::Keep};
use crate::plot;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

/// How an experiment is run, and where its results go: nothing here changes a number.
pub struct Options {
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
    /// An outcome that cannot be watched: bad input.
    #[error("{0}")]
    Until(String),
}

/// Everything that is kept of an experiment while it runs.
struct Recorder<'a> {
    directory: Option<Directory>,
    study: &'a mut dyn Study,
    blocks: Vec<String>,
    counts: Vec<SeriesCounts>,
    runs: u64,
}

impl Sink for Recorder<'_> {
    type Error = Error;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Error> {
        let Block { rows, counts, .. } = block;
        self.blocks.push(digest::block(&rows));
        self.runs += rows.len() as u64;
        add_counts(&mut self.counts, counts);
        if let Some(directory) = &mut self.directory {
            directory.rows(&rows)?;
        }
        Ok(self.study.block(&rows))
    }
}

/// Runs a plan in memory, for a study alone; gives its report.
///
/// # Errors
/// None but those of a fault in the program.
pub fn simulate(
    plan: &Plan,
    threads: usize,
    study: &mut dyn Study,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, Error> {
    let (recorder, digest) = run(plan, threads, None, study, progress)?;
    let Recorder { study, counts, runs, .. } = recorder;
    Ok(study.finish(plan.about(runs, digest), &counts))
}

fn run<'a>(
    plan: &Plan,
    threads: usize,
    directory: Option<Directory>,
    study: &'a mut dyn Study,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(Recorder<'a>, String), Error> {
    let design = &*plan.design;
    let experiment =
        Experiment { scenario: &plan.scenario, design, runs: design.len(), seed: plan.seed, threads, unit: UNIT };
    let mut recorder = Recorder { directory, study, blocks: Vec::new(), counts: Vec::new(), runs: 0 };
    engine::run(&experiment, &mut recorder, progress)?;
    let digest = digest::rows(&plan.scenario, &recorder.blocks);
    Ok((recorder, digest))
}

/// Runs a plan into its directory, or finds that it is there already.
///
/// # Errors
/// Of the file system, a directory that holds something else, too little space, and of drawing.
pub fn execute(
    plan: &Plan,
    options: &Options,
    study: &mut dyn Study,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Outcome, Failed> {
    let begun = Instant::now();
    let input = plan.input();
    let path = options.out.clone().unwrap_or_else(|| plan.directory(&input));
    if let Found::Complete(manifest) = directory::look(&path, &input, options.keep, options.force)? {
        return Ok(Outcome { report: directory::read_report(&path)?, path, found: true, stopped: manifest.stopped });
    }
    let threads = options.threads;
    let mut watch = None;
    let study = match &plan.until {
        None => study,
        Some((until, watched)) => watch.insert(Watch::new(plan, until, watched, study).map_err(Failed::Until)?),
    };
    let directory = Directory::create(&path, &plan.scenario, options.keep, plan.design.len())?;
    let (recorder, digest) = run(plan, threads, Some(directory), study, progress)?;
    let simulated = begun.elapsed();
    let Recorder { directory, study, blocks, counts, runs } = recorder;
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
        block: engine::BLOCK,
        rows_kept: options.keep,
        rows: digest,
        series: digest::series(&counts),
        blocks,
        resolved: plan.scenario.resolved.clone(),
    };
    let machine = serde_json::json!({
        "simulated_seconds": simulated.as_secs_f64(),
        "total_seconds": begun.elapsed().as_secs_f64(),
        "runs_per_second": runs as f64 / simulated.as_secs_f64().max(1e-9),
        "threads": options.threads,
        "os": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "avx2": avx2(),
    });
    if let Some(directory) = directory {
        directory.finish(&manifest, &Results { report: &report, machine: &machine, pictures: &pictures })?;
    }
    Ok(Outcome { report, path, found: false, stopped })
}

#[cfg(target_arch = "x86_64")]
fn avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
fn avx2() -> bool {
    false
}

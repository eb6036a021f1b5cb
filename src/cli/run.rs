//! `realpolitik run`.

use super::{Stop, colour, say, text};
use crate::analysis::{SeriesSummary, Summariser, Summary};
use crate::design::{Design, MonteCarlo};
use crate::engine::{self, Experiment, RowSink, Rows, UNIT};
use crate::output::directory::{self, Directory, Found};
use crate::output::manifest::{self, Manifest};
use crate::output::{Error, digest, rows::Keep};
use crate::plot::{self, Format, Theme};
use crate::scenario::{self, Files, Scenario};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The largest number of runs.
const MOST_RUNS: u64 = 1_000_000_000;

/// Runs a scenario.
#[derive(clap::Args)]
pub(super) struct Run {
    /// Scenario file, or builtin:NAME (essay, essay-relaxed, five-powers, two-actors).
    #[arg(default_value = "builtin:essay")]
    scenario: String,
    /// Number of runs.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MOST_RUNS))]
    runs: u64,
    /// Master seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; all processors without it. The result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// Directory for the result; output/SCENARIO/SEED-RUNS-DIGEST without it.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "all")]
    rows: Keep,
    /// Lay a value over the file: PATH=VALUE, the value as TOML; may be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Compute again what is there already.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// Print the summary as JSON.
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

/// Writes rows and gathers the summary.
struct Sink<'a> {
    directory: Directory,
    summariser: Summariser<'a>,
}

impl RowSink for Sink<'_> {
    type Error = Error;

    fn block(&mut self, number: u64, rows: Rows) -> Result<(), Error> {
        self.summariser.block(&rows);
        self.directory.block(number, rows)
    }
}

impl Run {
    /// What the program does without arguments.
    pub(super) fn default_scenario() -> Self {
        #[derive(clap::Parser)]
        struct Alone {
            #[command(flatten)]
            run: Run,
        }
        <Alone as clap::Parser>::parse_from(["realpolitik"]).run
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        let loaded = scenario::load(&self.scenario, &Files, &self.set).map_err(|p| Stop::Input(p.render(colour())))?;
        let (scenario, threads) = (&loaded.scenario, threads(self.threads)?);
        let design = MonteCarlo { runs: self.runs };
        let input = manifest::input_digest(&scenario.resolved, self.seed, design.name(), self.runs);
        let path = self.out.clone().unwrap_or_else(|| {
            PathBuf::from("output").join(&scenario.name).join(format!("{}-{}-{}", self.seed, self.runs, &input[..8]))
        });
        if let Found::Complete(_) = directory::look(&path, &input, self.rows, self.force)? {
            let (summary, _) = directory::read_summary(&path)?;
            let note = "complete already (--force computes it again, `realpolitik plot` draws it again)";
            return self.report(&summary, &path, Some(note));
        }
        let summary = self.compute(scenario, &design, threads, input, &path)?;
        self.report(&summary, &path, None)
    }

    /// Outputs are opened before the long work starts.
    fn compute(
        &self,
        scenario: &Scenario,
        design: &MonteCarlo,
        threads: usize,
        input: String,
        path: &Path,
    ) -> Result<Summary, Stop> {
        let begun = Instant::now();
        let directory = Directory::create(path, scenario, self.rows, self.runs)?;
        let mut sink = Sink { directory, summariser: Summariser::new(scenario) };
        let bar = self.progress();
        let experiment = Experiment { scenario, design, seed: self.seed, threads, unit: UNIT };
        let counts = engine::run(&experiment, &mut sink, &|done| bar.inc(done))?;
        bar.finish_and_clear();
        let simulated = begun.elapsed();
        let Sink { directory, summariser } = sink;
        let rows = digest::rows(scenario, &directory.blocks);
        let (summary, series) = summariser.finish(self.seed, &rows, &counts);
        let pictures = self.pictures(&summary, &series)?;
        let manifest = Manifest {
            format: manifest::FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            scenario: scenario.name.clone(),
            input,
            seed: self.seed,
            design: design.name().into(),
            runs: self.runs,
            block: engine::BLOCK,
            rows_kept: self.rows,
            rows,
            series: digest::series(&counts),
            blocks: directory.blocks.clone(),
            resolved: scenario.resolved.clone(),
        };
        let machine = serde_json::json!({
            "simulated_seconds": simulated.as_secs_f64(),
            "total_seconds": begun.elapsed().as_secs_f64(),
            "runs_per_second": self.runs as f64 / simulated.as_secs_f64().max(1e-9),
            "threads": threads,
            "os": std::env::consts::OS,
            "architecture": std::env::consts::ARCH,
            "avx2": avx2(),
        });
        directory.finish(&manifest, &summary, &series, &machine, &pictures)?;
        Ok(summary)
    }

    fn progress(&self) -> ProgressBar {
        if self.quiet || self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(self.runs); // Hidden by itself where standard error is no terminal.
        let shape = "{bar:40} {human_pos} of {human_len} runs, {per_sec}, {eta} left";
        bar.set_style(ProgressStyle::with_template(shape).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    }

    fn pictures(&self, summary: &Summary, series: &[SeriesSummary]) -> Result<Vec<(String, Vec<u8>)>, Stop> {
        if self.no_plots {
            return Ok(Vec::new());
        }
        let options = plot::Options { formats: self.format.clone(), theme: self.theme, only: None };
        Ok(plot::draw(summary, series, &options)?.into_iter().map(|p| (p.name, p.bytes)).collect())
    }

    fn report(&self, summary: &Summary, path: &Path, note: Option<&str>) -> Result<(), Stop> {
        if self.quiet {
            Ok(())
        } else if self.json {
            say(&format!("{:#}\n", serde_json::json!({ "directory": path.display().to_string(), "summary": summary })))
        } else {
            say(&text::summary(summary, path, note, text::width()))
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
fn avx2() -> bool {
    false
}

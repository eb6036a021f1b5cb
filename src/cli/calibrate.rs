//! `realpolitik calibrate`.

use super::Stop;
use super::common::{Input, MOST_REPLICATES as MOST, Output};
use super::number::{real, whole};
use crate::design::calibrated::{PARTICLES, Recipe, Settings};
use crate::design::{Range, Spec};
use crate::experiment::{Calibrating, Plan};
use crate::observed;
use crate::output::rows::Keep;
use std::path::PathBuf;

/// Finds the values of parameters with which the model gives what was observed (ABC-SMC), and runs them once more.
#[derive(clap::Args)]
pub(super) struct Calibrate {
    #[command(flatten)]
    input: Input,
    /// What was observed: columns outcome and value, and sd and scale where there are any.
    #[arg(long, value_name = "FILE.csv")]
    observed: PathBuf,
    /// Parameters to calibrate, with commas between; all that the scenario draws without it.
    #[arg(long, value_delimiter = ',', value_name = "PATH")]
    over: Option<Vec<String>>,
    /// Make a parameter uniform in a range beforehand: PATH=LOW:HIGH; may be repeated.
    #[arg(long, value_name = "PATH=LOW:HIGH")]
    range: Vec<Range>,
    /// Number of particles.
    #[arg(long, default_value_t = 1000, value_parser = whole::<u64>(PARTICLES[0], PARTICLES[1], 1000))]
    particles: u64,
    /// The most generations.
    #[arg(long, default_value_t = 20, value_parser = whole::<u64>(1, 1000, 20))]
    generations: u64,
    /// The most runs of the search.
    #[arg(long, default_value_t = 1_000_000, value_parser = whole::<u64>(200, 1 << 40, 1_000_000))]
    max_runs: u64,
    /// Stop at this distance; as near as it goes without it.
    #[arg(long, default_value_t = 0.0, value_name = "X", value_parser = real(0.1))]
    tolerance: f64,
    /// The share of the effective sample size that stays within the next tolerance.
    #[arg(long, default_value_t = 0.5, value_name = "SHARE", value_parser = real(0.5))]
    keep: f64,
    /// Stop where a smaller share of the runs comes near enough.
    #[arg(long, default_value_t = 0.01, value_name = "SHARE", value_parser = real(0.01))]
    min_acceptance: f64,
    /// Fresh runs of each particle in the end.
    #[arg(long, default_value_t = 4, value_parser = whole::<u64>(1, MOST, 4))]
    replicates: u64,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "all")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

impl Calibrate {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        self.output.refuse_shard("a generation follows from the one before; run it in one place")?;
        let source = self.input.source();
        let plan = Plan::new(&source, Spec::MonteCarlo { runs: 1 }, None, self.input.seed)?;
        let observed = observed::read_values(&self.observed, &plan.scenario)
            .map_err(|refused| Stop::Input(format!("error: {refused}")))?;
        let recipe =
            Recipe { observed, parameters: self.over.clone(), ranges: self.range.clone(), settings: self.settings() };
        let asked = Calibrating { source, recipe, replicates: self.replicates, seed: self.input.seed };
        self.output.calibrate(&self.input, &plan, &asked, self.rows)
    }

    fn settings(&self) -> Settings {
        Settings {
            particles: self.particles,
            keep: self.keep,
            tolerance: self.tolerance,
            generations: self.generations,
            most_runs: self.max_runs,
            least_acceptance: self.min_acceptance,
        }
    }
}

//! `realpolitik run`.

use super::Stop;
use super::common::{Input, Output};
use super::number::whole;
use crate::analysis::Summariser;
use crate::analysis::Until;
use crate::design::Spec;
use crate::experiment::{Plan, Watched};
use crate::output::rows::Keep;

/// The largest number of runs.
const MOST_RUNS: u64 = 1_000_000_000;

/// Runs a scenario.
#[derive(clap::Args)]
pub(super) struct Run {
    #[command(flatten)]
    input: Input,
    /// Number of runs.
    #[arg(long, default_value_t = 10_000, value_parser = whole::<u64>(1, MOST_RUNS, 100_000))]
    runs: u64,
    /// Run on, block after block, until the 95% interval of an outcome is this narrow: 'ID +-0.005'.
    #[arg(long, value_name = "ID +-WIDTH", conflicts_with = "runs")]
    until: Option<Until>,
    /// With --until, the most runs.
    #[arg(long, default_value_t = 1_000_000, requires = "until", value_parser = whole::<u64>(1, MOST_RUNS, 1_000_000))]
    max_runs: u64,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "all")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

impl Run {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

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
        let runs = if self.until.is_some() { self.max_runs } else { self.runs };
        let plan = Plan::new(&self.input.source(), Spec::MonteCarlo { runs }, None, self.input.seed)?
            .until(self.until.clone(), Watched::Points);
        let mut summariser = Summariser::new(&plan.scenario);
        self.output.execute(&self.input, &plan, self.rows, &mut summariser)
    }
}

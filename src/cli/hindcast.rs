//! `realpolitik hindcast`.

use super::Stop;
use super::common::{Input, Output};
use super::number::whole;
use crate::analysis::hindcast::{Forecaster, MOST_VALUES};
use crate::design::Spec;
use crate::design::observed::Observed;
use crate::experiment::Plan;
use crate::observed;
use crate::output::rows::Keep;
use crate::scenario::{self, Scenario};
use std::path::PathBuf;

/// Runs a scenario that begins in the past, and scores its runs by what followed, against forecasts without a model.
#[derive(clap::Args)]
pub(super) struct Hindcast {
    #[command(flatten)]
    input: Input,
    /// What was observed: columns outcome and value, and date for what was before the start; that of the case without it,
    /// where the scenario is one that is built in.
    #[arg(long, value_name = "FILE.csv")]
    observed: Option<PathBuf>,
    /// Number of runs.
    #[arg(long, default_value_t = 10_000, value_parser = whole::<u64>(2, u64::MAX, 10_000))]
    runs: u64,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "all")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

impl Hindcast {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        let (source, seed) = (self.input.source(), self.input.seed);
        let plan = Plan::new(&source, Spec::MonteCarlo { runs: 1 }, None, seed)?;
        let observed = self.read(&plan.scenario)?;
        let outcomes = observed.seen.len() as u64;
        if self.runs.saturating_mul(outcomes) > MOST_VALUES {
            return Err(Stop::Input(format!(
                "error: --runs {}: a hindcast holds the values of all runs, and with {outcomes} observed outcomes has room for {} runs",
                self.runs,
                MOST_VALUES / outcomes.max(1)
            )));
        }
        let spec = Spec::Hindcast { runs: self.runs, observed: observed.clone() };
        let plan = Plan::new(&source, spec, None, seed)?;
        let mut forecaster = Forecaster::new(&plan.scenario, observed, seed);
        self.output.execute(&self.input, &plan, self.rows, &mut forecaster).map(drop)
    }

    fn read(&self, scenario: &Scenario) -> Result<Observed, Stop> {
        if let Some(path) = &self.observed {
            return observed::read(path, scenario).map_err(|refused| Stop::Input(format!("error: {refused}")));
        }
        let Some(text) = scenario::observed_of(&self.input.scenario) else {
            return Err(Stop::Input(
                "error: --observed FILE.csv is needed: what came of the scenario's outcomes; docs/hindcast.md has the columns. Cases \
                 that ship with it are named builtin:axis-1933 and the like: --help lists them"
                    .to_owned(),
            ));
        };
        observed::parse(text.as_bytes(), scenario)
            .map_err(|why| Stop::Input(format!("error: what was observed of {}: {why}", self.input.scenario)))
    }
}

//! `realpolitik sweep`.

use super::Stop;
use super::common::{Input, MOST_REPLICATES as MOST, Output, replicates};
use super::number::whole;
use crate::analysis::Until;
use crate::analysis::estimate::Subject;
use crate::analysis::sweep::{MOST_CONTOURS, Moved, Sweeper};
use crate::design::{Axis, Spec, Target};
use crate::experiment::{Plan, Watched};
use crate::output::rows::Keep;

/// Moves one or two parameters, or the strength of claims, and says how an outcome goes.
#[derive(clap::Args)]
pub(super) struct Sweep {
    #[command(flatten)]
    input: Input,
    /// What to move: PATH=FROM:TO:POINTS, or claims.ID=0:1:11; give it twice for two.
    #[arg(long, required = true, value_name = "PATH=FROM:TO:POINTS")]
    over: Vec<Axis>,
    /// The outcome, by id; may be repeated.
    #[arg(long, required = true, value_name = "ID")]
    outcome: Vec<String>,
    /// Replicates of each point.
    #[arg(long, default_value_t = 2000, value_parser = whole::<u64>(1, MOST, 2000))]
    replicates: u64,
    /// Run on, block after block, until the 95% interval of an outcome is this narrow at every point: 'ID +-0.01'.
    #[arg(long, value_name = "ID +-WIDTH", conflicts_with = "replicates")]
    until: Option<Until>,
    /// With --until, the most runs.
    #[arg(long, default_value_t = 10_000_000, requires = "until", value_parser = whole::<u64>(1, u64::MAX, 10_000_000))]
    max_runs: u64,
    /// Probabilities at which the map of two things moved has contour lines: at most six, rising.
    #[arg(long, value_delimiter = ',', value_name = "P,..", default_value = "0.1,0.25,0.5,0.75,0.9")]
    contours: Vec<f64>,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "outcomes")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

impl Sweep {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        if self.over.len() > 2 {
            return Err(Stop::Input("error: --over at most twice: one picture has two axes".into()));
        }
        let (most, rising) = (MOST_CONTOURS, self.contours.is_sorted_by(|a, b| a < b));
        if !rising || self.contours.len() > most || self.contours.iter().any(|p| !(*p > 0.0 && *p < 1.0)) {
            let message = format!("error: --contours: at most {most} rising probabilities, above 0 and below 1");
            return Err(Stop::Input(message));
        }
        let points: u64 = self.over.iter().map(|axis| axis.values.len() as u64).product();
        let replicates = match self.until {
            Some(_) => replicates(self.max_runs, points, 1)?,
            None => self.replicates,
        };
        let spec = Spec::Grid { axes: self.over.clone(), replicates };
        let plan = Plan::new(&self.input.source(), spec, Some(self.outcome.clone()), self.input.seed)?
            .until(self.until.clone(), Watched::Points)
            .asking(format!("contours {:?}", self.contours));
        let moved = |(axis, target): (&Axis, &Target)| Moved {
            name: axis.target.clone(),
            unit: target.unit.clone(),
            values: axis.values.clone(),
            base: target.base(&plan.scenario),
        };
        let axes = self.over.iter().zip(&plan.targets).map(moved).collect();
        let outcomes = plan.scenario.outcomes.iter().map(Subject::from).collect();
        let mut sweeper = Sweeper::new(axes, outcomes, self.contours.clone());
        self.output.execute(&self.input, &plan, self.rows, &mut sweeper).map(drop)
    }
}

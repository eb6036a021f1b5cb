//! `realpolitik audit`.

use super::Stop;
use super::common::{Input, Output, replicates};
use super::number::whole;
use crate::analysis::Until;
use crate::analysis::audit::{Auditor, Question};
use crate::experiment::{Plan, Refused, Watched};
use crate::output::rows::Keep;

/// Keeps and relaxes the claims of an argument in every combination, and says which of them a result stands on.
#[derive(clap::Args)]
pub(super) struct Audit {
    #[command(flatten)]
    input: Input,
    /// The outcome, by id. How close the pair of the question is gets audited beside it.
    #[arg(long, value_name = "ID")]
    outcome: String,
    /// Audit these claims alone and keep the others; all that relax something without it.
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    claims: Option<Vec<String>>,
    /// Replicates of each combination, 30 at least; all combinations share them.
    #[arg(long, default_value_t = 2000, value_parser = whole::<u64>(30, 1_000_000, 2000))]
    replicates: u64,
    /// Run on, block after block, until for every claim the 95% interval of what relaxing it alone does to an outcome is
    /// this narrow: 'ID +-0.01'.
    #[arg(long, value_name = "ID +-WIDTH", conflicts_with = "replicates")]
    until: Option<Until>,
    /// With --until, the most runs.
    #[arg(long, default_value_t = 20_000_000, requires = "until", value_parser = whole::<u64>(1, u64::MAX, 20_000_000))]
    max_runs: u64,
    /// Sample so many orders of taking up the claims, 32 at least, instead of running every combination; more than 12
    /// claims are sampled in any case, by 256 orders without it.
    #[arg(long, value_parser = whole::<u32>(32, 100_000, 256))]
    orders: Option<u32>,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "none")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

impl Audit {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        let (source, seed) = (self.input.source(), self.input.seed);
        let scenario = source.load(&[]).map_err(Refused::from)?.scenario;
        let orders = self.orders.map(|orders| orders as usize);
        let question = Question::new(&scenario, &self.outcome, self.claims.as_deref(), orders, seed)
            .map_err(|e| Stop::Input(format!("error: {e}")))?;
        let replicates = match self.until {
            Some(_) => replicates(self.max_runs, question.combinations.len() as u64, 30)?,
            None => self.replicates,
        };
        let plan = Plan::new(&source, question.spec(replicates), Some(question.outcomes.clone()), seed)?
            .until(self.until.clone(), Watched::Differences(question.relaxed_alone()))
            .asking(format!("orders {}", orders.map_or("all".to_owned(), |orders| orders.to_string())));
        let mut auditor = Auditor::new(&plan.scenario, question).map_err(|e| Stop::Input(format!("error: {e}")))?;
        self.output.execute(&self.input, &plan, self.rows, &mut auditor).map(drop)
    }
}

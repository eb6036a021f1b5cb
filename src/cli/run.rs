//! `realpolitik run`.

use super::Stop;
use super::common::{Input, Output};
use super::number::whole;
use crate::analysis::{Report, Summariser, Summary, Until, Verdict};
use crate::design::{Axis, Spec, target::CLAIM};
use crate::experiment::{Plan, Watched};
use crate::output::rows::Keep;

/// Runs a scenario.
#[derive(clap::Args)]
pub(super) struct Run {
    #[command(flatten)]
    input: Input,
    /// Number of runs.
    #[arg(long, default_value_t = 10_000, value_parser = whole::<u64>(1, u64::MAX, 100_000))]
    runs: u64,
    /// Hold a claim at a strength: ID=STRENGTH, from 0, relaxed, to 1, kept; may be repeated.
    #[arg(long, value_name = "ID=STRENGTH", value_parser = strength)]
    claim: Vec<Axis>,
    /// Run on, block after block, until the 95% interval of an outcome is this narrow: 'ID +-0.005'.
    #[arg(long, value_name = "ID +-WIDTH", conflicts_with = "runs")]
    until: Option<Until>,
    /// With --until, the most runs.
    #[arg(long, default_value_t = 1_000_000, requires = "until", value_parser = whole::<u64>(1, u64::MAX, 1_000_000))]
    max_runs: u64,
    /// End with exit code 3 where a claim has one of these verdicts: supported, contradicted, open.
    #[arg(long, value_delimiter = ',', value_name = "VERDICT,..")]
    fail_on: Vec<Judged>,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "all")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

/// A verdict, as the command line names it.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Judged {
    Supported,
    Contradicted,
    Open,
}

impl Judged {
    fn verdict(self) -> Verdict {
        match self {
            Self::Supported => Verdict::Supported,
            Self::Contradicted => Verdict::Contradicted,
            Self::Open => Verdict::Open,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Open => "open",
        }
    }
}

/// A claim and its strength.
fn strength(text: &str) -> Result<Axis, String> {
    let usage = "write ID=STRENGTH, a number from 0, relaxed, to 1, kept, such as C4=0.5";
    let (id, strength) = text.split_once('=').ok_or(usage)?;
    let strength = strength.trim().parse::<f64>().ok().filter(|x| (0.0..=1.0).contains(x)).ok_or(usage)?;
    let id = id.trim();
    Ok(Axis { target: format!("{CLAIM}{}", id.strip_prefix(CLAIM).unwrap_or(id)), values: vec![strength] })
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
        let plan = Plan::new(&self.input.source(), Spec::setting(self.claim.clone(), runs), None, self.input.seed)?
            .until(self.until.clone(), Watched::Points);
        let mut summariser = Summariser::new(&plan.scenario);
        match self.output.execute(&self.input, &plan, self.rows, &mut summariser)? {
            Some(Report::Run { summary, .. }) => self.judge(&summary),
            _ => Ok(()),
        }
    }

    /// Ends with [`Stop::Verdict`] where a claim has a verdict on which this is asked to fail.
    fn judge(&self, summary: &Summary) -> Result<(), Stop> {
        let of = |judged: &Judged| {
            let claims = summary.claims.iter().filter(|claim| claim.verdict == Some(judged.verdict()));
            let ids: Vec<&str> = claims.map(|claim| claim.id.as_str()).collect();
            (!ids.is_empty()).then(|| format!("{}: {}", judged.name(), ids.join(", ")))
        };
        let failed: Vec<String> = self.fail_on.iter().filter_map(of).collect();
        if failed.is_empty() { Ok(()) } else { Err(Stop::Verdict(format!("--fail-on: {}", failed.join("; ")))) }
    }
}

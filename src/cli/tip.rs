//! `realpolitik tip`.

use super::common::{Input, MOST_REPLICATES as MOST, Output};
use super::number::{real, whole};
use super::{Stop, interrupt};
use crate::experiment::{self, Scan, Search};
use crate::output::rows::Keep;
use crate::scenario::PredictedEvent;

/// Says how far a parameter, or the strength of a claim, has to move before an outcome's probability crosses a level.
#[derive(clap::Args)]
pub(super) struct Tip {
    #[command(flatten)]
    input: Input,
    /// The outcome, by id.
    #[arg(long, value_name = "ID")]
    outcome: String,
    /// A number counts where it is above this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = real(2.5))]
    above: Option<f64>,
    /// A number counts where it is below this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, conflicts_with = "above", value_parser = real(2.5))]
    below: Option<f64>,
    /// The probability at which the conclusion turns, above 0 and below 1.
    #[arg(long, value_name = "P", value_parser = real(0.05))]
    at: f64,
    /// What to move, each on its own: paths and claims.ID, with commas between.
    #[arg(long = "move", value_delimiter = ',', value_name = "PATH", required_unless_present = "all")]
    moves: Vec<String>,
    /// Move everything that the scenario draws, and every claim, and rank them by how near they tip.
    #[arg(long, conflicts_with = "moves")]
    all: bool,
    /// How far to go: LOW:HIGH; else as far as is allowed, or as the prior reaches.
    #[arg(long, value_name = "LOW:HIGH", value_parser = range, allow_hyphen_values = true)]
    within: Option<(f64, f64)>,
    /// Replicates of each point.
    #[arg(long, default_value_t = 2000, value_parser = whole::<u64>(100, MOST, 2000))]
    replicates: u64,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "none")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

fn range(text: &str) -> Result<(f64, f64), String> {
    let usage = "write LOW:HIGH, such as 1:40";
    let (low, high) = text.split_once(':').ok_or(usage)?;
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
    match (number(low), number(high)) {
        (Some(low), Some(high)) if low < high => Ok((low, high)),
        _ => Err(usage.into()),
    }
}

impl Tip {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        if !(self.at > 0.0 && self.at < 1.0) {
            return Err(Stop::Input(format!(
                "error: --at {}: a probability above 0 and below 1, such as 0.5",
                self.at
            )));
        }
        self.output.refuse_shard("the points of the second half follow from the first; run it in one place")?;
        let bound = |above, below| PredictedEvent { above, at_least: None, below, at_most: None };
        let search = Search {
            source: self.input.source(),
            seed: self.input.seed,
            outcome: &self.outcome,
            event: (self.above.is_some() || self.below.is_some()).then(|| bound(self.above, self.below)),
            level: self.at,
            targets: self.moves.clone(),
            within: self.within,
            replicates: self.replicates,
        };
        let bar = self.output.progress(0);
        let scan = Scan {
            threads: self.output.threads()?,
            folder: self.output.folder(),
            stop: interrupt::listen(),
            runs: &|runs| bar.set_length(runs),
            progress: &|done| bar.inc(done),
        };
        let found = experiment::search(&search, &scan);
        bar.finish_and_clear();
        let (plan, mut seeker, scan) = found?;
        self.output.execute(&self.input, &plan, self.rows, &mut seeker)?;
        let _ = std::fs::remove_file(scan); // It says nothing any more; the same command would scan again.
        Ok(())
    }
}

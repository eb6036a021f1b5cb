//! `realpolitik discover`.

use super::Stop;
use super::common::Results;
use super::number::{real, whole};
use crate::analysis::discover::{Asked, Event};
use crate::analysis::prim::Settings;
use crate::secondary::discover::{Question, directory, study};
use std::path::PathBuf;

/// Seeks the conditions under which an outcome is frequent: boxes in the space of inputs, by the patient rule induction
/// method (PRIM; Friedman and Fisher 1999, Bryant and Lempert 2010).
///
/// ROWS is the directory of a run, whose inputs are the parameters that it drew, or a .parquet, .csv or .tsv file of
/// another program. Inputs are taken as they stand in the rows: quantities derived from them, such as trade as a share
/// of GDP, are not formed. The result goes into ROWS/discover-OUTCOME, or for a file into output/discover-NAME-OUTCOME;
/// another one there is replaced with --force.
#[derive(clap::Args)]
pub(super) struct Discover {
    /// The directory of a run, or a table: a .parquet, .csv or .tsv file.
    rows: PathBuf,
    #[command(flatten)]
    search: Search,
}

/// What is sought, and how.
#[derive(clap::Args)]
pub(super) struct Search {
    /// The outcome, by id or name of its column: yes or no, or a number with --above or --below.
    #[arg(long, value_name = "ID")]
    outcome: String,
    /// A number counts as a case above this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = real(2.5))]
    above: Option<f64>,
    /// A number counts as a case below this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = real(2.5))]
    below: Option<f64>,
    /// Columns that boxes may restrict; without it the drawn parameters, also of rows that `export` wrote, or all columns
    /// of numbers of another file.
    #[arg(long, value_delimiter = ',', value_name = "A,B,...")]
    inputs: Option<Vec<String>>,
    /// Share of a box's rows that a step peels off or pastes on (alpha).
    #[arg(long, default_value_t = 0.05, value_name = "ALPHA", value_parser = real(0.05))]
    peel: f64,
    /// Least share of all rows in a box.
    #[arg(long, default_value_t = 0.05, value_name = "SHARE", value_parser = real(0.05))]
    mass: f64,
    /// The most inputs that a box restricts; where it would be more, the search is repeated over those that matter most.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = whole::<u16>(1, 65_535, 4))]
    most: u16,
    /// The most boxes; each is sought among the rows that those before it left.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = whole::<u16>(1, 100, 2))]
    boxes: u16,
    /// Take this box of the trajectory, 0 being all rows, and not the one with the best balance of coverage and density.
    #[arg(long = "box", value_name = "K", conflicts_with = "boxes", value_parser = whole::<usize>(0, 1_000_000, 12))]
    chosen: Option<usize>,
    /// Random halves of the rows in which the search is repeated; 0 for none.
    #[arg(long, default_value_t = 50, value_parser = whole::<u32>(0, 10_000, 50))]
    resamples: u32,
    /// Seed of these halves.
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX, 42))]
    seed: u64,
    #[command(flatten)]
    results: Results,
}

impl Discover {
    pub(super) fn go(self) -> Result<(), Stop> {
        self.search.go(self.rows)
    }
}

impl Search {
    /// Searches these rows.
    pub(super) fn go(self, rows: PathBuf) -> Result<(), Stop> {
        let directory = directory(&rows, &self.outcome);
        let settings = Settings { alpha: self.peel, min_mass: self.mass, ..Settings::default() };
        let found = study(Question {
            rows,
            outcome: self.outcome,
            event: Event { above: self.above, below: self.below },
            inputs: self.inputs,
            asked: Asked {
                settings,
                most: usize::from(self.most),
                chosen: self.chosen,
                boxes: usize::from(self.boxes),
                resamples: self.resamples,
                seed: self.seed,
            },
        })?;
        self.results.study(found, directory)
    }
}

//! `realpolitik analyse`.

use super::Stop;
use super::common::{MOST_REPLICATES as MOST, Results};
use super::discover::Search;
use super::number::whole;
use crate::secondary::sensitivity::{Asked, Question, directory, study};
use std::path::PathBuf;

/// Analyses rows that another program made.
///
/// For sobol and morris: compute the outcome of every row of the file that `realpolitik design` wrote and add it as a
/// column. Several runs of a point that differ by chance are several columns (--outcome y1,y2), or several rows with a
/// column `replicate`. For pawn and prim: any table of parameters and an outcome.
#[derive(clap::Args)]
pub(super) struct Analyse {
    #[command(subcommand)]
    method: Method,
}

#[derive(clap::Subcommand)]
enum Method {
    /// Sobol' indices, of a design of `realpolitik design sobol`.
    Sobol {
        #[command(flatten)]
        designed: Designed,
        #[command(flatten)]
        results: Results,
    },
    /// Elementary effects, of a design of `realpolitik design morris`.
    Morris {
        #[command(flatten)]
        designed: Designed,
        #[command(flatten)]
        results: Results,
    },
    /// PAWN indices, of any table.
    Pawn {
        /// The table: a .parquet, .csv or .tsv file, or the directory of a run.
        #[arg(long, value_name = "FILE")]
        rows: PathBuf,
        /// The column of the outcome; rows where it is null are left out.
        #[arg(long, value_name = "COLUMN")]
        outcome: String,
        /// The columns of the parameters; without it those that a run drew, or all columns of numbers but the outcome.
        #[arg(long, value_delimiter = ',', value_name = "COLUMN,..")]
        parameters: Option<Vec<String>>,
        /// Slices of each parameter.
        #[arg(long, default_value_t = 10, value_parser = whole::<usize>(2, MOST, 10))]
        slices: usize,
        /// Seed of the resampling that intervals come from.
        #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX, 42))]
        seed: u64,
        #[command(flatten)]
        results: Results,
    },
    /// Boxes in which an outcome is frequent, in any table: the same as `realpolitik discover`.
    Prim {
        /// The table: a .parquet, .csv or .tsv file, or the directory of a run.
        #[arg(long, value_name = "FILE")]
        rows: PathBuf,
        #[command(flatten)]
        search: Search,
    },
}

/// Rows of a design.
#[derive(clap::Args)]
struct Designed {
    /// The table with the outcome: a .parquet, .csv or .tsv file.
    #[arg(long, value_name = "FILE")]
    rows: PathBuf,
    /// The column of the outcome; several are replicates of one another.
    #[arg(long, required = true, value_delimiter = ',', value_name = "COLUMN,..")]
    outcome: Vec<String>,
    /// The file of the design, where the rows do not have its columns: they are then matched by the column `point`, or
    /// by their order.
    #[arg(long, value_name = "FILE.csv")]
    design: Option<PathBuf>,
    /// Seed of the resampling that intervals come from.
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX, 42))]
    seed: u64,
}

impl Designed {
    fn question(self, method: Asked) -> Question {
        let Self { rows, outcome, design, seed } = self;
        Question { rows, design, outcomes: outcome, method, seed }
    }
}

impl Analyse {
    pub(super) fn go(self) -> Result<(), Stop> {
        let (question, results) = match self.method {
            Method::Sobol { designed, results } => (designed.question(Asked::Sobol), results),
            Method::Morris { designed, results } => (designed.question(Asked::Morris), results),
            Method::Pawn { rows, outcome, parameters, slices, seed, results } => {
                let method = Asked::Pawn { parameters, slices };
                (Question { rows, design: None, outcomes: vec![outcome], method, seed }, results)
            }
            Method::Prim { rows, search } => return search.go(rows),
        };
        results.study(study(&question)?, directory(&question))
    }
}

//! `realpolitik design`.

use super::number::whole;
use super::{Stop, say};
use crate::design::Method;
use crate::output::design::{RESERVED, Set, csv};
use crate::output::files;
use crate::scenario::{Files, Resolver, free_parameters};
use crate::words::counted;
use std::path::PathBuf;

/// More points than any computer holds.
const MOST: u64 = 1_000_000_000;

/// Writes a design for another program: points in the parameters' units, as CSV, for `analyse` to work on.
///
/// The file of parameters is TOML, a line a parameter, whose key is the name of the column: `a = { low = 0, high = 1 }`
/// for a uniform one, or a distribution in the words of scenarios, such as `b = { distribution = "normal", mean = 0, sd =
/// 1 }` or `c = { distribution = "choice", values = [1, 2, 3] }`. docs/tables.md has them all.
#[derive(clap::Args)]
pub(super) struct Design {
    #[command(subcommand)]
    set: Kind,
}

#[derive(clap::Subcommand)]
enum Kind {
    /// Saltelli's design, for Sobol' indices.
    Sobol {
        #[command(flatten)]
        common: Common,
        /// Base samples, best a power of 2; the design has a point for each parameter and two more for each of them.
        #[arg(long, visible_alias = "points", value_name = "N", value_parser = whole::<usize>(1, MOST, 1024))]
        base_samples: usize,
        /// With the points for indices of pairs of parameters, twice as many.
        #[arg(long)]
        second_order: bool,
    },
    /// A Latin hypercube, for PAWN indices or any other use.
    Lhs {
        #[command(flatten)]
        common: Common,
        /// Points.
        #[arg(long, value_name = "N", value_parser = whole::<usize>(1, MOST, 1024))]
        points: usize,
    },
    /// Trajectories, or the radial design, for elementary effects.
    Morris {
        #[command(flatten)]
        common: Common,
        /// Trajectories, or blocks of the radial design; each has a point for each parameter and one more.
        #[arg(long, visible_alias = "points", value_name = "N", value_parser = whole::<usize>(1, MOST, 50))]
        trajectories: usize,
        /// Levels of each parameter, an even number. A step is half of the levels, so that an outcome that is the same
        /// half a distribution further on seems not to depend on the parameter, whatever the levels; --radial tells.
        #[arg(long, default_value_t = 8, conflicts_with = "radial", value_parser = whole::<usize>(1, MOST, 8))]
        levels: usize,
        /// Random trajectories to choose from by spread; as many as trajectories without it.
        #[arg(long, conflicts_with = "radial", value_parser = whole::<usize>(1, MOST, 500))]
        candidates: Option<usize>,
        /// The radial design, without levels; its steps have many lengths.
        #[arg(long)]
        radial: bool,
    },
    /// Every combination of evenly spaced values.
    Grid {
        #[command(flatten)]
        common: Common,
        /// Values of each parameter, both ends included.
        #[arg(long, visible_alias = "points", value_name = "N", value_parser = whole::<usize>(1, MOST, 5))]
        levels: usize,
    },
}

#[derive(clap::Args)]
struct Common {
    /// The file of parameters.
    #[arg(long, value_name = "FILE")]
    parameters: String,
    /// The file to write.
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
    /// Seed of the points.
    #[arg(long, default_value_t = 1, value_parser = whole::<u64>(0, u64::MAX, 42))]
    seed: u64,
    /// Overwrite a file that is there.
    #[arg(long)]
    force: bool,
}

impl Kind {
    /// The set, the options that all have, and the method of `analyse` that fits.
    fn parts(&self) -> (Set, &Common, Option<&'static str>) {
        match self {
            Self::Sobol { common, base_samples, second_order } => {
                let method = Method::Sobol { base_samples: *base_samples, second_order: *second_order };
                (Set::Method(method), common, Some("sobol"))
            }
            Self::Lhs { common, points } => (Set::Latin(*points), common, Some("pawn")),
            Self::Morris { common, trajectories, radial: true, .. } => {
                (Set::Method(Method::Radial { blocks: *trajectories }), common, Some("morris"))
            }
            Self::Morris { common, trajectories, levels, candidates, .. } => {
                let (trajectories, levels) = (*trajectories, *levels);
                let candidates = candidates.unwrap_or(trajectories);
                (Set::Method(Method::Trajectories { trajectories, levels, candidates }), common, Some("morris"))
            }
            Self::Grid { common, levels } => (Set::Grid(*levels), common, None),
        }
    }
}

impl Design {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let (set, Common { parameters, out, seed, force }, method) = self.set.parts();
        let file = Files::default()
            .load(None, parameters)
            .map_err(|error| Stop::Input(format!("error: {}", error.message)))?;
        let parameters =
            free_parameters(file, &RESERVED).map_err(|problems| Stop::Input(problems.render(super::colour())))?;
        if out.exists() && !force {
            let out = out.display();
            return Err(Stop::Input(format!("error: {out} is there already: choose another name, or --force")));
        }
        let (text, points) = csv(set, &parameters, *seed).map_err(|error| Stop::Input(format!("error: {error}")))?;
        files::write(out, &text)?;
        let out = out.display();
        let written =
            format!("{} of {}", counted(points as u64, "point"), counted(parameters.len() as u64, "parameter"));
        let next = method
            .map_or(String::new(), |method| format!("Then: realpolitik analyse {method} --rows {out} --outcome y\n"));
        say(&format!(
            "{out} written: {written}.\n\
             Next: compute the outcome of every row with your program and add it as a column, say y. Runs of a point that\n\
             differ by chance are further columns (--outcome y1,y2) or further rows with a column `replicate`.\n{next}"
        ))
    }
}

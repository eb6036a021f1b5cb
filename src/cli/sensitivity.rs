//! `realpolitik sensitivity`.

use super::Stop;
use super::common::{Input, MOST_REPLICATES as MOST, Output};
use super::number::whole;
use crate::analysis::estimate::Subject;
use crate::analysis::sensitivity::study::{Estimator, Gathered, Sensitive, Varied};
use crate::design::{Error, Method, Range, Spec};
use crate::experiment::{Plan, Refused};
use crate::output::rows::Keep;

/// The methods, as the command line names them.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    /// Shares of the variance of the expected outcome, with interactions (Sobol').
    Sobol,
    /// Sizes of effects, step by step: a screening for few runs.
    Morris,
    /// Distances of whole distributions, chance included.
    Pawn,
}

/// Says which parameters an outcome depends on, and how much of it is chance.
#[derive(clap::Args)]
pub(super) struct Sensitivity {
    #[command(flatten)]
    input: Input,
    /// The outcome, by id; for sobol and morris one that every run has.
    #[arg(long, value_name = "ID")]
    outcome: String,
    /// The method.
    #[arg(long)]
    method: Name,
    /// Paths of the parameters to vary; all that have a distribution without it.
    #[arg(long, value_delimiter = ',', value_name = "PATH,..")]
    parameters: Option<Vec<String>>,
    /// Vary a parameter or a claim (claims.ID) uniformly in a range; may be repeated.
    #[arg(long, value_name = "PATH=LOW:HIGH")]
    range: Vec<Range>,
    /// Replicates of each point, which share their random streams: 16 for sobol, 64 for morris.
    #[arg(long, value_parser = whole::<u64>(1, MOST, 16))]
    replicates: Option<u64>,
    #[command(flatten)]
    sizes: Sizes,
    /// Columns to keep in rows.parquet.
    #[arg(long, default_value = "none")]
    rows: Keep,
    #[command(flatten)]
    output: Output,
}

/// The sizes of the methods.
#[derive(clap::Args)]
struct Sizes {
    /// sobol: base samples, best a power of 2; a point for each parameter and two more for each [default: 1024].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 1024))]
    base_samples: Option<usize>,
    /// sobol: indices of pairs of parameters too, at twice the points.
    #[arg(long)]
    second_order: bool,
    /// morris: trajectories, or blocks of the radial design [default: 50].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 50))]
    trajectories: Option<usize>,
    /// morris: levels of each parameter, an even number; a step is half of them, so that an outcome that is the same half
    /// a distribution further on seems not to depend on the parameter, whatever the levels (--radial tells) [default: 8].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 8))]
    levels: Option<usize>,
    /// morris: random trajectories to choose from by spread [default: as many as trajectories].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 500))]
    candidates: Option<usize>,
    /// morris: the radial design, without levels; its steps have many lengths.
    #[arg(long)]
    radial: bool,
    /// pawn: points of the Latin hypercube, one run each [default: 4096].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 4096))]
    samples: Option<usize>,
    /// pawn: slices of each parameter [default: 10].
    #[arg(long, value_parser = whole::<usize>(2, MOST, 10))]
    slices: Option<usize>,
}

impl Sizes {
    /// The options that were given and the method that each belongs to.
    fn given(&self) -> impl Iterator<Item = (&'static str, Name)> {
        let all = [
            ("--base-samples", Name::Sobol, self.base_samples.is_some()),
            ("--second-order", Name::Sobol, self.second_order),
            ("--trajectories", Name::Morris, self.trajectories.is_some()),
            ("--levels", Name::Morris, self.levels.is_some()),
            ("--candidates", Name::Morris, self.candidates.is_some()),
            ("--radial", Name::Morris, self.radial),
            ("--samples", Name::Pawn, self.samples.is_some()),
            ("--slices", Name::Pawn, self.slices.is_some()),
        ];
        all.into_iter().filter(|(.., given)| *given).map(|(option, name, _)| (option, name))
    }

    fn method(&self, name: Name) -> Result<Method, Stop> {
        if let Some((option, _)) = self.given().find(|(_, of)| *of != name) {
            return Err(Stop::Input(format!("error: {option} does not belong to this method; leave it out")));
        }
        if self.radial && (self.levels.is_some() || self.candidates.is_some()) {
            return Err(Stop::Input("error: the radial design has neither --levels nor --candidates".into()));
        }
        let trajectories = self.trajectories.unwrap_or(50);
        let (samples, slices) = (self.samples.unwrap_or(4096), self.slices.unwrap_or(10));
        if slices > samples {
            return Err(Stop::Input(format!(
                "error: --slices {slices} of --samples {samples}: at most as many slices"
            )));
        }
        Ok(match name {
            Name::Sobol => {
                Method::Sobol { base_samples: self.base_samples.unwrap_or(1024), second_order: self.second_order }
            }
            Name::Morris if self.radial => Method::Radial { blocks: trajectories },
            Name::Morris => Method::Trajectories {
                trajectories,
                levels: self.levels.unwrap_or(8),
                candidates: self.candidates.unwrap_or(trajectories),
            },
            Name::Pawn => Method::Pawn { samples, slices },
        })
    }
}

impl Sensitivity {
    pub(super) fn parts(&mut self) -> (&mut Input, &mut Output) {
        (&mut self.input, &mut self.output)
    }

    pub(super) fn go(&self) -> Result<(), Stop> {
        let method = self.sizes.method(self.method)?;
        let replicates = self.replicates()?;
        let spec = Spec::Sample {
            method,
            parameters: self.parameters.clone(),
            ranges: self.range.clone(),
            points_seed: self.input.seed,
            replicates,
        };
        let plan = Plan::new(&self.input.source(), spec, Some(vec![self.outcome.clone()]), self.input.seed)?;
        let about = self.sensitive(&plan, method, replicates)?;
        let mut study = Gathered::new(about, plan.design.points() as usize);
        self.output.execute(&self.input, &plan, self.rows, &mut study).map(drop)
    }

    fn replicates(&self) -> Result<u64, Stop> {
        match (self.method, self.replicates) {
            (Name::Sobol, asked) => Ok(asked.unwrap_or(16)),
            (Name::Morris, asked) => Ok(asked.unwrap_or(64)),
            (Name::Pawn, None) => Ok(1),
            (Name::Pawn, Some(_)) => Err(Stop::Input(
                "error: pawn takes one run a point: in place of --replicates take more --samples".into(),
            )),
        }
    }

    /// What is to be found, once the scenario has been read.
    fn sensitive(&self, plan: &Plan, method: Method, replicates: u64) -> Result<Sensitive, Stop> {
        let (scenario, outcome) = (&plan.scenario, &plan.scenario.outcomes[0]); // The plan records this one outcome.
        if outcome.can_be_null() && self.method != Name::Pawn {
            return Err(Stop::Input(format!(
                "error: the outcome `{}` is null in runs in which it does not happen, and indices of sobol and morris need \
                 a value in every run: take an outcome that says whether it happens, or its state at a date, or \
                 --method pawn, which leaves such runs out",
                outcome.id
            )));
        }
        let moved = |path: &str| plan.targets.iter().any(|target| target.name == path);
        let mut others: Vec<String> =
            scenario.drawn().map(|(_, p)| p.path.clone()).filter(|path| !moved(path)).collect();
        if scenario.theories.len() > 1 {
            others.push("model.theory".to_owned());
        }
        let estimator = Estimator::of(method, plan.targets.len(), replicates as usize, self.input.seed)
            .map_err(|error| Refused::Design(Error::from(error)))?;
        Ok(Sensitive {
            outcome: Subject::from(outcome),
            source: None,
            parameters: plan.targets.iter().map(|target| Varied::of(target, scenario)).collect(),
            others,
            estimator,
            seed: self.input.seed,
        })
    }
}

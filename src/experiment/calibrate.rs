//! A calibration: a search for the parameters that give what was observed, kept between generations, and one experiment
//! that is recorded, the particles run once more on fresh randomness.

use super::record::{self, Failed, Options, Outcome};
use super::{Plan, Refused, Source};
use crate::analysis::calibration::{Broken, Names, Problem, Seen, Simulator, State, gather};
use crate::analysis::estimate::Subject;
use crate::analysis::sensitivity::study::Varied;
use crate::design::calibrated::{Listed, Observation, Particles, Recipe};
use crate::design::{Error, Spec, Target, sample};
use crate::engine::{self, Block, Column, Experiment, Sink, UNIT};
use crate::lanes::LANES;
use crate::output::manifest::Manifest;
use crate::output::rows::Keep;
use crate::output::search;
use crate::scenario::{Distribution, Scenario};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Generations are counted in the upper bits of a stream, proposals in so many lower ones.
const PROPOSALS: u32 = 40;

/// What is asked.
pub struct Calibrating {
    /// The scenario.
    pub source: Source,
    /// What was observed, what is calibrated, and how the search goes.
    pub recipe: Recipe,
    /// Fresh runs of each particle.
    pub replicates: u64,
    /// The master seed.
    pub seed: u64,
}

/// Searches, and runs the particles into their directory, or finds that all is there already. Each generation of the search
/// is kept there, and one that was interrupted goes on behind the last.
///
/// # Errors
/// Bad input, of the file system, a directory that holds something else, of drawing, and when it was stopped.
pub fn calibrate(asked: &Calibrating, options: &Options<'_>) -> Result<Outcome, Failed> {
    let plan = asked.plan(Particles::default())?;
    let searcher = Searcher::new(asked, options.threads)?;
    let input = plan.input();
    let path = options.out.clone().unwrap_or_else(|| plan.directory(&input));
    if let Some(outcome) = record::complete(&path, &input, options)? {
        return Ok(outcome);
    }
    let Some(state) = searcher.search_into(&plan, &path, &input, options)? else { return Err(Failed::Paused { path }) };
    let mut study = searcher.problem(|problem| gather(problem, &state, searcher.names(&plan)));
    record::execute(&asked.plan(searcher.particles(&state))?, options, &mut study)
}

/// Runs the search of a calibration's manifest again, and says whether it gives the particles that are there.
///
/// # Errors
/// Where this version of the program refuses its scenario or recipe.
pub(super) fn finds_again(manifest: &Manifest, limits: u32, threads: usize) -> Result<bool, Refused> {
    let Spec::Calibrate { recipe, particles, replicates } = &manifest.design else { return Ok(true) };
    let source =
        Source { name: manifest.scenario.clone(), set: Vec::new(), resolved: Some(manifest.resolved.clone()), limits };
    let asked = Calibrating { source, recipe: recipe.clone(), replicates: *replicates, seed: manifest.seed };
    let searcher = Searcher::new(&asked, threads)?;
    let (never, silent) = (AtomicBool::new(false), |_: u64| {});
    let mut simulate = searcher.simulator(&never, &silent);
    let found = searcher.begin(&mut simulate).and_then(|begun| match begun {
        Some(state) => searcher.go_on(state, &mut simulate, &|_| Ok(())),
        None => Ok(None),
    });
    match found {
        Ok(state) => Ok(state.is_some_and(|state| searcher.particles(&state) == *particles)),
        Err(Failed::Refused(refused)) => Err(refused),
        Err(_) => Ok(false), // Nothing else fails, since nothing is kept.
    }
}

impl Calibrating {
    /// The plan of the experiment that is recorded: all outcomes of the scenario.
    fn plan(&self, particles: Particles) -> Result<Plan, Refused> {
        let spec = Spec::Calibrate { recipe: self.recipe.clone(), particles, replicates: self.replicates };
        Plan::new(&self.source, spec, None, self.seed)
    }
}

/// What a search runs.
struct Searcher<'a> {
    asked: &'a Calibrating,
    /// The scenario, of which only what was observed is left.
    scenario: Scenario,
    targets: Vec<Target>,
    priors: Vec<Distribution>,
    seen: Vec<Seen>,
    threads: usize,
}

impl<'a> Searcher<'a> {
    fn new(asked: &'a Calibrating, threads: usize) -> Result<Self, Refused> {
        let Recipe { observed, ranges, .. } = &asked.recipe;
        let spec = Spec::Calibrate { recipe: asked.recipe.clone(), particles: Particles::default(), replicates: 1 };
        let ids = observed.iter().map(|one| one.outcome.clone()).collect();
        let Plan { scenario, targets, .. } = Plan::new(&asked.source, spec, Some(ids), asked.seed)?;
        let priors = sample::priors(&scenario, &targets, ranges)?;
        let seen = |one: &Observation| Seen { value: one.value, sd: one.sd.unwrap_or(0.0), scale: one.scale };
        Ok(Self { asked, scenario, targets, priors, seen: observed.iter().map(seen).collect(), threads })
    }

    fn problem<T>(&self, with: impl FnOnce(&Problem<'_>) -> T) -> T {
        with(&Problem {
            priors: &self.priors,
            observed: &self.seen,
            settings: &self.asked.recipe.settings,
            seed: self.asked.seed,
        })
    }

    /// Searches to the end in the directory of a plan, where it is kept; none where it was stopped.
    fn search_into(
        &self,
        plan: &Plan,
        path: &Path,
        input: &str,
        options: &Options<'_>,
    ) -> Result<Option<State>, Failed> {
        let mut simulate = self.simulator(options.stop, options.progress);
        // What is refused is refused before anything is written.
        let kept = !options.force && path.join(search::FILE).exists();
        let begun = if kept { None } else { self.begin(&mut simulate)? };
        let blocks = 0..plan.design.len().div_ceil(engine::BLOCK);
        let (directory, _) = record::open(plan, options, Keep::None, (path, input), blocks)?;
        let kept = directory.search().unwrap_or_else(|error| {
            (options.notice)(&format!("{error}; the search begins anew"));
            None
        });
        let kept = kept.filter(|state| self.problem(|problem| problem.fits(state)));
        let Some(state) = kept.or(begun).map_or_else(|| self.begin(&mut simulate), |state| Ok(Some(state)))? else {
            return Ok(None);
        };
        self.go_on(state, &mut simulate, &|state| Ok(directory.keep_search(state)?))
    }

    /// Draws from the prior, simulated; none where it was stopped.
    fn begin(&self, simulate: &mut Simulator<'_, Halted>) -> Result<Option<State>, Failed> {
        match self.problem(|problem| problem.begin(simulate)) {
            Ok(begun) => Ok(Some(begun)),
            Err(Broken::Simulator(halted)) => halted.or_none(),
            Err(Broken::Constant(at, x)) => Err(Refused::from(self.constant(at, x)).into()),
            Err(Broken::Never(at)) => Err(Refused::from(self.never(at)).into()),
        }
    }

    /// Searches to the end, and keeps each generation; none where it was stopped.
    fn go_on(
        &self,
        mut state: State,
        simulate: &mut Simulator<'_, Halted>,
        keep: &dyn Fn(&State) -> Result<(), Failed>,
    ) -> Result<Option<State>, Failed> {
        keep(&state)?;
        while state.ended.is_none() {
            if let Err(halted) = self.problem(|problem| problem.advance(&mut state, simulate)) {
                return halted.or_none();
            }
            keep(&state)?;
        }
        Ok(Some(state))
    }

    fn simulator<'s>(
        &'s self,
        stop: &'s AtomicBool,
        progress: &'s (dyn Fn(u64) + Sync),
    ) -> impl FnMut(u64, u64, &[f64]) -> Result<Vec<f64>, Halted> + 's {
        move |generation, first, values| {
            if stop.load(Ordering::Relaxed) {
                Err(Halted::Stopped)
            } else {
                self.run(generation, first, values, progress)
            }
        }
    }

    /// Simulates proposals, each on a stream of its own.
    fn run(
        &self,
        generation: u64,
        first: u64,
        values: &[f64],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<f64>, Halted> {
        // Streams from 0 on are those of the experiment that is recorded.
        let stream = (generation + 1) << PROPOSALS | first;
        let design = Listed::new(self.targets.clone(), values.to_vec(), stream).map_err(Halted::Refused)?;
        let mut experiment = Experiment::new(&self.scenario, &design, self.asked.seed);
        experiment.threads = self.threads;
        // Small enough that all threads have work.
        let lanes = LANES as u64;
        experiment.unit = experiment.runs.div_ceil(2 * self.threads as u64).next_multiple_of(lanes).min(UNIT);
        let mut taken = Taken::default();
        let Ok(()) = engine::run(&experiment, experiment.blocks(), &mut taken, progress);
        let row = |at: usize| taken.outcomes.iter().map(move |column| column.get(at).unwrap_or(f64::NAN));
        Ok((0..experiment.runs as usize).flat_map(row).collect())
    }

    fn particles(&self, state: &State) -> Particles {
        Particles {
            parameters: self.targets.iter().map(|target| target.name.clone()).collect(),
            values: self.problem(|problem| problem.values(&state.particles.scores)),
            weights: state.particles.weights.clone(),
        }
    }

    fn names(&self, plan: &Plan) -> Names {
        let outcomes = &plan.scenario.outcomes;
        let column = |one: &Observation| outcomes.iter().position(|outcome| outcome.id == one.outcome);
        Names {
            parameters: self.targets.iter().map(|target| Varied::of(target, &self.scenario)).collect(),
            outcomes: outcomes.iter().map(Subject::from).collect(),
            columns: self.asked.recipe.observed.iter().filter_map(column).collect(), // The plan has them all.
            replicates: self.asked.replicates,
        }
    }

    fn constant(&self, at: usize, x: f64) -> Error {
        let (id, runs) = (&self.scenario.outcomes[at].id, self.asked.recipe.settings.particles);
        Error::Other(format!(
            "`{id}` is {x} in all {runs} runs with parameters from their priors, so that nothing can be learned from it: \
             take another outcome, or priors under which it moves"
        ))
    }

    fn never(&self, at: usize) -> Error {
        let (id, runs) = (&self.scenario.outcomes[at].id, self.asked.recipe.settings.particles);
        Error::Other(format!(
            "`{id}` has a value in hardly any of {runs} runs with parameters from their priors: take an outcome that says \
             whether it happens, or its state at a date"
        ))
    }
}

/// Why a batch was not simulated.
enum Halted {
    /// The program is to stop.
    Stopped,
    /// Values that are not allowed.
    Refused(Error),
}

impl Halted {
    fn or_none(self) -> Result<Option<State>, Failed> {
        match self {
            Self::Stopped => Ok(None),
            Self::Refused(error) => Err(Refused::from(error).into()),
        }
    }
}

/// Takes the outcomes of a batch.
#[derive(Default)]
struct Taken {
    outcomes: Vec<Column>,
}

impl Sink for Taken {
    type Error = std::convert::Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Self::Error> {
        if self.outcomes.is_empty() {
            self.outcomes = block.rows.outcomes;
        } else {
            for (column, mut more) in self.outcomes.iter_mut().zip(block.rows.outcomes) {
                column.values.append(&mut more.values);
                column.valid.append(&mut more.valid);
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

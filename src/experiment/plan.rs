//! What is run: a scenario read with the slots that the design moves, the design, and what is recorded.

use crate::analysis::{About, Until};
use crate::design::{self, Design, Spec, Target};
use crate::output::digest;
use crate::output::manifest::{self, Manifest};
use crate::scenario::{self, Files, Problems, Scenario, closest};
use std::path::PathBuf;

/// A scenario under a design.
pub struct Plan {
    /// The scenario, of which only what is recorded is left.
    pub scenario: Scenario,
    /// The design as data.
    pub spec: Spec,
    /// The design.
    pub design: Box<dyn Design>,
    /// Ids of the outcomes that are recorded, where it is not all.
    pub record: Option<Vec<String>>,
    /// The master seed.
    pub seed: u64,
    /// Runs end when the intervals of what is watched are that narrow, before the design does.
    pub until: Option<(Until, Watched)>,
    /// What the study asks of the rows, in words that tell it from another question.
    pub question: String,
    /// What a grid or a sample moves ([`Spec::targets`]).
    pub targets: Vec<Target>,
    /// What is suspicious about the scenario.
    pub warnings: Problems,
}

/// The largest number of runs, where limits are not raised.
pub const MOST_RUNS: u64 = 1_000_000_000;

/// Where a scenario comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A file, or `builtin:NAME`.
    pub name: String,
    /// Overlays, `PATH=VALUE`.
    pub set: Vec<String>,
    /// The resolved text in place of both, where an experiment goes on that was begun before.
    pub resolved: Option<String>,
    /// How many times as large as usual it may be ([`crate::scenario::Resolver::limits`]).
    pub limits: u32,
}

impl Source {
    /// Reads it, with slots for what is to be moved.
    ///
    /// # Errors
    /// Problems of the scenario.
    pub fn load(&self, moved: &[String]) -> Result<scenario::Loaded, Problems> {
        match &self.resolved {
            Some(text) => scenario::parse_with(text, moved, self.limits),
            None => scenario::load_with(&self.name, &Files { limits: self.limits }, &self.set, moved),
        }
    }
}

/// What an experiment watches that runs until its intervals are narrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
    /// The outcome at every point of the design.
    Points,
    /// These differences of the outcome at two points, paired by replicate: the first minus the second.
    Differences(Vec<[usize; 2]>),
}

/// Why there is no plan: bad input.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The scenario, or a path.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// The design.
    #[error("error: {0}")]
    Design(#[from] design::Error),
    /// Files, met by a scan that comes before the experiment.
    #[error("error: {0}")]
    Output(#[from] crate::output::Error),
    /// A scan that comes before the experiment was told to stop.
    #[error(
        "stopped during the scan that says where to look; its blocks are kept, and the same command goes on behind them"
    )]
    Stopped,
    /// A pass over the runs was told to stop; it keeps nothing.
    #[error("stopped; nothing was written")]
    Halted,
    /// It is not clear when an outcome comes.
    #[error("error: {0}")]
    Unclear(#[from] crate::analysis::discover::Unclear),
    /// An outcome that does not exist.
    #[error("error: there is no outcome `{id}` in this scenario; {}", match hint {
        Some(hint) => format!("did you mean `{hint}`?"),
        None => format!("there are: {}", known.join(", ")),
    })]
    Outcome {
        /// What was asked for.
        id: String,
        /// What may have been meant.
        hint: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
}

/// Where an outcome of this id stands.
///
/// # Errors
/// Where there is none.
pub fn outcome(scenario: &Scenario, id: &str) -> Result<usize, Refused> {
    scenario.outcomes.iter().position(|outcome| outcome.id == id).ok_or_else(|| {
        let known: Vec<String> = scenario.outcomes.iter().map(|outcome| outcome.id.clone()).collect();
        let hint = closest(id, known.iter().map(String::as_str)).map(str::to_owned);
        Refused::Outcome { id: id.to_owned(), hint, known }
    })
}

impl Plan {
    /// Reads a scenario and puts it under a design. `record` names the outcomes to be recorded; without it all are, and
    /// all series.
    ///
    /// # Errors
    /// Problems of the scenario, a design that does not fit it, an unknown outcome.
    pub fn new(source: &Source, spec: Spec, record: Option<Vec<String>>, seed: u64) -> Result<Self, Refused> {
        let loaded = source.load(&spec.paths())?;
        Self::of(loaded, spec, record, seed, source.limits)
    }

    /// The plan of a manifest, whose scenario may be so many times as large as usual.
    ///
    /// # Errors
    /// As [`Plan::new`], where this version of the program reads the scenario otherwise.
    pub fn again(manifest: &Manifest, limits: u32) -> Result<Self, Refused> {
        let loaded = scenario::parse_with(&manifest.resolved, &manifest.design.paths(), limits)?;
        Self::of(loaded, manifest.design.clone(), manifest.record.clone(), manifest.seed, limits)
    }

    fn of(
        loaded: scenario::Loaded,
        spec: Spec,
        record: Option<Vec<String>>,
        seed: u64,
        limits: u32,
    ) -> Result<Self, Refused> {
        let scenario::Loaded { mut scenario, warnings, moved } = loaded;
        let design = spec.build(&scenario, &moved)?;
        let most = MOST_RUNS.saturating_mul(u64::from(limits));
        if design.len() > most {
            let message = format!(
                "this asks for {} runs, more than {most}: take fewer points or replicates, or raise the limits by --limits",
                design.len()
            );
            return Err(design::Error::Other(message).into());
        }
        let targets = spec.targets(&scenario, &moved)?;
        if let Some(ids) = &record {
            scenario.add_standard(ids);
            let at = ids.iter().map(|id| outcome(&scenario, id)).collect::<Result<Vec<_>, _>>()?;
            scenario = scenario.recording(&at);
        }
        Ok(Self { scenario, spec, design, record, seed, until: None, question: String::new(), targets, warnings })
    }

    /// The same, run until what is watched is known narrowly enough.
    #[must_use]
    pub fn until(self, until: Option<Until>, watched: Watched) -> Self {
        Self { until: until.map(|until| (until, watched)), ..self }
    }

    /// The same, for a study that asks this: two that ask differently have different results.
    #[must_use]
    pub fn asking(self, question: String) -> Self {
        Self { question, ..self }
    }

    /// The digest of all that the result depends on.
    #[must_use]
    pub fn input(&self) -> String {
        let spec = serde_json::to_string(&self.spec.asked()).unwrap_or_default(); // Numbers and texts: it cannot fail.
        let record = self.record.as_ref().map_or_else(|| "all".to_owned(), |ids| ids.join(" "));
        let until = self.until.as_ref().map_or_else(String::new, |(u, _)| format!("{} {}\0", u.outcome, u.half_width));
        digest::text(format!(
            "{}\0{}\0{}\0{spec}\0{record}\0{until}{}\0{}",
            manifest::FORMAT,
            env!("CARGO_PKG_VERSION"),
            self.seed,
            self.question,
            self.scenario.resolved
        ))
    }

    /// What stands at the head of every report.
    #[must_use]
    pub fn about(&self, runs: u64, digest: String) -> About {
        let scenario = &self.scenario;
        About {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            focus: scenario.pair_name(scenario.focus),
            seed: self.seed,
            runs,
            digest,
            period: (scenario.time.start, scenario.time.end),
        }
    }

    /// Where the results go where nothing else is said: `output/SCENARIO/SEED-RUNS-DIGEST`, with the design before it
    /// where it is not plain Monte Carlo. `input` is [`Plan::input`].
    #[must_use]
    pub fn directory(&self, input: &str) -> PathBuf {
        let design = if self.spec.is_plain() { String::new() } else { format!("{}-", self.spec.name()) };
        let name = format!("{design}{}-{}-{}", self.seed, self.design.len(), &input[..8]);
        PathBuf::from("output").join(&self.scenario.name).join(name)
    }
}

//! `realpolitik explain`.

use super::common::{Results, bar, threads};
use super::number::{real, whole};
use super::{Stop, interrupt, say};
use crate::analysis::{About, Findings, Study, discover::Event};
use crate::chronicle::{Between, Chronicle, Scope, tell, words};
use crate::engine::NoChoice;
use crate::experiment::find::{Found, Which, find, typical};
use crate::experiment::{Plan, kept, why};
use crate::output::{files, manifest::Manifest, table::Table};
use crate::plot::{Theme, slug};
use std::path::{Path, PathBuf};

/// What asks for the story of a run, to which what belongs to averages does not go.
const STORY: [&str; 2] = ["run", "find"];

/// Tells the story of one run, or what drove an outcome over all of them.
///
/// The run is simulated again from the manifest of its directory, with the same bits. Its events are told in their order:
/// crises, coercion, changes of what each side offers the other, pacts, trade, the calendar. Beside each change of a level
/// of the pair stands what each level was worth to who chose, term by term, and its probability.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["run", "find", "why"]))]
#[command(after_help = "\
Examples:
  realpolitik explain output/essay/DIR --run 7
  realpolitik explain output/essay/DIR --find typical --from 2015 --to 2025
  realpolitik explain output/essay/DIR --find nearest-miss --format markdown --out story.md
  realpolitik explain output/essay/DIR --why alliance_2025
  realpolitik explain output/essay/DIR --why level_2035 --above 2.5")]
pub(super) struct Explain {
    /// The directory of a run, an audit, a sweep or another experiment.
    directory: PathBuf,
    /// The run of this index, counted from 0.
    #[arg(long, value_name = "K", value_parser = whole::<u64>(0, u64::MAX, 7))]
    run: Option<u64>,
    /// A run worth reading.
    #[arg(long, value_name = "WHICH")]
    find: Option<Which>,
    /// What drove this outcome: the terms on average over the runs in which it came and in which it did not.
    #[arg(long, value_name = "OUTCOME")]
    why: Option<String>,
    /// With --why, a number counts as come above this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = real(2.5), conflicts_with_all = STORY)]
    above: Option<f64>,
    /// With --why, a number counts as come below this.
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = real(2.5), conflicts_with_all = STORY)]
    below: Option<f64>,
    /// Only what is between two actors, such as RUS-CHN, or `all`; without it what the pair of the question has to do with.
    #[arg(long, value_name = "A-B")]
    pair: Option<String>,
    /// Tell from this year on.
    #[arg(long, value_name = "YEAR", value_parser = real(2020.0), conflicts_with = "why")]
    from: Option<f64>,
    /// Tell up to this year.
    #[arg(long, value_name = "YEAR", value_parser = real(2026.0), conflicts_with = "why")]
    to: Option<f64>,
    /// How the story is written.
    #[arg(long, default_value = "text")]
    format: Form,
    /// Write the story to this file, or the findings of --why to this directory; without it the one is printed, the other
    /// goes into DIRECTORY/why-OUTCOME, with the bounds and the pair where they are given.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Replace other findings of --why, or a file that is there.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// With --why, draw no picture.
    #[arg(long, conflicts_with_all = STORY)]
    no_plots: bool,
    /// With --why, the ground that the picture stands on.
    #[arg(long, default_value = "light", conflicts_with_all = STORY)]
    theme: Theme,
    /// Raise the limits on the size of a scenario so many times, as when it was run.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = whole::<u32>(1, 1_000_000, 10))]
    limits: u32,
    /// Threads; all processors without it. A single run takes one.
    #[arg(long, value_name = "N", conflicts_with = "run", value_parser = whole::<usize>(0, u64::MAX, 2))]
    threads: Option<usize>,
}

/// How a story is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A page for the terminal.
    Text,
    /// Markdown.
    Markdown,
    /// JSON.
    Json,
}

impl From<NoChoice> for Stop {
    fn from(no: NoChoice) -> Self {
        Self::Input(format!("error: {no}"))
    }
}

impl Explain {
    pub(super) fn go(self) -> Result<(), Stop> {
        if let (None, Some(path)) = (&self.why, &self.out) {
            self.refuse(path)?;
        }
        let manifest = Manifest::read(&self.directory)?;
        let plan = Plan::again(&manifest, self.limits)?;
        if let Some(outcome) = &self.why {
            return self.over_all(outcome, &manifest, &plan);
        }
        let scope = self.scope(&plan)?;
        let found = match self.find {
            Some(which) => Some(self.seek(which, &manifest, &plan)?),
            None => None,
        };
        // One of the two is given: the group is required.
        let run = found.as_ref().map(|found| found.run).or(self.run).unwrap_or_default();
        if run >= manifest.runs {
            return Err(NoChoice::Run { run, runs: manifest.runs }.into());
        }
        let story = tell(&plan.scenario, &*plan.design, plan.seed, run, &scope)?;
        kept::check(&self.directory, &manifest, &story)?;
        self.write(&story, found.as_ref())
    }

    /// Refuses a file that is there already, before anything is computed.
    fn refuse(&self, path: &Path) -> Result<(), Stop> {
        if !path.exists() || self.force {
            return Ok(());
        }
        let path = path.display();
        Err(Stop::Input(format!(
            "error: {path}: is there already; --force replaces it, or name another file with --out"
        )))
    }

    /// The directory below the experiment that findings go into: its name says what is asked.
    fn usual(&self, outcome: &str, pair: Option<&str>) -> PathBuf {
        let bounds = [("above", self.above), ("below", self.below)];
        let bounds = bounds.iter().filter_map(|(side, x)| x.map(|x| format!("-{side}-{x}")));
        let pair = pair.map(|pair| format!("-{}", slug(pair)));
        let rest: String = bounds.chain(pair).collect();
        self.directory.join(format!("why-{}{rest}", slug(outcome)))
    }

    /// What is told.
    fn scope(&self, plan: &Plan) -> Result<Scope, Stop> {
        let scenario = &plan.scenario;
        let whole = Scope::of(scenario);
        let scope = self.pair.as_ref().map_or(Ok(whole), |pair| whole.between(scenario, pair))?;
        let (from, to) = (self.from.unwrap_or(whole.from), self.to.unwrap_or(whole.to));
        if from > to || to < whole.from || from > whole.to {
            return Err(Stop::Input(format!(
                "error: --from {from} --to {to}: there is nothing between; this scenario goes from {} to {}",
                whole.from, whole.to
            )));
        }
        Ok(Scope { from, to, ..scope })
    }

    fn seek(&self, which: Which, manifest: &Manifest, plan: &Plan) -> Result<Found, Stop> {
        if which == Which::Typical {
            let table = Table::open(&self.directory).map_err(crate::secondary::Refused::from)?;
            return Ok(typical(plan, &table).map_err(crate::secondary::Refused::from)?);
        }
        let bar = if self.quiet { indicatif::ProgressBar::hidden() } else { bar(manifest.runs) };
        let size = (manifest.runs, threads(self.threads)?);
        let found = find(plan, which, size, &|done| bar.inc(done), interrupt::listen());
        bar.finish_and_clear();
        found?.ok_or_else(|| {
            let pair = plan.scenario.pair_name(plan.scenario.focus);
            Stop::Input(match which {
                Which::Earliest => {
                    format!("error: --find earliest: {pair} allies in none of the {} runs", manifest.runs)
                }
                Which::NearestMiss => format!("error: --find nearest-miss: {pair} allies in every run"),
                _ => "error: --find: there is no such run".to_owned(),
            })
        })
    }

    fn write(&self, story: &Chronicle, found: Option<&Found>) -> Result<(), Stop> {
        let text = match self.format {
            Form::Text => {
                let why = found.map_or(String::new(), |found| format!("{}\n\n", found.why));
                why + &words::page(story)
            }
            Form::Markdown => {
                let mut text = words::markdown(story);
                if let (Some(found), Some(at)) = (found, text.find("\n\n")) {
                    text.insert_str(at, &format!("\n\n{}", found.why));
                }
                text
            }
            Form::Json => {
                let found = found.map(|found| serde_json::json!({ "run": found.run, "why": found.why }));
                format!("{:#}\n", serde_json::json!({ "found": found, "chronicle": story }))
            }
        };
        match &self.out {
            None if self.quiet => Ok(()),
            None => say(&text),
            Some(path) => {
                files::write(path, text.as_bytes())?;
                if self.quiet { Ok(()) } else { say(&format!("{}\n", path.display())) }
            }
        }
    }

    /// What drove an outcome.
    fn over_all(&self, outcome: &str, manifest: &Manifest, plan: &Plan) -> Result<(), Stop> {
        if self.format == Form::Markdown {
            return Err(Stop::Input(
                "error: --format markdown is for the story of a run; --why has text and json".into(),
            ));
        }
        let whole = Scope::of(&plan.scenario);
        let scope = self.pair.as_ref().map_or(Ok(whole), |pair| whole.between(&plan.scenario, pair))?;
        let (Between::Around(i, j) | Between::Only(i, j)) = scope.between else {
            return Err(Stop::Input("error: --pair all: --why is about one pair, such as RUS-CHN".into()));
        };
        let pair = plan.scenario.pair_name((i, j));
        let usual = self.usual(outcome, ((i, j) != plan.scenario.focus).then_some(pair.as_str()));
        let name = self.directory.canonicalize().unwrap_or_else(|_| self.directory.clone());
        let asked = why::Asked {
            source: name.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            outcome: outcome.to_owned(),
            event: Event { above: self.above, below: self.below },
            pair: (i, j),
        };
        // Before the pass over all runs, which takes its time.
        let same = |found: &Findings| match found {
            Findings::Why(there) => {
                (&there.outcome.id, there.event, &there.source) == (&asked.outcome, asked.event, &asked.source)
            }
            _ => false,
        };
        crate::output::analysis::room(self.out.as_ref().unwrap_or(&usual), "why", self.force, &same)?;
        let quiet = self.quiet || self.format == Form::Json;
        let bar = if quiet { indicatif::ProgressBar::hidden() } else { bar(manifest.runs) };
        let size = (manifest.runs, threads(self.threads)?);
        let found = why::why(plan, asked, size, &|done| bar.inc(done), interrupt::listen());
        bar.finish_and_clear();
        let about = About { focus: pair, ..plan.about(manifest.runs, manifest.rows.clone()) };
        let study = Study { about, findings: Findings::Why(Box::new(found?)) };
        let results = Results::of(
            self.out.clone(),
            self.force,
            (self.quiet, self.format == Form::Json),
            !self.no_plots,
            self.theme,
        );
        results.study(study, usual)
    }
}

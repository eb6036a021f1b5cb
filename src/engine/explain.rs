//! Why an actor chose what it chose: any choice of any run of an experiment, term by term.

use super::draw::Drawer;
use crate::design::Design;
use crate::lanes::Lanes;
use crate::model::Simulation;
use crate::model::choice::{explain::Explained, terms::NAMES};
use crate::scenario::Scenario;
use crate::scenario::diagnostic::did_you_mean;
use serde::Serialize;

/// A choice that is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice<'a> {
    /// The index of the run in its experiment.
    pub run: u64,
    /// The date, as a decimal year: the choice is that of the last snapshot at or before it, as outcomes are read.
    pub date: f64,
    /// Who chooses, by id.
    pub holder: &'a str,
    /// What it offers whom, by id.
    pub about: &'a str,
}

/// A choice taken apart. Levels are 0 to 4; numbers by level stand in that order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The date of the snapshot at which the choice was made.
    pub date: f64,
    /// The level offered before.
    pub offered: usize,
    /// What each term gives to each level: its name in `docs/ODD.md`, section 7.8, and its values.
    pub terms: Vec<(&'static str, [f64; 5])>,
    /// The utility of each level: the sum of the terms, up to rounding, as the run adds it up.
    pub utility: [f64; 5],
    /// Precision of the response: what utility is multiplied by.
    pub precision: f64,
    /// The probability of each level, where the actor reconsiders.
    pub probabilities: [f64; 5],
    /// The probability that it reconsiders at all in this step.
    pub reconsiders: f64,
    /// The uniform numbers of the run that decided: the actor reconsiders where the first is below `reconsiders`, and
    /// then takes the level at which the sum of probabilities first exceeds the second.
    pub draws: (f64, f64),
    /// Whether it reconsidered.
    pub reconsidered: bool,
    /// The level offered after.
    pub chosen: usize,
}

/// Why there is no such choice.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoChoice {
    /// The experiment has fewer runs.
    #[error("there is no run {run}: the experiment has {runs}, counted from 0")]
    Run {
        /// The index asked for.
        run: u64,
        /// Runs of the experiment.
        runs: u64,
    },
    /// No actor has this id.
    #[error("there is no actor `{id}`; {help}")]
    Actor {
        /// The id asked for.
        id: String,
        /// What may have been meant.
        help: String,
    },
    /// Holder and other are one.
    #[error("`{0}` offers itself nothing; name another actor")]
    Itself(String),
    /// Not the name of a pair.
    #[error("`{0}` is no pair: write two ids with a hyphen between them, such as RUS-CHN, or `all`")]
    Pair(String),
    /// Nothing is chosen at this date.
    #[error("nothing is chosen at {date}: the choices of this scenario are made from {first} to {last}")]
    Date {
        /// The date asked for.
        date: f64,
        /// The start.
        first: f64,
        /// The last snapshot but one.
        last: f64,
    },
}

/// Explains a choice: simulates its run again up to there, with the bits of the experiment, and takes apart what the
/// holder thought of each level.
///
/// ```
/// use realpolitik::design::MonteCarlo;
/// use realpolitik::engine::{Choice, explain};
/// use realpolitik::scenario::{Builtin, load};
///
/// let essay = load("builtin:essay", &Builtin, &[]).expect("a built-in scenario is valid").scenario;
/// let design = MonteCarlo { runs: 10_000 };
/// let choice = Choice { run: 7, date: 2020.0, holder: "CHN", about: "RUS" };
/// let explanation = explain(&essay, &design, 1, &choice)?;
///
/// // What drew China most toward an alliance with Russia, and what held it back most?
/// let by_alliance = |a: &&(&str, [f64; 5]), b: &&(&str, [f64; 5])| a.1[4].total_cmp(&b.1[4]);
/// let (toward, _) = explanation.terms.iter().max_by(by_alliance).expect("there are thirteen terms");
/// let (away, _) = explanation.terms.iter().min_by(by_alliance).expect("there are thirteen terms");
/// println!("{toward} speaks for an alliance, {away} against it; chosen was level {}", explanation.chosen);
///
/// for level in 0..5 {
///     let sum: f64 = explanation.terms.iter().map(|(_, values)| values[level]).sum();
///     assert!((sum - explanation.utility[level]).abs() < 1e-12);
/// }
/// # Ok::<(), realpolitik::engine::NoChoice>(())
/// ```
///
/// # Errors
/// If the experiment has no such run, the scenario no such actors, or the date is not in the period (nothing is chosen
/// at its end).
pub fn explain(
    scenario: &Scenario,
    design: &dyn Design,
    seed: u64,
    choice: &Choice<'_>,
) -> Result<Explanation, NoChoice> {
    if choice.run >= design.len() {
        return Err(NoChoice::Run { run: choice.run, runs: design.len() });
    }
    let (from, to) = (actor(scenario, choice.holder)?, actor(scenario, choice.about)?);
    if from == to {
        return Err(NoChoice::Itself(choice.holder.to_owned()));
    }
    let snapshot = snapshot(scenario, choice.date)?;
    let mut drawer = Drawer::new(scenario, seed);
    let mut values = Vec::new();
    // Every lane holds the same run.
    let start = drawer.start(design, &std::array::from_fn(|_| design.spec(choice.run)), &mut values);
    let explained = Simulation::new(scenario).explain(&start, snapshot, from, to);
    let explained = explained.ok_or_else(|| outside(scenario, choice.date))?;
    Ok(Explanation::of(&explained, scenario.time.date(snapshot)))
}

impl Explanation {
    /// The choice in the first lane.
    pub(crate) fn of(explained: &Explained, date: f64) -> Self {
        let level = |lanes: Lanes| lanes.0[0] as usize;
        let levels = |lanes: &[Lanes; 5]| lanes.map(|lanes| lanes.0[0]);
        let (reconsiders, draws) = (explained.reconsiders.0[0], explained.draws.map(|draw| draw.0[0]));
        Self {
            date,
            offered: level(explained.offered),
            terms: NAMES.iter().copied().zip(explained.terms.iter().map(levels)).collect(),
            utility: levels(&explained.utility),
            precision: explained.precision.0[0],
            probabilities: levels(&explained.probabilities),
            reconsiders,
            draws: (draws[0], draws[1]),
            reconsidered: draws[0] < reconsiders,
            chosen: level(explained.chosen),
        }
    }
}

/// The place of an actor.
pub(crate) fn actor(scenario: &Scenario, id: &str) -> Result<usize, NoChoice> {
    scenario.actors.iter().position(|actor| actor.id == id).ok_or_else(|| {
        let help = did_you_mean(id, scenario.actors.iter().map(|actor| actor.id.as_str()));
        let help = help.unwrap_or_else(|| "the ids are the keys of `[actors]` in the scenario".to_owned());
        NoChoice::Actor { id: id.to_owned(), help }
    })
}

fn snapshot(scenario: &Scenario, date: f64) -> Result<usize, NoChoice> {
    let time = scenario.time;
    let snapshot = time.snapshot_by(date);
    if date >= time.start && snapshot < time.steps() { Ok(snapshot) } else { Err(outside(scenario, date)) }
}

fn outside(scenario: &Scenario, date: f64) -> NoChoice {
    let time = scenario.time;
    NoChoice::Date { date, first: time.start, last: time.date(time.steps().saturating_sub(1)) }
}

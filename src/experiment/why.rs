//! Terms of the utility, averaged over all runs of an experiment in which an outcome came and in which it did not.

use super::{Plan, Refused, plan};
use crate::analysis::discover::{Event, Unclear};
use crate::analysis::estimate::Subject;
use crate::analysis::paired::Moments;
use crate::analysis::why::{ALL, Contrast, Side, Term, Why};
use crate::chronicle::gloss;
use crate::engine::pass::{Gather, pass};
use crate::engine::walk::{Relations, Watcher};
use crate::engine::{Experiment, Rows, UNIT};
use crate::lanes::Lanes;
use crate::model::choice::explain::Explained;
use crate::model::choice::terms::NAMES;
use crate::model::state::View;
use crate::scenario::{Outcome, Reduction};
use std::sync::atomic::AtomicBool;

/// The level whose worth is averaged.
const LEVEL: usize = 4;

/// Numbers that are kept of a choice: each term, their sum, and the probability of the level.
const KEPT: usize = NAMES.len() + 2;

/// What is asked.
pub struct Asked {
    /// The directory, for the findings.
    pub source: String,
    /// The outcome.
    pub outcome: String,
    /// When it counts, where it is a number; one that need not have a value counts, without bounds, where it has one.
    pub event: Event,
    /// The two whose choices are averaged, by index.
    pub pair: (usize, usize),
}

/// Averages over the first `runs` of a plan.
///
/// # Errors
/// An outcome that was not recorded, a number without bounds, a yes-or-no outcome with them, and [`Refused::Halted`].
pub fn why(
    plan: &Plan,
    asked: Asked,
    (runs, threads): (u64, usize),
    progress: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Result<Why, Refused> {
    let at = plan::outcome(&plan.scenario, &asked.outcome)?;
    let (scenario, outcome) = (&plan.scenario, &plan.scenario.outcomes[at]);
    check(outcome, &asked.event)?;
    let experiment = Experiment { scenario, design: &*plan.design, runs, seed: plan.seed, threads, unit: UNIT };
    let every = scenario.time.steps_per_year as usize;
    let (i, j) = asked.pair;
    let relations = Relations { between: vec![(i, j), (j, i)], every };
    let dates: Vec<usize> = (0..scenario.time.steps()).step_by(every.max(1)).collect();
    let size = dates.len() * relations.between.len() * KEPT;
    let fresh = || Averages {
        outcome: at,
        yes_no: outcome.is_yes_no(),
        event: asked.event,
        seen: Vec::with_capacity(size),
        groups: [(); 2].map(|()| vec![Moments::default(); size]),
    };
    let Some(averages) = pass(&experiment, &relations, &fresh, progress, stop) else { return Err(Refused::Halted) };
    let independent = plan.spec.is_plain();
    let contrast = |side: usize, kept: usize| {
        let of = |group: &Vec<Moments>| -> Vec<Moments> {
            (0..dates.len()).map(|date| group[(date * relations.between.len() + side) * KEPT + kept]).collect()
        };
        let [not, came] = &averages.groups;
        Contrast::of(&of(came), &of(not), independent)
    };
    let name = |actor: usize| scenario.actors[actor].name.clone();
    let id = |actor: usize| scenario.actors[actor].id.clone();
    let side = |(side, &(from, to)): (usize, &(usize, usize))| Side {
        from: id(from),
        from_name: name(from),
        to: id(to),
        to_name: name(to),
        terms: NAMES
            .iter()
            .copied()
            .chain([ALL])
            .enumerate()
            .map(|(kept, term)| Term {
                name: term.to_owned(),
                gloss: if term == ALL { "the sum of all terms".to_owned() } else { gloss(term).to_owned() },
                worth: contrast(side, kept),
            })
            .collect(),
        probability: contrast(side, KEPT - 1),
    };
    let counted = |group: usize| averages.groups[group].first().map_or(0, |moments| moments.count);
    Ok(Why {
        source: asked.source,
        outcome: Subject::from(outcome),
        event: asked.event,
        until: until(outcome, scenario.time.end),
        came: counted(1),
        not: counted(0),
        independent,
        level: LEVEL,
        dates: dates.iter().map(|&snapshot| scenario.time.date(snapshot)).collect(),
        sides: relations.between.iter().enumerate().map(side).collect(),
    })
}

/// Refuses a question that does not say when an outcome comes.
fn check(outcome: &Outcome, event: &Event) -> Result<(), Refused> {
    let id = || outcome.id.clone();
    let bounds = [event.above, event.below].iter().flatten().count();
    let unclear = match (event.above, event.below) {
        (Some(above), Some(below)) if above >= below => Unclear::Nothing { above, below },
        _ if outcome.is_yes_no() && bounds > 0 => Unclear::YesNo(id()),
        _ if !outcome.is_yes_no() && !outcome.can_be_null() && bounds == 0 => Unclear::WithoutBounds(id()),
        _ => return Ok(()),
    };
    Err(Refused::Unclear(unclear))
}

/// The last date that an outcome looks at, where it is before the end.
fn until(outcome: &Outcome, end: f64) -> Option<f64> {
    let last = match outcome.reduction {
        Reduction::At(date) | Reduction::Change(_, date) => date,
        Reduction::Mean(_, to) | Reduction::MeanMinusStart(_, to) | Reduction::TimeShare { to, .. } => to,
        Reduction::FirstDate(_) | Reduction::AfterCrossing { .. } => end,
    };
    (last < end).then_some(last)
}

struct Averages {
    outcome: usize,
    yes_no: bool,
    event: Event,
    /// What the runs under way have shown: date by date, side by side, number by number.
    seen: Vec<Lanes>,
    /// The same, gathered: of runs in which the outcome did not come, and in which it came.
    groups: [Vec<Moments>; 2],
}

impl Watcher for Averages {
    fn see(&mut self, _: usize, _: &View<'_>) {}

    fn choose(&mut self, _: usize, choices: &[Explained]) {
        for choice in choices {
            self.seen.extend(choice.terms.iter().map(|term| term[LEVEL] - term[0]));
            self.seen.push(choice.utility[LEVEL] - choice.utility[0]);
            self.seen.push(choice.probabilities[LEVEL]);
        }
    }
}

impl Gather for Averages {
    fn begin(&mut self) {
        self.seen.clear();
    }

    fn finish(&mut self, _: u64, rows: &Rows) {
        for lane in 0..rows.len() {
            let came = rows.outcomes[self.outcome].get(lane).is_some_and(|x| self.comes(x));
            for (moments, seen) in self.groups[usize::from(came)].iter_mut().zip(&self.seen) {
                moments.push(seen.0[lane]);
            }
        }
    }

    fn merge(&mut self, later: Self) {
        for (mine, theirs) in self.groups.iter_mut().zip(later.groups) {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| a.merge(b));
        }
    }
}

impl Averages {
    /// Whether the outcome comes with this value. A number without bounds need not have a value, and comes with any.
    fn comes(&self, x: f64) -> bool {
        if self.yes_no { x != 0.0 } else { self.event.holds(x) }
    }
}

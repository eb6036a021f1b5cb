//! The search for tipping points: a coarse scan says where to look, and one experiment is recorded.

use super::record::simulate_from;
use super::scan::Kept;
use super::{Plan, Refused, Source};
use crate::analysis::estimate::Subject;
use crate::analysis::tip::{Seeker, Sought, Tip};
use crate::analysis::tipping::{self, Point};
use crate::design::{Axis, Error, Spec, Target, target};
use crate::engine::BLOCK;
use crate::lanes::{exp, inverse_normal, ln};
use crate::scenario::registry::{Allowed, Unit};
use crate::scenario::{Distribution, PredictedEvent, Scenario};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Points of the scan of one direction, and further ones where it tips.
const SEARCH: tipping::Plan = tipping::Plan { coarse: 17, fine: 16, stages: 2 };
/// The scan runs a quarter of the replicates, this many at least.
const LEAST: u64 = 200;
/// A direction that reaches this many times as far as the base is scanned in steps of equal ratios.
const FAR: f64 = 20.0;
/// Normal scores of a prior: where its search ends.
const PRIOR_ENDS: (f64, f64) = (0.001, 0.999);

/// What is asked.
pub struct Search<'a> {
    /// The scenario.
    pub source: Source,
    /// The master seed.
    pub seed: u64,
    /// The outcome, by id.
    pub outcome: &'a str,
    /// When a number counts; a yes-or-no outcome needs none.
    pub event: Option<PredictedEvent>,
    /// The probability at which it tips.
    pub level: f64,
    /// Paths and `claims.ID`; all that is drawn and all claims where there are none.
    pub targets: Vec<String>,
    /// How far to go, if not as far as is allowed or the prior reaches.
    pub within: Option<(f64, f64)>,
    /// Replicates of each point.
    pub replicates: u64,
}

/// How the scan is run.
pub struct Scan<'a> {
    /// Threads.
    pub threads: usize,
    /// The folder in which what is counted is kept; that of the experiment's directory without it.
    pub folder: Option<PathBuf>,
    /// Set to stop behind the next block.
    pub stop: &'a AtomicBool,
    /// Told how many runs there are.
    pub runs: &'a dyn Fn(u64),
    /// Told how many runs have been done since it was told last.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// Scans, and gives the plan of the experiment that is to be recorded with its study, and the file in which the scan is
/// kept, to be removed once the experiment is complete.
///
/// # Errors
/// What [`Plan::new`] refuses, an outcome that never counts or cannot, a range without room, and when it was stopped.
pub fn search(search: &Search<'_>, how: &Scan<'_>) -> Result<(Plan, Seeker, PathBuf), Refused> {
    let ranked = search.targets.is_empty();
    let names = if ranked { everything(search)? } else { search.targets.clone() };
    let scan = plan(search, names.iter().map(|name| (name.clone(), Vec::new())), LEAST)?;
    let event = event(search, &scan.scenario)?;
    let roads: Vec<Road> =
        scan.targets.iter().map(|target| Road::new(target, &scan.scenario, search.within)).collect::<Result<_, _>>()?;
    let coarse: Vec<Vec<f64>> = roads.iter().map(Road::coarse).collect();
    let replicates = (search.replicates / 4).max(LEAST).min(search.replicates);
    let scan = plan(search, names.iter().cloned().zip(coarse.clone()), replicates)?
        .asking(format!("scan above {:?} below {:?}", event.above, event.below)); // What is counted is part of what is kept.
    let mut seeker = study(search, &scan, &roads, &coarse, event, ranked);
    (how.runs)(scan.design.len());
    let own = || scan.directory(&scan.input()).parent().map(Path::to_path_buf).unwrap_or_default();
    let mut kept = Kept::new(&mut seeker, &scan, &how.folder.clone().unwrap_or_else(own));
    let first = kept.blocks();
    (how.progress)((first * BLOCK).min(scan.design.len()));
    simulate_from(first, &scan, how.threads, &mut kept, how.stop, how.progress)?;
    let file = kept.into_path();
    if how.stop.load(Ordering::Relaxed) {
        return Err(Refused::Stopped);
    }
    let values: Vec<Vec<f64>> =
        roads.iter().zip(coarse).zip(seeker.points()).map(|((road, c), p)| road.fine(c, &p, search.level)).collect();
    let last = plan(search, names.iter().cloned().zip(values.clone()), search.replicates)?;
    let seeker = study(search, &last, &roads, &values, event, ranked);
    let asked = format!("level {} above {:?} below {:?} ranked {ranked}", search.level, event.above, event.below);
    Ok((last.asking(asked), seeker, file))
}

/// Whether a search of a plan's targets that goes so far has these points: those of its scan, and more between its ends.
#[must_use]
pub fn scans(plan: &Plan, moves: &[Axis], within: Option<(f64, f64)>) -> bool {
    let same = |(target, axis): (&Target, &Axis)| {
        let Ok(coarse) = Road::new(target, &plan.scenario, within).map(|road| road.coarse()) else { return false };
        let ends = coarse.first() == axis.values.first() && coarse.last() == axis.values.last();
        ends && coarse.iter().all(|x| axis.values.contains(x))
    };
    plan.targets.len() == moves.len() && plan.targets.iter().zip(moves).all(same)
}

/// Everything that is drawn, and the claims.
fn everything(search: &Search<'_>) -> Result<Vec<String>, Refused> {
    let plan = Plan::new(&search.source, Spec::MonteCarlo { runs: 1 }, None, search.seed)?;
    let drawn = plan.scenario.drawn().map(|(_, parameter)| parameter.path.clone());
    let claims = target::relaxable(&plan.scenario).map(|claim| format!("{}{}", target::CLAIM, claim.id));
    Ok(drawn.chain(claims).collect())
}

fn plan(
    search: &Search<'_>,
    moves: impl Iterator<Item = (String, Vec<f64>)>,
    replicates: u64,
) -> Result<Plan, Refused> {
    let moves = moves.map(|(target, values)| Axis { target, values }).collect();
    let spec = Spec::Moves { moves, replicates };
    Plan::new(&search.source, spec, Some(vec![search.outcome.to_owned()]), search.seed)
}

fn event(search: &Search<'_>, scenario: &Scenario) -> Result<PredictedEvent, Refused> {
    let yes_no = scenario.outcomes[0].is_yes_no();
    let yes = PredictedEvent { above: None, at_least: Some(1.0), below: None, at_most: None };
    let refuse = |text: String| Err(Error::Other(text).into());
    match search.event {
        None if yes_no => Ok(yes),
        Some(event) if !yes_no => Ok(event),
        None => refuse(format!("`{}` is a number: say when it counts, with --above or --below", search.outcome)),
        Some(_) => refuse(format!("`{}` is yes or no: leave --above and --below out", search.outcome)),
    }
}

fn study(
    search: &Search<'_>,
    plan: &Plan,
    roads: &[Road],
    values: &[Vec<f64>],
    event: PredictedEvent,
    ranked: bool,
) -> Seeker {
    let outcome = Subject::from(&plan.scenario.outcomes[0]);
    let sought = plan.targets.iter().zip(roads).zip(values).map(|((target, road), values)| Sought {
        name: target.name.clone(),
        unit: target.unit.clone(),
        base: road.base,
        drawn: road.prior.is_some(),
        steps: road.listed.is_some(),
        values: values.clone(),
    });
    let words = search.event.map(|e| match (e.above, e.below) {
        (Some(x), _) => format!("above {x}"),
        (_, Some(x)) => format!("below {x}"),
        _ => String::new(),
    });
    let tip = Tip {
        outcome,
        event: words,
        level: search.level,
        replicates: search.replicates,
        moves: Vec::new(),
        ranked,
        within: search.within,
    };
    let (sought, roads) = (sought.collect(), roads.to_vec());
    Seeker::new(tip, sought, event, Box::new(move |at, x| roads[at].distance(x)))
}

/// How a target can move.
#[derive(Clone)]
struct Road {
    base: f64,
    /// The ends, at or beyond the base on either side.
    low: f64,
    high: f64,
    prior: Option<Distribution>,
    claim: bool,
    /// The values, where there are but a few.
    listed: Option<Vec<f64>>,
}

impl Road {
    fn new(target: &Target, scenario: &Scenario, within: Option<(f64, f64)>) -> Result<Self, Error> {
        let parameter = target.slot().map(|slot| &scenario.slots[slot.0 as usize]);
        let prior = parameter.and_then(|p| p.value.prior());
        let base = target.base(scenario);
        let whole = parameter.is_some_and(|p| p.parameter.entry().unit == Unit::Level);
        let listed = match target.allowed {
            Allowed::OneOf(values) => Some(values.to_vec()),
            _ if whole => Some((0..5).map(f64::from).collect()),
            _ => None,
        };
        if let Some((low, high)) = within {
            target.within(low, high)?;
        }
        let (low, high) = match (&prior, within) {
            (_, Some(ends)) => ends,
            (Some(prior), None) if listed.is_none() => (prior.quantile(PRIOR_ENDS.0), prior.quantile(PRIOR_ENDS.1)),
            _ => target.allowed.bounds(),
        };
        let (low, high) = match target.allowed {
            Allowed::Above(least, most) => (low.max(least + 1e-3 * (base - least).abs()), high.min(most)),
            allowed => (low.max(allowed.bounds().0), high.min(allowed.bounds().1)),
        };
        if low > base || high < base || low >= high {
            return Err(Error::Other(format!(
                "`{}` is {base} in the scenario, and the range {low} to {high} leaves it no room: give a range around it",
                target.name
            )));
        }
        Ok(Self { base, low, high, prior, claim: target.slot().is_none(), listed })
    }

    /// Equal ratios upward where the end is far, else equal steps.
    fn far(&self) -> bool {
        self.base > 0.0 && self.high / self.base > FAR
    }

    /// From a coordinate, 0 at the base, to a value.
    fn value(&self, end: f64, t: f64) -> f64 {
        if t >= 1.0 {
            end
        } else if end > self.base && self.far() {
            self.base * exp(t * ln(end / self.base))
        } else {
            self.base + t * (end - self.base)
        }
    }

    fn coordinate(&self, end: f64, x: f64) -> f64 {
        if end > self.base && self.far() {
            ln(x / self.base) / ln(end / self.base)
        } else {
            (x - self.base) / (end - self.base)
        }
    }

    fn ends(&self) -> impl Iterator<Item = f64> {
        [self.low, self.high].into_iter().filter(|end| *end != self.base)
    }

    /// The values of the scan, rising.
    fn coarse(&self) -> Vec<f64> {
        if let Some(listed) = &self.listed {
            let inside = listed.iter().copied().filter(|x| (self.low..=self.high).contains(x));
            return rising(inside.chain([self.base]));
        }
        let last = (SEARCH.coarse - 1) as f64;
        rising(self.ends().flat_map(|end| (0..SEARCH.coarse).map(move |at| self.value(end, at as f64 / last))))
    }

    /// Those and more around the places where the scan tips.
    fn fine(&self, coarse: Vec<f64>, points: &[Point], level: f64) -> Vec<f64> {
        if self.listed.is_some() {
            return coarse;
        }
        let more: Vec<f64> = self.ends().flat_map(|end| self.around(end, points, level)).collect();
        rising(coarse.into_iter().chain(more))
    }

    fn around(&self, end: f64, points: &[Point], level: f64) -> Vec<f64> {
        let beyond = |x: f64| if end > self.base { x >= self.base } else { x <= self.base };
        let mut side: Vec<Point> = points.iter().filter(|p| beyond(p.x)).copied().collect();
        if end < self.base {
            side.reverse();
        }
        for point in &mut side {
            point.x = self.coordinate(end, point.x);
        }
        let next = SEARCH.next(0.0, 1.0, &side, level).unwrap_or_default(); // A side without points needs no more.
        next.into_iter().map(|t| self.value(end, t)).collect()
    }

    /// See [`crate::analysis::tip::Side::distance`].
    fn distance(&self, x: f64) -> Option<f64> {
        if self.claim {
            return Some((x - self.base).abs());
        }
        let score =
            |x: f64| self.prior.as_ref().map(|prior| inverse_normal(prior.probability(x).clamp(1e-9, 1.0 - 1e-9)));
        Some((score(x)? - score(self.base)?).abs())
    }
}

fn rising(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

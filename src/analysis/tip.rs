//! Tipping points: how far each of some things has to move before a probability crosses a level.

use super::estimate::Subject;
use super::tipping::{self, Point, Tipping};
use crate::engine::Rows;
use crate::scenario::PredictedEvent;
use serde::{Deserialize, Serialize};

/// A move in one direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// How far it was followed.
    pub end: f64,
    /// Where it tips, if it does.
    pub tipping: Tipping,
    /// How far the tipping value is from the base: in standard deviations of the prior (as normal scores, so that it
    /// means the same for any distribution), or in strength for a claim; none for a parameter without a prior.
    pub distance: Option<f64>,
}

/// What was found for one target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// A path, or `claims.ID`.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Where the scenario has it (the centre of what it draws from; 1 for a claim).
    pub base: f64,
    /// True where the scenario draws it, so that fixing it at the centre is itself a change.
    pub drawn: bool,
    /// True where only the values of the points are allowed, such as 0 and 1, so that nothing lies between two of them. A
    /// crossing is then at the first value that is surely on the other side.
    #[serde(default)]
    pub steps: bool,
    /// The points that were run, x rising.
    pub points: Vec<Point>,
    /// Downward and upward, as far as there is room.
    pub sides: Vec<Side>,
}

impl Move {
    /// Whether it is the strength of a claim, whose distances are in strength and no standard deviations.
    #[must_use]
    pub fn is_claim(&self) -> bool {
        self.name.starts_with("claims.")
    }

    /// The side that tips nearest the base, if one does.
    #[must_use]
    pub fn nearest(&self) -> Option<(&Side, f64)> {
        let crossings = self.sides.iter().filter_map(|side| match side.tipping {
            Tipping::Crossing { x, .. } => Some((side, x)),
            _ => None,
        });
        crossings.min_by(|a, b| (a.1 - self.base).abs().total_cmp(&(b.1 - self.base).abs()))
    }

    /// The distance of that side, infinite where none tips or there is no measure.
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.nearest().and_then(|(side, _)| side.distance).unwrap_or(f64::INFINITY)
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// The outcome.
    pub outcome: Subject,
    /// What counts, in words, where the outcome is a number.
    pub event: Option<String>,
    /// The probability at which it tips.
    pub level: f64,
    /// Replicates of each point.
    pub replicates: u64,
    /// The targets. Where they were ranked, parameters come before claims, since their distances have other units, and
    /// either are sorted, nearest first.
    pub moves: Vec<Move>,
    /// Whether all were tried and ranked.
    pub ranked: bool,
    /// How far was gone, where it was not as far as is allowed or the prior reaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<(f64, f64)>,
}

/// What is searched for: a target before its points were run.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// A path, or `claims.ID`.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Where the scenario has it.
    pub base: f64,
    /// True where the scenario draws it.
    pub drawn: bool,
    /// True where only these values are allowed.
    pub steps: bool,
    /// The values to run, rising; the base is among them.
    pub values: Vec<f64>,
}

/// Gathers the rows of a search: its first recorded outcome, point by point.
pub struct Seeker {
    tip: Tip,
    sought: Vec<Sought>,
    event: PredictedEvent,
    counts: Vec<(u64, u64)>,
    /// The distance of a value from the base of a target.
    measure: Box<dyn Fn(usize, f64) -> Option<f64> + Send>,
}

impl Seeker {
    /// For an outcome that counts where the event holds; `measure(target, x)` gives the distance of x from its base.
    #[must_use]
    pub fn new(
        tip: Tip,
        sought: Vec<Sought>,
        event: PredictedEvent,
        measure: Box<dyn Fn(usize, f64) -> Option<f64> + Send>,
    ) -> Self {
        let points = sought.iter().map(|s| s.values.len()).sum();
        Self { tip, sought, event, counts: vec![(0, 0); points], measure }
    }

    /// Takes rows. A null is left out of its point.
    pub fn add(&mut self, rows: &Rows) {
        for (row, point) in rows.point.iter().enumerate() {
            if let Some(x) = rows.outcomes[0].get(row) {
                let (yes, of) = &mut self.counts[*point as usize];
                *yes += u64::from(self.event.holds(x));
                *of += 1;
            }
        }
    }

    /// What was counted, point by point: runs in which the outcome counts, and all that say.
    #[must_use]
    pub fn counts(&self) -> &[(u64, u64)] {
        &self.counts
    }

    /// Goes on from what was counted before; says whether it is of as many points.
    pub fn resume(&mut self, counts: &[(u64, u64)]) -> bool {
        let fits = counts.len() == self.counts.len();
        if fits {
            self.counts.copy_from_slice(counts);
        }
        fits
    }

    /// The points of each target, x rising; those without a run that could say are left out.
    #[must_use]
    pub fn points(&self) -> Vec<Vec<Point>> {
        let mut counts = self.counts.iter();
        let of = |sought: &Sought| {
            let points = sought.values.iter().zip(counts.by_ref());
            let points = points.map(|(x, (yes, of))| Point { x: *x, successes: *yes, trials: *of });
            points.filter(|point| point.trials > 0).collect()
        };
        self.sought.iter().map(of).collect()
    }

    /// What was found.
    #[must_use]
    pub fn tip(&self) -> Tip {
        let mut tip = self.tip.clone();
        let all = self.points();
        tip.moves =
            self.sought.iter().zip(all).enumerate().map(|(at, (s, points))| self.found(at, s, points)).collect();
        if tip.ranked {
            tip.moves.sort_by(|a, b| a.is_claim().cmp(&b.is_claim()).then(a.distance().total_cmp(&b.distance())));
        }
        tip
    }

    fn found(&self, at: usize, sought: &Sought, points: Vec<Point>) -> Move {
        let down: Vec<Point> = points.iter().filter(|p| p.x <= sought.base).rev().copied().collect();
        let up: Vec<Point> = points.iter().filter(|p| p.x >= sought.base).copied().collect();
        let side = |points: &[Point]| {
            let tipping = tipping::find(points, self.tip.level).ok()?; // Without two points there is no side.
            let tipping = if sought.steps { on_steps(tipping, points) } else { tipping };
            let x = if let Tipping::Crossing { x, .. } = tipping { Some(x) } else { None };
            let distance = x.and_then(|x| (self.measure)(at, x));
            Some(Side { end: points.last()?.x, tipping, distance })
        };
        let sides = [down, up].iter().filter_map(|points| side(points)).collect();
        let Sought { name, unit, base, drawn, steps, .. } = sought.clone();
        Move { name, unit, base, drawn, steps, points, sides }
    }
}

/// A crossing where nothing lies between the points: from the last that is surely on the base's side to the first that is
/// surely on the other, which is where it tips.
fn on_steps(tipping: Tipping, points: &[Point]) -> Tipping {
    let Tipping::Crossing { nearest, farthest, rises, .. } = tipping else { return tipping };
    let way = |x: f64| (x - points[0].x).abs();
    let before = points.iter().rev().find(|p| way(p.x) <= way(nearest)).map_or(nearest, |p| p.x);
    let beyond = points.iter().find(|p| way(p.x) >= way(farthest)).map_or(farthest, |p| p.x);
    Tipping::Crossing { x: beyond, nearest: before, farthest: beyond, rises }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Seeker {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(&mut self, about: super::About, _counts: &[crate::engine::SeriesCounts]) -> super::Report {
        super::Report::Findings(super::Study { about, findings: super::Findings::Tip(self.tip()) })
    }
}

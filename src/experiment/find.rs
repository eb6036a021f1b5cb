//! Runs worth reading: found among all runs of an experiment that is there already.
//!
//! | which | what it is |
//! |---|---|
//! | typical | the medoid of the outcomes: the run whose squared distances to all others have the least sum, every outcome in standard deviations. That is the run nearest to the mean, so one reading of the rows finds it. An outcome without a value counts as its mean, and whether it has one as an outcome of its own |
//! | earliest | the focus pair allies first |
//! | nearest miss | of the runs in which the focus pair never allies: the longest unbroken stay of both at the last level; of equals the one in which the probability that both stand there after a step was highest |
//! | surprising | the choices of the focus pair were least like what its own parameters make likely: the sum of -ln p over the choices taken, less what it is on average, in standard deviations of it, is greatest |
//!
//! Of equal runs the first.

use super::{Plan, Refused};
use crate::engine::pass::{Gather, pass};
use crate::engine::walk::{Relations, Watcher};
use crate::engine::{Column, Experiment, Rows, UNIT};
use crate::lanes::Lanes;
use crate::model::choice::explain::Explained;
use crate::model::state::View;
use crate::output::table::{Table, TableError};
use crate::scenario::{Quantity, Time};
use std::sync::atomic::AtomicBool;

/// Which run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// The run nearest to the mean of all outcomes.
    Typical,
    /// The run in which the pair of the question allies first.
    Earliest,
    /// The run that came nearest to an alliance without one.
    NearestMiss,
    /// The run whose choices were least like what its own parameters make likely.
    Surprising,
}

/// A run that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its index.
    pub run: u64,
    /// Why it is the one, in a sentence.
    pub why: String,
}

/// The typical run of a table of rows.
///
/// # Errors
/// Columns that cannot be read.
pub fn typical(plan: &Plan, table: &Table) -> Result<Found, TableError> {
    let mut distance = vec![0.0; table.rows()];
    let mut used = 0;
    for outcome in &plan.scenario.outcomes {
        let column = table.column(&outcome.id)?;
        let there = Column {
            values: column.valid.iter().map(|v| f64::from(u8::from(*v))).collect(),
            valid: vec![true; column.valid.len()],
        };
        for column in [&column, &there] {
            used += usize::from(add_squares(&mut distance, column));
        }
    }
    let nearest = (0..distance.len()).fold(0, |best, run| if distance[run] < distance[best] { run } else { best });
    let away = (distance[nearest] / used.max(1) as f64).sqrt();
    let why = format!(
        "The typical run: of {} it is the nearest to the mean of all outcomes, {away:.2} standard deviations away on average.",
        table.rows()
    );
    Ok(Found { run: nearest as u64, why })
}

/// Adds the squared distances of a column's values from their mean, in variances; says whether they vary.
fn add_squares(distance: &mut [f64], column: &Column) -> bool {
    let moments = crate::analysis::paired::Moments::of((0..column.values.len()).filter_map(|row| column.get(row)));
    let Some(variance) = moments.variance().filter(|variance| *variance > 0.0) else { return false };
    for (row, sum) in distance.iter_mut().enumerate() {
        let from_mean = column.get(row).map_or(0.0, |x| x - moments.mean);
        *sum += from_mean * from_mean / variance;
    }
    true
}

/// Seeks a run among the first `runs` of a plan, by walking through all of them; [`typical`] seeks the other one. None where
/// no run is of that kind.
///
/// # Errors
/// [`Refused::Halted`] where it was told to stop.
pub fn find(
    plan: &Plan,
    which: Which,
    (runs, threads): (u64, usize),
    progress: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Result<Option<Found>, Refused> {
    let experiment =
        Experiment { scenario: &plan.scenario, design: &*plan.design, runs, seed: plan.seed, threads, unit: UNIT };
    let (i, j) = plan.scenario.focus;
    let relations = Relations { between: vec![(i, j), (j, i)], every: 1 };
    let fresh = || Seeker { which, pair: (i, j), time: plan.scenario.time, paths: Paths::default(), best: None };
    let Some(seeker) = pass(&experiment, &relations, &fresh, progress, stop) else { return Err(Refused::Halted) };
    Ok(seeker.best.map(|best| Found { run: best.run, why: said(which, &best, plan) }))
}

fn said(which: Which, best: &Best, plan: &Plan) -> String {
    let pair = plan.scenario.pair_name(plan.scenario.focus);
    let [first, second] = best.key;
    match which {
        Which::Typical => String::new(),
        Which::Earliest => format!("The earliest alliance: {pair} allies at {}.", -first),
        Which::NearestMiss => format!(
            "The nearest miss: {pair} never allies; both stood at the last level for {:.2} years on end at most, and the \
             probability that both stand there after a step was {:.3} at most.",
            (first - 1.0).max(0.0) * plan.scenario.time.dt(),
            second
        ),
        Which::Surprising => format!(
            "The most surprising run: the choices of {pair} were {first:.1} standard deviations less likely than such choices \
             are on average.",
        ),
    }
}

/// A run, and how good it is: the greater key wins, the first number before the second.
#[derive(Clone, Copy, Debug)]
struct Best {
    key: [f64; 2],
    run: u64,
}

/// What is kept of the paths of runs under way.
#[derive(Clone, Copy, Default)]
struct Paths {
    /// 1 once the pair has allied, and when it did.
    formed: Lanes,
    date: Lanes,
    /// Snapshots on end at the last level, now and at most.
    stay: Lanes,
    longest: Lanes,
    /// The highest probability that both stand at the last level after a step.
    joint: Lanes,
    /// Sum of -ln p of the choices less its expectation, and its variance.
    surprise: Lanes,
    variance: Lanes,
}

struct Seeker {
    which: Which,
    pair: (usize, usize),
    time: Time,
    paths: Paths,
    best: Option<Best>,
}

impl Watcher for Seeker {
    fn see(&mut self, snapshot: usize, view: &View<'_>) {
        let ((i, j), paths) = (self.pair, &mut self.paths);
        let formed = view.get(Quantity::AllianceFormed(i, j));
        let new = formed * (1.0 - paths.formed);
        paths.date = new.select(Lanes::splat(self.time.date(snapshot)), paths.date);
        paths.formed = formed;
        let top = view.get(Quantity::PairLevel(i, j)).at_least(Lanes::splat(4.0));
        paths.stay = (paths.stay + 1.0) * top;
        paths.longest = paths.longest.max(paths.stay);
    }

    fn choose(&mut self, _: usize, choices: &[Explained]) {
        let paths = &mut self.paths;
        let mut both = Lanes::ONE;
        for choice in choices {
            let after = after(choice);
            both = both * after[4];
            let (mut expected, mut squares, mut taken) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            for (level, p) in after.iter().enumerate() {
                let bits = -p.max(Lanes::splat(f64::MIN_POSITIVE)).ln();
                expected += *p * bits;
                squares += *p * bits * bits;
                taken = at(choice.chosen, level).select(bits, taken);
            }
            paths.surprise += taken - expected;
            paths.variance += (squares - expected * expected).max(Lanes::ZERO);
        }
        paths.joint = paths.joint.max(both);
    }
}

/// The probability of each level after a step.
fn after(choice: &Explained) -> [Lanes; 5] {
    let r = choice.reconsiders;
    std::array::from_fn(|level| at(choice.offered, level) * (1.0 - r) + choice.probabilities[level] * r)
}

/// 1 where a level is this one.
fn at(level: Lanes, this: usize) -> Lanes {
    level.map(|level| if level == this as f64 { 1.0 } else { 0.0 })
}

impl Gather for Seeker {
    fn begin(&mut self) {
        self.paths = Paths::default();
    }

    fn finish(&mut self, first: u64, rows: &Rows) {
        for lane in 0..rows.len() {
            let paths = &self.paths;
            let of = |lanes: Lanes| lanes.0[lane];
            let allied = of(paths.formed) != 0.0;
            let key = match self.which {
                Which::Earliest if allied => [-of(paths.date), 0.0],
                Which::NearestMiss if !allied => [of(paths.longest), of(paths.joint)],
                Which::Surprising if of(paths.variance) > 0.0 => [of(paths.surprise) / of(paths.variance).sqrt(), 0.0],
                _ => continue,
            };
            self.offer(Best { key, run: first + lane as u64 });
        }
    }

    fn merge(&mut self, later: Self) {
        later.best.into_iter().for_each(|best| self.offer(best));
    }
}

impl Seeker {
    fn offer(&mut self, other: Best) {
        let better =
            |best: &Best| other.key[0].total_cmp(&best.key[0]).then(other.key[1].total_cmp(&best.key[1])).is_gt();
        if self.best.as_ref().is_none_or(better) {
            self.best = Some(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typical_run_is_the_medoid() {
        let values = vec![0.0, 4.0, 5.0, 9.0, 30.0];
        let column = Column { valid: vec![true; values.len()], values: values.clone() };
        let mut distance = vec![0.0; values.len()];
        assert!(add_squares(&mut distance, &column));
        let sums: Vec<f64> = values.iter().map(|x| values.iter().map(|y| (x - y) * (x - y)).sum::<f64>()).collect();
        let least = |of: &[f64]| (0..of.len()).min_by(|&a, &b| of[a].total_cmp(&of[b]));
        assert_eq!(least(&distance), least(&sums));
        let same = Column { values: vec![1.0; 5], valid: vec![true; 5] };
        assert!(!add_squares(&mut distance, &same));
    }
}

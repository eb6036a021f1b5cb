//! Outcomes and series of `LANES` runs, gathered snapshot by snapshot.

use super::{Rows, SeriesCounts};
use crate::lanes::Lanes;
use crate::model::state::View;
use crate::scenario::{Outcome, Reduction, Scenario, Series, Time};

/// What is to be observed, and when.
pub struct Observer {
    outcomes: Vec<(Outcome, Window)>,
    series: Vec<(Series, Vec<usize>)>,
    wanted: Vec<bool>,
    time: Time,
    gathered: Vec<Gathered>,
}

/// The snapshots that an outcome looks at: from the first up to, not including, the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    first: usize,
    last: usize,
}

/// What has been gathered for one outcome.
#[derive(Clone, Copy, Default)]
struct Gathered {
    /// Sum, or the latest value, over the runs.
    a: Lanes,
    /// A second one (before a crossing, the value at the first date).
    b: Lanes,
    /// Snapshots counted in each.
    count_a: Lanes,
    count_b: Lanes,
    start: Lanes,
}

impl Observer {
    /// The observer of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let time = scenario.time;
        let steps = time.steps();
        let mut wanted = vec![false; steps + 1];
        let outcomes: Vec<_> = scenario.outcomes.iter().map(|o| (o.clone(), window(time, o.reduction))).collect();
        for (outcome, w) in &outcomes {
            match outcome.reduction {
                Reduction::Change(from, to) => {
                    wanted[time.snapshot(from).min(steps)] = true;
                    wanted[time.snapshot(to).min(steps)] = true;
                }
                _ => wanted[w.first..w.last].fill(true),
            }
            wanted[0] |= matches!(outcome.reduction, Reduction::MeanMinusStart(..));
        }
        let series: Vec<_> = scenario.all_series().into_iter().map(|s| (instants(time, &s), s)).collect();
        let series: Vec<_> = series.into_iter().map(|(at, s)| (s, at)).collect();
        for (_, at) in &series {
            for snapshot in at {
                wanted[*snapshot] = true;
            }
        }
        let gathered = vec![Gathered::default(); outcomes.len()];
        Self { outcomes, series, wanted, time, gathered }
    }

    /// The snapshots to look at.
    #[must_use]
    pub fn wanted(&self) -> &[bool] {
        &self.wanted
    }

    /// Empty counts of every series.
    #[must_use]
    pub fn counts(&self) -> Vec<SeriesCounts> {
        let empty = |(s, at): &(Series, Vec<usize>)| SeriesCounts {
            width: s.bins + 2,
            counts: vec![0; at.len() * (s.bins + 2)],
        };
        self.series.iter().map(empty).collect()
    }

    /// Forgets the runs before.
    pub fn begin(&mut self) {
        self.gathered.fill(Gathered::default());
    }

    /// Looks at a snapshot; series count the first `live` lanes.
    pub fn see(&mut self, snapshot: usize, view: &View<'_>, live: usize, counts: &mut [SeriesCounts]) {
        let date = self.time.date(snapshot);
        for ((outcome, window), g) in self.outcomes.iter().zip(&mut self.gathered) {
            gather(outcome, *window, g, self.time, snapshot, date, view);
        }
        for ((series, at), counts) in self.series.iter().zip(counts) {
            let Ok(instant) = at.binary_search(&snapshot) else { continue };
            let value = view.get(series.quantity);
            let row = &mut counts.counts[instant * counts.width..(instant + 1) * counts.width];
            for x in &value.0[..live] {
                row[bin(series, *x)] += 1;
            }
        }
    }

    /// Appends the outcomes of the first `live` lanes.
    pub fn finish(&self, live: usize, rows: &mut Rows) {
        for (((outcome, _), g), column) in self.outcomes.iter().zip(&self.gathered).zip(&mut rows.outcomes) {
            for lane in 0..live {
                column.push(reduced(outcome.reduction, g, lane));
            }
        }
    }
}

/// The snapshots of a series, ascending.
#[must_use]
pub fn instants(time: Time, series: &Series) -> Vec<usize> {
    let every = (time.steps_per_year / series.per_year.clamp(1, time.steps_per_year)).max(1) as usize;
    (0..=time.steps()).step_by(every).collect()
}

fn window(time: Time, reduction: Reduction) -> Window {
    let steps = time.steps();
    let span = |from: f64, to: f64| {
        let first = time.snapshot(from).min(steps);
        Window { first, last: time.snapshot(to).clamp(first + 1, steps + 1) }
    };
    match reduction {
        Reduction::At(date) => {
            let at = time.snapshot(date).min(steps);
            Window { first: at, last: at + 1 }
        }
        Reduction::Change(from, to) => Window { first: time.snapshot(from), last: time.snapshot(to) },
        Reduction::Mean(from, to) | Reduction::MeanMinusStart(from, to) | Reduction::TimeShare { from, to, .. } => {
            span(from, to)
        }
        Reduction::FirstDate(_) | Reduction::AfterCrossing { .. } => Window { first: 0, last: steps + 1 },
    }
}

fn gather(
    outcome: &Outcome,
    window: Window,
    g: &mut Gathered,
    time: Time,
    snapshot: usize,
    date: f64,
    view: &View<'_>,
) {
    let inside = window.first <= snapshot && snapshot < window.last;
    match outcome.reduction {
        Reduction::At(_) if inside => g.a = view.get(outcome.quantity),
        Reduction::Change(from, to) => {
            let steps = time.steps();
            if snapshot == time.snapshot(from).min(steps) {
                g.b = view.get(outcome.quantity);
            }
            if snapshot == time.snapshot(to).min(steps) {
                g.a = view.get(outcome.quantity);
            }
        }
        Reduction::Mean(..) if inside => add(&mut g.a, &mut g.count_a, view.get(outcome.quantity), Lanes::ONE),
        Reduction::MeanMinusStart(..) if inside || snapshot == 0 => {
            let value = view.get(outcome.quantity);
            if snapshot == 0 {
                g.start = value;
            }
            if inside {
                add(&mut g.a, &mut g.count_a, value, Lanes::ONE);
            }
        }
        Reduction::TimeShare { low, high, .. } if inside => {
            let value = view.get(outcome.quantity).map(|x| if low <= x && x <= high { 1.0 } else { 0.0 });
            add(&mut g.a, &mut g.count_a, value, Lanes::ONE);
        }
        Reduction::FirstDate(least) => {
            let reached = view.get(outcome.quantity).at_least(Lanes::splat(least));
            let first = reached * (1.0 - g.count_a);
            g.a = first.select(Lanes::splat(date), g.a);
            g.count_a = g.count_a.max(reached);
        }
        Reduction::AfterCrossing { of, to, ratio } => {
            let reached = view.ratio(of, to).at_least(Lanes::splat(ratio));
            g.start = g.start.max(reached);
            let value = view.get(outcome.quantity);
            add(&mut g.a, &mut g.count_a, value, g.start);
            add(&mut g.b, &mut g.count_b, value, 1.0 - g.start);
        }
        _ => {}
    }
}

fn add(sum: &mut Lanes, count: &mut Lanes, value: Lanes, weight: Lanes) {
    *sum += value * weight;
    *count += weight;
}

fn reduced(reduction: Reduction, g: &Gathered, lane: usize) -> Option<f64> {
    let mean = |sum: Lanes, count: Lanes| (count.0[lane] > 0.0).then(|| sum.0[lane] / count.0[lane]);
    match reduction {
        Reduction::At(_) => Some(g.a.0[lane]),
        Reduction::Change(..) => Some(g.a.0[lane] - g.b.0[lane]),
        Reduction::Mean(..) | Reduction::TimeShare { .. } => mean(g.a, g.count_a),
        Reduction::MeanMinusStart(..) => Some(mean(g.a, g.count_a)? - g.start.0[lane]),
        Reduction::FirstDate(_) => (g.count_a.0[lane] > 0.0).then_some(g.a.0[lane]),
        Reduction::AfterCrossing { .. } => Some(mean(g.a, g.count_a)? - mean(g.b, g.count_b)?),
    }
}

/// The bin of a value: 0 below the range, `bins + 1` at or above its upper end.
fn bin(series: &Series, x: f64) -> usize {
    let at = (x - series.low) * (series.bins as f64 / (series.high - series.low));
    if at < 0.0 { 0 } else { (at as usize).min(series.bins) + 1 }
}

//! Outcomes and series of `LANES` runs, gathered snapshot by snapshot.

use super::{Rows, SeriesCounts};
use crate::lanes::{Lanes, go};
use crate::model::state::View;
use crate::scenario::{Outcome, Reduction, Scenario, Series, Time};

/// What is to be observed, and when.
pub struct Observer {
    outcomes: Vec<(Outcome, Window)>,
    series: Vec<Series>,
    /// Instants of each series.
    instants: Vec<usize>,
    /// What is due at each snapshot.
    due: Vec<Due>,
    wanted: Vec<bool>,
    time: Time,
    gathered: Vec<Gathered>,
}

/// What is due at a snapshot: outcomes, and series with the number of the instant.
#[derive(Clone, Default)]
struct Due {
    outcomes: Vec<usize>,
    series: Vec<(usize, usize)>,
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
        let mut due = vec![Due::default(); steps + 1];
        let outcomes: Vec<_> = scenario.outcomes.iter().map(|o| (o.clone(), window(time, o.reduction))).collect();
        for (at, (outcome, w)) in outcomes.iter().enumerate() {
            for (snapshot, due) in due.iter_mut().enumerate() {
                let looked_at = match outcome.reduction {
                    Reduction::Change(..) => snapshot == w.first || snapshot == w.last,
                    Reduction::MeanMinusStart(..) => snapshot == 0 || w.holds(snapshot),
                    _ => w.holds(snapshot),
                };
                if looked_at {
                    due.outcomes.push(at);
                }
            }
        }
        let series = scenario.all_series();
        let dates: Vec<_> = series.iter().map(|s| instants(time, s)).collect();
        for (at, snapshots) in dates.iter().enumerate() {
            for (instant, snapshot) in snapshots.iter().enumerate() {
                due[*snapshot].series.push((at, instant));
            }
        }
        let gathered = vec![Gathered::default(); outcomes.len()];
        Self {
            outcomes,
            series,
            instants: dates.iter().map(Vec::len).collect(),
            wanted: due.iter().map(|d| !d.outcomes.is_empty() || !d.series.is_empty()).collect(),
            due,
            time,
            gathered,
        }
    }

    /// The snapshots to look at.
    #[must_use]
    pub fn wanted(&self) -> &[bool] {
        &self.wanted
    }

    /// Empty counts of every series.
    #[must_use]
    pub fn counts(&self) -> Vec<SeriesCounts> {
        let empty = |(s, instants): (&Series, &usize)| SeriesCounts {
            width: s.bins + 2,
            counts: vec![0; instants * (s.bins + 2)],
        };
        self.series.iter().zip(&self.instants).map(empty).collect()
    }

    /// Forgets the runs before.
    pub fn begin(&mut self) {
        self.gathered.fill(Gathered::default());
    }

    /// Looks at a snapshot; series count the first `live` lanes.
    pub fn see(&mut self, snapshot: usize, view: &View<'_>, live: usize, counts: &mut [SeriesCounts]) {
        let date = self.time.date(snapshot);
        let Self { outcomes, series, due, gathered, .. } = self;
        go(
            #[inline(always)]
            || {
                for &at in &due[snapshot].outcomes {
                    let (outcome, window) = &outcomes[at];
                    gather(outcome, *window, &mut gathered[at], snapshot, date, view);
                }
                for &(at, instant) in &due[snapshot].series {
                    let value = view.get(series[at].quantity);
                    let counts = &mut counts[at];
                    let row = &mut counts.counts[instant * counts.width..(instant + 1) * counts.width];
                    count(&series[at], &value, live, row);
                }
            },
        );
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
    (0..=time.steps()).step_by(series.every(time)).collect()
}

impl Window {
    fn holds(self, snapshot: usize) -> bool {
        self.first <= snapshot && snapshot < self.last
    }
}

/// The snapshots of a reduction; for a change, the earlier and the later one.
fn window(time: Time, reduction: Reduction) -> Window {
    let steps = time.steps();
    let at = |date: f64| time.snapshot_by(date).min(steps);
    let span = |from: f64, to: f64| {
        let first = time.snapshot(from).min(steps);
        Window { first, last: time.snapshot(to).clamp(first + 1, steps + 1) }
    };
    match reduction {
        Reduction::At(date) => Window { first: at(date), last: at(date) + 1 },
        Reduction::Change(from, to) => Window { first: at(from), last: at(to) },
        Reduction::Mean(from, to) | Reduction::MeanMinusStart(from, to) | Reduction::TimeShare { from, to, .. } => {
            span(from, to)
        }
        Reduction::FirstDate(_) | Reduction::AfterCrossing { .. } => Window { first: 0, last: steps + 1 },
    }
}

/// Looks at a snapshot that the outcome is due at.
#[inline(always)]
fn gather(outcome: &Outcome, window: Window, g: &mut Gathered, snapshot: usize, date: f64, view: &View<'_>) {
    let value = view.get(outcome.quantity);
    match outcome.reduction {
        Reduction::At(_) => g.a = value,
        Reduction::Change(..) => {
            if snapshot == window.first {
                g.b = value;
            }
            if snapshot == window.last {
                g.a = value;
            }
        }
        Reduction::Mean(..) => add(&mut g.a, &mut g.count_a, value, Lanes::ONE),
        Reduction::MeanMinusStart(..) => {
            if snapshot == 0 {
                g.start = value;
            }
            if window.holds(snapshot) {
                add(&mut g.a, &mut g.count_a, value, Lanes::ONE);
            }
        }
        Reduction::TimeShare { low, high, .. } => {
            let within = value.at_least(Lanes::splat(low)) * Lanes::splat(high).at_least(value);
            add(&mut g.a, &mut g.count_a, within, Lanes::ONE);
        }
        Reduction::FirstDate(least) => {
            let reached = value.at_least(Lanes::splat(least));
            let first = reached * (1.0 - g.count_a);
            g.a = first.select(Lanes::splat(date), g.a);
            g.count_a = g.count_a.max(reached);
        }
        Reduction::AfterCrossing { of, to, ratio } => {
            let reached = view.ratio(of, to).at_least(Lanes::splat(ratio));
            g.start = g.start.max(reached);
            add(&mut g.a, &mut g.count_a, value, g.start);
            add(&mut g.b, &mut g.count_b, value, 1.0 - g.start);
        }
    }
}

#[inline(always)]
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

/// Counts the first `live` lanes in bins: 0 below the range, `bins + 1` above it; both ends lie within.
#[inline(always)]
fn count(series: &Series, value: &Lanes, live: usize, row: &mut [u64]) {
    let scaled = (*value - series.low) * (series.bins as f64 / (series.high - series.low)) + 1.0;
    let beyond = Lanes::splat(series.high).less_than(*value);
    let bins =
        beyond.select(Lanes::splat((series.bins + 1) as f64), scaled.min(Lanes::splat(series.bins as f64 + 0.5)));
    for x in &bins.0[..live] {
        row[*x as u32 as usize] += 1; // Numbers below 0 become 0. By way of u32, since that takes one instruction.
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LANES;
    use crate::scenario::Quantity;

    #[test]
    fn a_date_between_snapshots_looks_back() {
        let time = Time { start: 2000.0, end: 2010.0, steps_per_year: 4 };
        let of = |reduction| window(time, reduction);
        assert_eq!(of(Reduction::At(2001.25)), Window { first: 5, last: 6 });
        assert_eq!(of(Reduction::At(2001.3)), Window { first: 5, last: 6 }, "what comes in 2001.5 is not by 2001.3");
        assert_eq!(of(Reduction::At(2010.0)), Window { first: 40, last: 41 });
        assert_eq!(of(Reduction::Change(2000.1, 2001.3)), Window { first: 0, last: 5 });
        assert_eq!(of(Reduction::Mean(2000.1, 2001.0)), Window { first: 1, last: 4 });
    }

    #[test]
    fn both_ends_of_a_range_lie_within_it() {
        let series = Series {
            id: String::new(),
            text: String::new(),
            quantity: Quantity::PairLevel(0, 1),
            unit: "",
            low: 0.0,
            high: 1.0,
            bins: 4,
            per_year: 1,
            panel: String::new(),
        };
        for (x, bin) in [(-0.1, 0), (0.0, 1), (0.24, 1), (0.25, 2), (0.99, 4), (1.0, 4), (1.01, 5)] {
            let mut row = [0; 6];
            count(&series, &Lanes::splat(x), LANES - 1, &mut row);
            assert_eq!(row[bin], LANES as u64 - 1, "{x}");
        }
    }
}

//! From rows, block by block in index order, to the summary.

use super::{
    Formation, NumberSummary, OutcomeSummary, SeriesSummary, Share, Summary,
    paired::Moments,
    quantiles::Counts,
    verdict,
    wilson::{Z, share},
};
use crate::engine::{Column, Rows, SeriesCounts};
use crate::scenario::{Outcome, Quantity, Scenario};
use std::collections::BTreeMap;

/// Bins of the histogram of a numeric outcome.
const BINS: usize = 40;

/// Gathers what the summary needs, in memory that does not grow with the number of runs.
pub struct Summariser<'a> {
    scenario: &'a Scenario,
    runs: u64,
    outcomes: Vec<Gathered>,
    /// For each claim and prediction: runs in which the event held, runs that could say.
    predictions: Vec<Vec<(u64, u64)>>,
}

#[derive(Default)]
struct Gathered {
    count: u64,
    nulls: u64,
    ones: u64,
    values: BTreeMap<i64, u64>,
    counts: Counts,
    moments: Moments,
    min: f64,
    max: f64,
}

impl Gathered {
    fn add(&mut self, x: f64, outcome: &Outcome) {
        self.count += 1;
        if outcome.is_yes_no() {
            self.ones += u64::from(x != 0.0);
            return;
        }
        if outcome.is_whole() {
            *self.values.entry(x as i64).or_default() += 1;
        }
        if self.count == 1 {
            (self.min, self.max) = (x, x);
        }
        self.min = self.min.min(x);
        self.max = self.max.max(x);
        self.moments.push(x);
        self.counts.add(x);
    }

    fn number(&self) -> NumberSummary {
        let mean = self.moments.mean;
        let sd = self.moments.variance().map_or(0.0, f64::sqrt);
        let half = self.moments.standard_error().filter(|error| *error > 0.0).map(|error| Z * error);
        let (low, high) = (self.counts.quantile(0.005), self.counts.quantile(0.995));
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        NumberSummary {
            mean,
            mean_low: half.map(|half| mean - half),
            mean_high: half.map(|half| mean + half),
            sd,
            min: self.min,
            max: self.max,
            quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| self.counts.quantile(q)),
            histogram: (low, high, self.counts.histogram(low, high, BINS)),
        }
    }
}

impl<'a> Summariser<'a> {
    /// A summariser of a scenario's runs.
    #[must_use]
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            runs: 0,
            outcomes: scenario.outcomes.iter().map(|_| Gathered::default()).collect(),
            predictions: scenario.claims.iter().map(|c| vec![(0, 0); c.predictions.len()]).collect(),
        }
    }

    /// Takes the next rows, in index order.
    pub fn add(&mut self, rows: &Rows) {
        self.runs += rows.len() as u64;
        for ((column, gathered), outcome) in rows.outcomes.iter().zip(&mut self.outcomes).zip(&self.scenario.outcomes) {
            for row in 0..rows.len() {
                match column.get(row) {
                    Some(x) => gathered.add(x, outcome),
                    None => gathered.nulls += 1,
                }
            }
        }
        for (claim, counts) in self.scenario.claims.iter().zip(&mut self.predictions) {
            for (prediction, (held, of)) in claim.predictions.iter().zip(counts) {
                let column: &Column = &rows.outcomes[prediction.outcome];
                for x in (0..rows.len()).filter_map(|row| column.get(row)) {
                    *of += 1;
                    *held += u64::from(prediction.event.holds(x));
                }
            }
        }
    }

    /// The summary, and the series with their dates.
    #[must_use]
    pub fn summary(&self, seed: u64, digest: &str, counts: &[SeriesCounts]) -> (Summary, Vec<SeriesSummary>) {
        let scenario = self.scenario;
        let series = series(scenario, counts);
        let claims = scenario.claims.iter().zip(&self.predictions).map(|(claim, counts)| {
            let shares: Vec<Share> = counts.iter().map(|&(held, of)| share(held, of)).collect();
            verdict::claim(scenario, claim, &shares)
        });
        let summary = Summary {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            focus: scenario.pair_name(scenario.focus),
            seed,
            runs: self.runs,
            digest: digest.to_owned(),
            period: (scenario.time.start, scenario.time.end),
            outcomes: scenario.outcomes.iter().zip(&self.outcomes).map(|(o, g)| outcome(o, g)).collect(),
            formation: formation(scenario, &series),
            claims: claims.collect(),
        };
        (summary, series)
    }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Summariser<'_> {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(&mut self, about: super::About, counts: &[SeriesCounts]) -> super::Report {
        let (summary, series) = self.summary(about.seed, &about.digest, counts);
        super::Report::Run { summary, series }
    }
}

fn outcome(outcome: &Outcome, gathered: &Gathered) -> OutcomeSummary {
    let (yes_no, whole) = (outcome.is_yes_no(), outcome.is_whole());
    OutcomeSummary {
        id: outcome.id.clone(),
        text: outcome.text.clone(),
        unit: outcome.unit.to_owned(),
        count: gathered.count,
        nulls: gathered.nulls,
        share: yes_no.then(|| share(gathered.ones, gathered.count)),
        values: (whole && !yes_no).then(|| gathered.values.iter().map(|(v, n)| (*v, *n)).collect()),
        number: (!yes_no && gathered.count > 0).then(|| gathered.number()),
        plot: outcome.plot,
    }
}

fn series(scenario: &Scenario, counts: &[SeriesCounts]) -> Vec<SeriesSummary> {
    scenario
        .all_series()
        .into_iter()
        .zip(counts)
        .map(|(s, c)| SeriesSummary {
            dates: crate::engine::observe::instants(scenario.time, &s)
                .into_iter()
                .map(|at| scenario.time.date(at))
                .collect(),
            counts: c.counts.chunks(c.width.max(1)).map(<[u64]>::to_vec).collect(),
            id: s.id,
            text: s.text,
            unit: s.unit.to_owned(),
            panel: s.panel,
            low: s.low,
            high: s.high,
        })
        .collect()
}

/// The cumulative share of runs in which an alliance had formed, pair by pair: the bin of 1 of its series.
fn formation(scenario: &Scenario, series: &[SeriesSummary]) -> Vec<Formation> {
    let all = scenario.all_series();
    scenario
        .pairs()
        .filter_map(|pair| {
            let at = all.iter().position(|s| s.quantity == Quantity::AllianceFormed(pair.0, pair.1))?;
            let by = series.get(at)?;
            let shares = by.dates.iter().zip(&by.counts).map(|(date, bins)| (*date, share(bins[2], bins.iter().sum())));
            Some(Formation { pair: scenario.pair_name(pair), focus: pair == scenario.focus, by: shares.collect() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::MonteCarlo;
    use crate::engine::{Worker, tests::world};

    #[test]
    fn the_summary_agrees_with_the_rows() {
        let scenario = world(3, 1);
        let design = MonteCarlo { runs: 300 };
        let (rows, counts) = Worker::new(&scenario, &design, 3).run(0..300);
        let mut summariser = Summariser::new(&scenario);
        summariser.add(&rows);
        let (summary, series) = summariser.summary(3, "", &counts);
        let formed = rows.outcomes[0].values.iter().filter(|x| **x == 1.0).count() as u64;
        assert_eq!(summary.outcomes[0].share.map(|s| s.count), Some(formed));
        let focus = summary.formation.iter().find(|f| f.focus).map(|f| f.by[f.by.len() - 1].1.count);
        assert_eq!(focus, Some(formed));
        let mean = rows.outcomes[1].values.iter().sum::<f64>() / 300.0;
        assert!(summary.outcomes[1].number.as_ref().is_some_and(|n| (n.mean - mean).abs() < 1e-12));
        assert_eq!(summary.outcomes[4].count + summary.outcomes[4].nulls, 300);
        assert_eq!(series[0].dates.len(), 36);
    }
}

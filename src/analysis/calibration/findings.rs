//! What a calibration found, and the gathering of its last experiment: the particles run once more on fresh randomness.

use super::{Ended, Generation, Problem, State, distance, effective, level, tolerance};
use crate::analysis::estimate::{Estimate, Gatherer, Subject};
use crate::analysis::sensitivity::study::Varied;
use crate::design::calibrated::Settings;
use crate::engine::Rows;
use crate::scenario::Distribution;
use crate::scenario::distribution::Shape;
use serde::{Deserialize, Serialize};

/// Shares of the quantiles of a [`Spread`].
pub const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Points by which a prior is summed up.
const POINTS: usize = 4096;

/// Bins of a parameter that is no choice.
const BINS: usize = 30;

/// The critical value of the test of Kolmogorov and Smirnov at 5%, times the root of the sample's size.
const CRITICAL: f64 = 1.358;

/// An outcome is out of reach where all runs lie on one side, and the nearest is further off than this share of its scale.
const NEAR: f64 = 0.1;

/// Numbers summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean; 0 without numbers.
    pub mean: f64,
    /// Standard deviation; 0 below two numbers.
    pub sd: f64,
    /// Quantiles at [`SHARES`].
    pub quantiles: [f64; 5],
}

impl Spread {
    /// Of these numbers; those that are not finite are left out.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        Self::weighted(values, &vec![1.0; values.len()])
    }

    /// Of these numbers with weights; those that are not finite are left out.
    #[must_use]
    pub fn weighted(values: &[f64], weights: &[f64]) -> Self {
        let both = values.iter().copied().zip(weights.iter().copied());
        let mut sorted: Vec<(f64, f64)> = both.filter(|(x, _)| x.is_finite()).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = sorted.iter().map(|(_, w)| w).sum();
        let average = |of: &dyn Fn(f64) -> f64| {
            sorted.iter().map(|(x, w)| of(*x) * w).sum::<f64>() / total.max(f64::MIN_POSITIVE)
        };
        let mean = average(&|x| x);
        let at = |share: f64| quantile(&sorted, share * total);
        Self { mean, sd: average(&|x| (x - mean) * (x - mean)).sqrt(), quantiles: SHARES.map(at) }
    }
}

/// The shares of prior and posterior between two values, or at one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lower end.
    pub low: f64,
    /// Upper end; the same where a parameter takes but some values.
    pub high: f64,
    /// Share of the prior.
    pub prior: f64,
    /// Share of the posterior.
    pub posterior: f64,
}

/// What was learned of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// The parameter.
    pub parameter: Varied,
    /// What was believed before.
    pub prior: Spread,
    /// What is believed after.
    pub posterior: Spread,
    /// Quantiles of the posterior at [`SHARES`], as shares of the prior below them.
    pub levels: [f64; 5],
    /// The largest difference between the distribution functions of prior and posterior.
    pub difference: f64,
    /// Whether that is more than so many particles show by chance in one of twenty cases: if not, nothing was learned.
    pub learned: bool,
    /// Prior beside posterior.
    pub bins: Vec<Bin>,
}

/// Whether the model comes to what was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Runs lie at it or on both sides of it.
    Reached,
    /// All runs lie below it.
    Below,
    /// All runs lie above it.
    Above,
}

/// An outcome that was observed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The outcome.
    pub outcome: Subject,
    /// What was observed.
    pub value: f64,
    /// The standard deviation of its error, 0 where it is exact.
    pub sd: f64,
    /// What counts as a distance of 1.
    pub scale: f64,
    /// Runs with parameters from the prior, errors of observation included.
    pub prior: Spread,
    /// The runs that the particles were accepted with, errors of observation included.
    pub accepted: Spread,
    /// Fresh runs of the particles.
    pub predicted: Spread,
    /// Whether the accepted runs come to what was observed.
    pub reach: Reach,
}

/// Another outcome, as the calibrated model has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predicted {
    /// The outcome.
    pub outcome: Subject,
    /// Its mean over fresh runs of the particles; its interval knows the runs alone.
    pub estimate: Estimate,
}

/// What a calibration found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// What was observed.
    pub observed: Vec<Match>,
    /// What was learned of each parameter.
    pub parameters: Vec<Learned>,
    /// All other outcomes.
    pub others: Vec<Predicted>,
    /// How the search was to go.
    pub settings: Settings,
    /// The way of the search, draws from the prior first.
    pub generations: Vec<Generation>,
    /// Why it ended.
    pub ended: Ended,
    /// Runs of the search, those of a generation that was broken off included.
    pub searched: u64,
    /// Fresh runs of each particle.
    pub replicates: u64,
    /// Median distance of runs from the prior, and of fresh runs of the particles; none where most have none.
    pub distance: [Option<f64>; 2],
}

impl Calibration {
    /// The last tolerance; none where the particles are draws from the prior.
    #[must_use]
    pub fn tolerance(&self) -> Option<f64> {
        self.generations.last().and_then(|generation| generation.tolerance)
    }

    /// Effective sample size of the particles.
    #[must_use]
    pub fn effective(&self) -> f64 {
        self.generations.last().map_or(0.0, |generation| generation.effective)
    }
}

/// What a search found, and which outcomes of the last experiment are which.
pub struct Names {
    /// The parameters.
    pub parameters: Vec<Varied>,
    /// All outcomes of the last experiment, in the order of its columns.
    pub outcomes: Vec<Subject>,
    /// The columns of those that were observed.
    pub columns: Vec<usize>,
    /// Fresh runs of each particle.
    pub replicates: u64,
}

/// Gathers the rows of the last experiment.
pub struct Gathered {
    found: Calibration,
    columns: Vec<usize>,
    /// The values of the outcomes that were observed, no number where a run has none.
    values: Vec<Vec<f64>>,
    /// By column; what was observed is left out.
    others: Vec<(Subject, Gatherer)>,
}

/// Begins the gathering, with what the search of a problem found.
#[must_use]
pub fn gather(problem: &Problem<'_>, state: &State, names: Names) -> Gathered {
    let Names { parameters, outcomes, columns, replicates } = names;
    let (k, m) = (problem.priors.len(), problem.observed.len());
    let column = |of: &[f64], at: usize, width: usize| of.iter().skip(at).step_by(width).copied().collect::<Vec<f64>>();
    let particles = &state.particles;
    let learned = |(at, parameter): (usize, Varied)| {
        learned(parameter, &problem.priors[at], &column(&particles.scores, at, k), &particles.weights)
    };
    let matched = |(at, seen): (usize, &super::Seen)| {
        let accepted = column(&particles.outcomes, at, m);
        Match {
            outcome: outcomes[columns[at]].clone(),
            value: seen.value,
            sd: seen.sd,
            scale: state.scales[at],
            prior: Spread::of(&column(&state.prior, at, m)),
            reach: reach(&accepted, seen.value, state.scales[at]),
            accepted: Spread::weighted(&accepted, &particles.weights),
            predicted: Spread::default(),
        }
    };
    let found = Calibration {
        observed: problem.observed.iter().enumerate().map(matched).collect(),
        parameters: parameters.into_iter().enumerate().map(learned).collect(),
        others: Vec::new(),
        settings: problem.settings.clone(),
        generations: state.generations.clone(),
        ended: state.ended.unwrap_or(Ended::Generations),
        searched: state.runs,
        replicates,
        distance: [state.generations.first().and_then(|first| first.median), None],
    };
    let others = outcomes.into_iter().map(|outcome| (outcome, Gatherer::default())).collect();
    Gathered { found, values: vec![Vec::new(); m], columns, others }
}

impl Gathered {
    /// Takes rows of the last experiment.
    pub fn add(&mut self, rows: &Rows) {
        for (values, at) in self.values.iter_mut().zip(&self.columns) {
            values.extend((0..rows.len()).map(|row| rows.outcomes[*at].get(row).unwrap_or(f64::NAN)));
        }
        for (column, (_, gatherer)) in rows.outcomes.iter().zip(&mut self.others) {
            (0..rows.len()).for_each(|row| gatherer.add(column.get(row)));
        }
    }

    /// What was found.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        let mut found = self.found.clone();
        for (one, values) in found.observed.iter_mut().zip(&self.values) {
            one.predicted = Spread::of(values);
        }
        let runs = self.values.first().map_or(0, Vec::len);
        let length = |run: usize| {
            distance(found.observed.iter().zip(&self.values).map(|(one, values)| (values[run] - one.value) / one.scale))
        };
        found.distance[1] = tolerance::median(&(0..runs).map(length).collect::<Vec<_>>());
        let others = self.others.iter().enumerate().filter(|(at, _)| !self.columns.contains(at));
        let predicted = |(outcome, gatherer): &(Subject, Gatherer)| Predicted {
            outcome: outcome.clone(),
            estimate: gatherer.estimate(outcome.yes_no),
        };
        found.others = others.map(|(_, other)| predicted(other)).collect();
        found
    }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Gathered {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(
        &mut self,
        about: crate::analysis::About,
        _counts: &[crate::engine::SeriesCounts],
    ) -> crate::analysis::Report {
        let findings = crate::analysis::Findings::Calibrate(Box::new(self.calibration()));
        crate::analysis::Report::Findings(crate::analysis::Study { about, findings })
    }
}

/// Whether runs come to what was observed.
fn reach(accepted: &[f64], value: f64, scale: f64) -> Reach {
    let near = |x: &f64| (x - value).abs() <= NEAR * scale;
    let (below, above) = (accepted.iter().all(|x| *x < value), accepted.iter().all(|x| *x > value));
    match (accepted.iter().any(near), below, above) {
        (false, true, _) => Reach::Below,
        (false, _, true) => Reach::Above,
        _ => Reach::Reached,
    }
}

fn learned(parameter: Varied, prior: &Distribution, scores: &[f64], weights: &[f64]) -> Learned {
    let before: Vec<f64> = (0..POINTS).map(|i| prior.quantile((i as f64 + 0.5) / POINTS as f64)).collect();
    let levels: Vec<f64> = scores.iter().map(|z| level(*z)).collect();
    let after: Vec<f64> = levels.iter().map(|u| prior.quantile(*u)).collect();
    let difference = difference(&levels, weights);
    Learned {
        parameter,
        prior: Spread { quantiles: SHARES.map(|share| prior.quantile(share)), ..Spread::of(&before) },
        posterior: Spread::weighted(&after, weights),
        levels: Spread::weighted(&levels, weights).quantiles,
        learned: is_learned(difference, effective(weights.iter().copied())),
        difference,
        bins: bins(prior, &before, &after, weights),
    }
}

/// Whether a difference between distribution functions is more than a sample of this effective size shows by chance in one
/// of twenty cases (Kolmogorov and Smirnov).
fn is_learned(difference: f64, effective: f64) -> bool {
    difference * effective.sqrt() > CRITICAL
}

/// The largest difference between the distribution function of these shares, with weights whose sum is 1, and that of the
/// uniform distribution.
pub(super) fn difference(levels: &[f64], weights: &[f64]) -> f64 {
    let mut sorted: Vec<(f64, f64)> = levels.iter().copied().zip(weights.iter().copied()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let at = |(u, w): &(f64, f64)| {
        let before = below;
        below += w;
        (u - before).max(below - u)
    };
    sorted.iter().map(at).fold(0.0, f64::max)
}

/// The values that all but 1% of the weight lie above, and below.
fn ends(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let mut sorted: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| quantile(&sorted, share * weights.iter().sum::<f64>());
    (at(0.01), at(0.99))
}

/// The least of rising values at which the sum of weights reaches this; 0 without values.
fn quantile(sorted: &[(f64, f64)], wanted: f64) -> f64 {
    let mut sum = 0.0;
    let found = sorted.iter().find(|(_, w)| {
        sum += w;
        sum >= wanted
    });
    found.or(sorted.last()).map_or(0.0, |(x, _)| *x)
}

fn bins(prior: &Distribution, before: &[f64], after: &[f64], weights: &[f64]) -> Vec<Bin> {
    let each = vec![1.0 / before.len() as f64; before.len()];
    let share = |of: &[f64], weights: &[f64], inside: &dyn Fn(f64) -> bool| {
        of.iter().zip(weights).filter(|(x, _)| inside(**x)).map(|(_, w)| w).sum::<f64>()
    };
    let bin = |low: f64, high: f64, inside: &dyn Fn(f64) -> bool| Bin {
        low,
        high,
        prior: share(before, &each, inside),
        posterior: share(after, weights, inside),
    };
    if let Shape::Choice { values, .. } = &prior.shape {
        let mut values = values.clone();
        values.sort_by(f64::total_cmp);
        values.dedup();
        return values.iter().map(|value| bin(*value, *value, &|x| x == *value)).collect();
    }
    let (posterior, [low, high]) = (ends(after, weights), [0.01, 0.99].map(|share| prior.quantile(share)));
    let all = (low.min(posterior.0), high.max(posterior.1));
    let at = |i: usize| all.0 + (all.1 - all.0) * i as f64 / BINS as f64;
    // What lies beyond the outer bins is counted in them.
    let inside = |i: usize| {
        let (low, high) = (if i == 0 { f64::NEG_INFINITY } else { at(i) }, at(i + 1));
        move |x: f64| x >= low && (x < high || i + 1 == BINS)
    };
    (0..BINS).map(|i| bin(at(i), at(i + 1), &inside(i))).collect()
}

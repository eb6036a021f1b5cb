//! The whole estimation: fits of every theory, scores on eras and powers left out, baselines, stacking, the posterior.

use super::fold::Fold;
use super::panel::Panel;
use super::parameters::{Effects, Problem, WEIGHTS, weight_names};
use super::posterior::{Posterior, Soundness};
use super::prior::{Prior, Priors, priors};
use super::sampler::{Effort, sample};
use super::scores::{Figure, Resamples, Scores, stack};
use super::worlds::Worlds;
use super::{emission, fit, kernel};
use crate::model::theory::{THEORIES, Theory};
use serde::Serialize;
use std::ops::RangeInclusive;

/// Years that are left out together.
pub const ERAS: [(&str, RangeInclusive<i64>); 4] =
    [("1901-1913", 1901..=1913), ("1919-1938", 1919..=1938), ("1946-1990", 1946..=1990), ("1991-2014", 1991..=2014)];

/// Years of the world wars: filtered through, neither fitted nor scored.
pub const WARS: [RangeInclusive<i64>; 2] = [1914..=1918, 1939..=1945];

/// What is asked of the estimation.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Standard deviations of the random effects.
    pub effects: Effects,
    /// Seed of the sampler and of the bootstrap.
    pub seed: u64,
    /// How much is sampled; none leaves the posterior out.
    pub effort: Option<Effort>,
    /// Whether all theories are fitted, and eras and powers left out in turn; else the first theory alone is fitted.
    pub folds: bool,
}

/// A weight: its mode with the standard error of the normal approximation.
#[derive(Clone, Debug, Serialize)]
pub struct Weight {
    /// Its name.
    pub name: &'static str,
    /// At the mode, times precision.
    pub mode: f64,
    /// Standard error; of the first theory only.
    pub error: Option<f64>,
    /// Its prior.
    pub prior: Prior,
}

/// A hazard of treaties a year, at the mode.
#[derive(Clone, Debug, Serialize)]
pub struct Hazard {
    /// What it is of.
    pub name: &'static str,
    /// Probability a year.
    pub probability: f64,
}

/// The fit of a theory to all years.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// The theory.
    pub theory: &'static str,
    /// Log posterior density at the mode.
    pub density: f64,
    /// Weights.
    pub weights: Vec<Weight>,
    /// Hazards.
    pub hazards: Vec<Hazard>,
}

/// Scores of one forecaster on what was left out.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// A theory, a baseline, or the stack of theories.
    pub name: String,
    /// Scores.
    pub scores: Scores,
    /// How much worse its log score is than that of the Markov chain of classes; negative is better.
    pub worse_than_markov: Figure,
}

/// Scores of all on one part that was left out.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// An era, a power, or all eras pooled.
    pub name: String,
    /// Years of pairs that were scored.
    pub years: usize,
    /// A row a forecaster.
    pub rows: Vec<Row>,
    /// How far the posterior that forecast it can be relied on; the worst of those pooled.
    pub soundness: Option<Soundness>,
}

/// What the posterior is.
#[derive(Clone, Debug, Serialize)]
pub struct Sampled {
    /// Names of the weights.
    pub names: Vec<&'static str>,
    /// Means.
    pub mean: Vec<f64>,
    /// Covariance.
    pub covariance: Vec<Vec<f64>>,
    /// Share of draws above 0, by weight.
    pub positive: Vec<f64>,
    /// Chains, and draws of each.
    pub chains: (usize, usize),
    /// Steps of adaptation of each chain.
    pub adaptation: Vec<usize>,
    /// How far they can be relied on.
    pub soundness: Soundness,
    /// Each common entry: weights, and hazards of treaties.
    pub agreement: Vec<Agreement>,
}

/// How far the chains agree on an entry of the vector, whose prior is standard normal.
#[derive(Clone, Debug, Serialize)]
pub struct Agreement {
    /// Its name.
    pub name: String,
    /// Split R-hat.
    pub r_hat: f64,
    /// Effective number of draws.
    pub effective: f64,
    /// Mean of each chain.
    pub means: Vec<f64>,
}

/// Everything.
#[derive(Clone, Debug, Serialize)]
pub struct Estimate {
    /// States.
    pub states: Vec<String>,
    /// Pairs, spells, and years of pairs that are scored.
    pub size: (usize, usize, usize),
    /// Years in which an obligation began between two who had none, and in which a defence pact did; treaties of many
    /// count once.
    pub onsets: (f64, f64),
    /// Fits, a theory each.
    pub fits: Vec<Fit>,
    /// Scores with eras left out in turn, and all of them pooled.
    pub eras: Vec<Part>,
    /// Scores with the major powers left out in turn, pooled.
    pub powers: Option<Part>,
    /// Stacking weights of the theories on the eras left out.
    pub stacking: Vec<(&'static str, f64)>,
    /// Memory kernels, fitted to the recurrence of disputes.
    pub kernels: Vec<kernel::Fitted>,
    /// The posterior under the first theory.
    pub posterior: Option<Sampled>,
}

/// The major powers of the Correlates of War, as keys of states.
pub const POWERS: [&str; 9] = ["USA", "GBR", "FRA", "DEU", "AUH", "ITA", "RUS", "CHN", "JPN"];

/// Makes the estimate. `tell` hears what is being done.
///
/// # Errors
/// If a fit breaks off, in words.
pub fn estimate(worlds: &Worlds, question: Question, tell: &dyn Fn(&str)) -> Result<Estimate, String> {
    // Other theories are there to be compared by their scores.
    let theories = if question.folds { THEORIES } else { &THEORIES[..1] };
    let panels: Vec<(&'static Theory, Panel)> = theories.iter().map(|theory| (theory, worlds.panel(theory))).collect();
    let (_, first) = panels.first().ok_or("there is no theory")?;
    if first.is_empty() {
        return Err("no two states are in the data in the same year".to_owned());
    }
    let mut fits = Vec::new();
    let mut modes = Vec::new();
    for (theory, panel) in &panels {
        tell(&format!("fitting {}", theory.name));
        let priors = priors(panel, theory);
        let problem = Problem::new(panel, priors, question.effects);
        let mode = fit::mode(&problem, vec![0.0; problem.len()])?;
        // The curvature of the first alone: it takes hundreds of passes.
        let errors = if fits.is_empty() { fit::covariance(&problem, &mode.x).ok() } else { None };
        fits.push(described(theory, &problem, &priors, &mode, errors.as_deref()));
        modes.push(mode.x);
    }
    let (mut eras, mut powers, mut stacking) = (Vec::new(), None, Vec::new());
    if question.folds {
        let resamples = Resamples::new(first, question.seed);
        let folds: Vec<Fold> = ERAS
            .iter()
            .map(|(name, years)| {
                tell(&format!("leaving out {name}"));
                let effort = question.effort.map(Effort::of_a_fold);
                let out = |_: (usize, usize), year: i64| years.contains(&year);
                Fold::new(&panels, &modes, &question, effort, &out)
            })
            .collect::<Result<_, _>>()?;
        let pooled = Fold::pooled(&folds);
        let weights = stack(&pooled.theories);
        stacking = panels.iter().map(|(theory, _)| theory.name).zip(weights.clone()).collect();
        for ((name, _), fold) in ERAS.iter().zip(&folds) {
            eras.push(fold.part(name, &weights, &resamples));
        }
        eras.push(pooled.part("all eras", &weights, &resamples));
        let folds: Vec<Fold> = POWERS
            .iter()
            .filter_map(|power| first.states.iter().position(|state| state == power))
            .map(|power| {
                tell(&format!("leaving out {}", first.states[power]));
                let out = |(one, other): (usize, usize), _: i64| one == power || other == power;
                Fold::new(&panels, &modes, &question, None, &out)
            })
            .collect::<Result<_, _>>()?;
        powers = Some(Fold::pooled(&folds).part("each power in turn", &weights, &resamples));
    }
    let posterior = match question.effort {
        None => None,
        Some(effort) => {
            tell(&format!(
                "sampling the posterior: {} chains of {} steps",
                effort.chains,
                effort.warmup + effort.draws
            ));
            let (theory, panel) = &panels[0];
            let priors = priors(panel, theory);
            let problem = Problem::new(panel, priors, question.effects);
            Some(sampled(&problem, &priors, &sample(&problem, &modes[0], effort, tell)?))
        }
    };
    Ok(Estimate {
        states: first.states.clone(),
        size: (first.pairs().len(), first.spells.len(), scored_years(first)),
        onsets: onsets(first),
        fits,
        eras,
        powers,
        stacking,
        kernels: if worlds.recurrence.is_enough() { kernel::fit(&worlds.recurrence)? } else { Vec::new() },
        posterior,
    })
}

fn scored_years(panel: &Panel) -> usize {
    panel.spells.iter().flat_map(|spell| &spell.years).filter(|year| year.weight > 0.0).count()
}

fn onsets(panel: &Panel) -> (f64, f64) {
    let (mut any, mut defence) = (0.0, 0.0);
    for spell in &panel.spells {
        for (at, year) in spell.years.iter().enumerate() {
            let before = spell.before(at);
            any += if before == 0 && year.class > 0 { year.weight } else { 0.0 };
            defence += if before < 2 && year.class == 2 { year.weight } else { 0.0 };
        }
    }
    (any, defence)
}

fn described(
    theory: &'static Theory,
    problem: &Problem<'_>,
    priors: &Priors,
    mode: &fit::Mode,
    covariance: Option<&[Vec<f64>]>,
) -> Fit {
    let weights = problem.weights(&mode.x);
    let weight = |(at, name): (usize, &'static str)| Weight {
        name,
        mode: weights[at],
        error: covariance.map(|covariance| priors[at].slope(mode.x[at]) * covariance[at][at].max(0.0).sqrt()),
        prior: priors[at],
    };
    let emission = Problem::emission(&mode.x);
    let hazards = emission::HAZARD_NAMES.iter().zip(emission.hazards());
    Fit {
        theory: theory.name,
        density: mode.density,
        weights: weight_names().into_iter().enumerate().filter(|(at, _)| priors[*at].is_fitted()).map(weight).collect(),
        hazards: hazards.map(|(name, p)| Hazard { name, probability: *p }).collect(),
    }
}

/// The posterior of the weights that the theory has and the data bear on.
fn sampled(problem: &Problem<'_>, priors: &Priors, posterior: &Posterior) -> Sampled {
    let (mean, covariance) = posterior.moments::<WEIGHTS>(|draw| problem.weights(draw));
    let kept: Vec<usize> = (0..WEIGHTS).filter(|at| priors[*at].is_fitted()).collect();
    let share = |at: usize| {
        let draws = posterior.draws().map(|draw| problem.weights(draw)[at]);
        let (n, above) = draws.fold((0.0, 0.0), |(n, above), w| (n + 1.0, above + if w > 0.0 { 1.0 } else { 0.0 }));
        above / n
    };
    Sampled {
        names: kept.iter().map(|&at| weight_names()[at]).collect(),
        mean: kept.iter().map(|&at| mean[at]).collect(),
        covariance: kept.iter().map(|&a| kept.iter().map(|&b| covariance[a][b]).collect()).collect(),
        positive: kept.iter().map(|&at| share(at)).collect(),
        chains: (posterior.chains.len(), posterior.chains.first().map_or(0, |chain| chain.draws.len())),
        adaptation: posterior.chains.iter().map(|chain| chain.adaptation).collect(),
        soundness: posterior.soundness(),
        agreement: agreement(posterior),
    }
}

fn agreement(posterior: &Posterior) -> Vec<Agreement> {
    let mean = |chain: &Vec<Vec<f64>>, at: usize| chain.iter().map(|draw| draw[at]).sum::<f64>() / chain.len() as f64;
    let of = |(at, name): (usize, String)| Agreement {
        name,
        r_hat: posterior.r_hat[at],
        effective: posterior.effective[at],
        means: posterior.chains.iter().map(|chain| mean(&chain.draws, at)).collect(),
    };
    Problem::names().into_iter().enumerate().map(of).collect()
}

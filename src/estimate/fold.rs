//! What is left out in turn: fits to the rest, and the scores of their forecasts.

use super::baselines::{BASELINES, Forecast};
use super::fit;
use super::panel::Panel;
use super::parameters::Problem;
use super::posterior::Soundness;
use super::prior::priors;
use super::sampler::{Effort, sample};
use super::scores::{Resamples, Scored, scored, scores, worse_by};
use super::study::{Part, Question, Row};
use crate::model::theory::{THEORIES, Theory};

/// Forecasts of what was left out: by theory, by the posterior of the first, and by baseline.
pub(super) struct Fold {
    pub(super) theories: Vec<Vec<Scored>>,
    posterior: Vec<Scored>,
    soundness: Option<Soundness>,
    baselines: Vec<Vec<Scored>>,
}

impl Fold {
    /// Fits everything without some years of some pairs, and forecasts those.
    pub(super) fn new(
        panels: &[(&'static Theory, Panel)],
        modes: &[Vec<f64>],
        question: &Question,
        effort: Option<Effort>,
        out: &dyn Fn((usize, usize), i64) -> bool,
    ) -> Result<Self, String> {
        let split = |panel: &Panel| {
            let fitted = panel.weighed(|spell, year| if out(spell.pair, year.year) { 0.0 } else { year.weight });
            let held = panel.weighed(|spell, year| if out(spell.pair, year.year) { year.weight } else { 0.0 });
            (fitted, held)
        };
        let (mut theories, mut posterior, mut soundness) = (Vec::new(), Vec::new(), None);
        for ((theory, panel), mode) in panels.iter().zip(modes) {
            let (fitted, held) = split(panel);
            let problem = Problem::new(&fitted, priors(panel, theory), question.effects);
            // From the mode of all years, which is near; the search ends where it does whatever it starts from.
            let mode = fit::mode(&problem, mode.clone())?;
            if let (true, Some(effort)) = (theories.is_empty(), effort) {
                let found = sample(&problem, &mode.x, effort, &|_| {})?;
                soundness = Some(found.soundness());
                posterior = scored(&held, &found.predict(&problem));
            }
            theories.push(scored(&held, &problem.predict(&mode.x)));
        }
        let (fitted, held) = split(&panels[0].1);
        let forecast = |forecast: Forecast| scored(&held, &forecast);
        let baselines: Result<_, String> =
            BASELINES.iter().map(|baseline| Ok(forecast((baseline.forecast)(&fitted)?))).collect();
        Ok(Self { theories, posterior, soundness, baselines: baselines? })
    }

    /// All folds together.
    pub(super) fn pooled(folds: &[Self]) -> Self {
        let pool = |of: &dyn Fn(&Self) -> &Vec<Vec<Scored>>| {
            let mut all: Vec<Vec<Scored>> = Vec::new();
            for fold in folds {
                all.resize(of(fold).len(), Vec::new());
                for (all, part) in all.iter_mut().zip(of(fold)) {
                    all.extend(part.iter().cloned());
                }
            }
            all
        };
        Self {
            theories: pool(&|fold| &fold.theories),
            posterior: folds.iter().flat_map(|fold| fold.posterior.iter().cloned()).collect(),
            soundness: folds.iter().filter_map(|fold| fold.soundness).reduce(Soundness::and),
            baselines: pool(&|fold| &fold.baselines),
        }
    }

    /// The scores of all on this part.
    pub(super) fn part(&self, name: &str, weights: &[f64], resamples: &Resamples) -> Part {
        let markov = BASELINES.iter().position(|baseline| baseline.name.starts_with("Markov")).unwrap_or(0);
        let row = |name: &str, years: &Vec<Scored>| Row {
            name: name.to_owned(),
            scores: scores(years, resamples),
            worse_than_markov: worse_by(years, &self.baselines[markov], resamples),
        };
        let mut rows: Vec<Row> =
            THEORIES.iter().zip(&self.theories).map(|(theory, years)| row(theory.name, years)).collect();
        if !self.posterior.is_empty() {
            rows.push(row(&format!("{}, by its posterior", THEORIES[0].name), &self.posterior));
        }
        rows.push(row("stack of theories", &mixed(&self.theories, weights)));
        rows.extend(BASELINES.iter().zip(&self.baselines).map(|(baseline, years)| row(baseline.name, years)));
        Part {
            name: name.to_owned(),
            years: self.theories.first().map_or(0, Vec::len),
            rows,
            soundness: self.soundness,
        }
    }
}

/// The mixture of forecasts.
fn mixed(forecasts: &[Vec<Scored>], weights: &[f64]) -> Vec<Scored> {
    let mut mixture = forecasts.first().cloned().unwrap_or_default();
    for (at, year) in mixture.iter_mut().enumerate() {
        year.p = std::array::from_fn(|class| {
            forecasts.iter().zip(weights).map(|(forecast, weight)| weight * forecast[at].p[class]).sum()
        });
    }
    mixture
}

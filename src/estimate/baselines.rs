//! What a fit has to beat: forecasts of the class of treaty that know nothing of the model.

use super::panel::{PairYear, Panel, Spell};
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

/// Probabilities of the three classes, by spell and year.
pub type Forecast = Vec<Vec<[f64; 3]>>;

/// A baseline: its name, and its forecasts for every year when it is fitted to the years that have weight.
pub struct Baseline {
    /// Its name.
    pub name: &'static str,
    /// Fits, and forecasts.
    pub forecast: fn(&Panel) -> Result<Forecast, String>,
}

/// All baselines.
pub const BASELINES: &[Baseline] = &[
    Baseline { name: "last year's class", forecast: persistence },
    Baseline { name: "base rates", forecast: base_rates },
    Baseline { name: "Markov chain of classes", forecast: markov },
    Baseline { name: "logit on raw covariates", forecast: logit },
];

/// A forecast from the class before and the covariates.
fn each(panel: &Panel, of: impl Fn(&Spell, usize) -> [f64; 3]) -> Forecast {
    panel.spells.iter().map(|spell| (0..spell.years.len()).map(|at| of(spell, at)).collect()).collect()
}

/// Weighted counts of changes of class, after those before.
fn counts(panel: &Panel) -> [[f64; 3]; 3] {
    let mut counts = [[0.0; 3]; 3];
    for spell in &panel.spells {
        for (at, year) in spell.years.iter().enumerate() {
            counts[usize::from(spell.before(at))][usize::from(year.class)] += year.weight;
        }
    }
    counts
}

/// The class of the year before, but for a share of changes that is that of the fitted years (one more is added).
fn persistence(panel: &Panel) -> Result<Forecast, String> {
    let counts = counts(panel);
    let all: f64 = counts.iter().flatten().sum();
    let same: f64 = (0..3).map(|class| counts[class][class]).sum();
    let changes = (all - same + 1.0) / (all + 2.0);
    Ok(each(panel, |spell, at| {
        let before = usize::from(spell.before(at));
        std::array::from_fn(|class| if class == before { 1.0 - changes } else { changes / 2.0 })
    }))
}

/// One rate at which any obligation forms and one at which it ends; a formed one is of a class by that class's share
/// among formations, and one in force changes its class at a third rate.
fn base_rates(panel: &Panel) -> Result<Forecast, String> {
    let n = counts(panel);
    let formed = n[0][1] + n[0][2];
    let forms = (formed + 1.0) / (formed + n[0][0] + 2.0);
    let lesser = (n[0][1] + 1.0) / (formed + 2.0);
    let (ended, switched) = (n[1][0] + n[2][0], n[1][2] + n[2][1]);
    let held = n[1][1] + n[2][2];
    let ends = (ended + 1.0) / (ended + switched + held + 3.0);
    let switches = (switched + 1.0) / (ended + switched + held + 3.0);
    let stays = 1.0 - ends - switches;
    let rows =
        [[1.0 - forms, forms * lesser, forms * (1.0 - lesser)], [ends, stays, switches], [ends, switches, stays]];
    Ok(each(panel, |spell, at| rows[usize::from(spell.before(at))]))
}

/// A Markov chain of classes; a third of a change is added to each.
fn markov(panel: &Panel) -> Result<Forecast, String> {
    let rows = counts(panel).map(|row| {
        let sum: f64 = row.iter().sum::<f64>() + 1.0;
        row.map(|n| (n + 1.0 / 3.0) / sum)
    });
    Ok(each(panel, |spell, at| rows[usize::from(spell.before(at))]))
}

/// A multinomial logit on the raw covariates and the class before, penalised by half the square of each coefficient of
/// the standardised covariates.
fn logit(panel: &Panel) -> Result<Forecast, String> {
    let rows: Vec<(Vec<f64>, usize, f64)> = panel
        .spells
        .iter()
        .flat_map(|spell| {
            spell
                .years
                .iter()
                .enumerate()
                .map(|(at, year)| (raw(spell, at, year), usize::from(year.class), year.weight))
        })
        .collect();
    let width = rows.first().map_or(0, |row| row.0.len());
    let scale: Vec<(f64, f64)> = (0..width).map(|at| standard(rows.iter().map(|row| row.0[at]))).collect();
    let scaled = |x: &[f64]| -> Vec<f64> {
        std::iter::once(1.0).chain(x.iter().zip(&scale).map(|(x, (mean, sd))| (x - mean) / sd)).collect()
    };
    let data: Vec<_> = rows.iter().filter(|row| row.2 > 0.0).map(|(x, class, w)| (scaled(x), *class, *w)).collect();
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10).with_tolerance_grad(1e-3);
    let solver = solver.map_err(|error| error.to_string())?;
    let start = vec![0.0; 2 * (width + 1)];
    let executor = Executor::new(Logit(&data), solver).configure(|state| state.param(start).max_iters(300));
    let result = executor.run().map_err(|error| format!("the logit's search broke off: {error}"))?;
    let best = result.state().get_best_param().cloned().ok_or("the logit's search found nothing")?;
    Ok(each(panel, |spell, at| softmax(&scaled(&raw(spell, at, &spell.years[at])), &best)))
}

fn raw(spell: &Spell, at: usize, year: &PairYear) -> Vec<f64> {
    let before = spell.before(at);
    let dummies = [1, 2].map(|class| if before == class { 1.0 } else { 0.0 });
    dummies.into_iter().chain(year.raw).collect()
}

/// Mean and standard deviation; the latter 1 where nothing varies.
fn standard(x: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = x.clone().count().max(1) as f64;
    let mean = x.clone().sum::<f64>() / n;
    let sd = (x.map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    (mean, if sd > 1e-9 { sd } else { 1.0 })
}

/// The probabilities of the classes; the first has utility 0.
fn softmax(x: &[f64], beta: &[f64]) -> [f64; 3] {
    let dot = |beta: &[f64]| x.iter().zip(beta).map(|(x, beta)| x * beta).sum::<f64>();
    let utility = [0.0, dot(&beta[..x.len()]), dot(&beta[x.len()..])];
    let best = utility[0].max(utility[1]).max(utility[2]);
    let odds = utility.map(|u| crate::lanes::exp(u - best));
    let sum: f64 = odds.iter().sum();
    odds.map(|odds| odds / sum)
}

struct Logit<'a>(&'a [(Vec<f64>, usize, f64)]);

impl CostFunction for Logit<'_> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, beta: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        let said = self.0.iter().map(|(x, class, w)| w * crate::lanes::ln(softmax(x, beta)[*class].max(1e-300)));
        Ok(-said.sum::<f64>() + 0.5 * beta.iter().map(|beta| beta * beta).sum::<f64>())
    }
}

impl Gradient for Logit<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, beta: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        let mut by = beta.clone();
        for (x, class, w) in self.0 {
            let p = softmax(x, beta);
            for other in 1..3 {
                let error = w * (p[other] - if other == *class { 1.0 } else { 0.0 });
                for (by, x) in by[(other - 1) * x.len()..].iter_mut().zip(x) {
                    *by += error * x;
                }
            }
        }
        Ok(by)
    }
}

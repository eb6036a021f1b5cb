//! Forecasts without a model, from values before the start alone.

use super::ensemble::Ensemble;
use crate::lanes::{inverse_normal, ln};

/// Values of an ensemble that stands for a distribution: its quantiles at equal steps of probability.
pub const QUANTILES: usize = 1000;

/// The fewest values before the start for a random walk: two steps.
pub const FEWEST: usize = 3;

/// What is forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Yes or no, at a date.
    Binary,
    /// Whether yes has come by a date.
    Ever,
    /// The date at which yes comes first, up to the end of the period, which also stands for later and never.
    Date {
        /// The end of the period.
        end: f64,
    },
    /// A whole number.
    Whole {
        /// Bounds that no value leaves.
        bounds: Option<(f64, f64)>,
    },
    /// A number.
    Real {
        /// Bounds that no value leaves.
        bounds: Option<(f64, f64)>,
    },
}

/// Values before the start by date, rising, and the date for which a forecast is asked.
#[derive(Clone, Debug)]
pub struct Past<'a> {
    /// Dates and values.
    pub values: &'a [(f64, f64)],
    /// The date; of a first date the start.
    pub due: f64,
}

impl Past<'_> {
    fn last(&self) -> Option<(f64, f64)> {
        self.values.last().copied()
    }

    /// Persistence: the last value stays, in an ensemble of as many as there are values, which tells the log score of yes or
    /// no how long it has stayed. None without a value, or of a date where yes is so already.
    #[must_use]
    pub fn persistence(&self, kind: Kind) -> Option<Ensemble> {
        let (_, value) = self.last()?;
        let value = match kind {
            Kind::Date { .. } | Kind::Ever if value > 0.5 => return None,
            Kind::Date { end } => end,
            _ => value,
        };
        Some(Ensemble::new(vec![value; self.values.len()]))
    }

    /// A random walk with drift; for what is yes or no a chain of two states. Both are fitted to the values before the
    /// start. None with fewer than [`FEWEST`].
    #[must_use]
    pub fn walk(&self, kind: Kind) -> Option<Ensemble> {
        if self.values.len() < FEWEST {
            return None;
        }
        let (date, value) = self.last()?;
        match kind {
            Kind::Real { bounds } => self.normal(bounds, |x| x),
            Kind::Whole { bounds } => self.normal(bounds, f64::round),
            Kind::Binary => Some(share(self.chain(self.due - date)?)),
            Kind::Ever if value < 0.5 => {
                let (form, _) = self.rates();
                Some(share(1.0 - libm::pow(1.0 - form, self.due - date)))
            }
            Kind::Date { end } if value < 0.5 => {
                let (form, _) = self.rates();
                let wait = |u: f64| ln(1.0 - u) / ln(1.0 - form);
                // As in data by the year, it comes in the middle of one.
                Some(Ensemble::new(quantiles(|u| (date + wait(u).ceil() - 0.5).min(end))))
            }
            Kind::Ever | Kind::Date { .. } => None,
        }
    }

    /// With steps d over times t, T in all: drift m = sum d / T, variance a year s^2 = sum (d - m t)^2 / t over their number
    /// less one; after h years normal around the last value plus m h, with variance s^2 h (1 + h / T), of which the second
    /// part is that of the drift (Hyndman and Athanasopoulos 2021, section 5.5).
    fn normal(&self, bounds: Option<(f64, f64)>, round: impl Fn(f64) -> f64) -> Option<Ensemble> {
        let (first, last) = (self.values.first()?, self.values.last()?);
        let (span, ahead) = (last.0 - first.0, self.due - last.0);
        let drift = (last.1 - first.1) / span;
        let square = |two: &[(f64, f64)]| {
            let (time, step) = (two[1].0 - two[0].0, two[1].1 - two[0].1);
            (step - drift * time) * (step - drift * time) / time
        };
        let variance = self.values.windows(2).map(square).sum::<f64>() / (self.values.len() - 2) as f64;
        let sd = (variance * ahead * (1.0 + ahead / span)).sqrt();
        let value = |u: f64| {
            let x = round(last.1 + drift * ahead + sd * inverse_normal(u));
            bounds.map_or(x, |(low, high)| x.clamp(low, high))
        };
        sd.is_finite().then(|| Ensemble::new(quantiles(value)))
    }

    /// Rates a year at which no becomes yes, and yes becomes no: changes over years in the state, half a change and one year
    /// added to each.
    fn rates(&self) -> (f64, f64) {
        let mut counts = [(0.5, 1.0); 2];
        for two in self.values.windows(2) {
            let (changes, years) = &mut counts[usize::from(two[0].1 > 0.5)];
            *changes += f64::from(u8::from((two[0].1 > 0.5) != (two[1].1 > 0.5)));
            *years += two[1].0 - two[0].0;
        }
        let [form, end] = counts.map(|(changes, years)| (changes / years).min(0.99));
        (form, end)
    }

    /// The probability of yes so many years after the last value.
    fn chain(&self, ahead: f64) -> Option<f64> {
        let (_, value) = self.last()?;
        let (form, end) = self.rates();
        let stationary = form / (form + end);
        let kept = libm::pow((1.0 - form - end).max(0.0), ahead);
        Some(stationary + (f64::from(u8::from(value > 0.5)) - stationary) * kept)
    }
}

fn quantiles(of: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..QUANTILES).map(|at| of((at as f64 + 0.5) / QUANTILES as f64)).collect()
}

/// An ensemble of so large a share of ones.
fn share(p: f64) -> Ensemble {
    Ensemble::new(quantiles(|u| f64::from(u8::from(u > 1.0 - p))))
}

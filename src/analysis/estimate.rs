//! The mean of an outcome over runs with its interval, gathered in a stream.

use super::paired::Moments;
use super::wilson::{self, Z};
use crate::scenario::Outcome;
use serde::{Deserialize, Serialize};

/// What an outcome is on average: a share for yes or no, else a mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Runs with a value.
    pub count: u64,
    /// Runs without one (null).
    pub nulls: u64,
    /// The share or the mean; 0 without runs.
    pub value: f64,
    /// Lower end of the 95% interval: Wilson's for a share, by the normal distribution for a mean.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Gathers an outcome.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gatherer {
    moments: Moments,
    nulls: u64,
}

impl Gatherer {
    /// Takes the value of a run, or its null.
    pub fn add(&mut self, value: Option<f64>) {
        match value {
            Some(x) => self.moments.push(x),
            None => self.nulls += 1,
        }
    }

    /// The moments of the values so far.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The estimate so far; `yes_no` where values are 1 and 0.
    #[must_use]
    pub fn estimate(&self, yes_no: bool) -> Estimate {
        let Moments { count, mean, .. } = self.moments;
        let (value, low, high) = if yes_no {
            let share = wilson::share((mean * count as f64).round() as u64, count);
            (share.share, share.low, share.high)
        } else {
            let half = Z * self.moments.standard_error().unwrap_or(0.0);
            (mean, mean - half, mean + half)
        };
        Estimate { count, nulls: self.nulls, value, low, high }
    }
}

/// Which outcome a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Its id.
    pub id: String,
    /// What it is.
    pub text: String,
    /// Its unit.
    pub unit: String,
    /// True where it is yes or no, so that its mean is a probability.
    pub yes_no: bool,
}

impl From<&Outcome> for Subject {
    fn from(outcome: &Outcome) -> Self {
        Self {
            id: outcome.id.clone(),
            text: outcome.text.clone(),
            unit: outcome.unit.to_owned(),
            yes_no: outcome.is_yes_no(),
        }
    }
}

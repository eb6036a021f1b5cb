//! What drove an outcome: what an alliance was worth to each side, term by term and over time, in the runs in which the
//! outcome came and in those in which it did not.

use super::discover::Event;
use super::estimate::Subject;
use super::paired::Moments;
use super::wilson::Z;
use serde::{Deserialize, Serialize};

/// The findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The directory of the runs.
    pub source: String,
    /// The outcome.
    pub outcome: Subject,
    /// When it counts, where it is a number. A run in which it has no value counts as one in which it did not come.
    pub event: Event,
    /// The last date that the outcome looks at, where it is not the end: what is later may follow from the outcome.
    pub until: Option<f64>,
    /// Runs in which it came.
    pub came: u64,
    /// Runs in which it did not.
    pub not: u64,
    /// Whether the runs are independent of each other, so that differences have intervals.
    pub independent: bool,
    /// The level whose worth is meant, over that of the level 0.
    pub level: usize,
    /// The dates.
    pub dates: Vec<f64>,
    /// Both sides of the pair.
    pub sides: Vec<Side>,
}

/// One side: what the level was worth to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Who chooses, by id.
    pub from: String,
    /// Its name.
    pub from_name: String,
    /// About whom, by id.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// Term by term, and under [`ALL`] their sum.
    pub terms: Vec<Term>,
    /// The probability of the level, where the actor reconsiders.
    pub probability: Contrast,
}

/// The name under which the sum of all terms stands.
pub const ALL: &str = "all";

/// A term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Its name in `docs/ODD.md`, section 7.8.
    pub name: String,
    /// What it stands for.
    pub gloss: String,
    /// Its means.
    pub worth: Contrast,
}

/// Means over the runs of both groups, by date.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// Where the outcome came; 0 where it never did.
    pub came: Vec<f64>,
    /// Where it did not; 0 where it always came.
    pub not: Vec<f64>,
    /// 95% interval of the difference, came minus not, by the normal distribution; none where the runs are not independent.
    pub interval: Option<Vec<[f64; 2]>>,
}

impl Contrast {
    /// Of the numbers in both groups, date by date.
    #[must_use]
    pub fn of(came: &[Moments], not: &[Moments], independent: bool) -> Self {
        let means = |of: &[Moments]| of.iter().map(|m| m.mean).collect::<Vec<f64>>();
        let interval = |(a, b): (&Moments, &Moments)| {
            let (one, other) = (a.standard_error()?, b.standard_error()?);
            let (difference, half) = (a.mean - b.mean, Z * (one * one + other * other).sqrt());
            Some([difference - half, difference + half])
        };
        let intervals = independent.then(|| came.iter().zip(not).map(interval).collect::<Option<Vec<_>>>());
        Self { came: means(came), not: means(not), interval: intervals.flatten() }
    }

    /// The difference at each date, came minus not.
    #[must_use]
    pub fn difference(&self) -> Vec<f64> {
        self.came.iter().zip(&self.not).map(|(a, b)| a - b).collect()
    }
}

impl Why {
    /// The mean difference of a contrast over the dates up to [`Why::until`].
    #[must_use]
    pub fn mean(&self, of: &Contrast) -> f64 {
        let before = |date: f64| self.until.is_none_or(|until| date <= until);
        let told: Vec<f64> =
            self.dates.iter().zip(of.difference()).filter(|(date, _)| before(**date)).map(|(_, x)| x).collect();
        if told.is_empty() { 0.0 } else { told.iter().sum::<f64>() / told.len() as f64 }
    }

    /// The last date that counts: that of [`Why::until`], or the end; none without dates.
    #[must_use]
    pub fn last(&self) -> Option<usize> {
        (0..self.dates.len()).rev().find(|at| self.until.is_none_or(|until| self.dates[*at] <= until))
    }

    /// The terms of a side but their sum, the one that differs most first.
    #[must_use]
    pub fn ranked<'a>(&self, side: &'a Side) -> Vec<(&'a Term, f64)> {
        let mut all: Vec<(&Term, f64)> =
            side.terms.iter().filter(|term| term.name != ALL).map(|term| (term, self.mean(&term.worth))).collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs())); // Stable: of equals in the order of the terms.
        all
    }
}

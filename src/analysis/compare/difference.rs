//! The difference of an outcome between two experiments.

use super::{Measured, Rows};
use crate::analysis::estimate::{Estimate, Gatherer, Subject};
use crate::analysis::paired::{self, Difference, Moments};
use crate::analysis::wilson::Z;
use crate::analysis::{Share, wilson};
use serde::{Deserialize, Serialize};

/// A difference in standard deviations of the outcome (Cohen 1988): over the root of the mean of both variances, which
/// is taken as known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standardised {
    /// The difference.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// An outcome of both experiments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The outcome, in the words of A.
    pub outcome: Subject,
    /// What B says of it where it says something else.
    pub text_b: Option<String>,
    /// A on average: over the pairs where rows are paired, else over all its replicates with a value.
    pub a: Estimate,
    /// B on average.
    pub b: Estimate,
    /// B minus A. `count` is the number of pairs, or the smaller number of replicates where rows are not paired.
    pub difference: Difference,
    /// The difference in standard deviations; none where neither varies.
    pub standardised: Option<Standardised>,
    /// Replicates of A, of those compared, that have no value.
    pub nulls_a: u64,
    /// Replicates of B that have no value.
    pub nulls_b: u64,
}

impl Compared {
    /// What outcomes are sorted by: the size of the standardised difference. A difference without any variance is
    /// larger than all others.
    #[must_use]
    pub fn weight(&self) -> f64 {
        match self.standardised {
            Some(of) => of.value.abs(),
            None if self.difference.mean == 0.0 => 0.0,
            None => f64::MAX,
        }
    }
}

/// Compares an outcome; `pairs` are places of replicates, none where rows do not pair.
///
/// # Errors
/// In words, where the outcomes are of different kinds, or too few replicates have a value.
pub(super) fn of(
    a: &Rows,
    b: &Rows,
    one: &Measured,
    other: &Measured,
    pairs: Option<&[(usize, usize)]>,
) -> Result<Compared, String> {
    let (subject, them) = (&one.subject, &other.subject);
    if subject.yes_no != them.yes_no || subject.unit != them.unit {
        return Err(format!("in A it is measured in `{}`, in B in `{}`", subject.unit, them.unit));
    }
    let (of_a, of_b) = (a.by_replicate(&one.column), b.by_replicate(&other.column));
    let (of_a, of_b): (Vec<_>, Vec<_>) = match pairs {
        Some(pairs) => pairs.iter().map(|&(i, j)| (of_a[i], of_b[j])).unzip(),
        None => (of_a, of_b),
    };
    let [nulls_a, nulls_b] = [&of_a, &of_b].map(|values| values.iter().filter(|x| x.is_none()).count() as u64);
    let (xs, ys): (Vec<f64>, Vec<f64>) = match pairs {
        Some(_) => of_a.iter().zip(&of_b).filter_map(|(x, y)| Some(((*x)?, (*y)?))).unzip(),
        None => (of_a.into_iter().flatten().collect(), of_b.into_iter().flatten().collect()),
    };
    // A mean over points is no longer yes or no.
    let shares = subject.yes_no && a.points == 1 && b.points == 1;
    let difference = match (pairs, shares) {
        _ if xs.len().min(ys.len()) < 2 => {
            let what = if pairs.is_some() { "pairs" } else { "replicates" };
            return Err(format!("{} {what} have a value; at least 2 are needed", xs.len().min(ys.len())));
        }
        (Some(_), true) => paired_shares(&ys, &xs)?,
        (Some(_), false) => paired::means(&ys, &xs).map_err(|error| error.to_string())?,
        (None, true) => apart_shares(&ys, &xs),
        (None, false) => apart_means(&ys, &xs),
    };
    Ok(Compared {
        text_b: (them.text != subject.text).then(|| them.text.clone()),
        a: estimate(&xs, shares),
        b: estimate(&ys, shares),
        standardised: standardised(&difference, &xs, &ys),
        outcome: subject.clone(),
        difference,
        nulls_a,
        nulls_b,
    })
}

fn estimate(values: &[f64], shares: bool) -> Estimate {
    let mut gatherer = Gatherer::default();
    values.iter().for_each(|x| gatherer.add(Some(*x)));
    gatherer.estimate(shares)
}

fn paired_shares(first: &[f64], second: &[f64]) -> Result<Difference, String> {
    let yes = |values: &[f64]| values.iter().map(|x| *x != 0.0).collect::<Vec<bool>>();
    let counts = paired::pairs(&yes(first), &yes(second)).map_err(|error| error.to_string())?;
    paired::shares(counts).map_err(|error| error.to_string())
}

/// The difference of two independent shares with Newcombe's interval (Newcombe 1998, method 10: Wilson's intervals of
/// both, squared and added).
fn apart_shares(first: &[f64], second: &[f64]) -> Difference {
    let share =
        |values: &[f64]| wilson::share(values.iter().filter(|x| **x != 0.0).count() as u64, values.len() as u64);
    let (a, b): (Share, Share) = (share(first), share(second));
    let mean = a.share - b.share;
    let root = |x: f64, y: f64| (x * x + y * y).sqrt();
    Difference {
        count: a.of.min(b.of),
        mean,
        low: mean - root(a.share - a.low, b.high - b.share),
        high: mean + root(a.high - a.share, b.share - b.low),
        variance_ratio: None,
    }
}

/// The difference of two independent means with its normal interval, by the variance of each (Welch 1947).
fn apart_means(first: &[f64], second: &[f64]) -> Difference {
    let [a, b] = [first, second].map(|values| Moments::of(values.iter().copied()));
    let error = |m: &Moments| m.standard_error().unwrap_or(0.0); // At least two values: checked before.
    let half = Z * (error(&a) * error(&a) + error(&b) * error(&b)).sqrt();
    let mean = a.mean - b.mean;
    Difference { count: a.count.min(b.count), mean, low: mean - half, high: mean + half, variance_ratio: None }
}

fn standardised(difference: &Difference, xs: &[f64], ys: &[f64]) -> Option<Standardised> {
    let variance = |values: &[f64]| Moments::of(values.iter().copied()).variance().unwrap_or(0.0);
    let deviation = ((variance(xs) + variance(ys)) / 2.0).sqrt();
    let scaled = |x: f64| x / deviation;
    (deviation > 0.0).then(|| Standardised {
        value: scaled(difference.mean),
        low: scaled(difference.low),
        high: scaled(difference.high),
    })
}

//! The distribution of an outcome in both experiments, over the same values.

use super::Measured;
use crate::analysis::estimate::Subject;
use crate::analysis::quantiles::Counts;
use crate::analysis::{Share, wilson};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bins of a histogram.
const BINS: usize = 40;

/// More whole values than this are counted in bins.
const MOST_VALUES: usize = 40;

/// Counts of A and of B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Yes.
    YesNo(Share, Share),
    /// Of each whole value that occurs.
    Whole(Vec<(i64, [u64; 2])>),
    /// In equal bins from the lesser of the 0.5% quantiles to the greater of the 99.5% quantiles; what lies beyond is
    /// counted in the outermost.
    Bins {
        /// Lower edge.
        low: f64,
        /// Upper edge.
        high: f64,
        /// Counts of A.
        a: Vec<u64>,
        /// Counts of B.
        b: Vec<u64>,
    },
}

/// The distributions of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// The outcome, in the words of A.
    pub outcome: Subject,
    /// Its values.
    pub shape: Shape,
    /// Runs with a value, of A and of B.
    pub counts: (u64, u64),
    /// Runs without one.
    pub nulls: (u64, u64),
}

impl Distribution {
    /// Of an outcome that both ask to draw; none where the kinds differ or one has no value.
    pub(super) fn of(one: &Measured, other: &Measured) -> Option<Self> {
        let (subject, them) = (&one.subject, &other.subject);
        let alike = subject.yes_no == them.yes_no && subject.unit == them.unit && one.whole == other.whole;
        let [a, b] = [one, other].map(|m| (0..m.column.values.len()).filter_map(|row| m.column.get(row)).collect());
        let (a, b): (Vec<f64>, Vec<f64>) = (a, b);
        if !(alike && one.plot && other.plot) || a.is_empty() || b.is_empty() {
            return None;
        }
        let shape = if subject.yes_no {
            Shape::YesNo(yes(&a), yes(&b))
        } else {
            one.whole.then(|| whole(&a, &b)).flatten().unwrap_or_else(|| bins(&a, &b))
        };
        let nulls = |m: &Measured| m.column.valid.iter().filter(|valid| !**valid).count() as u64;
        let counts = (a.len() as u64, b.len() as u64);
        Some(Self { outcome: subject.clone(), shape, counts, nulls: (nulls(one), nulls(other)) })
    }
}

fn yes(values: &[f64]) -> Share {
    wilson::share(values.iter().filter(|x| **x != 0.0).count() as u64, values.len() as u64)
}

/// None where there are too many values.
fn whole(a: &[f64], b: &[f64]) -> Option<Shape> {
    let mut counts: BTreeMap<i64, [u64; 2]> = BTreeMap::new();
    for (at, values) in [a, b].into_iter().enumerate() {
        values.iter().for_each(|x| counts.entry(*x as i64).or_default()[at] += 1);
    }
    (counts.len() <= MOST_VALUES).then(|| Shape::Whole(counts.into_iter().collect()))
}

fn bins(a: &[f64], b: &[f64]) -> Shape {
    let [a, b] = [a, b].map(|values| {
        let mut counts = Counts::default();
        values.iter().for_each(|x| counts.add(*x));
        counts
    });
    let low = a.quantile(0.005).min(b.quantile(0.005));
    let high = a.quantile(0.995).max(b.quantile(0.995));
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
    Shape::Bins { low, high, a: a.histogram(low, high, BINS), b: b.histogram(low, high, BINS) }
}

//! What runs leave behind: rows of outcomes and parameters, and counts over time.

use serde::{Deserialize, Serialize};

/// One column of a block of rows. A value that did not happen is null: `valid` is false and `values` holds 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// One number a run; yes-or-no outcomes are 1 and 0.
    pub values: Vec<f64>,
    /// False where the value is null.
    pub valid: Vec<bool>,
}

impl Column {
    /// Appends a value, or a null.
    pub fn push(&mut self, value: Option<f64>) {
        self.values.push(value.unwrap_or(0.0));
        self.valid.push(value.is_some());
    }

    /// The value of a row, or `None` where it is null.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        self.valid[row].then(|| self.values[row])
    }
}

/// Rows of consecutive run indices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// Index of the first run.
    pub first: u64,
    /// Replicate of each run: its random stream.
    pub replicate: Vec<u64>,
    /// Design point of each run.
    pub point: Vec<u64>,
    /// A column for each outcome of the scenario, in its order.
    pub outcomes: Vec<Column>,
    /// A column for each drawn parameter, in slot order ([`crate::scenario::Scenario::in_rows`]).
    pub parameters: Vec<Column>,
}

impl Rows {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.replicate.len()
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.replicate.is_empty()
    }

    /// Appends the rows that follow.
    pub fn append(&mut self, mut later: Self) {
        self.replicate.append(&mut later.replicate);
        self.point.append(&mut later.point);
        for (mine, theirs) in [(&mut self.outcomes, later.outcomes), (&mut self.parameters, later.parameters)] {
            if mine.is_empty() {
                *mine = theirs;
            } else {
                for (a, mut b) in mine.iter_mut().zip(theirs) {
                    a.values.append(&mut b.values);
                    a.valid.append(&mut b.valid);
                }
            }
        }
    }
}

/// Counts over time of one series: `counts[instant * width + bin]`, bin 0 below the range and the last above it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesCounts {
    /// Bins at each instant, the two outer ones included.
    pub width: usize,
    /// Counts.
    pub counts: Vec<u64>,
}

impl SeriesCounts {
    /// Adds the counts of other runs.
    pub fn add(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.clone_from(other);
        } else {
            for (a, b) in self.counts.iter_mut().zip(&other.counts) {
                *a += b;
            }
        }
    }
}

/// Adds the counts of other runs, series by series.
pub fn add_counts(total: &mut Vec<SeriesCounts>, more: Vec<SeriesCounts>) {
    if total.is_empty() {
        *total = more;
    } else {
        for (a, b) in total.iter_mut().zip(&more) {
            a.add(b);
        }
    }
}

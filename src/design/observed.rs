//! What was observed of a scenario's outcomes: values that runs are compared with, and values before the start.

use serde::{Deserialize, Serialize};

/// What was observed of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The outcome, by id.
    pub outcome: String,
    /// The value, 1 and 0 for yes and no; none for a date that did not come within the period.
    pub value: Option<f64>,
    /// The standard deviation of its error, where it has one.
    pub sd: Option<f64>,
    /// What counts as a distance of 1, where it is given.
    pub scale: Option<f64>,
}

/// A value of an outcome's quantity before the start, or at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// An outcome of this quantity, by id.
    pub outcome: String,
    /// When, a decimal year.
    pub date: f64,
    /// The value, 1 and 0 for yes and no.
    pub value: f64,
}

/// A file of what was observed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Values of outcomes, each once.
    pub seen: Vec<Seen>,
    /// Values before the start, in the order of the file.
    pub history: Vec<Past>,
}

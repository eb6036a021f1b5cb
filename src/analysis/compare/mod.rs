//! Two experiments compared, outcome by outcome: paired where they share their replicates, else as two samples.
//!
//! Replicate r of both met the same chances where the seeds are the same, so what they have in common drops out of the
//! difference (common random numbers; Law 2015, section 11.2).

mod difference;
mod distribution;

pub use difference::{Compared, Standardised};
pub use distribution::{Distribution, Shape};

use super::estimate::Subject;
use super::{Formation, SeriesSummary};
use crate::engine::Column;
use serde::{Deserialize, Serialize};

/// An outcome of one of the experiments.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What it is.
    pub subject: Subject,
    /// Whether every value is a whole number.
    pub whole: bool,
    /// Whether to draw its distribution.
    pub plot: bool,
    /// A value a row.
    pub column: Column,
}

/// The rows of one of the experiments, in the order of the runs.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Where they come from.
    pub side: Side,
    /// Number of points of the design.
    pub points: u64,
    /// The design without its number of runs, as text: two designs have the same points where it is the same.
    pub design: String,
    /// The random stream of each row.
    pub replicate: Vec<u64>,
    /// The outcomes.
    pub outcomes: Vec<Measured>,
}

/// One of the two experiments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The last part of its directory.
    pub name: String,
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Master seed.
    pub seed: u64,
    /// Number of runs.
    pub runs: u64,
    /// Digest of the rows.
    pub digest: String,
}

/// A value of the scenario that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its path in the file.
    pub path: String,
    /// What it is in A; none where A has no such value.
    pub a: Option<String>,
    /// What it is in B.
    pub b: Option<String>,
}

/// Whether the rows were paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pairing {
    /// By replicate, of which so many are shared.
    Paired {
        /// Replicates in both.
        replicates: u64,
    },
    /// Not, since the seeds differ.
    OtherSeed,
    /// Not, since the designs have other points.
    OtherPoints,
}

/// What is drawn of both over each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overlay {
    /// Formation of an alliance of the focus pair, of A and of B.
    pub formation: Option<Box<[Formation; 2]>>,
    /// Levels of the focus pair, of A and of B.
    pub levels: Option<Box<[SeriesSummary; 2]>>,
    /// Distributions of outcomes.
    pub distributions: Vec<Distribution>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    /// The first experiment.
    pub a: Side,
    /// The second experiment.
    pub b: Side,
    /// What differs between the scenarios.
    pub changes: Vec<Change>,
    /// Whether rows are paired.
    pub pairing: Pairing,
    /// Points over which the rows of a replicate are averaged, of A and of B; 1 for plain runs.
    pub points: (u64, u64),
    /// Outcomes of both, the largest standardised difference first.
    pub outcomes: Vec<Compared>,
    /// Ids of outcomes of A alone.
    pub only_a: Vec<String>,
    /// Ids of outcomes of B alone.
    pub only_b: Vec<String>,
    /// Outcomes of both that could not be compared, and why.
    pub unlike: Vec<(String, String)>,
    /// What is drawn of both.
    pub overlay: Overlay,
}

/// Compares two experiments; differences are B minus A. `changes` and `overlay` come from elsewhere and are passed on,
/// with the distributions added where both are plain runs.
#[must_use]
pub fn compare(a: &Rows, b: &Rows, changes: Vec<Change>, mut overlay: Overlay) -> Compare {
    let in_b = |id: &str| b.outcomes.iter().find(|other| other.subject.id == id);
    let shared: Vec<(&Measured, &Measured)> =
        a.outcomes.iter().filter_map(|one| Some((one, in_b(&one.subject.id)?))).collect();
    let alone = |of: &Rows, other: &Rows| -> Vec<String> {
        let ids = of.outcomes.iter().map(|one| &one.subject.id);
        ids.filter(|id| other.outcomes.iter().all(|o| o.subject.id != **id)).cloned().collect()
    };
    let pairs = pairs(a, b);
    let (mut outcomes, mut unlike) = (Vec::new(), Vec::new());
    for (one, other) in &shared {
        match difference::of(a, b, one, other, pairs.as_ref().ok().map(Vec::as_slice)) {
            Ok(compared) => outcomes.push(compared),
            Err(why) => unlike.push((one.subject.id.clone(), why)),
        }
    }
    outcomes.sort_by(|one, other| other.weight().total_cmp(&one.weight())); // Stable: equals keep their order.
    if (a.points, b.points) == (1, 1) {
        overlay.distributions = shared.iter().filter_map(|(one, other)| Distribution::of(one, other)).collect();
    }
    Compare {
        a: a.side.clone(),
        b: b.side.clone(),
        changes,
        pairing: pairs.map_or_else(|why| why, |pairs| Pairing::Paired { replicates: pairs.len() as u64 }),
        points: (a.points, b.points),
        outcomes,
        only_a: alone(a, b),
        only_b: alone(b, a),
        unlike,
        overlay,
    }
}

/// The replicates that both have, as places among those of A and of B; or why they do not pair.
fn pairs(a: &Rows, b: &Rows) -> Result<Vec<(usize, usize)>, Pairing> {
    if a.side.seed != b.side.seed {
        return Err(Pairing::OtherSeed);
    }
    if a.points != b.points || a.points > 1 && a.design != b.design {
        return Err(Pairing::OtherPoints);
    }
    let (a, b) = (a.replicates(), b.replicates());
    let place = |replicate: &u64| b.binary_search(replicate).ok();
    Ok(a.iter().enumerate().filter_map(|(at, replicate)| Some((at, place(replicate)?))).collect())
}

impl Rows {
    /// The stretches of rows that share a replicate and hold all points; one row each in plain runs.
    fn groups(&self) -> impl Iterator<Item = &[u64]> {
        self.replicate.chunk_by(|one, next| one == next).filter(|group| group.len() as u64 == self.points)
    }

    /// The replicates, ascending.
    fn replicates(&self) -> Vec<u64> {
        self.groups().map(|group| group[0]).collect() // A stretch is never empty.
    }

    /// An outcome for each replicate: its value, or the mean over the points that have one. Rows of a replicate share
    /// their chances, so that only replicates are independent.
    fn by_replicate(&self, column: &Column) -> Vec<Option<f64>> {
        let mut first = 0;
        let mut out = Vec::new();
        for group in self.replicate.chunk_by(|one, next| one == next) {
            let values: Vec<f64> = (first..first + group.len()).filter_map(|row| column.get(row)).collect();
            first += group.len();
            if group.len() as u64 == self.points {
                out.push((!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;

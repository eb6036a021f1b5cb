//! A sweep: how outcomes go as one or two things are moved.

use super::estimate::{Estimate, Gatherer, Subject};
use crate::engine::Rows;
use serde::{Deserialize, Serialize};

/// What is moved along an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// A path, or `claims.ID`.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The values, in order.
    pub values: Vec<f64>,
    /// Where the scenario has it: the number, or the centre of what it draws from; 1 for a claim.
    pub base: f64,
}

/// An outcome at every point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// The outcome.
    pub outcome: Subject,
    /// What it is at each point; the last axis varies fastest.
    pub points: Vec<Estimate>,
}

/// What a sweep found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The axes, one or two.
    pub axes: Vec<Moved>,
    /// The outcomes.
    pub surfaces: Vec<Surface>,
}

/// Gathers the rows of a grid.
pub struct Sweeper {
    axes: Vec<Moved>,
    outcomes: Vec<Subject>,
    /// By outcome, then by point.
    cells: Vec<Vec<Gatherer>>,
}

impl Sweeper {
    /// Of a grid with these axes, whose rows hold these outcomes.
    #[must_use]
    pub fn new(axes: Vec<Moved>, outcomes: Vec<Subject>) -> Self {
        let points = axes.iter().map(|axis| axis.values.len()).product();
        let cells = vec![vec![Gatherer::default(); points]; outcomes.len()];
        Self { axes, outcomes, cells }
    }

    /// Takes rows.
    pub fn add(&mut self, rows: &Rows) {
        for (column, cells) in rows.outcomes.iter().zip(&mut self.cells) {
            for (row, point) in rows.point.iter().enumerate() {
                cells[*point as usize].add(column.get(row));
            }
        }
    }

    /// What was found.
    #[must_use]
    pub fn sweep(&self) -> Sweep {
        let surface = |(outcome, cells): (&Subject, &Vec<Gatherer>)| Surface {
            outcome: outcome.clone(),
            points: cells.iter().map(|cell| cell.estimate(outcome.yes_no)).collect(),
        };
        Sweep { axes: self.axes.clone(), surfaces: self.outcomes.iter().zip(&self.cells).map(surface).collect() }
    }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Sweeper {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(&mut self, about: super::About, _counts: &[crate::engine::SeriesCounts]) -> super::Report {
        super::Report::Findings(super::Study { about, findings: super::Findings::Sweep(self.sweep()) })
    }
}

//! A sweep: how outcomes go as one or two things are moved.

use super::effect::{Effect, Paired};
use super::estimate::{Estimate, Gatherer, Subject};
use crate::engine::Rows;
use serde::{Deserialize, Serialize};

/// The most contour lines of a map: as many as there are dashes to tell them apart.
pub const MOST_CONTOURS: usize = 6;

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
    /// What it is at each point minus what it is at the first, paired by replicate; none with fewer than two pairs.
    pub differences: Vec<Option<Effect>>,
}

/// What a sweep found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The axes, one or two.
    pub axes: Vec<Moved>,
    /// The outcomes.
    pub surfaces: Vec<Surface>,
    /// Probabilities at which a map has contour lines.
    pub contours: Vec<f64>,
}

/// Gathers the rows of a grid.
pub struct Sweeper {
    axes: Vec<Moved>,
    outcomes: Vec<Subject>,
    contours: Vec<f64>,
    /// By outcome.
    cells: Vec<Cells>,
}

/// An outcome at every point.
#[derive(Clone)]
struct Cells {
    gatherers: Vec<Gatherer>,
    differences: Vec<Paired>,
    /// The outcomes of the present replicate; no number where it is null.
    replicate: Vec<f64>,
}

impl Cells {
    fn new(points: usize, yes_no: bool) -> Self {
        Self {
            gatherers: vec![Gatherer::default(); points],
            differences: (0..points).map(|point| Paired::new(point, 0, yes_no)).collect(),
            replicate: vec![f64::NAN; points],
        }
    }

    fn add(&mut self, point: usize, value: Option<f64>) {
        self.gatherers[point].add(value);
        self.replicate[point] = value.unwrap_or(f64::NAN);
        if point + 1 == self.replicate.len() {
            self.differences.iter_mut().for_each(|difference| difference.add(&self.replicate));
        }
    }
}

impl Sweeper {
    /// Of a grid with these axes, whose rows hold these outcomes; `contours` are for the map.
    #[must_use]
    pub fn new(axes: Vec<Moved>, outcomes: Vec<Subject>, contours: Vec<f64>) -> Self {
        let points = axes.iter().map(|axis| axis.values.len()).product();
        let cells = outcomes.iter().map(|outcome| Cells::new(points, outcome.yes_no)).collect();
        Self { axes, outcomes, contours, cells }
    }

    /// Takes rows, in index order; blocks may end within a replicate.
    pub fn add(&mut self, rows: &Rows) {
        for (column, cells) in rows.outcomes.iter().zip(&mut self.cells) {
            for (row, point) in rows.point.iter().enumerate() {
                cells.add(*point as usize, column.get(row));
            }
        }
    }

    /// What was found.
    #[must_use]
    pub fn sweep(&self) -> Sweep {
        let surface = |(outcome, cells): (&Subject, &Cells)| Surface {
            outcome: outcome.clone(),
            points: cells.gatherers.iter().map(|cell| cell.estimate(outcome.yes_no)).collect(),
            differences: cells.differences.iter().map(Paired::effect).collect(),
        };
        let surfaces = self.outcomes.iter().zip(&self.cells).map(surface).collect();
        Sweep { axes: self.axes.clone(), surfaces, contours: self.contours.clone() }
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

//! PRIM, the patient rule induction method (Friedman and Fisher 1999), for scenario discovery (Bryant and Lempert
//! 2010): boxes in the space of inputs in which an outcome is much more frequent than elsewhere, as readable rules.
//!
//! - Peeling: from the box that holds all points, the share `alpha` of the points at one end of one column is removed,
//!   again and again, each time where the chosen [`Criterion`] is best. Every box on the way is kept: the trajectory.
//! - Selection of a box on the trajectory ([`Selection`]), as a trade-off of coverage, density and the number of
//!   columns.
//! - Pasting: the selected box is grown again wherever that raises its density.
//! - Covering: the points of the box are taken away and the search begins anew ([`Data::cover`]).
//! - Is it chance? Quasi-p values of the restrictions ([`Data::significance`]) and what happens in half-samples
//!   ([`Data::stability`]).
//!
//! Coverage is the share of all hits (rows in which the outcome is yes) that lie in the box, density the share of hits
//! among the rows of the box, which is also the mean of the outcome coded 0 and 1, mass the share of all rows that lie
//! in the box.
//!
//! The quantile rule. Of m points in the box, `k = max(1, floor(alpha m))` are to go. At the lower end of a column the
//! box is cut at the value of rank k + 1, and the points strictly below it go (Friedman and Fisher: below the alpha
//! quantile). With ties fewer than k may go, never more, but for one case: where the value of rank k + 1 is the
//! smallest, nothing lies below it, and all points with the smallest value go. So a column of few values is peeled a
//! value at a time. The upper end is the mirror image. A category loses all points of one of its values.

mod data;
mod paste;
mod peel;
mod region;
mod significance;
mod stability;

pub use data::{Column, Data, Kind};
pub use region::{Bound, Name, PrimBox, Region, Restriction};
pub use significance::{Significance, binomial_upper_tail};
pub use stability::{Spread, Stability};

use data::Whole;
use serde::{Deserialize, Serialize};

/// Which peel is best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// The one that leaves the highest density.
    Mean,
    /// The one that raises the density most per row removed (the lenient criterion; Friedman and Fisher 1999, section
    /// 14). It does not favour columns of few values, whose peels remove many rows at once. Where no peel raises the
    /// density it gives way to [`Criterion::Mean`].
    #[default]
    Lenient,
}

/// How boxes are sought.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Share of the box's points that a peel removes, and that a paste adds; above 0, at most 0.5.
    pub alpha: f64,
    /// Least mass of a box; above 0, below 1.
    pub min_mass: f64,
    /// Which peel is best.
    pub criterion: Criterion,
    /// Whether the selected box is grown again.
    pub paste: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { alpha: 0.05, min_mass: 0.05, criterion: Criterion::default(), paste: true }
    }
}

/// Which box of a trajectory is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// The box at this place, 0 being the box of all points.
    Index(usize),
    /// The box with the largest harmonic mean of coverage and density among those that restrict at most so many
    /// columns; of equals the one with fewer columns, then the earlier.
    Knee {
        /// The most columns.
        most: usize,
    },
}

/// A search and what it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discovery {
    /// All boxes on the way, from all points to the smallest.
    pub trajectory: Vec<PrimBox>,
    /// The place of the selected box on the trajectory.
    pub selected: usize,
    /// The selected box, pasted where the settings say so.
    pub found: PrimBox,
    /// What is known about each of its restrictions, in their order.
    pub significance: Vec<Significance>,
}

/// Why no box was sought.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PrimError {
    /// A peeling share that is not allowed.
    #[error("alpha is {0}; it must be above 0 and at most 0.5, and is 0.05 by default")]
    Alpha(f64),
    /// A least mass that is not allowed.
    #[error("the least mass of a box is {0}; it must be above 0 and below 1, and is 0.05 by default")]
    MinMass(f64),
    /// No columns, no rows, or too many rows.
    #[error("there are {columns} columns and {rows} rows; at least 1 column and from 20 to 4294967295 rows are needed")]
    Size {
        /// Columns found.
        columns: usize,
        /// Rows found.
        rows: usize,
    },
    /// A column of another length than the outcome.
    #[error("column {column} has {found} rows and the outcome {expected}; give every column a value for every row")]
    Length {
        /// The column, from 0.
        column: usize,
        /// Its rows.
        found: usize,
        /// Rows of the outcome.
        expected: usize,
    },
    /// A value that is no finite number.
    #[error(
        "column {column} has the value {value} in row {row}; leave out rows in which an input is not a finite number"
    )]
    NotFinite {
        /// The column, from 0.
        column: usize,
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A category with too many values.
    #[error(
        "column {column} is a category of {found} values; at most {most} are allowed, or make it an ordered column"
    )]
    Categories {
        /// The column, from 0.
        column: usize,
        /// Different values found.
        found: usize,
        /// The most allowed.
        most: usize,
    },
    /// An outcome that is the same everywhere.
    #[error(
        "the outcome is {} in all {rows} rows, so no box can tell rows apart; choose another outcome or threshold",
        if *.yes { "yes" } else { "no" }
    )]
    Constant {
        /// The outcome.
        yes: bool,
        /// Rows.
        rows: usize,
    },
    /// A place beyond the trajectory.
    #[error("box {index} was asked for; the trajectory has {boxes}, counted from 0")]
    Index {
        /// The place asked for.
        index: usize,
        /// Number of boxes.
        boxes: usize,
    },
    /// A restriction of a column that does not exist, or has no name.
    #[error("a box restricts column {dimension}, but there are {known} columns or names")]
    Dimension {
        /// The column, from 0.
        dimension: usize,
        /// Columns or names given.
        known: usize,
    },
    /// Too few half-samples.
    #[error("{0} half-samples can be used; at least 2 are needed, in both halves of which the outcome varies")]
    Resamples(u32),
}

impl Settings {
    fn check(&self) -> Result<(), PrimError> {
        if !(self.alpha > 0.0 && self.alpha <= 0.5) {
            return Err(PrimError::Alpha(self.alpha));
        }
        if !(self.min_mass > 0.0 && self.min_mass < 1.0) {
            return Err(PrimError::MinMass(self.min_mass));
        }
        Ok(())
    }
}

impl Selection {
    /// The place of the selected box.
    ///
    /// # Errors
    /// A place beyond the trajectory.
    pub fn of(&self, trajectory: &[PrimBox]) -> Result<usize, PrimError> {
        let boxes = trajectory.len();
        match *self {
            Self::Index(index) if index < boxes => Ok(index),
            Self::Index(index) => Err(PrimError::Index { index, boxes }),
            Self::Knee { most } => {
                let better = |best: usize, at: usize| {
                    let ([a, b], [c, d]) = (trajectory[at].merit(), trajectory[best].merit());
                    trajectory[at].dimensions <= most && (a > c || a == c && b > d)
                };
                if boxes == 0 {
                    return Err(PrimError::Index { index: 0, boxes });
                }
                Ok((1..boxes).fold(0, |best, at| if better(best, at) { at } else { best }))
            }
        }
    }
}

impl Data<'_> {
    /// Peels, selects and pastes: one box.
    ///
    /// # Errors
    /// Settings out of range, a place beyond the trajectory.
    pub fn discover(&self, settings: &Settings, selection: Selection) -> Result<Discovery, PrimError> {
        self.discover_among(&vec![true; self.rows()], settings, selection)
    }

    /// Successive boxes by covering: after each, its rows are taken away and the next is sought among the rest, up to
    /// `most`. It ends early where no further box is denser than the whole data, or nothing is left to tell apart.
    ///
    /// Coverage and mass of every box refer to the whole data, so that they add up; density and quasi-p values refer to
    /// the rows that earlier boxes left.
    ///
    /// # Errors
    /// Settings out of range, a place beyond a trajectory.
    pub fn cover(&self, settings: &Settings, selection: Selection, most: usize) -> Result<Vec<Discovery>, PrimError> {
        let mut left = vec![true; self.rows()];
        let mut found = Vec::new();
        while found.len() < most {
            let Whole { rows, hits } = self.tally(&left);
            if hits == 0 || hits == rows {
                break;
            }
            let next = self.discover_among(&left, settings, selection)?;
            if next.found.density <= self.density() || next.found.region.restrictions.is_empty() {
                break;
            }
            (0..left.len()).for_each(|row| left[row] &= !next.found.region.holds(self, row));
            found.push(next);
        }
        Ok(found)
    }

    fn discover_among(&self, among: &[bool], settings: &Settings, by: Selection) -> Result<Discovery, PrimError> {
        settings.check()?;
        let trajectory = self.peel(among, self.whole(), settings);
        let selected = by.of(&trajectory)?;
        let region = &trajectory[selected].region;
        let region = if settings.paste { self.paste(among, region, settings.alpha) } else { region.clone() };
        let found = self.measure_among(among, &region, self.whole());
        let significance = self.significance_among(among, &found.region);
        Ok(Discovery { selected, found, significance, trajectory })
    }
}

#[cfg(test)]
mod tests;

//! Rows for a picture of a box: its two leading columns.

use crate::analysis::prim::{Discovery, Stability};
use serde::{Deserialize, Serialize};

/// The most rows of a picture.
const MOST: usize = 1500;

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    /// Value of the first column.
    pub x: f64,
    /// Value of the second column; without one the place of the row among those used, from 0 to 1.
    pub y: f64,
    /// Whether it is a case.
    pub case: bool,
}

/// Rows that lie within a box's other bounds, seen in its two leading columns: of the columns that it restricts those
/// without whose bounds it would be least dense. A box that restricts one column is shown with the column that
/// half-samples restrict most often besides.
///
/// Where there are more than 1500 rows they are thinned to 1500 at equal steps in the order of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The first column.
    pub x: usize,
    /// The second column; none where the table has one input.
    pub y: Option<usize>,
    /// The rows shown.
    pub dots: Vec<Dot>,
    /// Rows within the other bounds, of which these are shown.
    pub of: u64,
}

impl Sample {
    /// The sample of a box among rows of these values; none for a box without restrictions.
    #[must_use]
    pub fn new(
        discovery: &Discovery,
        stability: Option<&Stability>,
        values: &[Vec<f64>],
        outcome: &[bool],
    ) -> Option<Self> {
        let (x, y) = leading(discovery, stability, values.len())?;
        let others: Vec<_> = discovery.found.region.restrictions.iter().filter(|r| !shown(r.dimension, x, y)).collect();
        let within = |row: &usize| others.iter().all(|r| r.holds(values[r.dimension][*row]));
        let rows: Vec<usize> = (0..outcome.len()).filter(within).collect();
        let count = rows.len().min(MOST);
        let place = |row: usize| row as f64 / outcome.len() as f64;
        let dot = |row: usize| Dot {
            x: values[x][row],
            y: y.map_or_else(|| place(row), |y| values[y][row]),
            case: outcome[row],
        };
        let dots = (0..count).map(|at| dot(rows[at * rows.len() / count])).collect();
        Some(Self { x, y, dots, of: rows.len() as u64 })
    }
}

fn shown(dimension: usize, x: usize, y: Option<usize>) -> bool {
    dimension == x || Some(dimension) == y
}

fn leading(discovery: &Discovery, stability: Option<&Stability>, inputs: usize) -> Option<(usize, Option<usize>)> {
    let mut bounds: Vec<(f64, usize)> =
        discovery.significance.iter().map(|s| (s.density_without, s.restriction.dimension)).collect();
    bounds.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (_, x) = *bounds.first()?;
    let next = bounds.iter().map(|bound| bound.1).find(|&dimension| dimension != x);
    let often = |dimension: usize| stability.map_or(0.0, |s| s.dimensions[dimension]);
    let beside = || {
        let others = (0..inputs).filter(|&dimension| dimension != x);
        others.reduce(|best, other| if often(other) > often(best) { other } else { best })
    };
    Some((x, next.or_else(beside)))
}

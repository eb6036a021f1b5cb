//! Which point and which replicate each row of a table is.

use super::Refused;
use crate::output::design::{POINT, REPLICATE};
use crate::output::table::Table;

/// The largest number that counts something: beyond it not every whole number is a double.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Where the rows of a table belong.
pub(super) struct Layout {
    /// Number of points.
    pub points: usize,
    /// Rows of each point.
    pub replicates: usize,
    /// The place of each row: `point * replicates + replicate`.
    places: Vec<usize>,
}

/// A number that counts.
pub(super) fn whole(x: f64) -> Option<usize> {
    ((0.0..LARGEST).contains(&x) && x.fract() == 0.0).then_some(x as usize)
}

impl Layout {
    /// Of the file of a design: a row a point.
    pub(super) fn of_design(design: &Table) -> Result<Self, Refused> {
        let layout = Self::of_rows(design, None)?;
        if layout.replicates > 1 {
            return Err(refused(
                design,
                "the file of the design has several rows for a point: pass it as it was written",
            ));
        }
        Ok(layout)
    }

    /// Of rows with a column `point`, in any order, and a column `replicate` where points have several rows; without
    /// `point` the rows of `points` points, in their order.
    pub(super) fn of_rows(rows: &Table, points: Option<usize>) -> Result<Self, Refused> {
        let has = |name: &str| rows.headings().iter().any(|heading| heading.name == name);
        let point = match (has(POINT), points) {
            (true, _) => numbers(rows, POINT)?,
            (false, Some(points)) if points == rows.rows() => (0..points).collect(),
            (false, Some(points)) => {
                let message = format!(
                    "{} rows for {points} points, and no column `{POINT}` that says which row is which: keep that column \
                     of the design",
                    rows.rows()
                );
                return Err(refused(rows, message));
            }
            (false, None) => {
                let message = format!(
                    "there is no column `{POINT}`, which `realpolitik design` writes: keep the columns of the design, or \
                     name its file with --design"
                );
                return Err(refused(rows, message));
            }
        };
        let replicate = if has(REPLICATE) { numbers(rows, REPLICATE)? } else { vec![0; point.len()] };
        Self::new(rows, &point, &replicate, points)
    }

    fn new(rows: &Table, point: &[usize], replicate: &[usize], points: Option<usize>) -> Result<Self, Refused> {
        let points = points.unwrap_or_else(|| point.iter().max().map_or(0, |last| last.saturating_add(1)));
        let mut labels = replicate.to_vec();
        labels.sort_unstable();
        labels.dedup();
        let replicates = labels.len();
        if let Some(row) = point.iter().position(|point| *point >= points) {
            return Err(refused(
                rows,
                format!("{} is of point {}, but the design has {points}", rows.place(row), point[row]),
            ));
        }
        if points.saturating_mul(replicates) > point.len() {
            // Point numbers may be large: some point up to the number of rows has too few.
            let mut counts = vec![0; points.min(point.len() + 1)];
            for point in point {
                if let Some(count) = counts.get_mut(*point) {
                    *count += 1;
                }
            }
            let missing = counts.iter().position(|count| *count < replicates).unwrap_or(0);
            let of = if replicates > 1 { format!(" for each of {replicates} replicates") } else { String::new() };
            return Err(refused(rows, format!("point {missing} lacks a row: every point needs one{of}")));
        }
        let mut taken = vec![false; points * replicates];
        let mut places = Vec::with_capacity(point.len());
        for (row, (point, replicate)) in point.iter().zip(replicate).enumerate() {
            let place = point * replicates + labels.binary_search(replicate).unwrap_or(0); // It is among them.
            if std::mem::replace(&mut taken[place], true) {
                let message = format!(
                    "{} is of point {point} again: give each point one row, or tell its rows apart by a column `{REPLICATE}`",
                    rows.place(row)
                );
                return Err(refused(rows, message));
            }
            places.push(place);
        }
        Ok(Self { points, replicates, places })
    }

    /// The first row of each point.
    pub(super) fn first_rows(&self) -> Vec<usize> {
        let mut first = vec![usize::MAX; self.points];
        for (row, place) in self.places.iter().enumerate() {
            let point = place / self.replicates;
            first[point] = first[point].min(row);
        }
        first
    }

    /// The outcomes in these columns, which are replicates of one another:
    /// `y[(point * replicates + replicate) * columns + column]`.
    pub(super) fn outcomes(&self, rows: &Table, columns: &[String]) -> Result<Vec<f64>, Refused> {
        let mut y = vec![0.0; self.places.len() * columns.len()];
        for (at, (name, column)) in columns.iter().zip(rows.columns(columns)?).enumerate() {
            for (row, place) in self.places.iter().enumerate() {
                let Some(value) = column.get(row) else {
                    let message = format!(
                        "the outcome `{name}` is null in {}: sobol and morris need a value in every row; take an outcome \
                         that always has one, or pawn, which leaves such rows out",
                        rows.place(row)
                    );
                    return Err(refused(rows, message));
                };
                y[place * columns.len() + at] = value;
            }
        }
        Ok(y)
    }
}

fn numbers(table: &Table, name: &str) -> Result<Vec<usize>, Refused> {
    let column = table.column(name)?;
    let number = |row: usize| {
        column.get(row).and_then(whole).ok_or_else(|| {
            refused(
                table,
                format!("the column `{name}` must hold whole numbers from 0 on, and does not in {}", table.place(row)),
            )
        })
    };
    (0..column.values.len()).map(number).collect()
}

fn refused(table: &Table, why: impl Into<String>) -> Refused {
    Refused::Other(format!("{}: {}", table.path().display(), why.into()))
}

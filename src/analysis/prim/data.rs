//! The data that boxes are sought in.

use super::{PrimBox, PrimError, Region};

/// The most values of a category.
const MOST_CATEGORIES: usize = 256;
/// The fewest rows.
const FEWEST_ROWS: usize = 20;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers whose order means something, many or few different ones: peeled at either end.
    Ordered,
    /// Names coded as numbers, such as theories: peeled a value at a time, whichever it is.
    Category,
}

/// An input, one value a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column<'a> {
    /// Its values, finite numbers.
    pub values: &'a [f64],
    /// What they are.
    pub kind: Kind,
}

/// What coverage and mass refer to: a number of rows and of hits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub(super) rows: u64,
    pub(super) hits: u64,
}

/// How the rows of a column are found quickly.
#[derive(Clone, Debug)]
pub(super) enum Index {
    /// Rows by ascending value.
    Order(Vec<u32>),
    /// The different values, ascending, and for each row which it has.
    Codes(Vec<f64>, Vec<u16>),
}

/// Inputs and a yes-or-no outcome, checked and sorted once.
#[derive(Clone, Debug)]
pub struct Data<'a> {
    columns: Vec<Column<'a>>,
    outcome: &'a [bool],
    index: Vec<Index>,
    hits: u64,
}

impl<'a> Data<'a> {
    /// Checks the data and sorts every column. `outcome[r]` says whether the outcome is yes in row r. Rows in which the
    /// outcome or an input is null must be left out beforehand.
    ///
    /// # Errors
    /// No column, fewer than 20 rows, columns of unequal length, values that are not finite, a category of too many
    /// values, an outcome that is the same in all rows.
    pub fn new(columns: &[Column<'a>], outcome: &'a [bool]) -> Result<Self, PrimError> {
        let rows = outcome.len();
        if columns.is_empty() || rows < FEWEST_ROWS || u32::try_from(rows).is_err() {
            return Err(PrimError::Size { columns: columns.len(), rows });
        }
        let index = columns.iter().enumerate().map(|(at, column)| index(at, column, rows)).collect::<Result<_, _>>()?;
        let hits = outcome.iter().filter(|&&yes| yes).count();
        if hits == 0 || hits == rows {
            return Err(PrimError::Constant { yes: hits > 0, rows });
        }
        Ok(Self { columns: columns.to_vec(), outcome, index, hits: hits as u64 })
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }

    /// Number of columns.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.columns.len()
    }

    /// Rows in which the outcome is yes.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.hits
    }

    /// The share of hits among all rows.
    #[must_use]
    pub fn density(&self) -> f64 {
        self.hits as f64 / self.rows() as f64
    }

    /// A box, measured in these data.
    ///
    /// # Errors
    /// A restriction of a column that does not exist.
    pub fn measure(&self, region: &Region) -> Result<PrimBox, PrimError> {
        self.knows(region)?;
        Ok(self.measure_among(&vec![true; self.rows()], region, self.whole()))
    }

    pub(super) fn knows(&self, region: &Region) -> Result<(), PrimError> {
        let known = self.dimensions();
        match region.restrictions.iter().find(|restriction| restriction.dimension >= known) {
            Some(restriction) => Err(PrimError::Dimension { dimension: restriction.dimension, known }),
            None => Ok(()),
        }
    }

    /// All rows and hits.
    pub(super) fn whole(&self) -> Whole {
        Whole { rows: self.rows() as u64, hits: self.hits }
    }

    /// A box among some rows. Mass and coverage refer to `whole`.
    pub(super) fn measure_among(&self, among: &[bool], region: &Region, whole: Whole) -> PrimBox {
        let inside: Vec<bool> = among.iter().enumerate().map(|(row, &is)| is && region.holds(self, row)).collect();
        let Whole { rows, hits } = self.tally(&inside);
        PrimBox::new(region.clone(), [rows, hits], whole)
    }

    /// Number of rows, and of hits, among those marked.
    pub(super) fn tally(&self, among: &[bool]) -> Whole {
        let marked = among.iter().zip(self.outcome).filter(|(is, _)| **is);
        marked.fold(Whole { rows: 0, hits: 0 }, |Whole { rows, hits }, (_, &yes)| Whole {
            rows: rows + 1,
            hits: hits + u64::from(yes),
        })
    }

    pub(super) fn value(&self, column: usize, row: usize) -> f64 {
        self.columns[column].values[row]
    }

    pub(super) fn values(&self, column: usize) -> &'a [f64] {
        self.columns[column].values
    }

    pub(super) fn outcome(&self) -> &'a [bool] {
        self.outcome
    }

    pub(super) fn index(&self) -> &[Index] {
        &self.index
    }
}

fn index(at: usize, column: &Column, rows: usize) -> Result<Index, PrimError> {
    let values = column.values;
    if values.len() != rows {
        return Err(PrimError::Length { column: at, found: values.len(), expected: rows });
    }
    if let Some((row, &value)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(PrimError::NotFinite { column: at, row, value });
    }
    // Rows fit into 32 bits: checked before.
    let mut order: Vec<u32> = (0..rows as u32).collect();
    order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
    if column.kind == Kind::Ordered {
        return Ok(Index::Order(order));
    }
    let mut levels: Vec<f64> = order.iter().map(|&row| values[row as usize]).collect();
    levels.dedup();
    if levels.len() > MOST_CATEGORIES {
        return Err(PrimError::Categories { column: at, found: levels.len(), most: MOST_CATEGORIES });
    }
    let codes = values.iter().map(|value| levels.partition_point(|level| level < value) as u16).collect();
    Ok(Index::Codes(levels, codes))
}

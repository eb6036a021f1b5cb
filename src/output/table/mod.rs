//! Tables of numbers for analyses: the rows of a run directory, or a Parquet or CSV file that another program wrote.
//!
//! A table is opened, which reads its headings, and gives the columns that are asked for by name.

mod csv;
mod guard;
mod parquet;

use super::{Error, digest, manifest::Manifest, rows::Keep};
use crate::engine::Column;
use crate::scenario::closest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false, which read as 1 and 0.
    YesNo,
    /// Numbers.
    Number,
    /// Texts, dates, lists: nothing to compute with.
    Other,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The name of the column.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
}

/// A table, opened.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    manifest: Option<Box<Manifest>>,
    headings: Vec<Heading>,
    rows: usize,
    cells: Cells,
}

/// Where the values are.
#[derive(Debug)]
enum Cells {
    /// Still in this Parquet file.
    File(PathBuf),
    /// Read already, with the line on which each row begins.
    Read(Vec<csv::Cells>, Vec<u64>),
}

/// Why there is no table, or no such column: bad input.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A path where nothing is.
    #[error("{}: nothing is there; name a run directory, a .parquet or a .csv file", .0.display())]
    Missing(PathBuf),
    /// A file that is no table.
    #[error("{}: not a table: {why}", path.display())]
    NotATable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A directory that is not of a complete run, or a file that cannot be read.
    #[error("{0}")]
    Output(#[from] Error),
    /// A run that kept no rows.
    #[error("{}: this run kept no rows; run it again with --rows all", .0.display())]
    NoRowsKept(PathBuf),
    /// A table without rows.
    #[error("{}: there are no rows in it", .0.display())]
    Empty(PathBuf),
    /// A name that is not there.
    #[error("{}: there is no column `{name}`; {}", path.display(), match hint {
        Some(hint) => format!("did you mean `{hint}`?"),
        None => known(names),
    })]
    NoColumn {
        /// The file or directory.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// What may have been meant.
        hint: Option<String>,
        /// All names.
        names: Vec<String>,
    },
    /// A column that cannot be computed with.
    #[error("{}: the column `{name}` {why}", path.display())]
    NotNumbers {
        /// The file or directory.
        path: PathBuf,
        /// The column.
        name: String,
        /// What it holds.
        why: String,
    },
}

/// The names that there are, as far as they fit a line.
fn known(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST);
    if more > 0 { format!("there are: {shown} and {more} more") } else { format!("there are: {shown}") }
}

impl Table {
    /// Opens a run directory (its rows), a `.parquet`, or a `.csv` or `.tsv` file with a line of headings. In text
    /// files an empty field, `NA`, `NaN` and `null` are nulls, and true, false, yes and no are yes or no.
    ///
    /// # Errors
    /// Nothing there, not the directory of a complete run, not a table, two columns of one name, no rows.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        if path.is_dir() {
            return Self::of_run(path);
        }
        if !path.exists() {
            return Err(TableError::Missing(path.to_owned()));
        }
        match path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("parquet") => Self::of_parquet(path, path, None),
            Some("csv") => Self::of_text(path, b','),
            Some("tsv") => Self::of_text(path, b'\t'),
            _ => Err(not_a_table(path, "its name ends in none of .parquet, .csv and .tsv")),
        }
    }

    fn of_run(directory: &Path) -> Result<Self, TableError> {
        let manifest = Manifest::read(directory)?;
        if manifest.rows_kept == Keep::None {
            return Err(TableError::NoRowsKept(directory.to_owned()));
        }
        manifest.check(directory, "rows.parquet")?;
        Self::of_parquet(directory, &directory.join("rows.parquet"), Some(Box::new(manifest)))
    }

    fn of_parquet(path: &Path, file: &Path, manifest: Option<Box<Manifest>>) -> Result<Self, TableError> {
        let (headings, rows) = parquet::headings(file)?;
        Self { path: path.to_owned(), manifest, headings, rows, cells: Cells::File(file.to_owned()) }.checked()
    }

    fn of_text(path: &Path, separator: u8) -> Result<Self, TableError> {
        let csv::Text { headings, lines, columns } = csv::read(path, separator)?;
        let rows = lines.len();
        Self { path: path.to_owned(), manifest: None, headings, rows, cells: Cells::Read(columns, lines) }.checked()
    }

    fn checked(self) -> Result<Self, TableError> {
        let mut names = BTreeSet::new();
        if let Some(heading) = self.headings.iter().find(|heading| !names.insert(&heading.name)) {
            return Err(not_a_table(&self.path, &format!("two columns have the name `{}`", heading.name)));
        }
        if self.rows == 0 { Err(TableError::Empty(self.path)) } else { Ok(self) }
    }

    /// What was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The manifest, where it is a run directory.
    #[must_use]
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_deref()
    }

    /// Where a row, counted from 0, stands: the line of a text file, else the number of the row from 1 on.
    #[must_use]
    pub fn place(&self, row: usize) -> String {
        match &self.cells {
            Cells::Read(_, lines) if row < lines.len() => format!("line {}", lines[row]),
            _ => format!("row {}", row + 1),
        }
    }

    /// The headings, in the order of the columns.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// Number of rows; at least 1.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The heading of this name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn heading(&self, name: &str) -> Result<&Heading, TableError> {
        Ok(&self.headings[self.position(name)?])
    }

    /// The columns of these names, in their order; nulls are kept, yes is 1 and no is 0.
    ///
    /// # Errors
    /// A name that is not there, values that are no finite numbers, a file that cannot be read.
    pub fn columns<S: AsRef<str>>(&self, names: &[S]) -> Result<Vec<Column>, TableError> {
        let at = names.iter().map(|name| self.position(name.as_ref())).collect::<Result<Vec<_>, _>>()?;
        if let Some(heading) = at.iter().map(|&at| &self.headings[at]).find(|h| h.kind == Kind::Other) {
            return Err(self.not_numbers(heading, self.other(heading)));
        }
        let columns = match &self.cells {
            Cells::File(file) => parquet::columns(file, &at)?,
            Cells::Read(cells, _) => at.iter().map(|&at| cells[at].column.clone()).collect(),
        };
        for (column, &at) in columns.iter().zip(&at) {
            if let Some(row) = (0..column.values.len()).find(|&row| !column.values[row].is_finite()) {
                let (value, place) = (column.values[row], self.place(row));
                let why = format!("holds {value} in {place}; only finite numbers can be used");
                return Err(self.not_numbers(&self.headings[at], why));
            }
        }
        Ok(columns)
    }

    /// The column of this name, as [`Table::columns`].
    ///
    /// # Errors
    /// As [`Table::columns`].
    pub fn column(&self, name: &str) -> Result<Column, TableError> {
        Ok(self.columns(&[name])?.remove(0)) // A name gives a column.
    }

    /// The digest of what it holds: that of a run's rows, or of a file's bytes.
    ///
    /// # Errors
    /// Of the file system.
    pub fn digest(&self) -> Result<String, TableError> {
        match &self.manifest {
            Some(manifest) => Ok(manifest.rows.clone()),
            None => Ok(digest::file(&self.path).map_err(Error::io(&self.path))?),
        }
    }

    fn position(&self, name: &str) -> Result<usize, TableError> {
        self.headings.iter().position(|heading| heading.name == name).ok_or_else(|| {
            let names: Vec<String> = self.headings.iter().map(|heading| heading.name.clone()).collect();
            let hint = closest(name, names.iter().map(String::as_str)).map(str::to_owned);
            TableError::NoColumn { path: self.path.clone(), name: name.to_owned(), hint, names }
        })
    }

    fn other(&self, heading: &Heading) -> String {
        let odd = match &self.cells {
            Cells::File(_) => None,
            Cells::Read(cells, _) => self.position(&heading.name).ok().and_then(|at| cells[at].odd.as_ref()),
        };
        match odd {
            Some((line, text)) => format!("holds `{text}` in line {line}, which is no number"),
            None => "holds no numbers (but texts, dates or lists)".to_owned(),
        }
    }

    fn not_numbers(&self, heading: &Heading, why: String) -> TableError {
        TableError::NotNumbers { path: self.path.clone(), name: heading.name.clone(), why }
    }
}

fn not_a_table(path: &Path, why: &str) -> TableError {
    TableError::NotATable { path: path.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests;

//! `rows.parquet`: a row a run, a row group a block.

use super::Error;
use crate::engine::{Column, Rows};
use crate::scenario::Scenario;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Row;
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which columns are kept in the file. The digest covers all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Keep {
    /// Outcomes and drawn parameters.
    All,
    /// Outcomes.
    Outcomes,
    /// No rows file.
    None,
}

impl std::fmt::Display for Keep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Outcomes => "outcomes",
            Self::None => "none",
        })
    }
}

#[derive(Clone, Copy)]
enum Kind {
    YesNo,
    Whole,
    Number,
}

/// Writes blocks of rows to a file.
pub struct RowsFile {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    outcomes: Vec<Kind>,
    keep: Keep,
}

/// The properties of every Parquet file that we write: nothing in them varies by machine or time.
pub(super) fn properties() -> Arc<WriterProperties> {
    let version = concat!("realpolitik ", env!("CARGO_PKG_VERSION"));
    Arc::new(
        WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(version.to_owned())
            .set_dictionary_enabled(false)
            .build(),
    )
}

/// A column of a schema. None of the names that we give can be refused by the library.
pub(super) fn field(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
    null: bool,
) -> Result<TypePtr, parquet::errors::ParquetError> {
    let repetition = if null { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    Ok(Arc::new(
        Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical).build()?,
    ))
}

fn schema(scenario: &Scenario, keep: Keep) -> Result<TypePtr, parquet::errors::ParquetError> {
    let unsigned = || Some(LogicalType::integer(64, false));
    let mut fields = vec![];
    for name in ["index", "replicate", "point"] {
        fields.push(field(name, Physical::INT64, unsigned(), false)?);
    }
    for outcome in &scenario.outcomes {
        let physical = match kind(outcome) {
            Kind::YesNo => Physical::BOOLEAN,
            Kind::Whole => Physical::INT32,
            Kind::Number => Physical::DOUBLE,
        };
        fields.push(field(&outcome.id, physical, None, true)?);
    }
    if keep == Keep::All {
        for (_, parameter) in scenario.in_rows() {
            fields.push(field(&parameter.path, Physical::DOUBLE, None, true)?);
        }
    }
    Ok(Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?))
}

fn kind(outcome: &crate::scenario::Outcome) -> Kind {
    if outcome.is_yes_no() {
        Kind::YesNo
    } else if outcome.is_whole() {
        Kind::Whole
    } else {
        Kind::Number
    }
}

impl RowsFile {
    /// Creates the file.
    ///
    /// # Errors
    /// Of the file system and of the library.
    pub fn create(path: &Path, scenario: &Scenario, keep: Keep) -> Result<Self, Error> {
        let file = super::files::create(path).map_err(Error::io(path))?;
        let schema = schema(scenario, keep).map_err(Error::parquet(path))?;
        let writer = SerializedFileWriter::new(file, schema, properties()).map_err(Error::parquet(path))?;
        Ok(Self { path: path.to_owned(), writer, outcomes: scenario.outcomes.iter().map(kind).collect(), keep })
    }

    /// Appends a block as a row group.
    ///
    /// # Errors
    /// Of the file system and of the library.
    pub fn write(&mut self, rows: &Rows) -> Result<(), Error> {
        let Self { path, writer, outcomes, keep } = self;
        write_group(writer, rows, outcomes, *keep).map_err(Error::parquet(path))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Of the file system and of the library.
    pub fn finish(self) -> Result<(), Error> {
        let path = self.path;
        self.writer.close().map_err(Error::parquet(&path))?;
        Ok(())
    }
}

type Outcome<T> = Result<T, parquet::errors::ParquetError>;

fn write_group(writer: &mut SerializedFileWriter<File>, rows: &Rows, kinds: &[Kind], keep: Keep) -> Outcome<()> {
    let mut group = writer.next_row_group()?;
    let index: Vec<i64> = (0..rows.len() as u64).map(|at| (rows.first + at) as i64).collect();
    let whole = |xs: &[u64]| xs.iter().map(|x| *x as i64).collect::<Vec<i64>>();
    for column in [index, whole(&rows.replicate), whole(&rows.point)] {
        write_column::<Int64Type, _>(&mut group, &column, None)?;
    }
    for (column, kind) in rows.outcomes.iter().zip(kinds) {
        match kind {
            Kind::YesNo => write_column::<BoolType, _>(&mut group, &kept(column, |x| x != 0.0), levels(column))?,
            Kind::Whole => write_column::<Int32Type, _>(&mut group, &kept(column, |x| x as i32), levels(column))?,
            Kind::Number => write_column::<DoubleType, _>(&mut group, &kept(column, |x| x), levels(column))?,
        }
    }
    if keep == Keep::All {
        for column in &rows.parameters {
            write_column::<DoubleType, _>(&mut group, &kept(column, |x| x), levels(column))?;
        }
    }
    group.close()?;
    Ok(())
}

fn kept<T>(column: &Column, f: impl Fn(f64) -> T) -> Vec<T> {
    column.values.iter().zip(&column.valid).filter(|(_, valid)| **valid).map(|(x, _)| f(*x)).collect()
}

fn levels(column: &Column) -> Option<Vec<i16>> {
    Some(column.valid.iter().map(|valid| i16::from(*valid)).collect())
}

pub(super) fn write_column<T: DataType, W: std::io::Write + Send>(
    group: &mut parquet::file::writer::SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<Vec<i16>>,
) -> Outcome<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, levels.as_deref(), None)?;
        column.close()?;
    }
    Ok(())
}

/// The row at this place of a row group; none where there is no such row.
///
/// # Errors
/// Of the file system and of the library.
pub fn one(path: &Path, group: usize, at: usize) -> Result<Option<Row>, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let reader = SerializedFileReader::new(file).map_err(Error::parquet(path))?;
    if group >= reader.num_row_groups() {
        return Ok(None);
    }
    let group = reader.get_row_group(group).map_err(Error::parquet(path))?;
    let row = group.get_row_iter(None).map_err(Error::parquet(path))?.nth(at);
    row.transpose().map_err(Error::parquet(path))
}

/// Reads a Parquet file row by row.
///
/// # Errors
/// Of the file system and of the library; `each` ends the reading with an error of its own.
pub fn read(path: &Path, mut each: impl FnMut(Row) -> Result<(), Error>) -> Result<(), Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let reader = SerializedFileReader::new(file).map_err(Error::parquet(path))?;
    for row in reader.get_row_iter(None).map_err(Error::parquet(path))? {
        each(row.map_err(Error::parquet(path))?)?;
    }
    Ok(())
}

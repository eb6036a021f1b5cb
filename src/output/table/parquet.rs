//! Tables in Parquet files, ours and those of other programs.

use super::{Heading, Kind, TableError, guard, not_a_table};
use crate::engine::Column;
use ::parquet::basic::{ConvertedType, Type as Physical};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;
use std::fmt::Display;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

fn open(path: &Path) -> Result<SerializedFileReader<File>, TableError> {
    let refused = |error: &dyn Display| not_a_table(path, &error.to_string());
    let mut file = File::open(path).map_err(super::Error::io(path))?;
    guard::footer(&mut file).map_err(|error| refused(&error))?;
    let again = file.try_clone().map_err(super::Error::io(path))?;
    let reader = caught(|| SerializedFileReader::new(again)).map_err(|error| refused(&error))?;
    guard::metadata(&file, reader.metadata()).map_err(|error| refused(&error))?;
    Ok(reader)
}

/// Calls the library. Behind the checks of [`guard`] there are files left on which it panics (pages in an order or in an
/// encoding that it does not expect), and that is an error of the file and no reason to end the program.
fn caught<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let damaged = |_| Err(ParquetError::General("it is damaged".to_owned()));
    // What the call leaves half done is dropped.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(damaged)
}

/// Headings and number of rows.
pub(super) fn headings(path: &Path) -> Result<(Vec<Heading>, usize), TableError> {
    let reader = open(path)?;
    let file = reader.metadata().file_metadata();
    let heading = |column: &ColumnDescriptor| Heading { name: column.path().string(), kind: kind(column) };
    let headings = file.schema_descr().columns().iter().map(|column| heading(column)).collect();
    Ok((headings, usize::try_from(file.num_rows()).unwrap_or(0))) // A negative number does not come this far.
}

fn kind(column: &ColumnDescriptor) -> Kind {
    let plain = matches!(
        column.converted_type(),
        ConvertedType::NONE
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64
            | ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64
    );
    // Times of some units have no converted type. A list repeats its values within a row.
    let timed = column.logical_type_ref().is_some() && column.converted_type() == ConvertedType::NONE;
    match column.physical_type() {
        _ if !plain || timed || column.max_rep_level() > 0 => Kind::Other,
        Physical::BOOLEAN => Kind::YesNo,
        Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE => Kind::Number,
        _ => Kind::Other,
    }
}

/// The columns at these places, all of them yes or no or numbers. What is not a number in a file of numbers is null.
pub(super) fn columns(path: &Path, at: &[usize]) -> Result<Vec<Column>, TableError> {
    let reader = open(path)?;
    let mut file = File::open(path).map_err(super::Error::io(path))?;
    caught(|| read(&reader, &mut file, at)).map_err(|error| {
        let why = format!("{error}; if it is compressed, save it with snappy, without compression, or as .csv");
        not_a_table(path, &why)
    })
}

fn read(reader: &SerializedFileReader<File>, file: &mut File, at: &[usize]) -> Result<Vec<Column>, ParquetError> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut columns = vec![Column::default(); at.len()];
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0); // As above.
        for (column, &at) in columns.iter_mut().zip(at) {
            guard::pages(file, group.metadata().column(at), rows)?;
            append(column, group.get_column_reader(at)?, &schema.column(at), rows)?;
        }
    }
    Ok(columns)
}

fn append(out: &mut Column, from: ColumnReader, about: &ColumnDescriptor, rows: usize) -> Result<(), ParquetError> {
    use ConvertedType::{UINT_8, UINT_16, UINT_32, UINT_64};
    let unsigned = matches!(about.converted_type(), UINT_8 | UINT_16 | UINT_32 | UINT_64);
    let present = about.max_def_level();
    match from {
        ColumnReader::BoolColumnReader(from) => values(out, from, present, rows, |x| f64::from(u8::from(x))),
        ColumnReader::Int32ColumnReader(from) if unsigned => values(out, from, present, rows, |x| f64::from(x as u32)),
        ColumnReader::Int32ColumnReader(from) => values(out, from, present, rows, f64::from),
        ColumnReader::Int64ColumnReader(from) if unsigned => values(out, from, present, rows, |x| x as u64 as f64),
        ColumnReader::Int64ColumnReader(from) => values(out, from, present, rows, |x| x as f64),
        ColumnReader::FloatColumnReader(from) => values(out, from, present, rows, f64::from),
        ColumnReader::DoubleColumnReader(from) => values(out, from, present, rows, |x| x),
        _ => Err(ParquetError::General("a column that is no number".to_owned())),
    }
}

/// Appends the values of a row group; `present` is the level at which a value is there.
fn values<T: DataType>(
    out: &mut Column,
    mut from: ColumnReaderImpl<T>,
    present: i16,
    rows: usize,
    number: impl Fn(T::T) -> f64,
) -> Result<(), ParquetError> {
    let (mut levels, mut values, mut read) = (Vec::new(), Vec::new(), 0);
    while read < rows {
        let (more, ..) = from.read_records(rows - read, Some(&mut levels), None, &mut values)?;
        if more == 0 {
            return Err(ParquetError::General(format!("a column has {read} of {rows} rows")));
        }
        read += more;
    }
    let mut values = values.into_iter().map(number);
    let mut one = |there: bool| if there { values.next().filter(|x| !x.is_nan()) } else { None };
    if present == 0 {
        (0..rows).for_each(|_| out.push(one(true)));
    } else {
        levels.iter().for_each(|&level| out.push(one(level == present)));
    }
    Ok(())
}

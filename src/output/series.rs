//! `series.parquet`: counts over time, a row for each bin that holds a run.

use super::{Error, rows};
use crate::analysis::SeriesSummary;
use parquet::basic::{LogicalType, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// One row.
struct Count<'a> {
    series: &'a str,
    date: f64,
    bin: i32,
    low: f64,
    high: f64,
    count: i64,
}

/// The rows of the series: bins without runs are left out.
fn counts(series: &[SeriesSummary]) -> impl Iterator<Item = Count<'_>> {
    series.iter().flat_map(|s| {
        s.dates.iter().zip(&s.counts).flat_map(move |(date, bins)| {
            let inner = bins.len().saturating_sub(2).max(1);
            let width = (s.high - s.low) / inner as f64;
            bins.iter().enumerate().filter(|(_, count)| **count > 0).map(move |(bin, count)| Count {
                series: &s.id,
                date: *date,
                bin: bin as i32,
                low: if bin == 0 { f64::NEG_INFINITY } else { s.low + (bin - 1) as f64 * width },
                high: if bin == inner + 1 { f64::INFINITY } else { s.low + bin as f64 * width },
                count: *count as i64,
            })
        })
    })
}

/// Writes the file.
///
/// # Errors
/// Of the file system and of the library.
pub fn write(path: &Path, series: &[SeriesSummary]) -> Result<(), Error> {
    let file = super::files::create(path).map_err(Error::io(path))?;
    write_to(file, series).map_err(Error::parquet(path))
}

fn write_to(file: File, series: &[SeriesSummary]) -> Result<(), parquet::errors::ParquetError> {
    let fields = vec![
        rows::field("series", Physical::BYTE_ARRAY, Some(LogicalType::String), false)?,
        rows::field("date", Physical::DOUBLE, None, false)?,
        rows::field("bin", Physical::INT32, None, false)?,
        rows::field("low", Physical::DOUBLE, None, false)?,
        rows::field("high", Physical::DOUBLE, None, false)?,
        rows::field("count", Physical::INT64, None, false)?,
    ];
    let schema = Arc::new(Type::group_type_builder("series").with_fields(fields).build()?);
    let mut writer = SerializedFileWriter::new(file, schema, rows::properties())?;
    let all: Vec<Count<'_>> = counts(series).collect();
    let column = |f: fn(&Count<'_>) -> f64| all.iter().map(f).collect::<Vec<f64>>();
    let names: Vec<ByteArray> = all.iter().map(|c| c.series.into()).collect();
    let mut group = writer.next_row_group()?;
    rows::write_column::<ByteArrayType, _>(&mut group, &names, None)?;
    rows::write_column::<DoubleType, _>(&mut group, &column(|c| c.date), None)?;
    rows::write_column::<Int32Type, _>(&mut group, &all.iter().map(|c| c.bin).collect::<Vec<_>>(), None)?;
    rows::write_column::<DoubleType, _>(&mut group, &column(|c| c.low), None)?;
    rows::write_column::<DoubleType, _>(&mut group, &column(|c| c.high), None)?;
    rows::write_column::<Int64Type, _>(&mut group, &all.iter().map(|c| c.count).collect::<Vec<_>>(), None)?;
    group.close()?;
    writer.close()?;
    Ok(())
}

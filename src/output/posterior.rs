//! `posterior.parquet`: the particles of a calibration, a row each: its number, its weight (their sum is 1), and the value
//! of every parameter that was calibrated.

use super::Error;
use super::rows::{field, properties, write_column};
use crate::design::calibrated::Particles;
use parquet::basic::{LogicalType, Type as Physical};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The name of the file in a run directory.
pub(super) const FILE: &str = "posterior.parquet";

/// Writes the file.
///
/// # Errors
/// Of the file system and of the library.
pub(super) fn write(path: &Path, particles: &Particles) -> Result<(), Error> {
    let file = super::files::create(path).map_err(Error::io(path))?;
    write_to(file, particles).map_err(Error::parquet(path))
}

fn write_to(file: File, particles: &Particles) -> Result<(), ParquetError> {
    let mut fields = vec![field("particle", Physical::INT64, Some(LogicalType::integer(64, false)), false)?];
    for name in std::iter::once("weight").chain(particles.parameters.iter().map(String::as_str)) {
        fields.push(field(name, Physical::DOUBLE, None, false)?);
    }
    let schema = Arc::new(Type::group_type_builder("posterior").with_fields(fields).build()?);
    let mut writer = SerializedFileWriter::new(file, schema, properties())?;
    let mut group = writer.next_row_group()?;
    let numbers: Vec<i64> = (0..particles.weights.len() as i64).collect();
    write_column::<Int64Type, _>(&mut group, &numbers, None)?;
    write_column::<DoubleType, _>(&mut group, &particles.weights, None)?;
    let k = particles.parameters.len();
    for at in 0..k {
        let column: Vec<f64> = particles.values.iter().skip(at).step_by(k).copied().collect();
        write_column::<DoubleType, _>(&mut group, &column, None)?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

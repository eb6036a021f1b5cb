//! Rows and series as CSV or JSON lines of text.

use super::{Error, rows};
use parquet::record::{Field, Row};
use std::io::Write;
use std::path::Path;

/// A text format.
pub trait Format {
    /// The heading, from the names of the columns.
    fn begin(&mut self, out: &mut dyn Write, row: &Row) -> std::io::Result<()>;
    /// A row.
    fn row(&mut self, out: &mut dyn Write, row: &Row) -> std::io::Result<()>;
    /// The end.
    fn end(&mut self, out: &mut dyn Write) -> std::io::Result<()>;
}

/// Comma-separated values (RFC 4180); a null is an empty field, the open end of an outermost bin is -inf or inf.
#[derive(Default)]
pub struct Csv;

impl Format for Csv {
    fn begin(&mut self, out: &mut dyn Write, row: &Row) -> std::io::Result<()> {
        line(out, row.get_column_iter().map(|(name, _)| quoted(name)))
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> std::io::Result<()> {
        line(
            out,
            row.get_column_iter().map(|(_, field)| match field {
                Field::Null => String::new(),
                Field::Str(text) => quoted(text),
                Field::Double(x) => x.to_string(),
                other => other.to_string(),
            }),
        )
    }

    fn end(&mut self, _out: &mut dyn Write) -> std::io::Result<()> {
        Ok(())
    }
}

fn line(out: &mut dyn Write, fields: impl Iterator<Item = String>) -> std::io::Result<()> {
    out.write_all(fields.collect::<Vec<_>>().join(",").as_bytes())?;
    out.write_all(b"\r\n")
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A JSON array with an object a row; a null is null, and so is the open end of an outermost bin, since JSON has no
/// infinity.
#[derive(Default)]
pub struct Json {
    some: bool,
}

impl Format for Json {
    fn begin(&mut self, out: &mut dyn Write, _row: &Row) -> std::io::Result<()> {
        out.write_all(b"[")
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> std::io::Result<()> {
        let object: serde_json::Map<String, serde_json::Value> =
            row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect();
        out.write_all(if self.some { b",\n" } else { b"\n" })?;
        self.some = true;
        serde_json::to_writer(out, &object).map_err(Into::into)
    }

    fn end(&mut self, out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(if self.some { b"\n]\n" } else { b"[]\n" })
    }
}

fn value(field: &Field) -> serde_json::Value {
    match field {
        Field::Bool(x) => (*x).into(),
        Field::Int(x) => (*x).into(),
        Field::Long(x) => (*x).into(),
        Field::ULong(x) => (*x).into(),
        Field::Double(x) => (*x).into(),
        Field::Str(x) => x.as_str().into(),
        _ => serde_json::Value::Null,
    }
}

/// Writes a Parquet file of ours in a text format.
///
/// # Errors
/// Of reading, and of writing (named `to`).
pub fn export(from: &Path, format: &mut dyn Format, out: &mut dyn Write, to: &Path) -> Result<(), Error> {
    let mut first = true;
    rows::read(from, |row| {
        if std::mem::take(&mut first) {
            format.begin(out, &row).map_err(Error::io(to))?;
        }
        format.row(out, &row).map_err(Error::io(to))
    })?;
    format.end(out).map_err(Error::io(to))
}

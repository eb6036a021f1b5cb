//! Tables in text: comma-separated values (RFC 4180) with a line of headings.

use super::{Heading, Kind, TableError, not_a_table};
use crate::engine::Column;
use std::path::Path;

/// A column as it was read.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Its values; a text counts as null.
    pub column: Column,
    /// The first text that is no number: its line and its beginning.
    pub odd: Option<(u64, String)>,
    /// True where a number occurs.
    numbers: bool,
    /// True where true or false occurs.
    yes_no: bool,
}

/// A field.
enum Field {
    Null,
    YesNo(bool),
    Number(f64),
    Text,
}

fn field(text: &str) -> Field {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["", "na", "nan", "null"]) {
        Field::Null
    } else if is(&["true", "yes"]) {
        Field::YesNo(true)
    } else if is(&["false", "no"]) {
        Field::YesNo(false)
    } else {
        text.parse().map_or(Field::Text, Field::Number)
    }
}

impl Cells {
    fn push(&mut self, text: &str, line: u64) {
        let value = match field(text) {
            Field::Null => None,
            Field::YesNo(yes) => {
                self.yes_no = true;
                Some(f64::from(u8::from(yes)))
            }
            Field::Number(x) => {
                self.numbers = true;
                Some(x)
            }
            Field::Text => {
                self.odd.get_or_insert_with(|| (line, text.chars().take(40).collect()));
                None
            }
        };
        self.column.push(value);
    }

    fn kind(&self) -> Kind {
        match (&self.odd, self.yes_no, self.numbers) {
            (Some(_), ..) => Kind::Other,
            (None, true, false) => Kind::YesNo,
            (None, ..) => Kind::Number,
        }
    }
}

/// A file as it was read.
pub(super) struct Text {
    /// Its headings.
    pub headings: Vec<Heading>,
    /// The line on which each row begins.
    pub lines: Vec<u64>,
    /// Its columns.
    pub columns: Vec<Cells>,
}

/// What is wrong, and in which line.
fn fault(error: &::csv::Error) -> String {
    let line = error.position().map_or(String::new(), |place| format!("line {}: ", place.line()));
    line + &match error.kind() {
        ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let fields = if *len == 1 { "field" } else { "fields" };
            format!("{len} {fields}, where the headings are {expected_len}; give every row a field for every heading")
        }
        ::csv::ErrorKind::Utf8 { .. } => "it is no UTF-8 text; save the file as UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads a file.
pub(super) fn read(path: &Path, separator: u8) -> Result<Text, TableError> {
    let refused = |error: ::csv::Error| not_a_table(path, &fault(&error));
    let mut builder = ::csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(separator).trim(::csv::Trim::All).from_path(path).map_err(refused)?;
    let names = reader.headers().map_err(refused)?.clone();
    let mut columns: Vec<Cells> = names.iter().map(|_| Cells::default()).collect();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(refused)?;
        let line = record.position().map_or(0, ::csv::Position::line);
        columns.iter_mut().zip(&record).for_each(|(cells, text)| cells.push(text, line));
        lines.push(line);
    }
    // Spreadsheets put a byte order mark before the first heading.
    let name = |text: &str| text.trim_start_matches('\u{feff}').to_owned();
    let headings = names.iter().zip(&columns).map(|(text, cells)| Heading { name: name(text), kind: cells.kind() });
    Ok(Text { headings: headings.collect(), lines, columns })
}

//! Tables in files: CSV (also compressed by gzip) row by row, sheets of Excel workbooks; the header is found wherever it
//! stands in the first rows, since producers write notes above it.

use super::aliases::alias;
use calamine::{Data, Reader as _};
use csv::StringRecord;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// In how many rows at the top of a table its header is looked for.
const HEADER_WITHIN: usize = 30;

/// How many letters of a header that nobody knows are shown.
const SHOWN: usize = 300;

/// What stands for a value that is not known, beside an empty cell; figures of -9 and -8 do as well (COW).
const MISSING: [&str; 8] = ["NA", "NaN", ".", "..", "...", ". .", "xxx", "NULL"];

/// The names of a table's columns, in small letters, and what stands above them.
#[derive(Clone, Debug, Default)]
pub struct Header {
    names: Vec<String>,
    /// The first line above the header that says something; empty without one.
    pub title: String,
}

impl Header {
    /// A header of these names.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, title: &str) -> Self {
        let clean = |name: &str| name.trim_start_matches('\u{feff}').trim().trim_matches('"').to_lowercase();
        Self { names: names.into_iter().map(clean).collect(), title: title.to_owned() }
    }

    /// Where the column with this name is; of several names with `|` between them the first that there is,
    /// under its own name or an alias.
    #[must_use]
    pub fn at(&self, name: &str) -> Option<usize> {
        let of = |name: &str| self.names.iter().position(|own| own == name);
        name.split('|').find_map(|name| of(name).or_else(|| of(alias(name)?)))
    }

    /// Whether all of these columns are there.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.at(name).is_some())
    }

    /// The columns that are named by years, with the years.
    pub fn years(&self) -> impl Iterator<Item = (usize, i64)> {
        let year = |name: &String| name.parse().ok().filter(|year| (1800..2200).contains(year));
        self.names.iter().enumerate().filter_map(move |(at, name)| Some((at, year(name)?)))
    }

    /// The first names, for a message.
    fn shown(&self) -> String {
        let all = self.names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(", ");
        let cut = all.chars().count() > SHOWN;
        all.chars().take(SHOWN).chain(cut.then_some('…')).collect()
    }
}

/// A row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The names of its cells.
    pub header: &'a Header,
    /// Its cells.
    pub cells: &'a StringRecord,
    /// Its line in the file, from 1.
    pub line: u64,
}

impl Row<'_> {
    /// The text of a cell without space around it; empty where there is no such cell or its value is missing.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.header.at(name).map_or("", |at| self.cell(at))
    }

    fn cell(&self, at: usize) -> &str {
        let text = self.cells.get(at).unwrap_or("").trim();
        if MISSING.contains(&text) { "" } else { text }
    }

    /// The number in a cell; none where it is missing.
    ///
    /// # Errors
    /// If it is no number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, String> {
        self.header.at(name).map_or(Ok(None), |at| self.number_at(at))
    }

    /// The number in the cell at a place.
    ///
    /// # Errors
    /// If it is no number.
    pub fn number_at(&self, at: usize) -> Result<Option<f64>, String> {
        let text = self.cell(at);
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok((value != -9.0 && value != -8.0).then_some(value)),
            _ => Err(format!("line {}: `{text}` in column `{}` is no number", self.line, self.header.names[at])),
        }
    }

    /// The whole number in a cell; none where it is missing.
    ///
    /// # Errors
    /// If it is no whole number.
    pub fn whole(&self, name: &str) -> Result<Option<i64>, String> {
        match self.number(name)? {
            Some(value) if value.fract() != 0.0 || value.abs() > 1e15 => {
                Err(format!("line {}: {value} in column `{name}` is no whole number", self.line))
            }
            value => Ok(value.map(|value| value as i64)),
        }
    }
}

/// What goes through the rows of a table: first asked whether it knows a header, then given the rows below it.
pub trait Visitor {
    /// Whether this is the header of a table that is wanted.
    fn header(&mut self, header: &Header) -> bool;
    /// A row below a header that was.
    ///
    /// # Errors
    /// If it cannot be read.
    fn row(&mut self, row: &Row<'_>) -> Result<(), String>;
}

/// Goes through all tables of a file. Gives the header, or what looks most like one, of a file without a table that is
/// wanted.
///
/// # Errors
/// If the file cannot be read, or a row cannot.
pub fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<Option<String>, String> {
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(8).read_to_end(&mut start)).map_err(|error| error.to_string())?;
    match start.as_slice() {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => workbook(path, visitor),
        [b'P', b'K', ..] if !is_archive(path) => workbook(path, visitor),
        [b'P', b'K', ..] => Err("a zip archive is not read: unpack it first".to_owned()),
        [b'<', b's', b't', b'a', b't', b'a', ..] => {
            Err("a Stata file is not read: take the CSV or the Excel file of the same data, or save it as CSV"
                .to_owned())
        }
        [] => Err("the file is empty".to_owned()),
        [0x1f, 0x8b, ..] => comma_separated(Box::new(flate2::read::MultiGzDecoder::new(open(path)?)), visitor),
        _ => comma_separated(Box::new(open(path)?), visitor),
    }
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| error.to_string())
}

/// An archive of files, and no workbook, which is packed in the same way.
fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"))
}

fn comma_separated(file: Box<dyn Read>, visitor: &mut dyn Visitor) -> Result<Option<String>, String> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let first = file.fill_buf().map_err(|error| error.to_string())?;
    if first.contains(&0) {
        return Err("this is no text: CSV, CSV in gzip and Excel workbooks are read".to_owned());
    }
    let delimiter = delimiter(first);
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(file);
    let mut header = Search::default();
    for record in reader.into_byte_records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        if !header.take(decoded(record), line, visitor)? {
            break;
        }
    }
    Ok(header.unknown())
}

/// Comma, semicolon or tab: whichever the first lines have most of.
fn delimiter(text: &[u8]) -> u8 {
    let count = |mark: &u8| text.iter().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

/// UTF-8, or else Latin-1, in which any byte is a letter.
fn decoded(record: csv::ByteRecord) -> StringRecord {
    StringRecord::from_byte_record(record).unwrap_or_else(|error| {
        let record = error.into_byte_record();
        record.iter().map(|cell| cell.iter().map(|byte| char::from(*byte)).collect::<String>()).collect()
    })
}

fn workbook(path: &Path, visitor: &mut dyn Visitor) -> Result<Option<String>, String> {
    let mut book =
        calamine::open_workbook_auto(path).map_err(|error| format!("no workbook that can be read: {error}"))?;
    let (mut known, mut unknown) = (false, None);
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(|error| format!("sheet {sheet}: {error}"))?;
        let mut header = Search::default();
        for (line, row) in range.rows().enumerate() {
            let record: StringRecord = row.iter().map(as_text).collect();
            if !header.take(record, line as u64 + 1, visitor).map_err(|error| format!("sheet {sheet}: {error}"))? {
                break;
            }
        }
        match header.unknown() {
            None => known = true,
            Some(names) => unknown = unknown.or(Some(names)),
        }
    }
    Ok(if known { None } else { unknown.or_else(|| Some(String::new())) })
}

fn as_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

/// The header of a table: looked for in the first rows, then known.
#[derive(Default)]
struct Search {
    header: Option<Header>,
    seen: Vec<StringRecord>,
    title: String,
}

impl Search {
    /// Takes the next row; says whether to go on.
    fn take(&mut self, cells: StringRecord, line: u64, visitor: &mut dyn Visitor) -> Result<bool, String> {
        if let Some(header) = &self.header {
            return visitor.row(&Row { header, cells: &cells, line }).map(|()| true);
        }
        let header = Header::new(&cells, &self.title);
        if visitor.header(&header) {
            self.header = Some(header);
        } else if self.title.is_empty() {
            self.title = cells.iter().find(|cell| !cell.trim().is_empty()).unwrap_or("").trim().to_owned();
        }
        self.seen.push(cells);
        Ok(self.header.is_some() || self.seen.len() < HEADER_WITHIN)
    }

    /// The names of what is no table that is wanted: the first row with the most cells that hold something.
    fn unknown(&self) -> Option<String> {
        if self.header.is_some() {
            return None;
        }
        let filled = |row: &&StringRecord| row.iter().filter(|cell| !cell.trim().is_empty()).count();
        let widest = self.seen.iter().rev().max_by_key(filled);
        Some(widest.map_or_else(String::new, |row| Header::new(row, "").shown()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Collect {
        rows: Vec<(String, Option<f64>, u64)>,
    }

    impl Visitor for Collect {
        fn header(&mut self, header: &Header) -> bool {
            header.has(&["name", "value|figure"])
        }

        fn row(&mut self, row: &Row<'_>) -> Result<(), String> {
            self.rows.push((row.text("name").to_owned(), row.number("value|figure")?, row.line));
            Ok(())
        }
    }

    fn through(bytes: &[u8]) -> (Result<Option<String>, String>, Collect) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).expect("it can be written");
        let mut all = Collect::default();
        (visit(&path, &mut all), all)
    }

    #[test]
    fn a_header_below_notes_is_found_and_missing_values_are_none() {
        let (end, all) = through(b"A note\n\n\"Name\",\"Figure\"\nA,1.5\nB,-9\nC,NA\nD,-8\nE,.25\nF\n");
        assert_eq!(end, Ok(None));
        let values: Vec<_> = all.rows.iter().map(|row| row.1).collect();
        assert_eq!(values, [Some(1.5), None, None, None, Some(0.25), None]);
        assert_eq!((all.rows[0].2, all.rows[0].0.as_str()), (4, "A"));
    }

    #[test]
    fn a_byte_order_mark_latin_1_and_semicolons_are_no_hindrance() {
        let (end, all) = through(b"\xef\xbb\xbfname;value\nC\xf4te;2\n");
        assert_eq!((end, all.rows[0].0.as_str()), (Ok(None), "Côte"));
    }

    #[test]
    fn gzip_is_unpacked() {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"name,value\nA,3\n").expect("memory");
        let (end, all) = through(&packed.finish().expect("memory"));
        assert_eq!((end, all.rows[0].1), (Ok(None), Some(3.0)));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let (end, _) = through(b"name,value\nA,many\n");
        assert_eq!(end, Err("line 2: `many` in column `value` is no number".to_owned()));
        assert_eq!(through(b"x\nplace,count\n1,2\n").0, Ok(Some("place, count".to_owned())));
        for (bytes, why) in
            [(&b"<stata_dta>"[..], "Stata"), (b"", "empty"), (b"PK\x03\x04zz", "workbook"), (b"a\0b", "no text")]
        {
            assert!(through(bytes).0.unwrap_err().contains(why), "{why}");
        }
    }
}

//! Checks a Parquet file before the library reads it. The library trusts sizes that a file states: a few bytes could make
//! it set gigabytes aside, follow a schema until the stack ends, or count to two billion.
//!
//! What is read here is Thrift's compact protocol, as the Parquet format uses it: structures are walked, and of their
//! fields only a few are looked at. (Apache Thrift, thrift-compact-protocol.md; Apache Parquet, parquet.thrift.)

use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

/// The deepest that structures, and groups of columns, may lie in one another.
const DEEPEST: usize = 64;

/// The most that Snappy makes of a byte: its longest copy is 64 bytes, from 3.
const MOST_OF_A_BYTE: u64 = 22;

/// Rows that any file may have, and more for each of its bytes: a column of one value takes a few bytes, whatever its
/// length.
const ROWS: (u64, u64) = (1 << 20, 4096);

fn wrong(why: &str) -> Error {
    Error::new(ErrorKind::InvalidData, why)
}

/// Checks the footer, before the library reads it.
///
/// # Errors
/// Of the file system, and what is wrong with the footer.
pub(super) fn footer(file: &mut File) -> Result<()> {
    let size = file.metadata()?.len();
    let mut end = [0; 8];
    file.seek(SeekFrom::Start(size.saturating_sub(8)))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, mark @ ..] = end;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if mark != *b"PAR1" || length + 8 > size {
        return Err(wrong("it is no Parquet file, or it is cut off"));
    }
    let bytes = part(file, size - 8 - length, length)?;
    let mut depth = Vec::new();
    let mut deepest = 0;
    let mut schema = Vec::new();
    Walk { left: &bytes, expected: in_footer }.structure(0, &mut |path, x| {
        // FileMetaData.schema, and of each of its elements num_children.
        if *path == [2] {
            schema.push(0);
        } else if let ([2, 5], Some(children)) = (path, schema.last_mut()) {
            *children = x;
        }
    })?;
    for children in schema {
        deepest = deepest.max(depth.len());
        if let Some(left) = depth.last_mut() {
            *left -= 1;
        }
        depth.push(children.max(0));
        while depth.last() == Some(&0) {
            depth.pop();
        }
    }
    if deepest > DEEPEST { Err(wrong("its columns lie too deep in one another")) } else { Ok(()) }
}

/// Checks what the footer says of rows and places against the size of the file.
///
/// # Errors
/// Of the file system, and what is wrong.
pub(super) fn metadata(file: &File, about: &ParquetMetaData) -> Result<()> {
    let size = file.metadata()?.len();
    let rows = about.file_metadata().num_rows();
    let most = ROWS.0 + ROWS.1.saturating_mul(size);
    if u64::try_from(rows).map_or(true, |rows| rows > most) {
        return Err(wrong(&format!("it says that it has {rows} rows, in {size} bytes")));
    }
    let mut left = rows;
    for group in about.row_groups() {
        left = left.checked_sub(group.num_rows()).filter(|_| group.num_rows() >= 0).unwrap_or(-1);
        if left < 0 {
            break;
        }
        if group.columns().iter().any(|column| place(column).is_none_or(|(start, length)| start + length > size)) {
            return Err(wrong("it says that a column lies beyond its end"));
        }
    }
    if left == 0 { Ok(()) } else { Err(wrong("its groups of rows do not add up to its rows")) }
}

/// Where a column chunk begins, and its length.
fn place(column: &ColumnChunkMetaData) -> Option<(u64, u64)> {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let (start, length) = (u64::try_from(start).ok()?, u64::try_from(column.compressed_size()).ok()?);
    start.checked_add(length).map(|_| (start, length))
}

/// Checks the pages of a column chunk that has so many rows, before the library reads it.
///
/// # Errors
/// Of the file system, and what is wrong with a page.
pub(super) fn pages(file: &mut File, column: &ColumnChunkMetaData, rows: usize) -> Result<()> {
    let (start, length) = place(column).ok_or_else(|| wrong("it says that a column lies nowhere"))?;
    let bytes = part(file, start, length)?;
    let mut walk = Walk { left: &bytes, expected: in_page };
    let mut seen = 0;
    while !walk.left.is_empty() && seen < rows as u64 {
        let (mut kind, mut unpacked, mut packed, mut first, mut second, mut entries) = (-1, 0, 0, 0, 0, 0);
        walk.structure(0, &mut |path, x| match *path {
            [1] => kind = x,
            [2] => unpacked = x,
            [3] => packed = x,
            [5, 1] => first = x,
            [8, 1] => second = x,
            [7, 1] => entries = x,
            _ => {}
        })?;
        // Pages of data of the first and the second version; others hold no rows.
        let values = [(0, first), (3, second)].into_iter().find(|(of, _)| *of == kind).map_or(0, |(_, values)| values);
        let sizes = [unpacked, packed, values, entries].map(u64::try_from);
        let [Ok(unpacked), Ok(packed), Ok(values), Ok(entries)] = sizes else {
            return Err(wrong("a page has a negative size"));
        };
        // A value takes a bit at least.
        if unpacked > packed.saturating_mul(MOST_OF_A_BYTE) + 64 || entries > 8 * unpacked {
            return Err(wrong("a page says that it holds more than it can"));
        }
        walk.bytes(packed)?;
        seen += values;
    }
    Ok(())
}

/// A part of a file, which must be there whole.
fn part(file: &mut File, start: u64, length: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(wrong("it is cut off")) }
}

/// Types of Thrift's compact protocol.
mod kind {
    pub const YES_NO: [u8; 2] = [1, 2];
    pub const BYTE: u8 = 3;
    pub const I16: u8 = 4;
    pub const I32: u8 = 5;
    pub const I64: u8 = 6;
    pub const DOUBLE: u8 = 7;
    pub const TEXT: u8 = 8;
    pub const LIST: u8 = 9;
    pub const SET: u8 = 10;
    pub const STRUCTURE: u8 = 12;
}

/// The type of a field of the footer that the library takes for granted: where a file gives it another, the two would read
/// what follows differently. Only what can change the shape of the schema matters.
fn in_footer(path: &[i64]) -> Option<u8> {
    Some(match path {
        [2] => kind::LIST,
        [1] | [2, 1..=3 | 5..=9] | [2, 10, 5, 1..=2] | [2, 10, 18, 2] => kind::I32,
        [2, 4] | [2, 10, 17..=18, 1] => kind::TEXT,
        [2, 10] | [2, 10, _] | [2, 10, 7..=8, 2] | [2, 10, 7..=8, 2, _] => kind::STRUCTURE,
        [2, 10, 7..=8, 1] | [2, 10, 10, 2] => kind::YES_NO[0],
        [2, 10, 10 | 16, 1] => kind::BYTE,
        _ => return None,
    })
}

/// As [`in_footer`], in the head of a page.
fn in_page(path: &[i64]) -> Option<u8> {
    Some(match path {
        [1..=4] | [5, 1..=4] | [7, 1..=2] | [8, 1..=6] => kind::I32,
        [5..=8] | [5, 5] | [8, 8] => kind::STRUCTURE,
        [7, 3] | [8, 7] => kind::YES_NO[0],
        _ => return None,
    })
}

/// A walk over Thrift's compact protocol.
struct Walk<'a> {
    left: &'a [u8],
    /// The type of a field that must be of one.
    expected: fn(&[i64]) -> Option<u8>,
}

/// Called with the path of a field: for a whole number with its value, for each structure of a list with 0.
type Look<'a> = &'a mut dyn FnMut(&[i64], i64);

impl Walk<'_> {
    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.left.split_first().ok_or_else(|| wrong("it is cut off"))?;
        self.left = rest;
        Ok(*first)
    }

    fn bytes(&mut self, count: u64) -> Result<()> {
        let rest = usize::try_from(count).ok().and_then(|count| self.left.get(count..));
        self.left = rest.ok_or_else(|| wrong("it says that something lies beyond its end"))?;
        Ok(())
    }

    fn whole(&mut self) -> Result<u64> {
        let mut x = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            x |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(x);
            }
        }
        Err(wrong("a number in it is too long"))
    }

    fn signed(&mut self) -> Result<i64> {
        let x = self.whole()?;
        Ok((x >> 1) as i64 ^ -((x & 1) as i64))
    }

    fn structure(&mut self, depth: usize, look: Look<'_>) -> Result<()> {
        self.fields(&mut Vec::with_capacity(DEEPEST), depth, look)
    }

    fn fields(&mut self, path: &mut Vec<i64>, depth: usize, look: Look<'_>) -> Result<()> {
        if depth > DEEPEST {
            return Err(wrong("its structures lie too deep in one another"));
        }
        let mut field = 0;
        loop {
            let head = self.byte()?;
            if head & 15 == 0 {
                return Ok(());
            }
            field = if head >> 4 == 0 { self.signed()? } else { field.wrapping_add(i64::from(head >> 4)) };
            path.push(field);
            // The two values of a yes or no are types of their own.
            let kind = if head & 15 == kind::YES_NO[1] { kind::YES_NO[0] } else { head & 15 };
            if (self.expected)(path).is_some_and(|expected| expected != kind) {
                return Err(wrong("a field in it has another type than it should"));
            }
            self.value(kind, path, depth, look)?;
            path.pop();
        }
    }

    /// A value of a type. A yes or no is in its type; in lists, where it would not be, Parquet has none here.
    fn value(&mut self, kind: u8, path: &mut Vec<i64>, depth: usize, look: Look<'_>) -> Result<()> {
        match kind {
            kind::BYTE => self.bytes(1),
            kind::DOUBLE => self.bytes(8),
            kind::I16..=kind::I64 => {
                let x = self.signed()?;
                look(path, x);
                Ok(())
            }
            kind::TEXT => {
                let length = self.whole()?;
                self.bytes(length)
            }
            kind::LIST | kind::SET => self.list(path, depth, look),
            kind::STRUCTURE => self.fields(path, depth + 1, look),
            _ if kind == kind::YES_NO[0] => Ok(()),
            // Maps are not used by Parquet.
            _ => Err(wrong("a field in it has no known type")),
        }
    }

    fn list(&mut self, path: &mut Vec<i64>, depth: usize, look: Look<'_>) -> Result<()> {
        if depth > DEEPEST {
            return Err(wrong("its structures lie too deep in one another"));
        }
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.whole()? } else { u64::from(head >> 4) };
        if count > self.left.len() as u64 {
            return Err(wrong("a list in it is longer than the file"));
        }
        if count > 0 && kind::YES_NO.contains(&(head & 15)) {
            return Err(wrong("a list in it has no known type"));
        }
        for _ in 0..count {
            if head & 15 == kind::STRUCTURE {
                look(path, 0);
            }
            self.value(head & 15, path, depth + 1, look)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_are_walked() {
        // { 1: 5, 2: [{ 5: 2 }, {}], 3: "ab", 4: true }
        let bytes = [0x15, 10, 0x19, 0x2c, 0x55, 4, 0, 0, 0x18, 2, b'a', b'b', 0x11, 0];
        let mut seen = Vec::new();
        let mut walk = Walk { left: &bytes, expected: |_| None };
        walk.structure(0, &mut |path, x| seen.push((path.to_vec(), x))).unwrap();
        assert_eq!(seen, [(vec![1], 5), (vec![2], 0), (vec![2, 5], 2), (vec![2], 0)]);
        assert!(walk.left.is_empty());
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_refused() {
        let walk = |left: &[u8]| Walk { left, expected: in_page }.structure(0, &mut |_, _| {}).unwrap_err().to_string();
        assert!(walk(&[0x19, 0x15]).contains("another type"));
        assert!(walk(&[0x99, 0x11, 1]).contains("no known type"));
        assert!(walk(&[0x99, 0xf1, 0xff, 0xff, 0xff, 0xff, 7]).contains("longer than the file"));
        assert!(walk(&[0x98, 0xff, 0xff, 3]).contains("beyond its end"));
        assert!(walk(&[0x9c; 1000]).contains("too deep"));
        assert!(walk(&[0x99; 1000]).contains("too deep"));
        assert!(walk(&[0x15; 3]).contains("cut off"));
    }
}

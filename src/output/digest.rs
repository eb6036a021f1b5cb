//! Digests of results: hashes of canonical column bytes, never of a file's.

use crate::engine::{Column, Rows, SeriesCounts};
use crate::scenario::Scenario;
use sha2::{Digest, Sha256};

/// The digest of a block: of index, replicate, point, all outcomes and all drawn parameters, column by column, numbers
/// as little-endian bytes, each column with its validity.
#[must_use]
pub fn block(rows: &Rows) -> String {
    let mut hash = Sha256::new();
    hash.update((rows.len() as u64).to_le_bytes());
    for index in 0..rows.len() as u64 {
        hash.update((rows.first + index).to_le_bytes());
    }
    for whole in [&rows.replicate, &rows.point] {
        for x in whole {
            hash.update(x.to_le_bytes());
        }
    }
    for column in rows.outcomes.iter().chain(&rows.parameters) {
        add_column(&mut hash, column);
    }
    hex(hash)
}

fn add_column(hash: &mut Sha256, column: &Column) {
    let mut bytes = Vec::with_capacity(column.values.len() * 9);
    for x in &column.values {
        bytes.extend_from_slice(&x.to_le_bytes());
    }
    bytes.extend(column.valid.iter().map(|valid| u8::from(*valid)));
    hash.update(&bytes);
}

/// The digest of all rows: of the names of the columns and the digests of the blocks.
#[must_use]
pub fn rows(scenario: &Scenario, blocks: &[String]) -> String {
    let mut hash = Sha256::new();
    for name in names(scenario) {
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    for block in blocks {
        hash.update(block.as_bytes());
    }
    hex(hash)
}

/// The digest of the counts of all series.
#[must_use]
pub fn series(counts: &[SeriesCounts]) -> String {
    let mut hash = Sha256::new();
    for series in counts {
        hash.update((series.width as u64).to_le_bytes());
        for count in &series.counts {
            hash.update(count.to_le_bytes());
        }
    }
    hex(hash)
}

/// The digest of a text.
#[must_use]
pub fn text(text: impl AsRef<[u8]>) -> String {
    let mut hash = Sha256::new();
    hash.update(text);
    hex(hash)
}

/// The SHA-256 of bytes.
#[must_use]
pub fn bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The digest of the bytes of a file.
///
/// # Errors
/// Of the file system.
#[cfg(feature = "cli")]
pub fn file(path: &std::path::Path) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = std::fs::File::open(path)?;
    let mut part = vec![0; 1 << 16];
    loop {
        match std::io::Read::read(&mut file, &mut part)? {
            0 => return Ok(hex(hash)),
            read => hash.update(&part[..read]),
        }
    }
}

fn names(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let outcomes = scenario.outcomes.iter().map(|o| o.id.as_str());
    outcomes.chain(scenario.in_rows().map(|(_, p)| p.path.as_str()))
}

fn hex(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // Writing to a string cannot fail.
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_and_a_zero_differ() {
        let mut rows =
            Rows { replicate: vec![0], point: vec![0], outcomes: vec![Column::default()], ..Rows::default() };
        rows.outcomes[0].push(Some(0.0));
        let zero = block(&rows);
        rows.outcomes[0] = Column::default();
        rows.outcomes[0].push(None);
        assert_ne!(zero, block(&rows));
    }
}

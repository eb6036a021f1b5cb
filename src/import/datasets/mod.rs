//! The datasets that are read, one file each. A dataset is recognised by the columns of a table, whatever its file is
//! called.

mod atop;
mod capitals;
mod contiguity;
mod dyadic_mid;
mod fariss;
mod gdp;
mod geodist;
mod gsdb;
mod icow;
mod ideal_points;
mod mid;
mod nmc;
mod rivalries;
mod sipri;
mod ties;
mod trade;

use super::found::{Found, Wanted};
use super::states::{State, by_number};
use super::table::{Header, Row};

/// A dataset of the field.
pub trait Dataset: Sync {
    /// Its key in the sources of a draft.
    fn key(&self) -> &'static str;
    /// Its name, for messages.
    fn name(&self) -> &'static str;
    /// What is taken from it.
    fn gives(&self) -> &'static str;
    /// The columns that it is recognised by, in small letters; `a|b` is either.
    fn columns(&self) -> &'static [&'static str];
    /// Where it is to be had.
    fn home(&self) -> &'static str;
    /// How it is cited, without release and year.
    fn citation(&self) -> &'static str;
    /// Whether a table with this header is of this dataset.
    fn recognise(&self, header: &Header) -> bool {
        header.has(self.columns())
    }
    /// Takes from a row what is wanted.
    ///
    /// # Errors
    /// If the row cannot be read.
    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String>;
    /// Puts together what needs the whole file.
    ///
    /// # Errors
    /// If the file is not what its header says.
    fn finish(&self, _found: &mut Found) -> Result<(), String> {
        Ok(())
    }
}

/// Every dataset. Where two know a header the first has it.
pub const DATASETS: &[&dyn Dataset] = &[
    &gdp::WorldBank,
    &fariss::Latent,
    &sipri::Spending,
    &nmc::Capabilities,
    &trade::DyadicTrade,
    &contiguity::Contiguity,
    &geodist::GeoDist,
    &capitals::Capitals,
    &atop::DyadYears,
    &atop::Members,
    &ideal_points::IdealPoints,
    &dyadic_mid::DyadicMid,
    &mid::DirectedDisputes,
    &mid::Participants,
    &icow::Claims,
    &gsdb::Gsdb,
    &ties::Ties,
    &rivalries::Rivalries,
];

/// Where a dataset is to be had, by its key; empty for none.
#[must_use]
pub fn home(key: &str) -> &'static str {
    DATASETS.iter().find(|dataset| dataset.key() == key).map_or("", |dataset| dataset.home())
}

/// The state that a row names by its COW number, and whether the number is its own of today; none where it is no state.
fn state(row: &Row<'_>, column: &str) -> Result<Option<(&'static State, bool)>, String> {
    Ok(row.whole(column)?.and_then(by_number))
}

/// What can be a year.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9999;

/// The year of a row, noted as one of the file; an error where there is none.
fn year(row: &Row<'_>, column: &str, found: &mut Found) -> Result<i64, String> {
    let year = row.whole(column)?.filter(|year| YEARS.contains(year));
    let year = year.ok_or_else(|| format!("line {}: no year in column `{column}`", row.line))?;
    found.year(year);
    Ok(year)
}

/// Notes the release of a file.
fn release(row: &Row<'_>, found: &mut Found) {
    if found.release.is_none() && !row.text("version").is_empty() {
        found.release = Some(row.text("version").to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::states::by_key;
    use super::*;
    use csv::StringRecord;

    /// Russia, China and the United States in a year.
    pub fn triad(year: i64) -> Wanted {
        let actors = ["RUS", "CHN", "USA"].map(|key| by_key(key).expect("a state"));
        Wanted { actors: actors.to_vec(), first: year, year, gap: 5, after: 0, bare: false }
    }

    /// What a dataset finds in a text of which the first line, or the first after a title, is the header.
    pub fn read(dataset: &dyn Dataset, wanted: &Wanted, title: &str, text: &str) -> Result<Found, String> {
        let mut rows = text.lines().map(|line| line.split(',').collect::<StringRecord>());
        let header = Header::new(&rows.next().expect("a header"), title);
        assert!(dataset.recognise(&header), "{header:?}");
        let knows = DATASETS.iter().find(|dataset| dataset.recognise(&header)).map(|dataset| dataset.key());
        assert_eq!(knows, Some(dataset.key()));
        let mut found = Found::default();
        for (at, cells) in rows.enumerate() {
            dataset.row(&Row { header: &header, cells: &cells, line: at as u64 + 2 }, wanted, &mut found)?;
        }
        dataset.finish(&mut found)?;
        Ok(found)
    }
}

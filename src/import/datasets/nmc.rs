//! National Material Capabilities of the Correlates of War: military spending and the composite index.

use super::super::found::{Found, Wanted, What};
use super::super::table::Row;
use super::{Dataset, release, state, year};

/// The yearly file, versions 5 to 7, whole or abridged.
pub struct Capabilities;

/// Spending is in thousands; a draft has billions.
const THOUSANDS_A_BILLION: f64 = 1e6;

/// From here on spending is in current US dollars; before, in current pounds sterling.
const DOLLARS_SINCE: i64 = 1914;

/// Dollars a pound, about the parity of the gold standard.
const DOLLARS_A_POUND: f64 = 4.86;

impl Dataset for Capabilities {
    fn key(&self) -> &'static str {
        "nmc"
    }

    fn name(&self) -> &'static str {
        "COW National Material Capabilities"
    }

    fn gives(&self) -> &'static str {
        "military spending where SIPRI has none, and the CINC index for comparison"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["ccode", "year", "milex", "milper", "cinc"]
    }

    fn home(&self) -> &'static str {
        "https://correlatesofwar.org/data-sets/national-material-capabilities/"
    }

    fn citation(&self) -> &'static str {
        "Correlates of War, National Material Capabilities (Singer, Bremer and Stuckey 1972; Singer 1987)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        release(row, found);
        let Some(state) = state(row, "ccode")?.filter(|(state, _)| wanted.has(state.key)) else { return Ok(()) };
        found.actors.insert(state.0.key);
        if year > wanted.year {
            return Ok(());
        }
        found.existing.insert((state.0.key, year));
        if let Some(spending) = row.number("milex")? {
            let dollars = if year < DOLLARS_SINCE { DOLLARS_A_POUND } else { 1.0 };
            found.figure(What::Spending, state, year, spending * dollars / THOUSANDS_A_BILLION);
        }
        if let Some(cinc) = row.number("cinc")? {
            found.figure(What::Cinc, state, year, cinc);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    const TEXT: &str = "stateabb,ccode,year,milex,milper,cinc,version\n\
        RUS,365,1913,99,1,0.1,6\nRUS,365,2013,68163000,845,0.039,6\nRUS,365,2014,-9,845,0.0392,6\nRUS,365,2015,1,1,0.1,6\nFRN,220,2014,5,5,0.02,6";

    #[test]
    fn spending_in_dollars_or_pounds_up_to_the_year_and_missing_values_left_out() {
        let found = read(&Capabilities, &triad(2014), "", TEXT).expect("good rows");
        assert_eq!(found.series(What::Spending, "RUS", 2014), [(1913, 99.0 * 4.86 / 1e6), (2013, 68.163)].into());
        assert_eq!(found.series(What::Cinc, "RUS", 2014)[&2014], 0.0392);
        assert_eq!((found.release.as_deref(), found.years), (Some("6"), Some((1913, 2015))));
        assert!(
            found.actors.contains("RUS")
                && found.series(What::Cinc, "FRA", 2014).is_empty()
                && !found.existing.contains(&("RUS", 2015))
        );
    }
}

//! Gross domestic product of the World Bank.

use super::super::found::{Found, Wanted, What};
use super::super::states::by_key;
use super::super::table::{Header, Row};
use super::Dataset;

/// World Development Indicators as the bank's site gives them (a column a year, below some lines of notes), or as
/// DataHub does (a row a year).
pub struct WorldBank;

/// The indicator that is wanted.
const INDICATOR: &str = "NY.GDP.MKTP.CD";

const DOLLARS_A_BILLION: f64 = 1e9;

/// The least that the largest figure of a table of GDP in dollars can be. Populations, which DataHub has under the same
/// header, stay below.
const LEAST_LARGEST: f64 = 1e11;

impl Dataset for WorldBank {
    fn key(&self) -> &'static str {
        "wb_gdp"
    }

    fn name(&self) -> &'static str {
        "World Bank GDP"
    }

    fn gives(&self) -> &'static str {
        "GDP"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["country name", "country code", "year|indicator code"]
    }

    fn home(&self) -> &'static str {
        "https://data.worldbank.org/indicator/NY.GDP.MKTP.CD (CSV; unpack it, and take the file that begins with API_)"
    }

    fn citation(&self) -> &'static str {
        "World Bank, World Development Indicators, GDP (current US$), NY.GDP.MKTP.CD"
    }

    fn recognise(&self, header: &Header) -> bool {
        let long = header.has(&["year", "value"]);
        header.has(&["country name", "country code"])
            && (long || header.has(&["indicator code"]) && header.years().next().is_some())
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let coded = row.header.at("indicator code").is_some();
        found.unnamed = !coded;
        if coded && row.text("indicator code") != INDICATOR {
            return Ok(());
        }
        let values: Vec<(i64, Option<f64>)> = if row.header.has(&["year", "value"]) {
            row.whole("year")?
                .map(|year| row.number("value").map(|value| (year, value)))
                .transpose()?
                .into_iter()
                .collect()
        } else {
            row.header.years().map(|(at, year)| Ok((year, row.number_at(at)?))).collect::<Result<_, String>>()?
        };
        let state = by_key(row.text("country code"));
        found.actors.extend(state.map(|state| state.key).filter(|key| wanted.has(key)));
        for (year, value) in values {
            let Some(value) = value else { continue };
            found.year(year);
            found.largest = found.largest.max(value);
            if let Some(state) = state.filter(|_| wanted.near_or_after(year)) {
                found.figure(What::Gdp, (state, true), year, value / DOLLARS_A_BILLION);
            }
        }
        Ok(())
    }

    fn finish(&self, found: &mut Found) -> Result<(), String> {
        if found.largest >= LEAST_LARGEST {
            return Ok(());
        }
        let which =
            if found.unnamed { "the file does not say its indicator" } else { "the file has another indicator" };
        Err(format!("no GDP in current US$ ({INDICATOR}): {which}, and its largest figure is {}", found.largest))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn a_column_a_year_or_a_row_a_year() {
        let wide = "Country Name,Country Code,Indicator Name,Indicator Code,1960,2013,2014\n\
            China,CHN,GDP,NY.GDP.MKTP.CD,59716467625,9.57e12,10475682846632\nChina,CHN,People,SP.POP.TOTL,1,2,3\nWorld,WLD,GDP,NY.GDP.MKTP.CD,,,8e13";
        let found = read(&WorldBank, &triad(2014), "Data Source", wide).expect("good rows");
        assert_eq!(found.series(What::Gdp, "CHN", 2014), [(2013, 9570.0), (2014, 10_475.682_846_632)].into());
        let long = "Country Name,Country Code,Year,Value\nChina,CHN,2014,10475682846632\nChina,CHN,1960,1";
        let found = read(&WorldBank, &triad(2014), "", long).expect("good rows");
        assert_eq!(found.series(What::Gdp, "CHN", 2014), [(2014, 10_475.682_846_632)].into());
    }

    #[test]
    fn another_indicator_is_refused() {
        let people = "Country Name,Country Code,Year,Value\nChina,CHN,2014,1371860000";
        assert!(read(&WorldBank, &triad(2014), "", people).unwrap_err().contains("does not say its indicator"));
        let coded =
            "Country Name,Country Code,Indicator Name,Indicator Code,2014\nChina,CHN,People,SP.POP.TOTL,1371860000";
        assert!(read(&WorldBank, &triad(2014), "", coded).unwrap_err().contains("another indicator"));
    }
}

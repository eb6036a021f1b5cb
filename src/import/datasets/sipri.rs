//! Military expenditure of SIPRI.

use super::super::found::{Found, Wanted, What};
use super::super::states::by_name;
use super::super::table::{Header, Row};
use super::Dataset;

/// The workbook of all countries: the sheets in constant dollars, in current dollars and as shares of GDP.
pub struct Spending;

const MILLIONS_A_BILLION: f64 = 1e3;

/// Rows of unions of states, and of those that succeeded them, by the names that SIPRI gives them.
const UNIONS: [&str; 2] = ["USSR", "Yugoslavia"];
const SUCCESSORS: [&str; 2] = ["Russia", "Serbia"];

/// The last year for which a union's row is taken.
const LAST_OF_THE_UNIONS: i64 = 1991;

/// What a sheet holds, by its title, with the divisor of its figures; none of the others is taken.
fn sheet(title: &str) -> Option<(What, f64)> {
    let title = title.to_lowercase();
    if !title.contains("military expenditure by country") {
        None
    } else if title.contains("in constant (") {
        Some((What::SpendingConstant, MILLIONS_A_BILLION))
    } else if title.contains("us$ at current prices") {
        Some((What::Spending, MILLIONS_A_BILLION))
    } else if title.contains("gross domestic product") {
        Some((What::SpendingShare, 1.0))
    } else {
        None
    }
}

impl Dataset for Spending {
    fn key(&self) -> &'static str {
        "sipri"
    }

    fn name(&self) -> &'static str {
        "SIPRI Military Expenditure"
    }

    fn gives(&self) -> &'static str {
        "military spending: its share of GDP, and military capital; GDP where the World Bank has none"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["country"]
    }

    fn home(&self) -> &'static str {
        "https://www.sipri.org/databases/milex (the Excel workbook for all countries)"
    }

    fn citation(&self) -> &'static str {
        "SIPRI Military Expenditure Database"
    }

    fn recognise(&self, header: &Header) -> bool {
        header.at("country") == Some(0) && header.years().count() > 1 && sheet(&header.title).is_some()
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let Some((what, divisor)) = sheet(&row.header.title) else { return Ok(()) };
        let name = row.text("country");
        let Some(state) = by_name(name) else { return Ok(()) };
        found.actors.extend(Some(state.key).filter(|key| wanted.has(key)));
        // One state by COW, two rows here: the stock of the whole union is none of the successor's.
        let (union, successor) = (UNIONS.contains(&name), SUCCESSORS.contains(&name));
        if successor {
            found.heirs.insert(state.key, LAST_OF_THE_UNIONS + 1);
        }
        for (at, year) in row.header.years() {
            found.year(year);
            if union && year > LAST_OF_THE_UNIONS || successor && year <= LAST_OF_THE_UNIONS {
                continue;
            }
            // A zero stands for no figure (Russia in current dollars before 1993).
            let Some(value) = row.number_at(at)?.filter(|value| *value > 0.0) else { continue };
            if year <= wanted.year && (wanted.has(state.key) || wanted.near(year)) {
                found.figure(what, (state, true), year, value / divisor);
            }
        }
        found.release =
            found.release.take().max(row.header.years().last().map(|(_, year)| format!("with figures to {year}")));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn a_sheet_is_known_by_its_title() {
        let text = "Country,,Notes,1990,1991,2013,2014\nRussia,,83,...,0,90000.5,84696\nUSSR,,,221760,...,xxx,xxx\n\nAfrica,,,,,,";
        let current =
            "Military expenditure by country, in millions of US$ at current prices and exchange rates, 1949-2024";
        let found = read(&Spending, &triad(2014), current, text).expect("good rows");
        assert_eq!(found.series(What::Spending, "RUS", 2014), [(2013, 90.0005), (2014, 84.696)].into());
        assert_eq!(found.series(What::Spending, "RUS", 1991)[&1990], 221.76);
        let constant = "Military expenditure by country, in constant (2023) US$ m., 1949-2024";
        assert_eq!(
            read(&Spending, &triad(2014), constant, text).unwrap().series(What::SpendingConstant, "RUS", 2014).len(),
            2
        );
        let header = |title| Header::new(["Country", "2013", "2014"], title);
        assert!(!Spending.recognise(&header("Military expenditure per capita by country, 1949-2024")));
        assert!(!Spending.recognise(&header("Military expenditure by country as percentage of government spending")));
        assert!(
            Spending
                .recognise(&header("Military expenditure by country as percentage of gross domestic product, 1949"))
        );
    }
}

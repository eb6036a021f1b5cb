//! Direct contiguity of the Correlates of War.

use super::super::found::{Found, Wanted};
use super::super::table::{Header, Row};
use super::{Dataset, release, state};

/// The yearly file of directed pairs, or the one of episodes with `begin` and `end`.
pub struct Contiguity;

impl Dataset for Contiguity {
    fn key(&self) -> &'static str {
        "contiguity"
    }

    fn name(&self) -> &'static str {
        "COW Direct Contiguity"
    }

    fn gives(&self) -> &'static str {
        "land borders"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["state1no", "state2no", "conttype", "year|begin"]
    }

    fn home(&self) -> &'static str {
        "https://correlatesofwar.org/data-sets/direct-contiguity/"
    }

    fn citation(&self) -> &'static str {
        "Correlates of War, Direct Contiguity (Stinnett et al. 2002), class of contiguity"
    }

    fn recognise(&self, header: &Header) -> bool {
        header.has(self.columns()) && (header.has(&["year"]) || header.has(&["end"]))
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        release(row, found);
        let (from, to) = match row.whole("year")? {
            Some(year) => (year, year),
            None => (month(row, "begin")?.unwrap_or(0), month(row, "end")?.unwrap_or(9999)),
        };
        found.year(from);
        found.year(to);
        let (Some((one, _)), Some((two, _))) = (state(row, "state1no")?, state(row, "state2no")?) else {
            return Ok(());
        };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        let class = row.whole("conttype")?.filter(|class| (1..=5).contains(class));
        let Some(class) = class.filter(|_| wanted.pair(one.key, two.key)) else { return Ok(()) };
        for year in (from.max(wanted.first - wanted.gap)..=to).take_while(|year| wanted.near(*year)) {
            let known = found.borders.entry((one.key, two.key, year)).or_insert(class);
            *known = class.min(*known);
        }
        Ok(())
    }
}

/// The year of a month YYYYMM or of a day YYYY-MM-DD.
fn month(row: &Row<'_>, column: &str) -> Result<Option<i64>, String> {
    match row.text(column).split_once('-').map(|(year, _)| year.parse()) {
        Some(Ok(year)) => Ok(Some(year)),
        _ => Ok(row.whole(column)?.map(|month| month / 100)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn the_class_of_the_year_counts() {
        let years = "dyad,state1no,state1ab,state2no,state2ab,year,conttype,version\n\
            2365,2,USA,365,RUS,1950,5,3.2\n2365,2,USA,365,RUS,2014,2,3.2\n365710,365,RUS,710,CHN,2014,1,3.2";
        let found = read(&Contiguity, &triad(2014), "", years).expect("good rows");
        assert_eq!(found.borders, [(("USA", "RUS", 2014), 2), (("RUS", "CHN", 2014), 1)].into());
        let episodes =
            "state1no,state2no,conttype,begin,end,version\n365,710,1,186010,201612,3.2\n2,365,5,181601,195812,3.2";
        let found = read(&Contiguity, &triad(2014), "", episodes).expect("good rows");
        let tidied = "ccode1,iso3_1,ccode2,iso3_2,conttype,stdate,enddate\n365,RUS,710,CHN,1,1860-10-01,2016-12-01";
        assert_eq!(read(&Contiguity, &triad(2014), "", tidied).expect("good rows").borders, found.borders);
        let years: Vec<_> = found.borders.keys().map(|key| (key.0, key.1, key.2)).collect();
        assert_eq!(years, (2009..=2014).map(|year| ("RUS", "CHN", year)).collect::<Vec<_>>());
    }
}

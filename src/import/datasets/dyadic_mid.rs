//! Dyadic Militarized Interstate Disputes.

use super::super::found::{Dispute, Found, Wanted};
use super::super::table::Row;
use super::{Dataset, state, year};

/// Version 4 of Maoz et al.: a row a directed pair, dispute and year.
pub struct DyadicMid;

impl Dataset for DyadicMid {
    fn key(&self) -> &'static str {
        "dyadic_mid"
    }

    fn name(&self) -> &'static str {
        "Dyadic MID"
    }

    fn gives(&self) -> &'static str {
        "past disputes, for the ledger"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["disno", "statea", "stateb", "year", "hihost", "fatleva", "fatlevb"]
    }

    fn home(&self) -> &'static str {
        "https://correlatesofwar.org/data-sets/mids/ (Dyadic MID)"
    }

    fn citation(&self) -> &'static str {
        "Dyadic Militarized Interstate Disputes (Maoz, Johnson, Kaplan, Ogunkoya and Shreve 2019)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        let (Some((one, _)), Some((two, _))) = (state(row, "statea")?, state(row, "stateb")?) else { return Ok(()) };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        let (Some(number), Some(hostility)) = (row.whole("disno")?, row.whole("hihost")?) else { return Ok(()) };
        if wanted.pair(one.key, two.key) && year <= wanted.year {
            let of = |fatality| Dispute { from: year, to: year, hostility, fatality };
            found.dispute(number, one.key, two.key, of(row.whole("fatleva")?));
            found.dispute(number, two.key, one.key, of(row.whole("fatlevb")?));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn years_of_a_dispute_are_put_together_and_each_side_has_its_own_dead() {
        let text = "disno,statea,stateb,year,hihost,fatlev,fatleva,fatlevb\n\
            349,365,710,1969,4,3,2,3\n349,710,365,1969,4,3,3,2\n51,2,710,1950,5,0,-9,0\n51,2,710,1953,5,6,6,6\n9,365,710,2015,4,0,0,0";
        let found = read(&DyadicMid, &triad(2014), "", text).expect("good rows");
        let ussuri = Dispute { from: 1969, to: 1969, hostility: 4, fatality: Some(3) };
        assert_eq!(found.disputes[&(349, "CHN", "RUS")], ussuri);
        let korea = found.disputes[&(51, "USA", "CHN")];
        assert_eq!((korea.from, korea.to, korea.fatality), (1950, 1953, Some(6)));
        assert_eq!(found.disputes.len(), 4);
    }
}

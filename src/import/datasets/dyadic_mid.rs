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
        found.joint_dead = row.header.at("fatleva") == row.header.at("fatlevb");
        // A year more than is wanted says what goes on.
        if wanted.pair(one.key, two.key) && year <= wanted.year + 1 {
            let of = |own, fatality| Dispute { from: year, to: year, goes_on: false, hostility, own, fatality };
            found.dispute(number, one.key, two.key, of(row.whole("hihosta")?, row.whole("fatleva")?));
            found.dispute(number, two.key, one.key, of(row.whole("hihostb")?, row.whole("fatlevb")?));
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
        let of = |number, holder, against, year| {
            let all = found.disputes_until(holder, against, year).find(|(key, _)| *key == number);
            all.map(|(_, dispute)| dispute)
        };
        let ussuri = Dispute { from: 1969, to: 1969, goes_on: false, hostility: 4, own: None, fatality: Some(3) };
        assert_eq!(of(349, "CHN", "RUS", 2014), Some(ussuri));
        let korea = of(51, "USA", "CHN", 2014).expect("a dispute");
        assert_eq!((korea.from, korea.to, korea.fatality, korea.goes_on), (1950, 1953, Some(6), false));
        // At the end of 1952 it goes on, and who will have died is not known yet.
        let korea = of(51, "USA", "CHN", 1952).expect("a dispute");
        assert_eq!((korea.from, korea.to, korea.fatality, korea.goes_on), (1950, 1950, None, true));
        assert_eq!((found.disputes.len(), of(51, "USA", "CHN", 1949)), (6, None));
    }
}

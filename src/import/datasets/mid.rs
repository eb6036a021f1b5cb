//! Militarized Interstate Disputes of the Correlates of War, and in the version of Gibler, Miller and Little: directed
//! dispute-years, or participants.

use super::super::found::{Dispute, Found, Participant, Wanted};
use super::super::table::Row;
use super::{Dataset, release, state, year};

const HOME: &str = "https://correlatesofwar.org/data-sets/mids/";

/// A row a directed pair, dispute and year, with figures of both sides.
pub struct DirectedDisputes;

/// `MIDB`: a row a participant of a dispute. Participants of opposite sides whose times overlap are taken for a pair.
pub struct Participants;

impl Dataset for DirectedDisputes {
    fn key(&self) -> &'static str {
        "mid_dyads"
    }

    fn name(&self) -> &'static str {
        "MID directed dispute-years (COW MID 5, GML)"
    }

    fn gives(&self) -> &'static str {
        "past disputes, where the Dyadic MID are not given"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["dispnum", "ccode1", "ccode2", "year", "hostlev", "fatality1", "fatality2"]
    }

    fn home(&self) -> &'static str {
        HOME
    }

    fn citation(&self) -> &'static str {
        "Militarized Interstate Disputes, directed dispute-years (Palmer et al. 2022; Gibler, Miller and Little 2016)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        release(row, found);
        let (Some((one, _)), Some((two, _))) = (state(row, "ccode1")?, state(row, "ccode2")?) else { return Ok(()) };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        let (Some(number), Some(hostility)) = (row.whole("dispnum")?, row.whole("hostlev")?) else { return Ok(()) };
        // A year more than is wanted says what goes on.
        if wanted.pair(one.key, two.key) && year <= wanted.year + 1 {
            let of = |own, fatality| Dispute { from: year, to: year, goes_on: false, hostility, own, fatality };
            found.dispute(number, one.key, two.key, of(row.whole("hostlev1")?, row.whole("fatality1")?));
            found.dispute(number, two.key, one.key, of(row.whole("hostlev2")?, row.whole("fatality2")?));
        }
        Ok(())
    }
}

impl Dataset for Participants {
    fn key(&self) -> &'static str {
        "mid_participants"
    }

    fn name(&self) -> &'static str {
        "COW MID participants (MIDB)"
    }

    fn gives(&self) -> &'static str {
        "past disputes, where no dyads are given"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["dispnum", "ccode", "styear", "endyear", "sidea", "hostlev", "fatality"]
    }

    fn home(&self) -> &'static str {
        HOME
    }

    fn citation(&self) -> &'static str {
        "Correlates of War, Militarized Interstate Disputes, participants of opposite sides (Palmer et al. 2022)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let from = year(row, "styear", found)?;
        release(row, found);
        let Some((state, _)) = state(row, "ccode")?.filter(|(state, _)| wanted.has(state.key)) else { return Ok(()) };
        found.actors.insert(state.key);
        let (Some(number), Some(hostility)) = (row.whole("dispnum")?, row.whole("hostlev")?) else { return Ok(()) };
        let to = row.whole("endyear")?.unwrap_or(from);
        if from <= wanted.year {
            let fatality = row.whole("fatality")?;
            let dispute = Dispute { from, to, goes_on: false, hostility, own: Some(hostility), fatality };
            let side_a = row.whole("sidea")? == Some(1);
            found.participants.entry(number).or_default().push((state.key, Participant { side_a, dispute }));
        }
        Ok(())
    }

    fn finish(&self, found: &mut Found) -> Result<(), String> {
        for (number, sides) in std::mem::take(&mut found.participants) {
            for (one, own) in &sides {
                for (other, theirs) in sides.iter().filter(|(other, side)| side.side_a != own.side_a && other != one) {
                    let (from, to) = (own.dispute.from.max(theirs.dispute.from), own.dispute.to.min(theirs.dispute.to));
                    if from <= to {
                        let hostility = own.dispute.hostility.max(theirs.dispute.hostility);
                        found.dispute(number, one, other, Dispute { from, to, hostility, ..own.dispute });
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn a_dispute_year_tells_of_both_sides() {
        let text = "dispnum,ccode1,ccode2,year,fatality1,fatality2,hostlev1,hostlev2,hostlev,version\n\
            4280,2,710,2001,0,1,4,1,4,gml-2.03\n4280,710,2,2001,1,0,1,4,4,gml-2.03";
        let found = read(&DirectedDisputes, &triad(2014), "", text).expect("good rows");
        let hainan = |own, fatality| {
            let (own, fatality) = (Some(own), Some(fatality));
            vec![Dispute { from: 2001, to: 2001, goes_on: false, hostility: 4, own, fatality }]
        };
        assert_eq!(found.disputes, [(("CHN", "USA", 4280), hainan(1, 1)), (("USA", "CHN", 4280), hainan(4, 0))].into());
    }

    #[test]
    fn participants_of_opposite_sides_make_a_pair() {
        let text = "dispnum,stabb,ccode,styear,endyear,sidea,fatality,hostlev,orig,version\n\
            31,USA,2,1900,1900,1,2,5,1,5\n31,RUS,365,1900,1901,1,4,5,1,5\n31,CHN,710,1900,1901,0,6,5,1,5\n7,USA,2,1950,1951,1,0,4,1,5\n7,CHN,710,1952,1953,0,0,4,1,5";
        let found = read(&Participants, &triad(2014), "", text).expect("good rows");
        let pairs: Vec<_> = found.disputes.keys().map(|(one, other, _)| (*one, *other)).collect();
        assert_eq!(pairs, [("CHN", "RUS"), ("CHN", "USA"), ("RUS", "CHN"), ("USA", "CHN")]);
        assert_eq!(found.disputes[&("USA", "CHN", 31)][0].fatality, Some(2));
    }
}

//! Territorial claims of the Issue Correlates of War.

use super::super::found::{Claim, Found, Wanted};
use super::super::table::Row;
use super::{Dataset, release, state};

/// The file of claims by dyad.
pub struct Claims;

/// The month that stands for "goes on".
const OPEN: i64 = 99;

impl Dataset for Claims {
    fn key(&self) -> &'static str {
        "icow"
    }

    fn name(&self) -> &'static str {
        "ICOW territorial claims"
    }

    fn gives(&self) -> &'static str {
        "claims to territory, for the ledger"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["claimdy", "chal", "tgt", "begclaim", "endclaim", "icowsal"]
    }

    fn home(&self) -> &'static str {
        "https://www.paulhensel.org/icowterr.html"
    }

    fn citation(&self) -> &'static str {
        "Issue Correlates of War, territorial claims (Hensel; Frederick, Hensel and Macaulay 2017)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        release(row, found);
        let Some(begin) = row.whole("begclaim")? else { return Ok(()) };
        found.year(begin / 100);
        // An end before the beginning cannot be read (one row has 20012 for a month).
        let end = row.whole("endclaim")?.filter(|end| *end >= begin);
        found.year(end.unwrap_or(begin) / 100);
        let (Some((challenger, _)), Some((target, _))) = (state(row, "chal")?, state(row, "tgt")?) else {
            return Ok(());
        };
        found.actors.extend([challenger.key, target.key].into_iter().filter(|key| wanted.has(key)));
        let (Some(id), Some(salience)) = (row.whole("claimdy")?, row.number("icowsal")?) else { return Ok(()) };
        if !wanted.pair(challenger.key, target.key) || begin / 100 > wanted.year {
            return Ok(());
        }
        let to = end.filter(|end| end % 100 != OPEN).map(date);
        let claim = Claim {
            id,
            name: row.text("name").to_owned(),
            challenger: challenger.key,
            target: target.key,
            from: date(begin),
            to,
            salience,
        };
        if !found.claims.contains(&claim) {
            found.claims.push(claim);
        }
        Ok(())
    }
}

/// The decimal year of the beginning of a month YYYYMM; of the year where no month is known.
fn date(month: i64) -> f64 {
    let of_year = (month % 100 - 1).clamp(0, 11);
    let tenths = (of_year as f64 / 12.0 * 10.0).round() / 10.0;
    (month / 100) as f64 + tenths
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn a_claim_that_goes_on_has_no_end() {
        let text = "claimdy,name,chal,tgt,begclaim,endclaim,resolved,icowsal,version\n\
            80006,Amur & Ussuri River Islands,710,365,195401,200810,4,8,1.01\n1,Open,710,365,196402,201799,NA,12,1.01\n\
            2,Later,710,365,201501,201799,NA,1,1.01\n80006,Amur & Ussuri River Islands,710,365,195401,200810,4,8,1.01\n3,Unweighed,710,365,195401,200810,4,-9,1.01";
        let found = read(&Claims, &triad(2014), "", text).expect("good rows");
        assert_eq!(found.claims.len(), 2);
        let first = &found.claims[0];
        assert_eq!((first.challenger, first.target, first.from, first.to), ("CHN", "RUS", 1954.0, Some(2008.8)));
        assert_eq!((found.claims[1].to, found.claims[1].salience), (None, 12.0));
    }
}

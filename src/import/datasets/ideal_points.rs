//! Ideal points of states from their votes in the General Assembly of the United Nations.

use super::super::found::{Found, Wanted};
use super::super::table::Row;
use super::{Dataset, state};

/// The file of states by session, under the names of columns that it has had.
pub struct IdealPoints;

/// The session of a year is the year less this.
const FIRST_SESSION: i64 = 1945;

impl Dataset for IdealPoints {
    fn key(&self) -> &'static str {
        "unga"
    }

    fn name(&self) -> &'static str {
        "UNGA ideal points"
    }

    fn gives(&self) -> &'static str {
        "affinity"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["ccode", "session|year", "idealpointall|idealpoint"]
    }

    fn home(&self) -> &'static str {
        "https://doi.org/10.7910/DVN/LEJUQZ (IdealpointestimatesAll, the CSV)"
    }

    fn citation(&self) -> &'static str {
        "United Nations General Assembly ideal points (Bailey, Strezhnev and Voeten 2017)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let session = row.whole("session")?.map(|session| session + FIRST_SESSION);
        let Some(year) = session.or(row.whole("year")?) else { return Ok(()) };
        found.year(year);
        let code = row.whole("ccode")?;
        let known = state(row, "ccode")?.map(|(state, _)| state.key);
        found.actors.extend(known.filter(|key| wanted.has(key)));
        let value = row.number("idealpointall|idealpoint")?;
        if let (Some(value), Some(code), true) = (value, code, wanted.near(year)) {
            found.ideals.insert((year, known.map_or_else(|| code.to_string(), str::to_owned)), value);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn a_session_is_a_year() {
        let text =
            ",ccode,session,NVotesAll,IdealPointAll,iso3c\n1,365,69,78,0.055,RUS\n2,710,69,78,NA,CHN\n3,365,30,1,1,RUS";
        let found = read(&IdealPoints, &triad(2014), "", text).expect("good rows");
        assert_eq!(found.ideals, [((2014, "RUS".to_owned()), 0.055)].into());
        let older = "Row,ccode,session,NVotes,IdealPoint\n1,2,69,79,2.67";
        assert_eq!(read(&IdealPoints, &triad(2014), "", older).expect("good rows").ideals.len(), 1);
    }
}

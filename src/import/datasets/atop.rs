//! Alliance Treaty Obligations and Provisions: the file of directed dyad-years, or that of members of alliances.

use super::super::found::{Found, Key, Obligations, Wanted};
use super::super::states::by_number;
use super::super::table::Row;
use super::{Dataset, release, state, year};

const HOME: &str = "http://www.atopdata.org/data.html";
const CITATION: &str = "Alliance Treaty Obligations and Provisions (Leeds, Ritter, Mitchell and Long 2002), obligations of alliances in force";

/// The last year that release 5.1 covers; the file of members has no years of its own for what is in force.
const LAST_OF_5_1: i64 = 2018;

/// `atop5_1ddyr`: what the first state owes the second in a year.
pub struct DyadYears;

/// `atop5_1m`: a row a member and phase of an alliance; two members owe each other what their rows say for the years that
/// both are in.
pub struct Members;

fn obligations(row: &Row<'_>) -> Result<Obligations, String> {
    let has = |column: &str| Ok::<bool, String>(row.whole(column)?.is_some_and(|value| value > 0));
    Ok(Obligations {
        defence: has("defense|atop_defense")?,
        offence: has("offense|atop_offense")?,
        neutrality: has("neutral|atop_neutral")?,
        nonaggression: has("nonagg|atop_nonagg")?,
        consultation: has("consul|atop_consul")?,
    })
}

impl Dataset for DyadYears {
    fn key(&self) -> &'static str {
        "atop"
    }

    fn name(&self) -> &'static str {
        "ATOP directed dyad-years"
    }

    fn gives(&self) -> &'static str {
        "pacts in force, levels at the start, the date of the last pact"
    }

    fn columns(&self) -> &'static [&'static str] {
        &[
            "statea|ccode1",
            "stateb|ccode2",
            "year",
            "defense|atop_defense",
            "neutral|atop_neutral",
            "consul|atop_consul",
        ]
    }

    fn home(&self) -> &'static str {
        HOME
    }

    fn citation(&self) -> &'static str {
        CITATION
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        release(row, found);
        let (Some((one, _)), Some((two, _))) = (state(row, "statea|ccode1")?, state(row, "stateb|ccode2")?) else {
            return Ok(());
        };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        if wanted.pair(one.key, two.key) && year <= wanted.year {
            owe(found, (one.key, two.key), year, obligations(row)?);
        }
        Ok(())
    }
}

/// Notes what a state owes another in a year.
fn owe(found: &mut Found, (one, two): (Key, Key), year: i64, obligations: Obligations) {
    let known = found.obligations.entry((one, two, year)).or_default();
    *known = known.and(obligations);
}

impl Dataset for Members {
    fn key(&self) -> &'static str {
        "atop_members"
    }

    fn name(&self) -> &'static str {
        "ATOP members of alliances"
    }

    fn gives(&self) -> &'static str {
        "as the dyad-years, where they are not given"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["atopid", "member", "yrent", "yrexit", "defense", "neutral", "consul"]
    }

    fn home(&self) -> &'static str {
        HOME
    }

    fn citation(&self) -> &'static str {
        CITATION
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        release(row, found);
        let from = year(row, "yrent", found)?;
        let (Some(alliance), Some(member)) = (row.whole("atopid")?, row.whole("member")?) else { return Ok(()) };
        let state = by_number(member).map(|(state, _)| state);
        found.allies.entry(alliance).or_default().insert(state.map_or(member, |state| i64::from(state.cow[0])));
        let Some(state) = state else { return Ok(()) };
        if wanted.has(state.key) {
            found.actors.insert(state.key);
            // 0 where the alliance was in force at the end of the data.
            let to = row.whole("yrexit")?.filter(|year| *year > 0).unwrap_or(LAST_OF_5_1);
            found.members.push((alliance, state.key, from, to.min(wanted.year), obligations(row)?));
        }
        Ok(())
    }

    fn finish(&self, found: &mut Found) -> Result<(), String> {
        found.year(LAST_OF_5_1);
        let members = std::mem::take(&mut found.members);
        for (alliance, one, from, to, owed) in &members {
            for (_, two, since, until, _) in members.iter().filter(|other| other.0 == *alliance && other.1 != *one) {
                for year in *from.max(since)..=*to.min(until) {
                    owe(found, (one, two), year, *owed);
                    if *owed != Obligations::default() {
                        found.alliances.entry((one, two, year)).or_default().insert(*alliance);
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
    fn what_the_first_owes_the_second() {
        let text = "ddyad,year,atopally,defense,offense,neutral,nonagg,consul,stateA,stateB,version\n\
            365710,1979,1,1,0,0,1,0,365,710,5.1\n365710,2014,1,0,0,0,1,1,365,710,5.1\n365710,2014,1,0,0,0,1,1,365,710,5.1\n2365,2015,1,0,0,0,1,0,2,365,5.1";
        let found = read(&DyadYears, &triad(2014), "", text).expect("good rows");
        let owed = Obligations { nonaggression: true, consultation: true, ..Obligations::default() };
        assert_eq!(found.obligations[&("RUS", "CHN", 2014)], owed);
        assert!(found.obligations[&("RUS", "CHN", 1979)].defence);
        assert_eq!(found.obligations.len(), 2);
    }

    #[test]
    fn members_owe_each_other_for_the_years_that_both_are_in() {
        let text = "atopid,member,yrent,yrexit,defense,offense,neutral,nonagg,consul,version\n\
            3200,365,1978,1980,1,0,0,1,0,5.1\n3200,710,1979,1980,1,0,0,1,0,5.1\n4980,365,2012,0,0,0,0,1,1,5.1\n4980,710,2013,0,0,0,0,1,1,5.1\n3200,2,1900,1901,1,0,0,0,0,5.1";
        let found = read(&Members, &triad(2014), "", text).expect("good rows");
        let years: Vec<_> = found.obligations.keys().filter(|key| key.0 == "RUS").map(|key| key.2).collect();
        assert_eq!(years, [1979, 1980, 2013, 2014]);
        assert_eq!((found.alliances[&("RUS", "CHN", 1980)].len(), found.allies[&3200].len()), (1, 3));
        assert!(found.obligations[&("CHN", "RUS", 1980)].defence && !found.obligations[&("CHN", "RUS", 2014)].defence);
    }
}

//! Threat and Imposition of Economic Sanctions.

use super::super::found::{Found, Kind, Sanction, Wanted};
use super::super::states::by_number;
use super::super::table::Row;
use super::{Dataset, state};
use std::collections::BTreeSet;

/// The file of cases, version 4, which ends in 2005.
pub struct Ties;

impl Dataset for Ties {
    fn key(&self) -> &'static str {
        "ties"
    }

    fn name(&self) -> &'static str {
        "TIES"
    }

    fn gives(&self) -> &'static str {
        "sanctions in force until 2005, as coercion at the start"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["caseid", "sender1", "targetstate", "imposition", "sanctiontype", "startyear", "endyear"]
    }

    fn home(&self) -> &'static str {
        "https://sanctions.web.unc.edu"
    }

    fn citation(&self) -> &'static str {
        "Threat and Imposition of Economic Sanctions (Morgan, Bapat and Kobayashi 2014)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let (Some(case), Some(start)) = (row.whole("caseid")?, row.whole("startyear")?) else { return Ok(()) };
        // The year of imposition has words in it for some cases ("1949, sometime before this date.").
        let words = row.text("sancimpositionstartyear");
        let begin = words.get(..4).and_then(|year| year.parse().ok()).unwrap_or(start);
        let end = row.whole("endyear")?;
        let open = row.whole("ongoingasofyear")?;
        found.year(start);
        let Some((target, _)) = state(row, "targetstate")?.filter(|(state, _)| wanted.has(state.key)) else {
            return Ok(());
        };
        found.actors.insert(target.key);
        // A case that the data leave open is known to be in force up to the year in which they end.
        let last = end.map(|end| end - 1).or(open.map(|open| open + wanted.gap));
        let Some(last) = last.filter(|last| begin <= *last) else { return Ok(()) };
        let kinds = kinds(row.text("sanctiontype"));
        if row.whole("imposition")? != Some(1) || kinds.is_empty() {
            return Ok(());
        }
        let mut senders = BTreeSet::new();
        for column in ["sender1", "sender2", "sender3", "sender4", "sender5"] {
            senders.extend(row.whole(column)?.and_then(by_number).map(|(state, _)| state.key));
        }
        for sender in senders.into_iter().filter(|sender| wanted.pair(sender, target.key)) {
            found.sanctions.push(Sanction {
                case,
                sender,
                target: target.key,
                years: (begin, last),
                kinds: kinds.clone(),
            });
        }
        Ok(())
    }
}

/// The kinds of a list of codes such as `2 7`.
fn kinds(codes: &str) -> BTreeSet<Kind> {
    let kind = |code: &str| match code.trim_end_matches(".0") {
        "1" | "5" => Some(Kind::TradeAll),              // total embargo, blockade
        "2" | "3" | "4" | "9" => Some(Kind::TradePart), // partial embargo, imports, exports, agreements
        "6" | "7" => Some(Kind::Finance),               // assets frozen, aid ended
        "8" => Some(Kind::Travel),
        "10" => Some(Kind::Other),
        _ => None,
    };
    codes.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter_map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn imposed_and_in_force() {
        let text = "caseid,startyear,endyear,ongoingasofyear,sender1,sender2,targetstate,imposition,sancimpositionstartyear,sanctiontype\n\
            1,1999,,2005,2,200,710,1,2000 or later,2 7\n2,1999,2003,,2,,710,1,1999,1\n3,1999,,2005,2,,710,0,,1\n4,1999,2007,,2,,365,1,1999,8";
        let found = read(&Ties, &triad(2005), "", text).expect("good rows");
        let cases: Vec<_> =
            found.sanctions.iter().map(|case| (case.case, case.sender, case.target, case.years)).collect();
        // Open in 2005, and taken to be so for the five years of the gap.
        let expected =
            [(1, "USA", "CHN", (2000, 2010)), (2, "USA", "CHN", (1999, 2002)), (4, "USA", "RUS", (1999, 2006))];
        assert_eq!(cases, expected);
        assert_eq!(found.sanctions[0].kinds, [Kind::TradePart, Kind::Finance].into());
    }
}

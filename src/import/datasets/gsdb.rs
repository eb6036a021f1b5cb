//! The Global Sanctions Data Base.

use super::super::found::{Found, Kind, Sanction, Wanted};
use super::super::states::{State, by_name};
use super::super::table::Row;
use super::Dataset;
use std::collections::BTreeSet;

/// The file of cases. Senders and targets are names, several in one cell.
pub struct Gsdb;

/// The European Union, and its forerunner, by the year of accession.
const UNION: &[(i64, &[&str])] = &[
    (1958, &["BEL", "FRA", "DEU", "ITA", "LUX", "NLD"]),
    (1973, &["DNK", "IRL", "GBR"]),
    (1981, &["GRC"]),
    (1986, &["PRT", "ESP"]),
    (1995, &["AUT", "FIN", "SWE"]),
    (2004, &["CYP", "CZE", "EST", "HUN", "LVA", "LTU", "MLT", "POL", "SVK", "SVN"]),
    (2007, &["BGR", "ROU"]),
    (2013, &["HRV"]),
];

/// The last year at whose end the United Kingdom was a member.
const LAST_WITH_BRITAIN: i64 = 2019;

/// A state, with the first and last year of what it is named for.
type Named = (&'static str, i64, i64);

impl Dataset for Gsdb {
    fn key(&self) -> &'static str {
        "gsdb"
    }

    fn name(&self) -> &'static str {
        "Global Sanctions Data Base"
    }

    fn gives(&self) -> &'static str {
        "sanctions in force, as coercion at the start"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["case_id", "sanctioned_state", "sanctioning_state", "begin", "end", "trade", "arms", "financial"]
    }

    fn home(&self) -> &'static str {
        "https://www.globalsanctionsdatabase.com (on request)"
    }

    fn citation(&self) -> &'static str {
        "Global Sanctions Data Base (Felbermayr et al. 2020; Kirilakha et al. 2021; Syropoulos et al. 2024; Yalcin et al. 2025)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let (Some(case), Some(begin)) = (row.whole("case_id")?, row.whole("begin")?) else { return Ok(()) };
        let end = row.whole("end")?.unwrap_or(begin);
        found.year(begin);
        found.year(end);
        let targets = states(row.text("sanctioned_state"), wanted);
        let senders = states(row.text("sanctioning_state"), wanted);
        found.actors.extend(targets.iter().chain(&senders).map(|state| state.0));
        // A case that ends within a year is over at its end, if it is not the data that end there.
        let last = if row.text("success").contains("ongoing") { end } else { end - 1 };
        let kinds = kinds(row)?;
        for (sender, since, until) in senders.iter().filter(|_| !kinds.is_empty()) {
            for (target, from, to) in targets.iter().filter(|target| target.0 != *sender) {
                let years = (begin.max(*since).max(*from), last.min(*until).min(*to));
                if years.0 <= years.1 {
                    found.sanctions.push(Sanction { case, sender, target, years, kinds: kinds.clone() });
                }
            }
        }
        Ok(())
    }
}

fn kinds(row: &Row<'_>) -> Result<BTreeSet<Kind>, String> {
    let has = |column: &str| Ok::<bool, String>(row.whole(column)?.is_some_and(|value| value > 0));
    let all = row.text("descr_trade").contains("compl");
    let trade = if all { Kind::TradeAll } else { Kind::TradePart };
    let mut kinds = BTreeSet::new();
    let columns = [
        ("trade", trade),
        ("arms", Kind::Arms),
        ("military", Kind::Arms),
        ("financial", Kind::Finance),
        ("travel", Kind::Travel),
        ("other", Kind::Other),
    ];
    for (column, kind) in columns {
        if has(column)? {
            kinds.insert(kind);
        }
    }
    Ok(kinds)
}

/// The actors among the states of a cell, with the years for which it means them. The European Union stands for its
/// members; other bodies (the United Nations among them) for none.
fn states(cell: &str, wanted: &Wanted) -> Vec<Named> {
    let pieces: Vec<&str> = cell.split(',').map(str::trim).collect();
    let mut keys = BTreeSet::new();
    let mut at = 0;
    while at < pieces.len() {
        // "Korea, North" is one state, whose name has a comma.
        let whole = pieces.get(at + 1).and_then(|next| by_name(&format!("{}, {next}", pieces[at])));
        at += if whole.is_some() { 2 } else { 1 };
        let state = whole.or_else(|| by_name(pieces[at - 1]));
        keys.extend(state.map(|state: &State| (state.key, i64::MIN, i64::MAX)));
        if ["EU", "EEC"].contains(&pieces[at - 1]) {
            keys.extend(members());
        }
    }
    keys.into_iter().filter(|named| wanted.has(named.0)).collect()
}

/// The members of the European Union, with their years.
fn members() -> impl Iterator<Item = Named> {
    let until = |key| if key == "GBR" { LAST_WITH_BRITAIN } else { i64::MAX };
    UNION.iter().flat_map(move |(since, keys)| keys.iter().map(move |key| (*key, *since, until(*key))))
}

#[cfg(test)]
mod tests {
    use super::super::super::states::by_key;
    use super::super::tests::{read, triad};
    use super::*;

    const HEAD: &str = "case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,success\n";

    #[test]
    fn cases_in_force_at_the_end_of_the_year() {
        let text = format!(
            "{HEAD}1011,Russia,United States,2014,2023,1,exp_part,0,0,1,1,0,ongoing\n\
             363,China,United States,1989,2023,0,,1,1,0,0,0,ongoing\n5,Soviet Union,United States,1980,1981,1,exp_compl,0,0,0,0,0,failed\n\
             6,Russia,United States,2012,2014,1,exp_part,0,0,0,0,0,failed\n7,Russia,UN,2010,2020,1,exp_part,0,0,0,0,0,ongoing"
        );
        let found = read(&Gsdb, &triad(2014), "", &text).expect("good rows");
        let of = |year: i64| {
            let all = found.sanctions.iter().filter(move |case| (case.years.0..=case.years.1).contains(&year));
            all.map(|case| (case.case, case.sender, case.target)).collect::<Vec<_>>()
        };
        assert_eq!(of(2014), [(1011, "USA", "RUS"), (363, "USA", "CHN")]);
        assert_eq!(of(1980), [(5, "USA", "RUS")]);
        assert_eq!((of(1981), of(2013)), (vec![], vec![(363, "USA", "CHN"), (6, "USA", "RUS")]));
        assert_eq!(found.sanctions[0].kinds, [Kind::TradePart, Kind::Finance, Kind::Travel].into());
    }

    #[test]
    fn names_with_commas_and_the_union() {
        let mut wanted = triad(2014);
        wanted.actors.extend(["PRK", "HRV", "GBR"].map(|key| by_key(key).expect("a state")));
        let keys = |cell| states(cell, &wanted).iter().map(|named| named.0).collect::<Vec<_>>();
        assert_eq!(keys("Korea, North, China"), ["CHN", "PRK"]);
        assert_eq!(states("EU, Montenegro", &wanted), [("GBR", 1973, 2019), ("HRV", 2013, i64::MAX)]);
    }
}

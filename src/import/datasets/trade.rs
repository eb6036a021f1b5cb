//! Dyadic trade of the Correlates of War.

use super::super::found::{Found, Wanted};
use super::super::table::Row;
use super::{Dataset, release, state, year};

/// The yearly file of pairs, version 4.0: `flow1` is what state 1 imports from state 2, in millions of current US
/// dollars.
pub struct DyadicTrade;

const MILLIONS_A_BILLION: f64 = 1e3;

impl Dataset for DyadicTrade {
    fn key(&self) -> &'static str {
        "cow_trade"
    }

    fn name(&self) -> &'static str {
        "COW Dyadic Trade"
    }

    fn gives(&self) -> &'static str {
        "exports of every pair, and who the largest partners are"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["ccode1", "ccode2", "year", "flow1", "flow2"]
    }

    fn home(&self) -> &'static str {
        "https://correlatesofwar.org/data-sets/bilateral-trade/"
    }

    fn citation(&self) -> &'static str {
        "Correlates of War, Dyadic Trade (Barbieri, Keshk and Pollins 2009; Barbieri and Keshk 2016), imports as \
         recorded by the importer"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        release(row, found);
        let (Some((one, own_one)), Some((two, own_two))) = (state(row, "ccode1")?, state(row, "ccode2")?) else {
            return Ok(());
        };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        let (first, second) = (wanted.has(one.key), wanted.has(two.key));
        if !wanted.near(year) || !(first || second) || wanted.bare && !(first && second) {
            return Ok(());
        }
        let own = own_one && own_two;
        for (column, from, to) in [("flow1", two, one), ("flow2", one, two)] {
            if let Some(flow) = row.number(column)? {
                found.flow(from.key, to.key, year, flow / MILLIONS_A_BILLION, own);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    const TEXT: &str = "ccode1,ccode2,year,flow1,flow2,version\n\
        365,710,2014,51135,42807,4\n365,710,2014,51135,42807,4\n2,365,2014,-9,18727,4\n255,220,2014,1,1,4\n2,999,2014,1,1,4\n365,710,1990,1,1,4";

    #[test]
    fn a_flow_is_an_import_and_a_repeated_row_counts_once() {
        let found = read(&DyadicTrade, &triad(2014), "", TEXT).expect("good rows");
        assert_eq!(found.flows[&("CHN", "RUS", 2014)].0, 51.135);
        assert_eq!(found.flows[&("RUS", "CHN", 2014)].0, 42.807);
        assert_eq!(found.flows[&("USA", "RUS", 2014)].0, 18.727);
        assert_eq!((found.flows.len(), found.conflicts), (3, 0));
    }
}

//! Strategic rivalries.

use super::super::found::{Found, Wanted};
use super::super::table::Row;
use super::{Dataset, state, year};

/// The file of strategic rivalries (Thompson, Sakuwa and Suhas), as the R package peacesciencer has it: a row a rivalry.
pub struct Rivalries;

impl Dataset for Rivalries {
    fn key(&self) -> &'static str {
        "rivalries"
    }

    fn name(&self) -> &'static str {
        "Strategic rivalries"
    }

    fn gives(&self) -> &'static str {
        "with --observed, in which years a treaty is no alignment"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["rivalry|rivalryname", "ccode1", "ccode2", "start|styear", "end|endyear"]
    }

    fn home(&self) -> &'static str {
        "https://svmiller.com/peacesciencer/"
    }

    fn citation(&self) -> &'static str {
        "Strategic rivalries (Thompson, Sakuwa and Suhas 2021)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let (from, to) = (year(row, "start|styear", found)?, year(row, "end|endyear", found)?);
        let (Some((one, _)), Some((other, _))) = (state(row, "ccode1")?, state(row, "ccode2")?) else { return Ok(()) };
        found.actors.extend([one.key, other.key].into_iter().filter(|key| wanted.has(key)));
        if wanted.pair(one.key, other.key) {
            found.rivalries.push((one.key, other.key, (from, to)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn rivalries_of_actors_are_kept() {
        let text = "tssr_id,rivalry,ccode1,ccode2,start,end\n1,Britain-France,200,220,1494,1716\n9,China-Russia 2,365,710,1958,1989";
        let found = read(&Rivalries, &triad(2014), "", text).expect("good rows");
        assert_eq!(found.rivalries, [("RUS", "CHN", (1958, 1989))]);
        assert_eq!(found.years, Some((1494, 1989)));
    }
}

//! Gross domestic product before the World Bank's: the latent variable of Fariss, Anders, Markowitz and Barnum.

use super::super::found::{Found, Wanted, What};
use super::super::table::Row;
use super::{Dataset, state, year};

/// The table of states and years that the R package isard has (`cw_gdppop`): means of the latent variable on the scales of
/// the Maddison Project and of the Penn World Table, of which the latter is taken.
pub struct Latent;

const MILLIONS_A_BILLION: f64 = 1e3;

impl Dataset for Latent {
    fn key(&self) -> &'static str {
        "fariss"
    }

    fn name(&self) -> &'static str {
        "Fariss et al. GDP and population"
    }

    fn gives(&self) -> &'static str {
        "GDP in constant prices since 1900, where the World Bank has not all actors, and its growth"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["ccode", "year", "mrgdppc", "pwtrgdp", "pwtpop"]
    }

    fn home(&self) -> &'static str {
        "https://svmiller.com/isard/ (cw_gdppop, written as CSV)"
    }

    fn citation(&self) -> &'static str {
        "Latent GDP on the scale of the Penn World Table (Fariss, Anders, Markowitz and Barnum 2022), as isard has it"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let year = year(row, "year", found)?;
        let Some(state) = state(row, "ccode")? else { return Ok(()) };
        found.actors.extend(Some(state.0.key).filter(|key| wanted.has(key)));
        // Growth looks back further than the gap.
        if let Some(value) = row.number("pwtrgdp")?.filter(|_| year <= wanted.year + wanted.after) {
            found.figure(What::GdpConstant, state, year, value / MILLIONS_A_BILLION);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn billions_by_year_and_the_number_of_today_first() {
        let text = "ccode,iso3,year,mrgdppc,sd_mrgdppc,pwtrgdp,sd_pwtrgdp,pwtpop,sd_pwtpop\n\
            365,RUS,1900,2415.26,1,345719.674,1,125.695,1\n365,RUS,1901,NA,1,NA,1,1,1\n365,RUS,1902,1,1,1,1,1,1";
        let mut wanted = triad(1890);
        wanted.after = 11;
        let found = read(&Latent, &wanted, "", text).expect("good rows");
        assert_eq!(found.series(What::GdpConstant, "RUS", 1890), [(1900, 345.719_674)].into());
    }
}

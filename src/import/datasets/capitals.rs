//! Capitals of states with their coordinates, from which distances follow.

use super::super::found::{Capital, Found, Wanted};
use super::super::table::Row;
use super::{Dataset, state};

/// A file of capitals by COW number, as the R package peacesciencer has it: `stdate` and `enddate` as YYYY-MM-DD.
pub struct Capitals;

impl Dataset for Capitals {
    fn key(&self) -> &'static str {
        "capitals"
    }

    fn name(&self) -> &'static str {
        "Capitals by COW number"
    }

    fn gives(&self) -> &'static str {
        "distances between capitals, where GeoDist is not given"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["ccode", "capital", "stdate", "enddate", "lat", "lng"]
    }

    fn home(&self) -> &'static str {
        "https://svmiller.com/peacesciencer/"
    }

    fn citation(&self) -> &'static str {
        "Great-circle distance between the capitals in the Correlates of War list of states, coordinates as in \
         peacesciencer (Miller 2022)"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let Some((state, _)) = state(row, "ccode")?.filter(|(state, _)| wanted.has(state.key)) else { return Ok(()) };
        found.actors.insert(state.key);
        let year = |column: &str| row.text(column).get(..4).and_then(|year| year.parse::<i64>().ok());
        let years = (year("stdate").unwrap_or(i64::MIN), year("enddate").unwrap_or(i64::MAX));
        if let (Some(lat), Some(lng)) = (row.number("lat")?, row.number("lng")?) {
            found.capitals.push(Capital { state: state.key, years, at: (lat, lng) });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::rules::great_circle;
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn the_capital_of_the_year_and_the_way_between_two() {
        let text = "ccode,capital,stdate,enddate,lat,lng\n365,St Petersburg,1816-01-01,1918-03-11,60,30\n\
            365,Moscow,1918-03-12,2024-12-31,0,90\n710,Peking,1816-01-01,2024-12-31,0,0";
        let found = read(&Capitals, &triad(2014), "", text).expect("good rows");
        assert_eq!(found.distance("CHN", "RUS", 2014), Some(great_circle((0.0, 0.0), (0.0, 90.0))));
        assert_eq!(found.distance("CHN", "RUS", 1900), Some(great_circle((0.0, 0.0), (60.0, 30.0))));
        assert_eq!((found.distance("CHN", "USA", 2014), found.distance("CHN", "RUS", 2030)), (None, None));
    }
}

//! Capitals of states with their coordinates, from which distances follow.

use super::super::found::{Found, Wanted};
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
        let covers =
            year("stdate").is_none_or(|from| from <= wanted.year) && year("enddate").is_none_or(|to| to >= wanted.year);
        if let (true, Some(lat), Some(lng)) = (covers, row.number("lat")?, row.number("lng")?) {
            found.capitals.insert(state.key, (lat, lng));
        }
        Ok(())
    }

    fn finish(&self, found: &mut Found) -> Result<(), String> {
        for (one, from) in &found.capitals {
            for (other, to) in found.capitals.iter().filter(|(other, _)| *other > one) {
                found.distances.insert((one, other), great_circle(*from, *to));
            }
        }
        Ok(())
    }
}

/// Mean radius of the Earth, km.
const RADIUS: f64 = 6371.0088;

/// Distance on a sphere between two points of latitude and longitude in degrees, km (haversine formula).
fn great_circle((lat1, lng1): (f64, f64), (lat2, lng2): (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| libm::sin((to - from).to_radians() / 2.0);
    let (north, east) = (half(lat1, lat2), half(lng1, lng2));
    let h = north * north + libm::cos(lat1.to_radians()) * libm::cos(lat2.to_radians()) * east * east;
    2.0 * RADIUS * libm::asin(h.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn the_capital_of_the_year_and_the_way_between_two() {
        let text = "ccode,capital,stdate,enddate,lat,lng\n365,St Petersburg,1816-01-01,1918-03-11,60,30\n\
            365,Moscow,1918-03-12,2024-12-31,0,90\n710,Peking,1816-01-01,2024-12-31,0,0";
        let found = read(&Capitals, &triad(2014), "", text).expect("good rows");
        let quarter = std::f64::consts::PI * RADIUS / 2.0;
        assert!((found.distances[&("CHN", "RUS")] - quarter).abs() < 1e-6);
        assert!((great_circle((90.0, 0.0), (-90.0, 0.0)) - 2.0 * quarter).abs() < 1e-6);
    }
}

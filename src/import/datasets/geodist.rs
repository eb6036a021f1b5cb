//! GeoDist of CEPII: distances between capitals.

use super::super::found::{Found, Wanted};
use super::super::states::by_key;
use super::super::table::Row;
use super::Dataset;

/// The file of pairs, `dist_cepii`.
pub struct GeoDist;

impl Dataset for GeoDist {
    fn key(&self) -> &'static str {
        "geodist"
    }

    fn name(&self) -> &'static str {
        "CEPII GeoDist"
    }

    fn gives(&self) -> &'static str {
        "distances between capitals"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["iso_o", "iso_d", "distcap"]
    }

    fn home(&self) -> &'static str {
        "http://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6"
    }

    fn citation(&self) -> &'static str {
        "CEPII, GeoDist (Mayer and Zignago 2011), distcap: distance between the capitals"
    }

    fn row(&self, row: &Row<'_>, wanted: &Wanted, found: &mut Found) -> Result<(), String> {
        let (Some(one), Some(two)) = (by_key(row.text("iso_o")), by_key(row.text("iso_d"))) else { return Ok(()) };
        found.actors.extend([one.key, two.key].into_iter().filter(|key| wanted.has(key)));
        if let Some(km) = row.number("distcap")?.filter(|_| wanted.pair(one.key, two.key)) {
            found.distances.insert((one.key, two.key), km);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, triad};
    use super::*;

    #[test]
    fn distances_of_the_actors() {
        let text = "iso_o,iso_d,contig,dist,distcap\nCHN,RUS,1,5795.04,5795.04\nABW,RUS,0,1,1\nCHN,CHN,0,7,7";
        let found = read(&GeoDist, &triad(2014), "", text).expect("good rows");
        assert_eq!(found.distances, [(("CHN", "RUS"), 5795.04)].into());
    }
}

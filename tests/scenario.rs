//! Reading a scenario through the public functions.

use realpolitik::scenario::{self, Value, load, parse};

const SMALL: &str = include_str!("fixtures/small.toml");

#[test]
fn dump() {
    match parse(SMALL) {
        Ok(loaded) => {
            println!("{}", loaded.warnings);
            println!("{}", loaded.scenario.resolved);
            println!("{:#?}", loaded.scenario.claims);
            for p in &loaded.scenario.slots {
                if !matches!(p.value, Value::Point(_)) {
                    println!("{} {:?} {:?}", p.path, p.value, p.source);
                }
            }
        }
        Err(p) => panic!("{p}"),
    }
}

//! What a value, an interval and a part look like in a sentence. What the sentences say of findings, `tests/report.rs` asks
//! of experiments that are run.

use super::{change, estimate, interval, mean_of, part, value};
use crate::analysis::estimate::{Estimate, Subject};
use crate::words::signed;

fn subject(yes_no: bool, unit: &str) -> Subject {
    Subject { id: "y".into(), text: "it happens".into(), unit: unit.into(), yes_no }
}

#[test]
fn a_probability_is_a_percentage_and_a_number_has_its_unit() {
    assert_eq!(value(&subject(true, ""), 0.2044), "20.4%");
    assert_eq!(value(&subject(false, "years"), 12.5), "12.50");
    assert_eq!(mean_of(&subject(true, "")), "The probability of “it happens”");
    assert_eq!(mean_of(&subject(false, "years")), "The mean of “it happens” (years)");
}

#[test]
fn an_interval_is_said_where_there_is_one() {
    let e = Estimate { count: 10, nulls: 0, value: 0.5, low: 0.25, high: 0.75 };
    assert_eq!(estimate(&subject(true, ""), &e), "50.0% (95% interval 25.0% to 75.0%)");
    assert_eq!(estimate(&subject(false, ""), &Estimate { low: 0.5, high: 0.5, ..e }), "0.500");
    assert_eq!(estimate(&subject(true, ""), &Estimate { count: 0, ..e }), "without a value in any run");
    assert_eq!(interval(-0.1, -0.2, 0.0, signed), "-0.100 (95% interval -0.200 to 0)");
    let points = "-10.0 percentage points (95% interval -20.0 to 0.0)";
    assert_eq!(change(&subject(true, ""), [-0.1, -0.2, -0.0001]), points);
    assert_eq!(part(1, 12, "claim"), "1 of 12 claims");
}

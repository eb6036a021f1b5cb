//! What a value, an interval and a part look like in a sentence. What the sentences say of findings, `tests/report.rs` asks
//! of experiments that are run.

use super::{change, estimate, interval, mean_of, moved, part, value, varied};
use crate::analysis::audit::{Audit, Audited, ClaimEffects, Effect, Game, Standing};
use crate::analysis::bootstrap;
use crate::analysis::estimate::{Estimate, Subject};
use crate::analysis::pawn::{Distances, PawnIndices};
use crate::analysis::sensitivity::study::{Found, Sensitivity, Varied};
use crate::analysis::sweep::{Moved, Surface, Sweep};
use crate::scenario::Direction;
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

const SOME: Estimate = Estimate { count: 40, nulls: 0, value: 0.5, low: 0.25, high: 0.75 };

/// An audit of claims with these Shapley values and standings.
fn audit(claims: &[(f64, Standing)]) -> Audit {
    let effects = |(value, standing): &(f64, Standing)| ClaimEffects {
        relaxed_alone: None,
        kept_alone: None,
        shapley: Some(Effect { count: 40, value: *value, low: value - 0.1, high: value + 0.1, variance_ratio: None }),
        order_error: None,
        without: SOME,
        only: SOME,
        standing: Some(*standing),
    };
    let audited =
        |at: usize| Audited { id: format!("C{at}"), text: format!("claim {at}"), direction: Direction::Toward };
    let game = Game {
        outcome: subject(false, ""),
        varies: true,
        kept: SOME,
        relaxed: SOME,
        complete: 40,
        ends: [0.0; 2],
        claims: claims.iter().map(effects).collect(),
        groups: Vec::new(),
        pairs: Vec::new(),
    };
    Audit {
        claims: (0..claims.len()).map(audited).collect(),
        replicates: 40,
        combinations: 1 << claims.len(),
        orders: None,
        games: vec![game],
        thresholds: Vec::new(),
    }
}

/// The largest value may be open while another claim is stood on.
#[test]
fn it_stands_on_a_claim_although_a_larger_one_is_open() {
    let found = audit(&[(0.3, Standing::Open), (0.2, Standing::StandsOn), (0.0, Standing::DoesNotMatter)]);
    let said = moved::audit(&found);
    assert!(said[0].contains(" where all 3 claims are kept, and "), "{}", said[0]);
    assert_eq!(
        said[1],
        "It stands on 1 of 3 claims, most on C1 (“claim 1”), whose mean effect over all orders (Shapley value) is +0.200 (95% \
         interval +0.100 to +0.300); 1 does not matter and 1 is open."
    );
    let none = moved::audit(&audit(&[(0.3, Standing::Open)]));
    assert!(none[0].contains(" where the claim is kept, and "), "{}", none[0]);
    assert_eq!(none[1], "It is shown to stand on none of them: 0 do not matter and 1 is open.");
}

/// Claims may decide whether something has a date where they do not decide which.
#[test]
fn a_claim_that_decides_whether_there_is_a_value_does_something() {
    let mut found = audit(&[(0.0, Standing::Open), (0.0, Standing::Open)]);
    let always = Estimate { value: 2025.0, low: 2025.0, high: 2025.0, ..SOME };
    let game = &mut found.games[0];
    (game.varies, game.kept, game.relaxed) = (false, always, always);
    assert!(moved::audit(&found)[1].starts_with("No claim does anything to it"));
    let game = &mut found.games[0];
    (game.kept, game.complete) = (Estimate { count: 10, nulls: 30, ..always }, 10);
    let said = moved::audit(&found);
    assert!(said[0].ends_with("is 2025 wherever it has a value, whichever of the 2 claims are kept."), "{}", said[0]);
    let having = "It has a value in 10 of 40 replicates with all claims kept, and in 40 with all relaxed, so that claims decide \
                  whether it has one.";
    assert_eq!(said[1], having);
    let page = crate::words::audit::page(&found);
    assert!(page.contains(having) && !page.contains("no claim does anything"), "{page}");
}

#[test]
fn a_sweep_without_some_values_says_how_many_points_have_one() {
    let none = Estimate { count: 0, ..SOME };
    let axis = Moved { name: "x".into(), unit: String::new(), values: vec![0.0, 1e-5, 2e-5], base: 0.0 };
    let surface = |points: [Estimate; 3]| Surface {
        outcome: subject(true, ""),
        points: points.to_vec(),
        differences: vec![None; 3],
    };
    let mut found = Sweep { axes: vec![axis], surfaces: vec![surface([SOME, none, SOME])], contours: Vec::new() };
    assert!(moved::sweep(&found)[0].ends_with(" wherever it has a value, at 2 of 3 points."));
    found.surfaces = vec![surface([SOME; 3])];
    assert!(moved::sweep(&found)[0].ends_with(" at all 3 points."));
    found.surfaces = vec![surface([Estimate { value: 0.1, ..SOME }, SOME, Estimate { value: 0.9, ..SOME }])];
    let said = &moved::sweep(&found)[0];
    assert!(said.contains(" at x 0 to ") && said.ends_with(" at x 0.00002."), "{said}");
    found.axes[0].values.clear(); // As no experiment leaves it, but a file may.
    assert!(moved::sweep(&found)[0].contains(" goes from "));
}

/// What is not told from nothing is not what an outcome depends most on.
#[test]
fn a_parameter_that_cannot_be_told_from_a_dummy_is_not_named() {
    let index = |value: f64| {
        let x = bootstrap::Estimate::new(value, (value / 2.0, 1.5 * value));
        Distances { min: x, mean: x, median: x, max: x }
    };
    let found = |dummy: f64, values: [f64; 2]| Sensitivity {
        outcome: subject(true, ""),
        source: None,
        parameters: ["a", "b"].map(|x| Varied { name: x.into(), text: String::new(), unit: String::new() }).to_vec(),
        others: Vec::new(),
        points: 100,
        replicates: 1,
        nulls: 0,
        mean: 0.5,
        found: Found::Pawn(PawnIndices {
            points: 100,
            slices: 5,
            parameters: values.map(index).to_vec(),
            dummy: Distances { min: dummy, mean: dummy, median: dummy, max: dummy },
        }),
    };
    let none = varied::sensitivity(&found(0.4, [0.1, 0.3]));
    assert!(none[0].ends_with("is 50.0% over all runs, and that any of 2 parameters moves it cannot be told."));
    assert!(none[1].starts_with("0 of 2 parameters lie above 0.400"), "{}", none[1]);
    let one = varied::sensitivity(&found(0.2, [0.1, 0.3]));
    assert!(one[0].contains("depends most on “b”"), "{}", one[0]);
    assert!(one[1].starts_with("1 of 2 parameters lies above "), "{}", one[1]);
}

//! Limits of the choice of a level.

use super::support::{BEST_RESPONSE, NO_NOISE, RARE, builtin, fit, levels, powers, rows, watch};
use realpolitik::design::MonteCarlo;
use realpolitik::engine::{Choice, explain};
use realpolitik::scenario::distribution::Shape;
use realpolitik::scenario::registry::P;
use realpolitik::scenario::{Quantity, Scenario, Value};

const PAIRS: [(&str, &str); 6] = [("A", "B"), ("A", "C"), ("B", "A"), ("B", "C"), ("C", "A"), ("C", "B")];

#[test]
fn whoever_believes_nothing_of_a_partner_without_threats_gains_no_security() {
    let scenario = powers([0, 1, 2], &["relations.A.B.belief_start=0", "relations.B.C.proximity=0"]);
    let choice = Choice { run: 0, date: 2000.0, holder: "A", about: "B" };
    let security = |scenario: &Scenario| {
        explain(scenario, &MonteCarlo { runs: 1 }, 1, &choice).expect("a choice of this scenario").terms[0]
    };
    assert_eq!(security(&scenario), ("security", [0.0; 5]));
    // Either is enough for some.
    for one in ["relations.A.B.belief_start=0", "relations.B.C.proximity=0"] {
        assert!(security(&powers([0, 1, 2], &[one])).1[4] > 0.0, "{one}");
    }
}

#[test]
fn without_any_reason_nobody_offers_anything() {
    let mut assignments: Vec<String> = PAIRS
        .iter()
        .flat_map(|(i, j)| ["proximity", "greed", "affinity"].map(|name| format!("relations.{i}.{j}.{name}=0")))
        .collect();
    let weights = ["v_conc", "v_trade", "v_close", "v_joint", "v_net", "v_past", "v_move", "v_step", "v_exit"];
    assignments.extend(weights.map(|weight| format!("weights.{weight}=0")));
    assignments.extend(BEST_RESPONSE.map(str::to_owned));
    let assignments: Vec<&str> = assignments.iter().map(String::as_str).collect();
    watch(&powers([0, 1, 2], &assignments), 1, 64, |snapshot, view| {
        for (i, j) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            let level = view.get(Quantity::Level(i, j));
            assert!(snapshot == 0 || level.0.iter().all(|level| *level == 0.0), "{i}{j} at {snapshot}: {level:?}");
        }
    });
}

/// The scenario with the level of every relation at the end as its outcomes.
fn with_levels(assignments: &[&str]) -> Scenario {
    let outcomes: Vec<String> = PAIRS
        .iter()
        .map(|(i, j)| format!("outcomes.{i}{j}={{kind=\"level\",holder=\"{i}\",about=\"{j}\",at=2030}}"))
        .collect();
    let all: Vec<&str> = assignments.iter().copied().chain(outcomes.iter().map(String::as_str)).collect();
    powers([0, 1, 2], &all)
}

#[test]
fn without_precision_levels_are_uniform() {
    let runs = 16_000;
    let rows = rows(&with_levels(&["choice.precision=0"]), 1, runs);
    for outcome in 1..=6 {
        let counts = levels(&rows, outcome);
        assert!(fit(&counts, &[runs as f64 / 5.0; 5]) > RARE, "{counts:?}");
    }
}

#[test]
fn with_precision_without_bound_the_best_response_is_taken() {
    let assignments: Vec<&str> = BEST_RESPONSE.into_iter().collect();
    let essay = builtin("essay", &assignments);
    let mut taken = [0; 5];
    for run in 0..40 {
        for (holder, about) in [("RUS", "CHN"), ("CHN", "RUS"), ("USA", "CHN")] {
            let date = 2015.0 + run as f64 / 2.0;
            let choice = Choice { run, date, holder, about };
            let explanation = explain(&essay, &MonteCarlo { runs: 40 }, 1, &choice).expect("a choice of the essay");
            let sum = |level: usize| explanation.terms.iter().map(|(_, term)| term[level]).sum::<f64>();
            let best = (0..5).max_by(|a, b| sum(*a).total_cmp(&sum(*b))).expect("five levels");
            assert_eq!(explanation.chosen, best, "{choice:?}");
            taken[best] += 1;
        }
    }
    assert!(taken.iter().filter(|count| **count > 0).count() > 2, "{taken:?}");
}

#[test]
fn without_foresight_and_patience_the_horizon_changes_nothing() {
    // Patience, which the horizon makes too, acts on coercion through kD and on choice through v_rep.
    let run = |horizon: &str| {
        let horizon = format!("actors.A.horizon_years={horizon}");
        let scenario = powers(
            [0, 1, 2],
            &[
                &horizon,
                "actors.A.foresight=0",
                "relations.A.B.coercion.kD=0",
                "relations.A.C.coercion.kD=0",
                "weights.v_rep=0",
            ],
        );
        let mut threats = Vec::new();
        watch(&scenario, 1, 64, |_, view| {
            threats.extend([(0, 1), (0, 2), (1, 2)].map(|(i, j)| view.get(Quantity::Threat(i, j)).0.map(f64::to_bits)));
        });
        threats
    };
    assert!(run("3") == run("150"));
}

#[test]
fn without_foresight_the_horizon_has_no_effect_on_the_expected_threat() {
    let at_start = |horizon: &str, foresight: &str| {
        let scenario = powers([0, 1, 2], &[horizon, foresight]);
        let mut threats = Vec::new();
        watch(&scenario, 1, 16, |snapshot, view| {
            if snapshot == 0 {
                threats.push(view.get(Quantity::Threat(0, 1)).0.map(f64::to_bits));
            }
        });
        threats
    };
    let (short, long) = ("actors.A.horizon_years=1", "actors.A.horizon_years=100");
    assert_eq!(at_start(short, "actors.A.foresight=0"), at_start(long, "actors.A.foresight=0"));
    assert_ne!(at_start(short, "actors.A.foresight=0.1"), at_start(long, "actors.A.foresight=0.1"));
}

/// The essay with every weight but v_rev and v_wait times `x`, and the precision divided by it.
fn scaled(x: f64) -> Scenario {
    let mut essay = builtin("essay", &[]);
    for slot in &mut essay.slots {
        let weight = (P::VSec..=P::VExit).contains(&slot.parameter) && !matches!(slot.parameter, P::VRev | P::VWait);
        match &mut slot.value {
            Value::Point(precision) if slot.parameter == P::Precision => *precision /= x,
            Value::Point(v) if weight => *v *= x,
            Value::Draw(distribution) if weight => {
                match &mut distribution.shape {
                    Shape::Lognormal { median, .. } => *median *= x,
                    Shape::Normal { mean, sd } => (*mean, *sd) = (*mean * x, *sd * x),
                    shape => panic!("the essay has another prior of a weight by now: {shape:?}"),
                }
                distribution.min *= x;
                distribution.max *= x;
            }
            _ => {}
        }
    }
    essay
}

#[test]
fn only_weights_times_precision_matter() {
    let base = rows(&scaled(1.0), 1, 800).outcomes;
    // Exactly, where scaling by x does not round.
    assert!(rows(&scaled(2.0), 1, 800).outcomes == base);
    assert!(rows(&scaled(0.125), 1, 800).outcomes == base);
    // Where it rounds, a choice could change where the draw falls within rounding of a bound: about once in 1e8 runs.
    assert!(rows(&scaled(3.0), 1, 800).outcomes == base);
    // The two that multiply other weights may not be scaled.
    let mut wrong = scaled(2.0);
    for slot in wrong.slots.iter_mut().filter(|slot| slot.parameter == P::VWait) {
        slot.value = Value::Point(0.0);
    }
    assert!(rows(&wrong, 1, 800).outcomes != base);
}

#[test]
fn the_best_response_without_noise_is_the_same_in_every_run() {
    let assignments: Vec<&str> = NO_NOISE.into_iter().chain(BEST_RESPONSE).collect();
    let rows = rows(&with_levels(&assignments), 1, 200);
    for outcome in &rows.outcomes {
        assert!(outcome.values.iter().all(|level| *level == outcome.values[0]));
    }
}

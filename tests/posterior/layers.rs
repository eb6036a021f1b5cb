//! What holds where scenarios that are laid over one another speak of the same weights.

use super::*;

const SMALL: &str = include_str!("../fixtures/small.toml");

fn said(files: &[(&str, &str)], set: &[&str]) -> String {
    read(files, set, &[]).err().unwrap_or_else(|| panic!("this was accepted")).to_string()
}

/// The small scenario, whose theory is a mixture, under one theory.
fn small() -> String {
    SMALL.replacen("{ balance_of_threat = 0.5, balance_of_power = 0.5 }", "\"balance_of_threat\"", 1)
}

#[test]
fn what_is_inherited_of_the_weights_gives_way() {
    let top = "format = 1\nextends = \"small.toml\"\nmodel.weights = \"weights.toml\"\n";
    let small = small();
    let loaded = read(&[("top.toml", top), ("small.toml", &small)], &[], &[]).unwrap_or_else(|said| panic!("{said}"));
    let scenario = &loaded.scenario;
    // v_sec is a lognormal there, and 5 for A.
    assert!(matches!(value(scenario, "weights.v_sec"), Value::Normal { mean: 3.0, .. }));
    let (world, of_a) = (scenario.slot_by_path("weights.v_sec"), scenario.slot_by_path("actors.A.weights.v_sec"));
    assert!(of_a.is_none() || matches!(value(scenario, "actors.A.weights.v_sec"), Value::Same(s) if Some(*s) == world));
    // v_conc is in no posterior here.
    assert!(matches!(value(scenario, "weights.v_conc"), Value::Draw(_)));
    let warned = loaded.warnings.to_string();
    assert!(warned.contains("replace what the scenario below says of one actor: `actors.A.weights.v_sec`"), "{warned}");
}

#[test]
fn what_lies_above_the_weights_holds() {
    let top = "format = 1\nextends = \"two.toml\"\n[weights]\nv_sec = 1.25\n[actors.OAK]\nweights.v_aut = 2\n";
    let loaded = read(&[("top.toml", top), ("two.toml", TWO)], &["choice.precision=4"], &[]);
    let scenario = loaded.unwrap_or_else(|said| panic!("{said}")).scenario;
    assert_eq!(*value(&scenario, "weights.v_sec"), Value::Point(1.25));
    assert_eq!(*value(&scenario, "choice.precision"), Value::Point(4.0));
    assert_eq!(*value(&scenario, "actors.OAK.weights.v_aut"), Value::Point(2.0));
    assert!(matches!(value(&scenario, "weights.v_aut"), Value::Normal { .. }));
    // The others are drawn as they were.
    let of = |scenario: &Scenario| {
        let at = scenario.in_rows().position(|(_, p)| p.path == "weights.v_trade").expect("a column");
        rows(scenario, 8).parameters[at].clone()
    };
    assert!(of(&scenario) == of(&two(&[])));
}

#[test]
fn a_file_does_not_say_the_same_thing_twice() {
    for (path, value) in [("weights.v_sec", "2"), ("choice.precision", "9")] {
        let text = format!("{path} = {value}\n{TWO}");
        let said = said(&[("two.toml", &text)], &[]);
        assert!(
            said.contains(&format!("`{path}` is given here, and the weights `weights.toml` hold it too")),
            "{said}"
        );
        assert!(said.contains("take out one of the two") && said.contains(&format!("`--set {path}=..`")), "{said}");
    }
}

#[test]
fn weights_can_be_named_from_outside_and_taken_out() {
    let twice = read(&[("two.toml", TWO)], &["model.weights=\"weights.toml\""], &[]);
    assert!(twice.unwrap_or_else(|said| panic!("{said}")).scenario == two(&[]));
    let plain = "format = 1\nextends = \"builtin:two-actors\"\n";
    let set = ["model.weights=\"weights.toml\"", "weights.v_sec=0"];
    let named = read(&[("plain.toml", plain)], &set, &[]).unwrap_or_else(|said| panic!("{said}")).scenario;
    assert_eq!(*value(&named, "weights.v_sec"), Value::Point(0.0));
    let out = "format = 1\nextends = \"two.toml\"\nremove = [\"model.weights\"]\n";
    let out = read(&[("out.toml", out), ("two.toml", TWO)], &[], &[]).unwrap_or_else(|said| panic!("{said}")).scenario;
    assert_eq!(out.posterior, None);
    assert_eq!(*value(&out, "weights.v_sec"), Value::Point(7.5));
}

#[test]
fn another_theory_than_that_of_the_estimates_is_warned_of() {
    let warned = |theory: &str| {
        let set = format!("model.theory={theory}");
        read(&[("two.toml", TWO)], &[&set], &[]).unwrap_or_else(|said| panic!("{said}")).warnings.to_string()
    };
    let said = warned("{ balance_of_threat = 0.5, affinity = 0.5 }");
    assert!(
        said.contains("`made-up` were estimated under `balance_of_threat`, and runs are under `affinity`"),
        "{said}"
    );
    assert!(!warned("{ balance_of_threat = 1, affinity = 0 }").contains("were estimated"));
}

#[test]
fn weights_that_are_not_held_are_warned_of_where_the_scale_is_another() {
    let warned = |line: &str, precision: &str| {
        let (two, weights) = (format!("{line}{TWO}"), WEIGHTS.replacen("precision = 1.0", precision, 1));
        let loaded = read(&[("two.toml", &two), ("weights.toml", &weights)], &[], &[]);
        loaded.unwrap_or_else(|said| panic!("{said}")).warnings.to_string()
    };
    let said = warned("weights.v_conc = 0\n", "precision = 1.0");
    assert!(said.contains("do not hold `v_rep`, `v_griev`,") && said.contains("which is 1 here"), "{said}");
    assert!(!said.contains("`v_rev`") && !said.contains("`v_wait`"), "{said}");
    assert!(warned("", "precision = 9").is_empty());
}

/// The golden text of a posterior in a resolved scenario.
const RESOLVED: &str = r#"
[model]
theory = "balance_of_threat"

[model.weights]
format = 1
name = "made-up"
title = "Weights made up for tests"
theory = "balance_of_threat"
precision = 1.0
weights = ["v_sec", "v_trade", "v_aut", "v_move"]
mean = [3.0, 0.8, -0.5, 2.0]
covariance = [[0.25, 0.06, -0.02, 0.0], [0.06, 0.09, 0.012, 0.01], [-0.02, 0.012, 0.04, -0.03], [0.0, 0.01, -0.03, 0.16]]

[model.weights.provenance]
program = "none"
datasets = ["none, 1900 to 2014"]
draws = 4000
r_hat = 1.003

"#;

#[test]
fn the_resolved_text_holds_the_posterior() {
    let resolved = two(&[]).resolved;
    assert!(resolved.contains(RESOLVED), "{resolved}");
}

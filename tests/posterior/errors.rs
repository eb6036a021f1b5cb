//! What is said of a posterior that is at fault: where it stands, and what to do.

use super::*;

/// What is said where a text of the file is replaced.
fn with(from: &str, to: &str) -> String {
    assert!(WEIGHTS.contains(from), "{from}");
    let weights = WEIGHTS.replacen(from, to, 1);
    let problems = read(&[("two.toml", TWO), ("weights.toml", &weights)], &[], &[]);
    problems.err().unwrap_or_else(|| panic!("`{to}` was accepted")).render(false)
}

#[test]
fn every_fault_of_the_file_is_told_at_its_place() {
    let mean = "mean = [3.0, 0.8, -0.5, 2.0]";
    let cases = [
        ("format = 1", "format = 2", "`model.weights.format` must be a whole number from 1 to 1, not 2"),
        ("name = \"made-up\"", "name = \"made up\"", "this name cannot be used"),
        ("title", "titel", "unknown key `titel`"),
        ("balance_of_threat", "balance_of_threats", "did you mean `balance_of_threat`?"),
        ("precision = 1.0", "precision = -1", "`model.weights.precision` is -1, outside what is allowed"),
        ("precision = 1.0", "precision = 0", "a precision of 0, under which no weight matters"),
        ("\"v_trade\"", "\"v_trad\"", "did you mean `v_trade`?"),
        ("\"v_trade\"", "\"v_sec\"", "the weight `v_sec` is named twice"),
        ("[\"v_sec\", \"v_trade\", \"v_aut\", \"v_move\"]", "[]", "a posterior of no weights"),
        ("\"v_trade\"", "7", "`model.weights.weights` must be the name of a weight, in quotes, not 7"),
        (mean, "mean = [3.0, 0.8, -0.5]", "`model.weights.mean` has 3 entries, and there are 4 weights"),
        (mean, "mean = [3.0, nan, -0.5, 2.0]", "`model.weights.mean` must be a finite number, not NaN"),
        (mean, "mean = 3.0", "`model.weights.mean` must be a list of numbers, not 3"),
        (mean, "mean = [3.0, 0.8, -0.5, 999.0]", "draws of `v_move` can reach from"),
        (mean, "", "`model.weights.mean` is missing"),
        ("    [0.0, 0.01, -0.03, 0.16],\n", "", "`model.weights.covariance` has 3 entries, and there are 4 weights"),
        ("[0.0, 0.01, -0.03, 0.16]", "[0.0, 0.01]", "`model.weights.covariance row 4` has 2 entries"),
        ("[0.25, 0.06,", "[0.25, inf,", "must be a finite number, not inf"),
        (
            "[0.25, 0.06,",
            "[0.25, 0.07,",
            "the covariance is not symmetric: row 2 has 0.06 in column 1, and row 1 has 0.07",
        ),
        ("[0.25, 0.06,", "[-0.25, 0.06,", "the covariance is not positive definite: it fails at `v_sec`"),
        ("-0.03, 0.16]", "-0.03, 0.02]", "the covariance is not positive definite: it fails at `v_move`"),
        ("program = \"none\"", "program = ", "this is not TOML"),
        ("[provenance]", "provenance = 3\n[other]", "`model.weights.provenance` must be a table, not 3"),
    ];
    for (from, to, says) in cases {
        let said = with(from, to);
        assert!(said.contains(says), "{says:?} is missing in\n{said}");
        assert!(said.contains(" weights.toml:"), "no place:\n{said}");
    }
}

#[test]
fn weights_that_are_not_there_are_told_with_the_remedy() {
    let said = |name: &str| {
        let set = format!("model.weights={name}");
        read(&[("two.toml", "format = 1\nextends = \"builtin:two-actors\"\n")], &[&set], &[]).unwrap_err().to_string()
    };
    let unknown = said("\"estimated-1066\"");
    assert!(unknown.contains("there are no weights `estimated-1066` in the program"), "{unknown}");
    assert!(unknown.contains("a file of your own is named with its ending, such as \"my-weights.toml\""), "{unknown}");
    assert!(said("3").contains("`model.weights` must be the name of a posterior, in quotes, not 3"));
    let none = realpolitik::scenario::parse(&format!("{TWO}weights_are_read = 0")).unwrap_err().to_string();
    assert!(none.contains("the weights `weights.toml` are a file, and no file can be read from here"), "{none}");
}

#[test]
fn what_depends_on_others_cannot_be_varied_as_if_it_did_not() {
    use realpolitik::design::{Method, Spec};
    let vary = |path: &str| {
        let loaded = read(&[("two.toml", TWO)], &[], &[path]).unwrap_or_else(|said| panic!("{said}"));
        let (method, parameters) = (Method::Radial { blocks: 2 }, Some(vec![path.to_owned()]));
        let spec = Spec::Sample { method, parameters, ranges: Vec::new(), points_seed: 1, replicates: 1 };
        spec.build(&loaded.scenario, &loaded.moved).map(|design| design.points()).map_err(|error| error.to_string())
    };
    let said = vary("weights.v_trade").unwrap_err();
    assert!(said.contains("is drawn together with other weights") && said.contains("`weights.z.v_trade`"), "{said}");
    assert_eq!(vary("weights.z.v_trade"), Ok(4));
    let missing = read(&[("two.toml", TWO)], &[], &["weights.z.v_sex"]).unwrap_err().to_string();
    assert!(missing.contains("there is no estimated weight `v_sex`") && missing.contains("`v_sec`"), "{missing}");
}

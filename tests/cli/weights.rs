//! `--weights`: a posterior on the command line, through every experiment, and verified without its file.

use super::*;

const WEIGHTS: &str = include_str!("../fixtures/weights.toml");

fn with_weights() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("my.toml"), WEIGHTS).unwrap();
    folder
}

#[test]
fn a_run_holds_the_weights_and_verifies_without_their_file() {
    let folder = with_weights();
    let run = [&SMALL[..], &["--weights", "my.toml", "--rows", "all", "--out", "run", "--quiet"]].concat();
    good(folder.path(), &run);
    let file = std::fs::File::open(folder.path().join("run/rows.parquet")).unwrap();
    let rows = parquet::file::reader::SerializedFileReader::new(file).unwrap();
    let columns = rows.metadata().file_metadata().schema_descr().columns().to_vec();
    let columns: Vec<String> = columns.iter().map(|column| column.path().parts().join(".")).collect();
    for weight in ["weights.v_sec", "weights.v_trade", "weights.v_aut", "weights.v_move"] {
        assert!(columns.iter().any(|column| column == weight), "{weight} is not in {columns:?}");
    }
    assert!(!columns.iter().any(|column| column.contains("weights.z")), "{columns:?}");
    let manifest = json(&folder.path().join("run/manifest.json"));
    assert!(manifest["resolved"].as_str().unwrap().contains("[model.weights.provenance]"));
    std::fs::remove_file(folder.path().join("my.toml")).unwrap();
    let said = good(folder.path(), &["verify", "run"]);
    assert!(said.contains("the same digest"), "{said}");
}

#[test]
fn every_experiment_takes_them() {
    let folder = with_weights();
    let quiet = ["--weights", "my.toml", "--no-plots"];
    let go = |arguments: &[&str]| good(folder.path(), &[arguments, &quiet].concat());
    let outcome = ["--outcome", "partners"];
    let sobol = ["sensitivity", "builtin:two-actors", "--method", "sobol", "--base-samples", "8", "--replicates", "2"];
    go(&[&sobol[..], &outcome, &["--out", "sobol"]].concat());
    let found = json(&folder.path().join("sobol/findings.json")).to_string();
    for weight in ["v_sec", "v_trade", "v_aut", "v_move"] {
        assert!(found.contains(&format!("\"weights.z.{weight}\"")), "{weight} is not in {found}");
    }
    assert!(!found.contains("\"weights.v_"), "{found}");
    let said = go(&[&["audit", "builtin:two-actors", "--replicates", "30"], &outcome[..]].concat());
    assert!(said.contains("The old war keeps the two apart"), "{said}");
    let tip = ["tip", "builtin:two-actors", "--at", "0.5", "--above", "0.4", "--all", "--replicates", "100"];
    let said = go(&[&tip[..], &outcome].concat());
    assert!(said.contains("weights.z.v_sec"), "{said}");
    let over = ["sweep", "builtin:two-actors", "--over", "weights.z.v_sec=-2:2:3", "--replicates", "20"];
    let said = go(&[&over[..], &outcome].concat());
    assert!(said.contains("as weights.z.v_sec moves"), "{said}");
}

#[test]
fn check_prints_them_and_warns_of_another_theory() {
    let folder = with_weights();
    let resolved = ["check", "builtin:two-actors", "--weights", "my.toml", "--resolved"];
    let output = command(folder.path(), &resolved).assert().success().get_output().clone();
    let (resolved, warned) = (text(&output.stdout), text(&output.stderr));
    assert!(warned.contains("do not hold `v_conc`, `v_rep`,") && warned.contains("which is 1 here"), "{warned}");
    assert!(resolved.contains("[model.weights]\nformat = 1\nname = \"made-up\"\n"), "{resolved}");
    let theory = ["--set", "model.theory=\"affinity\""];
    let check = [&["check", "builtin:two-actors", "--weights", "my.toml"], &theory[..]].concat();
    let output = command(folder.path(), &check).assert().success().get_output().clone();
    assert!(text(&output.stderr).contains("were estimated under `balance_of_threat`"), "{}", text(&output.stderr));
    let error = bad(2, folder.path(), &["run", "builtin:two-actors", "--weights", "mine.toml"]);
    assert!(error.contains("there is no file mine.toml") && error.contains("a file of your own"), "{error}");
    let error = bad(2, folder.path(), &["run", "builtin:two-actors", "--weights", "mine"]);
    assert!(error.contains("there are no weights `mine` in the program"), "{error}");
}

//! Hindcasts, as a user types them.

use assert_cmd::Command;
use realpolitik::scenario::{Builtin, HINDCASTS, load};
use serde_json::Value;
use std::path::Path;

fn realpolitik(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("realpolitik").expect("the program");
    command.current_dir(folder).args(arguments).output().expect("it runs")
}

/// Runs, and gives what it prints; it must succeed.
fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = realpolitik(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Runs; it must refuse with exit code 2. Gives what it says.
fn refuse(folder: &Path, arguments: &[&str]) -> String {
    let output = realpolitik(folder, arguments);
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    said
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// The two actors, with outcomes that history could show.
const SCENARIO: &str = r#"format = 1
extends = "builtin:two-actors"
name = "past"

[outcomes.trade_2010]
text = "trade of Elmland and Oakland in 2010"
kind = "two_way_trade"
of = "ELM"
partner = "OAK"
at = 2010

[outcomes.trade_2020]
text = "trade of Elmland and Oakland in 2020"
kind = "two_way_trade"
of = "ELM"
partner = "OAK"
at = 2020

[outcomes.pact_date]
text = "date of the first pact of Elmland and Oakland"
kind = "alliance_date"
pair = "ELM-OAK"
"#;

const OBSERVED: &str = "outcome,date,value,sd,source\n\
    trade_2010,1996,40,,made up\n\
    trade_2010,1998,44,,made up\n\
    trade_2010,2000,50,,made up\n\
    trade_2010,2010,65,2,made up\n\
    trade_2020,,9000,,made up\n\
    pact_date,,none,,made up\n";

fn past() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("past.toml"), SCENARIO).expect("it is written");
    std::fs::write(folder.path().join("came.csv"), OBSERVED).expect("it is written");
    folder
}

const HINDCAST: [&str; 6] = ["hindcast", "past.toml", "--observed", "came.csv", "--runs", "400"];

#[test]
fn a_hindcast_says_what_the_runs_were_worth_and_verifies() {
    let folder = past();
    let said = succeed(folder.path(), &[&HINDCAST[..], &["--out", "h"]].concat());
    for expected in [
        "What came, against the runs (3 outcomes)",
        "trade, logarithm",
        "alliance, date",
        "Trade, logarithm: ",
        "trade_2020                          came      9000  runs ",
        "  beyond it",
        "pact_date                           came      none  runs ",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let found = json(&folder.path().join("h/findings.json"));
    let outcomes = found["findings"]["outcomes"].as_array().expect("outcomes");
    assert_eq!(
        outcomes.iter().map(|one| one["outcome"]["id"].as_str().expect("an id")).collect::<Vec<_>>(),
        ["trade_2010", "trade_2020", "pact_date"]
    );
    // The date has no history, so no baseline; trade at both dates shares one.
    let baselines: Vec<bool> = outcomes.iter().map(|one| one["baselines"][1].is_object()).collect();
    assert_eq!(baselines, [true, true, false]);
    let manifest = json(&folder.path().join("h/manifest.json"));
    assert_eq!(manifest["design"]["design"], "hindcast");
    assert_eq!(manifest["design"]["observed"]["history"].as_array().map(Vec::len), Some(3));
    let pictures = ["hindcast-fan-trade.svg", "hindcast-pit.svg", "hindcast-skill.svg"];
    assert!(pictures.iter().all(|name| folder.path().join("h/plots").join(name).exists()));
    assert!(succeed(folder.path(), &["verify", "h"]).contains("the same digest"));
    let again = succeed(folder.path(), &[&HINDCAST[..], &["--out", "h"]].concat());
    assert!(again.contains("complete already"), "{again}");
    // Another observation is another question.
    std::fs::write(folder.path().join("came.csv"), OBSERVED.replace("9000", "90")).expect("it is written");
    let other = refuse(folder.path(), &[&HINDCAST[..], &["--out", "h"]].concat());
    assert!(other.contains("holds the result of another experiment"), "{other}");
}

#[test]
fn parts_put_together_are_the_whole() {
    let folder = past();
    let runs = ["hindcast", "past.toml", "--observed", "came.csv", "--runs", "20000", "--no-plots", "--quiet"];
    succeed(folder.path(), &[&runs[..], &["--out", "whole"]].concat());
    for part in ["1/2", "2/2"] {
        succeed(folder.path(), &[&runs[..], &["--shard", part, "--out", &format!("p{}", &part[..1])]].concat());
    }
    succeed(folder.path(), &["merge", "p1", "p2", "--out", "merged"]);
    for name in ["findings.json", "rows.parquet"] {
        let of = |folder_name: &str| std::fs::read(folder.path().join(folder_name).join(name)).expect("a file");
        assert!(of("whole") == of("merged"), "{name}");
    }
}

#[test]
fn bad_input_is_refused_with_the_remedy() {
    let folder = past();
    let with = |text: &str| {
        std::fs::write(folder.path().join("came.csv"), text).expect("it is written");
        refuse(folder.path(), &HINDCAST)
    };
    for (text, expected) in [
        (
            "outcome,value\ntrade_2011,5\n",
            "there is no outcome `trade_2011` in this scenario; did you mean `trade_2010`?",
        ),
        ("outcome,date,value\ntrade_2010,2031,5\n", "2031 is after the end of the scenario, 2030"),
        ("outcome,value\npact_date,1999\n", "1999 is no date of the period, 2000 to 2030"),
        ("outcome,date,value\ntrade_2010,1999,5\n", "all lines are of before the start"),
    ] {
        let said = with(text);
        assert!(said.contains("came.csv") && said.contains(expected), "{said}");
    }
    let none = refuse(folder.path(), &["hindcast", "past.toml"]);
    assert!(none.contains("--observed FILE.csv is needed"), "{none}");
    std::fs::write(folder.path().join("came.csv"), OBSERVED).expect("it is written");
    let many = refuse(folder.path(), &["hindcast", "past.toml", "--observed", "came.csv", "--runs", "100000000"]);
    assert!(many.contains("has room for 44739242 runs"), "{many}");
    let calibrated = refuse(folder.path(), &["calibrate", "past.toml", "--observed", "came.csv"]);
    assert!(calibrated.contains("`pact_date` is none"), "{calibrated}");
}

#[test]
fn every_case_that_ships_runs_and_is_scored() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, ..) in HINDCASTS {
        let scenario = format!("builtin:{name}");
        succeed(folder.path(), &["hindcast", &scenario, "--runs", "200", "--no-plots", "--quiet", "--out", name]);
        let found = json(&folder.path().join(name).join("findings.json"));
        let outcomes = found["findings"]["outcomes"].as_array().expect("outcomes");
        assert!(outcomes.len() > 20, "{name}: {}", outcomes.len());
        assert_eq!(found["findings"]["unscored"].as_array().map(Vec::len), Some(0), "{name}");
        let without = outcomes.iter().filter(|one| one["baselines"][0].is_null()).count();
        assert!(3 * without < outcomes.len(), "{name}: {without} of {} have no baseline", outcomes.len());
        let loaded = load(&scenario, &Builtin, &[]).unwrap_or_else(|said| panic!("{name}: {said}"));
        assert_eq!(loaded.scenario.time.end - loaded.scenario.time.start, 10.0, "{name}");
    }
}

#[test]
fn every_file_of_a_case_is_in_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/hindcasts");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut files: Vec<String> = files.map(|name| name.into_string().expect("text")).collect();
    files.sort();
    let mut listed: Vec<String> =
        HINDCASTS.iter().flat_map(|(name, ..)| [format!("{name}.csv"), format!("{name}.toml")]).collect();
    listed.sort();
    assert_eq!(files, listed);
}

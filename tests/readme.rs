//! What README.md says of the run that the program makes without arguments is what it finds.

use assert_cmd::Command;

const README: &str = include_str!("../README.md");

/// 10 000 runs of the essay with seed 1, as `realpolitik` alone makes them, without pictures: shares of alliances by 2025 and
/// 2050, each with its interval.
fn alliances(more: &[&str]) -> [[String; 3]; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Command::cargo_bin("realpolitik").expect("the program");
    let program = program.current_dir(folder.path()).args(["run", "--no-plots", "--json"]).args(more);
    let output = program.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&found["summary"]["runs"], &found["summary"]["seed"]), (&10_000.into(), &1.into()));
    let outcomes = found["summary"]["outcomes"].as_array().expect("outcomes");
    ["alliance_2025", "alliance_2050"].map(|id| {
        let share = &outcomes.iter().find(|outcome| outcome["id"] == id).expect("the outcome")["share"];
        ["share", "low", "high"].map(|key| format!("{:.3}", share[key].as_f64().expect("a number")))
    })
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_program() {
    for more in [&[][..], &["--weights", "estimated-1900-2014"]] {
        let [[p, low, high], [q, least, most]] = alliances(more);
        let said =
            format!("by 2025 in {p} of the runs (95% interval {low} to {high}), by 2050 in {q} ({least} to {most})");
        assert!(README.contains(&said), "README.md should say: {said}");
    }
}

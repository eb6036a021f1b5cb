//! `realpolitik sensitivity`, through the command line.

use assert_cmd::Command;
use realpolitik::analysis::sensitivity::study::{Found, Sensitivity};
use realpolitik::analysis::sobol::SobolIndices;
use realpolitik::analysis::{Findings, Study};
use std::path::Path;

/// Of three parameters that are drawn, growth alone drives the ratio of 2030; nothing drives that of 2000.
const SCENARIO: &str = r#"
format = 1
extends = "builtin:two-actors"
name = "one-driver"

[weights]
v_griev = { distribution = "lognormal", median = 0.5, log_sd = 0.5 }

[ledger.old_war]
severity = { distribution = "uniform", low = 0.5, high = 1.5 }

[outcomes.ratio_2000]
kind = "capability_ratio"
of = "OAK"
to_actor = "ELM"
at = 2000

[outcomes.ratio_2030]
kind = "capability_ratio"
of = "OAK"
to_actor = "ELM"
at = 2030

[outcomes.alliance_date]
kind = "alliance_date"
pair = "ELM-OAK"
"#;

const GROWTH: &str = "actors.OAK.growth";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("one-driver.toml"), SCENARIO).expect("a scenario");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::new(env!("CARGO_BIN_EXE_realpolitik"));
    command.current_dir(folder).args(["sensitivity", "one-driver.toml"]).args(arguments).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn study(folder: &Path, out: &str) -> (Study, Sensitivity) {
    let json = std::fs::read_to_string(folder.join(out).join("findings.json")).expect("findings");
    assert!(!json.contains("NaN"), "{json}");
    let study: Study = json.parse().expect("findings");
    let Findings::Sensitivity(found) = study.findings.clone() else { panic!("of another kind") };
    (study, *found)
}

fn place(found: &Sensitivity, name: &str) -> usize {
    found.parameters.iter().position(|p| p.name == name).expect("a parameter")
}

const SOBOL: [&str; 10] =
    ["--outcome", "ratio_2030", "--method", "sobol", "--base-samples", "64", "--replicates", "8", "--out", "a"];

fn indices(found: &Sensitivity) -> &SobolIndices {
    match &found.found {
        Found::Sobol(indices) => indices,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_driver_has_all_of_the_variance_and_the_others_none() {
    let folder = folder();
    let done = run(folder.path(), &SOBOL).success();
    let (study, found) = study(folder.path(), "a");
    assert_eq!(study.about.runs, 64 * 5 * 8);
    let indices = indices(&found);
    for (parameter, total) in found.parameters.iter().zip(&indices.total) {
        let expected = if parameter.name == GROWTH { 0.95..1.05 } else { -0.02..0.02 };
        assert!(expected.contains(&total.value), "{}: {total:?}", parameter.name);
    }
    let share = indices.chance_share.expect("replicates");
    assert!(share.low > 0.0 && share.high < 1.0, "{share:?}");
    let said = text(&done.get_output().stdout);
    let strongest = said.lines().find(|line| line.starts_with("   ")).expect("a table");
    assert!(strongest.contains("OAK: trend growth g_0 of GDP at the start [1 / year]  (actors.OAK.growth)"), "{said}");
    assert!(said.contains("Of the variance of single runs,") && said.contains("First indices sum to"), "{said}");
    assert!(folder.path().join("a/plots/sensitivity-indices.svg").exists());
    assert!(!folder.path().join("a/rows.parquet").exists());
}

#[test]
fn threads_change_nothing_and_verify_passes() {
    let folder = folder();
    run(folder.path(), &[&SOBOL[..], &["--threads", "1", "--rows", "outcomes", "--no-plots"]].concat()).success();
    run(folder.path(), &[&SOBOL[..8], &["--out", "b", "--threads", "2", "--no-plots"]].concat()).success();
    let ((a, _), (b, _)) = (study(folder.path(), "a"), study(folder.path(), "b"));
    assert_eq!(a, b);
    assert!(folder.path().join("a/rows.parquet").exists());
    let mut verify = Command::new(env!("CARGO_BIN_EXE_realpolitik"));
    let done = verify.current_dir(folder.path()).args(["verify", "b"]).assert().success();
    assert!(text(&done.get_output().stdout).contains("2560 runs"));
}

#[test]
fn indices_of_second_order_come_when_asked_for() {
    let folder = folder();
    let done = run(folder.path(), &[&SOBOL[..], &["--second-order"]].concat()).success();
    let (study, found) = study(folder.path(), "a");
    assert_eq!((study.about.runs, indices(&found).second.len()), (64 * 8 * 8, 3));
    assert!(text(&done.get_output().stdout).contains("Strongest pairs"));
    assert!(folder.path().join("a/plots/sensitivity-pairs.png").exists());
}

#[test]
fn elementary_effects_find_the_driver_too() {
    let folder = folder();
    for (out, design) in
        [("trajectories", &["--levels", "4"][..]), ("radial", &["--radial"]), ("chosen", &["--candidates", "40"])]
    {
        let sizes = [
            "--outcome",
            "ratio_2030",
            "--method",
            "morris",
            "--trajectories",
            "20",
            "--replicates",
            "8",
            "--out",
            out,
        ];
        let done = run(folder.path(), &[&sizes[..], design].concat()).success();
        let (study, found) = study(folder.path(), out);
        assert_eq!(study.about.runs, 20 * 4 * 8);
        let Found::Morris { effects, chance } = &found.found else { panic!("{found:?}") };
        let driver = place(&found, GROWTH);
        let star = effects.parameters[driver].mu_star;
        assert!(star.low > chance.as_ref().expect("replicates")[driver], "{star:?}");
        for (at, effect) in effects.parameters.iter().enumerate() {
            assert!(at == driver || effect.mu_star.value < 0.1 * star.value, "{:?}", found.parameters[at]);
        }
        assert!(text(&done.get_output().stdout).contains("mu*"));
        assert!(folder.path().join(out).join("plots/sensitivity-indices.svg").exists());
    }
}

#[test]
fn pawn_finds_the_driver_among_runs_that_differ_by_chance() {
    let folder = folder();
    let sizes = ["--outcome", "ratio_2030", "--method", "pawn", "--samples", "1000", "--out", "a"];
    run(folder.path(), &sizes).success();
    let (study, found) = study(folder.path(), "a");
    let Found::Pawn(pawn) = &found.found else { panic!("{found:?}") };
    assert_eq!((study.about.runs, pawn.slices, pawn.points), (1000, 10, 1000));
    let driver = place(&found, GROWTH);
    assert!(pawn.parameters[driver].median.value > 3.0 * pawn.dummy.median);
    assert!(pawn.parameters.iter().enumerate().all(|(at, p)| at == driver || p.median.value < 1.5 * pawn.dummy.median));
}

#[test]
fn what_is_not_varied_counts_as_chance_and_ranges_are_varied_too() {
    let folder = folder();
    let asked = [
        "--parameters",
        "ledger.old_war.severity",
        "--range",
        "actors.ELM.growth_long_run=0:0.05",
        "--range",
        "claims.memory=0:1",
    ];
    let done = run(folder.path(), &[&SOBOL[..], &asked].concat()).success();
    let (_, found) = study(folder.path(), "a");
    let names: Vec<&str> = found.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["ledger.old_war.severity", "actors.ELM.growth_long_run", "claims.memory"]);
    assert_eq!(found.others, ["weights.v_griev", GROWTH]);
    assert!(text(&done.get_output().stdout).contains("so part of chance: weights.v_griev, actors.OAK.growth"));
    let total = &indices(&found).total;
    assert!(total[1].low > 0.5 && total[0].value < 0.1 && total[2].value < 0.1, "{total:?}");
}

#[test]
fn an_outcome_that_never_varies_is_said_in_plain_words() {
    let folder = folder();
    for (out, method) in [("s", "sobol"), ("m", "morris"), ("p", "pawn")] {
        let sizes = match method {
            "sobol" => ["--base-samples", "8"],
            "morris" => ["--trajectories", "4"],
            _ => ["--samples", "50"],
        };
        let arguments = ["--outcome", "ratio_2000", "--method", method, "--out", out];
        let done = run(folder.path(), &[&arguments[..], &sizes].concat()).success();
        let said = text(&done.get_output().stdout);
        assert!(said.contains("in every run: none of the 3 parameters moves it"), "{said}");
        assert!(!said.contains("NaN"));
        assert!(matches!(study(folder.path(), out).1.found, Found::Constant { .. }));
        assert!(!folder.path().join(out).join("plots").exists());
    }
    // One point at each of the replicates, but replicates differ: all variance is chance.
    let arguments =
        ["--outcome", "ratio_2030", "--parameters", "ledger.old_war.severity", "--set", "weights.v_griev=0.5"];
    let rest = ["--set", "memory.phi=0", "--method", "sobol", "--base-samples", "8", "--out", "c"];
    let done = run(folder.path(), &[&arguments[..], &rest].concat()).success();
    let said = text(&done.get_output().stdout);
    assert!(
        said.contains("no parameter moves it, all variance is chance") || said.contains("cannot be told from 0"),
        "{said}"
    );
}

#[test]
fn null_outcomes_are_left_out_by_pawn_and_refused_by_the_others() {
    let folder = folder();
    let sizes = ["--outcome", "alliance_date", "--samples", "500", "--method", "pawn", "--out", "a"];
    let set = ["--set", "weights.v_trade=3", "--set", "ledger.old_war.severity=0"];
    let done = run(folder.path(), &[&sizes[..], &set].concat()).success();
    let (_, found) = study(folder.path(), "a");
    assert!(found.nulls > 0 && found.nulls < 500, "{} nulls", found.nulls);
    assert!(
        text(&done.get_output().stdout)
            .contains(&format!("{} runs in which the outcome is null are left out", found.nulls))
    );
    for method in ["sobol", "morris"] {
        let refused = run(folder.path(), &["--outcome", "alliance_date", "--method", method, "--out", "b"]).code(2);
        let said = text(&refused.get_output().stderr);
        assert!(
            said.contains("`alliance_date` is null in runs in which it does not happen")
                && said.contains("--method pawn"),
            "{said}"
        );
    }
    assert!(!folder.path().join("b").exists());
}

#[test]
fn bad_input_is_refused_with_the_remedy() {
    let folder = folder();
    let sobol = ["--outcome", "ratio_2030", "--method", "sobol"];
    let morris = ["--outcome", "ratio_2030", "--method", "morris"];
    let pawn = ["--outcome", "ratio_2030", "--method", "pawn"];
    let cases: &[(&[&str], &[&str], &str)] = &[
        (
            &["--outcome", "ratio_203", "--method", "sobol"],
            &[],
            "there is no outcome `ratio_203` in this scenario; did you mean `ratio_2030`?",
        ),
        (&["--outcome", "ratio_2030", "--method", "sobel"], &[], "possible values: sobol, morris, pawn"),
        (&sobol, &["--base-samples", "1"], "write a whole number from 2 to 1000000000, such as 1024"),
        (&sobol, &["--base-samples", "70000"], "base samples: 70000 given, at most 65536 allowed"),
        (&sobol, &["--replicates", "50000"], "at most 100000000; take fewer points, parameters or replicates"),
        (&sobol, &["--slices", "4"], "--slices does not belong to this method"),
        (
            &sobol,
            &["--parameters", "actors.OAK.horizon_years"],
            "is 10 in this scenario and has no distribution; give it one in the file, or a range with --range actors.OAK.horizon_years=LOW:HIGH (allowed: 0.1 to 200)",
        ),
        (&sobol, &["--parameters", "actors.OAK.weights.v_griev"], "it follows `weights.v_griev`"),
        (&sobol, &["--parameters", "actors.OAK.growht"], "names no parameter"),
        (&sobol, &["--parameters", "actors.OAK.growth,actors.OAK.growth"], "`actors.OAK.growth` is named twice"),
        (&sobol, &["--range", "actors.OAK.growth=0.1"], "write PATH=LOW:HIGH"),
        (&sobol, &["--range", "actors.OAK.growth=0.1:0.9"], "`actors.OAK.growth` = 0.9 is not allowed: -0.5 to 0.5"),
        (&sobol, &["--range", "actors.OAK.growth=0.1:0.1"], "the first must be below the second"),
        (&sobol, &["--range", "strength.contest_exponent=1:2"], "so a range does not fit: give it a choice"),
        (&sobol, &["--range", "claims.memry=0:1"], "there is no claim `memry`; did you mean `memory`?"),
        (&morris, &["--levels", "5"], "levels: 5 given, an even number needed"),
        (&morris, &["--radial", "--levels", "4"], "the radial design has neither --levels nor --candidates"),
        (&morris, &["--candidates", "10"], "candidate trajectories: 10 given, at least 50 needed"),
        (&pawn, &["--slices", "20", "--samples", "10"], "--slices 20 of --samples 10"),
        (&pawn, &["--replicates", "2"], "in place of --replicates take more --samples"),
    ];
    for (first, rest, expected) in cases {
        let refused = run(folder.path(), &[first, *rest, &["--out", "nothing"]].concat()).code(2);
        let said = text(&refused.get_output().stderr);
        assert!(said.contains(expected), "{rest:?}: {said}");
    }
    let undrawn = ["--set", "weights.v_griev=1", "--set", "actors.OAK.growth=0", "--set", "ledger.old_war.severity=1"];
    let refused = run(folder.path(), &[&sobol[..], &undrawn, &["--out", "nothing"]].concat()).code(2);
    assert!(text(&refused.get_output().stderr).contains("no parameter of this scenario is drawn"));
    assert!(!folder.path().join("nothing").exists());
}

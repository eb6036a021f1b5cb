//! Sweeps, tipping points and stopping, through the library and as a user types them.

use assert_cmd::Command;
use realpolitik::analysis::tip::Tip;
use realpolitik::analysis::tipping::Tipping;
use realpolitik::analysis::{Findings, Report};
use realpolitik::experiment::{Scan, Search, Source, search, simulate};
use realpolitik::scenario::PredictedEvent;
use std::path::Path;

fn realpolitik(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("realpolitik")
        .expect("the program")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it runs")
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

/// The two actors with nothing but growth: Oakland's GDP is lognormal around its start, and Elmland's is fixed, so that
/// the probability that their ratio in 2010 is above 0.4 is Phi(ln(G / 400) / (0.1 sqrt(10))), one half at G = 400.
fn closed_form() -> Vec<String> {
    [
        "time.end=2010.0",
        "time.steps_per_year=1",
        "strength.alpha=0",
        "economy.drag=0",
        "actors.ELM.growth_noise=0",
        "actors.OAK.growth_noise=0.1",
        "actors.OAK.growth=0.02",
        "actors.OAK.gdp=300",
        "outcomes.partners.to=2010",
        "outcomes.alliance_2030.by=2010",
        "outcomes.grievance_2030.at=2010",
        r#"outcomes.ratio={kind="capability_ratio", of="OAK", to_actor="ELM", at=2010}"#,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn tip(seed: u64, set: &[String], target: &str, level: f64, within: (f64, f64)) -> Tip {
    let asked = Search {
        source: Source { name: "builtin:two-actors".into(), set: set.to_vec(), resolved: None, limits: 1 },
        seed,
        outcome: "ratio",
        event: Some(PredictedEvent { above: Some(0.4), at_least: None, below: None, at_most: None }),
        level,
        targets: vec![target.to_owned()],
        within: Some(within),
        replicates: 200,
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = Some(folder.path().to_owned());
    let how = Scan { threads: 2, folder, stop: &false.into(), runs: &|_| {}, progress: &|_| {} };
    let (plan, mut seeker, _) = search(&asked, &how).unwrap_or_else(|refused| panic!("{refused}"));
    match simulate(&plan, 2, &mut seeker, &false.into(), &|_| {}) {
        Ok(Report::Findings(study)) => match study.findings {
            Findings::Tip(tip) => tip,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// The interval holds the true crossing in 95% of seeds: 190 of 200 on average, and below 178 with a probability under
/// 0.0003 if the level is right.
#[test]
fn a_known_tipping_point_lies_within_its_interval() {
    let set = closed_form();
    let (mut held, mut sum, mut found) = (0, 0.0, 0);
    for seed in 0..200 {
        let tip = tip(seed, &set, "actors.OAK.gdp", 0.5, (150.0, 900.0));
        let up = tip.moves[0].sides.iter().find(|side| side.end > 300.0).expect("a way up");
        if let Tipping::Crossing { x, nearest, farthest, rises } = up.tipping {
            assert!(rises);
            held += u32::from(nearest <= 400.0 && 400.0 <= farthest);
            sum += x;
            found += 1;
        }
    }
    assert!((178..200).contains(&held), "{held} of 200");
    let mean = sum / f64::from(found);
    assert!((mean - 400.0).abs() < 8.0, "{mean}");
}

#[test]
fn what_never_crosses_is_said_to_never_cross() {
    let tip = tip(1, &closed_form(), "actors.OAK.gdp", 0.5, (150.0, 310.0));
    assert!(tip.moves[0].sides.iter().all(|side| matches!(side.tipping, Tipping::None { .. })));
    assert!(tip.moves[0].nearest().is_none());
}

#[test]
fn a_sweep_writes_a_directory_that_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let over = ["--over", "claims.C5=0:1:3", "--over", "actors.CHN.weights.v_sec=2:12:3"];
    let base = ["sweep", "builtin:essay", "--outcome", "alliance_2025", "--replicates", "40", "--out", "s"];
    let said = succeed(folder.path(), &[&base[..], &over[..]].concat());
    assert!(
        said.contains("alliance of Russia and China by 2025 as claims.C5 and actors.CHN.weights.v_sec move"),
        "{said}"
    );
    for file in ["rows.parquet", "findings.json", "manifest.json", "machine.json", "plots/sweep-alliance_2025.svg"] {
        assert!(folder.path().join("s").join(file).exists(), "{file}");
    }
    assert!(!folder.path().join("s/summary.json").exists(), "an average over points would say nothing");
    assert!(succeed(folder.path(), &["verify", "s", "--threads", "1"]).contains("the same digest"));
    assert!(succeed(folder.path(), &[&base[..], &over[..]].concat()).contains("complete already"));
    // Another question is another result: its contour lines are in the findings.
    let other = [&base[..], &over[..], &["--contours", "0.3"]].concat();
    assert!(refuse(folder.path(), &other).contains("holds the result of another experiment"));
    succeed(folder.path(), &["plot", "s", "--theme", "dark", "--only", "sweep", "--format", "svg"]);
}

/// A sweep through the scenario's own value gives there what plain runs give whose other draws are the same.
#[test]
fn a_sweep_meets_plain_runs_where_it_leaves_the_scenario_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let sweep = ["sweep", "builtin:essay", "--outcome", "alliance_2025", "--replicates", "300", "--json"];
    let said = succeed(folder.path(), &[&sweep[..], &["--over", "actors.CHN.horizon_years=25:50:2"]].concat());
    let found: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let at = &found["study"]["findings"]["surfaces"][0]["points"][0];
    let said = succeed(folder.path(), &["run", "builtin:essay", "--runs", "300", "--json", "--no-plots"]);
    let run: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(at["value"], run["summary"]["outcomes"][0]["share"]["share"]);
}

#[test]
fn stopping_depends_on_the_outcomes_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |threads: &str, out: &str| {
        let asked = ["run", "builtin:two-actors", "--until", "partners +-0.02", "--no-plots", "--rows", "none"];
        succeed(folder.path(), &[&asked[..], &["--threads", threads, "--out", out]].concat());
        let text = std::fs::read_to_string(folder.path().join(out).join("manifest.json")).expect("a manifest");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let (one, two) = (run("1", "a"), run("2", "b"));
    assert_eq!(one, two);
    assert_eq!(one["stopped"]["met"], true);
    assert_eq!(one["runs"].as_u64().expect("a number") % 16_384, 0);
    assert!(succeed(folder.path(), &["verify", "a"]).contains("the same digest"));
}

#[test]
fn bad_input_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let sweep = |rest: &[&str]| refuse(folder.path(), &[&["sweep", "builtin:essay"], rest].concat());
    let tip = |rest: &[&str]| refuse(folder.path(), &[&["tip", "builtin:essay"], rest].concat());
    let said = sweep(&["--over", "actors.CHN.horizon_years=1:40:5", "--outcome", "aliance_2025"]);
    assert!(said.contains("did you mean `alliance_2025`?"), "{said}");
    for path in ["actors.CHN.horizon_year", "actors.CHN.horizon"] {
        let said = sweep(&["--over", &format!("{path}=1:40:5"), "--outcome", "alliance_2025"]);
        assert!(said.contains("did you mean `horizon_years`?"), "{said}");
    }
    let said = sweep(&["--over", "actors.CHN=1:40:5", "--outcome", "alliance_2025"]);
    assert!(said.contains("`actors.CHN` names no parameter") && said.contains("known here: "), "{said}");
    assert!(said.contains("`gdp`") && said.contains("`horizon_years`"), "{said}");
    let said = sweep(&["--over", "actors.CHN.horizon_years=1:400:5", "--outcome", "alliance_2025"]);
    assert!(said.contains("is not allowed: 0.1 to 200"), "{said}");
    let said = sweep(&["--over", "actors.CHN.horizon_years=1:40:1", "--outcome", "alliance_2025"]);
    assert!(said.contains("from 2 to 1000"), "{said}");
    let said = sweep(&["--over", "claims.C2=0:1:3", "--outcome", "alliance_2025"]);
    assert!(said.contains("the claim `C2` relaxes nothing"), "{said}");
    let over = ["--over", "claims.C1=0:1:2", "--outcome", "alliance_2025"];
    let said = sweep(&[&over[..], &["--contours", "0.5,0.2"]].concat());
    assert!(said.contains("at most 6 rising probabilities"), "{said}");
    let said = sweep(&[&over[..], &["--until", "alliance_2025 +-0.1", "--max-runs", "1"]].concat());
    assert!(said.contains("--max-runs 1: this has 2 points"), "{said}");
    let said = tip(&["--move", "claims.C55", "--outcome", "alliance_2025", "--at", "0.5"]);
    assert!(said.contains("there is no claim `C55`; did you mean `C5`?"), "{said}");
    let said = tip(&["--move", "claims.C5", "--outcome", "alliance_2025", "--at", "1.5"]);
    assert!(said.contains("a probability above 0 and below 1"), "{said}");
    let said = tip(&["--move", "claims.C5", "--outcome", "level_rus_2015_2025", "--at", "0.5"]);
    assert!(said.contains("say when it counts, with --above or --below"), "{said}");
    let said =
        tip(&["--move", "actors.CHN.horizon_years", "--within", "30:40", "--outcome", "alliance_2025", "--at", "0.1"]);
    assert!(said.contains("leaves it no room"), "{said}");
    for (range, value) in [("-1:1", "-1"), ("0:2", "2")] {
        let said =
            tip(&["--move", "actors.RUS.foresight", "--within", range, "--outcome", "alliance_2025", "--at", "0.1"]);
        assert!(said.contains(&format!("`actors.RUS.foresight` = {value} is not allowed: 0 to 1")), "{said}");
    }
    let said = refuse(folder.path(), &["run", "builtin:essay", "--until", "trade_rus_chn_2020 +-1"]);
    assert!(said.contains("has no bounds"), "{said}");
    assert!(!folder.path().join("output").exists(), "nothing is left behind");
}

/// A switch has no values between 0 and 1: it tips at one of them, and words and picture say what holds at each.
#[test]
fn a_switch_tips_at_a_value_and_not_between() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = ["tip", "builtin:essay", "--outcome", "alliance_2025", "--at", "0.18", "--replicates", "2000"];
    let moves = ["--move", "pairs.RUS-CHN.contiguous", "--out", "t", "--format", "svg"];
    let said = succeed(folder.path(), &[&base[..], &moves[..]].concat());
    assert!(said.contains("(only 0, 1): now 1"), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.trim_start().starts_with("at ")).collect();
    assert!(lines[0].contains("at 0: ") && lines[0].ends_with("below it: it turns here"), "{said}");
    assert!(lines[1].contains("at 1: ") && lines[1].ends_with("above it"), "{said}");
    let text = std::fs::read_to_string(folder.path().join("t/findings.json")).expect("findings");
    let study: realpolitik::analysis::Study = text.parse().expect("a study");
    let Findings::Tip(tip) = study.findings else { panic!("{text}") };
    let Tipping::Crossing { x, nearest, farthest, rises } = tip.moves[0].sides[0].tipping else { panic!("{text}") };
    assert_eq!((x, nearest, farthest, rises), (0.0, 1.0, 0.0, false));
    let picture = std::fs::read_to_string(folder.path().join("t/plots/tip-pairs-rus-chn-contiguous.svg")).expect("svg");
    assert!(picture.contains("below it at 0, above it at 1"), "{picture}");
}

/// Standard deviations of a prior and strengths of claims do not compare: the two are ranked apart.
#[test]
fn parameters_and_claims_are_ranked_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = ["tip", "builtin:essay", "--outcome", "alliance_2025", "--at", "0.3", "--all"];
    let said = succeed(folder.path(), &[&base[..], &["--replicates", "200", "--no-plots", "--out", "t"]].concat());
    let (parameters, claims) = (said.find("\nParameters, nearest first"), said.find("\nClaims, nearest first"));
    let (Some(parameters), Some(claims)) = (parameters, claims) else { panic!("{said}") };
    assert!(parameters < claims, "{said}");
    assert!(!said[parameters..claims].contains("claims.C") && !said[claims..].contains("weights."), "{said}");
    let text = std::fs::read_to_string(folder.path().join("t/findings.json")).expect("findings");
    let study: realpolitik::analysis::Study = text.parse().expect("a study");
    let Findings::Tip(tip) = study.findings else { panic!("{text}") };
    assert!(tip.moves.is_sorted_by(|a, b| a.is_claim() <= b.is_claim()));
    assert!(tip.moves.is_sorted_by(|a, b| a.is_claim() != b.is_claim() || a.distance() <= b.distance()));
}

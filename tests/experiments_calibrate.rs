//! Calibration through the engine, through the library and as a user types it.

use assert_cmd::Command;
use realpolitik::analysis::calibration::{Calibration, Ended, Reach};
use realpolitik::analysis::{Findings, Report, Study};
use realpolitik::design::calibrated::{Observation, Recipe, Settings};
use realpolitik::experiment::{Calibrating, Failed, Options, Outcome, Source, calibrate};
use realpolitik::lanes::ln;
use realpolitik::output::rows::Keep;
use realpolitik::output::table::Table;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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

/// The two actors with nothing but growth. Oakland's GDP, G at the start, is lognormal with median 400 and 0.5; Elmland's is
/// 1000 and does not vary. The logarithm of their ratio in 2010 is N(ln(G / 1000), 0.1). Where a ratio of 0.6 was observed,
/// ln G has the normal posterior with precisions 1/0.25 and 1/0.1: mean ln 400 + ln(1.5) 5/7, variance 1/14.
const WORLD: [&str; 13] = [
    "time.end=2010.0",
    "time.steps_per_year=1",
    "strength.alpha=0",
    "economy.drag=0",
    "actors.ELM.growth_noise=0",
    "actors.OAK.growth_noise=0.1",
    "actors.OAK.growth=0.02",
    r#"actors.OAK.gdp={distribution="lognormal", median=400, log_sd=0.5}"#,
    "outcomes.partners.to=2010",
    "outcomes.alliance_2030.by=2010",
    "outcomes.grievance_2030.at=2010",
    r#"outcomes.ratio={kind="capability_ratio", of="OAK", to_actor="ELM", at=2010}"#,
    "time.start=2000.0",
];

fn asked(value: f64, settings: Settings) -> Calibrating {
    let set = WORLD.map(str::to_owned).to_vec();
    let observed = vec![Observation { outcome: "ratio".into(), value, sd: None, scale: None }];
    Calibrating {
        source: Source { name: "builtin:two-actors".into(), set, resolved: None, limits: 1 },
        recipe: Recipe { observed, parameters: None, ranges: Vec::new(), settings },
        replicates: 2,
        seed: 5,
    }
}

fn options<'a>(out: PathBuf, threads: usize, stop: &'a AtomicBool, progress: &'a (dyn Fn(u64) + Sync)) -> Options<'a> {
    Options {
        threads,
        keep: Keep::All,
        out: Some(out),
        force: false,
        pictures: None,
        arguments: Vec::new(),
        merged: Default::default(),
        stop,
        progress,
        notice: &|text| panic!("{text}"),
        found: &|_, _, _| {},
    }
}

fn found(outcome: &Outcome) -> &Calibration {
    match &outcome.report {
        Report::Findings(Study { findings: Findings::Calibrate(found), .. }) => found,
        other => panic!("{other:?}"),
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of two directories that a machine does not decide.
fn assert_same(a: &Path, b: &Path) {
    for name in ["manifest.json", "findings.json", "posterior.parquet", "rows.parquet"] {
        assert!(bytes(&a.join(name)) == bytes(&b.join(name)), "{name}");
    }
    for folder in [a, b] {
        let left: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
        assert!(!left.iter().any(|name| name == "search.kept" || name == "started.json"), "{left:?}");
    }
}

#[test]
fn a_posterior_of_the_model_is_the_one_in_closed_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings { particles: 2000, tolerance: 0.1, ..Settings::default() };
    let stop = AtomicBool::new(false);
    let outcome = calibrate(&asked(0.6, settings), &options(folder.path().join("c"), 2, &stop, &|_| {}))
        .unwrap_or_else(|error| panic!("{error}"));
    let found = found(&outcome);
    assert_eq!(found.ended, Ended::Tolerance);
    // Standard errors of the quantiles at an effective size of 1000: 0.011 in ln G at the median, 0.018 at 5% and 95%.
    assert!(found.effective() > 1000.0, "{}", found.effective());
    let (mean, sd) = (ln(400.0) + ln(1.5) * 5.0 / 7.0, (1.0_f64 / 14.0).sqrt());
    let posterior = found.parameters[0].posterior.quantiles.map(ln);
    for (at, (score, room)) in
        [(-1.644_854, 0.07), (-0.674_49, 0.05), (0.0, 0.045), (0.674_49, 0.05), (1.644_854, 0.07)]
            .into_iter()
            .enumerate()
    {
        assert!(
            (posterior[at] - (mean + score * sd)).abs() < room,
            "{at}: {} for {}",
            posterior[at],
            mean + score * sd
        );
    }
    assert!(found.parameters[0].learned);
    assert_eq!(found.observed[0].reach, Reach::Reached);
    // posterior.parquet holds the same.
    let table = Table::open(&folder.path().join("c/posterior.parquet")).expect("a table");
    let columns = table.columns(&["weight", "actors.OAK.gdp"]).expect("columns");
    let weights: f64 = columns[0].values.iter().sum();
    assert!((weights - 1.0).abs() < 1e-9);
    let average: f64 = columns[0].values.iter().zip(&columns[1].values).map(|(w, x)| w * x).sum();
    assert!((average - found.parameters[0].posterior.mean).abs() < 1e-9 * average);
    // The rows are fresh runs of the particles: their ratio is about what was observed, and wider than the tolerance.
    let rows = Table::open(&folder.path().join("c")).expect("rows");
    assert_eq!(rows.rows(), 4000);
    let fresh = rows.columns(&["ratio", "actors.OAK.gdp"]).expect("columns");
    let logs: Vec<f64> =
        fresh[0].values.iter().zip(&fresh[1].values).map(|(ratio, gdp)| ln(ratio * 1000.0 / gdp)).collect();
    let spread = logs.iter().map(|x| x * x).sum::<f64>() / logs.len() as f64;
    assert!((spread - 0.1).abs() < 0.012, "the noise of fresh runs has the variance 0.1, and not {spread}");
}

#[test]
fn threads_and_interruptions_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings { particles: 300, generations: 4, ..Settings::default() };
    let asked = asked(0.6, settings);
    let run = |name: &str, threads: usize, stop: &AtomicBool, progress: &(dyn Fn(u64) + Sync)| {
        calibrate(&asked, &options(folder.path().join(name), threads, stop, progress))
    };
    let never = AtomicBool::new(false);
    let whole = run("one", 1, &never, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    run("two", 2, &never, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_same(&folder.path().join("one"), &folder.path().join("two"));
    // Stopped again and again, after rather more runs than any generation needs, batches that are not used up included.
    let longest = found(&whole).generations.iter().map(|generation| generation.runs).max().expect("a generation");
    let enough = longest + longest / 2;
    assert!(found(&whole).searched > enough, "{:?}", found(&whole).generations);
    let (mut pauses, mut kept) = (0, 0);
    loop {
        let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
        let progress = |more: u64| {
            if done.fetch_add(more, Ordering::Relaxed) + more > enough {
                stop.store(true, Ordering::Relaxed);
            }
        };
        match run("three", 2, &stop, &progress) {
            Ok(_) => break,
            Err(Failed::Paused { path }) => {
                pauses += 1;
                kept += u32::from(path.join("search.kept").exists() && path.join("started.json").exists());
            }
            Err(error) => panic!("{error}"),
        }
        assert!(pauses < 50, "it goes on");
    }
    assert!(pauses > 0 && kept == pauses, "{pauses} pauses, {kept} kept");
    assert_same(&folder.path().join("one"), &folder.path().join("three"));
}

/// Writes a file of what was observed, and gives the command that calibrates the world above with it.
fn command<'a>(folder: &Path, text: &str, more: &[&'a str]) -> Vec<&'a str> {
    std::fs::write(folder.join("seen.csv"), text).expect("a file");
    let mut words = vec!["calibrate", "builtin:two-actors", "--observed", "seen.csv"];
    words.extend(WORLD.iter().flat_map(|set| ["--set", set]));
    words.extend(more);
    words
}

#[test]
fn a_directory_verifies_and_words_say_what_was_learned() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = ["--particles", "200", "--generations", "3", "--out", "c", "--format", "svg"];
    let words = command(folder.path(), "outcome,value,source\nratio,0.6,made up\n", &small);
    let said = succeed(folder.path(), &words);
    for expected in [
        "Search: 200 particles, 3 generations",
        "there were to be no more generations than 3",
        "actors.OAK.gdp",
        "ratio",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!said.contains("does not reach"), "{said}");
    for name in ["posterior", "outcomes", "tolerance", "actors-oak-gdp"] {
        assert!(folder.path().join(format!("c/plots/calibrate-{name}.svg")).exists(), "{name}");
    }
    assert!(succeed(folder.path(), &words).contains("complete already"));
    let verified = succeed(folder.path(), &["verify", "c"]);
    assert!(verified.contains("the same digest"), "{verified}");
    succeed(folder.path(), &["plot", "c", "--theme", "print", "--only", "calibrate", "--format", "svg"]);
    assert_eq!(succeed(folder.path(), &["export", "c", "--format", "csv"]).lines().count(), 801);
    // A manifest with other particles, whose rows were run from these, is found out.
    let path = folder.path().join("c/manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&bytes(&path)).expect("JSON");
    let weights = manifest["design"]["particles"]["weights"].as_array_mut().expect("weights");
    let first = weights[0].as_f64().expect("a number");
    weights[0] = (first * (1.0 + 1e-12)).into();
    std::fs::write(&path, manifest.to_string()).expect("it is written");
    let output = realpolitik(folder.path(), &["verify", "c"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("the search finds other particles"), "{said}");
}

#[test]
fn what_cannot_be_reached_and_what_is_not_learned_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = ["--particles", "200", "--generations", "6", "--no-plots", "--out", "c"];
    // A ratio of 40 asks for a hundred times the GDP: six standard deviations of prior and noise together. And how credulous
    // Elmland is has nothing to do with it.
    let free = [r#"actors.ELM.credulity={distribution="uniform", low=0.1, high=0.7}"#];
    let mut words = command(folder.path(), "outcome,value\nratio,40\n", &small);
    words.extend(["--set", free[0]]);
    let said = succeed(folder.path(), &words);
    assert!(said.contains("The model does not reach `ratio`: of the runs that came nearest, all lie below"), "{said}");
    assert!(said.contains("Nothing was learned of 1 of 2 parameters: actors.ELM.credulity"), "{said}");
}

#[test]
fn a_search_goes_on_by_resume() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = ["--particles", "200", "--generations", "3", "--no-plots", "--quiet", "--out", "c"];
    let words = command(folder.path(), "outcome,value\nratio,0.6\n", &small);
    succeed(folder.path(), &words);
    let whole = bytes(&folder.path().join("c/manifest.json"));
    std::fs::remove_dir_all(folder.path().join("c")).expect("it goes");
    // Stopped before its second batch.
    let observed = vec![Observation { outcome: "ratio".into(), value: 0.6, sd: None, scale: None }];
    let settings = Settings { particles: 200, generations: 3, least_acceptance: 0.01, ..Settings::default() };
    let mut asked = asked(0.6, settings);
    (asked.recipe.observed, asked.replicates, asked.seed) = (observed, 4, 1);
    let stop = AtomicBool::new(false);
    let progress = |_| stop.store(true, Ordering::Relaxed);
    let mut options = options(folder.path().join("c"), 1, &stop, &progress);
    options.arguments = words.iter().map(|word| (*word).to_owned()).collect();
    assert!(matches!(calibrate(&asked, &options), Err(Failed::Paused { .. })));
    assert!(folder.path().join("c/search.kept").exists());
    let said = succeed(folder.path(), &["status", "c"]);
    assert!(said.contains("realpolitik resume c"), "{said}");
    // Another question does not take what is there.
    let other = [&words[..], &["--seed", "9"]].concat();
    assert!(refuse(folder.path(), &other).contains("holds another experiment that is not complete"));
    succeed(folder.path(), &["resume", "c"]);
    assert!(bytes(&folder.path().join("c/manifest.json")) == whole);
}

#[test]
fn bad_input_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = "outcome,value\nratio,0.6\n";
    let said = |text: &str, more: &[&str]| refuse(folder.path(), &command(folder.path(), text, more));
    let cases: [(&str, &[&str], &str); 13] = [
        (
            "outcome,value\nratoi,0.6\n",
            &[],
            "seen.csv: line 2: there is no outcome `ratoi` in this scenario; did you mean `ratio`?",
        ),
        ("outcome,value\nratio,many\n", &[], "seen.csv: line 2: `many` is no number, and `ratio` needs one"),
        ("outcome,value\n", &[], "there are no lines below the headings"),
        ("outcome,valu\nratio,1\n", &[], "did you mean `value`?"),
        (good, &["--over", "actors.OAK.gpd"], "did you mean `gdp`?"),
        (
            good,
            &["--over", "actors.ELM.gdp"],
            "`actors.ELM.gdp` is 1000 in this scenario and has no distribution; give it one",
        ),
        (good, &["--over", "actors.OAK.gdp,actors.OAK.gdp"], "`actors.OAK.gdp` is named twice"),
        (good, &["--particles", "50"], "write a whole number from 100 to 100000"),
        (good, &["--max-runs", "1500"], "--max-runs 1500: 1000 particles need 2000 at least"),
        (good, &["--keep", "1.5"], "--keep 1.5: a share above 0 and below 1"),
        (good, &["--tolerance=-1"], "--tolerance -1: a distance, 0 or above"),
        (good, &["--shard", "1/2"], "a generation follows from the one before"),
        // Elmland's grievance: it has none at the start.
        (
            "outcome,value\nnothing,1\n",
            &["--set", r#"outcomes.nothing={kind="grievance", holder="ELM", about="OAK", at=2000}"#],
            "`nothing` is 0 in all 1000 runs with parameters from their priors, so that nothing can be learned from it",
        ),
    ];
    for (text, more, expected) in cases {
        let said = said(text, more);
        assert!(said.contains(expected), "{more:?}: {said}");
    }
    let missing = refuse(folder.path(), &["calibrate", "builtin:essay", "--observed", "none.csv"]);
    assert!(missing.contains("none.csv: "), "{missing}");
    assert!(!folder.path().join("output").exists(), "nothing is left behind");
}

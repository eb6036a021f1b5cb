//! `realpolitik compare` as a user types it.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use realpolitik::analysis::compare::{Compare, Compared, Pairing};
use realpolitik::analysis::{Findings, Report};
use realpolitik::output::directory::read_report;
use realpolitik::output::table::Table;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

fn realpolitik(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_realpolitik"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

/// What is printed where all goes well.
fn good(folder: &Path, arguments: &[&str]) -> String {
    let (code, said, error) = realpolitik(folder, arguments);
    assert_eq!((code, error.as_str()), (0, ""), "{arguments:?}");
    said
}

/// What is said where the input is bad.
fn bad(folder: &Path, arguments: &[&str]) -> String {
    let (code, said, error) = realpolitik(folder, arguments);
    assert_eq!((code, said.as_str()), (2, ""), "{arguments:?}: {error}");
    assert!(error.starts_with("error: "), "{error}");
    error
}

const LONG: &str = "actors.RUS.horizon_years=20";

/// Runs of the essay that all tests share: `base` and `long` (a longer horizon) with seed 1, `other` and `other-long`
/// with seed 2, and `short` with fewer runs; a sweep each of two outcomes.
fn runs() -> &'static Path {
    static RUNS: OnceLock<TempDir> = OnceLock::new();
    let folder = RUNS.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        let run = |out: &str, more: &[&str]| {
            let start = ["run", "builtin:essay", "--no-plots", "--quiet", "--out", out];
            good(folder.path(), &[&start[..], more].concat());
        };
        run("base", &["--runs", "500", "--rows", "outcomes"]);
        run("long", &["--runs", "500", "--set", LONG]);
        run("other", &["--runs", "500", "--seed", "2"]);
        run("other-long", &["--runs", "500", "--seed", "2", "--set", LONG]);
        run("short", &["--runs", "300"]);
        run("no-rows", &["--runs", "10", "--rows", "none"]);
        let sweep = |out: &str, outcome: &str, more: &[&str]| {
            let over = ["sweep", "builtin:essay", "--over", "weights.v_sec=4:12:2", "--outcome", outcome];
            let rest = ["--replicates", "100", "--no-plots", "--quiet", "--out", out];
            good(folder.path(), &[&over[..], &rest, more].concat());
        };
        sweep("sweep", "alliance_2050", &[]);
        sweep("sweep-long", "alliance_2050", &["--set", LONG]);
        sweep("sweep-level", "level_2050", &[]);
        folder
    });
    folder.path()
}

fn compared(a: &str, b: &str) -> (Compare, String) {
    let out = format!("{a}-against-{b}");
    let said = good(runs(), &["compare", a, b, "--no-plots", "--out", &out]);
    match read_report(&runs().join(out)).expect("findings") {
        Report::Findings(study) => match study.findings {
            Findings::Compare(found) => (*found, said),
            other => panic!("{other:?}"),
        },
        Report::Run { .. } => panic!("a run"),
    }
}

fn outcome<'a>(found: &'a Compare, id: &str) -> &'a Compared {
    found.outcomes.iter().find(|one| one.outcome.id == id).expect("the outcome")
}

#[test]
fn a_run_does_not_differ_from_itself() {
    let (found, said) = compared("base", "base");
    assert!(said.contains("The rows are the same (same digest)"), "{said}");
    assert_eq!(found.pairing, Pairing::Paired { replicates: 500 });
    assert_eq!(found.outcomes.len(), 32);
    for one in &found.outcomes {
        let d = &one.difference;
        assert!(d.mean == 0.0 && one.standardised.is_none_or(|s| s.value == 0.0), "{one:?}");
        assert!(d.low <= 0.0 && d.high >= 0.0 && (one.outcome.yes_no || (d.low, d.high) == (0.0, 0.0)), "{one:?}");
        assert_eq!((one.a, one.nulls_a), (one.b, one.nulls_b));
    }
}

#[test]
fn pairing_narrows_the_interval() {
    let (found, said) = compared("base", "long");
    assert!(said.contains("actors.RUS.horizon_years: 3 in A, 20 in B"), "{said}");
    assert!(said.contains("Paired: 500 replicates"), "{said}");
    assert_eq!(found.changes.len(), 1);
    let (apart, _) = compared("base", "other-long");
    let width = |of: &Compared| of.difference.high - of.difference.low;
    for id in ["level_2050", "alliance_2050", "commitment_2015_2050"] {
        let (paired, unpaired) = (outcome(&found, id), outcome(&apart, id));
        assert!(width(paired) < 0.7 * width(unpaired), "{id}: {} and {}", width(paired), width(unpaired));
        assert!(
            paired.difference.variance_ratio.expect("they vary") > 2.0 && unpaired.difference.variance_ratio.is_none()
        );
    }
    // The means are those of the rows.
    let mean = |run: &str| {
        let column = Table::open(&runs().join(run)).expect("rows").column("level_2050").expect("the outcome");
        column.values.iter().sum::<f64>() / column.values.len() as f64
    };
    let level = outcome(&found, "level_2050");
    assert!((level.difference.mean - (mean("long") - mean("base"))).abs() < 1e-12);
    assert!((level.a.value - mean("base")).abs() < 1e-12 && (level.b.value - mean("long")).abs() < 1e-12);
    let weights: Vec<f64> = found.outcomes.iter().map(Compared::weight).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
}

#[test]
fn nulls_are_counted() {
    let (found, said) = compared("base", "long");
    let date = outcome(&found, "alliance_date");
    let column = |run: &str| Table::open(&runs().join(run)).expect("rows").column("alliance_date").expect("the date");
    let (a, b) = (column("base"), column("long"));
    let nulls = |column: &realpolitik::engine::Column| column.valid.iter().filter(|valid| !**valid).count() as u64;
    let both = (0..500).filter(|&row| a.valid[row] && b.valid[row]).count() as u64;
    assert_eq!((date.difference.count, date.nulls_a, date.nulls_b), (both, nulls(&a), nulls(&b)));
    assert!(said.contains(&format!("(null: {} in A, {} in B)", nulls(&a), nulls(&b))), "{said}");
}

#[test]
fn another_seed_is_not_paired_and_it_says_so() {
    let (found, said) = compared("base", "other");
    assert_eq!(found.pairing, Pairing::OtherSeed);
    assert!(said.contains("Unpaired: the seeds differ (1 and 2)"), "{said}");
    assert!(found.outcomes.iter().all(|one| one.difference.variance_ratio.is_none()));
    assert!(found.changes.is_empty() && said.contains("The scenarios are the same"));
}

#[test]
fn the_shorter_run_decides_how_many_pairs_there_are() {
    let (found, said) = compared("short", "long");
    assert_eq!(found.pairing, Pairing::Paired { replicates: 300 });
    assert!(said.contains("Paired: 300 of 500 replicates"), "{said}");
    assert_eq!(outcome(&found, "level_2050").difference.count, 300);
}

#[test]
fn sweeps_are_paired_by_replicate_over_their_points() {
    let (found, said) = compared("sweep", "sweep-long");
    assert_eq!((found.pairing, found.points), (Pairing::Paired { replicates: 100 }, (2, 2)));
    assert!(said.contains("averaged over the points of the design (2 in A, 2 in B)"), "{said}");
    let (found, said) = compared("base", "sweep");
    assert_eq!(found.pairing, Pairing::OtherPoints);
    assert!(said.contains("Unpaired: the designs have other points"), "{said}");
    assert_eq!((found.outcomes.len(), found.only_a.len()), (1, 31));
    assert!(said.contains("Only in A: "), "{said}");
}

#[test]
fn pictures_are_drawn_and_drawn_again() {
    let said = good(runs(), &["compare", "base", "long", "--format", "svg"]);
    assert!(said.contains("Files   output/compare-base-long"), "{said}");
    let plots = runs().join("output/compare-base-long/plots");
    for name in ["compare-differences", "compare-alliance", "compare-levels", "compare-outcome-level_2050"] {
        let file = plots.join(format!("{name}.svg"));
        let before = std::fs::read(&file).expect("a picture");
        std::fs::remove_file(&file).expect("the picture goes");
        good(runs(), &["plot", "output/compare-base-long", "--format", "svg"]);
        assert_eq!(std::fs::read(&file).expect("a picture"), before, "{name}");
    }
}

#[test]
fn bad_input_is_refused() {
    let refused = |a: &str, b: &str| bad(runs(), &["compare", a, b, "--out", "never"]);
    assert!(refused("base", "nowhere").contains("nowhere: nothing is there"));
    assert!(refused("base/rows.parquet", "base").contains("base/rows.parquet: a file; name the directory of a run"));
    assert!(refused(".", "base").contains("not the directory of a complete run"));
    assert!(refused("base", "no-rows").contains("no-rows: this run kept no rows"));
    assert!(refused("sweep", "sweep-level").contains("share no outcome"));
    assert!(!runs().join("never").exists());
}

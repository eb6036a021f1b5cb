//! `export`.

use super::*;
use std::collections::BTreeSet;

/// Header and fields of a CSV text without quotes.
fn table(csv: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    assert!(csv.ends_with("\r\n") && !csv.contains('"'));
    let mut lines = csv.split_terminator("\r\n").map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let rows: Vec<Vec<&str>> = lines.collect();
    assert!(rows.iter().all(|row| row.len() == header.len()));
    (header, rows)
}

fn essay(folder: &Path) -> Value {
    good(folder, &["run", "--runs", "60", "--seed", "3", "--no-plots", "--quiet", "--out", "run"]);
    summary(&folder.join("run"))
}

/// Compares a column with what the summary says of the outcome: nulls, and share or mean.
fn compare(outcome: &Value, column: &[Option<f64>]) {
    let there: Vec<f64> = column.iter().flatten().copied().collect();
    assert_eq!(outcome["nulls"], column.len() - there.len(), "{outcome}");
    let mean = there.iter().sum::<f64>() / there.len() as f64;
    let said = outcome["share"]["share"].as_f64().or(outcome["number"]["mean"].as_f64());
    match said {
        Some(said) => assert!((mean - said).abs() < 1e-9, "{mean} {outcome}"),
        None => assert!(there.is_empty(), "{outcome}"),
    }
}

fn number(text: &str) -> Option<f64> {
    match text {
        "" => None,
        "true" => Some(1.0),
        "false" => Some(0.0),
        text => Some(text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))),
    }
}

#[test]
fn rows_as_csv_agree_with_the_summary() {
    let folder = folder();
    let summary = essay(folder.path());
    let csv = good(folder.path(), &["export", "run", "--format", "csv"]);
    let (header, rows) = table(&csv);
    assert_eq!(rows.len(), 60);
    assert_eq!(header[..3], ["index", "replicate", "point"]);
    assert!(header.contains(&"weights.v_sec"), "parameters that were drawn are columns");
    assert_eq!(header.iter().collect::<BTreeSet<_>>().len(), header.len(), "names differ");
    let mut nulls = 0;
    for outcome in summary["outcomes"].as_array().unwrap() {
        let at = header.iter().position(|name| *name == outcome["id"]).expect("a column");
        let column: Vec<Option<f64>> = rows.iter().map(|row| number(row[at])).collect();
        nulls += column.iter().filter(|x| x.is_none()).count();
        compare(outcome, &column);
    }
    assert!(nulls > 0, "the essay has runs without an alliance");
    assert!(rows.iter().flatten().all(|field| !field.to_lowercase().contains("nan")));
}

#[test]
fn rows_as_json_agree_with_the_summary() {
    let folder = folder();
    let summary = essay(folder.path());
    let rows: Value = serde_json::from_str(&good(folder.path(), &["export", "run", "--format", "json"])).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 60);
    for outcome in summary["outcomes"].as_array().unwrap() {
        let id = outcome["id"].as_str().unwrap();
        let value = |row: &Value| match &row[id] {
            Value::Null => None,
            Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
            number => Some(number.as_f64().unwrap()),
        };
        assert!(rows.iter().all(|row| row.as_object().unwrap().contains_key(id)));
        compare(outcome, &rows.iter().map(value).collect::<Vec<_>>());
    }
    assert_eq!(rows[7]["index"], 7);
}

#[test]
fn series_count_every_run_at_every_date() {
    let folder = folder();
    let summary = essay(folder.path());
    let csv = good(folder.path(), &["export", "run", "--format", "csv", "--what", "series"]);
    let (header, rows) = table(&csv);
    assert_eq!(header, ["series", "date", "bin", "low", "high", "count"]);
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &rows {
        *counts.entry((row[0], row[1])).or_default() += row[5].parse::<u64>().unwrap();
    }
    assert!(counts.values().all(|count| summary["runs"] == *count), "{counts:?}");
    let json: Value =
        serde_json::from_str(&good(folder.path(), &["export", "run", "--format", "json", "--what", "series"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), rows.len());
    let open = |row: &&Value| row["low"].is_null() || row["high"].is_null();
    let infinite = rows.iter().filter(|row| row[3] == "-inf" || row[4] == "inf").count();
    assert_eq!(json.as_array().unwrap().iter().filter(open).count(), infinite, "open bins");
}

#[test]
fn a_file_holds_what_would_be_printed() {
    let folder = folder();
    small(folder.path(), &[]);
    for format in ["csv", "json"] {
        let printed = good(folder.path(), &["export", "run", "--format", format]);
        assert_eq!(good(folder.path(), &["export", "run", "--format", format, "--out", "rows"]), "");
        assert_eq!(read(&folder.path().join("rows")), printed);
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "nothing temporary is left");
    let failed = bad(1, folder.path(), &["export", "run", "--format", "csv", "--out", "nowhere/rows.csv"]);
    assert!(failed.contains("nowhere/rows.csv: "), "{failed}");
    let failed = bad(1, folder.path(), &["export", "run", "--format", "csv", "--out", "run"]);
    assert!(failed.contains("run: "), "{failed}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn rows_that_were_not_kept_are_not_there() {
    let folder = folder();
    small(folder.path(), &["--rows", "none"]);
    let refused = bad(2, folder.path(), &["export", "run", "--format", "csv"]);
    assert!(refused.contains("the run kept no rows (--rows none); run it again with --rows all"), "{refused}");
    good(folder.path(), &["export", "run", "--format", "csv", "--what", "series"]);
}

#[test]
fn a_format_must_be_known() {
    let folder = folder();
    small(folder.path(), &[]);
    assert!(bad(2, folder.path(), &["export", "run", "--format", "xlsx"]).contains("csv, json"));
    assert!(bad(2, folder.path(), &["export", "run"]).contains("--format"));
}

/// A sweep has no series; what is said of it names what there is.
#[test]
fn a_sweep_has_rows_and_no_series() {
    let folder = folder();
    let sweep = ["sweep", "builtin:two-actors", "--over", "actors.OAK.gdp=200:400:2", "--outcome", "alliance_2030"];
    good(folder.path(), &[&sweep[..], &["--replicates", "5", "--no-plots", "--quiet", "--out", "s"]].concat());
    let said = bad(2, folder.path(), &["export", "s", "--format", "csv", "--what", "series"]);
    assert!(said.contains("of a sweep, which has no series") && said.contains("--what rows"), "{said}");
    assert_eq!(good(folder.path(), &["export", "s", "--format", "csv"]).lines().count(), 11);
}

//! The Parquet files of a run, read with the library alone: types, nulls and counts agree with the summary.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use tempfile::TempDir;

/// More runs than a block has.
const RUNS: u64 = 16_384 + 3;

/// Runs a scenario, and gives the folder and the content of its summary.json.
fn run(scenario: &str, runs: u64, more: &[&str]) -> (TempDir, Value) {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let runs = runs.to_string();
    let arguments = ["run", scenario, "--runs", &runs, "--no-plots", "--quiet", "--out", "run"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_realpolitik"));
    command.current_dir(folder.path()).args(arguments).args(more).assert().success();
    let text = std::fs::read_to_string(folder.path().join("run/summary.json")).expect("a summary");
    (folder, serde_json::from_str(&text).expect("JSON"))
}

fn open(folder: &Path, name: &str) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(folder.join("run").join(name)).expect(name)).expect("Parquet")
}

/// Name, physical type, logical type and repetition of every column.
fn columns(reader: &SerializedFileReader<File>) -> Vec<(String, Physical, Option<LogicalType>, Repetition)> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let types = schema.columns().iter().map(|column| column.self_type());
    types
        .map(|t| {
            let info = t.get_basic_info();
            (info.name().to_owned(), t.get_physical_type(), info.logical_type_ref().cloned(), info.repetition())
        })
        .collect()
}

fn rows(reader: &SerializedFileReader<File>) -> Vec<Row> {
    reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect()
}

/// The values of a column as numbers; yes is 1.
fn column(rows: &[Row], name: &str) -> Vec<Option<f64>> {
    let field = |row: &Row| {
        let (_, field) = row.get_column_iter().find(|(known, _)| *known == name).expect("the column");
        match field {
            Field::Null => None,
            Field::Bool(yes) => Some(f64::from(u8::from(*yes))),
            Field::Int(x) => Some(f64::from(*x)),
            Field::ULong(x) => Some(*x as f64),
            Field::Double(x) => Some(*x),
            other => panic!("{name}: {other:?}"),
        }
    };
    rows.iter().map(field).collect()
}

#[test]
fn columns_of_rows_have_the_types_of_their_outcomes() {
    let (folder, summary) = run("builtin:essay", 40, &[]);
    let reader = open(folder.path(), "rows.parquet");
    let columns = columns(&reader);
    let unsigned = Some(LogicalType::integer(64, false));
    for (column, name) in columns.iter().zip(["index", "replicate", "point"]) {
        assert_eq!(*column, (name.to_owned(), Physical::INT64, unsigned.clone(), Repetition::REQUIRED));
    }
    let outcomes = summary["summary"]["outcomes"].as_array().expect("outcomes");
    for (column, outcome) in columns[3..].iter().zip(outcomes) {
        let physical = match (outcome["share"].is_null(), outcome["values"].is_null()) {
            (false, _) => Physical::BOOLEAN,
            (true, false) => Physical::INT32,
            (true, true) => Physical::DOUBLE,
        };
        let name = outcome["id"].as_str().expect("an id").to_owned();
        assert_eq!(*column, (name, physical, None, Repetition::OPTIONAL));
    }
    let drawn = &columns[3 + outcomes.len()..];
    assert!(drawn.iter().any(|column| column.0 == "weights.v_sec"));
    assert!(drawn.iter().all(|column| (column.1, &column.2) == (Physical::DOUBLE, &None)));

    let (few, _) = run("builtin:essay", 40, &["--rows", "outcomes"]);
    assert_eq!(self::columns(&open(few.path(), "rows.parquet")), columns[..3 + outcomes.len()]);
}

#[test]
fn rows_agree_with_the_summary() {
    let (folder, summary) = run("builtin:essay", 500, &[]);
    let rows = rows(&open(folder.path(), "rows.parquet"));
    assert_eq!(rows.len(), 500);
    let mut nulls = 0;
    for outcome in summary["summary"]["outcomes"].as_array().expect("outcomes") {
        let id = outcome["id"].as_str().expect("an id");
        let there: Vec<f64> = column(&rows, id).into_iter().flatten().collect();
        assert!(there.iter().all(|x| x.is_finite()), "{id}");
        assert_eq!(outcome["nulls"], 500 - there.len(), "{id}");
        assert_eq!(outcome["count"], there.len(), "{id}");
        nulls += 500 - there.len();
        if let Some(values) = outcome["values"].as_array() {
            let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
            there.iter().for_each(|x| *counts.entry(*x as i64).or_default() += 1);
            let said: BTreeMap<i64, u64> = serde_json::from_value(pairs(values)).expect("counts");
            assert_eq!(said, counts, "{id}");
        }
        let mean = there.iter().sum::<f64>() / there.len() as f64;
        let said =
            outcome["share"]["share"].as_f64().or(outcome["number"]["mean"].as_f64()).expect("a share or a mean");
        assert!((mean - said).abs() < 1e-9, "{id}: {mean} {said}");
    }
    assert!(nulls > 0, "no alliance in some runs");
}

/// `[[2, 7], ...]` as `{"2": 7, ...}`.
fn pairs(values: &[Value]) -> Value {
    values.iter().map(|pair| (pair[0].to_string(), pair[1].clone())).collect()
}

#[test]
fn a_row_group_is_a_block() {
    let (folder, summary) = run("builtin:two-actors", RUNS, &[]);
    let reader = open(folder.path(), "rows.parquet");
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [16_384, 3]);
    assert_eq!(summary["summary"]["runs"], RUNS);
    let index = column(&rows(&reader), "index");
    assert!(index.iter().enumerate().all(|(at, x)| *x == Some(at as f64)));
}

#[test]
fn series_agree_with_the_summary() {
    let (folder, summary) = run("builtin:essay", 300, &[]);
    let reader = open(folder.path(), "series.parquet");
    let required = |name: &str, physical, logical| (name.to_owned(), physical, logical, Repetition::REQUIRED);
    assert_eq!(
        columns(&reader),
        [
            required("series", Physical::BYTE_ARRAY, Some(LogicalType::String)),
            required("date", Physical::DOUBLE, None),
            required("bin", Physical::INT32, None),
            required("low", Physical::DOUBLE, None),
            required("high", Physical::DOUBLE, None),
            required("count", Physical::INT64, None),
        ]
    );
    let mut counts: Vec<(String, f64, i32, f64, f64, i64)> = Vec::new();
    for row in rows(&reader) {
        match row.get_column_iter().map(|(_, field)| field.clone()).collect::<Vec<_>>().as_slice() {
            [
                Field::Str(id),
                Field::Double(date),
                Field::Int(bin),
                Field::Double(low),
                Field::Double(high),
                Field::Long(n),
            ] => counts.push((id.clone(), *date, *bin, *low, *high, *n)),
            other => panic!("{other:?}"),
        }
    }
    let mut said = Vec::new();
    for series in summary["series"].as_array().expect("series") {
        let dates = series["dates"].as_array().expect("dates");
        let bins = series["counts"].as_array().expect("counts");
        assert_eq!(dates.len(), bins.len());
        for (date, bins) in dates.iter().zip(bins) {
            let bins: Vec<i64> = serde_json::from_value(bins.clone()).expect("numbers");
            assert_eq!(bins.iter().sum::<i64>(), 300);
            let there = bins.iter().enumerate().filter(|(_, n)| **n > 0);
            said.extend(there.map(|(bin, n)| (series["id"].clone(), date.as_f64(), bin as i32, *n)));
        }
    }
    let found: Vec<_> = counts.iter().map(|c| (Value::from(c.0.clone()), Some(c.1), c.2, c.5)).collect();
    assert_eq!(found, said);
    assert!(counts.iter().all(|(.., low, high, _)| low < high));
}

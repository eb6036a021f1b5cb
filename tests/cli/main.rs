//! The command line as a user types it, in folders that are thrown away.
#![cfg(feature = "cli")]

mod check;
mod directories;
mod export;
mod interrupted;
mod new;
mod parts;
mod plot;
mod run;
mod slurm;
mod trouble;
mod verify;
mod weights;

use assert_cmd::Command;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_realpolitik");

/// A small experiment that takes a tenth of a second.
const SMALL: [&str; 5] = ["run", "builtin:two-actors", "--runs", "50", "--no-plots"];

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder can be made")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(arguments);
    command
}

/// All that may be said on standard error where all goes well: these notes.
const NOTES: [(&str, &str); 2] =
    [("note: a warning about the scenario: `realpolitik check ", "` shows what"), ("note: ", " are there from before")];

/// What the program prints where all goes well. Little else is said: no progress bar, since this is no terminal.
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().success().get_output().clone();
    let beside = text(&output.stderr);
    let known = |line: &str| NOTES.iter().any(|(from, to)| line.starts_with(from) && line.ends_with(to));
    assert!(beside.lines().all(known), "{arguments:?}: {beside}");
    text(&output.stdout)
}

/// What the program says on standard error where it ends with this exit code.
fn bad(code: i32, folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().code(code).get_output().clone();
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    let error = text(&output.stderr);
    assert!(error.starts_with("error: ") && !error.contains("error: error"), "{error}");
    error
}

/// The small experiment in `folder/run`, with more arguments.
fn small(folder: &Path, more: &[&str]) -> PathBuf {
    good(folder, &[&SMALL[..], &["--quiet", "--out", "run"], more].concat());
    folder.join("run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The summary that a run left.
fn summary(directory: &Path) -> Value {
    json(&directory.join("summary.json"))["summary"].clone()
}

/// Every file below a folder, by its path from there. One that a program renames meanwhile is left out.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| match std::fs::read(folder.join(&name)) {
        Ok(bytes) => Some((name, bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => panic!("{name}: {error}"),
    };
    names(folder).into_iter().filter_map(read).collect()
}

/// The paths of the files below a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(names(&path).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            all.push(name);
        }
    }
    all.sort();
    all
}

/// Checks that every file under a final name is whole, and says whether the directory is complete.
fn check_whole(run: &Path) -> bool {
    let files = files(run);
    let complete = files.contains_key("manifest.json");
    for (name, bytes) in &files {
        match name.rsplit('.').next() {
            Some("part") => assert!(!complete || name == "lock.part", "{name} beside a manifest"),
            Some("json") => drop(json(&run.join(name))),
            Some("block") => {
                let (body, sum) = bytes.split_at(bytes.len() - 32);
                assert!(realpolitik::output::digest::bytes(body) == *sum, "{name}");
            }
            Some("svg") => assert!(bytes.ends_with(b"</svg>\n"), "{name}"),
            Some("png") => assert!(bytes.ends_with(b"IEND\xaeB`\x82"), "{name}"),
            Some("parquet") => {
                let file = std::fs::File::open(run.join(name)).unwrap();
                let reader = SerializedFileReader::new(file).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(reader.metadata().file_metadata().num_rows() > 0, "{name}");
            }
            _ => panic!("{name} is not of a run"),
        }
    }
    complete
}

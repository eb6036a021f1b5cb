//! Every command of docs/tour.md does what the tour says, in its order, in one folder.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const TOUR: &str = include_str!("../docs/tour.md");

/// What stands in the tour to be typed.
fn commands() -> Vec<Vec<String>> {
    let lines = TOUR.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(|line| shlex::split(line).unwrap_or_else(|| panic!("not a command: {line}"))).collect()
}

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("realpolitik"))
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Serves the page until it has told its address, on a port that is free.
fn explored(folder: &Path, words: &[String]) {
    let mut command = program();
    let serving = command.current_dir(folder).args(words).arg("--port=0").stdout(Stdio::piped());
    let mut serving = serving.spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(serving.stdout.as_mut().expect("its words")).read_line(&mut line).expect("a line");
    serving.kill().expect("it can be ended");
    serving.wait().expect("it ends");
    assert!(line.contains(" is at http://127.0.0.1:"), "{line}");
}

#[test]
fn every_command_of_the_tour_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut at, mut tried) = (folder.path().to_owned(), Vec::new());
    for words in commands() {
        match words[0].as_str() {
            "cargo" => continue, // What is tested has been built.
            "mkdir" => std::fs::create_dir(at.join(&words[1])).expect("a folder"),
            "cd" => at.push(&words[1]),
            "realpolitik" if words[1] == "explore" && !words.contains(&"--export".to_owned()) => {
                explored(&at, &words[1..])
            }
            "realpolitik" => {
                let output = program().current_dir(&at).args(&words[1..]).output().expect("it runs");
                assert!(output.status.success(), "{words:?}\n{}", said(&output));
            }
            other => panic!("what is `{other}`?"),
        }
        tried.push(words[1].clone());
    }
    for command in ["explore", "new", "check", "run", "verify", "explain", "report"] {
        assert!(tried.iter().any(|word| word == command), "the tour has lost `{command}`");
    }
    let written = [
        "my-argument.toml",
        "my-result/summary.json",
        "my-result/plots/levels.svg",
        "my-report.html",
        "my-page/index.html",
    ];
    for file in written {
        assert!(at.join(file).exists(), "{file} is not there");
    }
}

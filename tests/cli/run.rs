//! `run`, and the program without arguments.

use super::*;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn without_arguments_the_essay_runs_and_then_is_complete() {
    let folder = folder();
    let first = good(folder.path(), &[]);
    let directory = only_directory(&folder.path().join("output/essay"));
    let input = json(&directory.join("manifest.json"))["input"].as_str().unwrap().to_owned();
    assert_eq!(directory.file_name().unwrap().to_str(), Some(format!("1-10000-{}", &input[..8]).as_str()));
    let (plots, data): (Vec<String>, Vec<String>) =
        names(&directory).into_iter().partition(|name| name.starts_with("plots/"));
    assert_eq!(data, ["machine.json", "manifest.json", "rows.parquet", "series.parquet", "summary.json"]);
    for picture in ["levels", "alliance", "claims"] {
        for ending in ["svg", "png"] {
            assert!(plots.contains(&format!("plots/{picture}.{ending}")), "{plots:?}");
        }
    }
    let summary = summary(&directory);
    assert_eq!((&summary["runs"], &summary["seed"]), (&10_000.into(), &1.into()));
    assert!(first.contains(summary["digest"].as_str().unwrap()));

    let before = files(&directory);
    let second = good(folder.path(), &[]);
    assert_eq!(files(&directory), before);
    let shown = directory.strip_prefix(folder.path()).unwrap().display().to_string();
    assert!(second.contains(&format!("Files   {shown}\n        complete already")), "{second}");
    assert!(!first.contains("complete already"));
}

/// Pictures that were left out are drawn when the same experiment is asked for with them.
#[test]
fn pictures_are_drawn_later() {
    let folder = folder();
    let directory = small(folder.path(), &[]);
    assert!(!names(&directory).iter().any(|name| name.starts_with("plots/")));
    let rows = read(&directory.join("manifest.json"));
    let again = ["run", "builtin:two-actors", "--runs", "50", "--format", "svg", "--out", "run"];
    assert!(good(folder.path(), &again).contains("complete already"));
    assert!(names(&directory).contains(&"plots/levels.svg".to_owned()), "{:?}", names(&directory));
    assert_eq!(read(&directory.join("manifest.json")), rows);
}

/// Of one run there is a mean and no interval, and the summary says so.
#[test]
fn one_run_has_no_interval() {
    let folder = folder();
    let said = good(folder.path(), &["run", "builtin:two-actors", "--runs", "1", "--no-plots", "--out", "run"]);
    assert!(said.contains("(1 run, seed 1") && said.contains(" [\u{2014}] "), "{said}");
    let summary = summary(&folder.path().join("run"));
    let numbers: Vec<&Value> =
        summary["outcomes"].as_array().unwrap().iter().map(|o| &o["number"]).filter(|n| !n.is_null()).collect();
    assert!(!numbers.is_empty() && numbers.iter().all(|n| n["mean_low"].is_null() && n["mean_high"].is_null()));
}

/// What is wrong is said once, with what is allowed.
#[test]
fn errors_say_one_thing_once() {
    let folder = folder();
    let said = bad(2, folder.path(), &["run", "builtin:two-actors", "--set", "actors.OAC.gdp=1"]);
    assert!(said.starts_with("error: there is no actor `OAC` in this scenario"), "{said}");
    assert!(said.contains("did you mean `OAK`?") && said.matches("error").count() == 1, "{said}");
    let said = bad(2, folder.path(), &["run", "builtin:two-actors", "--until", "aliance_2030 +-0.1"]);
    assert!(said.contains("error: --until: there is no outcome `aliance_2030`"), "{said}");
    for runs in ["abc", "99999999999999999999999", "0"] {
        let said = bad(2, folder.path(), &["run", "--runs", runs]);
        assert!(said.contains("write a whole number from 1 on, below 2^64, such as 100000"), "{said}");
    }
    let said = bad(2, folder.path(), &["sweep", "--outcome", "a", "--over", "x=1:1:4"]);
    assert!(said.contains("FROM and TO are both 1, so nothing moves"), "{said}");
    assert!(names(folder.path()).is_empty());
}

/// The note about warnings gives a command that shows them.
#[test]
fn the_note_names_its_command() {
    let folder = folder();
    let run = ["run", "builtin:essay", "--runs", "1", "--no-plots", "--set", "title=\"A b\""];
    let said = text(&command(folder.path(), &run).assert().success().get_output().stderr);
    let check = said.split('`').nth(1).expect("a command").to_owned();
    let words = shlex::split(&check).expect("words");
    assert_eq!(words, ["realpolitik", "check", "builtin:essay", "--set", "title=\"A b\""]);
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let warnings = command(folder.path(), &words).assert().success().get_output().clone();
    assert!(text(&warnings.stderr).starts_with("warning: "));
}

fn only_directory(folder: &Path) -> PathBuf {
    let mut all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let first = all.next().expect("a directory");
    assert_eq!(all.next(), None);
    first
}

#[test]
fn computing_again_gives_the_same_bytes() {
    let folder = folder();
    let run = ["run", "builtin:two-actors", "--runs", "77", "--seed", "5", "--quiet", "--out", "run"];
    good(folder.path(), &run);
    let mut before = files(&folder.path().join("run"));
    good(folder.path(), &[&run[..], &["--force", "--threads", "3"]].concat());
    let mut after = files(&folder.path().join("run"));
    assert!(before.len() > 7, "{:?}", before.keys());
    assert!(before.remove("machine.json").is_some() && after.remove("machine.json").is_some());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, bytes) in &before {
        assert!(after[name] == *bytes, "{name} differs");
    }
}

#[test]
fn quiet_is_silent() {
    let folder = folder();
    assert_eq!(good(folder.path(), &[&SMALL[..], &["--quiet"]].concat()), "");
    assert_eq!(good(folder.path(), &[&SMALL[..], &["--quiet"]].concat()), ""); // Complete already.
}

#[test]
fn json_is_the_summary() {
    let folder = folder();
    let run = [&SMALL[..], &["--json", "--out", "run"]].concat();
    for _ in 0..2 {
        let printed: Value = serde_json::from_str(&good(folder.path(), &run)).unwrap();
        assert_eq!(printed["directory"], "run");
        assert_eq!(printed["summary"], summary(&folder.path().join("run")));
    }
}

#[cfg(unix)]
#[test]
fn a_folder_need_not_be_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let mut run = command(folder.path(), &[&SMALL[..], &["--json", "--out"]].concat());
    run.arg(name).assert().success();
    assert!(folder.path().join(name).join("manifest.json").exists());
}

#[test]
fn what_is_piped_has_every_name_and_is_not_cut() {
    let folder = folder();
    let run = |columns: Option<&str>| {
        let mut run = command(folder.path(), &["run", "--runs", "64", "--no-plots", "--out", "run"]);
        match columns {
            Some(columns) => run.env("COLUMNS", columns),
            None => run.env_remove("COLUMNS"),
        };
        text(&run.assert().success().get_output().stdout)
    };
    let (whole, screen) = (run(None), run(Some("100")));
    assert!(screen.lines().all(|line| line.chars().count() <= 100), "{screen}");
    assert!(whole.lines().any(|line| line.chars().count() > 100), "{whole}");
    assert!(!whole.contains('\u{2026}') && !screen.contains('\u{2026}'), "{whole}");
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let summary = summary(&folder.path().join("run"));
    for outcome in summary["outcomes"].as_array().unwrap() {
        assert!(screen.contains(&format!("\n  {} ", outcome["id"].as_str().unwrap())), "{outcome}");
        let nulls = format!("none in {} of 64 runs", outcome["nulls"]);
        assert!(outcome["nulls"] == 0 || words.contains(&nulls), "{outcome}");
    }
    let judged = summary["claims"].as_array().unwrap().iter().filter(|claim| !claim["verdict"].is_null());
    for claim in judged {
        let line = ["id", "verdict"].map(|key| claim[key].as_str().unwrap().replace('_', " ")).join(" ");
        assert!(words.contains(&line), "{line}");
    }
}

#[test]
fn values_can_be_set() {
    let folder = folder();
    small(folder.path(), &[]);
    let set = ["--set", "actors.OAK.growth=0.04", "--set", "title=\"Other\""];
    good(folder.path(), &[&SMALL[..], &["--quiet", "--out", "set"], &set].concat());
    let (plain, set) = (folder.path().join("run"), folder.path().join("set"));
    assert_eq!(summary(&set)["title"], "Other");
    assert_ne!(summary(&set)["digest"], summary(&plain)["digest"]);
    let resolved = json(&set.join("manifest.json"))["resolved"].as_str().unwrap().to_owned();
    assert!(resolved.contains("growth = 0.04"), "{resolved}");
}

#[test]
fn rows_can_be_left_out_and_the_digest_covers_them_all_the_same() {
    let folder = folder();
    let run = small(folder.path(), &["--rows", "none"]);
    assert!(!names(&run).contains(&"rows.parquet".into()));
    let digest = summary(&run)["digest"].clone();

    let refused = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
    assert!(refused.contains("holds this experiment with --rows none; --force computes it again"), "{refused}");
    small(folder.path(), &["--force"]);
    assert!(names(&run).contains(&"rows.parquet".into()));
    assert_eq!(summary(&run)["digest"], digest);

    small(folder.path(), &["--force", "--rows", "none"]);
    assert!(!names(&run).contains(&"rows.parquet".into()), "the rows of before are left");
}

#[test]
fn pictures_can_be_chosen() {
    let folder = folder();
    let run = ["run", "builtin:two-actors", "--runs", "20", "--quiet", "--format", "svg", "--theme", "print"];
    good(folder.path(), &[&run[..], &["--out", "svg"]].concat());
    let pictures: Vec<String> =
        names(&folder.path().join("svg")).into_iter().filter(|name| name.starts_with("plots/")).collect();
    assert!(!pictures.is_empty() && pictures.iter().all(|name| name.ends_with(".svg")), "{pictures:?}");
    assert_eq!(names(&small(folder.path(), &[])).len(), 5);
}

#[test]
fn bad_arguments_are_said_with_what_is_allowed() {
    let folder = folder();
    let says = |arguments: &[&str], what: &[&str]| {
        let error = bad(2, folder.path(), arguments);
        assert!(what.iter().all(|part| error.contains(part)), "{arguments:?}: {error}");
    };
    says(&["run", "--runs", "0"], &["'0'", "--runs", "from 1 on, below 2^64"]);
    says(&["run", "--runs", "many"], &["'many'", "--runs"]);
    says(&["run", "--seed", "-1"], &["-1"]);
    says(&["run", "--threads", "0"], &["--threads 0", "at least one"]);
    says(&["run", "--threads", "5000"], &["--threads 5000", "at most 1024"]);
    says(&["runn"], &["'runn'", "'run'"]);
    says(&["run", "--format", "jpg"], &["'jpg'", "svg, png"]);
    says(&["run", "--theme", "drak"], &["'drak'", "'dark'"]);
    says(&["run", "--quiet", "--json"], &["--quiet", "--json"]);
    says(&["run", "esay.toml"], &["there is no file esay.toml", "builtin:essay"]);
    says(&["run", "builtin:esay"], &["there is no built-in scenario `esay`"]);
    says(&["run", "--set", "actors.RUS.foresigt=1"], &["`foresigt`", "did you mean `foresight`?"]);
    says(&["run", "--set", "actors.RUS.foresight"], &["PATH=VALUE"]);
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_directory_in_use_is_left_alone() {
    let folder = folder();
    let before = files(&small(folder.path(), &[]));
    let refused = bad(2, folder.path(), &[&SMALL[..], &["--seed", "2", "--out", "run"]].concat());
    assert!(refused.contains("run: holds the result of another experiment (scenario two-actors, seed 1, 50 runs)"));
    assert!(refused.contains("name another directory with --out, or delete this one"), "{refused}");
    bad(2, folder.path(), &[&SMALL[..], &["--seed", "2", "--force", "--out", "run"]].concat());
    assert_eq!(files(&folder.path().join("run")), before);

    fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
    let refused = bad(2, folder.path(), &[&SMALL[..], &["--out", "."]].concat());
    assert!(refused.contains("holds files that are not of a run"), "{refused}");
    let refused = bad(2, folder.path(), &[&SMALL[..], &["--force", "--out", "thesis.txt"]].concat());
    assert!(refused.contains("thesis.txt: a file stands where the run directory is to be"), "{refused}");
    let failed = bad(1, folder.path(), &[&SMALL[..], &["--out", "thesis.txt/run"]].concat());
    assert!(failed.contains("thesis.txt/run: the run directory cannot be written"), "{failed}");
    assert_eq!(read(&folder.path().join("thesis.txt")), "years of work");
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(locked.join("x"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let failed = bad(1, folder.path(), &[&SMALL[..], &["--out", "locked/run"]].concat());
    assert!(failed.contains("locked/run: the run directory cannot be written: "), "{failed}");
    assert!(failed.contains("name another with --out"), "{failed}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_nobody_can_write_to_is_named() {
    let folder = folder();
    let failed = bad(1, folder.path(), &[&SMALL[..], &["--out", "/proc/run"]].concat());
    assert!(failed.contains("/proc/run: the run directory cannot be written: "), "{failed}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = folder();
    for arguments in [&["run", "--runs", "40", "--no-plots"][..], &["check", "builtin:essay", "--resolved"]] {
        let mut child = Command::new(PROGRAM)
            .current_dir(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("error"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_reader_may_take_one_line_of_an_export() {
    let folder = folder();
    good(folder.path(), &["run", "--runs", "2000", "--no-plots", "--quiet", "--out", "run"]);
    for format in ["csv", "json"] {
        let mut child = Command::new(PROGRAM)
            .current_dir(folder.path())
            .args(["export", "run", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(first.starts_with(if format == "csv" { "index,replicate,point," } else { "[" }), "{first}");
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "");
    }
}

#[test]
fn a_verdict_that_is_not_wanted_has_an_exit_code_of_its_own() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    let verdict = summary(&run)["claims"][0]["verdict"].as_str().expect("a verdict").to_owned();
    let id = summary(&run)["claims"][0]["id"].as_str().expect("an id").to_owned();
    let again =
        |on: &str| command(folder.path(), &[&SMALL[..], &["--quiet", "--out", "run", "--fail-on", on]].concat());
    let output = again(&verdict).assert().code(3).get_output().clone();
    assert_eq!(text(&output.stderr), format!("--fail-on: {verdict}: {id}\n"));
    let others: Vec<&str> = ["supported", "contradicted", "open"].into_iter().filter(|v| *v != verdict).collect();
    again(&others.join(",")).assert().success();
    again("wrong").assert().code(2);
}

//! The page: whole in itself, true to its directories, and deaf to what a scenario would have it do.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use base64::{Engine, engine::general_purpose::STANDARD};
use realpolitik::design::Spec;
use realpolitik::experiment::{Plan, scans};
use realpolitik::output::digest;
use realpolitik::output::manifest::Manifest;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("realpolitik").expect("the program");
    command.current_dir(folder).args(arguments);
    command
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What is said where it fails with this exit code.
fn bad(code: i32, folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

/// The page of these directories.
fn page(folder: &Path, directories: &[&str]) -> String {
    good(folder, &[&["report"], directories, &["--out", "report.html", "--quiet", "--force"]].concat());
    read(&folder.join("report.html"))
}

/// The values of an attribute.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    page.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The text between two marks.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("there is no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("there is no {to} behind {from}")).0
}

/// All experiments on the scenario of two actors.
fn experiments(folder: &Path) -> Vec<&'static str> {
    let two = ["builtin:two-actors", "--no-plots", "--quiet", "--seed", "5"];
    let all: [(&str, &[&str]); 5] = [
        ("run", &["--runs", "400"]),
        ("audit", &["--outcome", "partners", "--replicates", "60"]),
        ("sweep", &["--outcome", "partners", "--over", "actors.OAK.horizon_years=1:30:5", "--replicates", "40"]),
        (
            "tip",
            &[
                "--outcome",
                "partners",
                "--above",
                "0.5",
                "--at",
                "0.5",
                "--move",
                "claims.memory",
                "--replicates",
                "100",
            ],
        ),
        ("sensitivity", &["--outcome", "partners", "--method", "morris", "--trajectories", "6", "--replicates", "8"]),
    ];
    for (experiment, more) in all {
        good(folder, &[&[experiment], &two[..], more, &["--out", experiment]].concat());
    }
    good(
        folder,
        &["discover", "run", "--outcome", "partners", "--above", "0.6", "--out", "discover", "--quiet", "--no-plots"],
    );
    good(folder, &["explain", "run", "--why", "partners", "--above", "0.6", "--out", "why", "--quiet", "--no-plots"]);
    good(
        folder,
        &["run", "builtin:two-actors", "--runs", "400", "--seed", "6", "--no-plots", "--quiet", "--out", "other"],
    );
    good(folder, &["compare", "run", "other", "--out", "compare", "--quiet", "--no-plots"]);
    vec!["run", "audit", "sweep", "tip", "sensitivity", "discover", "why", "compare"]
}

#[test]
fn a_page_holds_all_that_it_shows() {
    let folder = folder();
    let directories = experiments(folder.path());
    let page = page(folder.path(), &directories);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(page, self::page(folder.path(), &directories), "the same bytes again");
    // Nothing is loaded: the only addresses are names of formats.
    assert_eq!(page.matches("http").count(), page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count() + 1);
    assert!(page.contains("http-equiv=\"Content-Security-Policy\""), "the one more");
    assert!(["src", "action", "style", "onclick"].iter().all(|name| attributes(&page, name).is_empty()));
    let mut ids = BTreeSet::new();
    for id in attributes(&page, "id") {
        assert!(ids.insert(id), "the id {id} is there twice");
    }
    for label in attributes(&page, "aria-labelledby").iter().flat_map(|ids| ids.split(' ')) {
        assert!(ids.contains(label), "{label}");
    }
    for link in attributes(&page, "href") {
        assert!(link.starts_with('#') && ids.contains(&link[1..]), "{link}");
    }
    for kind in ["answer", "claims", "story", "limits", "sources", "again"] {
        assert!(ids.contains(kind), "no section {kind}");
    }
    for kind in
        ["audit-s1", "sweep-s2", "tip-s3", "sensitivity-s4", "discover-s5", "why-s6", "compare-s7", "pictures-s0"]
    {
        assert!(ids.contains(kind), "no section {kind}");
    }
    // Every picture has its finding and its numbers.
    let pictures = page.matches("<figure").count();
    assert!(pictures > 10, "{pictures}");
    assert_eq!(page.matches("<figcaption>").count(), pictures);
    assert_eq!(page.matches("data-csv=").count(), pictures);
    // Each is there twice: as on a desk and on paper, and as on a telephone.
    assert_eq!(page.matches("role=\"img\"").count(), 2 * pictures);
    assert_eq!(page.matches("<div class=\"picture narrow\">").count(), pictures);
    assert_eq!(page.matches(" width=\"640\" height=").count(), pictures);
}

#[test]
fn only_its_own_script_and_style_may_be_used() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    let page = page(folder.path(), &["run"]);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">").replace("&#39;", "'");
    for part in ["script", "style"] {
        let text = between(&page, &format!("<{part}>"), &format!("</{part}>"));
        let hash = STANDARD.encode(digest::bytes(text.as_bytes()));
        assert!(policy.contains(&format!("{part}-src 'sha256-{hash}'")), "{part}: {policy}");
        assert_eq!(page.matches(&format!("<{part}")).count(), 1, "one {part}");
    }
    assert!(policy.starts_with("default-src 'none';"));
}

const HOSTILE: &str = r#"
format = 1
extends = "builtin:two-actors"
title = "<script>alert(1)</script>\" onmouseover=\"alert(2)\u202e</title>"
question = "</p><img src=x onerror=alert(3)> {{ 7 * 7 }}?"
description = "<iframe src='javascript:alert(4)'></iframe>"
[actors.ELM]
name = "<svg onload=alert(5)>"
[outcomes.partners]
text = "]]><script>alert(6)</script>"
[claims.memory]
text = "\u2066</style><script>alert(7)</script>"
[events.snub]
kind = "contract"
text = "--><script>alert(8)</script>"
from = "ELM"
to = "OAK"
flow = { value = 1, source = "guess: <b onclick='alert(9)'>x</b>" }
start = 2010
end = 2012
"#;

#[test]
fn no_text_of_a_scenario_becomes_more_than_text() {
    let folder = folder();
    std::fs::write(folder.path().join("hostile.toml"), HOSTILE).expect("written");
    good(folder.path(), &["run", "hostile.toml", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    let page = page(folder.path(), &["run"]);
    let tags: BTreeSet<&str> = page
        .split('<')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(""))
        .filter(|tag| !tag.is_empty())
        .collect();
    for tag in ["img", "iframe", "object", "embed", "form", "link", "base"] {
        assert!(!tags.contains(tag), "<{tag}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</title>").count(), 1 + page.matches("<title id=").count());
    // An attribute of an event would have its name behind white space, in a tag.
    let inside: String =
        page.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect::<Vec<_>>().join("\n");
    assert!(["onmouseover", "onerror", "onload", "onclick"].iter().all(|name| !inside.contains(&format!(" {name}="))));
    assert!(!page.contains(['\u{202e}', '\u{2066}']));
    assert!(
        page.contains("&#60;script&#62;alert(1)") || page.contains("&lt;script&gt;alert(1)"),
        "it is shown as what it is"
    );
    assert!(page.contains("{{ 7 * 7 }}"), "no template of a scenario is run");
}

/// A text of the page as a reader sees it.
fn unescaped(text: &str) -> String {
    let marks = ["&#34;\"", "&quot;\"", "&#39;'", "&apos;'", "&#60;<", "&lt;<", "&#62;>", "&gt;>", "&#38;&", "&amp;&"];
    marks.iter().fold(text.to_owned(), |text, pair| {
        let (from, to) = pair.split_at(pair.len() - 1);
        text.replace(from, to)
    })
}

/// The commands by which results come again, without the checks of digests.
fn commands(page: &str) -> Vec<String> {
    let section = between(page, "<section id=\"again\"", "</section>");
    let all = unescaped(between(section, "<pre>", "</pre>"));
    all.lines().map(str::to_owned).filter(|line| !line.starts_with("realpolitik verify ")).collect()
}

/// The findings of a directory, without what they are of.
fn findings(path: &Path) -> Value {
    let all: Value = serde_json::from_str(&read(&path.join("findings.json"))).expect("JSON");
    all["findings"].clone()
}

/// What the page gives for each directory is parsed as a shell would and run: the digests are those of the directories, and
/// analyses find the same.
#[test]
fn every_experiment_comes_again_by_its_command() {
    let folder = folder();
    let path = folder.path();
    let mut directories = experiments(path);
    std::fs::write(path.join("seen.csv"), "outcome,value\npartners,0.4\n").expect("written");
    let two = ["builtin:two-actors", "--no-plots", "--quiet", "--seed", "5"];
    let more: [(&str, &[&str]); 6] = [
        ("audit some", &["--outcome", "partners", "--claims", "memory", "--orders", "40", "--replicates", "30"]),
        (
            "sweep map",
            &[
                "--outcome",
                "partners",
                "--over",
                "actors.OAK.horizon_years=1:30:4",
                "--over",
                "claims.memory=1:0:3",
                "--contours",
                "0.2,0.4",
                "--until",
                "partners +-0.1",
                "--max-runs",
                "40000",
            ],
        ),
        ("tip all", &["--outcome", "partners", "--below", "0.5", "--at", "0.5", "--all", "--replicates", "100"]),
        (
            "tip near",
            &[
                "--outcome",
                "partners",
                "--above",
                "0.5",
                "--at",
                "0.4",
                "--move",
                "actors.OAK.horizon_years",
                "--within",
                "2:25",
                "--replicates",
                "100",
            ],
        ),
        ("sensitivity pawn", &["--outcome", "partners", "--method", "pawn", "--samples", "90", "--slices", "5"]),
        (
            "sensitivity sobol",
            &[
                "--outcome",
                "partners",
                "--method",
                "sobol",
                "--second-order",
                "--base-samples",
                "8",
                "--replicates",
                "2",
                "--range",
                "actors.OAK.horizon_years=2:20",
            ],
        ),
    ];
    for (name, words) in more {
        let command = name.split(' ').next().expect("a command");
        good(path, &[&[command], &two[..], words, &["--out", name]].concat());
        directories.push(name);
    }
    let over = ["--range", "actors.OAK.horizon_years=2:20", "--particles", "100", "--max-runs", "1000"];
    good(path, &[&["calibrate"], &two[..], &["--observed", "seen.csv", "--out", "cal"], &over[..]].concat());
    directories.push("cal");
    let page = page(path, &directories);
    assert!(page.len() < 1_000_000);
    let scenario = unescaped(between(&page, "<pre id=\"scenario\">", "</pre>"));
    std::fs::write(path.join("two-actors.toml"), scenario).expect("written");
    let commands = commands(&page);
    // `other` is on no page, so that what compares it has no command, and calibrating takes two lines.
    let made: Vec<&str> = directories.iter().copied().filter(|name| *name != "compare").collect();
    let mut lines = commands.iter();
    for name in made {
        let mut line = lines.next().unwrap_or_else(|| panic!("no command for {name}:\n{}", commands.join("\n")));
        if line.starts_with("printf ") {
            let shell = std::process::Command::new("sh").current_dir(path).args(["-c", line]).status();
            assert!(shell.expect("a shell").success(), "{line}");
            line = lines.next().expect("the command behind it");
        }
        let words = shlex::split(line).expect("words of a shell");
        assert_eq!(words[0], "realpolitik");
        let again = format!("again {name}");
        let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        good(path, &[&words[..], &["--no-plots", "--quiet", "--out", &again]].concat());
        if ["discover", "why"].contains(&name) {
            assert_eq!(findings(&path.join(name)), findings(&path.join(&again)), "{line}");
            continue;
        }
        let digest = |directory: &str| {
            let manifest: Value =
                serde_json::from_str(&read(&path.join(directory).join("manifest.json"))).expect("JSON");
            (manifest["rows"].clone(), manifest["runs"].clone())
        };
        assert_eq!(digest(name), digest(&again), "{line}");
        if name != "run" {
            assert_eq!(findings(&path.join(name)), findings(&path.join(&again)), "{line}");
        }
    }
    assert!(lines.next().is_none(), "{}", commands.join("\n"));
    // With both runs on the page the comparison comes again too; a case that ships needs no file.
    good(path, &["hindcast", "builtin:essay-2014", "--runs", "60", "--no-plots", "--quiet", "--out", "past"]);
    let compared = self::page(path, &["run", "other", "compare"]);
    assert!(
        self::commands(&compared).contains(&"realpolitik compare run other".to_owned()),
        "{:?}",
        self::commands(&compared)
    );
    let past = self::page(path, &["past"]);
    assert_eq!(self::commands(&past), ["realpolitik hindcast builtin:essay-2014 --runs=60 --seed=1"]);
}

/// Runs what a page says, line by line as a shell would; the program is called by its own words.
fn type_in(folder: &Path, lines: &[String]) {
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("printf ") {
            let shell = std::process::Command::new("sh").current_dir(folder).args(["-c", line]).status();
            assert!(shell.expect("a shell").success(), "{line}");
            continue;
        }
        let words = shlex::split(line).expect("words of a shell");
        let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        good(folder, &[&words[..], &["--no-plots", "--quiet", "--out", &format!("again{at}")]].concat());
    }
}

/// A case that ships comes again on a page that is about another scenario; what does not come again is named.
#[test]
fn a_page_about_another_scenario_has_the_command_of_a_shipped_case() {
    let folder = folder();
    let path = folder.path();
    let quiet = ["--no-plots", "--quiet", "--out"];
    good(path, &[&["run", "builtin:two-actors", "--runs", "60"], &quiet[..], &["run"]].concat());
    good(path, &[&["run", "builtin:essay", "--runs", "60"], &quiet[..], &["essay"]].concat());
    good(path, &[&["hindcast", "builtin:essay-2014", "--runs", "60"], &quiet[..], &["past"]].concat());
    let page = page(path, &["run", "past", "essay"]);
    let all = [
        "realpolitik run two-actors.toml --runs=60 --seed=1",
        "realpolitik hindcast builtin:essay-2014 --runs=60 --seed=1",
    ];
    assert_eq!(commands(&page), all);
    let said = between(&page, "No command that makes it anew is given for ", ":");
    assert_eq!(said, "<bdi>essay</bdi>");
}

/// Limits are given to commands that read a scenario, and to no other, which would refuse them.
#[test]
fn raised_limits_are_in_the_commands_that_take_them() {
    let folder = folder();
    let path = folder.path();
    for seed in ["1", "2"] {
        let run = ["run", "builtin:two-actors", "--runs", "200", "--no-plots", "--quiet", "--seed", seed];
        good(path, &[&run[..], &["--out", &format!("run{seed}")]].concat());
    }
    let quiet = ["--no-plots", "--quiet", "--out"];
    good(path, &[&["compare", "run1", "run2"], &quiet[..], &["compare"]].concat());
    let bounds = ["discover", "run1", "--outcome", "partners", "--above", "0.6"];
    good(path, &[&bounds[..], &quiet[..], &["discover"]].concat());
    let directories = ["run1", "run2", "compare", "discover"];
    good(path, &[&["report"], &directories[..], &["--limits", "4", "--out", "report.html", "--quiet"]].concat());
    let page = read(&path.join("report.html"));
    let commands = commands(&page);
    let limits: Vec<bool> = commands.iter().map(|line| line.contains(" --limits=4")).collect();
    assert_eq!(limits, [true, true, false, false], "{commands:?}");
    std::fs::write(path.join("two-actors.toml"), unescaped(between(&page, "<pre id=\"scenario\">", "</pre>")))
        .expect("written");
    type_in(path, &commands);
}

const DASHED: &str = r#"
format = 1
extends = "builtin:two-actors"
name = "-x"
[outcomes.-p]
text = "share of the years as partners or more"
kind = "time_in_level"
pair = "ELM-OAK"
at_least = 2
from = 2000
to = 2030
"#;

/// Names may begin as an option does, and a file of the reader's own is not written over.
#[test]
fn what_begins_with_a_dash_comes_again() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("dashed.toml"), DASHED).expect("written");
    std::fs::write(path.join("seen.csv"), "outcome,value\n-p,0.4\n").expect("written");
    std::fs::write(path.join("-x-observed.csv"), "my own").expect("written");
    let quiet = ["--no-plots", "--quiet", "--out"];
    good(path, &[&["run", "dashed.toml", "--runs", "200"], &quiet[..], &["./-run"]].concat());
    let tip =
        ["tip", "dashed.toml", "--outcome=-p", "--above", "0.5", "--at", "0.5", "--move", "actors.OAK.horizon_years"];
    good(path, &[&tip[..], &["--replicates", "100"], &quiet[..], &["./-tip"]].concat());
    let why = ["explain", "./-run", "--why=-p", "--above", "0.6"];
    good(path, &[&why[..], &quiet[..], &["./-why"]].concat());
    let calibrate = ["calibrate", "dashed.toml", "--observed", "seen.csv", "--range", "actors.OAK.horizon_years=2:20"];
    good(path, &[&calibrate[..], &["--particles", "100", "--max-runs", "1000"], &quiet[..], &["./-cal"]].concat());
    let page = page(path, &["./-run", "./-tip", "./-why", "./-cal"]);
    std::fs::write(path.join("-x.toml"), unescaped(between(&page, "<pre id=\"scenario\">", "</pre>")))
        .expect("written");
    let commands = commands(&page);
    assert_eq!(commands.len(), 5, "{commands:?}");
    type_in(path, &commands);
    assert_eq!(read(&path.join("-x-observed.csv")), "my own");
    for (at, name) in ["./-run", "./-tip", "./-why"].iter().enumerate() {
        let file = if at == 0 { "summary.json" } else { "findings.json" };
        assert_eq!(read(&path.join(name).join(file)), read(&path.join(format!("again{at}")).join(file)), "{name}");
    }
    let narrow = [
        "tip",
        "dashed.toml",
        "--outcome=-p",
        "--above",
        "0.5",
        "--at",
        "0.5",
        "--move",
        "actors.OAK.horizon_years",
        "--within",
        "2:25",
    ];
    good(path, &[&narrow[..], &["--replicates", "100"], &quiet[..], &["narrow"]].concat());
    assert!(self::commands(&self::page(path, &["narrow"]))[0].contains(" --within=2:25"));
    // Were the range not kept, as it was not before, the points would tell that it is not the search without one.
    let manifest = Manifest::read(&path.join("narrow")).expect("a manifest");
    let plan = Plan::again(&manifest, 1).expect("a plan");
    let Spec::Moves { moves, .. } = &manifest.design else { panic!("{:?}", manifest.design) };
    assert!(scans(&plan, moves, Some((2.0, 25.0))) && !scans(&plan, moves, None));
}

/// A page of findings alone answers in two sentences with numbers, whatever kind of findings they are.
#[test]
fn findings_alone_are_answered_in_two_sentences_with_numbers() {
    let folder = folder();
    let path = folder.path();
    let directories = experiments(path);
    std::fs::write(path.join("seen.csv"), "outcome,value\npartners,0.4\n").expect("written");
    let calibrate =
        ["calibrate", "builtin:two-actors", "--observed", "seen.csv", "--range", "actors.OAK.horizon_years=2:20"];
    good(
        path,
        &[&calibrate[..], &["--particles", "100", "--max-runs", "1000", "--no-plots", "--quiet", "--out", "cal"]]
            .concat(),
    );
    good(path, &["hindcast", "builtin:essay-2014", "--runs", "200", "--no-plots", "--quiet", "--out", "past"]);
    for name in directories.into_iter().filter(|name| *name != "run").chain(["cal", "past"]) {
        let page = page(path, &[name]);
        let answer = unescaped(between(&page, "<p class=\"answer\">", "</p>"));
        let sentences: Vec<&str> = answer.split(". ").collect();
        assert_eq!(sentences.len(), 2, "{name}: {answer}");
        for sentence in sentences {
            assert!(sentence.chars().any(|c| c.is_ascii_digit()), "{name}: {sentence}");
        }
        assert!(answer.ends_with('.'), "{name}: {answer}");
        let found = unescaped(between(&page, "<p class=\"found\"><bdi>", "</bdi></p>"));
        assert_eq!(found, answer, "the section says it too");
    }
    // What is said is what was found.
    let audit = findings(&path.join("audit"));
    let kept = audit["games"][0]["kept"]["value"].as_f64().expect("a share or a mean");
    let page = page(path, &["audit"]);
    assert!(between(&page, "<p class=\"answer\">", "</p>").contains(&format!("{kept:.3} (95% interval")), "{kept}");
}

#[test]
fn the_same_numbers_come_again_from_the_page_alone() {
    let folder = folder();
    good(
        folder.path(),
        &["run", "builtin:two-actors", "--runs", "60", "--seed", "9", "--no-plots", "--quiet", "--out", "run"],
    );
    let page = page(folder.path(), &["run"]);
    let text = unescaped(between(&page, "<pre id=\"scenario\">", "</pre>"));
    std::fs::write(folder.path().join("two-actors.toml"), text).expect("written");
    let command = between(&page, "realpolitik run two-actors.toml", "\n").trim();
    let words: Vec<&str> = command.split(' ').collect();
    good(
        folder.path(),
        &[&["run", "two-actors.toml"], &words[..], &["--no-plots", "--quiet", "--out", "again"]].concat(),
    );
    let digest = |directory: &str| {
        let manifest: Value =
            serde_json::from_str(&read(&folder.path().join(directory).join("manifest.json"))).expect("JSON");
        manifest["rows"].as_str().expect("a digest").to_owned()
    };
    assert_eq!(digest("again"), digest("run"));
    assert!(page.contains(&digest("run")));
}

#[test]
fn what_the_result_does_not_show_is_true_of_the_directories() {
    let folder = folder();
    experiments(folder.path());
    let limits = |directories: &[&str]| {
        let page = page(folder.path(), directories);
        between(&page, "<section id=\"limits\"", "</section>").to_owned()
    };
    let alone = limits(&["run"]);
    assert!(alone.contains("(realpolitik audit)") && alone.contains("(realpolitik tip)"));
    assert!(alone.contains("There is no calendar"));
    assert!(alone.contains("The weights of the decision are single numbers"));
    assert!(!alone.contains("A claim that is relaxed is replaced"));
    let more = limits(&["run", "audit", "why"]);
    assert!(!more.contains("(realpolitik audit)") && more.contains("(realpolitik tip)"));
    assert!(
        more.contains("A claim that is relaxed is replaced") && more.contains("does not say that it brought it about")
    );
    // Another scenario is named as such.
    let set = ["--set", "actors.OAK.horizon_years=3", "--out", "changed", "--no-plots", "--quiet"];
    good(folder.path(), &[&["run", "builtin:two-actors", "--runs", "60"], &set[..]].concat());
    let two = limits(&["run", "changed"]);
    assert!(two.contains("changed is of a scenario that is not, to the letter, that of run"), "{two}");
}

#[test]
fn what_is_no_result_is_refused_and_nothing_is_written() {
    let folder = folder();
    let path = folder.path();
    good(path, &["run", "builtin:two-actors", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    assert!(bad(2, path, &["report", "nowhere"]).contains("nowhere: there is no such directory"));
    std::fs::create_dir(path.join("empty")).expect("made");
    assert!(bad(2, path, &["report", "empty"]).contains("not the directory of a complete run"));
    assert!(bad(2, path, &["report", "run", "."]).contains("did you mean ./run?"));
    std::fs::write(path.join("mine.html"), "my own").expect("written");
    assert!(bad(2, path, &["report", "run", "--out", "mine.html"]).contains("is there already, and no report"));
    // A page of other results is somebody's work too; one of these is made anew.
    good(path, &["run", "builtin:two-actors", "--runs", "40", "--no-plots", "--quiet", "--out", "other"]);
    good(path, &["report", "other", "--out", "theirs.html"]);
    assert!(bad(2, path, &["report", "run", "--out", "theirs.html"]).contains("no report of these results"));
    good(path, &["report", "other", "run", "--out", "theirs.html"]);
    good(path, &["report", "run", "--out", "theirs.html", "--force"]);
    assert!(bad(2, path, &["report", "run", "--out", "empty"]).contains("is a directory"));
    assert_eq!(read(&path.join("mine.html")), "my own");
    let summary = path.join("run/summary.json");
    std::fs::write(&summary, read(&summary).replace("60", "61")).expect("written");
    assert!(bad(1, path, &["report", "run"]).contains("summary.json: is damaged"));
    let manifest = path.join("run/manifest.json");
    std::fs::write(&manifest, read(&manifest).replace("\"seed\": 1", "\"seed\": 2")).expect("written");
    assert!(bad(1, path, &["report", "run"]).contains("manifest.json: is damaged"));
    assert!(!path.join("report.html").exists());
}

/// Runs without rows have a page too, only without a run in full.
#[test]
fn a_run_without_rows_has_no_story() {
    let folder = folder();
    let run = ["run", "builtin:two-actors", "--runs", "60", "--rows", "none", "--no-plots", "--quiet", "--out", "run"];
    good(folder.path(), &run);
    let page = page(folder.path(), &["run"]);
    assert!(page.contains("<section id=\"answer\"") && !page.contains("<section id=\"story\""));
}

/// Claims held at a strength are in the command, a path is as it was given and quoted, and the averages have intervals.
#[test]
fn runs_with_a_claim_held_come_again() {
    let folder = folder();
    let path = folder.path();
    let held = ["--claim", "memory=0.5", "--runs", "200", "--seed", "3", "--no-plots", "--quiet"];
    good(path, &[&["run", "builtin:two-actors"], &held[..], &["--out", "results/a b;id"]].concat());
    let page = page(path, &["results/a b;id"]);
    let again = between(&page, "<section id=\"again\"", "<details");
    let again = ["&#39;", "&apos;"].iter().fold(again.to_owned(), |text, mark| text.replace(mark, "'"));
    assert!(page.contains("it holds <bdi>memory at strength 0.5</bdi>, where 0 is relaxed"), "the answer says it");
    assert!(again.contains("realpolitik run two-actors.toml --claim='memory=0.5' --runs=200 --seed=3\n"), "{again}");
    for command in ["verify", "explain"] {
        let quoted = ["&#39;", "&apos;", "'"].map(|q| format!("realpolitik {command} {q}results/a b;id{q}"));
        assert!(quoted.iter().any(|quoted| page.contains(quoted)), "{command}");
    }
    let from_toml = good(path, &["export", "results/a b;id", "--format", "csv"]);
    std::fs::create_dir(path.join("fresh")).expect("made");
    good(path, &[&["run", "builtin:two-actors"], &held[..], &["--out", "fresh/run"]].concat());
    assert_eq!(from_toml, good(path, &["export", "fresh/run", "--format", "csv"]));
    let why = ["--why", "partners", "--above", "0.6", "--no-plots", "--format", "json"];
    let said: Value =
        serde_json::from_str(&good(path, &[&["explain", "results/a b;id"], &why[..]].concat())).expect("JSON");
    assert_eq!(said["study"]["findings"]["independent"], true);
}

/// A page of many directories stays within its bounds, and says what it leaves out.
#[test]
fn what_would_be_too_large_is_left_out_and_said() {
    let folder = folder();
    let path = folder.path();
    let names = ["a", "b", "c", "d", "e", "f"]; // Each four times.
    for (at, name) in names.iter().enumerate() {
        let seed = at.to_string();
        let run = ["run", "builtin:grand-alliance-1939", "--runs", "200", "--seed", &seed, "--no-plots", "--quiet"];
        good(path, &[&run[..], &["--out", name]].concat());
    }
    let output = command(path, &[&["report"], &names.repeat(4)[..]].concat()).assert().success().get_output().clone();
    let page = read(&path.join("report.html"));
    assert!(page.len() <= 1_000_000, "{} bytes", page.len());
    assert!(String::from_utf8_lossy(&output.stderr).contains("are left out, since the page would be too large"));
    assert!(page.contains("is left out here") && page.contains("<code>realpolitik "));
    assert!(page.contains("role=\"img\""), "not all pictures go first");
}

#[test]
fn a_hindcast_has_a_section_with_its_tables() {
    let folder = folder();
    let path = folder.path();
    good(path, &["hindcast", "builtin:essay-2014", "--runs", "500", "--no-plots", "--quiet", "--out", "past"]);
    let page = page(path, &["past"]);
    let section = between(&page, "<section id=\"hindcast-s0\"", "</section>");
    assert!(section.contains("What history says") && section.contains("Scores by kind"));
    assert!(section.contains("<table id=\"s0-"), "the numbers behind the pictures");
}

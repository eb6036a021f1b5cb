//! `check`.

use super::*;
use std::fs;

#[test]
fn good_files_give_zero() {
    let folder = folder();
    let said = good(folder.path(), &["check", "builtin:two-actors"]);
    assert_eq!(said, "builtin:two-actors: good (2 actors, 3 outcomes, 1 claim, 0 warnings)\n");
    // Warnings are said, and are no failure.
    let output = command(folder.path(), &["check", "builtin:essay"]).assert().success().get_output().clone();
    assert!(text(&output.stderr).starts_with("warning: "), "{}", text(&output.stderr));
    assert!(text(&output.stdout).ends_with("1 warning)\n"), "{}", text(&output.stdout));
}

#[test]
fn every_problem_of_every_file_is_said() {
    let folder = folder();
    let good_text = realpolitik::scenario::template("first");
    let faulty = good_text.replacen("gdp = 1000", "gdp = -1", 1).replacen("foresight = 0.3", "foresigt = 0.3", 1);
    assert_ne!(faulty, good_text);
    fs::write(folder.path().join("first.toml"), faulty).unwrap();
    fs::write(folder.path().join("second.toml"), "format = 3\n").unwrap();
    fs::write(folder.path().join("latin1.toml"), b"title = \"\xe9\"\n").unwrap();
    let arguments = ["check", "first.toml", "builtin:two-actors", "second.toml", "latin1.toml", "third.toml", "."];
    let output = command(folder.path(), &arguments).assert().code(2).get_output().clone();
    assert_eq!(text(&output.stdout).lines().count(), 1, "the good one is said to be good");
    let error = text(&output.stderr);
    for problem in [
        "`actors.NOR.gdp` is -1, outside what is allowed",
        " --> first.toml:",
        "unknown key `foresigt`",
        "did you mean `foresight`?",
        "error: this format is not known\n --> second.toml:1:",
        "error: `title` is missing\n --> second.toml:1:",
        "error: latin1.toml is not UTF-8 text: byte 9 in line 1 is not",
        "error: there is no file third.toml",
        "error: . is a directory",
    ] {
        assert!(error.contains(problem), "{problem:?} is not in\n{error}");
    }
}

#[test]
fn the_resolved_text_reads_back_to_itself() {
    let folder = folder();
    fs::write(
        folder.path().join("top.toml"),
        "format = 1\nextends = \"builtin:two-actors\"\nactors.ELM.foresight = 0.9\n",
    )
    .unwrap();
    for name in ["builtin:five-powers", "builtin:two-actors", "top.toml"] {
        let once = good(folder.path(), &["check", name, "--resolved"]);
        fs::write(folder.path().join("resolved.toml"), &once).unwrap();
        let twice = good(folder.path(), &["check", "resolved.toml", "--resolved"]);
        assert_eq!(once, twice, "{name}");
        assert!(!once.contains("extends"), "{name}");
    }
}

#[test]
fn what_is_set_is_checked_and_shown() {
    let folder = folder();
    let set = ["check", "builtin:two-actors", "--resolved", "--set", "actors.OAK.foresight=0.125"];
    assert!(good(folder.path(), &set).contains("foresight = 0.125"));
    let error = bad(2, folder.path(), &["check", "builtin:two-actors", "--set", "actors.OAK.foresight=12.5"]);
    assert!(error.contains("`actors.OAK.foresight` is 12.5, outside what is allowed: 0 to 1"), "{error}");
}

#[test]
fn a_file_must_be_named() {
    assert!(bad(2, folder().path(), &["check"]).contains("<FILES>..."));
}

/// All tables that a new actor lacks are one problem, at the actor.
#[test]
fn missing_relations_point_to_the_actor() {
    let folder = folder();
    let actor = "format = 1\nextends = \"builtin:two-actors\"\n\n[actors.ASH]\nsource = \"guess: made up\"\ngdp = 10\n\
                 military_capital = 1\ngrowth = 0.02\ngrowth_long_run = 0.02\nmilitary_share = 0.02\nforesight = 0.5\n\
                 horizon_years = 10\ncredulity = 0.5\nautonomy = 1\nmemory_recent = 5\nmemory_historic = 50\n\
                 memory_share = 0.5\n";
    std::fs::write(folder.path().join("three.toml"), actor).expect("written");
    let said = bad(2, folder.path(), &["check", "three.toml"]);
    let missing: Vec<&str> = said.lines().filter(|line| line.ends_with(" are missing")).collect();
    let relations = "`[relations.ELM.ASH]`, `[relations.OAK.ASH]`, `[relations.ASH.ELM]` and `[relations.ASH.OAK]`";
    assert_eq!(missing, [format!("error: {relations} are missing")], "{said}");
    assert!(said.contains("--> three.toml:4:1") && said.contains("[actors.ASH]"), "{said}");
}

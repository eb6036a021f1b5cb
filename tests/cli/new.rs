//! `new`.

use super::*;

#[test]
fn a_new_scenario_is_good_and_runs() {
    let folder = folder();
    let said = good(folder.path(), &["new", "my-case"]);
    assert!(said.contains("realpolitik check my-case.toml") && said.contains("realpolitik run my-case.toml"), "{said}");
    assert!(good(folder.path(), &["check", "my-case.toml"]).starts_with("my-case.toml: good"));
    good(folder.path(), &["run", "my-case.toml", "--runs", "20", "--quiet", "--no-plots", "--out", "run"]);
    assert_eq!(summary(&folder.path().join("run"))["scenario"], "my-case");
}

#[test]
fn a_file_that_is_there_stays() {
    let folder = folder();
    good(folder.path(), &["new", "my-case.toml"]);
    let path = folder.path().join("my-case.toml");
    std::fs::write(&path, "my own work").unwrap();
    let refused = bad(2, folder.path(), &["new", "my-case"]);
    assert!(refused.contains("my-case.toml is there already: choose another name, or --force"), "{refused}");
    assert_eq!(read(&path), "my own work");
    good(folder.path(), &["new", "my-case", "--force"]);
    assert!(read(&path).contains("format = 1"));
}

#[test]
fn a_name_that_cannot_be_is_refused() {
    let folder = folder();
    for name in ["", "..", "a b", "Zürich", ".hidden"] {
        assert!(bad(2, folder.path(), &["new", name]).contains("cannot name a scenario"), "{name}");
    }
    assert!(bad(2, folder.path(), &["new", "nowhere/case"]).contains("nowhere/case.toml: the folder is not there"));
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

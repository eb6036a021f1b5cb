//! Directories as an earlier build of this format wrote them are read by every command. Where the format changes on
//! purpose, its number changes (`output::manifest::FORMAT`), and `UPDATE=1 cargo test --release --test cli directories`
//! writes them anew.

use super::*;

const SCENARIO: &str = "builtin:two-actors";

/// The directories, with what made them.
const DIRECTORIES: [(&str, &[&str]); 4] = [
    ("run", &["run", SCENARIO, "--runs", "40", "--no-plots"]),
    ("sweep", &["sweep", SCENARIO, "--over", "choice.rho=0.1:0.5:3", "--outcome", "partners", "--replicates", "40"]),
    (
        "sensitivity",
        &["sensitivity", SCENARIO, "--outcome", "partners", "--method", "pawn", "--samples", "64", "--slices", "4"],
    ),
    ("part", &["run", SCENARIO, "--runs", "16390", "--no-plots", "--shard", "2/2"]),
];

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/directories").join(name)
}

fn copy(from: &Path, to: &Path) {
    for name in names(from) {
        let target = to.join(&name);
        std::fs::create_dir_all(target.parent().expect("a folder")).unwrap();
        std::fs::copy(from.join(&name), target).unwrap();
    }
}

/// A folder with a copy of all of them.
fn copies() -> TempDir {
    let folder = folder();
    for (name, arguments) in DIRECTORIES {
        if std::env::var_os("UPDATE").is_some() {
            let _ = std::fs::remove_dir_all(kept(name));
            let pictures: &[&str] = if arguments.contains(&"--no-plots") { &[] } else { &["--no-plots"] };
            good(folder.path(), &[arguments, pictures, &["--quiet", "--out", name]].concat());
            copy(&folder.path().join(name), &kept(name));
        } else {
            copy(&kept(name), &folder.path().join(name));
        }
    }
    folder
}

#[test]
fn directories_of_this_format_are_read() {
    let folder = copies();
    let say = |arguments: &[&str]| good(folder.path(), arguments);
    for name in ["run", "sweep", "sensitivity"] {
        assert!(say(&["status", name]).contains(": complete"), "{name}");
        say(&["plot", name, "--format", "svg"]);
        assert!(names(&folder.path().join(name)).iter().any(|file| file.ends_with(".svg")), "{name}");
    }
    assert_eq!(say(&["export", "run", "--format", "csv"]).lines().count(), 41);
    assert!(say(&["export", "run", "--what", "series", "--format", "csv"]).lines().count() > 100);
    assert_eq!(say(&["export", "sweep", "--format", "csv"]).lines().count(), 121);
    let discover = ["discover", "run", "--outcome", "partners", "--above", "0.4", "--no-plots", "--out", "found"];
    assert!(!say(&discover).is_empty());
    assert!(!say(&["compare", "run", "run", "--no-plots", "--out", "compared"]).is_empty());
}

/// What they say of the numbers moves with the model: then they are written anew.
#[test]
fn directories_of_this_format_are_verified_and_merged() {
    let folder = copies();
    for name in ["run", "sweep", "sensitivity"] {
        assert!(good(folder.path(), &["verify", name]).contains("the same digest"), "{name}");
    }
    let first: Vec<&str> = DIRECTORIES[3].1.iter().map(|word| if *word == "2/2" { "1/2" } else { *word }).collect();
    good(folder.path(), &[&first[..], &["--quiet", "--out", "other"]].concat());
    good(folder.path(), &["merge", "part", "other", "--out", "whole", "--quiet"]);
    assert!(good(folder.path(), &["verify", "whole"]).contains("16390 runs, 2 blocks"));
}

/// The format before had no digests of files.
#[test]
fn the_format_before_is_refused_by_name() {
    let folder = copies();
    let path = folder.path().join("run/manifest.json");
    let mut manifest = json(&path);
    manifest["format"] = 2.into();
    manifest.as_object_mut().expect("an object").remove("files");
    std::fs::write(&path, manifest.to_string()).unwrap();
    for command in [&["verify", "run"][..], &["plot", "run"], &["status", "run"], &["export", "run", "--format", "csv"]]
    {
        let said = bad(2, folder.path(), command);
        assert!(
            said.contains(
                "format 2 of run directories; this program, realpolitik 0.1.0, reads format 3: it was written by a"
            ),
            "{said}"
        );
    }
}

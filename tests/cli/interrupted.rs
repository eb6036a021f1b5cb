//! A process that is killed, whenever, leaves nothing half-written under a final name.

use super::*;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it starts")
}

fn kill(mut child: Child) {
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

/// A run that takes a minute, once it has written its first block of rows.
fn long_run(folder: &Path, more: &[&str]) -> Child {
    let run = ["run", "builtin:two-actors", "--runs", "3000000", "--rows", "outcomes", "--out", "run"];
    let child = start(folder, &[&run[..], more].concat());
    let part = folder.join("run/rows.parquet.part");
    let begun = Instant::now();
    while part.metadata().map_or(0, |file| file.len()) < 1000 {
        assert!(begun.elapsed() < Duration::from_secs(60), "no block of rows in a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn a_killed_run_leaves_parts_only_and_another_takes_the_directory() {
    let folder = folder();
    kill(long_run(folder.path(), &[]));
    let run = folder.path().join("run");
    let left = names(&run);
    assert!(left.contains(&"rows.parquet.part".into()), "{left:?}");
    assert!(left.iter().all(|name| name.ends_with(".part")), "{left:?}");
    let refused = bad(2, folder.path(), &["verify", "run"]);
    assert!(refused.contains("not the directory of a complete run"), "{refused}");

    let mut again = files(&small(folder.path(), &[]));
    good(folder.path(), &[&SMALL[..], &["--quiet", "--out", "fresh"]].concat());
    let mut fresh = files(&folder.path().join("fresh"));
    again.remove("machine.json");
    fresh.remove("machine.json");
    assert!(again == fresh, "{:?} {:?}", again.keys(), fresh.keys());
}

#[test]
fn what_an_interrupted_run_left_goes() {
    let folder = folder();
    let run = folder.path().join("run");
    std::fs::create_dir_all(run.join("plots")).unwrap();
    for old in ["rows.parquet", "series.parquet", "summary.json.part", "plots/old.svg", "plots/old.png.part"] {
        std::fs::write(run.join(old), "of another experiment").unwrap();
    }
    std::fs::write(run.join("plots/notes.txt"), "mine").unwrap();
    small(folder.path(), &["--rows", "none"]);
    assert_eq!(
        names(&run),
        ["machine.json", "manifest.json", "plots/notes.txt", "series.parquet", "summary.json"],
        "only what is not of a run stays"
    );
}

#[test]
fn a_second_process_is_sent_away_while_the_first_computes() {
    let folder = folder();
    let first = long_run(folder.path(), &[]);
    let refused = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
    kill(first);
    assert!(refused.contains("run: another process is computing there; wait for it"), "{refused}");
}

#[test]
fn computing_again_in_vain_leaves_what_was_there() {
    let folder = folder();
    let run = [&SMALL[..], &["--quiet", "--out", "run"]].concat();
    good(folder.path(), &run);
    let before = files(&folder.path().join("run"));
    let mut child = start(folder.path(), &[&run[..], &["--force"]].concat());
    let _ = child.kill(); // Before its first block, in all likelihood; below it is killed whenever.
    child.wait().unwrap();
    let after = files(&folder.path().join("run"));
    let lost: Vec<_> = before.keys().filter(|name| !after.contains_key(*name)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    good(folder.path(), &["verify", "run"]);
}

#[test]
fn whenever_it_is_killed_a_final_name_means_a_whole_file() {
    let folder = folder();
    let run = ["run", "builtin:two-actors", "--runs", "400", "--out", "run", "--threads", "1"];
    let begun = Instant::now();
    start(folder.path(), &run).wait().unwrap();
    let whole = begun.elapsed();
    assert!(folder.path().join("run/manifest.json").exists());
    let mut killed_midway = 0;
    for step in 0..24 {
        std::fs::remove_dir_all(folder.path().join("run")).unwrap();
        let child = start(folder.path(), &run);
        std::thread::sleep(whole * step / 22);
        kill(child);
        std::fs::create_dir_all(folder.path().join("run")).unwrap(); // It may not have come so far.
        killed_midway += u32::from(!check_whole(&folder.path().join("run")));
    }
    assert!(killed_midway > 3, "killed midway only {killed_midway} times");
    good(folder.path(), &[&run[..], &["--quiet"]].concat());
    good(folder.path(), &["verify", "run"]);
}

/// Checks that every file under a final name is whole, and says whether the directory is complete.
fn check_whole(run: &Path) -> bool {
    let files = files(run);
    let complete = files.contains_key("manifest.json");
    for (name, bytes) in &files {
        match name.rsplit('.').next() {
            Some("part") => assert!(!complete || name == "lock.part", "{name} beside a manifest"),
            Some("json") => drop(json(&run.join(name))),
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
    for name in ["rows.parquet", "series.parquet", "summary.json", "machine.json", "plots/levels.png"] {
        assert!(!complete || files.contains_key(name), "a manifest without {name}");
    }
    complete
}

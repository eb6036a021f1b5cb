//! Parts: `--shard`, `merge`, and what `status` says of them.

use super::*;

/// A run of four blocks.
const RUN: [&str; 7] = ["run", "builtin:two-actors", "--runs", "50000", "--rows", "outcomes", "--no-plots"];

/// Parts of the run, each in a directory of the same name as `I-N`.
fn parts(folder: &Path, of: &[&str]) {
    for part in of {
        let said = good(folder, &[&RUN[..], &["--shard", &part.replace('-', "/"), "--out", part]].concat());
        assert!(said.contains(": complete: ") && said.contains("realpolitik merge"), "{said}");
    }
}

fn whole(folder: &Path, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(&folder.join(name));
    files.remove("machine.json");
    files
}

/// `started.json` with other values in it.
fn alter(part: &Path, values: &[(&str, Value)]) {
    let path = part.join("started.json");
    let mut started = json(&path);
    for (name, value) in values {
        started[*name] = value.clone();
    }
    std::fs::write(path, started.to_string()).unwrap();
}

#[test]
fn parts_of_any_cut_in_any_order_are_the_whole() {
    let folder = folder();
    good(folder.path(), &[&RUN[..], &["--quiet", "--out", "whole"]].concat());
    for (out, cut) in [("a", &["1-1"][..]), ("b", &["2-3", "3-3", "1-3"]), ("c", &["4-4", "2-4", "3-4", "1-4"])] {
        parts(folder.path(), cut);
        good(folder.path(), &[&["merge"], cut, &["--out", out, "--quiet"]].concat());
        assert!(whole(folder.path(), out) == whole(folder.path(), "whole"), "{cut:?}");
        assert_eq!(json(&folder.path().join(out).join("machine.json"))["runs_per_second"], 0.0, "nothing was run");
    }
    // Parts of two cuts that share no block are as good.
    good(folder.path(), &["merge", "1-4", "2-4", "3-3", "--out", "d", "--quiet"]);
    assert!(whole(folder.path(), "d") == whole(folder.path(), "whole"));
}

#[test]
fn merge_says_what_is_missing_doubled_and_foreign() {
    let folder = folder();
    parts(folder.path(), &["1-3", "2-3", "3-3", "2-2"]);
    let other = |change: &[&str], out: &str| {
        good(folder.path(), &[change, &["--shard", "1/3", "--out", out, "--no-plots"]].concat());
    };
    other(&["run", "builtin:two-actors", "--runs", "50000", "--seed", "8"], "seed");
    other(&["run", "builtin:two-actors", "--runs", "60000"], "runs");
    other(&["run", "builtin:two-actors", "--runs", "50000", "--set", "actors.ELM.growth=0.01"], "edited");
    other(&["run", "builtin:essay-relaxed", "--runs", "50000"], "scenario");
    parts(folder.path(), &["1-4"]);
    std::fs::rename(folder.path().join("1-4"), folder.path().join("version")).unwrap();
    alter(&folder.path().join("version"), &[("program", "0.0.9".into()), ("input", "0".repeat(64).into())]);
    let merge = |all: &[&str]| bad(2, folder.path(), &[&["merge"], all, &["--out", "whole"]].concat());
    for (all, said) in [
        (&["1-3", "3-3"][..], "  missing: 1 of 4 blocks: 1\n    realpolitik run --shard 2/3 --out 2-of-3 "),
        (&["1-3", "2-2"], "  missing: 1 of 4 blocks: 1\n    realpolitik run --shard 2/3 --out 2-of-3 "),
        (&["1-3", "2-3", "3-3", "2-2"], "  2-2: doubled: blocks 2 to 3, in 3-3 too"),
        (&["3-3", "1-3", "2-3", "3-3"], "  3-3: doubled: blocks 2 to 3, in 3-3 too"),
        (&["2-3", "seed", "3-3"], "  seed: foreign: with seed 8, not 1 as in 2-3"),
        (&["2-3", "runs", "3-3"], "  runs: foreign: of an experiment of 60000 runs, not 50000 as in 2-3"),
        (&["2-3", "edited", "3-3"], "  edited: foreign: of another version of the scenario as in 2-3"),
        (&["2-3", "scenario", "3-3"], "  scenario: foreign: of the scenario essay-relaxed, not two-actors as in 2-3"),
        (&["2-3", "version", "3-3"], "  version: foreign: computed by version 0.0.9, not 0.1.0 as in 2-3"),
        (&["1-3", "2-3", "nowhere"], "  nowhere: there is no such directory"),
    ] {
        let error = merge(all);
        assert!(error.starts_with("error: nothing is put together\n") && error.contains(said), "{all:?}: {error}");
    }
    assert!(!folder.path().join("whole").exists());
}

#[test]
fn what_was_begun_is_gone_on_with() {
    let folder = folder();
    parts(folder.path(), &["1-2", "2-2"]);
    let block = folder.path().join("2-2/blocks/00000003.block");
    let whole = std::fs::read(&block).unwrap();
    let mut flipped = whole.clone();
    flipped[9000] ^= 1;
    std::fs::write(&block, flipped).unwrap();
    let error = bad(2, folder.path(), &["merge", "1-2", "2-2", "--out", "whole"]);
    let damaged = "  2-2/blocks/00000003.block: is damaged: its digest is not that of its contents\n";
    let remedy = "  missing: 1 of 4 blocks: 3\n    realpolitik resume 2-2\n";
    assert_eq!(error, format!("error: nothing is put together\n{damaged}{remedy}"));
    let said = good(folder.path(), &["status", "1-2", "2-2"]);
    let lines = "1-2: complete: 2 blocks\n2-2: stopped: 1 of 2 blocks; go on by `realpolitik resume 2-2`\n";
    assert_eq!(said, format!("{lines}\n1 of 2 parts complete, 2 begun\n{damaged}{remedy}"));
    let again = command(folder.path(), &["resume", "2-2"]).assert().success().get_output().clone();
    assert!(text(&again.stderr).contains("00000003.block: is damaged") && std::fs::read(&block).unwrap() == whole);
    let said = good(folder.path(), &["status", "1-2", "2-2"]);
    assert!(said.contains("2 of 2 parts complete") && said.contains("`realpolitik merge 1-2 2-2` puts them"), "{said}");
    // A block that is lost.
    std::fs::remove_file(&block).unwrap();
    assert!(bad(2, folder.path(), &["merge", "1-2", "2-2"]).ends_with(remedy));
    good(folder.path(), &["resume", "2-2"]);
    // What says of which experiment the blocks are.
    let started = folder.path().join("2-2/started.json");
    let mut bytes = std::fs::read(&started).unwrap();
    let at = text(&bytes).find("Elmland").expect("a name");
    bytes[at] ^= 1;
    std::fs::write(&started, bytes).unwrap();
    for command in [&["resume", "2-2"][..], &["status", "2-2"]] {
        let error = bad(1, folder.path(), command);
        assert!(error.contains("2-2/started.json: is damaged") && error.contains("delete this directory"), "{error}");
    }
    assert!(bad(2, folder.path(), &["merge", "1-2", "2-2"]).contains("2-2/started.json: is damaged"));
    std::fs::remove_file(&started).unwrap();
    assert!(bad(2, folder.path(), &["merge", "1-2", "2-2"]).contains("2-2: has blocks, but no started.json"));
    std::fs::remove_dir_all(folder.path().join("2-2")).unwrap();
    parts(folder.path(), &["2-2"]);
    assert!(std::fs::read(&block).unwrap() == whole);
}

#[test]
fn status_finds_what_is_below() {
    let folder = folder();
    small(folder.path(), &[]);
    good(folder.path(), &[&SMALL[..], &["--quiet"]].concat());
    good(folder.path(), &[&RUN[..], &["--shard", "2/64"]].concat());
    good(folder.path(), &[&RUN[..], &["--shard", "32/64"]].concat());
    let said = good(folder.path(), &["status", "run", "output"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "run: complete");
    assert!(lines[1].starts_with("output/two-actors/1-50-") && lines[1].ends_with(": complete"), "{said}");
    assert!(lines[2].ends_with("parts/02-of-64: nothing to do: it has no block"), "{said}");
    assert!(lines[3].ends_with("parts/32-of-64: complete: 1 block"), "{said}");
    assert!(said.contains("\n2 of 64 parts complete, 2 begun\n  missing: 3 of 4 blocks: 0, 2 to 3\n"), "{said}");
    let commands: Vec<&str> = lines.iter().filter(|line| line.contains("--shard")).copied().collect();
    assert!(commands.len() == 3 && commands[0].contains("realpolitik run --shard 16/64 --out output/two"), "{said}");
    let experiment = lines[3].split("/parts/").next().unwrap();
    let error = bad(2, folder.path(), &["resume", experiment]);
    assert!(error.contains("is computed in parts; `realpolitik status "), "{error}");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for (path, why) in [("nowhere", "there is no such directory"), ("empty", "holds no experiment, nor")] {
        assert!(bad(2, folder.path(), &["status", path]).contains(&format!("{path}: {why}")));
    }
}

#[test]
fn a_part_without_a_block_says_so() {
    let folder = folder();
    let said = good(folder.path(), &[&RUN[..], &["--shard", "3/64", "--out", "part"]].concat());
    assert_eq!(said, "part: nothing to do: of 4 blocks part 3/64 has none\n");
    let help = |command: &str| good(folder.path(), &[command, "--help"]);
    assert!(help("run").contains("--shard") && !help("tip").contains("--shard"));
}

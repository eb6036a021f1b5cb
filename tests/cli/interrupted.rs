//! A process that is killed, whenever, leaves nothing half-written under a final name.

use super::*;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program with signals as a terminal gives them: the tests themselves may run under nohup, or in the background.
fn program() -> Command {
    if !cfg!(target_os = "linux") {
        return Command::new(PROGRAM);
    }
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP,INT", PROGRAM]);
    command
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = program();
    command.current_dir(folder).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it starts")
}

fn kill(mut child: Child) {
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

/// The rows file of a run that is under way.
fn is_rows_part(name: &str) -> bool {
    name.starts_with("rows.parquet.") && name.ends_with(".part")
}

/// A run that takes a minute, once it has written its first block of rows.
fn long_run(folder: &Path, more: &[&str]) -> Child {
    let run = ["run", "builtin:two-actors", "--runs", "3000000", "--rows", "outcomes", "--out", "run"];
    let child = start(folder, &[&run[..], more].concat());
    let written = || {
        let entries = std::fs::read_dir(folder.join("run")).into_iter().flatten().flatten();
        let mut rows = entries.filter(|entry| is_rows_part(&entry.file_name().to_string_lossy()));
        rows.next().and_then(|entry| entry.metadata().ok()).map_or(0, |file| file.len())
    };
    let begun = Instant::now();
    while written() < 1000 {
        assert!(begun.elapsed() < Duration::from_secs(60), "no block of rows in a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn a_killed_run_keeps_its_blocks_and_no_other_experiment_takes_them() {
    let folder = folder();
    kill(long_run(folder.path(), &[]));
    let run = folder.path().join("run");
    let left = names(&run);
    assert!(left.iter().any(|name| is_rows_part(name)) && left.contains(&"blocks/00000000.block".into()), "{left:?}");
    check_whole(&run);
    let refused = bad(2, folder.path(), &["verify", "run"]);
    assert!(refused.contains("run: is not complete"), "{refused}");
    let refused = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
    assert!(refused.contains("holds another experiment that is not complete"), "{refused}");
    assert!(names(&run).contains(&"blocks/00000000.block".into()));
    let said = good(folder.path(), &["status", "run"]);
    assert!(said.contains("stopped: ") && said.contains("realpolitik resume run"), "{said}");
    for command in [&["verify", "run"][..], &["plot", "run"], &["merge", "run"]] {
        let refused = bad(2, folder.path(), command);
        assert!(refused.contains("realpolitik resume run"), "{refused}");
    }
}

/// The scan with which `tip` begins is kept behind every block, and what goes on is what would have been.
#[cfg(unix)]
#[test]
fn a_scan_is_stopped_behind_a_block_and_gone_on_with() {
    let folder = folder();
    let tip = |out: &str, above: &str| {
        let mut command = program();
        command.current_dir(folder.path()).args(["tip", "builtin:two-actors", "--outcome", "partners"]);
        command.args(["--above", above, "--at", "0.5", "--replicates", "8000", "--no-plots", "--threads", "1"]);
        command
            .args(["--move", "actors.OAK.horizon_years", "--out", out])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    };
    let whole = tip("whole", "0.5").output().unwrap();
    assert!(whole.status.success(), "{}", text(&whole.stderr));
    let scan = || names(folder.path()).into_iter().find(|name| name.starts_with("scan-") && name.ends_with(".json"));
    assert_eq!(scan(), None, "a complete result needs no scan");
    let mut child = tip("run", "0.5").spawn().unwrap();
    while scan().is_none() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let sent = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{error}");
    assert!(error.contains("stopped during the scan") && error.contains("goes on behind"), "{error}");
    let first = scan().unwrap();
    let kept = std::fs::read_to_string(folder.path().join(&first)).unwrap();
    assert!(kept.contains("\"blocks\": ") && !kept.contains("\"blocks\": 0,"), "{kept}");
    // Another question of the same runs has a file of its own.
    let scans = || names(folder.path()).into_iter().filter(|name| name.starts_with("scan-")).count();
    let mut other = tip("other", "0.9").spawn().unwrap();
    while scans() < 2 && other.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    other.kill().unwrap();
    other.wait().unwrap();
    assert!(scans() >= 2, "counts of another question were taken");
    for name in names(folder.path()).into_iter().filter(|name| name.starts_with("scan-") && *name != first) {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let rest = tip("run", "0.5").output().unwrap();
    assert!(rest.status.success(), "{}", text(&rest.stderr));
    assert_eq!(scan(), None);
    for file in ["findings.json", "manifest.json"] {
        let read = |run: &str| std::fs::read(folder.path().join(run).join(file)).unwrap();
        assert!(read("run") == read("whole"), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_stops_at_once_and_loses_no_block() {
    let folder = folder();
    let child = long_run(folder.path(), &[]);
    let kept = names(&folder.path().join("run")).iter().filter(|name| name.ends_with(".block")).count();
    for _ in 0..2 {
        let sent = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    check_whole(&folder.path().join("run"));
    let left = names(&folder.path().join("run")).iter().filter(|name| name.ends_with(".block")).count();
    assert!(left >= kept && kept > 0, "{kept} {left}");
}

/// Kills an experiment at fifty moments that a seed chooses, goes on each time by the same command or by `resume`, and
/// compares everything that it leaves with what it leaves undisturbed.
fn killed_fifty_times(experiment: &[&str], seed: u64) {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("brief.toml"), BRIEF).unwrap();
    let run = |out: &'static str, threads: &'static str| {
        [experiment, &["--quiet", "--out", out, "--threads", threads]].concat()
    };
    let begun = Instant::now();
    good(folder.path(), &run("whole", "2"));
    let span = begun.elapsed();
    let left = |name: &str| {
        let mut files = files(&path(name));
        files.remove("machine.json");
        files
    };
    let whole = left("whole");
    let (mut random, mut midway) = (seed, 0);
    for moment in 0..50 {
        let _ = std::fs::remove_dir_all(path("run"));
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let child = start(folder.path(), &run("run", if moment % 3 == 0 { "1" } else { "2" }));
        std::thread::sleep(span.mul_f64((random >> 11) as f64 / (1_u64 << 53) as f64));
        kill(child);
        let resumable = path("run").join("started.json").exists();
        midway += u32::from(resumable && names(&path("run")).iter().any(|name| name.ends_with(".block")));
        if path("run").exists() {
            check_whole(&path("run"));
        }
        if resumable && moment % 2 == 0 {
            good(folder.path(), &["resume", "run", "--threads", "2"]);
        } else {
            good(folder.path(), &run("run", "1"));
        }
        assert!(left("run") == whole, "moment {moment}: {:?} {:?}", left("run").keys(), whole.keys());
    }
    // Blocks are done over half of the time and more: fewer would mean that the test no longer tests.
    assert!(midway >= 5, "only {midway} were killed with blocks done");
}

/// Two years of two actors: blocks that are done in hundredths of a second, so that an experiment has several of them and
/// its ends take a share of the time worth killing in.
const BRIEF: &str = r#"
format = 1
extends = "builtin:two-actors"
remove = ["outcomes", "claims"]
time.end = 2002.0

[outcomes.commitment]
kind = "pair_commitment"
pair = "ELM-OAK"
at = 2002

[claims.memory]
text = "The old war keeps the two apart"
relaxed."ledger.old_war.severity" = 0

[claims.neighbours]
text = "Being neighbours brings the two together"
relaxed."pairs.ELM-OAK.contiguous" = 0
"#;

/// Six blocks and a part of one.
#[test]
fn a_run_that_is_killed_at_any_moment_gives_the_same_in_the_end() {
    killed_fifty_times(&["run", "brief.toml", "--runs", "100000", "--no-plots"], 1);
}

/// Four combinations of two claims in eight blocks.
#[test]
fn an_audit_that_is_killed_at_any_moment_gives_the_same_in_the_end() {
    let audit = ["audit", "brief.toml", "--outcome", "commitment", "--replicates", "32768"];
    killed_fifty_times(&[&audit[..], &["--no-plots", "--rows", "outcomes"]].concat(), 2);
}

/// Ctrl-C, and the signal by which a cluster ends a job.
#[cfg(unix)]
#[test]
fn a_signal_stops_behind_a_block_and_says_how_to_go_on() {
    for signal in ["INT", "TERM"] {
        let folder = folder();
        let experiment = ["run", "builtin:two-actors", "--runs", "200000", "--no-plots", "--out", "run"];
        let mut command = program();
        command.args(experiment).current_dir(folder.path());
        let child = command.stderr(Stdio::piped()).spawn().unwrap();
        while !folder.path().join("run/blocks/00000000.block").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{error}");
        assert!(error.contains("blocks are done and kept; the same command, or `realpolitik resume run`"), "{error}");
        assert!(!names(&folder.path().join("run")).iter().any(|name| name.ends_with(".part")));
        good(folder.path(), &["resume", "run"]);
        good(folder.path(), &["verify", "run"]);
        assert!(good(folder.path(), &["resume", "run"]).contains("complete already"));
    }
}

/// A pass over all runs keeps nothing, so that a signal ends it at once, and what is left is what was there.
#[cfg(unix)]
#[test]
fn a_signal_ends_a_pass_over_all_runs_and_leaves_nothing() {
    let folder = folder();
    let run = ["run", "builtin:essay", "--runs", "60000", "--rows", "none", "--no-plots", "--quiet", "--out", "run"];
    good(folder.path(), &run);
    let before = names(&folder.path().join("run"));
    for words in [&["--why", "alliance_2050"][..], &["--find", "earliest"]] {
        let mut command = program();
        command.args(["explain", "run"]).args(words).current_dir(folder.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        until_it_hears(child.id());
        assert!(child.try_wait().unwrap().is_none(), "{words:?}: the pass was over before the signal");
        let sent = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let begun = Instant::now();
        let output = child.wait_with_output().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(20), "{words:?}: {:?}", begun.elapsed());
        assert_eq!(output.status.code(), Some(130), "{words:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
        assert_eq!(names(&folder.path().join("run")), before, "{words:?}");
    }
}

#[test]
fn a_damaged_block_is_noticed_and_computed_again() {
    let folder = folder();
    kill(long_run(folder.path(), &[]));
    let block = folder.path().join("run/blocks/00000000.block");
    let mut bytes = std::fs::read(&block).unwrap();
    bytes[5000] ^= 4;
    std::fs::write(&block, bytes).unwrap();
    // It cannot be waited for: a minute. That the block is named is enough here.
    let child = Command::new(PROGRAM).current_dir(folder.path()).args(["resume", "run"]).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    kill(child);
    assert!(line.contains("00000000.block: is damaged") && line.contains("computed again"), "{line}");
}

#[test]
fn what_an_interrupted_run_left_goes() {
    let folder = folder();
    let run = folder.path().join("run");
    good(folder.path(), &[&SMALL[..], &["--quiet", "--out", "run", "--shard", "1/1"]].concat());
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

/// A process that is killed between its manifest and its end leaves blocks beside a complete result.
#[test]
fn what_a_kill_at_the_very_end_leaves_goes() {
    let folder = folder();
    let command = [&SMALL[..], &["--quiet", "--out", "run"]].concat();
    good(folder.path(), &command);
    let run = folder.path().join("run");
    let whole = files(&run);
    for again in [&command[..], &["resume", "run"]] {
        std::fs::create_dir(run.join("blocks")).unwrap();
        for left in ["blocks/00000000.block", "started.json", "lock.part"] {
            std::fs::write(run.join(left), "no more needed").unwrap();
        }
        good(folder.path(), again);
        assert!(files(&run) == whole, "{again:?}: {:?}", names(&run));
    }
}

#[test]
fn what_stands_where_nothing_was_begun_is_a_users_own() {
    let folder = folder();
    let run = [&SMALL[..], &["--out", "mine"]].concat();
    for name in ["rows.parquet", "plots/mine.svg", "blocks/00000000.block"] {
        let file = folder.path().join("mine").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "mine").unwrap();
        let refused = bad(2, folder.path(), &run);
        assert!(refused.contains("mine: holds files that are not of a run"), "{refused}");
        assert_eq!(names(&folder.path().join("mine")), [name]);
        std::fs::remove_dir_all(folder.path().join("mine")).unwrap();
    }
}

/// Three blocks.
const THREE: [&str; 6] = ["run", "builtin:two-actors", "--runs", "40000", "--no-plots", "--quiet"];

#[test]
fn another_cut_in_the_same_directory_keeps_the_blocks_that_are_there() {
    let folder = folder();
    let go = |more: &[&str]| good(folder.path(), &[&THREE[..], &["--out", "run"], more].concat());
    go(&["--shard", "1/3"]);
    go(&["--shard", "3/3"]);
    let run = folder.path().join("run");
    assert_eq!(names(&run), ["blocks/00000000.block", "blocks/00000002.block", "started.json"]);
    go(&[]);
    good(folder.path(), &["verify", "run"]);
}

#[test]
fn parts_are_put_together_above_them_from_wherever_they_are_named() {
    let folder = folder();
    for shard in ["1/2", "2/2"] {
        let out = format!("parts/{}", shard.replace('/', "-of-"));
        good(folder.path(), &[&THREE[..], &["--shard", shard, "--out", &out]].concat());
    }
    good(folder.path(), &["merge", "parts/1-of-2", "parts/2-of-2", "--quiet"]);
    assert!(folder.path().join("manifest.json").exists());
    std::fs::remove_file(folder.path().join("manifest.json")).unwrap();
    let refused = bad(2, folder.path(), &["merge", "parts/1-of-2", "parts/2-of-2", "--quiet"]);
    assert!(refused.contains("holds files that are not of a run"), "{refused}");
    for name in ["rows.parquet", "series.parquet", "summary.json", "machine.json"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    good(&folder.path().join("parts"), &["merge", "1-of-2", "2-of-2", "--quiet"]);
    assert!(folder.path().join("manifest.json").exists());
}

#[test]
fn a_merge_that_was_killed_is_not_taken_for_a_part() {
    let folder = folder();
    for shard in ["1/2", "2/2"] {
        let out = format!("whole/parts/{}", shard.replace('/', "-of-"));
        good(folder.path(), &[&THREE[..], &["--shard", shard, "--out", &out]].concat());
    }
    let whole = folder.path().join("whole");
    let mut started = json(&whole.join("parts/1-of-2/started.json"));
    started["blocks"] = serde_json::json!([0, 3]);
    std::fs::write(whole.join("started.json"), started.to_string()).unwrap();
    let refused = bad(2, folder.path(), &["resume", "whole"]);
    assert!(refused.contains("run the same `realpolitik merge` again"), "{refused}");
    good(folder.path(), &["merge", "whole", "--quiet"]);
    good(folder.path(), &["verify", "whole"]);
}

/// Its digest is right, and it would be a panic further on.
#[test]
fn a_block_of_another_form_is_refused() {
    let folder = folder();
    good(folder.path(), &[&THREE[..], &["--shard", "1/3", "--out", "run"]].concat());
    let run = folder.path().join("run");
    let input = json(&run.join("started.json"))["input"].as_str().unwrap().to_owned();
    let blocks = realpolitik::output::blocks::Blocks::new(&input);
    let path = run.join("blocks/00000000.block");
    let whole = blocks.read(&path, 0).unwrap();
    type Change = fn(&mut realpolitik::engine::Block);
    let changes: [Change; 5] = [
        |block| block.rows.outcomes.clear(),
        |block| block.rows.outcomes[0].valid.truncate(7),
        |block| block.rows.replicate[7] = 8,
        |block| block.rows.point.truncate(7),
        |block| block.counts[0].width = 0,
    ];
    for change in changes {
        let mut block = whole.clone();
        change(&mut block);
        blocks.keep(&run, &block).unwrap();
        let refused = bad(1, folder.path(), &[&THREE[..], &["--out", "run"]].concat());
        assert!(refused.contains("blocks/00000000.block: does not hold the rows of its block"), "{refused}");
    }
    blocks.keep(&run, &whole).unwrap();
    good(folder.path(), &[&THREE[..], &["--out", "run"]].concat());
}

/// What nohup starts is not to end when its terminal does.
#[cfg(target_os = "linux")]
#[test]
fn a_hangup_that_is_ignored_stays_ignored() {
    let folder = folder();
    let script = format!("trap '' HUP; exec '{PROGRAM}' run builtin:two-actors --runs 100000 --no-plots --out run");
    let mut command = Command::new("sh");
    let child = command.args(["-c", &script]).current_dir(folder.path()).stdout(Stdio::null()).spawn().unwrap();
    while !folder.path().join("run/blocks/00000000.block").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let sent = Command::new("kill").args(["-s", "HUP", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
}

#[test]
fn the_same_command_goes_on_with_computing_again() {
    let folder = folder();
    let run = ["run", "builtin:two-actors", "--runs", "200000", "--no-plots", "--quiet", "--out", "run", "--force"];
    good(folder.path(), &run[..8]);
    let child = start(folder.path(), &run);
    let block = folder.path().join("run/blocks/00000000.block");
    while !block.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    kill(child);
    let first = std::fs::metadata(&block).unwrap().modified().unwrap();
    let child = start(folder.path(), &run);
    let second = folder.path().join("run/blocks/00000002.block");
    while !second.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    kill(child);
    assert_eq!(std::fs::metadata(&block).unwrap().modified().unwrap(), first, "it was computed once more");
    good(folder.path(), &["verify", "run"]);
}

#[test]
fn a_second_process_is_sent_away_while_the_first_computes() {
    let folder = folder();
    let first = long_run(folder.path(), &[]);
    let other = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
    let same = ["run", "builtin:two-actors", "--runs", "3000000", "--rows", "outcomes", "--out", "run"];
    let refused = bad(2, folder.path(), &same);
    kill(first);
    assert!(other.contains("holds another experiment that is not complete"), "{other}");
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
        let complete = check_whole(&folder.path().join("run"));
        let there = names(&folder.path().join("run"));
        for name in ["rows.parquet", "series.parquet", "summary.json", "machine.json", "plots/levels.png"] {
            assert!(!complete || there.contains(&name.to_owned()), "a manifest without {name}");
        }
        killed_midway += u32::from(!complete);
    }
    assert!(killed_midway > 3, "killed midway only {killed_midway} times");
    good(folder.path(), &[&run[..], &["--quiet"]].concat());
    good(folder.path(), &["verify", "run"]);
}

/// Waits until a process has a handler for an interrupt, and a moment more.
#[cfg(unix)]
fn until_it_hears(process: u32) {
    const INTERRUPT: u64 = 1 << 1;
    let hears = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & INTERRUPT != 0)
    };
    let begun = Instant::now();
    while cfg!(target_os = "linux") && !hears() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
}

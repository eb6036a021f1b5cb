//! What goes wrong around a run: a full disk, a directory that turns read-only or goes, links, and files that ask for too
//! much. Nothing finished is lost, and the message says which file and what to do.

use super::*;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A second of work, with rows.
const LONG: [&str; 8] = ["run", "builtin:two-actors", "--runs", "200000", "--no-plots", "--threads", "1", "--quiet"];

fn start(mut command: Command, folder: &Path) -> Child {
    command.current_dir(folder).args(LONG).args(["--out", "run"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let (block, begun) = (folder.join("run/blocks/00000000.block"), Instant::now());
    while !block.exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no block in a minute");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

/// It must have failed; gives what it said.
fn failed(child: Child) -> String {
    let Output { status, stderr, .. } = child.wait_with_output().expect("it ends");
    let said = text(&stderr);
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: ") && !said.contains("Error {"), "{said}");
    said
}

/// Goes on where trouble has passed, and compares with a run that never met any.
fn goes_on(folder: &Path) {
    good(folder, &[&LONG[..], &["--out", "run"]].concat());
    let whole = tempfile::tempdir().expect("a folder");
    good(whole.path(), &[&LONG[..], &["--out", "run"]].concat());
    let left = |folder: &Path| {
        let mut files = files(&folder.join("run"));
        files.remove("machine.json");
        files
    };
    assert!(left(folder) == left(whole.path()));
}

/// A small file system in memory, for those who may mount one.
#[cfg(target_os = "linux")]
struct Disk(TempDir);

#[cfg(target_os = "linux")]
impl Disk {
    fn new(size: &str) -> Option<Self> {
        let folder = folder();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(folder.path()).output();
        mount.is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status(); // At worst it stays.
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_keeps_what_is_done() {
    let Some(disk) = Disk::new("size=64m") else {
        eprintln!("SKIPPED: no file system can be mounted here, so a full disk was not tried");
        return;
    };
    let folder = disk.0.path();
    let child = start(Command::new(PROGRAM), folder);
    let filler = folder.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while std::io::Write::write_all(&mut file, &[1; 1 << 16]).is_ok() {}
    drop(file);
    let said = failed(child);
    assert!(said.contains("run/") && said.contains("No space left"), "{said}");
    let run = folder.join("run");
    check_whole(&run);
    assert!(run.join("blocks/00000000.block").exists() && !run.join("manifest.json").exists());
    let said = bad(1, folder, &[&LONG[..], &["--out", "run"]].concat());
    assert!(said.contains("too little space") && run.join("blocks/00000000.block").exists(), "{said}");
    std::fs::remove_file(filler).unwrap();
    goes_on(folder);
}

#[cfg(unix)]
#[test]
fn a_directory_that_turns_read_only_keeps_what_is_done() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let folder = folder();
    let allow = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    allow(folder.path(), 0o777);
    // To root nothing is read-only: then another user runs it.
    let program = folder.path().join("program");
    std::fs::copy(PROGRAM, &program).unwrap();
    let mut command = Command::new(&program);
    if folder.path().metadata().unwrap().uid() == 0 {
        command.uid(65534);
    }
    let child = start(command, folder.path());
    let run = folder.path().join("run");
    [run.join("blocks"), run.clone()].iter().for_each(|path| allow(path, 0o555));
    let said = failed(child);
    assert!(said.contains("run/blocks/") && said.contains("Permission denied"), "{said}");
    assert!(run.join("blocks/00000000.block").exists() && !run.join("manifest.json").exists());
    [run.clone(), run.join("blocks")].iter().for_each(|path| allow(path, 0o777));
    goes_on(folder.path());
}

#[test]
fn a_directory_deleted_under_way_is_said() {
    let folder = folder();
    let child = start(Command::new(PROGRAM), folder.path());
    std::fs::rename(folder.path().join("run"), folder.path().join("gone")).unwrap();
    let said = failed(child);
    assert!(said.contains("run/blocks"), "{said}");
    // It may also have gone just while a block was written.
    assert!(said.contains("deleted or moved while this ran") || said.contains("No such file"), "{said}");
    assert!(!folder.path().join("run").exists(), "it is not made anew, half-empty");
}

#[cfg(unix)]
#[test]
fn what_is_written_stays_in_the_directory() {
    let folder = folder();
    let (run, victim) = (folder.path().join("run"), folder.path().join("victim"));
    std::fs::write(&victim, "mine").unwrap();
    good(folder.path(), &[&SMALL[..], &["--out", "run", "--quiet", "--shard", "1/1"]].concat());
    for name in ["rows.parquet.part", "lock.part", "plots", "summary.json"] {
        std::os::unix::fs::symlink(&victim, run.join(name)).unwrap();
        let said = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
        assert!(said.contains(&format!("run/{name}: is a symbolic link")), "{said}");
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "mine");
        std::fs::remove_file(run.join(name)).unwrap();
    }
}

/// Names that never end, or are waited for without end.
#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_is_not_read() {
    let folder = folder();
    let run = folder.path().join("run");
    good(folder.path(), &[&SMALL[..], &["--out", "run", "--quiet", "--shard", "1/1"]].concat());
    let block = run.join("blocks/00000000.block");
    std::fs::remove_file(&block).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &block).unwrap();
    let said = bad(2, folder.path(), &["merge", "run"]);
    assert!(said.contains("00000000.block: is not a regular file"), "{said}");
    std::fs::remove_file(block).unwrap();
    for name in ["lock.part", "manifest.json", "started.json"] {
        let pipe = run.join(name);
        let _ = std::fs::remove_file(&pipe); // There may be none.
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let said = bad(2, folder.path(), &[&SMALL[..], &["--out", "run"]].concat());
        assert!(said.contains(&format!("run/{name}: is n")), "{said}");
        std::fs::remove_file(pipe).unwrap();
    }
}

/// Files that ask for too much are refused at once, in a process that cannot take more than this.
#[cfg(target_os = "linux")]
#[test]
fn hostile_scenarios_are_refused_in_bounded_memory() {
    const KIB: u64 = 1_500_000;
    let folder = folder();
    let base = std::fs::read_to_string("scenarios/two-actors.toml").unwrap();
    let actors: String = (0..1_000_000).map(|i| format!("[actors.A{i}]\n")).take(500_000).collect();
    let line = |from: &str, to: &str| {
        assert!(base.contains(from), "{from}");
        base.replace(from, to)
    };
    let cases = [
        ("actors", base.clone() + &actors, "actors"),
        ("period", line("end = 2030.0", "end = 1002000.0"), "years lie between"),
        (
            "steps",
            line("start = 2000.0", "start = -4000.0").replace("steps_per_year = 4", "steps_per_year = 64"),
            "steps",
        ),
        ("string", line("Two neighbours", &"x".repeat(11 << 20)), "larger than 10 MiB"),
        ("outside", line("name = \"two-actors\"", "name = \"../../outside\""), "this name cannot be used"),
        ("key", line("[outcomes.partners]", "[outcomes.\"../../outside\"]"), "this key cannot be used"),
        ("brackets", "a = ".to_owned() + &"[".repeat(1_000_000), "this is not TOML"),
        ("dots", "a.".repeat(1_000_000) + "b = 1", "this is not TOML"),
    ];
    for (name, text, what) in cases {
        let file = format!("{name}.toml");
        std::fs::write(folder.path().join(&file), text).unwrap();
        let program = format!("ulimit -v {KIB}; exec \"$0\" run {file} --runs 10 --threads 1");
        let output = Command::new("sh").args(["-c", &program, PROGRAM]).current_dir(folder.path()).output().unwrap();
        let said = super::text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(what), "{name}: {}", said.chars().take(400).collect::<String>());
    }
    assert!(!folder.path().join("output").exists() && !folder.path().join("../outside").exists());
    let said = bad(2, folder.path(), &["run", "builtin:two-actors", "--runs", "1000000000000000000"]);
    assert!(said.contains("more than 1000000000") && said.contains("--limits"), "{said}");
    let said = bad(2, folder.path(), &["check", "/dev/zero"]);
    assert!(said.contains("larger than 10 MiB"), "{said}");
}

#[test]
fn limits_are_raised_by_a_flag() {
    let folder = folder();
    let long = std::fs::read_to_string("scenarios/two-actors.toml").unwrap();
    let long = long.replace("end = 2030.0", "end = 5000.0").replace("steps_per_year = 4", "steps_per_year = 64");
    std::fs::write(folder.path().join("long.toml"), long).unwrap();
    let run = ["run", "long.toml", "--runs", "5", "--no-plots", "--quiet", "--out", "run"];
    let said = bad(2, folder.path(), &run);
    assert!(said.contains("more than") && said.contains("--limits"), "{said}");
    good(folder.path(), &[&run[..], &["--limits", "10"]].concat());
    assert!(bad(1, folder.path(), &["verify", "run"]).contains("--limits"));
    good(folder.path(), &["verify", "run", "--limits", "10"]);
    good(folder.path(), &["check", "long.toml", "--limits", "10"]);
}

//! Scripts for a cluster, without one: what is written and refused, and what is said of jobs, with programs in the place
//! of Slurm's. `tests/slurm.sh` runs the scripts on a real Slurm.
#![cfg(unix)]

use super::*;
use std::os::unix::fs::PermissionsExt;

/// A run of seven blocks.
const RUN: [&str; 6] = ["run", "builtin:two-actors", "--runs", "100000", "--seed", "3"];

fn slurm<'a>(options: &[&'a str], experiment: &[&'a str]) -> Vec<&'a str> {
    [&["slurm"], options, &["--"], experiment].concat()
}

/// A folder of programs: these, and what scripts need. A `PATH` of it alone hides a Slurm that this machine may have.
fn programs(folder: &Path, scripts: &[(&str, &str)]) -> String {
    let bin = folder.join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let all = std::env::var_os("PATH").unwrap();
    for tool in ["sh", "mkdir", "wc"] {
        let found = std::env::split_paths(&all).map(|path| path.join(tool)).find(|path| path.exists()).unwrap();
        let _ = std::os::unix::fs::symlink(found, bin.join(tool)); // It may be there already.
    }
    for (name, text) in scripts {
        std::fs::write(bin.join(name), format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(bin.join(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
    bin.to_string_lossy().into_owned()
}

/// Runs what a task of the array runs.
fn task(folder: &Path, script: &Path, number: u32) -> std::process::Output {
    let mut command = std::process::Command::new("sh");
    command.arg(script).env("SLURM_ARRAY_TASK_ID", number.to_string()).current_dir(folder).output().unwrap()
}

#[test]
fn the_scripts_compute_what_one_place_computes_whatever_the_folder_is_called() {
    let folder = folder();
    let place = folder.path().join("it's a $(touch hacked) `touch hacked` \"%a\"; touch hacked #");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("base.toml"), "format = 1\nextends = \"builtin:two-actors\"\n").unwrap();
    std::fs::write(place.join("my.toml"), "format = 1\nextends = \"base.toml\"\nname = \"my\"\n").unwrap();
    let set = "title=\"a $(touch hacked) 'title'\"";
    let run = ["run", "my.toml", "--runs", "40000", "--seed", "3", "--set", set, "--rows", "none", "--no-plots"];
    good(&place, &[&run[..], &["--quiet", "--out", "whole"]].concat());
    let said = good(&place, &slurm(&["--array", "3"], &run));
    let experiment = std::fs::read_dir(place.join("output/my")).unwrap().next().unwrap().unwrap().path();
    assert!(said.contains("3 tasks of a block of 16384 runs") && said.contains("slurm/submit.sh"), "{said}");
    // From now on only the frozen copy counts.
    std::fs::write(place.join("base.toml"), "nonsense").unwrap();
    std::fs::remove_file(place.join("my.toml")).unwrap();

    let nothing = bad(2, folder.path(), &["merge", &experiment.to_string_lossy()]);
    assert!(nothing.contains("missing: 3 of 3 blocks: 0 to 2") && nothing.contains(" --array=1-3"), "{nothing}");
    for number in [3, 1] {
        let output = task(folder.path(), &experiment.join("slurm/array.sh"), number);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let merge = || std::process::Command::new("sh").arg(experiment.join("slurm/merge.sh")).output().unwrap();
    let early = merge();
    let error = text(&early.stderr);
    assert_eq!(early.status.code(), Some(2), "{error}");
    assert!(error.contains("missing: 1 of 3 blocks: 1") && error.trim_end().ends_with(" --array=2"), "{error}");
    assert!(task(folder.path(), &experiment.join("slurm/array.sh"), 2).status.success());
    assert!(merge().status.success());

    let left = |path: &Path| {
        let mut files = files(path);
        files.retain(|name, _| name != "machine.json" && !name.starts_with("slurm/") && !name.starts_with("parts/"));
        files
    };
    assert!(left(&experiment) == left(&place.join("whole")), "{:?}", left(&experiment).keys());
    let hacked = files(folder.path()).into_keys().find(|name| name.ends_with("hacked"));
    assert_eq!(hacked, None, "a name was run");
    good(folder.path(), &["verify", &experiment.to_string_lossy()]);
    let again = good(&place, &["status", &experiment.to_string_lossy()]);
    assert!(again.ends_with(": complete\n"), "{again}");
}

#[test]
fn scripts_are_short_and_say_what_they_were_told() {
    let folder = folder();
    let options = ["--array", "7%2", "--time", "01:00:00", "--partition", "batch", "--mem", "2G", "--account", "ir"];
    let more =
        ["--qos", "low", "--cpus-per-task", "4", "--sbatch", "--constraint=avx2", "--sbatch", "--comment=two words"];
    let write =
        slurm(&[&options[..], &more].concat(), &[&RUN[..], &["--out", "here", "--set", "title=\"T\""]].concat());
    good(folder.path(), &write);
    let array = read(&folder.path().join("here/slurm/array.sh"));
    for line in [
        "#SBATCH --job-name=realpolitik-two-actors",
        "#SBATCH --array=1-7%2",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --requeue",
        "#SBATCH --time=01:00:00",
        "#SBATCH --partition=batch",
        "#SBATCH --mem=2G",
        "#SBATCH --account=ir",
        "#SBATCH --qos=low",
        "#SBATCH --constraint=avx2",
        "#SBATCH --comment=\"two words\"",
    ] {
        assert!(array.lines().any(|there| there == line), "{line} is not in\n{array}");
    }
    let command = "run \"$folder/slurm/scenario.toml\" --runs 100000 --seed 3 \\\n    --shard \"$SLURM_ARRAY_TASK_ID/7\" \
                   --out \"$folder/parts/$part\" --threads \"${SLURM_CPUS_PER_TASK:-1}\"\n";
    assert!(array.ends_with(command), "{array}");
    assert!(read(&folder.path().join("here/slurm/scenario.toml")).contains("title = \"T\""));
    for name in ["array.sh", "merge.sh", "submit.sh"] {
        assert!(read(&folder.path().join("here/slurm").join(name)).lines().count() < 30, "{name}");
    }
    // Writing the same again changes nothing; what was edited is not written over.
    good(folder.path(), &write);
    std::fs::write(folder.path().join("here/slurm/array.sh"), array.replace("2G", "4G")).unwrap();
    let refused = bad(2, folder.path(), &write);
    assert!(refused.contains("slurm/array.sh: is there already and says something else"), "{refused}");
    assert!(read(&folder.path().join("here/slurm/array.sh")).contains("--mem=4G"));
}

#[test]
fn what_cannot_be_an_array_is_refused_before_anything_is_written() {
    let until = ["run", "builtin:essay", "--until", "alliance_2025 +-0.01"];
    let tip = ["tip", "builtin:essay", "--outcome", "alliance_2025", "--at", "0.05", "--all"];
    let cases: [(&[&str], &[&str], &str); 13] = [
        (&["--array", "8"], &RUN, "this experiment has 100000 runs in 7 blocks of 16384, so --array 7 at most"),
        (&["--array", "2"], &until, "with --until no part knows when the whole ends"),
        (&["--array", "2"], &tip, "the points of the second half follow from the first"),
        (&["--array", "2"], &["check", "builtin:essay"], "`check` is not computed in parts"),
        (&["--array", "2"], &["run", "nothing.toml"], "there is no file nothing.toml"),
        (&["--array", "2"], &["run", "--runz", "5"], "unexpected argument '--runz'"),
        (&["--array", "2"], &[&RUN[..], &["--shard", "1/3"]].concat(), "error: --shard: leave it out"),
        (&["--array", "2"], &[&RUN[..], &["--force"]].concat(), "error: --force: leave it out"),
        (&["--array", "2"], &[&RUN[..], &["--threads=4"]].concat(), "their threads are --cpus-per-task"),
        (&["--array", "0"], &RUN, "write the number of tasks, such as 64"),
        (&["--array", "2", "--sbatch", "-p batch"], &RUN, "in its long form"),
        (&["--array", "2", "--partition", "a\n#SBATCH --b"], &RUN, "cannot be passed on"),
        (&["--array", "2"], &[&RUN[..], &["--out", "a\\b"]].concat(), "choose another place"),
    ];
    for (options, experiment, why) in cases {
        let folder = folder();
        let refused = bad(2, folder.path(), &slurm(options, experiment));
        assert!(refused.contains(why), "{why}: {refused}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{why}");
    }
}

#[test]
fn parts_of_another_cut_are_not_mixed_in() {
    let folder = folder();
    good(folder.path(), &[&RUN[..], &["--shard", "1/7", "--out", "here/parts/1-of-7", "--quiet"]].concat());
    let refused = bad(2, folder.path(), &slurm(&["--array", "3"], &[&RUN[..], &["--out", "here"]].concat()));
    assert!(refused.contains("here/parts/1-of-7: is not one of 3 parts"), "{refused}");
    good(folder.path(), &slurm(&["--array", "7"], &[&RUN[..], &["--out", "here"]].concat()));
}

#[test]
fn without_sbatch_the_scripts_are_kept() {
    let folder = folder();
    let experiment = [&RUN[..], &["--out", "here"]].concat();
    let path = programs(folder.path(), &[]);
    let arguments = slurm(&["--array", "7", "--submit"], &experiment);
    let output = command(folder.path(), &arguments).env("PATH", &path).assert().code(1).get_output().clone();
    let error = text(&output.stderr);
    assert!(
        error.contains("error: there is no sbatch on this machine") && error.contains("scripts are kept"),
        "{error}"
    );
    assert!(folder.path().join("here/slurm/array.sh").exists());
    let said = command(folder.path(), &["status", "here"]).env("PATH", path).assert().success().get_output().clone();
    let said = text(&said.stdout);
    assert!(said.contains("nothing was submitted") && said.contains("sh here/slurm/submit.sh --array=1-7"), "{said}");
}

/// What stands in for sbatch: it gives rising numbers and notes what it was told.
const SBATCH: &str = "echo \"$*\" >>told; echo \"$(( $(wc -l <told) + 40 ));cluster\"";

#[test]
fn submitted_jobs_are_recorded_and_asked_about() {
    let folder = folder();
    let experiment = [&RUN[..], &["--out", "here"]].concat();
    let squeue = "printf '41|2|RUNNING\\n41|3|PENDING\\n41|4|PENDING\\n42|N/A|PENDING\\n99|1|RUNNING\\n'";
    let sacct = "printf '41_1|COMPLETED\\n41_2|RUNNING\\n41_5|TIMEOUT\\n41_6|CANCELLED by 0\\n'";
    let path = programs(folder.path(), &[("sbatch", SBATCH), ("squeue", squeue), ("sacct", sacct)]);
    let go = |arguments: &[&str]| {
        let output = command(folder.path(), arguments).env("PATH", &path).output().unwrap();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let submit = slurm(&["--array", "7", "--submit"], &experiment);
    let (code, said) = go(&submit);
    assert!(code == Some(0) && said.contains("array: job 41\nmerge: job 42, behind the array"), "{said}");
    let told = read(&folder.path().join("here/slurm/told"));
    assert!(told.contains("/here/slurm/logs/merge_%j.log --dependency=afterany:41 merge.sh"), "{told}");
    assert_eq!(read(&folder.path().join("here/slurm/jobs")), "array 41\nmerge 42\n");
    let (code, said) = go(&submit);
    assert!(code == Some(2) && said.contains("these jobs were submitted already"), "{said}");

    assert!(task(folder.path(), &folder.path().join("here/slurm/array.sh"), 1).status.success());
    let (_, said) = go(&["status", "here"]);
    assert!(said.contains("here/parts/1-of-7: complete: 1 block\n"), "{said}");
    assert!(
        said.contains("Slurm: array 41, merge 42\n  of 7 tasks: 1 done, 1 running, 2 pending, 3 failed\n"),
        "{said}"
    );
    assert!(
        said.contains("running: 2\n") && said.contains("pending: 3-4\n") && said.contains("merge: pending\n"),
        "{said}"
    );
    assert!(said.contains("not submitted: 5 (TIMEOUT), 6 (CANCELLED by 0), 7\n"), "{said}");
    assert!(said.contains("missing: 6 of 7 blocks: 1 to 6\n") && said.contains("submit.sh --array=5-7\n"), "{said}");

    programs(folder.path(), &[("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1")]);
    let (_, said) = go(&["status", "here"]);
    assert!(said.contains("submitted: 5-7\n") && said.contains("accounting storage is disabled"), "{said}");
    std::fs::remove_file(folder.path().join("bin/squeue")).unwrap();
    let (_, said) = go(&["status", "here"]);
    assert!(
        said.contains("1 of 7 tasks are done; what runs, waits or failed is not known here: there is no squeue"),
        "{said}"
    );
    programs(folder.path(), &[("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1")]);
    let (_, said) = go(&["status", "here"]);
    assert!(said.contains("1 done, 0 running, 0 pending, 6 failed"), "{said}");
}

#[test]
fn an_sbatch_that_refuses_ends_with_its_words() {
    let folder = folder();
    let path =
        programs(folder.path(), &[("sbatch", "echo 'sbatch: error: invalid partition specified: x' >&2; exit 1")]);
    let arguments = slurm(&["--array", "7", "--submit"], &[&RUN[..], &["--out", "here"]].concat());
    let output = command(folder.path(), &arguments).env("PATH", path).assert().code(1).get_output().clone();
    let error = text(&output.stderr);
    assert!(error.contains("invalid partition") && error.contains("the jobs were not submitted"), "{error}");
    assert!(!folder.path().join("here/slurm/jobs").exists());
}

#[test]
fn an_array_whose_merge_was_not_submitted_is_not_submitted_twice() {
    let folder = folder();
    let sbatch = format!("case $* in *merge.sh) echo 'sbatch: error: limit' >&2; exit 1;; esac\n{SBATCH}");
    let path = programs(folder.path(), &[("sbatch", &sbatch)]);
    let arguments = slurm(&["--array", "7", "--submit"], &[&RUN[..], &["--out", "here"]].concat());
    let output = command(folder.path(), &arguments).env("PATH", path).assert().code(1).get_output().clone();
    let error = text(&output.stderr);
    assert!(error.contains("error: limit") && error.contains("run `realpolitik merge here`"), "{error}");
    assert!(!error.contains("then run"), "{error}");
}

#[test]
fn an_audit_and_a_sample_in_tasks_are_what_they_are_in_one_place() {
    let audit = "audit --outcome alliance_2025 --claims C1,C4 --replicates 5000 --set actors.RUS.foresight=0.5";
    let morris = "sensitivity builtin:two-actors --outcome partners --method morris --trajectories 8 --replicates 1100";
    for experiment in [audit, morris] {
        let folder = folder();
        let words: Vec<&str> = experiment.split(' ').chain(["--no-plots", "--quiet"]).collect();
        good(folder.path(), &[&words[..], &["--out", "whole"]].concat());
        good(folder.path(), &slurm(&["--array", "2"], &[&words[..], &["--out", "parts"]].concat()));
        for number in [2, 1] {
            let output = task(folder.path(), &folder.path().join("parts/slurm/array.sh"), number);
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        good(folder.path(), &["merge", "parts", "--quiet"]);
        for file in ["findings.json", "manifest.json"] {
            let [whole, parts] = ["whole", "parts"].map(|name| read(&folder.path().join(name).join(file)));
            assert!(whole == parts, "{file} of {experiment}");
        }
    }
}

#[test]
fn merge_says_the_whole_command_of_a_part_of_an_audit() {
    let folder = folder();
    let audit = ["audit", "--outcome", "alliance_2025", "--claims", "C1,C4", "--replicates", "20000"];
    let part = ["--shard=2/4", "--out=parts/2-of-4", "--threads", "2", "--quiet"];
    good(folder.path(), &[&audit[..], &part].concat());
    let refused = bad(2, folder.path(), &["merge", "parts/2-of-4"]);
    let command = "realpolitik audit --shard 1/4 --out parts/1-of-4 --outcome alliance_2025 --claims C1,C4 --replicates 20000 \
                   --threads 2 --quiet";
    assert!(refused.contains(&shlex_free(command)), "{refused}");
}

/// A command as it is printed: words with a comma stand in quotes.
fn shlex_free(command: &str) -> String {
    command.replace("C1,C4", "'C1,C4'")
}

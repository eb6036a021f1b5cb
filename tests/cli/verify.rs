//! `verify`, and directories that are not of a run.

use super::*;

fn alter(run: &Path, change: impl FnOnce(&mut Value)) {
    let path = run.join("manifest.json");
    let mut manifest = json(&path);
    change(&mut manifest);
    std::fs::write(path, manifest.to_string()).unwrap();
}

#[test]
fn the_same_digest_comes_out() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    let digest = summary(&run)["digest"].as_str().unwrap().to_owned();
    let said = good(folder.path(), &["verify", "run", "--threads", "1"]);
    assert_eq!(said, format!("run: 50 runs, 1 block, the same digest {digest}\n"));
}

#[test]
fn a_digest_that_was_altered_is_found_out() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "16400", "--no-plots", "--quiet", "--out", "run"]);
    let run = folder.path().join("run");
    alter(&run, |manifest| {
        let block = manifest["blocks"][1].as_str().unwrap().to_owned();
        let other = if block.starts_with('0') { '1' } else { '0' };
        manifest["blocks"][1] = format!("{other}{}", &block[1..]).into();
    });
    let same = "it was run by this version of the program in the same environment: the manifest was altered, or a \
                processor or its memory is at fault";
    assert_eq!(bad(1, folder.path(), &["verify", "run"]), format!("error: run: blocks that differ: 1\n{same}\n"));
    let mut machine = json(&run.join("machine.json"));
    machine["architecture"] = "pdp11".into();
    std::fs::write(run.join("machine.json"), machine.to_string()).unwrap();
    let error = bad(1, folder.path(), &["verify", "run", "--sample", "100%"]);
    assert!(
        error.contains("blocks that differ: 1\nwhat differs in the environment:\n  architecture: pdp11 there"),
        "{error}"
    );
}

#[test]
fn a_sample_of_the_blocks_is_run_again() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "16400", "--no-plots", "--quiet", "--out", "run"]);
    let said = good(folder.path(), &["verify", "run", "--sample", "1%", "--seed", "4"]);
    assert_eq!(said, "run: 16400 runs, 1 of 2 blocks, seed 4, are the same\n");
    let error = bad(2, folder.path(), &["verify", "run", "--sample", "0%"]);
    assert!(error.contains("above 0% up to 100%, such as 1%"), "{error}");
}

#[test]
fn a_number_of_runs_that_no_experiment_has_is_found_out() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    for runs in [1_000_000, u64::MAX] {
        alter(&run, |manifest| manifest["runs"] = runs.into());
        for sample in [&["--sample", "50%"][..], &[]] {
            let error = bad(1, folder.path(), &[&["verify", "run"], sample].concat());
            assert!(error.contains("the number of runs, or the digest of rows or series differs"), "{error}");
        }
    }
}

#[test]
fn a_flipped_bit_is_noticed_and_named_wherever_it_is_read() {
    let folder = folder();
    let run = small(folder.path(), &["--rows", "all"]);
    let spoil = |name: &str, change: &dyn Fn(Vec<u8>) -> Option<Vec<u8>>, commands: &[&[&str]]| {
        let path = run.join(name);
        let whole = std::fs::read(&path).unwrap();
        match change(whole.clone()) {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        for command in commands {
            let error = bad(1, folder.path(), command);
            assert!(error.contains(&format!("run/{name}: is ")) && error.contains("--force"), "{command:?}: {error}");
        }
        std::fs::write(&path, whole).unwrap();
    };
    let flipped = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        Some(bytes)
    };
    let again = [&SMALL[..], &["--rows", "all", "--out", "run"]].concat();
    let discover = ["discover", "run", "--outcome", "partners", "--above", "0.5"];
    for change in [&flipped as &dyn Fn(Vec<u8>) -> Option<Vec<u8>>, &|_| None] {
        spoil(
            "rows.parquet",
            change,
            &[&["verify", "run"], &["resume", "run"], &["export", "run", "--format", "csv"], &discover, &again],
        );
        spoil(
            "series.parquet",
            change,
            &[&["verify", "run"], &["export", "run", "--what", "series", "--format", "csv"]],
        );
        spoil("summary.json", change, &[&["verify", "run"], &["plot", "run"], &["compare", "run", "run"]]);
    }
    good(folder.path(), &["verify", "run"]);
}

#[test]
fn anything_else_that_was_altered_is_found_out() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 5] = [
        (|manifest| manifest["seed"] = 2.into(), "blocks that differ: 0"),
        (|manifest| manifest["runs"] = 51.into(), "the number of runs, or the digest of rows or series differs"),
        (|manifest| manifest["rows"] = "0".into(), "digest of rows or series differs"),
        (|manifest| manifest["series"] = "0".into(), "digest of rows or series differs"),
        (|manifest| manifest["resolved"] = "format = 1\n".into(), "the scenario in it cannot be read"),
    ];
    let folder = folder();
    for (change, what) in changes {
        let run = small(folder.path(), &["--force"]);
        alter(&run, change);
        let error = bad(1, folder.path(), &["verify", "run"]);
        assert!(error.contains(what), "{error}");
        std::fs::remove_dir_all(run).unwrap();
    }
}

#[test]
fn another_version_of_the_layout_is_said() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    alter(&run, |manifest| {
        manifest["format"] = 99.into();
        manifest["program"] = "7.0.0".into();
    });
    let error = bad(2, folder.path(), &["verify", "run"]);
    assert!(error.contains("format 99 of run directories") && error.contains("use realpolitik 7.0.0"), "{error}");
    std::fs::write(run.join("manifest.json"), "{").unwrap();
    let error = bad(1, folder.path(), &["verify", "run"]);
    assert!(error.contains("run/manifest.json: is damaged: ") && error.contains("delete this directory"), "{error}");
}

#[test]
fn a_flipped_bit_in_the_manifest_is_noticed_and_the_remedy_helps() {
    let folder = folder();
    let run = small(folder.path(), &[]);
    let path = run.join("manifest.json");
    let whole = std::fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    let at = text(&whole).find("Elmland").expect("a name in the scenario");
    bytes[at + 6] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let again = [&SMALL[..], &["--quiet", "--out", "run"]].concat();
    let commands: [&[&str]; 6] = [
        &["verify", "run"],
        &["plot", "run"],
        &["export", "run", "--format", "csv"],
        &["status", "run"],
        &["resume", "run"],
        &again,
    ];
    for command in commands {
        let error = bad(1, folder.path(), command);
        assert!(error.contains("run/manifest.json: is damaged: its digest is not that"), "{command:?}: {error}");
    }
    std::fs::remove_dir_all(&run).unwrap();
    good(folder.path(), &again);
    assert!(std::fs::read(&path).unwrap() == whole);
}

#[test]
fn what_is_not_a_run_is_said_by_every_command() {
    let folder = folder();
    good(folder.path(), &[&SMALL[..], &["--quiet"]].concat());
    std::fs::write(folder.path().join("file"), "").unwrap();
    let run = names(folder.path()).into_iter().find_map(|name| Some(name.strip_suffix("/manifest.json")?.to_owned()));
    let hint = format!("it has no manifest.json; did you mean {}?", run.expect("a run"));
    let commands: [&[&str]; 3] = [&["verify"], &["plot"], &["export", "--format", "csv"]];
    for command in commands {
        for (directory, what) in [
            ("nowhere", "nowhere: there is no such directory"),
            ("file", "file: is a file; give the directory of a run"),
            (".", ".: not the directory of a complete run: it has no manifest.json\n"),
            ("output/two-actors", hint.as_str()),
        ] {
            let error = bad(2, folder.path(), &[command, &[directory]].concat());
            assert!(error.contains(what), "{error}");
        }
    }
}

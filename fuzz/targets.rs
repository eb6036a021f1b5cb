//! What the fuzz targets do with a stretch of bytes: read it as the program would, and use what was read.
//!
//! `fuzz/fuzz_targets` gives these functions to libFuzzer; `tests/corpus.rs` calls them without it, on the inputs that
//! are kept in `fuzz/corpus`. A target fails by a panic; libFuzzer sees hangs and memory beside that.

use realpolitik::analysis::{Study, Summary, Until};
use realpolitik::design::{Axis, Method, Range, Spec};
use realpolitik::experiment::{self, Part, Plan};
use realpolitik::observed;
use realpolitik::output::manifest::Manifest;
use realpolitik::output::started::Started;
use realpolitik::output::table::Table;
use realpolitik::output::{self, blocks::Blocks};
use realpolitik::scenario::{Builtin, Problems, Scenario, SourceFile, free_parameters, load_with, parse};
use std::path::Path;
use std::sync::OnceLock;

/// A target, by the name of its folder in `fuzz/corpus`.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] = [("scenario", scenario), ("paths", paths), ("records", records), ("rows", rows)];

/// A scenario file. One that is accepted reads back from its resolved text as what it was.
pub fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse(text) {
        Ok(loaded) => {
            show(&loaded.warnings);
            let resolved = &loaded.scenario.resolved;
            match parse(resolved) {
                Ok(again) => assert!(again.scenario == loaded.scenario, "reads back as another:\n{resolved}"),
                Err(problems) => panic!("its resolved text is refused:\n{problems}\n{resolved}"),
            }
        }
        Err(problems) => refused(&problems),
    }
    if let Err(problems) = free_parameters(SourceFile::new("parameters.toml", text), &["point"]) {
        refused(&problems);
    }
}

fn refused(problems: &Problems) {
    assert!(!problems.is_empty(), "refused without a reason");
    show(problems);
}

fn show(problems: &Problems) {
    let text = problems.render(true);
    let json = problems.to_json();
    assert_eq!(text.is_empty(), json.as_array().is_none_or(Vec::is_empty));
}

/// Words of the command line, a line each: what `--set`, `--over`, `--range`, `--until` and `--shard` take, and paths that
/// are moved where a line begins with `>`.
pub fn paths(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (mut set, mut moved, mut axes, mut ranges) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in text.lines().take(8) {
        let _ = line.parse::<Until>();
        if let Ok(part) = line.parse::<Part>() {
            assert_eq!(part.to_string().parse(), Ok(part));
            let blocks = part.of(u64::MAX);
            assert!(blocks.start <= blocks.end);
        }
        if let Some(path) = line.strip_prefix('>') {
            moved.push(path.to_owned());
        } else if let Ok(axis) = line.parse::<Axis>() {
            axes.push(axis);
        } else if let Ok(range) = line.parse::<Range>() {
            ranges.push(range);
        } else {
            set.push(line.to_owned());
        }
    }
    match load_with("builtin:two-actors", &Builtin, &set, &moved) {
        Ok(loaded) => {
            show(&loaded.warnings);
            assert_eq!(loaded.moved.len(), moved.len());
        }
        Err(problems) => refused(&problems),
    }
    let radial = Method::Radial { blocks: 2 };
    let sample = Spec::Sample { method: radial, parameters: Some(moved), ranges, points_seed: 1, replicates: 1 };
    for spec in [Spec::Grid { axes, replicates: 1 }, sample] {
        let Ok(loaded) = load_with("builtin:two-actors", &Builtin, &set, &spec.paths()) else { continue };
        match spec.build(&loaded.scenario, &loaded.moved) {
            Ok(design) => assert!(design.points() > 0),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// A file that an experiment leaves for another: a manifest, `started.json`, a report, a block.
pub fn records(bytes: &[u8]) {
    let path = Path::new("file");
    if bytes.starts_with(b"RPBLOCK") {
        return block(path, bytes);
    }
    if bytes.starts_with(b"RPSRCH") {
        return search(path, bytes);
    }
    if let Ok(manifest) = Manifest::parse(path, bytes) {
        let text = serde_json::to_vec(&manifest).expect("what was read can be written");
        let again = Manifest::parse(path, &text).expect("what was written can be read");
        assert!(again == manifest, "a manifest reads back as another");
        let blocks = experiment::blocks(&manifest);
        assert!(experiment::sample(blocks, 0.5, 1).len() as u64 <= blocks);
        plan(&manifest);
    }
    if let Ok(started) = Started::parse(path, bytes) {
        assert!(started.is_empty() == (started.blocks[0] >= started.blocks[1]));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(study) = text.parse::<Study>() {
        let _ = realpolitik::words::page(&study);
        let _ = (realpolitik::words::answer(&study), realpolitik::words::subject(&study));
    }
    let _ = text.parse::<Summary>();
}

/// Puts a manifest's scenario under its design, and does not run it. Of a sample, only where it has few points: a large one
/// takes the memory that it asks for, at most `MAX_VALUES` numbers.
fn plan(manifest: &Manifest) {
    const FEW: usize = 1024;
    let few = match manifest.design {
        Spec::Sample { method, .. } => match method {
            Method::Sobol { base_samples: n, .. } | Method::Radial { blocks: n } | Method::Pawn { samples: n, .. } => {
                n <= FEW
            }
            Method::Trajectories { candidates, .. } => candidates <= 64,
        },
        _ => true,
    };
    if !few {
        return;
    }
    match Plan::again(manifest, 1) {
        Ok(plan) => {
            let _ = plan.directory(&plan.input());
            if let Some(last) = plan.design.len().checked_sub(1) {
                assert!(plan.design.spec(last).point < plan.design.points());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The search of a calibration, with the digests that a whole file would have.
fn search(path: &Path, bytes: &[u8]) {
    let input = "0".repeat(64);
    let _ = output::search::parse(path, &input, &sealed(&input, bytes));
}

/// The bytes of a file that is kept, behind its mark, with the digests that a whole one would have.
fn sealed(input: &str, bytes: &[u8]) -> Vec<u8> {
    let mut whole = bytes[..8.min(bytes.len())].to_vec();
    whole.extend_from_slice(input.as_bytes());
    whole.extend_from_slice(bytes.get(8..).unwrap_or_default());
    let digest = output::digest::bytes(&whole);
    whole.extend_from_slice(&digest);
    whole
}

/// A block as it is, and with the digests that a whole one would have: without them nothing gets behind the first check.
fn block(path: &Path, bytes: &[u8]) {
    let input = "0".repeat(64);
    let blocks = Blocks::new(&input);
    let _ = blocks.parse(path, 0, bytes);
    if let Ok(block) = blocks.parse(path, 0, &sealed(&input, bytes)) {
        assert_eq!(block.number, 0);
    }
}

/// The most rows of which the columns are read here: they take memory in proportion to the rows that a file claims.
const MOST_ROWS: usize = 1 << 20;

/// What was observed of a scenario's outcomes.
fn observed(bytes: &[u8]) {
    static SCENARIO: OnceLock<Scenario> = OnceLock::new();
    let built_in = || load_with("builtin:two-actors", &Builtin, &[], &[]).expect("a built-in scenario").scenario;
    match observed::parse(bytes, SCENARIO.get_or_init(built_in)) {
        Ok(all) => assert!(!all.seen.is_empty() && all.seen.iter().all(|one| one.value.is_none_or(f64::is_finite))),
        Err(why) => assert!(!why.is_empty()),
    }
}

/// A table: a Parquet file where the bytes begin as one does, else text, which is read as what was observed too.
pub fn rows(bytes: &[u8]) {
    observed(bytes);
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for the tables"));
    let ends: &[&str] = if bytes.starts_with(b"PAR1") { &["parquet"] } else { &["csv", "tsv"] };
    for end in ends {
        let path = folder.path().join(format!("rows.{end}"));
        std::fs::write(&path, bytes).expect("a file for the table");
        match Table::open(&path) {
            Ok(table) => columns(&table),
            Err(error) => assert!(error.to_string().contains("rows."), "a message that names no file: {error}"),
        }
    }
}

fn columns(table: &Table) {
    assert!(table.rows() > 0);
    if table.rows() > MOST_ROWS {
        return;
    }
    for heading in table.headings() {
        match table.column(&heading.name) {
            Ok(column) => {
                assert_eq!(column.values.len(), table.rows(), "rows of the column `{}`", heading.name);
                assert_eq!(column.valid.len(), table.rows());
                assert!(column.values.iter().all(|x| x.is_finite()));
            }
            Err(error) => assert!(error.to_string().contains("rows."), "a message that names no file: {error}"),
        }
    }
}

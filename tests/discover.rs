//! `realpolitik discover` as a user types it.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use realpolitik::analysis::discover::{Discover, Found};
use realpolitik::analysis::prim::Bound;
use realpolitik::analysis::{Findings, Report};
use realpolitik::output::directory::read_report;
use realpolitik::output::table::Table;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

fn realpolitik(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_realpolitik"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

/// What is printed where all goes well.
fn good(folder: &Path, arguments: &[&str]) -> String {
    let (code, said, error) = realpolitik(folder, arguments);
    assert_eq!((code, error.as_str()), (0, ""), "{arguments:?}");
    said
}

/// What is said where the input is bad.
fn bad(folder: &Path, arguments: &[&str]) -> String {
    let (code, said, error) = realpolitik(folder, arguments);
    assert_eq!((code, said.as_str()), (2, ""), "{arguments:?}: {error}");
    assert!(error.starts_with("error: "), "{error}");
    error
}

fn found(directory: &Path) -> Discover {
    match read_report(directory).expect("findings") {
        Report::Findings(study) => match study.findings {
            Findings::Discover(found) => *found,
            other => panic!("{other:?}"),
        },
        Report::Run { .. } => panic!("a run"),
    }
}

/// Numbers from 0 to 1 that are the same on every machine (a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A table of 4000 rows with war in nine of ten rows where steel is above 0.6 and grain below 40, and in one of twenty
/// elsewhere. Rain and treaty do nothing, place is a text, and every hundredth row has no grain.
fn planted() -> String {
    let mut chance = Chance(7);
    let mut text = "place,steel,grain,rain,treaty,war\n".to_owned();
    for row in 0..4000 {
        let (steel, grain, rain) = (chance.next(), 100.0 * chance.next(), chance.next());
        let probability = if steel > 0.6 && grain < 40.0 { 0.9 } else { 0.05 };
        let (treaty, war) = (chance.next() < 0.5, u8::from(chance.next() < probability));
        let grain = if row % 100 == 0 { "NA".to_owned() } else { grain.to_string() };
        writeln!(text, "somewhere,{steel},{grain},{rain},{treaty},{war}").expect("a string takes all");
    }
    text
}

fn with_table() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("wars.csv"), planted()).expect("the table is written");
    folder
}

/// 2000 runs of the essay, which all tests share and none changes but by adding folders of its own.
fn essay() -> &'static Path {
    static RUN: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = RUN.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        good(folder.path(), &["run", "builtin:essay", "--runs", "2000", "--no-plots", "--quiet", "--out", "run"]);
        let path = folder.path().join("run");
        (folder, path)
    });
    path
}

#[test]
fn a_planted_box_is_found_and_printed_as_a_rule() {
    let folder = with_table();
    let said = good(folder.path(), &["discover", "wars.csv", "--outcome", "war"]);
    let directory = folder.path().join("output/discover-wars-war");
    let found = found(&directory);
    let [of] = &found.boxes[..] else { panic!("{} boxes", found.boxes.len()) };
    let bounds = &of.discovery.found.region.restrictions;
    assert_eq!(bounds.len(), 2, "{}", of.rule);
    for bound in bounds {
        match (found.inputs[bound.dimension].column.as_str(), bound.bound) {
            ("steel", Bound::AtLeast(x)) => assert!((x - 0.6).abs() < 0.02, "{x}"),
            ("grain", Bound::AtMost(x)) => assert!((x - 40.0).abs() < 2.0, "{x}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(of.rule.starts_with("steel at least 0.") && of.rule.contains(" and grain at most "), "{}", of.rule);
    assert!(said.contains(&format!("Box 1: {}\n", of.rule)), "{said}");
    assert!(said.contains("Left out: 0 rows without the outcome, 40 without an input"), "{said}");
    assert!(said.contains("Columns left aside, since they hold no numbers: place"), "{said}");
    assert!(of.discovery.found.density > 0.85 && of.discovery.found.coverage > 0.6);
    let stability = of.stability.as_ref().expect("half-samples");
    assert!(stability.density_held_out.mean > 0.85 && stability.dimensions[0] == 1.0 && stability.dimensions[1] == 1.0);
    // The pictures can be drawn again without the rows.
    std::fs::remove_file(folder.path().join("wars.csv")).expect("the table goes");
    for name in ["discover-tradeoff", "discover-box"] {
        let file = directory.join(format!("plots/{name}.svg"));
        let before = std::fs::read(&file).expect("a picture");
        std::fs::remove_file(&file).expect("the picture goes");
        good(folder.path(), &["plot", "output/discover-wars-war", "--only", name]);
        assert_eq!(std::fs::read(&file).expect("a picture"), before, "{name}");
    }
}

/// Coverage and density of a box, counted in the rows.
fn counted(run: &Path, d: &Discover, of: &Found, outcome: &str) -> (f64, f64) {
    let table = Table::open(run).expect("rows");
    let cases = table.column(outcome).expect("the outcome");
    let bounds = &of.discovery.found.region.restrictions;
    let names: Vec<&str> = bounds.iter().map(|bound| d.inputs[bound.dimension].column.as_str()).collect();
    let columns = table.columns(&names).expect("the inputs");
    let (mut all, mut rows, mut hits) = (0.0, 0.0, 0.0);
    for row in 0..table.rows() {
        let case = cases.get(row).expect("no nulls");
        let inside = bounds.iter().zip(&columns).all(|(bound, column)| bound.holds(column.values[row]));
        all += case;
        rows += f64::from(u8::from(inside));
        hits += case * f64::from(u8::from(inside));
    }
    (hits / all, hits / rows)
}

#[test]
fn a_box_of_the_essay_is_what_its_rows_say() {
    let run = essay();
    let said = good(run, &["discover", ".", "--outcome", "alliance_2050", "--no-plots"]);
    let directory = run.join("discover-alliance_2050");
    let d = found(&directory);
    let of = &d.boxes[0];
    let (coverage, density) = counted(run, &d, of, "alliance_2050");
    assert!(
        (of.discovery.found.coverage - coverage).abs() < 1e-12 && (of.discovery.found.density - density).abs() < 1e-12
    );
    assert_eq!((d.rows, d.inputs.len()), (2000, 21));
    // Sane: much denser than all rows, not by a sliver of them, and so in rows that did not make it.
    assert!(density > 1.3 * d.base_rate() && coverage > 0.5, "{coverage} {density}");
    assert!((1..=4).contains(&of.discovery.found.dimensions));
    let held_out = of.stability.as_ref().expect("half-samples").density_held_out;
    assert!(held_out.low > d.base_rate() && (held_out.mean - density).abs() < 0.05, "{held_out:?} {density}");
    assert!(said.contains("v_conc at least") && !said.contains("weights."), "{said}");
    // Another seed draws other half-samples and finds the same box; the same seed finds the same to the bit.
    let first = std::fs::read(directory.join("findings.json")).expect("findings");
    good(
        run,
        &["discover", ".", "--outcome", "alliance_2050", "--quiet", "--no-plots", "--seed", "2", "--out", "other"],
    );
    let other = found(&run.join("other"));
    assert_eq!(other.boxes[0].rule, of.rule);
    assert_ne!(other.boxes[0].stability, of.stability);
    good(run, &["discover", ".", "--outcome", "alliance_2050", "--quiet", "--no-plots"]);
    assert_eq!(std::fs::read(directory.join("findings.json")).expect("findings"), first);
}

#[test]
fn boxes_can_be_chosen_added_and_confined() {
    let run = essay();
    let ask = |outcome: &str, more: &[&str]| {
        let start = [
            "discover",
            ".",
            "--no-plots",
            "--quiet",
            "--force",
            "--resamples",
            "0",
            "--out",
            "asked",
            "--outcome",
            outcome,
        ];
        good(run, &[&start[..], more].concat());
        found(&run.join("asked"))
    };
    let usual = ask("alliance_2025", &[]);
    let trajectory = &usual.boxes[0].discovery.trajectory;
    let chosen = ask("alliance_2025", &["--box", "7"]);
    assert_eq!(chosen.boxes[0].discovery.selected, 7);
    assert!(chosen.boxes[0].discovery.found.hits >= trajectory[7].hits, "pasting only adds");
    let more = ask("alliance_2025", &["--boxes", "2", "--most", "2"]);
    assert!(more.boxes.iter().all(|of| of.discovery.found.dimensions <= 2));
    let [first, second] = &more.boxes[..] else { panic!("{} boxes", more.boxes.len()) };
    assert_eq!(second.among, 2000 - first.discovery.found.count);
    let inputs = ask("alliance_2025", &["--inputs", "weights.v_sec,strength.contest_exponent"]);
    assert_eq!(inputs.inputs.iter().map(|i| i.name.text.as_str()).collect::<Vec<_>>(), ["contest_exponent", "v_sec"]);
    let above = ask("level_2035", &["--above", "1", "--below", "3"]);
    let level = Table::open(run).expect("rows").column("level_2035").expect("the level");
    assert_eq!(above.cases, level.values.iter().filter(|x| **x == 2.0).count() as u64);
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let folder = with_table();
    let here = folder.path();
    let text = |name: &str, text: &str| std::fs::write(here.join(name), text).expect("written");
    let refused = |arguments: &[&str]| bad(here, &[&["discover"], arguments].concat());
    assert!(refused(&["nowhere.csv", "--outcome", "war"]).contains("nowhere.csv: nothing is there"));
    assert!(refused(&[".", "--outcome", "war"]).contains("not the directory of a complete run"));
    assert!(refused(&["wars.csv", "--outcome", "wars"]).contains("no column `wars`; did you mean `war`?"));
    assert!(refused(&["wars.csv", "--outcome", "place"]).contains("the column `place` holds `somewhere` in line 2"));
    assert!(refused(&["wars.csv", "--outcome", "war", "--inputs", "stele"]).contains("did you mean `steel`?"));
    assert!(refused(&["wars.csv", "--outcome", "war", "--inputs", "war"]).contains("is the outcome"));
    assert!(refused(&["wars.csv", "--outcome", "steel"]).contains("say when it counts with --above X"));
    assert!(
        refused(&["wars.csv", "--outcome", "steel", "--above", "2"]).contains("the outcome is no in all 3960 rows")
    );
    assert!(
        refused(&["wars.csv", "--outcome", "steel", "--above", "2", "--below", "1"]).contains("nothing lies above 2")
    );
    assert!(refused(&["wars.csv", "--outcome", "treaty", "--below", "1"]).contains("`treaty` is yes or no"));
    assert!(refused(&["wars.csv", "--outcome", "war", "--peel", "0.6"]).contains("alpha is 0.6"));
    assert!(refused(&["wars.csv", "--outcome", "war", "--mass", "0"]).contains("mass of a box is 0"));
    assert!(refused(&["wars.csv", "--outcome", "war", "--box", "999"]).contains("box 999 was asked for"));
    text("few.csv", "x,y\n1,0\n2,1\n3,0\n");
    assert!(refused(&["few.csv", "--outcome", "y"]).contains("3 rows; at least 1 column and from 20"));
    text("alone.csv", "y\n1\n0\n");
    assert!(refused(&["alone.csv", "--outcome", "y"]).contains("no column of numbers besides `y`"));
    text("rows.txt", "x,y\n1,0\n");
    assert!(refused(&["rows.txt", "--outcome", "y"]).contains(".parquet, .csv and .tsv"));
    assert!(!here.join("output").exists());
}

#[test]
fn runs_that_cannot_be_searched_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    let run = |out: &str, more: &[&str]| {
        good(here, &[&["run", "--runs", "60", "--no-plots", "--quiet", "--out", out], more].concat());
    };
    run("outcomes", &["builtin:essay", "--rows", "outcomes"]);
    run("none", &["builtin:essay", "--rows", "none"]);
    run("fixed", &["builtin:two-actors", "--set", "actors.OAK.growth=0.04"]);
    let sweep = ["sweep", "builtin:essay", "--over", "actors.RUS.horizon_years=3:20:2", "--outcome", "alliance_2050"];
    good(
        here,
        &[&sweep[..], &["--replicates", "40", "--no-plots", "--quiet", "--rows", "all", "--out", "sweep"]].concat(),
    );
    let refused = |rows: &str, outcome: &str| bad(here, &["discover", rows, "--outcome", outcome]);
    assert!(refused("outcomes", "alliance_2050").contains("run it again with --rows all"));
    assert!(refused("none", "alliance_2050").contains("this run kept no rows"));
    assert!(refused("fixed", "alliance_2030").contains("the scenario draws no parameter"));
    assert!(refused("sweep", "alliance_2050").contains("those of `run`"));
    assert!(
        refused("outcomes", "aliance_2050")
            .contains("no outcome `aliance_2050` in these runs; did you mean `alliance_2050`?")
    );
    // A directory that holds something else is left as it is.
    run("all", &["builtin:essay"]);
    let (code, _, error) = realpolitik(here, &["discover", "all", "--outcome", "alliance_2050", "--out", "fixed"]);
    assert!(code == 2 && error.contains("fixed: holds what is not of `discover`"), "{error}");
}

/// The bounds that are printed select the rows that the box was found to hold: read off the page, not off the findings.
#[test]
fn the_printed_rule_is_true_of_the_rows() {
    let folder = with_table();
    good(folder.path(), &["discover", "wars.csv", "--outcome", "war", "--no-plots", "--out", "d", "--resamples", "0"]);
    let d = found(&folder.path().join("d"));
    let of = &d.boxes[0];
    let table = Table::open(&folder.path().join("wars.csv")).expect("a table");
    let mut inside = vec![true; table.rows()];
    for bound in of.rule.split(" and ") {
        let (name, least, number) = match bound.split_once(" at least ") {
            Some((name, number)) => (name, true, number),
            None => bound.split_once(" at most ").map(|(name, number)| (name, false, number)).expect("a bound"),
        };
        assert!(number.len() <= 8, "few digits do: {}", of.rule);
        let (column, number) = (table.column(name).expect("a column"), number.parse::<f64>().expect("a number"));
        for (row, stays) in inside.iter_mut().enumerate() {
            *stays &= column.get(row).is_some_and(|x| if least { x >= number } else { x <= number });
        }
    }
    let [war, grain] = ["war", "grain"].map(|name| table.column(name).expect("a column"));
    // Rows in which any input is null were left out.
    let held = |row: &usize| inside[*row] && grain.get(*row).is_some();
    let hits = (0..table.rows()).filter(held).filter(|row| war.get(*row) == Some(1.0)).count() as u64;
    let count = (0..table.rows()).filter(held).count() as u64;
    assert_eq!((count, hits), (of.discovery.found.count, of.discovery.found.hits), "{}", of.rule);
}

/// Of rows that `export` wrote the inputs are the parameters; an outcome as an input is warned of.
#[test]
fn exported_rows_give_their_parameters() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = essay();
    let csv = folder.path().join("rows.csv");
    good(run, &["export", ".", "--format", "csv", "--out", csv.to_str().expect("UTF-8")]);
    let base = ["discover", "rows.csv", "--outcome", "alliance_2025", "--no-plots", "--resamples", "0", "--out"];
    let said = good(folder.path(), &[&base[..], &["a"]].concat());
    assert!(!said.contains("Warning"), "{said}");
    let d = found(&folder.path().join("a"));
    assert!(d.inputs.len() > 10 && d.inputs.iter().all(|input| input.column.contains('.')), "{:?}", d.inputs);
    let inputs = ["--inputs", "weights.v_ent,alliance_2050"];
    let said = good(folder.path(), &[&base[..], &["b"], &inputs[..]].concat());
    assert!(said.contains("Warning: inputs that are outcomes of the same runs") && said.contains(": alliance_2050"));
    // The same question is found, another one refused, and replaced where that is asked for.
    let again = good(folder.path(), &[&base[..], &["a"]].concat());
    assert!(again.contains("complete already"), "{again}");
    let said = bad(folder.path(), &[&base[..], &["a"], &inputs[..]].concat());
    assert!(said.contains("--force replaces it"), "{said}");
    assert!(found(&folder.path().join("a")) == d);
    good(folder.path(), &[&base[..], &["a", "--force"], &inputs[..]].concat());
    assert_eq!(found(&folder.path().join("a")).outcomes, ["alliance_2050"]);
}

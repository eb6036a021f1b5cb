//! `realpolitik design` and `realpolitik analyse`: a design out, the outcomes of another program in.

use assert_cmd::Command;
use realpolitik::analysis::bootstrap::Estimate;
use realpolitik::analysis::sensitivity::study::{Found, Sensitivity};
use realpolitik::analysis::sobol::SobolIndices;
use realpolitik::analysis::{Findings, Study};
use realpolitik::lanes::inverse_normal;
use std::path::Path;

const ANGLES: &str = "x1 = { low = -3.141592653589793, high = 3.141592653589793 }\n\
                      x2 = { low = -3.141592653589793, high = 3.141592653589793 }\n\
                      x3 = { low = -3.141592653589793, high = 3.141592653589793 }\n";

/// The function of Ishigami and Homma (1990) with a = 7, b = 0.1.
fn ishigami(x: &[f64]) -> f64 {
    let (sine, other) = (libm::sin(x[0]), libm::sin(x[1]));
    sine + 7.0 * other * other + 0.1 * x[2] * x[2] * x[2] * x[2] * sine
}

/// Its indices, from its variances 0.5 + b pi^4 / 5 + b^2 pi^8 / 18 and so on (Homma and Saltelli 1996).
const FIRST: [f64; 3] = [0.313_905, 0.442_411, 0.0];
const TOTAL: [f64; 3] = [0.557_589, 0.442_411, 0.243_684];
const SECOND: [((usize, usize), f64); 3] = [((0, 1), 0.0), ((0, 2), 0.243_684), ((1, 2), 0.0)];

fn folder(parameters: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("parameters.toml"), parameters).expect("a file");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(env!("CARGO_BIN_EXE_realpolitik")).current_dir(folder).args(arguments).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn design(folder: &Path, arguments: &[&str]) -> (Vec<String>, Vec<Vec<f64>>) {
    let rest = ["--parameters", "parameters.toml", "--out", "points.csv", "--force"];
    run(folder, &[&["design"], arguments, &rest].concat()).success();
    let text = std::fs::read_to_string(folder.join("points.csv")).expect("a design");
    let mut lines = text.lines();
    let heads = lines.next().expect("headings").split(',').map(str::to_owned).collect();
    let row = |line: &str| line.split(',').map(|x| x.parse().expect("a number")).collect();
    (heads, lines.map(row).collect())
}

/// Writes a table.
fn write(folder: &Path, name: &str, heads: &[&str], rows: &[Vec<f64>]) {
    let mut text = heads.join(",") + "\n";
    for row in rows {
        text += &(row.iter().map(f64::to_string).collect::<Vec<_>>().join(",") + "\n");
    }
    std::fs::write(folder.join(name), text).expect("a table");
}

fn analyse(folder: &Path, arguments: &[&str]) -> (Sensitivity, String) {
    let done = run(folder, &[&["analyse"], arguments, &["--out", "found", "--force"]].concat()).success();
    let json = std::fs::read_to_string(folder.join("found/findings.json")).expect("findings");
    let study: Study = json.parse().expect("findings");
    let Findings::Sensitivity(found) = study.findings else { panic!("of another kind") };
    (*found, text(&done.get_output().stdout))
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = run(folder, &[&["analyse"], arguments, &["--out", "nothing"]].concat()).code(2);
    assert!(!folder.join("nothing").exists());
    text(&done.get_output().stderr)
}

fn holds(e: Estimate, known: f64) {
    assert!((e.low..=e.high).contains(&known), "{known} is not in {e:?}");
}

fn holds_all(indices: &SobolIndices) {
    for (found, known) in indices.first.iter().zip(FIRST).chain(indices.total.iter().zip(TOTAL)) {
        holds(*found, known);
    }
}

fn strs(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn the_known_indices_of_ishigami_lie_in_the_intervals_that_come_back() {
    let folder = folder(ANGLES);
    let (mut heads, mut rows) = design(folder.path(), &["sobol", "--base-samples", "1024", "--second-order"]);
    assert_eq!(heads, ["point", "sample", "matrix", "exchanged", "x1", "x2", "x3"]);
    assert_eq!(rows.len(), 1024 * 8);
    rows.iter_mut().for_each(|row| row.push(ishigami(&row[4..7])));
    heads.push("y".into());
    write(folder.path(), "rows.csv", &strs(&heads), &rows);
    let (found, said) = analyse(folder.path(), &["sobol", "--rows", "rows.csv", "--outcome", "y"]);
    let Found::Sobol(indices) = &found.found else { panic!("{found:?}") };
    assert_eq!(found.parameters.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["x1", "x2", "x3"]);
    holds_all(indices);
    for (pair, ((i, j), known)) in indices.second.iter().zip(SECOND) {
        assert_eq!((pair.i, pair.j), (i, j));
        holds(pair.index, known);
    }
    assert!(indices.total[0].high - indices.total[0].low < 0.2, "{:?}", indices.total[0]);
    assert!(said.starts_with("y in rows.csv\n8192 rows") && said.contains("With one replicate"), "{said}");
    assert!(folder.path().join("found/plots/sensitivity-pairs.svg").exists());
}

/// Noise of the same size as the function, one column or one row a replicate, in another order of rows.
#[test]
fn replicates_are_columns_or_rows_in_any_order() {
    let folder = folder(ANGLES);
    let (_, rows) = design(folder.path(), &["sobol", "--points", "512"]);
    let noise = realpolitik::design::points::latin::hypercube(rows.len(), 8, 5).expect("noise");
    let y = |at: usize, replicate: usize| ishigami(&rows[at][4..7]) + 4.0 * inverse_normal(noise[at * 8 + replicate]);
    let wide = rows
        .iter()
        .enumerate()
        .map(|(at, row)| [vec![row[0]], (0..8).map(|replicate| y(at, replicate)).collect()].concat());
    let names: Vec<String> = (0..8).map(|replicate| format!("y{replicate}")).collect();
    write(folder.path(), "wide.csv", &[&["point"][..], &strs(&names)].concat(), &wide.collect::<Vec<_>>());
    let mut long: Vec<Vec<f64>> = (0..8)
        .flat_map(|replicate| (0..rows.len()).map(move |at| (at, replicate)))
        .map(|(at, replicate)| [rows[at].clone(), vec![replicate as f64 + 1.0, y(at, replicate)]].concat())
        .collect();
    long.reverse();
    let heads = ["point", "sample", "matrix", "exchanged", "x1", "x2", "x3", "replicate", "y"];
    write(folder.path(), "long.csv", &heads, &long);
    let outcomes = names.join(",");
    let wide = ["sobol", "--rows", "wide.csv", "--design", "points.csv", "--outcome", &outcomes];
    let (wide, _) = analyse(folder.path(), &wide);
    let (long, said) = analyse(folder.path(), &["sobol", "--rows", "long.csv", "--outcome", "y"]);
    assert_eq!(wide.found, long.found);
    let Found::Sobol(indices) = &long.found else { panic!("{long:?}") };
    assert_eq!(indices.shape.replicates, 8);
    holds_all(indices);
    // Variance of the function 13.8446, of the noise 16.
    holds(indices.chance_share.expect("replicates"), 16.0 / (16.0 + 13.844_6));
    assert!(said.contains("Of the variance of single runs"), "{said}");
}

#[test]
fn elementary_effects_of_a_linear_function_are_its_slopes() {
    let parameters = "\"a.b\" = { low = 0, high = 10 }\nc = { distribution = \"uniform\", low = -1, high = 1 }\nd = { low = 5, high = 6 }\n";
    let folder = folder(parameters);
    for extra in [&["--levels", "4"][..], &["--radial"]] {
        let (mut heads, mut rows) = design(folder.path(), &[&["morris", "--trajectories", "6"], extra].concat());
        assert_eq!(heads, ["point", "from", "moved", "step", "a.b", "c", "d"]);
        assert_eq!(rows.len(), 6 * 4);
        rows.iter_mut().for_each(|row| row.push(2.0 * row[4] - 3.0 * row[5]));
        heads.push("y".into());
        rows.reverse();
        write(folder.path(), "rows.csv", &strs(&heads), &rows);
        let (found, said) = analyse(folder.path(), &["morris", "--rows", "rows.csv", "--outcome", "y"]);
        let Found::Morris { effects, chance: None } = &found.found else { panic!("{found:?}") };
        for (effect, known) in effects.parameters.iter().zip([20.0, -6.0, 0.0]) {
            assert!((effect.mu.value - known).abs() < 1e-9 && effect.sigma.value < 1e-6, "{effect:?}");
        }
        assert!(said.contains("a.b"), "{said}");
    }
}

#[test]
fn pawn_takes_any_table_and_leaves_nulls_out() {
    let folder = folder(ANGLES);
    let (heads, rows) = design(folder.path(), &["lhs", "--points", "2000"]);
    assert_eq!(heads, ["point", "x1", "x2", "x3"]);
    let mut text = "name,x1,x2,x3,y\n".to_owned();
    for (at, row) in rows.iter().enumerate() {
        let y = if at % 100 == 0 { String::new() } else { (row[1] + 0.01 * row[2]).to_string() };
        text += &format!("run {at},{},{},{},{y}\n", row[1], row[2], row[3]);
    }
    std::fs::write(folder.path().join("any.csv"), text).expect("a table");
    let (found, said) = analyse(folder.path(), &["pawn", "--rows", "any.csv", "--outcome", "y"]);
    let Found::Pawn(pawn) = &found.found else { panic!("{found:?}") };
    assert_eq!((found.nulls, pawn.points, found.parameters.len()), (20, 1980, 3));
    assert!(pawn.parameters[0].median.value > 0.4 && pawn.parameters[2].median.value < 1.5 * pawn.dummy.median);
    assert!(said.contains("20 rows in which the outcome or a parameter is null are left out"), "{said}");
    let (found, _) = analyse(folder.path(), &["pawn", "--rows", "any.csv", "--outcome", "y", "--parameters", "x3,x1"]);
    assert_eq!(found.parameters.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["x3", "x1"]);
}

#[test]
fn pawn_takes_the_rows_of_a_run_and_prim_is_discover() {
    let folder = folder("");
    run(folder.path(), &["run", "builtin:essay", "--runs", "400", "--no-plots", "--out", "runs"]).success();
    let (found, said) =
        analyse(folder.path(), &["pawn", "--rows", "runs", "--outcome", "alliance_2050", "--slices", "4"]);
    assert!(matches!(found.found, Found::Pawn(_)) && found.outcome.yes_no);
    assert!(said.contains("weight of security in the utility of a level  (weights.v_sec)"), "{said}");
    let sizes = ["--method", "sobol", "--base-samples", "4", "--rows", "outcomes", "--out", "sobol"];
    run(folder.path(), &[&["sensitivity", "--outcome", "alliance_2050"], &sizes[..]].concat()).success();
    let said = refused(folder.path(), &["pawn", "--rows", "sobol", "--outcome", "alliance_2050"]);
    assert!(said.contains("of a sobol, whose points share their random streams"), "{said}");
    let done =
        run(folder.path(), &["analyse", "prim", "--rows", "runs", "--outcome", "alliance_2050", "--out", "boxes"])
            .success();
    assert!(text(&done.get_output().stdout).contains("Scenario discovery (PRIM) in runs"));
    assert!(folder.path().join("boxes/findings.json").exists());
}

#[test]
fn grids_go_from_end_to_end_and_lhs_follows_the_distribution() {
    let folder = folder("a = { low = 0, high = 1 }\nb = { distribution = \"choice\", values = [2, 4, 8] }\n");
    let (heads, rows) = design(folder.path(), &["grid", "--levels", "2"]);
    assert_eq!(heads, ["point", "a", "b"]);
    let values: Vec<&[f64]> = rows.iter().map(|row| &row[1..]).collect();
    assert_eq!(values, [[0.0, 2.0], [0.0, 4.0], [0.0, 8.0], [1.0, 2.0], [1.0, 4.0], [1.0, 8.0]]);
    let (_, rows) = design(folder.path(), &["lhs", "--points", "30"]);
    assert_eq!(rows.iter().filter(|row| row[2] == 4.0).count(), 10);
}

#[test]
fn a_design_says_what_to_do_next_and_overwrites_nothing() {
    let folder = folder(ANGLES);
    let arguments = ["design", "sobol", "--parameters", "parameters.toml", "--points", "4", "--out", "points.csv"];
    let done = run(folder.path(), &arguments).success();
    let said = text(&done.get_output().stdout);
    assert!(
        said.contains("points.csv written: 20 points of 3 parameters.")
            && said.contains("realpolitik analyse sobol --rows points.csv"),
        "{said}"
    );
    let done = run(folder.path(), &arguments).code(2);
    assert!(text(&done.get_output().stderr).contains("points.csv is there already"));
}

#[test]
fn designs_that_cannot_be_are_refused() {
    let cases = [
        (ANGLES, vec!["morris", "--trajectories", "4", "--levels", "5"], "an even number needed"),
        (ANGLES, vec!["sobol", "--points", "0"], "write a whole number from 1 to 1000000000, such as 1024"),
        (ANGLES, vec!["grid", "--levels", "1"], "levels: 1 given, at least 2 needed"),
        (ANGLES, vec!["grid", "--levels", "100000"], "take fewer points"),
        (ANGLES, vec!["saltelli", "--points", "4"], "unrecognized subcommand"),
        ("a = { distribution = \"normal\", mean = 0, sd = 1 }", vec!["grid", "--levels", "3"], "`a` has no ends"),
        ("a = 3", vec!["lhs", "--points", "3"], "`a` must be a range or a distribution, not 3"),
        (
            "replicate = { low = 0, high = 1 }",
            vec!["lhs", "--points", "3"],
            "`replicate` is the name of a column of the design",
        ),
    ];
    for (parameters, arguments, expected) in cases {
        let folder = folder(parameters);
        let rest = ["--parameters", "parameters.toml", "--out", "points.csv"];
        let done = run(folder.path(), &[&["design"], &arguments[..], &rest].concat()).code(2);
        let said = text(&done.get_output().stderr);
        assert!(said.contains(expected), "{said}");
        assert!(!folder.path().join("points.csv").exists());
    }
    let folder = folder("");
    let done =
        run(folder.path(), &["design", "lhs", "--parameters", "none.toml", "--points", "3", "--out", "p.csv"]).code(2);
    assert!(text(&done.get_output().stderr).contains("there is no file none.toml"));
}

/// Rows of a small Sobol' design with the outcome y = x1, changed in one way.
fn spoilt(change: impl Fn(&mut Vec<&str>, &mut Vec<Vec<f64>>)) -> (tempfile::TempDir, String) {
    let folder = folder(ANGLES);
    let (_, mut rows) = design(folder.path(), &["sobol", "--base-samples", "4"]);
    rows.iter_mut().for_each(|row| row.push(row[4]));
    let mut heads = vec!["point", "sample", "matrix", "exchanged", "x1", "x2", "x3", "y"];
    change(&mut heads, &mut rows);
    write(folder.path(), "rows.csv", &heads, &rows);
    let said = refused(folder.path(), &["sobol", "--rows", "rows.csv", "--outcome", "y"]);
    (folder, said)
}

#[test]
fn rows_that_are_not_those_of_the_design_are_refused() {
    let cases: [(&str, fn(&mut Vec<&str>, &mut Vec<Vec<f64>>)); 9] = [
        ("there is no column `y`; ", |heads, _| heads[7] = "outcome"),
        ("there is no column `sample`; `realpolitik design sobol` writes it", |heads, _| heads[1] = "base"),
        ("there is no column `point`, which `realpolitik design` writes", |heads, _| heads[0] = "row"),
        ("point 7 lacks a row", |_, rows| drop(rows.remove(7))),
        ("line 22 is of point 3 again", |_, rows| rows.push(rows[3].clone())),
        ("19 points are not a whole Sobol' design of 3 parameters", |_, rows| drop(rows.pop())),
        ("in line 4 the value of `x2`", |heads, rows| {
            heads.swap(4, 5);
            rows.iter_mut().for_each(|row| row.swap(4, 5));
        }),
        ("in line 5 the value of `x1`", |_, rows| rows[3][4] = 1.5),
        ("must hold whole numbers from 0 on, and does not in line 3", |_, rows| rows[1][0] = -1.0),
    ];
    for (expected, change) in cases {
        let (_folder, said) = spoilt(change);
        assert!(said.contains(expected), "{said}");
    }
    let folder = folder(ANGLES);
    design(folder.path(), &["morris", "--trajectories", "3"]);
    let said = refused(folder.path(), &["sobol", "--rows", "points.csv", "--outcome", "x1"]);
    assert!(said.contains("there is no column `sample`"), "{said}");
    write(folder.path(), "short.csv", &["y"], &[vec![1.0], vec![2.0]]);
    let said = refused(folder.path(), &["morris", "--rows", "short.csv", "--design", "points.csv", "--outcome", "y"]);
    assert!(said.contains("2 rows for 12 points, and no column `point`"), "{said}");
    let said = refused(folder.path(), &["pawn", "--rows", "short.csv", "--outcome", "y"]);
    assert!(said.contains("no column of numbers besides `y`"), "{said}");
    std::fs::write(folder.path().join("null.csv"), format!("y\n{}NA\n", "1\n".repeat(11))).expect("a table");
    let said = refused(folder.path(), &["morris", "--rows", "null.csv", "--design", "points.csv", "--outcome", "y"]);
    assert!(said.contains("the outcome `y` is null in line 13") && said.contains("or pawn"), "{said}");
}

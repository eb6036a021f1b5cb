//! The digests of short runs, recorded. A change of the model, of a draw or of a shipped scenario moves them, and no
//! other change may: not another lane width, nor a processor without AVX2 (`tests/builds.sh` runs this test so).

use realpolitik::design::MonteCarlo;
use realpolitik::engine::Worker;
use realpolitik::output::digest;
use realpolitik::scenario::{BUILTIN, parse};

/// Runs of each scenario: not a multiple of 16 or 32.
const RUNS: u64 = 200;

/// For a person to look at when they change: `UPDATE=1 cargo test --release golden`.
#[test]
fn golden_digests() {
    let mut text = format!("# scenario, runs {RUNS}, seed 42: digest of rows, digest of series\n");
    for (name, source) in BUILTIN {
        let scenario = parse(source).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
        let (rows, counts) = Worker::new(&scenario, &MonteCarlo { runs: RUNS }, 42).run(0..RUNS);
        let rows = digest::rows(&scenario, &[digest::block(&rows)]);
        text.push_str(&format!("{name} {rows} {}\n", digest::series(&counts)));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/digests.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(path).expect("the golden file is there");
    assert_eq!(
        text, golden,
        "if the change is meant: UPDATE=1 cargo test --release golden, and say so in CHANGELOG.md"
    );
}

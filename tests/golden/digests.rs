//! The digests of short runs of all shipped scenarios, as a text. Used by `tests/golden.rs` and by `tests/digests`.

use realpolitik::design::MonteCarlo;
use realpolitik::engine::Worker;
use realpolitik::output::digest;
use realpolitik::scenario::{BUILTIN, parse};

/// Runs of each scenario: not a multiple of 16 or 32.
const RUNS: u64 = 200;

/// A line a scenario, below a headline.
pub fn digests() -> String {
    let mut text = format!("# scenario, runs {RUNS}, seed 42: digest of rows, digest of series\n");
    for (name, source) in BUILTIN {
        let scenario = parse(source).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
        let (rows, counts) = Worker::new(&scenario, &MonteCarlo { runs: RUNS }, 42).run(0..RUNS);
        let rows = digest::rows(&scenario, &[digest::block(&rows)]);
        text.push_str(&format!("{name} {rows} {}\n", digest::series(&counts)));
    }
    text
}

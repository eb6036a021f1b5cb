//! Results do not depend on the step beyond the error that `docs/ODD.md`, section 8 (a), states.

use super::support::{RARE, builtin, mean, rows};
use statrs::distribution::{ContinuousCDF, Normal};

const RUNS: u64 = 8_000;

/// Steps a year, and how far a share of runs, and a mean in standard deviations, may be from those at 16 steps a year.
const STATED: [(u32, f64, f64); 3] = [(2, 0.046, 0.30), (4, 0.020, 0.19), (8, 0.008, 0.09)];

#[test]
fn steps_of_a_half_to_a_sixteenth_agree_within_the_stated_error() {
    let run = |steps: u32| {
        let essay = builtin("essay", &[&format!("time.steps_per_year={steps}")]);
        let rows = rows(&essay, 1, RUNS);
        (essay.outcomes, rows.outcomes)
    };
    let (fine, coarse) = std::thread::scope(|scope| {
        let fine = scope.spawn(|| run(16));
        let coarse = STATED.map(|(steps, ..)| run(steps));
        (fine.join().expect("the runs end"), coarse)
    });
    let rare = Normal::standard().inverse_cdf(1.0 - RARE / 2.0);
    for ((steps, of_share, of_mean), (outcomes, columns)) in STATED.into_iter().zip(coarse) {
        for ((outcome, a), b) in outcomes.iter().zip(&columns).zip(&fine.1) {
            let values = |column: &realpolitik::engine::Column| -> Vec<f64> {
                (0..column.values.len()).filter_map(|row| column.get(row)).collect()
            };
            let ((ma, sa), (mb, sb)) = (mean(&values(a)), mean(&values(b)));
            let stated = if outcome.is_yes_no() { of_share } else { of_mean * sb * (values(b).len() as f64).sqrt() };
            let chance = rare * (sa * sa + sb * sb).sqrt();
            assert!((ma - mb).abs() <= stated + chance, "{} at {steps}: {ma}, at 16: {mb}", outcome.id);
        }
    }
}

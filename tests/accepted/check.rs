//! Runs a scenario and looks at all that it leaves.

use realpolitik::design::MonteCarlo;
use realpolitik::engine::{Column, SeriesCounts, Worker};
use realpolitik::scenario::{Outcome, Quantity, Reduction, Scenario};

/// Runs of each scenario: more than fit the lanes at once, and not a multiple of them.
const RUNS: u64 = 37;

/// What rounding may add to a mean of numbers between bounds, as a share of them.
const ROUNDING: f64 = 1e-12;

/// Runs it, and says what is wrong with the rows and the counts.
pub fn runs(scenario: &Scenario, seed: u64) -> Result<(), String> {
    let design = MonteCarlo { runs: RUNS };
    let (rows, counts) = Worker::new(scenario, &design, seed).run(0..RUNS);
    for ((slot, parameter), column) in scenario.in_rows().zip(&rows.parameters) {
        let allowed = scenario.entry(slot).allowed;
        if let Some(x) = column.values.iter().find(|x| !allowed.contains(**x)) {
            return Err(format!("`{}` is drawn as {x:e}; allowed: {allowed}", parameter.path));
        }
    }
    for (outcome, column) in scenario.outcomes.iter().zip(&rows.outcomes) {
        check(scenario, outcome, column)?;
    }
    let series = scenario.all_series();
    assert_eq!((rows.len() as u64, counts.len()), (RUNS, series.len()));
    for (series, counts) in series.iter().zip(&counts) {
        if series.instants(scenario.time) * (series.bins + 2) != counts.counts.len() {
            return Err(format!("the series {} has {} counts", series.id, counts.counts.len()));
        }
        sums(&series.id, counts)?;
    }
    Ok(())
}

fn sums(id: &str, counts: &SeriesCounts) -> Result<(), String> {
    let wrong = counts.counts.chunks_exact(counts.width).position(|row| row.iter().sum::<u64>() != RUNS);
    wrong.map_or(Ok(()), |instant| Err(format!("the counts of {id} at instant {instant} do not sum to the runs")))
}

fn check(scenario: &Scenario, outcome: &Outcome, column: &Column) -> Result<(), String> {
    let (low, high) = range(scenario, outcome);
    let slack = if outcome.is_whole() { 0.0 } else { ROUNDING * low.abs().max(high.abs()).min(1e6) };
    assert_eq!((column.values.len(), column.valid.len()), (RUNS as usize, RUNS as usize));
    for run in 0..column.values.len() {
        let what =
            || format!("run {run}: the outcome {} ({:?}, {:?})", outcome.id, outcome.quantity, outcome.reduction);
        match column.get(run) {
            None if outcome.can_be_null() => {}
            None => return Err(format!("{} is null", what())),
            Some(x) if !x.is_finite() => return Err(format!("{} is {x}", what())),
            Some(x) if x < low - slack || x > high + slack => {
                return Err(format!("{} is {x:e}, not from {low} to {high}", what()));
            }
            Some(x) if outcome.is_whole() && x.fract() != 0.0 => return Err(format!("{} is {x}", what())),
            Some(_) => {}
        }
    }
    Ok(())
}

/// What an outcome can be: its bounds, or what its quantity says where it has none.
fn range(scenario: &Scenario, outcome: &Outcome) -> (f64, f64) {
    let (time, parties) = (scenario.time, scenario.actors.len() + scenario.partners.len());
    let of_quantity = match outcome.quantity {
        Quantity::PartnerRank(..) => (1.0, parties as f64),
        _ => (0.0, f64::MAX),
    };
    match (outcome.bounds(), outcome.reduction) {
        (Some(bounds), _) => bounds,
        (None, Reduction::FirstDate(_)) => (time.start, time.end),
        (None, Reduction::At(_) | Reduction::Mean(..)) => of_quantity,
        (None, Reduction::TimeShare { .. }) => (0.0, 1.0),
        (None, _) => (-f64::MAX, f64::MAX),
    }
}

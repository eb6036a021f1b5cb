//! A calibration in words.

use super::{counted, figure, percent, shortened};
use crate::analysis::calibration::{Calibration, Ended, Learned, Match, Reach};
use std::fmt::Write;

/// Letters of a name in a table.
const NAME: usize = 40;

/// An effective sample size below this says little.
const FEW: f64 = 100.0;

/// The page.
pub(super) fn page(found: &Calibration) -> String {
    let mut out = search(found);
    out += &observed(found);
    out += &parameters(found);
    out += &others(found);
    out
}

/// How the search went.
fn search(found: &Calibration) -> String {
    let settings = &found.settings;
    let mut out = format!(
        "\nSearch: {}, {}, {}\n  {:>10}  {:>10}  {:>10}  {:>8}  {:>9}\n",
        counted(settings.particles, "particle"),
        counted(found.generations.len().saturating_sub(1) as u64, "generation"),
        counted(found.searched, "run"),
        "generation",
        "tolerance",
        "runs",
        "accepted",
        "effective"
    );
    for (at, generation) in found.generations.iter().enumerate() {
        let name = if at == 0 { "prior".to_owned() } else { at.to_string() };
        let tolerance = generation.tolerance.map_or_else(|| "-".to_owned(), |x| format!("{x:.4}"));
        let (runs, accepted, effective) = (generation.runs, percent(generation.acceptance), generation.effective);
        let _ = writeln!(out, "  {name:>10}  {tolerance:>10}  {runs:>10}  {accepted:>8}  {effective:>9.0}"); // A string takes all.
    }
    out += &format!("It ended because {}.\n", ended(found));
    if found.effective() < FEW {
        out += &format!(
            "The particles are worth only {:.0} independent ones: take more --particles, or fewer parameters with --over.\n",
            found.effective()
        );
    }
    out
}

fn ended(found: &Calibration) -> String {
    let settings = &found.settings;
    match found.ended {
        Ended::Tolerance if settings.tolerance == 0.0 => "all particles give what was observed exactly".to_owned(),
        Ended::Tolerance => format!("the tolerance of {} is reached", settings.tolerance),
        Ended::Generations => format!("there were to be no more generations than {}", settings.generations),
        Ended::Acceptance => format!(
            "at the next tolerance less than {} of the runs come near enough",
            percent(settings.least_acceptance)
        ),
        Ended::Runs => format!("the next generation would take more than {} runs in all", settings.most_runs),
        Ended::Lowest => "no lower tolerance leaves enough particles".to_owned(),
    }
}

/// What was observed, and what the model gives.
fn observed(found: &Calibration) -> String {
    let mut out = format!(
        "\nWhat was observed (medians and 90% intervals of runs)\n  {:<NAME$}  {:>9}  {:<26}  {:<26}\n",
        "outcome", "observed", "before", "after, in fresh runs"
    );
    out = out.trim_end().to_owned() + "\n";
    for one in &found.observed {
        let (id, value) = (shortened(&one.outcome.id, NAME), figure(one.value));
        let (before, after) = (spread(&one.prior.quantiles, &figure), spread(&one.predicted.quantiles, &figure));
        let line = format!("  {id:<NAME$}  {value:>9}  {before:<26}  {after:<26}");
        let _ = writeln!(out, "{}", line.trim_end()); // A string takes all.
    }
    if let [Some(before), Some(after)] = found.distance {
        out += &format!(
            "Median distance from it: {before:.3} before, {after:.3} in fresh runs after (1 is the scale of an outcome).\n"
        );
    }
    out.extend(found.observed.iter().filter_map(unreached));
    out
}

/// That the model does not come to what was observed.
fn unreached(one: &Match) -> Option<String> {
    let side = match one.reach {
        Reach::Reached => return None,
        Reach::Below => "below",
        Reach::Above => "above",
    };
    Some(format!(
        "The model does not reach `{}`: of the runs that came nearest, all lie {side} the observed {} (median {}). Whatever the\n\
         parameters, the posterior says what is least far off, and not what is right.\n",
        one.outcome.id,
        figure(one.value),
        figure(one.accepted.quantiles[2])
    ))
}

/// What was learned of the parameters, most learned first.
fn parameters(found: &Calibration) -> String {
    let (mut learned, still): (Vec<&Learned>, Vec<&Learned>) = found.parameters.iter().partition(|one| one.learned);
    learned.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    let mut out = String::from("\nWhat was learned\n");
    if !learned.is_empty() {
        let _ = writeln!(out, "  {:<NAME$}  {:<26}  {:<26}  {:>6}", "parameter", "before", "after", "sd"); // A string takes all.
    }
    for one in &learned {
        let (name, before) = (shortened(&one.parameter.name, NAME), spread(&one.prior.quantiles, &figure));
        let (after, ratio) = (spread(&one.posterior.quantiles, &figure), one.posterior.sd / one.prior.sd);
        let _ = writeln!(out, "  {name:<NAME$}  {before:<26}  {after:<26}  {ratio:>6.2}"); // A string takes all.
    }
    if !learned.is_empty() {
        out += "sd: standard deviation after, as a share of that before.\n";
    }
    if !still.is_empty() {
        let names: Vec<&str> = still.iter().map(|one| one.parameter.name.as_str()).collect();
        out += &format!(
            "Nothing was learned of {} of {}: {}.\n{}.\n",
            still.len(),
            counted(found.parameters.len() as u64, "parameter"),
            names.join(", "),
            super::capital(&unmoved(found))
        );
    }
    out
}

/// What is known of parameters of which nothing was learned.
pub(super) fn unmoved(found: &Calibration) -> String {
    format!("their posterior is the prior, as far as {:.0} independent particles can tell", found.effective())
}

/// The other outcomes, as the calibrated model has them.
fn others(found: &Calibration) -> String {
    if found.others.is_empty() {
        return String::new();
    }
    let each = counted(found.replicates, "fresh run");
    let mut out = format!("\nOther outcomes after calibration ({each} of each particle; means with 95% intervals)\n");
    for one in found.others.iter().filter(|one| one.estimate.count > 0) {
        let e = &one.estimate;
        let value = super::with_interval(figure(e.value), [e.low, e.high], figure);
        let _ = writeln!(out, "  {:<NAME$}  {value}", shortened(&one.outcome.id, NAME)); // A string takes all.
    }
    if out.contains("[—]") {
        out += super::NO_INTERVAL;
    }
    out
}

/// A median with the ends of the interval that holds 90%.
fn spread(quantiles: &[f64; 5], say: &dyn Fn(f64) -> String) -> String {
    format!("{} [{}, {}]", say(quantiles[2]), say(quantiles[0]), say(quantiles[4]))
}

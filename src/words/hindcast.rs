//! A hindcast in words.

use super::{capital, counted, figure, percent, plain, shortened};
use crate::analysis::hindcast::{Against, Baseline, Forecast, Group, Hindcast, INTERVALS};
use std::fmt::Write;

/// Letters of a name in a table.
const NAME: usize = 34;

/// The most outcomes that are listed.
const MOST: usize = 40;

/// The page.
pub(super) fn page(found: &Hindcast) -> String {
    coverage(found) + &kinds(found) + &listed(found) + &left_out(found)
}

/// How often what came lies within the intervals.
fn coverage(found: &Hindcast) -> String {
    let all = found.outcomes.len() as u64;
    let mut out = format!("\nWhat came, against the runs ({})\n", counted(all, "outcome"));
    for ((level, _), within) in INTERVALS.iter().zip(found.covered()) {
        let share = within as f64 / all.max(1) as f64;
        let _ = writeln!(out, "  within the central {:>3}: {within} of {all} ({})", percent_of(*level), percent(share)); // A string takes all.
    }
    out + "Outcomes of one history depend on each other, and discrete ones lie within more often: these shares are no test.\n"
}

/// A level of an interval, without decimals that are 0.
pub(super) fn percent_of(level: f64) -> String {
    format!("{}%", plain(100.0 * level))
}

/// Scores by kind, against the baselines.
fn kinds(found: &Hindcast) -> String {
    let mut out = format!(
        "\nScores by kind (CRPS: less is better; log score: minus the logarithm of the probability or density)\n  {:<NAME$}  {:>4}  {:>9}  {:>11}  {:>11}  {:>8}\n",
        "kind", "n", "model", "persistence", "random walk", "log"
    );
    for group in &found.groups {
        let line = format!(
            "  {:<NAME$}  {:>4}  {:>9}  {:>11}  {:>11}  {:>8}",
            shortened(&group.name, NAME),
            group.count,
            figure(group.crps),
            of_baseline(&group.against[0]),
            of_baseline(&group.against[1]),
            group.log.map_or_else(|| "-".to_owned(), |(log, _)| figure(log))
        );
        let _ = writeln!(out, "{}", line.trim_end()); // A string takes all.
    }
    out.extend(found.groups.iter().flat_map(verdicts));
    out + "Persistence: the last value before the start stays. Random walk: with drift, fitted to the values before the start; for yes\n\
           or no a chain of two states. A dash: no baseline, since the file has too little of before the start.\n"
}

fn of_baseline(against: &Against) -> String {
    if against.count == 0 { "-".to_owned() } else { figure(against.baseline) }
}

/// Which forecast is nearer, a sentence a kind.
fn verdicts(group: &Group) -> Option<String> {
    let said: Vec<String> = Baseline::ALL
        .iter()
        .zip(&group.against)
        .filter(|(_, against)| against.count > 0)
        .map(|(baseline, against)| {
            let name = baseline.name();
            let some = if against.count < group.count { format!(" of {}", against.count) } else { String::new() };
            match against.skill() {
                _ if against.model == against.baseline => format!("as good as {name}{some}"),
                Some(skill) if skill > 0.0 => format!("better than {name}{some} by {}", percent(skill)),
                Some(skill) if skill > -1.0 => format!("worse than {name}{some} by {}", percent(-skill)),
                Some(skill) => format!("worse than {name}{some}: {} times its score", figure(1.0 - skill)),
                None => format!("worse than {name}{some}, which is exactly right"),
            }
        })
        .collect();
    (!said.is_empty()).then(|| format!("{}: {}.\n", capital(&group.name), said.join("; ")))
}

/// Outcomes beyond the widest interval where there are many, else all.
fn listed(found: &Hindcast) -> String {
    let all = found.outcomes.len() <= MOST;
    let missed: Vec<&Forecast> = found.missed().collect();
    let (title, rows): (&str, Vec<&Forecast>) = if all {
        ("Outcomes", found.outcomes.iter().collect())
    } else {
        ("Beyond the 95% interval of the runs", missed)
    };
    if rows.is_empty() {
        return "\nNothing that came lies beyond the 95% interval of the runs.\n".to_owned();
    }
    let mut out = format!("\n{title} (median and 95% interval of runs; of yes or no the probability)\n");
    for one in rows.iter().take(MOST) {
        let far = if one.model.covered[INTERVALS.len() - 1] { "" } else { "  beyond it" };
        let _ = writeln!(
            out,
            "  {:<NAME$}  came {:>9}  runs {}{far}",
            shortened(&one.outcome.id, NAME),
            came(one),
            runs(one)
        ); // A string takes all.
    }
    if rows.len() > MOST {
        out += &format!("and {} more, in findings.json\n", rows.len() - MOST);
    }
    out
}

/// What came, as one would write it.
fn came(one: &Forecast) -> String {
    match one.came {
        None => "none".to_owned(),
        Some(x) if one.binary => if x > 0.5 { "yes" } else { "no" }.to_owned(),
        Some(x) if one.due.is_none() => plain(x),
        Some(x) => figure(x),
    }
}

/// What the runs say.
fn runs(one: &Forecast) -> String {
    if one.binary {
        return figure(one.model.mean);
    }
    let back = |x: f64| if one.logarithm { crate::lanes::exp(x) } else { x };
    let say = |x: f64| if one.due.is_none() { plain(x) } else { figure(back(x)) };
    let q = &one.model.quantiles;
    let none = 1.0 - one.count as f64 / one.runs.max(1) as f64;
    let none = if one.due.is_none() { format!("; none in {} of them", percent(none)) } else { String::new() };
    format!("{} [{}, {}]{none}", say(q[3]), say(q[0]), say(q[6]))
}

/// What could not be scored.
fn left_out(found: &Hindcast) -> String {
    if found.unscored.is_empty() {
        return String::new();
    }
    format!("\nNot scored, since no run has a value or none was observed: {}.\n", found.unscored.join(", "))
}

//! Findings as an answer: two sentences with numbers, from what an analysis says of itself. What a sentence cannot say for
//! want of runs is left out, and then there may be one.

mod moved;
mod rows;
mod varied;

use super::{counted, figure, percent, signed};
use crate::analysis::estimate::{Estimate, Subject};
use crate::analysis::{Findings, Study};

/// The sentences, the answer first.
#[must_use]
pub fn answer(study: &Study) -> Vec<String> {
    match &study.findings {
        Findings::Audit(found) => moved::audit(found),
        Findings::Sweep(found) => moved::sweep(found),
        Findings::Tip(found) => moved::tip(found),
        Findings::Sensitivity(found) => varied::sensitivity(found),
        Findings::Calibrate(found) => varied::calibrate(found),
        Findings::Discover(found) => rows::discover(found),
        Findings::Compare(found) => rows::compare(found),
        Findings::Hindcast(found) => rows::hindcast(found),
        Findings::Why(found) => rows::why(found),
    }
}

/// What a study is of, in a few words that tell it from another of its kind.
#[must_use]
pub fn subject(study: &Study) -> String {
    let text = |outcome: &Subject| outcome.text.clone();
    match &study.findings {
        Findings::Audit(found) => found.games.first().map(|game| text(&game.outcome)).unwrap_or_default(),
        Findings::Sweep(found) => {
            let outcome = found.surfaces.first().map(|surface| text(&surface.outcome)).unwrap_or_default();
            let axes: Vec<&str> = found.axes.iter().map(|axis| axis.name.as_str()).collect();
            format!("{outcome}, over {}", axes.join(" and "))
        }
        Findings::Tip(found) => format!("{} at {}", super::tip::what(found), percent(found.level)),
        Findings::Sensitivity(found) => text(&found.outcome),
        Findings::Discover(found) => format!("{}{}", found.outcome.text, found.event.words()),
        Findings::Why(found) => super::why::what(found),
        Findings::Compare(found) => format!("{} and {}", found.a.name, found.b.name),
        Findings::Calibrate(_) | Findings::Hindcast(_) => study.about.title.clone(),
    }
}

/// What an outcome is on average, as the subject of a sentence.
fn mean_of(outcome: &Subject) -> String {
    format!("The {} of {}", if outcome.yes_no { "probability" } else { "mean" }, named(outcome))
}

/// An outcome in its words, with its unit.
fn named(outcome: &Subject) -> String {
    let text = if outcome.text.is_empty() { &outcome.id } else { &outcome.text };
    let unit = outcome.unit.as_str();
    if outcome.yes_no || unit.is_empty() || unit == "1" {
        format!("“{text}”")
    } else {
        format!("“{text}” ({unit})")
    }
}

/// A value of an outcome: a probability as a percentage, a number as it is.
fn value(outcome: &Subject, x: f64) -> String {
    if outcome.yes_no { percent(x) } else { figure(x) }
}

/// A difference with its interval: of probabilities in percentage points.
fn change(outcome: &Subject, [x, low, high]: [f64; 3]) -> String {
    if !outcome.yes_no {
        return interval(x, low, high, signed);
    }
    let points = |x: f64| super::signed_to(100.0 * x, 1);
    format!("{} percentage points (95% interval {} to {})", points(x), points(low), points(high))
}

/// A mean with its interval.
fn estimate(outcome: &Subject, e: &Estimate) -> String {
    let (x, [low, high]) = (value(outcome, e.value), [e.low, e.high].map(|x| value(outcome, x)));
    if e.count == 0 {
        "without a value in any run".to_owned()
    } else if e.low == e.high {
        x
    } else {
        format!("{x} (95% interval {low} to {high})")
    }
}

/// A number with its interval.
fn interval(x: f64, low: f64, high: f64, say: fn(f64) -> String) -> String {
    format!("{} (95% interval {} to {})", say(x), say(low), say(high))
}

/// Of so many things some are of a kind: `3 of 12 claims`.
fn part(some: usize, all: usize, what: &str) -> String {
    format!("{some} of {}", counted(all as u64, what))
}

/// The verb that agrees with so many: of `["does", "do"]` the first where it is one.
fn agreed(n: usize, [one, many]: [&'static str; 2]) -> &'static str {
    if n == 1 { one } else { many }
}

#[cfg(test)]
mod tests;

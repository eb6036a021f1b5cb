//! Numbers and distributions, checked against what the registry allows.

use super::super::Value;
use super::super::diagnostic::{Log, Problem, did_you_mean};
use super::super::distribution::{Distribution, Shape};
use super::super::format::DISTRIBUTIONS;
use super::super::registry::{Allowed, Entry, Unit};
use super::super::tree::{Kind, Node, Span, Table};
use super::fields::{Fields, number, wrong_type};
use super::limits::MAX_CHOICES;

/// What must be left of a distribution that is truncated.
const LEAST_MASS: f64 = 1e-6;

/// How much of an unbounded distribution may lie outside the allowed range without a word in the file.
const MOST_OUTSIDE: f64 = 1e-3;

/// Rounding that is forgiven in a sum of probabilities.
pub(super) const SUM_TOLERANCE: f64 = 1e-6;

/// Reads the value of a parameter: a number, or a table with a value or a distribution, and a source.
pub(super) fn parameter(entry: &Entry, node: &Node, path: &str, log: &mut Log) -> Option<(Value, Option<String>)> {
    let Kind::Table(table) = &node.kind else {
        return point(entry, node, path, log).map(|number| (Value::Point(number), None));
    };
    let mut fields = Fields::new(table, path);
    let source = fields.source(log).map(str::to_owned);
    let value = match (fields.has("value"), fields.has("distribution")) {
        (true, false) => fields.node("value").and_then(|node| point(entry, node, path, log)).map(Value::Point),
        (false, true) => drawn(entry, &mut fields, log).map(Value::Draw),
        (both, _) => {
            let what = if both { "has both `value` and" } else { "needs a `value` or a" };
            let message = format!("`{path}` {what} `distribution`");
            log.push(Problem::error(node.span, message).help(meaning(entry)));
            return None;
        }
    };
    let value = value?;
    fields.finish(log);
    Some((value, source))
}

/// One number in the allowed range; true and false stand for 1 and 0.
pub(super) fn point(entry: &Entry, node: &Node, path: &str, log: &mut Log) -> Option<f64> {
    let value = match node.kind {
        Kind::Flag(flag) if is_switch(entry) => f64::from(u8::from(flag)),
        Kind::Text(_) | Kind::Flag(_) | Kind::Date(_) | Kind::Array(_) => {
            log.push(wrong_type(path, node, "a number").help(meaning(entry)));
            return None;
        }
        _ => number(node, path, log)?,
    };
    check_point(entry, value, node.span, path, log).then_some(value)
}

fn check_point(entry: &Entry, value: f64, span: Span, path: &str, log: &mut Log) -> bool {
    let problem = if !entry.allowed.contains(value) {
        format!("`{path}` is {value}, outside what is allowed: {}{}", entry.allowed, unit(entry))
    } else if entry.unit == Unit::Level && value.fract() != 0.0 {
        format!("`{path}` is {value}, and must be a whole number")
    } else {
        return true;
    };
    log.push(Problem::error(span, problem).label(label(entry)).maybe_help(per_cent(entry, value)).help(meaning(entry)));
    false
}

fn label(entry: &Entry) -> String {
    format!("allowed: {}", entry.allowed)
}

fn unit(entry: &Entry) -> String {
    match entry.unit {
        Unit::One | Unit::Share => String::new(),
        unit => format!(" ({unit})"),
    }
}

/// What an entry means, for advice.
pub(super) fn meaning(entry: &Entry) -> String {
    let unit = if entry.unit == Unit::One { String::new() } else { format!("{}; ", entry.unit) };
    format!("`{}`: {} ({unit}{})", entry.name, entry.doc.trim_end_matches('.'), entry.allowed)
}

/// The share that a percentage may have meant.
fn per_cent(entry: &Entry, value: f64) -> Option<String> {
    let rate = matches!(entry.unit, Unit::Share | Unit::PerYear);
    let share = (value * 1e7).round() / 1e9;
    (rate && value.abs() > 1.0 && entry.allowed.contains(share))
        .then(|| format!("if this is in per cent, write {share}"))
}

/// True where only 0 and 1 are allowed.
pub(in super::super) fn is_switch(entry: &Entry) -> bool {
    matches!(entry.allowed, Allowed::OneOf([0.0, 1.0]))
}

fn drawn(entry: &Entry, fields: &mut Fields<'_>, log: &mut Log) -> Option<Distribution> {
    let (distribution, span) = distribution(fields, log)?;
    within(entry, distribution, span, fields, log)
}

/// A distribution with its bounds, whatever a parameter allows, and where its name stands.
pub(super) fn distribution(fields: &mut Fields<'_>, log: &mut Log) -> Option<(Distribution, Span)> {
    let name = fields.node("distribution")?;
    let shape = shape(name, fields, log)?;
    let (min, max) = bounds(&shape, fields, log)?;
    let distribution = Distribution { shape, min, max };
    let mass = mass(&distribution.shape, min, max);
    if mass < LEAST_MASS {
        let message = format!("`min` and `max` leave nothing of the distribution of `{}`", fields.here());
        log.push(Problem::error(fields.span(), message).help("move the bounds to where the distribution is"));
        return None;
    }
    Some((distribution, name.span))
}

fn shape(name: &Node, fields: &mut Fields<'_>, log: &mut Log) -> Option<Shape> {
    let Some(text) = name.text() else {
        log.push(wrong_type(&fields.path("distribution"), name, "a text in quotes"));
        return None;
    };
    match text {
        "normal" => {
            let (mean, sd) = (need(fields, "mean", log), positive(fields, "sd", log));
            Some(Shape::Normal { mean: mean?, sd: sd? })
        }
        "lognormal" => {
            let (median, log_sd) = (positive(fields, "median", log), positive(fields, "log_sd", log));
            Some(Shape::Lognormal { median: median?, log_sd: log_sd? })
        }
        "uniform" => {
            let (low, high) = low_high(fields, log)?;
            Some(Shape::Uniform { low, high })
        }
        "triangular" => triangular(fields, log),
        "beta" => beta(fields, log),
        "choice" => choice(fields, log),
        _ => {
            let problem = Problem::error(name.span, format!("there is no distribution `{text}`"));
            log.push(problem.maybe_help(did_you_mean(text, DISTRIBUTIONS.iter().map(|known| known.name))));
            None
        }
    }
}

fn need(fields: &mut Fields<'_>, key: &'static str, log: &mut Log) -> Option<f64> {
    fields.required(key, "1.0", log)?;
    fields.number(key, log)
}

fn positive(fields: &mut Fields<'_>, key: &'static str, log: &mut Log) -> Option<f64> {
    let value = need(fields, key, log)?;
    if value > 0.0 {
        return Some(value);
    }
    let span = fields.node(key).map_or(fields.span(), |node| node.span);
    log.push(Problem::error(span, format!("`{}` is {value}, and must be above 0", fields.path(key))));
    None
}

pub(super) fn low_high(fields: &mut Fields<'_>, log: &mut Log) -> Option<(f64, f64)> {
    let (low, high) = (need(fields, "low", log), need(fields, "high", log));
    ordered(low?, high?, fields, log)
}

fn ordered(low: f64, high: f64, fields: &Fields<'_>, log: &mut Log) -> Option<(f64, f64)> {
    if low < high {
        return Some((low, high));
    }
    let problem = Problem::error(fields.span(), format!("`low` is {low}, and must be below `high`, {high}"));
    log.push(problem.help("for a number that is known, give `value` alone"));
    None
}

fn triangular(fields: &mut Fields<'_>, log: &mut Log) -> Option<Shape> {
    let mode = need(fields, "mode", log);
    let (low, high) = low_high(fields, log)?;
    let mode = mode?;
    if (low..=high).contains(&mode) {
        return Some(Shape::Triangular { low, mode, high });
    }
    let span = fields.node("mode").map_or(fields.span(), |node| node.span);
    log.push(Problem::error(span, format!("`mode` is {mode}, and must lie between `low`, {low}, and `high`, {high}")));
    None
}

fn beta(fields: &mut Fields<'_>, log: &mut Log) -> Option<Shape> {
    let (alpha, beta) = (positive(fields, "alpha", log), positive(fields, "beta", log));
    let low = fields.number("low", log).unwrap_or(0.0);
    let high = fields.number("high", log).unwrap_or(1.0);
    let (low, high) = ordered(low, high, fields, log)?;
    Some(Shape::Beta { alpha: alpha?, beta: beta?, low, high })
}

fn choice(fields: &mut Fields<'_>, log: &mut Log) -> Option<Shape> {
    fields.required("values", "[1.0, 2.0]", log)?;
    let values = numbers(fields, "values", log)?;
    let probabilities = match fields.has("probabilities") {
        true => numbers(fields, "probabilities", log)?,
        false => vec![1.0 / values.len() as f64; values.len()],
    };
    let span = fields.span();
    let sum: f64 = probabilities.iter().sum();
    let fault = if values.is_empty() || values.len() > MAX_CHOICES {
        format!("a choice needs 1 to {MAX_CHOICES} values, not {}", values.len())
    } else if values.len() != probabilities.len() {
        format!("{} values, but {} probabilities", values.len(), probabilities.len())
    } else if probabilities.iter().any(|p| !(0.0..=1.0).contains(p)) {
        "probabilities must lie between 0 and 1".to_owned()
    } else if (sum - 1.0).abs() > SUM_TOLERANCE {
        format!("the probabilities sum to {sum}, and must sum to 1")
    } else {
        return Some(Shape::Choice { values, probabilities });
    };
    log.push(
        Problem::error(span, fault)
            .help("such as { distribution = \"choice\", values = [1, 2], probabilities = [0.3, 0.7] }"),
    );
    None
}

fn numbers(fields: &mut Fields<'_>, key: &'static str, log: &mut Log) -> Option<Vec<f64>> {
    let path = fields.path(key);
    let items = fields.array(key, log)?;
    items.iter().map(|item| number(item, &path, log)).collect()
}

/// `min` and `max`; infinite where they are not given.
fn bounds(shape: &Shape, fields: &mut Fields<'_>, log: &mut Log) -> Option<(f64, f64)> {
    if matches!(shape, Shape::Choice { .. }) {
        return Some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let (min, max) = (bound(fields, "min", f64::NEG_INFINITY, log), bound(fields, "max", f64::INFINITY, log));
    let (min, max) = (min?, max?);
    if min < max {
        return Some((min, max));
    }
    log.push(Problem::error(fields.span(), format!("`min` is {min}, and must be below `max`, {max}")));
    None
}

fn bound(fields: &mut Fields<'_>, key: &'static str, none: f64, log: &mut Log) -> Option<f64> {
    if fields.has(key) {
        return fields.number(key, log);
    }
    fields.skip(key);
    Some(none)
}

/// Checks that every draw is allowed. The tails of an unbounded shape are cut off at the allowed range where
/// next to nothing is lost; otherwise the file has to say so itself.
fn within(
    entry: &Entry,
    mut distribution: Distribution,
    span: Span,
    fields: &Fields<'_>,
    log: &mut Log,
) -> Option<Distribution> {
    let (least, most) = entry.allowed.bounds();
    let Distribution { shape, min, max } = &mut distribution;
    let tails = matches!(shape, Shape::Normal { .. } | Shape::Lognormal { .. });
    let discrete = matches!(entry.allowed, Allowed::OneOf(_)) || entry.unit == Unit::Level;
    let kept = mass(shape, *min, *max);
    let outside = 1.0 - mass(shape, min.max(least), max.min(most)) / kept;
    let tails = tails && !discrete;
    if tails && outside <= MOST_OUTSIDE {
        if *min == f64::NEG_INFINITY {
            *min = least;
        }
        if *max == f64::INFINITY {
            *max = most;
        }
    }
    let fault = fault(entry, &distribution, outside)?;
    if fault.is_empty() {
        return Some(distribution);
    }
    let message = format!("the distribution of `{}` {fault}", fields.here());
    let help = if tails { cut_off(entry, &distribution) } else { meaning(entry) };
    log.push(Problem::error(span, message).label(label(entry)).help(help));
    None
}

/// What is wrong with the support of a distribution; nothing if it is empty.
fn fault(entry: &Entry, distribution: &Distribution, outside: f64) -> Option<String> {
    let whole = entry.unit == Unit::Level;
    if let Shape::Choice { values, .. } = &distribution.shape {
        let bad = values.iter().find(|x| !entry.allowed.contains(**x) || whole && x.fract() != 0.0);
        return Some(bad.map(|x| format!("can take {x}, which is not allowed")).unwrap_or_default());
    }
    if whole || matches!(entry.allowed, Allowed::OneOf(_)) {
        return Some("must be a choice, since only some values are allowed".to_owned());
    }
    let (low, high) = distribution.support();
    let (least, most) = entry.allowed.bounds();
    // A draw from a continuous distribution never hits an end of its support.
    if low >= least && high <= most {
        return Some(String::new());
    }
    let share = if outside > 0.0 { format!(", with {}", percent(outside)) } else { String::new() };
    let tails = low == f64::NEG_INFINITY || high == f64::INFINITY;
    let what = if tails { "has tails".to_owned() } else { format!("reaches from {low} to {high},") };
    Some(format!("{what} beyond what is allowed{share}"))
}

fn percent(share: f64) -> String {
    if share < 0.001 { "less than 0.1% outside".to_owned() } else { format!("{:.1}% outside", 100.0 * share) }
}

fn cut_off(entry: &Entry, distribution: &Distribution) -> String {
    let (least, most) = entry.allowed.bounds();
    let (low, high) = distribution.support();
    let mut bounds = Vec::new();
    if low < least {
        bounds.push(format!("min = {least}"));
    }
    if high > most {
        bounds.push(format!("max = {most}"));
    }
    format!("cut it off with `{}`, or take another distribution; {}", bounds.join(", "), meaning(entry))
}

/// The probability between two bounds.
fn mass(shape: &Shape, min: f64, max: f64) -> f64 {
    if min < max { Distribution { shape: shape.clone(), min, max }.window().1 } else { 0.0 }
}

/// Reads `{ same_as = "path" }`.
pub(super) fn same_as<'t>(table: &'t Table, path: &str, log: &mut Log) -> Option<(&'t str, Span)> {
    let mut fields = Fields::new(table, path);
    let target = fields.text("same_as", log);
    let span = table.get("same_as").map_or(table.span, |node| node.span);
    fields.finish(log);
    target.map(|target| (target, span))
}

/// Checks a value that another parameter's slot would take.
pub(super) fn allows(entry: &Entry, value: &Value) -> bool {
    match value {
        Value::Point(x) => entry.allowed.contains(*x),
        Value::Draw(distribution) => {
            let (low, high) = distribution.support();
            let (least, most) = entry.allowed.bounds();
            low >= least && high <= most
        }
        // Their reach was checked against what every weight may be.
        Value::Normal { .. } | Value::Same(_) | Value::Derived => true,
    }
}

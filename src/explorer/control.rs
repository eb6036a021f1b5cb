//! What the page needs to offer a parameter: what it means, where its figure comes from, and how far it can be moved.

use crate::design::Target;
use crate::plot::brief;
use crate::scenario::registry::{Allowed, P, Unit};
use crate::scenario::{Parameter, Place, Scenario, Slot, Value};
use serde_json::{Value as Json, json};

/// Ranges of values that are allowed are offered whole up to this width; wider ones are cut around the value.
const WHOLE: f64 = 1.0;

/// How far around its value a number is offered, as a multiple of its size.
const AROUND: f64 = 3.0;

/// Steps of a slider, about.
const STEPS: f64 = 100.0;

/// The parameters that can be moved, in slot order: neither those that the model works out, nor the deviates of a posterior,
/// nor the discount of an episode that was never settled.
pub(super) fn all(scenario: &Scenario) -> impl Iterator<Item = Slot> {
    let settled = |place| matches!(place, Place::Episode(e) if scenario.ledger[e].settled.is_some());
    let movable = move |p: &Parameter| match p.parameter {
        P::Deviate => false,
        P::EpisodeDiscount => settled(p.place),
        _ => !matches!(p.value, Value::Derived),
    };
    scenario.slots.iter().enumerate().filter(move |(_, p)| movable(p)).map(|(at, _)| Slot(at as u32))
}

/// What a search looks through, in small letters.
pub(super) fn haystack(scenario: &Scenario, slot: Slot) -> String {
    let parameter = &scenario.slots[slot.0 as usize];
    let (path, doc) = (&parameter.path, scenario.entry(slot).doc);
    format!("{path} {} {} {doc}", path.replace(['.', '_'], " "), scenario.phrase(slot)).to_lowercase()
}

/// A parameter for the page.
pub(super) fn control(scenario: &Scenario, slot: Slot) -> Json {
    let parameter = &scenario.slots[slot.0 as usize];
    let entry = scenario.entry(slot);
    let (low, high) = reach(entry.allowed, &parameter.value, scenario.centre(slot));
    let target = Target::parameter(scenario, &parameter.path, slot);
    let choices = match entry.allowed {
        Allowed::OneOf(values) => values.to_vec(),
        _ => Vec::new(),
    };
    json!({
        "path": parameter.path,
        "phrase": scenario.phrase(slot),
        "doc": entry.doc,
        "unit": target.map_or_else(|_| entry.unit.to_string(), |target| target.unit),
        "allowed": entry.allowed.to_string(),
        "least": entry.allowed.bounds().0,
        "most": entry.allowed.bounds().1,
        "low": low,
        "high": high,
        "step": if entry.unit == Unit::Level { 1.0 } else { step(high - low) },
        "choices": choices,
        "default": scenario.centre(slot),
        "shipped": said(scenario, &parameter.value),
        "source": source(scenario, parameter),
    })
}

/// A value in words.
pub(super) fn said(scenario: &Scenario, value: &Value) -> String {
    if let Some(prior) = value.prior() {
        let [low, middle, high] = [0.05, 0.5, 0.95].map(|u| brief(prior.quantile(u)));
        return format!("drawn anew in every run: median {middle}, 90% from {low} to {high}");
    }
    match value {
        Value::Point(x) => format!("{x}"),
        Value::Same(other) => format!("as {}", scenario.slots[other.0 as usize].path),
        Value::Draw(_) | Value::Normal { .. } | Value::Derived => "worked out by the model".to_owned(),
    }
}

/// Where the figure of a parameter comes from: the full citation where the scenario has it.
pub(super) fn source(scenario: &Scenario, parameter: &Parameter) -> String {
    let Some(source) = &parameter.source else {
        return "not stated; the program's default where the file gives none".to_owned();
    };
    match scenario.sources.get(source) {
        Some(citation) => format!("{source}: {citation}"),
        None => source.clone(),
    }
}

/// The range of a slider: all that is allowed where that is narrow, else around the value or what it is drawn from.
fn reach(allowed: Allowed, value: &Value, centre: f64) -> (f64, f64) {
    let (least, most) = allowed.bounds();
    if most - least <= WHOLE || matches!(allowed, Allowed::OneOf(_)) || most - least <= 4.0 {
        return (least, most);
    }
    let around = if centre == 0.0 { 1.0 } else { AROUND * centre.abs() };
    let (low, high) = match value.prior() {
        Some(prior) => (prior.quantile(0.005), prior.quantile(0.995)),
        None => (centre - around, centre + around),
    };
    let low = if low > 0.0 || centre > 0.0 { low.max(0.0).min(centre / 10.0) } else { low };
    let (low, high) = (rounded(low).max(least), rounded(high).min(most));
    // What is allowed may lie above the least value, not at it.
    if allowed.contains(low) { (low, high) } else { (low + step(high - low), high) }
}

/// A number with two digits that say something, away from 0.
fn rounded(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return 0.0;
    }
    let unit = power(x.abs()) / 10.0;
    let steps = (x.abs() / unit).ceil() * unit;
    if x < 0.0 { -steps } else { steps }
}

/// A round step of which a width has about a hundred: 1, 2 or 5 times a power of ten.
fn step(width: f64) -> f64 {
    let least = if width > 0.0 && width.is_finite() { width / STEPS } else { 0.01 };
    let unit = power(least);
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * unit).find(|step| *step >= least).unwrap_or(10.0 * unit)
}

/// The power of ten at or below a number above 0.
fn power(x: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= x {
        power *= 10.0;
    }
    while power > x && power > 1e-12 {
        power /= 10.0;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{BUILTIN, parse};

    #[test]
    fn sliders_hold_the_value_as_shipped_and_nothing_that_is_not_allowed() {
        for (name, text) in BUILTIN {
            let scenario = parse(text).unwrap_or_else(|problems| panic!("{name}: {problems}")).scenario;
            for slot in all(&scenario) {
                let path = &scenario.slots[slot.0 as usize].path;
                let (allowed, centre) = (scenario.entry(slot).allowed, scenario.centre(slot));
                let (low, high) = reach(allowed, &scenario.slots[slot.0 as usize].value, centre);
                assert!(low <= centre && centre <= high, "{name} {path}: {centre} not in {low} to {high}");
                assert!(allowed.contains(low) && allowed.contains(high), "{name} {path}: {low} to {high}: {allowed}");
                let steps = (high - low) / step(high - low);
                assert!((19.0..=101.0).contains(&steps), "{name} {path}: {steps} steps from {low} to {high}");
            }
        }
    }

    #[test]
    fn steps_and_ends_are_round() {
        assert_eq!([step(1.0), step(200.0), step(0.3)].map(|s| (s * 1000.0).round()), [10.0, 2000.0, 5.0]);
        assert_eq!([rounded(10_476.0 * 4.0), rounded(-3.0), rounded(0.0)], [42_000.0, -3.0, 0.0]);
    }
}

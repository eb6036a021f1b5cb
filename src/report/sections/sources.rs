//! Where the figures of the scenario come from, as its file says.

use super::super::{Material, Part, Refused, Section, shade::Shades};
use super::section;
use crate::scenario::distribution::Shape;
use crate::scenario::registry::P;
use crate::scenario::{Parameter, Scenario, Value};
use askama::Template;

/// How a source begins that marks a guess.
const GUESS: &str = "guess";

#[derive(Template)]
#[template(path = "report/sources.html")]
struct Sources {
    figures: usize,
    guesses: usize,
    unsaid: usize,
    citations: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    what: String,
    path: String,
    value: String,
    source: String,
}

pub(super) fn sections(material: &Material, _: &mut Shades) -> Result<Vec<Section>, Refused> {
    let Some(plan) = &material.main().plan else { return Ok(Vec::new()) };
    let scenario = &plan.scenario;
    let stated: Vec<(usize, &Parameter)> = stated(scenario).collect();
    if stated.is_empty() {
        return Ok(Vec::new());
    }
    let (guesses, unsaid) = counts(scenario);
    let row = |(at, parameter): &(usize, &Parameter)| Row {
        what: scenario.phrase(crate::scenario::Slot(*at as u32)),
        path: parameter.path.clone(),
        value: value(scenario, &parameter.value),
        source: parameter.source.clone().unwrap_or_default(),
    };
    let sources = Sources {
        figures: stated.len(),
        guesses,
        unsaid,
        citations: scenario.sources.iter().map(|(key, text)| (key.clone(), text.clone())).collect(),
        rows: stated.iter().map(row).collect(),
    };
    Ok(section("sources", "Where the figures come from", vec![Part::of(&sources)?]))
}

/// The parameters that the scenario states: with a source, or drawn. What is inherited or derived, or stays at a default of the
/// program, is not among them.
fn stated(scenario: &Scenario) -> impl Iterator<Item = (usize, &Parameter)> {
    let states = |parameter: &Parameter| {
        let own = matches!(parameter.value, Value::Point(_) | Value::Draw(_) | Value::Normal { .. });
        own && parameter.parameter != P::Deviate
            && (parameter.source.is_some() || !matches!(parameter.value, Value::Point(_)))
    };
    scenario.slots.iter().enumerate().filter(move |(_, parameter)| states(parameter))
}

/// How many of the figures that the scenario states are guesses by its own word, and how many have no source.
pub(super) fn counts(scenario: &Scenario) -> (usize, usize) {
    let of = |is: fn(Option<&str>) -> bool| stated(scenario).filter(|(_, p)| is(p.source.as_deref())).count();
    (of(|source| source.is_some_and(|text| text.trim_start().starts_with(GUESS))), of(|source| source.is_none()))
}

/// How many figures the scenario states.
pub(super) fn all(scenario: &Scenario) -> usize {
    stated(scenario).count()
}

/// A source in full: the citation that its key stands for, or what is written in its place.
pub(super) fn cited(scenario: &Scenario, source: Option<&str>) -> String {
    let Some(source) = source else { return "none is given".to_owned() };
    scenario.sources.get(source).cloned().unwrap_or_else(|| source.to_owned())
}

/// A value in words.
pub(super) fn value(scenario: &Scenario, value: &Value) -> String {
    match value {
        Value::Point(x) => x.to_string(),
        Value::Draw(d) => {
            let shape = match &d.shape {
                Shape::Normal { mean, sd } => format!("normal, mean {mean}, standard deviation {sd}"),
                Shape::Lognormal { median, log_sd } => {
                    format!("lognormal, median {median}, standard deviation of the logarithm {log_sd}")
                }
                Shape::Uniform { low, high } => format!("uniform from {low} to {high}"),
                Shape::Triangular { low, mode, high } => format!("triangular, {low}, {mode}, {high}"),
                Shape::Beta { alpha, beta, low, high } => format!("beta {alpha}, {beta} from {low} to {high}"),
                Shape::Choice { values, .. } => {
                    format!("one of {}", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "))
                }
            };
            let bound = |word: &str, x: f64| if x.is_finite() { format!(", {word} {x}") } else { String::new() };
            format!("{shape}{}{}", bound("at least", d.min), bound("at most", d.max))
        }
        Value::Normal { mean, .. } => format!("estimated, {mean:.3} on average"),
        Value::Same(slot) => format!("as {}", scenario.label(*slot)),
        Value::Derived => "derived by the model".to_owned(),
    }
}

//! Outcomes, series and claims.

use serde_json::{Map, Value as Json, json};

use super::parts::{KEY, case, fields, object, reference, section};
use crate::scenario::format::{ABOUT, CLAIM, OUTCOME, PREDICTION, SERIES, SOURCE, WHEN};
use crate::scenario::kinds::{About, OUTCOME_KINDS, OutcomeKind};

/// Kinds of outcomes that take the same fields.
pub(super) struct Alike {
    /// The kind whose fields they take.
    pub like: &'static OutcomeKind,
    /// The names of the kinds.
    pub names: Vec<&'static str>,
}

/// Groups kinds by the fields that they take.
pub(super) fn alike(kinds: impl Iterator<Item = &'static OutcomeKind>) -> Vec<Alike> {
    let mut all: Vec<Alike> = Vec::new();
    for kind in kinds {
        match all.iter_mut().find(|known| known.like.about == kind.about && known.like.dates == kind.dates) {
            Some(known) => known.names.push(kind.name),
            None => all.push(Alike { like: kind, names: vec![kind.name] }),
        }
    }
    all
}

/// The fields that say what a kind is about.
pub(super) fn about(kind: &OutcomeKind) -> impl Iterator<Item = &'static str> {
    kind.about.iter().map(|about| about.name())
}

pub(super) fn outcome() -> Json {
    let mut outcome = object(fields(OUTCOME.iter().chain(ABOUT).chain(WHEN).chain([&SOURCE])));
    outcome["description"] = "An outcome: one number a run.".into();
    outcome["allOf"] = alike(OUTCOME_KINDS.iter())
        .iter()
        .map(|kinds| {
            let traded = kinds.like.about.contains(&About::Party("partner"));
            let more = ["kind", "text", "plot", "source"].into_iter().chain(traded.then_some("reporter"));
            only(kinds, more.chain(kinds.like.dates.fields().iter().copied()))
        })
        .collect();
    outcome["dependencies"] = forms_of_date();
    outcome
}

/// The kinds take what they are about, `more`, and nothing else.
fn only(kinds: &Alike, more: impl Iterator<Item = &'static str>) -> Json {
    let known: Vec<&str> = about(kinds.like).chain(more).collect();
    case("kind", &kinds.names, json!({ "propertyNames": { "enum": known } }))
}

/// Which dates do not go together.
fn forms_of_date() -> Json {
    let without = |keys: &[&str]| -> Json {
        let keys: Map<String, Json> = keys.iter().map(|key| ((*key).to_owned(), Json::Bool(false))).collect();
        json!({ "properties": keys })
    };
    let alone = without(&["at", "minus", "from", "to", "relative_to_start", "share_of_time"]);
    let mut dependencies = json!({
        "at": without(&["from", "to", "relative_to_start", "share_of_time"]),
        "from": without(&["at", "minus"]),
        "share_of_time": { "properties": { "relative_to_start": { "enum": [false] } } },
    });
    for (form, other) in [("first_at_least", "after_crossing"), ("after_crossing", "first_at_least")] {
        dependencies[form] = alone.clone();
        dependencies[form]["properties"][other] = false.into();
    }
    dependencies
}

pub(super) fn series() -> Json {
    let mut series = object(fields(SERIES.iter().chain(ABOUT).chain([&SOURCE])));
    series["description"] = "Something that is recorded over time.".into();
    let kinds = alike(OUTCOME_KINDS.iter().filter(|kind| kind.is_series()));
    let more = || SERIES.iter().map(|field| field.name).chain(["source"]);
    series["allOf"] = kinds.iter().map(|kinds| only(kinds, more())).collect();
    series
}

pub(super) fn claim() -> Json {
    let mut all = fields(CLAIM.iter().chain([&SOURCE]));
    all.insert("relaxed".into(), json!({
        "description": "The parameters that the claim rests on, by path, and what each becomes when the claim is relaxed.",
        "type": "object",
        "additionalProperties": reference("relaxed"),
    }));
    all.insert("predictions".into(), section("What the claim predicts, by key.", "prediction", KEY.into(), usize::MAX));
    let mut claim = object(all);
    claim["description"] = "A claim of the argument.".into();
    claim
}

pub(super) fn prediction() -> Json {
    let mut prediction = object(fields(PREDICTION.iter().chain([&SOURCE])));
    prediction["description"] = "A prediction: the probability of an event, against a threshold.".into();
    prediction
}

/// `"a.b" = 1` and `a.b = 1` say the same, so tables may lead to the number.
pub(super) fn relaxed() -> Json {
    json!({
        "description": "A number, or `{ same_as = \"path\" }` for the value that another parameter has in the scenario.",
        "type": ["number", "boolean", "object"],
        "minProperties": 1,
        "properties": { "same_as": { "type": "string" } },
        "additionalProperties": reference("relaxed"),
        "dependencies": { "same_as": { "maxProperties": 1 } },
    })
}

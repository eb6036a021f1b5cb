//! What has to be there in a scenario that extends no other.

use serde_json::{Map, Value as Json, json};

use super::observed::{Alike, about, alike};
use super::parts::{case, reference, required};
use super::{ACTORS, EPISODES, EVENTS, PAIRS, PARTNERS, RELATIONS, SECTORS};
use crate::scenario::Place;
use crate::scenario::format::{
    ACTOR, CLAIM, EPISODE, Field, MODEL, Need, OUTCOME, PARTNER, PREDICTION, SCENARIO, SERIES, TIME,
};
use crate::scenario::kinds::{Dates, EVENT_KINDS, OUTCOME_KINDS};
use crate::scenario::registry::{DefaultValue, P};
use crate::scenario::resolve::{entries_at, groups_at, groups_of};

/// The layer for the scenario.
pub(super) fn whole() -> Json {
    let mut actors = each(table(ACTORS, ACTOR));
    actors["minProperties"] = 2.into();
    let sections = [
        ("time", json!({ "required": required(TIME, Need::Required) })),
        ("model", json!({ "required": required(MODEL, Need::Required) })),
        ("actors", actors),
        ("partners", each(table(PARTNERS, PARTNER))),
        ("sectors", each(table(SECTORS, &[]))),
        ("relations", each(each(relation()))),
        ("pairs", each(table(PAIRS, &[]))),
        ("ledger", each(episode())),
        ("events", each(event())),
        ("outcomes", each(json!({ "required": required(OUTCOME, Need::Required), "allOf": outcomes() }))),
        ("series", each(json!({ "required": required(SERIES, Need::Required), "allOf": series() }))),
        ("claims", each(claim())),
    ];
    let groups = groups_at(Place::World).map(|group| (group.to_owned(), numbers()));
    let properties: Map<String, Json> =
        sections.into_iter().map(|(name, table)| (name.to_owned(), table)).chain(groups).collect();
    let mut needed = required(SCENARIO, Need::Required);
    needed.extend(["time", "model", "actors"]);
    json!({ "required": needed, "properties": properties })
}

/// What holds for every table of a section; its `source` is a text, of which nothing here asks anything.
fn each(table: Json) -> Json {
    json!({ "additionalProperties": table })
}

/// A table all of whose numbers are stated. Texts, flags and plain numbers are so anyway.
fn numbers() -> Json {
    each(reference("stated"))
}

/// The table of a place: what is required is there, and all its numbers are stated.
fn table(place: Place, known: &[Field]) -> Json {
    let parameters = entries_at(place, "").filter(|entry| entry.default == DefaultValue::Required);
    let mut table = of_place(place);
    table["required"] = required(known, Need::Required).into_iter().chain(parameters.map(|entry| entry.name)).collect();
    table
}

fn of_place(place: Place) -> Json {
    let mut table = numbers();
    table["properties"] = groups_of(place).map(|group| (group.to_owned(), numbers())).collect::<Map<_, _>>().into();
    table
}

/// A relation with a static partner has nothing of what one of two actors must have, so nothing is asked for.
fn relation() -> Json {
    let mut relation = of_place(RELATIONS);
    relation["properties"]["sectors"] = numbers();
    relation
}

fn episode() -> Json {
    let mut episode = table(EPISODES, EPISODE);
    episode["dependencies"] = json!({ P::EpisodeDiscount.entry().name: ["settled"] });
    episode
}

fn event() -> Json {
    let mut event = of_place(EVENTS);
    event["required"] = json!(["kind", "text"]);
    event["allOf"] = events();
    event
}

fn events() -> Json {
    let needed = |parameter: &&P| parameter.entry().default == DefaultValue::Required;
    EVENT_KINDS
        .iter()
        .map(|kind| {
            let parameters = kind.parameters.iter().filter(needed).map(|parameter| parameter.entry().name);
            let fields = kind.fields.iter().copied().filter(|field| *field != "end");
            case("kind", &[kind.name], json!({ "required": fields.chain(parameters).collect::<Vec<_>>() }))
        })
        .collect()
}

fn outcomes() -> Json {
    let of = |kinds: &Alike| {
        let about = json!({ "required": about(kinds.like).collect::<Vec<_>>() });
        case("kind", &kinds.names, json!({ "allOf": [about, when(kinds.like.dates)] }))
    };
    alike(OUTCOME_KINDS.iter()).iter().map(of).collect()
}

fn when(dates: Dates) -> Json {
    match dates {
        Dates::First => json!({}),
        Dates::By => json!({ "required": ["by"] }),
        Dates::Window => json!({
            "required": ["from", "to"],
            "anyOf": [{ "required": ["at_least"] }, { "required": ["at_most"] }],
        }),
        Dates::Full => json!({
            "anyOf": [
                { "required": ["at"] },
                { "required": ["from", "to"] },
                { "required": ["first_at_least"] },
                { "required": ["after_crossing"] },
            ],
        }),
    }
}

fn series() -> Json {
    let kinds = alike(OUTCOME_KINDS.iter().filter(|kind| kind.is_series()));
    let of = |kinds: &Alike| case("kind", &kinds.names, json!({ "required": about(kinds.like).collect::<Vec<_>>() }));
    kinds.iter().map(of).collect()
}

fn claim() -> Json {
    json!({
        "required": required(CLAIM, Need::Required),
        "properties": { "predictions": each(json!({ "required": required(PREDICTION, Need::Required) })) },
    })
}

/// A parameter that is given as a table: a value or a distribution.
pub(super) fn stated() -> Json {
    json!({
        "if": { "type": "object" },
        "then": { "oneOf": [{ "required": ["value"] }, { "required": ["distribution"] }] },
    })
}

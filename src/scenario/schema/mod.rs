//! The JSON Schema of scenario files, for completion and checking in editors.
//!
//! It refuses nothing that the checker accepts, which a test holds it to. What a schema cannot say (that a name exists,
//! that `low` is below `high`) it leaves to `realpolitik check`. A scenario that extends another may leave out what it
//! takes from there, so what has to be there is asked for in a layer of its own: [`whole`].

mod numbers;
mod observed;
mod parts;
mod whole;

use serde_json::{Map, Value as Json, json};

use super::Place;
use super::format::{ACTOR, EPISODE, EVENT, Field, MODEL, PARTNER, SCENARIO, SOURCE, TIME};
use super::kinds::EVENT_KINDS;
use super::registry::P;
use super::resolve::{entries_at, groups_at, groups_of, limits};
use parts::{KEY, fields, object, pair_names, party_names, reference, section};

// Places with indices that stand for any.
const ACTORS: Place = Place::Actor(0);
const PARTNERS: Place = Place::Partner(0);
const SECTORS: Place = Place::Sector(0);
const RELATIONS: Place = Place::Relation(0, 1);
const PAIRS: Place = Place::Pair(0, 1);
const EPISODES: Place = Place::Episode(0);
const EVENTS: Place = Place::Event(0);

/// The schema (JSON Schema, draft 7) of scenario files, as `realpolitik schema` prints it.
#[must_use]
pub fn schema() -> Json {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenario of realpolitik",
        "description": "A geopolitical argument: who acts, what they are like, what is recorded, what is claimed.",
        "type": "object",
        "properties": top(),
        "additionalProperties": false,
        "required": ["format"],
        "dependencies": { "remove": ["extends"] },
        "if": { "not": { "required": ["extends"] } },
        "then": reference("whole"),
        "definitions": definitions(),
    })
}

/// What can stand at the top.
fn top() -> Map<String, Json> {
    let mut all = fields(SCENARIO.iter().chain([&SOURCE]));
    let sections = [
        ("sources", sources()),
        ("time", table("The period.", fields(TIME.iter().chain([&SOURCE])))),
        ("model", table("What holds for the model as a whole.", fields(MODEL.iter().chain([&SOURCE])))),
        ("actors", section("Those that decide, by key.", "actor", party_names(), limits::MAX_ACTORS)),
        ("partners", section("Those that only trade, by key.", "partner", party_names(), limits::MAX_PARTNERS)),
        ("sectors", section("Sectors of trade, by key.", "sector", KEY.into(), limits::MAX_SECTORS)),
        ("relations", relations()),
        ("pairs", section("What two actors share, such as `[pairs.RUS-CHN]`.", "pair", pair_names(), usize::MAX)),
        (
            "ledger",
            section(
                "Past episodes that one actor holds against another, by key.",
                "episode",
                KEY.into(),
                limits::MAX_EPISODES,
            ),
        ),
        ("events", section("The calendar, by key.", "event", KEY.into(), limits::MAX_EVENTS)),
        ("outcomes", section("What each run records, by key.", "outcome", KEY.into(), limits::MAX_OUTCOMES)),
        ("series", section("What is recorded over time, by key.", "series", KEY.into(), limits::MAX_SERIES)),
        ("claims", section("The argument: its claims by key.", "claim", KEY.into(), limits::MAX_CLAIMS)),
    ];
    all.extend(sections.map(|(name, section)| (name.to_owned(), section)));
    all.extend(groups(Place::World));
    all
}

fn definitions() -> Map<String, Json> {
    let mut all = numbers::ranges();
    all.insert("parameter".into(), numbers::parameter());
    all.extend(groups_at(Place::World).map(|group| (group.to_owned(), numbers::group(group))));
    let tables = [
        ("actor", place("An actor.", ACTORS, ACTOR)),
        ("partner", place("A static partner.", PARTNERS, PARTNER)),
        ("sector", place("A sector of trade.", SECTORS, &[])),
        ("relation", relation()),
        ("pair", place("Two actors.", PAIRS, &[])),
        ("episode", place("A past episode.", EPISODES, EPISODE)),
        ("event", event()),
        ("outcome", observed::outcome()),
        ("series", observed::series()),
        ("claim", observed::claim()),
        ("prediction", observed::prediction()),
        ("relaxed", observed::relaxed()),
        ("stated", whole::stated()),
        ("whole", whole::whole()),
    ];
    all.extend(tables.map(|(name, table)| (name.to_owned(), table)));
    all
}

fn table(doc: &str, properties: Map<String, Json>) -> Json {
    let mut table = object(properties);
    table["description"] = doc.into();
    table
}

/// The table of a place: its fields, its parameters and its groups of coefficients.
fn place(doc: &str, place: Place, known: &[Field]) -> Json {
    let mut all = fields(known.iter().chain([&SOURCE]));
    all.extend(entries_at(place, "").map(|entry| (entry.name.to_owned(), numbers::given(entry))));
    all.extend(groups(place));
    table(doc, all)
}

fn groups(place: Place) -> impl Iterator<Item = (String, Json)> {
    groups_of(place).map(|group| (group.to_owned(), reference(group)))
}

fn sources() -> Json {
    json!({
        "description": "Full citations by key, to be used as `source = \"key\"`.",
        "type": "object",
        "additionalProperties": { "type": "string" },
    })
}

/// `[relations.X.Y]`: sections in a section.
fn relations() -> Json {
    let of_one =
        section("What this party holds about, does to and sells to others.", "relation", party_names(), usize::MAX);
    let mut all = section(
        "What one party holds about, does to and sells to another: `[relations.X.Y]`.",
        "",
        party_names(),
        usize::MAX,
    );
    all["additionalProperties"] = of_one;
    all
}

fn relation() -> Json {
    let mut relation = place("What the first holds about, does to and sells to the second.", RELATIONS, &[]);
    let mut shares = object(fields([&SOURCE]));
    shares["description"] = P::SectorShare.entry().doc.into();
    shares["propertyNames"] = json!({ "pattern": KEY });
    shares["additionalProperties"] = numbers::given(P::SectorShare.entry());
    relation["properties"]["sectors"] = shares;
    relation
}

fn event() -> Json {
    let mut event = place("An event of the calendar.", EVENTS, EVENT);
    let cases = EVENT_KINDS.iter().map(|kind| {
        let parameters = kind.parameters.iter().map(|parameter| parameter.entry().name);
        let known = ["kind", "text", "source"].into_iter().chain(kind.fields.iter().copied()).chain(parameters);
        parts::case("kind", &[kind.name], json!({ "propertyNames": { "enum": known.collect::<Vec<_>>() } }))
    });
    event["allOf"] = cases.collect();
    event
}

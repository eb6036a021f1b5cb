//! Parameters: a number, or a table with a value or a distribution.

use serde_json::{Map, Value as Json, json};

use super::parts::{bound, case, fields, number, object, plain, reference, required};
use crate::scenario::Place;
use crate::scenario::format::{BOUNDS, DISTRIBUTIONS, Need, SOURCE};
use crate::scenario::limits::MAX_CHOICES;
use crate::scenario::registry::{Allowed, DefaultValue, Entry, REGISTRY, Scope, Unit};
use crate::scenario::resolve::{entries_at, is_switch};

/// A parameter in a table.
pub(super) fn given(entry: &Entry) -> Json {
    let mut schema = json!({ "allOf": [reference(&range_name(entry))], "description": meaning(entry) });
    if let DefaultValue::Value(x) = entry.default {
        schema["default"] = plain(x);
    }
    schema
}

fn meaning(entry: &Entry) -> String {
    let unit = if entry.unit == Unit::One { String::new() } else { format!(" Unit: {}.", entry.unit) };
    let default = match entry.default {
        DefaultValue::Value(x) => format!(" Default: {x}."),
        DefaultValue::Required | DefaultValue::Derived => String::new(),
    };
    format!("{}{unit} Allowed: {}.{default}", entry.doc, entry.allowed)
}

/// The table of a group of coefficients.
pub(super) fn group(group: &str) -> Json {
    let mut all = fields([&SOURCE]);
    all.extend(entries_at(Place::World, group).map(|entry| (entry.name.to_owned(), given(entry))));
    object(all)
}

/// A definition for every range of values that some parameter has.
pub(super) fn ranges() -> Map<String, Json> {
    let in_files = REGISTRY.iter().filter(|entry| entry.scope != Scope::Deviate);
    in_files.map(|entry| (range_name(entry), range(entry))).collect()
}

fn range_name(entry: &Entry) -> String {
    let range = match entry.allowed {
        Allowed::Between(low, high) => format!("from_{low}_to_{high}"),
        Allowed::Above(low, high) => format!("above_{low}_to_{high}"),
        Allowed::OneOf(values) => values.iter().fold("one_of".to_owned(), |name, value| format!("{name}_{value}")),
    };
    if entry.unit == Unit::Level { format!("whole_{range}") } else { range }
}

fn range(entry: &Entry) -> Json {
    let discrete = matches!(entry.allowed, Allowed::OneOf(_)) || entry.unit == Unit::Level;
    let (mut value, mut item) = (number(entry.allowed), number(entry.allowed));
    if let Allowed::OneOf(values) = entry.allowed {
        item = json!({ "enum": values.iter().map(|x| plain(*x)).collect::<Vec<_>>() });
        value = item.clone();
        if is_switch(entry) {
            value = json!({ "enum": [0, 1, false, true] });
        }
    }
    if entry.unit == Unit::Level {
        value["multipleOf"] = 1.into();
        item["multipleOf"] = 1.into();
    }
    let types: &[&str] = if is_switch(entry) { &["number", "boolean", "object"] } else { &["number", "object"] };
    let mut range = json!({
        "type": types,
        "allOf": [reference("parameter")],
        "properties": { "value": value, "values": { "items": item } },
    });
    if discrete {
        range["properties"]["distribution"] = json!({ "enum": ["choice"] });
    }
    point(&mut range, entry, value);
    range
}

/// Bounds of a plain number, which say nothing about a table.
fn point(range: &mut Json, entry: &Entry, value: Json) {
    if matches!(entry.allowed, Allowed::OneOf(_)) {
        range["if"] = json!({ "type": ["number", "boolean"] });
        range["then"] = value;
        return;
    }
    bound(range, entry.allowed);
    if entry.unit == Unit::Level {
        range["multipleOf"] = 1.into();
    }
}

/// What is the same for all parameters: the fields of the table.
pub(super) fn parameter() -> Json {
    let names: Vec<&str> = DISTRIBUTIONS.iter().map(|known| known.name).collect();
    let docs = DISTRIBUTIONS.iter().map(|known| format!("\n- `{}`: {}", known.name, known.doc));
    let mut all = fields(DISTRIBUTIONS.iter().flat_map(|known| known.fields).chain(BOUNDS).chain([&SOURCE]));
    let about = docs.fold("What is not known of the number, drawn once a run.\n".to_owned(), |all, doc| all + &doc);
    all.insert("value".into(), json!({ "description": "The number." }));
    all.insert("distribution".into(), json!({ "type": "string", "enum": names, "description": about }));
    all["values"]["minItems"] = 1.into();
    // Where not given, it depends on the distribution.
    for field in all.values_mut().filter_map(Json::as_object_mut) {
        field.remove("default");
    }
    all["values"]["maxItems"] = MAX_CHOICES.into();
    json!({
        "properties": all,
        "additionalProperties": false,
        "dependencies": { "value": { "propertyNames": { "enum": ["value", "source"] } } },
        "allOf": DISTRIBUTIONS.iter().map(|known| {
            let bounds = if known.name == "choice" { &[] } else { BOUNDS };
            let keys = known.fields.iter().chain(bounds).map(|field| field.name).chain(["distribution", "source"]);
            let keys: Vec<&str> = keys.collect();
            let needed = required(known.fields, Need::Required);
            case("distribution", &[known.name], json!({ "propertyNames": { "enum": keys }, "required": needed }))
        }).collect::<Vec<_>>(),
    })
}

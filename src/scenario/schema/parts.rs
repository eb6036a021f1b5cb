//! Pieces that schemas are made of.

use serde_json::{Map, Value as Json, json};

use crate::model::theory::THEORIES;
use crate::scenario::format::{Field, Holds, Need, POSTERIOR};
use crate::scenario::limits::{MAX_KEY, MAX_PARTY_KEY, YEARS};
use crate::scenario::load::FORMAT;
use crate::scenario::registry::Allowed;

/// What a key may be; [`MAX_KEY`] letters.
pub(super) const KEY: &str = "^[A-Za-z0-9_-]{1,64}$";
const _: () = assert!(MAX_KEY == 64);

fn party() -> String {
    format!("[A-Za-z0-9_]{{1,{MAX_PARTY_KEY}}}")
}

/// What the key of an actor or a partner may be.
pub(super) fn party_names() -> String {
    format!("^{}$", party())
}

/// What the key of a pair may be, or `source`.
pub(super) fn pair_names() -> String {
    format!("^({0}-{0}|source)$", party())
}

pub(super) fn reference(definition: &str) -> Json {
    json!({ "$ref": format!("#/definitions/{definition}") })
}

/// A table with these keys and no others.
pub(super) fn object(properties: Map<String, Json>) -> Json {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A section of at most so many tables, which can have a `source`.
pub(super) fn section(doc: &str, of: &str, names: String, most: usize) -> Json {
    let mut section = json!({
        "description": doc,
        "type": "object",
        "properties": { "source": { "type": "string", "description": "Where the numbers of this section come from." } },
        "propertyNames": { "pattern": names },
        "additionalProperties": reference(of),
    });
    if most < usize::MAX {
        section["maxProperties"] = (most + 1).into(); // One may be the source.
    }
    section
}

/// What holds where a field is one of some words.
pub(super) fn case(field: &str, words: &[&str], then: Json) -> Json {
    json!({ "if": { "required": [field], "properties": { field: { "enum": words } } }, "then": then })
}

/// The properties that fields make.
pub(super) fn fields<'f>(all: impl IntoIterator<Item = &'f Field>) -> Map<String, Json> {
    all.into_iter().map(|field| (field.name.to_owned(), of(field))).collect()
}

/// The fields that have to be there.
pub(super) fn required(all: &[Field], need: Need) -> Vec<&'static str> {
    all.iter().filter(|field| field.need == need).map(|field| field.name).collect()
}

fn of(field: &Field) -> Json {
    let mut schema = holds(field.holds);
    schema["description"] = match field.holds {
        Holds::Word(words) => with_words(field.doc, &words()),
        _ => field.doc.to_owned(),
    }
    .into();
    if let Need::Default(toml) = field.need {
        // The defaults are written so that they are JSON as well as TOML, which a test says.
        schema["default"] = serde_json::from_str(toml).unwrap_or(Json::Null);
    }
    schema
}

fn with_words(doc: &str, words: &[(&str, &str)]) -> String {
    words.iter().fold(format!("{doc}\n"), |text, (word, doc)| format!("{text}\n- `{word}`: {doc}"))
}

fn holds(what: Holds) -> Json {
    match what {
        Holds::Format => json!({ "type": "integer", "const": FORMAT }),
        Holds::Text | Holds::Path => json!({ "type": "string" }),
        Holds::Name | Holds::Outcome => json!({ "type": "string", "pattern": KEY }),
        Holds::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Number(allowed) => number(allowed),
        Holds::Numbers(allowed) => json!({ "type": "array", "items": number(allowed) }),
        Holds::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Holds::Date => number(Allowed::Between(YEARS.0, YEARS.1)),
        Holds::End => json!({ "type": "number" }),
        Holds::Word(words) => {
            json!({ "type": "string", "enum": words().iter().map(|(word, _)| *word).collect::<Vec<_>>() })
        }
        Holds::Theory => theory(),
        Holds::Posterior => {
            let mut posterior = object(fields(POSTERIOR));
            posterior["required"] = required(POSTERIOR, Need::Always).into();
            json!({ "anyOf": [{ "type": "string" }, posterior] })
        }
        Holds::Matrix => json!({ "type": "array", "items": { "type": "array", "items": { "type": "number" } } }),
        Holds::Notes => json!({ "type": "object" }),
        Holds::Actor | Holds::Party => json!({ "type": "string", "pattern": party_names() }),
        Holds::Pair => json!({ "type": "string", "pattern": format!("^{0}-{0}$", party()) }),
        Holds::Outcomes => json!({ "type": "array", "items": { "type": "string", "pattern": KEY } }),
        Holds::Range => json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 }),
        Holds::Table(inner, least, most) => {
            let mut table = object(fields(inner));
            table["required"] = required(inner, Need::Always).into();
            table["minProperties"] = least.into();
            table["maxProperties"] = most.into();
            table
        }
    }
}

fn theory() -> Json {
    let names: Vec<&str> = THEORIES.iter().map(|theory| theory.name).collect();
    let probability = |name: &&str| ((*name).to_owned(), json!({ "type": "number", "minimum": 0 }));
    let mut mixture = object(names.iter().map(probability).collect());
    mixture["minProperties"] = 1.into();
    json!({ "anyOf": [{ "type": "string", "enum": names }, mixture] })
}

/// A number in a range.
pub(super) fn number(allowed: Allowed) -> Json {
    let mut schema = json!({ "type": "number" });
    bound(&mut schema, allowed);
    schema
}

/// Adds the bounds of a range.
pub(super) fn bound(schema: &mut Json, allowed: Allowed) {
    let (least, most) = allowed.bounds();
    let lower = if matches!(allowed, Allowed::Above(..)) { "exclusiveMinimum" } else { "minimum" };
    for (key, limit) in [(lower, least), ("maximum", most)] {
        if limit.is_finite() {
            schema[key] = plain(limit);
        }
    }
}

/// A number as a person would write it: 2 and not 2.0.
pub(super) fn plain(x: f64) -> Json {
    // Whole numbers of this size are exact both ways.
    if x.fract() == 0.0 && x.abs() < 1e15 { json!(x as i64) } else { json!(x) }
}

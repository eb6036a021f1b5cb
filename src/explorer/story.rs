//! The chronicle of a run for the page: the sentences and tables that the program prints.

use crate::chronicle::{Chronicle, Event, What, words};
use crate::engine::Explanation;
use serde_json::{Value as Json, json};

/// A chronicle in words.
pub(super) fn story(c: &Chronicle) -> Json {
    let events = c.events.iter().map(|event| event_of(c, event));
    let outcomes = c.outcomes.iter().map(|one| json!({ "text": one.text, "value": words::outcome(one) }));
    let levels = [0, 1, 2, 3, 4].map(words::level);
    json!({
        "title": format!("Run {}, {} to {}, theory {}", c.run, c.period.0, c.period.1, c.theory.replace('_', " ")),
        "alliance": words::alliance(c),
        "levels": levels,
        "events": events.collect::<Vec<_>>(),
        "outcomes": outcomes.collect::<Vec<_>>(),
    })
}

fn event_of(c: &Chronicle, event: &Event) -> Json {
    let why = match &event.what {
        What::Level { from, choice: Some(choice), .. } => Some(why(c, from, choice)),
        What::Kept { from, choice, .. } => Some(why(c, from, choice)),
        _ => None,
    };
    json!({ "date": format!("{:.2}", event.date), "text": words::sentence(c, event), "why": why })
}

fn why(c: &Chronicle, from: &str, choice: &Explanation) -> Json {
    let row = |row: words::Row| json!({ "name": row.name, "gloss": row.gloss, "values": row.values });
    let rows: Vec<Json> = words::table(choice).into_iter().map(row).collect();
    json!({ "text": words::reasons(c, from, choice), "rows": rows })
}

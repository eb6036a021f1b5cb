//! The chronicle of a run for the page: the sentences and tables that the program prints.

use crate::chronicle::{Chronicle, Event, What, words};
use crate::engine::Explanation;
use crate::plot::brief;
use serde_json::{Value as Json, json};

/// A chronicle in words.
pub(super) fn story(c: &Chronicle) -> Json {
    let events = c.events.iter().map(|event| event_of(c, event));
    let outcomes = c.outcomes.iter().map(|outcome| {
        let value = match outcome.value {
            None => "did not come about".to_owned(),
            Some(x) if outcome.yes_no => if x == 0.0 { "no" } else { "yes" }.to_owned(),
            Some(x) => format!("{} {}", figure(x), outcome.unit),
        };
        json!({ "text": outcome.text, "value": value })
    });
    json!({
        "title": format!("Run {}, {} to {}, theory {}", c.run, c.period.0, c.period.1, c.theory.replace('_', " ")),
        "levels": [0, 1, 2, 3, 4].map(words::level),
        "events": events.collect::<Vec<_>>(),
        "outcomes": outcomes.collect::<Vec<_>>(),
    })
}

/// A year is no quantity: its digits are not grouped, and it keeps two decimals.
fn figure(x: f64) -> String {
    if x.abs() >= 1000.0 { format!("{}", (100.0 * x).round() / 100.0) } else { brief(x) }
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

//! One run in full: the one nearest to the mean of all outcomes.

use super::super::{Material, Part, Refused, Section, shade::Shades};
use super::section;
use crate::chronicle::{self, Event, Scope, words};
use crate::experiment::{find, kept};
use crate::model::LEVELS;
use crate::output::rows::Keep;
use crate::output::table::Table;
use askama::Template;

#[derive(Template)]
#[template(path = "report/story.html")]
struct Story {
    why: String,
    told: String,
    start: String,
    end: String,
    ends: [String; 2],
    alliance: String,
    levels: [&'static str; 5],
    events: Vec<Told>,
    command: String,
}

struct Told {
    date: String,
    sentence: String,
    reasons: Option<String>,
    table: Vec<words::Row>,
}

pub(super) fn sections(material: &Material, _: &mut Shades) -> Result<Vec<Section>, Refused> {
    let source = material.main();
    let (Some(plan), Some(manifest), Some(_)) = (&source.plan, &source.manifest, source.summary()) else {
        return Ok(Vec::new());
    };
    if manifest.rows_kept == Keep::None {
        return Ok(Vec::new());
    }
    let found = find::typical(plan, &Table::open(&source.path)?)?;
    let scope = Scope::of(&plan.scenario);
    let chronicle = chronicle::tell(&plan.scenario, &*plan.design, plan.seed, found.run, &scope)?;
    kept::check(&source.path, manifest, &chronicle)?;
    let told = |event: &Event| {
        let choice = words::choice(event);
        Told {
            date: words::plain(event.date),
            sentence: words::sentence(&chronicle, event),
            reasons: choice.map(|(from, choice)| words::reasons(&chronicle, from, choice)),
            table: choice.map_or_else(Vec::new, |(_, choice)| words::table(choice)),
        }
    };
    let story = Story {
        why: found.why.clone(),
        told: words::told(&chronicle),
        start: words::standing(&chronicle, &chronicle.start),
        end: words::standing(&chronicle, &chronicle.end),
        ends: words::ends(&chronicle),
        alliance: words::alliance(&chronicle),
        levels: LEVELS,
        events: chronicle.events.iter().map(told).collect(),
        command: source.command(&["explain", &source.given(), &format!("--run={}", found.run)]),
    };
    Ok(section("story", format!("One run in full: number {}", found.run), vec![Part::of(&story)?]))
}

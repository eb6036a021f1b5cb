//! Pictures of scenario discovery: what was given up for what, and the box among the rows.

pub(super) mod scatter;
pub(super) mod tradeoff;

use super::Context;
use super::figures::percent;
use crate::analysis::Findings;
use crate::analysis::discover::{Discover, Found};

/// The findings, where they are these.
fn found<'a>(cx: &Context<'a>) -> Option<&'a Discover> {
    match cx.findings()? {
        Findings::Discover(found) => Some(found),
        _ => None,
    }
}

/// The name of a picture of the box at this place: a number follows from the second on.
fn name(chart: &str, at: usize) -> String {
    if at == 0 { chart.to_owned() } else { format!("{chart}-{}", at + 1) }
}

/// What cases are, for titles.
fn cases(d: &Discover) -> String {
    let text = if d.outcome.text.trim().is_empty() { &d.outcome.id } else { &d.outcome.text };
    format!("{text}{}", d.event.words())
}

/// A box in figures.
fn worth(d: &Discover, of: &Found) -> String {
    let found = &of.discovery.found;
    format!(
        "{} of all cases at a density of {}; base rate {}",
        percent(found.coverage),
        percent(found.density),
        percent(d.base_rate())
    )
}

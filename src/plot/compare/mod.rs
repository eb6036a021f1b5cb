//! Pictures of two experiments over each other. A is a whole line or a filled bar, B a dashed line or an outline.

pub(super) mod alliance;
pub(super) mod differences;
pub(super) mod levels;
pub(super) mod outcome;

use super::Context;
use super::theme::{DASHES, Stroke};
use crate::analysis::Findings;
use crate::analysis::compare::Compare;

/// The findings, where they are these.
fn found<'a>(cx: &Context<'a>) -> Option<&'a Compare> {
    match cx.findings()? {
        Findings::Compare(found) => Some(found),
        _ => None,
    }
}

/// What A and B are called in legends: by what tells them apart.
fn labels(c: &Compare) -> [String; 2] {
    let (a, b) = (&c.a, &c.b);
    let named = |letter, text: &str| format!("{letter}: {text}");
    match &c.changes[..] {
        _ if a.scenario != b.scenario => [named('A', &a.scenario), named('B', &b.scenario)],
        [one] => [("A", &one.a), ("B", &one.b)]
            .map(|(letter, value)| format!("{letter}: {} {}", one.path, value.as_deref().unwrap_or("not there"))),
        _ if a.seed != b.seed => [("A", a.seed), ("B", b.seed)].map(|(letter, seed)| format!("{letter}: seed {seed}")),
        _ => [named('A', &a.name), named('B', &b.name)],
    }
}

/// How the lines of A and of B are drawn.
fn strokes(cx: &Context<'_>, width: f64) -> [Stroke; 2] {
    [0, 1].map(|at| Stroke { color: cx.palette.series[at], width, dash: DASHES[at] })
}

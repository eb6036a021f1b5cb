//! Tipping points: the probability along each move with the level that it crosses, and rankings of what tips first.

mod curve;
mod ranking;
mod steps;

use super::data::{Data, cells};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::tip::{Move, Tip};
use crate::analysis::tipping::{Point, Tipping};
use crate::analysis::wilson::share;

/// Pictures of single moves are drawn where there are no more than so many; a ranking shows more at a glance.
const MOST: usize = 6;

/// A sheet a move, and the ranking where there is one.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Tip(tip)) = cx.findings() else { return Vec::new() };
    let mut sheets: Vec<Sheet> = Vec::new();
    if tip.ranked {
        let ranked = |canvas| Sheet { name: "tip-ranking".to_owned(), canvas, data: ranking(tip) };
        sheets.extend(ranking::sheet(cx, tip).map(ranked));
    }
    let drawn = tip.moves.iter().filter(|one| one.points.len() > 1).take(if tip.ranked { MOST } else { usize::MAX });
    let draw = |one: &Move| if one.steps { steps::sheet(cx, tip, one) } else { curve::sheet(cx, tip, one) };
    let sheet = |one: &Move| Sheet { name: format!("tip-{}", slug(&one.name)), canvas: draw(one), data: points(one) };
    sheets.extend(drawn.map(sheet));
    sheets
}

/// The points of a move.
fn points(one: &Move) -> Data {
    let row = |p: &Point| {
        let s = share(p.successes, p.trials);
        cells([p.x, s.share, s.low, s.high]).chain([p.trials.to_string()]).collect()
    };
    Data::new([one.name.as_str(), "probability", "low", "high", "runs"]).with(one.points.iter().map(row))
}

/// What tips where.
fn ranking(tip: &Tip) -> Data {
    let row = |one: &Move| {
        let (x, from, to) = crossings(one).min_by(|a, b| (a.0 - one.base).abs().total_cmp(&(b.0 - one.base).abs()))?;
        let distance = one.distance();
        Some(std::iter::once(one.name.clone()).chain(cells([one.base, x, from, to, distance])).collect())
    };
    let columns = ["what", "now", "tips at", "low", "high", "distance"];
    Data::new(columns).with(tip.moves.iter().filter_map(row))
}

fn what(tip: &Tip) -> String {
    let event = tip.event.as_ref().map_or(String::new(), |event| format!(" {event}"));
    super::fan::capital(&format!("{}{event}", tip.outcome.text))
}

/// Where the move crosses the level: the value and the two ends of its interval, side by side.
fn crossings(one: &Move) -> impl Iterator<Item = (f64, f64, f64)> {
    one.sides.iter().filter_map(|side| match side.tipping {
        Tipping::Crossing { x, nearest, farthest, .. } => Some((x, nearest.min(farthest), nearest.max(farthest))),
        _ => None,
    })
}

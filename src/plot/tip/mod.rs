//! Tipping points: the probability along each move with the level that it crosses, and a ranking of what tips first.

use super::axis::{Axis, axes, base, cell};
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::figures::{brief, percent, plain};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame};
use super::theme::{LABEL, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::tip::{Move, Tip};
use crate::analysis::tipping::{self, Tipping};
use crate::analysis::wilson::share;

/// Pictures of single moves are drawn where there are no more than so many; a ranking shows more at a glance.
const MOST: usize = 6;

/// A move is shown to so many times its base, or a third beyond where it tips.
const FAR: f64 = 4.0;

/// Height of a line of the ranking.
const LINE: f64 = 40.0;

/// Part of the width for names.
const NAMES: f64 = 0.44;

/// A sheet a move, and the ranking where there is one.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Tip(tip)) = cx.findings() else { return Vec::new() };
    let mut sheets: Vec<Sheet> = Vec::new();
    if tip.ranked {
        sheets.extend(ranking(cx, tip).map(|canvas| Sheet { name: "tip-ranking".to_owned(), canvas }));
    }
    let drawn = tip.moves.iter().filter(|one| one.points.len() > 1).take(if tip.ranked { MOST } else { usize::MAX });
    sheets.extend(drawn.map(|one| Sheet { name: format!("tip-{}", slug(&one.name)), canvas: curve(cx, tip, one) }));
    sheets
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

/// The part of the range that is shown.
fn shown(one: &Move) -> (f64, f64) {
    let reach = |x: f64| one.base + (x - one.base) * 1.34;
    let (low, high) = (one.points[0].x, one.points[one.points.len() - 1].x);
    let far = crossings(one).map(|(_, _, end)| reach(end)).fold(one.base + (FAR - 1.0) * one.base.abs(), f64::max);
    let near = crossings(one).map(|(_, end, _)| reach(end)).fold(one.base - (FAR - 1.0) * one.base.abs(), f64::min);
    if one.base == 0.0 { (low, high) } else { (low.max(near), high.min(far)) }
}

fn curve(cx: &Context<'_>, tip: &Tip, one: &Move) -> Canvas {
    let (low, high) = shown(one);
    let seen: Vec<&tipping::Point> = one.points.iter().filter(|p| (low..=high).contains(&p.x)).collect();
    let found: Vec<String> = crossings(one)
        .map(|(x, from, to)| {
            format!("crosses {} at {} ({} to {})", percent(tip.level), brief(x), brief(from), brief(to))
        })
        .collect();
    let finding = if found.is_empty() { "does not cross the level".to_owned() } else { found.join(" and ") };
    let head = Head {
        title: what(tip),
        finding: format!("As {} moves, its probability {finding}.", one.name),
        keys: vec![
            Key::new(Mark::Tick(cx.palette.mark), format!("the scenario's own: {}", plain(one.base))),
            Key::new(Mark::Swatch(cx.palette.shade), "95% interval of the crossing"),
        ],
        notes: vec![format!("It {finding}. Band: 95% intervals, point by point. Line: the level.")],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let shares: Vec<_> = seen.iter().map(|p| (p.x, share(p.successes, p.trials))).collect();
    let top = shares.iter().map(|(_, s)| s.high).fold(1.15 * tip.level, f64::max);
    let unit = if one.unit == "1" { String::new() } else { format!(" ({})", one.unit) };
    let x = Axis::exact(low, high, room.width() - 150.0, &format!("{}{unit}", one.name));
    let plot = axes(&mut canvas, cx.palette, room, &x, &Axis::shares(top.min(1.0), "share of runs"));
    for (_, from, to) in crossings(one) {
        let rect = Rect { left: plot.x(from), right: plot.x(to), ..plot.rect };
        canvas.rect(rect, cx.palette.shade);
    }
    let edge =
        |of: fn(&crate::analysis::Share) -> f64| shares.iter().map(|(x, s)| plot.at(*x, of(s))).collect::<Vec<Point>>();
    let color = cx.palette.series[0];
    canvas.band(&edge(|s| s.high), &edge(|s| s.low), color.fade(cx.palette.fan.0));
    canvas.line(&edge(|s| s.share), Stroke::solid(color, 5.0));
    let level = plot.y(tip.level);
    canvas.segment((plot.rect.left, level), (plot.rect.right, level), Stroke::solid(cx.palette.ink, 2.5));
    let own = plot.x(one.base);
    canvas.segment((own, plot.rect.top), (own, plot.rect.bottom), Stroke::solid(cx.palette.mark, 3.0));
    base(&mut canvas, cx.palette, &plot);
    canvas
}

/// What tips, nearest first; none where nothing does.
fn ranking(cx: &Context<'_>, tip: &Tip) -> Option<Canvas> {
    let tipping: Vec<(&Move, f64)> =
        tip.moves.iter().map(|one| (one, one.distance())).filter(|(_, d)| d.is_finite()).collect();
    let (nearest, farthest) = (tipping.first()?, tipping.last()?);
    let body = LINE * tipping.len() as f64 + 98.0;
    let rest = tip.moves.len() - tipping.len();
    let head = Head {
        title: format!("What tips first: {} at {}", tip.outcome.text, percent(tip.level)),
        finding: format!("{} tips nearest, at a distance of {}.", nearest.0.name, brief(nearest.1)),
        keys: Vec::new(),
        notes: vec![format!(
            "Distance: standard deviations of the prior; for claims, strength (1 is wholly relaxed). {rest} of {} do not tip.",
            tip.moves.len()
        )],
        body,
    };
    let (mut canvas, room) = frame(cx, &head);
    let left = room.left + room.width() * NAMES;
    let rect = Rect { left, top: room.top + 6.0, right: room.right - 90.0, bottom: room.top + body - 90.0 };
    let x = Axis::numbers(0.0, farthest.1, "");
    let y = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let plot = cell(&mut canvas, cx.palette, rect, &x, &y, false);
    for (value, _) in &x.ticks {
        let at = plot.x(*value);
        canvas.segment((at, rect.top), (at, rect.bottom), Stroke::solid(cx.palette.grid, 1.5));
    }
    for (row, (one, distance)) in tipping.iter().enumerate() {
        let middle = rect.top + LINE * (row as f64 + 0.5);
        let name = LABEL.shorten(&clean(&one.name), left - room.left - 16.0);
        canvas.text((room.left, middle + 0.36 * LABEL.size), &name, LABEL, Anchor::Start, cx.palette.ink);
        canvas.segment((rect.left, middle), (plot.x(*distance), middle), Stroke::solid(cx.palette.series[0], 3.0));
        canvas.disc((plot.x(*distance), middle), 10.0, cx.palette.series[0]);
        let at = (room.right, middle + 0.36 * LABEL.size);
        canvas.text(at, &format!("{distance:.2}"), LABEL, Anchor::End, cx.palette.ink);
    }
    let centre = (rect.left + rect.right) / 2.0;
    canvas.text((centre, rect.bottom + 76.0), "distance to the tipping value", LABEL, Anchor::Middle, cx.palette.ink);
    Some(canvas)
}

//! The probability along a move, and where it crosses the level.

use super::super::Context;
use super::super::axis::{Axis, axes, base};
use super::super::canvas::{Canvas, Point, Rect};
use super::super::figures::{brief, percent, plain};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::Stroke;
use super::{crossings, what};
use crate::analysis::Share;
use crate::analysis::tip::{Move, Tip};
use crate::analysis::tipping;
use crate::analysis::wilson::share;

/// A move is shown to so many times its base, or a third beyond where it tips.
const FAR: f64 = 4.0;

/// The part of the range that is shown.
fn shown(one: &Move) -> (f64, f64) {
    let reach = |x: f64| one.base + (x - one.base) * 1.34;
    let (low, high) = (one.points[0].x, one.points[one.points.len() - 1].x);
    let far = crossings(one).map(|(_, _, end)| reach(end)).fold(one.base + (FAR - 1.0) * one.base.abs(), f64::max);
    let near = crossings(one).map(|(_, end, _)| reach(end)).fold(one.base - (FAR - 1.0) * one.base.abs(), f64::min);
    if one.base == 0.0 { (low, high) } else { (low.max(near), high.min(far)) }
}

pub(super) fn sheet(cx: &Context<'_>, tip: &Tip, one: &Move) -> Canvas {
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
    let edge = |of: fn(&Share) -> f64| shares.iter().map(|(x, s)| plot.at(*x, of(s))).collect::<Vec<Point>>();
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

//! The probability at each of the few values that are allowed, such as 0 and 1, against the level.

use super::super::Context;
use super::super::axis::{Axis, axes, base};
use super::super::canvas::{Anchor, Canvas};
use super::super::dot::{self, Shape};
use super::super::figures::{percent, plain};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{LABEL, Stroke};
use super::what;
use crate::analysis::Share;
use crate::analysis::tip::{Move, Tip};
use crate::analysis::wilson::share;

/// Half the width of a mark.
const MARK: f64 = 12.0;

/// A mark with its interval at every value; values stand apart by the same distance, since nothing lies between them.
pub(super) fn sheet(cx: &Context<'_>, tip: &Tip, one: &Move) -> Canvas {
    let shares: Vec<Share> = one.points.iter().map(|p| share(p.successes, p.trials)).collect();
    let said: Vec<String> =
        one.points.iter().zip(&shares).map(|(p, s)| format!("{} at {}", side(s, tip.level), plain(p.x))).collect();
    let level = percent(tip.level);
    let head = Head {
        title: what(tip),
        finding: format!("Against the level of {level}, the probability is {}.", said.join(", ")),
        keys: vec![
            Key::new(Mark::Dot(Shape::Disc, cx.palette.mark), format!("the scenario's own: {}", plain(one.base))),
            Key::new(Mark::Dot(Shape::Disc, cx.palette.series[0]), "other values that are allowed"),
        ],
        notes: vec![format!(
            "Line: the level of {level}. The probability is {}. Bars: 95% intervals.",
            said.join(", ")
        )],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let ticks = one.points.iter().enumerate().map(|(at, p)| (at as f64, plain(p.x))).collect();
    let x = Axis { low: -0.5, high: one.points.len() as f64 - 0.5, ticks, label: one.name.clone() };
    let top = shares.iter().map(|s| s.high).fold(1.15 * tip.level, f64::max).min(1.0);
    let plot = axes(&mut canvas, cx.palette, room, &x, &Axis::shares(top, "share of runs"));
    let level = plot.y(tip.level);
    canvas.segment((plot.rect.left, level), (plot.rect.right, level), Stroke::solid(cx.palette.ink, 2.5));
    for (at, (point, s)) in one.points.iter().zip(&shares).enumerate() {
        let color = if point.x == one.base { cx.palette.mark } else { cx.palette.series[0] };
        let middle = plot.at(at as f64, s.share);
        for end in [plot.y(s.low), plot.y(s.high)].into_iter().filter(|end| (end - middle.1).abs() > MARK) {
            canvas.segment(middle, (middle.0, end), Stroke::solid(color, 4.0));
            canvas.segment((middle.0 - 9.0, end), (middle.0 + 9.0, end), Stroke::solid(color, 4.0));
        }
        dot::draw(&mut canvas, cx.palette, Shape::Disc, middle, MARK, color);
        let text = percent(s.share);
        let beside = (middle.0 + 2.0 * MARK, middle.1 + 0.36 * LABEL.size);
        let next = if at + 1 < shares.len() { plot.x(at as f64 + 1.0) - 2.0 * MARK } else { room.right };
        if beside.0 + LABEL.width(&text) <= next {
            canvas.text(beside, &text, LABEL, Anchor::Start, cx.palette.ink);
        } else {
            // Without room beside its mark it stands on the interval.
            canvas.text((middle.0, plot.y(s.high) - 10.0), &text, LABEL, Anchor::Middle, cx.palette.ink);
        }
    }
    base(&mut canvas, cx.palette, &plot);
    canvas
}

fn side(share: &Share, level: f64) -> &'static str {
    if share.high < level {
        "below it"
    } else if share.low > level {
        "above it"
    } else {
        "not to be told from it"
    }
}

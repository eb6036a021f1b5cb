//! The histogram of the probability integral transform: even where the runs say how sure they may be.

use super::super::Context;
use super::super::axis::{Axis, axes, base};
use super::super::canvas::{Canvas, Rect};
use super::super::data::{Data, cells};
use super::super::figures::{count, percent};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::Stroke;
use crate::analysis::hindcast::{BINS, Hindcast};

pub(super) fn canvas(cx: &Context<'_>, found: &Hindcast) -> Canvas {
    let ends = found.pit[0] + found.pit[BINS - 1];
    let even = 1.0 / BINS as f64;
    let line = Stroke { dash: &[16.0, 8.0], ..Stroke::solid(cx.palette.mark, 4.0) };
    let said =
        format!("{} of what came lies in the outermost two tenths of the runs; even would be 20%.", percent(ends));
    let head = Head {
        title: "Where what came lies among the runs".to_owned(),
        finding: said.clone(),
        keys: vec![
            Key::new(Mark::Swatch(cx.palette.bar), format!("share of {} outcomes", count(found.outcomes.len() as u64))),
            Key::new(Mark::Line(line), "even"),
        ],
        notes: vec![
            said,
            "High at both ends: too sure. High in the middle: not sure enough. High at one end: off to one side. Outcomes of one \
             history depend on each other."
                .into(),
        ],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let most = found.pit.iter().copied().fold(even, f64::max);
    let y = Axis::shares(most, "share of the outcomes");
    let x = Axis::exact(0.0, 1.0, room.width() - 150.0, "share of the runs below what came");
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    for (at, share) in found.pit.iter().enumerate() {
        let edge = |at: usize| plot.x(at as f64 / BINS as f64);
        let bar =
            Rect { left: edge(at) + 2.0, right: edge(at + 1) - 2.0, top: plot.y(*share), bottom: plot.rect.bottom };
        canvas.rect(bar, cx.palette.bar);
    }
    canvas.line(&[plot.at(0.0, even), plot.at(1.0, even)], line);
    base(&mut canvas, cx.palette, &plot);
    canvas
}

/// The bins.
pub(super) fn data(found: &Hindcast) -> Data {
    let edge = |at: usize| at as f64 / BINS as f64;
    let rows = found.pit.iter().enumerate().map(|(at, share)| cells([edge(at), edge(at + 1), *share]).collect());
    Data::new(["from", "to", "share of outcomes"]).with(rows)
}

//! What tips, nearest first: parameters and claims apart, since their distances have other units.

use super::super::Context;
use super::super::axis::{Axis, cell, name_below};
use super::super::canvas::{Anchor, Canvas, Rect};
use super::super::figures::{brief, percent};
use super::super::font::clean;
use super::super::frame::{Head, frame};
use super::super::split::Split;
use super::super::theme::{LABEL, STRONG, Stroke};
use crate::analysis::tip::{Move, Tip};

/// Height of a name, and of a track.
const LINE: f64 = 40.0;
const TRACK: f64 = 32.0;

/// Room for the heading of a part, and below it for its axis.
const HEADING: f64 = 44.0;
const FOOT: f64 = 98.0;

/// Part of the width for names.
const NAMES: f64 = 0.44;

/// One of the two rankings.
struct Part<'a> {
    heading: &'static str,
    unit: &'static str,
    tipping: Vec<(&'a Move, f64)>,
    of: usize,
}

impl<'a> Part<'a> {
    fn new(tip: &'a Tip, claims: bool) -> Self {
        let of = || tip.moves.iter().filter(|one| one.is_claim() == claims);
        let (heading, unit) = if claims {
            ("Claims", "distance, in strength (1 is wholly relaxed)")
        } else {
            ("Parameters", "distance, in standard deviations of the prior")
        };
        let tipping = of().map(|one| (one, one.distance())).filter(|(_, distance)| distance.is_finite()).collect();
        Self { heading, unit, tipping, of: of().count() }
    }

    /// Which tips nearest, and how many do not.
    fn said(&self) -> String {
        let (name, rest) = (self.heading, self.of - self.tipping.len());
        match self.tipping.first() {
            Some((one, distance)) => {
                format!("{name}: {} tips nearest, at {}; {rest} of {} do not tip.", one.name, brief(*distance), self.of)
            }
            None => format!("{name}: none of {} tips.", self.of),
        }
    }

    fn height(&self, split: Split) -> f64 {
        HEADING + split.height(LINE, TRACK) * self.tipping.len() as f64 + FOOT
    }
}

/// One sheet; none where nothing tips.
pub(super) fn sheet(cx: &Context<'_>, tip: &Tip) -> Option<Canvas> {
    let parts = [Part::new(tip, false), Part::new(tip, true)];
    let said: Vec<String> = parts.iter().filter(|part| part.of > 0).map(Part::said).collect();
    let drawn: Vec<&Part<'_>> = parts.iter().filter(|part| !part.tipping.is_empty()).collect();
    if drawn.is_empty() {
        return None;
    }
    let split = Split::new(cx, NAMES);
    let head = Head {
        title: format!("What tips first: {} at {}", tip.outcome.text, percent(tip.level)),
        finding: said.join(" "),
        keys: Vec::new(),
        notes: said,
        body: drawn.iter().map(|part| part.height(split)).sum(),
    };
    let (mut canvas, room) = frame(cx, &head);
    let mut top = room.top;
    for part in drawn {
        draw(&mut canvas, cx, part, Rect { top, bottom: top + part.height(split), ..room });
        top += part.height(split);
    }
    Some(canvas)
}

fn draw(canvas: &mut Canvas, cx: &Context<'_>, part: &Part<'_>, room: Rect) {
    canvas.text((room.left, room.top + 30.0), part.heading, STRONG, Anchor::Start, cx.palette.ink);
    let split = Split::new(cx, NAMES);
    let left = split.left(room);
    let rect = Rect { left, top: room.top + HEADING, right: room.right - 90.0, bottom: room.bottom - FOOT + 8.0 };
    let x = Axis::numbers(0.0, part.tipping.last().map_or(1.0, |(_, distance)| *distance), "");
    let y = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let plot = cell(canvas, cx.palette, rect, &x, &y, false);
    for (value, _) in &x.ticks {
        let at = plot.x(*value);
        canvas.segment((at, rect.top), (at, rect.bottom), Stroke::solid(cx.palette.grid, 1.5));
    }
    for (row, (one, distance)) in part.tipping.iter().enumerate() {
        let each = split.height(LINE, TRACK);
        let top = rect.top + each * row as f64;
        let halves = split.halves(canvas, Rect { top, bottom: top + each, ..room }, LINE, &plot);
        let [words, middle] = halves.map(|half| (half.top + half.bottom) / 2.0);
        let name = LABEL.shorten(&clean(&one.name), split.words());
        canvas.text((room.left, words + 0.36 * LABEL.size), &name, LABEL, Anchor::Start, cx.palette.ink);
        canvas.segment((rect.left, middle), (plot.x(*distance), middle), Stroke::solid(cx.palette.series[0], 3.0));
        canvas.disc((plot.x(*distance), middle), 10.0, cx.palette.series[0]);
        let at = (room.right, middle + 0.36 * LABEL.size);
        canvas.text(at, &format!("{distance:.2}"), LABEL, Anchor::End, cx.palette.ink);
    }
    let foot = Rect { bottom: rect.bottom + 84.0, ..room };
    name_below(canvas, cx.palette, foot, (rect.left + rect.right) / 2.0, part.unit);
}

//! A line a thing: its name, marks with intervals on an axis that all share, and a figure at the right.

use super::super::Context;
use super::super::axis::{Axis, Plot, cell, name_below};
use super::super::canvas::{Anchor, Canvas, Rect};
use super::super::dot::{self, Shape};
use super::super::font::clean;
use super::super::frame::{Head, frame};
use super::super::split::Split;
use super::super::theme::{Color, LABEL, Stroke};

/// Height of a track, and room between lines, where there are many.
const TRACK: f64 = 28.0;
const GAP: f64 = 14.0;

/// Where there are few lines they are so many times as high at most.
const HIGHEST: f64 = 2.0;

/// Height of a name above its tracks.
const NAME: f64 = 36.0;

/// Room for the axis and its name.
const FOOT: f64 = 98.0;

/// Part of the width for names.
const NAMES: f64 = 0.40;

/// Room for the figures at the right.
const FIGURES: f64 = 104.0;

/// Most lines of a sheet.
const MOST: usize = 24;

/// Half the width of a mark.
const MARK: f64 = 10.0;

/// Quantiles as a mark with two intervals.
pub(super) struct Track {
    pub shape: Shape,
    pub color: Color,
    pub quantiles: [f64; 5],
}

/// A line.
pub(super) struct Row {
    pub name: String,
    pub tracks: Vec<Track>,
    pub figure: String,
}

/// The axis.
pub(super) struct Scale {
    /// Its ends, where they are fixed.
    pub ends: Option<(f64, f64)>,
    /// What is shaded.
    pub shaded: Option<(f64, f64)>,
    /// Where a line stands.
    pub line: Option<f64>,
    pub label: &'static str,
}

/// As many sheets as the lines need; the heading is the same.
pub(super) fn pages(cx: &Context<'_>, (head, scale, rows): (Head, Scale, Vec<Row>)) -> Vec<Canvas> {
    rows.chunks(MOST).map(|rows| page(cx, &head, &scale, rows)).collect()
}

fn height(row: &Row, split: Split) -> f64 {
    split.height(if split.above() { NAME } else { 0.0 }, GAP + TRACK * row.tracks.len() as f64)
}

fn page(cx: &Context<'_>, head: &Head, scale: &Scale, rows: &[Row]) -> Canvas {
    let split = Split::new(cx, NAMES);
    let lines: f64 = rows.iter().map(|row| height(row, split)).sum();
    let (mut canvas, room) = frame(cx, &Head { body: lines + FOOT + 12.0, ..head.clone() });
    let left = split.left(room);
    let stretch = ((room.height() - FOOT - 12.0) / lines).clamp(1.0, HIGHEST);
    let top = room.top + 4.0;
    let rect = Rect { left, top, right: room.right - FIGURES, bottom: top + stretch * lines };
    let x = axis(scale, rows, rect.width());
    if let Some((low, high)) = scale.shaded {
        let share = |value: f64| rect.left + rect.width() * (value - x.low) / (x.high - x.low);
        canvas.rect(Rect { left: share(low), right: share(high), ..rect }, cx.palette.shade);
    }
    let none = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let plot = cell(&mut canvas, cx.palette, rect, &x, &none, false);
    for (value, _) in &x.ticks {
        let at = plot.x(*value);
        canvas.segment((at, rect.top), (at, rect.bottom), Stroke::solid(cx.palette.grid, 1.5));
    }
    if let Some(value) = scale.line {
        let at = plot.x(value);
        canvas.segment((at, rect.top), (at, rect.bottom), Stroke::solid(cx.palette.mark, 3.0));
    }
    let mut top = rect.top;
    for row in rows {
        let whole = Rect { top, bottom: top + stretch * height(row, split), ..room };
        let [words, half] = split.halves(&mut canvas, whole, stretch * NAME, &plot);
        let name = LABEL.shorten(&clean(&row.name), split.words());
        let [above, base] = [words, half].map(|half| (half.top + half.bottom) / 2.0 + 0.36 * LABEL.size);
        canvas.text((room.left, above), &name, LABEL, Anchor::Start, cx.palette.ink);
        canvas.text((room.right, base), &row.figure, LABEL, Anchor::End, cx.palette.ink);
        for (at, track) in row.tracks.iter().enumerate() {
            draw(&mut canvas, cx, &plot, track, half.top + stretch * (GAP / 2.0 + TRACK * (at as f64 + 0.5)));
        }
        top = whole.bottom;
    }
    let foot = Rect { bottom: rect.bottom + 84.0, ..room };
    name_below(&mut canvas, cx.palette, foot, (rect.left + rect.right) / 2.0, scale.label);
    canvas
}

fn axis(scale: &Scale, rows: &[Row], width: f64) -> Axis {
    if let Some((low, high)) = scale.ends {
        let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| low + share * (high - low));
        let text = |share: f64| (share, format!("{:.0}%", 100.0 * share));
        return Axis { low, high, ticks: ticks.map(text).to_vec(), label: String::new() };
    }
    let ends = rows.iter().flat_map(|row| &row.tracks).flat_map(|track| [track.quantiles[0], track.quantiles[4]]);
    let ends = ends.chain(scale.line);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let margin = 0.04 * (high - low);
    Axis::exact(low - margin, high + margin, width, "")
}

fn draw(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, track: &Track, middle: f64) {
    let [low, lower, median, upper, high] = track.quantiles.map(|x| plot.x(x));
    canvas.segment((low, middle), (high, middle), Stroke::solid(track.color, 3.0));
    canvas.segment((lower, middle), (upper, middle), Stroke::solid(track.color, 8.0));
    dot::draw(canvas, cx.palette, track.shape, (median, middle), MARK, track.color);
}

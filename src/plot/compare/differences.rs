//! The difference of every outcome in standard deviations, the largest first.

use super::super::axis::{Axis, Plot, cell, name_below};
use super::super::canvas::{Anchor, Canvas, Rect};
use super::super::data::{Data, cells, option};
use super::super::dot::{self, Shape};
use super::super::figures::{brief, number};
use super::super::font::clean;
use super::super::frame::{Head, Key, Mark, frame, inner};
use super::super::split::Split;
use super::super::theme::{CAPTION, Color, LABEL, Stroke};
use super::super::{Breadth, Context, Sheet};
use super::{found, labels};
use crate::analysis::compare::{Compare, Compared, Pairing, Standardised};
use crate::lanes::ln;

/// Part of the width for the words.
const WORDS: f64 = 0.44;

/// Room for the difference in figures.
const FIGURES: f64 = 150.0;

/// Height of a track below its words.
const TRACK: f64 = 34.0;

const LINE: f64 = 29.0;
const PAD: f64 = 16.0;

/// Half the width of a mark.
const MARK: f64 = 9.0;

/// Rows higher than this go on on another sheet.
const HIGHEST: f64 = 1500.0;

/// Up to so many standard deviations the scale is even; beyond, it is drawn together away from 0 from about BEND on.
const LINEAR: f64 = 3.0;
const BEND: f64 = 0.3;

const LABEL_OF_AXIS: &str = "B − A, in standard deviations";

/// An outcome with its words in lines.
struct Row<'a> {
    of: &'a Compared,
    lines: Vec<String>,
}

impl<'a> Row<'a> {
    fn new(of: &'a Compared, cx: &Context<'_>) -> Self {
        let text = if of.outcome.text.trim().is_empty() { &of.outcome.id } else { &of.outcome.text };
        Self { of, lines: CAPTION.wrap(&clean(text), Split::new(cx, WORDS).words(), cx.breadth.lines(3)) }
    }

    fn words(&self) -> f64 {
        LINE * self.lines.len().max(1) as f64 + PAD
    }

    fn height(&self, split: Split) -> f64 {
        split.height(self.words(), TRACK)
    }
}

/// A sheet, or several where there are many outcomes; none where none was compared. Which outcomes are on which is the same
/// in a narrow picture as in a wide one.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(c) = found(cx) else { return Vec::new() };
    let pages = pages(&Context { breadth: Breadth::Wide, ..cx.clone() }, &c.outcomes);
    let count = pages.len();
    let name =
        |i: usize| if i == 0 { "compare-differences".to_owned() } else { format!("compare-differences-{}", i + 1) };
    let sheet = |(i, rows): (usize, &Vec<Row<'_>>)| {
        let rows: Vec<Row<'_>> = rows.iter().map(|row| Row::new(row.of, cx)).collect();
        Sheet { name: name(i), canvas: page(cx, c, &rows, (i, count)), data: data(&rows) }
    };
    pages.iter().enumerate().map(sheet).collect()
}

fn data(rows: &[Row<'_>]) -> Data {
    let row = |row: &Row<'_>| {
        let Compared { outcome, a, b, difference: d, standardised, .. } = row.of;
        let standardised = standardised.as_ref().map(|s| s.value);
        let numbers = cells([a.value, b.value, d.mean, d.low, d.high]);
        std::iter::once(outcome.id.clone()).chain(numbers).chain([option(standardised)]).collect()
    };
    let columns = ["outcome", "A", "B", "B - A", "low", "high", "in standard deviations"];
    Data::new(columns).with(rows.iter().map(row))
}

fn pages<'a>(cx: &Context<'_>, outcomes: &'a [Compared]) -> Vec<Vec<Row<'a>>> {
    let mut pages: Vec<Vec<Row<'a>>> = Vec::new();
    let mut taken = f64::INFINITY;
    for of in outcomes {
        let row = Row::new(of, cx);
        let height = row.height(Split::new(cx, WORDS));
        if taken + height > HIGHEST {
            taken = 0.0;
            pages.push(Vec::new());
        }
        taken += height;
        if let Some(page) = pages.last_mut() {
            page.push(row);
        }
    }
    pages
}

/// The scale of a sheet: from the least to the greatest end of an interval, with 0. Where some differences are many times
/// as large as others it is drawn together away from 0, since the others would all lie on one line.
struct Scale {
    axis: Axis,
    compressed: bool,
}

impl Scale {
    fn new(rows: &[Row<'_>], width: f64) -> Self {
        let ends = rows.iter().filter_map(|row| row.of.standardised).flat_map(|s| [s.low, s.high]);
        let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        let (most, margin) = (high.max(-low), 0.04 * (high - low));
        let compressed = most > LINEAR;
        if !compressed {
            return Self { axis: Axis::exact(low - margin, high + margin, width, LABEL_OF_AXIS), compressed };
        }
        let scale = Self { axis: Axis::exact(0.0, 1.0, width, LABEL_OF_AXIS), compressed };
        let powers = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
        let ticks = powers.into_iter().rev().map(|x| -x).chain([0.0]).chain(powers);
        let shown = |x: &f64| (1.1 * low..=1.1 * high).contains(x);
        let ticks = ticks.filter(shown).map(|x| (scale.place(x), number(x, 0))).collect();
        let (low, high) = (scale.place(low), scale.place(high));
        let margin = 0.04 * (high - low);
        Self { axis: Axis { low: low - margin, high: high + margin, ticks, ..scale.axis }, compressed }
    }

    /// Where a difference lies on the axis.
    fn place(&self, x: f64) -> f64 {
        if self.compressed { ln(1.0 + x.abs() / BEND).copysign(x) } else { x }
    }
}

fn page(cx: &Context<'_>, c: &Compare, rows: &[Row<'_>], (index, count): (usize, usize)) -> Canvas {
    let split = Split::new(cx, WORDS);
    let scale = Scale::new(rows, if split.above() { inner(cx) } else { inner(cx) * (1.0 - WORDS) } - FIGURES);
    let x = &scale.axis;
    let body: f64 = rows.iter().map(|row| row.height(split)).sum::<f64>() + 98.0;
    let title = "Differences of two runs, B minus A";
    let title = if count > 1 { format!("{title} ({} of {count})", index + 1) } else { title.to_owned() };
    let [a, b] = labels(c);
    let how = match c.pairing {
        Pairing::Paired { .. } => "Paired by replicate.",
        _ => "Not paired.",
    };
    let mut notes = vec![
        format!("{a}; {b}. {how}"),
        "Bars: 95% intervals; narrower than the mark where none shows. Right: B − A in units of the outcome."
            .to_owned(),
    ];
    if rows.iter().any(|row| row.of.standardised.is_none()) {
        notes.push("Without a mark: neither run varies.".to_owned());
    }
    if scale.compressed {
        notes.push("The scale is drawn together away from 0, as ln(1 + |x| / 0.3).".to_owned());
    }
    let head = Head { title, finding: finding(rows), keys: keys(cx), notes, body };
    let (mut canvas, room) = frame(cx, &head);
    let left = split.left(room);
    let rect = Rect { left, top: room.top + 6.0, right: room.right - FIGURES, bottom: room.top + body - 90.0 };
    let plot = cell(
        &mut canvas,
        cx.palette,
        rect,
        x,
        &Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() },
        false,
    );
    for (value, _) in &x.ticks {
        let (at, zero) = (plot.x(*value), *value == 0.0); // Both scales have 0 at 0.
        let stroke = if zero { Stroke::solid(cx.palette.ink, 3.0) } else { Stroke::solid(cx.palette.grid, 1.5) };
        canvas.segment((at, rect.top), (at, rect.bottom), stroke);
    }
    let mut top = rect.top;
    for row in rows {
        let height = row.height(split);
        let whole = Rect { left: room.left, top, right: room.right, bottom: top + height };
        let [_, half] = split.halves(&mut canvas, whole, row.words(), &plot);
        for (i, line) in row.lines.iter().enumerate() {
            let at = (room.left, top + PAD / 2.0 + 0.78 * LINE + LINE * i as f64);
            canvas.text(at, line, CAPTION, Anchor::Start, cx.palette.ink);
        }
        track(&mut canvas, cx, (&plot, &scale), row.of, (half.top + half.bottom) / 2.0, room.right);
        top += height;
    }
    let foot = Rect { bottom: rect.bottom + 84.0, ..room };
    name_below(&mut canvas, cx.palette, foot, (rect.left + rect.right) / 2.0, &x.label);
    canvas
}

/// Whether the interval leaves 0 out.
fn clear(of: &Compared) -> bool {
    of.difference.low > 0.0 || of.difference.high < 0.0
}

fn look(cx: &Context<'_>, clear: bool) -> (Shape, Color) {
    if clear { (Shape::Disc, cx.palette.series[0]) } else { (Shape::Ring, cx.palette.muted) }
}

fn track(
    canvas: &mut Canvas,
    cx: &Context<'_>,
    (plot, scale): (&Plot, &Scale),
    of: &Compared,
    middle: f64,
    right: f64,
) {
    let sign = if of.difference.mean > 0.0 { "+" } else { "" };
    let figure = format!("{sign}{}", brief(of.difference.mean));
    canvas.text((right, middle + 0.36 * LABEL.size), &figure, LABEL, Anchor::End, cx.palette.ink);
    let Some(Standardised { value, low, high }) = of.standardised else { return };
    let (shape, color) = look(cx, clear(of));
    let x = |value: f64| plot.x(scale.place(value));
    let (at, stroke) = (x(value), Stroke::solid(color, 4.0));
    for end in [x(low), x(high)].into_iter().filter(|end| (end - at).abs() > MARK) {
        canvas.segment((at, middle), (end, middle), stroke);
        canvas.segment((end, middle - 8.0), (end, middle + 8.0), stroke);
    }
    dot::draw(canvas, cx.palette, shape, (at, middle), MARK, color);
}

fn keys(cx: &Context<'_>) -> Vec<Key> {
    let key = |is_clear, label| {
        let (shape, color) = look(cx, is_clear);
        Key::new(Mark::Dot(shape, color), label)
    };
    vec![key(true, "the interval leaves 0 out"), key(false, "the interval holds 0")]
}

fn finding(rows: &[Row<'_>]) -> String {
    let said = rows.iter().map(|row| {
        let d = &row.of.difference;
        format!(
            "{}: {} {}, 95% interval {} to {}.",
            row.of.outcome.text,
            brief(d.mean),
            row.of.outcome.unit,
            brief(d.low),
            brief(d.high)
        )
    });
    said.collect::<Vec<_>>().join(" ")
}

//! Axes: round ticks, and the map from values to the sheet.

use super::canvas::{Anchor, Canvas, Point, Rect};
use super::figures::{number, plain};
use super::font::clean;
use super::theme::{LABEL, Palette, Stroke, TICK};

/// Room between an axis and its numbers.
const PAD: f64 = 12.0;

/// Least distance of two numbers.
const CLOSEST: f64 = 6.0;

/// A line of axis text.
pub(super) const LINE: f64 = 34.0;

/// From a horizontal axis down to the base line of its numbers.
const DROP: f64 = 40.0;

/// Room that a horizontal axis takes below it, without its name.
pub(super) const FOOT: f64 = DROP + 8.0;

/// A range of values with ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<(f64, String)>,
    /// What it measures, with the unit.
    pub label: String,
}

impl Axis {
    /// Shares from 0 to a round one that is at least `max`.
    pub(super) fn shares(max: f64, label: &str) -> Self {
        let step = Step::of(100.0 * max, 5.0);
        let ticks: Vec<_> =
            (0..=step.above(100.0 * max.min(1.0))).map(|i| (step.times(i) / 100.0, step.text(i) + "%")).collect();
        let high = ticks.last().map_or(1.0, |t| t.0);
        Self { low: 0.0, high, ticks, label: label.to_owned() }
    }

    /// Numbers, from a round one at or below `low` to a round one at or above `high`.
    pub(super) fn numbers(low: f64, high: f64, label: &str) -> Self {
        let (low, high) = widened(low, high);
        let from = if low > 0.0 && low < 0.4 * high { 0.0 } else { low };
        let step = Step::of(high - from, 5.0);
        let ticks: Vec<_> = (step.below(from)..=step.above(high)).map(|i| (step.times(i), step.text(i))).collect();
        let (first, last) = (ticks.first().map_or(low, |t| t.0), ticks.last().map_or(high, |t| t.0));
        Self { low: first, high: last, ticks, label: label.to_owned() }
    }

    /// Numbers from exactly `low` to exactly `high`, with as many ticks as fit in the width.
    pub(super) fn exact(low: f64, high: f64, width: f64, label: &str) -> Self {
        let (low, high) = widened(low, high);
        let fits = |count: f64| {
            let step = Step::of(high - low, count);
            let ticks: Vec<_> = (step.above(low)..=step.below(high)).map(|i| (step.times(i), step.text(i))).collect();
            let taken: f64 = ticks.iter().map(|(_, text)| TICK.width(text) + 28.0).sum();
            (taken <= width).then_some(ticks)
        };
        let ticks = [7.0, 5.0, 3.0, 2.0].into_iter().find_map(fits).unwrap_or_default();
        Self { low, high, ticks, label: label.to_owned() }
    }

    /// Dates, with ticks at round years as far as they fit in the width.
    pub(super) fn years(first: f64, last: f64, width: f64) -> Self {
        let most = (width / (TICK.width("0000") + 32.0)).max(1.0);
        let step = Step::of(last - first, most);
        let step = if last - first >= 2.0 && step.value() < 1.0 { Step { digit: 1, exponent: 0 } } else { step };
        let ticks = (step.above(first)..=step.below(last)).map(|i| (step.times(i), plain(step.times(i)))).collect();
        Self { low: first, high: last, ticks, label: "year".to_owned() }
    }
}

/// A range that is not empty.
fn widened(low: f64, high: f64) -> (f64, f64) {
    if high > low {
        return (low, high);
    }
    let pad = if low == 0.0 { 0.5 } else { low.abs() / 10.0 };
    (low - pad, low + pad)
}

/// A round step: a digit times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    digit: i64,
    exponent: i32,
}

impl Step {
    /// The least round step that divides the span into at most `count` parts.
    fn of(span: f64, count: f64) -> Self {
        let least = if span > 0.0 && span.is_finite() { span / count } else { 1.0 };
        let steps = (-15..=15).flat_map(|exponent| [1, 2, 5].map(|digit| Self { digit, exponent }));
        // A hair of slack, so that a span of exactly `count` steps gets them.
        steps.into_iter().find(|s| s.value() >= least * 0.999_999).unwrap_or(Self { digit: 5, exponent: 15 })
    }

    fn value(self) -> f64 {
        self.times(1)
    }

    /// `i` steps, rounded once.
    fn times(self, i: i64) -> f64 {
        let whole = (i * self.digit) as f64;
        // Powers of ten up to 15 are exact.
        let power = (0..self.exponent.abs()).fold(1.0, |p, _| p * 10.0);
        if self.exponent < 0 { whole / power } else { whole * power }
    }

    fn text(self, i: i64) -> String {
        number(self.times(i), (-self.exponent).max(0) as usize)
    }

    /// The greatest number of steps at or below the value.
    fn below(self, value: f64) -> i64 {
        (value / self.value() + 1e-6).floor() as i64
    }

    /// The least number of steps at or above the value.
    fn above(self, value: f64) -> i64 {
        -self.below(-value)
    }
}

/// Where values lie on the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub rect: Rect,
    x: (f64, f64),
    y: (f64, f64),
}

impl Plot {
    pub(super) fn x(&self, value: f64) -> f64 {
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.rect.left + share.clamp(0.0, 1.0) * self.rect.width()
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        self.rect.bottom - share.clamp(0.0, 1.0) * self.rect.height()
    }

    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        (self.x(x), self.y(y))
    }
}

/// Room that the numbers of a vertical axis take.
pub(super) fn margin(y: &Axis) -> f64 {
    y.ticks.iter().map(|(_, text)| TICK.width(text)).fold(0.0, f64::max) + PAD
}

/// How far the last number of a horizontal axis may reach beyond it.
pub(super) fn overhang(x: &Axis) -> f64 {
    x.ticks.last().map_or(0.0, |(_, text)| TICK.width(text) / 2.0)
}

/// Draws both axes into the room given and says where the values go. The vertical axis has its name above
/// it, where it reads without turning the page.
pub(super) fn axes(canvas: &mut Canvas, palette: &Palette, room: Rect, x: &Axis, y: &Axis) -> Plot {
    let top = name_above(canvas, palette, room, &y.label);
    let foot = if x.label.trim().is_empty() { FOOT } else { FOOT + LINE };
    let (left, right) = (room.left + margin(y), room.right - overhang(x));
    let rect = Rect { left, top, right, bottom: room.bottom - foot };
    name_below(canvas, palette, room, (left + right) / 2.0, &x.label);
    cell(canvas, palette, rect, x, y, true)
}

/// Writes the name of a vertical axis and returns where the plot may begin.
pub(super) fn name_above(canvas: &mut Canvas, palette: &Palette, room: Rect, name: &str) -> f64 {
    let lines = LABEL.wrap(&clean(name), room.width(), 2);
    for (i, line) in lines.iter().enumerate() {
        canvas.text((room.left, room.top + 24.0 + LINE * i as f64), line, LABEL, Anchor::Start, palette.ink);
    }
    room.top + LINE * lines.len() as f64 + 16.0
}

/// Writes the name of a horizontal axis at the foot of the room, around `centre` as far as it fits.
pub(super) fn name_below(canvas: &mut Canvas, palette: &Palette, room: Rect, centre: f64, name: &str) {
    let name = LABEL.shorten(&clean(name), room.width());
    let half = LABEL.width(&name) / 2.0;
    let x = centre.min(room.right - half).max(room.left + half);
    canvas.text((x, room.bottom - 8.0), &name, LABEL, Anchor::Middle, palette.ink);
}

/// A plot that fills its room, the numbers of the axes outside it; those of the vertical one only where asked.
pub(super) fn cell(canvas: &mut Canvas, palette: &Palette, rect: Rect, x: &Axis, y: &Axis, numbers: bool) -> Plot {
    let plot = Plot { rect, x: (x.low, x.high), y: (y.low, y.high) };
    horizontals(canvas, palette, &plot, y, numbers);
    verticals(canvas, palette, &plot, x);
    plot
}

fn horizontals(canvas: &mut Canvas, palette: &Palette, plot: &Plot, y: &Axis, numbers: bool) {
    let Rect { left, right, .. } = plot.rect;
    for (value, text) in &y.ticks {
        let at = plot.y(*value);
        canvas.segment((left, at), (right, at), Stroke::solid(palette.grid, 1.5));
        if numbers {
            canvas.text((left - PAD, at + 0.36 * TICK.size), text, TICK, Anchor::End, palette.ink);
        }
    }
}

fn verticals(canvas: &mut Canvas, palette: &Palette, plot: &Plot, x: &Axis) {
    let bottom = plot.rect.bottom;
    base(canvas, palette, plot);
    let mut taken = f64::NEG_INFINITY;
    for (value, text) in &x.ticks {
        let (at, half) = (plot.x(*value), TICK.width(text) / 2.0);
        canvas.segment((at, bottom), (at, bottom + 8.0), Stroke::solid(palette.ink, 2.0));
        // A long number at the edge is moved onto the sheet; one without room beside the one before is left out.
        let middle = at.min(canvas.width - half).max(half);
        if middle - half >= taken {
            canvas.text((middle, bottom + DROP), text, TICK, Anchor::Middle, palette.ink);
            taken = middle + half + CLOSEST;
        }
    }
}

/// The horizontal axis: drawn again by charts whose areas stand on it.
pub(super) fn base(canvas: &mut Canvas, palette: &Palette, plot: &Plot) {
    let Rect { left, right, bottom, .. } = plot.rect;
    canvas.segment((left, bottom), (right, bottom), Stroke::solid(palette.ink, 2.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.1.as_str()).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(texts(&Axis::shares(1.0, "")), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(texts(&Axis::shares(0.0031, "")), ["0.0%", "0.1%", "0.2%", "0.3%", "0.4%"]);
        assert_eq!(texts(&Axis::numbers(-0.21, 0.33, "")), ["−0.4", "−0.2", "0.0", "0.2", "0.4"]);
        assert_eq!(texts(&Axis::numbers(0.3, 0.3, "")).len(), 5);
        assert_eq!(texts(&Axis::years(2015.0, 2050.75, 880.0))[..2], ["2015", "2020"]);
        assert_eq!(texts(&Axis::years(2015.25, 2050.0, 880.0))[0], "2020");
        assert_eq!(texts(&Axis::exact(0.0, 20_000.0, 700.0, ""))[4], "20\u{a0}000");
    }
}

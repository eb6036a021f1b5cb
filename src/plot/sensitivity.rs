//! A sensitivity analysis as dots with intervals, a row a parameter, the strongest first.

use super::axis::{Axis, Plot, cell, name_below};
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::data::{Data, cell as number_cell};
use super::dot::Shape;
use super::fan::capital;
use super::figures::{brief, number};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame, mark};
use super::split::Split;
use super::theme::{CAPTION, Color, LABEL, Stroke};
use super::{Context, Sheet};
use crate::analysis::Findings;
use crate::analysis::bootstrap::Estimate;
use crate::analysis::morris::MorrisEffects;
use crate::analysis::pawn::PawnIndices;
use crate::analysis::sensitivity::study::{Found, Sensitivity, Varied};
use crate::analysis::sobol::SobolIndices;

/// Rows of a picture; the words have them all.
const MOST_ROWS: usize = 15;

/// Part of the width for the words.
const WORDS: f64 = 0.42;

/// Part of the width for the first number of a row in figures.
const FIGURES: f64 = 110.0;

const LINE: f64 = 29.0;
const PAD: f64 = 20.0;

/// Half the distance of two tracks of a row.
const APART: f64 = 12.0;

/// Half the width of a mark.
const REACH: f64 = 10.0;

/// A number with its interval, on a track of its own.
struct Dot {
    at: Estimate,
    mark: Mark,
}

struct Row {
    label: Vec<String>,
    dots: Vec<Dot>,
    /// What chance alone would give.
    tick: Option<f64>,
}

/// What the picture of a method consists of.
struct Dots {
    title: String,
    /// Name of the axis.
    axis: String,
    keys: Vec<Key>,
    notes: Vec<String>,
    rows: Vec<Row>,
    /// A threshold over all rows.
    line: Option<f64>,
}

/// One sheet; none where there are no indices.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Sensitivity(s)) = cx.findings() else { return Vec::new() };
    let dots = match &s.found {
        Found::Sobol(found) if found.resolved => sobol(cx, s, found),
        Found::Morris { effects, chance } => morris(cx, s, effects, chance.as_deref()),
        Found::Pawn(found) => pawn(cx, s, found),
        Found::Sobol(_) | Found::Constant { .. } | Found::Nothing { .. } => return Vec::new(),
    };
    vec![Sheet { name: "sensitivity-indices".to_owned(), canvas: draw(cx, &dots), data: data(s) }]
}

/// A row a parameter, in the order of the design.
fn data(s: &Sensitivity) -> Data {
    let of = |e: &Estimate| [e.value, e.low, e.high];
    let (names, rows): (&[&str], Vec<Vec<f64>>) = match &s.found {
        Found::Sobol(found) => (
            &["first", "low", "high", "total", "low", "high"],
            found.first.iter().zip(&found.total).map(|(a, b)| [of(a), of(b)].concat()).collect(),
        ),
        Found::Morris { effects, .. } => (
            &["mu*", "low", "high", "sigma", "low", "high"],
            effects.parameters.iter().map(|e| [of(&e.mu_star), of(&e.sigma)].concat()).collect(),
        ),
        Found::Pawn(found) => (
            &["median", "low", "high", "greatest", "low", "high"],
            found.parameters.iter().map(|e| [of(&e.median), of(&e.max)].concat()).collect(),
        ),
        Found::Constant { .. } | Found::Nothing { .. } => (&[], Vec::new()),
    };
    let row = |(varied, values): (&Varied, Vec<f64>)| {
        std::iter::once(varied.name.clone()).chain(values.into_iter().map(number_cell)).collect()
    };
    Data::new(std::iter::once("parameter").chain(names.iter().copied())).with(s.parameters.iter().zip(rows).map(row))
}

/// What the indices are of, in a title.
pub(super) fn subject(s: &Sensitivity) -> String {
    capital(if s.outcome.text.is_empty() { &s.outcome.id } else { &s.outcome.text })
}

/// A parameter by its phrase and unit, or by its name.
pub(super) fn label(parameter: &Varied) -> String {
    let text = if parameter.text.is_empty() { &parameter.name } else { &parameter.text };
    if parameter.unit.is_empty() { text.clone() } else { format!("{text} ({})", parameter.unit) }
}

/// Places of the parameters, from the greatest value to the least.
pub(super) fn descending(value: impl Fn(usize) -> f64, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    order
}

fn rows(
    cx: &Context<'_>,
    s: &Sensitivity,
    order: &[usize],
    dots: impl Fn(usize) -> Vec<Dot>,
    tick: impl Fn(usize) -> Option<f64>,
) -> Vec<Row> {
    let width = Split::new(cx, WORDS).words();
    let row = |&at: &usize| Row {
        label: CAPTION.wrap(&clean(&label(&s.parameters[at])), width, cx.breadth.lines(3)),
        dots: dots(at),
        tick: tick(at),
    };
    order.iter().take(MOST_ROWS).map(row).collect()
}

/// A note of the rows that are left out.
pub(super) fn left_out(order: &[usize], value: impl Fn(usize) -> f64, most: usize) -> Vec<String> {
    let rest = order.get(most).map(|&at| {
        format!("Not shown: {} of {} parameters, none above {}.", order.len() - most, order.len(), brief(value(at)))
    });
    rest.into_iter().collect()
}

fn sobol(cx: &Context<'_>, s: &Sensitivity, found: &SobolIndices) -> Dots {
    let [total, first] = [Mark::Dot(Shape::Disc, cx.palette.series[0]), Mark::Dot(Shape::Ring, cx.palette.series[1])];
    let order = descending(|at| found.total[at].value, found.total.len());
    let dots = |at: usize| vec![Dot { at: found.total[at], mark: total }, Dot { at: found.first[at], mark: first }];
    let chance =
        found.chance_share.map(|share| format!("Of single runs' variance {:.0}% is chance.", 100.0 * share.value));
    let mut notes = vec!["Bars: 95% intervals.".to_owned()];
    notes.extend(chance);
    notes.extend(left_out(&order, |at| found.total[at].value, MOST_ROWS));
    let of = if s.outcome.yes_no { "the probability" } else { "the expected outcome" };
    Dots {
        title: format!("{}: Sobol' indices", subject(s)),
        axis: format!("share of the variance of {of}"),
        keys: vec![Key::new(total, "total index (figures)"), Key::new(first, "first-order index")],
        notes,
        rows: rows(cx, s, &order, dots, |_| None),
        line: None,
    }
}

fn morris(cx: &Context<'_>, s: &Sensitivity, found: &MorrisEffects, chance: Option<&[f64]>) -> Dots {
    let [star, sigma] = [Mark::Dot(Shape::Disc, cx.palette.series[0]), Mark::Dot(Shape::Ring, cx.palette.series[1])];
    let value = |at: usize| found.parameters[at].mu_star.value;
    let order = descending(value, found.parameters.len());
    let dots = |at: usize| {
        let effect = &found.parameters[at];
        vec![Dot { at: effect.mu_star, mark: star }, Dot { at: effect.sigma, mark: sigma }]
    };
    let mut keys = vec![Key::new(star, "μ*, mean size of effects (figures)"), Key::new(sigma, "σ, how they differ")];
    if chance.is_some() {
        keys.push(Key::new(Mark::Tick(cx.palette.ink), "μ* by chance alone"));
    }
    let mut notes = vec!["Bars: 95% intervals.".to_owned()];
    notes.extend(left_out(&order, value, MOST_ROWS));
    let what = match (s.outcome.yes_no, s.outcome.unit.as_str()) {
        (true, _) => "probability".to_owned(),
        (false, "") => "outcome".to_owned(),
        (false, unit) => unit.to_owned(),
    };
    Dots {
        title: format!("{}: elementary effects", subject(s)),
        axis: format!("change over the whole range ({what})"),
        keys,
        notes,
        rows: rows(cx, s, &order, dots, |at| chance.map(|all| all[at])),
        line: None,
    }
}

fn pawn(cx: &Context<'_>, s: &Sensitivity, found: &PawnIndices) -> Dots {
    let median = Mark::Dot(Shape::Disc, cx.palette.series[0]);
    let value = |at: usize| found.parameters[at].median.value;
    let order = descending(value, found.parameters.len());
    let mut notes = vec![format!("Bars: 95% intervals. {} slices of {} runs.", found.slices, found.points)];
    notes.extend(left_out(&order, value, MOST_ROWS));
    Dots {
        title: format!("{}: PAWN indices", subject(s)),
        axis: "distance of distributions, 0 to 1".to_owned(),
        keys: vec![
            Key::new(median, "median over slices (figures)"),
            Key::new(Mark::Tick(cx.palette.mark), "a parameter that does nothing stays below"),
        ],
        notes,
        rows: rows(cx, s, &order, |at| vec![Dot { at: found.parameters[at].median, mark: median }], |_| None),
        line: Some(found.dummy.median),
    }
}

impl Row {
    fn words(&self) -> f64 {
        LINE * self.label.len() as f64 + PAD / 2.0
    }

    fn height(&self, split: Split) -> f64 {
        split.height(self.words(), 2.0 * APART * self.dots.len() as f64 + PAD / 2.0) + PAD / 2.0
    }
}

fn draw(cx: &Context<'_>, dots: &Dots) -> Canvas {
    let split = Split::new(cx, WORDS);
    let body: f64 = dots.rows.iter().map(|row| row.height(split)).sum::<f64>() + 98.0;
    let head = Head {
        title: dots.title.clone(),
        finding: finding(dots),
        keys: dots.keys.clone(),
        notes: dots.notes.clone(),
        body,
    };
    let (mut canvas, room) = frame(cx, &head);
    let left = split.left(room);
    let rect = Rect { left, top: room.top + 6.0, right: room.right - FIGURES, bottom: room.top + body - 90.0 };
    let y = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let x = scale(dots, rect.width());
    let plot = cell(&mut canvas, cx.palette, rect, &x, &y, false);
    for (value, _) in &x.ticks {
        upright(&mut canvas, &plot, *value, Stroke::solid(cx.palette.grid, 1.5));
    }
    upright(&mut canvas, &plot, 0.0, Stroke::solid(cx.palette.ink, 2.0));
    if let Some(line) = dots.line {
        upright(&mut canvas, &plot, line, Stroke { color: cx.palette.mark, width: 4.0, dash: &[14.0, 8.0] });
    }
    let decimals = decimals(dots);
    let mut top = rect.top;
    for row in &dots.rows {
        let band = Rect { left: room.left, top, right: room.right, bottom: top + row.height(split) };
        let halves = split.halves(&mut canvas, band, row.words(), &plot);
        draw_row(&mut canvas, cx, &plot, row, halves);
        figure(&mut canvas, cx, row, halves[1], decimals);
        top = band.bottom;
    }
    let foot = Rect { bottom: rect.bottom + 84.0, ..room };
    name_below(&mut canvas, cx.palette, foot, (rect.left + rect.right) / 2.0, &dots.axis);
    canvas
}

fn upright(canvas: &mut Canvas, plot: &Plot, value: f64, stroke: Stroke) {
    let at = plot.x(value);
    canvas.segment((at, plot.rect.top), (at, plot.rect.bottom), stroke);
}

/// From 0, or below it where intervals go there, to the greatest end of an interval; few ticks, so that they fit.
fn scale(dots: &Dots, width: f64) -> Axis {
    let all = || dots.rows.iter().flat_map(|row| &row.dots).map(|dot| dot.at);
    let ticks = dots.rows.iter().filter_map(|row| row.tick).chain(dots.line);
    let low = all().map(|e| e.low.min(e.value)).fold(0.0, f64::min);
    let high = all().map(|e| e.high.max(e.value)).chain(ticks).fold(low, f64::max);
    let pad = 0.03 * (high - low);
    Axis::exact(if low < 0.0 { low - pad } else { 0.0 }, high + pad, width, "")
}

fn draw_row(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, row: &Row, [words, track]: [Rect; 2]) {
    let middle = (words.top + words.bottom) / 2.0;
    let first = middle - LINE * (row.label.len() as f64 - 1.0) / 2.0;
    for (i, line) in row.label.iter().enumerate() {
        let at = (words.left, first + LINE * i as f64 + 0.36 * CAPTION.size);
        canvas.text(at, line, CAPTION, Anchor::Start, cx.palette.ink);
    }
    let middle = (track.top + track.bottom) / 2.0;
    let upper = middle - APART * (row.dots.len() as f64 - 1.0);
    if let Some(tick) = row.tick {
        let x = plot.x(tick);
        canvas.segment((x, upper - APART - 2.0), (x, upper + APART), Stroke::solid(cx.palette.ink, 4.0));
    }
    for (i, dot) in row.dots.iter().enumerate() {
        draw_dot(canvas, cx, plot, dot, upper + 2.0 * APART * i as f64);
    }
}

/// The first number of a row.
fn figure(canvas: &mut Canvas, cx: &Context<'_>, row: &Row, band: Rect, decimals: usize) {
    if let Some(dot) = row.dots.first() {
        let at = (band.right, (band.top + band.bottom) / 2.0 + 0.36 * LABEL.size);
        canvas.text(at, &number(dot.at.value, decimals), LABEL, Anchor::End, cx.palette.ink);
    }
}

/// As many decimals for all figures as give the greatest of them three digits.
fn decimals(dots: &Dots) -> usize {
    let most = dots.rows.iter().filter_map(|row| row.dots.first()).map(|dot| dot.at.value.abs()).fold(0.0, f64::max);
    [100.0, 10.0, 1.0, 0.0].iter().position(|from| most >= *from).unwrap_or(0)
}

fn draw_dot(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, dot: &Dot, y: f64) {
    let at = plot.x(dot.at.value);
    let stroke = Stroke::solid(color(dot.mark).unwrap_or(cx.palette.ink), 3.0);
    // Each side on its own: where the mark hides it, it would only blot the mark.
    for end in [plot.x(dot.at.low), plot.x(dot.at.high)].into_iter().filter(|end| (end - at).abs() > REACH) {
        let from: Point = (at + (end - at).signum() * REACH, y);
        canvas.segment(from, (end, y), stroke);
        canvas.segment((end, y - 7.0), (end, y + 7.0), stroke);
    }
    let room = Rect { left: at - REACH, top: y - REACH, right: at + REACH, bottom: y + REACH };
    mark(canvas, cx.palette, dot.mark, room);
}

fn color(mark: Mark) -> Option<Color> {
    match mark {
        Mark::Dot(_, color) => Some(color),
        _ => None,
    }
}

fn finding(dots: &Dots) -> String {
    let said = dots.rows.iter().take(3).filter_map(|row| {
        let Estimate { value, low, high, .. } = row.dots.first()?.at;
        Some(format!("{}: {} (95% interval {} to {}).", row.label.join(" "), brief(value), brief(low), brief(high)))
    });
    format!("The strongest, by {}. {}", dots.axis, said.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;

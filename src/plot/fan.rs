//! Declared series over time, one sheet a panel: the median and the middle 50 and 90% of the runs.
//!
//! One or two series of one unit share a plot; more stand side by side, each with its name above it.

use super::axis::{Axis, Plot, axes, brief, cell, margin, overhang, plain};
use super::bins::{Spread, spread};
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame};
use super::theme::{Color, DASHES, LABEL, STRONG, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::SeriesSummary;

/// Height of a cell where several stand side by side.
const CELL: f64 = 330.0;

/// Room between cells.
const GUTTER: f64 = 36.0;

/// A series with its spread at every instant.
struct Fan<'a> {
    series: &'a SeriesSummary,
    points: Vec<(f64, Option<Spread>)>,
}

impl<'a> Fan<'a> {
    /// None where fewer than two instants have values.
    fn new(series: &'a SeriesSummary) -> Option<Self> {
        let points: Vec<_> = series.dates.iter().enumerate().map(|(i, date)| (*date, spread(series, i))).collect();
        (points.iter().filter(|p| p.1.is_some()).count() >= 2).then_some(Self { series, points })
    }

    fn values(&self) -> impl Iterator<Item = (f64, Spread)> + '_ {
        self.points.iter().filter_map(|(date, spread)| Some((*date, (*spread)?)))
    }

    /// The stretches without a gap.
    fn stretches(&self) -> Vec<Vec<(f64, Spread)>> {
        let whole = |part: &[(f64, Option<Spread>)]| part.iter().filter_map(|(d, s)| Some((*d, (*s)?))).collect();
        self.points.split(|p| p.1.is_none()).map(whole).filter(|part: &Vec<_>| !part.is_empty()).collect()
    }
}

/// A sheet for each panel that has something to show, in the order of the series.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let mut panels: Vec<(&str, Vec<Fan<'_>>)> = Vec::new();
    for fan in cx.series.iter().filter(|s| !s.panel.is_empty()).filter_map(Fan::new) {
        match panels.iter_mut().find(|(panel, _)| *panel == fan.series.panel) {
            Some((_, fans)) => fans.push(fan),
            None => panels.push((&fan.series.panel, vec![fan])),
        }
    }
    panels.iter().map(|(panel, fans)| sheet(cx, panel, fans)).collect()
}

fn sheet(cx: &Context<'_>, panel: &str, fans: &[Fan<'_>]) -> Sheet {
    let one_unit = fans.iter().all(|f| f.series.unit == fans[0].series.unit);
    let canvas = if fans.len() <= 2 && one_unit { together(cx, panel, fans) } else { apart(cx, panel, fans, one_unit) };
    Sheet { name: format!("fan-{}", slug(panel)), canvas }
}

fn head(panel: &str, fans: &[Fan<'_>]) -> Head {
    let mut notes = vec!["Lines: medians; bands: 25–75% and 5–95% of runs.".to_owned()];
    let beyond = |f: &&Fan<'_>| f.values().any(|(_, s)| s.beyond);
    let cut: Vec<_> = fans.iter().filter(beyond).map(|f| LABEL.shorten(&clean(&f.series.text), 500.0)).collect();
    if !cut.is_empty() {
        notes.push(format!("Cut at the edge of the recorded range: {}.", cut.join("; ")));
    }
    let said = fans.iter().filter_map(|f| {
        let (date, s) = f.values().last()?;
        let [low, .., high] = s.values.map(brief);
        let (text, unit) = (&f.series.text, &f.series.unit);
        Some(format!(
            "{text} in {}: median {} {unit}, 90% of runs from {low} to {high}.",
            plain(date),
            brief(s.values[2])
        ))
    });
    Head { title: capital(panel), finding: said.collect::<Vec<_>>().join(" "), notes, body: 400.0, ..Head::default() }
}

/// The text with a capital letter at its start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn stroke(cx: &Context<'_>, index: usize) -> Stroke {
    Stroke { color: cx.palette.series[index % 6], width: 4.5, dash: DASHES[index % 6] }
}

/// Axes that hold the middle 90% of all fans.
fn scales(fans: &[Fan<'_>], width: f64) -> (Axis, Axis) {
    let dates = || fans.iter().flat_map(|f| f.values().map(|(date, _)| date));
    let low = fans.iter().flat_map(Fan::values).map(|(_, s)| s.values[0]).fold(f64::INFINITY, f64::min);
    let high = fans.iter().flat_map(Fan::values).map(|(_, s)| s.values[4]).fold(f64::NEG_INFINITY, f64::max);
    let (first, last) = (dates().fold(f64::INFINITY, f64::min), dates().fold(f64::NEG_INFINITY, f64::max));
    (Axis::years(first, last, width), Axis::numbers(low, high, &fans[0].series.unit))
}

/// One or two fans in one plot.
fn together(cx: &Context<'_>, panel: &str, fans: &[Fan<'_>]) -> Canvas {
    let key = |(i, f): (usize, &Fan<'_>)| Key::new(Mark::Fan(stroke(cx, i)), f.series.text.clone());
    let head = Head { keys: fans.iter().enumerate().map(key).collect(), ..head(panel, fans) };
    let (mut canvas, room) = frame(cx, &head);
    let (x, y) = scales(fans, room.width() - 120.0);
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    for (i, fan) in fans.iter().enumerate() {
        bands(&mut canvas, cx, &plot, fan, stroke(cx, i).color);
    }
    for (i, fan) in fans.iter().enumerate() {
        lines(&mut canvas, &plot, fan, stroke(cx, i));
    }
    canvas
}

/// Several fans, each in a cell of its own; with one unit they share their vertical axis.
fn apart(cx: &Context<'_>, panel: &str, fans: &[Fan<'_>], one_unit: bool) -> Canvas {
    let columns = if matches!(fans.len(), 2 | 4) { 2 } else { 3 };
    let rows = fans.len().div_ceil(columns);
    let (mut canvas, room) = frame(cx, &Head { body: (CELL + 60.0) * rows as f64 + 34.0, ..head(panel, fans) });
    let ranges: Vec<(Axis, Axis)> = fans
        .iter()
        .map(|fan| {
            scales(if one_unit { fans } else { std::slice::from_ref(fan) }, room.width() / columns as f64 - 90.0)
        })
        .collect();
    let margin = ranges.iter().map(|(_, y)| margin(y)).fold(0.0, f64::max);
    let overhang = ranges.iter().map(|(x, _)| overhang(x)).fold(0.0, f64::max);
    let gutter = if one_unit { GUTTER } else { margin + GUTTER };
    let width = (room.width() - margin - overhang - gutter * (columns - 1) as f64) / columns as f64;
    let height = (room.height() - 34.0) / rows as f64;
    for (i, (fan, (x, y))) in fans.iter().zip(&ranges).enumerate() {
        let (column, row) = (i % columns, i / columns);
        let left = room.left + margin + (width + gutter) * column as f64;
        let top = room.top + height * row as f64;
        let names = heading(fan, width, one_unit);
        for (line, name) in names.iter().enumerate() {
            let style = if line < 2 { STRONG } else { LABEL };
            canvas.text((left, top + 26.0 + 32.0 * line as f64), name, style, Anchor::Start, cx.palette.ink);
        }
        let rect = Rect { left, top: top + 118.0, right: left + width, bottom: top + height - 52.0 };
        let plot = cell(&mut canvas, cx.palette, rect, x, y, column == 0 || !one_unit);
        bands(&mut canvas, cx, &plot, fan, stroke(cx, i).color);
        lines(&mut canvas, &plot, fan, stroke(cx, i));
    }
    let unit = if one_unit { format!("year; vertically: {}", fans[0].series.unit) } else { "year".to_owned() };
    let unit = LABEL.shorten(&clean(&unit), room.width());
    let at = (room.left + room.width() / 2.0, room.bottom - 8.0);
    canvas.text(at, &unit, LABEL, Anchor::Middle, cx.palette.ink);
    canvas
}

/// The name above a cell in at most two lines, and the unit where cells differ in it.
fn heading(fan: &Fan<'_>, width: f64, one_unit: bool) -> Vec<String> {
    let mut lines = STRONG.wrap(&clean(&capital(&fan.series.text)), width, 2);
    if !one_unit {
        lines.resize(2, String::new());
        lines.push(LABEL.shorten(&clean(&fan.series.unit), width));
    }
    lines
}

fn edge(plot: &Plot, stretch: &[(f64, Spread)], quantile: usize) -> Vec<Point> {
    stretch.iter().map(|(date, s)| plot.at(*date, s.values[quantile])).collect()
}

fn bands(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, fan: &Fan<'_>, color: Color) {
    for stretch in fan.stretches().iter().filter(|s| s.len() > 1) {
        canvas.band(&edge(plot, stretch, 4), &edge(plot, stretch, 0), color.fade(cx.palette.fan.0));
        canvas.band(&edge(plot, stretch, 3), &edge(plot, stretch, 1), color.fade(cx.palette.fan.1));
    }
}

/// The median, the outer edges of the band as thin lines of the same dash, and instants that stand alone.
fn lines(canvas: &mut Canvas, plot: &Plot, fan: &Fan<'_>, stroke: Stroke) {
    let thin = Stroke { width: 1.5, ..stroke };
    for stretch in fan.stretches() {
        if let [(date, s)] = stretch[..] {
            canvas.segment(plot.at(date, s.values[0]), plot.at(date, s.values[4]), Stroke { dash: &[], ..thin });
            canvas.disc(plot.at(date, s.values[2]), 5.0, stroke.color);
            continue;
        }
        canvas.line(&edge(plot, &stretch, 0), thin);
        canvas.line(&edge(plot, &stretch, 4), thin);
        canvas.line(&edge(plot, &stretch, 2), stroke);
    }
}

//! Declared series over time, one sheet a panel: the median and the middle 50 and 90% of the runs.
//!
//! Several series stand side by side, each with its name above it, since bands over bands cannot be read. Of two of one
//! unit each shows the median of the other as well.

use super::axis::{Axis, FOOT, LINE, Plot, axes, cell, margin, name_above, name_below, overhang};
use super::bins::{Spread, spread};
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::data::{Data, cells};
use super::figures::{brief, plain};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame};
use super::theme::{Color, DASHES, LABEL, STRONG, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::SeriesSummary;

/// Height of a cell where several stand side by side.
pub(super) const CELL: f64 = 380.0;

/// A line of the name above a cell.
pub(super) const HEADING_LINE: f64 = 32.0;

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
    let Some((_, series)) = cx.run() else { return Vec::new() };
    for fan in series.iter().filter(|s| !s.panel.is_empty()).filter_map(Fan::new) {
        match panels.iter_mut().find(|(panel, _)| *panel == fan.series.panel) {
            Some((_, fans)) => fans.push(fan),
            None => panels.push((&fan.series.panel, vec![fan])),
        }
    }
    panels.iter().map(|(panel, fans)| sheet(cx, panel, fans)).collect()
}

fn sheet(cx: &Context<'_>, panel: &str, fans: &[Fan<'_>]) -> Sheet {
    let one_unit = fans.iter().all(|f| f.series.unit == fans[0].series.unit);
    let canvas = if let [fan] = fans { alone(cx, panel, fan) } else { apart(cx, panel, fans, one_unit) };
    let row = |f: &Fan<'_>, date: f64, s: Spread| {
        std::iter::once(f.series.text.clone()).chain(cells([date])).chain(cells(s.values)).collect::<Vec<String>>()
    };
    let rows = fans.iter().flat_map(|f| f.values().map(move |(date, s)| row(f, date, s)));
    let data = Data::new(["what", "year", "5%", "25%", "median", "75%", "95%"]).with(rows);
    Sheet { name: format!("fan-{}", slug(panel)), canvas, data }
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

/// A fan by itself.
fn alone(cx: &Context<'_>, panel: &str, fan: &Fan<'_>) -> Canvas {
    let fans = std::slice::from_ref(fan);
    let head = Head { keys: vec![Key::new(Mark::Fan(stroke(cx, 0)), fan.series.text.clone())], ..head(panel, fans) };
    let (mut canvas, room) = frame(cx, &head);
    let (x, y) = scales(fans, room.width() - 120.0);
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    bands(&mut canvas, cx, &plot, fan, stroke(cx, 0).color);
    lines(&mut canvas, &plot, fan, stroke(cx, 0));
    canvas
}

/// Several fans, each in a cell of its own; with one unit they share their vertical axis.
fn apart(cx: &Context<'_>, panel: &str, fans: &[Fan<'_>], one_unit: bool) -> Canvas {
    let columns = if matches!(fans.len(), 2 | 4) { 2 } else { cx.breadth.beside(3) };
    let rows = fans.len().div_ceil(columns);
    let paired = fans.len() == 2 && one_unit;
    let mut head = Head { body: CELL * rows as f64 + 2.0 * LINE + 16.0, ..head(panel, fans) };
    if paired {
        let key = |(i, f): (usize, &Fan<'_>)| Key::new(Mark::Line(stroke(cx, i)), f.series.text.clone());
        head.keys = fans.iter().enumerate().map(key).collect();
        head.notes.push("The line without a band is the median of the other.".to_owned());
    }
    let (mut canvas, room) = frame(cx, &head);
    let width = room.width() / columns as f64 - 90.0;
    let scales = |fan| scales(if one_unit { fans } else { std::slice::from_ref(fan) }, width);
    let axes: Vec<(Axis, Axis)> = fans.iter().map(scales).collect();
    let top = if one_unit { name_above(&mut canvas, cx.palette, room, &fans[0].series.unit) } else { room.top };
    let grid = Grid::new(Rect { top, bottom: room.bottom - LINE, ..room }, (columns, rows), &axes, one_unit);
    let headings: Vec<Vec<String>> = fans.iter().map(|f| heading(f, grid.width, one_unit)).collect();
    let lines = headings.iter().map(Vec::len).max().unwrap_or(0);
    for (i, (fan, (x, y))) in fans.iter().zip(&axes).enumerate() {
        let rect = grid.cell(i, HEADING_LINE * lines as f64 + 22.0);
        write_heading(&mut canvas, cx, &headings[i], one_unit, rect);
        let plot = cell(&mut canvas, cx.palette, rect, x, y, !one_unit || i % columns == 0);
        let look = if paired { stroke(cx, i) } else { Stroke { dash: &[], ..stroke(cx, i) } };
        bands(&mut canvas, cx, &plot, fan, look.color);
        if paired {
            median(&mut canvas, &plot, &fans[1 - i], stroke(cx, 1 - i));
        }
        self::lines(&mut canvas, &plot, fan, look);
    }
    name_below(&mut canvas, cx.palette, room, room.left + room.width() / 2.0, "year");
    canvas
}

/// Where cells lie.
pub(super) struct Grid {
    left: f64,
    top: f64,
    columns: usize,
    width: f64,
    height: f64,
    gutter: f64,
}

impl Grid {
    pub(super) fn new(room: Rect, (columns, rows): (usize, usize), axes: &[(Axis, Axis)], one_unit: bool) -> Self {
        let margin = axes.iter().map(|(_, y)| margin(y)).fold(0.0, f64::max);
        let overhang = axes.iter().map(|(x, _)| overhang(x)).fold(0.0, f64::max);
        let gutter = if one_unit { GUTTER } else { margin + GUTTER };
        let taken = margin + overhang + gutter * (columns - 1) as f64;
        let width = (room.width() - taken) / columns as f64;
        Self { left: room.left + margin, top: room.top, columns, width, height: room.height() / rows as f64, gutter }
    }

    /// The plot of a cell, below its heading.
    pub(super) fn cell(&self, index: usize, heading: f64) -> Rect {
        let left = self.left + (self.width + self.gutter) * (index % self.columns) as f64;
        let top = self.top + self.height * (index / self.columns) as f64;
        Rect { left, top: top + heading, right: left + self.width, bottom: top + self.height - FOOT - 14.0 }
    }
}

/// The name above a cell in at most two lines, and below it the unit where cells differ in it.
fn heading(fan: &Fan<'_>, width: f64, one_unit: bool) -> Vec<String> {
    let mut lines = STRONG.wrap(&clean(&capital(&fan.series.text)), width, 2);
    if !one_unit {
        lines.push(LABEL.shorten(&clean(&fan.series.unit), width));
    }
    lines
}

/// Writes a heading so that it ends right above its cell.
fn write_heading(canvas: &mut Canvas, cx: &Context<'_>, lines: &[String], one_unit: bool, rect: Rect) {
    for (i, line) in lines.iter().enumerate() {
        let below = (lines.len() - 1 - i) as f64;
        let style = if one_unit || below > 0.0 { STRONG } else { LABEL };
        let at = (rect.left, rect.top - 24.0 - HEADING_LINE * below);
        canvas.text(at, line, style, Anchor::Start, cx.palette.ink);
    }
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

/// The median alone.
fn median(canvas: &mut Canvas, plot: &Plot, fan: &Fan<'_>, stroke: Stroke) {
    for stretch in fan.stretches().iter().filter(|s| s.len() > 1) {
        canvas.line(&edge(plot, stretch, 2), stroke);
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

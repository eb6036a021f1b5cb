//! A sweep: an outcome's curve with its band where one thing is moved, a heat map with contour lines where two are.

use super::axis::{self, Axis, Plot, axes, base, margin, name_above, name_below};
use super::canvas::{Canvas, Point, Rect};
use super::data::{Data, cell, cells};
use super::figures::{brief, percent, plain};
use super::frame::{Head, Key, Mark, frame};
use super::theme::{Color, DASHES, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::estimate::{Estimate, Subject};
use crate::analysis::sweep::{Moved, Surface};

/// Width of the scale beside a heat map.
const SCALE: f64 = 34.0;

/// Strips of the scale.
const STRIPS: usize = 60;

/// A sheet for each outcome.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Sweep(sweep)) = cx.findings() else { return Vec::new() };
    let sheet = |surface: &Surface| {
        let canvas = match &sweep.axes[..] {
            [one] => curve(cx, one, surface),
            [down, across] => map(cx, (down, across), surface, &sweep.contours),
            _ => return None,
        };
        let data = data(&sweep.axes, surface);
        Some(Sheet { name: format!("sweep-{}", slug(&surface.outcome.id)), canvas, data })
    };
    sweep.surfaces.iter().filter(|s| s.points.iter().any(|p| p.count > 0)).filter_map(sheet).collect()
}

/// A row a point; the last axis varies fastest.
fn data(axes: &[Moved], surface: &Surface) -> Data {
    let heads = axes.iter().map(|axis| axis.name.as_str()).chain([surface.outcome.id.as_str(), "low", "high", "runs"]);
    let row = |(at, point): (usize, &Estimate)| {
        let mut rest = at;
        let mut values: Vec<f64> = Vec::new();
        for axis in axes.iter().rev() {
            let n = axis.values.len().max(1);
            values.push(axis.values.get(rest % n).copied().unwrap_or(f64::NAN));
            rest /= n;
        }
        let found = cells([point.value, point.low, point.high]).chain([point.count.to_string()]);
        values.into_iter().rev().map(cell).chain(found).collect()
    };
    Data::new(heads).with(surface.points.iter().enumerate().map(row))
}

fn value(outcome: &Subject, x: f64) -> String {
    if outcome.yes_no { percent(x) } else { brief(x) }
}

/// Values, from the least to the greatest.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn name(moved: &Moved) -> String {
    if moved.unit == "1" { moved.name.clone() } else { format!("{} ({})", moved.name, moved.unit) }
}

fn capital(text: &str) -> String {
    super::fan::capital(text)
}

fn curve(cx: &Context<'_>, moved: &Moved, surface: &Surface) -> Canvas {
    let outcome = &surface.outcome;
    let seen: Vec<(f64, &Estimate)> =
        moved.values.iter().copied().zip(&surface.points).filter(|(_, p)| p.count > 0).collect();
    let ends: Vec<String> = [seen.first(), seen.last()]
        .into_iter()
        .flatten()
        .map(|(x, p)| format!("{} at {}", value(outcome, p.value), brief(*x)))
        .collect();
    let (low, high) = range(moved.values.iter().copied());
    let inside = (low..=high).contains(&moved.base);
    let marked =
        inside.then(|| Key::new(Mark::Tick(cx.palette.mark), format!("the scenario's own: {}", plain(moved.base))));
    let head = Head {
        title: capital(&outcome.text),
        finding: format!("As {} moves: {}.", moved.name, ends.join(", ")),
        keys: marked.into_iter().collect(),
        notes: vec!["Band: 95% intervals, point by point; all points share their randomness.".to_owned()],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let (bottom, top) = range(seen.iter().flat_map(|(_, p)| [p.low, p.high]));
    let y = if outcome.yes_no { Axis::shares(top, "share of runs") } else { Axis::numbers(bottom, top, &outcome.unit) };
    let x = Axis::exact(low, high, room.width() - 150.0, &name(moved));
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    let edge = |of: fn(&Estimate) -> f64| seen.iter().map(|(x, p)| plot.at(*x, of(p))).collect::<Vec<Point>>();
    let color = cx.palette.series[0];
    canvas.band(&edge(|p| p.high), &edge(|p| p.low), color.fade(cx.palette.fan.0));
    canvas.line(&edge(|p| p.value), Stroke::solid(color, 5.0));
    if inside {
        let at = plot.x(moved.base);
        canvas.segment((at, plot.rect.top), (at, plot.rect.bottom), Stroke::solid(cx.palette.mark, 3.0));
    }
    base(&mut canvas, cx.palette, &plot);
    canvas
}

fn map(cx: &Context<'_>, (down, across): (&Moved, &Moved), surface: &Surface, levels: &[f64]) -> Canvas {
    let outcome = &surface.outcome;
    let (low, high) = range(surface.points.iter().filter(|p| p.count > 0).map(|p| p.value));
    let contours: Vec<(f64, Stroke)> = levels
        .iter()
        .copied()
        .zip(DASHES)
        .filter(|(level, _)| outcome.yes_no && low < *level && *level < high)
        .map(|(level, dash)| (level, Stroke { color: cx.palette.ink, width: 3.0, dash }))
        .collect();
    let keys = contours.iter().map(|(level, stroke)| Key::new(Mark::Fan(*stroke), percent(*level)));
    let head = Head {
        title: capital(&outcome.text),
        finding: format!(
            "From {} to {} as {} and {} move.",
            value(outcome, low),
            value(outcome, high),
            down.name,
            across.name
        ),
        keys: keys.collect(),
        notes: notes(contours.is_empty(), down, across),
        body: 560.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let scale = if outcome.yes_no { Axis::shares(high, "") } else { Axis::numbers(low, high, "") };
    let aside = SCALE + margin(&scale) + 30.0;
    let y = Axis { label: name(down), ..exact(&down.values, 400.0) };
    let top = name_above(&mut canvas, cx.palette, room, &y.label);
    let rect = Rect {
        left: room.left + margin(&y),
        top,
        right: room.right - aside,
        bottom: room.bottom - super::axis::FOOT - super::axis::LINE,
    };
    let x = exact(&across.values, rect.width());
    name_below(
        &mut canvas,
        cx.palette,
        Rect { right: rect.right, ..room },
        (rect.left + rect.right) / 2.0,
        &name(across),
    );
    let plot = axis::cell(&mut canvas, cx.palette, rect, &x, &y, true);
    let shade = |v: f64| ramp(&cx.palette.levels, (v - scale.low) / (scale.high - scale.low));
    tiles(&mut canvas, &plot, (&down.values, &across.values), &surface.points, &shade);
    for (level, stroke) in &contours {
        for [from, to] in contour(&down.values, &across.values, &surface.points, *level) {
            canvas.segment(plot.at(from.0, from.1), plot.at(to.0, to.1), *stroke);
        }
    }
    cross(&mut canvas, cx, &plot, down.base, across.base);
    base(&mut canvas, cx.palette, &plot);
    let left = room.right - SCALE;
    let bar = axis::cell(&mut canvas, cx.palette, Rect { left, right: room.right, ..rect }, &blank(), &scale, true);
    for strip in 0..STRIPS {
        let at = |part: usize| scale.low + (scale.high - scale.low) * part as f64 / STRIPS as f64;
        let tile = Rect { left, right: room.right, top: bar.y(at(strip + 1)), bottom: bar.y(at(strip)) };
        canvas.rect(tile, shade((at(strip) + at(strip + 1)) / 2.0));
    }
    canvas
}

fn notes(no_lines: bool, down: &Moved, across: &Moved) -> Vec<String> {
    let lines = if no_lines { "" } else { "Lines: probabilities as named above. " };
    vec![format!("{lines}Cross: the scenario's own, {} and {}.", plain(down.base), plain(across.base))]
}

fn blank() -> Axis {
    Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() }
}

/// An axis from the middle of the outer tiles outward by half a tile.
fn exact(values: &[f64], room: f64) -> Axis {
    let edges = edges(values);
    let (low, high) = range(edges.iter().copied());
    Axis::exact(low, high, room, "")
}

/// The borders between neighbouring values, and half a step beyond the outer ones.
fn edges(values: &[f64]) -> Vec<f64> {
    let last = values.len() - 1;
    (0..=values.len())
        .map(|i| match i {
            0 => values[0] - (values[1.min(last)] - values[0]) / 2.0,
            i if i > last => values[last] + (values[last] - values[last.saturating_sub(1)]) / 2.0,
            i => (values[i - 1] + values[i]) / 2.0,
        })
        .collect()
}

fn tiles(
    canvas: &mut Canvas,
    plot: &Plot,
    (down, across): (&[f64], &[f64]),
    points: &[Estimate],
    shade: &dyn Fn(f64) -> Color,
) {
    let (rows, columns) = (edges(down), edges(across));
    for (at, point) in points.iter().enumerate().filter(|(_, p)| p.count > 0) {
        let (row, column) = (at / across.len(), at % across.len());
        let ((x0, y0), (x1, y1)) = (plot.at(columns[column], rows[row]), plot.at(columns[column + 1], rows[row + 1]));
        canvas.rect(
            Rect { left: x0.min(x1), right: x0.max(x1), top: y0.min(y1), bottom: y0.max(y1) },
            shade(point.value),
        );
    }
}

/// The colours of the levels of alignment, as a continuous scale.
pub(super) fn ramp(colors: &[Color; 5], share: f64) -> Color {
    let at = share.clamp(0.0, 1.0) * 4.0;
    let below = (at as usize).min(3);
    let part = at - below as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part) as u8;
    let ((r0, g0, b0), (r1, g1, b1)) = (colors[below].rgb, colors[below + 1].rgb);
    Color { rgb: (mix(r0, r1), mix(g0, g1), mix(b0, b1)), alpha: 1.0 }
}

/// Where the scenario stands, with a rim that shows on any ground.
fn cross(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, down: f64, across: f64) {
    let (x, y) = plot.at(across, down);
    let stroke = |color, width| Stroke::solid(color, width);
    for (color, width) in [(cx.palette.background, 9.0), (cx.palette.mark, 4.0)] {
        let reach = 13.0;
        canvas.segment((x - reach, y - reach), (x + reach, y + reach), stroke(color, width));
        canvas.segment((x - reach, y + reach), (x + reach, y - reach), stroke(color, width));
    }
}

/// The pieces of a contour line in (across, down): marching squares with straight lines between points.
fn contour(down: &[f64], across: &[f64], points: &[Estimate], level: f64) -> Vec<[Point; 2]> {
    let at = |row: usize, column: usize| points[row * across.len() + column].value;
    let mut pieces = Vec::new();
    for row in 0..down.len().saturating_sub(1) {
        for column in 0..across.len().saturating_sub(1) {
            let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
            let mut crossings: Vec<Point> = Vec::new();
            for side in 0..4 {
                let (a, b) = (corners[side], corners[(side + 1) % 4]);
                let (va, vb) = (at(a.0, a.1), at(b.0, b.1));
                if (va < level) != (vb < level) {
                    let part = (level - va) / (vb - va);
                    let between = |from: f64, to: f64| from + (to - from) * part;
                    crossings.push((between(across[a.1], across[b.1]), between(down[a.0], down[b.0])));
                }
            }
            pieces.extend(crossings.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contour_runs_where_the_plane_has_its_level() {
        let axis = [0.0, 1.0, 2.0];
        let points: Vec<Estimate> = (0..9)
            .map(|at| Estimate { value: f64::from(at / 3) * 0.2 + f64::from(at % 3) * 0.1, ..Estimate::default() })
            .collect();
        let pieces = contour(&axis, &axis, &points, 0.35);
        assert!(!pieces.is_empty());
        for (x, y) in pieces.into_iter().flatten() {
            assert!((0.1 * x + 0.2 * y - 0.35).abs() < 1e-12, "{x} {y}");
        }
    }

    #[test]
    fn edges_lie_between() {
        assert_eq!(edges(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 5.0]);
    }
}

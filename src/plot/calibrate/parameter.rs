//! The posterior of a parameter against its prior.

use super::super::Context;
use super::super::axis::{Axis, Plot, axes, base};
use super::super::canvas::{Canvas, Point, Rect};
use super::super::fan::capital;
use super::super::figures::{brief, plain};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{LABEL, Stroke};
use super::particles;
use crate::analysis::calibration::{Bin, Calibration, Learned, Spread};

/// Bars of the posterior, the outline of the prior over them.
pub(super) fn sheet(cx: &Context<'_>, found: &Calibration, one: &Learned) -> Canvas {
    let said = |spread: &Spread| {
        let [low, _, median, _, high] = spread.quantiles.map(brief);
        format!("{median} ({low} to {high})")
    };
    let both = format!("before {}, after {}", said(&one.prior), said(&one.posterior));
    let name = if one.parameter.text.is_empty() { &one.parameter.name } else { &one.parameter.text };
    let head = Head {
        title: capital(name),
        finding: format!("Median and 90% interval of {}: {both}.", one.parameter.name),
        keys: vec![
            Key::new(Mark::Swatch(cx.palette.bar), "posterior"),
            Key::new(Mark::Line(Stroke::solid(cx.palette.mark, 4.5)), "prior"),
        ],
        notes: vec![format!("Medians and 90% intervals: {both}."), particles(found)],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let unit = if one.parameter.unit.is_empty() { String::new() } else { format!(" ({})", one.parameter.unit) };
    let label = format!("{}{unit}", one.parameter.name);
    let bars = Bars::new(&one.bins, room.width() - 120.0, &label);
    let most = one.bins.iter().flat_map(|bin| [bin.prior, bin.posterior]).fold(0.0, f64::max);
    let y = Axis::shares(most, if bars.apart { "share" } else { "share in each bar" });
    let plot = axes(&mut canvas, cx.palette, room, &bars.axis, &y);
    for (bin, (from, to)) in one.bins.iter().zip(&bars.places) {
        bar(&mut canvas, cx, &plot, (plot.x(*from), plot.x(*to)), bin, bars.apart);
    }
    if !bars.apart {
        canvas.line(&steps(&plot, &one.bins, &bars.places), Stroke::solid(cx.palette.mark, 4.5));
    }
    base(&mut canvas, cx.palette, &plot);
    canvas
}

/// Where bars stand.
struct Bars {
    places: Vec<(f64, f64)>,
    axis: Axis,
    /// Bars of the values of a choice stand apart, by the same distance.
    apart: bool,
}

impl Bars {
    fn new(bins: &[Bin], width: f64, label: &str) -> Self {
        let apart = bins.iter().all(|bin| bin.low == bin.high);
        let (low, high) = (bins.first().map_or(0.0, |bin| bin.low), bins.last().map_or(1.0, |bin| bin.high));
        if !apart {
            let axis = Axis::exact(low, high, width, label);
            return Self { places: bins.iter().map(|bin| (bin.low, bin.high)).collect(), axis, apart };
        }
        let names: Vec<String> = bins.iter().map(|bin| plain(bin.low)).collect();
        let widest = names.iter().map(|name| LABEL.width(name)).fold(0.0, f64::max) + 16.0;
        let each = (widest * bins.len() as f64 / width).ceil().max(1.0) as usize;
        let ticks = names.into_iter().enumerate().filter(|(at, _)| at.is_multiple_of(each));
        let ticks = ticks.map(|(at, name)| (at as f64, name)).collect();
        let axis = Axis { low: -0.7, high: bins.len() as f64 - 0.3, ticks, label: label.to_owned() };
        Self { places: (0..bins.len()).map(|at| (at as f64 - 0.4, at as f64 + 0.4)).collect(), axis, apart }
    }
}

fn bar(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, (left, right): (f64, f64), bin: &Bin, apart: bool) {
    let trim = if apart { 0.0 } else { 0.5 };
    if bin.posterior > 0.0 {
        let rect =
            Rect { left: left + trim, top: plot.y(bin.posterior), right: right - trim, bottom: plot.rect.bottom };
        canvas.rect(rect, cx.palette.bar);
    }
    if apart && bin.prior > 0.0 {
        let (top, bottom) = (plot.y(bin.prior), plot.rect.bottom);
        let corners = [(left, bottom), (left, top), (right, top), (right, bottom)];
        canvas.line(&corners, Stroke::solid(cx.palette.mark, 4.5));
    }
}

/// The outline of the prior.
fn steps(plot: &Plot, bins: &[Bin], places: &[(f64, f64)]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for (bin, (from, to)) in bins.iter().zip(places) {
        let y = plot.y(bin.prior);
        points.extend([(plot.x(*from), y), (plot.x(*to), y)]);
    }
    points
}

//! How the tolerance fell from one generation to the next.

use super::super::Context;
use super::super::axis::{Axis, axes, base};
use super::super::canvas::{Canvas, Point};
use super::super::dot::{self, Shape};
use super::super::figures::{brief, count, percent, plain};
use super::super::frame::{Head, frame};
use super::super::theme::Stroke;
use super::particles;
use crate::analysis::calibration::{Calibration, Generation};
use crate::lanes::ln;

/// The sheet; none with fewer than two generations beyond the prior.
pub(super) fn sheet(cx: &Context<'_>, found: &Calibration) -> Option<Canvas> {
    let fallen = |(at, generation): (usize, &Generation)| Some((at as f64, generation.tolerance?));
    let path: Vec<(f64, f64)> = found.generations.iter().enumerate().filter_map(fallen).collect();
    let ([first, .., last], Some(end)) = (&path[..], found.generations.last()) else { return None };
    let said =
        format!("The tolerance falls from {} to {} in {} generations.", brief(first.1), brief(last.1), path.len());
    let head = Head {
        title: "How near the model comes to what was observed".to_owned(),
        finding: said.clone(),
        keys: Vec::new(),
        notes: vec![
            said,
            format!("In the last, {} of {} runs came within it.", percent(end.acceptance), count(end.runs)),
            particles(found),
        ],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let scale = Scale::new(&path);
    let every = (path.len() as f64 / 12.0).ceil();
    let ticks = path.iter().map(|(at, _)| *at).filter(|at| at % every == 0.0).map(|at| (at, plain(at))).collect();
    let x = Axis { low: first.0 - 0.5, high: last.0 + 0.5, ticks, label: "generation".to_owned() };
    let plot = axes(&mut canvas, cx.palette, room, &x, &scale.axis);
    let points: Vec<Point> = path.iter().map(|(at, tolerance)| plot.at(*at, scale.place(*tolerance))).collect();
    let color = cx.palette.series[0];
    canvas.line(&points, Stroke::solid(color, 4.0));
    points.iter().for_each(|at| dot::draw(&mut canvas, cx.palette, Shape::Disc, *at, 10.0, color));
    base(&mut canvas, cx.palette, &plot);
    Some(canvas)
}

/// Equal ratios are equal steps, as long as no tolerance is 0.
struct Scale {
    axis: Axis,
    ratios: bool,
}

impl Scale {
    fn new(path: &[(f64, f64)]) -> Self {
        let label = "tolerance: distance from what was observed, in scales of the outcomes";
        let range = path.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), (_, x)| (low.min(*x), high.max(*x)));
        if range.0 <= 0.0 || range.1 < 2.0 * range.0 {
            return Self { axis: Axis::numbers(0.0, range.1, label), ratios: false };
        }
        let round = (-12..=12).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * ten(power)));
        let round: Vec<f64> = round.collect();
        let below = round.iter().copied().rfind(|x| *x <= range.0).unwrap_or(range.0);
        let above = round.iter().copied().find(|x| *x >= range.1).unwrap_or(range.1);
        let inside: Vec<f64> = round.into_iter().filter(|x| (below..=above).contains(x)).collect();
        // Where there are many, only the powers of ten.
        let few = inside.len() <= 9;
        let shown = inside.iter().filter(|x| few || (-12..=12).any(|power| ten(power) == **x));
        let ticks = shown.map(|x| (ln(*x), number(*x))).collect();
        Self { axis: Axis { low: ln(below), high: ln(above), ticks, label: label.to_owned() }, ratios: true }
    }

    fn place(&self, x: f64) -> f64 {
        if self.ratios { ln(x) } else { x }
    }
}

/// A power of ten.
fn ten(power: i32) -> f64 {
    let whole = (0..power.abs()).fold(1.0, |x, _| 10.0 * x);
    if power < 0 { 1.0 / whole } else { whole }
}

/// A round number with no more digits than it needs.
fn number(x: f64) -> String {
    let text = format!("{x:.12}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

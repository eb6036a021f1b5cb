//! A box among the rows, in the two inputs that matter most for it.

use super::super::axis::{Axis, Plot, axes};
use super::super::canvas::{Canvas, Rect};
use super::super::data::{Data, cells};
use super::super::dot::{self, Shape};
use super::super::figures::count;
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{Color, Stroke};
use super::super::{Context, Sheet};
use super::{cases, found, name, worth};
use crate::analysis::discover::{Discover, Dot, Found, Input, Sample};
use crate::analysis::prim::{Bound, Name, Region};

/// Columns of fewer different values have their dots spread a little.
const FEW: usize = 13;

/// This share of the dots at either end may lie beyond the axes.
const BEYOND: f64 = 0.01;

/// A sheet for each box that restricts something.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(d) = found(cx) else { return Vec::new() };
    let draw = |(at, of): (usize, &Found)| {
        let sample = of.sample.as_ref()?;
        Some(Sheet { name: name("discover-box", at), canvas: sheet(cx, d, of, sample, at)?, data: data(d, sample) })
    };
    d.boxes.iter().enumerate().filter_map(draw).collect()
}

fn data(d: &Discover, sample: &Sample) -> Data {
    let name = |at: usize| d.inputs.get(at).map_or("", |input| input.column.as_str());
    let columns = [name(sample.x), sample.y.map_or("order", name), "case"];
    let case = |dot: &Dot| if dot.case { "yes" } else { "no" }.to_owned();
    Data::new(columns).with(sample.dots.iter().map(|dot| cells([dot.x, dot.y]).chain([case(dot)]).collect()))
}

/// An input as an axis: where its values lie, and where the box begins and ends.
struct Side {
    axis: Axis,
    /// The distance over which dots are spread to either side; 0 where that is not needed.
    spread: f64,
    bounds: (f64, f64),
}

fn sheet(cx: &Context<'_>, d: &Discover, of: &Found, sample: &Sample, at: usize) -> Option<Canvas> {
    let region = &of.discovery.found.region;
    let xs: Vec<f64> = sample.dots.iter().map(|dot| dot.x).collect();
    let ys: Vec<f64> = sample.dots.iter().map(|dot| dot.y).collect();
    let x = side(d.inputs.get(sample.x)?, &xs, bounds(region, sample.x))?;
    let y = match sample.y {
        Some(y) => side(d.inputs.get(y)?, &ys, bounds(region, y))?,
        None => Side { axis: order(), spread: 0.0, bounds: (0.0, 1.0) },
    };
    let shown = |dot: &&Dot| within(&x.axis, dot.x) && within(&y.axis, dot.y);
    let dots: Vec<&Dot> = sample.dots.iter().filter(shown).collect();
    let mut notes = notes(of, sample, dots.len());
    if x.spread > 0.0 || y.spread > 0.0 {
        notes.push("Dots of the same value are spread a little.".to_owned());
    }
    let head = Head {
        title: format!("Box {}: {}", at + 1, cases(d)),
        finding: format!("{}: {}.", of.rule, worth(d, of)),
        keys: vec![
            Key::new(Mark::Dot(Shape::Disc, case_color(cx)), "case"),
            Key::new(Mark::Dot(Shape::Ring, other_color(cx)), "no case"),
            Key::new(Mark::Box(cx.palette.ink), format!("the box: {}", worth(d, of))),
        ],
        notes,
        body: 500.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let plot = axes(&mut canvas, cx.palette, room, &x.axis, &y.axis);
    for case in [false, true] {
        for (at, dot) in dots.iter().enumerate().filter(|(_, dot)| dot.case == case) {
            draw(&mut canvas, cx, &plot, dot, [apart(at, 0.618_034, x.spread), apart(at, 0.754_878, y.spread)]);
        }
    }
    let ((left, right), (bottom, top)) = (x.bounds, y.bounds);
    let frame = Rect { left: plot.x(left), top: plot.y(top), right: plot.x(right), bottom: plot.y(bottom) };
    canvas.outline(frame, Stroke::solid(cx.palette.ink, 5.0));
    Some(canvas)
}

fn case_color(cx: &Context<'_>) -> Color {
    cx.palette.mark.fade(0.9)
}

fn other_color(cx: &Context<'_>) -> Color {
    cx.palette.series[0].fade(0.55)
}

fn draw(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, dot: &Dot, [dx, dy]: [f64; 2]) {
    let at = plot.at(dot.x + dx, dot.y + dy);
    if dot.case {
        dot::draw(canvas, cx.palette, Shape::Disc, at, 5.5, case_color(cx));
    } else {
        dot::draw(canvas, cx.palette, Shape::Ring, at, 5.0, other_color(cx));
    }
}

/// A shift that looks like chance and is none: steps of an irrational number (additive recurrence).
fn apart(at: usize, step: f64, spread: f64) -> f64 {
    let turn = (at as f64 + 0.5) * step;
    spread * (2.0 * (turn - turn.floor()) - 1.0)
}

fn within(axis: &Axis, value: f64) -> bool {
    (axis.low..=axis.high).contains(&value)
}

/// Lower and upper bound of a box in an input, and the values that it excludes.
fn bounds(region: &Region, dimension: usize) -> (f64, f64, Vec<f64>) {
    let mut out = (f64::NEG_INFINITY, f64::INFINITY, Vec::new());
    for restriction in region.restrictions.iter().filter(|r| r.dimension == dimension) {
        match restriction.bound {
            Bound::AtLeast(bound) => out.0 = bound,
            Bound::AtMost(bound) => out.1 = bound,
            Bound::Not(value) => out.2.push(value),
        }
    }
    out
}

/// None where there are no values.
fn side(input: &Input, values: &[f64], (low, high, not): (f64, f64, Vec<f64>)) -> Option<Side> {
    let label = label(&input.name);
    if input.yes_no {
        let ticks = [(0.0, "no".to_owned()), (1.0, "yes".to_owned())].to_vec();
        let bounds = (if not.contains(&0.0) { 0.5 } else { -0.5 }, if not.contains(&1.0) { 0.5 } else { 1.5 });
        return Some(Side { axis: Axis { low: -0.5, high: 1.5, ticks, label }, spread: 0.35, bounds });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let rank = |share: f64| sorted[(share * (sorted.len() - 1) as f64).round() as usize];
    let (mut from, mut to) = (rank(BEYOND), rank(1.0 - BEYOND));
    for bound in [low, high].into_iter().filter(|bound| bound.is_finite()) {
        (from, to) = (from.min(bound), to.max(bound));
    }
    sorted.dedup();
    if sorted.len() >= FEW || sorted.len() < 2 {
        let axis = Axis::exact(from, to, 700.0, &label);
        return Some(Side { bounds: (low.max(axis.low), high.min(axis.high)), axis, spread: 0.0 });
    }
    let gap = sorted.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    // Dots are spread by less than half a gap, and a box that ends at a value holds them all.
    let (from, to, half) = (first - 0.5 * gap, last + 0.5 * gap, 0.5 * gap);
    let bounds = ((low - half).max(from), (high + half).min(to));
    Some(Side { axis: Axis::exact(from, to, 700.0, &label), spread: 0.6 * half, bounds })
}

fn label(name: &Name) -> String {
    if name.unit.is_empty() || name.unit == "1" { name.text.clone() } else { format!("{} ({})", name.text, name.unit) }
}

/// The axis of a table with a single input.
fn order() -> Axis {
    Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: "order of the rows, first to last".to_owned() }
}

fn notes(of: &Found, sample: &Sample, shown: usize) -> Vec<String> {
    let seen = |dimension: usize| dimension == sample.x || Some(dimension) == sample.y;
    let mut notes = vec![format!("The box: {}.", of.rule)];
    if of.discovery.found.region.restrictions.iter().any(|r| !seen(r.dimension)) {
        notes.push("Only rows within its bounds in other inputs are shown.".to_owned());
    }
    let (drawn, all) = (sample.dots.len() as u64, sample.of);
    if drawn < all {
        notes.push(format!("Dots: {} of {} rows, at equal steps.", count(drawn), count(all)));
    }
    if (shown as u64) < drawn {
        notes.push(format!("{} dots lie beyond the axes.", count(drawn - shown as u64)));
    }
    notes
}

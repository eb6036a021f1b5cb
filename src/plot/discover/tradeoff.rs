//! Coverage against density along the search for a box, a dot a box.

use super::super::axis::{Axis, Plot, axes};
use super::super::canvas::{Anchor, Canvas, Point, Rect};
use super::super::data::{Data, cells};
use super::super::dot::{self, SHAPES, Shape};
use super::super::figures::percent;
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{Color, LABEL, Stroke};
use super::super::{Context, Sheet};
use super::{cases, found, name, worth};
use crate::analysis::discover::{Discover, Found};
use crate::analysis::prim::PrimBox;

/// Radius of a dot.
const RADIUS: f64 = 7.0;

/// Least distance of two dots that have their number beside them.
const APART: f64 = 85.0;

/// A sheet for each box; none where the search had nothing to peel.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(d) = found(cx) else { return Vec::new() };
    let searched = d.boxes.iter().enumerate().filter(|(_, of)| of.discovery.trajectory.len() > 1);
    let draw = |(at, of): (usize, &Found)| Sheet {
        name: name("discover-tradeoff", at),
        canvas: sheet(cx, d, of, at),
        data: data(of),
    };
    searched.map(draw).collect()
}

fn data(of: &Found) -> Data {
    let row = |(at, one): (usize, &PrimBox)| {
        let [at, restricted] = [at, one.dimensions].map(|n| n.to_string());
        [at, restricted].into_iter().chain(cells([one.coverage, one.density])).collect()
    };
    Data::new(["box", "inputs restricted", "coverage", "density"])
        .with(of.discovery.trajectory.iter().enumerate().map(row))
}

fn sheet(cx: &Context<'_>, d: &Discover, of: &Found, at: usize) -> Canvas {
    let boxes = &of.discovery.trajectory;
    let also = if at == 0 { String::new() } else { format!(" of box {}", at + 1) };
    let mut notes = vec!["Numbers: boxes as --box counts them, 0 being all rows.".to_owned()];
    if d.asked.settings.paste {
        notes.push("The box that was taken was grown again (pasted).".to_owned());
    }
    if of.wide.is_some() {
        let (most, all) = (d.asked.most, d.inputs.len());
        notes.push(format!("Grey line: the search over all {all} inputs; dots: over the {most} that lead in it."));
    }
    let head = Head {
        title: format!("Coverage and density{also}: {}", cases(d)),
        finding: format!("{}: {}.", of.rule, worth(d, of)),
        keys: keys(cx, d, of),
        notes,
        body: 460.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let most = |of: fn(&PrimBox) -> f64| boxes.iter().map(of).fold(0.0, f64::max);
    let wide = || of.wide.iter().flatten();
    let coverage = Axis::shares(most(|b| b.coverage), "coverage: share of all cases that lie in the box");
    let top = wide().map(|one| one.1).fold(most(|b| b.density).max(of.discovery.found.density), f64::max);
    let density = Axis::shares(top, "density: share of the box's rows that are cases");
    let plot = axes(&mut canvas, cx.palette, room, &coverage, &density);
    base(&mut canvas, cx, &plot, d.base_rate());
    let line: Vec<Point> = wide().map(|(coverage, density)| plot.at(*coverage, *density)).collect();
    if line.len() > 1 {
        canvas.line(&line, Stroke::solid(cx.palette.rest, 3.0));
    }
    for one in boxes {
        let (shape, color) = look(cx, one.dimensions);
        dot::draw(&mut canvas, cx.palette, shape, plot.at(one.coverage, one.density), RADIUS, color);
    }
    chosen(&mut canvas, cx, &plot, &of.discovery.found);
    numbers(&mut canvas, cx, &plot, boxes, of.discovery.selected);
    canvas
}

/// The look of a box that restricts so many inputs; five and more look alike.
fn look(cx: &Context<'_>, dimensions: usize) -> (Shape, Color) {
    let at = dimensions.min(SHAPES.len() - 1);
    (SHAPES[at], cx.palette.series[at])
}

fn base(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, rate: f64) {
    let Rect { left, right, .. } = plot.rect;
    canvas.segment((left, plot.y(rate)), (right, plot.y(rate)), base_line(cx));
}

fn base_line(cx: &Context<'_>) -> Stroke {
    Stroke { color: cx.palette.ink, width: 2.5, dash: &[12.0, 8.0] }
}

/// A frame around the box that was taken.
fn chosen(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, found: &PrimBox) {
    let ((x, y), r) = (plot.at(found.coverage, found.density), 2.2 * RADIUS);
    let (shape, color) = look(cx, found.dimensions);
    dot::draw(canvas, cx.palette, shape, (x, y), RADIUS, color);
    canvas.outline(Rect { left: x - r, top: y - r, right: x + r, bottom: y + r }, Stroke::solid(cx.palette.ink, 4.0));
}

/// The numbers of some boxes, beside dots that are far enough from one another and from the one that was taken.
fn numbers(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, boxes: &[PrimBox], selected: usize) {
    let place = |at: usize| plot.at(boxes[at].coverage, boxes[at].density);
    let far = |(x, y): Point, (a, b): Point| (x - a).abs() + (y - b).abs() >= APART;
    let mut written = vec![selected];
    for at in 0..boxes.len() {
        if at != selected && written.iter().all(|&other| far(place(at), place(other))) {
            written.push(at);
        }
    }
    for at in written {
        // Below and to the left, where the falling curve leaves room; that of all rows ends the curve and has it above.
        let ((x, y), text) = (place(at), at.to_string());
        let away = if at == selected { 2.6 * RADIUS } else { 1.3 * RADIUS };
        let (x, y) = if at == 0 { (x + away, y - away) } else { (x - away - LABEL.width(&text), y + away + 16.0) };
        canvas.text((x, y), &text, LABEL, Anchor::Start, cx.palette.muted);
    }
}

fn keys(cx: &Context<'_>, d: &Discover, of: &Found) -> Vec<Key> {
    let found = &of.discovery.found;
    let mut kinds: Vec<usize> =
        of.discovery.trajectory.iter().chain([found]).map(|one| one.dimensions.min(SHAPES.len() - 1)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut keys: Vec<Key> = kinds
        .into_iter()
        .map(|dimensions| {
            let (shape, color) = look(cx, dimensions);
            let label = match dimensions {
                0 => "all rows".to_owned(),
                1 => "1 input".to_owned(),
                n if n + 1 == SHAPES.len() => format!("{n} inputs or more"),
                n => format!("{n} inputs"),
            };
            Key::new(Mark::Dot(shape, color), label)
        })
        .collect();
    let (coverage, density) = (percent(found.coverage), percent(found.density));
    keys.push(Key::new(Mark::Box(cx.palette.ink), format!("taken: coverage {coverage}, density {density}")));
    keys.push(Key::new(Mark::Line(base_line(cx)), format!("base rate {}", percent(d.base_rate()))));
    keys
}

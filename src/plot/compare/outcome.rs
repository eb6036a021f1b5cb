//! The distribution of an outcome in both: bars of A, outlines of B.

use super::super::axis::{Axis, Plot, axes, base};
use super::super::canvas::{Canvas, Point, Rect};
use super::super::data::{Data, cell, cells};
use super::super::fan::capital;
use super::super::figures::{brief, count, number, percent};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{LABEL, Stroke};
use super::super::{Context, Sheet, slug};
use super::{found, labels};
use crate::analysis::compare::{Compare, Distribution, Shape};

/// A stretch of values with the share of A and of B.
struct Bin {
    from: f64,
    to: f64,
    shares: [f64; 2],
    name: String,
}

/// A sheet for each outcome that both ask to draw.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(c) = found(cx) else { return Vec::new() };
    let sheet = |d: &Distribution| {
        let name = format!("compare-outcome-{}", slug(&d.outcome.id));
        Some(Sheet { name, canvas: sheet(cx, c, d)?, data: data(d) })
    };
    c.overlay.distributions.iter().filter_map(sheet).collect()
}

fn data(d: &Distribution) -> Data {
    let (bins, touching) = bins(d);
    let row = |bin: &Bin| {
        let value = if touching { format!("{} to {}", cell(bin.from), cell(bin.to)) } else { bin.name.clone() };
        std::iter::once(value).chain(cells(bin.shares)).collect()
    };
    Data::new(["value", "share of A", "share of B"]).with(bins.iter().map(row))
}

fn sheet(cx: &Context<'_>, c: &Compare, d: &Distribution) -> Option<Canvas> {
    let (bins, touching) = bins(d);
    let (first, last) = (bins.first()?, bins.last()?);
    let [a, b] = labels(c);
    let title = capital(if d.outcome.text.trim().is_empty() { &d.outcome.id } else { &d.outcome.text });
    let head = Head {
        title,
        finding: finding(c, d),
        keys: vec![Key::new(Mark::Swatch(cx.palette.bar), a), Key::new(Mark::Line(outline(cx)), b)],
        notes: notes(d),
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let most = bins.iter().flat_map(|bin| bin.shares).fold(0.0, f64::max);
    let x = if touching || !fits(&bins, room.width() - 120.0) {
        Axis::exact(first.from, last.to, room.width() - 120.0, unit(d))
    } else {
        let ticks = bins.iter().map(|bin| ((bin.from + bin.to) / 2.0, bin.name.clone())).collect();
        Axis { low: first.from - 0.2, high: last.to + 0.2, ticks, label: unit(d).to_owned() }
    };
    let some = d.nulls.0 + d.nulls.1 > 0;
    let y = Axis::shares(most, if some { "share of runs with a value" } else { "share of runs" });
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    for bin in &bins {
        bar(&mut canvas, cx, &plot, bin, touching);
    }
    if touching {
        canvas.line(&steps(&plot, &bins), outline(cx));
    }
    base(&mut canvas, cx.palette, &plot);
    Some(canvas)
}

fn outline(cx: &Context<'_>) -> Stroke {
    Stroke::solid(cx.palette.mark, 4.5)
}

fn unit(d: &Distribution) -> &str {
    match &d.shape {
        Shape::YesNo(..) => "",
        Shape::Whole(_) if d.outcome.unit == "level" => "level (0 aloof … 4 alliance)",
        _ => &d.outcome.unit,
    }
}

/// The bins, and whether they touch one another.
fn bins(d: &Distribution) -> (Vec<Bin>, bool) {
    let (of_a, of_b) = (d.counts.0.max(1) as f64, d.counts.1.max(1) as f64);
    let bar = |at: f64, shares: [f64; 2], name: String| Bin { from: at - 0.5, to: at + 0.5, shares, name };
    match &d.shape {
        Shape::YesNo(a, b) => {
            let no = bar(0.0, [1.0 - a.share, 1.0 - b.share], "no".to_owned());
            (vec![no, bar(1.0, [a.share, b.share], "yes".to_owned())], false)
        }
        Shape::Whole(counts) => {
            let bin = |(value, [a, b]): &(i64, [u64; 2])| {
                let value = *value as f64;
                bar(value, [*a as f64 / of_a, *b as f64 / of_b], number(value, 0))
            };
            (counts.iter().map(bin).collect(), false)
        }
        Shape::Bins { low, high, a, b } => {
            let edge = |i: usize| low + (high - low) * i as f64 / a.len() as f64;
            let bin = |(i, (a, b)): (usize, (&u64, &u64))| Bin {
                from: edge(i),
                to: edge(i + 1),
                shares: [*a as f64 / of_a, *b as f64 / of_b],
                name: String::new(),
            };
            (a.iter().zip(b).enumerate().map(bin).collect(), true)
        }
    }
}

/// Whether a tick fits under every bar.
fn fits(bins: &[Bin], width: f64) -> bool {
    let span = bins.last().map_or(0.0, |bin| bin.to) - bins.first().map_or(0.0, |bin| bin.from);
    let widest = bins.iter().map(|bin| LABEL.width(&bin.name)).fold(0.0, f64::max) + 16.0;
    widest * span <= width
}

/// The bar of A and, where bars do not touch, the outline of B.
fn bar(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, bin: &Bin, touching: bool) {
    let (left, right) = (plot.x(bin.from), plot.x(bin.to));
    let trim = if touching { 0.5 } else { 0.1 * (right - left) };
    let rect =
        |share: f64| Rect { left: left + trim, top: plot.y(share), right: right - trim, bottom: plot.rect.bottom };
    if bin.shares[0] > 0.0 {
        canvas.rect(rect(bin.shares[0]), cx.palette.bar);
    }
    if !touching && bin.shares[1] > 0.0 {
        let Rect { left, top, right, bottom } = rect(bin.shares[1]);
        canvas.line(&[(left, bottom), (left, top), (right, top), (right, bottom)], outline(cx));
    }
}

/// The outline of B along bins that touch.
fn steps(plot: &Plot, bins: &[Bin]) -> Vec<Point> {
    let zero = plot.rect.bottom;
    let mut points = vec![(plot.x(bins.first().map_or(0.0, |bin| bin.from)), zero)];
    for bin in bins {
        let y = plot.y(bin.shares[1]);
        points.extend([(plot.x(bin.from), y), (plot.x(bin.to), y)]);
    }
    points.push((plot.x(bins.last().map_or(0.0, |bin| bin.to)), zero));
    points
}

fn finding(c: &Compare, d: &Distribution) -> String {
    let of = c.outcomes.iter().find(|one| one.outcome.id == d.outcome.id);
    of.map_or_else(String::new, |one| {
        let say = |x: f64| if one.outcome.yes_no { percent(x) } else { format!("{} {}", brief(x), one.outcome.unit) };
        let d = &one.difference;
        format!(
            "On average {} in A and {} in B; B minus A {}, 95% interval {} to {}.",
            say(one.a.value),
            say(one.b.value),
            brief(d.mean),
            brief(d.low),
            brief(d.high)
        )
    })
}

fn notes(d: &Distribution) -> Vec<String> {
    let mut notes = Vec::new();
    if d.nulls.0 + d.nulls.1 > 0 {
        notes.push(format!("Without a value: {} runs of A, {} of B.", count(d.nulls.0), count(d.nulls.1)));
    }
    if matches!(d.shape, Shape::Bins { .. }) {
        notes.push("The outermost bars hold what lies beyond them.".to_owned());
    }
    notes
}

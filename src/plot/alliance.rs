//! The cumulative probability of an alliance, one line a pair.

use super::axis::{Axis, Plot, axes, overhang};
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::data::{Data, cells};
use super::figures::{percent, plain};
use super::font::clean;
use super::frame::{Head, frame};
use super::theme::{DASHES, LABEL, STRONG, Stroke};
use super::{Context, Sheet, pair};
use crate::analysis::{Formation, Share};

/// Lines with a colour of their own; the others are grey.
const SINGLED_OUT: usize = 6;

/// Least distance of two labels.
const LABEL_LINE: f64 = 33.0;

/// Room between the end of a line and its label.
const LEADER: f64 = 34.0;

/// A pair's line, how it is drawn and what stands at its end.
struct Line<'a> {
    formation: &'a Formation,
    stroke: Stroke,
    label: String,
}

/// One sheet; none where no pair ever forms an alliance or there are fewer than two dates.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some((summary, _)) = cx.run() else { return Vec::new() };
    let lines = lines(cx, &summary.formation);
    let (grey, coloured) = lines.split_at(lines.len().saturating_sub(SINGLED_OUT));
    let Some(main) = coloured.last() else { return Vec::new() };
    let shares = || lines.iter().flat_map(|l| &l.formation.by);
    let ([(first, _), .., (last, _)], true) = (&main.formation.by[..], shares().any(|(_, s)| s.count > 0)) else {
        return Vec::new();
    };
    let head = Head {
        title: "Cumulative probability of an alliance".to_owned(),
        finding: finding(coloured),
        notes: notes(grey.len()),
        body: 400.0,
        ..Head::default()
    };
    let (mut canvas, room) = frame(cx, &head);
    let right = room.right - LEADER - labels_width(coloured, grey.len());
    let max = shares().map(|(_, s)| s.high).fold(0.0, f64::max);
    let x = Axis::years(*first, *last, right - room.left - 100.0);
    let y = Axis::shares(max, "share of runs with an alliance by the year");
    let plot = axes(&mut canvas, cx.palette, Rect { right: right + overhang(&x), ..room }, &x, &y);
    for line in coloured {
        band(&mut canvas, &plot, line, cx.palette.fan.0);
    }
    for line in &lines {
        draw(&mut canvas, &plot, line);
    }
    labels(&mut canvas, cx, &plot, coloured, grey.len());
    vec![Sheet { name: "alliance".to_owned(), canvas, data: data(&summary.formation) }]
}

fn data(formation: &[Formation]) -> Data {
    let rows = formation.iter().flat_map(|f| {
        let row = |(date, s): &(f64, Share)| {
            std::iter::once(f.pair.clone()).chain(cells([*date, s.share, s.low, s.high])).collect()
        };
        f.by.iter().map(row)
    });
    Data::new(["pair", "year", "share of runs", "low", "high"]).with(rows)
}

/// The lines in the order of drawing: the greys, then the singled out by rising share, the focus pair on top.
fn lines<'a>(cx: &Context<'_>, formation: &'a [Formation]) -> Vec<Line<'a>> {
    let end = |f: &Formation| f.by.last().map_or(0.0, |(_, s)| s.share);
    let mut order: Vec<&Formation> = formation.iter().filter(|f| f.by.len() >= 2).collect();
    // A stable sort: pairs with equal shares keep the order of the scenario.
    order.sort_by(|a, b| b.focus.cmp(&a.focus).then(end(b).total_cmp(&end(a))));
    let looks = cx.palette.series.into_iter().zip(DASHES).map(Some).chain(std::iter::repeat(None));
    let dress = |(formation, look): (&'a Formation, Option<_>)| {
        let stroke = match look {
            Some((color, dash)) => Stroke { color, width: if formation.focus { 6.0 } else { 3.5 }, dash },
            None => Stroke::solid(cx.palette.rest, 2.5),
        };
        let name = STRONG.shorten(&clean(&pair(&formation.pair)), 200.0);
        Line { formation, stroke, label: format!("{name} {}", percent(end(formation))) }
    };
    let mut lines: Vec<_> = order.into_iter().zip(looks).map(dress).collect();
    lines.reverse();
    lines
}

fn finding(coloured: &[Line<'_>]) -> String {
    let said = coloured.iter().rev().filter_map(|line| {
        let (date, s) = line.formation.by.last()?;
        let name = pair(&line.formation.pair);
        let interval = format!("95% interval {} to {}", percent(s.low), percent(s.high));
        Some(format!("{name}: an alliance by {} in {} of the runs ({interval}).", plain(*date), percent(s.share)))
    });
    said.collect::<Vec<_>>().join(" ")
}

fn notes(greys: usize) -> Vec<String> {
    let mut notes = vec!["Bands: 95% intervals (Wilson).".to_owned()];
    if greys > 0 {
        notes.push(format!("Grey: the {greys} pairs with the smallest shares."));
    }
    notes
}

fn edge(plot: &Plot, line: &Line<'_>, value: fn(&Share) -> f64) -> Vec<Point> {
    line.formation.by.iter().map(|(date, share)| plot.at(*date, value(share))).collect()
}

fn band(canvas: &mut Canvas, plot: &Plot, line: &Line<'_>, cover: f64) {
    let (upper, lower) = (edge(plot, line, |s| s.high), edge(plot, line, |s| s.low));
    canvas.band(&upper, &lower, line.stroke.color.fade(cover));
}

fn draw(canvas: &mut Canvas, plot: &Plot, line: &Line<'_>) {
    canvas.line(&edge(plot, line, |s| s.share), line.stroke);
}

fn labels_width(coloured: &[Line<'_>], greys: usize) -> f64 {
    let names = coloured.iter().map(|l| STRONG.width(&l.label)).fold(0.0, f64::max);
    names.max(if greys > 0 { LABEL.width(&others(greys)) } else { 0.0 })
}

fn others(greys: usize) -> String {
    format!("{greys} others")
}

/// The names at the ends of the lines, moved apart where they would overlap.
fn labels(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, coloured: &[Line<'_>], greys: usize) {
    let end = |line: &Line<'_>| plot.y(line.formation.by.last().map_or(0.0, |(_, s)| s.share));
    let mut wanted: Vec<(f64, Option<&Line<'_>>)> = coloured.iter().map(|l| (end(l), Some(l))).collect();
    if greys > 0 {
        wanted.push((plot.rect.bottom, None));
    }
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let spots = spread(&wanted.iter().map(|w| w.0).collect::<Vec<_>>(), plot.rect.top, plot.rect.bottom);
    for ((from, line), to) in wanted.iter().zip(spots) {
        let start = (plot.rect.right + 4.0, *from);
        let stop = (plot.rect.right + LEADER - 8.0, to);
        let at = (plot.rect.right + LEADER, to + 0.36 * LABEL.size);
        let Some(line) = line else {
            canvas.text(at, &others(greys), LABEL, Anchor::Start, cx.palette.muted);
            continue;
        };
        canvas.segment(start, stop, Stroke::solid(line.stroke.color, 2.0));
        let style = if line.formation.focus { STRONG } else { LABEL };
        canvas.text(at, &line.label, style, Anchor::Start, cx.palette.ink);
    }
}

/// Heights as near as possible to the wanted ones (in order), at least a line apart, within the bounds if they fit.
fn spread(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::new();
    for &y in wanted {
        out.push(out.last().map_or(y, |above| y.max(above + LABEL_LINE)).max(top));
    }
    let mut limit = bottom;
    for y in out.iter_mut().rev() {
        *y = y.min(limit);
        limit = *y - LABEL_LINE;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_moved_apart() {
        assert_eq!(spread(&[50.0, 60.0, 200.0], 0.0, 400.0), [50.0, 83.0, 200.0]);
        assert_eq!(spread(&[390.0, 400.0, 400.0], 0.0, 400.0), [334.0, 367.0, 400.0]);
    }
}

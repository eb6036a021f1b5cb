//! What was before the start, what the runs say, and what came: a sheet a kind, a cell a quantity.

use super::super::axis::{Axis, LINE, Plot, base, cell, name_above, name_below};
use super::super::canvas::{Anchor, Canvas, Point};
use super::super::data::{Data, cell as figure, cells};
use super::super::dot::{self, Shape};
use super::super::fan::{CELL, Grid, HEADING_LINE, capital};
use super::super::font::clean;
use super::super::frame::{Head, Key, Mark, frame};
use super::super::theme::{STRONG, Stroke};
use super::super::{Context, Sheet, slug};
use crate::analysis::hindcast::{Hindcast, LEVELS, Path};

/// The most cells of a sheet.
const MOST: usize = 9;

/// Half the width of the mark of what came, and of what was before.
const MARKS: (f64, f64) = (10.0, 5.0);

/// A sheet for each kind that has paths of a point or more.
pub(super) fn sheets(cx: &Context<'_>, found: &Hindcast) -> Vec<Sheet> {
    let mut kinds: Vec<(&str, Vec<&Path>)> = Vec::new();
    for path in found.paths.iter().filter(|path| path.history.len() + path.points.len() > 1 && !path.points.is_empty())
    {
        match kinds.iter_mut().find(|(kind, _)| *kind == path.group) {
            Some((_, paths)) => paths.push(path),
            None => kinds.push((&path.group, vec![path])),
        }
    }
    let sheet = |(kind, paths): &(&str, Vec<&Path>)| Sheet {
        name: format!("hindcast-fan-{}", slug(kind)),
        canvas: canvas(cx, kind, paths),
        data: data(paths),
    };
    kinds.iter().map(sheet).collect()
}

/// All quantities of the kind, also those that are not drawn.
fn data(paths: &[&Path]) -> Data {
    let rows = paths.iter().flat_map(|path| {
        let before = path.history.iter().map(|(date, x)| {
            vec![path.label.clone(), figure(*date), figure(*x)] // The runs begin later.
        });
        let after = path.points.iter().map(|(date, mean, quantiles, came)| {
            [path.label.clone(), figure(*date), figure(*came), figure(*mean)]
                .into_iter()
                .chain(cells(*quantiles))
                .collect()
        });
        before.chain(after)
    });
    let percent = LEVELS.map(|level| format!("{}% of the runs", figure(100.0 * level)));
    let columns = ["of", "year", "what came", "mean of the runs"].map(str::to_owned).into_iter().chain(percent);
    Data::new(columns).with(rows)
}

/// Those that are drawn, in the order of the file: all, or those that the runs missed by most.
fn chosen<'a>(paths: &[&'a Path]) -> Vec<&'a Path> {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by(|a, b| paths[*b].miss.total_cmp(&paths[*a].miss));
    order.truncate(MOST);
    order.sort_unstable();
    order.into_iter().map(|at| paths[at]).collect()
}

fn canvas(cx: &Context<'_>, kind: &str, all: &[&Path]) -> Canvas {
    let paths = chosen(all);
    let shares = paths.iter().all(|path| path.share);
    let columns = match paths.len() {
        1 => 1,
        2 | 4 => 2,
        _ => cx.breadth.beside(3),
    };
    let rows = paths.len().div_ceil(columns);
    let (mut canvas, room) = frame(cx, &Head { body: CELL * rows as f64 + 2.0 * LINE, ..head(cx, kind, &paths, all) });
    let width = room.width() / columns as f64 - 90.0;
    let axes: Vec<(Axis, Axis)> = paths.iter().map(|path| scales(path, shares, width)).collect();
    let name = if shares { "probability of yes" } else { paths[0].unit.as_str() };
    let top = name_above(&mut canvas, cx.palette, room, name);
    let inner = super::super::canvas::Rect { top, bottom: room.bottom - LINE, ..room };
    let grid = Grid::new(inner, (columns, rows), &axes, shares);
    let wide = grid.cell(0, 0.0).width();
    let headings: Vec<Vec<String>> = paths.iter().map(|path| STRONG.wrap(&clean(&path.label), wide, 2)).collect();
    let lines = headings.iter().map(Vec::len).max().unwrap_or(0);
    for (at, (path, (x, y))) in paths.iter().zip(&axes).enumerate() {
        let rect = grid.cell(at, HEADING_LINE * lines as f64 + 22.0);
        for (line, text) in headings[at].iter().enumerate() {
            let below = (headings[at].len() - 1 - line) as f64;
            let place = (rect.left, rect.top - 24.0 - HEADING_LINE * below);
            canvas.text(place, text, STRONG, Anchor::Start, cx.palette.ink);
        }
        let plot = cell(&mut canvas, cx.palette, rect, x, y, !shares || at % columns == 0);
        draw(&mut canvas, cx, &plot, path, shares);
    }
    name_below(&mut canvas, cx.palette, room, room.left + room.width() / 2.0, "year");
    canvas
}

fn head(cx: &Context<'_>, kind: &str, paths: &[&Path], all: &[&Path]) -> Head {
    let points = || paths.iter().flat_map(|path| &path.points);
    let within = points().filter(|(_, _, q, came)| (q[0]..=q[6]).contains(came)).count();
    let few = if paths.len() < all.len() {
        format!("{} of {}, those that the runs missed by most. ", paths.len(), all.len())
    } else {
        String::new()
    };
    let line = Stroke::solid(cx.palette.series[0], 5.0);
    let shares = paths.iter().all(|path| path.share);
    let (runs, said) = if shares {
        (Key::new(Mark::Line(line), "share of the runs"), "Line: share of the runs in which it is so.")
    } else {
        (Key::new(Mark::Fan(line), "runs"), "Line: median; bands: 25–75% and 2.5–97.5% of the runs.")
    };
    Head {
        title: format!("{}: what came, and what the runs say", capital(kind)),
        finding: format!("Of the {} values shown, {within} lie within the central 95% of the runs.", points().count()),
        keys: vec![
            runs,
            Key::new(Mark::Dot(Shape::Disc, cx.palette.mark), "what came"),
            Key::new(Mark::Dot(Shape::Ring, cx.palette.muted), "before the start"),
        ],
        notes: vec![format!("{few}{said}")],
        body: 0.0,
    }
}

fn scales(path: &Path, shares: bool, width: f64) -> (Axis, Axis) {
    let dates = || path.history.iter().map(|(date, _)| *date).chain(path.points.iter().map(|point| point.0));
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let (first, last) = range(&mut dates());
    let x = Axis::years(first, last, width);
    if shares {
        return (x, Axis::shares(1.0, ""));
    }
    let history = path.history.iter().map(|(_, x)| *x);
    let (low, high) = range(&mut history.chain(path.points.iter().flat_map(|(_, _, q, came)| [q[0], q[6], *came])));
    (x, Axis::numbers(low, high, &path.unit))
}

fn draw(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, path: &Path, shares: bool) {
    // The runs begin where the history ends.
    let start = path.history.last().copied();
    let edge = |of: &dyn Fn(&(f64, f64, [f64; 7], f64)) -> f64| -> Vec<Point> {
        let first = start.map(|(date, x)| plot.at(date, x));
        first.into_iter().chain(path.points.iter().map(|point| plot.at(point.0, of(point)))).collect()
    };
    let color = cx.palette.series[0];
    if shares {
        canvas.line(&edge(&|point| point.1), Stroke::solid(color, 5.0));
    } else {
        for ([low, high], cover) in [([0, 6], cx.palette.fan.0), ([2, 4], cx.palette.fan.1)] {
            canvas.band(&edge(&|point| point.2[high]), &edge(&|point| point.2[low]), color.fade(cover));
        }
        canvas.line(&edge(&|point| point.2[3]), Stroke::solid(color, 5.0));
    }
    base(canvas, cx.palette, plot);
    for (date, x) in &path.history {
        dot::draw(canvas, cx.palette, Shape::Ring, plot.at(*date, *x), MARKS.1, cx.palette.muted);
    }
    for (date, _, _, came) in &path.points {
        dot::draw(canvas, cx.palette, Shape::Disc, plot.at(*date, *came), MARKS.0, cx.palette.mark);
    }
}

//! The level of the focus pair over time in both, a panel a level.

use super::super::axis::{Axis, LINE, cell, name_above, name_below};
use super::super::canvas::{Anchor, Rect};
use super::super::data::{Data, cells};
use super::super::fan::{CELL, Grid, HEADING_LINE, capital};
use super::super::figures::{percent, plain};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::levels::{NAMES, shares};
use super::super::theme::STRONG;
use super::super::{Context, Sheet, pair};
use super::{found, labels, strokes};

/// Panels beside one another in a wide picture.
const COLUMNS: usize = 3;

/// Shares of the levels at dates.
type Shares = Vec<(f64, [f64; 5])>;

/// One sheet; none without two series of two dates or more.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(c) = found(cx) else { return Vec::new() };
    let Some(series) = c.overlay.levels.as_deref() else { return Vec::new() };
    let both: [Shares; 2] = [shares(&series[0]), shares(&series[1])];
    if both.iter().any(|one| one.len() < 2) {
        return Vec::new();
    }
    let columns = cx.breadth.beside(COLUMNS);
    let rows = NAMES.len().div_ceil(columns);
    let (labels, strokes) = (labels(c), strokes(cx, 4.5));
    let keys = labels.iter().zip(strokes).map(|(label, stroke)| Key::new(Mark::Line(stroke), label));
    let focus = pair(&cx.about.focus);
    let head = Head {
        title: format!("{focus}: share of runs at each level"),
        finding: labels.iter().zip(&both).filter_map(|(label, one)| finding(label, one)).collect::<Vec<_>>().join(" "),
        keys: keys.collect(),
        body: rows as f64 * CELL + 2.0 * LINE + 16.0,
        ..Head::default()
    };
    let (mut canvas, room) = frame(cx, &head);
    let all = || both.iter().flatten();
    let dates = || all().map(|(date, _)| *date);
    let (first, last) = (dates().fold(f64::INFINITY, f64::min), dates().fold(f64::NEG_INFINITY, f64::max));
    let most = all().flat_map(|(_, shares)| shares).copied().fold(0.0, f64::max);
    let axes =
        vec![
            (Axis::years(first, last, room.width() / columns as f64 - 90.0), Axis::shares(most, "share of runs"));
            NAMES.len()
        ];
    let top = name_above(&mut canvas, cx.palette, room, "share of runs");
    let grid = Grid::new(Rect { top, bottom: room.bottom - LINE, ..room }, (columns, rows), &axes, true);
    for (level, (x, y)) in axes.iter().enumerate() {
        let rect = grid.cell(level, HEADING_LINE + 22.0);
        let at = (rect.left, rect.top - 24.0);
        canvas.text(at, &format!("{level} {}", capital(NAMES[level])), STRONG, Anchor::Start, cx.palette.ink);
        let plot = cell(&mut canvas, cx.palette, rect, x, y, level % columns == 0);
        for (one, stroke) in both.iter().zip(strokes) {
            let points: Vec<_> = one.iter().map(|(date, shares)| plot.at(*date, shares[level])).collect();
            canvas.line(&points, stroke);
        }
    }
    name_below(&mut canvas, cx.palette, room, room.left + room.width() / 2.0, "year");
    let numbers = labels.iter().zip(&both).flat_map(|(label, one)| {
        let row = |(date, shares): &(f64, [f64; 5])| {
            std::iter::once(label.clone()).chain(cells([*date])).chain(cells(*shares)).collect::<Vec<String>>()
        };
        one.iter().map(row)
    });
    let data = Data::new(["run", "year"].into_iter().chain(NAMES)).with(numbers);
    vec![Sheet { name: "compare-levels".to_owned(), canvas, data }]
}

fn finding(label: &str, shares: &Shares) -> Option<String> {
    let (date, last) = shares.last()?;
    let parts: Vec<_> = NAMES.iter().zip(last).map(|(name, share)| format!("{name} {}", percent(*share))).collect();
    Some(format!("{label}, in {}: {}.", plain(*date), parts.join(", ")))
}

//! Interactions of pairs of parameters, as a triangle of tiles: Sobol' indices of second order.

use super::canvas::{Anchor, Canvas, Rect};
use super::data::{Data, cells};
use super::figures::{brief, number};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame};
use super::sensitivity::{descending, label, left_out, subject};
use super::sweep::ramp;
use super::theme::{CAPTION, Color, LABEL};
use super::{Context, Sheet};
use crate::analysis::Findings;
use crate::analysis::bootstrap::Estimate;
use crate::analysis::sensitivity::study::{Found, Sensitivity};
use crate::analysis::sobol::{PairIndex, SobolIndices};

/// Parameters of a picture, so that figures fit in the tiles.
const MOST: usize = 7;

/// Part of the width for the words.
const WORDS: f64 = 0.38;

/// Height of a line of words, and of a tile whose words have two.
const LINE: f64 = 28.0;
const TILE: f64 = 66.0;

/// One sheet; none without indices of second order.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Sensitivity(s)) = cx.findings() else { return Vec::new() };
    match &s.found {
        Found::Sobol(found) if found.resolved && !found.second.is_empty() => {
            vec![Sheet { name: "sensitivity-pairs".to_owned(), canvas: draw(cx, s, found), data: data(s, found) }]
        }
        _ => Vec::new(),
    }
}

fn data(s: &Sensitivity, found: &SobolIndices) -> Data {
    let row = |pair: &PairIndex| {
        let names = [pair.i, pair.j].map(|at| s.parameters[at].name.clone());
        names.into_iter().chain(cells([pair.index.value, pair.index.low, pair.index.high])).collect()
    };
    Data::new(["parameter", "and parameter", "second", "low", "high"]).with(found.second.iter().map(row))
}

/// The index of a pair.
fn of(found: &SobolIndices, a: usize, b: usize) -> Option<Estimate> {
    found.second.iter().find(|pair| (pair.i, pair.j) == (a.min(b), a.max(b))).map(|pair| pair.index)
}

fn draw(cx: &Context<'_>, s: &Sensitivity, found: &SobolIndices) -> Canvas {
    let most = cx.breadth.beside(MOST);
    let total = |at: usize| found.total[at].value;
    let order = descending(total, found.total.len());
    let shown = &order[..order.len().min(most)];
    let pairs = || (1..shown.len()).flat_map(|row| (0..row).map(move |column| (row, column)));
    let index = |(row, column): (usize, usize)| of(found, shown[row], shown[column]);
    let largest = pairs().filter_map(index).map(|e| e.value).fold(0.0, f64::max);
    let shade = |value: f64| ramp(&cx.palette.levels, if largest > 0.0 { value / largest } else { 0.0 });
    let keys = [0.0, 0.5, 1.0].map(|part| Key::new(Mark::Swatch(shade(part * largest)), number(part * largest, 3)));
    let what = if s.outcome.yes_no { "probability" } else { "expected outcome" };
    let mut notes =
        vec![format!("Share of the variance of the {what} that is the interaction of two. *: cannot be told from 0.")];
    notes.extend(left_out(&order, total, most));
    let high = TILE + LINE * (cx.breadth.lines(2) - 2) as f64;
    let head = Head {
        title: format!("{}: interactions of pairs", subject(s)),
        finding: finding(s, found, shown),
        keys: keys.to_vec(),
        notes,
        body: high * shown.len() as f64 + 20.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let left = room.left + room.width() * WORDS;
    let width = (room.right - left) / (shown.len() - 1) as f64;
    let tile = |row: usize, column: usize| Rect {
        left: left + width * column as f64,
        top: room.top + high * row as f64,
        right: left + width * (column + 1) as f64,
        bottom: room.top + high * (row + 1) as f64,
    };
    for (row, &at) in shown.iter().enumerate() {
        words(&mut canvas, cx, &format!("{}  {}", row + 1, label(&s.parameters[at])), tile(row, 0));
    }
    for (row, column) in pairs() {
        if let Some(e) = index((row, column)) {
            fill(&mut canvas, cx, e, shade(e.value), tile(row, column));
        }
    }
    for column in 0..shown.len() - 1 {
        // The number of a column stands above its uppermost tile.
        let top = tile(column, column);
        let at = ((top.left + top.right) / 2.0, top.bottom - 14.0);
        canvas.text(at, &(column + 1).to_string(), LABEL, Anchor::Middle, cx.palette.ink);
    }
    canvas
}

fn words(canvas: &mut Canvas, cx: &Context<'_>, text: &str, first_tile: Rect) {
    let width = first_tile.left - 24.0 - 20.0;
    let lines = CAPTION.wrap(&clean(text), width, cx.breadth.lines(2));
    let middle = (first_tile.top + first_tile.bottom) / 2.0 - LINE / 2.0 * (lines.len() as f64 - 1.0);
    for (i, line) in lines.iter().enumerate() {
        let at = (24.0, middle + LINE * i as f64 + 0.36 * CAPTION.size);
        canvas.text(at, line, CAPTION, Anchor::Start, cx.palette.ink);
    }
}

fn fill(canvas: &mut Canvas, cx: &Context<'_>, e: Estimate, shade: Color, tile: Rect) {
    let inner = Rect { left: tile.left + 1.5, top: tile.top + 1.5, right: tile.right - 1.5, bottom: tile.bottom - 1.5 };
    canvas.rect(inner, shade);
    let text = format!("{}{}", number(e.value, 2), if e.includes_zero { "*" } else { "" });
    let at = ((tile.left + tile.right) / 2.0, (tile.top + tile.bottom) / 2.0 + 0.36 * CAPTION.size);
    canvas.text(at, &text, CAPTION, Anchor::Middle, readable(cx, shade));
}

/// The ink or the ground, whichever stands out more from a tile.
fn readable(cx: &Context<'_>, shade: Color) -> Color {
    let light = |color: Color| {
        let (r, g, b) = color.rgb;
        0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
    };
    let apart = |color: Color| (light(color) - light(shade)).abs();
    let (ink, ground) = (cx.palette.ink, cx.palette.background);
    if apart(ink) >= apart(ground) { ink } else { ground }
}

fn finding(s: &Sensitivity, found: &SobolIndices, shown: &[usize]) -> String {
    let strongest = found.second.iter().filter(|p| shown.contains(&p.i) && shown.contains(&p.j));
    strongest.max_by(|a, b| a.index.value.total_cmp(&b.index.value)).map_or_else(String::new, |pair| {
        let (a, b) = (label(&s.parameters[pair.i]), label(&s.parameters[pair.j]));
        let Estimate { value, low, high, .. } = pair.index;
        format!(
            "The strongest interaction is of {a} and {b}: {} (95% interval {} to {}).",
            brief(value),
            brief(low),
            brief(high)
        )
    })
}

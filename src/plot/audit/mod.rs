//! Pictures of an audit: what the three of them share.

pub(super) mod interaction;
#[cfg(test)]
mod tests;
pub(super) mod tornado;
pub(super) mod waterfall;

use super::axis::{Axis, Plot, cell};
use super::canvas::{Anchor, Canvas, Rect};
use super::data::Data;
use super::figures::number;
use super::font::clean;
use super::split::Split;
use super::theme::{CAPTION, LABEL, STRONG, Stroke, TICK};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::audit::{Audit, Game};
use crate::analysis::estimate::Subject;

/// Part of the width for the words of a claim.
const WORDS: f64 = 0.44;
/// Lines of its words.
const LINES: usize = 3;
const LINE: f64 = 29.0;
/// Height of the words of a claim with some room, and of what stands below them where there is none beside them.
const ROW: f64 = LINE * LINES as f64 + 18.0;
const TRACK: f64 = 54.0;
/// Lines of the words of a claim where they have the whole width, and their height.
const FEWER: usize = 2;
const WORDS_ABOVE: f64 = LINE * FEWER as f64 + 8.0;
/// Greatest width of an id.
const ID: f64 = 130.0;
/// Claims on a sheet; the smallest are left out.
const MOST: usize = 16;
/// Room below the rows for the axis and its name.
const FOOT: f64 = 98.0;

/// A sheet for each outcome that differs between combinations and has Shapley values.
fn sheets(
    cx: &Context<'_>,
    chart: &str,
    draw: fn(&Context<'_>, &Audit, &Game) -> Option<Canvas>,
    data: fn(&Audit, &Game) -> Data,
) -> Vec<Sheet> {
    let Some(Findings::Audit(audit)) = cx.findings() else { return Vec::new() };
    let moved = |game: &&Game| game.varies && game.band().is_some_and(|band| band > 0.0);
    let sheet = |game: &Game| {
        let name = format!("{chart}-{}", slug(&game.outcome.id));
        Some(Sheet { name, canvas: draw(cx, audit, game)?, data: data(audit, game) })
    };
    audit.games.iter().filter(moved).filter_map(sheet).collect()
}

/// In which unit differences of an outcome are shown, and what that is as a factor.
fn unit(outcome: &Subject) -> (f64, String) {
    if outcome.yes_no {
        (100.0, "percentage points".to_owned())
    } else {
        (1.0, format!("difference ({})", outcome.unit))
    }
}

/// A difference with its sign.
fn signed(x: f64, decimals: usize) -> String {
    let text = number(x, decimals);
    if x > 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("+{text}") } else { text }
}

/// Decimals that show the largest of some sizes with two or three digits.
fn decimals(largest: f64) -> usize {
    [(100.0, 0), (10.0, 1), (1.0, 2), (0.1, 3)].iter().find(|(from, _)| largest >= *from).map_or(4, |d| d.1)
}

/// The claims on a sheet, the largest Shapley values first, and a note on those left out.
fn shown(game: &Game) -> (Vec<usize>, Option<String>) {
    let mut order = game.order();
    let left = order.len().saturating_sub(MOST);
    order.truncate(MOST);
    (order, (left > 0).then(|| format!("Not shown: the {left} claims with the smallest Shapley values.")))
}

/// How a claim's words and its track lie.
fn split(cx: &Context<'_>) -> Split {
    Split::new(cx, WORDS)
}

/// Height of a claim.
fn row(cx: &Context<'_>) -> f64 {
    split(cx).height(words_height(cx), TRACK)
}

/// Height of its words.
fn words_height(cx: &Context<'_>) -> f64 {
    if split(cx).above() { WORDS_ABOVE } else { ROW }
}

/// Writes the id of a claim and beside it what it says, at the left of its row; `strong` where the result stands on it.
fn words(canvas: &mut Canvas, cx: &Context<'_>, audit: &Audit, at: usize, (left, top): (f64, f64), strong: bool) {
    let claim = &audit.claims[at];
    let ids = audit.claims.iter().map(|claim| STRONG.width(&clean(&claim.id))).fold(0.0, f64::max).min(ID);
    let style = if strong { STRONG } else { LABEL };
    let id = style.shorten(&clean(&claim.id), ids);
    canvas.text((left, top + 0.9 * LINE + 6.0), &id, style, Anchor::Start, cx.palette.ink);
    let width = split(cx).words() - ids - 14.0;
    let lines = if split(cx).above() { FEWER } else { LINES };
    for (i, line) in CAPTION.wrap(&clean(&claim.text), width, lines).iter().enumerate() {
        let spot = (left + ids + 12.0, top + LINE * (i as f64 + 0.9) + 5.0);
        canvas.text(spot, line, CAPTION, Anchor::Start, cx.palette.muted);
    }
}

/// The tracks right of the words: a horizontal axis below them, with lines upward from its ticks.
fn tracks(canvas: &mut Canvas, cx: &Context<'_>, room: Rect, height: f64, x: &Axis) -> Plot {
    let left = split(cx).left(room);
    let rect = Rect { left, top: room.top + 6.0, right: room.right - 40.0, bottom: room.top + 6.0 + height };
    let y = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let x = &thinned(x, rect.width());
    let plot = cell(canvas, cx.palette, rect, x, &y, false);
    for (value, _) in &x.ticks {
        let at = plot.x(*value);
        canvas.segment((at, rect.top), (at, rect.bottom), Stroke::solid(cx.palette.grid, 1.5));
    }
    let centre = (rect.left + room.right) / 2.0;
    let name = LABEL.shorten(&clean(&x.label), 2.0 * (room.right - centre));
    canvas.text((centre, rect.bottom + 76.0), &name, LABEL, Anchor::Middle, cx.palette.ink);
    plot
}

/// The axis with no more ticks than have room for their numbers.
fn thinned(x: &Axis, width: f64) -> Axis {
    let widest = x.ticks.iter().map(|(_, text)| TICK.width(text)).fold(0.0, f64::max);
    let most = ((width / (widest + 24.0)) as usize).max(1);
    let each = x.ticks.len().div_ceil(most).max(1);
    Axis { ticks: x.ticks.iter().step_by(each).cloned().collect(), ..x.clone() }
}

//! What pairs of claims do together beyond what each does by itself: a triangle of tiles with the values in them.

use crate::analysis::audit::{Audit, Game, Pair};
use crate::plot::canvas::{Anchor, Canvas, Rect};
use crate::plot::data::{Data, cells};
use crate::plot::figures::{count, number};
use crate::plot::font::clean;
use crate::plot::frame::{Head, Key, Mark, frame};
use crate::plot::theme::{CAPTION, Color, LABEL, STRONG, Stroke};
use crate::plot::{Context, Sheet};

/// Height of a tile, and its greatest width.
const TILE: (f64, f64) = (54.0, 130.0);

/// A sheet for each outcome.
pub(in crate::plot) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    super::sheets(cx, "audit-interaction", draw, data)
}

fn data(audit: &Audit, game: &Game) -> Data {
    let row = |pair: &Pair| {
        let ids = [pair.first, pair.second].map(|at| audit.claims[at].id.clone());
        ids.into_iter().chain(cells([pair.effect.value, pair.effect.low, pair.effect.high])).collect()
    };
    Data::new(["claim", "and claim", "interaction", "low", "high"]).with(game.pairs.iter().map(row))
}

fn draw(cx: &Context<'_>, audit: &Audit, game: &Game) -> Option<Canvas> {
    let largest = game.pairs.iter().map(|pair| pair.effect.value.abs()).fold(0.0, f64::max);
    if largest == 0.0 {
        return None; // There are no pairs, or none does anything.
    }
    let scale = Scale::new(game, largest);
    let claims = audit.claims.len();
    let head = Head {
        title: format!("What pairs of claims do together: {}", game.outcome.text),
        finding: finding(audit, game, &scale),
        keys: vec![
            Key::new(Mark::Swatch(cx.palette.diverging[2]), "more than each by itself (+)"),
            Key::new(Mark::Swatch(cx.palette.diverging[0]), "less (−)"),
        ],
        notes: vec![
            format!("Shapley interaction index, {}.", scale.unit),
            "Tiles without colour: the 95% interval holds 0.".to_owned(),
        ],
        body: TILE.0 * claims as f64 + 24.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let ids: Vec<String> = audit.claims.iter().map(|claim| LABEL.shorten(&clean(&claim.id), 150.0)).collect();
    let names = ids.iter().map(|id| STRONG.width(id)).fold(0.0, f64::max) + 16.0;
    // The last column has only the name on the diagonal.
    let width = ((room.width() - 2.0 * names) / (claims - 1).max(1) as f64).min(TILE.1);
    let tile = |row: usize, column: usize| {
        let (left, top) = (room.left + names + width * column as f64, room.top + 12.0 + TILE.0 * row as f64);
        Rect { left, top, right: left + width, bottom: top + TILE.0 }
    };
    for (at, id) in ids.iter().enumerate() {
        let y = tile(at, 0).top + TILE.0 / 2.0 + 0.36 * LABEL.size;
        let left = tile(at, at).left;
        if at > 0 {
            canvas.text((room.left, y), id, LABEL, Anchor::Start, cx.palette.ink);
        }
        canvas.text((left + 8.0, y), id, STRONG, Anchor::Start, cx.palette.ink);
    }
    let widest = game.pairs.iter().map(|pair| CAPTION.width(&scale.text(pair))).fold(0.0, f64::max);
    let scale = Scale { signs: widest > width, ..scale };
    for pair in &game.pairs {
        of_pair(&mut canvas, cx, tile(pair.second, pair.first), pair, &scale);
    }
    Some(canvas)
}

/// How interactions become figures and colours.
struct Scale {
    factor: f64,
    largest: f64,
    unit: String,
    /// Whether tiles have no room for figures, and have signs alone.
    signs: bool,
}

impl Scale {
    /// Figures with one decimal and one or two digits before it.
    fn new(game: &Game, largest: f64) -> Self {
        let outcome = &game.outcome;
        let mut factor = if outcome.yes_no { 100.0 } else { 1.0 };
        let (mut parts, mut times) = (1_u64, 1_u64);
        while largest * factor < 1.0 && parts < 1_000_000_000 {
            (factor, parts) = (factor * 10.0, parts * 10);
        }
        while largest * factor >= 100.0 && times < 1_000_000_000 {
            (factor, times) = (factor / 10.0, times * 10);
        }
        let name = if outcome.yes_no { "percentage points" } else { &outcome.unit };
        let unit = match (parts, times) {
            (1, 1) => name.to_owned(),
            (1, _) => format!("{name}, × 1/{}", count(times)),
            _ => format!("{name}, × {}", count(parts)),
        };
        Self { factor, largest, unit, signs: false }
    }

    fn text(&self, pair: &Pair) -> String {
        number(pair.effect.value * self.factor, 1)
    }

    /// The colour of a value, from that of the least to that of the greatest.
    fn color(&self, cx: &Context<'_>, value: f64) -> Color {
        let [low, zero, high] = cx.palette.diverging;
        zero.mix(if value < 0.0 { low } else { high }, value.abs() / self.largest)
    }
}

fn of_pair(canvas: &mut Canvas, cx: &Context<'_>, tile: Rect, pair: &Pair, scale: &Scale) {
    let inner = Rect { left: tile.left + 1.5, top: tile.top + 1.5, right: tile.right - 1.5, bottom: tile.bottom - 1.5 };
    let mut ink = cx.palette.muted;
    if pair.effect.is_clear() {
        let color = scale.color(cx, pair.effect.value);
        canvas.rect(inner, color);
        ink = color.legible(cx.palette.ink, cx.palette.background);
    } else {
        canvas.outline(inner, Stroke::solid(cx.palette.grid, 1.5));
    }
    let at = ((tile.left + tile.right) / 2.0, (tile.top + tile.bottom) / 2.0 + 0.36 * CAPTION.size);
    let text = match (scale.signs, pair.effect.is_clear()) {
        (false, _) => scale.text(pair),
        (true, true) => if pair.effect.value < 0.0 { "−" } else { "+" }.to_owned(),
        (true, false) => String::new(),
    };
    canvas.text(at, &text, CAPTION, Anchor::Middle, ink);
}

fn finding(audit: &Audit, game: &Game, scale: &Scale) -> String {
    let mut clear: Vec<&Pair> = game.pairs.iter().filter(|pair| pair.effect.is_clear()).collect();
    clear.sort_by(|a, b| b.effect.value.abs().total_cmp(&a.effect.value.abs()));
    let said = clear.iter().take(5).map(|pair| {
        let [a, b] = [pair.first, pair.second].map(|at| &audit.claims[at].id);
        format!("{a} and {b} {}", scale.text(pair))
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return "No pair of claims does anything together that can be told from chance.".to_owned();
    }
    format!(
        "The strongest of {} pairs that can be told from chance ({}): {}.",
        clear.len(),
        scale.unit,
        said.join(", ")
    )
}

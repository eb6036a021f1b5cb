//! What each claim does to an outcome, relaxed alone and by its Shapley value, the claims grouped by the way they push.

use super::{FOOT, decimals, row, shown, signed, split, tracks, unit, words, words_height};
use crate::analysis::audit::{Audit, Effect, Game, Standing};
use crate::plot::axis::{Axis, Plot};
use crate::plot::canvas::{Anchor, Canvas, Rect};
use crate::plot::data::{Data, cells};
use crate::plot::frame::{Head, Key, Mark, frame};
use crate::plot::theme::{Color, LABEL, Stroke};
use crate::plot::{Context, Sheet};

/// Height of the heading of a group.
const HEADING: f64 = 44.0;

/// Height of a bar.
const BAR: f64 = 25.0;

/// A sheet for each outcome.
pub(in crate::plot) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    super::sheets(cx, "audit-tornado", draw, data)
}

fn data(audit: &Audit, game: &Game) -> Data {
    let effect = |e: Option<Effect>| e.map_or([f64::NAN; 3], |e| [e.value, e.low, e.high]);
    let row = |at: usize| {
        let (claim, of) = (&audit.claims[at], &game.claims[at]);
        let words = [claim.id.clone(), claim.text.clone()];
        words.into_iter().chain(cells(effect(of.shapley))).chain(cells(effect(of.relaxed_alone))).collect()
    };
    let columns = ["claim", "what it says", "Shapley value", "low", "high", "relaxed alone", "low", "high"];
    Data::new(columns).with(game.order().into_iter().map(row))
}

fn draw(cx: &Context<'_>, audit: &Audit, game: &Game) -> Option<Canvas> {
    let (order, left_out) = shown(game);
    let groups: Vec<_> =
        game.groups.iter().filter(|group| inside(audit, &order, group.direction).next().is_some()).collect();
    let height = row(cx) * order.len() as f64 + HEADING * groups.len() as f64;
    let (factor, unit) = unit(&game.outcome);
    let digits = decimals(
        order.iter().filter_map(|&at| game.claims[at].shapley).map(|e| e.value.abs() * factor).fold(0.0, f64::max),
    );
    let head = Head {
        title: format!("What each claim does: {}", game.outcome.text),
        finding: finding(audit, game, &order, (factor, &unit, digits)),
        keys: vec![
            Key::new(Mark::Swatch(cx.palette.bar), "Shapley value"),
            Key::new(Mark::Swatch(cx.palette.mark), "relaxed alone, all others kept"),
        ],
        notes: notes(left_out),
        body: height + FOOT,
    };
    let (mut canvas, room) = frame(cx, &head);
    let effects = order.iter().flat_map(|&at| [game.claims[at].shapley, game.claims[at].relaxed_alone]).flatten();
    let ends = effects.flat_map(|e| [e.low * factor, e.high * factor]);
    let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), x| (low.min(x), high.max(x)));
    let x = Axis::numbers(low, high, &unit);
    let plot = tracks(&mut canvas, cx, room, height, &x);
    let zero = plot.x(0.0);
    canvas.segment((zero, plot.rect.top), (zero, plot.rect.bottom), Stroke::solid(cx.palette.ink, 2.5));
    let mut top = plot.rect.top;
    for group in groups {
        let sum = group.shapley.map_or(String::new(), |e| format!(": {}", signed(e.value * factor, digits)));
        let heading = LABEL.shorten(&format!("Said to push {}{sum}", group.direction.name()), split(cx).words());
        split(cx).halves(&mut canvas, Rect { top, bottom: top + HEADING, ..room }, HEADING, &plot);
        canvas.text((room.left, top + 32.0), &heading, LABEL, Anchor::Start, cx.palette.muted);
        top += HEADING;
        for at in inside(audit, &order, group.direction) {
            let claim = &game.claims[at];
            let whole = Rect { top, bottom: top + row(cx), ..room };
            let [_, half] = split(cx).halves(&mut canvas, whole, words_height(cx), &plot);
            words(&mut canvas, cx, audit, at, (room.left, top), claim.standing == Some(Standing::StandsOn));
            let middle = (half.top + half.bottom) / 2.0;
            bar(&mut canvas, cx, &plot, claim.shapley, factor, (middle - BAR + 2.0, cx.palette.bar));
            bar(&mut canvas, cx, &plot, claim.relaxed_alone, factor, (middle + 2.0, cx.palette.mark));
            top = whole.bottom;
        }
    }
    Some(canvas)
}

/// The claims of a direction among these.
fn inside(audit: &Audit, order: &[usize], direction: crate::scenario::Direction) -> impl Iterator<Item = usize> {
    order.iter().copied().filter(move |&at| audit.claims[at].direction == direction)
}

/// A bar from 0 with its interval.
fn bar(
    canvas: &mut Canvas,
    cx: &Context<'_>,
    plot: &Plot,
    effect: Option<Effect>,
    factor: f64,
    (top, color): (f64, Color),
) {
    let Some(effect) = effect else { return };
    let [zero, value, low, high] = [0.0, effect.value, effect.low, effect.high].map(|x| plot.x(x * factor));
    canvas.rect(Rect { left: zero.min(value), right: zero.max(value), top, bottom: top + BAR - 4.0 }, color);
    let middle = top + (BAR - 4.0) / 2.0;
    let stroke = Stroke::solid(cx.palette.ink, 2.5);
    canvas.segment((low, middle), (high, middle), stroke);
    for end in [low, high] {
        canvas.segment((end, middle - 6.0), (end, middle + 6.0), stroke);
    }
}

fn notes(left_out: Option<String>) -> Vec<String> {
    let said = "The outcome with the claim minus the outcome without it. Whiskers: 95% intervals, paired by replicate. \
                Bold: the result stands on it (interval without 0, at least a tenth of the largest Shapley value). \
                Beside the way that the argument says: the sum of Shapley values.";
    std::iter::once(said.to_owned()).chain(left_out).collect()
}

fn finding(audit: &Audit, game: &Game, order: &[usize], (factor, unit, digits): (f64, &str, usize)) -> String {
    let said = order.iter().filter_map(|&at| {
        let e = game.claims[at].shapley?;
        let [value, low, high] = [e.value, e.low, e.high].map(|x| signed(x * factor, digits));
        Some(format!("{} {value} ({low} to {high})", audit.claims[at].id))
    });
    format!("Shapley values in {unit}: {}.", said.collect::<Vec<_>>().join(", "))
}

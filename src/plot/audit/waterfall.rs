//! From the outcome with all claims relaxed to that with all kept, a step a claim.

use super::{FOOT, LINE, decimals, row, shown, signed, split, tracks, unit, words, words_height};
use crate::analysis::audit::{Audit, Game, Standing};
use crate::plot::axis::{Axis, Plot};
use crate::plot::canvas::{Anchor, Canvas, Rect};
use crate::plot::data::{Data, cell};
use crate::plot::figures::number;
use crate::plot::frame::{Head, Key, Mark, frame};
use crate::plot::theme::{LABEL, STRONG, Stroke};
use crate::plot::{Context, Sheet};

/// Height of a step.
const BAR: f64 = 34.0;

/// Height of the rows of both ends.
const END: f64 = 58.0;

/// A sheet for each outcome.
pub(in crate::plot) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    super::sheets(cx, "audit-waterfall", draw, data)
}

/// A step: a claim, or what is left of those not shown.
struct Step {
    claim: Option<usize>,
    by: f64,
}

fn data(audit: &Audit, game: &Game) -> Data {
    let end = |name: &str, x: f64| vec![name.to_owned(), String::new(), cell(x)];
    let mut at = game.ends[0];
    let step = |claim: usize| {
        let by = game.claims[claim].shapley.map_or(0.0, |e| e.value);
        at += by;
        vec![audit.claims[claim].id.clone(), cell(by), cell(at)]
    };
    let steps: Vec<_> = game.order().into_iter().map(step).collect();
    Data::new(["step", "by", "then"])
        .with([end("all claims relaxed", game.ends[0])])
        .with(steps)
        .with([end("all claims kept", game.ends[1])])
}

fn draw(cx: &Context<'_>, audit: &Audit, game: &Game) -> Option<Canvas> {
    let (factor, _) = unit(&game.outcome);
    let label =
        if game.outcome.yes_no { "share of runs, %".to_owned() } else { format!("value ({})", game.outcome.unit) };
    let [relaxed, kept] = game.ends.map(|x| x * factor);
    let steps = steps(game, factor);
    let ends = split(cx).height(END, END);
    let height = 2.0 * ends + row(cx) * steps.len() as f64;
    let largest = steps.iter().map(|step| step.by.abs()).fold(0.0, f64::max);
    let digits = decimals(largest);
    let head = Head {
        title: format!("From no claim to all claims: {}", game.outcome.text),
        finding: format!(
            "From {} with all claims relaxed to {} with all kept: {label}.",
            number(relaxed, digits),
            number(kept, digits)
        ),
        keys: vec![
            Key::new(Mark::Swatch(cx.palette.series[0]), "the claim raises it"),
            Key::new(Mark::Swatch(cx.palette.series[1]), "the claim lowers it"),
        ],
        notes: vec!["Steps: Shapley values, the largest first; they add up. Bold: the result stands on it.".to_owned()],
        body: height + FOOT,
    };
    let (mut canvas, room) = frame(cx, &head);
    let plot = tracks(&mut canvas, cx, room, height, &axis(relaxed, &steps, &label));
    let mut top = plot.rect.top;
    end(&mut canvas, cx, &plot, (room.left, top), "all claims relaxed", (relaxed, digits));
    top += ends;
    let mut at = relaxed;
    for step in &steps {
        let whole = Rect { top, bottom: top + row(cx), ..room };
        let [_, half] = split(cx).halves(&mut canvas, whole, words_height(cx), &plot);
        match step.claim {
            Some(claim) => {
                let strong = game.claims[claim].standing == Some(Standing::StandsOn);
                words(&mut canvas, cx, audit, claim, (room.left, top), strong);
            }
            None => canvas.text((room.left, top + LINE), "all smaller ones", LABEL, Anchor::Start, cx.palette.ink),
        }
        bar(&mut canvas, cx, &plot, (at, step.by, digits), half);
        at += step.by;
        top = whole.bottom;
    }
    end(&mut canvas, cx, &plot, (room.left, top), "all claims kept", (kept, digits));
    Some(canvas)
}

/// The steps of the claims shown, and of those that are not in one.
fn steps(game: &Game, factor: f64) -> Vec<Step> {
    let value = |at: usize| game.claims[at].shapley.map_or(0.0, |e| e.value * factor);
    let (order, left_out) = shown(game);
    let mut steps: Vec<Step> = order.iter().map(|&at| Step { claim: Some(at), by: value(at) }).collect();
    if left_out.is_some() {
        let rest = (0..game.claims.len()).filter(|at| !order.contains(at)).map(value).sum();
        steps.push(Step { claim: None, by: rest });
    }
    steps
}

/// All that the steps pass through.
fn axis(from: f64, steps: &[Step], label: &str) -> Axis {
    let (mut at, mut low, mut high) = (from, from, from);
    for step in steps {
        at += step.by;
        (low, high) = (low.min(at), high.max(at));
    }
    let room = 0.12 * (high - low);
    Axis::numbers(if low >= 0.0 { (low - room).max(0.0) } else { low - room }, high + room, label)
}

/// One of the two ends: its words, a mark, and its value beside it.
fn end(
    canvas: &mut Canvas,
    cx: &Context<'_>,
    plot: &Plot,
    (left, top): (f64, f64),
    name: &str,
    (value, digits): (f64, usize),
) {
    let split = split(cx);
    let whole = Rect { left, right: plot.rect.right, top, bottom: top + split.height(END, END) };
    let [_, half] = split.halves(canvas, whole, END, plot);
    canvas.text((left, top + 0.66 * END), name, STRONG, Anchor::Start, cx.palette.ink);
    let x = plot.x(value);
    canvas.segment((x, half.top + 6.0), (x, half.bottom - 6.0), Stroke::solid(cx.palette.ink, 5.0));
    figure(canvas, cx, plot, (x, x), ((half.top + half.bottom) / 2.0, &number(value, digits)));
}

/// The bar of a step, what it adds beside it, and a line down to the next one.
fn bar(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, (from, by, digits): (f64, f64, usize), half: Rect) {
    let (start, end) = (plot.x(from), plot.x(from + by));
    let (left, right) = (start.min(end), start.max(end));
    let middle = (half.top + half.bottom) / 2.0;
    let color = cx.palette.series[usize::from(by < 0.0)];
    canvas.rect(Rect { left, right, top: middle - BAR / 2.0, bottom: middle + BAR / 2.0 }, color);
    let line = Stroke::solid(cx.palette.muted, 1.5);
    canvas.segment((start, half.top), (start, middle - BAR / 2.0), line);
    canvas.segment((end, middle + BAR / 2.0), (end, half.bottom), line);
    figure(canvas, cx, plot, (left, right), (middle, &signed(by, digits)));
}

/// A figure right of what it belongs to, or left of it, or within it, as there is room.
fn figure(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, (left, right): (f64, f64), (middle, text): (f64, &str)) {
    let y = middle + 0.36 * LABEL.size;
    let taken = 12.0 + LABEL.width(text);
    if right + taken <= plot.rect.right + 40.0 {
        canvas.text((right + 12.0, y), text, LABEL, Anchor::Start, cx.palette.ink);
    } else if left - taken >= plot.rect.left {
        canvas.text((left - 12.0, y), text, LABEL, Anchor::End, cx.palette.ink);
    } else {
        canvas.text(((left + right) / 2.0, y), text, LABEL, Anchor::Middle, cx.palette.background);
    }
}

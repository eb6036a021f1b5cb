//! What drove an outcome: the difference in what an alliance was worth between the runs in which it came and the others, a
//! panel a side, a line a term.

use super::axis::{Axis, FOOT, LINE, Plot, cell, margin, name_above, name_below};
use super::canvas::{Anchor, Canvas, Rect};
use super::data::{Data, cells};
use super::fan::capital;
use super::figures::{number, plain};
use super::font::clean;
use super::frame::{Head, Key, Mark, frame};
use super::theme::{DASHES, STRONG, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::why::{ALL, Side, Why};
use crate::model::LEVELS;

/// Terms with a line of their own.
const MOST: usize = 5;

/// Height of a panel with its heading and the numbers below it.
const PANEL: f64 = 330.0;

/// What is less than this share of the other end of the axis does not widen it.
const HAIR: f64 = 0.03;

/// Room for a panel's heading.
const HEADING: f64 = 46.0;

/// One sheet; none where all runs are of one kind, or where there are fewer than two dates.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Why(why)) = cx.findings() else { return Vec::new() };
    if why.came == 0 || why.not == 0 || why.dates.len() < 2 || why.sides.is_empty() {
        return Vec::new();
    }
    vec![Sheet {
        name: format!("why-{}", slug(&why.outcome.id)),
        canvas: canvas(cx, why),
        data: data(why, &lines(cx, why)),
    }]
}

/// A row a side, line and date, and the probability of the level.
fn data(why: &Why, lines: &[(String, Stroke)]) -> Data {
    let rows = why.sides.iter().flat_map(|side| {
        let drawn = move |name: &str| lines.iter().any(|(line, _)| line == name);
        let terms =
            side.terms.iter().filter(move |term| drawn(&term.name)).map(|term| (term.name.as_str(), &term.worth));
        let all = terms.chain([("probability", &side.probability)]);
        all.flat_map(move |(name, of)| {
            let row = move |(at, date): (usize, &f64)| {
                let words = [format!("{} about {}", side.from, side.to), name.to_owned()];
                let ends = of.interval.as_ref().and_then(|all| all.get(at)).copied().unwrap_or([f64::NAN; 2]);
                let numbers = cells([*date, of.came[at], of.not[at], of.came[at] - of.not[at]]);
                words.into_iter().chain(numbers).chain(cells(ends)).collect::<Vec<String>>()
            };
            why.dates.iter().enumerate().map(row)
        })
    });
    Data::new(["who about whom", "term", "year", "came", "did not", "difference", "low", "high"]).with(rows)
}

fn canvas(cx: &Context<'_>, why: &Why) -> Canvas {
    let lines = lines(cx, why);
    let keys = lines.iter().map(|(term, stroke)| Key::new(Mark::Line(*stroke), label(term)));
    let level = LEVELS[why.level.min(4)];
    let head = Head {
        title: format!("{}{}: what drove it", capital(&why.outcome.text), why.event.words()),
        finding: finding(why),
        keys: keys.collect(),
        notes: notes(why),
        body: PANEL * why.sides.len() as f64 + 2.0 * LINE + 16.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let name = format!("worth of {level} over {}, where the outcome came minus where not", LEVELS[0]);
    let top = name_above(&mut canvas, cx.palette, room, &name);
    let shown = |side: &Side| -> Vec<Vec<f64>> { lines.iter().filter_map(|(term, _)| of(side, term)).collect() };
    let all: Vec<f64> = why.sides.iter().flat_map(shown).flatten().collect();
    let (low, high) = all.iter().fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
    // A hair below or above 0 needs no tick of its own.
    let near = |end: f64, other: f64| if end.abs() < HAIR * other.abs() { 0.0 } else { end };
    let y = Axis::numbers(near(low, high), near(high, low), "");
    let (first, last) = (why.dates[0], why.dates[why.dates.len() - 1]);
    let (left, right) = (room.left + margin(&y), room.right - 40.0);
    let x = Axis::years(first, last, right - left);
    let each = (room.bottom - LINE - top) / why.sides.len() as f64;
    for (at, side) in why.sides.iter().enumerate() {
        let above = top + each * at as f64;
        let rect = Rect { left, right, top: above + HEADING, bottom: above + each - FOOT };
        let heading = STRONG.shorten(&clean(&format!("{} about {}", side.from_name, side.to_name)), room.width());
        canvas.text((room.left, above + 28.0), &heading, STRONG, Anchor::Start, cx.palette.ink);
        let plot = cell(&mut canvas, cx.palette, rect, &x, &y, true);
        panel(&mut canvas, cx, why, side, &lines, &plot);
    }
    name_below(&mut canvas, cx.palette, room, (left + right) / 2.0, "year");
    canvas
}

fn panel(canvas: &mut Canvas, cx: &Context<'_>, why: &Why, side: &Side, lines: &[(String, Stroke)], plot: &Plot) {
    let zero = plot.y(0.0);
    canvas.segment((plot.rect.left, zero), (plot.rect.right, zero), Stroke::solid(cx.palette.ink, 2.0));
    if let Some(until) = why.until {
        let at = plot.x(until);
        canvas.segment((at, plot.rect.top), (at, plot.rect.bottom), Stroke::solid(cx.palette.muted, 2.0));
    }
    for (term, stroke) in lines {
        let Some(values) = of(side, term) else { continue };
        let points: Vec<_> = why.dates.iter().zip(values).map(|(date, x)| plot.at(*date, x)).collect();
        canvas.line(&points, *stroke);
    }
}

/// The differences of a term of a side.
fn of(side: &Side, term: &str) -> Option<Vec<f64>> {
    side.terms.iter().find(|one| one.name == term).map(|one| one.worth.difference())
}

/// The terms that are drawn: those that differ most on either side, and their sum on top.
fn lines(cx: &Context<'_>, why: &Why) -> Vec<(String, Stroke)> {
    let mut ranked: Vec<(String, f64)> = Vec::new();
    for (term, difference) in why.sides.iter().flat_map(|side| why.ranked(side)).filter(|(_, d)| d.abs() > 1e-9) {
        match ranked.iter_mut().find(|(name, _)| *name == term.name) {
            Some((_, most)) => *most = most.max(difference.abs()),
            None => ranked.push((term.name.clone(), difference.abs())),
        }
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let looks = cx.palette.series.into_iter().zip(DASHES.into_iter().cycle().skip(1));
    let mut lines: Vec<(String, Stroke)> = ranked
        .into_iter()
        .take(MOST)
        .zip(looks)
        .map(|((term, _), (color, dash))| (term, Stroke { color, width: 3.5, dash }))
        .collect();
    lines.push((ALL.to_owned(), Stroke::solid(cx.palette.ink, 5.0)));
    lines
}

fn label(term: &str) -> String {
    if term == ALL { "all terms".to_owned() } else { term.replace('_', " ") }
}

fn notes(why: &Why) -> Vec<String> {
    let mut notes = vec![format!(
        "It came in {} of {} runs.",
        super::figures::count(why.came),
        super::figures::count(why.came.saturating_add(why.not))
    )];
    if let Some(until) = why.until {
        notes.push(format!("Upright line: {}, the last date that the outcome looks at.", plain(until)));
    }
    notes.push("What differs after it came may follow from it.".to_owned());
    notes
}

fn finding(why: &Why) -> String {
    let said = why.sides.iter().map(|side| {
        let total = side.terms.iter().find(|term| term.name == ALL).map_or(0.0, |term| why.mean(&term.worth));
        let most: Vec<String> = why
            .ranked(side)
            .iter()
            .take(3)
            .filter(|(_, x)| x.abs() > 0.0005)
            .map(|(term, x)| format!("{} {}{}", label(&term.name), if *x > 0.0 { "+" } else { "" }, number(*x, 2)))
            .collect();
        let (more, size) = if total < 0.0 { ("less", -total) } else { ("more", total) };
        let of = if most.is_empty() { String::new() } else { format!(" (most of it {})", most.join(", ")) };
        format!(
            "To {} {} was worth {} {more} where it came than where it did not{of}.",
            side.from_name,
            LEVELS[why.level.min(4)],
            number(size, 2)
        )
    });
    said.collect::<Vec<_>>().join(" ")
}

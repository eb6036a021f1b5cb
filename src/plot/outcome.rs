//! The distribution of an outcome: bars for yes or no and for whole numbers, a histogram for numbers.

use super::axis::{Axis, Plot, axes, base};
use super::canvas::{Anchor, Canvas, Rect};
use super::data::{Data, cells};
use super::fan::capital;
use super::figures::{brief, count, number, percent};
use super::frame::{Head, Key, Mark, frame};
use super::theme::{LABEL, Stroke};
use super::{Context, Sheet, slug};
use crate::analysis::{NumberSummary, OutcomeSummary, Share};

/// More values than this are drawn as a histogram.
const MOST_BARS: i64 = 40;

/// A bar: where it stands, its share and what stands under it.
struct Bar {
    from: f64,
    to: f64,
    share: f64,
    name: String,
}

/// A sheet for each outcome that asks for one and has values.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some((summary, _)) = cx.run() else { return Vec::new() };
    summary.outcomes.iter().filter(|o| o.plot && o.count > 0).filter_map(|o| sheet(cx, o)).collect()
}

fn sheet(cx: &Context<'_>, outcome: &OutcomeSummary) -> Option<Sheet> {
    let canvas = match outcome {
        OutcomeSummary { share: Some(share), .. } if share.of > 0 => yes_no(cx, outcome, share),
        OutcomeSummary { values: Some(values), .. } => whole(cx, outcome, values.as_slice())?,
        OutcomeSummary { number: Some(number), .. } => histogram(cx, outcome, number)?,
        _ => return None,
    };
    Some(Sheet { name: format!("outcome-{}", slug(&outcome.id)), canvas, data: data(outcome) })
}

fn data(outcome: &OutcomeSummary) -> Data {
    match outcome {
        OutcomeSummary { share: Some(s), .. } => {
            let row = |name: &str, shares| std::iter::once(name.to_owned()).chain(cells(shares)).collect();
            Data::new(["value", "share of runs", "low", "high"])
                .with([row("no", [1.0 - s.share, 1.0 - s.high, 1.0 - s.low]), row("yes", [s.share, s.low, s.high])])
        }
        OutcomeSummary { values: Some(values), .. } => {
            let rows = values.iter().map(|(value, runs)| vec![value.to_string(), runs.to_string()]);
            Data::new(["value", "runs"]).with(rows)
        }
        OutcomeSummary { number: Some(number), .. } => {
            let (low, high, counts) = &number.histogram;
            let edge = |i: usize| low + (high - low) * i as f64 / counts.len().max(1) as f64;
            let row = |(i, runs): (usize, &u64)| cells([edge(i), edge(i + 1)]).chain([runs.to_string()]).collect();
            Data::new(["from", "to", "runs"]).with(counts.iter().enumerate().map(row))
        }
        _ => Data::default(),
    }
}

fn head(outcome: &OutcomeSummary, finding: String) -> Head {
    let mut notes = Vec::new();
    if outcome.nulls > 0 {
        let all = outcome.count.saturating_add(outcome.nulls);
        notes.push(format!("Without a value: {} of {} runs.", count(outcome.nulls), count(all)));
    }
    let title = capital(if outcome.text.trim().is_empty() { &outcome.id } else { &outcome.text });
    Head { title, finding, notes, body: 400.0, ..Head::default() }
}

/// What the vertical axis counts.
fn shares_of(outcome: &OutcomeSummary) -> &'static str {
    if outcome.nulls > 0 { "share of runs with a value" } else { "share of runs" }
}

fn yes_no(cx: &Context<'_>, outcome: &OutcomeSummary, share: &Share) -> Canvas {
    let interval = format!("95% interval {} to {}", percent(share.low), percent(share.high));
    let mut head = head(outcome, format!("Yes in {} of the runs ({interval}).", percent(share.share)));
    head.notes.insert(0, "Whiskers: 95% interval (Wilson).".to_owned());
    let (mut canvas, room) = frame(cx, &head);
    let bar = |at: f64, share: f64, name: &str| Bar { from: at - 0.5, to: at + 0.5, share, name: name.to_owned() };
    let bars = [bar(0.0, 1.0 - share.share, "no"), bar(1.0, share.share, "yes")];
    let ticks = bars.iter().map(|b| ((b.from + b.to) / 2.0, b.name.clone())).collect();
    let x = Axis { low: -0.7, high: 1.7, ticks, label: String::new() };
    // Room for the text above the higher bar.
    let plot = axes(&mut canvas, cx.palette, room, &x, &Axis::shares(1.0, shares_of(outcome)));
    for (bar, (low, high)) in bars.iter().zip([(1.0 - share.high, 1.0 - share.low), (share.low, share.high)]) {
        let spot = draw(&mut canvas, cx, &plot, bar, 0.62);
        let x = (spot.left + spot.right) / 2.0;
        whisker(&mut canvas, cx, x, plot.y(low), plot.y(high));
        beside(&mut canvas, cx, &spot, &percent(bar.share));
    }
    base(&mut canvas, cx.palette, &plot);
    canvas
}

/// The share, to the right of its bar, where neither whisker nor frame is in the way.
fn beside(canvas: &mut Canvas, cx: &Context<'_>, spot: &Rect, text: &str) {
    let at = (spot.right + 10.0, spot.top.min(spot.bottom - 14.0) + 10.0);
    canvas.text(at, text, LABEL, Anchor::Start, cx.palette.ink);
}

fn whisker(canvas: &mut Canvas, cx: &Context<'_>, x: f64, low: f64, high: f64) {
    let stroke = Stroke::solid(cx.palette.muted, 3.0);
    canvas.segment((x, low), (x, high), stroke);
    for y in [low, high] {
        canvas.segment((x - 14.0, y), (x + 14.0, y), stroke);
    }
}

/// Whole numbers: a bar each, or several to a bar where there are many.
fn whole(cx: &Context<'_>, outcome: &OutcomeSummary, values: &[(i64, u64)]) -> Option<Canvas> {
    let total: u64 = values.iter().map(|v| v.1).sum();
    let first = values.iter().map(|v| v.0).min()?;
    let last = values.iter().map(|v| v.0).max()?;
    if total == 0 {
        return None;
    }
    let span = last.checked_sub(first)?.checked_add(1)?;
    let each = 1 + (span - 1) / MOST_BARS;
    let bars: Vec<Bar> = (0..1 + (span - 1) / each)
        .map(|i| {
            let from = first + i * each;
            let inside = values.iter().filter(|v| (from..from.saturating_add(each)).contains(&v.0));
            let share = inside.map(|v| v.1).sum::<u64>() as f64 / total as f64;
            let (from, to) = (from as f64 - 0.5, (from as f64) + each as f64 - 0.5);
            Bar { from, to, share, name: number((from + to) / 2.0, 0) }
        })
        .collect();
    let median = median(values, total);
    let most = bars.iter().fold(&bars[0], |a, b| if b.share > a.share { b } else { a });
    let finding =
        format!("Median {}; most often {}, in {} of the runs.", count_of(median), most.name, percent(most.share));
    let mut head = head(outcome, finding);
    head.keys.push(median_key(cx, &count_of(median)));
    let (mut canvas, room) = frame(cx, &head);
    let y = Axis::shares(bars.iter().map(|b| b.share).fold(0.0, f64::max), shares_of(outcome));
    let x = whole_axis(outcome, &bars, each, room.width() - 120.0);
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    for bar in &bars {
        draw(&mut canvas, cx, &plot, bar, if each == 1 { 0.8 } else { 1.0 });
    }
    base(&mut canvas, cx.palette, &plot);
    median_line(&mut canvas, cx, &plot, median as f64);
    Some(canvas)
}

fn count_of(n: i64) -> String {
    number(n as f64, 0)
}

/// A tick under every bar where they fit, else round ones.
fn whole_axis(outcome: &OutcomeSummary, bars: &[Bar], each: i64, width: f64) -> Axis {
    let label = if outcome.unit == "level" { "level (0 aloof … 4 alliance)" } else { &outcome.unit };
    let (low, high) = (bars[0].from, bars[bars.len() - 1].to);
    let widest = bars.iter().map(|b| LABEL.width(&b.name)).fold(0.0, f64::max) + 16.0;
    if each == 1 && widest * bars.len() as f64 <= width {
        let ticks = bars.iter().map(|b| ((b.from + b.to) / 2.0, b.name.clone())).collect();
        return Axis { low: low - 0.2, high: high + 0.2, ticks, label: label.to_owned() };
    }
    Axis::exact(low, high, width, label)
}

fn median(values: &[(i64, u64)], total: u64) -> i64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut below = 0;
    let half = |below: u64| u128::from(below) * 2 >= u128::from(total);
    let found = sorted.iter().find(|(_, n)| {
        below += n;
        half(below)
    });
    found.map_or(0, |v| v.0)
}

fn histogram(cx: &Context<'_>, outcome: &OutcomeSummary, n: &NumberSummary) -> Option<Canvas> {
    let bars = bins(n)?;
    let [low, _, median, _, high] = n.quantiles;
    let unit = &outcome.unit;
    let (low, high) = (brief(low), brief(high));
    let finding = format!("Median {} {unit}; 90% of the runs from {low} to {high}.", brief(median));
    let mut head = head(outcome, finding);
    head.keys.push(median_key(cx, &brief(median)));
    head.notes.insert(0, format!("90% of runs lie between {low} and {high}."));
    if n.min < n.histogram.0 || n.max > n.histogram.1 {
        head.notes.push("The outermost bars hold what lies beyond them.".to_owned());
    }
    let (mut canvas, room) = frame(cx, &head);
    let x = Axis::exact(bars.0, bars.1, room.width() - 120.0, unit);
    let y = Axis::shares(bars.2.iter().map(|b| b.share).fold(0.0, f64::max), shares_of(outcome));
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    for bar in &bars.2 {
        draw(&mut canvas, cx, &plot, bar, 1.0);
    }
    base(&mut canvas, cx.palette, &plot);
    median_line(&mut canvas, cx, &plot, median);
    Some(canvas)
}

/// The range and the bars of a histogram; one bar with room around it where all values are the same.
fn bins(n: &NumberSummary) -> Option<(f64, f64, Vec<Bar>)> {
    let (low, high, counts) = &n.histogram;
    let total: u64 = counts.iter().sum();
    if total == 0 || !low.is_finite() || !high.is_finite() {
        return None;
    }
    let bar = |from, to, share| Bar { from, to, share, name: String::new() };
    if high <= low {
        let half = if *low == 0.0 { 0.1 } else { low.abs() / 50.0 };
        return Some((low - 5.0 * half, low + 5.0 * half, vec![bar(low - half, low + half, 1.0)]));
    }
    let edge = |i: usize| low + (high - low) * i as f64 / counts.len() as f64;
    let bars = counts.iter().enumerate().map(|(i, c)| bar(edge(i), edge(i + 1), *c as f64 / total as f64));
    Some((*low, *high, bars.collect()))
}

/// Draws a bar over this part of its width and says where it is.
fn draw(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, bar: &Bar, part: f64) -> Rect {
    let (left, right) = (plot.x(bar.from), plot.x(bar.to));
    let trim = (right - left) * (1.0 - part) / 2.0;
    let gap = if part == 1.0 && right - left > 6.0 { 0.5 } else { 0.0 };
    let rect =
        Rect { left: left + trim + gap, top: plot.y(bar.share), right: right - trim - gap, bottom: plot.rect.bottom };
    if bar.share > 0.0 {
        canvas.rect(rect, cx.palette.bar);
    }
    rect
}

fn median_line(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, median: f64) {
    let x = plot.x(median);
    canvas.segment((x, plot.rect.top - 10.0), (x, plot.rect.bottom), Stroke::solid(cx.palette.mark, 4.0));
}

/// The legend's entry for that line.
fn median_key(cx: &Context<'_>, median: &str) -> Key {
    Key::new(Mark::Tick(cx.palette.mark), format!("median {median}"))
}

//! Every prediction of every claim: its probability with its interval against the threshold.

use super::axis::{Axis, cell};
use super::canvas::{Anchor, Canvas, Rect};
use super::data::{Data, cells};
use super::figures::percent;
use super::font::clean;
use super::frame::{Head, Key, Mark, frame, inner, symbol, verdict_color};
use super::split::Split;
use super::theme::{CAPTION, LABEL, STRONG, Stroke};
use super::{Breadth, Context, Sheet};
use crate::analysis::{ClaimSummary, PredictionSummary, Verdict};

/// Part of the width for the words.
const WORDS: f64 = 0.46;

/// Part of the width for the probability in figures.
const FIGURES: f64 = 130.0;

/// A line of a claim's own words, and the room around them.
const HEADING: f64 = 31.0;
const AROUND: f64 = 12.0;

const LINE: f64 = 29.0;
const PAD: f64 = 20.0;

/// Height of a track below its words.
const TRACK: f64 = 40.0;

/// Half the width of a mark.
const MARK: f64 = 13.0;

/// Content higher than this goes on on another sheet.
const HIGHEST: f64 = 1700.0;

const VERDICTS: [(Verdict, &str); 4] = [
    (Verdict::Supported, "supported"),
    (Verdict::Contradicted, "contradicted"),
    (Verdict::Open, "open"),
    (Verdict::ByConstruction, "by construction"),
];

/// A row: a claim by its id and what it says, or a prediction with its words, in lines.
enum Row<'a> {
    Claim(&'a ClaimSummary, Vec<String>),
    Prediction(&'a PredictionSummary, Vec<String>),
}

/// How rows are laid out: their widest lines, how many of words, and words and tracks.
#[derive(Clone, Copy)]
struct Layout {
    inner: f64,
    lines: usize,
    split: Split,
}

impl Layout {
    fn new(cx: &Context<'_>) -> Self {
        Self { inner: inner(cx), lines: cx.breadth.lines(3), split: Split::new(cx, WORDS) }
    }

    fn claim<'a>(&self, claim: &'a ClaimSummary) -> Row<'a> {
        let said = format!("{} {}", STRONG.shorten(&clean(&claim.id), self.split.words()), clean(&claim.text));
        Row::Claim(claim, STRONG.wrap(said.trim(), self.inner, self.lines))
    }

    fn prediction<'a>(&self, p: &'a PredictionSummary) -> Row<'a> {
        let words = clean(if p.event.is_empty() { &p.id } else { &p.event });
        Row::Prediction(p, CAPTION.wrap(&words, self.split.words(), self.lines))
    }

    /// A row that was laid out for another breadth.
    fn again<'a>(&self, row: &Row<'a>) -> Row<'a> {
        match row {
            Row::Claim(claim, _) => self.claim(claim),
            Row::Prediction(p, _) => self.prediction(p),
        }
    }

    fn height(&self, row: &Row<'_>) -> f64 {
        match row {
            Row::Claim(_, lines) => HEADING * lines.len().max(1) as f64 + AROUND,
            Row::Prediction(_, lines) => self.split.height(words_height(lines), TRACK),
        }
    }
}

fn words_height(lines: &[String]) -> f64 {
    LINE * lines.len().max(1) as f64 + PAD
}

/// A sheet, or several where there are many predictions; none where no claim predicts anything. Which rows are on which is
/// the same in a narrow picture as in a wide one.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some((summary, _)) = cx.run() else { return Vec::new() };
    let (wide, own) = (Layout::new(&Context { breadth: Breadth::Wide, ..cx.clone() }), Layout::new(cx));
    let pages = pages(rows(&summary.claims, &wide), &wide);
    let name = |i: usize| if i == 0 { "claims".to_owned() } else { format!("claims-{}", i + 1) };
    let count = pages.len();
    let sheet = |(i, rows): (usize, &Vec<Row<'_>>)| {
        let rows: Vec<Row<'_>> = rows.iter().map(|row| own.again(row)).collect();
        Sheet { name: name(i), canvas: page(cx, (&rows, &own), i, count), data: data(&rows) }
    };
    pages.iter().enumerate().map(sheet).collect()
}

fn data(rows: &[Row<'_>]) -> Data {
    let row = |row: &Row<'_>| {
        let Row::Prediction(p, _) = row else { return None };
        let verdict = VERDICTS.iter().find(|v| v.0 == p.verdict).map_or("", |v| v.1);
        let words = [p.event.clone()].into_iter();
        let side = if p.above { "above" } else { "below" };
        let share = cells([p.probability.share, p.probability.low, p.probability.high]);
        Some(words.chain(share).chain([format!("{side} {}", p.threshold), verdict.to_owned()]).collect())
    };
    let columns = ["prediction", "probability", "low", "high", "predicted", "verdict"];
    Data::new(columns).with(rows.iter().filter_map(row))
}

fn rows<'a>(claims: &'a [ClaimSummary], layout: &Layout) -> Vec<Row<'a>> {
    let predict = claims.iter().filter(|claim| !claim.predictions.is_empty());
    let of = |claim: &'a ClaimSummary| {
        std::iter::once(layout.claim(claim)).chain(claim.predictions.iter().map(|p| layout.prediction(p)))
    };
    predict.flat_map(of).collect()
}

/// The rows in parts that each fit a sheet: a claim's name is never at the foot of one, and stands again where
/// its predictions go on on the next.
fn pages<'a>(rows: Vec<Row<'a>>, layout: &Layout) -> Vec<Vec<Row<'a>>> {
    let mut pages: Vec<Vec<Row<'a>>> = Vec::new();
    let mut taken = f64::INFINITY;
    let mut claim = None;
    for row in rows {
        let is_claim = matches!(row, Row::Claim(..));
        let follows = if is_claim { 3.0 * LINE + PAD } else { 0.0 };
        if let Row::Claim(of, _) = &row {
            claim = Some(*of);
        }
        if taken + layout.height(&row) + follows > HIGHEST {
            let again = claim.filter(|_| !is_claim).map(|claim| layout.claim(claim));
            taken = again.iter().map(|row| layout.height(row)).sum();
            pages.push(again.into_iter().collect());
        }
        taken += layout.height(&row);
        if let Some(page) = pages.last_mut() {
            page.push(row);
        }
    }
    pages
}

fn page(cx: &Context<'_>, (rows, layout): (&[Row<'_>], &Layout), index: usize, count: usize) -> Canvas {
    let body: f64 = rows.iter().map(|row| layout.height(row)).sum::<f64>() + 98.0;
    let title = "Claims: probability of what they predict";
    let title = if count > 1 { format!("{title} ({} of {count})", index + 1) } else { title.to_owned() };
    let notes = vec!["Horizontal bars: 95% intervals (Wilson); narrower than the mark where none shows.".to_owned()];
    let head = Head { title, finding: finding(rows), keys: keys(cx, rows), notes, body };
    let (mut canvas, room) = frame(cx, &head);
    let left = layout.split.left(room);
    let rect = Rect { left, top: room.top + 6.0, right: room.right - FIGURES, bottom: room.top + body - 90.0 };
    let ticks = [0, 25, 50, 75, 100].map(|p| (f64::from(p) / 100.0, format!("{p}%"))).to_vec();
    let x = Axis { low: 0.0, high: 1.0, ticks, label: String::new() };
    let y = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let plot = cell(&mut canvas, cx.palette, rect, &x, &y, false);
    let mut top = rect.top;
    for row in rows {
        let height = layout.height(row);
        match row {
            Row::Claim(_, lines) => {
                for (i, line) in lines.iter().enumerate() {
                    let at = (room.left, top + 32.0 + HEADING * i as f64);
                    canvas.text(at, line, STRONG, Anchor::Start, cx.palette.ink);
                }
            }
            Row::Prediction(prediction, lines) => {
                let whole = Rect { left: room.left, top, right: room.right, bottom: top + height };
                let [_, half] = layout.split.halves(&mut canvas, whole, words_height(lines), &plot);
                // The words of a claim take the whole width, so that the grid stands behind tracks alone.
                for (value, _) in &x.ticks {
                    let (at, stroke) = (plot.x(*value), Stroke::solid(cx.palette.grid, 1.5));
                    canvas.segment((at, half.top), (at, half.bottom), stroke);
                }
                words(&mut canvas, cx, lines, room.left, top);
                let band = Rect { left: 0.0, top: half.top + 4.0, right: room.right, bottom: half.bottom - 4.0 };
                track(&mut canvas, cx, prediction, band, &|share| plot.x(share));
            }
        }
        top += height;
    }
    let centre = (rect.left + rect.right) / 2.0;
    canvas.text((centre, rect.bottom + 76.0), "probability (share of runs)", LABEL, Anchor::Middle, cx.palette.ink);
    canvas
}

fn words(canvas: &mut Canvas, cx: &Context<'_>, lines: &[String], left: f64, top: f64) {
    for (i, line) in lines.iter().enumerate() {
        let at = (left, top + PAD / 2.0 + 0.78 * LINE + LINE * i as f64);
        canvas.text(at, line, CAPTION, Anchor::Start, cx.palette.ink);
    }
}

/// The predicted side, the threshold, the interval, the mark of the verdict, and the probability in figures.
fn track(canvas: &mut Canvas, cx: &Context<'_>, p: &PredictionSummary, band: Rect, x: &dyn Fn(f64) -> f64) {
    let threshold = x(p.threshold);
    let (left, right) = if p.above { (threshold, x(1.0)) } else { (x(0.0), threshold) };
    canvas.rect(Rect { left, right, ..band }, cx.palette.shade);
    canvas.segment((threshold, band.top), (threshold, band.bottom), Stroke::solid(cx.palette.ink, 4.0));
    let middle = (band.top + band.bottom) / 2.0;
    let figure = (band.right, middle + 0.36 * LABEL.size);
    if p.probability.of == 0 {
        canvas.text(figure, "no runs", LABEL, Anchor::End, cx.palette.muted);
        return;
    }
    let stroke = Stroke::solid(verdict_color(cx.palette, p.verdict), 4.0);
    let at = x(p.probability.share);
    // Each side on its own: where the mark hides it, it would only blot the mark.
    for end in [x(p.probability.low), x(p.probability.high)].into_iter().filter(|e| (e - at).abs() > MARK) {
        canvas.segment((at, middle), (end, middle), stroke);
        canvas.segment((end, middle - 9.0), (end, middle + 9.0), stroke);
    }
    symbol(canvas, cx.palette, p.verdict, (at, middle));
    canvas.text(figure, &percent(p.probability.share), LABEL, Anchor::End, cx.palette.ink);
}

/// The verdicts that occur, the predicted side and the threshold.
fn keys(cx: &Context<'_>, rows: &[Row<'_>]) -> Vec<Key> {
    let occurs = |verdict: Verdict| rows.iter().any(|r| matches!(r, Row::Prediction(p, _) if p.verdict == verdict));
    let verdicts = VERDICTS.iter().filter(|v| occurs(v.0)).map(|(v, name)| Key::new(Mark::Verdict(*v), *name));
    let rest =
        [Key::new(Mark::Swatch(cx.palette.shade), "predicted side"), Key::new(Mark::Tick(cx.palette.ink), "threshold")];
    verdicts.chain(rest).collect()
}

fn finding(rows: &[Row<'_>]) -> String {
    let predictions = rows.iter().filter_map(|r| match r {
        Row::Prediction(p, _) => Some(*p),
        Row::Claim(..) => None,
    });
    let said = predictions.map(|p| {
        let verdict = VERDICTS.iter().find(|v| v.0 == p.verdict).map_or("", |v| v.1);
        let side = if p.above { "above" } else { "below" };
        format!("{}: {}, predicted {side} {}, {verdict}.", p.event, percent(p.probability.share), percent(p.threshold))
    });
    said.collect::<Vec<_>>().join(" ")
}

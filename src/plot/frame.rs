//! What every picture shares: its title, its legend, and the caption that says where it comes from.

use super::Context;
use super::canvas::{Anchor, Canvas, Point, Rect};
use super::dot::{self, Shape};
use super::figures::count;
use super::font::clean;
use super::theme::{CAPTION, Color, LABEL, Palette, Stroke, TITLE};
use crate::analysis::compare::Side;
use crate::analysis::{Findings, Report, Study, Verdict};

const MARGIN: f64 = 24.0;
const TITLE_LINE: f64 = 40.0;
const KEY_LINE: f64 = 38.0;
const CAPTION_LINE: f64 = 30.0;

/// Height of a picture whose content does not ask for more.
const HEIGHT: f64 = 660.0;

/// What stands before an entry of the legend.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    Swatch(Color),
    Fan(Stroke),
    Tick(Color),
    Verdict(Verdict),
    Line(Stroke),
    Dot(Shape, Color),
    Box(Color),
}

impl Mark {
    const fn width(self) -> f64 {
        match self {
            Self::Swatch(_) | Self::Fan(_) | Self::Line(_) | Self::Box(_) => 40.0,
            Self::Tick(_) | Self::Verdict(_) | Self::Dot(..) => 24.0,
        }
    }
}

/// An entry of the legend.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub mark: Mark,
    pub label: String,
}

impl Key {
    pub(super) fn new(mark: Mark, label: impl Into<String>) -> Self {
        Self { mark, label: clean(&label.into()) }
    }
}

/// What a chart says about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub title: String,
    /// What it shows, in a sentence, for who cannot see it.
    pub finding: String,
    pub keys: Vec<Key>,
    /// Sentences of the caption.
    pub notes: Vec<String>,
    /// Least height of the content.
    pub body: f64,
}

/// Width of what is between the margins of a sheet.
pub(super) fn inner(cx: &Context<'_>) -> f64 {
    cx.breadth.width() - 2.0 * MARGIN
}

/// A canvas with title, legend and caption, and the room that they leave.
pub(super) fn frame(cx: &Context<'_>, head: &Head) -> (Canvas, Rect) {
    let width = inner(cx);
    let titles = TITLE.wrap(&clean(&head.title), width, cx.breadth.lines(2));
    let rows = rows(&head.keys, width);
    let captions = captions(cx, &head.notes, width);
    let above = 14.0 + TITLE_LINE * titles.len() as f64 + KEY_LINE * rows.len() as f64 + 12.0;
    let below = 10.0 + CAPTION_LINE * captions.len() as f64 + 12.0;
    let height = (above + head.body + below).max(HEIGHT).ceil();
    let mut canvas = Canvas::new((cx.breadth.width(), height), cx.palette.background, &head.title, &head.finding);
    let mut y = 14.0;
    for line in &titles {
        canvas.text((MARGIN, y + 30.0), line, TITLE, Anchor::Start, cx.palette.ink);
        y += TITLE_LINE;
    }
    for row in &rows {
        legend(&mut canvas, cx.palette, row, y + KEY_LINE / 2.0 + 4.0);
        y += KEY_LINE;
    }
    for (i, line) in captions.iter().enumerate() {
        let at = height - below + 10.0 + CAPTION_LINE * (i as f64 + 0.75);
        canvas.text((MARGIN, at), line, CAPTION, Anchor::Start, cx.palette.muted);
    }
    let right = MARGIN + width;
    (canvas, Rect { left: MARGIN, top: above, right, bottom: height - below })
}

/// The notes, then where the picture comes from.
fn captions(cx: &Context<'_>, notes: &[String], width: f64) -> Vec<String> {
    let notes = clean(&notes.join(" "));
    let mut lines = CAPTION.wrap(&notes, width, cx.breadth.lines(4));
    for (name, rest) in records(cx) {
        let rest = rest.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
        let room = width - CAPTION.width(&format!(" · {rest}"));
        let record = format!("{} · {rest}", CAPTION.shorten(&clean(&name), room.max(0.2 * width)));
        lines.extend(CAPTION.wrap(&record, width, cx.breadth.lines(2)));
    }
    lines
}

/// Where a picture comes from: a name that may be shortened, and what is said in full.
fn records(cx: &Context<'_>) -> Vec<(String, Vec<String>)> {
    let digest = |of: &str| if of.is_empty() { String::new() } else { clean(&format!("digest\u{a0}{of:.12}")) };
    let seed = |seed: u64| format!("seed\u{a0}{seed}");
    let s = &cx.about;
    match cx.report {
        Report::Findings(Study { findings: Findings::Compare(found), .. }) => {
            let runs = |runs| format!("{}\u{a0}runs", count(runs));
            let side = |letter, of: &Side| {
                let name = if of.name == of.scenario { String::new() } else { format!(", {}", of.name) };
                let name = format!("{letter}: {}{name}", of.scenario);
                (name, vec![seed(of.seed), runs(of.runs), digest(&of.digest)])
            };
            vec![side('A', &found.a), side('B', &found.b)]
        }
        Report::Findings(Study { findings: Findings::Discover(_) | Findings::Sensitivity(_), .. })
            if s.focus.is_empty() =>
        {
            vec![(s.scenario.clone(), vec![format!("{}\u{a0}rows", count(s.runs)), digest(&s.digest)])]
        }
        _ => {
            let rest = vec![seed(s.seed), format!("{}\u{a0}runs", count(s.runs)), digest(&s.digest)];
            vec![(s.scenario.clone(), rest)]
        }
    }
}

/// The entries of a legend with their left edges, in rows that fit the width.
fn rows(keys: &[Key], width: f64) -> Vec<Vec<(f64, Key)>> {
    let mut rows: Vec<Vec<(f64, Key)>> = Vec::new();
    let mut x = f64::INFINITY;
    for key in keys {
        let label = LABEL.shorten(&key.label, width - key.mark.width() - 10.0);
        let taken = key.mark.width() + 10.0 + LABEL.width(&label);
        if x + taken > width {
            rows.push(Vec::new());
            x = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((MARGIN + x, Key { mark: key.mark, label }));
        }
        x += taken + 28.0;
    }
    rows
}

fn legend(canvas: &mut Canvas, palette: &Palette, row: &[(f64, Key)], middle: f64) {
    for (x, key) in row {
        let room = Rect { left: *x, top: middle - 12.0, right: x + key.mark.width(), bottom: middle + 12.0 };
        mark(canvas, palette, key.mark, room);
        let at = (room.right + 10.0, middle + 0.36 * LABEL.size);
        canvas.text(at, &key.label, LABEL, Anchor::Start, palette.ink);
    }
}

/// Draws the mark of a legend's entry.
pub(super) fn mark(canvas: &mut Canvas, palette: &Palette, mark: Mark, room: Rect) {
    let middle = (room.top + room.bottom) / 2.0;
    let centre = (room.left + room.width() / 2.0, middle);
    let line = [(room.left, middle), (room.right, middle)];
    match mark {
        Mark::Swatch(color) => {
            canvas.rect(room, color);
            canvas.outline(room, Stroke::solid(palette.muted, 1.0));
        }
        Mark::Fan(stroke) => {
            canvas.rect(room, stroke.color.fade(palette.fan.1));
            canvas.line(&line, stroke);
        }
        Mark::Tick(color) => {
            let stroke = Stroke::solid(color, 4.0);
            canvas.segment((centre.0, room.top - 2.0), (centre.0, room.bottom + 2.0), stroke);
        }
        Mark::Verdict(verdict) => symbol(canvas, palette, verdict, centre),
        Mark::Line(stroke) => canvas.line(&line, stroke),
        Mark::Dot(shape, color) => dot::draw(canvas, palette, shape, centre, 10.0, color),
        Mark::Box(color) => canvas.outline(room, Stroke::solid(color, 4.0)),
    }
}

/// The mark of a verdict: a disc, a cross, a ring or a square, so that it needs no colour.
pub(super) fn symbol(canvas: &mut Canvas, palette: &Palette, verdict: Verdict, (x, y): Point) {
    let color = verdict_color(palette, verdict);
    match verdict {
        Verdict::Supported => canvas.disc((x, y), 11.0, color),
        Verdict::Contradicted => {
            let stroke = Stroke::solid(color, 6.0);
            canvas.segment((x - 10.0, y - 10.0), (x + 10.0, y + 10.0), stroke);
            canvas.segment((x - 10.0, y + 10.0), (x + 10.0, y - 10.0), stroke);
        }
        Verdict::Open => {
            canvas.disc((x, y), 12.0, color);
            canvas.disc((x, y), 7.5, palette.background);
        }
        Verdict::ByConstruction => {
            let square = |r: f64| Rect { left: x - r, top: y - r, right: x + r, bottom: y + r };
            canvas.rect(square(11.0), color);
            canvas.rect(square(6.5), palette.background);
        }
    }
}

pub(super) fn verdict_color(palette: &Palette, verdict: Verdict) -> Color {
    palette.verdicts[match verdict {
        Verdict::Supported => 0,
        Verdict::Contradicted => 1,
        Verdict::Open => 2,
        Verdict::ByConstruction => 3,
    }]
}

//! Skill: how much smaller the score of the runs is than that of each baseline, a line a kind.

use super::super::Context;
use super::super::axis::{Axis, Plot, cell, name_below};
use super::super::canvas::{Anchor, Canvas, Rect};
use super::super::data::{Data, cell as text_of};
use super::super::dot::{self, Shape};
use super::super::fan::capital;
use super::super::figures::{brief, number};
use super::super::font::clean;
use super::super::frame::{Head, Key, Mark, frame};
use super::super::split::Split;
use super::super::theme::{CAPTION, Color, LABEL, Stroke};
use crate::analysis::hindcast::{Against, Baseline, Group, Hindcast};

/// Height of the words of a line of the table, and of its tracks.
const ROW: f64 = 76.0;
const TRACKS: f64 = 60.0;

/// Part of the width for the names and scores.
const NAMES: f64 = 0.50;

/// Room for the axis and its name.
const FOOT: f64 = 98.0;

/// Skill below this is drawn at the edge.
const LOWEST: f64 = -1.0;

/// Half the width of a mark.
const MARK: f64 = 11.0;

pub(super) fn canvas(cx: &Context<'_>, found: &Hindcast) -> Canvas {
    let looks = [(Shape::Disc, cx.palette.series[0]), (Shape::Ring, cx.palette.series[1])];
    let rows: Vec<&Group> =
        found.groups.iter().filter(|group| group.against.iter().any(|against| against.count > 0)).collect();
    let split = Split::new(cx, NAMES);
    let each = split.height(ROW, TRACKS);
    let (mut canvas, room) = frame(cx, &Head { body: each * rows.len() as f64 + FOOT + 12.0, ..head(&rows, looks) });
    let left = split.left(room);
    let top = room.top + 4.0;
    let rect = Rect { left, top, right: room.right - 30.0, bottom: top + each * rows.len() as f64 };
    let ticks = [-1.0, -0.5, 0.0, 0.5, 1.0];
    let text = |x: f64| number(x, 1);
    let x = Axis { low: LOWEST, high: 1.0, ticks: ticks.map(|x| (x, text(x))).to_vec(), label: String::new() };
    let none = Axis { low: 0.0, high: 1.0, ticks: Vec::new(), label: String::new() };
    let plot = cell(&mut canvas, cx.palette, rect, &x, &none, false);
    for (value, stroke) in ticks
        .iter()
        .map(|x| (*x, Stroke::solid(cx.palette.grid, 1.5)))
        .chain([(0.0, Stroke::solid(cx.palette.mark, 3.0))])
    {
        canvas.segment((plot.x(value), rect.top), (plot.x(value), rect.bottom), stroke);
    }
    for (at, group) in rows.iter().enumerate() {
        let top = rect.top + each * at as f64;
        let [_, half] = split.halves(&mut canvas, Rect { top, bottom: top + each, ..room }, ROW, &plot);
        let name = LABEL.shorten(&clean(&capital(&group.name)), split.words());
        canvas.text((room.left, top + 32.0), &name, LABEL, Anchor::Start, cx.palette.ink);
        let scores = CAPTION.shorten(&clean(&scores(group)), split.words());
        canvas.text((room.left, top + 62.0), &scores, CAPTION, Anchor::Start, cx.palette.muted);
        for (track, (against, look)) in group.against.iter().zip(looks).enumerate() {
            mark(&mut canvas, cx, &plot, against, look, half.top + half.height() * (0.33 + 0.34 * track as f64));
        }
    }
    let foot = Rect { bottom: rect.bottom + 84.0, ..room };
    name_below(
        &mut canvas,
        cx.palette,
        foot,
        (rect.left + rect.right) / 2.0,
        "skill: share of the baseline's score that is saved",
    );
    canvas
}

fn head(rows: &[&Group], looks: [(Shape, Color); 2]) -> Head {
    let better = |at: usize| {
        let own: Vec<&Against> = rows.iter().map(|group| &group.against[at]).filter(|a| a.count > 0).collect();
        let wins = own.iter().filter(|against| against.model < against.baseline).count();
        format!("{wins} of {} kinds against {}", own.len(), Baseline::ALL[at].name())
    };
    let said = format!("The runs are nearer to what came in {}, and in {}.", better(0), better(1));
    let key = |(baseline, (shape, color)): (Baseline, (Shape, Color))| {
        Key::new(Mark::Dot(shape, color), format!("against {}", baseline.name()))
    };
    Head {
        title: "Skill against forecasts without a model".to_owned(),
        finding: said.clone(),
        keys: Baseline::ALL.into_iter().zip(looks).map(key).collect(),
        notes: vec![
            said,
            "Right of the line the runs are better; less than −1 is drawn at −1. Below each name: outcomes; mean CRPS of runs, \
             persistence and random walk."
                .into(),
        ],
        body: 0.0,
    }
}

fn scores(group: &Group) -> String {
    let of = |against: &Against| if against.count == 0 { "—".to_owned() } else { brief(against.baseline) };
    let [persistence, walk] = &group.against;
    format!("n {}: {} · {} · {}", group.count, brief(group.crps), of(persistence), of(walk))
}

fn mark(canvas: &mut Canvas, cx: &Context<'_>, plot: &Plot, against: &Against, look: (Shape, Color), middle: f64) {
    // A baseline that is exactly right cannot be beaten, and any other score is infinitely worse.
    let skill = match against.skill() {
        _ if against.count == 0 => return,
        Some(skill) => skill,
        None if against.model == 0.0 => 0.0,
        None => LOWEST,
    };
    let (zero, at) = (plot.x(0.0), plot.x(skill));
    canvas.segment((zero, middle), (at, middle), Stroke::solid(look.1, 4.0));
    dot::draw(canvas, cx.palette, look.0, (at, middle), MARK, look.1);
}

/// Mean scores of the outcomes that have the baseline, a row a kind and baseline.
pub(super) fn data(found: &Hindcast) -> Data {
    let rows = found.groups.iter().flat_map(|group| {
        Baseline::ALL.iter().zip(&group.against).filter(|(_, against)| against.count > 0).map(|(baseline, against)| {
            let scores = [against.model, against.baseline, against.skill().unwrap_or(f64::NAN)].map(text_of);
            let first = [group.name.clone(), baseline.name().to_owned(), against.count.to_string()];
            first.into_iter().chain(scores).collect()
        })
    });
    Data::new(["kind", "baseline", "outcomes", "CRPS of the runs", "CRPS of the baseline", "skill"]).with(rows)
}

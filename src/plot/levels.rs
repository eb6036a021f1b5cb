//! The level of the focus pair over time, as stacked shares.

use super::axis::{Axis, axes, base};
use super::canvas::Point;
use super::data::{Data, cells};
use super::figures::{percent, plain};
use super::frame::{Head, Key, Mark, frame};
use super::theme::Stroke;
use super::{Context, Sheet, pair};
use crate::analysis::SeriesSummary;

pub(super) const NAMES: [&str; 5] = ["aloof", "lip service", "partnership", "coordination", "alliance"];

/// One sheet; none where the series is missing or has fewer than two instants.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let id = format!("level:{}", cx.about.focus);
    let Some((_, all)) = cx.run() else { return Vec::new() };
    let Some(series) = all.iter().find(|s| s.id == id) else { return Vec::new() };
    let shares = shares(series);
    let [(first, _), .., (last, end)] = shares[..] else { return Vec::new() };
    let focus = pair(&cx.about.focus);
    let keys = NAMES.iter().zip(cx.palette.levels).map(|(name, color)| Key::new(Mark::Swatch(color), *name));
    let parts: Vec<_> = NAMES.iter().zip(end).map(|(name, share)| format!("{name} {}", percent(share))).collect();
    let head = Head {
        title: format!("{focus}: level of alignment over time"),
        finding: format!("In {}, the level of {focus} was: {}.", plain(last), parts.join(", ")),
        keys: keys.collect(),
        body: 400.0,
        ..Head::default()
    };
    let (mut canvas, room) = frame(cx, &head);
    let x = Axis::years(first, last, room.width() - 100.0);
    let plot = axes(&mut canvas, cx.palette, room, &x, &Axis::shares(1.0, "share of runs"));
    let edge = |top: usize| -> Vec<Point> {
        shares.iter().map(|(date, s)| plot.at(*date, s[..top].iter().sum::<f64>())).collect()
    };
    for (level, color) in cx.palette.levels.iter().enumerate() {
        canvas.band(&edge(level + 1), &edge(level), *color);
    }
    for level in 1..NAMES.len() {
        canvas.line(&edge(level), Stroke::solid(cx.palette.gap, 1.0));
    }
    base(&mut canvas, cx.palette, &plot);
    let data = Data::new(std::iter::once("year").chain(NAMES))
        .with(shares.iter().map(|(date, shares)| cells([*date]).chain(cells(*shares)).collect()));
    vec![Sheet { name: "levels".to_owned(), canvas, data }]
}

/// Dates and the share of each level, where any run has one.
pub(super) fn shares(series: &SeriesSummary) -> Vec<(f64, [f64; 5])> {
    let share = |counts: &Vec<u64>| {
        let levels: [u64; 5] = counts.get(1..6)?.try_into().ok()?;
        let total: u64 = levels.iter().sum();
        (total > 0).then(|| levels.map(|n| n as f64 / total as f64))
    };
    series.dates.iter().zip(&series.counts).filter_map(|(date, counts)| Some((*date, share(counts)?))).collect()
}

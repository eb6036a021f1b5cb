//! The cumulative probability of an alliance of the focus pair in both.

use super::super::axis::{Axis, axes};
use super::super::data::{Data, cells};
use super::super::figures::{percent, plain};
use super::super::frame::{Head, Key, Mark, frame};
use super::super::{Context, Sheet, pair};
use super::{found, labels, strokes};
use crate::analysis::{Formation, Share};

/// One sheet; none without two curves of two dates or more.
pub(in super::super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(c) = found(cx) else { return Vec::new() };
    let Some(curves) = c.overlay.formation.as_deref() else { return Vec::new() };
    let shares = || curves.iter().flat_map(|curve| &curve.by);
    if curves.iter().any(|curve| curve.by.len() < 2) || shares().all(|(_, share)| share.count == 0) {
        return Vec::new();
    }
    let (labels, strokes) = (labels(c), strokes(cx, 5.0));
    let keys = labels.iter().zip(strokes).map(|(label, stroke)| Key::new(Mark::Fan(stroke), label));
    let focus = pair(&curves[0].pair);
    let head = Head {
        title: format!("{focus}: cumulative probability of an alliance"),
        finding: labels
            .iter()
            .zip(curves)
            .filter_map(|(label, curve)| finding(label, curve))
            .collect::<Vec<_>>()
            .join(" "),
        keys: keys.collect(),
        notes: vec!["Bands: 95% intervals of each alone (Wilson).".to_owned()],
        body: 400.0,
    };
    let (mut canvas, room) = frame(cx, &head);
    let dates = || shares().map(|(date, _)| *date);
    let (first, last) = (dates().fold(f64::INFINITY, f64::min), dates().fold(f64::NEG_INFINITY, f64::max));
    let x = Axis::years(first, last, room.width() - 120.0);
    let most = shares().map(|(_, share)| share.high).fold(0.0, f64::max);
    let y = Axis::shares(most, "share of runs with an alliance by the year");
    let plot = axes(&mut canvas, cx.palette, room, &x, &y);
    let edge = |curve: &Formation, of: fn(&Share) -> f64| -> Vec<_> {
        curve.by.iter().map(|(date, share)| plot.at(*date, of(share))).collect()
    };
    for (curve, stroke) in curves.iter().zip(strokes) {
        canvas.band(&edge(curve, |s| s.high), &edge(curve, |s| s.low), stroke.color.fade(cx.palette.fan.0));
    }
    for (curve, stroke) in curves.iter().zip(strokes) {
        canvas.line(&edge(curve, |s| s.share), stroke);
    }
    let rows = labels.iter().zip(curves).flat_map(|(label, curve)| {
        let row = |(date, s): &(f64, Share)| {
            std::iter::once(label.clone()).chain(cells([*date, s.share, s.low, s.high])).collect::<Vec<String>>()
        };
        curve.by.iter().map(row)
    });
    let data = Data::new(["run", "year", "share of runs", "low", "high"]).with(rows);
    vec![Sheet { name: "compare-alliance".to_owned(), canvas, data }]
}

fn finding(label: &str, curve: &Formation) -> Option<String> {
    let (date, share) = curve.by.last()?;
    let (low, high) = (percent(share.low), percent(share.high));
    let (date, share) = (plain(*date), percent(share.share));
    Some(format!("{label}: an alliance by {date} in {share} of the runs (95% interval {low} to {high})."))
}

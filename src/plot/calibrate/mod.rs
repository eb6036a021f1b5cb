//! A calibration: what was learned of every parameter, prior against posterior, what was observed against runs before and
//! after, and how the tolerance fell.

mod data;
mod parameter;
mod rows;
#[cfg(test)]
mod tests;
mod tolerance;

use super::canvas::Canvas;
use super::data::Data;
use super::dot::Shape;
use super::figures::{brief, count};
use super::frame::{Head, Key, Mark};
use super::{Context, Sheet, slug};
use crate::analysis::Findings;
use crate::analysis::calibration::{Calibration, Learned, Match, Reach};
use rows::{Row, Scale, Track};

/// Parameters of which most was learned that have a picture of their own.
const MOST: usize = 6;

/// All pictures.
pub(super) fn sheets(cx: &Context<'_>) -> Vec<Sheet> {
    let Some(Findings::Calibrate(found)) = cx.findings() else { return Vec::new() };
    let sheet = |name: &str, canvas: Canvas, data: Data| Sheet { name: format!("calibrate-{name}"), canvas, data };
    let mut sheets = Vec::new();
    sheets.extend(
        rows::pages(cx, learned(cx, found)).into_iter().map(|canvas| sheet("posterior", canvas, data::learned(found))),
    );
    sheets.extend(
        rows::pages(cx, outcomes(cx, found)).into_iter().map(|canvas| sheet("outcomes", canvas, data::matched(found))),
    );
    sheets.extend(tolerance::sheet(cx, found).map(|canvas| sheet("tolerance", canvas, data::path(found))));
    let drawn = most_learned(found).into_iter().take(MOST);
    let own = |one: &Learned| sheet(&slug(&one.parameter.name), parameter::sheet(cx, found, one), data::bins(one));
    sheets.extend(drawn.map(own));
    sheets
}

/// The parameters of which something was learned, most of all first.
fn most_learned(found: &Calibration) -> Vec<&Learned> {
    let mut learned: Vec<&Learned> = found.parameters.iter().filter(|one| one.learned).collect();
    learned.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    learned
}

/// How many particles there are, and what they are worth.
fn particles(found: &Calibration) -> String {
    let all = found.settings.particles;
    format!("{} particles, worth {:.0} independent ones.", count(all), found.effective().min(all as f64))
}

/// Where the posterior of each parameter lies in its prior.
fn learned(cx: &Context<'_>, found: &Calibration) -> (Head, Scale, Vec<Row>) {
    let (shape, plain) = ((Shape::Disc, cx.palette.series[0]), (Shape::Ring, cx.palette.muted));
    let row = |one: &Learned| {
        let (shape, color) = if one.learned { shape } else { plain };
        let narrower = one.posterior.sd / one.prior.sd;
        Row {
            name: one.parameter.name.clone(),
            tracks: vec![Track { shape, color, quantiles: one.levels }],
            figure: if narrower.is_finite() { format!("{narrower:.2}") } else { String::new() },
        }
    };
    let still = found.parameters.iter().filter(|one| !one.learned);
    let rows = most_learned(found).into_iter().chain(still).map(row).collect();
    let said = match most_learned(found)[..] {
        [] => "Nothing was learned of any parameter.".to_owned(),
        [most, ..] => format!(
            "Something was learned of {} of {} parameters, most of {}.",
            most_learned(found).len(),
            found.parameters.len(),
            most.parameter.name
        ),
    };
    let head = Head {
        title: "What was learned of the parameters".to_owned(),
        finding: said.clone(),
        keys: vec![
            Key::new(Mark::Dot(shape.0, shape.1), "something was learned"),
            Key::new(Mark::Dot(plain.0, plain.1), "the posterior is the prior"),
            Key::new(Mark::Swatch(cx.palette.shade), "90% of the prior"),
        ],
        notes: vec![
            said,
            particles(found),
            "Marks: medians; thick 50%, thin 90% of the posterior. Right: its standard deviation over the prior's."
                .into(),
        ],
        body: 0.0,
    };
    let scale =
        Scale { ends: Some((0.0, 1.0)), shaded: Some((0.05, 0.95)), line: None, label: "share of the prior below" };
    (head, scale, rows)
}

/// Runs before and after against what was observed, in scales.
fn outcomes(cx: &Context<'_>, found: &Calibration) -> (Head, Scale, Vec<Row>) {
    let (before, after) = ((Shape::Ring, cx.palette.muted), (Shape::Disc, cx.palette.series[0]));
    let row = |one: &Match| {
        let away = |quantiles: [f64; 5]| quantiles.map(|x| (x - one.value) / one.scale);
        let track = |(shape, color), quantiles| Track { shape, color, quantiles: away(quantiles) };
        Row {
            name: one.outcome.id.clone(),
            tracks: vec![track(before, one.prior.quantiles), track(after, one.predicted.quantiles)],
            figure: brief(one.value),
        }
    };
    let beyond: Vec<&str> =
        found.observed.iter().filter(|one| one.reach != Reach::Reached).map(|one| one.outcome.id.as_str()).collect();
    let reached = match &beyond[..] {
        [] => "The runs that the posterior rests on come to every outcome that was observed.".to_owned(),
        names => format!("The model does not come to what was observed of {}.", names.join(", ")),
    };
    let head = Head {
        title: "Runs against what was observed".to_owned(),
        finding: reached.clone(),
        keys: vec![
            Key::new(Mark::Dot(before.0, before.1), "parameters from the prior"),
            Key::new(Mark::Dot(after.0, after.1), "from the posterior, fresh runs"),
        ],
        notes: vec![
            reached,
            "Line: the observed value. Marks: medians; thick 50%, thin 90% of runs. Right: the value observed.".into(),
        ],
        body: 0.0,
    };
    let scale =
        Scale { ends: None, shaded: None, line: Some(0.0), label: "difference from what was observed, in its scale" };
    (head, scale, found.observed.iter().map(row).collect())
}

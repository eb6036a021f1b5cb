//! The question, and the answer in two sentences with numbers.

use super::super::{Material, Part, Refused, Section, Source, shade::Shades};
use super::{listed, section};
use crate::analysis::{Share, Summary, Verdict};
use crate::chronicle::words::plain;
use crate::design::target::CLAIM;
use crate::design::{Axis, Spec};
use crate::words::{self, counted, percent};
use askama::Template;

/// Years after the start of which the first figure is, where the period is longer.
const SOON: f64 = 10.0;

#[derive(Template)]
#[template(path = "report/answer.html")]
struct Answer {
    question: String,
    sentences: Vec<String>,
    runs: String,
    /// None of a table of another program.
    period: Option<(String, String)>,
    description: String,
    held: String,
}

pub(super) fn sections(material: &Material, _: &mut Shades) -> Result<Vec<Section>, Refused> {
    let source = material.main();
    let about = source.report.about();
    let sentences = match source.summary() {
        Some(summary) => {
            formation(source, summary).into_iter().chain(figures(summary)).take(1).chain(verdicts(summary)).collect()
        }
        None => source.study().map(words::answer).unwrap_or_default(),
    };
    let scenario = source.plan.as_ref().map(|plan| &plan.scenario);
    let answer = Answer {
        question: about.question.clone(),
        sentences,
        runs: counted(about.runs, if source.manifest.is_some() { "run" } else { "row" }),
        period: (about.period.1 > about.period.0).then(|| (plain(about.period.0), plain(about.period.1))),
        held: held(source),
        description: scenario.map_or_else(String::new, |scenario| scenario.description.trim().to_owned()),
    };
    Ok(section("answer", "Question and answer", vec![Part::of(&answer)?]))
}

/// Claims that all runs hold at a strength of their own.
fn held(source: &Source) -> String {
    let design = source.manifest.as_ref().map(|manifest| &manifest.design).filter(|design| design.is_plain());
    let Some(Spec::Grid { axes, .. }) = design else { return String::new() };
    let of = |axis: &Axis| {
        let (id, strength) = (axis.target.strip_prefix(CLAIM)?, axis.values.first()?);
        Some(format!("{id} at strength {}", plain(*strength)))
    };
    listed(&axes.iter().filter_map(of).collect::<Vec<_>>())
}

/// When alliances of the pair form.
fn formation(source: &Source, summary: &Summary) -> Option<String> {
    let by = &summary.formation.iter().find(|formation| formation.focus)?.by;
    let (last, at_last) = by.last()?;
    let soon = by.iter().rev().find(|(date, _)| *date <= summary.period.0 + SOON).filter(|(date, _)| date < last);
    let share = |s: &Share| {
        format!("{} of the runs (95% interval {} to {})", percent(s.share), percent(s.low), percent(s.high))
    };
    let (pair, by_end) = (pair(source, summary), plain(*last));
    Some(match soon {
        Some((date, s)) => {
            let date = plain(*date);
            format!("An alliance of {pair} forms by {date} in {}, and by {by_end} in {}.", share(s), share(at_last))
        }
        None => format!("An alliance of {pair} forms by {by_end} in {}.", share(at_last)),
    })
}

fn pair(source: &Source, summary: &Summary) -> String {
    let named = source.plan.as_ref().map(|plan| {
        let (i, j) = plan.scenario.focus;
        [i, j].map(|at| plan.scenario.actors[at].name.clone()).join(" and ")
    });
    named.unwrap_or_else(|| summary.focus.clone())
}

/// The first outcome, where nothing is recorded of alliances.
fn figures(summary: &Summary) -> Option<String> {
    let outcome = summary.outcomes.first()?;
    let said = match (&outcome.share, &outcome.number) {
        (Some(s), _) => {
            format!("{} of the runs (95% interval {} to {})", percent(s.share), percent(s.low), percent(s.high))
        }
        (None, Some(n)) => format!("{:.3} {} on average", n.mean, outcome.unit),
        (None, None) => return None,
    };
    Some(format!("{}: {said}.", outcome.text))
}

/// How the claims fared.
fn verdicts(summary: &Summary) -> Option<String> {
    let judged: Vec<Verdict> = summary.claims.iter().filter_map(|claim| claim.verdict).collect();
    let names = [
        (Verdict::Supported, "supported"),
        (Verdict::Contradicted, "contradicted"),
        (Verdict::Open, "open"),
        (Verdict::ByConstruction, "decided by construction"),
    ];
    let parts: Vec<String> = names
        .iter()
        .map(|(verdict, name)| (judged.iter().filter(|v| *v == verdict).count(), name))
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{n} {}", if n == 1 { format!("is {name}") } else { format!("are {name}") }))
        .collect();
    let all = judged.len() as u64;
    (all > 0).then(|| {
        let silent = summary.claims.len() as u64 - all;
        let rest = if silent > 0 { format!("; {silent} more only say what is assumed") } else { String::new() };
        format!("Of {} of the argument that predict something, {}{rest}.", counted(all, "claim"), listed(&parts))
    })
}

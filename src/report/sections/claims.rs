//! The claims with their verdicts, what they rest on, and where those figures come from.

use super::super::{Material, Part, Refused, Section, Source, drawn, shade::Shades};
use super::section;
use super::sources::{cited, value};
use crate::analysis::{ClaimSummary, PredictionSummary, Verdict};
use crate::scenario::{Scenario, outcome::Relaxation};
use crate::words::percent;
use askama::Template;

#[derive(Template)]
#[template(path = "report/claims.html")]
struct Claims {
    claims: Vec<Claim>,
}

struct Claim {
    id: String,
    text: String,
    pushes: &'static str,
    verdict: Option<&'static str>,
    predictions: Vec<String>,
    rests: Vec<Rest>,
}

/// A figure that a claim rests on.
struct Rest {
    what: String,
    value: String,
    relaxed: String,
    source: String,
}

pub(super) fn sections(material: &Material, shades: &mut Shades) -> Result<Vec<Section>, Refused> {
    let source = material.main();
    let Some(summary) = source.summary().filter(|summary| !summary.claims.is_empty()) else { return Ok(Vec::new()) };
    let claims = Claims { claims: summary.claims.iter().map(|claim| of(claim, source)).collect() };
    let mut parts = vec![Part::of(&claims)?];
    let pictures = drawn::all(source, &|chart| chart == "claims", shades)?;
    parts.extend(pictures.into_iter().map(|drawn| Part::Picture(Box::new(drawn))));
    Ok(section("claims", "The claims of the argument", parts))
}

fn of(claim: &ClaimSummary, source: &Source) -> Claim {
    let scenario = source.plan.as_ref().map(|plan| &plan.scenario);
    let relaxed = scenario.and_then(|scenario| {
        let stated = scenario.claims.iter().find(|stated| stated.id == claim.id)?;
        Some(stated.relaxed.iter().map(|relaxation| rest(scenario, relaxation)).collect())
    });
    Claim {
        id: claim.id.clone(),
        text: claim.text.clone(),
        pushes: match claim.direction.as_str() {
            "toward" => "toward an alliance",
            "away" => "away from one",
            _ => "neither way",
        },
        verdict: claim.verdict.map(name),
        predictions: claim.predictions.iter().map(prediction).collect(),
        rests: relaxed.unwrap_or_default(),
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Open => "open",
        Verdict::ByConstruction => "by construction",
    }
}

fn prediction(p: &PredictionSummary) -> String {
    let side = if p.above { "above" } else { "below" };
    let found = if p.probability.of == 0 {
        "no run could say".to_owned()
    } else {
        let s = &p.probability;
        format!("{} ({} to {})", percent(s.share), percent(s.low), percent(s.high))
    };
    format!("{}: predicted {side} {}, found {found}: {}", p.event, percent(p.threshold), name(p.verdict))
}

fn rest(scenario: &Scenario, relaxation: &Relaxation) -> Rest {
    let parameter = &scenario.slots[relaxation.slot.0 as usize];
    Rest {
        what: scenario.phrase(relaxation.slot),
        value: value(scenario, &parameter.value),
        relaxed: value(scenario, &relaxation.value),
        source: cited(scenario, parameter.source.as_deref()),
    }
}

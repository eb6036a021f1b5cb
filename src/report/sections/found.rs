//! What analyses found: audits, sweeps, tipping points, sensitivities, and whatever else has findings. A new kind is a line
//! in [`KINDS`].

use super::super::{Material, Part, Refused, Section, Source, drawn, shade::Shades};
use super::which;
use crate::analysis::Findings;
use crate::words;
use askama::Template;

/// A kind of findings: its name as in `findings.json`, its title, and what was asked.
struct Kind {
    name: &'static str,
    title: &'static str,
    asks: &'static str,
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "audit",
        title: "Which claims the result stands on",
        asks: "Every combination of claims was run, each claim either kept or relaxed: put in place of it is what would hold if it were wrong. The Shapley value of a claim is its mean effect over all orders in which the claims could be taken up.",
    },
    Kind {
        name: "sweep",
        title: "How it goes as an assumption moves",
        asks: "One or two things were moved, value by value, and all else was left as it was. All points met the same chances, so that differences are known better than levels.",
    },
    Kind {
        name: "tip",
        title: "Where the conclusion turns",
        asks: "How far has one thing to move before the probability crosses a level? For a parameter the distance is in standard deviations of its prior, for a claim in strength, and the two do not compare.",
    },
    Kind {
        name: "sensitivity",
        title: "What the result depends on",
        asks: "All parameters were varied together over what is thought possible of them. The indices say how much of the spread of the outcome goes back to each.",
    },
    Kind {
        name: "discover",
        title: "Under which conditions it is frequent",
        asks: "Boxes were sought, bounds on a few parameters, within which the outcome is frequent. Coverage is the share of all cases that lie in the box, density the share of cases among the runs in it.",
    },
    Kind {
        name: "compare",
        title: "What a change of the scenario changes",
        asks: "Two runs were compared, outcome by outcome: B minus A.",
    },
    Kind {
        name: "calibrate",
        title: "Which values give what was observed",
        asks: "Values of parameters were sought with which the model comes near to what was observed. What is left of the priors is the posterior.",
    },
    Kind {
        name: "hindcast",
        title: "What history says",
        asks: "The scenario begins in the past. Its runs were held against what followed, and scored beside forecasts that need no model: that the last value stays, and a random walk fitted to what came before.",
    },
    Kind {
        name: "why",
        title: "What drove it",
        asks: "What an alliance was worth to each side, term by term, in the runs in which the outcome came and in those in which it did not. A term can differ because it drove the outcome, or because it followed from it.",
    },
];

#[derive(Template)]
#[template(path = "report/found.html")]
struct Lead {
    asks: &'static str,
    source: String,
    other: Option<String>,
    /// What was found, in two sentences.
    sentences: Vec<String>,
    /// And on a page.
    page: String,
    id: String,
    title: &'static str,
}

pub(super) fn sections(material: &Material, shades: &mut Shades) -> Result<Vec<Section>, Refused> {
    let mut sections = Vec::new();
    // In the order of the kinds, and within a kind in that of the directories.
    for kind in &KINDS {
        let of_kind: Vec<&Source> = material.sources.iter().filter(|source| name(source) == Some(kind.name)).collect();
        for source in &of_kind {
            let which = which(source, &of_kind);
            sections.push(of((kind, which), source, material.main(), shades)?);
        }
    }
    Ok(sections)
}

fn of((kind, which): (&Kind, String), source: &Source, main: &Source, shades: &mut Shades) -> Result<Section, Refused> {
    let drawn = drawn::all(source, &|_| true, shades)?;
    let (about, main) = (source.report.about(), main.report.about());
    let study = source.study();
    let lead = Lead {
        asks: kind.asks,
        source: source.name.clone(),
        other: (about.scenario != main.scenario).then_some(about.scenario),
        page: study.map(words::page).unwrap_or_default(),
        sentences: study.map(words::answer).unwrap_or_default(),
        id: source.key.clone(),
        title: kind.title,
    };
    let mut parts = vec![Part::of(&lead)?];
    parts.extend(drawn.into_iter().map(|drawn| Part::Picture(Box::new(drawn))));
    Ok(Section { id: format!("{}-{}", kind.name, source.key), title: format!("{}{which}", kind.title), parts })
}

/// The kind of findings of a source; none of plain runs.
pub(super) fn name(source: &Source) -> Option<&'static str> {
    Some(match source.findings()? {
        Findings::Audit(_) => "audit",
        Findings::Sweep(_) => "sweep",
        Findings::Tip(_) => "tip",
        Findings::Sensitivity(_) => "sensitivity",
        Findings::Discover(_) => "discover",
        Findings::Compare(_) => "compare",
        Findings::Calibrate(_) => "calibrate",
        Findings::Hindcast(_) => "hindcast",
        Findings::Why(_) => "why",
    })
}

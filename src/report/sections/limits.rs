//! What the result does not show. Every sentence is true of the directories at hand.

use super::super::{Material, Part, Refused, Section, Source, shade::Shades};
use super::{found, listed, section, sources};
use crate::scenario::Scenario;
use crate::scenario::registry::P;
use crate::words::counted;
use askama::Template;

#[derive(Template)]
#[template(path = "report/list.html")]
struct List {
    sentences: Vec<String>,
}

/// What a page can have besides plain runs: the kind of findings, and what is not known without it.
const OTHERS: [(&str, &str); 6] = [
    ("audit", "which of the claims the result stands on (realpolitik audit)"),
    ("sweep", "how it goes as an assumption moves (realpolitik sweep)"),
    ("tip", "how far one has to move before the conclusion turns (realpolitik tip)"),
    ("sensitivity", "what drives the spread, and how much of it is chance (realpolitik sensitivity)"),
    ("discover", "under which combinations it happens (realpolitik discover)"),
    ("hindcast", "how the model fares against what history shows (realpolitik hindcast)"),
];

pub(super) fn sections(material: &Material, _: &mut Shades) -> Result<Vec<Section>, Refused> {
    let main = material.main();
    let about = main.report.about();
    let mut sentences = vec![
        "It does not say what will happen. A probability here is the share of runs of a model in which something happens, \
         given the premises; whether the premises or the equations are right no number of runs can tell."
            .to_owned(),
    ];
    if main.manifest.is_some() {
        sentences.push(format!(
            "A 95% interval says how well a share is known from {}. It knows nothing of the doubt about the premises.",
            counted(about.runs, "run")
        ));
    }
    if let Some(plan) = &main.plan {
        sentences.extend(of_scenario(&plan.scenario));
    }
    sentences.extend(of_kinds(material));
    sentences.extend(of_others(main, material));
    Ok(section("limits", "What the result does not show", vec![Part::of(&List { sentences })?]))
}

/// What follows from the scenario.
fn of_scenario(scenario: &Scenario) -> Vec<String> {
    let mut said = Vec::new();
    let drawn = scenario.drawn().filter(|(_, p)| p.parameter.entry().group == "weights").count();
    if let Some(posterior) = &scenario.posterior {
        said.push(format!(
            "{} of the decision are drawn from estimates on other cases, with their uncertainty. That they hold for this one is \
             assumed.",
            counted(posterior.weights.len() as u64, "weight")
        ));
    } else if drawn > 0 {
        said.push(format!(
            "Nobody has measured what counts how much in these decisions: {} are drawn from priors, and a result that changes \
             much over them is a result about our ignorance.",
            counted(drawn as u64, "weight")
        ));
    } else {
        said.push(
            "The weights of the decision are single numbers: the doubt about them is not in any interval here.".into(),
        );
    }
    let (guesses, _) = sources::counts(scenario);
    if guesses > 0 {
        said.push(format!(
            "{guesses} of the {} figures that the scenario states are guesses by its own word.",
            sources::all(scenario)
        ));
    }
    if scenario.events.is_empty() {
        said.push("There is no calendar: nothing comes from outside of what is modelled.".into());
    } else {
        let n = scenario.events.len();
        let events = if n == 1 { "one event".to_owned() } else { format!("{n} events") };
        said.push(format!(
            "What comes from outside is {events} of the calendar, the same in every run; no other surprise comes but those of \
             the model."
        ));
    }
    if !scenario.partners.is_empty() {
        said.push(format!(
            "{} trade and decide nothing.",
            listed(&scenario.partners.iter().map(|partner| partner.name.clone()).collect::<Vec<_>>())
        ));
    }
    if let Some(most) = scenario.threats_per_actor {
        said.push(format!(
            "In each choice only the {most} third parties count that threaten the chooser most at the start."
        ));
    }
    let points = |p: P| scenario.slots.iter().any(|slot| slot.parameter == p);
    if scenario.theories.len() > 1 && points(P::VSec) {
        said.push(format!(
            "Every run holds one of {} theories for true, with probabilities that the scenario sets.",
            scenario.theories.len()
        ));
    }
    said
}

/// What the kinds of findings at hand do not say.
fn of_kinds(material: &Material) -> Vec<String> {
    let has = |kind: &str| material.sources.iter().any(|source| found::name(source) == Some(kind));
    let mut said: Vec<String> = Vec::new();
    if has("audit") {
        said.push(
            "A claim that is relaxed is replaced by what the scenario puts in its place; another denial of it may do otherwise."
                .into(),
        );
    }
    if has("tip") || has("sweep") {
        said.push(
            "Sweeps and tipping points move one or two things and leave the rest; the world would move more at once."
                .into(),
        );
    }
    if has("discover") {
        said.push("A box is a description of runs of the model, found by search; it is no cause.".into());
    }
    if has("why") {
        said.push("That a term was larger where the outcome came does not say that it brought it about.".into());
    }
    if has("calibrate") {
        said.push("What was observed was used to calibrate, and so does not test the model a second time.".into());
    }
    if has("hindcast") {
        said.push("One history is one case, whose outcomes depend on each other: it can embarrass a model and cannot prove one.".into());
    } else if !has("calibrate") {
        said.push("Nothing on this page was tested against what happened.".into());
    }
    said
}

/// What the page lacks, and what is of another scenario.
fn of_others(main: &Source, material: &Material) -> Vec<String> {
    let missing: Vec<String> = OTHERS
        .iter()
        .filter(|(kind, _)| material.sources.iter().all(|source| found::name(source) != Some(kind)))
        .map(|(_, what)| (*what).to_owned())
        .collect();
    let mut said = Vec::new();
    if !missing.is_empty() {
        said.push(format!("Not on this page, since no such directory was given: {}.", listed(&missing)));
    }
    let resolved = |source: &Source| source.manifest.as_ref().map(|manifest| manifest.resolved.clone());
    let own = resolved(main);
    let others: Vec<String> = material
        .sources
        .iter()
        .filter(|source| resolved(source).is_some_and(|text| own.as_ref() != Some(&text)))
        .map(|source| source.name.clone())
        .collect();
    if !others.is_empty() {
        said.push(format!(
            "{} {} of a scenario that is not, to the letter, that of {}.",
            listed(&others),
            if others.len() == 1 { "is" } else { "are" },
            main.name
        ));
    }
    said
}

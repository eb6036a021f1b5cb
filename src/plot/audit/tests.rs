//! The pictures of made-up audits.

use super::*;
use crate::analysis::audit::{Audited, ClaimEffects, Effect, Group, Pair, Standing};
use crate::analysis::estimate::Estimate;
use crate::analysis::{About, Report, Study};
use crate::plot::canvas::Shape;
use crate::plot::canvas::tests::assert_all_tidy;
use crate::plot::{Breadth, Options, Theme, draw};
use crate::scenario::Direction;

fn effect(value: f64) -> Effect {
    Effect { count: 2000, value, low: value - 0.02, high: value + 0.03, variance_ratio: Some(2.0) }
}

/// An audit of so many claims on two outcomes, their texts this long.
fn audit(claims: usize, words: &str, size: f64) -> Audit {
    let directions = [Direction::Away, Direction::Toward, Direction::Neither];
    let audited = |at: usize| Audited { id: format!("C{at}"), text: words.to_owned(), direction: directions[at % 3] };
    let value = |at: usize| size * (at as f64 - claims as f64 / 2.0 + 0.25) / claims as f64;
    let claim = |at: usize| ClaimEffects {
        relaxed_alone: (at % 4 != 1).then(|| effect(1.5 * value(at))),
        kept_alone: None,
        shapley: Some(effect(value(at))),
        order_error: None,
        without: Estimate::default(),
        only: Estimate::default(),
        standing: Some(if at.is_multiple_of(2) { Standing::StandsOn } else { Standing::Open }),
    };
    let all: Vec<ClaimEffects> = (0..claims).map(claim).collect();
    let pairs = (0..claims).flat_map(|second| (0..second).map(move |first| (first, second)));
    let pair = |(first, second): (usize, usize)| Pair {
        first,
        second,
        effect: effect(0.3 * size * ((7 * first + 3 * second) % 11) as f64 / 11.0 - 0.1 * size),
    };
    let group = |direction| Group { direction, shapley: Some(effect(0.1)), without: Estimate::default() };
    let ends = [0.4, 0.4 + all.iter().filter_map(|c| Some(c.shapley?.value)).sum::<f64>()];
    let game = |id: &str, yes_no: bool| Game {
        outcome: Subject { id: id.to_owned(), text: words.to_owned(), unit: "0 to 1".to_owned(), yes_no },
        varies: true,
        kept: Estimate::default(),
        relaxed: Estimate::default(),
        complete: 2000,
        ends,
        claims: all.clone(),
        groups: directions.map(group).to_vec(),
        pairs: if claims > 12 { Vec::new() } else { pairs.clone().map(pair).collect() },
    };
    Audit {
        claims: (0..claims).map(audited).collect(),
        replicates: 2000,
        combinations: 4096,
        orders: None,
        games: vec![game("alliance", true), game("commitment", false)],
        thresholds: Vec::new(),
    }
}

fn report(audit: &Audit) -> Report {
    let about = About { scenario: "essay".to_owned(), digest: "9f3ac2d07b1e4a55".to_owned(), ..About::default() };
    Report::Findings(Study { about, findings: Findings::Audit(audit.clone()) })
}

fn pictures(audit: &Audit) -> Vec<Sheet> {
    let report = report(audit);
    let cx = Context::new(&report, Theme::Light, Breadth::Wide);
    [tornado::sheets, waterfall::sheets, interaction::sheets].into_iter().flat_map(|sheets| sheets(&cx)).collect()
}

const LONG: &str = "the level that the two sides <script>alert('x')</script> & \"others\" reach in the very long run, as \
                    seen by every chancellery of the continent and its neighbours, year after year, without end";

#[test]
fn every_picture_is_tidy_and_says_what_it_shows() {
    for audit in [
        audit(12, "what it says", 0.5),
        audit(12, LONG, 0.5),
        audit(12, LONG, 4000.0),
        audit(12, LONG, 1e-5),
        audit(40, LONG, 0.5),
        audit(2, LONG, 0.5),
        audit(1, "alone", 0.5),
    ] {
        let sheets = pictures(&audit);
        let expected = if (2..=12).contains(&audit.claims.len()) { 6 } else { 4 };
        assert_eq!(sheets.len(), expected, "{} claims", audit.claims.len());
        assert_all_tidy(&report(&audit));
    }
}

#[test]
fn the_heat_map_marks_what_cannot_be_told_from_chance() {
    let mut audit = audit(3, "what it says", 0.5);
    for (pair, value) in audit.games[0].pairs.iter_mut().zip([0.3, -0.3, 0.01]) {
        pair.effect = effect(value);
    }
    let sheet = pictures(&audit).into_iter().find(|sheet| sheet.name == "audit-interaction-alliance").expect("a sheet");
    // Two swatches of the legend and two tiles; the third has an outline alone.
    let areas = sheet.canvas.shapes.iter().filter(|shape| matches!(shape, Shape::Area { .. })).count();
    assert_eq!(areas, 4);
    let texts = format!("{:?}", sheet.canvas.shapes);
    assert!(texts.contains("\"30.0\"") && texts.contains("\"−30.0\"") && texts.contains("\"1.0\""), "{texts}");
}

#[test]
fn what_does_not_change_is_not_drawn() {
    let mut audit = audit(3, "what it says", 0.5);
    audit.games[0].varies = false;
    audit.games[1].claims.iter_mut().for_each(|claim| claim.shapley = None);
    assert!(pictures(&audit).is_empty());
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    for (kind, audit) in [("usual", audit(12, "what it says in a sentence", 0.5)), ("crowded", audit(40, LONG, 4000.0))]
    {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let folder = format!("{folder}/audit-{kind}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).unwrap();
            for (name, bytes) in draw(&report(&audit), &Options { theme, ..Options::default() }).unwrap() {
                std::fs::write(format!("{folder}/{name}"), bytes).unwrap();
            }
        }
    }
}

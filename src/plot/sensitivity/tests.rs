use crate::analysis::bootstrap::Estimate;
use crate::analysis::estimate::Subject;
use crate::analysis::morris::{MorrisEffect, MorrisEffects, MorrisShape, Steps};
use crate::analysis::pawn::{Distances, PawnIndices};
use crate::analysis::sensitivity::study::{Found, Sensitivity, Varied};
use crate::analysis::sobol::{PairIndex, SaltelliShape, SobolIndices};
use crate::analysis::{About, Findings, Report, Study};
use crate::plot::canvas::Shape;
use crate::plot::canvas::tests::assert_all_tidy;
use crate::plot::{Breadth, Context, Options, Sheet, Theme, draw, sheets};

const NAMES: [&str; 6] = [
    "weight of security in the utility of a level",
    "CHN: horizon H",
    "RUS→CHN: bias of what the actor believes of the other's commitment, as far as its archives tell of it",
    "weight of greed",
    "Damansky: how much a later settlement took away from it",
    "<script>alert('x')</script> & \"others\"",
];

fn about(value: f64, half: f64) -> Estimate {
    Estimate::new(value, (value - half, value + half))
}

/// A strength that falls from parameter to parameter.
fn strength(at: usize) -> f64 {
    0.7 / ((at + 1) * (at + 1)) as f64
}

fn sobol(k: usize, resolved: bool) -> Found {
    let pairs = (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j)));
    let second = pairs.map(|(i, j)| PairIndex { i, j, index: about(strength(i * j) / 6.0 - 0.01, 0.02) });
    Found::Sobol(SobolIndices {
        shape: SaltelliShape { base: 64, parameters: k, replicates: 16, second_order: true },
        variance: about(0.2, 0.01),
        variance_of_parameters: about(0.15, 0.02),
        variance_of_chance: Some(about(0.05, 0.01)),
        chance_share: Some(about(0.25, 0.05)),
        resolved,
        first: (0..k).map(|at| about(0.8 * strength(at), 0.06)).collect(),
        total: (0..k).map(|at| about(strength(at), 0.3 * strength(at))).collect(),
        second: second.collect(),
    })
}

fn morris(k: usize) -> Found {
    let effect = |at: usize| MorrisEffect {
        mu: about(-40.0 * strength(at), 3.0),
        mu_star: about(40.0 * strength(at), 3.0),
        sigma: about(10.0, 2.0),
    };
    let shape = MorrisShape { steps: Steps::Trajectories, blocks: 50, parameters: k, replicates: 16 };
    Found::Morris {
        effects: MorrisEffects { shape, parameters: (0..k).map(effect).collect() },
        chance: Some(vec![4.0; k]),
    }
}

fn pawn(k: usize) -> Found {
    let index = |at: usize| {
        let e = about(0.05 + strength(at), 0.03);
        Distances { min: e, mean: e, median: e, max: e }
    };
    let dummy = Distances { min: 0.02, mean: 0.06, median: 0.07, max: 0.12 };
    Found::Pawn(PawnIndices { points: 4096, slices: 10, parameters: (0..k).map(index).collect(), dummy })
}

fn report(k: usize, found: Found) -> Report {
    let varied = |at: usize| Varied {
        name: format!("path.{at}"),
        text: NAMES[at % NAMES.len()].to_owned(),
        unit: if at.is_multiple_of(2) { "years".to_owned() } else { String::new() },
    };
    let outcome = Subject {
        id: "trade".into(),
        text: "two-way trade of Russia and China in 2035".into(),
        unit: "bn 2014 USD / year".into(),
        yes_no: false,
    };
    let findings = Findings::Sensitivity(Box::new(Sensitivity {
        outcome,
        source: None,
        parameters: (0..k).map(varied).collect(),
        others: Vec::new(),
        points: 1000,
        replicates: 16,
        nulls: 0,
        mean: 130.0,
        found,
    }));
    let about = About { scenario: "essay".into(), seed: 1, runs: 360_448, digest: "ab".repeat(32), ..About::default() };
    Report::Findings(Study { about, findings })
}

fn drawn(report: &Report) -> Vec<Sheet> {
    sheets(&Context::new(report, Theme::Light, Breadth::Wide)).into_iter().map(|(_, sheet)| sheet).collect()
}

fn names(report: &Report) -> Vec<String> {
    drawn(report).into_iter().map(|sheet| sheet.name).collect()
}

#[test]
fn each_method_has_its_picture_and_nothing_overlaps_or_is_cut() {
    for k in [1, 2, 3, 7, 8, 15, 16, 60] {
        for found in [sobol(k, true), morris(k), pawn(k)] {
            let pairs = k > 1 && matches!(found, Found::Sobol(_));
            let report = report(k, found);
            let sheets = drawn(&report);
            assert_eq!(sheets.len(), if pairs { 2 } else { 1 });
            assert_all_tidy(&report);
            for sheet in sheets {
                assert!(sheet.canvas.finding.contains("The strongest"), "{}", sheet.canvas.finding);
            }
        }
    }
}

#[test]
fn what_has_no_indices_has_no_picture() {
    let constant = Found::Constant { value: 0.3 };
    let nothing = Found::Nothing { why: "The outcome is null in every run.".into() };
    for found in [sobol(3, false), constant, nothing] {
        assert!(names(&report(3, found)).is_empty());
    }
    assert_eq!(names(&report(3, sobol(3, true))), ["sensitivity-indices", "sensitivity-pairs"]);
}

/// Total indices are discs, those of first order rings: a disc of the ground within a disc.
#[test]
fn marks_need_no_colour() {
    let ground = Context::new(&report(3, sobol(3, true)), Theme::Print, Breadth::Wide).palette.background;
    let report = report(3, sobol(3, true));
    let cx = Context::new(&report, Theme::Print, Breadth::Wide);
    let canvas = &sheets(&cx)[0].1.canvas;
    let discs = |inner: bool| {
        let is = |shape: &&Shape| matches!(shape, Shape::Disc { fill, .. } if (*fill == ground) == inner);
        canvas.shapes.iter().filter(is).count()
    };
    // Of three rows and the legend.
    assert_eq!((discs(true), discs(false)), (4, 8));
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    for theme in [Theme::Light, Theme::Dark, Theme::Print] {
        for (name, found) in [("sobol", sobol(9, true)), ("morris", morris(9)), ("pawn", pawn(20))] {
            let k = if name == "pawn" { 20 } else { 9 };
            let folder = format!("{folder}/{name}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).unwrap();
            for (file, bytes) in draw(&report(k, found), &Options { theme, ..Options::default() }).unwrap() {
                std::fs::write(format!("{folder}/{file}"), bytes).unwrap();
            }
        }
    }
}

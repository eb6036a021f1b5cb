use super::super::canvas::tests::assert_all_tidy;
use super::super::{Breadth, Context, Options, Theme, draw, sheets};
use crate::analysis::calibration::{
    Bin, Calibration, Ended, Generation, Learned, Match, Predicted, Reach, Settings, Spread,
};
use crate::analysis::estimate::{Estimate, Subject};
use crate::analysis::sensitivity::study::Varied;
use crate::analysis::{About, Findings, Report, Study};

const LONG: &str = "what <b>the two</b> & \"others\" hold against one another in the very long run, as every chancellery of the \
                    continent and of its neighbours sees it, year after year, without end";

fn spread(middle: f64, half: f64) -> Spread {
    let quantiles = [-1.0, -0.4, 0.0, 0.4, 1.0].map(|t| middle + t * half);
    Spread { mean: middle, sd: half / 1.645, quantiles }
}

/// A triangle over bins, with its top at a share of the range.
fn bins(top: f64, choice: bool) -> Vec<Bin> {
    let count = if choice { 4 } else { 30 };
    let weight = |at: usize| (1.0 - ((at as f64 + 0.5) / f64::from(count) - top).abs()).max(0.0);
    let total: f64 = (0..count as usize).map(|at| weight(at) * weight(at)).sum();
    let bin = |at: usize| {
        let (low, high) = (0.1 * at as f64, 0.1 * (at + 1) as f64);
        let posterior = weight(at) * weight(at) / total;
        Bin { low, high: if choice { low } else { high }, prior: 1.0 / f64::from(count), posterior }
    };
    (0..count as usize).map(bin).collect()
}

fn learned(at: usize, crowded: bool) -> Learned {
    let learned = at % 3 != 2;
    let half = if learned { 0.15 + 0.02 * at as f64 } else { 0.45 };
    let middle = if learned { 0.3 + 0.03 * at as f64 } else { 0.5 };
    let levels = spread(middle, half.min(middle).min(1.0 - middle)).quantiles;
    let name = if crowded { format!("events.{LONG}.{at}") } else { format!("weights.v_{at}") };
    Learned {
        parameter: Varied {
            name,
            text: if crowded { LONG.into() } else { "weight of trade".into() },
            unit: if at == 1 { "bn 2014 USD / year".into() } else { String::new() },
        },
        prior: spread(1.5, 1.2),
        posterior: spread(1.1, 0.4),
        levels,
        difference: if learned { 0.5 / (at + 1) as f64 } else { 0.01 },
        learned,
        bins: bins(middle, at == 3),
    }
}

fn matched(at: usize, crowded: bool) -> Match {
    let id = if crowded { format!("{LONG} {at}") } else { format!("trade_{at}") };
    let outcome = Subject { id, text: LONG.into(), unit: "bn 2014 USD / year".into(), yes_no: false };
    let value = 100.0 + at as f64;
    Match {
        outcome,
        value,
        sd: 0.0,
        scale: 20.0,
        prior: spread(value + 15.0, 60.0),
        accepted: spread(value + 0.2, 2.0),
        predicted: spread(value - 4.0, 25.0),
        reach: if at == 1 { Reach::Below } else { Reach::Reached },
    }
}

fn report(parameters: usize, outcomes: usize, tolerances: &[f64], crowded: bool) -> Report {
    let generation =
        |tolerance| Generation { tolerance, runs: 5000, acceptance: 0.2, effective: 640.0, median: Some(0.5) };
    let mut generations = vec![generation(None)];
    generations.extend(tolerances.iter().map(|x| generation(Some(*x))));
    let estimate = Estimate { count: 4000, nulls: 0, value: 0.3, low: 0.29, high: 0.31 };
    let found = Calibration {
        observed: (0..outcomes).map(|at| matched(at, crowded)).collect(),
        parameters: (0..parameters).map(|at| learned(at, crowded)).collect(),
        others: vec![Predicted { outcome: Subject::default(), estimate }],
        settings: Settings::default(),
        generations,
        ended: Ended::Acceptance,
        searched: 54_321,
        replicates: 4,
        distance: [Some(2.0), Some(1.1)],
    };
    let about = About {
        scenario: "essay".into(),
        seed: 42,
        runs: 4000,
        digest: "9f3ac2d07b1e4a5566778899aabbccdd".into(),
        focus: "RUS-CHN".into(),
        ..About::default()
    };
    Report::Findings(Study { about, findings: Findings::Calibrate(Box::new(found)) })
}

const FALLING: [f64; 8] = [2.2, 1.4, 0.9, 0.61, 0.4, 0.22, 0.12, 0.064];

#[test]
fn every_picture_is_there_and_tidy() {
    let usual = report(4, 3, &FALLING, false);
    let all = sheets(&Context::new(&usual, Theme::Light, Breadth::Wide));
    let names: Vec<&str> = all.iter().map(|(_, sheet)| sheet.name.as_str()).collect();
    let expected = ["posterior", "outcomes", "tolerance", "weights-v_0", "weights-v_1", "weights-v_3"];
    assert_eq!(names, expected.map(|name| format!("calibrate-{name}")));
    let long: Vec<f64> = (0..40).map(|at| 2.0 / f64::from(at + 1)).collect();
    let flat = [1.0, 0.9];
    let zero = [1.0, 0.0];
    let far: Vec<f64> = (0..20).map(|at| 1e4 / f64::from(1 << at)).collect();
    for report in [
        usual,
        report(30, 40, &long, true),
        report(1, 1, &flat, true),
        report(2, 1, &zero, false),
        report(1, 1, &far, false),
        report(3, 2, &[], false),
    ] {
        assert_all_tidy(&report);
    }
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    for (kind, report) in [("usual", report(4, 3, &FALLING, false)), ("crowded", report(21, 9, &FALLING, true))] {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let folder = format!("{folder}/calibrate-{kind}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).expect("a folder");
            for (name, bytes) in draw(&report, &Options { theme, ..Options::default() }).expect("pictures") {
                std::fs::write(format!("{folder}/{name}"), bytes).expect("it is written");
            }
        }
    }
}

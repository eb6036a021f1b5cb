use super::super::canvas::tests::assert_all_tidy;
use super::super::{Breadth, Context, Options, Theme, draw, sheets};
use crate::analysis::estimate::Subject;
use crate::analysis::hindcast::{Against, BINS, Forecast, Group, Hindcast, Path, Scores};
use crate::analysis::{About, Findings, Report, Study};

const LONG: &str = "what <b>the two</b> & \"others\" hold against one another in the very long run, as every chancellery of the \
                    continent and of its neighbours sees it, year after year, without end";

fn path(at: usize, share: bool, crowded: bool) -> Path {
    let grown = |year: f64| {
        if share {
            f64::from(u8::from(year > 1892.0 && at.is_multiple_of(2)))
        } else {
            3.0 * at as f64 + 0.4 * (year - 1870.0)
        }
    };
    let point = |date: f64| {
        let middle = if share { 0.1 + 0.02 * (date - 1888.0) } else { grown(date) };
        let half = if share { 0.0 } else { 2.0 + 0.3 * (date - 1888.0) };
        let quantiles = [-2.0, -1.3, -0.7, 0.0, 0.7, 1.3, 2.0].map(|t| middle + t * half);
        (date, middle, quantiles, if share { grown(date) } else { middle + 1.4 * half })
    };
    let label = if crowded { format!("WWWWWWWWWWWWWWWW–WWWWWWWWWWWWWWW{at}") } else { format!("ELM–OA{at}") };
    Path {
        label,
        group: if share { "pact in force".into() } else { "trade".into() },
        unit: if share { "yes or no".into() } else { "bn 2014 USD / year".into() },
        share,
        history: (1878..=1888).map(|year| (f64::from(year), grown(f64::from(year)))).collect(),
        points: [1890.0, 1893.0, 1898.0].map(point).to_vec(),
        miss: 0.1 + 0.03 * at as f64,
    }
}

fn report(paths: usize, kinds: usize, crowded: bool) -> Report {
    let scores =
        Scores { mean: 0.2, quantiles: [0.0; 7], covered: [true; 3], crps: 0.1, log: Some(0.3), pit: [0.2, 0.4] };
    let forecast = Forecast {
        outcome: Subject::default(),
        group: "trade".into(),
        due: Some(1893.0),
        came: Some(0.3),
        sd: None,
        runs: 1000,
        count: 1000,
        binary: false,
        logarithm: false,
        model: scores.clone(),
        baselines: [Some(scores), None],
    };
    let group = |at: usize| {
        let against =
            |baseline: f64| Against { count: 4, model: 0.1, baseline, logs: 0, model_log: 0.0, baseline_log: 0.0 };
        Group {
            name: if crowded { format!("{LONG} {at}") } else { format!("kind {at}") },
            unit: "yes or no".into(),
            count: 12,
            crps: 0.1,
            log: None,
            covered: [3, 8, 11],
            against: [against(0.02 * at as f64), if at == 1 { Against::default() } else { against(0.15) }],
        }
    };
    let mut pit = [0.08; BINS];
    pit[0] = 0.28;
    let found = Hindcast {
        outcomes: vec![forecast; 5],
        groups: (0..kinds).map(group).collect(),
        paths: (0..paths).flat_map(|at| [path(at, true, crowded), path(at, false, crowded)]).collect(),
        pit,
        unscored: Vec::new(),
    };
    let about = About {
        scenario: "franco-russian-1887".into(),
        seed: 42,
        runs: 10_000,
        digest: "9f3ac2d07b1e4a5566778899aabbccdd".into(),
        focus: "FRA-RUS".into(),
        ..About::default()
    };
    Report::Findings(Study { about, findings: Findings::Hindcast(Box::new(found)) })
}

#[test]
fn every_picture_is_there_and_tidy() {
    let all = sheets(&Context::new(&report(3, 4, false), Theme::Light, Breadth::Wide))
        .into_iter()
        .map(|(_, sheet)| sheet.name);
    let expected = ["fan-pact-in-force", "fan-trade", "pit", "skill"];
    assert_eq!(all.collect::<Vec<_>>(), expected.map(|name| format!("hindcast-{name}")));
    for report in
        [report(1, 1, false), report(2, 3, true), report(3, 4, false), report(4, 2, false), report(21, 9, true)]
    {
        assert_all_tidy(&report);
    }
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    for (kind, report) in [("usual", report(3, 5, false)), ("crowded", report(21, 9, true))] {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let folder = format!("{folder}/hindcast-{kind}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).expect("a folder");
            for (name, bytes) in draw(&report, &Options { theme, ..Options::default() }).expect("pictures") {
                std::fs::write(format!("{folder}/{name}"), bytes).expect("it is written");
            }
        }
    }
}

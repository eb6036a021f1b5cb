//! Tests of the pictures of secondary analyses, on made-up results.

use super::canvas::tests::assert_all_tidy;
use super::*;
use crate::analysis::compare::{self, Change, Measured, Overlay, Side};
use crate::analysis::discover::{self, Asked, Event, Input};
use crate::analysis::estimate::Subject;
use crate::analysis::prim::{Name, Settings};
use crate::analysis::{Formation, Share, Study};
use crate::engine::Column;

const LONG: &str = "what <b>the two</b> & \"others\" hold against one another in the very long run, as every chancellery of the \
                    continent and of its neighbours sees it, year after year, without end";

/// Numbers that look like chance, from 0 to 1.
fn noise(column: u64, row: u64) -> f64 {
    let turn = (row as f64 + 1.0) * (0.618_034 + 0.137_1 * column as f64);
    turn - turn.floor()
}

fn column(rows: u64, of: impl Fn(u64) -> Option<f64>) -> Column {
    let mut column = Column::default();
    (0..rows).for_each(|row| column.push(of(row)));
    column
}

fn discovered(crowded: bool) -> Report {
    let rows = if crowded { 6000 } else { 1200 };
    let inputs: u64 = if crowded { 9 } else { 4 };
    // The last input is yes or no, the one before has four values, the second is skewed.
    let value = |input: u64, row: u64| {
        let x = noise(input, row);
        match inputs - input {
            1 => (x * 2.0).floor(),
            2 => [1.0, 1.5, 2.0, 3.0][(x * 4.0) as usize],
            _ if input == 1 => 1.0 / (1.001 - x),
            _ => x,
        }
    };
    let columns: Vec<Column> = (0..inputs).map(|input| column(rows, |row| Some(value(input, row)))).collect();
    let case = |row: u64| {
        let inside = value(0, row) > 0.4 && value(inputs - 1, row) == 1.0 && value(inputs - 2, row) <= 1.5;
        let other = crowded && value(1, row) > 4.0 && value(2, row) < 0.3 && value(3, row) > 0.2 && value(4, row) > 0.1;
        noise(inputs + 5, row) < if inside || other { 0.8 } else { 0.05 }
    };
    let name = |input: u64| if crowded { format!("{input} {LONG}") } else { format!("input_{input}") };
    let input = |input: u64| Input {
        column: name(input),
        name: Name {
            text: name(input),
            unit: if input == 0 { "years".into() } else { String::new() },
            labels: Vec::new(),
        },
        yes_no: input + 1 == inputs,
    };
    let rows = discover::Rows {
        outcomes: Vec::new(),
        source: "cases.csv".into(),
        outcome: Subject {
            id: "y".into(),
            text: if crowded { LONG.into() } else { "war".into() },
            ..Subject::default()
        },
        cases: &column(rows, |row| Some(f64::from(u8::from(case(row))))),
        event: Event::default(),
        inputs: (0..inputs).map(input).collect(),
        columns: &columns,
        aside: Vec::new(),
    };
    let (most, boxes) = if crowded { (6, 3) } else { (2, 1) };
    let asked = Asked { settings: Settings::default(), most, chosen: None, boxes, resamples: 0, seed: 1 };
    let found = discover::discover(rows, asked).unwrap();
    let about =
        About { scenario: "cases.csv".into(), digest: "9f3ac2d07b1e4a55".into(), runs: found.rows, ..About::default() };
    Report::Findings(Study { about, findings: Findings::Discover(Box::new(found)) })
}

/// Shares of an alliance that rise to `end`.
fn formation(end: f64) -> Formation {
    let share =
        |count: u64| Share { count, of: 1000, share: count as f64 / 1000.0, low: 0.0, high: count as f64 / 800.0 };
    let by = (0..36).map(|i| (2015.0 + f64::from(i), share((end * f64::from(i) * 1000.0 / 35.0) as u64)));
    Formation { pair: "RUS-CHN".into(), focus: true, by: by.collect() }
}

fn levels(shift: u64) -> SeriesSummary {
    let counts = |i: u64| vec![0, 900 - 20 * i, 10 * i, 5 * i + shift, 3 * i, 2 * i, 0];
    SeriesSummary {
        id: "level:RUS-CHN".into(),
        text: String::new(),
        unit: "level".into(),
        panel: String::new(),
        low: 0.0,
        high: 5.0,
        dates: (0..36).map(|i| 2015.0 + f64::from(i)).collect(),
        counts: (0..36).map(counts).collect(),
    }
}

fn compared(crowded: bool) -> Report {
    let outcomes = if crowded { 60 } else { 5 };
    let text =
        |at: u64| if crowded && at.is_multiple_of(3) { format!("{at} {LONG}") } else { format!("outcome number {at}") };
    let side = |letter: &str, shift: f64| {
        let measured = |at: u64| {
            let subject = Subject { id: format!("o{at}"), text: text(at), unit: "severity".into(), yes_no: at == 1 };
            let number = |row: u64| noise(at, row) * 3.0 + shift * (at as f64 - 2.0);
            let value = |row: u64| match at {
                0 => Some(number(row).floor()),
                1 => Some(f64::from(u8::from(number(row) > 0.7))),
                3 if crowded => Some(4000.0 * number(row)).filter(|_| !row.is_multiple_of(9)),
                4 => Some(7.0 + shift),
                _ => Some(number(row)),
            };
            Measured { subject, whole: at == 0, plot: at < 3, column: column(1000, value) }
        };
        let name = if crowded { LONG.into() } else { format!("run-{letter}") };
        let side = Side { name: name.clone(), scenario: name, seed: 1, runs: 1000, ..Side::default() };
        compare::Rows {
            side,
            points: 1,
            design: String::new(),
            replicate: (0..1000).collect(),
            outcomes: (0..outcomes).map(measured).collect(),
        }
    };
    let changes = vec![Change { path: "actors.RUS.horizon_years".into(), a: Some("3".into()), b: Some("20".into()) }];
    let overlay = Overlay {
        formation: Some(Box::new([formation(0.2), formation(0.3)])),
        levels: Some(Box::new([levels(0), levels(40)])),
        distributions: Vec::new(),
    };
    let found = compare::compare(&side("a", 0.0), &side("b", 0.4), changes, overlay);
    let about = About { focus: "RUS-CHN".into(), ..About::default() };
    Report::Findings(Study { about, findings: Findings::Compare(Box::new(found)) })
}

fn drawn(report: &Report) -> Vec<Sheet> {
    sheets(&Context::new(report, Theme::Light, Breadth::Wide)).into_iter().map(|sheet| sheet.1).collect()
}

fn names(report: &Report) -> Vec<String> {
    drawn(report).into_iter().map(|sheet| sheet.name).collect()
}

#[test]
fn every_picture_is_there_and_tidy() {
    assert_eq!(names(&discovered(false)), ["discover-tradeoff", "discover-box"]);
    let boxes = ["discover-tradeoff", "discover-tradeoff-2", "discover-box", "discover-box-2"];
    assert!(boxes.iter().all(|name| names(&discovered(true)).iter().any(|other| other == name)));
    let all = [
        "compare-differences",
        "compare-alliance",
        "compare-levels",
        "compare-outcome-o0",
        "compare-outcome-o1",
        "compare-outcome-o2",
    ];
    assert_eq!(names(&compared(false)), all);
    for report in [discovered(false), discovered(true), compared(false), compared(true)] {
        assert_all_tidy(&report);
    }
}

#[test]
fn what_was_not_found_is_not_drawn() {
    let Report::Findings(Study { about, findings: Findings::Discover(mut found) }) = discovered(false) else {
        panic!()
    };
    found.boxes[0].discovery.trajectory.truncate(1);
    found.boxes[0].sample = None;
    assert_eq!(names(&Report::Findings(Study { about, findings: Findings::Discover(found) })), [""; 0]);
    let Report::Findings(Study { about, findings: Findings::Compare(mut found) }) = compared(false) else { panic!() };
    found.overlay = Overlay::default();
    found.outcomes.clear();
    assert_eq!(names(&Report::Findings(Study { about, findings: Findings::Compare(found) })), [""; 0]);
}

#[test]
fn captions_name_both_runs_or_the_table() {
    let svg = |report: &Report, name: &str| {
        let options = Options { formats: vec![Format::Svg], only: Some(vec![name.to_owned()]), ..Options::default() };
        String::from_utf8(draw(report, &options).unwrap().remove(0).1).unwrap()
    };
    let both = svg(&compared(false), "compare-alliance");
    assert!(both.contains("A: run-a · seed\u{a0}1 · 1000\u{a0}runs") && both.contains("B: run-b · seed\u{a0}1"));
    let table = svg(&discovered(false), "discover-box");
    assert!(table.contains("cases.csv · 1200\u{a0}rows · digest\u{a0}9f3ac2d07b1e"), "{}", &table[..400]);
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery_of_analyses() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    let reports = [("usual", discovered(false), compared(false)), ("crowded", discovered(true), compared(true))];
    for (kind, one, other) in &reports {
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let folder = format!("{folder}/analyses-{kind}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).unwrap();
            for (name, bytes) in
                [one, other].into_iter().flat_map(|r| draw(r, &Options { theme, ..Options::default() }).unwrap())
            {
                std::fs::write(format!("{folder}/{name}"), bytes).unwrap();
            }
        }
    }
}

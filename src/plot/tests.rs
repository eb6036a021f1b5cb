//! Tests of the charts as a whole.

use super::canvas::Shape;
use super::canvas::tests::assert_all_tidy;
use super::*;
use crate::analysis::OutcomeSummary;
use sample::{crowded, formation, levels, outcome, results, series, share};

#[path = "sample.rs"]
mod sample;

const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Print];

fn report(summary: &Summary, series: &[SeriesSummary]) -> Report {
    Report::Run { summary: summary.clone(), series: series.to_vec() }
}

fn all_sheets(summary: &Summary, series: &[SeriesSummary]) -> Vec<Sheet> {
    sheets(&Context::new(&report(summary, series), Theme::Light, Breadth::Wide)).into_iter().map(|s| s.1).collect()
}

fn names(summary: &Summary, series: &[SeriesSummary]) -> Vec<String> {
    all_sheets(summary, series).into_iter().map(|s| s.name).collect()
}

fn svg(only: &str, (summary, series): (Summary, Vec<SeriesSummary>)) -> String {
    let only = Some(vec![only.to_owned()]);
    let pictures =
        draw(&report(&summary, &series), &Options { formats: vec![Format::Svg], only, ..Options::default() }).unwrap();
    String::from_utf8(pictures.into_iter().next().unwrap().1).unwrap()
}

#[test]
fn every_chart_draws_its_pictures() {
    let (summary, series) = results();
    let expected = [
        "levels",
        "alliance",
        "fan-perception-gap",
        "fan-trade-shares",
        "fan-capability-ratios",
        "fan-threat-to-usa",
        "outcome-level_2050",
        "outcome-alliance",
        "outcome-trade_2020",
        "outcome-rank",
        "claims",
    ];
    assert_eq!(names(&summary, &series), expected);
    for sheet in all_sheets(&summary, &series) {
        assert!(sheet.canvas.shapes.iter().filter(|s| !matches!(s, Shape::Text { .. })).count() > 5, "{}", sheet.name);
    }
}

#[test]
fn nothing_overlaps_or_is_cut() {
    for (summary, series) in [results(), crowded()] {
        assert_all_tidy(&report(&summary, &series));
    }
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let (summary, series) = results();
    let options =
        Options { only: Some(vec!["levels".to_owned(), "fan-trade-shares".to_owned()]), ..Options::default() };
    let once = draw(&report(&summary, &series), &options).unwrap();
    assert_eq!(
        once.iter().map(|p| p.0.as_str()).collect::<Vec<_>>(),
        ["levels.svg", "levels.png", "fan-trade-shares.svg", "fan-trade-shares.png"]
    );
    assert_eq!(once, draw(&report(&summary, &series), &options).unwrap());
}

#[test]
fn hostile_texts_stay_texts() {
    let (mut summary, series) = results();
    summary.outcomes[0].text = "<script>alert(\"1\")</script> & 'x' ]]> \u{0}\u{1b}".to_owned();
    let svg = svg("outcome-level_2050", (summary, series));
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;") && svg.contains("&amp;"));
    assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn svg_tells_its_finding_to_those_who_cannot_see_it() {
    let svg = svg("alliance", results());
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\""));
    assert!(
        svg.contains("role=\"img\"")
            && svg.contains("<title id=\"title\">Cumulative probability of an alliance</title>")
    );
    assert!(
        svg.contains("RUS–CHN: an alliance by 2050 in 12.4% of the runs (95% interval 11.8% to 13.1%)"),
        "{}",
        &svg[..900]
    );
    assert!(svg.trim_end().ends_with("</svg>"));
}

#[test]
fn captions_say_where_a_picture_comes_from() {
    assert!(
        svg("levels", results()).contains("essay · seed\u{a0}42 · 10\u{a0}000\u{a0}runs · digest\u{a0}9f3ac2d07b1e")
    );
}

#[test]
fn what_has_nothing_to_show_is_left_out() {
    let (mut summary, _) = results();
    summary.claims.retain(|c| c.predictions.is_empty());
    summary.formation = vec![formation("RUS-CHN", true, 0.0)];
    summary.outcomes = vec![outcome("never", "never", "")];
    summary.outcomes.push(OutcomeSummary { share: Some(share(0, 0)), ..outcome("no_run", "no run", "") });
    summary.outcomes.push(OutcomeSummary { values: Some(vec![(1, 0)]), ..outcome("zero", "zero", "") });
    let number = sample::number(0.0, 1.0, vec![0, 0]);
    summary.outcomes.push(OutcomeSummary { number: Some(number), ..outcome("empty", "empty", "") });
    let mut one_year = levels("RUS-CHN");
    one_year.dates.truncate(1);
    let mut zero = series("zero", "zero", "", (0.0, 1.0), 0.5, 0.5);
    zero.counts.iter_mut().flatten().for_each(|n| *n = 0);
    assert_eq!(names(&summary, &[one_year, zero]), Vec::<String>::new());
    assert_eq!(names(&summary, &[]), Vec::<String>::new());
}

#[test]
fn odd_results_are_drawn_tidily() {
    let (mut summary, _) = results();
    let constant = sample::number(0.3, 0.3, vec![10_000]);
    summary.outcomes = vec![OutcomeSummary { number: Some(constant), ..outcome("constant", "constant", "share") }];
    let far = vec![(i64::MIN / 4, 1), (i64::MAX / 4, 3)];
    summary.outcomes.push(OutcomeSummary { values: Some(far), ..outcome("far", "far", "count") });
    summary.outcomes.push(OutcomeSummary { values: Some(vec![(2, 9)]), ..outcome("one", "one", "rank") });
    summary.outcomes.push(OutcomeSummary { share: Some(share(5, 5)), ..outcome("sure", "sure", "") });
    summary.claims = vec![sample::claim("C1", vec![sample::prediction("", 10_000, 1.0, true)])];
    summary.formation = vec![formation("A-B", true, 1.0), formation("A-C", false, 0.0004)];
    let mut gaps = series("gaps", "with gaps", "share", (0.0, 1.0), 0.2, 0.8);
    for i in [3, 4, 6, 20] {
        gaps.counts[i].iter_mut().for_each(|n| *n = 0);
    }
    let mut beyond = series("beyond", "mostly beyond", "share", (0.0, 1.0), 0.2, 0.8);
    beyond.counts.iter_mut().for_each(|c| *c.last_mut().unwrap() = 50_000);
    let series = [gaps, beyond, levels("RUS-CHN")];
    let sheets = all_sheets(&summary, &series);
    assert_eq!(sheets.len(), 9);
    assert_all_tidy(&report(&summary, &series));
    let words = |s: &Sheet| format!("{:?}", s.canvas.shapes);
    assert!(sheets.iter().any(|s| s.name == "fan-beyond" && words(s).contains("Cut at the edge")));
}

#[test]
fn unknown_names_get_a_hint() {
    let (summary, series) = results();
    let ask = |name: &str| {
        draw(&report(&summary, &series), &Options { only: Some(vec![name.to_owned()]), ..Options::default() })
    };
    let error = ask("aliance").unwrap_err().to_string();
    assert!(
        error.starts_with("there is no chart `aliance` (did you mean `alliance`?); there are: levels, "),
        "{error}"
    );
    assert!(!ask("xyzzy").unwrap_err().to_string().contains("mean"));
    assert!(ask("fan").unwrap().len() == 8);
}

#[test]
fn pictures_with_the_same_slug_get_names_that_differ() {
    let (summary, _) = results();
    let twins = [series("A b", "x", "", (0.0, 1.0), 0.2, 0.3), series("a/B", "y", "", (0.0, 1.0), 0.2, 0.3)];
    let names = names(&summary, &twins);
    assert!(names.contains(&"fan-a-b".to_owned()) && names.contains(&"fan-a-b-2".to_owned()), "{names:?}");
    assert_eq!([slug("../x"), slug("中国"), slug("C2_by 2025")], ["x", "unnamed", "c2_by-2025"]);
}

/// Draws everything in all themes for the eye, into the directory that `PLOT_GALLERY` names.
#[test]
fn gallery() {
    let Ok(folder) = std::env::var("PLOT_GALLERY") else { return };
    for (kind, (summary, series)) in [("usual", results()), ("crowded", crowded())] {
        for theme in THEMES {
            let folder = format!("{folder}/{kind}-{theme:?}").to_lowercase();
            std::fs::create_dir_all(&folder).unwrap();
            let began = std::time::Instant::now();
            let pictures = draw(&report(&summary, &series), &Options { theme, ..Options::default() }).unwrap();
            println!("{folder}: {} files in {:?}", pictures.len(), began.elapsed());
            for picture in pictures {
                std::fs::write(format!("{folder}/{}", picture.0), picture.1).unwrap();
            }
        }
    }
}

//! The story of a run is that of the run itself, and what is found among runs is what is there.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use realpolitik::chronicle::{Between, Chronicle, Scope, Standing, What, tell, words};
use realpolitik::design::{Design, MonteCarlo};
use realpolitik::engine::Worker;
use realpolitik::model::ACTUAL;
use realpolitik::scenario::source::Unavailable;
use realpolitik::scenario::{Builtin, Resolver, Scenario, SourceFile, load};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

struct Text<'a>(&'a str);

impl Resolver for Text<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        if from.is_none() { Ok(SourceFile::new(name, self.0)) } else { Builtin.load(from, name) }
    }
}

/// A built-in scenario with more written below it.
fn scenario(name: &str, more: &str) -> Scenario {
    let text = format!("format = 1\nextends = \"builtin:{name}\"\n{more}");
    load("test.toml", &Text(&text), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

fn told(scenario: &Scenario, run: u64, between: Between) -> Chronicle {
    let scope = Scope { between, ..Scope::of(scenario) };
    tell(scenario, &MonteCarlo { runs: 100 }, 3, run, &scope).expect("there is such a run")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("realpolitik").expect("the program");
    command.current_dir(folder).args(arguments);
    command
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What is said where it is refused as bad input.
fn bad(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// A directory of runs of the essay, shared by tests that read it.
fn essay(folder: &TempDir) -> PathBuf {
    let run = ["run", "builtin:essay", "--runs", "700", "--seed", "1", "--no-plots", "--quiet", "--out", "essay"];
    good(folder.path(), &run);
    folder.path().join("essay")
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

#[test]
fn a_run_that_is_told_has_the_bits_of_its_row() {
    for name in ["essay", "five-powers", "two-actors"] {
        let scenario = scenario(name, "");
        let design = MonteCarlo { runs: 100 };
        let (rows, _) = Worker::new(&scenario, &design, 3).run(0..design.len());
        for run in [0, 1, 17, 99] {
            let story = told(&scenario, run, Between::Everyone);
            for (column, recorded) in rows.outcomes.iter().zip(&story.outcomes) {
                let (kept, again) = (column.get(run as usize), recorded.value);
                assert_eq!(kept.map(f64::to_bits), again.map(f64::to_bits), "{name} {run} {}", recorded.id);
            }
            for (column, (path, value)) in rows.parameters.iter().zip(&story.parameters) {
                assert_eq!(column.values[run as usize].to_bits(), value.to_bits(), "{name} {run} {path}");
            }
        }
    }
}

/// Every kind of design: the program compares the run with the row that the directory keeps, and would fail.
#[test]
fn any_run_of_any_experiment_is_told_as_it_was() {
    let folder = folder();
    let two = ["builtin:two-actors", "--no-plots", "--quiet", "--seed", "5"];
    let experiments: [(&str, &[&str]); 4] = [
        ("run", &["--runs", "60"]),
        ("audit", &["--outcome", "partners", "--replicates", "30"]),
        ("sweep", &["--outcome", "partners", "--over", "actors.OAK.horizon_years=1:30:5", "--replicates", "20"]),
        ("sensitivity", &["--outcome", "partners", "--method", "morris", "--trajectories", "4", "--replicates", "4"]),
    ];
    for (experiment, more) in experiments {
        good(folder.path(), &[&[experiment], &two[..], more, &["--out", experiment]].concat());
        let runs = json(&std::fs::read_to_string(folder.path().join(experiment).join("manifest.json")).expect("read"));
        let runs = runs["runs"].as_u64().expect("runs");
        for run in [0, runs / 3, runs - 1] {
            let said = good(folder.path(), &["explain", experiment, "--run", &run.to_string(), "--format", "json"]);
            assert_eq!(json(&said)["chronicle"]["run"], run, "{experiment}");
        }
        let beyond = bad(folder.path(), &["explain", experiment, "--run", &runs.to_string()]);
        assert_eq!(beyond, format!("error: there is no run {runs}: the experiment has {runs}, counted from 0\n"));
    }
}

/// What changed hands is what the levels were: from the start through all events to the end.
#[test]
fn changes_of_level_lead_from_the_start_to_the_end() {
    let essay = scenario("essay", "");
    let mut changes = 0;
    for run in 0..12 {
        let story = told(&essay, run, Between::Everyone);
        let mut levels = story.start.clone();
        let mut last = f64::NEG_INFINITY;
        for (at_event, event) in story.events.iter().enumerate() {
            assert!(event.date >= last && event.date <= story.period.1, "in order of dates");
            last = event.date;
            let What::Level { from, to, before, now, pair, choice } = &event.what else { continue };
            let choice = choice.as_ref().expect("every change is taken apart");
            assert_eq!((choice.offered, choice.chosen, choice.reconsidered), (*before, *now, true));
            assert_eq!(choice.date + story.step, event.date, "a choice shows at the next snapshot");
            let at =
                |from: &str, to: &str| levels.iter().position(|s| s.from == from && s.to == to).expect("a relation");
            let (forth, back) = (at(from, to), at(to, from));
            assert_eq!(levels[forth].level, *before);
            levels[forth].level = *now;
            // Where both change at once both events have the pair's level after both.
            let last_of_date = !story.events.iter().skip(at_event + 1).any(|later| {
                later.date == event.date
                    && matches!(&later.what, What::Level { from: f, to: t, .. } if (f, t) == (from, to) || (t, f) == (from, to))
            });
            if last_of_date {
                assert_eq!(*pair, levels[forth].level.min(levels[back].level), "the lower of the two");
            }
            changes += 1;
        }
        let of = |all: &[realpolitik::chronicle::Standing]| all.iter().map(|s| s.level).collect::<Vec<_>>();
        assert_eq!(of(&levels), of(&story.end), "run {run}");
    }
    assert!(changes > 20, "{changes}");
}

/// Two that stand at the last level and never reconsider ally after the years that it takes, and part with the term.
#[test]
fn pacts_form_and_end_when_the_model_says() {
    let two = scenario(
        "two-actors",
        "[choice]\nrho = 0\n[pact]\npact_years = 1\nterm_years = 5\n[relations.ELM.OAK]\nlevel_start = 4\n[relations.OAK.ELM]\nlevel_start = 4\n\
         [events.embargo]\nkind = \"coercion\"\ntext = \"an embargo\"\nfrom = \"ELM\"\nto = \"OAK\"\nfloor = 0.6\n\
         start = 2010\nend = 2015\n",
    );
    let story = told(&two, 0, Between::Everyone);
    let dates = |is: fn(&What) -> bool| -> Vec<f64> {
        story.events.iter().filter(|event| is(&event.what)).map(|event| event.date).collect()
    };
    // A pact runs for its term, and the next step brings the next.
    assert_eq!(
        dates(|what| matches!(what, What::PactFormed { .. })),
        [2001.0, 2006.25, 2011.5, 2016.75, 2022.0, 2027.25]
    );
    assert_eq!(
        dates(|what| matches!(what, What::PactEnded { denounced: false, .. })),
        [2006.0, 2011.25, 2016.5, 2021.75, 2027.0]
    );
    assert!(dates(|what| matches!(what, What::PactEnded { denounced: true, .. })).is_empty());
    let calendar: Vec<(f64, bool)> = story
        .events
        .iter()
        .filter_map(|e| match &e.what {
            What::Calendar { id, begins, .. } if id == "embargo" => Some((e.date, *begins)),
            _ => None,
        })
        .collect();
    assert_eq!(calendar, [(2010.0, true), (2015.0, false)]);
    let rise = story.events.iter().find_map(|e| match &e.what {
        What::Coercion { from, now, .. } if from == "ELM" => Some((e.date, *now)),
        _ => None,
    });
    assert_eq!(rise, Some((2010.0, 2)), "from a floor of 0.6 on it is heavy");
    // Nobody reconsiders, so that there are no changes, and the closest call of either side.
    let kept: Vec<&str> = story.choices().map(|(from, _, _)| from).collect();
    assert_eq!(kept, ["ELM", "OAK"]);
    assert_eq!(ACTUAL[story.end[0].level], 1.0);
}

#[test]
fn a_window_and_a_pair_tell_less() {
    let essay = scenario("essay", "");
    let whole = told(&essay, 4, Between::Everyone);
    let scope = Scope { from: 2020.0, to: 2026.0, ..Scope::of(&essay) };
    let scope = scope.between(&essay, "USA-CHN").expect("a pair");
    assert_eq!(scope.between, Between::Only(2, 1));
    let part = tell(&essay, &MonteCarlo { runs: 100 }, 3, 4, &scope).expect("a run");
    assert!(part.events.iter().all(|event| (2020.0..=2026.0).contains(&event.date)));
    for event in part.events.iter().filter(|event| !matches!(event.what, What::Kept { .. })) {
        assert!(whole.events.contains(event), "{event:?}");
    }
    assert_eq!(part.outcomes, whole.outcomes);
    // It begins and ends with how they stand then, and not at the ends of the scenario.
    assert_eq!((whole.ends, part.ends), ((2015.0, 2050.0), (2020.0, 2026.0)));
    let level = |standings: &[Standing]| {
        standings.iter().find(|s| (s.from.as_str(), s.to.as_str()) == ("CHN", "USA")).expect("a relation").level
    };
    let last = |until: f64| {
        let changes = whole.events.iter().filter(|event| event.date <= until);
        changes.fold(level(&whole.start), |before, event| match &event.what {
            What::Level { from, to, now, .. } if (from.as_str(), to.as_str()) == ("CHN", "USA") => *now,
            _ => before,
        })
    };
    assert_eq!([level(&part.start), level(&part.end)], [last(2020.0), last(2026.0)]);
    let page = words::page(&part);
    assert!(
        page.contains("At the start of what is told, 2020\n") && page.contains("At the end of what is told, 2026\n")
    );
    assert!(page.contains("once it has stood at alliance for a year without a break"), "{page}");
}

#[test]
fn what_cannot_be_told_is_said() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    let bad = |more: &[&str]| bad(folder.path(), &[&["explain", "run"], more].concat());
    assert_eq!(bad(&["--run", "7", "--pair", "ELM-OAKS"]), "error: there is no actor `OAKS`; did you mean `OAK`?\n");
    assert!(bad(&["--run", "7", "--pair", "ELM"]).starts_with("error: `ELM` is no pair: write two ids with a hyphen"));
    assert_eq!(bad(&["--run", "7", "--pair", "ELM-ELM"]), "error: `ELM` offers itself nothing; name another actor\n");
    assert!(
        bad(&["--run", "7", "--from", "2040"])
            .contains("there is nothing between; this scenario goes from 2000 to 2030")
    );
    assert!(bad(&[]).contains("required"));
    assert!(bad(&["--run", "1", "--find", "typical"]).contains("cannot be used with"));
    assert!(bad(&["--why", "partner"]).contains("did you mean `partners`?"));
    assert!(bad(&["--why", "partners"]).contains("is a number, not yes or no: say when it counts with --above X"));
    assert!(bad(&["--why", "alliance_2030", "--above", "0.5"]).contains("is yes or no"));
    assert!(bad(&["--find", "earliest"]).contains("ELM-OAK allies in none of the 60 runs"));
    assert!(bad(&["--run", "x"]).contains("write a whole number from 0 on"));
    // What belongs to averages alone is not passed over in silence.
    for option in [&["--above", "2"][..], &["--below", "2"], &["--no-plots"], &["--theme", "dark"]] {
        for story in [&["--run", "7"][..], &["--find", "typical"]] {
            assert!(bad(&[story, option].concat()).contains("cannot be used with"), "{story:?} {option:?}");
        }
    }
    assert!(bad(&["--run", "7", "--threads", "2"]).contains("cannot be used with"));
    // What the directory keeps was changed: the message says so, and nothing is told.
    let rows = folder.path().join("run/rows.parquet");
    let mut bytes = std::fs::read(&rows).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&rows, bytes).expect("written");
    let output = command(folder.path(), &["explain", "run", "--run", "7"]).assert().code(1).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stderr).contains("rows.parquet: is damaged"));
    assert!(self::bad(folder.path(), &["explain", "nowhere", "--run", "1"]).contains("there is no such directory"));
}

#[test]
fn runs_worth_reading_are_what_they_are_called() {
    let folder = folder();
    let directory = essay(&folder);
    let rows = good(folder.path(), &["export", "essay", "--format", "json"]);
    let rows: Vec<Value> = match json(&rows) {
        Value::Array(rows) => rows,
        other => other["rows"].as_array().expect("rows").clone(),
    };
    let find = |which: &str, threads: &str| {
        let said =
            good(folder.path(), &["explain", "essay", "--find", which, "--format", "json", "--threads", threads]);
        json(&said)["chronicle"].clone()
    };
    let run = |chronicle: &Value| chronicle["run"].as_u64().expect("a run") as usize;
    let dates: Vec<Option<f64>> = rows.iter().map(|row| row["alliance_date"].as_f64()).collect();
    let first = dates.iter().flatten().fold(f64::INFINITY, |a, b| a.min(*b));
    let earliest = run(&find("earliest", "2"));
    assert_eq!(dates[earliest], Some(first));
    assert_eq!(dates.iter().position(|date| *date == Some(first)), Some(earliest), "of equals the first");
    let miss = find("nearest-miss", "1");
    assert_eq!(dates[run(&miss)], None);
    assert_eq!(miss, find("nearest-miss", "2"), "threads do not matter");
    assert_eq!(find("surprising", "1"), find("surprising", "2"));
    let summary = json(&std::fs::read_to_string(directory.join("summary.json")).expect("read"));
    let outcomes = summary["summary"]["outcomes"].as_array().expect("outcomes");
    let ids: Vec<&str> = outcomes.iter().filter_map(|outcome| outcome["id"].as_str()).collect();
    assert_eq!(run(&find("typical", "1")), medoid(&rows, &ids));
}

/// The run whose squared distances to all others have the least sum, by brute force.
fn medoid(rows: &[Value], ids: &[&str]) -> usize {
    let number = |value: &Value| value.as_bool().map(|yes| f64::from(u8::from(yes))).or(value.as_f64());
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for id in ids {
        let values: Vec<Option<f64>> = rows.iter().map(|row| number(&row[*id])).collect();
        let there: Vec<f64> = values.iter().map(|value| f64::from(u8::from(value.is_some()))).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        columns.push(standardised(&values.iter().map(|value| value.unwrap_or(mean)).collect::<Vec<_>>(), known.len()));
        columns.push(standardised(&there, there.len()));
    }
    let apart = |a: usize, b: usize| columns.iter().map(|c| (c[a] - c[b]) * (c[a] - c[b])).sum::<f64>();
    let sums: Vec<f64> = (0..rows.len()).map(|a| (0..rows.len()).map(|b| apart(a, b)).sum()).collect();
    (0..sums.len()).fold(0, |best, run| if sums[run] < sums[best] { run } else { best })
}

/// In standard deviations of the values that are known; nothing where they are all alike.
fn standardised(values: &[f64], known: usize) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let sd = (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (known.max(2) - 1) as f64).sqrt();
    values.iter().map(|x| if sd > 0.0 { (x - mean) / sd } else { 0.0 }).collect()
}

#[test]
fn what_drove_an_outcome_is_an_average_over_the_runs() {
    let folder = folder();
    essay(&folder);
    good(folder.path(), &["explain", "essay", "--why", "alliance_2050", "--threads", "1"]);
    let one = std::fs::read(folder.path().join("essay/why-alliance_2050/findings.json")).expect("findings");
    good(folder.path(), &["explain", "essay", "--why", "alliance_2050", "--threads", "2", "--out", "two", "--quiet"]);
    assert!(one == std::fs::read(folder.path().join("two/findings.json")).expect("findings"), "threads do not matter");
    let study = json(&String::from_utf8(one).expect("UTF-8"));
    let why = &study["findings"];
    assert_eq!(why["kind"], "why");
    let summary = json(&std::fs::read_to_string(folder.path().join("essay/summary.json")).expect("read"));
    let outcomes = summary["summary"]["outcomes"].as_array().expect("outcomes");
    let share = &outcomes.iter().find(|o| o["id"] == "alliance_2050").expect("the outcome")["share"];
    assert_eq!((&why["came"], why["not"].as_u64()), (&share["count"], Some(700 - share["count"].as_u64().unwrap())));
    // The terms add up to their sum, in both groups and at every date.
    for side in why["sides"].as_array().expect("sides") {
        let terms = side["terms"].as_array().expect("terms");
        for group in ["came", "not"] {
            let of = |term: &Value| -> Vec<f64> {
                term["worth"][group].as_array().expect("means").iter().map(|x| x.as_f64().expect("a number")).collect()
            };
            let (parts, all): (Vec<&Value>, Vec<&Value>) = terms.iter().partition(|term| term["name"] != "all");
            for (at, all) in of(all[0]).into_iter().enumerate() {
                let sum: f64 = parts.iter().map(|term| of(term)[at]).sum();
                assert!((sum - all).abs() < 1e-9, "{sum} is not {all}");
            }
        }
    }
    assert!(folder.path().join("essay/why-alliance_2050/plots/why-alliance_2050.svg").exists());
    let again = good(folder.path(), &["explain", "essay", "--why", "alliance_2050"]);
    assert!(again.contains("complete already"));
    let above = good(
        folder.path(),
        &["explain", "essay", "--why", "level_2035", "--above", "2.5", "--no-plots", "--format", "json"],
    );
    assert_eq!(json(&above)["study"]["findings"]["event"]["above"], 2.5);
    assert!(folder.path().join("essay/why-level_2035-above-2.5/findings.json").exists());
    let other = ["explain", "essay", "--why", "level_2035", "--above", "1.5", "--pair", "USA-CHN", "--no-plots"];
    good(folder.path(), &[&other[..], &["--quiet"]].concat());
    assert!(folder.path().join("essay/why-level_2035-above-1.5-usa-chn/findings.json").exists(), "another question");
    let taken = bad(folder.path(), &["explain", "essay", "--why", "level_2035", "--above", "1", "--out", "essay"]);
    assert!(taken.contains("holds what is not of `why`"), "{taken}");
    let other = ["explain", "essay", "--why", "level_2035", "--above", "1", "--out", "essay/why-alliance_2050"];
    let taken = bad(folder.path(), &other);
    assert!(taken.contains("holds a result of `why` from other rows, another question"), "{taken}");
    assert!(!taken.contains("runs"), "before the pass over all runs begins: {taken}");
    std::fs::write(folder.path().join("mine.md"), "my own").expect("written");
    let taken = bad(folder.path(), &["explain", "nowhere", "--find", "surprising", "--out", "mine.md"]);
    assert!(taken.contains("mine.md: is there already"), "before anything is read: {taken}");
    // A date counts where there is one.
    let dated = good(folder.path(), &["explain", "essay", "--why", "alliance_date", "--no-plots", "--format", "json"]);
    assert_eq!(json(&dated)["study"]["findings"]["came"], why["came"], "allied by 2050, the end");
}

/// The averages of a handful of runs, by hand from the choices taken apart one by one.
#[test]
fn averages_are_those_of_the_choices() {
    let folder = folder();
    let run = ["run", "builtin:essay", "--runs", "40", "--seed", "1", "--no-plots", "--quiet", "--out", "few"];
    good(folder.path(), &run);
    let said = good(folder.path(), &["explain", "few", "--why", "alliance_2050", "--no-plots", "--format", "json"]);
    let why = json(&said)["study"]["findings"].clone();
    let essay = scenario("essay", "");
    let design = MonteCarlo { runs: 40 };
    let (rows, _) = Worker::new(&essay, &design, 1).run(0..40);
    let column = essay.outcomes.iter().position(|o| o.id == "alliance_2050").expect("an outcome");
    let date = 2030.0;
    let at = why["dates"].as_array().expect("dates").iter().position(|d| d.as_f64() == Some(date)).expect("a date");
    let security = |run: u64| {
        let choice = realpolitik::engine::Choice { run, date, holder: "CHN", about: "RUS" };
        let e = realpolitik::engine::explain(&essay, &design, 1, &choice).expect("a choice");
        e.terms[0].1[4] - e.terms[0].1[0]
    };
    for (group, came) in [("came", 1.0), ("not", 0.0)] {
        let runs: Vec<u64> = (0..40).filter(|run| rows.outcomes[column].values[*run as usize] == came).collect();
        let mean = runs.iter().map(|run| security(*run)).sum::<f64>() / runs.len() as f64;
        let found = why["sides"][1]["terms"][0]["worth"][group][at].as_f64().expect("a mean");
        assert!((mean - found).abs() < 1e-12, "{group}: {mean} is not {found}");
    }
}

#[test]
fn a_title_cannot_write_in_the_story() {
    let two = scenario("two-actors", "title = \"<b>*bold*</b> | [link](x) \\u001b[31m \\u202e\"\n");
    let story = told(&two, 0, Between::Everyone);
    let (page, markdown) = (words::page(&story), words::markdown(&story));
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'));
    assert!(markdown.starts_with("# &lt;b&gt;\\*bold\\*&lt;/b&gt; \\| \\[link\\](x)"), "{markdown}");
    assert!(!markdown.contains("<b>"));
}

#[test]
fn a_story_goes_to_a_file_and_is_not_written_over() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    let story = ["explain", "run", "--run", "3", "--format", "markdown", "--out", "story.md"];
    assert_eq!(good(folder.path(), &story), "story.md\n");
    let text = std::fs::read_to_string(folder.path().join("story.md")).expect("read");
    assert!(text.starts_with("# Two neighbours: run 3 (seed 1)\n"));
    assert!(bad(folder.path(), &story).contains("story.md: is there already; --force replaces it"));
    good(folder.path(), &[&story[..], &["--force"]].concat());
}

/// The page as a whole, word for word.
#[test]
fn the_page_of_a_story() {
    let folder = folder();
    good(folder.path(), &["run", "builtin:two-actors", "--runs", "60", "--no-plots", "--quiet", "--out", "run"]);
    let page = good(folder.path(), &["explain", "run", "--run", "3", "--from", "2000", "--to", "2002"]);
    insta::assert_snapshot!(page, @r"
    Two neighbours: run 3 (seed 1)
    what Elmland and Oakland have to do with, 2000 to 2002

    At the start, 2000
      Elmland to Oakland: aloof; Oakland to Elmland: aloof

    2001     Elmland does not change what it offers Oakland, aloof; this is its closest call.
             In 2000.75: Elmland reconsidered and stayed at aloof, which it did with 92.8%. For lip
             service rather than aloof spoke nearness on the map (+0.01), trade that friendship brings
             (+0.01); against it the cost of changing course (-0.38).
                                   aloof   lip service   partnership  coordination      alliance
               trade               0.000         0.010         0.035         0.065         0.100
               autonomy            0.000        -0.001        -0.014        -0.048        -0.114
               grievance           0.000         0.000         0.000        -0.001        -0.001
               closeness           0.000         0.015         0.052         0.098         0.150
               inertia             0.000        -0.375        -0.500        -0.625        -0.750
               all                 0.000        -0.351        -0.427        -0.512        -0.615
               probability         92.8%          3.9%          2.0%          0.9%          0.4%
    2001.5   Oakland offers Elmland coordination, up from aloof; the pair stands at aloof.
             In 2001.25: Oakland reconsidered, as in 39.3% of all steps: 0.4% for coordination, 94.2%
             for aloof. For coordination rather than aloof spoke nearness on the map (+0.10), trade
             that friendship brings (+0.08); against it the cost of changing course (-0.62), freedom of
             action given up, or gained over a junior (-0.12), old and new wrongs by the partner
             (-0.04).
                                   aloof   lip service   partnership  coordination      alliance
               trade               0.000         0.013         0.044         0.081         0.125
               autonomy            0.000        -0.003        -0.035        -0.121        -0.287
               grievance           0.000        -0.006        -0.019        -0.036        -0.055
               closeness           0.000         0.015         0.052         0.098         0.150
               inertia             0.000        -0.375        -0.500        -0.625        -0.750
               all                 0.000        -0.356        -0.458        -0.604        -0.817
               probability         94.2%          3.8%          1.5%          0.4%         <0.1%

    At the end of what is told, 2002
      Elmland to Oakland: aloof; Oakland to Elmland: coordination

    A pair stands at the lower of what its two sides offer each other. It has an alliance, a
    pact, once it has stood at alliance for a year without a break.

    Outcomes of this run
      partners        0 share of time
      alliance_2030   no
      grievance_2030  0.191 severity
    ");
}

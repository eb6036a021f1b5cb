//! `realpolitik::import` over history: drafts of every case of old, and a panel of many years, from the files of the field.
//!
//! They lie in `../shared/data` beside the repository, and nowhere in it, since their terms differ. Where they are not there,
//! the tests say so and pass.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use realpolitik::import::{Asked, Panel, Treaty, hindcast, import};
use realpolitik::scenario::{Scenario, Value, parse};
use std::path::{Path, PathBuf};

/// The files that reach back, by their names.
const FILES: [&str; 12] = [
    "gdp_pop_fariss_cow_1900_2019.csv.gz",
    "cinc_nmc_v7_1816_2022.csv",
    "trade_cow_v4_dyad_year_1870_2014.csv.gz",
    "contiguity_cow32_episodes.csv",
    "capitals_cow.csv",
    "alliances_atop51_directed_dyad_year_1815_2018.csv.gz",
    "original_format/atop5_1m.csv",
    "original_format/dyadic_mid_4.02.csv",
    "grievance_icow_territorial_claims_1816_2017.csv",
    "sanctions_gsdb_v4_cases.csv",
    "sanctions_ties_v4_cases_1945_2005.csv",
    "unga_ideal_points_1946_2024.csv",
];

/// Their paths, if they are at hand.
fn files() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let paths: Vec<PathBuf> = FILES.iter().map(|name| folder.join(name)).collect();
    let missing = paths.iter().find(|path| !path.exists());
    if let Some(missing) = missing {
        eprintln!("SKIPPED: {} is not there", missing.display());
    }
    missing.is_none().then_some(paths)
}

fn asked(from: Vec<PathBuf>, actors: &[&str]) -> Asked {
    let actors = actors.iter().map(|key| (*key).to_owned()).collect();
    Asked { from, actors, year: 0, years: 20, partners: 5, gap: 5, after: 0, bare: false }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-4 * expected.abs(), "{found} is not {expected}");
}

fn figure(scenario: &Scenario, path: &str) -> f64 {
    match scenario.slots.iter().find(|slot| slot.path == path).map(|slot| &slot.value) {
        Some(Value::Point(value)) => *value,
        other => panic!("{path}: {other:?}"),
    }
}

/// States of the great and the leading regional powers, of which some end and some begin.
const POWERS: [&str; 25] = [
    "USA", "CAN", "BRA", "ARG", "GBR", "FRA", "DEU", "AUH", "ITA", "RUS", "TUR", "CHN", "JPN", "IND", "PAK", "IRN",
    "EGY", "ISR", "SAU", "POL", "ESP", "SWE", "AUS", "KOR", "IDN",
];

/// Every case that hindcasts begin with, by its name: the year, the actors, and how much later GDP may be.
const CASES: [(&str, i64, &[&str], i64); 7] = [
    ("franco-russian", 1887, &["FRA", "RUS", "DEU", "GBR", "AUH"], 13),
    ("entente", 1898, &["GBR", "FRA", "RUS", "DEU"], 2),
    ("axis", 1933, &["DEU", "ITA", "JPN", "RUS", "GBR", "FRA"], 0),
    ("grand-alliance", 1939, &["GBR", "RUS", "USA", "DEU", "JPN", "FRA", "ITA"], 0),
    ("sino-soviet", 1949, &["RUS", "CHN", "USA"], 0),
    ("opening", 1968, &["USA", "CHN", "RUS"], 0),
    ("essay", 2014, &["RUS", "CHN", "USA"], 0),
];

/// The scenarios of those cases, each of which the program checks without a warning and runs; none where files are missing.
fn cases() -> Option<Vec<Scenario>> {
    let files = files()?;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let run = |arguments: &[&str]| {
        let output =
            Command::cargo_bin("realpolitik").expect("the program").current_dir(folder.path()).args(arguments).output();
        let output = output.expect("it runs");
        let wrong = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), wrong.as_str()), (Some(0), ""), "{arguments:?}");
    };
    let of = |(name, year, actors, after): &(&str, i64, &[&str], i64)| {
        let asked = Asked { year: *year, after: *after, ..asked(files.clone(), actors) };
        let draft = import(&asked).unwrap_or_else(|why| panic!("{name}: {why}"));
        let file = format!("{name}.toml");
        std::fs::write(folder.path().join(&file), &draft.text).expect("it can be written");
        run(&["check", &file]);
        run(&["run", &file, "--runs", "20", "--no-plots", "--quiet", "--out", name]);
        parse(&draft.text).expect("a scenario").scenario
    };
    Some(CASES.iter().map(of).collect())
}

/// Every expected figure was read in the files by hand.
#[test]
fn every_case_of_history_has_a_draft_that_runs() {
    let Some(cases) = cases() else { return };
    let [franco_russian, _, axis, grand_alliance, sino_soviet, ..] = cases.as_slice() else { panic!("seven cases") };
    // GDP of 1900 stands in, in millions 193 604.865.
    near(figure(franco_russian, "actors.FRA.gdp"), 193.604_865);
    assert_eq!(figure(franco_russian, "actors.FRA.growth"), 0.02);
    assert_eq!(figure(franco_russian, "pairs.DEU-AUH.pact_start"), 1.0);
    // The treaty of reassurance: neutrality.
    assert_eq!(figure(franco_russian, "relations.RUS.DEU.level_start"), 2.0);
    // From 419 187.755 in 1933.
    near(figure(axis, "actors.DEU.gdp"), 419.187_755);
    // Khalkhin Gol is a war of 1939; the one of Britain and Germany is a use of force until 1940, by Dyadic MID.
    assert_eq!(figure(grand_alliance, "relations.RUS.JPN.coercion_start"), 1.0);
    assert_eq!(figure(grand_alliance, "relations.GBR.DEU.coercion_start"), 0.3);
    assert!(figure(grand_alliance, "relations.JPN.RUS.hostility_start") > 1.0);
    assert_eq!(figure(sino_soviet, "relations.USA.CHN.coercion_start"), 0.0);
}

/// A panel of the powers over the years of the figures of GDP.
fn panel() -> Option<Panel> {
    Some(Panel::read(&Asked { bare: true, ..asked(files()?, &POWERS) }, 1900..=2014).expect("a panel"))
}

#[test]
fn a_panel_reads_once_and_drafts_every_year() {
    let began = std::time::Instant::now();
    let Some(panel) = panel() else { return };
    eprintln!("read in {:?}", began.elapsed());
    let drafts: Vec<_> = panel.drafts().map(|(year, draft)| (year, draft.expect("a draft"))).collect();
    let bytes: usize = drafts.iter().map(|(_, draft)| draft.text.len()).sum();
    eprintln!("and drafted in {:?}, {bytes} bytes", began.elapsed());
    assert_eq!(drafts.len(), 115);
    for (year, draft) in &drafts {
        let scenario = parse(&draft.text).unwrap_or_else(|problems| panic!("{year}: {problems}")).scenario;
        let keys: Vec<&str> = scenario.actors.iter().map(|actor| actor.id.as_str()).collect();
        assert_eq!(keys, draft.actors, "{year}");
        assert_eq!(keys.len() + draft.notes.len(), POWERS.len(), "{year}: {:?}", draft.notes);
        assert!(scenario.outcomes.is_empty() && scenario.partners.is_empty());
    }
    eprintln!("and parsed in {:?}", began.elapsed());
    let of = |year: i64| &drafts[usize::try_from(year - 1900).expect("a year of the panel")].1;
    assert!(of(1913).actors.contains(&"AUH") && !of(1919).actors.contains(&"AUH"));
    assert!(!of(1948).actors.contains(&"DEU") && of(1955).actors.contains(&"DEU"));
    assert!(of(1948).notes.contains(&"Germany (DEU) is left out: not in the file of capabilities".to_owned()));
    // Spending of the United Kingdom in 1910, 61 417 thousand pounds, in dollars of 2011.
    let scenario = parse(&of(1910).text).expect("a scenario").scenario;
    let spending = figure(&scenario, "actors.GBR.military_share") * figure(&scenario, "actors.GBR.gdp");
    near(spending, 0.061_417 * 4.86 * 676.0 / 28.0);
}

/// A draft of the panel says what the draft of the year alone says.
#[test]
fn a_year_of_the_panel_is_the_draft_of_that_year() {
    let Some(panel) = panel() else { return };
    for year in [1907, 1938, 1980, 1995, 2013] {
        let draft = panel.draft(year).expect("a draft");
        let alone = Asked { year, bare: true, ..asked(files().expect("files"), &draft.actors) };
        let alone = import(&alone).expect("a draft");
        // Ranges of years of the files differ at the head, since a panel reads more of them.
        let body = |text: &str| text[text.find("[time]").expect("a section")..].to_owned();
        assert!(body(&draft.text) == body(&alone.text), "{year}: {}", first_difference(&draft.text, &alone.text));
    }
}

fn first_difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).skip_while(|(a, b)| a.starts_with('#') || a == b);
    format!("{:?}", lines.take(1).collect::<Vec<_>>())
}

/// The alliance of France and Russia from 1893, that of Russia and China from 1950 to 1980, and NATO, by their numbers.
#[test]
fn obligations_and_treaties_of_every_pair_and_year() {
    let Some(panel) = panel() else { return };
    let (owed, treaties) = (panel.obligations(), panel.treaties());
    assert!(owed[&("FRA", "RUS", 1900)].defence && !owed.contains_key(&("FRA", "RUS", 1925)));
    assert!(owed[&("RUS", "CHN", 1979)].defence && !owed[&("RUS", "CHN", 2013)].defence);
    assert_eq!(treaties[&("CHN", "RUS", 1960)], [Treaty { id: 3200, members: 2 }]);
    let nato = treaties[&("USA", "GBR", 1950)].iter().find(|treaty| treaty.id == 3180).expect("it is in force");
    // 42 rows of 30 numbers, of which two are Germany's.
    assert_eq!(nato.members, 29);
    assert_eq!(panel.treaty_years(), Some((1815, 2018)));
}

/// What is known of the cases by hand: the defence pact of France and Russia of 1893 after consultation from 1891; China and
/// the Soviet Union allies on paper and rivals from 1958; and what ships is what the files say.
#[test]
fn what_followed_is_what_histories_say() {
    let Some(mut files) = files() else { return };
    let rivalries = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/rivalries_tss.csv");
    files.retain(|path| !path.ends_with("atop5_1m.csv"));
    files.push(rivalries);
    let of = |(name, year, actors, after): (&str, i64, &[&str], i64)| {
        let asked = Asked { year, after, ..asked(files.clone(), actors) };
        let past = hindcast::import(&asked, None).unwrap_or_else(|why| panic!("{name}: {why}"));
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/hindcasts/{name}.csv"));
        let shipped = std::fs::read_to_string(&shipped).expect("a case that ships");
        assert!(shipped == past.observed, "{name}: {}", first_difference(&shipped, &past.observed));
        past.observed
    };
    let france = of(("franco-russian-1887", CASES[0].1, CASES[0].2, CASES[0].3));
    let china = of(("sino-soviet-1949", CASES[4].1, CASES[4].2, CASES[4].3));
    for (observed, line) in [
        (&france, "pact_date_fra_rus,,1893.5,"),
        (&france, "pact_fra_rus_1890,1888,0,"),
        (&france, "aligned_fra_rus_1890,1890,0,"),
        (&france, "aligned_fra_rus_1893,1893,1,"),
        (&france, "pact_fra_rus_1893,1893,0,"),
        (&france, "pact_fra_rus_1898,1898,1,"),
        (&china, "pact_rus_chn_1960,1960,1,"),
        (&china, "aligned_rus_chn_1955,1955,1,"),
        (&china, "aligned_rus_chn_1960,1960,0,"),
        // The war of Korea, by Dyadic MID.
        (&china, "coercion_usa_chn_1952,1952,1,"),
    ] {
        assert!(observed.contains(&format!("\n{line}")), "{line} is not in\n{observed}");
    }
    // A pact in force at the start has no first date.
    assert!(!china.contains("pact_date_rus_chn") && china.contains("pact_date_chn_usa,,none,"));
}

//! `realpolitik import`: small files of our own, and the files of the field where they are at hand.
//!
//! The latter lie in `../shared/data` beside the repository, and nowhere in it, since their terms differ. Where they are not
//! there, the tests of them say so and pass.
#![cfg(feature = "cli")]

use assert_cmd::Command;
use realpolitik::import::{Asked, import as import_files};
use realpolitik::scenario::{Parameter, Scenario, Value, parse};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with files of these names and texts.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("realpolitik").expect("the program");
    let output = command.current_dir(folder).args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Imports with these arguments into draft.toml.
fn import(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    run(folder, &[&["import", "--out", "draft.toml"], arguments].concat())
}

/// A draft, as a scenario and as a text.
struct Draft {
    scenario: Scenario,
    text: String,
}

impl Draft {
    /// The draft of a folder, which the program checks without a warning and runs.
    fn of(folder: &Path) -> Self {
        let (code, said, wrong) = run(folder, &["check", "draft.toml"]);
        assert_eq!((code, wrong.as_str()), (Some(0), ""), "{said}");
        let (code, _, wrong) =
            run(folder, &["run", "draft.toml", "--runs", "20", "--no-plots", "--quiet", "--out", "run"]);
        assert_eq!(code, Some(0), "{wrong}");
        let text = text(folder);
        Self { scenario: parse(&text).expect("a scenario").scenario, text }
    }

    fn parameter(&self, path: &str) -> &Parameter {
        self.scenario.slots.iter().find(|slot| slot.path == path).unwrap_or_else(|| panic!("{path}"))
    }

    fn figure(&self, path: &str) -> f64 {
        match self.parameter(path).value {
            Value::Point(value) => value,
            ref other => panic!("{path}: {other:?}"),
        }
    }

    /// The full text of the source of a figure.
    fn source(&self, path: &str) -> &str {
        let key = self.parameter(path).source.as_deref().expect("a source");
        self.scenario.sources.get(key).map_or(key, String::as_str)
    }
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("draft.toml")).expect("a draft")
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-4 * expected.abs(), "{found} is not {expected}");
}

/// GDP as the World Bank's site gives it, of two invented years of France and Germany.
const GDP: (&str, &str) = (
    "API_NY.csv",
    "\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2026-01-01\",\n\n\
     \"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"1989\",\"1990\",\n\
     \"France\",\"FRA\",\"GDP (current US$)\",\"NY.GDP.MKTP.CD\",\"1000000000000\",\"1250000000000\",\n\
     \"Germany\",\"DEU\",\"GDP (current US$)\",\"NY.GDP.MKTP.CD\",\"1400000000000\",\"\",\n",
);

/// Trade with Germany under both of its numbers, a repeated row and missing values.
const TRADE: (&str, &str) = (
    "trade.csv",
    "ccode1,ccode2,year,importer1,importer2,flow1,flow2,version\n\
     220,260,1990,France,German Federal Republic,100,200,4\n220,255,1990,France,Germany,50000,40000,4\n\
     220,255,1990,France,Germany,50000,40000,4\n200,220,1990,United Kingdom,France,30000,-9,4\n\
     200,255,1989,United Kingdom,Germany,10000,20000,4\n2,220,1990,United States,France,7000,8000,4\n",
);

const FRANCE: [&str; 5] = ["--actors", "FRN,Germany", "--start", "1990", "--from"];

#[test]
fn figures_come_with_their_sources_and_the_rest_is_a_guess() {
    let folder = folder(&[GDP, TRADE]);
    let arguments = [&["--partners", "1"], &FRANCE[..], &["API_NY.csv", "trade.csv"]].concat();
    let (code, said, wrong) = import(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{wrong}");
    assert!(said.starts_with("draft.toml written. Next: read it; realpolitik check draft.toml"), "{said}");
    let draft = Draft::of(folder.path());
    close(draft.figure("actors.FRA.gdp"), 1250.0);
    close(draft.figure("actors.DEU.gdp"), 1400.0);
    assert!(draft.source("actors.DEU.gdp").starts_with("World Bank, World Development Indicators, GDP"));
    assert!(draft.source("actors.DEU.gdp").contains("NY.GDP.MKTP.CD: 1989, bn USD; file API_NY.csv"));
    assert!(draft.text.contains("# of 1989, the nearest earlier year"));
    // The number of today counts, a repeated row once.
    close(draft.figure("relations.FRA.DEU.exports"), 40.0);
    close(draft.figure("relations.DEU.FRA.exports"), 50.0);
    // Britain trades most with the two; the United States is the rest.
    let partners: Vec<&str> = draft.scenario.partners.iter().map(|partner| partner.id.as_str()).collect();
    assert_eq!(partners, ["GBR", "REST"]);
    close(draft.figure("relations.FRA.GBR.exports"), 30.0);
    close(draft.figure("relations.FRA.REST.exports"), 7.0);
    assert!(draft.source("relations.GBR.FRA.exports").starts_with("guess"));
    for path in ["actors.FRA.military_capital", "pairs.FRA-DEU.distance_km"] {
        assert!(draft.source(path).starts_with("guess: no file"), "{path:?}");
    }
    assert_eq!((draft.scenario.time.start, draft.scenario.focus), (1991.0, (0, 1)));
}

/// Invented rows under the real headers, for France and Germany in 1990.
const REST: [(&str, &str); 8] = [
    (
        "nmc.csv",
        "stateabb,ccode,year,milex,milper,cinc,version\nFRN,220,1989,40000000,5,0.02,6\nFRN,220,1990,42000000,5,0.021,6\nGMY,255,1990,-9,5,0.03,6\n",
    ),
    (
        "contdir.csv",
        "state1no,state1ab,state2no,state2ab,conttype,begin,end,version\n220,FRN,255,GMY,1,199010,201612,3.2\n",
    ),
    ("dist.csv", "iso_o,iso_d,contig,distcap\nDEU,FRA,1,439.4\n"),
    (
        "atop.csv",
        "ddyad,year,atopally,defense,offense,neutral,nonagg,consul,stateA,stateB\n220255,1990,1,1,0,0,0,1,220,255\n255220,1988,1,1,0,0,0,1,260,220\n",
    ),
    ("unga.csv", "ccode,session,IdealPointAll\n220,44,1.5\n260,44,1.3\n365,44,-1.5\n"),
    (
        "midb.csv",
        "dispnum,stabb,ccode,styear,endyear,sidea,hostlev,fatality\n7,FRN,220,1939,1945,0,5,6\n7,GMY,255,1939,1945,1,5,6\n",
    ),
    (
        "icow.csv",
        "claimdy,name,chal,tgt,begclaim,endclaim,icowsal\n3,Saar,220,255,194501,195612,6\n4,An islet,255,220,198501,201799,3\n",
    ),
    (
        "gsdb.csv",
        "case_id,sanctioned_state,sanctioning_state,begin,end,trade,descr_trade,arms,military,financial,travel,other,success\n9,\"Iraq, Germany\",France,1989,1995,1,imp_compl,0,0,1,0,0,failed\n",
    ),
];

#[test]
fn every_dataset_finds_its_place_in_the_draft() {
    let folder = folder(&[&[GDP, TRADE][..], &REST].concat());
    let (code, _, wrong) = import(folder.path(), &[&FRANCE[..], &["."]].concat());
    assert_eq!(code, Some(0), "{wrong}");
    let draft = Draft::of(folder.path());
    // 40 in dollars of 1990, by consumer prices; over 0.08 as a steady state, and a year more.
    close(draft.figure("actors.FRA.military_capital"), 40.0 * (392.6 / 372.5) / 0.08 * 0.92 + 42.0);
    close(draft.figure("actors.FRA.military_share"), 42.0 / 1250.0);
    // The one spending that Germany has is missing: 2% of 1400, and 2% / 0.08.
    assert_eq!((draft.figure("actors.DEU.military_share"), draft.figure("actors.DEU.military_capital")), (0.02, 350.0));
    assert!(draft.source("actors.DEU.military_capital").starts_with("guess"));
    assert_eq!((draft.figure("pairs.FRA-DEU.contiguous"), draft.figure("pairs.FRA-DEU.distance_km")), (1.0, 439.4));
    assert_eq!((draft.figure("relations.FRA.DEU.proximity"), draft.figure("pairs.FRA-DEU.pact_start")), (1.0, 1.0));
    assert_eq!(
        (draft.figure("relations.FRA.DEU.level_start"), draft.figure("relations.DEU.FRA.level_start")),
        (4.0, 0.0)
    );
    // Points of 1989 (session 44): 1.5, 1.3, -1.5, whose mean distance is 2.
    close(draft.figure("relations.DEU.FRA.affinity"), 1.0 - 0.2 / 2.0);
    assert!(draft.text.contains("source = \"unga_1989\" }   # of 1989, the nearest earlier year"));
    close(draft.figure("relations.FRA.DEU.coercion_start"), 0.55);
    assert_eq!(draft.figure("relations.DEU.FRA.coercion_start"), 0.0);
    let ledger: Vec<_> = draft.scenario.ledger.iter().map(|e| (e.id.as_str(), e.year, e.settled)).collect();
    let expected = [
        ("mid_7_deu_fra", 1945.0, None),
        ("mid_7_fra_deu", 1945.0, None),
        ("icow_3_deu", 1956.9, Some(1956.9)),
        ("icow_3_fra", 1956.9, Some(1956.9)),
        ("icow_4_deu", 1991.0, None),
        ("icow_4_fra", 1991.0, None),
    ];
    assert_eq!(ledger, expected);
    let severity = |id: &str| draft.figure(&format!("ledger.{id}.severity"));
    assert_eq!((severity("mid_7_fra_deu"), severity("icow_3_deu")), (1.0, 0.25));
    assert_eq!((severity("icow_4_deu"), severity("icow_4_fra")), (0.125, 0.0625));
}

#[test]
fn what_cannot_be_is_refused_with_a_remedy_and_nothing_is_written() {
    let folder = folder(&[GDP, TRADE, ("odd.csv", "place,count\nhere,1\n")]);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    let refused: [(&[&str], &[&str]); 11] = [
        (
            &["--actors", "Frnce,DEU", "--start", "1990", "--from", "."],
            &["`Frnce` is no state", "Did you mean `France`?"],
        ),
        (&["--actors", "FRA", "--start", "1990", "--from", "."], &["from 2 to 20 actors"]),
        (&["--actors", "FRA,220", "--start", "1990", "--from", "."], &["`220` is France, which is among the actors"]),
        (
            &["--actors", "FRA,DEU", "--start", "1990", "--from", "odd.csv"],
            &[
                "odd.csv: its header",
                "place, count",
                "ccode1, ccode2, year, flow1, flow2",
                "https://correlatesofwar.org",
            ],
        ),
        (
            &["--actors", "FRA,DEU", "--start", "1990", "--from", "nowhere"],
            &["nowhere: there is no such file or folder"],
        ),
        (
            &["--actors", "FRA,DEU", "--start", "1990", "--from", "empty"],
            &["no file to read", "Known are", "https://data.worldbank.org"],
        ),
        (
            &["--actors", "FRA,PRK", "--start", "1990", "--from", "."],
            &["no file has North Korea (PRK, COW 731)", "trade.csv"],
        ),
        (
            &["--actors", "FRA,GBR", "--start", "1990", "--from", "."],
            &["no GDP of the United Kingdom (GBR) in 1985 to 1990", "API_NY.csv", "https://data.worldbank.org"],
        ),
        (
            &["--actors", "FRA,DEU", "--start", "2014", "--from", "."],
            &[
                "no GDP of France (FRA) in 2009 to 2014",
                "no GDP of Germany",
                "not in API_NY.csv (1989 to 1990, other states or years)",
                "--gap",
            ],
        ),
        (&["--actors", "FRA,DEU", "--start", "soon", "--from", "."], &["write a whole number from 1800 to 2200"]),
        (&["--actors", "FRA,DEU", "--start", "1990"], &["--from"]),
    ];
    for (arguments, says) in refused {
        let (code, said, wrong) = import(folder.path(), arguments);
        assert_eq!((code, said.as_str()), (Some(2), ""), "{arguments:?}: {wrong}");
        for part in says {
            assert!(wrong.contains(part), "{arguments:?} should say {part}: {wrong}");
        }
    }
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

#[test]
fn a_row_of_a_dataset_that_cannot_be_read_is_an_error_in_a_folder_too() {
    let folder = folder(&[GDP, ("bad.csv", "ccode,year,milex,milper,cinc\n220,1990,much,1,0.1\n")]);
    for from in [&["bad.csv"][..], &["."], &["API_NY.csv", "bad.csv"]] {
        let (code, _, wrong) = import(folder.path(), &[&FRANCE[..], from].concat());
        assert_eq!(code, Some(2));
        let said = "bad.csv: COW National Material Capabilities: line 2: `much` in column `milex` is no number";
        assert!(wrong.contains(said), "{wrong}");
    }
}

#[test]
fn a_file_of_a_folder_that_is_of_no_dataset_is_noted() {
    let folder =
        folder(&[GDP, ("odd.csv", "place,count\nhere,1\n"), ("old.dta", "<stata_dta>"), ("data.zip", "PK\u{3}\u{4}")]);
    let (code, _, noted) = import(folder.path(), &[&FRANCE[..], &["."]].concat());
    assert_eq!(code, Some(0), "{noted}");
    for part in [
        "odd.csv: not taken, its header is unknown: place, count",
        "old.dta: not taken: a Stata file",
        "data.zip: not taken: a zip archive",
        "API_NY.csv: World Bank GDP, 2 rows, 1989 to 1990",
    ] {
        assert!(noted.contains(part), "{part}: {noted}");
    }
    Draft::of(folder.path());
}

#[test]
fn a_figure_that_no_scenario_allows_is_refused() {
    let folder = folder(&[(GDP.0, &GDP.1.replace("1250000000000", "-1")), REST[6]]);
    let (code, _, wrong) = import(folder.path(), &[&FRANCE[..], &["."]].concat());
    assert_eq!(code, Some(2));
    assert!(wrong.contains("correct the file, or leave it out") && wrong.contains("value = -0.000000001"), "{wrong}");
    assert!(!folder.path().join("draft.toml").exists());
}

#[test]
fn a_claim_that_was_raised_again_has_two_episodes() {
    let again = "3,Saar,220,255,194501,195612,6\n3,Saar,220,255,196001,196212,6\n3,Saar,220,255,196001,196212,6\n";
    let claims = REST[6].1.replace("3,Saar,220,255,194501,195612,6\n", again);
    let folder = folder(&[GDP, (REST[6].0, &claims)]);
    let (code, _, wrong) = import(folder.path(), &[&FRANCE[..], &["."]].concat());
    assert_eq!(code, Some(0), "{wrong}");
    let draft = Draft::of(folder.path());
    let ids: Vec<_> = draft.scenario.ledger.iter().map(|episode| episode.id.as_str()).collect();
    assert_eq!(ids, ["icow_3_deu", "icow_3_fra", "icow_3_deu_2", "icow_3_fra_2", "icow_4_deu", "icow_4_fra"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Cells exchanged for odd ones: a draft that is a scenario, or a message, and never a panic.
    #[test]
    fn whatever_stands_in_the_cells(
        which in 0..8_usize,
        swaps in proptest::collection::vec((0..40_usize, "(-9|0|1e300|-1|99999|[0-9]{1,6}|NA||[ -~é]{0,6})"), 1..6),
    ) {
        let (name, text) = REST[which];
        let mut cells: Vec<String> = text.split(',').map(str::to_owned).collect();
        for (at, cell) in swaps {
            let at = at % cells.len();
            cells[at] = cell;
        }
        let folder = folder(&[GDP, TRADE, (name, &cells.join(","))]);
        let asked = Asked {
            from: vec![folder.path().to_owned()],
            actors: ["FRA", "DEU"].map(str::to_owned).to_vec(),
            year: 1990,
            years: 20,
            partners: 2,
            gap: 5,
            after: 0,
            bare: false,
        };
        if let Ok(draft) = import_files(&asked) {
            // A figure beyond what a scenario allows is refused there; the text itself is always good TOML.
            if let Err(problems) = parse(&draft.text) {
                let problems = problems.to_string();
                assert!(!problems.contains("duplicate") && !problems.contains("expected"), "{problems}");
            }
        }
    }
}

/// Invented rows before 1914 for France and Germany: GDP of France doubles in ten years, that of Germany stays.
const BEFORE_1914: [(&str, &str); 4] = [
    (
        "gdppop.csv",
        "ccode,iso3,year,mrgdppc,pwtrgdp,pwtpop\n220,FRA,1900,1,100000,1\n220,FRA,1910,1,200000,1\n\
         255,DEU,1900,1,300000,1\n255,DEU,1910,1,300000,1\n",
    ),
    ("dyads.csv", "ccode1,ccode2,year,imports_1_from_2_musd,imports_2_from_1_musd\n220,255,1910,500,400\n"),
    (
        "nmc.csv",
        "ccode,iso3,year,milex,milper,cinc\n220,FRA,1908,40000,5,0.1\n220,FRA,1910,50000,5,0.1\n255,DEU,1910,60000,5,0.1\n",
    ),
    (
        "mid.csv",
        "disno,statea,stateb,year,hihost,hihosta,hihostb,fatlev\n1,220,255,1910,4,4,3,0\n1,220,255,1911,4,4,3,0\n2,220,255,1908,3,3,1,0\n",
    ),
];

/// Consumer prices of 2011 over those of 1910 and 1908.
const SINCE_1910: f64 = 676.0 / 28.0;
const SINCE_1908: f64 = 676.0 / 27.0;

#[test]
fn before_1914_money_is_in_dollars_of_2011() {
    let folder = folder(&BEFORE_1914);
    let (code, _, wrong) = import(folder.path(), &["--actors", "FRA,DEU", "--start", "1910", "--from", "."]);
    assert_eq!(code, Some(0), "{wrong}");
    let draft = Draft::of(folder.path());
    assert!(draft.text.contains("Money is in billions of dollars of 2011"));
    assert_eq!((draft.figure("actors.FRA.gdp"), draft.figure("actors.DEU.gdp")), (200.0, 300.0));
    close(draft.figure("actors.FRA.growth"), std::f64::consts::LN_2 / 10.0);
    assert_eq!(draft.figure("actors.DEU.growth"), 0.0);
    // Millions of dollars; thousands of pounds, at 4.86 dollars.
    close(draft.figure("relations.DEU.FRA.exports"), 0.5 * SINCE_1910);
    close(draft.figure("actors.FRA.military_share"), 0.05 * 4.86 * SINCE_1910 / 200.0);
    let spending = [0.04 * 4.86 * SINCE_1908, 0.05 * 4.86 * SINCE_1910];
    let stock = (spending[0] / 0.08 * 0.92 + spending[0]) * 0.92 + spending[1];
    close(draft.figure("actors.FRA.military_capital"), stock);
    // Dispute 1 goes on; dispute 2 has been over for two and a half years.
    assert_eq!(draft.figure("relations.FRA.DEU.coercion_start"), 0.3);
    assert_eq!(draft.figure("relations.DEU.FRA.coercion_start"), 0.1);
    for pair in ["FRA.DEU", "DEU.FRA"] {
        // 0.2 + 0.1 * 2^-2.5, to four places.
        assert_eq!(draft.figure(&format!("relations.{pair}.hostility_start")), 0.2177);
    }
    assert!(draft.text.contains("hostility 4, dead of both level 0"));
}

#[test]
fn a_later_gdp_stands_in_only_if_it_is_asked_for() {
    let folder = folder(&BEFORE_1914);
    let arguments = ["--actors", "FRA,DEU", "--start", "1890", "--from", "."];
    let (code, _, wrong) = import(folder.path(), &arguments);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("no GDP of France (FRA) in 1885 to 1890") && wrong.contains("--after"), "{wrong}");
    let (code, _, wrong) = import(folder.path(), &[&arguments[..], &["--after", "10"]].concat());
    assert_eq!(code, Some(0), "{wrong}");
    let draft = Draft::of(folder.path());
    assert_eq!((draft.figure("actors.FRA.gdp"), draft.figure("actors.FRA.growth")), (100.0, 0.02));
    assert!(draft.text.contains("# of 1900, the nearest later year"));
}

#[test]
fn all_actors_have_gdp_on_one_basis() {
    let both = BEFORE_1914[0].1.replace("1910", "1990");
    let of = |start: &str| {
        let folder = folder(&[GDP, (BEFORE_1914[0].0, &both)]);
        let arguments = ["--actors", "FRA,DEU", "--start", start, "--gap", "0", "--from", "."];
        let (code, _, wrong) = import(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{wrong}");
        let draft = Draft::of(folder.path());
        (draft.figure("actors.FRA.gdp"), draft.figure("actors.DEU.gdp"))
    };
    // The World Bank's file has both in 1989, and France alone in 1990.
    assert_eq!((of("1989"), of("1990")), ((1000.0, 1400.0), (200.0, 300.0)));
}

#[test]
fn a_draft_that_is_there_stays() {
    let folder = folder(&[GDP, ("draft.toml", "my own work")]);
    let arguments = [&FRANCE[..], &["API_NY.csv"]].concat();
    let (code, _, wrong) = import(folder.path(), &arguments);
    assert_eq!((code, text(folder.path()).as_str()), (Some(2), "my own work"));
    assert!(wrong.contains("draft.toml is there already: choose another name, or --force"), "{wrong}");
    let (code, _, wrong) = import(folder.path(), &[&arguments[..], &["--force"]].concat());
    assert_eq!(code, Some(0), "{wrong}");
    assert!(text(folder.path()).contains("format = 1"));
}

/// The files of the field, if they are at hand.
fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(path)
}

const TRIAD: [&str; 5] = ["--actors", "RUS,CHN,USA", "--start", "2014", "--from"];

/// A draft of the triad of 2014 from files by name.
fn triad(names: &[&str]) -> Option<Draft> {
    let paths: Option<Vec<PathBuf>> = names.iter().map(|name| data(name)).collect();
    let paths: Vec<String> = paths?.iter().map(|path| path.display().to_string()).collect();
    let folder = folder(&[]);
    let from: Vec<&str> = paths.iter().map(String::as_str).collect();
    let (code, _, wrong) = import(folder.path(), &[&TRIAD[..], &from].concat());
    assert_eq!(code, Some(0), "{wrong}");
    let draft = Draft::of(folder.path());
    Some(draft)
}

/// Every expected figure was read in the file by hand.
#[test]
fn the_triad_of_2014_from_a_folder_of_files_as_downloaded() {
    let Some(draft) = triad(&["original_format"]) else { return };
    // SIPRI, sheets of current dollars, shares and constant dollars. GDP is what the two imply: the file of the World Bank
    // at hand ends with Argentina. 647 789 / 0.036789, 182 109 / 0.017384.
    close(draft.figure("actors.USA.gdp"), 17_608.0);
    close(draft.figure("actors.CHN.gdp"), 10_476.0);
    close(draft.figure("actors.RUS.military_share"), 0.041_130);
    // The stocks of the essay's scenario, without its price factors: 7777; 2062 / 1.8; 1658 / 2.4.
    for (key, stock) in [("USA", 7777.0), ("CHN", 2062.0 / 1.8), ("RUS", 1658.0 / 2.4)] {
        let found = draft.figure(&format!("actors.{key}.military_capital"));
        assert!((found / stock - 1.0).abs() < 1e-3, "{key}: {found}, not {stock}");
    }
    // COW trade, millions: China imports 42 807 from Russia, Russia 51 135 from China.
    close(draft.figure("relations.RUS.CHN.exports"), 42.807);
    close(draft.figure("relations.CHN.RUS.exports"), 51.135);
    close(draft.figure("relations.CHN.USA.exports"), 472.52);
    close(draft.figure("relations.JPN.RUS.exports"), 10.925);
    // Contiguity: class 1, and class 2 across the Bering Strait.
    assert_eq!(draft.figure("pairs.RUS-CHN.contiguous"), 1.0);
    assert_eq!(draft.figure("pairs.RUS-USA.contiguous"), 0.0);
    // ATOP: the treaty of 2001 has non-aggression and consultation; the last obligation of defence is of 1980.
    assert_eq!(draft.figure("relations.RUS.CHN.level_start"), 2.0);
    assert_eq!(draft.figure("relations.USA.RUS.level_start"), 1.0);
    assert_eq!(draft.figure("pairs.RUS-CHN.pact_start"), 0.0);
    assert_eq!(draft.figure("pairs.RUS-CHN.last_pact"), 1980.5);
    // GSDB: case 1011 (part of trade, finance, travel), 1030 (part of trade), 363 (arms).
    close(draft.figure("relations.USA.RUS.coercion_start"), 0.35);
    close(draft.figure("relations.RUS.USA.coercion_start"), 0.15);
    close(draft.figure("relations.USA.CHN.coercion_start"), 0.05);
    // No sanctions, but dispute 4606 of 2014: a display of force by China, and no militarized act of the United States.
    close(draft.figure("relations.CHN.USA.coercion_start"), 0.1);
    // Ideal points of session 69: 0.05507694 and -0.8470172; the mean distance of all pairs is 0.95121.
    close(draft.figure("relations.RUS.CHN.affinity"), 1.0 - 0.902_094_14 / 0.951_212_1);
    ledger(&draft);
    assert!(draft.text.contains("# For comparison: CINC 0.039192 in 2014 (NMC-60-abridged.csv)"));
    assert!(draft.text.contains("COW treats the trade of China and Taiwan apart"));
}

/// Dispute 349 on the Ussuri (dead of level 3 and 2), 4280 off Hainan, the war in Korea; claim 80006, ended October 2008.
fn ledger(draft: &Draft) {
    let episode = |id: &str| draft.scenario.ledger.iter().find(|episode| episode.id == id).expect("an episode");
    let severity = |id: &str| draft.figure(&format!("ledger.{id}.severity"));
    assert_eq!((severity("mid_349_chn_rus"), severity("mid_349_rus_chn")), (0.6, 0.6));
    assert_eq!((severity("mid_4280_chn_usa"), severity("mid_4280_usa_chn")), (0.3, 0.2));
    assert_eq!((severity("mid_51_usa_chn"), episode("mid_51_usa_chn").year), (1.0, 1953.0));
    close(severity("icow_80006_chn"), 8.0 / 24.0);
    assert_eq!(episode("icow_80006_chn").settled, Some(2008.8));
    assert!(draft.source("ledger.mid_349_chn_rus.severity").contains("dyadic_mid_4.02.csv"));
    // 31 is the war of 1900, in which all three were; 2 is one of Britain and the United States.
    assert_eq!((severity("mid_31_chn_rus"), severity("mid_31_chn_usa")), (1.0, 1.0));
    assert!(!draft.text.contains("[ledger.mid_2_"));
}

#[test]
fn the_unpacked_tables_of_others_are_read_too() {
    let names = [
        "trade_cow_v4_key20_1870_2014.csv",
        "capitals_cow.csv",
        "distance_cepii_geodist.csv.gz",
        "alliances_atop51_directed_dyad_year_1815_2018.csv.gz",
        "mid_cow5_directed_dyad_year_1816_2014.csv",
        "unga_ideal_points_1946_2024.csv",
    ];
    let sipri = "original_format/SIPRI-Milex-data-1949-2024_2.xlsx";
    let Some(draft) = triad(&[&names[..], &[sipri]].concat()) else { return };
    close(draft.figure("pairs.RUS-CHN.distance_km"), 5795.04);
    assert_eq!(draft.figure("relations.RUS.CHN.level_start"), 2.0);
    assert_eq!(draft.figure("ledger.mid_349_chn_rus.severity"), 0.6);
    close(draft.figure("relations.RUS.CHN.exports"), 42.807);
}

#[test]
fn capitals_give_distances_where_geodist_does_not() {
    let Some(draft) = triad(&["capitals_cow.csv", "original_format/SIPRI-Milex-data-1949-2024_2.xlsx"]) else {
        return;
    };
    // The figures of the essay's scenario.
    for (pair, km) in [("RUS-CHN", 5776.0), ("RUS-USA", 7831.0), ("CHN-USA", 11_116.0)] {
        assert!((draft.figure(&format!("pairs.{pair}.distance_km")) - km).abs() < 1.0, "{pair}");
    }
}

#[test]
fn earlier_starts_take_ties_and_the_soviet_union() {
    let Some(data) = data("original_format") else { return };
    let folder = folder(&[]);
    let from = data.display().to_string();
    let arguments = ["--actors", "USA,CHN", "--start", "2000", "--from", &from];
    let (code, _, wrong) = import(folder.path(), &arguments);
    assert_eq!(code, Some(0), "{wrong}");
    assert!(wrong.contains("TIESv4.xls: TIES, 1412 rows"), "{wrong}");
    Draft::of(folder.path());
    let arguments = ["--actors", "USA,RUS", "--start", "1990", "--force", "--from", &from];
    let (code, _, wrong) = import(folder.path(), &arguments);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("no GDP of Russia (RUS) in 1985 to 1990"), "{wrong}");
}

#[test]
fn the_documentation_has_every_dataset() {
    let page = include_str!("../docs/import.md");
    for dataset in realpolitik::import::datasets::DATASETS {
        let row = page.lines().find(|line| line.starts_with(&format!("| {} |", dataset.name())));
        let row = row.unwrap_or_else(|| panic!("docs/import.md lacks {}", dataset.name()));
        let home = dataset.home().split(' ').next().unwrap_or_default();
        assert!(row.contains(home), "{row} should have {home}");
        for column in dataset.columns() {
            let known = column
                .split('|')
                .any(|name| row.to_lowercase().contains(&format!("`{}`", name.trim_start_matches("atop_"))));
            assert!(known, "{row} should have {column}");
        }
    }
}

//! `realpolitik import`: small files of our own, and the files of the field where they are at hand.
//!
//! The latter lie in `../shared/data` beside the repository, and nowhere in it, since their terms differ. Where they are not
//! there, the tests of them say so and pass.
#![cfg(feature = "cli")]

use assert_cmd::Command;
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

/// The draft as a table, checked by the program and run.
fn draft(folder: &Path) -> toml::Table {
    let (code, said, wrong) = run(folder, &["check", "draft.toml"]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""), "{said}");
    let (code, _, wrong) = run(folder, &["run", "draft.toml", "--runs", "20", "--no-plots", "--quiet", "--out", "run"]);
    assert_eq!(code, Some(0), "{wrong}");
    text(folder).parse().expect("TOML")
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("draft.toml")).expect("a draft")
}

/// The value at a path of keys, in `value` where it has a source.
fn at<'a>(table: &'a toml::Table, path: &[&str]) -> &'a toml::Value {
    let mut value = table.get(path[0]).unwrap_or_else(|| panic!("{path:?}"));
    for key in &path[1..] {
        value = value.get(key).unwrap_or_else(|| panic!("{path:?}: {key}"));
    }
    value.get("value").unwrap_or(value)
}

fn figure(table: &toml::Table, path: &[&str]) -> f64 {
    let value = at(table, path);
    value.as_float().or(value.as_integer().map(|whole| whole as f64)).unwrap_or_else(|| panic!("{path:?}: {value}"))
}

/// The full text of the source of a figure.
fn source(table: &toml::Table, path: &[&str]) -> String {
    let mut value = &table[path[0]];
    for key in &path[1..] {
        value = &value[*key];
    }
    let key = value["source"].as_str().expect("a source");
    table["sources"].get(key).map_or(key, |text| text.as_str().expect("a text")).to_owned()
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
    let draft = draft(folder.path());
    close(figure(&draft, &["actors", "FRA", "gdp"]), 1250.0);
    close(figure(&draft, &["actors", "DEU", "gdp"]), 1400.0);
    assert!(source(&draft, &["actors", "DEU", "gdp"]).starts_with("World Bank, World Development Indicators, GDP"));
    assert!(source(&draft, &["actors", "DEU", "gdp"]).contains("NY.GDP.MKTP.CD: 1989, bn USD; file API_NY.csv"));
    assert!(text(folder.path()).contains("# of 1989, the nearest earlier year"));
    // The number of today counts, a repeated row once.
    close(figure(&draft, &["relations", "FRA", "DEU", "exports"]), 40.0);
    close(figure(&draft, &["relations", "DEU", "FRA", "exports"]), 50.0);
    // Britain trades most with the two; the United States is the rest.
    let partners: Vec<&String> = draft["partners"].as_table().expect("a table").keys().collect();
    assert_eq!(partners, ["GBR", "REST"]);
    close(figure(&draft, &["relations", "FRA", "GBR", "exports"]), 30.0);
    close(figure(&draft, &["relations", "FRA", "REST", "exports"]), 7.0);
    assert!(draft["relations"]["GBR"]["FRA"]["source"].as_str().expect("a text").starts_with("guess"));
    for path in [["actors", "FRA", "military_capital"], ["pairs", "FRA-DEU", "distance_km"]] {
        assert!(source(&draft, &path).starts_with("guess: no file"), "{path:?}");
    }
    assert_eq!((figure(&draft, &["time", "start"]), at(&draft, &["focus"]).as_str()), (1991.0, Some("FRA-DEU")));
}

#[test]
fn what_cannot_be_is_refused_with_a_remedy_and_nothing_is_written() {
    let folder = folder(&[
        GDP,
        TRADE,
        ("odd.csv", "place,count\nhere,1\n"),
        ("bad.csv", "ccode,year,milex,milper,cinc\n220,1990,much,1,0.1\n"),
    ]);
    std::fs::create_dir(folder.path().join("empty")).expect("a folder");
    let refused: [(&[&str], &[&str]); 12] = [
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
            &["--actors", "FRA,DEU", "--start", "1990", "--from", "bad.csv"],
            &["bad.csv: COW National Material Capabilities: line 2: `much` in column `milex` is no number"],
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
            &["no GDP of France (FRA) in 2009 to 2014", "no GDP of Germany", "which has 1989 to 1990", "--gap"],
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
    assert_eq!(left.len(), 5, "{left:?}");
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
    draft(folder.path());
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
fn triad(names: &[&str]) -> Option<(TempDir, toml::Table)> {
    let paths: Option<Vec<PathBuf>> = names.iter().map(|name| data(name)).collect();
    let paths: Vec<String> = paths?.iter().map(|path| path.display().to_string()).collect();
    let folder = folder(&[]);
    let from: Vec<&str> = paths.iter().map(String::as_str).collect();
    let (code, _, wrong) = import(folder.path(), &[&TRIAD[..], &from].concat());
    assert_eq!(code, Some(0), "{wrong}");
    let table = draft(folder.path());
    Some((folder, table))
}

/// Every expected figure was read in the file by hand.
#[test]
fn the_triad_of_2014_from_a_folder_of_files_as_downloaded() {
    let Some((folder, draft)) = triad(&["original_format"]) else { return };
    // SIPRI, sheets of current dollars, shares and constant dollars. GDP is what the two imply: the file of the World Bank
    // at hand ends with Argentina. 647 789 / 0.036789, 182 109 / 0.017384.
    close(figure(&draft, &["actors", "USA", "gdp"]), 17_608.0);
    close(figure(&draft, &["actors", "CHN", "gdp"]), 10_476.0);
    close(figure(&draft, &["actors", "RUS", "military_share"]), 0.041_130);
    // The stocks of the essay's scenario, without its price factors: 7777; 2062 / 1.8; 1658 / 2.4.
    for (key, stock) in [("USA", 7777.0), ("CHN", 2062.0 / 1.8), ("RUS", 1658.0 / 2.4)] {
        let found = figure(&draft, &["actors", key, "military_capital"]);
        assert!((found / stock - 1.0).abs() < 1e-3, "{key}: {found}, not {stock}");
    }
    // COW trade, millions: China imports 42 807 from Russia, Russia 51 135 from China.
    close(figure(&draft, &["relations", "RUS", "CHN", "exports"]), 42.807);
    close(figure(&draft, &["relations", "CHN", "RUS", "exports"]), 51.135);
    close(figure(&draft, &["relations", "CHN", "USA", "exports"]), 472.52);
    close(figure(&draft, &["relations", "JPN", "RUS", "exports"]), 10.925);
    // Contiguity: class 1, and class 2 across the Bering Strait.
    assert_eq!(figure(&draft, &["pairs", "RUS-CHN", "contiguous"]), 1.0);
    assert_eq!(figure(&draft, &["pairs", "RUS-USA", "contiguous"]), 0.0);
    // ATOP: the treaty of 2001 has non-aggression and consultation; the last obligation of defence is of 1980.
    assert_eq!(figure(&draft, &["relations", "RUS", "CHN", "level_start"]), 2.0);
    assert_eq!(figure(&draft, &["relations", "USA", "RUS", "level_start"]), 1.0);
    assert_eq!(figure(&draft, &["pairs", "RUS-CHN", "pact_start"]), 0.0);
    assert_eq!(figure(&draft, &["pairs", "RUS-CHN", "last_pact"]), 1980.5);
    // GSDB: case 1011 (part of trade, finance, travel), 1030 (part of trade), 363 (arms).
    close(figure(&draft, &["relations", "USA", "RUS", "coercion_start"]), 0.35);
    close(figure(&draft, &["relations", "RUS", "USA", "coercion_start"]), 0.15);
    close(figure(&draft, &["relations", "USA", "CHN", "coercion_start"]), 0.05);
    assert_eq!(figure(&draft, &["relations", "CHN", "USA", "coercion_start"]), 0.0);
    // Ideal points of session 69: 0.05507694 and -0.8470172; the mean distance of all pairs is 0.95121.
    close(figure(&draft, &["relations", "RUS", "CHN", "affinity"]), 1.0 - 0.902_094_14 / 0.951_212_1);
    ledger(&draft);
    let text = text(folder.path());
    assert!(text.contains("# For comparison: CINC 0.039192 in 2014 (NMC-60-abridged.csv)"));
    assert!(text.contains("COW treats the trade of China and Taiwan apart"));
}

/// Dispute 349 on the Ussuri (dead of level 3 and 2), 4280 off Hainan, the war in Korea; claim 80006, ended October 2008.
fn ledger(draft: &toml::Table) {
    let severity = |id: &str| figure(draft, &["ledger", id, "severity"]);
    assert_eq!((severity("mid_349_chn_rus"), severity("mid_349_rus_chn")), (0.6, 0.6));
    assert_eq!((severity("mid_4280_chn_usa"), severity("mid_4280_usa_chn")), (0.3, 0.2));
    assert_eq!((severity("mid_51_usa_chn"), figure(draft, &["ledger", "mid_51_usa_chn", "year"])), (1.0, 1953.0));
    close(severity("icow_80006_chn"), 8.0 / 24.0);
    assert_eq!(figure(draft, &["ledger", "icow_80006_chn", "settled"]), 2008.8);
    assert!(source(draft, &["ledger", "mid_349_chn_rus", "severity"]).contains("dyadic_mid_4.02.csv"));
    assert!(draft["ledger"].get("mid_2_usa_gbr").is_none());
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
    // A header of somebody's own is refused: the trade has columns of other names.
    if let Some(trade) = data(names[0]) {
        let (code, _, wrong) = import(folder(&[]).path(), &[&TRIAD[..], &[&trade.display().to_string()]].concat());
        assert_eq!(code, Some(2));
        assert!(wrong.contains("its header is of no dataset that is known: ccode1, iso3_1"), "{wrong}");
    }
    let sipri = "original_format/SIPRI-Milex-data-1949-2024_2.xlsx";
    let Some((_folder, draft)) = triad(&[&names[1..], &[sipri]].concat()) else { return };
    close(figure(&draft, &["pairs", "RUS-CHN", "distance_km"]), 5795.04);
    assert_eq!(figure(&draft, &["relations", "RUS", "CHN", "level_start"]), 2.0);
    assert_eq!(figure(&draft, &["ledger", "mid_349_chn_rus", "severity"]), 0.6);
    assert!(source(&draft, &["relations", "RUS", "CHN", "exports"]).starts_with("guess: no file of trade"));
}

#[test]
fn capitals_give_distances_where_geodist_does_not() {
    let Some((_folder, draft)) = triad(&["capitals_cow.csv", "original_format/SIPRI-Milex-data-1949-2024_2.xlsx"])
    else {
        return;
    };
    // The figures of the essay's scenario.
    for (pair, km) in [("RUS-CHN", 5776.0), ("RUS-USA", 7831.0), ("CHN-USA", 11_116.0)] {
        assert!((figure(&draft, &["pairs", pair, "distance_km"]) - km).abs() < 1.0, "{pair}");
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
    draft(folder.path());
    let arguments = ["--actors", "USA,RUS", "--start", "1990", "--force", "--from", &from];
    let (code, _, wrong) = import(folder.path(), &arguments);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("no GDP of Russia (RUS) in 1985 to 1990"), "{wrong}");
}

//! `realpolitik estimate` on real files, where they are there, and on what it must refuse.
#![cfg(feature = "estimate")]

use assert_cmd::Command;
use std::path::Path;

const DATA: &str = "../shared/data";

const FILES: [&str; 10] = [
    "gdp_pop_fariss_cow_1900_2019.csv.gz",
    "cinc_nmc_v7_1816_2022.csv",
    "trade_cow_v4_dyad_year_1870_2014.csv.gz",
    "contiguity_cow32_episodes.csv",
    "capitals_cow.csv",
    "original_format/atop5_1m.csv",
    "alliances_atop51_directed_dyad_year_1815_2018.csv.gz",
    "unga_ideal_points_1946_2024.csv",
    "mid_dyadic_402_1816_2014.csv",
    "grievance_icow_territorial_claims_1816_2017.csv",
];

fn estimate(files: &[&str], more: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("realpolitik").unwrap();
    command.arg("estimate").arg("--from");
    command.args(files.iter().map(|file| Path::new(DATA).join(file)));
    command.args(more).output().unwrap()
}

/// The page and the findings of a panel of real files; none where these are not there.
fn found(more: &[&str]) -> Option<(String, serde_json::Value)> {
    if !Path::new(DATA).is_dir() {
        eprintln!("SKIPPED: {DATA} is not there");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("estimate");
    let output = estimate(&FILES, &[more, &["--out", out.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    Some((read("estimate.md"), serde_json::from_str(&read("estimate.json")).unwrap()))
}

#[test]
fn a_small_panel_of_real_files_is_fitted_to_its_mode_and_said_in_tables() {
    let small = ["--states", "GBR,FRA,DEU,RUS,ITA", "--first", "1901", "--last", "1930", "--no-scores", "--draws", "0"];
    let Some((page, found)) = found(&small) else { return };
    for said in ["5 states, 10 pairs", "| v_sec |", "| power_law |", "| a treaty ends that the level carries |"] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
    let weights = found["fits"][0]["weights"].as_array().unwrap();
    assert!(weights.iter().all(|weight| weight["mode"].is_number() && weight["error"].as_f64().unwrap() > 0.0));
    assert!(found["posterior"].is_null());
}

#[test]
fn what_is_left_out_is_scored_and_its_calibration_adds_up() {
    let Some((page, found)) = found(&["--states", "GBR,FRA,RUS", "--draws", "0"]) else { return };
    for said in [
        "Left out: 1919-1938 (",
        "Left out: each power in turn (",
        "Calibration, left out: all eras.",
        "| stack of theories |",
    ] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
    let parts = found["eras"].as_array().unwrap().iter().chain([&found["powers"]]);
    for part in parts {
        let rows = part["rows"].as_array().unwrap();
        let weight = |row: &serde_json::Value| -> f64 {
            let bins = row["scores"]["calibration"].as_array().unwrap();
            for bin in bins {
                let [low, mean, high] =
                    [&bin["range"][0], &bin["forecast"], &bin["range"][1]].map(|x| x.as_f64().unwrap());
                assert!(low <= mean && mean <= high, "{bin}");
                let share = bin["observed"]["value"].as_f64().unwrap();
                // Without an interval where all or none had an obligation.
                match [0, 1].map(|end| bin["observed"]["interval"][end].as_f64()) {
                    [Some(least), Some(most)] => assert!(0.0 <= least && least <= most && most <= 1.0, "{bin}"),
                    _ => assert!(share == 0.0 || share == 1.0, "{bin}"),
                }
            }
            bins.iter().map(|bin| bin["weight"].as_f64().unwrap()).sum()
        };
        let whole = weight(&rows[0]);
        assert!(whole > 0.0);
        for row in rows {
            assert!((weight(row) / whole - 1.0).abs() < 1e-9, "every year is in one bin: {row}");
        }
    }
}

#[test]
fn what_cannot_be_fitted_is_refused_with_the_remedy_and_nothing_is_written() {
    if !Path::new(DATA).is_dir() {
        eprintln!("SKIPPED: {DATA} is not there");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("estimate");
    let refused = |files: &[&str], more: &[&str], said: &str| {
        let output = estimate(files, &[more, &["--out", out.to_str().unwrap()]].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(said), "{said} is not in\n{error}");
        assert!(!out.exists());
    };
    let two = ["--states", "GBR,FRA"];
    refused(&FILES[..5], &two, "no file of treaties was given (ATOP)");
    refused(&FILES, &[&two[..], &["--first", "1950", "--last", "1940"]].concat(), "is not after");
    refused(&FILES, &[&two[..], &["--last", "2030"]].concat(), "the file of treaties ends in 2018");
    refused(&FILES, &["--states", "GBR,Atlantis"], "Atlantis");
}

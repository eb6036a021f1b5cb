//! `audit` through its public face.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Two neighbours with five claims. `size` alone decides their ratio of strength in 2000, `idle` relaxes a parameter to
/// what it is, and `words` relaxes nothing.
const ARGUMENT: &str = r#"
format = 1
extends = "builtin:two-actors"
name = "argument"

[outcomes.ratio_2000]
text = "strength of Oakland over that of Elmland in 2000"
kind = "capability_ratio"
of = "OAK"
to_actor = "ELM"
at = 2000

[outcomes.first_partners]
text = "first year as partners"
kind = "pair_level"
pair = "ELM-OAK"
first_at_least = 2

[outcomes.never]
text = "strength of Elmland over itself as it was"
kind = "capability_ratio"
of = "ELM"
to_actor = "OAK"
at = 2000

[claims.size]
text = "Oakland is the smaller of the two"
direction = "toward"

[claims.size.relaxed]
"actors.OAK.gdp" = { same_as = "actors.ELM.gdp" }

[claims.trade]
text = "Trade draws the two together"
direction = "toward"

[claims.trade.relaxed]
"weights.v_trade" = 0

[claims.idle]
text = "Oakland looks ahead by half"
direction = "neither"

[claims.idle.relaxed]
"actors.OAK.foresight" = 0.5

[claims.words]
text = "Peace is better than war"
direction = "neither"

[claims.forecast]
text = "There will be no alliance"
direction = "neither"

[claims.forecast.predictions.none]
outcome = "alliance_2030"
probability = { below = 0.05 }
"#;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("argument.toml"), ARGUMENT).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("realpolitik").unwrap();
    command.current_dir(folder).args(arguments);
    command
}

/// Standard output of a command that succeeds.
fn good(folder: &Path, arguments: &[&str]) -> String {
    String::from_utf8(command(folder, arguments).assert().success().get_output().stdout.clone()).unwrap()
}

/// Standard error of a command that is refused as bad input and leaves nothing behind.
fn bad(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty() && !folder.join("output").exists());
    String::from_utf8(output.stderr).unwrap()
}

fn json(path: &Path) -> serde_json::Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

fn audit(folder: &Path, out: &str, outcome: &str, more: &[&str]) -> serde_json::Value {
    let start =
        ["audit", "argument.toml", "--outcome", outcome, "--replicates", "60", "--json", "--no-plots", "--out", out];
    serde_json::from_str(&good(folder, &[&start[..], more].concat())).unwrap()
}

fn games(said: &serde_json::Value) -> Vec<serde_json::Value> {
    said["study"]["findings"]["games"].as_array().unwrap().clone()
}

fn shapley(game: &serde_json::Value) -> Vec<f64> {
    let claims = game["claims"].as_array().unwrap();
    claims.iter().map(|claim| claim["shapley"]["value"].as_f64().unwrap()).collect()
}

#[test]
fn one_claim_decides_and_the_others_do_exactly_nothing() {
    let folder = folder();
    let said = audit(folder.path(), "out", "ratio_2000", &[]);
    // The claims that relax something, in the order of the file: memory comes from what is extended.
    let claims = said["study"]["findings"]["claims"].as_array().unwrap();
    let ids: Vec<&str> = claims.iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["memory", "size", "trade", "idle"]);
    let game = &games(&said)[0];
    let standing: Vec<&str> =
        game["claims"].as_array().unwrap().iter().map(|claim| claim["standing"].as_str().unwrap()).collect();
    assert_eq!(standing, ["does_not_matter", "stands_on", "does_not_matter", "does_not_matter"]);
    let values = shapley(game);
    let whole = game["kept"]["value"].as_f64().unwrap() - game["relaxed"]["value"].as_f64().unwrap();
    assert!(whole < -0.1 && (values[1] - whole).abs() < 1e-12, "{values:?} {whole}");
    assert_eq!([values[0], values[2], values[3]], [0.0; 3]);
}

#[test]
fn values_add_up_on_runs_and_an_idle_claim_has_none() {
    let folder = folder();
    let said = audit(folder.path(), "out", "partners", &[]);
    let games = games(&said);
    let ids: Vec<&str> = games.iter().map(|game| game["outcome"]["id"].as_str().unwrap()).collect();
    // `partners` is the pair's share of time at partnership, so that only its commitment is added.
    assert_eq!(ids, ["partners", "focus_commitment"]);
    for game in &games {
        let values = shapley(game);
        let whole = game["kept"]["value"].as_f64().unwrap() - game["relaxed"]["value"].as_f64().unwrap();
        assert!((values.iter().sum::<f64>() - whole).abs() < 1e-12, "{values:?} {whole}");
        assert!(values[0] != 0.0 && values[2] != 0.0 && values[3] == 0.0, "{values:?}");
        let idle = &game["claims"][3];
        for way in ["relaxed_alone", "kept_alone", "shapley"] {
            assert_eq!((idle[way]["low"].as_f64(), idle[way]["high"].as_f64()), (Some(0.0), Some(0.0)), "{way}");
        }
    }
}

#[test]
fn sampled_orders_agree_with_all_combinations() {
    let folder = folder();
    let exact = audit(folder.path(), "exact", "partners", &[]);
    let sampled = audit(folder.path(), "sampled", "partners", &["--orders", "40"]);
    assert!(exact["study"]["findings"]["orders"].is_null());
    assert_eq!(sampled["study"]["findings"]["orders"], 40);
    let (exact, sampled) = (&games(&exact)[0], &games(&sampled)[0]);
    for (at, (a, b)) in shapley(exact).into_iter().zip(shapley(sampled)).enumerate() {
        let error = sampled["claims"][at]["order_error"].as_f64().unwrap();
        assert!((a - b).abs() <= 4.0 * error + 1e-12, "claim {at}: {a} and {b}, error {error}");
    }
    assert_eq!(exact["kept"], sampled["kept"]);
}

#[test]
fn many_claims_are_sampled_and_the_error_is_said() {
    let folder = folder();
    let weights = ["sec", "rev", "conc", "close", "rep", "aut", "griev", "aff", "ent", "wait"];
    let claim = |name: &&str| {
        let head = format!("[claims.v_{name}]\ntext = \"{name} counts\"\ndirection = \"away\"\n");
        head + &format!("[claims.v_{name}.relaxed]\n\"weights.v_{name}\" = 0\n")
    };
    let text: String = weights.iter().map(claim).collect();
    fs::write(folder.path().join("many.toml"), format!("{ARGUMENT}{text}").replace("\"argument\"", "\"many\""))
        .unwrap();
    let start = ["audit", "many.toml", "--outcome", "partners", "--replicates", "30", "--orders", "32", "--no-plots"];
    let page = good(folder.path(), &start);
    assert!(page.contains("32 sampled orders") && page.contains("(orders 0.0"), "{page}");
    assert!(!page.contains("interaction index"), "{page}");
}

#[test]
fn threads_do_not_change_the_digest_and_verify_agrees() {
    let folder = folder();
    let one = audit(folder.path(), "one", "alliance_2030", &["--threads", "1"]);
    let two = audit(folder.path(), "two", "alliance_2030", &["--threads", "2", "--rows", "outcomes"]);
    assert_eq!(one["study"], two["study"]);
    assert!(!folder.path().join("one/rows.parquet").exists() && folder.path().join("two/rows.parquet").exists());
    for out in ["one", "two"] {
        assert!(good(folder.path(), &["verify", out]).contains("the same digest"));
    }
    let rows = good(folder.path(), &["export", "two", "--format", "csv"]);
    let heading = "index,replicate,point,alliance_2030,focus_commitment,partners";
    assert_eq!(rows.lines().next(), Some(heading));
    assert_eq!(rows.lines().count(), 1 + 60 * 16);
    // The argument's forecast is judged with all claims and without.
    let threshold = &one["study"]["findings"]["thresholds"][0];
    assert_eq!((threshold["claim"].as_str(), threshold["threshold"].as_f64()), (Some("forecast"), Some(0.05)));
}

#[test]
fn the_page_and_the_pictures_say_what_was_found() {
    let folder = folder();
    let start = ["audit", "argument.toml", "--outcome", "partners", "--replicates", "60", "--format", "svg"];
    let page = good(folder.path(), &start);
    for part in [
        "Which of its claims does it stand on: share of the years as partners or more",
        "all 4 claims kept",
        "It stands on\n",
        "\n  idle    Oakland looks ahead by half",
        "does not matter",
        "Shapley interaction index",
        "toward",
        "Beside it, how close the pair is",
        "16 combinations of 4 claims, all there are, 60 replicates each",
        "Variance of independent runs over that of these",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    let result = fs::read_dir(folder.path().join("output/argument")).unwrap().next().unwrap().unwrap().path();
    assert!(result.file_name().unwrap().to_str().unwrap().starts_with("audit-1-960-"));
    for chart in ["tornado", "waterfall", "interaction"] {
        for id in ["partners", "focus_commitment"] {
            let picture = fs::read_to_string(result.join(format!("plots/audit-{chart}-{id}.svg"))).unwrap();
            assert!(picture.contains("memory"), "{chart} {id}");
        }
    }
    // The same once more is there already, and pictures can be drawn again.
    assert!(good(folder.path(), &start).contains("complete already"));
    let result = result.to_str().unwrap();
    assert!(
        good(folder.path(), &["plot", result, "--only", "audit-tornado", "--format", "svg"]).starts_with("2 files")
    );
}

#[test]
fn nulls_are_counted_and_said() {
    let folder = folder();
    let start = ["audit", "argument.toml", "--outcome", "first_partners", "--replicates", "60", "--no-plots"];
    let page = good(folder.path(), &start);
    assert!(page.contains("The outcome is null in some combination in ") && page.contains("left out"), "{page}");
}

#[test]
fn an_outcome_that_no_claim_moves_is_said_to_be_so_and_not_drawn() {
    let folder = folder();
    let start = ["audit", "argument.toml", "--outcome", "never", "--claims", "idle,trade", "--replicates", "30"];
    let page = good(folder.path(), &[&start[..], &["--out", "out", "--format", "svg"]].concat());
    assert!(page.contains("in every run: no claim does anything to it"), "{page}");
    assert!(!folder.path().join("out/plots/audit-tornado-never.svg").exists());
}

#[test]
fn some_claims_can_be_audited_with_the_others_kept() {
    let folder = folder();
    let said = audit(folder.path(), "out", "partners", &["--claims", "memory,trade"]);
    let findings = &said["study"]["findings"];
    assert_eq!((findings["combinations"].as_u64(), findings["claims"][1]["id"].as_str()), (Some(4), Some("trade")));
}

#[test]
fn bad_input_is_refused_with_the_remedy() {
    let folder = folder();
    let ask = |arguments: &[&str]| bad(folder.path(), &[&["audit", "argument.toml"], arguments].concat());
    for (arguments, expected) in [
        (
            &["--outcome", "aliance_2030"][..],
            "there is no outcome `aliance_2030` in this scenario; did you mean `alliance_2030`?",
        ),
        (&["--outcome", "partners", "--claims", "trad"], "there is no claim `trad`; did you mean `trade`?"),
        (&["--outcome", "partners", "--claims", "words"], "the claim `words` relaxes nothing"),
        (&["--outcome", "partners", "--claims", "trade,trade"], "the claim `trade` is named twice"),
        (&["--outcome", "partners", "--replicates", "1"], "--replicates"),
        (&["--outcome", "partners", "--orders", "4"], "--orders"),
        (&[], "--outcome"),
    ] {
        let error = ask(arguments);
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
    let plain = ARGUMENT.replace("\"builtin:two-actors\"", "\"builtin:two-actors\"\nremove = [\"claims.memory\"]");
    let plain = plain.split("[claims.size]").next().unwrap();
    fs::write(folder.path().join("plain.toml"), plain).unwrap();
    let error = bad(folder.path(), &["audit", "plain.toml", "--outcome", "partners"]);
    assert!(error.contains("no claim of the scenario can be relaxed"), "{error}");
}

#[test]
fn an_audit_ends_when_every_effect_is_known_narrowly() {
    let folder = folder();
    let run = |threads: &str, out: &str| {
        let asked = ["audit", "argument.toml", "--outcome", "partners", "--until", "partners +-0.03", "--no-plots"];
        good(folder.path(), &[&asked[..], &["--threads", threads, "--out", out]].concat());
        json(&folder.path().join(out).join("manifest.json"))
    };
    let (one, two) = (run("1", "a"), run("2", "b"));
    assert_eq!(one, two);
    assert_eq!(one["stopped"]["met"], true);
    let intervals = one["stopped"]["intervals"].as_array().expect("intervals");
    let claims = json(&folder.path().join("a/findings.json"))["findings"]["claims"].as_array().expect("claims").len();
    assert_eq!(intervals.len(), claims);
    for interval in intervals {
        let [low, high] = ["low", "high"].map(|end| interval[end].as_f64().expect("a number"));
        assert!(high - low <= 0.06, "{interval}");
    }
    assert!(good(folder.path(), &["verify", "a"]).contains("the same digest"));
}

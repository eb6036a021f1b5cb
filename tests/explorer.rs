//! What the explorer's page is told is what the program finds: the same digest and the same pictures, of settings of every
//! shipped scenario and of files of one's own; what it gives to take along repeats it.

use assert_cmd::Command;
use realpolitik::explorer::Explorer;
use realpolitik::scenario::BUILTIN;
use serde_json::{Value as Json, json};
use std::path::Path;

fn ask(explorer: &mut Explorer, question: Json) -> Result<Json, String> {
    let answer: Json = serde_json::from_str(&explorer.answer(&question.to_string())).expect("an answer is JSON");
    match answer["problem"].as_str() {
        Some(problem) => Err(problem.to_owned()),
        None => Ok(answer["answer"].clone()),
    }
}

fn open(explorer: &mut Explorer, name: &str) -> Json {
    ask(explorer, json!({ "ask": "open", "name": name, "words": [name] })).expect("a built-in scenario")
}

/// Runs a setting to its end in portions of this many; what is taken along, and what is known at the end.
fn explore(explorer: &mut Explorer, setting: &Json, portion: u64) -> (Json, Json) {
    let taken = ask(explorer, json!({ "ask": "start", "place": "now", "setting": setting })).expect("a setting");
    loop {
        let went = ask(explorer, json!({ "ask": "go", "place": "now", "runs": portion })).expect("it runs");
        let known = ask(explorer, json!({ "ask": "draw", "place": "now", "theme": "dark" })).expect("it is known");
        assert_eq!((&went["done"], &went["of"]), (&known["done"], &known["of"]));
        if known["done"] == known["of"] {
            return (taken, known);
        }
        assert_eq!(known["summary"]["digest"], "", "no digest of a part");
    }
}

fn realpolitik(folder: &Path, words: &[String]) -> std::process::Output {
    Command::cargo_bin("realpolitik").expect("the program").current_dir(folder).args(words).output().expect("it runs")
}

/// Gives the program a command as the page words it; its directory and digest.
fn natively(folder: &Path, command: &str) -> (std::path::PathBuf, String) {
    let mut words = shlex::split(command).expect("a command");
    assert_eq!(words.remove(0), "realpolitik");
    words.extend(["--json", "--format=svg", "--theme=dark"].map(str::to_owned));
    let output = realpolitik(folder, &words);
    assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    let found: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let directory = folder.join(found["directory"].as_str().expect("a directory"));
    (directory, found["summary"]["digest"].as_str().expect("a digest").to_owned())
}

/// A setting of each scenario: nothing moved; parameters; claims; both.
fn settings(about: &Json, explorer: &mut Explorer) -> Vec<Json> {
    let claims = about["claims"].as_array().expect("claims");
    let found = ask(explorer, json!({ "ask": "find", "words": "horizon", "most": 2 })).expect("parameters");
    let set: Vec<Json> =
        (found["controls"].as_array().expect("controls").iter()).map(|c| json!([c["path"], c["high"]])).collect();
    let strengths = |x: f64| claims.iter().take(2).map(|claim| json!([claim["id"], x])).collect::<Vec<_>>();
    vec![
        json!({ "set": [], "claims": [], "seed": 1, "runs": 333 }),
        json!({ "set": set, "claims": [], "seed": 42, "runs": 200 }),
        json!({ "set": [], "claims": strengths(0.35), "seed": 3, "runs": 100 }),
        json!({ "set": set, "claims": strengths(0.0), "seed": 4, "runs": 100 }),
    ]
}

#[test]
fn the_page_and_the_program_find_the_same_bits_and_draw_the_same_pictures() {
    for (name, _) in BUILTIN {
        let mut explorer = Explorer::default();
        let about = open(&mut explorer, &format!("builtin:{name}"));
        for setting in settings(&about, &mut explorer) {
            let folder = tempfile::tempdir().expect("a folder");
            let (taken, known) = explore(&mut explorer, &setting, 48);
            let digest = known["summary"]["digest"].as_str().expect("a digest");
            let (directory, native) = natively(folder.path(), taken["command"].as_str().expect("a command"));
            assert_eq!(digest, native, "{name}: {setting}");
            for picture in known["pictures"].as_array().expect("pictures") {
                let file = directory.join(format!("plots/{}.svg", picture["name"].as_str().expect("a name")));
                let drawn = std::fs::read_to_string(&file).expect("the picture");
                assert!(picture["svg"] == drawn.as_str(), "{name}: {}", file.display());
            }
            let toml = taken["toml"].as_str().expect("a text");
            std::fs::write(folder.path().join(taken["file"].as_str().expect("a name")), toml).expect("a file");
            let command = toml.lines().find_map(|line| line.strip_prefix("# realpolitik run ")).expect("its command");
            let (_, again) = natively(folder.path(), &format!("realpolitik run {command}"));
            assert_eq!(digest, again, "{name}: the file to take along, {setting}");
        }
    }
}

#[test]
fn a_chronicle_in_the_page_is_that_of_the_program() {
    let mut explorer = Explorer::default();
    open(&mut explorer, "builtin:essay");
    let setting =
        json!({ "set": [["actors.CHN.horizon_years", 9.5]], "claims": [["C4", 0.35]], "seed": 5, "runs": 64 });
    let taken = ask(&mut explorer, json!({ "ask": "start", "place": "now", "setting": setting })).expect("a setting");
    let story = ask(&mut explorer, json!({ "ask": "story", "place": "now", "run": 11 })).expect("a run");
    let folder = tempfile::tempdir().expect("a folder");
    let (directory, _) = natively(folder.path(), taken["command"].as_str().expect("a command"));
    let words = ["explain", &directory.to_string_lossy(), "--run=11"].map(str::to_owned);
    let output = realpolitik(folder.path(), &words);
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" "); // Its lines are wrapped.
    let events = story["events"].as_array().expect("events");
    assert!(events.len() > 3 && events.iter().any(|event| !event["why"].is_null()), "{story}");
    for event in events {
        for text in [&event["text"], &event["why"]["text"]].into_iter().filter_map(Json::as_str) {
            assert!(page.contains(text), "{text}\nis not in\n{page}");
        }
    }
    let none = ask(&mut explorer, json!({ "ask": "story", "place": "now", "run": 64 })).unwrap_err();
    assert!(none.contains("there is no run 64: the experiment has 64"), "{none}");
}

#[test]
fn every_parameter_can_be_moved_to_where_it_is() {
    for (name, _) in BUILTIN {
        let mut explorer = Explorer::default();
        let about = open(&mut explorer, &format!("builtin:{name}"));
        let slots = about["parameters"].as_u64().expect("a number");
        let mut seen = 0;
        for word in ["actors.", "relations.", "pairs.", "weights.", "ledger.", "events.", "coercion.", "economy."] {
            let found = ask(&mut explorer, json!({ "ask": "find", "words": word, "most": 40 })).expect("parameters");
            for control in found["controls"].as_array().expect("controls") {
                let setting =
                    json!({ "set": [[control["path"], control["default"]]], "claims": [], "seed": 1, "runs": 16 });
                let started = ask(&mut explorer, json!({ "ask": "start", "place": "now", "setting": setting }));
                started.unwrap_or_else(|problem| panic!("{name} {control}: {problem}"));
                seen += 1;
            }
        }
        assert!(seen > 30 && slots >= 30, "{name}: {seen} of {slots}");
    }
}

/// A world of so many like actors until a year.
fn world(actors: usize, end: u32) -> String {
    let actor = |i: usize| {
        format!(
            "[actors.A{i}]\nname = \"A{i}\"\ngdp = {}\nmilitary_capital = 200\nmilitary_share = 0.02\ngrowth = 0.02\ngrowth_long_run = 0.02\nhorizon_years = 10\nforesight = 0.5\ncredulity = 0.4\nautonomy = 0.25\nmemory_recent = 6\nmemory_historic = 60\nmemory_share = 0.7\n",
            1000 + 37 * i
        )
    };
    let all = || 0..actors;
    let relation = |(i, j): (usize, usize)| {
        format!("[relations.A{i}.A{j}]\nexports = 20\nproximity = 0.8\niota = 0.1\nk0 = -3.0\n")
    };
    let pairs = all().flat_map(|i| all().filter(move |j| *j != i).map(move |j| (i, j)));
    format!(
        "format = 1\nname = \"large\"\ntitle = \"Large\"\nquestion = \"How large?\"\nsource = \"guess: invented\"\nfocus = \"A0-A1\"\n\
         [time]\nstart = 2000.0\nend = {end}.0\n[model]\ntheory = \"balance_of_threat\"\nthreats_per_actor = 3\n{}{}\
         [outcomes.alliance]\ntext = \"alliance\"\nkind = \"alliance\"\npair = \"A0-A1\"\nby = 2010\n",
        all().map(actor).collect::<String>(),
        pairs.map(relation).collect::<String>()
    )
}

/// A large scenario begins with fewer runs, and one that would keep a page waiting for minutes is refused with what to do.
#[test]
fn a_large_scenario_takes_fewer_runs_and_a_huge_one_is_refused() {
    let mut explorer = Explorer::default();
    assert_eq!(open(&mut explorer, "builtin:essay")["runs"], 2000);
    let mut asked = |actors, end, runs: u64| {
        let text = world(actors, end);
        let about =
            ask(&mut explorer, json!({ "ask": "open", "name": "large.toml", "text": text, "words": ["large.toml"] }));
        let setting = json!({ "set": [], "claims": [], "seed": 1, "runs": runs });
        let started = ask(&mut explorer, json!({ "ask": "start", "place": "now", "setting": setting }));
        (about.expect("it is valid")["runs"].as_u64().expect("a number"), started)
    };
    let (runs, started) = asked(30, 2050, 16);
    assert!(runs % 16 == 0 && (16..2000).contains(&runs) && started.is_ok(), "{runs}");
    let (runs, started) = asked(60, 2900, 16);
    assert_eq!(runs, 16);
    let problem = started.expect_err("too much");
    assert!(problem.contains("60 actors over 3600 steps are too much for a page"), "{problem}");
    assert!(problem.ends_with("realpolitik run large.toml --seed 1 --runs 16"), "{problem}");
}

/// Marks that turn the direction of what follows are in no answer.
#[test]
fn no_text_turns_the_page_about() {
    let mut explorer = Explorer::default();
    let text =
        "format = 1\nextends = \"builtin:two-actors\"\ntitle = \"a\\u202Eb\\u2066c\"\nquestion = \"d\\u202Ee?\"\n";
    let about = ask(&mut explorer, json!({ "ask": "open", "name": "x.toml", "text": text, "words": ["x.toml"] }))
        .expect("valid");
    assert_eq!((&about["title"], &about["question"]), (&json!("abc"), &json!("de?")));
}

/// Narrow pictures are of the same results, laid out anew.
#[test]
fn pictures_are_drawn_narrow_where_that_is_asked() {
    let mut explorer = Explorer::default();
    open(&mut explorer, "builtin:essay");
    let setting = json!({ "set": [], "claims": [], "seed": 1, "runs": 64 });
    explore(&mut explorer, &setting, 64);
    let mut draw = |breadth: &str| {
        let question = json!({ "ask": "draw", "place": "now", "theme": "light", "breadth": breadth });
        ask(&mut explorer, question).expect("it is known")["pictures"].clone()
    };
    let (wide, narrow) = (draw("wide"), draw("narrow"));
    for at in 0..2 {
        assert_eq!(wide[at]["finding"], narrow[at]["finding"]);
        let svg = |of: &Json| of[at]["svg"].as_str().expect("a picture").to_owned();
        assert!(svg(&wide).contains("width=\"1000\"") && svg(&narrow).contains("width=\"640\""));
    }
}

#[test]
fn what_is_wrong_is_said_in_plain_words() {
    let mut explorer = Explorer::default();
    let start = |setting: Json| json!({ "ask": "start", "place": "now", "setting": setting });
    let of =
        |set: Json, claims: Json, runs: u64| start(json!({ "set": set, "claims": claims, "seed": 1, "runs": runs }));
    assert_eq!(ask(&mut explorer, of(json!([]), json!([]), 1)).unwrap_err(), "no scenario is open");
    assert!(ask(&mut explorer, json!({ "ask": "dance" })).unwrap_err().starts_with("not a question: "));
    open(&mut explorer, "builtin:essay");
    let go = json!({ "ask": "go", "place": "held", "runs": 1 });
    assert_eq!(ask(&mut explorer, go).unwrap_err(), "no setting has been started");
    for (question, says) in [
        (of(json!([["actors.RUS.horizon", 3.0]]), json!([]), 16), "did you mean `horizon_years`?"),
        (of(json!([["actors.RUS.foresight", 3.0]]), json!([]), 16), "outside what is allowed: 0 to 1"),
        (of(json!([]), json!([["C99", 0.5]]), 16), "C99"),
        (of(json!([]), json!([["C1", 1.5]]), 16), "1.5"),
        (of(json!([]), json!([]), 0), "0 runs: a page makes from 1 to 16384"),
        (of(json!([]), json!([]), 1 << 40), "the program makes more"),
    ] {
        let said = ask(&mut explorer, question).unwrap_err();
        assert!(said.contains(says), "{said}");
    }
}

/// The scenario that an exported page holds.
fn exported(folder: &Path, words: &[&str]) -> Json {
    let words: Vec<String> =
        [&["explore"], words, &["--export", "site"]].concat().iter().map(|w| (*w).to_owned()).collect();
    let output = realpolitik(folder, &words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let html = std::fs::read_to_string(folder.join("site/index.html")).expect("the page");
    let (_, rest) = html.split_once("id=\"scenario\">").expect("the scenario");
    serde_json::from_str(rest.split_once("</script>").expect("its end").0).expect("JSON")
}

#[test]
fn a_file_of_ones_own_is_explored_with_what_is_laid_over_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let title = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \\\"quoted\\\" & 'so'";
    let text = format!("format = 1\nextends = \"builtin:two-actors\"\ntitle = \"{title}\"\n");
    std::fs::write(folder.path().join("my argument.toml"), text).expect("a file");
    let mut source = exported(folder.path(), &["my argument.toml", "--set", "time.end=2040.0", "--seed", "9"]);
    assert_eq!(source["seed"], 9);
    source["ask"] = "open".into();
    let mut explorer = Explorer::default();
    let about = ask(&mut explorer, source).expect("the scenario of the page");
    assert!(about["title"].as_str().is_some_and(|title| title.starts_with("</script><script>alert(1)")));
    for setting in settings(&about, &mut explorer) {
        let (taken, known) = explore(&mut explorer, &setting, 1 << 20);
        let command = taken["command"].as_str().expect("a command");
        assert!(command.starts_with("realpolitik run 'my argument.toml' --set"), "{command}");
        assert_eq!(known["summary"]["digest"], natively(folder.path(), command).1.as_str(), "{command}");
        std::fs::write(folder.path().join("taken.toml"), taken["toml"].as_str().expect("a text")).expect("a file");
        let words = command.split_once("--seed").expect("a seed").1;
        let claims = setting["claims"].as_array().expect("claims").iter();
        let claims: String = claims.map(|c| format!("--claim {}={} ", c[0].as_str().expect("an id"), c[1])).collect();
        let (_, again) = natively(folder.path(), &format!("realpolitik run taken.toml {claims}--seed{words}"));
        assert_eq!(known["summary"]["digest"], again.as_str());
    }
}

#[test]
fn the_file_to_take_along_names_the_limits_it_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.toml"), "format = 1\nextends = \"builtin:two-actors\"\n").expect("a file");
    for (words, says) in [
        (&["a.toml", "--limits=3"][..], "# realpolitik run a-setting.toml '--limits=3' --seed 1 --runs 16\n"),
        (&["a.toml"], "# realpolitik run a-setting.toml --seed 1 --runs 16\n"),
    ] {
        let mut source = exported(folder.path(), words);
        source["ask"] = "open".into();
        let mut explorer = Explorer::default();
        ask(&mut explorer, source).expect("the scenario of the page");
        let setting = json!({ "set": [], "claims": [], "seed": 1, "runs": 16 });
        let (taken, known) = explore(&mut explorer, &setting, 16);
        let toml = taken["toml"].as_str().expect("a text");
        assert!(toml.contains(says), "{toml}");
        std::fs::write(folder.path().join("a-setting.toml"), toml).expect("a file");
        let (_, again) = natively(folder.path(), says.trim_start_matches("# "));
        assert_eq!(known["summary"]["digest"], again.as_str());
    }
}

/// The engine in the page has no cases of history: the page is given them.
#[test]
fn a_page_of_a_case_of_history_holds_the_case() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(exported(folder.path(), &["builtin:sino-soviet-1949"])["text"].is_string());
    assert!(exported(folder.path(), &["builtin:essay"])["text"].is_null());
}

#[test]
fn exports_replace_pages_of_ours_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let export = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let output = realpolitik(folder.path(), &words);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let twice = ["explore", "builtin:two-actors", "--export", "site"];
    assert_eq!((export(&twice).0, export(&twice).0), (Some(0), Some(0)));
    std::fs::write(folder.path().join("site/index.html"), "<p>mine</p>").expect("a file");
    let (code, said) = export(&twice);
    assert!(code == Some(2) && said.contains("no page of this program"), "{said}");
    let (code, said) = export(&["explore", "builtin:essai", "--export", "site"]);
    assert!(code == Some(2) && said.contains("no built-in scenario `essai`"), "{said}");
    let (code, said) = export(&["explore", "--seed=9007199254740992", "--export", "big"]);
    assert!(code == Some(2) && said.contains("exactly up to 9007199254740991 only"), "{said}");
    assert_eq!(export(&["explore", "--seed=9007199254740991", "--export", "big"]).0, Some(0));
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let (code, said) = export(&["explore", "--export", "file/site"]);
    assert!(code == Some(2) && said.contains("--export"), "{said}");
}

#[test]
fn a_port_in_use_is_said_with_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let folder = tempfile::tempdir().expect("a folder");
    let output = realpolitik(folder.path(), &["explore".to_owned(), format!("--port={port}")]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("another program listens there; choose another port, or --port 0"), "{said}");
}

#[test]
fn strengths_of_claims_are_given_to_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |claims: &[&str]| {
        let fixed = ["run", "builtin:essay", "--runs=100", "--no-plots", "--json"];
        let words: Vec<String> = fixed.iter().chain(claims).map(|word| (*word).to_owned()).collect();
        let output = realpolitik(folder.path(), &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (
            output.status.code(),
            serde_json::from_slice::<Json>(&output.stdout)
                .map_or_else(|_| said, |f| f["summary"]["digest"].to_string()),
        )
    };
    let kept = run(&[]);
    assert_eq!(run(&["--claim=C4=1"]), kept, "a claim that is kept moves nothing");
    let half = run(&["--claim=C4=0.5"]);
    assert!(half.0 == Some(0) && half != kept && half != run(&["--claim=C4=0"]));
    assert_eq!(run(&["--claim=claims.C4=0.5"]), half);
    for (claim, says) in
        [("C4", "write ID=STRENGTH"), ("C4=2", "write ID=STRENGTH"), ("C44=0.5", "C44"), ("C4=0,5", "write ID")]
    {
        let (code, said) = run(&[&format!("--claim={claim}")]);
        assert!(code == Some(2) && said.contains(says), "{said}");
    }
    let twice = run(&["--claim=C4=0.5", "--claim=C4=0.2"]);
    assert!(twice.0 == Some(2) && twice.1.contains("named twice"), "{}", twice.1);
}

/// A control character of a text is gone before it becomes an escape of JSON, which would bring it back on the page.
#[test]
fn no_control_character_comes_to_the_page() {
    let text =
        "format = 1\nextends = \"builtin:two-actors\"\nname = \"mine\"\ntitle = \"a\\u0007\\u001b[31mb\\u202ec\"\n";
    let mut explorer = Explorer::default();
    let opened =
        explorer.answer(&json!({ "ask": "open", "name": "mine", "text": text, "words": ["mine.toml"] }).to_string());
    assert!(opened.contains("a  [31mbc"), "{opened}");
    fn texts(json: &Json) -> Vec<&str> {
        match json {
            Json::String(text) => vec![text],
            Json::Array(all) => all.iter().flat_map(texts).collect(),
            Json::Object(all) => all.values().flat_map(texts).collect(),
            _ => Vec::new(),
        }
    }
    let opened: Json = serde_json::from_str(&opened).expect("JSON");
    assert!(opened["problem"].is_null(), "{opened}");
    let ordered = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
    assert!(texts(&opened).iter().all(|text| !text.contains(ordered)));
}

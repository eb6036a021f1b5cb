//! The JSON Schema: the committed file, and that it agrees with what the checker says.

use std::collections::BTreeSet;

use boon::{Compiler, SchemaIndex, Schemas};
use realpolitik::scenario::registry::REGISTRY;
use realpolitik::scenario::source::Unavailable;
use realpolitik::scenario::tree::{self, Kind, Node, Table};
use realpolitik::scenario::{BUILTIN, Resolver, Scenario, SourceFile, format, load, parse, schema, template};
use serde_json::Value as Json;

const SMALL: &str = include_str!("fixtures/small.toml");
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/realpolitik.schema.json");

/// The schema, compiled by a library that knows nothing of ours.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.add_resource("realpolitik.json", schema()).expect("a new resource");
        let index = compiler.compile("realpolitik.json", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    /// What the schema has against a scenario; nothing where it is good.
    fn complaint(&self, text: &str) -> Option<String> {
        let (table, errors) = tree::read(0, text);
        assert!(errors.is_empty(), "not TOML: {errors:?}\n{text}");
        self.schemas.validate(&object(&table), self.index).err().map(|error| format!("{error:#}"))
    }
}

fn object(table: &Table) -> Json {
    table.entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect()
}

/// TOML as the JSON that an editor would check; what JSON has no word for becomes null.
fn json(node: &Node) -> Json {
    match &node.kind {
        Kind::Text(text) | Kind::Date(text) => text.as_str().into(),
        Kind::Whole(number) => (*number).into(),
        Kind::Float(number) => (*number).into(),
        Kind::Flag(flag) => (*flag).into(),
        Kind::Unreadable(_) => Json::Null,
        Kind::Array(items) => items.iter().map(json).collect(),
        Kind::Table(table) => object(table),
    }
}

#[test]
fn the_schema_is_a_schema() {
    let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
    let draft = compiler.compile("http://json-schema.org/draft-07/schema", &mut schemas).expect("is built in");
    assert!(schemas.validate(&schema(), draft).is_ok());
    assert!(schemas.validate(&serde_json::json!({ "type": "numeral" }), draft).is_err());
}

#[test]
fn shipped_scenarios_and_the_template_are_accepted() {
    let schema = Validator::new();
    let template = template("my-case");
    for text in BUILTIN.iter().map(|(_, text)| *text).chain([template.as_str(), SMALL]) {
        assert_eq!(schema.complaint(text), None);
    }
}

/// The committed file, written anew by `UPDATE=1 cargo test --release --test schema`.
#[test]
fn the_committed_file_is_what_the_program_prints() {
    let output = assert_cmd::Command::cargo_bin("realpolitik").expect("is built").arg("schema").assert().success();
    let printed = String::from_utf8(output.get_output().stdout.clone()).expect("is UTF-8");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(COMMITTED, &printed).expect("the schema can be written");
    }
    let committed = std::fs::read_to_string(COMMITTED).expect("is committed");
    assert!(committed == printed, "UPDATE=1 cargo test --release --test schema writes it anew");
    assert_eq!(serde_json::from_str::<Json>(&printed).expect("is JSON"), schema());
}

#[test]
fn faults_are_refused_by_the_schema_as_by_the_checker() {
    let faults = [
        ("title = \"Three powers\"", "titel = \"Three powers\""),
        ("title = \"Three powers\"\n", ""),
        ("format = 1", "format = 2"),
        ("focus = \"A-B\"", "focus = \"A and B\""),
        ("start = 2000.0\n", ""),
        ("start = 2000.0", "start = \"2000\""),
        ("steps_per_year = 4", "steps_per_year = 0"),
        ("balance_of_power = 0.5", "balance_of_fear = 0.5"),
        ("memory_kernel = \"two_speed\"", "memory_kernel = \"three_speed\""),
        ("[weights]", "[wieghts]"),
        ("v_sec = {", "v_sex = {"),
        ("distribution = \"lognormal\"", "distribution = \"cauchy\""),
        ("median = 7.5, ", ""),
        ("median = 7.5", "median = -7.5"),
        ("median = 7.5", "mean = 7.5"),
        ("{ value = 2000, source = \"an atlas\" }", "{ source = \"an atlas\" }"),
        ("{ value = 2000,", "{ value = 2000, distribution = \"uniform\", low = 1, high = 2,"),
        ("gdp = 10000", "gdp = \"much\""),
        ("gdp = 10000", "gdp = true"),
        ("gdp = 10000", "gdp = 0"),
        ("gdp = 10000\n", ""),
        ("gdp = 4850\n", ""),
        ("foresight = 0.9", "foresight = 1.1"),
        ("weights.v_sec = 5", "crisis.eta0 = 5"),
        ("follows = \"C\"", "follows = 3"),
        ("level_start = 2", "level_start = 2.5"),
        ("level_start = 2", "level_start = { distribution = \"uniform\", low = 1, high = 2 }"),
        ("coercion.kD = 0", "coercion.kX = 0"),
        ("contiguous = true", "contiguous = 2"),
        ("[pairs.A-B]", "[pairs.AB]"),
        ("holder = \"B\"\nagainst = \"A\"", "holder = \"B\""),
        ("year = 1860", "year = \"long ago\""),
        ("settled = 1990\n", ""),
        ("severity = 1\n", ""),
        ("kind = \"contract\"", "kind = \"treaty\""),
        ("flow = 13\n", ""),
        ("flow = 13", "pulse = 13"),
        ("start = 2002\n", ""),
        ("kind = \"alliance\"", "kind = \"friendship\""),
        ("kind = \"alliance\"\n", ""),
        ("by = 2008", "at = 2008"),
        ("by = 2008\n", ""),
        ("pair = \"A-B\"\nby", "by"),
        ("about = \"B\"\nfrom", "from"),
        ("at = 2009\nminus = 2001", "minus = 2001"),
        ("at = 2009\nminus = 2001", "at = 2009\nfrom = 2001"),
        ("ratio = 0.8", "ratio = 0"),
        (", ratio = 0.8", ""),
        ("share_of_time = { at_least = 2 }", "share_of_time = {}"),
        ("range = [0, 1]", "range = [0]"),
        ("range = [0, 1]\n", ""),
        ("bins = 20", "bins = 2.5"),
        ("text = \"A hopes for too much.\"\n", ""),
        ("direction = \"toward\"", "direction = \"up\""),
        ("shows = [\"partnership\"]", "shows = \"partnership\""),
        ("\"relations.A.B.optimism\" = 0", "\"relations.A.B.optimism\" = \"none\""),
        ("{ same_as = \"actors.B.credulity\" }", "{ same_as = 1 }"),
        ("outcome = \"gap\"\n", ""),
        ("event = { above = 0 }", "event = { over = 0 }"),
        ("probability = { above = 0.9 }", "probability = { above = 0.9, below = 1 }"),
        ("probability = { above = 0.9 }", "probability = { above = 90 }"),
        ("probability = { above = 0.9 }\n", ""),
    ];
    let schema = Validator::new();
    for (from, to) in faults {
        assert!(SMALL.contains(from), "the scenario does not contain {from:?}");
        let text = SMALL.replacen(from, to, 1);
        assert!(parse(&text).is_err(), "the checker accepts {to:?} for {from:?}");
        assert!(schema.complaint(&text).is_some(), "the schema accepts {to:?} for {from:?}");
    }
}

#[test]
fn what_a_scenario_takes_from_another_it_may_leave_out() {
    let schema = Validator::new();
    let parts = [
        "",
        "remove = [\"ledger.old_war\", \"claims\"]",
        "actors.ELM.foresight = 1",
        "actors.OAK.growth.low = 0.01",
        "actors.OAK.growth.source = \"an atlas\"",
        "outcomes.partners.plot = false",
        "ledger.old_war.settled = 1990",
        "claims.memory.predictions.apart.probability = { above = 0.6 }",
    ];
    for part in parts {
        let text = format!("format = 1\nextends = \"builtin:two-actors\"\n{part}\n");
        parse(&text).unwrap_or_else(|problems| panic!("{part}\n{problems}"));
        assert_eq!(schema.complaint(&text), None, "{part}");
    }
    let alone = "format = 1\nactors.ELM.foresight = 1\n";
    assert!(parse(alone).is_err() && schema.complaint(alone).is_some());
    let unknown = "format = 1\nextends = \"builtin:two-actors\"\nactors.ELM.foresigt = 1\n";
    assert!(parse(unknown).is_err() && schema.complaint(unknown).is_some());
}

/// Values to put where others stood.
const WORDS: &[&str] = &[
    "0",
    "1",
    "2",
    "0.5",
    "1.5",
    "-1",
    "2000",
    "2005.25",
    "1e9",
    "1e300",
    "true",
    "false",
    "\"\"",
    "\"A\"",
    "\"D\"",
    "\"A-B\"",
    "\"B-A\"",
    "\"gap\"",
    "\"coercion\"",
    "\"weights.v_sec\"",
    "[]",
    "[0, 1]",
    "[\"gap\"]",
    "{}",
    "{ value = 1 }",
    "{ source = \"s\" }",
    "{ value = true, source = \"s\" }",
    "{ value = 1, sd = 1 }",
    "{ at_least = 1, at_most = 2 }",
    "{ above = 0.5 }",
    "{ above = 0.5, below = 0.6 }",
    "{ of = \"A\", to = \"B\", ratio = 2 }",
    "{ same_as = \"actors.B.credulity\" }",
    "{ distribution = \"normal\", mean = 1, sd = 1e-3 }",
    "{ distribution = \"normal\", mean = 1, sd = 1, min = 0.5, max = 0.9 }",
    "{ distribution = \"lognormal\", median = 1, log_sd = 0.1, source = \"s\" }",
    "{ distribution = \"uniform\", low = 0.1, high = 0.9 }",
    "{ distribution = \"uniform\", low = -5, high = 9, min = 0, max = 1 }",
    "{ distribution = \"triangular\", low = 0.1, mode = 0.1, high = 0.9 }",
    "{ distribution = \"beta\", alpha = 2, beta = 2 }",
    "{ distribution = \"beta\", alpha = 2, beta = 2, low = 0.1, high = 0.2, max = 0.15 }",
    "{ distribution = \"choice\", values = [0, 1] }",
    "{ distribution = \"choice\", values = [1, 2], probabilities = [0.5, 0.5] }",
    "{ distribution = \"choice\", values = [1], min = 0 }",
    "{ energy = 0.5 }",
    "{ balance_of_threat = 1 }",
    "{ A = 1 }",
];

/// Whether checker and schema accept a text; none where it is not TOML.
fn opinions(schema: &Validator, text: &str) -> Option<(bool, bool)> {
    tree::read(0, text).1.is_empty().then(|| (parse(text).is_ok(), schema.complaint(text).is_none()))
}

/// Lines of the small scenario that set something.
fn settings() -> Vec<(usize, &'static str, &'static str)> {
    let lines = SMALL.lines().enumerate();
    lines.filter_map(|(at, line)| line.split_once(" = ").map(|(key, value)| (at, key, value))).collect()
}

/// The last of them in every table.
fn last_of_each_table() -> Vec<(usize, &'static str, &'static str)> {
    let table = |at: usize| SMALL.lines().take(at).filter(|line| line.starts_with('[')).count();
    let all = settings();
    let next = all.iter().skip(1).map(|(at, ..)| Some(table(*at))).chain([None]);
    all.iter().zip(next).filter(|((at, ..), next)| *next != Some(table(*at))).map(|(setting, _)| *setting).collect()
}

fn with_line(at: usize, line: &str) -> String {
    let lines = SMALL.lines().enumerate();
    lines.map(|(i, old)| format!("{}\n", if i == at { line } else { old })).collect()
}

#[test]
fn the_schema_refuses_nothing_that_the_checker_accepts() {
    let schema = Validator::new();
    let (mut tried, mut accepted, mut passed) = (0, 0, 0);
    for (at, key, _) in settings() {
        for word in WORDS {
            let text = with_line(at, &format!("{key} = {word}"));
            let Some((checker, schema_says)) = opinions(&schema, &text) else { continue };
            tried += 1;
            accepted += usize::from(checker);
            passed += usize::from(schema_says);
            assert!(schema_says || !checker, "`{key} = {word}`: {}", schema.complaint(&text).unwrap_or_default());
        }
    }
    println!("{tried} tried, {accepted} accepted by the checker, {passed} by the schema");
    assert!(accepted > 1000 && passed < tried / 2);
}

/// Places of a scenario that the one below may lay something over.
const OVERLAID: &[&str] = &[
    "title",
    "time.steps_per_year",
    "model.theory",
    "weights.v_sec",
    "actors.ELM.gdp",
    "actors.OAK.growth",
    "relations.ELM.OAK.level_start",
    "pairs.OAK-ELM.contiguous",
    "ledger.old_war.severity",
    "outcomes.partners.at_least",
    "outcomes.grievance_2030.minus",
    "claims.memory.shows",
    "claims.memory.relaxed",
    "claims.memory.predictions.apart.event",
];

#[test]
fn nor_does_it_where_a_scenario_extends_another() {
    let schema = Validator::new();
    for path in OVERLAID {
        let mut accepted = 0;
        for word in WORDS {
            let text = format!("format = 1\nextends = \"builtin:two-actors\"\n{path} = {word}\n");
            let Some((checker, schema_says)) = opinions(&schema, &text) else { continue };
            accepted += usize::from(checker);
            assert!(schema_says || !checker, "`{path} = {word}`: {}", schema.complaint(&text).unwrap_or_default());
        }
        assert!(accepted > 0, "no value is accepted for `{path}`");
    }
}

/// Every key that the format knows.
fn keys() -> BTreeSet<&'static str> {
    use format::{
        ABOUT, ACTOR, BOUNDS, CLAIM, EPISODE, EVENT, MODEL, OUTCOME, PARTNER, PREDICTION, SCENARIO, SERIES, TIME, WHEN,
    };
    let tables = [
        ABOUT, ACTOR, BOUNDS, CLAIM, EPISODE, EVENT, MODEL, OUTCOME, PARTNER, PREDICTION, SCENARIO, SERIES, TIME, WHEN,
    ];
    let fields = tables.into_iter().flatten().map(|field| field.name);
    fields.chain(REGISTRY.iter().flat_map(|entry| [entry.name, entry.group])).filter(|key| !key.is_empty()).collect()
}

#[test]
fn checker_and_schema_know_the_same_keys_in_the_same_places() {
    let schema = Validator::new();
    let (mut tried, mut accepted) = (0, 0);
    for (at, old, value) in last_of_each_table() {
        for key in keys().into_iter().chain(["nonsense"]).filter(|key| *key != old) {
            let text = with_line(at, &format!("{key} = {value}"));
            if !tree::read(0, &text).1.is_empty() {
                continue;
            }
            tried += 1;
            let complaint = schema.complaint(&text);
            match (parse(&text), &complaint) {
                (Ok(_), _) => {
                    accepted += 1;
                    assert_eq!(complaint, None, "line {}: `{key} = {value}`", at + 1);
                }
                (Err(problems), None) => {
                    let problems = problems.to_string();
                    let unknown = problems.contains("unknown key") || problems.contains("does not belong");
                    assert!(!unknown, "the schema knows `{key} = {value}` in line {}: {problems}", at + 1);
                }
                (Err(_), Some(_)) => (),
            }
        }
    }
    println!("{tried} tried, {accepted} accepted");
    assert!(accepted > 100);
}

/// The small scenario with a value laid over it.
fn overlaid(assignments: &[&str]) -> Scenario {
    struct Only;
    impl Resolver for Only {
        fn load(&self, _: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
            Ok(SourceFile::new(name, SMALL))
        }
    }
    let overlays: Vec<String> = assignments.iter().map(ToString::to_string).collect();
    let scenario = load("small.toml", &Only, &overlays).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    Scenario { resolved: String::new(), ..scenario }
}

/// The places in the small scenario of fields that have a default, which is not given there.
const DEFAULTS: &[(&str, &[format::Field], &str)] = &[
    ("partners.D.", format::PARTNER, "aggregate"),
    ("outcomes.gap.", format::OUTCOME, "plot"),
    ("outcomes.gap.", format::WHEN, "relative_to_start"),
    ("series.belief.", format::SERIES, "per_year"),
];

#[test]
fn defaults_of_fields_are_those_of_the_checker() {
    let default = |fields: &[format::Field], name: &str| {
        let field = fields.iter().find(|field| field.name == name).expect("is a field");
        match field.need {
            format::Need::Default(toml) => toml,
            _ => panic!("`{name}` has no default"),
        }
    };
    assert!(!schema().to_string().contains("\"default\":null"), "a default that is no JSON");
    for (table, fields, name) in DEFAULTS {
        assert_eq!(overlaid(&[&format!("{table}{name} = {}", default(fields, name))]), overlaid(&[]), "{table}{name}");
    }
    let without = |line: &str| {
        assert!(SMALL.contains(line), "{line}");
        Scenario { resolved: String::new(), ..parse(&SMALL.replacen(line, "", 1)).expect("is good").scenario }
    };
    let same = |line: &str, table: &str, fields, name| {
        let stated = overlaid(&[&format!("{table}{name} = {}", default(fields, name))]);
        assert_eq!(
            Scenario { name: "scenario".into(), ..stated },
            Scenario { name: "scenario".into(), ..without(line) }
        );
    };
    same("steps_per_year = 4\n", "time.", format::TIME, "steps_per_year");
    same("memory_kernel = \"two_speed\"\n", "model.", format::MODEL, "memory_kernel");
    same("bins = 20\n", "series.belief.", format::SERIES, "bins");
    same("direction = \"toward\"\n", "claims.C1.", format::CLAIM, "direction");
    let beta = |bounds: &str| {
        let beta = format!("{{ distribution = \"beta\", alpha = 2, beta = 3{bounds} }}");
        overlaid(&[&format!("actors.A.foresight = {beta}")])
    };
    assert_eq!(beta(", low = 0, high = 1"), beta(""));
}

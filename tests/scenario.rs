//! Reading scenarios through the public functions.

use proptest::prelude::*;
use realpolitik::scenario::registry::{DefaultValue, P};
use realpolitik::scenario::{
    BUILTIN, Builtin, Place, Resolver, Scenario, SourceFile, Value, load, parse, source::Unavailable, template,
};

const SMALL: &str = include_str!("fixtures/small.toml");

fn small() -> Scenario {
    parse(SMALL).expect("the small scenario is valid").scenario
}

/// The small scenario with one text in it replaced.
fn with(from: &str, to: &str) -> Scenario {
    assert!(SMALL.contains(from), "the scenario does not contain {from:?}");
    parse(&SMALL.replacen(from, to, 1)).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

/// The small scenario under a name of its own, and the built-in ones.
struct Folder;

impl Resolver for Folder {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        if name == "small.toml" { Ok(SourceFile::new(name, SMALL)) } else { Builtin.load(from, name) }
    }
}

fn set(assignments: &[&str]) -> Scenario {
    let overlays: Vec<String> = assignments.iter().map(ToString::to_string).collect();
    load("small.toml", &Folder, &overlays).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

fn value<'s>(scenario: &'s Scenario, path: &str) -> &'s Value {
    let slot = scenario.slot_by_path(path).unwrap_or_else(|| panic!("no slot {path}"));
    &scenario.slots[slot.0 as usize].value
}

#[test]
fn built_in_scenarios_are_valid_and_read_back() {
    for (name, _) in BUILTIN {
        let loaded = load(&format!("builtin:{name}"), &Builtin, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(loaded.scenario.name, *name);
        let again = parse(&loaded.scenario.resolved).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(again.scenario, loaded.scenario);
    }
}

#[test]
fn the_resolved_text_reads_back() {
    let overlays: [&[&str]; 3] = [
        &[],
        &["actors.A.foresight=0.9"],
        &["title='q\"\\'", "description=\"\"\"a\n\n\"b\\\\\"\"\"", "pairs.B-A.pact_start=true"],
    ];
    for overlay in overlays {
        let scenario = set(overlay);
        let again = parse(&scenario.resolved).unwrap_or_else(|problems| panic!("{problems}")).scenario;
        assert_eq!(again, scenario);
    }
}

#[test]
fn values_can_be_set_from_outside() {
    let scenario = set(&[
        "actors.A.foresight=0.9",
        "weights.v_sec={distribution=\"uniform\",low=1,high=2}",
        "pairs.B-A.distance_km=7",
    ]);
    assert_eq!(*value(&scenario, "actors.A.foresight"), Value::Point(0.9));
    assert_eq!(*value(&scenario, "pairs.A-B.distance_km"), Value::Point(7.0));
    assert!(matches!(value(&scenario, "weights.v_sec"), Value::Draw(d) if d.support() == (1.0, 2.0)));
    assert_eq!(scenario.name, "small");
}

#[test]
fn a_scenario_extends_another_and_removes_parts() {
    let text =
        "format = 1\nextends = \"small.toml\"\nremove = [\"ledger.old_war\", \"claims.C2\"]\nactors.A.foresight = 1\n";
    struct Top(&'static str);
    impl Resolver for Top {
        fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
            if name == "folder/top one.toml" { Ok(SourceFile::new(name, self.0)) } else { Folder.load(from, name) }
        }
    }
    let scenario =
        load("folder/top one.toml", &Top(text), &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    assert_eq!(scenario.name, "top-one");
    assert!(scenario.ledger.is_empty());
    assert_eq!(scenario.claims.len(), 1);
    assert_eq!(*value(&scenario, "actors.A.foresight"), Value::Point(1.0));
    assert_eq!(parse(&scenario.resolved).unwrap().scenario, scenario);
}

#[test]
fn copies_stand_after_what_they_copy_and_every_slot_can_be_found() {
    let scenario = small();
    for (s, slot) in scenario.slots.iter().enumerate() {
        if let Value::Same(other) = slot.value {
            assert!((other.0 as usize) < s, "{}", slot.path);
        }
        assert_eq!(scenario.find(slot.parameter, slot.place).map(|found| found.0 as usize), Some(s), "{}", slot.path);
        assert_eq!(scenario.slot_by_path(&slot.path).map(|found| found.0 as usize), Some(s), "{}", slot.path);
    }
}

#[test]
fn overrides_are_inherited_from_the_nearest() {
    let scenario = with("weights.v_sec = 5", "coercion.kD = 7");
    let path = |parameter, place| scenario.slots[scenario.slot(parameter, place).0 as usize].path.as_str();
    assert_eq!(path(P::KDependence, Place::Relation(0, 1)), "relations.A.B.coercion.kD");
    assert_eq!(path(P::KDependence, Place::Relation(0, 2)), "actors.A.coercion.kD");
    assert_eq!(path(P::KDependence, Place::Relation(1, 2)), "coercion.kD");
    // A claim names this one, and the file does not give it.
    let named = scenario.slot_by_path("relations.C.B.coercion.kD").unwrap();
    assert_eq!(scenario.slots[named.0 as usize].value, Value::Same(scenario.slot_by_path("coercion.kD").unwrap()));
}

#[test]
fn sources_hold_for_what_is_below_them() {
    let scenario = small();
    let source = |path: &str| scenario.slots[scenario.slot_by_path(path).unwrap().0 as usize].source.clone();
    assert_eq!(source("actors.B.gdp").as_deref(), Some("made"));
    assert_eq!(source("actors.A.gdp").as_deref(), Some("an atlas"));
    assert_eq!(source("weights.v_sec").as_deref(), Some("guess"));
    assert_eq!(source("weights.v_rep"), None);
}

/// A number that is not the program's own default was put in by somebody, who has to say where it comes from.
#[test]
fn every_figure_of_the_shipped_scenarios_has_a_source() {
    for (name, _) in BUILTIN {
        let scenario = load(&format!("builtin:{name}"), &Builtin, &[]).expect("a built-in scenario").scenario;
        let mut given = 0;
        for slot in &scenario.slots {
            let own = match &slot.value {
                Value::Point(x) => slot.parameter.entry().default != DefaultValue::Value(*x),
                Value::Draw(_) | Value::Normal { .. } => true,
                Value::Same(_) | Value::Derived => false,
            };
            given += u32::from(own);
            let source = slot.source.as_deref().unwrap_or_default();
            let known = source.contains(' ') || scenario.sources.contains_key(source);
            assert!(!own || known, "{name}: {} has the source {source:?}", slot.path);
        }
        assert!(given > 10, "{name}: {given} figures");
    }
}

#[test]
fn shares_that_are_not_given_are_zero_beside_others_and_open_alone() {
    let scenario = with("{ energy = 0, services = 1 }", "{ services = 1 }");
    assert_eq!(*value(&scenario, "relations.D.B.sectors.energy"), Value::Point(0.0));
    assert_eq!(*value(&scenario, "relations.B.A.sectors.energy"), Value::Derived);
}

#[test]
fn without_sectors_all_trade_is_one() {
    let start = SMALL.find("[sectors.energy]").unwrap();
    let end = SMALL.find("[actors]").unwrap();
    let text = format!("{}{}", &SMALL[..start], &SMALL[end..]);
    let text = text.replace("sectors = {", "# sectors = {");
    let scenario = parse(&text).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    assert_eq!(scenario.sectors, ["all"]);
    assert_eq!(*value(&scenario, "sectors.all.seller"), Value::Point(1.0));
}

#[test]
fn a_bias_on_one_side_makes_a_claim_true_by_construction() {
    let optimism = "{ distribution = \"normal\", mean = 0, sd = 0.2 }";
    assert!(!small().claims[0].by_construction);
    assert!(with(optimism, "0.25").claims[0].by_construction);
    assert!(with(optimism, "{ distribution = \"uniform\", low = 0.1, high = 0.2 }").claims[0].by_construction);
    assert!(!with(optimism, "{ distribution = \"uniform\", low = 0, high = 0.2 }").claims[0].by_construction);
}

#[test]
fn tails_are_cut_off_where_nothing_is_lost() {
    let scenario = small();
    let Value::Draw(optimism) = value(&scenario, "relations.A.B.optimism") else { panic!("not drawn") };
    assert_eq!(optimism.support(), (-1.0, 1.0));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let text = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(parse(&text).unwrap_or_else(|problems| panic!("{problems}")).scenario, small());
}

#[test]
fn a_new_scenario_is_valid_and_without_warnings() {
    for name in ["my-case", "", "a b\"c\\\n", "Zürich"] {
        let loaded = parse(&template(name)).unwrap_or_else(|problems| panic!("{problems}"));
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    }
    assert_eq!(parse(&template("my-case")).unwrap().scenario.name, "my-case");
}

/// A change to a text.
#[derive(Clone, Debug)]
enum Change {
    DropLine(usize),
    DoubleLine(usize, usize),
    Bytes(usize, usize, String),
    Word(usize, &'static str),
}

const WORDS: &[&str] = &[
    "nan",
    "-inf",
    "1e308",
    "-1",
    "0",
    "true",
    "\"\"",
    "\"*\"",
    "\"A-A\"",
    "{}",
    "[]",
    "[[x]]",
    "99999999999999999999",
    "2015-01-01",
    "{ value = 1 }",
    "{ distribution = \"normal\", mean = 1e308, sd = 1e-308 }",
    "\"actors.*.*.*\"",
    "{ distribution = \"choice\", values = [], probabilities = [] }",
    "{ same_as = \"a\" }",
    "\u{1F600}",
    "\0",
    "'",
    "\"\"\"",
    "{ distribution = \"beta\", alpha = 1e-300, beta = 1e300, min = 0.5 }",
];

fn change() -> impl Strategy<Value = Change> {
    let at = 0..100_000usize;
    prop_oneof![
        at.clone().prop_map(Change::DropLine),
        (at.clone(), at.clone()).prop_map(|(from, to)| Change::DoubleLine(from, to)),
        (at.clone(), 0..40usize, ".{0,6}").prop_map(|(at, length, text)| Change::Bytes(at, length, text)),
        (at, proptest::sample::select(WORDS)).prop_map(|(at, word)| Change::Word(at, word)),
    ]
}

fn apply(text: &str, change: &Change) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let n = lines.len();
    match change {
        Change::DropLine(at) => {
            lines.remove(at % n);
        }
        Change::DoubleLine(from, to) => lines.insert(to % n, lines[from % n].clone()),
        Change::Word(at, word) => {
            let line = &mut lines[at % n];
            let key = line.split('=').next().unwrap_or_default().trim().to_owned();
            *line = format!("{key} = {word}");
        }
        Change::Bytes(at, length, new) => {
            let mut all: Vec<char> = text.chars().collect();
            let start = at % (all.len() + 1);
            let end = (start + length).min(all.len());
            all.splice(start..end, new.chars());
            return all.into_iter().collect();
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn no_text_makes_it_panic(changes in proptest::collection::vec(change(), 1..6), colour: bool) {
        let text = changes.iter().fold(SMALL.to_owned(), |text, change| apply(&text, change));
        match parse(&text) {
            Ok(loaded) => {
                let again = parse(&loaded.scenario.resolved).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
                prop_assert_eq!(again.scenario, loaded.scenario);
            }
            Err(problems) => {
                prop_assert!(problems.errors() > 0);
                prop_assert!(!problems.render(colour).is_empty());
                prop_assert!(problems.to_json().is_array());
            }
        }
    }

    #[test]
    fn no_assignment_makes_it_panic(path in "[a-zA-Z.*\"-]{0,30}", value in ".{0,20}") {
        if let Err(problems) = load("small.toml", &Folder, &[format!("{path}={value}")]) {
            prop_assert!(problems.errors() > 0);
            prop_assert!(!problems.render(false).is_empty());
        }
    }
}

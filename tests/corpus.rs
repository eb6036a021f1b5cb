//! The kept inputs of the fuzz targets (`docs/fuzzing.md`), read again without a fuzzer: nothing panics, and each input is
//! done in bounded time.

#[path = "../fuzz/targets.rs"]
mod targets;

use realpolitik::model::theory::THEORIES;
use realpolitik::scenario::registry::REGISTRY;
use realpolitik::scenario::{Resolver, SourceFile, Unavailable, load};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest that an input may take: far more than any does, so that a busy machine fails no test.
const LONGEST: Duration = Duration::from_secs(20);

fn inputs(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn the_kept_inputs_do_no_harm() {
    for (name, target) in targets::TARGETS {
        let inputs = inputs(name);
        assert!(inputs.len() >= 20, "{name}: {} inputs are too few to be the corpus", inputs.len());
        for path in inputs {
            let bytes = std::fs::read(&path).unwrap();
            let start = Instant::now();
            // A panic of the target is one of the test; this says which input it was.
            if let Err(panic) = std::panic::catch_unwind(|| target(&bytes)) {
                eprintln!("{name}: {} panics", path.display());
                std::panic::resume_unwind(panic);
            }
            let took = start.elapsed();
            assert!(took < LONGEST, "{name}: {} took {took:?}", path.display());
        }
    }
}

/// Words of the format that stand in no table of the program.
const WORDS: &[&str] = &[
    "format = 1\n",
    "extends = \"builtin:two-actors\"\n",
    "remove",
    "name",
    "title",
    "question",
    "description",
    "focus",
    "source",
    "sources",
    "time",
    "start",
    "end",
    "steps_per_year",
    "model",
    "theory",
    "memory_kernel",
    "two_speed",
    "power_law",
    "floor",
    "threats_per_actor",
    "actors",
    "partners",
    "follows",
    "aggregate",
    "sectors",
    "relations",
    "pairs",
    "ledger",
    "text",
    "holder",
    "against",
    "year",
    "settled",
    "events",
    "kind",
    "parameter",
    "date",
    "outcomes",
    "pair",
    "about",
    "than",
    "of",
    "from",
    "to",
    "from_actor",
    "to_actor",
    "partner",
    "by",
    "at",
    "minus",
    "at_least",
    "at_most",
    "above",
    "below",
    "share_of_time",
    "after_crossing",
    "ratio",
    "reporter",
    "plot",
    "series",
    "range",
    "bins",
    "per_year",
    "panel",
    "pair_series",
    "claims",
    "direction",
    "toward",
    "away",
    "neither",
    "shows",
    "relaxed",
    "predictions",
    "outcome",
    "event",
    "probability",
    "same_as",
    "value",
    "distribution",
    "normal",
    "mean",
    "sd",
    "lognormal",
    "median",
    "log_sd",
    "uniform",
    "low",
    "high",
    "triangular",
    "mode",
    "beta",
    "alpha",
    "choice",
    "values",
    "probabilities",
    "min",
    "max",
    "true",
    "false",
    "nan",
    "inf",
    "[[",
    "]]",
    "{ ",
    " }",
    "\"\"\"",
    "'''",
    ".*.",
];

/// The dictionary of the fuzz targets that read scenarios: the words of the format, of the registry and of the kinds.
fn dictionary() -> String {
    use realpolitik::scenario::kinds::{EVENT_KINDS, OUTCOME_KINDS};
    let registry = REGISTRY.iter().flat_map(|entry| [entry.group, entry.name]);
    let kinds = OUTCOME_KINDS.iter().map(|kind| kind.name).chain(EVENT_KINDS.iter().map(|kind| kind.name));
    let theories = THEORIES.iter().map(|theory| theory.name);
    let words: BTreeSet<&str> = registry.chain(kinds).chain(theories).chain(WORDS.iter().copied()).collect();
    let escaped = |word: &str| word.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\x0a");
    let lines = words.into_iter().filter(|word| !word.is_empty()).map(|word| format!("\"{}\"\n", escaped(word)));
    lines.collect()
}

#[test]
fn the_dictionary_has_the_words_of_the_format() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/scenario.dict");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, dictionary()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == dictionary(), "fuzz/scenario.dict is not up to date: UPDATE=1 cargo test --release --test corpus");
}

/// A file and what it extends.
struct Two<'a>(&'a str, &'a str);

impl Resolver for Two<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        Ok(SourceFile::new(name, if from.is_none() { self.0 } else { self.1 }))
    }
}

/// A line for each number below `count`.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Files near the largest that is read, of many parts that are each compared with many others: none takes minutes.
#[test]
fn large_files_of_many_parts_are_answered_in_time() {
    let base =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-actors.toml")).unwrap();
    let extending = "format = 1\nextends = \"base\"\n";
    let sources = lines(300_000, |i| format!("sources.sourc{i:06} = \"a\"\n"));
    let episodes = lines(1900, |i| {
        let severity = format!("{{ value = 1, source = \"srcXXXX{i}\" }}");
        format!(
            "[ledger.l{i}]\ntext = \"t\"\nholder = \"OAK\"\nagainst = \"ELM\"\nyear = 1900\nseverity = {severity}\n"
        )
    });
    let outcomes = lines(1900, |i| {
        format!("[outcomes.{}{i:06}]\nkind = \"pair_level\"\npair = \"ELM-OAK\"\nat = 2010\n", "o".repeat(26))
    });
    let predictions = lines(80_000, |i| {
        let outcome = format!("{}{i:06}z", "o".repeat(25));
        format!("predictions.p{i} = {{ outcome = \"{outcome}\", probability = {{ above = 0.5 }} }}\n")
    });
    let removed = lines(200_000, |i| format!("\"ledger.x{i}\", "));
    let files = [
        (format!("{extending}{sources}{episodes}"), base.clone()),
        (format!("{extending}{outcomes}[claims.Z]\ntext = \"t\"\n{predictions}"), base.clone()),
        (format!("{extending}remove = [{removed}]\n"), base.clone()),
        (
            format!("{extending}[pairs]\n{}", lines(150_000, |i| format!("a{i}-b = 1\n"))),
            format!("{base}{}", lines(150_000, |i| format!("[pairs.c{i}-b]\n"))),
        ),
    ];
    for (at, (top, base)) in files.iter().enumerate() {
        let start = Instant::now();
        let said = load("top", &Two(top, base), &[]).map_or_else(|problems| problems.render(false), |_| String::new());
        let took = start.elapsed();
        assert!(took < LONGEST, "file {at} took {took:?}: {said:.200}");
    }
}

//! docs/scenario-format.md: its tables are up to date, and its examples are scenarios.

use realpolitik::scenario::{Builtin, Resolver, SourceFile, fill_manual, load, source::Unavailable};

const MANUAL: &str = include_str!("../docs/scenario-format.md");
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario-format.md");

/// The texts between fences of a language.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}");
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for line in MANUAL.lines() {
        match (open, line) {
            (false, line) if line == fence => (open, all) = (true, [all, vec![String::new()]].concat()),
            (true, "```") => open = false,
            (true, line) => all.last_mut().expect("a block is open").push_str(&format!("{line}\n")),
            _ => (),
        }
    }
    all
}

/// The complete example under the name that the manual gives it, and the one at hand.
struct Folder {
    example: String,
    variant: String,
    weights: String,
}

impl Resolver for Folder {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        match name {
            "rivals.toml" => Ok(SourceFile::new(name, &self.example)),
            "my-weights.toml" => Ok(SourceFile::new(name, &self.weights)),
            "variant.toml" => Ok(SourceFile::new(name, &self.variant)),
            _ => Builtin.load(from, name),
        }
    }
}

/// The tables, made anew: `UPDATE=1 cargo test --release --test manual`.
#[test]
fn the_tables_are_up_to_date() {
    let made = fill_manual(MANUAL).unwrap_or_else(|problem| panic!("{problem}"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PATH, &made).expect("the manual can be written");
    } else {
        assert!(made == MANUAL, "UPDATE=1 cargo test --release --test manual writes the tables anew");
    }
}

#[test]
fn a_manual_with_a_fault_is_refused() {
    assert_eq!(fill_manual("").unwrap_err().split(',').next(), Some("no place for top"));
    assert_eq!(fill_manual("<!-- table: top -->").unwrap_err(), "the table `top` does not end");
    assert_eq!(fill_manual("<!-- table: nothing -->\n<!-- end -->").unwrap_err(), "there is no table `nothing`");
}

#[test]
fn every_example_is_a_scenario_or_part_of_one() {
    let all = blocks("toml");
    let example = all[0].clone();
    let is_weights = |block: &&String| block.contains("\ncovariance = ");
    let weights = all.iter().find(is_weights).expect("an example of weights").clone();
    let mut parts = 0;
    for block in all.iter().filter(|block| !is_weights(block)) {
        let whole = block.starts_with("format");
        let folder = Folder { example: example.clone(), variant: block.clone(), weights: weights.clone() };
        let overlays = if whole { Vec::new() } else { vec![block.clone()] };
        let name = if whole { "variant.toml" } else { "rivals.toml" };
        let loaded = load(name, &folder, &overlays).unwrap_or_else(|problems| panic!("{block}\n{problems}"));
        // Of weights the example holds two alone, of which the page says that it is warned of.
        let expected = usize::from(block.contains("my-weights.toml"));
        assert_eq!(loaded.warnings.warnings(), expected, "{block}\n{}", loaded.warnings);
        parts += usize::from(!whole);
    }
    assert!(parts >= 12, "{parts} parts");
}

//! Parameters of other programs: a file of names with distributions, in the words of scenarios, and no model behind.

use super::super::Distribution;
use super::super::diagnostic::{Log, Problem, Problems};
use super::super::distribution::Shape;
use super::super::source::SourceFile;
use super::super::tree::{self, Entry};
use super::fields::{Fields, wrong_type};
use super::numbers;

/// The most parameters of such a file.
const MOST: usize = 1000;

/// The longest name.
const LONGEST: usize = 200;

/// Shown where something is missing.
const EXAMPLE: &str = "such as a = { low = 0, high = 1 } or b = { distribution = \"normal\", mean = 0, sd = 1 }";

/// A parameter of another program.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeParameter {
    /// Its name.
    pub name: String,
    /// What it is drawn from.
    pub distribution: Distribution,
}

/// Reads a TOML file of parameters: `name = { low = 0, high = 1 }` for a uniform one, or
/// `name = { distribution = "normal", mean = 0, sd = 1 }` as in a scenario. Names in `reserved` are refused.
///
/// # Errors
/// All problems of the file at once.
pub fn free_parameters(file: SourceFile, reserved: &[&str]) -> Result<Vec<FreeParameter>, Problems> {
    let mut log = Log::default();
    let (table, errors) = tree::read(0, &file.text);
    for error in errors {
        log.push(Problem::error(error.span, format!("this is not TOML: {}", error.message)));
    }
    let entries = || table.entries.iter();
    if table.entries.is_empty() || table.entries.len() > MOST {
        let message = format!("{} parameters, and there must be from 1 to {MOST}", table.entries.len());
        log.push(Problem::nowhere(message).help(EXAMPLE));
    }
    entries().for_each(|entry| check_name(entry, reserved, &mut log));
    let all: Vec<FreeParameter> = entries().filter_map(|entry| one(entry, &mut log)).collect();
    if log.has_errors() { Err(log.finish(vec![file])) } else { Ok(all) }
}

fn check_name(entry: &Entry, reserved: &[&str], log: &mut Log) {
    let name = entry.key.as_str();
    if reserved.contains(&name) {
        let message = format!("`{name}` is the name of a column of the design; choose another");
        log.push(Problem::error(entry.key_span, message).help(format!("reserved are {}", reserved.join(", "))));
    } else if name.trim() != name || name.is_empty() || name.len() > LONGEST || name.chars().any(char::is_control) {
        let message = "a name is 1 to 200 characters, without blanks at its ends and without line breaks";
        log.push(Problem::error(entry.key_span, message));
    }
}

fn one(entry: &Entry, log: &mut Log) -> Option<FreeParameter> {
    let Some(table) = entry.value.table() else {
        log.push(wrong_type(&entry.key, &entry.value, "a range or a distribution").help(EXAMPLE));
        return None;
    };
    let mut fields = Fields::new(table, entry.key.clone());
    fields.source(log);
    let distribution = if fields.has("distribution") {
        numbers::distribution(&mut fields, log)?.0
    } else if fields.has("low") || fields.has("high") {
        let (low, high) = numbers::low_high(&mut fields, log)?;
        Distribution { shape: Shape::Uniform { low, high }, min: f64::NEG_INFINITY, max: f64::INFINITY }
    } else {
        let message = format!("`{}` needs `low` and `high`, or a `distribution`", entry.key);
        let dots = format!("{EXAMPLE}; a name with dots stands in quotes: \"a.b\" = {{ .. }}");
        log.push(Problem::error(table.span, message).help(dots));
        return None;
    };
    fields.finish(log);
    Some(FreeParameter { name: entry.key.clone(), distribution })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<FreeParameter>, String> {
        free_parameters(SourceFile::new("parameters.toml", text), &["point"]).map_err(|p| p.render(false))
    }

    #[test]
    fn ranges_and_distributions_are_read_in_the_order_of_the_file() {
        let text = "z = { low = -1, high = 2 }\n\"a.b\" = { distribution = \"normal\", mean = 5, sd = 2, min = 0 }\n";
        let all = read(text).unwrap();
        assert_eq!(all.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["z", "a.b"]);
        assert_eq!(all[0].distribution.shape, Shape::Uniform { low: -1.0, high: 2.0 });
        assert_eq!((all[1].distribution.min, all[1].distribution.centre()), (0.0, 5.0));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let said = read("point = { low = 0, high = 1 }\nb = 3\nc = { low = 2, high = 1 }\nd = { mean = 1 }\ne = { low = 0, high = 1, sd = 2 }\n")
            .unwrap_err();
        for part in [
            "`point` is the name of a column of the design",
            "`b` must be a range or a distribution, not 3",
            "`low` is 2, and must be below `high`, 1",
            "`d` needs `low` and `high`, or a `distribution`",
            "unknown key `sd` in `e`",
        ] {
            assert!(said.contains(part), "{part} is missing in\n{said}");
        }
        assert!(read("").unwrap_err().contains("0 parameters"));
        assert!(read("a = [").unwrap_err().contains("this is not TOML"));
    }
}

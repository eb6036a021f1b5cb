//! The text of a draft as it grows.

use super::super::Part;
use crate::scenario::write_text;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The part of a draft below its sources, with the sources that it has used.
#[derive(Default)]
pub struct Page {
    /// The text.
    pub text: String,
    /// The sources by their keys.
    pub sources: BTreeMap<String, String>,
    /// What is to be said at the head of the draft.
    pub notes: Vec<String>,
    /// Whether sources and comments are left out.
    pub bare: bool,
}

impl Page {
    /// A line between two sections.
    pub fn rule(&mut self, title: &str) {
        if self.bare {
            return;
        }
        let line = "-".repeat(100_usize.saturating_sub(title.len()));
        let _ = write!(self.text, "\n# {line} {title}\n");
    }

    /// A paragraph of comment, of one or more lines.
    pub fn paragraph(&mut self, text: &str) {
        if !self.bare {
            self.text.push('\n');
        }
        self.comment(text);
    }

    /// A comment of one or more lines.
    pub fn comment(&mut self, text: &str) {
        for line in text.lines().filter(|_| !self.bare) {
            let _ = writeln!(self.text, "{}", format!("# {line}").trim_end());
        }
    }

    /// The header of a table.
    pub fn header(&mut self, path: &str) {
        let _ = write!(self.text, "\n[{path}]\n");
    }

    /// A key with what is TOML already.
    pub fn plain(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    /// The source of what has none of its own.
    pub fn source(&mut self, source: &str) {
        if !self.bare {
            self.plain("source", &write_text(source));
        }
    }

    /// A figure with its source, and a comment if there is one.
    pub fn figure(&mut self, key: &str, value: f64, source: &str, comment: &str) {
        if self.bare {
            return self.plain(key, &number(value));
        }
        let comment = if comment.is_empty() { String::new() } else { format!("   # {comment}") };
        let _ =
            writeln!(self.text, "{key} = {{ value = {}, source = {} }}{comment}", number(value), write_text(source));
    }

    /// The key of a source: a file of a dataset, for figures of which `what` says the year or more. `unit` says what they
    /// are.
    pub fn cite(&mut self, part: &Part, what: impl std::fmt::Display, unit: &str) -> String {
        if self.bare {
            return String::new();
        }
        let key = format!("{}_{what}", part.dataset.key());
        let release = part.found.release.as_ref().map_or_else(String::new, |release| format!(", release {release}"));
        let source = format!("{}{release}: {unit}; file {}", part.dataset.citation(), part.file);
        self.sources.insert(key.clone(), source);
        key
    }
}

/// A number with five digits that count, as short as that allows.
pub fn number(value: f64) -> String {
    let mut decimals = 4_usize;
    let mut size = value.abs();
    while size >= 10.0 && decimals > 0 {
        size /= 10.0;
        decimals -= 1;
    }
    while size > 0.0 && size < 1.0 && decimals < 12 {
        size *= 10.0;
        decimals += 1;
    }
    let text = format!("{value:.decimals$}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short() {
        let all = [0.0, 1.0, 2014.0, 2_059.241_965, 17_608.138, 0.041_129_9, -0.05, 123_456.7, 0.8, 1e-5, 600.0];
        let said: Vec<String> = all.into_iter().map(number).collect();
        assert_eq!(said, ["0", "1", "2014", "2059.2", "17608", "0.04113", "-0.05", "123457", "0.8", "0.00001", "600"]);
    }
}

//! Reading the fields of a table: each is asked for by name, and what nobody asked for is unknown.

use super::super::diagnostic::{Log, Problem, did_you_mean};
use super::super::registry::{REGISTRY, Scope};
use super::super::tree::{Entry, Kind, Node, Span, Table};
use super::limits::MAX_KEY;

/// A table being read.
pub(super) struct Fields<'t> {
    table: &'t Table,
    path: String,
    known: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// Begins with a table that stands at `path`.
    pub(super) fn new(table: &'t Table, path: impl Into<String>) -> Self {
        Self { table, path: path.into(), known: Vec::new() }
    }

    pub(super) fn span(&self) -> Span {
        self.table.span
    }

    /// The path of the table.
    pub(super) fn here(&self) -> &str {
        &self.path
    }

    /// The path of a field.
    pub(super) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// What `source` says for the numbers of this table.
    pub(super) fn source(&mut self, log: &mut Log) -> Option<&'t str> {
        self.text("source", log)
    }

    /// Makes a key known without reading it.
    pub(super) fn skip(&mut self, key: &'static str) {
        if !self.knows(key) {
            self.known.push(key);
        }
    }

    pub(super) fn knows(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    pub(super) fn node(&mut self, key: &'static str) -> Option<&'t Node> {
        self.skip(key);
        self.table.get(key)
    }

    /// A field that must be there.
    pub(super) fn required(&mut self, key: &'static str, example: &str, log: &mut Log) -> Option<&'t Node> {
        let node = self.node(key);
        if node.is_none() {
            log.push(
                Problem::error(self.span(), format!("`{}` is missing", self.path(key)))
                    .help(format!("add `{key} = {example}`")),
            );
        }
        node
    }

    pub(super) fn text(&mut self, key: &'static str, log: &mut Log) -> Option<&'t str> {
        let node = self.node(key)?;
        self.expect(key, node, node.text(), "a text in quotes", log)
    }

    pub(super) fn required_text(&mut self, key: &'static str, example: &str, log: &mut Log) -> Option<&'t str> {
        let node = self.required(key, &format!("\"{example}\""), log)?;
        self.expect(key, node, node.text(), "a text in quotes", log)
    }

    pub(super) fn flag(&mut self, key: &'static str, log: &mut Log) -> Option<bool> {
        let node = self.node(key)?;
        let flag = match node.kind {
            Kind::Flag(flag) => Some(flag),
            _ => None,
        };
        self.expect(key, node, flag, "true or false", log)
    }

    /// A number that is neither infinite nor NaN.
    pub(super) fn number(&mut self, key: &'static str, log: &mut Log) -> Option<f64> {
        let node = self.node(key)?;
        let path = self.path(key);
        number(node, &path, log)
    }

    /// A whole number from `low` to `high`.
    pub(super) fn whole(&mut self, key: &'static str, low: i64, high: i64, log: &mut Log) -> Option<i64> {
        let node = self.node(key)?;
        let whole = match node.kind {
            Kind::Whole(number) if (low..=high).contains(&number) => Some(number),
            _ => None,
        };
        self.expect(key, node, whole, &format!("a whole number from {low} to {high}"), log)
    }

    pub(super) fn table(&mut self, key: &'static str, log: &mut Log) -> Option<&'t Table> {
        let node = self.node(key)?;
        self.expect(key, node, node.table(), "a table", log)
    }

    pub(super) fn array(&mut self, key: &'static str, log: &mut Log) -> Option<&'t [Node]> {
        let node = self.node(key)?;
        let array = match &node.kind {
            Kind::Array(items) => Some(items.as_slice()),
            _ => None,
        };
        self.expect(key, node, array, "a list in brackets", log)
    }

    /// The tables of a section such as `[actors]`, with their keys checked, at most `most` of them.
    pub(super) fn instances(&mut self, key: &'static str, most: usize, log: &mut Log) -> Vec<(&'t Entry, &'t Table)> {
        let Some(section) = self.table(key, log) else { return Vec::new() };
        let mut all = instances(section, key, log);
        if all.len() > most {
            let message = format!("{} {key} are more than the {most} that are allowed", all.len());
            log.push(Problem::error(section.span, message).help("remove some"));
            all.truncate(most);
        }
        all
    }

    fn expect<T>(&self, key: &str, node: &Node, read: Option<T>, what: &str, log: &mut Log) -> Option<T> {
        if read.is_none() {
            log.push(wrong_type(&self.path(key), node, what));
        }
        read
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self, log: &mut Log) {
        for entry in &self.table.entries {
            if !self.known.contains(&entry.key.as_str()) {
                log.push(unknown_key(entry, &self.path, self.known.iter().copied()));
            }
        }
    }
}

/// The sub-tables of a section, with their keys checked; a `source` there is no instance.
pub(super) fn instances<'t>(section: &'t Table, path: &str, log: &mut Log) -> Vec<(&'t Entry, &'t Table)> {
    let mut all = Vec::new();
    for entry in section.entries.iter().filter(|entry| !is_source(entry)) {
        match entry.value.table() {
            Some(table) if check_key(entry, log) => all.push((entry, table)),
            Some(_) => (),
            None => log.push(wrong_type(&format!("{path}.{}", entry.key), &entry.value, "a table")),
        }
    }
    all
}

/// The `source` of a section.
pub(super) fn section_source<'t>(section: Option<&'t Table>, inherited: Option<&'t str>) -> Option<&'t str> {
    section.and_then(|table| table.text("source")).or(inherited)
}

pub(super) fn is_source(entry: &Entry) -> bool {
    entry.key == "source" && entry.value.text().is_some()
}

fn check_key(entry: &Entry, log: &mut Log) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let good = !entry.key.is_empty() && entry.key.len() <= MAX_KEY && entry.key.chars().all(allowed);
    if !good {
        let problem = Problem::error(entry.key_span, "this key cannot be used");
        log.push(problem.help(format!("keys are 1 to {MAX_KEY} letters, digits, `_` and `-`")));
    } else if entry.key == "source" {
        let problem = Problem::error(entry.key_span, "`source` is a reserved word");
        log.push(problem.help("choose another key; `source = \"...\"` says where numbers come from"));
    }
    good && entry.key != "source"
}

/// A number that is neither infinite nor NaN.
pub(super) fn number(node: &Node, path: &str, log: &mut Log) -> Option<f64> {
    match node.number() {
        Some(number) if number.is_finite() => Some(number),
        Some(number) => {
            log.push(Problem::error(node.span, format!("`{path}` must be a finite number, not {number}")));
            None
        }
        None => {
            log.push(wrong_type(path, node, "a number"));
            None
        }
    }
}

pub(super) fn wrong_type(path: &str, node: &Node, what: &str) -> Problem {
    let found = match &node.kind {
        Kind::Whole(number) => number.to_string(),
        Kind::Float(number) => number.to_string(),
        Kind::Flag(flag) => flag.to_string(),
        _ => node.describe().to_owned(),
    };
    let problem = Problem::error(node.span, format!("`{path}` must be {what}, not {found}"));
    match (&node.kind, what) {
        (Kind::Date(_), _) => {
            problem.help("dates are decimal years: 2025.0 is the beginning of 2025, 2025.5 its middle")
        }
        (Kind::Text(text), "a number") if text.trim().parse::<f64>().is_ok() => {
            problem.help(format!("leave the quotes out: {}", text.trim()))
        }
        _ => problem,
    }
}

/// A key that is not known in the table at `path`.
pub(super) fn unknown_key<'a>(entry: &Entry, path: &str, known: impl Iterator<Item = &'a str> + Clone) -> Problem {
    let place = if path.is_empty() { "at the top of a scenario".to_owned() } else { format!("in `{path}`") };
    let help = elsewhere(&entry.key).or_else(|| did_you_mean(&entry.key, known));
    Problem::error(entry.key_span, format!("unknown key `{}` {place}", entry.key))
        .label("not known here")
        .maybe_help(help)
}

/// Where a parameter of this name does live.
fn elsewhere(key: &str) -> Option<String> {
    let entry = REGISTRY.iter().find(|entry| entry.name == key && entry.scope != Scope::Deviate)?;
    Some(format!("`{key}` belongs in `{}`", super::paths::pattern(entry)))
}

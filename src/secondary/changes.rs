//! What differs between two scenarios: values that reach the model or what is recorded, not words.

use crate::analysis::compare::Change;
use crate::scenario::tree::{self, Kind, Node, Table};
use std::collections::BTreeMap;

/// Keys under which texts stand that change no number.
const WORDS: [&str; 7] = ["name", "title", "question", "description", "text", "source", "sources"];

/// The values in which two resolved scenarios differ, by path.
pub(super) fn changes(a: &str, b: &str) -> Vec<Change> {
    let (a, b) = (leaves(a), leaves(b));
    let mut paths: Vec<&String> = a.keys().chain(b.keys()).collect();
    paths.sort();
    paths.dedup();
    let change = |path: &String| Change { path: path.clone(), a: a.get(path).cloned(), b: b.get(path).cloned() };
    paths.into_iter().map(change).filter(|change| change.a != change.b).collect()
}

/// Every value of a text by its path.
fn leaves(resolved: &str) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    below("", &tree::read(0, resolved).0, &mut leaves);
    leaves
}

fn below(path: &str, table: &Table, leaves: &mut BTreeMap<String, String>) {
    for entry in table.entries.iter().filter(|entry| !WORDS.contains(&entry.key.as_str())) {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        match entry.value.table() {
            Some(inner) if inner.get("value").is_none() && inner.get("distribution").is_none() => {
                below(&path, inner, leaves);
            }
            _ => {
                leaves.insert(path, words(&entry.value));
            }
        }
    }
}

/// A value as text, such as `lognormal (median 7.5, log_sd 0.5)` for a distribution.
fn words(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) | Kind::Date(text) | Kind::Unreadable(text) => text.clone(),
        Kind::Whole(x) => x.to_string(),
        Kind::Float(x) => x.to_string(),
        Kind::Flag(x) => x.to_string(),
        Kind::Array(nodes) => format!("[{}]", nodes.iter().map(words).collect::<Vec<_>>().join(", ")),
        Kind::Table(table) => match table.get("value") {
            Some(value) => words(value),
            None => {
                let rest = table.entries.iter().filter(|e| !["distribution", "source"].contains(&e.key.as_str()));
                let rest: Vec<String> = rest.map(|e| format!("{} {}", e.key, words(&e.value))).collect();
                format!("{} ({})", table.get("distribution").map_or_else(String::new, words), rest.join(", "))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_and_words_do_not() {
        let a = "title = 'one'\n[w]\nx = 1\ny = { distribution = 'normal', mean = 1, sd = 2.5, source = 's' }\n[w.z]\nk = true";
        let b = "title = 'two'\n[w]\nx = 1.0\ny = { value = 3, source = 't' }\nl = [1, 'a']\n[w.z]\nk = true";
        let change = |path: &str, a: Option<&str>, b: Option<&str>| Change {
            path: path.into(),
            a: a.map(str::to_owned),
            b: b.map(str::to_owned),
        };
        let expected = [change("w.l", None, Some("[1, a]")), change("w.y", Some("normal (mean 1, sd 2.5)"), Some("3"))];
        assert_eq!(changes(a, b), expected);
    }
}

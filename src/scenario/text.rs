//! A tree as one TOML text: what `check --resolved` prints and manifests keep.

use std::fmt::Write;

use super::tree::{Kind, Node, Table};

/// Writes a tree. Reading it again gives the same tree, in the same order but for plain values, which come
/// before tables.
pub(super) fn write(tree: &Table) -> String {
    let mut out = String::new();
    section(&mut out, tree, &mut Vec::new());
    out
}

fn section(out: &mut String, table: &Table, path: &mut Vec<String>) {
    let (tables, values): (Vec<_>, Vec<_>) =
        table.entries.iter().partition(|entry| entry.value.table().is_some() && has_header(path, &entry.key));
    if !path.is_empty() && (!values.is_empty() || tables.is_empty()) {
        let header: Vec<String> = path.iter().map(|key| write_key(key)).collect();
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{gap}[{}]", header.join("."));
    }
    for entry in values {
        let _ = writeln!(out, "{} = {}", write_key(&entry.key), write_value(&entry.value, true));
    }
    for entry in tables {
        path.push(entry.key.clone());
        // Only tables are in this list.
        if let Some(inner) = entry.value.table() {
            section(out, inner, path);
        }
        path.pop();
    }
}

/// Whether the table at `path` and `key` gets a header of its own; the others are written in line.
fn has_header(path: &[String], key: &str) -> bool {
    let of = |at: usize| path.get(at).map_or("", String::as_str);
    match (path.len(), of(0)) {
        (0, _) => true,
        (1, "actors" | "pairs" | "partners" | "sectors" | "ledger" | "events" | "outcomes" | "series") => true,
        (1 | 2, "relations") => true,
        (1, "model") => key == "weights",
        (2, "model") => key == "provenance",
        (1, "claims") => true,
        (2, "claims") => matches!(key, "relaxed" | "predictions"),
        (3, "claims") => of(2) == "predictions",
        _ => false,
    }
}

fn write_value(node: &Node, top: bool) -> String {
    match &node.kind {
        Kind::Text(text) if top && text.contains('\n') => format!("\"\"\"\n{}\"\"\"", escape(text, true)),
        Kind::Text(text) => write_text(text),
        Kind::Whole(number) => number.to_string(),
        Kind::Float(number) => write_float(*number),
        Kind::Flag(flag) => flag.to_string(),
        Kind::Date(date) => date.clone(),
        Kind::Unreadable(number) => number.clone(),
        Kind::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| write_value(item, false)).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Table(table) => write_inline(table),
    }
}

fn write_inline(table: &Table) -> String {
    let fields: Vec<String> = table
        .entries
        .iter()
        .map(|entry| format!("{} = {}", write_key(&entry.key), write_value(&entry.value, false)))
        .collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn write_float(number: f64) -> String {
    if number.is_nan() { "nan".to_owned() } else { format!("{number:?}") }
}

/// A key, in quotes where TOML asks for them.
pub(crate) fn write_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { write_text(key) }
}

/// A text in quotes, escaped as TOML asks.
pub(crate) fn write_text(text: &str) -> String {
    format!("\"{}\"", escape(text, false))
}

fn escape(text: &str, keep_newlines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if keep_newlines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// The text without control characters and marks that turn its direction: safe to print and to draw.
pub(crate) fn clean(text: &str) -> String {
    let kept = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    let plain = |c: char| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c };
    text.chars().filter(kept).map(plain).collect()
}

#[cfg(any(feature = "cli", feature = "pictures"))]
/// The same of a text of several lines, in which tabs stay too: no text of a scenario may order a screen or a page about.
pub(crate) fn clean_lines(text: &str) -> String {
    let kept = |c: char| matches!(c, '\n' | '\t');
    let piece = |piece: &str| match piece.chars().last().filter(|c| kept(*c)) {
        Some(end) => clean(&piece[..piece.len() - end.len_utf8()]) + end.encode_utf8(&mut [0; 4]),
        None => clean(piece),
    };
    text.split_inclusive(kept).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::read;
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let text = "a = \"q\\\"\\\\ \\u0001 \\t\"\nb = \"\"\"\n\nlines \\\"\"\" and\n\\r\"\"\"\n\"c d\" = [1, { x = 1e300, \"\" = inf }]\n\
                    [relations.A]\nsource = \"s\"\n[relations.A.B]\n[claims.C.relaxed]\n\"a.b\" = { same_as = \"c\" }\n[claims.C.predictions.p]\nevent = {}\n";
        let (tree, errors) = read(0, text);
        assert!(errors.is_empty(), "{errors:?}");
        let once = write(&tree);
        let (again, errors) = read(0, &once);
        assert!(errors.is_empty(), "{errors:?}\n{once}");
        assert_eq!(once, write(&again));
        assert_eq!(tree.text("a"), again.text("a"));
        assert_eq!(tree.text("b"), again.text("b"));
    }
}

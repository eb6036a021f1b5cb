//! TOML as a tree in which every key and value knows where it stands, and tables keep the order of the file.

use toml::de::{DeArray, DeTable, DeValue};

/// A stretch of a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Index of the file among those that were read.
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub kind: Kind,
    /// Where it stands; a table's is its header, or its key.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a point, an exponent, or inf and nan.
    Float(f64),
    /// true or false.
    Flag(bool),
    /// A date or a time, which no field of a scenario takes.
    Date(String),
    /// A number that does not fit, as written.
    Unreadable(String),
    /// An array.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its header, or its key.
    pub span: Span,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The table, if it is one.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self.kind {
            Kind::Whole(number) => Some(number as f64),
            Kind::Float(number) => Some(number),
            _ => None,
        }
    }

    /// What it is, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "a text",
            Kind::Whole(_) => "a whole number",
            Kind::Float(_) => "a number",
            Kind::Flag(_) => "true or false",
            Kind::Date(_) => "a date",
            Kind::Unreadable(_) => "a number too large to hold",
            Kind::Array(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The entry with this key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text of this key, if it is one.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// The table of this key, if it is one.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&Self> {
        self.get(key).and_then(Node::table)
    }

    /// Takes a key away.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Takes away what a path of keys leads to.
    pub fn take_path(&mut self, path: &[String]) -> Option<Entry> {
        let (key, rest) = path.split_first()?;
        if rest.is_empty() {
            return self.take(key);
        }
        let entry = self.entries.iter_mut().find(|entry| &entry.key == key)?;
        match &mut entry.value.kind {
            Kind::Table(table) => table.take_path(rest),
            _ => None,
        }
    }
}

/// A fault in the text itself.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// Reads a text; `file` goes into the spans. What can be read is given along with the faults.
#[must_use]
pub fn read(file: usize, text: &str) -> (Table, Vec<SyntaxError>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let span = |range: Option<std::ops::Range<usize>>| {
        let range = range.unwrap_or(0..0);
        Span { file, start: range.start.min(text.len()), end: range.end.min(text.len()) }
    };
    let errors = errors
        .iter()
        .map(|error| SyntaxError { message: error.message().to_owned(), span: span(error.span()) })
        .collect();
    (table(file, document.get_ref(), Span { file, start: 0, end: 0 }), errors)
}

/// Splits a dotted key such as `ledger.amur` or `claims.C1."a.b"` as TOML does.
#[must_use]
pub fn split_path(path: &str) -> Option<Vec<String>> {
    let text = format!("{path} = 0");
    let document = DeTable::parse(&text).ok()?;
    let mut keys = Vec::new();
    let mut table = Some(document.get_ref());
    while let Some(inner) = table {
        if inner.len() != 1 {
            return None;
        }
        let (key, value) = inner.iter().next()?;
        keys.push(key.get_ref().to_string());
        table = value.get_ref().as_table();
    }
    Some(keys)
}

fn table(file: usize, from: &DeTable<'_>, span: Span) -> Table {
    let mut entries: Vec<Entry> = from
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: at(file, key.span()),
            value: node(file, value.get_ref(), at(file, value.span())),
        })
        .collect();
    entries.sort_by_cached_key(first_mention);
    Table { span, entries }
}

/// Where an entry is first spoken of: a table's parts may stand before its header.
fn first_mention(entry: &Entry) -> usize {
    let inside = match &entry.value.kind {
        // Entries are in order already, so the first is the earliest.
        Kind::Table(table) => table.entries.first().map_or(usize::MAX, first_mention),
        _ => usize::MAX,
    };
    entry.key_span.start.min(inside)
}

fn node(file: usize, value: &DeValue<'_>, span: Span) -> Node {
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Kind::Unreadable(number.to_string()), Kind::Whole),
        DeValue::Float(number) => {
            number.as_str().parse().map_or_else(|_| Kind::Unreadable(number.to_string()), Kind::Float)
        }
        DeValue::Boolean(flag) => Kind::Flag(*flag),
        DeValue::Datetime(date) => Kind::Date(date.to_string()),
        DeValue::Array(items) => Kind::Array(array(file, items)),
        DeValue::Table(inner) => Kind::Table(table(file, inner, span)),
    };
    Node { kind, span }
}

fn array(file: usize, items: &DeArray<'_>) -> Vec<Node> {
    items.iter().map(|item| node(file, item.get_ref(), at(file, item.span()))).collect()
}

fn at(file: usize, range: std::ops::Range<usize>) -> Span {
    Span { file, start: range.start, end: range.end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_keep_the_order_of_the_file() {
        let (tree, errors) = read(0, "[z.b]\nx = 1\n[a]\n[z]\ny = 2\n[z.a]\n");
        assert!(errors.is_empty());
        let keys = |table: &Table| table.entries.iter().map(|e| e.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&tree), ["z", "a"]);
        assert_eq!(keys(tree.table("z").unwrap()), ["b", "y", "a"]);
    }

    #[test]
    fn paths_split_as_toml_keys() {
        assert_eq!(split_path("ledger.amur_1860").unwrap(), ["ledger", "amur_1860"]);
        assert_eq!(split_path("claims.C1.\"a.b\"").unwrap(), ["claims", "C1", "a.b"]);
        assert_eq!(split_path("a = 1\nb"), None);
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "a = { b = [1.5, \"x\"] }";
        let (tree, _) = read(3, text);
        let b = tree.table("a").unwrap().entry("b").unwrap();
        assert_eq!((b.key_span.file, &text[b.key_span.start..b.key_span.end]), (3, "b"));
        assert_eq!(&text[b.value.span.start..b.value.span.end], "[1.5, \"x\"]");
    }
}

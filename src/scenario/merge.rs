//! Laying one scenario over another: what `extends`, `remove` and `--set` do.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Entry, Kind, Node, Table};

/// Tables that replace what they stand over whole, since their parts only make sense together: section,
/// number of keys above, key.
const WHOLE: &[(&str, usize, &str)] = &[
    ("model", 1, "theory"),
    ("model", 1, "weights"),
    ("outcomes", 2, "share_of_time"),
    ("outcomes", 2, "after_crossing"),
    ("claims", 4, "event"),
    ("claims", 4, "probability"),
];

/// Lays `upper` over `lower`: tables are merged key by key, everything else replaces what was there.
/// Keys of `lower` keep their place, new ones follow.
pub(super) fn lay_over(lower: &mut Table, mut upper: Table) {
    name_pairs_alike(lower, &mut upper);
    lay(lower, upper, "", 0);
}

/// Lays the tables of a section over one another, `depth` keys below the top.
fn lay(lower: &mut Table, upper: Table, section: &str, depth: usize) {
    let places: BTreeMap<String, usize> =
        lower.entries.iter().enumerate().map(|(i, entry)| (entry.key.clone(), i)).collect();
    lower.span = upper.span;
    for entry in upper.entries {
        match places.get(&entry.key) {
            Some(&at) => lay_entry(&mut lower.entries[at], entry, section, depth),
            None => lower.entries.push(entry),
        }
    }
}

fn lay_entry(lower: &mut Entry, upper: Entry, section: &str, depth: usize) {
    let section = if depth == 0 { upper.key.as_str() } else { section };
    // An event may have a field `value`, and is still no number.
    let number = is_number(&upper.value) && (section, depth) != ("events", 1);
    let whole = number || WHOLE.contains(&(section, depth, upper.key.as_str()));
    match (&mut lower.value.kind, upper.value.kind) {
        (Kind::Table(old), Kind::Table(new)) if !whole => {
            lay(old, new, section, depth + 1);
            lower.value.span = upper.value.span;
        }
        (_, kind) => lower.value = Node { kind, span: upper.value.span },
    }
    lower.key_span = upper.key_span;
}

/// Whether a table stands for a number: a value or a distribution with its source.
fn is_number(node: &Node) -> bool {
    let plain = |table: &Table, key: &str| table.get(key).is_some_and(|value| value.table().is_none());
    node.table().is_some_and(|table| ["value", "distribution", "same_as"].iter().any(|key| plain(table, key)))
}

/// `pairs.B-A` is `pairs.A-B`: the upper layer takes the name that the lower one uses.
fn name_pairs_alike(lower: &Table, upper: &mut Table) {
    let Some(known) = lower.table("pairs") else { return };
    let known: BTreeSet<&str> = known.entries.iter().map(|entry| entry.key.as_str()).collect();
    for entry in upper.entries.iter_mut().filter(|entry| entry.key == "pairs") {
        let Kind::Table(pairs) = &mut entry.value.kind else { continue };
        for pair in &mut pairs.entries {
            let swapped = pair.key.split_once('-').map(|(a, b)| format!("{b}-{a}"));
            if let Some(swapped) =
                swapped.filter(|name| known.contains(name.as_str()) && !known.contains(pair.key.as_str()))
            {
                pair.key = swapped;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::read;
    use super::*;

    fn merged(lower: &str, upper: &str) -> String {
        let (mut lower, _) = read(0, lower);
        lay_over(&mut lower, read(1, upper).0);
        super::super::text::write(&lower)
    }

    #[test]
    fn tables_merge_and_numbers_replace() {
        let lower = "[actors.A]\ngdp = 1\n[actors.B]\ngdp = { value = 2, source = \"x\" }\n";
        let upper = "[actors.B]\ngdp = { distribution = \"uniform\", low = 1, high = 2 }\n[actors.C]\ngdp = 3\n";
        assert_eq!(
            merged(lower, upper),
            "[actors.A]\ngdp = 1\n\n[actors.B]\ngdp = { distribution = \"uniform\", low = 1, high = 2 }\n\n[actors.C]\ngdp = 3\n"
        );
    }

    #[test]
    fn an_event_with_a_value_is_merged() {
        let lower = "[events.e]\nkind = \"change\"\nvalue = 1\n";
        assert_eq!(merged(lower, "events.e.value = 2"), "[events.e]\nkind = \"change\"\nvalue = 2\n");
    }

    #[test]
    fn a_pair_is_one_in_either_order() {
        let lower = "[pairs.A-B]\ncontiguous = 1\n";
        assert_eq!(merged(lower, "pairs.B-A.contiguous = 0"), "[pairs.A-B]\ncontiguous = 0\n");
    }
}

//! Reading the parameters of a table into what is given.

use super::super::diagnostic::{MAX_PROBLEMS, Problem};
use super::super::tree::{Entry, Node, Table};
use super::super::{Place, registry::P};
use super::fields::{Fields, is_source, section_source, unknown_key, wrong_type};
use std::collections::BTreeSet;

use super::{Given, Walk, groups_at, names_at, numbers, parameter_at};

impl<'l> Walk<'l> {
    /// The groups of coefficients at the top of the scenario.
    pub(super) fn groups(&mut self, root: &mut Fields<'_>, source: Option<&str>) {
        for group in groups_at(Place::World) {
            if let Some(table) = root.table(group, self.log) {
                self.group(group, table, Place::World, group, source);
            }
        }
    }

    /// All parameters of the table of a place; `fields` are its keys that are none.
    pub(super) fn parameters(
        &mut self,
        table: &Table,
        place: Place,
        path: &str,
        fields: &[&'static str],
        source: Option<&str>,
    ) {
        self.tables.insert(place, table.span);
        let source = section_source(Some(table), source);
        for entry in &table.entries {
            let key = entry.key.as_str();
            if fields.contains(&key) || is_source(entry) {
                continue;
            }
            let path = format!("{path}.{key}");
            if let Some(parameter) = parameter_at(place, "", key) {
                self.read(parameter, place, &entry.value, &path, source);
            } else if let Some(group) = groups_at(place).find(|group| *group == key) {
                self.group_here(group, entry, place, &path, source);
            } else {
                self.unknown(entry, place, path.trim_end_matches(key).trim_end_matches('.'), fields);
            }
        }
    }

    fn group_here(&mut self, group: &'static str, entry: &Entry, place: Place, path: &str, source: Option<&str>) {
        match entry.value.table() {
            Some(table) => self.group(group, table, place, path, source),
            None => self.log.push(wrong_type(path, &entry.value, "a table")),
        }
    }

    fn group(&mut self, group: &'static str, table: &Table, place: Place, path: &str, source: Option<&str>) {
        let source = section_source(Some(table), source);
        for entry in table.entries.iter().filter(|entry| !is_source(entry)) {
            match parameter_at(place, group, &entry.key) {
                Some(parameter) => {
                    self.read(parameter, place, &entry.value, &format!("{path}.{}", entry.key), source);
                }
                None => self.log.push(unknown_key(entry, path, names_at(place, group))),
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, place: Place, path: &str, fields: &[&'static str]) {
        let known = fields.iter().copied().chain(names_at(place, "")).chain(groups_at(place)).chain(["source"]);
        self.log.push(unknown_key(entry, path, known));
    }

    /// Reads one parameter into what is given.
    pub(super) fn read(&mut self, parameter: P, place: Place, node: &Node, path: &str, source: Option<&str>) {
        let given = numbers::parameter(parameter.entry(), node, path, self.log).map(|(value, own)| Given {
            value,
            source: own.or_else(|| source.map(str::to_owned)),
            span: node.span,
        });
        self.given.insert((parameter, place), given);
    }

    /// Warns of sources that are nearly, but not quite, a key of `[sources]`.
    pub(super) fn check_sources(&mut self) {
        let mut looked_at: BTreeSet<&str> = BTreeSet::new();
        for given in self.given.values().flatten() {
            let Some(source) = given.source.as_deref() else { continue };
            if self.sources.contains_key(source) || source.contains(' ') || !looked_at.insert(source) {
                continue;
            }
            if looked_at.len() > MAX_PROBLEMS {
                break;
            }
            let keys = self.sources.keys().map(String::as_str);
            if let Some(key) = super::super::diagnostic::closest(source, keys) {
                let problem = Problem::warning(given.span, format!("`{source}` is not among the sources"));
                self.log.push(problem.help(format!("did you mean `{key}`?")));
            }
        }
    }
}

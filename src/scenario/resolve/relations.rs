//! Relations and pairs.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::registry::P;
use super::super::tree::{Entry, Span, Table};
use super::super::{Place, Value};
use super::fields::{Fields, is_source, section_source, wrong_type};
use super::{Given, Walk};

/// How far the shares of a relation may be from a sum of 1 without a word.
const SHARES_TOLERANCE: f64 = 0.01;

impl Walk<'_> {
    pub(super) fn relations(&mut self, root: &mut Fields<'_>, source: Option<&str>) {
        let Some(section) = root.table("relations", self.log) else { return };
        let source = section_source(Some(section), source);
        for entry in section.entries.iter().filter(|entry| !is_source(entry)) {
            let (Some(i), Some(table)) = (self.party_key(entry), self.table_of(entry, "relations")) else { continue };
            self.relations_of(i, table, section_source(Some(table), source));
        }
    }

    fn relations_of(&mut self, i: usize, table: &Table, source: Option<&str>) {
        let path = format!("relations.{}", self.names.parties[i]);
        for entry in table.entries.iter().filter(|entry| !is_source(entry)) {
            let Some(j) = self.party_key(entry) else { continue };
            if i == j {
                let message = format!("`{}` relates to itself", entry.key);
                self.error(entry.key_span, message, "a relation is between two different parties; remove this one");
            } else if i.min(j) >= self.names.actors {
                let message = "a relation between two static partners";
                self.error(entry.key_span, message, "one of the two has to be an actor");
            } else if let Some(table) = self.table_of(entry, &path) {
                self.relation(i, j, table, &format!("{path}.{}", entry.key), source);
            }
        }
    }

    /// The party that a key names.
    fn party_key(&mut self, entry: &Entry) -> Option<usize> {
        let party = self.names.party(&entry.key);
        if party.is_none() {
            let message = format!("`{}` is neither an actor nor a static partner", entry.key);
            let names = self.names.parties.iter().map(String::as_str);
            self.log.push(Problem::error(entry.key_span, message).maybe_help(did_you_mean(&entry.key, names)));
        }
        party
    }

    fn table_of<'t>(&mut self, entry: &'t Entry, path: &str) -> Option<&'t Table> {
        let table = entry.value.table();
        if table.is_none() {
            self.log.push(wrong_type(&format!("{path}.{}", entry.key), &entry.value, "a table"));
        }
        table
    }

    fn relation(&mut self, i: usize, j: usize, table: &Table, path: &str, source: Option<&str>) {
        let place = Place::Relation(i, j);
        if i.max(j) < self.names.actors {
            self.parameters(table, place, path, &["sectors"], source);
        } else {
            self.trade_alone(place, table, path, source);
        }
        if let Some(sectors) = Fields::new(table, path).table("sectors", self.log) {
            self.sector_shares(i, j, sectors, &format!("{path}.sectors"), section_source(Some(table), source));
        }
    }

    /// A relation with a static partner holds exports and their sectors, and nothing else.
    fn trade_alone(&mut self, place: Place, table: &Table, path: &str, source: Option<&str>) {
        self.tables.insert(place, table.span);
        let source = section_source(Some(table), source);
        for entry in table.entries.iter().filter(|entry| entry.key != "sectors" && !is_source(entry)) {
            if entry.key == "exports" {
                self.read(P::Exports, place, &entry.value, &format!("{path}.exports"), source);
            } else {
                let message = format!("`{}` in a relation with a static partner", entry.key);
                let problem = Problem::error(entry.key_span, message).label("not allowed here");
                self.log.push(problem.help("static partners only trade: `exports` and `sectors` are allowed"));
            }
        }
    }

    fn sector_shares(&mut self, i: usize, j: usize, table: &Table, path: &str, source: Option<&str>) {
        let source = section_source(Some(table), source);
        for entry in table.entries.iter().filter(|entry| !is_source(entry)) {
            match self.names.sectors.iter().position(|sector| *sector == entry.key) {
                Some(s) => {
                    let path = format!("{path}.{}", entry.key);
                    self.read(P::SectorShare, Place::Share(i, j, s), &entry.value, &path, source);
                }
                None => {
                    let names = self.names.sectors.iter().map(String::as_str);
                    let problem = Problem::error(entry.key_span, format!("there is no sector `{}`", entry.key));
                    self.log.push(problem.maybe_help(did_you_mean(&entry.key, names)));
                }
            }
        }
        self.complete_shares(i, j, table);
    }

    /// Where some shares are given, the others are 0; together they must be something.
    fn complete_shares(&mut self, i: usize, j: usize, table: &Table) {
        let keys = (0..self.names.sectors.len()).map(|s| (P::SectorShare, Place::Share(i, j, s)));
        let keys: Vec<(P, Place)> = keys.collect();
        if !keys.iter().any(|key| self.given.contains_key(key)) {
            return;
        }
        let zero = || Some(Given { value: Value::Point(0.0), source: None, span: table.span });
        let (mut sum, mut most, mut points) = (0.0, 0.0, true);
        for key in keys {
            match self.given.entry(key).or_insert_with(zero).as_ref().map(|given| &given.value) {
                Some(Value::Point(share)) => (sum, most) = (sum + share, most + share),
                Some(Value::Draw(distribution)) => (points, most) = (false, most + distribution.support().1),
                _ => return,
            }
        }
        self.check_shares(sum, most, points, table.span);
    }

    fn check_shares(&mut self, sum: f64, most: f64, points: bool, span: Span) {
        if most <= 0.0 {
            self.error(span, "all shares of sectors are 0", "leave `sectors` out for equal shares");
        } else if points && (sum - 1.0).abs() > SHARES_TOLERANCE {
            let problem = Problem::warning(span, format!("the shares of sectors sum to {sum}"));
            self.log.push(problem.help("they are scaled to sum to 1; write them so, if that is not what is meant"));
        }
    }

    pub(super) fn pairs(&mut self, root: &mut Fields<'_>, source: Option<&str>) {
        let Some(section) = root.table("pairs", self.log) else { return };
        let source = section_source(Some(section), source);
        for entry in section.entries.iter().filter(|entry| !is_source(entry)) {
            let Some(table) = self.table_of(entry, "pairs") else { continue };
            let Some((i, j)) = self.names.pair(&entry.key) else {
                self.error(entry.key_span, format!("`{}` is no pair of actors", entry.key), self.names.pair_help());
                continue;
            };
            let place = Place::Pair(i, j);
            if let Some(first) = self.tables.get(&place) {
                let problem = Problem::error(entry.key_span, format!("the pair `{}` is given twice", entry.key));
                self.log.push(
                    problem
                        .related(*first, "first given here")
                        .help("a pair is the same in both orders; merge the two"),
                );
                continue;
            }
            self.parameters(table, place, &format!("pairs.{}", entry.key), &[], source);
        }
    }
}

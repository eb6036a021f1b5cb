//! Actors, static partners and sectors: the names that everything else refers to, and their numbers.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::tree::{Entry, Node, Table};
use super::super::{Actor, Partner, Place};
use super::Walk;
use super::fields::{Fields, section_source};
use super::limits::{MAX_ACTORS, MAX_PARTNERS, MAX_PARTY_KEY, MAX_SECTORS};

/// The one sector of a scenario that tells none apart.
pub const ONLY_SECTOR: &str = "all";

type Instances<'t> = Vec<(&'t Entry, &'t Table)>;

impl Walk<'_> {
    /// Reads all names first, since a partner may follow any actor.
    pub(super) fn parties(&mut self, root: &mut Fields<'_>, source: Option<&str>) {
        let actors = self.party_tables(root, "actors", self.most(MAX_ACTORS));
        let partners = self.party_tables(root, "partners", self.most(MAX_PARTNERS));
        let sectors = root.instances("sectors", self.most(MAX_SECTORS), self.log);
        self.names.actors = actors.len();
        self.names.parties = actors.iter().chain(&partners).map(|(entry, _)| entry.key.clone()).collect();
        self.names.sectors = sectors.iter().map(|(entry, _)| entry.key.clone()).collect();
        if sectors.is_empty() {
            self.names.sectors = vec![ONLY_SECTOR.to_owned()];
        }
        if actors.len() < 2 {
            let message = format!("too few actors: {}, and at least 2 are needed", actors.len());
            self.error(root.span(), message, "add tables `[actors.ID]`");
        }
        let mut section = |key| section_source(root.node(key).and_then(Node::table), source);
        let (of_actors, of_partners, of_sectors) = (section("actors"), section("partners"), section("sectors"));
        self.actors(&actors, of_actors);
        self.static_partners(&partners, of_partners);
        for (s, (entry, table)) in sectors.into_iter().enumerate() {
            self.parameters(table, Place::Sector(s), &format!("sectors.{}", entry.key), &[], of_sectors);
        }
        self.focus = self.pair_field(root, "focus");
    }

    fn party_tables<'t>(&mut self, root: &mut Fields<'t>, key: &'static str, most: usize) -> Instances<'t> {
        let all = root.instances(key, most, self.log);
        let good = |entry: &Entry| entry.key.len() <= MAX_PARTY_KEY && !entry.key.contains('-');
        for (entry, _) in all.iter().filter(|(entry, _)| !good(entry)) {
            let help = format!("actors and partners are named by 1 to {MAX_PARTY_KEY} letters, digits and `_`");
            self.error(entry.key_span, format!("`{}` cannot be a name here", entry.key), help);
        }
        all.into_iter().filter(|(entry, _)| good(entry)).collect()
    }

    fn actors(&mut self, actors: &Instances<'_>, source: Option<&str>) {
        for (i, (entry, table)) in actors.iter().enumerate() {
            let path = format!("actors.{}", entry.key);
            let name = Fields::new(table, &path).text("name", self.log).unwrap_or(&entry.key).to_owned();
            self.actors.push(Actor { id: entry.key.clone(), name });
            self.parameters(table, Place::Actor(i), &path, &["name"], source);
        }
    }

    fn static_partners(&mut self, partners: &Instances<'_>, source: Option<&str>) {
        for (p, (entry, table)) in partners.iter().enumerate() {
            let path = format!("partners.{}", entry.key);
            if self.names.actor(&entry.key).is_some() {
                let message = format!("`{}` is an actor and a static partner", entry.key);
                self.error(entry.key_span, message, "a party is one or the other; rename or remove one");
            }
            let mut fields = Fields::new(table, &path);
            let partner = Partner {
                id: entry.key.clone(),
                name: fields.text("name", self.log).unwrap_or(&entry.key).to_owned(),
                follows: self.actor_field(&mut fields, "follows"),
                aggregate: fields.flag("aggregate", self.log).unwrap_or(false),
            };
            self.partners.push(partner);
            self.parameters(table, Place::Partner(p), &path, &["name", "follows", "aggregate"], source);
        }
    }

    /// A field that names an actor.
    pub(super) fn actor_field(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<usize> {
        let name = fields.text(key, self.log)?;
        let actor = self.names.actor(name);
        if actor.is_none() {
            let partner = self.names.party(name).is_some();
            let what = if partner { "is a static partner, and not an actor" } else { "is no actor" };
            self.unknown_party(fields, key, &format!("`{name}` {what}"), name, self.names.actors);
        }
        actor
    }

    /// A field that names an actor or a static partner.
    pub(super) fn party_field(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<usize> {
        let name = fields.text(key, self.log)?;
        let party = self.names.party(name);
        if party.is_none() {
            let message = format!("`{name}` is neither an actor nor a static partner");
            self.unknown_party(fields, key, &message, name, self.names.parties.len());
        }
        party
    }

    fn unknown_party(&mut self, fields: &mut Fields<'_>, key: &'static str, message: &str, name: &str, among: usize) {
        let span = fields.node(key).map_or(fields.span(), |node| node.span);
        let names = self.names.parties[..among].iter().map(String::as_str);
        self.log.push(Problem::error(span, message).maybe_help(did_you_mean(name, names)));
    }

    /// A field that names a pair.
    pub(super) fn pair_field(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<(usize, usize)> {
        let name = fields.text(key, self.log)?;
        let pair = self.names.pair(name);
        if pair.is_none() {
            let span = fields.node(key).map_or(fields.span(), |node| node.span);
            self.error(span, format!("`{name}` is no pair of actors"), self.names.pair_help());
        }
        pair
    }
}

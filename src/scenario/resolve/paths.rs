//! Paths of parameters, such as `relations.RUS.CHN.exports`: to and from parameter and place.

use super::super::diagnostic::did_you_mean;
use super::super::registry::{Entry, P, Scope};
use super::super::{PartyIndex, Place};
use super::{groups_at, names_at, parameter_at};

/// The names that paths are made of, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Actors, then static partners.
    pub parties: Vec<String>,
    /// How many of them are actors.
    pub actors: usize,
    /// Sectors.
    pub sectors: Vec<String>,
    /// Episodes of the ledger.
    pub episodes: Vec<String>,
    /// Events, each with the parameters of its kind.
    pub events: Vec<(String, &'static [P])>,
    /// Weights of the posterior.
    pub deviates: Vec<String>,
}

/// Why a path names no parameter, and what to do.
#[derive(Debug)]
pub(super) struct Unnamed {
    pub message: String,
    pub help: Option<String>,
}

impl Names {
    pub(super) fn partners(&self) -> &[String] {
        &self.parties[self.actors..]
    }

    /// The actor of this name.
    pub(super) fn actor(&self, name: &str) -> Option<usize> {
        self.parties[..self.actors].iter().position(|actor| actor == name)
    }

    /// The party of this name.
    pub(super) fn party(&self, name: &str) -> Option<PartyIndex> {
        self.parties.iter().position(|party| party == name)
    }

    /// The pair of this name, in either order.
    pub(super) fn pair(&self, name: &str) -> Option<(usize, usize)> {
        let (a, b) = name.split_once('-')?;
        let (a, b) = (self.actor(a)?, self.actor(b)?);
        (a != b).then(|| (a.min(b), a.max(b)))
    }

    /// The path of a parameter.
    pub(super) fn path(&self, parameter: P, place: Place) -> String {
        let entry = parameter.entry();
        let name =
            if entry.group.is_empty() { entry.name.to_owned() } else { format!("{}.{}", entry.group, entry.name) };
        match self.place(place) {
            Some(table) => match place {
                Place::Share(_, _, sector) => format!("{table}.{name}.{}", self.sectors[sector]),
                Place::Deviate(k) => format!("{table}.{name}.{}", self.deviates[k]),
                _ => format!("{table}.{name}"),
            },
            None => name,
        }
    }

    /// The path of the table of a place; the world has none.
    pub(super) fn place(&self, place: Place) -> Option<String> {
        let party = |i: usize| self.parties[i].as_str();
        Some(match place {
            Place::World => return None,
            Place::Actor(i) => format!("actors.{}", party(i)),
            Place::Relation(i, j) | Place::Share(i, j, _) => format!("relations.{}.{}", party(i), party(j)),
            Place::Pair(i, j) => format!("pairs.{}-{}", party(i), party(j)),
            Place::Partner(p) => format!("partners.{}", self.partners()[p]),
            Place::Sector(s) => format!("sectors.{}", self.sectors[s]),
            Place::Episode(e) => format!("ledger.{}", self.episodes[e]),
            Place::Event(e) => format!("events.{}", self.events[e].0),
            Place::Deviate(_) => "weights".to_owned(),
        })
    }

    /// The parameters that a path names; several only where a segment is `*`.
    pub(super) fn find(&self, path: &str) -> Result<Vec<(P, Place)>, Unnamed> {
        let segments: Vec<&str> = path.split('.').collect();
        let (places, rest) = self.places(path, &segments)?;
        let wild = segments.contains(&"*");
        let found: Vec<(P, Place)> = match rest {
            ["sectors", sector] if segments[0] == "relations" => self.shares(&places, sector, path)?,
            [name] => places.iter().filter_map(|place| Some((parameter_at(*place, "", name)?, *place))).collect(),
            [group, name] => {
                places.iter().filter_map(|place| Some((parameter_at(*place, group, name)?, *place))).collect()
            }
            _ => Vec::new(),
        };
        let found: Vec<(P, Place)> = found.into_iter().filter(|(p, place)| self.exists(*p, *place)).collect();
        if found.is_empty() || found.len() > 1 && !wild {
            return Err(self.nothing(path, &places, rest));
        }
        Ok(found)
    }

    fn places<'s>(&self, path: &str, segments: &'s [&'s str]) -> Result<(Vec<Place>, &'s [&'s str]), Unnamed> {
        let actors = &self.parties[..self.actors];
        let all = |names: &[String], name: &str, what: &str| select(names, name, what, path);
        Ok(match segments {
            ["actors", a, rest @ ..] => (all(actors, a, "actor")?.into_iter().map(Place::Actor).collect(), rest),
            ["relations", a, b, rest @ ..] => {
                let (from, to) =
                    (all(&self.parties, a, "actor or partner")?, all(&self.parties, b, "actor or partner")?);
                (self.relations(&from, &to), rest)
            }
            ["pairs", pair, rest @ ..] => (self.pairs(pair, path)?, rest),
            ["partners", x, rest @ ..] => {
                (all(self.partners(), x, "partner")?.into_iter().map(Place::Partner).collect(), rest)
            }
            ["sectors", s, rest @ ..] => {
                (all(&self.sectors, s, "sector")?.into_iter().map(Place::Sector).collect(), rest)
            }
            ["ledger", e, rest @ ..] => {
                (all(&self.episodes, e, "episode of the ledger")?.into_iter().map(Place::Episode).collect(), rest)
            }
            ["events", e, rest @ ..] => {
                let events: Vec<String> = self.events.iter().map(|(name, _)| name.clone()).collect();
                (all(&events, e, "event")?.into_iter().map(Place::Event).collect(), rest)
            }
            ["weights", "z", weight] => {
                let weights = all(&self.deviates, weight, "estimated weight")?;
                (weights.into_iter().map(Place::Deviate).collect(), &segments[1..2])
            }
            rest => (vec![Place::World], rest),
        })
    }

    fn relations(&self, from: &[usize], to: &[usize]) -> Vec<Place> {
        let all = from.iter().flat_map(|i| to.iter().map(move |j| (*i, *j)));
        all.filter(|(i, j)| i != j && (*i < self.actors || *j < self.actors))
            .map(|(i, j)| Place::Relation(i, j))
            .collect()
    }

    fn pairs(&self, name: &str, path: &str) -> Result<Vec<Place>, Unnamed> {
        if name == "*" {
            let pairs = (0..self.actors).flat_map(|i| (i + 1..self.actors).map(move |j| Place::Pair(i, j)));
            return Ok(pairs.collect());
        }
        self.pair(name).map(|(i, j)| vec![Place::Pair(i, j)]).ok_or_else(|| Unnamed {
            message: format!("`{path}` names no parameter: there is no pair `{name}`"),
            help: Some(self.pair_help()),
        })
    }

    /// How a pair is written.
    pub(super) fn pair_help(&self) -> String {
        match &self.parties[..self.actors] {
            [a, b, ..] => format!("a pair is two different actors with a hyphen, such as \"{a}-{b}\""),
            _ => "a pair is two different actors with a hyphen".to_owned(),
        }
    }

    fn shares(&self, places: &[Place], sector: &str, path: &str) -> Result<Vec<(P, Place)>, Unnamed> {
        let sectors = select(&self.sectors, sector, "sector", path)?;
        let share = |place: &Place| match *place {
            Place::Relation(i, j) => sectors.iter().map(|s| (P::SectorShare, Place::Share(i, j, *s))).collect(),
            _ => Vec::new(),
        };
        Ok(places.iter().flat_map(share).collect())
    }

    /// Whether a place has this parameter: relations with static partners hold trade alone, events what
    /// their kind says.
    pub(super) fn exists(&self, parameter: P, place: Place) -> bool {
        match place {
            Place::Relation(i, j) => i.max(j) < self.actors || parameter.entry().scope == Scope::Trade,
            Place::Event(e) => self.events[e].1.contains(&parameter),
            _ => true,
        }
    }

    fn nothing(&self, path: &str, places: &[Place], rest: &[&str]) -> Unnamed {
        let place = places.first().copied().unwrap_or(Place::World);
        let known = |group: &str| names_at(place, group).collect::<Vec<_>>();
        let (name, names) = match rest {
            [group, name] if groups_at(place).any(|known| known == *group) => (*name, known(group)),
            [name, ..] => (*name, groups_at(place).chain(known("")).collect()),
            [] => ("", known("")),
        };
        let sections = ["actors", "relations", "pairs", "partners", "sectors", "ledger", "events"];
        let more: &[&str] = if place == Place::World { &sections } else { &[] };
        let names = names.iter().chain(more).copied();
        Unnamed { message: format!("`{path}` names no parameter"), help: did_you_mean(name, names) }
    }
}

/// Indices of the names that a segment selects.
fn select(names: &[String], segment: &str, what: &str, path: &str) -> Result<Vec<usize>, Unnamed> {
    if segment == "*" {
        return Ok((0..names.len()).collect());
    }
    names.iter().position(|name| name == segment).map(|i| vec![i]).ok_or_else(|| Unnamed {
        message: format!("`{path}` names no parameter: there is no {what} `{segment}`"),
        help: did_you_mean(segment, names.iter().map(String::as_str)),
    })
}

/// Where an entry of the registry lives, as a pattern for people: `actors.X.gdp`.
pub(super) fn pattern(entry: &Entry) -> String {
    let Entry { group, name, .. } = entry;
    match entry.scope {
        Scope::World | Scope::WorldOrActor | Scope::WorldOrRelation | Scope::WorldOrPair => format!("{group}.{name}"),
        Scope::Actor => format!("actors.X.{name}"),
        Scope::Relation | Scope::Trade => format!("relations.X.Y.{name}"),
        Scope::Pair => format!("pairs.X-Y.{name}"),
        Scope::Partner => format!("partners.X.{name}"),
        Scope::Sector => format!("sectors.S.{name}"),
        Scope::Share => format!("relations.X.Y.{name}.S"),
        Scope::Ledger => format!("ledger.E.{name}"),
        Scope::Event => format!("events.E.{name}"),
        Scope::Deviate => format!("weights.{name}.W"),
    }
}

/// The place whose value is taken where `place` has none of its own.
pub(super) fn inherited(parameter: P, place: Place) -> Option<Place> {
    match (parameter.entry().scope, place) {
        (Scope::WorldOrRelation, Place::Relation(i, _)) => Some(Place::Actor(i)),
        (Scope::WorldOrRelation | Scope::WorldOrActor, Place::Actor(_)) | (Scope::WorldOrPair, Place::Pair(..)) => {
            Some(Place::World)
        }
        _ => None,
    }
}

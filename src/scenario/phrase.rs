//! Parameters in words, as tables and pictures name them.

use super::{Place, Scenario, Slot};

/// Where the first phrase of a description ends; the last one begins a formula.
const ENDS: [&str; 5] = [":", " (", ";", ".", ", p("];

impl Scenario {
    /// What the parameter of a slot is, in a phrase, with what it belongs to before it: `CHN: horizon H`.
    #[must_use]
    pub fn phrase(&self, slot: Slot) -> String {
        let parameter = &self.slots[slot.0 as usize];
        let entry = parameter.parameter.entry();
        let what = first_phrase(entry.doc, entry.name);
        match self.owner(parameter.place) {
            Some(owner) => format!("{owner}: {what}"),
            None => what,
        }
    }

    /// The name of a weight of the posterior.
    pub(super) fn weight_name(&self, k: usize) -> &'static str {
        let weight = self.posterior.as_ref().and_then(|posterior| posterior.weights.get(k));
        weight.map_or("", |weight| weight.entry().name)
    }

    fn owner(&self, place: Place) -> Option<String> {
        Some(match place {
            Place::World => return None,
            Place::Actor(i) => self.party(i).to_owned(),
            Place::Partner(p) => self.party(self.actors.len() + p).to_owned(),
            Place::Relation(i, j) => format!("{}→{}", self.party(i), self.party(j)),
            Place::Pair(i, j) => format!("{}–{}", self.party(i), self.party(j)),
            Place::Sector(s) => self.sectors[s].clone(),
            Place::Share(i, j, s) => format!("{}→{}, {}", self.party(i), self.party(j), self.sectors[s]),
            Place::Episode(e) => self.ledger[e].id.clone(),
            Place::Event(e) => self.events[e].id.clone(),
            Place::Deviate(k) => self.weight_name(k).to_owned(),
        })
    }
}

/// The first phrase of a description; the name, where the description begins with what a number stands for.
fn first_phrase(doc: &str, name: &str) -> String {
    if doc.starts_with(|c: char| c.is_ascii_digit()) {
        return name.replace('_', " ");
    }
    let end = ENDS.iter().filter_map(|end| doc.find(end)).min().unwrap_or(doc.len());
    let mut letters = doc[..end].chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::registry::REGISTRY;
    use super::*;

    #[test]
    fn parameters_are_named_by_what_they_are() {
        let scenario = super::super::load("builtin:essay", &super::super::Builtin, &[]).expect("built in").scenario;
        let phrase = |path: &str| scenario.phrase(scenario.slot_by_path(path).expect(path));
        assert_eq!(phrase("weights.v_sec"), "weight of security in the utility of a level");
        assert_eq!(phrase("actors.CHN.horizon_years"), "CHN: horizon H");
        assert_eq!(phrase("actors.CHN.foresight"), "CHN: foresight");
        assert!(phrase("relations.RUS.CHN.optimism").starts_with("RUS→CHN: bias of what the actor believes"));
    }

    #[test]
    fn every_parameter_has_a_phrase() {
        for entry in REGISTRY {
            let phrase = first_phrase(entry.doc, entry.name);
            assert!(phrase.len() > 3 && phrase.len() < 110, "{}: {phrase}", entry.name);
        }
    }
}

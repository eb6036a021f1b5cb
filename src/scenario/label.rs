//! Short names of parameters for rules, tables and axes.

use super::{Place, Scenario, Slot};

impl Scenario {
    /// A parameter in a few words: its name in the registry and what it belongs to, such as `horizon_years of CHN` or
    /// `greed of CHN toward RUS`; its path where another parameter of the world has the same name.
    #[must_use]
    pub fn label(&self, slot: Slot) -> String {
        let parameter = &self.slots[slot.0 as usize];
        let name = parameter.parameter.entry().name;
        let party = |at| self.party(at);
        match parameter.place {
            Place::World => {
                let same = |p: &&super::Parameter| p.place == Place::World && p.parameter.entry().name == name;
                if self.slots.iter().filter(same).count() > 1 { parameter.path.clone() } else { name.to_owned() }
            }
            Place::Actor(i) => format!("{name} of {}", party(i)),
            Place::Relation(i, j) => format!("{name} of {} toward {}", party(i), party(j)),
            Place::Pair(i, j) => format!("{name} of {} and {}", party(i), party(j)),
            Place::Partner(p) => format!("{name} of {}", self.partners[p].id),
            Place::Sector(s) => format!("{name} of {}", self.sectors[s]),
            Place::Share(i, j, s) => format!("share of {} in exports of {} to {}", self.sectors[s], party(i), party(j)),
            Place::Episode(e) => format!("{name} of {}", self.ledger[e].id),
            Place::Event(e) => format!("{name} of {}", self.events[e].id),
            Place::Deviate(k) => format!("{name} of {}", self.weight_name(k)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Files, load};

    #[test]
    fn labels_are_short_and_differ() {
        let scenario = load("builtin:essay", &Files::default(), &[]).unwrap().scenario;
        let labels: Vec<(String, String)> =
            scenario.drawn().map(|(slot, p)| (p.path.clone(), scenario.label(slot))).collect();
        let of = |path: &str| labels.iter().find(|(p, _)| p == path).map(|(_, label)| label.as_str());
        assert_eq!(of("weights.v_sec"), Some("v_sec"));
        for (at, (path, label)) in labels.iter().enumerate() {
            println!("{path}: {label}");
            assert!(labels[..at].iter().all(|(_, other)| other != label), "{label}");
        }
    }
}

//! The terms of the utility in plain words.

/// Names of terms ([`crate::model::choice::terms::NAMES`]), each with what it stands for.
const GLOSSES: [(&str, &str); 13] = [
    ("security", "help against those whom one fears"),
    ("concessions", "what a cornered, dependent partner pays for friendship"),
    ("trade", "trade that friendship brings"),
    ("reprisal", "trade with those who fear the partner"),
    ("autonomy", "freedom of action given up, or gained over a junior"),
    ("grievance", "old and new wrongs by the partner"),
    ("affinity", "common ideas"),
    ("entrapment", "being drawn into the partner's quarrels"),
    ("closeness", "nearness on the map"),
    ("joint_enemies", "enemies in common"),
    ("network", "friends in common"),
    ("past_pact", "the memory of a pact"),
    ("inertia", "the cost of changing course"),
];

/// What a term stands for, in a few words; its name where it is a new one.
#[must_use]
pub fn gloss(term: &str) -> &str {
    GLOSSES.iter().find(|(name, _)| *name == term).map_or(term, |(_, gloss)| gloss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::choice::terms::NAMES;

    #[test]
    fn every_term_has_a_gloss() {
        assert_eq!(GLOSSES.map(|(name, _)| name), NAMES);
    }
}

//! Rival theories are points in weight space: factors on the weights, and at most one switched formula.
//!
//! The rows are our condensations of the literature. Factors that a row does not name are 1.

use crate::scenario::registry::P;

/// The formula that a theory replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// None.
    None,
    /// I_ij = 1: intentions are ignored.
    IgnoreIntentions,
    /// The stake in a third party counts only near parity with it, and by dissatisfaction.
    NearParity,
    /// Dependence in trade and reprisal is the one expected over the horizon.
    ExpectedTrade,
}

/// A theory.
#[derive(Clone, Copy, Debug)]
pub struct Theory {
    /// Its name in scenario files.
    pub name: &'static str,
    /// Its literature.
    pub source: &'static str,
    /// Factors on the weights.
    pub factors: &'static [(P, f64)],
    /// The switched formula.
    pub switch: Switch,
}

/// All theories.
pub const THEORIES: &[Theory] = &[
    Theory { name: "balance_of_threat", source: "Walt 1987", factors: &[], switch: Switch::None },
    Theory {
        name: "balance_of_power",
        source: "Waltz 1979",
        factors: &[(P::VAff, 0.0), (P::VGriev, 0.0)],
        switch: Switch::IgnoreIntentions,
    },
    Theory {
        name: "power_transition",
        source: "Organski and Kugler 1980",
        factors: &[(P::VRep, 0.0), (P::VEnt, 0.5), (P::VWait, 2.0)],
        switch: Switch::NearParity,
    },
    Theory {
        name: "trade_expectations",
        source: "Copeland 1996",
        factors: &[(P::VSec, 0.25), (P::VTrade, 4.0), (P::VRep, 3.0)],
        switch: Switch::ExpectedTrade,
    },
    Theory {
        name: "autonomy_security",
        source: "Morrow 1991",
        factors: &[(P::VAut, 2.0), (P::VConc, 2.0), (P::VRep, 0.0), (P::VEnt, 0.0)],
        switch: Switch::None,
    },
    Theory {
        name: "affinity",
        source: "our condensation of arguments from regime and outlook",
        factors: &[
            (P::VSec, 0.0),
            (P::VRev, 0.0),
            (P::VConc, 0.0),
            (P::VTrade, 0.0),
            (P::VRep, 0.0),
            (P::VAut, 0.0),
            (P::VGriev, 0.0),
            (P::VAff, 4.0),
            (P::VEnt, 0.0),
            (P::VWait, 0.0),
            (P::VJoint, 0.0),
        ],
        switch: Switch::None,
    },
];

/// The theory with this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Theory> {
    THEORIES.iter().find(|theory| theory.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{LANES, Lanes};
    use crate::model::choice::{WEIGHTS, Weights};
    use crate::model::memory::Memory;
    use crate::model::threat::Threat;
    use crate::model::trial::{Trial, close};
    use crate::scenario::Place;

    /// A theory in each lane, in turn.
    fn rivals() -> Trial {
        let mut trial = Trial::new(3, 0);
        trial.theories = std::array::from_fn(|lane| &THEORIES[lane % THEORIES.len()]);
        trial
    }

    #[test]
    fn factors_act_on_the_weights_that_they_name_and_the_others_stay() {
        let mut trial = rivals();
        trial.begin();
        for actor in 0..3 {
            let weights = trial.get::<Weights>(actor);
            for weight in WEIGHTS {
                let given = trial.values[trial.scenario.slot(weight, Place::World).0 as usize].0[0];
                for lane in 0..LANES {
                    let factors = trial.theories[lane].factors;
                    let factor = factors.iter().find(|(named, _)| *named == weight).map_or(1.0, |(_, factor)| *factor);
                    assert_eq!(weights.of(weight).0[lane], given * factor, "{weight:?}");
                }
            }
        }
    }

    #[test]
    fn every_factor_names_a_weight_once_and_every_theory_has_a_name_of_its_own() {
        for (at, theory) in THEORIES.iter().enumerate() {
            assert_eq!(by_name(theory.name).map(|found| found.name), Some(theory.name));
            assert!(THEORIES[..at].iter().all(|earlier| earlier.name != theory.name));
            for (n, (weight, factor)) in theory.factors.iter().enumerate() {
                assert!(WEIGHTS.contains(weight) && *factor >= 0.0, "{weight:?}");
                assert!(theory.factors[..n].iter().all(|(earlier, _)| earlier != weight), "{weight:?} twice");
            }
        }
    }

    #[test]
    fn balance_of_power_ignores_intentions() {
        let mut trial = rivals();
        trial.begin();
        let (threat, memory) = (trial.get::<Threat>(0), trial.get::<Memory>(0));
        for lane in 0..LANES {
            let by_hand = if trial.theories[lane].switch == Switch::IgnoreIntentions {
                1.0
            } else {
                1.0 - libm::exp(-(0.2 + memory.total().0[lane]))
            };
            close(threat.intent.0[lane], by_hand, 1e-9);
        }
    }

    #[test]
    fn affinity_leaves_likeness_habit_and_inertia() {
        let mut trial = rivals();
        for (i, j) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
            trial.set(P::Affinity, Place::Relation(i, j), 0.3);
            trial.set(P::Exports, Place::Relation(i, j), 100.0);
            trial.set(P::CoercionStart, Place::Relation(i, j), 0.2);
            trial.set(P::Greed, Place::Relation(i, j), 0.2);
            trial.set(P::HostilityStart, Place::Relation(i, j), 0.4);
            trial.set(P::LevelStart, Place::Relation(i, j), 2.0);
        }
        trial.set(P::PactStart, Place::Pair(0, 1), 1.0);
        trial.begin();
        let explained = trial.explain(0, 1);
        let lane = THEORIES.iter().position(|theory| theory.name == "affinity").expect("a theory");
        let terms = crate::model::choice::terms::NAMES.iter().zip(&explained.terms);
        let left: Vec<&str> = terms.filter(|(_, term)| term[4].0[lane] != 0.0).map(|(name, _)| *name).collect();
        assert_eq!(left, ["affinity", "closeness", "network", "past_pact", "inertia"]);
        // Under the first theory nothing is left out.
        assert!(explained.terms.iter().all(|term| term[4].0[0] != 0.0));
        assert_eq!(explained.offered, Lanes::splat(2.0));
    }
}

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

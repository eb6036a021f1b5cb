//! What is held likely of the weights before the treaties are seen: every entry of the fitted vector has the prior N(0, 1),
//! and stands for a weight through a [`Prior`].

use super::features::ACTUAL_TERMS;
use super::panel::Panel;
use super::parameters::{WEIGHTS, weight_names};
use crate::lanes::exp;
use crate::model::theory::Theory;
use serde::Serialize;

/// Standard deviation of what a term does to the utility of an alliance, at its root mean square over the panel.
const EFFECT: f64 = 2.5;
/// The same for autonomy, which stands for the cost of any alliance.
const EFFECT_OF_AUTONOMY: f64 = 10.0;
/// Medians of v_move, v_step and v_exit: the starting values of the model times its precision.
const INERTIA: [f64; 3] = [2.25, 4.5, 2.25];
/// Standard deviation of their logarithms: two in three lie within a factor of 1.28. Inertia is a cost, so that none is below
/// 0; and treaties do not tell it: under a wide prior levels that hardly move and levels that move freely, under treaties that
/// outlive them, describe what was seen about equally well (docs/evidence.md).
const INERTIA_SPREAD: f64 = 0.25;
/// Entries beyond this many standard deviations stand for the weight there: a search may try them.
const FURTHEST: f64 = 4.0;

/// The prior of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prior {
    /// The weight is 0: the theory has no such term, or the panel no such covariate.
    Absent,
    /// Normal around 0, of either sign.
    Normal {
        /// Standard deviation.
        sd: f64,
    },
    /// Lognormal, never below 0.
    Lognormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        spread: f64,
    },
}

impl Prior {
    /// The weight that an entry stands for.
    #[must_use]
    pub fn weight(&self, x: f64) -> f64 {
        match self {
            Self::Absent => 0.0,
            Self::Normal { sd } => sd * x,
            Self::Lognormal { median, spread } => median * exp(spread * x.clamp(-FURTHEST, FURTHEST)),
        }
    }

    /// Its derivative by the entry.
    #[must_use]
    pub fn slope(&self, x: f64) -> f64 {
        match self {
            Self::Absent => 0.0,
            Self::Normal { sd } => *sd,
            Self::Lognormal { .. } if x.abs() > FURTHEST => 0.0,
            Self::Lognormal { spread, .. } => spread * self.weight(x),
        }
    }

    /// Whether the weight is fitted.
    #[must_use]
    pub fn is_fitted(&self) -> bool {
        *self != Self::Absent
    }
}

/// The priors of all weights.
pub type Priors = [Prior; WEIGHTS];

/// Weights that a theory takes out.
fn absent(theory: &Theory) -> [bool; WEIGHTS] {
    let name = |parameter: crate::scenario::registry::P| parameter.entry().name;
    let out =
        |weight: &str| theory.factors.iter().any(|(parameter, factor)| *factor == 0.0 && name(*parameter) == weight);
    weight_names().map(out)
}

/// The prior of each weight: of a term's from the root mean square of its covariate over the panel.
#[must_use]
pub fn priors(panel: &Panel, theory: &Theory) -> Priors {
    let mut squares = [0.0; WEIGHTS];
    let mut sides = 0.0;
    for side in panel.spells.iter().flat_map(|spell| &spell.years).flat_map(|year| &year.sides) {
        sides += 1.0;
        squares[0] += side.security[1][3] * side.security[1][3];
        for (sum, x) in squares[1..].iter_mut().zip(side.actual) {
            *sum += x * x;
        }
        squares[ACTUAL_TERMS + 1] += side.visible * side.visible;
        squares[ACTUAL_TERMS + 2] += side.square * side.square;
    }
    let absent = absent(theory);
    std::array::from_fn(|at| match at.checked_sub(ACTUAL_TERMS + 3) {
        Some(inertia) => Prior::Lognormal { median: INERTIA[inertia], spread: INERTIA_SPREAD },
        None => {
            let rms = (squares[at] / f64::max(sides, 1.0)).sqrt();
            let effect = if at == ACTUAL_TERMS + 2 { EFFECT_OF_AUTONOMY } else { EFFECT };
            if absent[at] || rms < 1e-9 { Prior::Absent } else { Prior::Normal { sd: effect / rms } }
        }
    })
}

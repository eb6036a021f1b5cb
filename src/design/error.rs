//! Why a design does not fit a scenario.

fn hinted(hint: Option<&String>, known: &[String]) -> String {
    match hint {
        Some(hint) => format!("did you mean `{hint}`?"),
        None => format!("there are: {}", known.join(", ")),
    }
}

/// Why a design does not fit a scenario.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A claim that does not exist.
    #[error("there is no claim `{id}`; {}", hinted(hint.as_ref(), known))]
    UnknownClaim {
        /// What was asked for.
        id: String,
        /// What may have been meant.
        hint: Option<String>,
        /// The claims that can be relaxed.
        known: Vec<String>,
    },
    /// A claim without anything to relax.
    #[error("the claim `{id}` relaxes nothing, so it cannot be audited or moved; those that do: {}", known.join(", "))]
    RelaxesNothing {
        /// The claim.
        id: String,
        /// The claims that can be relaxed.
        known: Vec<String>,
    },
    /// A parameter that the model works out.
    #[error(
        "`{0}` is worked out by the model: give it a value in the scenario or by --set, so that there is one to move"
    )]
    Derived(String),
    /// A value that a parameter cannot take.
    #[error("`{name}` = {value} is not allowed: {allowed}")]
    NotAllowed {
        /// The parameter or the claim.
        name: String,
        /// The value.
        value: f64,
        /// What is allowed.
        allowed: String,
    },
    /// A point set of impossible size.
    #[error(transparent)]
    Points(#[from] super::points::PointsError),
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}

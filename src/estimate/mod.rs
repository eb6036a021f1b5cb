//! Estimation: the utility weights from observed treaties of states, by the terms that the simulation uses.
//!
//! ```text
//! import (a draft a year) ──► worlds ──► terms at unit weights ──► panel of spells ──► likelihood ──► mode, posterior
//! ```

pub mod agreement;
pub mod baselines;
pub mod choice;
pub mod emission;
pub mod features;
pub mod fit;
mod fold;
pub mod inertia;
pub mod kernel;
pub mod likelihood;
pub mod panel;
pub mod parameters;
pub mod posterior;
pub mod posterior_file;
pub mod prior;
pub mod sampler;
pub mod scores;
pub mod simulate;
pub mod study;
pub mod table;
#[cfg(test)]
mod tests;
pub mod worlds;

//! Pure functions from rows to findings.

pub mod anytime;
pub mod audit;
pub mod bootstrap;
pub mod calibration;
pub mod compare;
pub mod discover;
pub mod effect;
pub mod estimate;
pub mod morris;
pub mod paired;
pub mod pawn;
pub mod prim;
pub mod quantiles;
mod report;
pub mod sensitivity;
pub mod shapley;
pub mod sobol;
mod stopping;
mod summarise;
mod summary;
pub mod sweep;
pub mod tip;
pub mod tipping;
pub mod verdict;
pub mod why;
pub mod wilson;

pub use report::{About, Findings, Report, Study};
pub use stopping::{Stopped, Until};
pub use summarise::Summariser;
pub use summary::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

//! Pure functions from rows to findings.

pub mod bootstrap;
pub mod morris;
pub mod pawn;
pub mod quantiles;
pub mod sensitivity;
pub mod sobol;
mod summarise;
mod summary;
pub mod verdict;
pub mod wilson;

pub use summarise::Summariser;
pub use summary::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

//! Pure functions from rows to findings.

pub mod anytime;
pub mod paired;
pub mod prim;
pub mod quantiles;
pub mod shapley;
mod summarise;
mod summary;
pub mod tipping;
pub mod verdict;
pub mod wilson;

pub use summarise::Summariser;
pub use summary::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

//! Pure functions from rows to findings.

pub mod anytime;
pub mod compare;
pub mod discover;
pub mod estimate;
pub mod paired;
pub mod prim;
pub mod quantiles;
mod report;
pub mod shapley;
mod summarise;
mod summary;
pub mod sweep;
pub mod tipping;
pub mod verdict;
pub mod wilson;

pub use report::{About, Findings, Report, Study};
pub use summarise::Summariser;
pub use summary::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

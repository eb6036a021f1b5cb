//! Pure functions from rows to findings.

pub mod estimate;
pub mod quantiles;
mod report;
mod summarise;
mod summary;
pub mod sweep;
pub mod verdict;
pub mod wilson;

pub use report::{About, Findings, Report, Study};
pub use summarise::Summariser;
pub use summary::{
    ClaimSummary, Formation, NumberSummary, OutcomeSummary, PredictionSummary, SeriesSummary, Share, Summary, Verdict,
};

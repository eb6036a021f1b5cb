//! Reports: what an experiment found, as it goes to files, pictures and words.

use super::{SeriesSummary, Summary};
use serde::{Deserialize, Serialize};

/// What stands at the head of every report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Its question.
    pub question: String,
    /// The pair that the question is about, as `RUS-CHN`.
    pub focus: String,
    /// Master seed.
    pub seed: u64,
    /// Number of runs.
    pub runs: u64,
    /// Digest of the rows.
    pub digest: String,
    /// First and last instant.
    pub period: (f64, f64),
}

/// What was found. A new kind is a variant here, with its file in `analysis`, `words` and `plot`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Findings {
    /// Of an audit.
    Audit(super::audit::Audit),
    /// Of a sweep.
    Sweep(super::sweep::Sweep),
    /// Of a search for tipping points.
    Tip(super::tip::Tip),
    /// Of a sensitivity analysis.
    Sensitivity(Box<super::sensitivity::study::Sensitivity>),
    /// Of scenario discovery in rows that were there already.
    Discover(Box<super::discover::Discover>),
    /// Of two experiments that were there already.
    Compare(Box<super::compare::Compare>),
    /// Of a calibration.
    Calibrate(Box<super::calibration::Calibration>),
    /// Of runs from the past against what followed.
    Hindcast(Box<super::hindcast::Hindcast>),
    /// Of what drove an outcome, in runs that were there already.
    Why(Box<super::why::Why>),
}

impl Findings {
    /// The kind of a secondary analysis, of rows that were there already: its directory holds no rows and no manifest.
    #[must_use]
    pub fn analysis(&self) -> Option<&'static str> {
        match self {
            Self::Discover(_) => Some("discover"),
            Self::Compare(_) => Some("compare"),
            Self::Why(_) => Some("why"),
            Self::Sensitivity(found) => found.source.as_ref().map(|_| "sensitivity"),
            Self::Audit(_) | Self::Sweep(_) | Self::Tip(_) | Self::Calibrate(_) | Self::Hindcast(_) => None,
        }
    }
}

/// The report of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// Of plain runs: `summary.json`.
    Run {
        /// The summary.
        summary: Summary,
        /// Counts over time.
        series: Vec<SeriesSummary>,
    },
    /// Of anything else: `findings.json`.
    Findings(Study),
}

/// Findings with their head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// The experiment.
    pub about: About,
    /// What was found.
    pub findings: Findings,
}

impl std::str::FromStr for Study {
    type Err = serde_json::Error;

    /// From the text of a `findings.json`.
    fn from_str(json: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(json)
    }
}

impl Report {
    /// The head.
    #[must_use]
    pub fn about(&self) -> About {
        match self {
            Self::Run { summary, .. } => summary.about(),
            Self::Findings(study) => study.about.clone(),
        }
    }
}

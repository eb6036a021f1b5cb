//! The summary of an experiment: what `summary.json` holds, and what pictures and texts are made of.

use serde::{Deserialize, Serialize};

/// A share with its Wilson interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Runs in which it was so.
    pub count: u64,
    /// Runs that could say (nulls are left out).
    pub of: u64,
    /// `count / of`; 0 where `of` is 0.
    pub share: f64,
    /// Lower end of the 95% interval.
    pub low: f64,
    /// Upper end of the 95% interval.
    pub high: f64,
}

/// One outcome over all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomeSummary {
    /// Its id.
    pub id: String,
    /// What it is.
    pub text: String,
    /// The unit.
    pub unit: String,
    /// Runs that have a value.
    pub count: u64,
    /// Runs in which it is null.
    pub nulls: u64,
    /// For a yes-or-no outcome, its share.
    pub share: Option<Share>,
    /// For a whole-number outcome, the count of each value.
    pub values: Option<Vec<(i64, u64)>>,
    /// For a number: mean, its 95% interval and quantiles.
    pub number: Option<NumberSummary>,
    /// Whether to draw its distribution.
    pub plot: bool,
}

/// A numeric outcome over all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberSummary {
    /// Mean.
    pub mean: f64,
    /// Lower end of the mean's 95% interval; none where all values are alike, or there is but one.
    pub mean_low: Option<f64>,
    /// Upper end of the mean's 95% interval.
    pub mean_high: Option<f64>,
    /// Standard deviation.
    pub sd: f64,
    /// Least and greatest value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Quantiles at 5, 25, 50, 75 and 95%, within a relative error of 0.1%.
    pub quantiles: [f64; 5],
    /// Counts in equal bins from the 0.5% to the 99.5% quantile, for a histogram: lower edge, upper edge, counts
    /// (values beyond either edge are counted in the outermost bins).
    pub histogram: (f64, f64, Vec<u64>),
}

/// When alliances form: cumulative share by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formation {
    /// The pair, as `RUS-CHN`.
    pub pair: String,
    /// Whether it is the pair that the question is about.
    pub focus: bool,
    /// Date, and share of the runs in which an alliance had formed at or before it.
    pub by: Vec<(f64, Share)>,
}

/// What the runs say about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval lies wholly on the predicted side of the threshold.
    Supported,
    /// It lies wholly on the other side.
    Contradicted,
    /// It contains the threshold.
    Open,
    /// The claim's own parameters decide the quantity: nothing was found out.
    ByConstruction,
}

/// One prediction of a claim, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionSummary {
    /// Its id within the claim.
    pub id: String,
    /// The outcome.
    pub outcome: String,
    /// The event in words, such as "pair level in 2025 at least 1 and at most 2".
    pub event: String,
    /// Its probability.
    pub probability: Share,
    /// The threshold.
    pub threshold: f64,
    /// True where the probability is predicted to lie above the threshold.
    pub above: bool,
    /// The verdict.
    pub verdict: Verdict,
}

/// A claim, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Which way it pushes: toward, away or neither.
    pub direction: String,
    /// The verdict over its predictions; none where it predicts nothing.
    pub verdict: Option<Verdict>,
    /// Its predictions.
    pub predictions: Vec<PredictionSummary>,
    /// Ids of outcomes shown beside it.
    pub shows: Vec<String>,
}

/// A series over all runs: counts in bins at each of its instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesSummary {
    /// Its id; `level:RUS-CHN` and `alliance:RUS-CHN` are always there for every pair.
    pub id: String,
    /// What it is, as a legend says it.
    pub text: String,
    /// The unit.
    pub unit: String,
    /// Series with the same panel share a picture.
    pub panel: String,
    /// Lower end of the first inner bin.
    pub low: f64,
    /// Upper end of the last inner bin.
    pub high: f64,
    /// The instants.
    pub dates: Vec<f64>,
    /// For each instant: the bin below `low`, the inner bins, both ends included, the bin above `high`.
    pub counts: Vec<Vec<u64>>,
}

/// All that an experiment of one point found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Short name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Its question.
    pub question: String,
    /// The pair that the question is about, as `RUS-CHN`.
    pub focus: String,
    /// Seed.
    pub seed: u64,
    /// Number of runs.
    pub runs: u64,
    /// Digest of the rows, as hexadecimal digits.
    pub digest: String,
    /// First and last instant.
    pub period: (f64, f64),
    /// Outcomes in the order of the scenario.
    pub outcomes: Vec<OutcomeSummary>,
    /// Formation of alliances, a pair each.
    pub formation: Vec<Formation>,
    /// Claims in the order of the scenario.
    pub claims: Vec<ClaimSummary>,
}

impl std::str::FromStr for Summary {
    type Err = serde_json::Error;

    /// From the text of a `summary.json`.
    fn from_str(json: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(json)
    }
}

impl Summary {
    /// The head.
    #[must_use]
    pub fn about(&self) -> super::About {
        super::About {
            scenario: self.scenario.clone(),
            title: self.title.clone(),
            question: self.question.clone(),
            focus: self.focus.clone(),
            seed: self.seed,
            runs: self.runs,
            digest: self.digest.clone(),
            period: self.period,
        }
    }
}

//! Experiments that run until an interval is narrow enough: what is asked, and how it ended.

use super::anytime::Interval;
use serde::{Deserialize, Serialize};

/// What is asked: an outcome and half the width of its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Until {
    /// The outcome, by id.
    pub outcome: String,
    /// Half the width.
    pub half_width: f64,
}

impl std::str::FromStr for Until {
    type Err = String;

    /// Reads `ID +-0.005`.
    fn from_str(text: &str) -> Result<Self, String> {
        let usage = "write 'ID +-0.005': an outcome and half the width of its 95% interval";
        let (outcome, width) = text.split_once("+-").or_else(|| text.split_once('±')).ok_or(usage)?;
        let half_width = width.trim().parse::<f64>().ok().filter(|x| *x > 0.0 && x.is_finite()).ok_or(usage)?;
        let outcome = outcome.trim().to_owned();
        if outcome.is_empty() { Err(usage.into()) } else { Ok(Self { outcome, half_width }) }
    }
}

/// How an experiment that runs until its interval is narrow ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stopped {
    /// What was asked.
    pub until: Until,
    /// True where every interval became that narrow.
    pub met: bool,
    /// The interval of every point: it holds although one looked.
    pub intervals: Vec<Interval>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read() {
        let asked = Until { outcome: "alliance_2025".into(), half_width: 0.005 };
        for text in ["alliance_2025 +-0.005", "alliance_2025±0.005", " alliance_2025 +- 0.005 "] {
            assert_eq!(text.parse(), Ok(asked.clone()), "{text}");
        }
        for text in ["alliance_2025", "+-0.1", "x +-0", "x +-no", "x +--1", "x +-inf"] {
            assert!(text.parse::<Until>().is_err(), "{text}");
        }
    }
}

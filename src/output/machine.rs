//! `machine.json`: on what and how fast an experiment ran. It is the one file that may differ between two runs of the same
//! experiment.

use crate::lanes::{LANES, instructions};
use serde::{Deserialize, Serialize};

/// What could let the same program give other bits, if it had a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Version of the program.
    pub program: String,
    /// Operating system.
    pub os: String,
    /// Processor architecture.
    pub architecture: String,
    /// Vector instructions in use.
    pub instructions: String,
    /// Runs that one step works on at a time.
    pub lanes: usize,
}

impl Environment {
    /// Of this process.
    #[must_use]
    pub fn here() -> Self {
        Self {
            program: env!("CARGO_PKG_VERSION").into(),
            os: std::env::consts::OS.into(),
            architecture: std::env::consts::ARCH.into(),
            instructions: instructions().into(),
            lanes: LANES,
        }
    }

    /// What is not as it was in another one, each as `what: there, here`.
    #[must_use]
    pub fn differences(&self, there: &Self) -> Vec<String> {
        let fields: [(&str, fn(&Self) -> String); 5] = [
            ("version of the program", |e| e.program.clone()),
            ("operating system", |e| e.os.clone()),
            ("architecture", |e| e.architecture.clone()),
            ("vector instructions", |e| e.instructions.clone()),
            ("lanes", |e| e.lanes.to_string()),
        ];
        let differs = |(what, of): &(&str, fn(&Self) -> String)| {
            let (was, is) = (of(there), of(self));
            (was != is).then(|| format!("{what}: {was} there, {is} here"))
        };
        fields.iter().filter_map(differs).collect()
    }
}

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Seconds that the simulation took, without what was computed before an interruption, or in parts.
    pub simulated_seconds: f64,
    /// Seconds in all.
    pub total_seconds: f64,
    /// Runs a second in that time; 0 where all were computed before.
    pub runs_per_second: f64,
    /// Threads.
    pub threads: usize,
    /// Where.
    #[serde(flatten)]
    pub environment: Environment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let here = Environment::here();
        assert!(here.differences(&here).is_empty());
        let there = Environment { architecture: "pdp11".into(), ..here.clone() };
        assert_eq!(here.differences(&there), [format!("architecture: pdp11 there, {} here", here.architecture)]);
    }
}

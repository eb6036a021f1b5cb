//! A setting: what is moved of a scenario, and on which seed how many runs are made of it.

use crate::design::{Axis, Spec, target::CLAIM};
use crate::scenario::write_key;
use serde::{Deserialize, Serialize};

/// What is moved of a scenario, the master seed and the number of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Parameters by their paths, each with its value.
    pub set: Vec<(String, f64)>,
    /// Claims by their ids, each with its strength: 0 relaxed, 1 kept.
    pub claims: Vec<(String, f64)>,
    /// Master seed.
    pub seed: u64,
    /// Number of runs: at most [`crate::engine::BLOCK`].
    pub runs: u64,
}

impl Setting {
    /// What is laid over the scenario: `PATH=VALUE`.
    pub(super) fn overlays(&self) -> Vec<String> {
        let key = |path: &str| path.split('.').map(write_key).collect::<Vec<_>>().join(".");
        self.set.iter().map(|(path, value)| format!("{}={value:?}", key(path))).collect()
    }

    /// The design, the one that `realpolitik run` has.
    pub(super) fn design(&self) -> Spec {
        let axis = |(id, strength): &(String, f64)| Axis { target: format!("{CLAIM}{id}"), values: vec![*strength] };
        Spec::setting(self.claims.iter().map(axis).collect(), self.runs)
    }

    /// The words of the command that runs it natively, behind those that name the scenario.
    pub(super) fn words(&self, set: bool) -> Vec<String> {
        let set = self.overlays().into_iter().filter(|_| set).map(|overlay| ["--set".to_owned(), overlay]);
        let claims = self.claims.iter().map(|(id, strength)| ["--claim".to_owned(), format!("{id}={strength}")]);
        let rest = [["--seed".to_owned(), self.seed.to_string()], ["--runs".to_owned(), self.runs.to_string()]];
        set.chain(claims).chain(rest).flatten().collect()
    }
}

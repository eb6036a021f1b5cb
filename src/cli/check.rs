//! `realpolitik check`.

use super::common::Weights;
use super::number::whole;
use super::{Stop, colour, say};
use crate::scenario::{Files, load};
use crate::words::counted;

/// Checks scenario files.
#[derive(clap::Args)]
pub(super) struct Check {
    /// Scenario files, or builtin:NAME.
    #[arg(required = true)]
    files: Vec<String>,
    /// Print what results from `extends`, --weights and --set, as one TOML text.
    #[arg(long)]
    resolved: bool,
    /// Raise the limits on the size of a scenario so many times.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = whole::<u32>(1, 1_000_000, 10))]
    limits: u32,
    #[command(flatten)]
    weights: Weights,
    /// Lay a value over the file: PATH=VALUE, the value as TOML.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

impl Check {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let (mut bad, set) = (Vec::new(), self.weights.overlays(&self.set));
        for file in &self.files {
            match load(file, &Files { limits: self.limits }, &set) {
                Ok(loaded) => {
                    if !loaded.warnings.is_empty() {
                        super::end(&loaded.warnings.render(colour()), 0);
                    }
                    if self.resolved {
                        say(&loaded.scenario.resolved)?;
                    } else {
                        let s = &loaded.scenario;
                        let counts = [
                            counted(s.actors.len() as u64, "actor"),
                            counted(s.outcomes.len() as u64, "outcome"),
                            counted(s.claims.len() as u64, "claim"),
                            counted(loaded.warnings.warnings() as u64, "warning"),
                        ];
                        say(&format!("{file}: good ({})\n", counts.join(", ")))?;
                    }
                }
                Err(problems) => bad.push(problems.render(colour()).trim_end().to_owned()),
            }
        }
        if bad.is_empty() { Ok(()) } else { Err(Stop::Input(bad.join("\n\n"))) }
    }
}

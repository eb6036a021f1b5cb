//! `realpolitik check`.

use super::{Stop, colour, say};
use crate::scenario::{Files, load};

/// Checks scenario files.
#[derive(clap::Args)]
pub(super) struct Check {
    /// Scenario files, or builtin:NAME.
    #[arg(required = true)]
    files: Vec<String>,
    /// Print what results from `extends` and --set, as one TOML text.
    #[arg(long)]
    resolved: bool,
    /// Raise the limits on the size of a scenario so many times.
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    limits: u32,
    /// Lay a value over the file: PATH=VALUE, the value as TOML.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

impl Check {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let mut bad = Vec::new();
        for file in &self.files {
            match load(file, &Files { limits: self.limits }, &self.set) {
                Ok(loaded) => {
                    if !loaded.warnings.is_empty() {
                        super::end(&loaded.warnings.render(colour()), 0);
                    }
                    if self.resolved {
                        say(&loaded.scenario.resolved)?;
                    } else {
                        let s = &loaded.scenario;
                        let counts = [
                            counted(s.actors.len(), "actor"),
                            counted(s.outcomes.len(), "outcome"),
                            counted(s.claims.len(), "claim"),
                            counted(loaded.warnings.warnings(), "warning"),
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

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

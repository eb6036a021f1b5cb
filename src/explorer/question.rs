//! The questions of the page.

use super::setting::Setting;
use crate::plot::{Breadth, Theme};
use serde::Deserialize;

/// A question: `{ "ask": NAME, .. }`.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub(super) enum Question {
    /// Reads a scenario, and forgets what was run of another: what it is about, and its claims.
    Open(Source),
    /// Parameters in whose path or description all these words occur.
    Find { words: String, most: usize },
    /// The parameters with these paths.
    Controls { paths: Vec<String> },
    /// Begins with a setting, in place of what was run there: what to take along.
    Start { place: Place, setting: Setting },
    /// Runs so many more runs: how many are done then.
    Go { place: Place, runs: u64 },
    /// What is known, with pictures in a theme, wide where nothing else is asked.
    Draw {
        place: Place,
        theme: Theme,
        #[serde(default)]
        breadth: Breadth,
    },
    /// The chronicle of a run.
    Story { place: Place, run: u64 },
}

/// Where a scenario comes from.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Source {
    /// `builtin:NAME`, or what to call the text.
    pub name: String,
    /// The whole text of one that is not built in.
    #[serde(default)]
    pub text: Option<String>,
    /// What names it on the command line.
    pub words: Vec<String>,
    /// How many times as large as usual it may be.
    #[serde(default = "once")]
    pub limits: u32,
}

fn once() -> u32 {
    1
}

/// Which of the two settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// The one that controls move.
    Now,
    /// The one that it is compared with.
    Held,
}

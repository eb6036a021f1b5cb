//! `realpolitik schema`.

use super::{Stop, say};

/// Prints the JSON Schema of scenario files.
#[derive(clap::Args)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn go(&self) -> Result<(), Stop> {
        say(&format!("{:#}\n", crate::scenario::schema()))
    }
}

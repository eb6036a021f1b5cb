//! `realpolitik plot`.

use super::{Stop, say};
use crate::output::{directory, files};
use crate::plot::{Format, Options, Theme, draw};
use crate::words::counted;
use std::path::PathBuf;

/// Draws pictures again.
#[derive(clap::Args)]
pub(super) struct Plot {
    /// The directory of a run, or of an analysis.
    directory: PathBuf,
    /// Kinds of files.
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<Format>,
    /// The ground that the pictures stand on.
    #[arg(long, default_value = "light")]
    theme: Theme,
    /// Only these charts.
    #[arg(long, value_delimiter = ',', value_name = "CHART")]
    only: Option<Vec<String>>,
    /// Another folder than DIRECTORY/plots.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Plot {
    pub(super) fn go(self) -> Result<(), Stop> {
        let report = directory::read_report(&self.directory)?;
        let options = Options { formats: self.format, theme: self.theme, only: self.only };
        let files = draw(&report, &options)?;
        if files.is_empty() {
            return say("no pictures: the charts asked for have nothing to show\n");
        }
        if self.out.is_none() {
            directory::refuse_links(&self.directory)?;
        }
        let folder = self.out.unwrap_or_else(|| self.directory.join(directory::PLOTS));
        files::write_pictures(&folder, &files)?;
        say(&format!("{} in {}\n", counted(files.len() as u64, "file"), folder.display()))
    }
}

//! `realpolitik import`.

use super::number::whole;
use super::{Stop, end, say};
use crate::import::{Asked, import};
use crate::output::files;
use crate::scenario::parse;
use std::path::PathBuf;

/// Writes a commented scenario from data files as the field downloads them.
#[derive(clap::Args)]
pub(super) struct Import {
    /// Data files, and folders of which every file is tried.
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    from: Vec<PathBuf>,
    /// The actors: ISO letters (RUS), COW numbers (365) or names, with commas between them; the first two are the focus.
    #[arg(long, value_delimiter = ',', required = true, value_name = "STATES")]
    actors: Vec<String>,
    /// The year of the figures; the scenario begins at its end.
    #[arg(long, value_name = "YEAR", value_parser = whole::<i64>(1800, 2200, 2014))]
    start: i64,
    /// How many years the scenario covers.
    #[arg(long, default_value_t = 35, value_parser = whole::<i64>(1, 500, 35))]
    years: i64,
    /// How many static partners are named; the others are summed up.
    #[arg(long, default_value_t = 10, value_parser = whole::<usize>(0, 200, 10))]
    partners: usize,
    /// How many years before the start a figure may be.
    #[arg(long, default_value_t = 5, value_parser = whole::<i64>(0, 100, 5))]
    gap: i64,
    /// How many years after the start GDP may be, where no file has it earlier.
    #[arg(long, default_value_t = 0, value_parser = whole::<i64>(0, 100, 0))]
    after: i64,
    /// The scenario file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Overwrite a file that is there.
    #[arg(long)]
    force: bool,
}

impl Import {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let out = self.out.display();
        if self.out.exists() && !self.force {
            return Err(Stop::Input(format!("error: {out} is there already: choose another name, or --force")));
        }
        if self.out.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            return Err(Stop::Input(format!("error: {out}: the folder is not there; make it first")));
        }
        let asked = Asked {
            from: self.from.clone(),
            actors: self.actors.clone(),
            year: self.start,
            years: self.years,
            partners: self.partners,
            gap: self.gap,
            after: self.after,
            bare: false,
        };
        let draft = import(&asked).map_err(|why| Stop::Input(format!("error: {why}")))?;
        // Such as a GDP of 0: what a dataset says is not always what a scenario allows.
        parse(&draft.text).map_err(|problems| {
            let why = "error: with a figure of these files the draft would be no good scenario; correct the file, or leave it out";
            Stop::Input(format!("{why}\n{problems}"))
        })?;
        files::write(&self.out, draft.text.as_bytes())?;
        end(&draft.notes.join("\n"), 0);
        say(&format!("{out} written. Next: read it; realpolitik check {out}; realpolitik run {out}\n"))
    }
}

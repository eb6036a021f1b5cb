//! `realpolitik import`.

use super::number::whole;
use super::{Stop, end, say};
use crate::import::{Asked, hindcast, import};
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
    /// Write what came of the scenario too, for `realpolitik hindcast`: its outcomes are then those that history shows, and it
    /// covers ten years.
    #[arg(long, value_name = "FILE.csv", conflicts_with = "years")]
    observed: Option<PathBuf>,
    /// With --observed, the posterior that the scenario draws its weights from.
    #[arg(long, value_name = "NAME", requires = "observed")]
    weights: Option<String>,
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
        for path in [Some(&self.out), self.observed.as_ref()].into_iter().flatten() {
            let said = path.display();
            if path.exists() && !self.force {
                return Err(Stop::Input(format!("error: {said} is there already: choose another name, or --force")));
            }
            if path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
                return Err(Stop::Input(format!("error: {said}: the folder is not there; make it first")));
            }
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
        let refused = |why: String| Stop::Input(format!("error: {why}"));
        let past = self.observed.as_ref().map(|_| hindcast::import(&asked, self.weights.as_deref()));
        let past = past.transpose().map_err(refused)?;
        let draft = past.as_ref().map_or_else(|| import(&asked), |past| Ok(past.draft.clone())).map_err(refused)?;
        // Such as a GDP of 0: what a dataset says is not always what a scenario allows.
        parse(&draft.text).map_err(|problems| {
            let why = match &self.weights {
                Some(name) => format!("error: with the weights `{name}` and figures of these files the draft would be no good scenario"),
                None => "error: with a figure of these files the draft would be no good scenario; correct the file, or leave it out"
                    .to_owned(),
            };
            Stop::Input(format!("{why}\n{problems}"))
        })?;
        files::write(&self.out, draft.text.as_bytes())?;
        end(&draft.notes.join("\n"), 0);
        let next = match past.zip(self.observed.as_ref()) {
            Some((past, path)) => {
                files::write(path, past.observed.as_bytes())?;
                format!("realpolitik hindcast {out} --observed {}", path.display())
            }
            None => format!("realpolitik run {out}"),
        };
        say(&format!("{out} written. Next: read it; realpolitik check {out}; {next}\n"))
    }
}

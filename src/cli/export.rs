//! `realpolitik export`.

use super::Stop;
use crate::output::{Error, export, files, manifest::Manifest, rows::Keep};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, clap::ValueEnum)]
enum Kind {
    Csv,
    Json,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Rows,
    Series,
}

/// Prints or writes rows or series as text.
#[derive(clap::Args)]
pub(super) struct Export {
    /// The directory of a run.
    directory: PathBuf,
    /// The text format.
    #[arg(long)]
    format: Kind,
    /// What to export.
    #[arg(long, default_value = "rows")]
    what: What,
    /// The file to write; standard output without it.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Export {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let manifest = Manifest::read(&self.directory)?;
        if matches!(self.what, What::Series) && !manifest.design.is_plain() {
            let rows = if manifest.rows_kept == Keep::None {
                "it kept no rows either"
            } else {
                "--what rows exports its rows"
            };
            return Err(Stop::Input(format!(
                "error: {}: of a {}, which has no series; those of `run` have them. {rows}, and findings.json has what was found",
                self.directory.display(),
                manifest.design.name()
            )));
        }
        if matches!(self.what, What::Rows) && manifest.rows_kept == Keep::None {
            return Err(Stop::Input(format!(
                "error: {}: the run kept no rows (--rows none); run it again with --rows all and --force",
                self.directory.display()
            )));
        }
        let name = match self.what {
            What::Rows => "rows.parquet",
            What::Series => "series.parquet",
        };
        manifest.check(&self.directory, name)?;
        let from = self.directory.join(name);
        let mut format: Box<dyn export::Format> = match self.format {
            Kind::Csv => Box::<export::Csv>::default(),
            Kind::Json => Box::<export::Json>::default(),
        };
        let Some(to) = &self.out else {
            let out = std::io::BufWriter::new(std::io::stdout().lock());
            return piped(write(&from, &mut *format, out, Path::new("standard output")));
        };
        files::write_with(to, |file| write(&from, &mut *format, std::io::BufWriter::new(file), to))?;
        Ok(())
    }
}

fn write(from: &Path, format: &mut dyn export::Format, mut out: impl Write, to: &Path) -> Result<(), Error> {
    export::export(from, format, &mut out, to)?;
    out.flush().map_err(Error::io(to))
}

/// A reader that has gone away is no failure.
fn piped(result: Result<(), Error>) -> Result<(), Stop> {
    match result {
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

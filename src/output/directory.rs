//! A run directory: files appear whole, under their names, at the end; the manifest comes last, so that a directory
//! with a manifest is complete.

use super::{Error, manifest::Manifest, rows::Keep, rows::RowsFile, series};
use crate::analysis::{Report, SeriesSummary, Study, Summary};
use crate::engine::Rows;
use crate::scenario::Scenario;
use std::fs;
use std::path::{Path, PathBuf};

/// Suffix of files that are being written.
pub(super) const PART: &str = ".part";

/// Names of the files that reports are written to.
pub(super) const REPORTS: [&str; 2] = ["summary.json", "findings.json"];

/// What goes into a directory at the end.
pub struct Results<'a> {
    /// What was found.
    pub report: &'a Report,
    /// What varies by machine.
    pub machine: &'a serde_json::Value,
    /// Pictures: names and bytes.
    pub pictures: &'a [(String, Vec<u8>)],
}

/// What a directory holds before a run.
#[derive(Debug)]
pub enum Found {
    /// Nothing, or nothing of ours that matters.
    Free,
    /// The complete result of this very experiment.
    Complete(Box<Manifest>),
}

/// Looks at the directory that an experiment with this input is to be written to.
///
/// # Errors
/// Where it holds the result of another experiment, or files that are not ours.
pub fn look(path: &Path, input: &str, keep: Keep) -> Result<Found, Error> {
    if !path.exists() {
        return Ok(Found::Free);
    }
    if !path.is_dir() {
        return Err(Error::Other(format!(
            "{}: a file stands where the run directory is to be; name another with --out",
            path.display()
        )));
    }
    if path.join("manifest.json").exists() {
        let manifest = Manifest::read(path)?;
        return if manifest.input == input && manifest.rows_kept == keep {
            Ok(Found::Complete(Box::new(manifest)))
        } else {
            Err(Error::Other(format!(
                "{}: holds the result of another experiment (scenario {}, seed {}, {} runs); name another directory with --out, or delete this one",
                path.display(),
                manifest.scenario,
                manifest.seed,
                manifest.runs
            )))
        };
    }
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let name = entry.map_err(Error::io(path))?.file_name().to_string_lossy().into_owned();
        let ours = name.ends_with(PART)
            || ["rows.parquet", "series.parquet", "machine.json", "plots"].contains(&name.as_str())
            || REPORTS.contains(&name.as_str());
        if !ours {
            return Err(Error::Other(format!(
                "{}: holds files that are not of a run ({name}); name an empty or a new directory with --out",
                path.display()
            )));
        }
    }
    Ok(Found::Free)
}

/// Writes a run directory.
pub struct Directory {
    path: PathBuf,
    rows: Option<RowsFile>,
    done: bool,
}

impl Directory {
    /// Creates the directory and opens what is written while the experiment runs.
    ///
    /// # Errors
    /// Of the file system, and where there is too little space.
    pub fn create(path: &Path, scenario: &Scenario, keep: Keep, runs: u64) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(Error::io(path))?;
        let columns = scenario.outcomes.len() + if keep == Keep::All { scenario.drawn().count() } else { 0 };
        let needed = if keep == Keep::None { 0 } else { runs.saturating_mul(24 + 8 * columns as u64) } + (16 << 20);
        let free = fs4::available_space(path).map_err(Error::io(path))?;
        if free < needed {
            return Err(Error::Other(format!(
                "{}: too little space: {} MiB free, about {} MiB needed; free some, name another directory with --out, or keep fewer columns with --rows outcomes",
                path.display(),
                free >> 20,
                needed >> 20
            )));
        }
        let part = path.join(format!("rows.parquet{PART}"));
        let rows = if keep == Keep::None { None } else { Some(RowsFile::create(&part, scenario, keep)?) };
        Ok(Self { path: path.to_owned(), rows, done: false })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// Of the file system.
    pub fn rows(&mut self, rows: &Rows) -> Result<(), Error> {
        self.rows.as_mut().map_or(Ok(()), |file| file.write(rows))
    }

    /// Ends the rows and writes everything else; the manifest last.
    ///
    /// # Errors
    /// Of the file system; nothing then stands under its final name but what is whole.
    pub fn finish(mut self, manifest: &Manifest, results: &Results<'_>) -> Result<(), Error> {
        let stale = self.path.join("manifest.json");
        if stale.exists() {
            fs::remove_file(&stale).map_err(Error::io(&stale))?;
        }
        if let Some(rows) = self.rows.take() {
            rows.finish()?;
            publish(&self.path.join(format!("rows.parquet{PART}")), &self.path.join("rows.parquet"))?;
        }
        self.report(results.report)?;
        write(&self.path.join("machine.json"), &json(results.machine)?)?;
        write_pictures(&self.path.join("plots"), results.pictures)?;
        write(&stale, &json(manifest)?)?;
        self.done = true;
        Ok(())
    }

    fn report(&self, report: &Report) -> Result<(), Error> {
        match report {
            Report::Run { summary, series } => {
                let part = self.path.join(format!("series.parquet{PART}"));
                series::write(&part, series)?;
                publish(&part, &self.path.join("series.parquet"))?;
                write(&self.path.join(REPORTS[0]), &json(&Both { summary, series })?)
            }
            Report::Findings(study) => write(&self.path.join(REPORTS[1]), &json(study)?),
        }
    }
}

#[derive(serde::Serialize)]
struct Both<'a> {
    summary: &'a Summary,
    series: &'a [SeriesSummary],
}

impl Drop for Directory {
    fn drop(&mut self) {
        if !self.done {
            self.rows = None;
            let _ = fs::remove_file(self.path.join(format!("rows.parquet{PART}"))); // Best effort after an error.
            let _ = fs::remove_dir(&self.path); // Only an empty directory goes.
        }
    }
}

/// The report of the directory of a run, which must be complete, or of an analysis.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub fn read_report(directory: &Path) -> Result<Report, Error> {
    #[derive(serde::Deserialize)]
    struct Both {
        summary: Summary,
        series: Vec<SeriesSummary>,
    }
    let findings = directory.join(REPORTS[1]);
    if findings.exists() {
        let study: Study = read_json(&findings)?;
        if study.findings.analysis().is_none() {
            Manifest::read(directory)?;
        }
        return Ok(Report::Findings(study));
    }
    Manifest::read(directory)?;
    let Both { summary, series } = read_json(&directory.join(REPORTS[0]))?;
    Ok(Report::Run { summary, series })
}

pub(super) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let text = fs::read_to_string(path).map_err(Error::io(path))?;
    serde_json::from_str(&text).map_err(|source| Error::Json { path: path.to_owned(), source })
}

/// Writes pictures into a folder.
///
/// # Errors
/// Of the file system.
pub fn write_pictures(folder: &Path, pictures: &[(String, Vec<u8>)]) -> Result<(), Error> {
    if pictures.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    pictures.iter().try_for_each(|(name, bytes)| write(&folder.join(name), bytes))
}

/// Writes a file whole: to a temporary name beside it, then renamed.
///
/// # Errors
/// Of the file system.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut part = path.as_os_str().to_owned();
    part.push(PART);
    let part = PathBuf::from(part);
    fs::write(&part, bytes).map_err(Error::io(&part))?;
    publish(&part, path)
}

fn publish(part: &Path, path: &Path) -> Result<(), Error> {
    fs::File::open(part).and_then(|file| file.sync_all()).map_err(Error::io(part))?;
    fs::rename(part, path).map_err(Error::io(path))
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| Error::Other(e.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

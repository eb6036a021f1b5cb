//! A run directory: files appear whole, under their names, at the end; the manifest comes last, so that a directory
//! with a manifest is complete. Until then it holds what the experiment needs to go on: `started.json` and blocks.

use super::blocks::{self, Blocks, Kept};
use super::files::{PART, json, part_of, publish, read_json, remove, sealed, write, write_pictures};
use super::lock::{self, LOCK};
use super::machine::Machine;
use super::started::{self, Started};
use super::{Error, integrity, manifest::Manifest, posterior, rows::Keep, rows::RowsFile, search, series};
use crate::analysis::calibration::State;
use crate::analysis::{Report, SeriesSummary, Study, Summary};
use crate::design::Spec;
use crate::engine::{Block, Rows};
use crate::scenario::Scenario;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Names of the files that reports are written to.
pub(super) const REPORTS: [&str; 2] = ["summary.json", "findings.json"];

/// What a run leaves, besides pictures in [`PLOTS`].
const FILES: [&str; 7] =
    ["rows.parquet", "series.parquet", posterior::FILE, REPORTS[0], REPORTS[1], "machine.json", "manifest.json"];

/// The folder of pictures.
pub const PLOTS: &str = "plots";

/// The folder below which the parts of an experiment go that is computed in parts.
pub const PARTS: &str = "parts";

/// The folder of the scripts that submit it to Slurm.
pub const SLURM: &str = "slurm";

/// What goes into a directory at the end.
pub struct Results<'a> {
    /// What was found.
    pub report: &'a Report,
    /// What varies by machine.
    pub machine: &'a Machine,
    /// Pictures: names and bytes.
    pub pictures: &'a [(String, Vec<u8>)],
}

/// What a directory holds before a run.
#[derive(Debug)]
pub enum Found {
    /// Nothing, nothing of ours that is complete, or what is to be computed again.
    Free,
    /// The complete result of this very experiment.
    Complete(Box<Manifest>),
}

/// Looks at the directory that an experiment with this input is to be written to. With `force`, a complete result of
/// the same experiment counts as free.
///
/// # Errors
/// Where it holds the result of another experiment, or files that are not ours.
pub fn look(path: &Path, input: &str, keep: Keep, force: bool) -> Result<Found, Error> {
    let refused = |why: String| Err(Error::Refused(format!("{}: {why}", path.display())));
    if !path.exists() {
        return Ok(Found::Free);
    }
    if !path.is_dir() {
        return refused("a file stands where the run directory is to be; name another with --out".into());
    }
    if path.join("manifest.json").exists() {
        let manifest = Manifest::read(path)?;
        return match (manifest.input == input, manifest.rows_kept == keep) {
            (true, _) if force => Ok(Found::Free),
            (true, true) => Ok(Found::Complete(Box::new(manifest))),
            (true, false) => refused(format!(
                "holds this experiment with --rows {}; --force computes it again, or name another directory with --out",
                manifest.rows_kept
            )),
            (false, _) => refused(format!(
                "holds the result of another experiment (scenario {}, seed {}, {} runs); name another directory with --out, or delete this one",
                manifest.scenario, manifest.seed, manifest.runs
            )),
        };
    }
    let begun = Started::read(path)?;
    if let Some(begun) = begun.as_ref().filter(|begun| begun.input != input) {
        return refused(format!(
            "holds another experiment that is not complete (scenario {}, seed {}, {} runs, version {}); go on with it by \
             `realpolitik resume {}`, name another directory with --out, or delete this one",
            begun.scenario,
            begun.seed,
            begun.runs,
            begun.program,
            path.display()
        ));
    }
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let name = entry.map_err(Error::io(path))?.file_name().to_string_lossy().into_owned();
        // Results stand only where something was begun: alone they may be a user's own, and are not written over.
        let result = [PLOTS, blocks::FOLDER, search::FILE].contains(&name.as_str()) || FILES.contains(&name.as_str());
        let ours = [PARTS, SLURM, started::FILE].contains(&name.as_str());
        if !(name.ends_with(PART) || ours || result && begun.is_some()) {
            return refused(format!(
                "holds files that are not of a run ({name}); name an empty or a new directory with --out"
            ));
        }
    }
    Ok(Found::Free)
}

/// Whether a directory has pictures.
#[must_use]
pub fn has_pictures(path: &Path) -> bool {
    fs::read_dir(path.join(PLOTS)).is_ok_and(|mut entries| entries.next().is_some())
}

/// Writes a run directory.
pub struct Directory {
    path: PathBuf,
    input: String,
    blocks: Blocks,
    rows: Option<RowsFile>,
    done: bool,
    /// Held while the directory is written, so that no two processes write the same files.
    lock: File,
}

impl Directory {
    /// Creates the directory for an experiment, or a part of one. Blocks of the experiment that are kept there stay; with
    /// `fresh` only those that the same command began to compute again. What else was left goes.
    ///
    /// # Errors
    /// Of the file system, where another process writes to the directory, and what [`look`] refuses.
    pub fn create(path: &Path, started: &Started, keep: Keep, fresh: bool) -> Result<Self, Error> {
        let cannot = |error: std::io::Error| {
            Error::Other(format!(
                "{}: the run directory cannot be written: {error}; name another with --out",
                path.display()
            ))
        };
        fs::create_dir_all(path).map_err(cannot)?;
        refuse_links(path)?;
        let Some(lock) = lock::lock(&path.join(LOCK)).map_err(cannot)? else {
            return Err(Error::Refused(format!(
                "{}: another process is computing there; wait for it, or name another directory with --out",
                path.display()
            )));
        };
        let blocks = Blocks::new(&started.input);
        // Until it is known to be ours, nothing in it goes.
        let input = started.input.clone();
        let mut directory = Self { path: path.to_owned(), input, blocks, rows: None, done: true, lock };
        // Once more, now that nobody else writes.
        if let Found::Complete(_) = look(path, &started.input, keep, fresh)? {
            let why = "another process has completed this experiment just now; the same command shows it";
            return Err(Error::Refused(format!("{}: {why}", path.display())));
        }
        directory.done = false;
        let begun = Started::read(path)?;
        let goes_on = begun.as_ref().is_some_and(|begun| !fresh || begun.arguments == started.arguments);
        if !path.join("manifest.json").exists() {
            clear(path)?;
        }
        if !goes_on {
            forget(path)?;
        }
        if !goes_on || begun.as_ref() != Some(started) {
            started.write(path)?;
        }
        Ok(directory)
    }

    /// Opens the rows file.
    ///
    /// # Errors
    /// Of the file system.
    pub fn open_rows(&mut self, scenario: &Scenario, keep: Keep) -> Result<(), Error> {
        if keep != Keep::None {
            self.rows = Some(RowsFile::create(&part_of(&self.path.join("rows.parquet")), scenario, keep)?);
        }
        Ok(())
    }

    /// The reader of blocks of this experiment.
    #[must_use]
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The blocks that are kept here.
    ///
    /// # Errors
    /// Of the file system.
    pub fn kept(&self) -> Result<Kept, Error> {
        Blocks::list(&self.path)
    }

    /// Keeps a block, so that it need not be computed again.
    ///
    /// # Errors
    /// Of the file system.
    pub fn keep(&self, block: &Block) -> Result<(), Error> {
        self.blocks.keep(&self.path, block)
    }

    /// The search of a calibration that is kept here.
    ///
    /// # Errors
    /// Of the file system, and a file that cannot be used.
    pub fn search(&self) -> Result<Option<State>, Error> {
        search::read(&self.path, &self.input)
    }

    /// Keeps the search of a calibration, so that it goes on where it was.
    ///
    /// # Errors
    /// Of the file system.
    pub fn keep_search(&self, state: &State) -> Result<(), Error> {
        search::keep(&self.path, &self.input, state)
    }

    /// Ends a part of an experiment: its blocks are its result.
    pub fn finish_part(mut self) {
        self.done = true;
    }

    /// Appends rows.
    ///
    /// # Errors
    /// Of the file system.
    pub fn rows(&mut self, rows: &Rows) -> Result<(), Error> {
        self.rows.as_mut().map_or(Ok(()), |file| file.write(rows))
    }

    /// Ends the rows and writes everything else; the manifest last, with the digests of the files.
    ///
    /// # Errors
    /// Of the file system; nothing then stands under its final name but what is whole.
    pub fn finish(mut self, mut manifest: Manifest, results: &Results<'_>) -> Result<(), Error> {
        let file = |name: &str| self.path.join(name);
        let rows = self.rows.take().map(RowsFile::finish).transpose()?;
        remove(&file("manifest.json"))?;
        match rows {
            Some(()) => publish(&file("rows.parquet"))?,
            None => remove(&file("rows.parquet"))?,
        }
        if let Spec::Calibrate { particles, .. } = &manifest.design {
            posterior::write(&part_of(&file(posterior::FILE)), particles)?;
            publish(&file(posterior::FILE))?;
        }
        self.report(results.report)?;
        write(&file("machine.json"), &json(results.machine)?)?;
        write_pictures(&file(PLOTS), results.pictures)?;
        manifest.files = integrity::files(&self.path, &FILES[..5])?;
        write(&file("manifest.json"), &sealed(&manifest)?)?;
        self.done = true;
        forget(&self.path)
    }

    fn report(&self, report: &Report) -> Result<(), Error> {
        let file = |name: &str| self.path.join(name);
        match report {
            Report::Run { summary, series } => {
                series::write(&part_of(&file("series.parquet")), series)?;
                publish(&file("series.parquet"))?;
                write(&file(REPORTS[0]), &json(&Both { summary, series })?)
            }
            Report::Findings(study) => write(&file(REPORTS[1]), &json(study)?),
        }
    }
}

#[derive(serde::Serialize)]
struct Both<'a> {
    summary: &'a Summary,
    series: &'a [SeriesSummary],
}

impl Drop for Directory {
    /// Best effort: after an error nobody is left to tell.
    fn drop(&mut self) {
        if !lock::stands(&self.lock, &self.path.join(LOCK)) {
            return; // The directory was deleted under way, and what is there now is another's.
        }
        if !self.done {
            self.rows = None;
            let _ = fs::remove_file(part_of(&self.path.join("rows.parquet")));
            let complete = self.path.join("manifest.json").exists();
            let searched = self.path.join(search::FILE).exists();
            let kept = searched || !Blocks::list(&self.path).is_ok_and(|kept| kept.is_empty());
            if !kept && (complete || clear(&self.path).is_ok()) {
                let _ = forget(&self.path);
            }
        }
        let _ = fs::remove_file(self.path.join(LOCK));
        let _ = fs::remove_dir(&self.path); // Only an empty directory goes.
    }
}

/// Refuses a directory in which a name leads elsewhere: what is written stays in it. Pipes and the like are refused too,
/// since opening one may take for ever.
///
/// # Errors
/// Those, and of the file system.
pub fn refuse_links(path: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let entry = entry.map_err(Error::io(path))?;
        let kind = entry.file_type().map_err(Error::io(path))?;
        if kind.is_file() || kind.is_dir() {
            continue;
        }
        let what = if kind.is_symlink() {
            "a symbolic link in a run directory, which would lead elsewhere"
        } else {
            "neither a file nor a folder"
        };
        let name = entry.path();
        return Err(Error::Refused(format!(
            "{}: is {what}; delete it, or name another directory with --out",
            name.display()
        )));
    }
    Ok(())
}

/// Takes away what a complete experiment needs no more, which is there where the process that completed it was killed
/// at the very end. Best effort: the result stands without. Where a process is computing it again nothing is touched.
pub fn tidy(path: &Path) {
    let left = [blocks::FOLDER, search::FILE, started::FILE, LOCK].iter().any(|name| path.join(name).exists());
    if left
        && refuse_links(path).is_ok()
        && let Ok(Some(_held)) = lock::lock(&path.join(LOCK))
    {
        let _ = forget(path);
        let _ = fs::remove_file(path.join(LOCK));
    }
}

/// Removes what an experiment needs to go on: blocks first.
fn forget(path: &Path) -> Result<(), Error> {
    let folder = path.join(blocks::FOLDER);
    for file in Blocks::list(path)?.values() {
        remove(file)?;
    }
    let _ = fs::remove_dir(&folder); // Where there is one, and nothing foreign in it.
    remove(&path.join(search::FILE))?;
    remove(&path.join(started::FILE))
}

/// Removes what else an interrupted run left: half-written files, and whole ones that no manifest speaks for.
fn clear(path: &Path) -> Result<(), Error> {
    for name in FILES {
        remove(&path.join(name))?;
    }
    let (plots, blocks) = (path.join(PLOTS), path.join(blocks::FOLDER));
    for folder in [path, &*plots, &*blocks].into_iter().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
            let file = entry.map_err(Error::io(folder))?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let picture = folder == plots && (name.ends_with(".svg") || name.ends_with(".png"));
            if name != LOCK && (picture || name.ends_with(PART)) {
                remove(&file)?;
            }
        }
    }
    let _ = fs::remove_dir(&plots); // Where nothing else is in it.
    Ok(())
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
    if findings.exists() && !directory.join("manifest.json").exists() {
        let study: Study = read_json(&findings)?;
        if study.findings.analysis().is_some() {
            return Ok(Report::Findings(study));
        }
    }
    let manifest = Manifest::read(directory)?;
    let name = if manifest.files.contains_key(REPORTS[1]) { REPORTS[1] } else { REPORTS[0] };
    manifest.check(directory, name)?;
    if name == REPORTS[1] {
        return Ok(Report::Findings(read_json(&findings)?));
    }
    let Both { summary, series } = read_json(&directory.join(REPORTS[0]))?;
    Ok(Report::Run { summary, series })
}

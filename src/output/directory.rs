//! A run directory: files appear whole, under their names, at the end; the manifest comes last, so that a directory
//! with a manifest is complete. Until then it holds what the experiment needs to go on: `started.json` and blocks.

use super::blocks::{self, Blocks, Kept};
use super::files::{PART, json, part_of, publish, read_json, remove, sealed, write, write_pictures};
use super::lock::{LOCK, lock};
use super::machine::Machine;
use super::started::{self, Started};
use super::{Error, integrity, manifest::Manifest, rows::Keep, rows::RowsFile, series};
use crate::analysis::{Report, SeriesSummary, Study, Summary};
use crate::engine::{Block, Rows};
use crate::scenario::Scenario;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Names of the files that reports are written to.
pub(super) const REPORTS: [&str; 2] = ["summary.json", "findings.json"];

/// What a run leaves, besides pictures in [`PLOTS`].
const FILES: [&str; 6] = ["rows.parquet", "series.parquet", REPORTS[0], REPORTS[1], "machine.json", "manifest.json"];

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
    if let Some(begun) = Started::read(path)?.filter(|begun| begun.input != input) {
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
        let ours = [PLOTS, blocks::FOLDER, PARTS, SLURM, started::FILE].contains(&name.as_str());
        if !name.ends_with(PART) && !ours && !FILES.contains(&name.as_str()) {
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
    blocks: Blocks,
    rows: Option<RowsFile>,
    done: bool,
    /// Held while the directory is written, so that no two processes write the same files.
    _lock: File,
}

impl Directory {
    /// Creates the directory for an experiment, or a part of one. Blocks that were kept there when it was interrupted stay,
    /// unless `fresh`; what else was left goes.
    ///
    /// # Errors
    /// Of the file system, where there is too little space, and where another process writes to the directory.
    pub fn create(path: &Path, scenario: &Scenario, started: &Started, keep: Keep, fresh: bool) -> Result<Self, Error> {
        let cannot = |error: std::io::Error| {
            Error::Other(format!(
                "{}: the run directory cannot be written: {error}; name another with --out",
                path.display()
            ))
        };
        fs::create_dir_all(path).map_err(cannot)?;
        refuse_links(path)?;
        let Some(lock) = lock(&path.join(LOCK)).map_err(cannot)? else {
            return Err(Error::Refused(format!(
                "{}: another process is computing there; wait for it, or name another directory with --out",
                path.display()
            )));
        };
        let blocks = Blocks::new(&started.input);
        let directory = Self { path: path.to_owned(), blocks, rows: None, done: false, _lock: lock };
        enough_space(path, scenario, keep, started)?;
        if !fresh {
            refuse_other_blocks(path, started)?;
        }
        if !path.join("manifest.json").exists() {
            clear(path)?;
        }
        if fresh {
            forget(path)?;
        }
        started.write(path)?;
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
        remove(&file("manifest.json"))?;
        match self.rows.take() {
            Some(rows) => {
                rows.finish()?;
                publish(&file("rows.parquet"))?;
            }
            None => remove(&file("rows.parquet"))?,
        }
        self.report(results.report)?;
        write(&file("machine.json"), &json(results.machine)?)?;
        write_pictures(&file(PLOTS), results.pictures)?;
        manifest.files = integrity::files(&self.path, &FILES[..4])?;
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
        if !self.done {
            self.rows = None;
            let _ = fs::remove_file(part_of(&self.path.join("rows.parquet")));
            if Blocks::list(&self.path).is_ok_and(|kept| kept.is_empty()) {
                let _ = forget(&self.path);
            }
        }
        let _ = fs::remove_file(self.path.join(LOCK));
        let _ = fs::remove_dir(&self.path); // Only an empty directory goes.
    }
}

/// Refuses a directory that holds other blocks of the same experiment: those would be lost, or mixed with the new ones.
fn refuse_other_blocks(path: &Path, started: &Started) -> Result<(), Error> {
    let Some(begun) = Started::read(path)?.filter(|begun| begun.blocks != started.blocks) else { return Ok(()) };
    let total = begun.runs.div_ceil(crate::engine::BLOCK);
    let what = if begun.len() == total { "the whole" } else { "another part" };
    let path = path.display();
    Err(Error::Refused(format!(
        "{path}: holds {what} of this experiment, begun and not complete or not put together; go on with it by `realpolitik resume {path}`, \
         name another directory with --out, or delete this one"
    )))
}

/// Refuses a directory in which a name leads elsewhere: what is written stays in it.
fn refuse_links(path: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        let entry = entry.map_err(Error::io(path))?;
        if entry.file_type().map_err(Error::io(path))?.is_symlink() {
            let name = entry.path();
            let why = "is a symbolic link in a run directory, which would lead elsewhere; delete it, or name another \
                       directory with --out";
            return Err(Error::Refused(format!("{}: {why}", name.display())));
        }
    }
    Ok(())
}

fn enough_space(path: &Path, scenario: &Scenario, keep: Keep, started: &Started) -> Result<(), Error> {
    let row = |columns: usize| 24 + 9 * columns as u64;
    let (outcomes, drawn) = (scenario.outcomes.len(), scenario.drawn().count());
    let here = started.len().saturating_mul(crate::engine::BLOCK).min(started.runs);
    let kept = if started.len() > 1 { here.saturating_mul(row(outcomes + drawn)) } else { 0 };
    let rows = match keep {
        Keep::All => here.saturating_mul(row(outcomes + drawn)),
        Keep::Outcomes => here.saturating_mul(row(outcomes)),
        Keep::None => 0,
    };
    let needed = kept.saturating_add(rows).saturating_add(16 << 20);
    let free = fs4::available_space(path).map_err(Error::io(path))?;
    if free >= needed {
        return Ok(());
    }
    Err(Error::Other(format!(
        "{}: too little space: {} MiB free, about {} MiB needed; free some, name another directory with --out, or keep fewer columns with --rows outcomes",
        path.display(),
        free >> 20,
        needed >> 20
    )))
}

/// Removes what an experiment needs to go on: blocks first.
fn forget(path: &Path) -> Result<(), Error> {
    let folder = path.join(blocks::FOLDER);
    for file in Blocks::list(path)?.values() {
        remove(file)?;
    }
    let _ = fs::remove_dir(&folder); // Where there is one, and nothing foreign in it.
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

//! `realpolitik slurm`.

use super::{Cli, Stop, rewrite, say};
use crate::engine::BLOCK;
use crate::experiment::{Part, Plan, Source};
use crate::output::directory::{self, Found, PARTS};
use crate::output::files;
use crate::output::rows::Keep;
use crate::output::{manifest, started, started::Started};
use crate::slurm::scripts::{ARRAY, JOBS, MERGE, SCENARIO, SUBMIT, Scripts, directive};
use crate::slurm::{Folder, queue::Jobs};
use clap::Parser;
use std::path::{Path, PathBuf};

/// Writes the scripts that compute an experiment in parts on a cluster with Slurm: a job array, a job that puts the parts
/// together, and one that submits both. They stand in the folder `slurm` of the experiment's directory.
#[derive(clap::Args)]
#[command(after_help = "Example:
  realpolitik slurm --array 64 --time 01:00:00 --partition batch \\
    -- run builtin:essay --runs 10000000 --seed 42")]
pub(super) struct Slurm {
    /// Tasks of the array, each a part of the experiment; with N%M at most M of them run at once.
    #[arg(long, value_name = "N[%M]")]
    array: Array,
    /// sbatch: limit of time of a task, such as 01:00:00.
    #[arg(long)]
    time: Option<String>,
    /// sbatch: partition.
    #[arg(long)]
    partition: Option<String>,
    /// sbatch: memory of a task, such as 2G.
    #[arg(long)]
    mem: Option<String>,
    /// sbatch: account.
    #[arg(long)]
    account: Option<String>,
    /// sbatch: quality of service.
    #[arg(long)]
    qos: Option<String>,
    /// sbatch: processors of a task, which are its threads.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    cpus_per_task: u32,
    /// Any other option of sbatch, such as --sbatch '--constraint=avx512'; may be repeated.
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    sbatch: Vec<String>,
    /// Submit both jobs.
    #[arg(long)]
    submit: bool,
    /// The experiment: run, sweep, audit or sensitivity, as it would run in one place.
    #[arg(required = true, trailing_var_arg = true)]
    experiment: Vec<String>,
}

/// N or N%M.
#[derive(Clone, Copy)]
struct Array {
    first: Part,
    at_once: Option<u64>,
}

impl std::str::FromStr for Array {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let usage = "write the number of tasks, such as 64, or 64%8 for at most 8 at once";
        let (parts, most) = text.split_once('%').map_or((text, None), |(parts, most)| (parts, Some(most)));
        let at_once = most.map(|most| most.parse().ok().filter(|&most| most > 0).ok_or(usage)).transpose()?;
        let first = format!("1/{parts}").parse().map_err(|_| usage)?;
        Ok(Self { first, at_once })
    }
}

impl Slurm {
    pub(super) fn go(&self) -> Result<(), Stop> {
        let words = std::iter::once("realpolitik").chain(self.experiment.iter().map(String::as_str));
        let cli = Cli::try_parse_from(words).unwrap_or_else(|error| error.exit());
        let name = &self.experiment[0]; // There is one: clap asks for it.
        let mut command = cli.command.ok_or_else(|| no_experiment(name))?;
        let (_, output) = command.experiment().ok_or_else(|| no_experiment(name))?;
        output.schedule(self.array.first, self.writer()?)?;
        command.go()
    }

    fn writer(&self) -> Result<Writer, Stop> {
        let named = [
            ("time", &self.time),
            ("partition", &self.partition),
            ("mem", &self.mem),
            ("account", &self.account),
            ("qos", &self.qos),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some(format!("--{name}={}", value.as_ref()?)));
        let options =
            named.chain(self.sbatch.iter().cloned()).map(|option| directive(&option)).collect::<Result<_, _>>();
        Ok(Writer {
            array: self.array,
            cpus: self.cpus_per_task,
            options: options.map_err(|why| Stop::Input(format!("error: {why}")))?,
            words: words(&self.experiment),
            submit: self.submit,
        })
    }
}

fn no_experiment(name: &str) -> Stop {
    Stop::Input(format!("error: `{name}` is not computed in parts; run, sweep, audit and sensitivity are"))
}

/// The words of an experiment but for its scenario, what is laid over it, and its directory.
fn words(experiment: &[String]) -> Vec<String> {
    let Some((command, words)) = experiment.split_first() else { return Vec::new() };
    let pieces = rewrite::pieces(command, words).into_iter();
    let kept = pieces.filter(|piece| piece.name.is_some_and(|name| !["set", "weights", "out"].contains(&name)));
    std::iter::once(command).chain(kept.flat_map(|piece| piece.words)).cloned().collect()
}

/// Writes the scripts of a plan.
pub(super) struct Writer {
    array: Array,
    cpus: u32,
    options: Vec<String>,
    words: Vec<String>,
    submit: bool,
}

impl Writer {
    pub(super) fn write(&self, plan: &Plan, keep: Keep, out: Option<&Path>) -> Result<(), Stop> {
        let (input, blocks) = (plan.input(), plan.design.len().div_ceil(BLOCK));
        let parts = self.array.first.count();
        if parts > blocks {
            let (runs, of) = (plan.design.len(), if blocks == 1 { "block" } else { "blocks" });
            return Err(Stop::Input(format!(
                "error: --array {parts}: some tasks would have nothing to do; this experiment has {runs} runs in {blocks} {of} \
                 of {BLOCK}, so --array {blocks} at most"
            )));
        }
        let path = out.map_or_else(|| plan.directory(&input), Path::to_owned);
        if let Found::Complete(_) = directory::look(&path, &input, keep, false)? {
            return say(&format!("{}: complete already\n", path.display()));
        }
        let folder =
            std::path::absolute(&path).map_err(|error| Stop::Failed(format!("{}: {error}", path.display())))?;
        let program = std::env::current_exe().map_err(|error| Stop::Failed(format!("this program: {error}")))?;
        let files = self.files(plan, input, (plain(&program)?, plain(&folder)?))?;
        other_parts(&folder, self.array.first)?;
        let scripts = Folder::of(&folder);
        keep_edited(&scripts, &files)?;
        std::fs::create_dir_all(scripts.path()).map_err(crate::output::Error::io(scripts.path()))?;
        directory::refuse_links(&folder)?;
        files.iter().try_for_each(|(name, text)| files::write(&scripts.file(name), text))?;
        say(&said(&scripts, &path, (parts, blocks), self.submit))?;
        if self.submit { submit(&scripts, &path) } else { Ok(()) }
    }

    /// The files, by their names.
    fn files(&self, plan: &Plan, input: String, (program, folder): (&str, &str)) -> Result<Vec<(&str, Vec<u8>)>, Stop> {
        let resolved = &plan.scenario.resolved;
        let resolved_again = Some(resolved.clone());
        let frozen = Source { name: String::new(), set: Vec::new(), resolved: resolved_again, limits: u32::MAX };
        let same = frozen.load(&plan.spec.paths()).is_ok_and(|again| again.scenario.resolved == *resolved);
        if !same {
            let why =
                "the resolved scenario does not read as the same; this is a fault of the program: please report it";
            return Err(Stop::Failed(why.into()));
        }
        let scripts = Scripts {
            program,
            folder,
            name: &plan.scenario.name,
            words: &self.words,
            parts: self.array.first.count(),
            at_once: self.array.at_once,
            cpus: self.cpus,
            options: &self.options,
        };
        Ok(vec![
            (SCENARIO, resolved.clone().into_bytes()),
            (started::FILE, files::sealed(&self.first(plan, input, folder))?),
            (ARRAY, scripts.array().into_bytes()),
            (MERGE, scripts.merge().into_bytes()),
            (SUBMIT, scripts.submit().into_bytes()),
        ])
    }

    /// What the first task begins: it says what is missing where no task has begun.
    fn first(&self, plan: &Plan, input: String, folder: &str) -> Started {
        let (first, runs) = (self.array.first, plan.design.len());
        let blocks = first.of(runs.div_ceil(BLOCK));
        let mut arguments = self.words.clone();
        arguments.insert(1, format!("{folder}/slurm/{SCENARIO}"));
        let out = format!("{folder}/{PARTS}/{}", first.folder());
        arguments.extend(["--shard".to_owned(), first.to_string(), "--out".to_owned(), out]);
        Started {
            format: manifest::FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            input,
            arguments,
            scenario: plan.scenario.name.clone(),
            seed: plan.seed,
            runs,
            blocks: [blocks.start, blocks.end],
            resolved: plan.scenario.resolved.clone(),
        }
    }
}

/// A path as scripts and Slurm's names of logs can hold it.
fn plain(path: &Path) -> Result<&str, Stop> {
    let held = path.to_str().filter(|text| !text.contains(|c: char| c == '\\' || c.is_control()));
    held.ok_or_else(|| {
        let why = "Slurm cannot work with backslashes, control characters and what is not Unicode in paths";
        Stop::Input(format!("error: {}: {why}; choose another place", path.display()))
    })
}

/// Refuses a directory that holds parts of another cut.
fn other_parts(folder: &Path, first: Part) -> Result<(), Stop> {
    let below = std::fs::read_dir(folder.join(PARTS)).into_iter().flatten().flatten();
    let ending = format!("-of-{}", first.count());
    let other =
        below.map(|entry| entry.path()).filter(|path| path.is_dir() && !path.to_string_lossy().ends_with(&ending));
    match other.min() {
        None => Ok(()),
        Some(path) => Err(Stop::Input(format!(
            "error: {}: is not one of {} parts, and parts of two cuts are not put together; delete it, take as many tasks \
             as it says, or name another directory with --out",
            path.display(),
            first.count()
        ))),
    }
}

/// Refuses to write over scripts that say something else.
fn keep_edited(folder: &Folder, files: &[(&str, Vec<u8>)]) -> Result<(), Stop> {
    for (name, text) in files {
        let path = folder.file(name);
        if path.exists() && !std::fs::read(&path).is_ok_and(|there| there == *text) {
            return Err(Stop::Input(format!(
                "error: {}: is there already and says something else: it was edited, or written with other options; delete \
                 the folder {} to write it anew",
                path.display(),
                folder.path().display()
            )));
        }
    }
    Ok(())
}

/// What was written and what comes next.
fn said(folder: &Folder, path: &Path, (parts, blocks): (u64, u64), submit: bool) -> String {
    let (most, shown) = (blocks.div_ceil(parts), folder.path().display());
    let blocks = if most == 1 { "a block".to_owned() } else { format!("at most {most} blocks") };
    let tasks = if parts == 1 { "a task".to_owned() } else { format!("{parts} tasks") };
    let files = format!("{shown}: {ARRAY} ({tasks} of {blocks} of {BLOCK} runs), {MERGE}, {SUBMIT}, {SCENARIO}\n");
    if submit {
        return files;
    }
    let words = |words: &[&str]| super::merge::quoted(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let script = words(&["sh", &folder.file(SUBMIT).to_string_lossy()]);
    let status = words(&["realpolitik", "status", &path.to_string_lossy()]);
    format!("{files}Next:   {script}\nLater:  {status}\n")
}

/// Runs the script that submits.
fn submit(folder: &Folder, path: &Path) -> Result<(), Stop> {
    let script: PathBuf = folder.file(SUBMIT);
    if !Jobs::read(folder)?.is_empty() {
        return Err(Stop::Input(format!(
            "error: {}: these jobs were submitted already; `realpolitik status {}` says how they are, and deleting this file \
             lets them be submitted again",
            folder.file(JOBS).display(),
            path.display()
        )));
    }
    let failed = |why: String| {
        let script = script.display();
        Stop::Failed(format!("{why}; the scripts are kept: mend what is wrong, then run {script}"))
    };
    match std::process::Command::new("sh").arg(&script).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) if !Jobs::read(folder)?.is_empty() => Err(Stop::Failed(format!(
            "{}: the array was submitted, and the job that puts its parts together was not; once the tasks have ended, run \
             `realpolitik merge {}`",
            folder.file(JOBS).display(),
            path.display()
        ))),
        Ok(_) => Err(failed("the jobs were not submitted".into())),
        Err(error) => Err(failed(format!("sh: {error}"))),
    }
}

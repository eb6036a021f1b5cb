//! What the tasks of a job array do, in words.

use super::Stop;
use crate::slurm::queue::{Jobs, Queue};
use crate::slurm::{Folder, indices};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What there is to say, and what follows from it.
#[derive(Default)]
pub(super) struct Tasks {
    /// Lines.
    pub text: String,
    /// Tasks that run or wait: nobody need submit them again.
    pub active: BTreeSet<u64>,
    /// The merge runs or waits.
    pub merging: bool,
}

/// Failed tasks that are named with how they ended.
const MOST_NAMED: usize = 20;

impl Tasks {
    /// Those of the scripts in this folder, of which these are done.
    pub(super) fn ask(folder: &Folder, parts: u64, done: &BTreeSet<u64>) -> Result<Self, Stop> {
        let jobs = Jobs::read(folder)?;
        if jobs.is_empty() {
            let text = format!("\nSlurm: nothing was submitted with {}\n", folder.file("submit.sh").display());
            return Ok(Self { text, ..Self::default() });
        }
        Ok(match jobs.ask() {
            Ok(queue) => Self::of(&jobs, &queue, parts, done),
            Err(why) => Self::unknown(&jobs, &why, parts, done),
        })
    }

    fn unknown(jobs: &Jobs, why: &str, parts: u64, done: &BTreeSet<u64>) -> Self {
        let text = format!(
            "\n{}\n  {} of {parts} tasks are done; what runs, waits or failed is not known here: {why}; ask on a machine of \
             the cluster before anything is submitted again\n",
            submitted(jobs),
            done.len()
        );
        Self { text, ..Self::default() }
    }

    fn of(jobs: &Jobs, queue: &Queue, parts: u64, done: &BTreeSet<u64>) -> Self {
        let left = |tasks: &BTreeSet<u64>| tasks.difference(done).copied().collect::<BTreeSet<u64>>();
        let (running, pending) = (left(&queue.running), left(&queue.pending));
        let active: BTreeSet<u64> = running.union(&pending).copied().collect();
        let failed: Vec<u64> = (1..=parts).filter(|task| !done.contains(task) && !active.contains(task)).collect();
        let mut text = format!("\n{}\n", submitted(jobs));
        let counts =
            [(done.len(), "done"), (running.len(), "running"), (pending.len(), "pending"), (failed.len(), "failed")];
        let counts = counts.map(|(count, state)| format!("{count} {state}")).join(", ");
        let _ = writeln!(text, "  of {parts} tasks: {counts}"); // A string takes all, here and below.
        for (state, tasks) in [("running", running), ("pending", pending)] {
            if !tasks.is_empty() {
                let _ = writeln!(text, "  {state}: {}", indices(tasks));
            }
        }
        if !failed.is_empty() {
            let _ = writeln!(text, "  failed, cancelled or not submitted: {}", ended(&failed, queue));
        }
        if let Some(state) = &queue.merge {
            let _ = writeln!(text, "  merge: {state}");
        }
        match &queue.unknown {
            Some(why) if !failed.is_empty() => {
                let _ = writeln!(text, "  how tasks ended is not known ({why}); what they printed is in slurm/logs");
            }
            _ => {}
        }
        if !active.is_empty() {
            text += "  next: wait for the tasks that run or are pending\n";
        } else if queue.merge.is_some() && failed.is_empty() {
            text += "  next: wait for the merge\n";
        }
        Self { text, active, merging: queue.merge.is_some() }
    }
}

fn submitted(jobs: &Jobs) -> String {
    let list = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
    format!("Slurm: array {}, merge {}", list(&jobs.arrays), list(&jobs.merges))
}

/// Tasks, with how they ended where that is known.
fn ended(tasks: &[u64], queue: &Queue) -> String {
    if tasks.len() > MOST_NAMED || queue.ended.is_empty() {
        return indices(tasks.iter().copied());
    }
    let how = |task: &u64| queue.ended.get(task).map_or(task.to_string(), |state| format!("{task} ({state})"));
    tasks.iter().map(how).collect::<Vec<_>>().join(", ")
}

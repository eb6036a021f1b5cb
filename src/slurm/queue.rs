//! What Slurm knows of the jobs that were submitted.

use super::{Folder, scripts::JOBS};
use crate::output::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::process::Command;

/// Numbers of jobs, in the order in which they were submitted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Jobs {
    /// Arrays.
    pub arrays: Vec<u64>,
    /// Merges.
    pub merges: Vec<u64>,
}

/// What is in the queue and how the rest ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Tasks that run.
    pub running: BTreeSet<u64>,
    /// Tasks that wait.
    pub pending: BTreeSet<u64>,
    /// The state of the merge, where it is in the queue.
    pub merge: Option<String>,
    /// How tasks ended at last, in Slurm's words; of the merge under 0.
    pub ended: BTreeMap<u64, String>,
    /// Why that is not known, where it is not.
    pub unknown: Option<String>,
}

impl Jobs {
    /// Those that a folder records; none where nothing was submitted.
    ///
    /// # Errors
    /// Of the file system.
    pub fn read(folder: &Folder) -> Result<Self, Error> {
        let path = folder.file(JOBS);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    fn parse(text: &str) -> Self {
        let of = |kind: &str| {
            let numbers = text.lines().filter_map(|line| line.strip_prefix(kind)?.trim().parse().ok());
            numbers.collect()
        };
        Self { arrays: of("array "), merges: of("merge ") }
    }

    /// Whether nothing was submitted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arrays.is_empty() && self.merges.is_empty()
    }

    fn list(&self) -> String {
        let all = self.arrays.iter().chain(&self.merges);
        all.map(u64::to_string).collect::<Vec<_>>().join(",")
    }

    /// Asks squeue, and sacct about what is no longer there.
    ///
    /// # Errors
    /// Why the queue is not known: no squeue here, or no answer.
    pub fn ask(&self) -> Result<Queue, String> {
        let jobs = format!("--jobs={}", self.list());
        let mut queue = Queue::default();
        match ask("squeue", &[&jobs, "--noheader", "--array", "--format=%F|%K|%T"]) {
            Ok(text) => self.queued(&text, &mut queue),
            // Of a single job that is no longer there.
            Err(why) if why.contains("Invalid job id") => {}
            Err(why) => return Err(why),
        }
        match ask("sacct", &[&jobs, "--noheader", "--parsable2", "--allocations", "--format=JobID,State"]) {
            Ok(text) => self.ended(&text, &mut queue),
            Err(why) => queue.unknown = Some(why),
        }
        Ok(queue)
    }

    fn queued(&self, text: &str, queue: &mut Queue) {
        for line in text.lines() {
            let [job, task, state] = line.split('|').collect::<Vec<_>>()[..] else { continue };
            let Ok(job) = job.trim().parse() else { continue };
            if self.merges.contains(&job) {
                queue.merge = Some(state.trim().to_lowercase());
            } else if let (true, Ok(task)) = (self.arrays.contains(&job), task.trim().parse()) {
                let waits = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT"];
                let tasks = if waits.contains(&state.trim()) { &mut queue.pending } else { &mut queue.running };
                tasks.insert(task);
            }
        }
    }

    fn ended(&self, text: &str, queue: &mut Queue) {
        for line in text.lines() {
            let Some((id, state)) = line.split_once('|') else { continue };
            let (job, task) = id.split_once('_').unwrap_or((id, "0"));
            let (Ok(job), Ok(task)) = (job.parse::<u64>(), task.parse::<u64>()) else { continue };
            let ours = if task == 0 { &self.merges } else { &self.arrays };
            if ours.contains(&job) {
                queue.ended.insert(task, state.trim().to_owned()); // Jobs rise: the last is the latest.
            }
        }
    }
}

/// What a program prints, or why it does not.
fn ask(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no {program} on this machine"),
        _ => format!("{program}: {error}"),
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or("failed");
    Err(format!("{program}: {}", first.strip_prefix(&format!("{program}: ")).unwrap_or(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_read() {
        let jobs = Jobs::parse("array 12\nmerge 13\narray 20\n\nnonsense\nmerge x\n");
        assert_eq!((&*jobs.arrays, &*jobs.merges, jobs.list().as_str()), (&[12, 20][..], &[13][..], "12,20,13"));
        let mut queue = Queue::default();
        jobs.queued("12|3|RUNNING\n12|4|PENDING\n20|9|COMPLETING\n13|N/A|PENDING\n99|1|RUNNING\nodd\n", &mut queue);
        assert_eq!((queue.running.len(), queue.pending.len()), (2, 1));
        assert_eq!((queue.running.contains(&9), queue.merge.as_deref()), (true, Some("pending")));
        jobs.ended(
            "12_1|COMPLETED\n12_5|TIMEOUT\n12_[6-8]|PENDING\n13|FAILED\n20_5|CANCELLED by 0\n7|FAILED\n",
            &mut queue,
        );
        let ended: Vec<_> = queue.ended.iter().map(|(task, state)| (*task, state.as_str())).collect();
        assert_eq!(ended, [(0, "FAILED"), (1, "COMPLETED"), (5, "CANCELLED by 0")]);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        assert_eq!(ask("no-such-program-here", &[]), Err("there is no no-such-program-here on this machine".into()));
    }
}

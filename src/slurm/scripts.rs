//! The scripts: short shell files that a user reads and may edit.

/// The script that submits the others.
pub const SUBMIT: &str = "submit.sh";
/// The script of a task.
pub const ARRAY: &str = "array.sh";
/// The script that puts the parts together.
pub const MERGE: &str = "merge.sh";
/// The scenario, resolved: what the tasks read.
pub const SCENARIO: &str = "scenario.toml";
/// Numbers of the jobs that were submitted.
pub const JOBS: &str = "jobs";
/// The folder of what the jobs print.
pub const LOGS: &str = "logs";

/// What the scripts say.
pub struct Scripts<'a> {
    /// The program, by its absolute path.
    pub program: &'a str,
    /// The directory of the experiment, by its absolute path.
    pub folder: &'a str,
    /// The name of the scenario: letters, digits, `-` and `_`.
    pub name: &'a str,
    /// The command and its options, without its scenario, directory, threads and part.
    pub words: &'a [String],
    /// Parts.
    pub parts: u64,
    /// The most tasks at once, where there is a limit.
    pub at_once: Option<u64>,
    /// Processors of a task.
    pub cpus: u32,
    /// Options of sbatch, as [`directive`] gives them.
    pub options: &'a [String],
}

/// An option of sbatch, such as `--time=01:00:00`, as a line of a script holds it: a value with blanks stands in quotes.
///
/// # Errors
/// Where it is no long option, or a line cannot hold it.
pub fn directive(option: &str) -> Result<String, String> {
    let cannot = |why: &str| Err(format!("`{}`: {why}", option.escape_debug()));
    if option.chars().any(|c| c.is_control() || "\"'\\`$".contains(c)) {
        return cannot("quotes, backslashes, $ and control characters cannot be passed on; edit the scripts instead");
    }
    let (name, value) = match option.split_once(['=', ' ']) {
        Some((name, value)) => (name, Some(value.trim())),
        None => (option, None),
    };
    let letters = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c));
    if !name.strip_prefix("--").is_some_and(letters) {
        return cannot("write an option of sbatch in its long form, such as --constraint=avx2");
    }
    if ["--array", "--wrap", "--dependency"].contains(&name) {
        return cannot("this is not for users to set; the number of tasks is --array of this command");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.,:/@%+=&|*[]()-".contains(c);
    Ok(match value {
        None => name.to_owned(),
        Some(value) if !value.is_empty() && value.chars().all(plain) => format!("{name}={value}"),
        Some(value) => format!("{name}=\"{value}\""),
    })
}

/// A word as a shell reads it.
#[must_use]
pub fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "''".into(), std::borrow::Cow::into_owned) // No word holds a NUL.
}

impl Scripts<'_> {
    /// The head that both jobs have.
    fn head(&self, suffix: &str, own: &[String]) -> String {
        let name = format!("--job-name=realpolitik-{}{suffix}", self.name);
        let lines = std::iter::once(&name).chain(own).chain(self.options);
        "#!/bin/sh\n".to_owned() + &lines.map(|line| format!("#SBATCH {line}\n")).collect::<String>()
    }

    /// The path of the program and of the directory, as variables.
    fn places(&self) -> String {
        let (program, folder) = (quoted(self.program), quoted(self.folder));
        format!(
            "# Where the program and the experiment are on the cluster's shared file system.\nrealpolitik={program}\nfolder={folder}\n"
        )
    }

    /// The script of a task.
    #[must_use]
    pub fn array(&self) -> String {
        let parts = self.parts;
        let at_once = self.at_once.map_or(String::new(), |most| format!("%{most}"));
        let own = [
            format!("--array=1-{parts}{at_once}"),
            format!("--cpus-per-task={}", self.cpus),
            "--requeue".to_owned(),
            "--open-mode=append".to_owned(),
        ];
        let (head, places, width) = (self.head("", &own), self.places(), parts.to_string().len());
        let (command, rest) = self.words.split_first().map_or(("run", &[][..]), |(first, rest)| (first.as_str(), rest));
        let rest: String = rest.iter().map(|word| format!(" {}", quoted(word))).collect();
        format!(
            r#"{head}
# Task I of the array computes part I of {parts} and keeps its blocks in the folder parts. A task that is sent to the queue
# again goes on behind the blocks that are kept. What parts compute must be the same in all: change the lines of #SBATCH and
# the places as you like, but not the experiment, which reads the copy of the scenario in the folder slurm.

{places}
part=$(printf '%0{width}d-of-{parts}' "$SLURM_ARRAY_TASK_ID")

# With exec Slurm's signals reach the program: on SIGTERM it stops behind a block, with exit code 130.
exec "$realpolitik" {command} "$folder/slurm/{SCENARIO}"{rest} \
    --shard "$SLURM_ARRAY_TASK_ID/{parts}" --out "$folder/parts/$part" --threads "${{SLURM_CPUS_PER_TASK:-1}}"
"#
        )
    }

    /// The script that puts the parts together.
    #[must_use]
    pub fn merge(&self) -> String {
        let own = ["--cpus-per-task=1".to_owned(), "--open-mode=append".to_owned()];
        let (head, places) = (self.head("-merge", &own), self.places());
        format!(
            r#"{head}
# Runs once all tasks of the array have ended, however they did. Where blocks are missing it says which, and the command
# that computes them, and ends with exit code 2. Otherwise the result stands in the folder.

{places}
exec "$realpolitik" merge "$folder"
"#
        )
    }

    /// The script that submits both.
    #[must_use]
    pub fn submit(&self) -> String {
        let folder = quoted(self.folder);
        // Slurm reads what follows a % in the name of a log as a pattern, and %% as a %.
        let logs = quoted(&format!("{}/slurm/{LOGS}", self.folder.replace('%', "%%")));
        format!(
            r#"#!/bin/sh
# Submits the array and, behind it, the job that puts the parts together. Options go to sbatch for the array:
# `submit.sh --array=3,17` computes those two parts. `realpolitik status` reads the numbers of the jobs in the file {JOBS}.
set -eu
folder={folder}
logs={logs}

if ! command -v sbatch >/dev/null; then
    printf 'error: there is no sbatch on this machine; run %s where jobs are submitted\n' "$folder/slurm/{SUBMIT}" >&2
    exit 1
fi
cd "$folder/slurm"
mkdir -p {LOGS}
array=$(sbatch --parsable --output="$logs/%A_%a.log" "$@" {ARRAY})
array=${{array%%;*}} # Behind a semicolon stands the name of the cluster, where there are several.
echo "array $array" >>{JOBS}
echo "array: job $array"
merge=$(sbatch --parsable --output="$logs/merge_%j.log" --dependency="afterany:$array" {MERGE})
echo "merge ${{merge%%;*}}" >>{JOBS}
echo "merge: job ${{merge%%;*}}, behind the array"
"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_sbatch_are_passed_on_or_refused() {
        for (given, line) in [
            ("--time=01:00:00", "--time=01:00:00"),
            ("--constraint avx2", "--constraint=avx2"),
            ("--exclusive", "--exclusive"),
            ("--comment=two words #1", "--comment=\"two words #1\""),
            ("--gres=gpu:1", "--gres=gpu:1"),
            ("--comment=", "--comment=\"\""),
        ] {
            assert_eq!(directive(given).as_deref(), Ok(line));
        }
        let bad = [
            "-p x",
            "partition",
            "--",
            "--a=\n#SBATCH --b",
            "--x=$(id)",
            "--x=`id`",
            "--x='",
            "--array=1-3",
            "--a b=\\",
        ];
        for option in bad {
            assert!(directive(option).is_err(), "{option}");
        }
    }
}

//! Where scenario texts come from: files, and the scenarios that ship with the program.
//!
//! Everything reads through a [`Resolver`], so that a program without a file system (a browser) reads the
//! same way as one with it.

use super::diagnostic::closest;

/// The largest scenario file, in bytes.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;

/// What the names of built-in scenarios begin with.
pub const BUILTIN_PREFIX: &str = "builtin:";

/// The scenarios that ship with the program: name (without the prefix) and text.
pub const BUILTIN: &[(&str, &str)] = &[
    ("essay", include_str!("../../scenarios/essay.toml")),
    ("essay-relaxed", include_str!("../../scenarios/essay-relaxed.toml")),
    ("five-powers", include_str!("../../scenarios/five-powers.toml")),
    ("two-actors", include_str!("../../scenarios/two-actors.toml")),
];

/// A hindcast that ships, by its name.
#[cfg(feature = "cli")]
macro_rules! case {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../scenarios/hindcasts/", $name, ".toml")),
            include_str!(concat!("../../scenarios/hindcasts/", $name, ".csv")),
        )
    };
}

/// Hindcasts that ship with the program: name, scenario, and what was observed of it. One more is two files in
/// `scenarios/hindcasts` and a line here.
#[cfg(feature = "cli")]
pub const HINDCASTS: &[(&str, &str, &str)] = &[
    case!("franco-russian-1887"),
    case!("entente-1898"),
    case!("axis-1933"),
    case!("grand-alliance-1939"),
    case!("sino-soviet-1949"),
    case!("opening-1968"),
    case!("essay-2014"),
];

/// Without files and a terminal nothing is compared with history.
#[cfg(not(feature = "cli"))]
pub const HINDCASTS: &[(&str, &str, &str)] = &[];

/// What was observed of a hindcast that ships with the program, by the name of its scenario with its prefix; none of another.
#[must_use]
pub fn observed_of(name: &str) -> Option<&'static str> {
    let short = name.strip_prefix(BUILTIN_PREFIX)?;
    HINDCASTS.iter().find(|(known, ..)| *known == short).map(|(.., observed)| *observed)
}

/// Every scenario that ships with the program.
fn builtins() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.iter().copied().chain(HINDCASTS.iter().map(|(name, scenario, _)| (*name, *scenario)))
}

/// A posterior that ships, by its name.
macro_rules! weights {
    ($name:literal) => {
        ($name, include_str!(concat!("../../scenarios/weights/", $name, ".toml")))
    };
}

/// The posteriors of weights that ship with the program: name and text. One more is a file in `scenarios/weights` and a line
/// here.
pub const WEIGHTS: &[(&str, &str)] = &[
    weights!("estimated-1900-2014"),
    weights!("without-franco-russian-1887"),
    weights!("without-entente-1898"),
    weights!("without-axis-1933"),
    weights!("without-grand-alliance-1939"),
    weights!("without-sino-soviet-1949"),
    weights!("without-opening-1968"),
    weights!("without-essay-2014"),
];

/// A text, and what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// As messages show it: a path, a built-in's name, or the option on the command line.
    pub name: String,
    /// What tells it apart from other files, where two paths may lead to one file.
    pub id: String,
    /// The text.
    pub text: String,
}

impl SourceFile {
    /// A text whose name is its identity.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), id: name.to_owned(), text: text.to_owned() }
    }
}

/// Why a text cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Unavailable {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// Finds the text that a name stands for.
pub trait Resolver {
    /// The text called `name`, relative to the text with the id `from` that refers to it, if one does.
    ///
    /// # Errors
    /// If there is no such text or it cannot be read.
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable>;

    /// The posterior of weights called `name` in the text with the id `from`: a file where it is written as one, with its
    /// ending or a folder, else one that ships with the program.
    ///
    /// # Errors
    /// If there is no such posterior or it cannot be read.
    fn weights(&self, from: &str, name: &str) -> Result<SourceFile, Unavailable> {
        if is_file(name) { self.load(Some(from), name) } else { shipped(WEIGHTS, name) }
    }

    /// How many times as large as usual a scenario may be: what its limits are multiplied by.
    fn limits(&self) -> u32 {
        1
    }
}

/// Knows the built-in scenarios only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Builtin;

impl Resolver for Builtin {
    fn load(&self, _from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        let short = name.strip_prefix(BUILTIN_PREFIX).unwrap_or(name);
        let short = short.strip_suffix(".toml").unwrap_or(short);
        builtins()
            .find(|(known, _)| *known == short)
            .map(|(known, text)| SourceFile::new(&format!("{BUILTIN_PREFIX}{known}"), text))
            .ok_or_else(|| Unavailable::new(format!("there is no built-in scenario `{short}`"), list_of_builtins()))
    }

    fn weights(&self, _from: &str, name: &str) -> Result<SourceFile, Unavailable> {
        if is_file(name) {
            let message = format!("the weights `{name}` are a file, and no file can be read from here");
            return Err(Unavailable::new(message, list_of_weights(WEIGHTS)));
        }
        shipped(WEIGHTS, name)
    }
}

/// Whether the name of a posterior is written as that of a file.
fn is_file(name: &str) -> bool {
    name.ends_with(".toml") || name.contains(['/', '\\'])
}

/// One of the posteriors that ship with the program.
fn shipped(all: &[(&str, &str)], name: &str) -> Result<SourceFile, Unavailable> {
    if let Some((known, text)) = all.iter().find(|(known, _)| *known == name) {
        return Ok(SourceFile::new(&format!("weights {known}"), text));
    }
    let help = match closest(name, all.iter().map(|(known, _)| *known)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => list_of_weights(all),
    };
    Err(Unavailable::new(format!("there are no weights `{name}` in the program"), help))
}

fn list_of_weights(all: &[(&str, &str)]) -> String {
    let names: Vec<String> = all.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = if names.is_empty() { "no weights yet".to_owned() } else { names.join(", ") };
    format!("in the program are {names}; a file of your own is named with its ending, such as \"my-weights.toml\"")
}

fn list_of_builtins() -> String {
    let names: Vec<String> = builtins().map(|(name, _)| format!("{BUILTIN_PREFIX}{name}")).collect();
    format!("built in are {}", names.join(", "))
}

/// Files, relative to the one that refers to them, and the built-in scenarios.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug)]
pub struct Files {
    /// See [`Resolver::limits`]; the largest file grows with it.
    pub limits: u32,
}

#[cfg(feature = "cli")]
impl Default for Files {
    fn default() -> Self {
        Self { limits: 1 }
    }
}

#[cfg(feature = "cli")]
mod files {
    use std::fs::File;
    use std::io::{ErrorKind, Read};
    use std::path::{Path, PathBuf};

    use super::*;

    impl Resolver for Files {
        fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
            let from_builtin = from.is_some_and(|from| from.starts_with(BUILTIN_PREFIX));
            if from_builtin || name.starts_with(BUILTIN_PREFIX) {
                return Builtin.load(from, name);
            }
            self.open(&relative_to(from, name), || instead_of_missing(name))
        }

        fn weights(&self, from: &str, name: &str) -> Result<SourceFile, Unavailable> {
            if !is_file(name) || from.starts_with(BUILTIN_PREFIX) {
                return Builtin.weights(from, name);
            }
            self.open(&relative_to(Some(from), name), || list_of_weights(WEIGHTS))
        }

        fn limits(&self) -> u32 {
            self.limits
        }
    }

    impl Files {
        /// Reads a file; `missing` is what to do where there is none.
        fn open(self, path: &Path, missing: impl FnOnce() -> String) -> Result<SourceFile, Unavailable> {
            let text = read(path, missing, MAX_FILE_BYTES * u64::from(self.limits))?;
            let id = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            Ok(SourceFile { name: path.display().to_string(), id: id.display().to_string(), text })
        }
    }

    fn relative_to(from: Option<&str>, name: &str) -> PathBuf {
        let folder = from.and_then(|from| Path::new(from).parent()).unwrap_or(Path::new(""));
        folder.join(name)
    }

    fn read(path: &Path, missing: impl FnOnce() -> String, most: u64) -> Result<String, Unavailable> {
        if path.is_dir() {
            return Err(Unavailable::new(
                format!("{} is a directory", path.display()),
                "give a scenario file inside it",
            ));
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(path, missing, &error))?;
        if bytes.len() as u64 > most {
            return Err(Unavailable::new(
                format!("{} is larger than {} MiB", path.display(), most / 1024 / 1024),
                "a scenario is a text file of a few hundred lines; is this the right file?",
            ));
        }
        String::from_utf8(bytes).map_err(|error| not_text(path, &error))
    }

    fn unreadable(path: &Path, missing: impl FnOnce() -> String, error: &std::io::Error) -> Unavailable {
        if error.kind() == ErrorKind::NotFound {
            Unavailable::new(format!("there is no file {}", path.display()), missing())
        } else {
            Unavailable::new(format!("{} cannot be read: {error}", path.display()), "check the file's permissions")
        }
    }

    fn instead_of_missing(name: &str) -> String {
        let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        match Builtin.load(None, stem) {
            Ok(builtin) => format!("did you mean the built-in `{}`?", builtin.name),
            Err(_) => list_of_builtins(),
        }
    }

    fn not_text(path: &Path, error: &std::string::FromUtf8Error) -> Unavailable {
        let at = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
        Unavailable::new(
            format!("{} is not UTF-8 text: byte {at} in line {line} is not", path.display()),
            "save the file as UTF-8",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_found_by_name_and_a_slip_of_the_pen_is_pointed_out() {
        let all = [("estimated-1900-2014", "a"), ("estimated-1946-2014", "b")];
        assert_eq!(shipped(&all, "estimated-1946-2014").map(|file| file.text), Ok("b".to_owned()));
        let refused = shipped(&all, "estimated-1990-2014").expect_err("there are none");
        assert_eq!(refused.message, "there are no weights `estimated-1990-2014` in the program");
        assert_eq!(refused.help, "did you mean `estimated-1900-2014`?");
        let refused = shipped(&all, "mine").expect_err("there are none");
        assert!(refused.help.contains("`estimated-1946-2014`; a file of your own"), "{}", refused.help);
        assert!(is_file("mine.toml") && is_file("folder/mine") && !is_file("mine"));
    }

    #[test]
    fn every_file_of_weights_is_in_the_program_under_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/weights");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut files: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
        files.sort();
        let mut listed: Vec<String> = WEIGHTS.iter().map(|(name, _)| format!("{name}.toml")).collect();
        listed.sort();
        assert_eq!(files, listed);
        for (name, _) in WEIGHTS {
            let set = [format!("model.weights=\"{name}\"")];
            let loaded = super::super::load("builtin:essay", &Builtin, &set).unwrap_or_else(|said| panic!("{said}"));
            assert_eq!(loaded.scenario.posterior.map(|posterior| posterior.name).as_deref(), Some(*name));
        }
    }
}

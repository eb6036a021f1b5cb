//! Where scenario texts come from: files, and the scenarios that ship with the program.
//!
//! Everything reads through a [`Resolver`], so that a program without a file system (a browser) reads the
//! same way as one with it.

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
        BUILTIN
            .iter()
            .find(|(known, _)| *known == short)
            .map(|(known, text)| SourceFile::new(&format!("{BUILTIN_PREFIX}{known}"), text))
            .ok_or_else(|| Unavailable::new(format!("there is no built-in scenario `{short}`"), list_of_builtins()))
    }
}

fn list_of_builtins() -> String {
    let names: Vec<String> = BUILTIN.iter().map(|(name, _)| format!("{BUILTIN_PREFIX}{name}")).collect();
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
            let path = relative_to(from, name);
            let text = read(&path, name, MAX_FILE_BYTES * u64::from(self.limits))?;
            let id = path.canonicalize().unwrap_or_else(|_| path.clone());
            Ok(SourceFile { name: path.display().to_string(), id: id.display().to_string(), text })
        }

        fn limits(&self) -> u32 {
            self.limits
        }
    }

    fn relative_to(from: Option<&str>, name: &str) -> PathBuf {
        let folder = from.and_then(|from| Path::new(from).parent()).unwrap_or(Path::new(""));
        folder.join(name)
    }

    fn read(path: &Path, name: &str, most: u64) -> Result<String, Unavailable> {
        if path.is_dir() {
            return Err(Unavailable::new(
                format!("{} is a directory", path.display()),
                "give a scenario file inside it",
            ));
        }
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
            .map_err(|error| unreadable(path, name, &error))?;
        if bytes.len() as u64 > most {
            return Err(Unavailable::new(
                format!("{} is larger than {} MiB", path.display(), most / 1024 / 1024),
                "a scenario is a text file of a few hundred lines; is this the right file?",
            ));
        }
        String::from_utf8(bytes).map_err(|error| not_text(path, &error))
    }

    fn unreadable(path: &Path, name: &str, error: &std::io::Error) -> Unavailable {
        if error.kind() == ErrorKind::NotFound {
            Unavailable::new(format!("there is no file {}", path.display()), instead_of_missing(name))
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

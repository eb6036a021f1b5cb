//! From a name to a scenario: reads the file, what it extends and what the command line sets, merges
//! them, and resolves the whole.

use super::diagnostic::{Log, Problem, Problems, did_you_mean};
use super::merge::lay_over;
use super::resolve::limits::MAX_REMOVED;
use super::source::{BUILTIN_PREFIX, Builtin, Resolver, SourceFile, Unavailable};
use super::tree::{self, Entry, Kind, Node, Span, SyntaxError, Table};
use super::{Scenario, resolve};

/// How many files may extend one another in a row.
pub const MAX_EXTENDS: usize = 16;

/// The version of the format that this program reads.
pub const FORMAT: i64 = 1;

/// A scenario without errors.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// What is suspicious about it.
    pub warnings: Problems,
    /// The slots of the paths that were asked for.
    pub moved: Vec<super::Slot>,
}

/// Reads the scenario called `name`, with `overlays` (`PATH=VALUE`, the value as TOML) laid over it.
///
/// # Errors
/// All problems of the scenario at once, warnings included, if one of them is an error.
pub fn load(name: &str, resolver: &dyn Resolver, overlays: &[String]) -> Result<Loaded, Problems> {
    load_with(name, resolver, overlays, &[])
}

/// As [`load`], with a slot of its own for each parameter that is to be moved, even where it is inherited as the
/// file stands (`actors.CHN.weights.v_sec`).
///
/// # Errors
/// As [`load`], and where a path names no parameter, or several.
pub fn load_with(
    name: &str,
    resolver: &dyn Resolver,
    overlays: &[String],
    moved: &[String],
) -> Result<Loaded, Problems> {
    let mut loader = Loader { resolver, files: Vec::new(), log: Log::default(), broken: false };
    let tree = loader.scenario(name, overlays);
    let Loader { files, mut log, broken, .. } = loader;
    let scenario =
        tree.filter(|_| !broken).and_then(|tree| resolve::resolve(&tree, moved, resolver.limits(), &mut log));
    let failed = log.has_errors();
    let problems = log.finish(files);
    match scenario {
        Some((scenario, moved)) if !failed => Ok(Loaded { scenario, warnings: problems, moved }),
        _ => Err(problems),
    }
}

/// Reads a scenario from its text. It can extend built-in scenarios only.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str) -> Result<Loaded, Problems> {
    parse_with(text, &[], 1)
}

/// As [`parse`], with slots for parameters that are to be moved, and [`Resolver::limits`].
///
/// # Errors
/// As [`load_with`].
pub fn parse_with(text: &str, moved: &[String], limits: u32) -> Result<Loaded, Problems> {
    load_with("scenario.toml", &Text(text, limits), &[], moved)
}

/// One text, and the built-in scenarios.
struct Text<'a>(&'a str, u32);

impl Resolver for Text<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        match from {
            None => Ok(SourceFile::new(name, self.0)),
            Some(_) => Builtin.load(from, name),
        }
    }

    fn weights(&self, from: &str, name: &str) -> Result<SourceFile, Unavailable> {
        Builtin.weights(from, name)
    }

    fn limits(&self) -> u32 {
        self.1
    }
}

pub(super) struct Loader<'a> {
    pub(super) resolver: &'a dyn Resolver,
    pub(super) files: Vec<SourceFile>,
    pub(super) log: Log,
    /// True after a fault that leaves too little of a text to look further.
    broken: bool,
}

impl Loader<'_> {
    fn scenario(&mut self, name: &str, overlays: &[String]) -> Option<Table> {
        let mut tree = self.file(name, None, &mut Vec::new())?;
        self.name(&mut tree);
        for overlay in overlays {
            let upper = self.overlay(overlay);
            self.no_new_actor(&tree, &upper);
            self.give_way(&mut tree, &upper);
            lay_over(&mut tree, upper);
        }
        Some(tree)
    }

    /// A file with all that it extends; `chain` holds the indices of the files that led to it.
    fn file(&mut self, name: &str, asked: Option<Span>, chain: &mut Vec<usize>) -> Option<Table> {
        let file = self.fetch(name, asked, chain)?;
        let (mut table, errors) = tree::read(file, &self.files[file].text);
        self.syntax(file, &table, errors);
        self.format(&table);
        self.estimated(&mut table, file);
        chain.push(file);
        let base = self.base(&mut table, chain);
        self.remove(&mut table, base)
    }

    fn fetch(&mut self, name: &str, asked: Option<Span>, chain: &[usize]) -> Option<usize> {
        let from = chain.last().map(|file| self.files[*file].id.as_str());
        let source = match self.resolver.load(from, name) {
            Ok(source) => source,
            Err(error) => {
                self.refuse(asked, error.message, error.help);
                return None;
            }
        };
        if chain.iter().any(|file| self.files[*file].id == source.id) {
            let mut names: Vec<&str> = chain.iter().map(|file| self.files[*file].name.as_str()).collect();
            names.push(&source.name);
            let message = format!("`extends` is circular: {}", names.join(" -> "));
            self.refuse(asked, message, "one of these files has to stand on its own".to_owned());
            return None;
        }
        if chain.len() >= MAX_EXTENDS {
            let message = format!("more than {MAX_EXTENDS} files extend one another");
            self.refuse(asked, message, "merge some of them".to_owned());
            return None;
        }
        self.files.push(source);
        Some(self.files.len() - 1)
    }

    fn refuse(&mut self, asked: Option<Span>, message: String, help: String) {
        self.broken = true;
        let problem = asked.map_or_else(|| Problem::nowhere(&message), |span| Problem::error(span, &message));
        self.log.push(problem.help(help));
    }

    pub(super) fn syntax(&mut self, file: usize, table: &Table, errors: Vec<SyntaxError>) {
        let mut doubled: Option<Span> = None;
        for error in errors {
            let duplicate = error.message == "duplicate key";
            let text = &self.files[file].text;
            if duplicate && doubled.is_some_and(|header| follows(text, header, error.span)) {
                continue;
            }
            doubled = Some(error.span).filter(|span| duplicate && header_at(text, *span).is_some()).or(doubled);
            self.broken |= !duplicate;
            let problem = if duplicate {
                self.duplicate(file, table, error.span)
            } else {
                Problem::error(error.span, format!("this is not TOML: {}", error.message))
            };
            self.log.push(problem);
        }
    }

    /// A key that is there already, and where it is: the parser tells only of the second.
    fn duplicate(&self, file: usize, table: &Table, span: Span) -> Problem {
        let text = &self.files[file].text;
        let key = text.get(span.start..span.end).unwrap_or_default();
        let problem = Problem::error(span, format!("`{key}` is given twice"))
            .label("given here again")
            .help("keep one of the two, or give them different names");
        match first_header(text, span).or_else(|| first_key(table, key, span)) {
            Some(first) => problem.related(first, "first given here"),
            None => problem,
        }
    }

    fn format(&mut self, table: &Table) {
        let problem = match table.get("format") {
            None => Problem::error(table.span, "the file does not say which format it is in")
                .help(format!("begin it with `format = {FORMAT}`")),
            Some(Node { kind: Kind::Whole(FORMAT), .. }) => return,
            Some(node) => Problem::error(node.span, "this format is not known")
                .help(format!("this version of the program reads `format = {FORMAT}`")),
        };
        self.log.push(problem);
    }

    fn base(&mut self, table: &mut Table, chain: &mut Vec<usize>) -> Option<Table> {
        let extends = table.take("extends")?;
        let Some(name) = extends.value.text() else {
            let message = format!("`extends` must be a text, not {}", extends.value.describe());
            self.refuse(Some(extends.value.span), message, "such as \"base.toml\" or \"builtin:essay\"".to_owned());
            return None;
        };
        let mut base = self.file(name, Some(extends.value.span), chain)?;
        // A scenario made from another is another scenario.
        base.take("name");
        Some(base)
    }

    /// Takes from the base what `remove` lists, and lays the table over the rest.
    fn remove(&mut self, table: &mut Table, base: Option<Table>) -> Option<Table> {
        let removals = table.take("remove");
        let table = std::mem::take(table);
        let Some(mut base) = base else {
            if let Some(entry) = removals.filter(|_| !self.broken) {
                let problem = Problem::error(entry.key_span, "`remove` without `extends`");
                self.log.push(problem.help("there is nothing to remove from"));
            }
            return Some(table);
        };
        if let Some(entry) = removals {
            self.take_away(&entry, &mut base);
        }
        self.give_way(&mut base, &table);
        lay_over(&mut base, table);
        Some(base)
    }

    fn take_away(&mut self, entry: &Entry, base: &mut Table) {
        let Kind::Array(items) = &entry.value.kind else {
            let message = format!("`remove` must be a list of paths, not {}", entry.value.describe());
            self.log.push(Problem::error(entry.value.span, message).help("such as [\"ledger.amur_1860\"]"));
            return;
        };
        let most = MAX_REMOVED.saturating_mul(self.resolver.limits() as usize);
        if items.len() > most {
            let message = format!("`remove` has {} paths, more than the {most} that are allowed", items.len());
            self.log.push(Problem::error(entry.value.span, message).help("write a scenario of its own instead"));
            return;
        }
        for item in items {
            let path = item.text().and_then(tree::split_path).unwrap_or_default();
            if base.take_path(&path).is_none() {
                let shown = item.text().unwrap_or("this");
                let problem = Problem::error(item.span, format!("{shown} is not in what this file extends"));
                let help = if self.log.is_full() { None } else { near(base, &path) };
                self.log.push(problem.maybe_help(help));
            }
        }
    }

    /// The file's stem is the name of a scenario that gives none.
    fn name(&mut self, tree: &mut Table) {
        if tree.get("name").is_some() {
            return;
        }
        let text = self.files.first().map_or_else(|| "scenario".to_owned(), |file| stem(&file.name));
        let value = Node { kind: Kind::Text(text), span: tree.span };
        let at = tree.entries.iter().position(|entry| entry.key == "format").map_or(0, |at| at + 1);
        tree.entries.insert(at, Entry { key: "name".to_owned(), key_span: tree.span, value });
    }

    /// Refuses an overlay of an actor that the scenario does not have: all that follows from the missing actor would only
    /// hide a misspelt name.
    fn no_new_actor(&mut self, tree: &Table, upper: &Table) {
        let (Some(actors), Some(named)) = (tree.table("actors"), upper.table("actors")) else { return };
        for entry in named.entries.iter().filter(|entry| entry.key != "source" && actors.get(&entry.key).is_none()) {
            self.broken = true;
            let known = actors.entries.iter().map(|entry| entry.key.as_str()).filter(|key| *key != "source");
            let problem = Problem::error(entry.key_span, format!("there is no actor `{}` in this scenario", entry.key));
            let new = "a new actor needs its parameters and its relations: write a file that extends this one";
            self.log.push(problem.maybe_help(did_you_mean(&entry.key, known)).help(new));
        }
    }

    fn overlay(&mut self, assignment: &str) -> Table {
        let file = self.files.len();
        let (mut table, errors) = tree::read(file, assignment);
        self.files.push(SourceFile::new("--set", assignment));
        for error in errors {
            self.broken = true;
            let problem = Problem::error(error.span, format!("this is not PATH=VALUE: {}", error.message));
            self.log.push(problem.help("the value is TOML: actors.RUS.foresight=0.5, or title=\"text\" with quotes"));
        }
        for entry in ["extends", "remove"].into_iter().filter_map(|key| table.take(key)) {
            let problem = Problem::error(entry.key_span, format!("`{}` cannot be set from outside", entry.key));
            self.log.push(problem.help("write a scenario file that extends this one"));
        }
        self.estimated(&mut table, file);
        table
    }
}

/// What a path may have meant: a sibling of its last key.
fn near(base: &Table, path: &[String]) -> Option<String> {
    let (last, folders) = path.split_last()?;
    let parent = folders.iter().try_fold(base, |table, key| table.table(key))?;
    did_you_mean(last, parent.entries.iter().map(|entry| entry.key.as_str()))
}

/// The header such as `[actors.RUS]` that a place lies in, and where its line begins.
fn header_at(text: &str, span: Span) -> Option<(&str, usize)> {
    let line_start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next()?.trim();
    line.starts_with('[').then_some((line, line_start))
}

/// Whether a place lies in the table of a header: what is doubled there is so because the header is.
fn follows(text: &str, header: Span, span: Span) -> bool {
    let between = text.get(header.end..span.start).unwrap_or_default();
    header_at(text, span).is_none() && !between.lines().any(|line| line.trim_start().starts_with('['))
}

/// Where the header that `again` lies in stands for the first time.
fn first_header(text: &str, again: Span) -> Option<Span> {
    let (line, line_start) = header_at(text, again)?;
    let mut at = 0;
    for earlier in text[..line_start].split_inclusive('\n') {
        if earlier.trim() == line {
            return Some(Span { start: at, end: at + earlier.trim_end().len(), ..again });
        }
        at += earlier.len();
    }
    None
}

/// Where the key of the same table stands: the innermost table that begins before `again` is its own.
fn first_key(table: &Table, key: &str, again: Span) -> Option<Span> {
    let before = |entry: &&Entry| entry.key_span.start <= again.start && entry.value.table().is_some();
    let inner = table.entries.iter().rev().find(before).and_then(|entry| entry.value.table());
    inner
        .and_then(|inner| first_key(inner, key, again))
        .or_else(|| table.entry(key).map(|entry| entry.key_span).filter(|span| span.start < again.start))
}

/// A name from a path: without folders, ending and whatever a name may not hold.
pub(super) fn stem(name: &str) -> String {
    let name = name.strip_prefix(BUILTIN_PREFIX).unwrap_or(name);
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let clean = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
    let stem: String = stem.chars().map(clean).take(64).collect();
    if stem.is_empty() { "scenario".to_owned() } else { stem }
}

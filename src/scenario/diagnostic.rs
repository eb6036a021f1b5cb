//! Problems with a scenario: what is wrong, where, and what to do about it; as text and as JSON.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str as clean};
use serde_json::{Value as Json, json};

use super::source::SourceFile;
use super::tree::Span;

/// Problems that are kept; of those beyond, only the number is.
pub const MAX_PROBLEMS: usize = 200;

/// Names that a misspelt one is compared with, at most.
const MAX_COMPARED: usize = 2000;

/// Letters from which the beginning of a name counts as the name.
const BEGINNING: usize = 3;

/// Names that are listed where none is near.
const MAX_NAMED: usize = 24;

/// Lines longer than this are not shown.
const LONGEST_LINE: usize = 4096;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can, and may not mean what it seems to.
    Warning,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where; nowhere for a file that cannot be read.
    pub span: Option<Span>,
    /// What is said below the text at that place.
    pub label: String,
    /// Other places that matter, each with what is said there.
    pub related: Vec<(Span, String)>,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl Problem {
    /// An error at a place.
    #[must_use]
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, message) }
    }

    /// An error without a place.
    #[must_use]
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self { span: None, ..Self::error(Span::default(), message) }
    }

    /// With a text below the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With advice, if there is any.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

/// Gathers problems.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    problems: Vec<Problem>,
    more: usize,
    errors: usize,
}

impl Log {
    pub(super) fn push(&mut self, problem: Problem) {
        self.errors += usize::from(problem.severity == Severity::Error);
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Whether problems are only counted from here on, so that advice about them would be lost.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    pub(super) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The problems in the order of the files.
    pub(super) fn finish(mut self, files: Vec<SourceFile>) -> Problems {
        self.problems.sort_by_key(|problem| problem.span);
        Problems { problems: self.problems, more: self.more, files }
    }
}

/// All problems of a scenario, with the texts that they point into.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    problems: Vec<Problem>,
    more: usize,
    files: Vec<SourceFile>,
}

impl Problems {
    /// The problems, in the order of the files; at most [`MAX_PROBLEMS`].
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.problems
    }

    /// True without any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Number of errors shown.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Number of warnings shown.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }

    /// The problems as text for people, with the lines that they are about. Ends with a newline.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for problem in &self.problems {
            out.push_str(&renderer.render(&[self.group(problem)]));
            out.push_str("\n\n");
        }
        if self.more > 0 {
            out.push_str(&format!("and {} more\n\n", self.more));
        }
        out.pop();
        out
    }

    fn group<'a>(&'a self, problem: &'a Problem) -> Group<'a> {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(problem.message.as_str()));
        if let Some(span) = problem.span {
            group = self.show(group, AnnotationKind::Primary, span, &problem.label);
        }
        for (span, label) in &problem.related {
            group = self.show(group, AnnotationKind::Context, *span, label);
        }
        for help in &problem.help {
            group = group.element(Level::HELP.message(clean(help)));
        }
        group
    }

    fn show<'a>(&'a self, group: Group<'a>, kind: AnnotationKind, span: Span, label: &'a str) -> Group<'a> {
        let Some(file) = self.files.get(span.file) else { return group };
        let place = Position::of(&file.text, span);
        let line = &file.text[place.line_start..place.line_end];
        if line.trim().is_empty() || line.len() > LONGEST_LINE {
            let origin = Origin::path(file.name.as_str()).line(place.line).char_column(place.column);
            return group.element(origin);
        }
        let start = span.start - place.line_start;
        let end = (span.end.min(place.line_end) - place.line_start).max(start);
        let mut annotation = kind.span(start..end);
        if !label.is_empty() {
            annotation = annotation.label(clean(label));
        }
        group.element(Snippet::source(line).path(file.name.as_str()).line_start(place.line).annotation(annotation))
    }

    /// The problems as JSON: a list of objects with `severity`, `message`, `file`, `line`, `column`,
    /// `end_column` (counted in characters from 1), `label`, `related` and `help`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        Json::Array(self.problems.iter().map(|problem| self.problem_to_json(problem)).collect())
    }

    fn problem_to_json(&self, problem: &Problem) -> Json {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let related: Vec<Json> = problem.related.iter().map(|(span, label)| self.place_to_json(*span, label)).collect();
        let mut json = problem.span.map_or_else(|| json!({}), |span| self.place_to_json(span, &problem.label));
        json["severity"] = severity.into();
        json["message"] = problem.message.as_str().into();
        json["related"] = related.into();
        json["help"] = problem.help.clone().into();
        json
    }

    fn place_to_json(&self, span: Span, label: &str) -> Json {
        let Some(file) = self.files.get(span.file) else { return json!({}) };
        let place = Position::of(&file.text, span);
        let end = span.end.clamp(span.start, place.line_end.max(span.start));
        let width = file.text.get(span.start..end).map_or(0, |text| text.chars().count());
        json!({
            "file": file.name,
            "line": place.line,
            "column": place.column,
            "end_column": place.column + width,
            "label": label,
        })
    }
}

/// The line that a span begins in.
struct Position {
    line: usize,
    column: usize,
    line_start: usize,
    line_end: usize,
}

impl Position {
    fn of(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[before.len()..].find('\n').map_or(text.len(), |at| before.len() + at);
        Self {
            line: 1 + before.matches('\n').count(),
            column: 1 + before[line_start..].chars().count(),
            line_start,
            line_end,
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// The candidate that a misspelt or shortened name may have meant, among the first 2000.
#[must_use]
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > 64 {
        return None;
    }
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .take(MAX_COMPARED)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            let longer = candidate.len().max(name.len());
            let misspelt = *distance <= (longer / 3).max(1) && 2 * distance < longer;
            misspelt || name.len() >= BEGINNING && candidate.to_lowercase().starts_with(&lower)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean ...?", or what there is.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(candidate) = closest(name, candidates.clone()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let mut names = candidates.into_iter();
    let shown: Vec<String> = names.by_ref().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    let more = if names.next().is_some() { " and others" } else { "" };
    (!shown.is_empty()).then(|| format!("known here: {}{more}", shown.join(", ")))
}

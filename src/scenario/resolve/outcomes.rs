//! Outcomes and series.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::kinds::{About, Dates, OUTCOME_KINDS, OutcomeKind, kind};
use super::super::tree::{Entry, Kind, Span, Table};
use super::super::{Outcome, Quantity, Reduction, Series};
use super::Walk;
use super::fields::{Fields, number};
use super::limits::{MAX_BINS, MAX_OUTCOMES, MAX_SERIES};

/// An outcome, and where it stands. `None` inside where it is at fault: its name is known all the same.
pub(super) struct OutcomeDraft {
    pub id: String,
    pub outcome: Option<Outcome>,
}

/// How dates are given.
const DATES_HELP: &str = "give one of `at` (perhaps with `minus`), `from` with `to` (perhaps with `relative_to_start` or `share_of_time`), \
     `first_at_least` and `after_crossing`";

/// What goes with `at` or `from` and with no other form of date.
const PARTS: &[&str] = &["to", "minus", "relative_to_start", "share_of_time"];

impl Walk<'_> {
    pub(super) fn outcomes(&mut self, root: &mut Fields<'_>) -> Vec<OutcomeDraft> {
        let tables = root.instances("outcomes", self.most(MAX_OUTCOMES), self.log);
        let mut read = |(entry, table): (&Entry, &Table)| OutcomeDraft {
            id: entry.key.clone(),
            outcome: self.outcome(entry, table),
        };
        tables.into_iter().map(&mut read).collect()
    }

    fn outcome(&mut self, entry: &Entry, table: &Table) -> Option<Outcome> {
        let mut fields = Fields::new(table, format!("outcomes.{}", entry.key));
        fields.source(self.log);
        let kind = self.outcome_kind(&mut fields, OUTCOME_KINDS.iter())?;
        let parties = self.about(kind, &mut fields);
        let reduction = self.reduction(kind, &mut fields);
        let text = fields.text("text", self.log).map(str::to_owned);
        let plot = fields.flag("plot", self.log).unwrap_or(false);
        let reporter = reporter(kind, &mut fields, self);
        fields.finish(self.log);
        let (parties, reduction) = (parties?, reduction?);
        Some(Outcome {
            id: entry.key.clone(),
            text: text.unwrap_or_else(|| format!("{}{}", self.phrase(kind, &parties), when(kind, reduction))),
            quantity: (kind.quantity)(&parties),
            reduction,
            unit: unit(kind, reduction),
            reporter,
            plot,
        })
    }

    fn outcome_kind(
        &mut self,
        fields: &mut Fields<'_>,
        among: impl Iterator<Item = &'static OutcomeKind> + Clone,
    ) -> Option<&'static OutcomeKind> {
        let name = fields.required_text("kind", "pair_level", self.log)?;
        let found = among.clone().find(|kind| kind.name == name);
        if found.is_none() {
            let span = fields.node("kind").map_or(fields.span(), |node| node.span);
            let message = match kind(name) {
                Some(_) => format!("`{name}` cannot be recorded over time"),
                None => format!("there is no kind `{name}`"),
            };
            let help = did_you_mean(name, among.map(|kind| kind.name));
            self.log.push(Problem::error(span, message).maybe_help(help));
        }
        found
    }

    /// The parties that an outcome is about.
    fn about(&mut self, kind: &OutcomeKind, fields: &mut Fields<'_>) -> Option<Vec<usize>> {
        let mut parties = Some(Vec::new());
        for about in kind.about {
            let key = about.name();
            let example = if *about == About::Pair { "\"ID-ID\"" } else { "\"ID\"" };
            fields.required(key, example, self.log);
            let found = match about {
                About::Pair => self.pair_field(fields, key).map(|(i, j)| vec![i, j]),
                About::Actor(_) => self.actor_field(fields, key).map(|i| vec![i]),
                About::Party(_) => self.party_field(fields, key).map(|i| vec![i]),
            };
            parties = parties.zip(found).map(|(all, new)| [all, new].concat());
        }
        self.all_different(kind, parties?, fields)
    }

    fn all_different(
        &mut self,
        kind: &OutcomeKind,
        parties: Vec<usize>,
        fields: &mut Fields<'_>,
    ) -> Option<Vec<usize>> {
        for (at, about) in kind.about.iter().enumerate().skip(1) {
            if parties[..at].contains(&parties[at]) {
                self.different(fields, about.name(), parties[at], parties[at]);
                return None;
            }
        }
        Some(parties)
    }

    fn phrase(&self, kind: &OutcomeKind, parties: &[usize]) -> String {
        let fill = |text: String, (at, party): (usize, &usize)| {
            text.replace(&format!("{{{at}}}"), &self.names.parties[*party])
        };
        parties.iter().enumerate().fold(kind.phrase.to_owned(), fill)
    }

    fn reduction(&mut self, kind: &OutcomeKind, fields: &mut Fields<'_>) -> Option<Reduction> {
        match kind.dates {
            Dates::By => self.in_period(fields, "by", true).map(Reduction::At),
            Dates::First => Some(Reduction::FirstDate(1.0)),
            Dates::Window => {
                let span = fields.span();
                let window = self.window(fields);
                let bounds = self.inside(fields, span);
                let ((from, to), (low, high)) = (window?, bounds?);
                Some(Reduction::TimeShare { from, to, low, high })
            }
            Dates::Full => self.over_time(fields),
        }
    }

    fn over_time(&mut self, fields: &mut Fields<'_>) -> Option<Reduction> {
        let forms = ["at", "from", "first_at_least", "after_crossing"];
        let given: Vec<&str> = forms.into_iter().filter(|form| fields.has(form)).collect();
        forms.iter().chain(PARTS).for_each(|key| fields.skip(key));
        match given[..] {
            ["at"] => self.at(fields),
            ["from"] => self.mean(fields),
            ["first_at_least"] => {
                self.alone(fields, PARTS)?;
                fields.number("first_at_least", self.log).map(Reduction::FirstDate)
            }
            ["after_crossing"] => {
                self.alone(fields, PARTS)?;
                self.crossing(fields)
            }
            _ => {
                let found = if given.is_empty() { "no date".to_owned() } else { given.join(" and ") };
                let message = format!("`{}` has {found}", fields.here());
                self.error(fields.span(), message, DATES_HELP);
                None
            }
        }
    }

    fn at(&mut self, fields: &mut Fields<'_>) -> Option<Reduction> {
        self.alone(fields, &["to", "relative_to_start", "share_of_time"])?;
        let at = self.in_period(fields, "at", true);
        if !fields.has("minus") {
            return at.map(Reduction::At);
        }
        let minus = self.in_period(fields, "minus", true);
        Some(Reduction::Change(minus?, at?))
    }

    fn mean(&mut self, fields: &mut Fields<'_>) -> Option<Reduction> {
        self.alone(fields, &["minus"])?;
        let window = self.window(fields);
        let relative = fields.flag("relative_to_start", self.log).unwrap_or(false);
        let share = fields.table("share_of_time", self.log);
        let (from, to) = window?;
        match share {
            None if relative => Some(Reduction::MeanMinusStart(from, to)),
            None => Some(Reduction::Mean(from, to)),
            Some(_) if relative => {
                self.error(fields.span(), "`share_of_time` with `relative_to_start`", "keep one of the two");
                None
            }
            Some(table) => {
                let mut bounds = Fields::new(table, fields.path("share_of_time"));
                let (low, high) = self.inside(&mut bounds, table.span)?;
                bounds.finish(self.log);
                Some(Reduction::TimeShare { from, to, low, high })
            }
        }
    }

    /// Refuses fields that go with another form of date.
    fn alone(&mut self, fields: &mut Fields<'_>, not: &[&'static str]) -> Option<()> {
        let Some(extra) = not.iter().find(|key| fields.has(key)) else { return Some(()) };
        let span = fields.node(extra).map_or(fields.span(), |node| node.span);
        self.error(span, format!("`{extra}` does not go with the date that is given"), DATES_HELP);
        None
    }

    fn window(&mut self, fields: &mut Fields<'_>) -> Option<(f64, f64)> {
        let (from, to) = (self.in_period(fields, "from", true), self.in_period(fields, "to", true));
        let (from, to) = (from?, to?);
        if from < to {
            return Some((from, to));
        }
        let span = fields.node("to").map_or(fields.span(), |node| node.span);
        self.error(span, format!("`{}` is {to}, not after `from`, {from}", fields.path("to")), "move one of the two");
        None
    }

    /// `at_least` and `at_most`; infinite where only the other is given.
    fn inside(&mut self, fields: &mut Fields<'_>, span: Span) -> Option<(f64, f64)> {
        let low = fields.number("at_least", self.log);
        let high = fields.number("at_most", self.log);
        if fields.has("at_least") && low.is_none() || fields.has("at_most") && high.is_none() {
            return None;
        }
        if low.is_none() && high.is_none() || low.zip(high).is_some_and(|(low, high)| low > high) {
            let message =
                format!("`{}` needs `at_least`, `at_most` or both, the first not above the second", fields.here());
            self.error(span, message, "such as at_least = 1, at_most = 2");
            return None;
        }
        Some((low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY)))
    }

    fn crossing(&mut self, fields: &mut Fields<'_>) -> Option<Reduction> {
        let table = fields.table("after_crossing", self.log)?;
        let mut inner = Fields::new(table, fields.path("after_crossing"));
        let parties = self.two_actors(&mut inner, "of", "to");
        inner.required("ratio", "0.8", self.log);
        let ratio = inner.number("ratio", self.log);
        inner.finish(self.log);
        let ((of, to), ratio) = (parties?, ratio?);
        if ratio > 0.0 {
            return Some(Reduction::AfterCrossing { of, to, ratio });
        }
        self.error(table.span, format!("`ratio` is {ratio}, and must be above 0"), "such as ratio = 0.8");
        None
    }

    pub(super) fn series(&mut self, root: &mut Fields<'_>) -> Vec<Series> {
        let tables = root.instances("series", self.most(MAX_SERIES), self.log);
        tables.into_iter().filter_map(|(entry, table)| self.one_series(entry, table)).collect()
    }

    fn one_series(&mut self, entry: &Entry, table: &Table) -> Option<Series> {
        let mut fields = Fields::new(table, format!("series.{}", entry.key));
        fields.source(self.log);
        let kind = self.outcome_kind(&mut fields, OUTCOME_KINDS.iter().filter(|kind| kind.is_series()))?;
        let parties = self.about(kind, &mut fields);
        let range = self.range(&mut fields);
        let bins = fields.whole("bins", 1, MAX_BINS, self.log);
        let per_year = fields.whole("per_year", 1, self.steps_per_year(), self.log);
        let text = fields.text("text", self.log).map(str::to_owned);
        let panel = fields.text("panel", self.log).unwrap_or_default().to_owned();
        fields.finish(self.log);
        let (parties, (low, high)) = (parties?, range?);
        Some(Series {
            id: entry.key.clone(),
            text: text.unwrap_or_else(|| self.phrase(kind, &parties)),
            quantity: (kind.quantity)(&parties),
            unit: kind.unit,
            low,
            high,
            // 1 to 1000 and 1 to 64, see above.
            bins: bins.unwrap_or(50) as usize,
            per_year: per_year.unwrap_or(1) as u32,
            panel,
        })
    }

    fn steps_per_year(&self) -> i64 {
        self.time.map_or(1, |time| i64::from(time.steps_per_year))
    }

    fn range(&mut self, fields: &mut Fields<'_>) -> Option<(f64, f64)> {
        let node = fields.required("range", "[0, 1]", self.log)?;
        if let Kind::Array(items) = &node.kind
            && let [low, high] = &items[..]
        {
            let path = fields.path("range");
            let (low, high) = (number(low, &path, self.log), number(high, &path, self.log));
            let (low, high) = (low?, high?);
            if low < high {
                return Some((low, high));
            }
        }
        self.error(node.span, "a range is two numbers, the first below the second", "such as range = [0, 1]");
        None
    }
}

/// Whose figures a rank or a share refers to.
fn reporter(kind: &OutcomeKind, fields: &mut Fields<'_>, walk: &mut Walk<'_>) -> Option<String> {
    let trade = kind.about.contains(&About::Party("partner"));
    if trade { fields.text("reporter", walk.log).map(str::to_owned) } else { None }
}

fn when(kind: &OutcomeKind, reduction: Reduction) -> String {
    match reduction {
        Reduction::At(date) if kind.dates == Dates::By => format!(" by {date}"),
        Reduction::At(date) => format!(" in {date}"),
        Reduction::Change(first, second) => format!(" in {second} minus in {first}"),
        Reduction::Mean(from, to) => format!(", mean of {from} to {to}"),
        Reduction::MeanMinusStart(from, to) => format!(", mean of {from} to {to} minus start"),
        Reduction::TimeShare { from, to, low, high } => {
            let least = if low.is_finite() { format!(" at {low} or more") } else { String::new() };
            let most = if high.is_finite() { format!(" at {high} or less") } else { String::new() };
            format!("{least}{most}, share of {from} to {to}")
        }
        Reduction::FirstDate(_) if kind.dates == Dates::First => String::new(),
        Reduction::FirstDate(x) => format!(", first at {x} or more"),
        Reduction::AfterCrossing { ratio, .. } => format!(", after strength passes {ratio} minus before"),
    }
}

fn unit(kind: &OutcomeKind, reduction: Reduction) -> &'static str {
    let event = matches!((kind.quantity)(&[0, 1, 2]), Quantity::Pact(..) | Quantity::AllianceFormed(..));
    match reduction {
        Reduction::FirstDate(_) => "year",
        Reduction::TimeShare { .. } => "share of time",
        Reduction::Mean(..) if event => "share of time",
        _ => kind.unit,
    }
}

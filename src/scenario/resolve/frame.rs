//! What a scenario is about: its names, sources, period and theories.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::tree::{Kind, Node, Table};
use super::super::{MemoryKernel, Time};
use super::Walk;
use super::fields::{Fields, number, wrong_type};
use super::limits::{MAX_KEY, MAX_STEPS, MAX_STEPS_PER_YEAR, RAISE, YEARS};
use super::numbers::SUM_TOLERANCE;
use crate::model::theory::{self, THEORIES};

/// Steps a year where a scenario does not say.
const STEPS_PER_YEAR: i64 = 4;

/// The memory kernels, by the names that `memory_kernel` takes, with what each says.
pub const KERNELS: &[(&str, MemoryKernel, &str)] = &[
    (
        "two_speed",
        MemoryKernel::TwoSpeed,
        "two half-lives, an actor's `memory_recent` and `memory_historic`; `memory_share` goes to the recent one",
    ),
    (
        "power_law",
        MemoryKernel::PowerLaw,
        "age^-b with b = `memory.power_law_exponent`: fast at first, then ever slower",
    ),
    (
        "floor",
        MemoryKernel::Floor,
        "half-life `memory.floor_half_life` for all but the share `memory.floor_share`, which never fades",
    ),
];

/// The names that `theory` takes.
pub(in super::super) fn theory_names() -> impl Iterator<Item = &'static str> + Clone {
    THEORIES.iter().map(|theory| theory.name)
}

/// Texts at the top.
pub(super) struct Frame {
    pub name: String,
    pub title: String,
    pub question: String,
    pub description: String,
}

/// The table `[model]`.
pub(super) struct Model {
    pub theories: Vec<(&'static str, f64)>,
    pub memory_kernel: MemoryKernel,
    pub threats_per_actor: Option<usize>,
}

impl Walk<'_> {
    pub(super) fn frame(&mut self, root: &mut Fields<'_>) -> Frame {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let name = text(root.text("name", self.log));
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > MAX_KEY || !name.chars().all(allowed) {
            let span = root.node("name").map_or(root.span(), |node| node.span);
            self.error(
                span,
                "this name cannot be used",
                format!("names are 1 to {MAX_KEY} letters, digits, `_` and `-`"),
            );
        }
        Frame {
            name,
            title: text(root.required_text("title", "What the scenario is called", self.log)),
            question: text(root.required_text("question", "What does it ask, in one sentence?", self.log)),
            description: text(root.text("description", self.log)),
        }
    }

    pub(super) fn sources(&mut self, root: &mut Fields<'_>) {
        let Some(table) = root.table("sources", self.log) else { return };
        for entry in &table.entries {
            match entry.value.text() {
                Some(text) => {
                    self.sources.insert(entry.key.clone(), text.to_owned());
                }
                None => self.log.push(wrong_type(&format!("sources.{}", entry.key), &entry.value, "a text in quotes")),
            }
        }
    }

    pub(super) fn time(&mut self, root: &mut Fields<'_>) {
        let Some(table) = self.section(root, "time", "start, end and steps_per_year") else { return };
        let mut fields = Fields::new(table, "time");
        let start = self.year(&mut fields, "start", "2015.0");
        let end = self.year(&mut fields, "end", "2050.0");
        let given = fields.has("steps_per_year");
        let steps = fields.whole("steps_per_year", 1, MAX_STEPS_PER_YEAR, self.log);
        let steps = if given { steps } else { Some(STEPS_PER_YEAR) };
        fields.source(self.log);
        fields.finish(self.log);
        let (Some(start), Some(end), Some(steps)) = (start, end, steps) else { return };
        // 1 to 64, see above.
        let time = Time { start, end, steps_per_year: steps as u32 };
        if self.check_period(time, table) {
            self.time = Some(time);
        }
    }

    fn section<'t>(&mut self, root: &mut Fields<'t>, key: &'static str, holds: &str) -> Option<&'t Table> {
        if !root.has(key) {
            root.skip(key);
            self.error(root.span(), format!("`[{key}]` is missing"), format!("add a table `[{key}]` with {holds}"));
            return None;
        }
        root.table(key, self.log)
    }

    fn year(&mut self, fields: &mut Fields<'_>, key: &'static str, example: &str) -> Option<f64> {
        let node = fields.required(key, example, self.log)?;
        let year = fields.number(key, self.log)?;
        let (first, last) = YEARS;
        if (first..=last).contains(&year) {
            return Some(year);
        }
        self.error(
            node.span,
            format!("`{}` is {year}", fields.path(key)),
            format!("years lie between {first} and {last}"),
        );
        None
    }

    fn check_period(&mut self, time: Time, table: &Table) -> bool {
        let Time { start, end, steps_per_year } = time;
        let span = |key: &str| table.get(key).map_or(table.span, |node| node.span);
        let steps = (end - start) * f64::from(steps_per_year);
        if end <= start {
            let problem =
                Problem::error(span("end"), format!("the period is empty: it ends at {end}, not after its start"));
            self.log
                .push(problem.related(span("start"), format!("starts at {start}")).help("move `end` after `start`"));
        } else if (steps - steps.round()).abs() > 1e-6 || steps < 0.5 {
            let message = format!("the period from {start} to {end} is not a whole number of steps");
            let help = format!("with {steps_per_year} steps a year, dates are multiples of {}", time.dt());
            self.error(span("end"), message, help);
        } else if steps > self.most(MAX_STEPS) as f64 {
            let message = format!("the period has {steps} steps, more than {}", self.most(MAX_STEPS));
            self.error(span("end"), message, format!("shorten the period, lower `steps_per_year`, or {RAISE}"));
        } else {
            return true;
        }
        false
    }

    pub(super) fn model(&mut self, root: &mut Fields<'_>) -> Model {
        let mut model = Model { theories: Vec::new(), memory_kernel: MemoryKernel::TwoSpeed, threats_per_actor: None };
        let Some(table) = self.section(root, "model", "`theory`") else { return model };
        let mut fields = Fields::new(table, "model");
        if let Some(node) = fields.required("theory", "\"balance_of_threat\"", self.log) {
            model.theories = self.theories(node);
        }
        if let Some(node) = fields.node("memory_kernel") {
            model.memory_kernel = self.kernel(node).unwrap_or(model.memory_kernel);
        }
        if let Some(node) = fields.node("weights") {
            self.posterior = self.posterior(node);
            let weights = self.posterior.iter().flat_map(|posterior| &posterior.weights);
            self.names.deviates = weights.map(|weight| weight.entry().name.to_owned()).collect();
            let span = table.get("theory").map_or(node.span, |node| node.span);
            if let Some(posterior) = self.posterior.clone() {
                self.check_theory(&posterior, &model.theories, span);
            }
        }
        model.threats_per_actor = fields.whole("threats_per_actor", 1, 1000, self.log).map(|k| k as usize);
        fields.source(self.log);
        fields.finish(self.log);
        model
    }

    fn theories(&mut self, node: &Node) -> Vec<(&'static str, f64)> {
        match &node.kind {
            Kind::Text(name) => self.theory(name, node).map(|theory| (theory, 1.0)).into_iter().collect(),
            Kind::Table(table) => self.mixture(table),
            _ => {
                let problem = wrong_type("model.theory", node, "a theory, or a table of probabilities");
                self.log.push(problem.help(format!("theories: {}", theory_names().collect::<Vec<_>>().join(", "))));
                Vec::new()
            }
        }
    }

    fn mixture(&mut self, table: &Table) -> Vec<(&'static str, f64)> {
        let mut mixture = Vec::new();
        for entry in &table.entries {
            let key = Node { kind: entry.value.kind.clone(), span: entry.key_span };
            let theory = self.theory(&entry.key, &key);
            let probability = number(&entry.value, &format!("model.theory.{}", entry.key), self.log);
            if let (Some(theory), Some(probability)) = (theory, probability) {
                mixture.push((theory, probability));
            }
        }
        let sum: f64 = mixture.iter().map(|(_, probability)| probability).sum();
        let complete = mixture.len() == table.entries.len();
        if complete && ((sum - 1.0).abs() > SUM_TOLERANCE || mixture.iter().any(|(_, p)| *p < 0.0)) {
            let message = format!("the probabilities of the theories sum to {sum}, and must be 0 or more and sum to 1");
            self.error(table.span, message, "such as { balance_of_threat = 0.5, balance_of_power = 0.5 }");
        }
        mixture
    }

    fn theory(&mut self, name: &str, at: &Node) -> Option<&'static str> {
        let theory = theory::by_name(name).map(|theory| theory.name);
        if theory.is_none() {
            let problem = Problem::error(at.span, format!("there is no theory `{name}`"));
            self.log.push(problem.maybe_help(did_you_mean(name, theory_names())));
        }
        theory
    }

    fn kernel(&mut self, node: &Node) -> Option<MemoryKernel> {
        let names = KERNELS.iter().map(|(name, ..)| *name);
        let kernel = node.text().and_then(|text| KERNELS.iter().find(|(name, ..)| *name == text));
        if kernel.is_none() {
            let shown = node.text().unwrap_or(node.describe());
            let problem = Problem::error(node.span, format!("there is no memory kernel `{shown}`"));
            self.log.push(problem.maybe_help(did_you_mean(shown, names)));
        }
        kernel.map(|(_, kernel, _)| *kernel)
    }
}

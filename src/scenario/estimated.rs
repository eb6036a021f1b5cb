//! What `model.weights` names, put in its place while a scenario is read: the posterior in full, so that the resolved text
//! stands on its own, and what a scenario below says of the same weights gives way to it.

use super::diagnostic::Problem;
use super::load::Loader;
use super::registry::{DefaultValue, P};
use super::resolve::weight_named;
use super::source::SourceFile;
use super::tree::{self, Entry, Kind, Node, Span, Table};
use crate::model::choice::WEIGHTS;

/// Weights that multiply other weights, and so have no scale.
const FACTORS: [P; 2] = [P::VRev, P::VWait];

/// The table and the key that hold the precision of the response.
const PRECISION: (&str, &str) = ("choice", "precision");

impl Loader<'_> {
    /// Replaces the name of a posterior in a layer by the posterior, and refuses the layer's own values of what it holds.
    pub(super) fn estimated(&mut self, layer: &mut Table, file: usize) {
        let Some(node) = model_of(layer).and_then(|model| model.entries.iter_mut().find(|e| e.key == "weights")) else {
            return;
        };
        let Some(name) = node.value.text().map(str::to_owned) else { return };
        let span = node.value.span;
        let Some(posterior) = self.posterior(&name, span, file) else {
            if let Some(model) = model_of(layer) {
                model.take("weights");
            }
            return;
        };
        self.warn_of_scale(&posterior, layer, &name, span);
        for (group, key) in held(&posterior) {
            let own = layer.table(&group).and_then(|table| table.entry(&key)).map(|entry| entry.key_span);
            if let Some(own) = own {
                self.refuse_own(&format!("{group}.{key}"), own, &name, span);
            }
        }
        if let Some(entry) = model_of(layer).and_then(|model| model.entries.iter_mut().find(|e| e.key == "weights")) {
            entry.value.kind = Kind::Table(posterior);
        }
    }

    fn posterior(&mut self, name: &str, span: Span, file: usize) -> Option<Table> {
        let source: SourceFile = match self.resolver.weights(&self.files[file].id, name) {
            Ok(source) => source,
            Err(error) => {
                self.log.push(Problem::error(span, error.message).help(error.help));
                return None;
            }
        };
        let file = self.files.len();
        let (table, errors) = tree::read(file, &source.text);
        self.files.push(source);
        self.syntax(file, &table, errors);
        Some(table)
    }

    /// Warns of weights that the posterior does not hold nor the layer give: they were meant for another precision.
    fn warn_of_scale(&mut self, posterior: &Table, layer: &Table, name: &str, named: Span) {
        let Some(precision) = posterior.get("precision").and_then(Node::number) else { return };
        if P::Precision.entry().default == DefaultValue::Value(precision) {
            return;
        }
        let (held, own) = (held(posterior), layer.table("weights"));
        let given =
            |key: &str| held.iter().any(|(_, known)| known == key) || own.is_some_and(|own| own.get(key).is_some());
        let others: Vec<String> = WEIGHTS
            .iter()
            .filter(|weight| !FACTORS.contains(weight) && !given(weight.entry().name))
            .map(|weight| format!("`{}`", weight.entry().name))
            .collect();
        if others.is_empty() {
            return;
        }
        let message = format!("the weights `{name}` do not hold {}", others.join(", "));
        let scale = format!(
            "these keep the values that they have without, and count by weight times precision, which is {precision} here: \
             give them on that scale, or 0"
        );
        self.log.push(Problem::warning(named, message).help(scale));
    }

    fn refuse_own(&mut self, path: &str, own: Span, name: &str, named: Span) {
        let problem = Problem::error(own, format!("`{path}` is given here, and the weights `{name}` hold it too"))
            .related(named, "named here")
            .help("take out one of the two")
            .help(format!(
                "to keep this value beside the estimates of the others, lay it over them: `--set {path}=..`, or a \
                 scenario that extends this one"
            ));
        self.log.push(problem);
    }

    /// Takes from what lies below a layer with a posterior all that it says of the weights and the precision, for the
    /// world or an actor: numbers on another scale.
    pub(super) fn give_way(&mut self, lower: &mut Table, upper: &Table) {
        let Some(node) = upper.table("model").and_then(|model| model.get("weights")) else { return };
        let Some(posterior) = node.table() else { return };
        let mut dropped = Vec::new();
        for (group, key) in held(posterior) {
            lower.take_path(&[group.clone(), key.clone()]);
            let Some(actors) = lower.entries.iter_mut().find(|entry| entry.key == "actors") else { continue };
            let Kind::Table(actors) = &mut actors.value.kind else { continue };
            for Entry { key: actor, value: Node { kind, .. }, .. } in &mut actors.entries {
                let Kind::Table(actor_table) = kind else { continue };
                if actor_table.take_path(&[group.clone(), key.clone()]).is_some() {
                    dropped.push(format!("`actors.{actor}.{group}.{key}`"));
                }
            }
        }
        if !dropped.is_empty() {
            let message =
                format!("the weights replace what the scenario below says of one actor: {}", dropped.join(", "));
            let help = "an actor's own value has to fit the scale of the weights: give it again in this scenario, or \
                        lay it over by --set";
            self.log.push(Problem::warning(node.span, message).help(help));
        }
    }
}

fn model_of(layer: &mut Table) -> Option<&mut Table> {
    let model = layer.entries.iter_mut().find(|entry| entry.key == "model")?;
    match &mut model.value.kind {
        Kind::Table(table) => Some(table),
        _ => None,
    }
}

/// Group and key of what a posterior holds: its weights, as far as they are some, and the precision.
fn held(posterior: &Table) -> Vec<(String, String)> {
    let named = match posterior.get("weights").map(|node| &node.kind) {
        Some(Kind::Array(items)) => items.as_slice(),
        _ => &[],
    };
    let weights = named.iter().filter_map(Node::text).filter_map(weight_named).map(P::entry);
    let weights = weights.map(|entry| (entry.group.to_owned(), entry.name.to_owned()));
    weights.chain([(PRECISION.0.to_owned(), PRECISION.1.to_owned())]).collect()
}

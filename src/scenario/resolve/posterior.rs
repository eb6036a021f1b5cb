//! The table `[model.weights]`: a posterior of the weights, as its file has it.

use super::super::diagnostic::{Problem, did_you_mean};
use super::super::distribution::{Distribution, Shape};
use super::super::load::FORMAT;
use super::super::posterior::{MOST_DEVIATE, Posterior, cholesky};
use super::super::registry::P;
use super::super::tree::{Kind, Node, Span, Table};
use super::super::{Place, Slot, Value};
use super::fields::{Fields, number, wrong_type};
use super::frame::theory_names;
use super::{Walk, names_at, numbers, parameter_at};
use crate::model::theory;
use std::collections::BTreeMap;

/// The group whose parameters a posterior holds.
const WEIGHTS: &str = "weights";

/// How far two numbers of a covariance that should be equal may lie apart, as a share of the two standard deviations.
const SYMMETRY: f64 = 1e-9;

/// The weight of this name.
pub(in super::super) fn weight_named(name: &str) -> Option<P> {
    parameter_at(Place::World, WEIGHTS, name)
}

impl Walk<'_> {
    /// Reads the posterior that a node of `[model]` holds.
    pub(super) fn posterior(&mut self, node: &Node) -> Option<Posterior> {
        let Some(table) = node.table() else {
            self.log.push(wrong_type("model.weights", node, "the name of a posterior, in quotes"));
            return None;
        };
        let mut fields = Fields::new(table, "model.weights");
        let format = fields.required("format", "1", self.log);
        let format = format.and_then(|_| fields.whole("format", FORMAT, FORMAT, self.log));
        let name = fields.required_text("name", "estimated-1900-2014", self.log);
        let name = name.filter(|name| self.posterior_name(name, table));
        let title = fields.required_text("title", "Weights estimated on ..", self.log);
        let theory = self.posterior_theory(&mut fields);
        let precision = self.posterior_precision(&mut fields);
        let weights = self.posterior_weights(&mut fields);
        let n = weights.as_ref().map(Vec::len);
        let mean = fields.required("mean", "[1.0]", self.log).and_then(|node| self.row(node, "model.weights.mean", n));
        let covariance = fields.required("covariance", "[[1.0]]", self.log);
        let covariance = covariance.and_then(|node| Some((node.span, self.square(node, n)?)));
        fields.table("provenance", self.log);
        fields.finish(self.log);
        let (weights, mean, (span, covariance)) = (weights?, mean?, covariance?);
        let factor = self.factor(&weights, &covariance, span)?;
        self.reach(&weights, &mean, &factor, table.get("mean").map_or(table.span, |node| node.span))?;
        let (name, title) = (name?.to_owned(), title?.to_owned());
        format?;
        Some(Posterior { name, title, theory: theory?, precision: precision?, weights, mean, factor })
    }

    fn posterior_name(&mut self, name: &str, table: &Table) -> bool {
        let good = super::super::load::stem(name) == name;
        if !good {
            let span = table.get("name").map_or(table.span, |node| node.span);
            self.error(span, "this name cannot be used", "names are letters, digits, `_` and `-`");
        }
        good
    }

    fn posterior_theory(&mut self, fields: &mut Fields<'_>) -> Option<&'static str> {
        let name = fields.required_text("theory", "balance_of_threat", self.log)?;
        let found = theory::by_name(name).map(|theory| theory.name);
        if let (None, Some(node)) = (found, fields.node("theory")) {
            let problem = Problem::error(node.span, format!("there is no theory `{name}`"));
            self.log.push(problem.maybe_help(did_you_mean(name, theory_names())));
        }
        found
    }

    fn posterior_precision(&mut self, fields: &mut Fields<'_>) -> Option<f64> {
        let node = fields.required("precision", "1.0", self.log)?;
        let precision = numbers::point(P::Precision.entry(), node, "model.weights.precision", self.log)?;
        if precision <= 0.0 {
            self.error(node.span, "a precision of 0, under which no weight matters", "estimates have precision 1");
            return None;
        }
        Some(precision)
    }

    /// The weights by name, each once.
    fn posterior_weights(&mut self, fields: &mut Fields<'_>) -> Option<Vec<P>> {
        let node = fields.required("weights", "[\"v_sec\", \"v_trade\"]", self.log)?;
        let items = fields.array("weights", self.log)?;
        if items.is_empty() {
            self.error(node.span, "a posterior of no weights", "name those that were estimated, or take the file out");
            return None;
        }
        let mut all: Vec<P> = Vec::new();
        for item in items {
            let Some(name) = item.text() else {
                self.log.push(wrong_type("model.weights.weights", item, "the name of a weight, in quotes"));
                continue;
            };
            match weight_named(name) {
                None => {
                    let problem = Problem::error(item.span, format!("there is no weight `{name}`"));
                    self.log.push(problem.maybe_help(did_you_mean(name, names_at(Place::World, WEIGHTS))));
                }
                Some(weight) if all.contains(&weight) => {
                    self.error(item.span, format!("the weight `{name}` is named twice"), "name each once");
                }
                Some(weight) => all.push(weight),
            }
        }
        (all.len() == items.len()).then_some(all)
    }

    /// A list of so many finite numbers.
    fn row(&mut self, node: &Node, path: &str, n: Option<usize>) -> Option<Vec<f64>> {
        let Kind::Array(items) = &node.kind else {
            self.log.push(wrong_type(path, node, "a list of numbers"));
            return None;
        };
        let all: Vec<f64> = items.iter().filter_map(|item| number(item, path, self.log)).collect();
        self.right_length(items.len(), n, path, node.span)?;
        (all.len() == items.len()).then_some(all)
    }

    fn right_length(&mut self, found: usize, n: Option<usize>, path: &str, span: Span) -> Option<()> {
        if n.is_none_or(|n| n == found) {
            return Some(());
        }
        let weights = n.unwrap_or_default();
        let numbers = if found == 1 { "1 entry".to_owned() } else { format!("{found} entries") };
        let message = format!("`{path}` has {numbers}, and there are {weights} weights");
        self.error(span, message, "one for each weight, in their order");
        None
    }

    /// A symmetric matrix with a row and a column for each weight.
    fn square(&mut self, node: &Node, n: Option<usize>) -> Option<Vec<Vec<f64>>> {
        let path = "model.weights.covariance";
        let Kind::Array(items) = &node.kind else {
            self.log.push(wrong_type(path, node, "a list of rows, each a list of numbers"));
            return None;
        };
        self.right_length(items.len(), n, path, node.span)?;
        let read = |(at, item)| self.row(item, &format!("{path} row {}", at + 1), Some(items.len()));
        let rows: Vec<Vec<f64>> = items.iter().enumerate().filter_map(read).collect();
        (rows.len() == items.len()).then_some(())?;
        for (i, row) in rows.iter().enumerate() {
            for j in 0..i {
                let scale = (rows[i][i].abs() * rows[j][j].abs()).sqrt();
                if (row[j] - rows[j][i]).abs() > SYMMETRY * scale {
                    let message = format!(
                        "the covariance is not symmetric: row {} has {} in column {}, and row {} has {} in column {}",
                        i + 1,
                        row[j],
                        j + 1,
                        j + 1,
                        rows[j][i],
                        i + 1
                    );
                    self.error(items[i].span, message, "the two are the covariance of the same two weights");
                    return None;
                }
            }
        }
        Some(rows)
    }

    fn factor(&mut self, weights: &[P], covariance: &[Vec<f64>], span: Span) -> Option<Vec<Vec<f64>>> {
        let fails = match cholesky(covariance) {
            Ok(factor) => return Some(factor),
            Err(at) => weights[at].entry().name,
        };
        let message = format!("the covariance is not positive definite: it fails at `{fails}`");
        let help = format!(
            "every variance on the diagonal is above 0, and no weight is a sum of multiples of those before it: is \
             `{fails}` determined by the others, or rounded too far?"
        );
        self.error(span, message, help);
        None
    }

    /// Refuses weights of which a draw can lie beyond what is allowed.
    fn reach(&mut self, weights: &[P], mean: &[f64], factor: &[Vec<f64>], span: Span) -> Option<()> {
        for ((weight, mean), row) in weights.iter().zip(mean).zip(factor) {
            let (low, high) = reach(*mean, row);
            let entry = weight.entry();
            if !entry.allowed.contains(low) || !entry.allowed.contains(high) {
                let message = format!(
                    "draws of `{}` can reach from {low:.6} to {high:.6}, beyond what is allowed: {}",
                    entry.name, entry.allowed
                );
                self.error(span, message, "give the weights at precision 1, where they are small numbers");
                return None;
            }
        }
        Some(())
    }

    /// Warns where the theory of the scenario is not the one of the estimates.
    pub(super) fn check_theory(&mut self, posterior: &Posterior, theories: &[(&'static str, f64)], span: Span) {
        let others: Vec<String> = theories
            .iter()
            .filter(|(name, p)| *name != posterior.theory && *p > 0.0)
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        if others.is_empty() {
            return;
        }
        let Posterior { name, theory, .. } = posterior;
        let message =
            format!("the weights `{name}` were estimated under `{theory}`, and runs are under {}", others.join(", "));
        let problem = Problem::warning(span, message);
        self.log.push(problem.help(format!(
            "the factors of a theory multiply the weights that are drawn, and the estimates hold under `{theory}` alone"
        )));
    }

    /// The value that the posterior gives a slot, if it gives it one.
    pub(super) fn drawn_weight(&self, parameter: P, place: Place, at: &BTreeMap<(P, Place), Slot>) -> Option<Value> {
        let posterior = self.posterior.as_ref()?;
        match (parameter, place) {
            (P::Deviate, _) => {
                let (min, max) = (f64::NEG_INFINITY, f64::INFINITY);
                Some(Value::Draw(Distribution { shape: Shape::Normal { mean: 0.0, sd: 1.0 }, min, max }))
            }
            (P::Precision, Place::World) => Some(Value::Point(posterior.precision)),
            (_, Place::World) => {
                let row = posterior.position(parameter)?;
                let deviate = |k: usize| at.get(&(P::Deviate, Place::Deviate(k))).copied();
                let loads = posterior.factor[row].iter().enumerate();
                let loads = loads.map(|(k, load)| Some((deviate(k)?, *load))).collect::<Option<Vec<_>>>()?;
                Some(Value::Normal { mean: posterior.mean[row], loads })
            }
            _ => None,
        }
    }
}

/// The smallest and the largest value of a weight with this mean and row of the factor.
fn reach(mean: f64, row: &[f64]) -> (f64, f64) {
    let most = row.iter().fold(0.0, |sum, x| sum + x.abs()) * MOST_DEVIATE;
    (mean - most, mean + most)
}

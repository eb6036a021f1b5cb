//! Claims: what is relaxed, what is predicted, and whether the one decides the other.

use std::collections::BTreeMap;

use super::super::diagnostic::{Problem, closest, did_you_mean};
use super::super::outcome::{Claim, Direction, Event, Prediction, Relaxation};
use super::super::registry::P;
use super::super::tree::{Entry, Kind, Node, Span, Table};
use super::super::{Outcome, Place, Quantity, Scenario, Slot, Value};
use super::fields::{Fields, instances, wrong_type};
use super::limits::MAX_CLAIMS;
use super::outcomes::OutcomeDraft;
use super::{Walk, numbers, paths};

/// The directions, by the names that `direction` takes, with what each says.
pub const DIRECTIONS: &[(&str, Direction, &str)] = &[
    ("toward", Direction::Toward, "the claim pushes toward an alliance"),
    ("away", Direction::Away, "it pushes away from one"),
    ("neither", Direction::Neither, "it does neither, or the argument does not say"),
];

/// What a relaxed parameter becomes, before there are slots.
enum Relaxed {
    Number(f64),
    SameAs(P, Place, Span),
}

/// A claim whose slots are not laid out yet.
pub(super) struct ClaimDraft {
    claim: Claim,
    relaxed: Vec<(P, Place, Relaxed, Span)>,
    /// Where its predictions stand.
    predictions: Vec<Span>,
}

impl Walk<'_> {
    pub(super) fn claims(&mut self, root: &mut Fields<'_>, outcomes: &[OutcomeDraft]) -> Vec<ClaimDraft> {
        let tables = root.instances("claims", self.most(MAX_CLAIMS), self.log);
        let mut owners = BTreeMap::new();
        let mut claims = Vec::new();
        for (entry, table) in tables {
            let claim = self.claim(entry, table, outcomes);
            self.check_owners(&claim, &mut owners);
            claims.push(claim);
        }
        claims
    }

    fn claim(&mut self, entry: &Entry, table: &Table, outcomes: &[OutcomeDraft]) -> ClaimDraft {
        let mut fields = Fields::new(table, format!("claims.{}", entry.key));
        fields.source(self.log);
        let text = fields.required_text("text", "What the claim says", self.log).unwrap_or_default().to_owned();
        let direction = self.direction(&mut fields);
        let shows = self.shows(&mut fields, outcomes);
        let relaxed = match fields.table("relaxed", self.log) {
            Some(table) => self.relaxed(table, &fields.path("relaxed")),
            None => Vec::new(),
        };
        let (predictions, spans) = self.predictions(&mut fields, outcomes).into_iter().unzip();
        if !fields.has("relaxed") && !fields.has("predictions") {
            let message = format!("the claim `{}` neither relaxes nor predicts anything", entry.key);
            self.log
                .push(Problem::warning(entry.key_span, message).help("nothing in a run can speak for or against it"));
        }
        fields.finish(self.log);
        let id = entry.key.clone();
        let claim = Claim { id, text, direction, relaxed: Vec::new(), predictions, shows, by_construction: false };
        ClaimDraft { claim, relaxed, predictions: spans }
    }

    fn direction(&mut self, fields: &mut Fields<'_>) -> Direction {
        let Some(name) = fields.text("direction", self.log) else { return Direction::Neither };
        let found = DIRECTIONS.iter().find(|(known, ..)| *known == name);
        if found.is_none() {
            let span = fields.node("direction").map_or(fields.span(), |node| node.span);
            let problem = Problem::error(span, format!("there is no direction `{name}`"));
            self.log.push(problem.maybe_help(did_you_mean(name, DIRECTIONS.iter().map(|(name, ..)| *name))));
        }
        found.map_or(Direction::Neither, |(_, direction, _)| *direction)
    }

    fn shows(&mut self, fields: &mut Fields<'_>, outcomes: &[OutcomeDraft]) -> Vec<usize> {
        let Some(items) = fields.array("shows", self.log) else { return Vec::new() };
        let path = fields.path("shows");
        items.iter().filter_map(|item| self.outcome_named(item, &path, outcomes)).collect()
    }

    /// The outcome that a text names.
    fn outcome_named(&mut self, node: &Node, path: &str, outcomes: &[OutcomeDraft]) -> Option<usize> {
        let Some(name) = node.text() else {
            self.log.push(wrong_type(path, node, "the key of an outcome, in quotes"));
            return None;
        };
        let found = outcomes.iter().position(|outcome| outcome.id == name);
        if found.is_none() {
            let names = outcomes.iter().map(|outcome| outcome.id.as_str());
            let near = if self.log.is_full() { None } else { closest(name, names) };
            let help = near.map(|name| format!("did you mean `{name}`?"));
            let help = help.unwrap_or_else(|| format!("add a table `[outcomes.{name}]`"));
            self.error(node.span, format!("there is no outcome `{name}`"), help);
        }
        found
    }

    fn relaxed(&mut self, table: &Table, path: &str) -> Vec<(P, Place, Relaxed, Span)> {
        let mut all = Vec::new();
        for (keys, node, span) in leaves(table) {
            match self.names.find(&keys) {
                Ok(found) => {
                    let values = found.into_iter().filter_map(|(parameter, place)| {
                        let value = self.relaxed_value(parameter, node, &format!("{path}.{keys}"))?;
                        self.wanted.insert((parameter, place));
                        Some((parameter, place, value, span))
                    });
                    all.extend(values);
                }
                Err(unnamed) => self.log.push(Problem::error(span, unnamed.message).maybe_help(unnamed.help)),
            }
        }
        all
    }

    fn relaxed_value(&mut self, parameter: P, node: &Node, path: &str) -> Option<Relaxed> {
        let Kind::Table(table) = &node.kind else {
            return numbers::point(parameter.entry(), node, path, self.log).map(Relaxed::Number);
        };
        if table.get("same_as").is_none() {
            let problem = wrong_type(path, node, "a number or { same_as = \"path\" }");
            self.log.push(problem.help("a relaxed parameter takes one value, not a distribution"));
            return None;
        }
        let (target, span) = numbers::same_as(table, path, self.log)?;
        match self.names.find(target) {
            Ok(found) if found.len() == 1 => Some(Relaxed::SameAs(found[0].0, found[0].1, span)),
            Ok(_) => {
                self.error(span, format!("`{target}` names several parameters"), "name one, without `*`");
                None
            }
            Err(unnamed) => {
                self.log.push(Problem::error(span, unnamed.message).maybe_help(unnamed.help));
                None
            }
        }
    }

    /// No parameter may be set twice, by one claim or by two.
    fn check_owners(&mut self, draft: &ClaimDraft, owners: &mut BTreeMap<(P, Place), (String, Span)>) {
        for (parameter, place, _, span) in &draft.relaxed {
            let id = draft.claim.id.clone();
            let Some((owner, first)) = owners.insert((*parameter, *place), (id, *span)) else { continue };
            let path = self.names.path(*parameter, *place);
            let message = if owner == draft.claim.id {
                format!("the claim `{owner}` sets `{path}` twice")
            } else {
                format!("the claims `{owner}` and `{}` both set `{path}`", draft.claim.id)
            };
            let problem = Problem::error(*span, message).related(first, "first set here");
            self.log.push(problem.help("relaxing several claims at once would be ambiguous; leave it to one"));
        }
    }

    fn predictions(&mut self, fields: &mut Fields<'_>, outcomes: &[OutcomeDraft]) -> Vec<(Prediction, Span)> {
        let path = fields.path("predictions");
        let Some(section) = fields.table("predictions", self.log) else { return Vec::new() };
        let tables = instances(section, &path, self.log);
        let mut all = Vec::new();
        for (entry, table) in tables {
            let prediction = self.prediction(entry, table, &path, outcomes);
            all.extend(prediction.map(|prediction| (prediction, entry.key_span)));
        }
        all
    }

    fn prediction(
        &mut self,
        entry: &Entry,
        table: &Table,
        path: &str,
        outcomes: &[OutcomeDraft],
    ) -> Option<Prediction> {
        let mut fields = Fields::new(table, format!("{path}.{}", entry.key));
        fields.source(self.log);
        let outcome = fields.required("outcome", "\"ID\"", self.log);
        let outcome = outcome.and_then(|node| self.outcome_named(node, &fields.path("outcome"), outcomes));
        let drafted = outcome.and_then(|outcome| outcomes[outcome].outcome.as_ref());
        let event = self.predicted_event(&mut fields, drafted);
        let probability = self.probability(&mut fields);
        fields.finish(self.log);
        let (probability_above, probability_below) = probability?;
        let id = entry.key.clone();
        Some(Prediction { id, outcome: outcome?, event: event?, probability_above, probability_below })
    }

    /// When the outcome counts.
    fn predicted_event(&mut self, fields: &mut Fields<'_>, outcome: Option<&Outcome>) -> Option<Event> {
        fields.skip("event");
        let yes_no = outcome?.is_yes_no();
        if yes_no && !fields.has("event") {
            return Some(Event { above: None, at_least: Some(1.0), below: None, at_most: None });
        }
        let node = fields.required("event", "{ above = 0 }", self.log)?;
        if yes_no {
            self.error(node.span, "`event` with an outcome that is yes or no", "leave it out: yes is what counts");
            return None;
        }
        let table = fields.table("event", self.log)?;
        let mut bounds = Fields::new(table, fields.path("event"));
        let mut bound = |key| bounds.number(key, self.log);
        let event = Event {
            above: bound("above"),
            at_least: bound("at_least"),
            below: bound("below"),
            at_most: bound("at_most"),
        };
        bounds.finish(self.log);
        if table.entries.is_empty() {
            self.error(table.span, "an event without bounds", "such as { at_least = 1, at_most = 2 }");
            return None;
        }
        Some(event)
    }

    /// The threshold: above or below a probability.
    fn probability(&mut self, fields: &mut Fields<'_>) -> Option<(Option<f64>, Option<f64>)> {
        fields.required("probability", "{ above = 0.67 }", self.log)?;
        let table = fields.table("probability", self.log)?;
        let mut bounds = Fields::new(table, fields.path("probability"));
        let above = bounds.number("above", self.log);
        let below = bounds.number("below", self.log);
        bounds.finish(self.log);
        match (above, below) {
            (Some(p), None) | (None, Some(p)) if (0.0..=1.0).contains(&p) => Some((above, below)),
            (Some(p), None) | (None, Some(p)) => {
                self.error(table.span, format!("{p} is no probability"), "probabilities lie between 0 and 1");
                None
            }
            _ => {
                self.error(table.span, "a probability has one bound", "either { above = 0.67 } or { below = 0.33 }");
                None
            }
        }
    }

    /// Turns paths into slots, now that there are some.
    pub(super) fn finish_claims(&mut self, drafts: Vec<ClaimDraft>, scenario: &Scenario) -> Vec<Claim> {
        drafts.into_iter().map(|draft| self.finish_claim(draft, scenario)).collect()
    }

    fn finish_claim(&mut self, draft: ClaimDraft, scenario: &Scenario) -> Claim {
        let ClaimDraft { mut claim, relaxed, predictions } = draft;
        for (parameter, place, value, span) in relaxed {
            let slot = scenario.slot(parameter, place);
            if matches!(scenario.slots[slot.0 as usize].value, Value::Derived) {
                let message = format!("`{}` is worked out by the model", scenario.slots[slot.0 as usize].path);
                self.error(span, message, "give it a value in the scenario, so that there is one to relax");
            }
            let value = match value {
                Relaxed::Number(x) => {
                    self.check_change(scenario, slot, x, span);
                    Value::Point(x)
                }
                Relaxed::SameAs(other, place, span) => {
                    let other = scenario.slot(other, place);
                    self.check_copy(scenario, slot, other, span);
                    Value::Same(other)
                }
            };
            claim.relaxed.push(Relaxation { slot, value });
        }
        for (prediction, span) in claim.predictions.iter().zip(predictions) {
            self.warn_of_circle(&claim, prediction, scenario, span);
        }
        claim.by_construction = claim.predictions.iter().any(|p| typed_in(&claim, p, scenario).is_some());
        claim
    }

    /// Warns where what a claim predicts was put in by the claim itself.
    fn warn_of_circle(&mut self, claim: &Claim, prediction: &Prediction, scenario: &Scenario, span: Span) {
        let who = format!("the prediction `{}` of claim `{}`", prediction.id, claim.id);
        if let Some(bias) = typed_in(claim, prediction, scenario) {
            let path = &scenario.slots[bias.0 as usize].path;
            let problem = Problem::warning(span, format!("{who} is decided by construction"));
            let why = format!(
                "`{path}` lies on one side of its relaxed value: the answer was typed in, and the verdict says so"
            );
            self.log
                .push(problem.help(why).help("a distribution with the relaxed value within it lets the runs find it"));
        } else if rests_on_own(claim, prediction, scenario) {
            let message = format!("{who} rests on the claim's own parameters alone");
            self.log.push(Problem::warning(span, message).help("what it finds was partly put in: read its verdict so"));
        }
    }

    /// What a claim makes of the value of a change must be a value of what that sets.
    fn check_change(&mut self, scenario: &Scenario, slot: Slot, x: f64, span: Span) {
        let (entry, own) = (scenario.entry(slot), scenario.slots[slot.0 as usize].parameter.entry());
        if entry.parameter != own.parameter && !numbers::allows(entry, &Value::Point(x)) {
            let message = format!("{x} is no value for `{}`", paths::pattern(entry));
            self.error(span, message, format!("allowed: {}", entry.allowed));
        }
    }

    fn check_copy(&mut self, scenario: &Scenario, slot: Slot, other: Slot, span: Span) {
        let entry = scenario.entry(slot);
        if !numbers::allows(entry, shipped(scenario, other)) {
            let message = format!("what this holds is not always allowed for `{}`", paths::pattern(entry));
            self.error(span, message, format!("allowed: {}", entry.allowed));
        }
    }
}

/// The value of a slot, following copies.
fn shipped(scenario: &Scenario, slot: Slot) -> &Value {
    match &scenario.slots[slot.0 as usize].value {
        // Copies lead to earlier slots, so this ends.
        Value::Same(other) => shipped(scenario, *other),
        value => value,
    }
}

/// The parameters that decide a quantity directly.
fn determinants(scenario: &Scenario, quantity: Quantity) -> Vec<Slot> {
    match quantity {
        Quantity::BeliefGap(i, j) => {
            vec![scenario.slot(P::Optimism, Place::Relation(i, j)), scenario.slot(P::Credulity, Place::Actor(i))]
        }
        Quantity::CapabilityRatio(i, j) => {
            let of = |i| STRENGTH.iter().map(move |parameter| scenario.slot(*parameter, Place::Actor(i)));
            of(i).chain(of(j)).collect()
        }
        _ => Vec::new(),
    }
}

const STRENGTH: &[P] =
    &[P::Gdp, P::MilitaryCapital, P::Growth, P::GrowthLongRun, P::GrowthHalfLife, P::MilitaryShare, P::PriceFactor];

/// Whether the claim relaxes every parameter that decides directly what it predicts.
fn rests_on_own(claim: &Claim, prediction: &Prediction, scenario: &Scenario) -> bool {
    let determinants = determinants(scenario, scenario.outcomes[prediction.outcome].quantity);
    let own = |slot: &Slot| claim.relaxed.iter().any(|relaxation| relaxation.slot == *slot);
    !determinants.is_empty() && determinants.iter().all(own)
}

/// The bias that the claim sets and that stands, as shipped, on one side of its relaxed value, if there is one: what
/// the claim predicts has then been typed in. Only optimism is such a bias.
fn typed_in(claim: &Claim, prediction: &Prediction, scenario: &Scenario) -> Option<Slot> {
    let Quantity::BeliefGap(i, j) = scenario.outcomes[prediction.outcome].quantity else { return None };
    let optimism = scenario.slot(P::Optimism, Place::Relation(i, j));
    let relaxation = claim.relaxed.iter().find(|relaxation| relaxation.slot == optimism)?;
    let relaxed = match &relaxation.value {
        Value::Same(other) => shipped(scenario, *other),
        value => value,
    };
    apart(shipped(scenario, optimism), relaxed).then_some(optimism)
}

/// Whether every value of the one lies strictly on one side of every value of the other.
fn apart(one: &Value, other: &Value) -> bool {
    match (support(one), support(other)) {
        (Some((low, high)), Some((least, most))) => low > most || high < least,
        _ => false,
    }
}

fn support(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Point(x) => Some((*x, *x)),
        Value::Draw(distribution) => Some(distribution.support()),
        Value::Normal { .. } | Value::Same(_) | Value::Derived => None,
    }
}

/// The entries below `relaxed`: `"a.b" = 1` and `a.b = 1` say the same.
fn leaves(table: &Table) -> Vec<(String, &Node, Span)> {
    let mut all = Vec::new();
    for entry in &table.entries {
        match entry.value.table() {
            Some(inner) if inner.get("same_as").is_none() && !inner.entries.is_empty() => {
                let below = leaves(inner);
                all.extend(below.into_iter().map(|(key, node, span)| (format!("{}.{key}", entry.key), node, span)));
            }
            _ => all.push((entry.key.clone(), &entry.value, entry.key_span)),
        }
    }
    all
}

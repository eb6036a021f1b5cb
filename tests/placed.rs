//! What a design places is what a scenario that says the same gives: a point of a sweep against `--set`, a relaxed claim
//! against the values that it names.

use realpolitik::design::{Axis, Spec};
use realpolitik::engine::{self, Block, Experiment, Rows, Sink};
use realpolitik::experiment::{Plan, Source};
use realpolitik::scenario::registry::{Allowed, Unit};
use realpolitik::scenario::{Scenario, Value};
use std::convert::Infallible;
use std::ops::ControlFlow;

struct Collect(Vec<Rows>);

impl Sink for Collect {
    type Error = Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Infallible> {
        self.0.push(block.rows);
        Ok(ControlFlow::Continue(()))
    }
}

const REPLICATES: u64 = 16;

fn plan(set: &[String], spec: Spec) -> Result<Plan, String> {
    let source = Source { name: "builtin:two-actors".into(), set: set.to_vec(), resolved: None, limits: 1 };
    Plan::new(&source, spec, None, 11).map_err(|refused| refused.to_string())
}

/// Every outcome of the last of so many points, as bits, replicate by replicate.
fn last_point(plan: &Plan) -> Vec<Vec<Option<u64>>> {
    let mut all = Collect(Vec::new());
    let experiment = Experiment { threads: 1, ..Experiment::new(&plan.scenario, &*plan.design, plan.seed) };
    let Ok(()) = engine::run(&experiment, experiment.blocks(), &mut all, &|_| {});
    let points = plan.design.points() as usize;
    let mut outcomes = Vec::new();
    for rows in &all.0 {
        for row in (0..rows.len()).filter(|row| rows.point[*row] as usize == points - 1) {
            let bits = |column: &engine::Column| column.valid[row].then(|| column.values[row].to_bits());
            outcomes.push(rows.outcomes.iter().map(bits).collect());
        }
    }
    outcomes
}

fn sweep(set: &[String], axes: &[(&str, f64, f64)]) -> Result<Plan, String> {
    let axes = axes.iter().map(|(path, from, to)| Axis { target: (*path).to_owned(), values: vec![*from, *to] });
    plan(set, Spec::Grid { axes: axes.collect(), replicates: REPLICATES })
}

/// Compares the last point of a sweep with the same values by `--set`.
fn check(base: &[String], axes: &[(&str, f64, f64)]) {
    let swept = sweep(base, axes).unwrap_or_else(|said| panic!("{axes:?}: {said}"));
    let mut set = base.to_vec();
    set.extend(axes.iter().map(|(path, _, to)| format!("{path}={to:?}")));
    let said = plan(&set, Spec::MonteCarlo { runs: REPLICATES }).unwrap_or_else(|said| panic!("{set:?}: {said}"));
    assert_eq!(last_point(&swept), last_point(&said), "{axes:?}");
}

fn short() -> Vec<String> {
    [
        "time.end=2003.0",
        "outcomes.partners.to=2003",
        "outcomes.alliance_2030.by=2003",
        "outcomes.grievance_2030.at=2003",
        r#"outcomes.commitment={kind="commitment", holder="OAK", about="ELM", at=2003}"#,
        r#"outcomes.threat={kind="belief_gap", holder="OAK", about="ELM", at=2003}"#,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn scenario(set: &[String]) -> Scenario {
    plan(set, Spec::MonteCarlo { runs: 1 }).unwrap_or_else(|said| panic!("{said}")).scenario
}

#[test]
fn every_parameter_swept_is_the_same_as_set() {
    let base = short();
    let scenario = scenario(&base);
    let mut checked = 0;
    for parameter in &scenario.slots {
        let entry = parameter.parameter.entry();
        if matches!(parameter.value, Value::Derived) || parameter.path.starts_with("events.") {
            continue;
        }
        let values = match entry.allowed {
            Allowed::OneOf(_) => continue,
            _ if entry.unit == Unit::Level => [0.0, 2.0],
            allowed => {
                let centre = scenario.centre(scenario.slot_by_path(&parameter.path).expect("its own path"));
                let other = [centre * 1.25, centre + 0.125, centre * 0.75, centre - 0.125];
                let Some(to) = other.into_iter().find(|x| *x != centre && allowed.contains(*x)) else { continue };
                [centre, to]
            }
        };
        let set = sweep(&base, &[(&parameter.path, values[0], values[1])]);
        if let Ok(swept) = set {
            let mut set = base.clone();
            set.push(format!("{}={:?}", parameter.path, values[1]));
            if let Ok(said) = plan(&set, Spec::MonteCarlo { runs: REPLICATES }) {
                assert_eq!(last_point(&swept), last_point(&said), "{} = {}", parameter.path, values[1]);
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked} of {}", scenario.slots.len());
}

#[test]
fn a_value_moved_to_where_it_was_stays_there_when_what_it_inherits_from_moves() {
    let axes = [("choice.rho", 0.1, 2.0), ("actors.ELM.choice.rho", 2.0, 0.1)];
    let base = short();
    check(&base, &axes);
    let before = scenario(&base);
    let rho = before.centre(before.slot_by_path("choice.rho").expect("a parameter"));
    check(&base, &[("choice.rho", 0.1, 2.0), ("actors.ELM.choice.rho", 2.0, rho)]);
}

#[test]
fn a_change_leaves_alone_what_the_design_has_set() {
    let mut base = short();
    base.push(r#"events.turn={kind="change", text="a turn", parameter="economy.drag", value=0.5, date=2001.0}"#.into());
    check(&base, &[("actors.ELM.economy.drag", 0.0, 0.3)]);
    check(&base, &[("economy.drag", 0.0, 0.3)]);
}

#[test]
fn a_claim_relaxed_is_the_same_as_its_values_set() {
    let source = |set: Vec<String>| Source { name: "builtin:essay".into(), set, resolved: None, limits: 1 };
    let runs = Spec::MonteCarlo { runs: 16 };
    let essay = Plan::new(&source(Vec::new()), runs.clone(), None, 3).expect("the essay").scenario;
    let mut checked = 0;
    for claim in essay.claims.iter().filter(|claim| !claim.relaxed.is_empty()) {
        let values: Option<Vec<String>> = claim
            .relaxed
            .iter()
            .map(|relaxation| match relaxation.value {
                Value::Point(x) => Some(format!("{}={x:?}", essay.slots[relaxation.slot.0 as usize].path)),
                _ => None,
            })
            .collect();
        let Some(values) = values else { continue };
        let cell = Spec::Cells { claims: vec![claim.id.clone()], listed: vec![0], replicates: 16 };
        let relaxed = Plan::new(&source(Vec::new()), cell, None, 3).expect("an audit");
        let said = Plan::new(&source(values), runs.clone(), None, 3).unwrap_or_else(|said| panic!("{said}"));
        assert_eq!(last_point(&relaxed), last_point(&said), "{}", claim.id);
        checked += 1;
    }
    assert!(checked >= 5, "{checked}");
}

#[test]
fn what_cannot_be_moved_is_refused() {
    let base = short();
    let refused = |axes: &[(&str, f64, f64)]| sweep(&base, axes).err().unwrap_or_else(|| panic!("{axes:?} is taken"));
    let twice = refused(&[("choice.rho", 0.1, 0.2), ("choice.rho", 0.1, 0.2)]);
    assert_eq!(twice, "error: `choice.rho` is named twice");
    let half = refused(&[("relations.OAK.ELM.level_start", 0.0, 0.5)]);
    assert!(half.contains("a whole number"), "{half}");
    let derived = refused(&[("relations.OAK.ELM.belief_start", 0.0, 0.5)]);
    assert!(derived.contains("is worked out by the model: give it a value"), "{derived}");
    let mut changed = base.clone();
    changed
        .push(r#"events.turn={kind="change", text="a turn", parameter="choice.rho", value=0.5, date=2001.0}"#.into());
    let negative = sweep(&changed, &[("events.turn.value", 0.5, -1.0)]).err().expect("no such inertia");
    assert!(negative.contains("`events.turn.value` = -1 is not allowed"), "{negative}");
}

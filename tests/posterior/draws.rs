//! What is drawn.

use super::*;
use realpolitik::design::{Axis, Spec, Vector};
use realpolitik::engine::{self, Block, Choice, Experiment, Sink, explain};
use realpolitik::output::digest;
use realpolitik::scenario::registry::P;
use std::convert::Infallible;
use std::ops::ControlFlow;

const NAMES: [&str; 4] = ["v_sec", "v_trade", "v_aut", "v_move"];
const MEAN: [f64; 4] = [3.0, 0.8, -0.5, 2.0];
const COVARIANCE: [[f64; 4]; 4] =
    [[0.25, 0.06, -0.02, 0.0], [0.06, 0.09, 0.012, 0.01], [-0.02, 0.012, 0.04, -0.03], [0.0, 0.01, -0.03, 0.16]];

/// A normal deviate that is exceeded, in size, one time in a million.
const RARE: f64 = 4.892;

/// The columns of the weights in the rows of some runs.
fn drawn(scenario: &Scenario, runs: u64) -> [Vec<f64>; 4] {
    let rows = rows(scenario, runs);
    let paths: Vec<&str> = scenario.in_rows().map(|(_, p)| p.path.as_str()).collect();
    assert_eq!(paths.len(), rows.parameters.len());
    NAMES.map(|name| {
        let at = paths.iter().position(|path| *path == format!("weights.{name}")).expect("a column of the weight");
        rows.parameters[at].values.clone()
    })
}

#[test]
fn means_and_covariances_are_those_of_the_file() {
    let runs = 20_000;
    let columns = drawn(&two(&[]), runs);
    let n = runs as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    for (i, column) in columns.iter().enumerate() {
        let error = (COVARIANCE[i][i] / n).sqrt();
        assert!((mean(column) - MEAN[i]).abs() < RARE * error, "mean of {}: {}", NAMES[i], mean(column));
        for (j, other) in columns.iter().enumerate().take(i + 1) {
            let product = column.iter().zip(other).map(|(a, b)| (a - MEAN[i]) * (b - MEAN[j])).sum::<f64>() / n;
            let c = COVARIANCE;
            // Of a sum of products of two normal numbers about their means.
            let error = ((c[i][i] * c[j][j] + c[i][j] * c[i][j]) / n).sqrt();
            assert!((product - c[i][j]).abs() < RARE * error, "covariance of {} and {}: {product}", NAMES[i], NAMES[j]);
        }
    }
}

#[test]
fn the_precision_is_that_of_the_file_and_other_weights_stay_what_they_were() {
    let before = realpolitik::scenario::load("builtin:two-actors", &Builtin, &[]).unwrap().scenario;
    let scenario = two(&[]);
    assert_eq!(*value(&scenario, "choice.precision"), Value::Point(1.0));
    assert_eq!(value(&scenario, "weights.v_conc"), value(&before, "weights.v_conc"));
    assert!(matches!(value(&scenario, "weights.z.v_aut"), Value::Draw(_)));
    let posterior = scenario.posterior.as_ref().expect("a posterior");
    assert_eq!(posterior.weights, [P::VSec, P::VTrade, P::VAut, P::VMove]);
}

#[derive(Default)]
struct Digests(Vec<String>);

impl Sink for Digests {
    type Error = Infallible;

    fn block(&mut self, block: Block) -> Result<ControlFlow<()>, Infallible> {
        self.0.push(digest::block(&block.rows));
        Ok(ControlFlow::Continue(()))
    }
}

#[test]
fn threads_change_nothing_and_the_file_does() {
    let digest = |scenario: &Scenario, threads: usize, unit: u64| {
        let design = MonteCarlo { runs: 501 };
        let mut sink = Digests::default();
        let experiment = Experiment { threads, unit, ..Experiment::new(scenario, &design, 42) };
        let Ok(()) = engine::run(&experiment, experiment.blocks(), &mut sink, &|_| {});
        digest::rows(scenario, &sink.0)
    };
    let scenario = two(&[]);
    let whole = digest(&scenario, 1, engine::UNIT);
    for (threads, unit) in [(2, engine::UNIT), (7, 33), (2, 1)] {
        assert_eq!(digest(&scenario, threads, unit), whole, "{threads} threads, units of {unit}");
    }
    let other = WEIGHTS.replacen("3.0, 0.8", "3.0, 0.81", 1);
    let other = read(&[("two.toml", TWO), ("weights.toml", &other)], &[], &[]).unwrap().scenario;
    assert_ne!(digest(&other, 1, engine::UNIT), whole);
    assert_ne!(other.resolved, scenario.resolved);
}

#[test]
fn the_resolved_text_needs_no_file() {
    let scenario = two(&["weights.v_trade=0.25"]);
    let again = realpolitik::scenario::parse(&scenario.resolved).unwrap_or_else(|said| panic!("{said}"));
    assert!(again.scenario == scenario);
    assert_eq!(*value(&again.scenario, "weights.v_trade"), Value::Point(0.25));
}

/// The centres of the shipped weights and precision 9, all but known.
fn centres() -> (String, Vec<String>) {
    let scenario = realpolitik::scenario::load("builtin:essay", &Builtin, &[]).unwrap().scenario;
    let weights: Vec<(String, f64)> = scenario
        .slots
        .iter()
        .enumerate()
        .filter(|(_, p)| (P::VSec..=P::VExit).contains(&p.parameter) && p.path.starts_with("weights."))
        .map(|(s, p)| (p.path.clone(), scenario.centres()[s]))
        .collect();
    assert_eq!(weights.len(), 17);
    let names: Vec<&str> = weights.iter().map(|(path, _)| &path["weights.".len()..]).collect();
    let mean: Vec<f64> = weights.iter().map(|(_, x)| *x).collect();
    let row = |i: usize| (0..17).map(|j| if i == j { 1e-20 } else { 0.0 }).collect::<Vec<f64>>();
    let text = format!(
        "format = 1\nname = \"centres\"\ntitle = \"T\"\ntheory = \"balance_of_threat\"\nprecision = 9.0\nweights = \
         {names:?}\nmean = {mean:?}\ncovariance = {:?}\n",
        (0..17).map(row).collect::<Vec<_>>()
    );
    (text, weights.iter().map(|(path, x)| format!("{path}={x:?}")).collect())
}

#[test]
fn weights_that_are_all_but_known_are_as_points() {
    let (text, points) = centres();
    let top = "format = 1\nextends = \"builtin:essay\"\n";
    let named = format!("{top}model.weights = \"centres.toml\"\n");
    let estimated = read(&[("a.toml", &named), ("centres.toml", &text)], &[], &[]).unwrap().scenario;
    let points: Vec<&str> = points.iter().map(String::as_str).collect();
    let known = read(&[("a.toml", top)], &points, &[]).unwrap().scenario;
    let at = known.outcomes.iter().position(|outcome| outcome.id == "alliance_2050").expect("an outcome");
    let (estimated, known) = (rows(&estimated, 1_000), rows(&known, 1_000));
    let happens = known.outcomes[at].values.iter().sum::<f64>();
    assert!(happens > 100.0 && happens < 900.0, "{happens}");
    assert!(estimated.outcomes[at] == known.outcomes[at]);
}

/// The parameter vector of point 0 of a sweep.
fn moved(path: &str, x: f64) -> (Scenario, Vec<f64>) {
    let spec = Spec::Grid { axes: vec![Axis { target: path.to_owned(), values: vec![x] }], replicates: 1 };
    let loaded = read(&[("two.toml", TWO)], &[], &[path]).unwrap_or_else(|said| panic!("{said}"));
    let design = spec.build(&loaded.scenario, &loaded.moved).unwrap_or_else(|said| panic!("{said}"));
    let (rows, _) = Worker::new(&loaded.scenario, &*design, 7).run(0..1);
    let values = rows.parameters.iter().map(|column| column.values[0]).collect();
    (loaded.scenario, values)
}

#[test]
fn a_deviate_moves_its_weight_and_those_after_it_and_a_weight_moves_alone() {
    let base = rows(&two(&[]), 1);
    let (scenario, by_z) = moved("weights.z.v_trade", 2.0);
    let (_, by_weight) = moved("weights.v_trade", 2.0);
    let paths: Vec<&str> = scenario.in_rows().map(|(_, p)| p.path.as_str()).collect();
    let factor = &scenario.posterior.as_ref().expect("a posterior").factor;
    for (at, path) in paths.iter().enumerate() {
        let before = base.parameters[at].values[0];
        match *path {
            "weights.v_sec" => assert_eq!([by_z[at], by_weight[at]], [before; 2]),
            "weights.v_trade" => {
                assert_eq!(by_weight[at], 2.0);
                assert_ne!(by_z[at], before);
            }
            "weights.v_aut" | "weights.v_move" => {
                assert_eq!(by_weight[at], before);
                assert_ne!(by_z[at], before);
            }
            _ => assert_eq!([by_z[at], by_weight[at]], [before; 2], "{path}"),
        }
    }
    // By as much as the factor says: twice from 0 to 1 is from 0 to 2.
    let (_, at_zero) = moved("weights.z.v_trade", 0.0);
    let trade = paths.iter().position(|path| *path == "weights.v_trade").expect("a column");
    assert!((by_z[trade] - at_zero[trade] - 2.0 * factor[1][1]).abs() < 1e-14);
}

#[test]
fn a_set_weight_is_left_alone_and_its_copies_follow() {
    let scenario = two(&[]);
    let slot = scenario.slot_by_path("weights.v_sec").expect("a slot");
    let z = scenario.slot_by_path("weights.z.v_sec").expect("a slot");
    assert!(z < slot);
    let follow = [(slot.0 as usize, realpolitik::design::Follow::Sum(3.0, vec![(z, 0.5)]))];
    let (mut values, mut set) = (vec![0.0; scenario.slots.len()], vec![false; scenario.slots.len()]);
    let mut vector = Vector::new(&mut values, &mut set, &follow);
    vector.set(z, 2.0);
    vector.settle();
    assert_eq!(vector.get(slot), 4.0);
    vector.set(slot, 1.0);
    vector.settle();
    assert_eq!(vector.get(slot), 1.0);
}

#[test]
fn a_theory_multiplies_what_is_drawn_and_its_factor_0_removes_the_term() {
    let loaded =
        read(&[("two.toml", TWO)], &["model.theory=\"affinity\""], &[]).unwrap_or_else(|said| panic!("{said}"));
    let design = MonteCarlo { runs: 40 };
    let date = loaded.scenario.time.start + 1.0;
    let choice = |run| Choice { run, date, holder: "ELM", about: "OAK" };
    let term = |scenario: &Scenario, run, name: &str| {
        let all = explain(scenario, &design, 7, &choice(run)).expect("a choice").terms;
        all.into_iter().find(|(known, _)| *known == name).expect("a term").1
    };
    let plain = two(&[]);
    for run in 0..40 {
        assert!(term(&plain, run, "autonomy")[4] != 0.0);
        assert_eq!(term(&loaded.scenario, run, "autonomy"), [0.0; 5]);
    }
    // The mean of v_aut is below 0: the term speaks for an alliance in most runs.
    let reversed = (0..40).filter(|run| term(&plain, *run, "autonomy")[4] > 0.0).count();
    assert!(reversed > 30, "{reversed}");
}

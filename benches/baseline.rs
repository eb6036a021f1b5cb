//! What the ECS costs: a step of the essay by the engine and by the same functions on plain arrays, in turn, and the
//! share of each mechanism in the latter. Ratios of neighbours in time, since a machine's speed drifts.
//!
//!     cargo bench --bench baseline

mod plain;

use plain::{DERIVED, MECHANISMS, Plain};
use realpolitik::design::{Design, MonteCarlo};
use realpolitik::engine::draw::Drawer;
use realpolitik::lanes::LANES;
use realpolitik::model::{Simulation, simulation::Start};
use realpolitik::scenario::{BUILTIN, parse};
use std::time::{Duration, Instant};

/// Pairs of measurements.
const ROUNDS: usize = 400;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return; // Built as a test: tests/plain.rs compares the bits.
    }
    let text = BUILTIN.iter().find(|(name, _)| *name == "essay").expect("a built-in scenario").1;
    let mut scenario = parse(text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
    scenario.events.clear(); // The plain arrays have no calendar.
    let design = MonteCarlo { runs: LANES as u64 };
    let (mut drawer, mut values) = (Drawer::new(&scenario, 1), Vec::new());
    let start = drawer.start(&design, &std::array::from_fn(|lane| design.spec(lane as u64)), &mut values);
    let mut simulation = Simulation::new(&scenario);

    let (mut engine, mut arrays) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        engine.push(by_engine(&mut simulation, &start));
        arrays.push(by_arrays(&mut simulation, &start));
    }
    let ratio = median(engine.iter().zip(&arrays).map(|(a, b)| a / b).collect());
    let (engine, arrays) = (median(engine), median(arrays));
    println!("a step of {LANES} runs of the essay, medians of {ROUNDS}:");
    println!("  by the engine     {engine:8.0} ns");
    println!("  in plain arrays   {arrays:8.0} ns");
    println!(
        "  ratio             {ratio:8.3}   the ECS costs {:.0} ns a step and block of lanes",
        (ratio - 1.0) * arrays
    );
    println!("shares of a step in plain arrays:");
    for (name, share) in shares(&mut simulation, &start) {
        println!("  {name:24} {:5.1}%", 100.0 * share);
    }
}

/// Nanoseconds a step.
fn by_engine(simulation: &mut Simulation, start: &Start<'_>) -> f64 {
    simulation.begin(start);
    simulation.arrive(0);
    let steps = simulation.steps();
    let begun = Instant::now();
    for step in 0..steps {
        simulation.leave(start, step);
        simulation.arrive(step + 1);
    }
    begun.elapsed().as_nanos() as f64 / steps as f64
}

/// Nanoseconds a step.
fn by_arrays(simulation: &mut Simulation, start: &Start<'_>) -> f64 {
    simulation.begin(start);
    simulation.arrive(0);
    let mut plain = Plain::of(simulation);
    let steps = simulation.steps();
    let begun = Instant::now();
    for step in 0..steps {
        plain.step(start, step);
    }
    begun.elapsed().as_nanos() as f64 / steps as f64
}

fn median(mut xs: Vec<f64>) -> f64 {
    xs.sort_by(f64::total_cmp);
    xs[xs.len() / 2]
}

/// The share of every mechanism, and of the random words, which are apart.
fn shares(simulation: &mut Simulation, start: &Start<'_>) -> Vec<(&'static str, f64)> {
    let mut spent = [Duration::ZERO; MECHANISMS.len() + 1];
    for _ in 0..ROUNDS {
        simulation.begin(start);
        simulation.arrive(0);
        let mut plain = Plain::of(simulation);
        for step in 0..simulation.steps() {
            let mut begun = Instant::now();
            let mut lap = |to: usize| {
                let now = Instant::now();
                spent[to] += now - begun;
                begun = now;
            };
            plain.draw(start, step);
            lap(MECHANISMS.len());
            for at in (DERIVED..MECHANISMS.len()).chain(0..DERIVED) {
                MECHANISMS[at].1(&mut plain);
                lap(at);
            }
        }
    }
    let all: Duration = spent.iter().sum();
    let names = MECHANISMS.iter().map(|(name, _)| *name).chain(["random words"]);
    names.zip(spent).map(|(name, time)| (name, time.as_secs_f64() / all.as_secs_f64())).collect()
}

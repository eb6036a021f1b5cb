//! A step of the essay by the engine, in one simulation: `LANES` runs go one step.
//!
//!     cargo bench --bench step

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use realpolitik::design::{Design, MonteCarlo};
use realpolitik::engine::draw::Drawer;
use realpolitik::lanes::LANES;
use realpolitik::model::Simulation;
use realpolitik::scenario::{BUILTIN, parse};
use std::time::{Duration, Instant};

fn step(c: &mut Criterion) {
    let text = BUILTIN.iter().find(|(name, _)| *name == "essay").expect("a built-in scenario").1;
    let scenario = parse(text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
    let design = MonteCarlo { runs: LANES as u64 };
    let (mut drawer, mut values) = (Drawer::new(&scenario, 1), Vec::new());
    let start = drawer.start(&design, &std::array::from_fn(|lane| design.spec(lane as u64)), &mut values);
    let mut simulation = Simulation::new(&scenario);
    let steps = simulation.steps();
    let mut group = c.benchmark_group("step");
    group.throughput(Throughput::Elements(LANES as u64));
    group.bench_function("essay", |b| {
        b.iter_custom(|rounds| {
            let mut time = Duration::ZERO;
            for first in (0..rounds).step_by(steps) {
                simulation.begin(&start);
                simulation.arrive(0);
                let begun = Instant::now();
                for step in 0..steps.min((rounds - first) as usize) {
                    simulation.leave(&start, step);
                    simulation.arrive(step + 1);
                }
                time += begun.elapsed();
            }
            time
        });
    });
    group.finish();
}

criterion_group!(benches, step);
criterion_main!(benches);

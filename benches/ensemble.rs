//! Runs through the engine on one thread: each shipped scenario, and worlds of 3 to 60 actors with three third parties
//! a choice. The figure to compare is elements per second: runs for scenarios, and for the worlds relations times third
//! parties times steps times runs.
//!
//!     cargo bench --bench ensemble

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use realpolitik::design::MonteCarlo;
use realpolitik::engine::Worker;
use realpolitik::lanes::LANES;
use realpolitik::model::Simulation;
use realpolitik::scenario::{BUILTIN, Scenario, parse};
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

/// Runs of a measurement: a few groups of lanes.
const RUNS: u64 = 4 * LANES as u64;

/// Third parties that count in a choice.
const THIRDS: usize = 3;

fn measure(worker: &mut Worker<'_>) {
    black_box(worker.run(0..RUNS));
}

fn scenarios(c: &mut Criterion) {
    let mut group = c.benchmark_group("scenario");
    group.throughput(Throughput::Elements(RUNS)).sample_size(20).measurement_time(Duration::from_secs(5));
    for (name, text) in BUILTIN {
        let scenario = parse(text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
        let design = MonteCarlo { runs: RUNS };
        let mut worker = Worker::new(&scenario, &design, 1);
        group.bench_function(*name, |b| b.iter(|| measure(&mut worker)));
    }
    group.finish();
}

/// A world of `n` like actors over ten years.
fn world(n: usize) -> Scenario {
    let mut text = format!(
        "format = 1\nname = \"scale\"\ntitle = \"Scale\"\nquestion = \"How does the cost grow?\"\nsource = \"guess: invented\"\n\
         focus = \"A0-A1\"\n[time]\nstart = 2000.0\nend = 2010.0\n[model]\ntheory = \"balance_of_threat\"\n\
         threats_per_actor = {THIRDS}\n"
    );
    for i in 0..n {
        let _ = writeln!(
            text,
            "[actors.A{i}]\nname = \"A{i}\"\ngdp = {}\nmilitary_capital = 200\nmilitary_share = 0.02\ngrowth = 0.02\n\
             growth_long_run = 0.02\nhorizon_years = 10\nforesight = 0.5\ncredulity = 0.4\nautonomy = 0.25\n\
             memory_recent = 6\nmemory_historic = 60\nmemory_share = 0.7",
            1000 + 37 * i
        ); // A string takes all.
        for j in (0..n).filter(|&j| j != i) {
            let _ = writeln!(text, "[relations.A{i}.A{j}]\nexports = 20\nproximity = 0.8\niota = 0.1\nk0 = -3.0");
        }
    }
    text.push_str("[outcomes.alliance]\ntext = \"alliance\"\nkind = \"alliance\"\npair = \"A0-A1\"\nby = 2010\n");
    let mut scenario = parse(&text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
    scenario.pair_series = false;
    scenario
}

/// Bytes of all tables, which every step goes through.
fn table_bytes(scenario: &Scenario) -> usize {
    let mut simulation = Simulation::new(scenario);
    let world = simulation.world();
    let size = |id| world.components().get_info(id).map_or(0, |info| info.layout().size());
    world.archetypes().iter().map(|a| a.len() as usize * a.components().iter().map(|&id| size(id)).sum::<usize>()).sum()
}

fn scale(c: &mut Criterion) {
    let mut group = c.benchmark_group("scale");
    group.sample_size(20).measurement_time(Duration::from_secs(5));
    for n in [3, 5, 10, 20, 30, 40, 60] {
        let scenario = world(n);
        let thirds = THIRDS.min(n - 2);
        println!("{n} actors: tables of {} kB", table_bytes(&scenario) / 1000);
        let work = (n * (n - 1) * thirds * scenario.time.steps()) as u64 * RUNS;
        let design = MonteCarlo { runs: RUNS };
        let mut worker = Worker::new(&scenario, &design, 1);
        group.throughput(Throughput::Elements(work));
        group.bench_function(BenchmarkId::from_parameter(n), |b| b.iter(|| measure(&mut worker)));
    }
    group.finish();
}

criterion_group!(benches, scenarios, scale);
criterion_main!(benches);

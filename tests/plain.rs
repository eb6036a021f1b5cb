//! The model by an ECS and in plain arrays (`benches/plain`, which says what the ECS costs) gives the same bits.

#[path = "../benches/plain/mod.rs"]
mod plain;

use plain::{Plain, table};
use realpolitik::design::{Design, MonteCarlo};
use realpolitik::engine::draw::Drawer;
use realpolitik::lanes::{LANES, Lanes};
use realpolitik::model::belief::Belief;
use realpolitik::model::choice::Offer;
use realpolitik::model::coercion::Coercion;
use realpolitik::model::economy::Economy;
use realpolitik::model::memory::Memory;
use realpolitik::model::pact::Pact;
use realpolitik::model::trade::{LinkTrade, Trade};
use realpolitik::model::{Simulation, threat::Threat};
use realpolitik::scenario::{BUILTIN, parse};

/// Runs of each scenario.
const RUNS: u64 = 320;

fn bits(columns: impl IntoIterator<Item = Lanes>) -> Vec<[u64; LANES]> {
    columns.into_iter().map(|lanes| lanes.0.map(f64::to_bits)).collect()
}

/// The state by the ECS.
fn by_ecs(simulation: &mut Simulation) -> Vec<[u64; LANES]> {
    let world = simulation.world();
    let mut all = bits(table::<Economy>(world).iter().flat_map(|e| [e.gdp, e.military]));
    all.extend(bits(table::<Offer>(world).iter().map(|o| o.level)));
    all.extend(bits(table::<Belief>(world).iter().map(|b| b.0)));
    all.extend(bits(table::<Coercion>(world).iter().map(|k| k.0)));
    all.extend(bits(table::<Memory>(world).iter().flat_map(|m| [m.acute, m.total()])));
    all.extend(bits(table::<Threat>(world).iter().flat_map(|t| [t.expected, t.rise])));
    all.extend(bits(table::<Trade>(world).iter().map(|t| t.total)));
    all.extend(bits(table::<Pact>(world).iter().flat_map(|p| [p.in_force, p.formed, p.past])));
    all.extend(bits(table::<LinkTrade>(world).iter().flat_map(|l| [l.exports, l.imports])));
    all
}

/// The same state in plain arrays.
fn by_hand(plain: &Plain) -> Vec<[u64; LANES]> {
    let (actors, relations) = (&plain.actors, &plain.relations);
    let mut all = bits(actors.economy.iter().flat_map(|e| [e.gdp, e.military]));
    all.extend(bits(relations.offer.iter().map(|o| o.level)));
    all.extend(bits(relations.belief.iter().map(|b| b.0)));
    all.extend(bits(relations.coercion.iter().map(|k| k.0)));
    all.extend(bits(relations.memory.iter().flat_map(|m| [m.acute, m.total()])));
    all.extend(bits(relations.threat.iter().flat_map(|t| [t.expected, t.rise])));
    all.extend(bits(relations.trade.iter().map(|t| t.total)));
    all.extend(bits(plain.pairs.pact.iter().flat_map(|p| [p.in_force, p.formed, p.past])));
    all.extend(bits(plain.links.iter().flat_map(|l| [l.exports, l.imports])));
    all
}

#[test]
fn an_ecs_and_plain_arrays_give_the_same_bits() {
    for (name, text) in BUILTIN {
        let mut scenario = parse(text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).scenario;
        scenario.events.clear();
        let design = MonteCarlo { runs: RUNS };
        let (mut drawer, mut values) = (Drawer::new(&scenario, 7), Vec::new());
        let mut simulation = Simulation::new(&scenario);
        for first in (0..RUNS).step_by(LANES) {
            let specs = std::array::from_fn(|lane| design.spec(first + lane as u64));
            let start = drawer.start(&design, &specs, &mut values);
            simulation.begin(&start);
            simulation.arrive(0);
            let mut plain = Plain::of(&mut simulation);
            for step in 0..simulation.steps() {
                simulation.leave(&start, step);
                simulation.arrive(step + 1);
                plain.step(&start, step);
            }
            assert!(by_ecs(&mut simulation) == by_hand(&plain), "{name}: runs from {first} on");
        }
    }
}

//! For tests of the mechanisms: a small world whose parameters a test sets, and whose tables it reads, by hand.

use super::state::{State, View};
use super::{Simulation, choice::explain::Explained, simulation::Start, theory};
use crate::engine::tests::world;
use crate::lanes::{LANES, Lanes};
use crate::random::Key;
use crate::scenario::{Place, Scenario, parse, registry::P};
use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

/// A simulation of `LANES` runs and what it starts from.
pub struct Trial {
    pub scenario: Scenario,
    pub values: Vec<Lanes>,
    pub theories: [&'static theory::Theory; LANES],
    simulation: Simulation,
    step: usize,
    first_stream: u64,
}

impl Trial {
    /// Like actors, as in the tests of the engine; every drawn value is the centre of its distribution.
    pub fn new(actors: usize, partners: usize) -> Self {
        Self::of(world(actors, partners))
    }

    /// The trial of a scenario.
    pub fn of(scenario: Scenario) -> Self {
        let values = scenario.centres().into_iter().map(Lanes::splat).collect();
        let simulation = Simulation::new(&scenario);
        Self { scenario, values, theories: [&theory::THEORIES[0]; LANES], simulation, step: 0, first_stream: 0 }
    }

    /// The trial of the scenario of two actors, with `more` written below it.
    pub fn of_two_actors(more: &str) -> Self {
        let text = format!("format = 1\nextends = \"builtin:two-actors\"\n{more}");
        Self::of(parse(&text).unwrap_or_else(|problems| panic!("{problems}")).scenario)
    }

    /// Sets a parameter in every lane.
    pub fn set(&mut self, parameter: P, place: Place, value: f64) {
        self.set_lanes(parameter, place, Lanes::splat(value));
    }

    /// Sets a parameter lane by lane.
    pub fn set_lanes(&mut self, parameter: P, place: Place, value: Lanes) {
        let slot = self.scenario.slot(parameter, place);
        self.values[slot.0 as usize] = value;
    }

    /// Sets parameters of the world.
    pub fn world(&mut self, values: &[(P, f64)]) {
        for (parameter, value) in values {
            self.set(*parameter, Place::World, *value);
        }
    }

    /// No chance beyond the choices: growth, coercion, beliefs and trade without noise, and no crises.
    pub fn quiet(&mut self) {
        use P::{Eta0, Eta1, Eta2, GrowthNoise, NoiseB, NoiseK, NoiseX};
        self.world(&[(NoiseK, 0.0), (NoiseB, 0.0), (NoiseX, 0.0), (Eta0, 0.0), (Eta1, 0.0), (Eta2, 0.0)]);
        for actor in 0..self.scenario.actors.len() {
            self.set(GrowthNoise, Place::Actor(actor), 0.0);
        }
    }

    /// Takes the random streams from this one on; they are 0 and on otherwise.
    pub fn streams(&mut self, first: u64) {
        self.first_stream = first;
    }

    /// Goes to the start and to what its snapshot shows.
    pub fn begin(&mut self) {
        let values = self.values.clone();
        self.simulation.begin(&start(&values, self.theories, self.first_stream));
        self.step = 0;
        self.simulation.arrive(0);
    }

    /// Goes on by a number of steps.
    pub fn go(&mut self, steps: usize) {
        let values = self.values.clone();
        for _ in 0..steps {
            self.simulation.leave(&start(&values, self.theories, self.first_stream), self.step);
            self.step += 1;
            self.simulation.arrive(self.step);
        }
    }

    /// What actor `from` chooses to offer actor `to` at the present snapshot, from a run up to it that is made again:
    /// what was poked is forgotten, and the step after it is done.
    pub fn explain(&mut self, from: usize, to: usize) -> Explained {
        let values = self.values.clone();
        let start = start(&values, self.theories, self.first_stream);
        self.simulation.explain(&start, self.step, from, to).expect("a choice of this trial")
    }

    /// A component of the entity in a row of its table, as it is now.
    pub fn get<C: Component + Clone>(&mut self, row: usize) -> C {
        let world = self.simulation.world();
        let mut query = world.query::<&C>();
        query.iter(world).nth(row).expect("the table has this row").clone()
    }

    /// Shows the present snapshot.
    pub fn see<T>(&mut self, look: impl FnOnce(&View<'_>) -> T) -> T {
        let world = self.simulation.world();
        look(&State::new(world).view(world).expect("the world holds relations"))
    }

    /// Changes a component of the entity in a row of its table, and works out again what follows from the state.
    pub fn poke<C: Component<Mutability = Mutable>>(&mut self, row: usize, change: impl FnOnce(&mut C)) {
        let world = self.simulation.world();
        let mut query = world.query::<&mut C>();
        change(&mut query.iter_mut(world).nth(row).expect("the table has this row"));
        self.simulation.arrive(self.step);
    }

    /// A resource, as it is now.
    pub fn resource<R: Resource + Clone>(&mut self) -> R {
        self.simulation.world().resource::<R>().clone()
    }

    /// Length of a step.
    pub fn dt(&self) -> f64 {
        self.scenario.time.dt()
    }
}

fn start<'a>(values: &'a [Lanes], theories: [&'static theory::Theory; LANES], first: u64) -> Start<'a> {
    Start {
        key: Key::new(1),
        streams: std::array::from_fn(|lane| first + lane as u64),
        values,
        theories,
        set: Vec::new(),
    }
}

/// Standard errors beyond which a mean lies with a chance of one in a million, to either side.
pub const RARE: f64 = 4.892;

/// Fails unless two numbers agree within a relative error (absolute near 0).
#[track_caller]
pub fn close(a: f64, b: f64, error: f64) {
    assert!((a - b).abs() <= error * b.abs().max(1.0), "{a} is not {b} within {error}");
}

/// Fails unless an event came about as often in `n` independent trials as one of probability `p` does.
#[track_caller]
pub fn as_often(count: f64, n: f64, p: f64) {
    let error = (n * p * (1.0 - p)).sqrt();
    assert!((count - n * p).abs() <= RARE * error, "{count} of {n}, where {} were expected", n * p);
}

//! For tests of the mechanisms: a small world whose parameters a test sets, and whose tables it reads, by hand.

use super::{Simulation, simulation::Start, theory};
use crate::engine::tests::world;
use crate::lanes::{LANES, Lanes};
use crate::random::Key;
use crate::scenario::{Place, Scenario, Value, parse, registry::P};
use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

/// A simulation of `LANES` runs and what it starts from.
pub struct Trial {
    pub scenario: Scenario,
    pub values: Vec<Lanes>,
    pub theories: [&'static theory::Theory; LANES],
    simulation: Simulation,
    step: usize,
}

impl Trial {
    /// Like actors, as in the tests of the engine; every drawn value is the centre of its distribution.
    pub fn new(actors: usize, partners: usize) -> Self {
        Self::of(world(actors, partners))
    }

    /// The trial of a scenario.
    pub fn of(scenario: Scenario) -> Self {
        let mut values = Vec::new();
        for slot in &scenario.slots {
            values.push(match &slot.value {
                Value::Point(x) => Lanes::splat(*x),
                Value::Draw(distribution) => Lanes::splat(distribution.centre()),
                Value::Same(other) => values[other.0 as usize],
                Value::Derived => Lanes::ZERO,
            });
        }
        let simulation = Simulation::new(&scenario);
        Self { scenario, values, theories: [&theory::THEORIES[0]; LANES], simulation, step: 0 }
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

    /// Goes to the start and to what its snapshot shows.
    pub fn begin(&mut self) {
        let values = self.values.clone();
        self.simulation.begin(&start(&values, self.theories));
        self.step = 0;
        self.simulation.arrive(0);
    }

    /// Goes on by a number of steps.
    pub fn go(&mut self, steps: usize) {
        let values = self.values.clone();
        for _ in 0..steps {
            self.simulation.leave(&start(&values, self.theories), self.step);
            self.step += 1;
            self.simulation.arrive(self.step);
        }
    }

    /// A component of the entity in a row of its table, as it is now.
    pub fn get<C: Component + Clone>(&mut self, row: usize) -> C {
        let world = self.simulation.world();
        let mut query = world.query::<&C>();
        query.iter(world).nth(row).expect("the table has this row").clone()
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

fn start<'a>(values: &'a [Lanes], theories: [&'static theory::Theory; LANES]) -> Start<'a> {
    Start { key: Key::new(1), streams: std::array::from_fn(|lane| lane as u64), values, theories }
}

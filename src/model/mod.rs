//! The model: components, one file a mechanism, and the order of a step.
//!
//! An entity is one actor, one relation (an ordered pair of actors), one pair, or one link (an actor and a static
//! partner), in [`LANES`] runs side by side. All entities of a kind share one table, whose rows
//! stand in the order of [`Topology`]; systems read them as slices. The equations are those of `docs/ODD.md`.

pub mod belief;
pub mod calendar;
pub mod choice;
pub mod coercion;
pub mod crisis;
mod draws;
pub mod economy;
pub mod memory;
pub mod pact;
pub mod simulation;
pub mod state;
pub mod strength;
pub mod theory;
pub mod threat;
pub mod topology;
pub mod trade;

pub use draws::Draws;
pub use simulation::Simulation;
pub use topology::Topology;

use crate::lanes::Lanes;
use crate::scenario::Slot;
use bevy_ecs::prelude::*;

/// Declared commitment at each level of the ladder.
pub const DECLARED: [f64; 5] = [0.0, 0.4, 0.6, 0.8, 1.0];
/// Actual commitment at each level of the ladder.
pub const ACTUAL: [f64; 5] = [0.0, 0.1, 0.35, 0.65, 1.0];
/// Names of the levels.
pub const LEVELS: [&str; 5] = ["aloof", "lip service", "partnership", "coordination", "alliance"];

/// The parameter vectors of the runs, by slot.
#[derive(Resource, Default, Clone, Debug)]
pub struct Parameters(pub Vec<Lanes>);

impl std::ops::Index<Slot> for Parameters {
    type Output = Lanes;
    #[inline(always)]
    fn index(&self, slot: Slot) -> &Lanes {
        &self.0[slot.0 as usize]
    }
}

/// Length of a step and of the time since the start.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Clock {
    /// Steps done.
    pub step: usize,
    /// Length of a step in years.
    pub dt: f64,
    /// The start as a decimal year.
    pub start: f64,
}

impl Clock {
    /// The date of the present snapshot.
    #[must_use]
    pub fn date(&self) -> f64 {
        self.start + self.step as f64 * self.dt
    }
}

/// The probability that a hazard strikes within `dt`: 1 - exp(-hazard dt).
#[inline(always)]
#[must_use]
pub fn strikes(hazard: Lanes, dt: f64) -> Lanes {
    1.0 - (hazard * -dt).exp()
}

/// The share that is left after `dt` of something with this half-life: 2^(-dt / half-life).
#[inline(always)]
#[must_use]
pub fn fade(dt: f64, half_life: Lanes) -> Lanes {
    (-dt / half_life).exp2()
}

/// The standard deviation over `dt` of an Ornstein-Uhlenbeck process with this rate and noise, from its start.
#[inline(always)]
#[must_use]
pub fn noise_over(rate: Lanes, noise: Lanes, dt: f64) -> Lanes {
    let slow = rate.less_than(Lanes::splat(1e-6));
    let safe = slow.select(Lanes::ONE, rate);
    let exact = ((1.0 - (safe * (-2.0 * dt)).exp()) / (safe * 2.0)).sqrt();
    noise * slow.select(Lanes::splat(dt.sqrt()), exact)
}

/// Reads the slices of a table of entities: `rows!(query)` or `rows!(mut query)`; an empty table ends the system.
macro_rules! rows {
    (mut $query:expr) => {
        match $query.contiguous_iter_mut().ok().and_then(|mut tables| tables.next()) {
            Some(slices) => slices,
            None => return,
        }
    };
    ($query:expr) => {
        match $query.contiguous_iter().ok().and_then(|mut tables| tables.next()) {
            Some(slices) => slices,
            None => return,
        }
    };
}
pub(crate) use rows;

//! The model: components, one file a mechanism, and the order of a step.
//!
//! An entity is one actor, one relation (an ordered pair of actors), one pair, or one link (an actor and a static
//! partner), in [`crate::lanes::LANES`] runs side by side. All entities of a kind share one table, whose rows
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
#[cfg(test)]
pub(crate) mod trial;

pub use draws::Draws;
pub use simulation::Simulation;
pub use topology::Topology;

use crate::lanes::Lanes;
use crate::scenario::Slot;
use bevy_ecs::prelude::*;

/// Bounds that GDP and military capital are kept within, bn USD: a dollar, and a million times the most that a scenario
/// may start from. No sensible run meets them; they keep senseless ones finite.
pub const MONEY: (f64, f64) = (1e-9, 1e15);

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trial::close;

    #[test]
    fn a_hazard_strikes_by_its_survival_function() {
        let hazards = Lanes(std::array::from_fn(|lane| 0.1 * lane as f64));
        let p = strikes(hazards, 0.25);
        for (p, h) in p.0.into_iter().zip(hazards.0) {
            close(p, 1.0 - libm::exp(-h * 0.25), 1e-9);
        }
        assert_eq!(p.0[0], 0.0);
    }

    #[test]
    fn half_is_left_after_a_half_life_and_none_is_lost_where_it_is_infinite() {
        close(fade(7.0, Lanes::splat(7.0)).0[0], 0.5, 1e-9);
        close(fade(0.25, Lanes::splat(6.0)).0[0], libm::exp2(-0.25 / 6.0), 1e-9);
        assert_eq!(fade(7.0, Lanes::splat(f64::INFINITY)), Lanes::ONE);
    }

    #[test]
    fn noise_has_the_variance_of_an_ornstein_uhlenbeck_process() {
        let (rate, s) = (0.7, 0.3);
        let variance = |rate: f64, dt: f64| {
            let sd = noise_over(Lanes::splat(rate), Lanes::splat(s), dt).0[0];
            sd * sd
        };
        for dt in [1.0, 0.25, 1.0 / 16.0] {
            close(variance(rate, dt), s * s * (1.0 - libm::exp(-2.0 * rate * dt)) / (2.0 * rate), 1e-9);
            // Two steps of a half are one whole: what the first leaves decays over the second.
            let halves = variance(rate, dt / 2.0) * (1.0 + libm::exp(-rate * dt));
            close(variance(rate, dt), halves, 1e-9);
            // Where nothing pulls back it is a random walk.
            close(variance(0.0, dt), s * s * dt, 1e-12);
            close(variance(1e-5, dt), s * s * dt, 1e-4);
        }
    }
}

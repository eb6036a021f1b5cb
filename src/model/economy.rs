//! Growth and arms.
//!
//! g_i(t) = g_inf + (g_0 - g_inf) 2^(-(t - t0) / hl). d ln Y = cum_i(dt) - drag_i dt + s_i sqrt(dt) normal, with
//! cum(tau) = g_inf tau + (g(t) - g_inf)(hl / ln 2)(1 - 2^(-tau / hl)) and drag_i = drag sum_j K_ji D_ij.
//! dM = (m ppp Y - depreciation M) dt, solved exactly over the step with Y from before it.

use super::{
    Clock, Draws, MONEY, Parameters, Topology, coercion::Coercion, fade, rows, strength::Dependence, trade::LinkTrade,
};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// An actor's economy.
#[derive(Component, Clone, Copy, Default)]
pub struct Economy {
    /// Y, bn USD.
    pub gdp: Lanes,
    /// M, bn USD.
    pub military: Lanes,
    /// g(t) - g_inf, per year.
    pub growth_gap: Lanes,
    /// 1 / sqrt(Y at the start).
    pub inverse_root_start: Lanes,
}

/// What of an actor's economy is constant over a run.
#[derive(Component, Clone, Copy, Default)]
pub struct EconomyConstants {
    /// g_inf dt.
    long_run: Lanes,
    /// (hl / ln 2)(1 - 2^(-dt / hl)).
    gap_weight: Lanes,
    /// 2^(-dt / hl).
    gap_fade: Lanes,
    /// s sqrt(dt).
    noise: Lanes,
    drag: Lanes,
    /// exp(-depreciation dt).
    kept: Lanes,
    /// m ppp (1 - kept) / depreciation.
    built: Lanes,
}

/// Slots of an actor's economy.
#[derive(Component, Clone, Copy)]
pub struct EconomySlots {
    gdp: Slot,
    military: Slot,
    growth: Slot,
    /// g_inf.
    pub long_run: Slot,
    /// hl.
    pub half_life: Slot,
    noise: Slot,
    share: Slot,
    price: Slot,
    drag: Slot,
    depreciation: Slot,
}

impl EconomySlots {
    /// The slots of an actor.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Actor(i));
        Self {
            gdp: slot(P::Gdp),
            military: slot(P::MilitaryCapital),
            growth: slot(P::Growth),
            long_run: slot(P::GrowthLongRun),
            half_life: slot(P::GrowthHalfLife),
            noise: slot(P::GrowthNoise),
            share: slot(P::MilitaryShare),
            price: slot(P::PriceFactor),
            drag: slot(P::Drag),
            depreciation: slot(P::Depreciation),
        }
    }
}

/// The state at the start.
pub fn reset(values: Res<Parameters>, mut actors: Query<(&EconomySlots, &mut Economy)>) {
    let (slots, mut economy) = rows!(mut actors);
    for (slot, e) in slots.iter().zip(economy.bypass_change_detection()) {
        e.gdp = values[slot.gdp];
        e.military = values[slot.military];
        e.growth_gap = values[slot.growth] - values[slot.long_run];
        e.inverse_root_start = 1.0 / values[slot.gdp].sqrt();
    }
}

/// Works out the constants.
pub fn prepare(values: Res<Parameters>, clock: Res<Clock>, mut actors: Query<(&EconomySlots, &mut EconomyConstants)>) {
    let (slots, mut constants) = rows!(mut actors);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        let half_life = values[slot.half_life];
        c.long_run = values[slot.long_run] * clock.dt;
        c.gap_fade = fade(clock.dt, half_life);
        c.gap_weight = half_life * std::f64::consts::LOG2_E * (1.0 - c.gap_fade);
        c.noise = values[slot.noise] * clock.dt.sqrt();
        c.drag = values[slot.drag];
        let depreciation = values[slot.depreciation];
        c.kept = (depreciation * -clock.dt).exp();
        c.built = values[slot.share] * values[slot.price] * (1.0 - c.kept) / depreciation;
    }
}

#[inline(always)]
fn within_bounds(money: Lanes) -> Lanes {
    money.max(Lanes::splat(MONEY.0)).min(Lanes::splat(MONEY.1))
}

/// The system: Y and M move on.
pub fn step(
    clock: Res<Clock>,
    draws: Res<Draws>,
    topology: Res<Topology>,
    mut actors: Query<(&EconomyConstants, &mut Economy)>,
    relations: Query<(&Coercion, &Dependence)>,
    links: Query<&LinkTrade>,
) {
    let (constants, mut economy) = rows!(mut actors);
    let economy = economy.bypass_change_detection();
    let (coercion, dependence) = rows!(relations);
    let links = links.contiguous_iter().ok().and_then(|mut tables| tables.next()).unwrap_or(&[]);
    go(
        #[inline(always)]
        || step_rows(&topology, (&draws, clock.dt), constants, coercion, dependence, links, economy),
    );
}

/// The economy of every actor grows, and builds arms.
#[inline(always)]
pub fn step_rows(
    topology: &Topology,
    (draws, dt): (&Draws, f64),
    constants: &[EconomyConstants],
    coercion: &[Coercion],
    dependence: &[Dependence],
    links: &[LinkTrade],
    economy: &mut [Economy],
) {
    for (i, (e, c)) in economy.iter_mut().zip(constants).enumerate() {
        let mut cost = Lanes::ZERO;
        for j in (0..topology.actors).filter(|&j| j != i) {
            cost += coercion[topology.relation(j, i)].0 * dependence[topology.relation(i, j)].ratio;
        }
        for p in 0..topology.partners {
            if let Some(f) = topology.follows[p].filter(|&f| f != i) {
                let link = &links[i * topology.partners + p];
                cost += coercion[topology.relation(f, i)].0 * link.dependence(e.gdp);
            }
        }
        let growth = c.long_run + e.growth_gap * c.gap_weight - c.drag * cost * dt;
        let noise = c.noise * draws.normal(topology.actor_draw(i));
        e.military = within_bounds(e.military * c.kept + c.built * e.gdp);
        e.gdp = within_bounds(e.gdp * (growth + noise).exp());
        e.growth_gap = e.growth_gap * c.gap_fade;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::exp;
    use crate::model::trial::{Trial, close};

    const YEARS: f64 = 10.0;

    /// Two actors without coercion and noise, the first of which slows from 5% to 1%.
    fn slowing() -> Trial {
        let mut trial = Trial::new(2, 1);
        trial.quiet();
        trial.world(&[(P::LambdaK, 0.0)]);
        trial.set(P::Growth, Place::Actor(0), 0.05);
        trial.set(P::GrowthLongRun, Place::Actor(0), 0.01);
        trial.set(P::GrowthHalfLife, Place::Actor(0), 8.0);
        for (from, to) in [(0, 1), (1, 0), (1, 2), (2, 1)] {
            trial.set(P::Exports, Place::Relation(from, to), 300.0);
        }
        trial
    }

    /// cum(tau) from the start.
    fn cumulative(tau: f64) -> f64 {
        0.01 * tau + 0.04 * 8.0 / std::f64::consts::LN_2 * (1.0 - libm::exp2(-tau / 8.0))
    }

    #[test]
    fn gdp_follows_the_trend_in_closed_form() {
        let mut trial = slowing();
        trial.begin();
        let before = trial.get::<Economy>(0).gdp.0[0];
        let steps = (YEARS / trial.dt()) as usize;
        trial.go(steps);
        let e = trial.get::<Economy>(0);
        // exp is within 1e-9 at each step.
        close(e.gdp.0[0] / before, libm::exp(cumulative(YEARS)), 1e-9 * steps as f64);
        close(e.growth_gap.0[0], 0.04 * libm::exp2(-YEARS / 8.0), 1e-9 * steps as f64);
    }

    #[test]
    fn military_capital_is_built_from_gdp_before_the_step_and_wears_out() {
        let mut trial = slowing();
        trial.world(&[(P::Depreciation, 0.2)]);
        trial.set(P::PriceFactor, Place::Actor(0), 2.0);
        trial.set(P::MilitaryShare, Place::Actor(0), 0.03);
        trial.begin();
        let before = trial.get::<Economy>(0);
        trial.go(1);
        let kept = exp(-0.2 * trial.dt());
        let built = 0.03 * 2.0 * before.gdp.0[0] * (1.0 - kept) / 0.2;
        close(trial.get::<Economy>(0).military.0[0], before.military.0[0] * kept + built, 1e-12);
    }

    #[test]
    fn coercion_drags_by_dependence_and_so_does_that_of_a_follower() {
        let mut trial = slowing();
        trial.world(&[(P::Drag, 2.0)]);
        trial.set(P::CoercionStart, Place::Relation(1, 0), 0.4);
        trial.set(P::CoercionStart, Place::Relation(0, 1), 0.3);
        trial.begin();
        let (actors, relations) = ([0, 1].map(|i| trial.get::<Economy>(i)), [0, 1].map(|r| trial.get::<Dependence>(r)));
        trial.go(1);
        let dt = trial.dt();
        // The partner follows actor 0, so it coerces actor 1 alone. Trade with it is that of the step's end.
        let followed = trial.get::<LinkTrade>(1).dependence(actors[1].gdp).0[0];
        for (i, cum, cost) in [
            (0, cumulative(dt), 0.4 * relations[0].ratio.0[0]),
            (1, 0.02 * dt, 0.3 * (relations[1].ratio.0[0] + followed)),
        ] {
            let grown = trial.get::<Economy>(i).gdp.0[0] / actors[i].gdp.0[0];
            close(libm::log(grown), cum - 2.0 * cost * dt, 1e-9);
            assert!(cost > 0.0);
        }
    }

    #[test]
    fn growth_is_noisy_by_the_draw_of_the_actor() {
        let mut trial = slowing();
        trial.set(P::GrowthNoise, Place::Actor(1), 0.06);
        trial.begin();
        let before = trial.get::<Economy>(1).gdp;
        trial.go(1);
        let draw = trial.resource::<Topology>().actor_draw(1);
        let normal = trial.resource::<Draws>().normal(draw);
        let after = trial.get::<Economy>(1).gdp;
        for lane in 0..crate::lanes::LANES {
            let growth = 0.02 * trial.dt() + 0.06 * trial.dt().sqrt() * normal.0[lane];
            close(after.0[lane] / before.0[lane], libm::exp(growth), 2e-9);
        }
        assert_ne!(normal.0[0], normal.0[1]);
    }
}

//! Growth and arms.
//!
//! g_i(t) = g_inf + (g_0 - g_inf) 2^(-(t - t0) / hl). d ln Y = cum_i(dt) - drag_i dt + s_i sqrt(dt) normal, with
//! cum(tau) = g_inf tau + (g(t) - g_inf)(hl / ln 2)(1 - 2^(-tau / hl)) and drag_i = drag sum_j K_ji D_ij.
//! dM = (m ppp Y - depreciation M) dt, solved exactly over the step with Y from before it.

use super::{
    Clock, Draws, Parameters, Topology, coercion::Coercion, fade, rows, strength::Dependence, trade::LinkTrade,
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
        e.military = e.military * c.kept + c.built * e.gdp;
        e.gdp = e.gdp * (growth + noise).exp();
        e.growth_gap = e.growth_gap * c.gap_fade;
    }
}

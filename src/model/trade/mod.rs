//! Trade of actors with each other and with static partners.
//!
//! potential = X(0) sqrt(Y_i Y_j / (Y_i0 Y_j0)) e^x (1 - cut max K) / (1 - cut max K(0)) (1 + pref min C) /
//! (1 + pref min C(0)): the exports of the start embody the coercion and the commitment of the start. x reverts with
//! noise, one draw a pair. What coercion costs an exporter on one partner, against the start, goes in the share
//! `divert` to its other partners in proportion to their potentials. X moves to the potential at rate lambda_X;
//! contracts come on top.

mod flows;
#[cfg(test)]
mod tests;

pub use flows::{Flows, Sight, step, step_rows};

use super::{
    Clock, Parameters, Topology, choice::Offer, coercion::Coercion, fade, noise_over, rows, strength::Contest,
};
use crate::lanes::Lanes;
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// Exports of a relation, bn USD a year.
#[derive(Component, Clone, Copy, Default)]
pub struct Trade {
    /// X without contracts.
    pub base: Lanes,
    /// X with contracts.
    pub total: Lanes,
    /// X(0) / (1 + pref min C(0)).
    scale: Lanes,
    /// 1 / (1 - cut max K(0)).
    cut_scale: Lanes,
}

/// The disturbance x of a pair's trade.
#[derive(Component, Clone, Copy, Default)]
pub struct Shock(pub Lanes);

/// Constants of a pair's trade.
#[derive(Component, Clone, Copy, Default)]
pub struct TradeConstants {
    fade: Lanes,
    noise: Lanes,
    kept: Lanes,
    cut: Lanes,
    pref: Lanes,
}

/// Trade of an actor with a static partner.
#[derive(Component, Clone, Copy, Default)]
pub struct LinkTrade {
    /// Exports of the actor, with contracts.
    pub exports: Lanes,
    /// Its imports, with contracts.
    pub imports: Lanes,
    base: [Lanes; 2],
    start: [Lanes; 2],
    shock: Lanes,
    cut_scale: Lanes,
    outlet: Lanes,
    source: Lanes,
}

impl LinkTrade {
    /// D of the actor on the partner.
    #[inline(always)]
    #[must_use]
    pub fn dependence(&self, gdp: Lanes) -> Lanes {
        (self.outlet * self.exports + self.source * self.imports) / gdp
    }

    /// The flows with what contracts add to them.
    #[inline(always)]
    pub fn with_contracts(&mut self, exports: Lanes, imports: Lanes) {
        self.exports = self.base[0] + exports;
        self.imports = self.base[1] + imports;
    }
}

/// Slots of a relation's trade.
#[derive(Component, Clone, Copy)]
pub struct TradeSlots {
    exports: Slot,
}

impl TradeSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        Self { exports: scenario.slot(P::Exports, Place::Relation(i, j)) }
    }
}

/// Slots of a pair's trade.
#[derive(Component, Clone, Copy)]
pub struct PairTradeSlots {
    cut: Slot,
    pref: Slot,
    half_life: Slot,
    noise: Slot,
    lambda: Slot,
}

impl PairTradeSlots {
    /// The slots of a pair, or of the world.
    #[must_use]
    pub fn new(scenario: &Scenario, place: Place) -> Self {
        let slot = |p| scenario.slot(p, place);
        Self {
            cut: slot(P::Cut),
            pref: slot(P::Pref),
            half_life: slot(P::ShockHalfLife),
            noise: slot(P::NoiseX),
            lambda: slot(P::LambdaX),
        }
    }

    fn constants(&self, values: &Parameters, dt: f64) -> TradeConstants {
        let rate = std::f64::consts::LN_2 / values[self.half_life];
        TradeConstants {
            fade: fade(dt, values[self.half_life]),
            noise: noise_over(rate, values[self.noise], dt),
            kept: (values[self.lambda] * -dt).exp(),
            cut: values[self.cut],
            pref: values[self.pref],
        }
    }
}

/// Slots of a link.
#[derive(Component, Clone, Copy)]
pub struct LinkSlots {
    exports: Slot,
    imports: Slot,
}

impl LinkSlots {
    /// The slots of the link of an actor and a party.
    #[must_use]
    pub fn new(scenario: &Scenario, actor: usize, party: usize) -> Self {
        Self {
            exports: scenario.slot(P::Exports, Place::Relation(actor, party)),
            imports: scenario.slot(P::Exports, Place::Relation(party, actor)),
        }
    }
}

/// Settings of trade that are not of one pair.
#[derive(Resource, Clone)]
pub struct TradeWorld {
    links: PairTradeSlots,
    divert: Vec<Slot>,
    divert_world: Slot,
    partners: Vec<PartnerGrowth>,
    constants: TradeConstants,
}

/// The GDP of a static partner along its trend, as that of an actor without drag and noise.
#[derive(Clone)]
struct PartnerGrowth {
    growth: Slot,
    long_run: Slot,
    half_life: Slot,
    /// ln (Y / Y0).
    log: Lanes,
    /// g(t) - g_inf, per year.
    gap: Lanes,
    /// (hl / ln 2)(1 - 2^(-dt / hl)), and 2^(-dt / hl).
    gap_weight: Lanes,
    gap_fade: Lanes,
    /// sqrt(Y / Y0).
    root: Lanes,
}

impl TradeWorld {
    /// The slots of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let partner = |p| PartnerGrowth {
            growth: scenario.slot(P::PartnerGrowth, Place::Partner(p)),
            long_run: scenario.slot(P::PartnerGrowthLongRun, Place::Partner(p)),
            half_life: scenario.slot(P::PartnerGrowthHalfLife, Place::Partner(p)),
            log: Lanes::ZERO,
            gap: Lanes::ZERO,
            gap_weight: Lanes::ZERO,
            gap_fade: Lanes::ONE,
            root: Lanes::ONE,
        };
        Self {
            links: PairTradeSlots::new(scenario, Place::World),
            divert: (0..scenario.actors.len()).map(|i| scenario.slot(P::Divert, Place::Actor(i))).collect(),
            divert_world: scenario.slot(P::Divert, Place::World),
            partners: (0..scenario.partners.len()).map(partner).collect(),
            constants: TradeConstants::default(),
        }
    }
}

/// Coercion at the start leaves at least this share of trade to scale by.
const LEAST: f64 = 0.05;

/// The coercion that bears on trade between an actor and a partner: that of the actor which the partner follows.
#[inline(always)]
fn followed(topology: &Topology, coercion: &[Coercion], actor: usize, partner: usize) -> Lanes {
    match topology.follows[partner] {
        Some(f) if f != actor => coercion[topology.relation(f, actor)].0,
        _ => Lanes::ZERO,
    }
}

/// The state at the start.
pub fn reset(
    values: Res<Parameters>,
    topology: Res<Topology>,
    mut world: ResMut<TradeWorld>,
    mut relations: Query<(&TradeSlots, &Coercion, &Offer, &mut Trade)>,
    mut pairs: Query<(&PairTradeSlots, &mut Shock)>,
    mut links: Query<(&LinkSlots, &mut LinkTrade)>,
) {
    let (slots, coercion, offer, mut trade) = rows!(mut relations);
    let trade = trade.bypass_change_detection();
    let (pair_slots, mut shock) = rows!(mut pairs);
    for x in shock.bypass_change_detection() {
        x.0 = Lanes::ZERO;
    }
    for (row, relation) in topology.relations.iter().enumerate() {
        let pair = &pair_slots[relation.pair];
        let common = offer[row].actual.min(offer[relation.reverse].actual);
        let pressure = coercion[row].0.max(coercion[relation.reverse].0);
        let start = values[slots[row].exports];
        trade[row] = Trade {
            base: start,
            total: start,
            scale: start / (1.0 + values[pair.pref] * common),
            cut_scale: 1.0 / (1.0 - values[pair.cut] * pressure).max(Lanes::splat(LEAST)),
        };
    }
    for p in &mut world.partners {
        (p.log, p.gap) = (Lanes::ZERO, values[p.growth] - values[p.long_run]);
    }
    let (slots, mut linked) = rows!(mut links);
    for ((link, slot), l) in topology.links.iter().zip(slots).zip(linked.bypass_change_detection()) {
        let start = [values[slot.exports], values[slot.imports]];
        let pressure = followed(&topology, coercion, link.actor, link.partner);
        *l = LinkTrade {
            exports: start[0],
            imports: start[1],
            base: start,
            start,
            shock: Lanes::ZERO,
            cut_scale: 1.0 / (1.0 - values[world.links.cut] * pressure).max(Lanes::splat(LEAST)),
            ..*l
        };
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    clock: Res<Clock>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    mut world: ResMut<TradeWorld>,
    mut pairs: Query<(&PairTradeSlots, &mut TradeConstants)>,
    mut links: Query<&mut LinkTrade>,
) {
    world.constants = world.links.constants(&values, clock.dt);
    for p in &mut world.partners {
        let half_life = values[p.half_life];
        p.gap_fade = fade(clock.dt, half_life);
        p.gap_weight = half_life * std::f64::consts::LOG2_E * (1.0 - p.gap_fade);
    }
    let (slots, mut constants) = rows!(mut pairs);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        *c = slot.constants(&values, clock.dt);
    }
    let parties = topology.actors + topology.partners;
    for (link, mut l) in topology.links.iter().zip(&mut links) {
        let l = l.bypass_change_detection();
        l.outlet = contest.difficulty(&values, link.actor, topology.actors + link.partner, parties).0;
        l.source = contest.difficulty(&values, topology.actors + link.partner, link.actor, parties).1;
    }
}

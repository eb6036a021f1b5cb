//! Trade of actors with each other and with static partners.
//!
//! potential = X(0) sqrt(Y_i Y_j / (Y_i0 Y_j0)) e^x (1 - cut max K) / (1 - cut max K(0)) (1 + pref min C) /
//! (1 + pref min C(0)): the exports of the start embody the coercion and the commitment of the start. x reverts with
//! noise, one draw a pair. What coercion costs an exporter on one partner, against the start, goes in the share
//! `divert` to its other partners in proportion to their potentials. X moves to the potential at rate lambda_X;
//! contracts come on top.

use super::{
    Clock, Draws, Parameters, Topology, calendar::Contracts, choice::Offer, coercion::Coercion, economy::Economy, fade,
    noise_over, rows, strength::Contest,
};
use crate::lanes::{Lanes, go};
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
    partners: Vec<Partner>,
    constants: TradeConstants,
}

/// A static partner on its trend (growth as in [`super::economy`], without noise or drag).
#[derive(Clone)]
struct Partner {
    growth: Slot,
    long_run: Slot,
    half_life: Slot,
    /// sqrt(Y / Y0).
    root: Lanes,
    /// g(t) - g_inf, per year.
    gap: Lanes,
    /// 2^(-dt / hl), and (hl / ln 2)(1 - 2^(-dt / hl)) / 2.
    fade: Lanes,
    weight: Lanes,
    /// g_inf dt / 2.
    half_long_run: Lanes,
}

impl Partner {
    fn new(scenario: &Scenario, p: usize) -> Self {
        let slot = |parameter| scenario.slot(parameter, Place::Partner(p));
        Self {
            growth: slot(P::PartnerGrowth),
            long_run: slot(P::PartnerGrowthLongRun),
            half_life: slot(P::PartnerGrowthHalfLife),
            root: Lanes::ONE,
            gap: Lanes::ZERO,
            fade: Lanes::ONE,
            weight: Lanes::ZERO,
            half_long_run: Lanes::ZERO,
        }
    }

    fn prepare(&mut self, values: &Parameters, dt: f64) {
        let half_life = values[self.half_life];
        self.fade = fade(dt, half_life);
        self.weight = half_life * (0.5 * std::f64::consts::LOG2_E) * (1.0 - self.fade);
        self.half_long_run = values[self.long_run] * (0.5 * dt);
    }

    #[inline(always)]
    fn grow(&mut self) {
        self.root = self.root * (self.half_long_run + self.gap * self.weight).exp();
        self.gap = self.gap * self.fade;
    }
}

impl TradeWorld {
    /// The slots of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            links: PairTradeSlots::new(scenario, Place::World),
            divert: (0..scenario.actors.len()).map(|i| scenario.slot(P::Divert, Place::Actor(i))).collect(),
            divert_world: scenario.slot(P::Divert, Place::World),
            partners: (0..scenario.partners.len()).map(|p| Partner::new(scenario, p)).collect(),
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
    contest: Res<Contest>,
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
    for partner in &mut world.partners {
        partner.root = Lanes::ONE;
        partner.gap = values[partner.growth] - values[partner.long_run];
    }
    let (slots, mut linked) = rows!(mut links);
    let parties = topology.actors + topology.partners;
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
            outlet: contest.difficulty(&values, link.actor, topology.actors + link.partner, parties).0,
            source: contest.difficulty(&values, topology.actors + link.partner, link.actor, parties).1,
        };
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    clock: Res<Clock>,
    mut world: ResMut<TradeWorld>,
    mut pairs: Query<(&PairTradeSlots, &mut TradeConstants)>,
) {
    world.constants = world.links.constants(&values, clock.dt);
    for partner in &mut world.partners {
        partner.prepare(&values, clock.dt);
    }
    let (slots, mut constants) = rows!(mut pairs);
    for (slot, c) in slots.iter().zip(constants.bypass_change_detection()) {
        *c = slot.constants(&values, clock.dt);
    }
}

/// An export flow on its way.
#[derive(Clone, Copy, Default)]
struct Flow {
    /// What it would be without diversion.
    potential: Lanes,
    /// What coercion costs it against the start; in the end, that per unit of the exporter's other potentials.
    lost: Lanes,
    /// Whether coercion can bear on it at all.
    exposed: bool,
}

/// Buffers of the trade system.
#[derive(Default)]
pub struct Flows {
    /// sqrt(Y / Y0) of actors.
    roots: Vec<Lanes>,
    /// Of relations.
    relations: Vec<Flow>,
    /// Of links.
    exports: Vec<Flow>,
    imports: Vec<Flow>,
}

impl Flows {
    /// Makes room; what is there already stays.
    fn resize(&mut self, topology: &Topology) {
        self.roots.resize(topology.actors, Lanes::ONE);
        self.relations.resize(topology.relations.len(), Flow::default());
        self.exports.resize(topology.links.len(), Flow::default());
        self.imports.resize(topology.links.len(), Flow::default());
    }
}

/// The tables that trade looks at.
pub struct Sight<'a> {
    /// Parameters.
    pub values: &'a Parameters,
    /// Rows.
    pub topology: &'a Topology,
    /// Random words.
    pub draws: &'a Draws,
    /// Flows that contracts add.
    pub contracts: &'a Contracts,
    /// Of actors.
    pub economy: &'a [Economy],
    /// Of relations.
    pub coercion: &'a [Coercion],
    /// Of relations.
    pub offer: &'a [Offer],
    /// Of pairs.
    pub constants: &'a [TradeConstants],
}

/// The system.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
pub fn step(
    values: Res<Parameters>,
    topology: Res<Topology>,
    draws: Res<Draws>,
    contracts: Res<Contracts>,
    mut world: ResMut<TradeWorld>,
    mut flows: Local<Flows>,
    actors: Query<&Economy>,
    mut relations: Query<(&Coercion, &Offer, &mut Trade)>,
    mut pairs: Query<(&TradeConstants, &mut Shock)>,
    mut links: Query<&mut LinkTrade>,
) {
    let economy = rows!(actors);
    let (coercion, offer, mut trade) = rows!(mut relations);
    let (constants, mut shock) = rows!(mut pairs);
    let mut linked = links.contiguous_iter_mut().ok().and_then(|mut tables| tables.next());
    let linked: &mut [LinkTrade] = linked.as_mut().map_or(&mut [], |l| l.bypass_change_detection());
    let sight = Sight {
        values: &values,
        topology: &topology,
        draws: &draws,
        contracts: &contracts,
        economy,
        coercion,
        offer,
        constants,
    };
    let (trade, shock) = (trade.bypass_change_detection(), shock.bypass_change_detection());
    go(
        #[inline(always)]
        || step_rows(&sight, &mut world, &mut flows, trade, shock, linked),
    );
}

/// Exports, disturbances, and the GDP of partners move on.
#[inline(always)]
pub fn step_rows(
    s: &Sight<'_>,
    world: &mut TradeWorld,
    flows: &mut Flows,
    trade: &mut [Trade],
    shock: &mut [Shock],
    links: &mut [LinkTrade],
) {
    flows.resize(s.topology);
    for (root, e) in flows.roots.iter_mut().zip(s.economy) {
        *root = e.gdp.sqrt() * e.inverse_root_start;
    }
    potentials_of_pairs(s, flows, trade, shock);
    potentials_of_links(s, world, flows, links);
    exports_of_actors(s, world, flows, trade, links);
    exports_of_partners(s, world, flows, links);
    for partner in &mut world.partners {
        partner.grow();
    }
}

#[inline(always)]
fn potentials_of_pairs(s: &Sight<'_>, flows: &mut Flows, trade: &[Trade], shock: &mut [Shock]) {
    for (row, pair) in s.topology.pairs.iter().enumerate() {
        let (c, x) = (&s.constants[row], &mut shock[row].0);
        *x = *x * c.fade + c.noise * s.draws.normal(s.topology.pair_draw(row) + 1);
        let common = s.offer[pair.forth].actual.min(s.offer[pair.back].actual);
        let pressure = s.coercion[pair.forth].0.max(s.coercion[pair.back].0);
        let free = flows.roots[pair.first] * flows.roots[pair.second] * x.exp() * (1.0 + c.pref * common);
        let cut = 1.0 - c.cut * pressure;
        for way in [pair.forth, pair.back] {
            let (t, flow) = (&trade[way], &mut flows.relations[way]);
            let uncut = t.scale * free;
            flow.potential = uncut * cut * t.cut_scale;
            flow.lost = uncut - flow.potential;
            flow.exposed = true;
        }
    }
}

#[inline(always)]
fn potentials_of_links(s: &Sight<'_>, world: &TradeWorld, flows: &mut Flows, links: &mut [LinkTrade]) {
    let c = &world.constants;
    for (row, link) in s.topology.links.iter().enumerate() {
        let l = &mut links[row];
        l.shock = l.shock * c.fade + c.noise * s.draws.normal(s.topology.link_draw(row));
        let free = flows.roots[link.actor] * world.partners[link.partner].root * l.shock.exp();
        let exposed = s.topology.follows[link.partner].is_some_and(|f| f != link.actor);
        for (flow, start) in [(&mut flows.exports[row], l.start[0]), (&mut flows.imports[row], l.start[1])] {
            flow.potential = start * free;
            flow.exposed = exposed;
        }
        if exposed {
            let ratio = (1.0 - c.cut * followed(s.topology, s.coercion, link.actor, link.partner)) * l.cut_scale;
            for flow in [&mut flows.exports[row], &mut flows.imports[row]] {
                let uncut = flow.potential;
                flow.potential = uncut * ratio;
                flow.lost = uncut - flow.potential;
            }
        }
    }
}

#[inline(always)]
fn exports_of_actors(
    s: &Sight<'_>,
    world: &TradeWorld,
    flows: &mut Flows,
    trade: &mut [Trade],
    links: &mut [LinkTrade],
) {
    let t = s.topology;
    for i in 0..t.actors {
        let (from, to) = (i * (t.actors - 1), (i + 1) * (t.actors - 1));
        let (start, end) = (i * t.partners, (i + 1) * t.partners);
        let (relations, exports) = (&mut flows.relations[from..to], &mut flows.exports[start..end]);
        let total = total(relations.iter().chain(&*exports));
        let gain = Gain::of(s.values[world.divert[i]], total, relations.iter_mut().chain(exports));
        for row in from..to {
            let (x, kept) = (&mut trade[row], s.constants[t.relations[row].pair].kept);
            let target = gain.target(&flows.relations[row]);
            x.base = target + (x.base - target) * kept;
            x.total = x.base + s.contracts.relation(row);
        }
        for row in start..end {
            let l = &mut links[row];
            let target = gain.target(&flows.exports[row]);
            l.base[0] = target + (l.base[0] - target) * world.constants.kept;
            l.exports = l.base[0] + s.contracts.export(row);
        }
    }
}

#[inline(always)]
fn exports_of_partners(s: &Sight<'_>, world: &TradeWorld, flows: &mut Flows, links: &mut [LinkTrade]) {
    let divert = s.values[world.divert_world];
    let partners = s.topology.partners;
    for p in 0..partners {
        let total = total(flows.imports.iter().skip(p).step_by(partners));
        let gain = Gain::of(divert, total, flows.imports.iter_mut().skip(p).step_by(partners));
        for row in (p..links.len()).step_by(partners) {
            let l = &mut links[row];
            let target = gain.target(&flows.imports[row]);
            l.base[1] = target + (l.base[1] - target) * world.constants.kept;
            l.imports = l.base[1] + s.contracts.import(row);
        }
    }
}

#[inline(always)]
fn total<'a>(flows: impl Iterator<Item = &'a Flow>) -> Lanes {
    let mut total = Lanes::ZERO;
    for flow in flows {
        total += flow.potential;
    }
    total
}

/// What an exporter's diverted trade adds to its flows.
struct Gain {
    divert: Lanes,
    /// What all flows lost, each per unit of the exporter's other potentials.
    pool: Lanes,
}

impl Gain {
    /// Of the flows of one exporter, whose losses are then per unit.
    #[inline(always)]
    fn of<'a>(divert: Lanes, total: Lanes, flows: impl Iterator<Item = &'a mut Flow>) -> Self {
        let mut pool = Lanes::ZERO;
        for flow in flows.filter(|flow| flow.exposed) {
            let others = total - flow.potential;
            let some = (total * 1e-9).less_than(others);
            flow.lost = some.select(flow.lost / some.select(others, Lanes::ONE), Lanes::ZERO);
            pool += flow.lost;
        }
        Self { divert, pool }
    }

    /// The potential of a flow with what was diverted to it; never below 0.
    #[inline(always)]
    fn target(&self, flow: &Flow) -> Lanes {
        let others = if flow.exposed { self.pool - flow.lost } else { self.pool };
        (flow.potential + self.divert * flow.potential * others).max(Lanes::ZERO)
    }
}

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
    clock: Res<Clock>,
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
        || step_rows(&sight, clock.dt, (&mut world, &mut flows), trade, shock, linked),
    );
}

/// Exports, disturbances, and the GDP of partners move on.
#[inline(always)]
pub fn step_rows(
    s: &Sight<'_>,
    dt: f64,
    (world, flows): (&mut TradeWorld, &mut Flows),
    trade: &mut [Trade],
    shock: &mut [Shock],
    links: &mut [LinkTrade],
) {
    flows.resize(s.topology);
    partners_grow(world, s.values, dt);
    for (root, e) in flows.roots.iter_mut().zip(s.economy) {
        *root = e.gdp.sqrt() * e.inverse_root_start;
    }
    potentials_of_pairs(s, flows, trade, shock);
    potentials_of_links(s, world, flows, links);
    exports_of_actors(s, world, flows, trade, links);
    exports_of_partners(s, world, flows, links);
}

#[inline(always)]
fn potentials_of_pairs(s: &Sight<'_>, flows: &mut Flows, trade: &[Trade], shock: &mut [Shock]) {
    for (row, pair) in s.topology.pairs.iter().enumerate() {
        let (c, x) = (&s.constants[row], &mut shock[row].0);
        *x = *x * c.fade + c.noise * s.draws.normal(s.topology.pair_draw(row) + 1);
        let common = s.offer[pair.forth].actual.min(s.offer[pair.back].actual);
        let pressure = s.coercion[pair.forth].0.max(s.coercion[pair.back].0);
        let free = flows.roots[pair.first] * flows.roots[pair.second] * kept_finite(*x).exp() * (1.0 + c.pref * common);
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
        let free = flows.roots[link.actor] * world.partners[link.partner].root * kept_finite(l.shock).exp();
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

/// The logarithm of a factor on trade, kept within bounds that no sensible run meets.
#[inline(always)]
fn kept_finite(log: Lanes) -> Lanes {
    const FAR: f64 = 100.0;
    log.max(Lanes::splat(-FAR)).min(Lanes::splat(FAR))
}

/// The static partners grow along their trend; `root` keeps what they were before.
#[inline(always)]
fn partners_grow(world: &mut TradeWorld, values: &Parameters, dt: f64) {
    for p in &mut world.partners {
        p.root = (kept_finite(p.log) * 0.5).exp();
        p.log += values[p.long_run] * dt + p.gap * p.gap_weight;
        p.gap = p.gap * p.gap_fade;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::exp;
    use crate::model::strength::Dependence;
    use crate::model::trial::{Trial, close};

    /// Two actors that offer each other partnership and coordination for good, with partners 2 and 3; without noise.
    fn traders() -> Trial {
        let mut trial = Trial::new(2, 2);
        trial.quiet();
        trial.world(&[(P::Rho, 0.0), (P::LambdaK, 0.0), (P::Divert, 0.0)]);
        for (from, to, exports) in
            [(0, 1, 60.0), (1, 0, 20.0), (0, 2, 30.0), (2, 0, 40.0), (1, 2, 50.0), (2, 1, 80.0), (1, 3, 10.0)]
        {
            trial.set(P::Exports, Place::Relation(from, to), exports);
        }
        trial.set(P::LevelStart, Place::Relation(0, 1), 2.0);
        trial.set(P::LevelStart, Place::Relation(1, 0), 3.0);
        trial
    }

    /// After a step, the target that a flow of 60, 30 and so on moved to, in lane 0.
    fn target(before: f64, after: f64, dt: f64) -> f64 {
        let kept = exp(-0.7 * dt);
        (after - before * kept) / (1.0 - kept)
    }

    #[test]
    fn trade_stays_what_it_is_where_nothing_changes() {
        let mut trial = traders();
        for i in 0..2 {
            trial.set(P::Growth, Place::Actor(i), 0.0);
            trial.set(P::GrowthLongRun, Place::Actor(i), 0.0);
            trial.set(P::CoercionStart, Place::Relation(i, 1 - i), 0.4);
        }
        trial.world(&[(P::Divert, 0.5), (P::Drag, 0.0)]);
        trial.begin();
        trial.go(40);
        close(trial.get::<Trade>(0).total.0[0], 60.0, 1e-13);
        close(trial.get::<LinkTrade>(0).exports.0[0], 30.0, 1e-13);
        close(trial.get::<LinkTrade>(2).imports.0[0], 80.0, 1e-13);
    }

    #[test]
    fn trade_moves_to_a_potential_of_size_coercion_and_commitment() {
        let mut trial = traders();
        trial.world(&[(P::Cut, 0.6), (P::Pref, 0.8)]);
        trial.set(P::CoercionStart, Place::Relation(0, 1), 0.1);
        trial.set(P::CoercionStart, Place::Relation(1, 0), 0.2);
        trial.begin();
        trial.poke::<Economy>(0, |e| e.gdp = e.gdp * 1.44);
        trial.poke::<Economy>(1, |e| e.gdp = e.gdp * 2.25);
        trial.poke::<Coercion>(0, |k| k.0 = Lanes::splat(0.5));
        trial.poke::<Offer>(0, |offer| *offer = Offer::at(Lanes::splat(4.0)));
        trial.poke::<Shock>(0, |x| x.0 = Lanes::splat(0.3));
        trial.go(1);
        let shock = 0.3 * libm::exp2(-trial.dt() / 10.0);
        let size = libm::sqrt(1.44 * 2.25) * libm::exp(shock);
        let coercion = (1.0 - 0.6 * 0.5) / (1.0 - 0.6 * 0.2);
        let commitment = (1.0 + 0.8 * 0.65) / (1.0 + 0.8 * 0.35);
        for (row, start) in [(0, 60.0), (1, 20.0)] {
            let potential = target(start, trial.get::<Trade>(row).total.0[0], trial.dt());
            close(potential, start * size * coercion * commitment, 1e-8);
        }
        // Nobody coerces a partner, and it commits itself to nobody.
        let potential = target(30.0, trial.get::<LinkTrade>(0).exports.0[0], trial.dt());
        close(potential, 30.0 * 1.2, 1e-8);
    }

    #[test]
    fn partners_join_in_the_coercion_of_the_actor_that_they_follow() {
        let mut trial = traders();
        trial.begin();
        // Both partners follow actor 0.
        trial.poke::<Coercion>(0, |k| k.0 = Lanes::splat(0.5));
        trial.go(1);
        let link = trial.get::<LinkTrade>(2);
        close(target(50.0, link.exports.0[0], trial.dt()), 50.0 * 0.75, 1e-12);
        close(target(80.0, link.imports.0[0], trial.dt()), 80.0 * 0.75, 1e-12);
        close(trial.get::<LinkTrade>(0).exports.0[0], 30.0, 1e-13);
    }

    #[test]
    fn the_disturbance_is_one_of_a_pair_and_reverts() {
        let mut trial = traders();
        trial.world(&[(P::NoiseX, 0.2), (P::ShockHalfLife, 4.0)]);
        trial.begin();
        trial.poke::<Shock>(0, |x| x.0 = Lanes::splat(0.3));
        trial.go(1);
        let draws = trial.resource::<Draws>();
        let normal = draws.normal(trial.resource::<Topology>().pair_draw(0) + 1);
        let rate = std::f64::consts::LN_2 / 4.0;
        let noise = noise_over(Lanes::splat(rate), Lanes::splat(0.2), trial.dt()).0[0];
        let x = trial.get::<Shock>(0).0;
        for (x, z) in x.0.into_iter().zip(normal.0) {
            close(x, 0.3 * libm::exp2(-trial.dt() / 4.0) + noise * z, 1e-8);
        }
        let (forth, back) = (trial.get::<Trade>(0).total, trial.get::<Trade>(1).total);
        for lane in 0..crate::lanes::LANES {
            close(forth.0[lane] / 60.0, back.0[lane] / 20.0, 1e-13);
        }
    }

    #[test]
    fn what_coercion_costs_an_exporter_goes_elsewhere_in_its_share() {
        let mut trial = traders();
        trial.world(&[(P::Divert, 0.4), (P::Cut, 0.5)]);
        trial.begin();
        trial.poke::<Coercion>(0, |k| k.0 = Lanes::splat(0.8));
        trial.go(1);
        let dt = trial.dt();
        // Actor 1 loses 0.4 of its exports to actor 0, and of those to both partners, who follow actor 0.
        let (to_0, to_2, to_3) = (trial.get::<Trade>(1), trial.get::<LinkTrade>(2), trial.get::<LinkTrade>(3));
        let flows = [(20.0, to_0.total), (50.0, to_2.exports), (10.0, to_3.exports)];
        let targets = flows.map(|(before, after)| target(before, after.0[0], dt));
        let potentials = flows.map(|(before, _)| before * 0.6);
        let lost = flows.map(|(before, _)| before * 0.4);
        close(targets.iter().sum(), potentials.iter().sum::<f64>() + 0.4 * lost.iter().sum::<f64>(), 1e-12);
        // By hand for the first: what the other two lost, in proportion to the potentials that each could go to.
        let gained = lost[1] * potentials[0] / (potentials[0] + potentials[2])
            + lost[2] * potentials[0] / (potentials[0] + potentials[1]);
        close(targets[0], potentials[0] + 0.4 * gained, 1e-12);
        // Partner 2 exports 40 to actor 0 and 80 to actor 1, where it loses 0.4, and sends the share of that to 0.
        close(target(40.0, trial.get::<LinkTrade>(0).imports.0[0], dt), 40.0 + 0.4 * 32.0, 1e-12);
        close(target(80.0, to_2.imports.0[0], dt), 48.0, 1e-12);
    }

    #[test]
    fn coercion_that_eases_takes_back_and_never_below_nothing() {
        let mut trial = traders();
        trial.world(&[(P::Divert, 1.0), (P::Cut, 1.0)]);
        trial.set(P::CoercionStart, Place::Relation(0, 1), 0.9);
        trial.begin();
        trial.poke::<Coercion>(0, |k| k.0 = Lanes::ZERO);
        trial.go(1);
        close(target(60.0, trial.get::<Trade>(0).total.0[0], trial.dt()), 600.0, 1e-12);
        close(target(30.0, trial.get::<LinkTrade>(0).exports.0[0], trial.dt()), 0.0, 1e-12);
    }

    #[test]
    fn partners_grow_along_their_trend() {
        let mut trial = traders();
        for (p, x) in [(P::PartnerGrowth, 0.06), (P::PartnerGrowthLongRun, 0.01), (P::PartnerGrowthHalfLife, 5.0)] {
            trial.set(p, Place::Partner(0), x);
        }
        trial.begin();
        trial.go(40);
        let gap = 0.05 * 5.0 / std::f64::consts::LN_2 * (1.0 - libm::exp2(-10.0 / 5.0));
        let world = trial.resource::<TradeWorld>();
        close(world.partners[0].log.0[0], 0.01 * 10.0 + gap, 1e-8);
        close(world.partners[1].log.0[0], 0.0, 1e-15);
        // The root is that of the GDP from before the last step.
        let before = libm::exp(0.5 * (0.01 * 9.75 + 0.05 * 5.0 / std::f64::consts::LN_2 * (1.0 - libm::exp2(-1.95))));
        close(world.partners[0].root.0[0], before, 1e-8);
    }

    const PARTNER: &str = "[sectors.energy]\nseller = 1\nbuyer = 1\n[partners.FIR]\ngdp = 100\n\
         [relations.ELM]\nFIR = { exports = 10 }\n[relations.FIR]\nELM = { exports = 10 }\n";

    #[test]
    fn a_partner_that_comes_to_grow_faster_does_not_jump() {
        let change = "[events.boom]\nkind = \"change\"\ntext = \"a boom\"\nvalue = 0.04\ndate = 2010\n\
             parameter = \"partners.FIR.growth_long_run\"\n";
        let mut trial = Trial::of_two_actors(&format!("{PARTNER}{change}"));
        trial.begin();
        trial.go(48);
        close(trial.resource::<TradeWorld>().partners[0].log.0[0], 2.0 * 0.04, 1e-9);
    }

    #[test]
    fn a_sector_that_becomes_harder_to_replace_binds_actors_and_partners() {
        let change = "[events.peak]\nkind = \"change\"\ntext = \"a peak\"\nvalue = 3\ndate = 2010\n\
             parameter = \"sectors.energy.seller\"\n";
        let mut trial = Trial::of_two_actors(&format!("{PARTNER}{change}"));
        trial.begin();
        trial.go(40);
        assert_eq!(trial.get::<Dependence>(0).outlet, Lanes::splat(3.0));
        assert_eq!(trial.get::<LinkTrade>(0).outlet, Lanes::splat(3.0));
        assert_eq!(trial.get::<LinkTrade>(0).source, Lanes::ONE);
    }
}

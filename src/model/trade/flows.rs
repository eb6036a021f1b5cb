//! A step of trade: what each flow would be, what coercion costs it, where that goes, and how it moves.

use super::{LinkTrade, Shock, Trade, TradeConstants, TradeWorld, followed};
use crate::lanes::{Lanes, go};
use crate::model::{
    Clock, Draws, Parameters, Topology, calendar::Contracts, choice::Offer, coercion::Coercion, economy::Economy, rows,
};
use bevy_ecs::prelude::*;

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

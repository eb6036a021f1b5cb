//! Strength, contests, and trade dependence.
//!
//! S_i = M_i^alpha Y_i^(1 - alpha). A contest is decided by ratios (Hirshleifer 1989): p(a, b) = a^m / (a^m + b^m),
//! m one of 1, 1.5, 2, 3, so that powers are products and square roots. Dependence (Hirschman 1945):
//! D_ij = (kx_ij X_ij + km_ij X_ji) / Y_i, d_ij = D_ij / (D_ij + d_ref), kx and km the share-weighted difficulty of
//! replacing the outlet and the source; `dependence_mirror` mixes in D_ji.

use super::{Parameters, Topology, economy::Economy, rows, trade::Trade};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

/// S, the strength of an actor, in bn USD.
#[derive(Component, Clone, Copy, Default)]
pub struct Strength(pub Lanes);

/// Trade dependence of a relation.
#[derive(Component, Clone, Copy, Default)]
pub struct Dependence {
    /// D: difficulty-weighted trade over GDP.
    pub ratio: Lanes,
    /// d: between 0 and 1.
    pub share: Lanes,
    /// kx: difficulty of replacing the outlet.
    pub outlet: Lanes,
    /// km: difficulty of replacing the source.
    pub source: Lanes,
}

/// Slots of a relation's dependence.
#[derive(Component, Clone, Copy)]
pub struct DependenceSlots {
    mirror: Slot,
}

impl DependenceSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        Self { mirror: scenario.slot(P::DependenceMirror, Place::Relation(i, j)) }
    }
}

/// Settings of strength that hold for the world.
#[derive(Resource, Clone)]
pub struct Contest {
    alpha: Slot,
    /// m.
    pub exponent: Slot,
    reference: Slot,
    /// One-hot lanes of the exponents 1, 1.5, 2, 3.
    hot: [Lanes; 4],
    /// Whether some dependence mixes in that of the other.
    mirrored: bool,
    /// Sector difficulties and shares.
    sectors: Vec<(Slot, Slot)>,
    shares: Vec<Vec<Slot>>,
}

impl Contest {
    /// The slots of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let parties = scenario.actors.len() + scenario.partners.len();
        let sectors = 0..scenario.sectors.len();
        let shares = (0..parties * parties)
            .map(|at| {
                let (i, j) = (at / parties, at % parties);
                sectors.clone().filter_map(|s| scenario.find(P::SectorShare, Place::Share(i, j, s))).collect()
            })
            .collect();
        Self {
            alpha: scenario.slot(P::Alpha, Place::World),
            exponent: scenario.slot(P::ContestExponent, Place::World),
            reference: scenario.slot(P::DependenceReference, Place::World),
            hot: [Lanes::ZERO; 4],
            mirrored: false,
            sectors: sectors
                .map(|s| (scenario.slot(P::Seller, Place::Sector(s)), scenario.slot(P::Buyer, Place::Sector(s))))
                .collect(),
            shares,
        }
    }

    /// x^m.
    #[inline(always)]
    #[must_use]
    pub fn power(&self, x: Lanes) -> Lanes {
        x * (self.hot[0] + self.hot[1] * x.sqrt() + x * (self.hot[2] + self.hot[3] * x))
    }

    /// p(a, b).
    #[inline(always)]
    #[must_use]
    pub fn wins(&self, a: Lanes, b: Lanes) -> Lanes {
        1.0 / (1.0 + self.power(b / a))
    }

    /// Share-weighted difficulty of replacing the exports of `i` to `j`: (for the seller, for the buyer).
    #[must_use]
    pub fn difficulty(&self, values: &Parameters, i: usize, j: usize, parties: usize) -> (Lanes, Lanes) {
        let shares = &self.shares[i * parties + j];
        let mut total = Lanes::ZERO;
        let (mut seller, mut buyer) = (Lanes::ZERO, Lanes::ZERO);
        for (share, (sell, buy)) in shares.iter().zip(&self.sectors) {
            total += values[*share];
            seller += values[*share] * values[*sell];
            buyer += values[*share] * values[*buy];
        }
        let some = Lanes::ZERO.less_than(total);
        let safe = some.select(total, Lanes::ONE);
        (some.select(seller / safe, Lanes::ONE), some.select(buyer / safe, Lanes::ONE))
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    topology: Res<Topology>,
    mut contest: ResMut<Contest>,
    mut relations: Query<(&DependenceSlots, &mut Dependence)>,
) {
    let exponent = values[contest.exponent];
    for (hot, m) in contest.hot.iter_mut().zip(crate::scenario::registry::CONTEST_EXPONENTS) {
        *hot = exponent.map(|x| if x == *m { 1.0 } else { 0.0 });
    }
    let parties = topology.actors + topology.partners;
    let (slots, mut dependence) = rows!(mut relations);
    contest.mirrored = slots.iter().any(|slot| values[slot.mirror].any());
    for (relation, row) in topology.relations.iter().zip(dependence.bypass_change_detection()) {
        row.outlet = contest.difficulty(&values, relation.from, relation.to, parties).0;
        row.source = contest.difficulty(&values, relation.to, relation.from, parties).1;
    }
}

/// The system: S, D and d.
pub fn derive(
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    mut actors: Query<(&Economy, &mut Strength)>,
    mut relations: Query<(&Trade, &DependenceSlots, &mut Dependence)>,
) {
    let (economy, mut strength) = rows!(mut actors);
    let (trade, slots, mut dependence) = rows!(mut relations);
    let (strength, dependence) = (strength.bypass_change_detection(), dependence.bypass_change_detection());
    go(
        #[inline(always)]
        || {
            strength_rows(values[contest.alpha], economy, strength);
            dependence_rows(&values, &topology, &contest, economy, trade, slots, dependence);
        },
    );
}

/// S of every actor.
#[inline(always)]
pub fn strength_rows(alpha: Lanes, economy: &[Economy], strength: &mut [Strength]) {
    let half = alpha.0.iter().all(|&a| a == 0.5);
    for (s, e) in strength.iter_mut().zip(economy) {
        s.0 = if half {
            (e.military * e.gdp).sqrt()
        } else {
            (alpha * e.military.ln() + (1.0 - alpha) * e.gdp.ln()).exp()
        };
    }
}

/// D and d of every relation.
#[inline(always)]
pub fn dependence_rows(
    values: &Parameters,
    topology: &Topology,
    contest: &Contest,
    economy: &[Economy],
    trade: &[Trade],
    slots: &[DependenceSlots],
    dependence: &mut [Dependence],
) {
    for (row, relation) in topology.relations.iter().enumerate() {
        let d = &mut dependence[row];
        let flows = d.outlet * trade[row].total + d.source * trade[relation.reverse].total;
        d.ratio = flows / economy[relation.from].gdp;
    }
    let reference = values[contest.reference];
    for (row, relation) in topology.relations.iter().enumerate() {
        let mut ratio = dependence[row].ratio;
        if contest.mirrored {
            let mirror = values[slots[row].mirror];
            ratio = (1.0 - mirror) * ratio + mirror * dependence[relation.reverse].ratio;
        }
        dependence[row].share = ratio / (ratio + reference);
    }
}

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

    /// alpha.
    #[must_use]
    pub fn alpha(&self, values: &Parameters) -> Lanes {
        values[self.alpha]
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

    /// Share-weighted difficulty of replacing the exports of `i` to `j`: (for the seller, for the buyer). Shares are
    /// equal where none is given; without sectors the difficulty is 1.
    #[must_use]
    pub fn difficulty(&self, values: &Parameters, i: usize, j: usize, parties: usize) -> (Lanes, Lanes) {
        let shares = &self.shares[i * parties + j];
        let given = shares.iter().fold(Lanes::ZERO, |sum, share| sum + values[*share]);
        let some = Lanes::ZERO.less_than(given);
        let mut total = Lanes::ZERO;
        let (mut seller, mut buyer) = (Lanes::ZERO, Lanes::ZERO);
        for (share, (sell, buy)) in shares.iter().zip(&self.sectors) {
            let share = some.select(values[*share], Lanes::ONE);
            total += share;
            seller += share * values[*sell];
            buyer += share * values[*buy];
        }
        if shares.is_empty() { (Lanes::ONE, Lanes::ONE) } else { (seller / total, buyer / total) }
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
            strength_rows(contest.alpha(&values), economy, strength);
            dependence_rows(&values, &topology, &contest, economy, trade, slots, dependence);
        },
    );
}

/// S of every actor.
#[inline(always)]
pub fn strength_rows(alpha: Lanes, economy: &[Economy], strength: &mut [Strength]) {
    // Lane by lane, or the bits of a run would depend on which runs it shares its lanes with.
    let other = alpha.map(|a| if a == 0.5 { 0.0 } else { 1.0 });
    for (s, e) in strength.iter_mut().zip(economy) {
        s.0 = (e.military * e.gdp).sqrt();
        if other.any() {
            s.0 = other.select((alpha * e.military.ln() + (1.0 - alpha) * e.gdp.ln()).exp(), s.0);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LANES;
    use crate::model::trial::{Trial, close};
    use crate::scenario::registry::CONTEST_EXPONENTS;

    #[test]
    fn contests_are_decided_by_ratios() {
        let exponent = |lane: usize| CONTEST_EXPONENTS[lane % 4];
        let mut trial = Trial::new(2, 0);
        trial.set_lanes(P::ContestExponent, Place::World, Lanes(std::array::from_fn(exponent)));
        trial.begin();
        let contest = trial.resource::<Contest>();
        for (a, b) in [(1.0, 1.0), (3.0, 2.0), (0.2, 7.0), (1e4, 1.0), (1e-6, 1e6)] {
            let (p, q) =
                (contest.wins(Lanes::splat(a), Lanes::splat(b)), contest.wins(Lanes::splat(b), Lanes::splat(a)));
            for lane in 0..LANES {
                let m = exponent(lane);
                let (strong, weak) = (libm::pow(a, m), libm::pow(b, m));
                close(p.0[lane], strong / (strong + weak), 1e-14);
                close(p.0[lane] + q.0[lane], 1.0, 1e-14);
            }
        }
        assert_eq!(contest.wins(Lanes::ONE, Lanes::ONE), Lanes::splat(0.5));
    }

    #[test]
    fn strength_is_the_weighted_geometric_mean_of_arms_and_gdp() {
        let alpha = |lane: usize| [0.0, 0.25, 0.5, 1.0][lane % 4];
        let mut trial = Trial::new(2, 0);
        trial.set_lanes(P::Alpha, Place::World, Lanes(std::array::from_fn(alpha)));
        trial.begin();
        let (e, s) = (trial.get::<Economy>(1), trial.get::<Strength>(1));
        for lane in 0..LANES {
            let (m, y, a) = (e.military.0[lane], e.gdp.0[lane], alpha(lane));
            close(s.0.0[lane], libm::pow(m, a) * libm::pow(y, 1.0 - a), 1e-9);
        }
    }

    #[test]
    fn a_run_has_the_same_strength_whatever_its_neighbours_have() {
        let mut trial = Trial::new(2, 0);
        trial.begin();
        let alone = trial.get::<Strength>(0).0.0[3];
        trial.set_lanes(P::Alpha, Place::World, Lanes(std::array::from_fn(|lane| if lane == 3 { 0.5 } else { 0.7 })));
        trial.begin();
        assert_eq!(trial.get::<Strength>(0).0.0[3].to_bits(), alone.to_bits());
    }

    /// Exports of 60 and 20 between two actors, in two sectors with difficulties of their own.
    fn traders() -> Trial {
        let mut trial = Trial::new(2, 1);
        for (from, to, exports, share) in [(0, 1, 60.0, 0.75), (1, 0, 20.0, 0.1)] {
            trial.set(P::Exports, Place::Relation(from, to), exports);
            trial.set(P::SectorShare, Place::Share(from, to, 0), share);
            trial.set(P::SectorShare, Place::Share(from, to, 1), 1.0 - share);
        }
        for (sector, seller, buyer) in [(0, 1.3, 1.1), (1, 0.7, 2.0)] {
            trial.set(P::Seller, Place::Sector(sector), seller);
            trial.set(P::Buyer, Place::Sector(sector), buyer);
        }
        trial
    }

    #[test]
    fn dependence_is_difficult_trade_over_gdp() {
        let mut trial = traders();
        trial.world(&[(P::DependenceReference, 0.03)]);
        let mirror = 0.25;
        trial.set(P::DependenceMirror, Place::Relation(0, 1), mirror);
        trial.begin();
        let gdp = [0, 1].map(|i| trial.get::<Economy>(i).gdp.0[0]);
        let seller = [0.75 * 1.3 + 0.25 * 0.7, 0.1 * 1.3 + 0.9 * 0.7];
        let buyer = [0.1 * 1.1 + 0.9 * 2.0, 0.75 * 1.1 + 0.25 * 2.0];
        let ratio = [(seller[0] * 60.0 + buyer[0] * 20.0) / gdp[0], (seller[1] * 20.0 + buyer[1] * 60.0) / gdp[1]];
        let d = [0, 1].map(|row| trial.get::<Dependence>(row));
        for i in 0..2 {
            close(d[i].outlet.0[0], seller[i], 1e-14);
            close(d[i].source.0[0], buyer[i], 1e-14);
            close(d[i].ratio.0[0], ratio[i], 1e-14);
        }
        let mixed = (1.0 - mirror) * ratio[0] + mirror * ratio[1];
        close(d[0].share.0[0], mixed / (mixed + 0.03), 1e-14);
        close(d[1].share.0[0], ratio[1] / (ratio[1] + 0.03), 1e-14);
    }

    #[test]
    fn shares_are_scaled_and_equal_where_none_is_given() {
        let mut trial = traders();
        trial.set(P::SectorShare, Place::Share(0, 1, 0), 3.0 * 0.75);
        trial.set(P::SectorShare, Place::Share(0, 1, 1), 3.0 * 0.25);
        trial.set(P::SectorShare, Place::Share(1, 0, 0), 0.0);
        trial.set(P::SectorShare, Place::Share(1, 0, 1), 0.0);
        trial.begin();
        let d = trial.get::<Dependence>(0);
        close(d.outlet.0[0], 0.75 * 1.3 + 0.25 * 0.7, 1e-14);
        close(d.source.0[0], (1.1 + 2.0) / 2.0, 1e-14);
    }
}

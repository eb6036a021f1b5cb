//! Choice: what an actor offers another, on the ladder of five levels.
//!
//! Actor i reconsiders what it offers j with probability 1 - exp(-rho dt); then a logit (quantal) response with
//! `precision` over the levels (McKelvey and Palfrey 1995), whose utility is the sum of the [`terms`].

pub mod circle;
pub mod explain;
pub mod terms;
#[cfg(test)]
mod tests;

use super::{
    ACTUAL, Clock, DECLARED, Draws, Parameters, Topology,
    belief::Belief,
    coercion::Coercion,
    economy::{Economy, EconomySlots},
    memory::Memory,
    pact::Pact,
    rows,
    simulation::Theories,
    strength::{Contest, Dependence, Strength},
    strikes,
    threat::Threat,
};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;
use circle::{Circle, Hostility};

/// What the first of a relation offers the second.
#[derive(Component, Clone, Copy, Default)]
pub struct Offer {
    /// Level, 0 to 4.
    pub level: Lanes,
    /// C: actual commitment.
    pub actual: Lanes,
    /// Q: declared commitment.
    pub declared: Lanes,
}

/// The level chosen in this step, committed at its end.
#[derive(Component, Clone, Copy, Default)]
pub struct NextLevel(pub Lanes);

impl Offer {
    /// The offer at these levels.
    #[inline(always)]
    #[must_use]
    pub fn at(level: Lanes) -> Self {
        let mut offer = Self { level, ..Self::default() };
        for rung in 1..5 {
            let reached = level.at_least(Lanes::splat(rung as f64));
            offer.actual = reached.select(Lanes::splat(ACTUAL[rung]), offer.actual);
            offer.declared = reached.select(Lanes::splat(DECLARED[rung]), offer.declared);
        }
        offer
    }
}

/// The utility weights of an actor, the factors of its theory included.
#[derive(Component, Clone, Copy, Default)]
pub struct Weights {
    v: [Lanes; WEIGHTS.len()],
    /// Probability that it reconsiders within a step.
    reconsiders: Lanes,
    precision: Lanes,
    patience: Lanes,
    foresight: Lanes,
    autonomy: Lanes,
}

/// The weights, in the order of [`Weights`].
pub const WEIGHTS: [P; 17] = [
    P::VSec,
    P::VRev,
    P::VConc,
    P::VTrade,
    P::VRep,
    P::VAut,
    P::VGriev,
    P::VAff,
    P::VEnt,
    P::VWait,
    P::VClose,
    P::VJoint,
    P::VNet,
    P::VPast,
    P::VMove,
    P::VStep,
    P::VExit,
];

impl Weights {
    /// One weight.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, parameter: P) -> Lanes {
        self.v[parameter as usize - P::VSec as usize]
    }
}

/// Slots of an actor's choices.
#[derive(Component, Clone, Copy)]
pub struct WeightSlots {
    v: [Slot; WEIGHTS.len()],
    rho: Slot,
    precision: Slot,
    horizon: Slot,
    foresight: Slot,
    autonomy: Slot,
}

impl WeightSlots {
    /// The slots of an actor.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Actor(i));
        Self {
            v: WEIGHTS.map(slot),
            rho: slot(P::Rho),
            precision: slot(P::Precision),
            horizon: slot(P::HorizonYears),
            foresight: slot(P::Foresight),
            autonomy: slot(P::Autonomy),
        }
    }
}

/// Slots and constants of a relation's choices.
#[derive(Component, Clone, Copy)]
pub struct RelationSlots {
    level: Slot,
    /// Affinity.
    pub affinity: Slot,
    /// Greed.
    pub greed: Slot,
    /// Solidarity.
    pub solidarity: Slot,
    /// Pref of the pair.
    pub pref: Slot,
    contiguous: Slot,
    distance: Slot,
    scale: Slot,
}

/// Closeness of a relation's two: 1 with a land border, else exp(-km / scale).
#[derive(Component, Clone, Copy, Default)]
pub struct Near(pub Lanes);

impl RelationSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        let slot = |p| scenario.slot(p, Place::Relation(i, j));
        let pair = |p| scenario.slot(p, Place::Pair(i.min(j), i.max(j)));
        Self {
            level: slot(P::LevelStart),
            affinity: slot(P::Affinity),
            greed: slot(P::Greed),
            solidarity: slot(P::Solidarity),
            pref: pair(P::Pref),
            contiguous: pair(P::Contiguous),
            distance: pair(P::DistanceKm),
            scale: scenario.slot(P::NearScale, Place::World),
        }
    }
}

/// The offers at the start.
pub fn reset(values: Res<Parameters>, mut relations: Query<(&RelationSlots, &mut Offer, &mut NextLevel)>) {
    let (slots, mut offer, mut next) = rows!(mut relations);
    let (offer, next) = (offer.bypass_change_detection(), next.bypass_change_detection());
    for ((slot, o), n) in slots.iter().zip(offer).zip(next) {
        *o = Offer::at(values[slot.level]);
        n.0 = o.level;
    }
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    theories: Res<Theories>,
    clock: Res<Clock>,
    mut actors: Query<(&WeightSlots, &mut Weights)>,
    mut relations: Query<(&RelationSlots, &mut Near)>,
) {
    let (slots, mut weights) = rows!(mut actors);
    for (slot, w) in slots.iter().zip(weights.bypass_change_detection()) {
        for (at, v) in w.v.iter_mut().enumerate() {
            *v = values[slot.v[at]] * theories.factors[at];
        }
        w.reconsiders = strikes(values[slot.rho], clock.dt);
        w.precision = values[slot.precision];
        w.patience = super::coercion::patience(values[slot.horizon]);
        w.foresight = values[slot.foresight];
        w.autonomy = values[slot.autonomy];
    }
    let (slots, mut near) = rows!(mut relations);
    for (slot, n) in slots.iter().zip(near.bypass_change_detection()) {
        let by_distance = (-values[slot.distance] / values[slot.scale]).exp();
        n.0 = values[slot.contiguous].select(Lanes::ONE, by_distance);
    }
}

/// What a choice looks at: every table, read only.
pub struct Sight<'a> {
    /// Rows.
    pub topology: &'a Topology,
    /// Parameters.
    pub values: &'a Parameters,
    /// Contests.
    pub contest: &'a Contest,
    /// Theories.
    pub theories: &'a Theories,
    /// Of actors.
    pub strength: &'a [Strength],
    /// Of actors.
    pub circle: &'a [Circle],
    /// Of actors.
    pub economy: &'a [Economy],
    /// Of actors.
    pub economy_slots: &'a [EconomySlots],
    /// Of actors.
    pub weights: &'a [Weights],
    /// Of actors.
    pub weight_slots: &'a [WeightSlots],
    /// Of relations.
    pub slots: &'a [RelationSlots],
    /// Of relations.
    pub near: &'a [Near],
    /// Of relations.
    pub offer: &'a [Offer],
    /// Of relations.
    pub belief: &'a [Belief],
    /// Of relations.
    pub coercion: &'a [Coercion],
    /// Of relations.
    pub dependence: &'a [Dependence],
    /// Of relations.
    pub threat: &'a [Threat],
    /// Of relations.
    pub memory: &'a [Memory],
    /// Of pairs.
    pub pact: &'a [Pact],
    /// Of pairs.
    pub hostility: &'a [Hostility],
}

/// The utility of the five levels, in every lane.
pub type Utility = [Lanes; 5];

/// The probabilities of the five levels under a logit response.
#[inline(always)]
#[must_use]
pub fn response(utility: &Utility, precision: Lanes) -> Utility {
    let best = utility.iter().fold(utility[0], |best, u| best.max(*u));
    let mut weights = *utility;
    for w in &mut weights {
        *w = (precision * (*w - best)).exp();
    }
    let share = 1.0 / (weights[0] + weights[1] + weights[2] + weights[3] + weights[4]);
    for w in &mut weights {
        *w = *w * share;
    }
    weights
}

/// Tables of actors that a choice reads.
type OfActors = (
    &'static Strength,
    &'static Circle,
    &'static Economy,
    &'static EconomySlots,
    &'static Weights,
    &'static WeightSlots,
);
/// Tables of relations that a choice reads.
type OfRelations = (
    &'static RelationSlots,
    &'static Near,
    &'static Offer,
    &'static Belief,
    &'static Coercion,
    &'static Dependence,
    &'static Threat,
    &'static Memory,
    &'static mut NextLevel,
);

/// The system: levels are chosen into a second buffer.
#[expect(clippy::too_many_arguments, reason = "a system names all that it reads")]
pub fn step(
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    theories: Res<Theories>,
    draws: Res<Draws>,
    actors: Query<OfActors>,
    mut relations: Query<OfRelations>,
    pairs: Query<(&Pact, &Hostility)>,
) {
    let (strength, circle, economy, economy_slots, weights, weight_slots) = rows!(actors);
    let (slots, near, offer, belief, coercion, dependence, threat, memory, mut next) = rows!(mut relations);
    let next = next.bypass_change_detection();
    let (pact, hostility) = rows!(pairs);
    let sight = Sight {
        topology: &topology,
        values: &values,
        contest: &contest,
        theories: &theories,
        strength,
        circle,
        economy,
        economy_slots,
        weights,
        weight_slots,
        slots,
        near,
        offer,
        belief,
        coercion,
        dependence,
        threat,
        memory,
        pact,
        hostility,
    };
    for (row, relation) in sight.topology.relations.iter().enumerate() {
        let draw = sight.topology.relation_draw(row);
        let next = &mut next[row];
        go(
            #[inline(always)]
            || {
                let w = &sight.weights[relation.from];
                let u = draws.uniform(draw);
                let reconsiders = u.less_than(w.reconsiders);
                if !reconsiders.any() {
                    next.0 = sight.offer[row].level;
                    return;
                }
                let p = response(&terms::utility(&sight, row), w.precision);
                let u = u / w.reconsiders; // Uniform too, given that it reconsiders.
                let mut cumulative = Lanes::ZERO;
                let mut level = Lanes::ZERO;
                for share in &p[..4] {
                    cumulative += *share;
                    level += u.at_least(cumulative);
                }
                next.0 = reconsiders.select(level, sight.offer[row].level);
            },
        );
    }
}

/// The system that commits the levels chosen.
pub fn commit(mut relations: Query<(&NextLevel, &mut Offer)>) {
    let (next, mut offer) = rows!(mut relations);
    go(
        #[inline(always)]
        || {
            for (n, o) in next.iter().zip(offer.bypass_change_detection()) {
                *o = Offer::at(n.0);
            }
        },
    );
}

impl Sight<'_> {
    /// The slot of an actor's horizon.
    fn weights_horizon(&self, actor: usize) -> Slot {
        self.weight_slots[actor].horizon
    }
}

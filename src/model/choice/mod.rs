//! Choice: what an actor offers another, on the ladder of five levels.
//!
//! Actor i reconsiders what it offers j with probability 1 - exp(-rho dt); then a logit (quantal) response with
//! `precision` over the levels (McKelvey and Palfrey 1995), whose utility is the sum of the [`terms`].

pub mod basis;
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
use bevy_ecs::{prelude::*, system::SystemParam};
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
#[derive(Clone, Copy)]
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

/// What the probabilities of the five levels under a logit response are proportional to; 1 for the best level.
#[inline(always)]
#[must_use]
pub fn odds(utility: &Utility, precision: Lanes) -> Utility {
    let mut best = utility[0];
    for u in &utility[1..] {
        best = best.max(*u);
    }
    let mut odds = *utility;
    for u in &mut odds {
        *u = (precision * (*u - best)).exp();
    }
    odds
}

/// The probabilities of the five levels under a logit response.
#[must_use]
pub fn response(utility: &Utility, precision: Lanes) -> Utility {
    let odds = odds(utility, precision);
    let sum = odds[0] + odds[1] + odds[2] + odds[3] + odds[4];
    odds.map(|x| x / sum)
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
);

/// All that a choice reads of the world.
#[derive(SystemParam)]
pub struct Tables<'w, 's> {
    values: Res<'w, Parameters>,
    topology: Res<'w, Topology>,
    contest: Res<'w, Contest>,
    theories: Res<'w, Theories>,
    actors: Query<'w, 's, OfActors>,
    relations: Query<'w, 's, OfRelations>,
    pairs: Query<'w, 's, (&'static Pact, &'static Hostility)>,
}

impl Tables<'_, '_> {
    /// The tables as slices; none in a world without relations.
    #[inline(always)]
    fn sight(&self) -> Option<Sight<'_>> {
        let (strength, circle, economy, economy_slots, weights, weight_slots) =
            self.actors.contiguous_iter().ok()?.next()?;
        let (slots, near, offer, belief, coercion, dependence, threat, memory) =
            self.relations.contiguous_iter().ok()?.next()?;
        let (pact, hostility) = self.pairs.contiguous_iter().ok()?.next()?;
        Some(Sight {
            topology: &self.topology,
            values: &self.values,
            contest: &self.contest,
            theories: &self.theories,
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
        })
    }
}

/// The system: levels are chosen into a second buffer.
pub fn step(tables: Tables<'_, '_>, draws: Res<Draws>, mut next: Query<&mut NextLevel>) {
    let (Some(sight), mut next) = (tables.sight(), rows!(mut next)) else { return };
    let next = next.bypass_change_detection();
    go(
        #[inline(always)]
        || step_rows(&sight, &draws, next),
    );
}

/// What every actor offers every other from the end of the step on.
#[inline(always)]
pub fn step_rows(sight: &Sight<'_>, draws: &Draws, next: &mut [NextLevel]) {
    for (row, relation) in sight.topology.relations.iter().enumerate() {
        let (w, now) = (&sight.weights[relation.from], sight.offer[row].level);
        let u = draws.uniform(sight.topology.relation_draw(row));
        let reconsiders = u.less_than(w.reconsiders);
        next[row].0 = if reconsiders.any() {
            let odds = odds(&terms::utility(sight, row), w.precision);
            reconsiders.select(level(&odds, u / w.reconsiders), now) // Uniform too, given that it reconsiders.
        } else {
            now
        };
    }
}

/// The level that a uniform number picks.
#[inline(always)]
fn level(odds: &Utility, u: Lanes) -> Lanes {
    let mark = u * (odds[0] + odds[1] + odds[2] + odds[3] + odds[4]);
    let mut sum = odds[0];
    let mut level = mark.at_least(sum);
    for more in &odds[1..4] {
        sum += *more;
        level += mark.at_least(sum);
    }
    level
}

/// The system that commits the levels chosen.
pub fn commit(mut relations: Query<(&NextLevel, &mut Offer)>) {
    let (next, mut offer) = rows!(mut relations);
    let offer = offer.bypass_change_detection();
    go(
        #[inline(always)]
        || commit_rows(next, offer),
    );
}

/// Makes the levels chosen those that are offered.
#[inline(always)]
pub fn commit_rows(next: &[NextLevel], offer: &mut [Offer]) {
    for (n, o) in next.iter().zip(offer) {
        *o = Offer::at(n.0);
    }
}

impl Sight<'_> {
    /// The slot of an actor's horizon.
    fn weights_horizon(&self, actor: usize) -> Slot {
        self.weight_slots[actor].horizon
    }
}

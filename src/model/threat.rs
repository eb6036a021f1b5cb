//! Threat and horizon.
//!
//! Threat (Walt 1987: power, proximity, offence, intentions): r_ij = p(S_j, S_i), I_ij = 1 - exp(-(iota + A + G)),
//! T_ij = proximity r I. Horizon: i weighs the future by exp(-tau / H) and expects growth along the trends;
//! rbar_ij is the mean of p(S_j e^(cum_j(tau) - cum_i(tau)), S_i) under that weight, by Gauss-Laguerre quadrature with
//! three nodes. rise = r - rbar; Te = T ((1 - foresight) + foresight rbar / r).

use super::{
    Parameters, Topology,
    economy::{Economy, EconomySlots},
    memory::Memory,
    rows,
    simulation::Theories,
    strength::{Contest, Strength},
};
use crate::lanes::{Lanes, go};
use crate::scenario::{Place, Scenario, Slot, registry::P};
use bevy_ecs::prelude::*;

const NODES: [f64; 3] = [0.415_774_556_783_479_1, 2.294_280_360_279_042, 6.289_945_082_937_479];
const NODE_WEIGHTS: [f64; 3] = [0.711_093_009_929_173, 0.278_517_733_569_240_8, 0.010_389_256_501_586_1];

/// Threat that the first of a relation feels from the second.
#[derive(Component, Clone, Copy, Default)]
pub struct Threat {
    /// r: chance of the other to prevail today.
    pub ratio: Lanes,
    /// rise = r - rbar: above 0, time is on one's own side.
    pub rise: Lanes,
    /// I: perceived hostility of intentions.
    pub intent: Lanes,
    /// T: threat at hand.
    pub at_hand: Lanes,
    /// Te: horizon-weighted threat.
    pub expected: Lanes,
}

/// What of a relation's outlook is constant over a run: weights of the three nodes.
#[derive(Component, Clone, Copy, Default)]
pub struct Outlook {
    /// m (g_inf_j - g_inf_i) tau: what is raised to the power m is shifted by m times as much.
    drift: [Lanes; 3],
    /// m (hl / ln 2)(1 - 2^(-tau / hl)) of i and of j.
    own: [Lanes; 3],
    other: [Lanes; 3],
    foresight: Lanes,
}

/// Slots of a relation's threat.
#[derive(Component, Clone, Copy)]
pub struct ThreatSlots {
    proximity: Slot,
    iota: Slot,
    horizon: Slot,
    foresight: Slot,
}

impl ThreatSlots {
    /// The slots of the relation of `i` to `j`.
    #[must_use]
    pub fn new(scenario: &Scenario, i: usize, j: usize) -> Self {
        Self {
            proximity: scenario.slot(P::Proximity, Place::Relation(i, j)),
            iota: scenario.slot(P::Iota, Place::Relation(i, j)),
            horizon: scenario.slot(P::HorizonYears, Place::Actor(i)),
            foresight: scenario.slot(P::Foresight, Place::Actor(i)),
        }
    }
}

/// (hl / ln 2)(1 - 2^(-tau / hl)): what a gap of growth adds up to over tau.
fn gap_over(half_life: Lanes, tau: Lanes) -> Lanes {
    half_life * std::f64::consts::LOG2_E * (1.0 - (-tau / half_life).exp2())
}

/// Works out the constants.
pub fn prepare(
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    actors: Query<&EconomySlots>,
    mut relations: Query<(&ThreatSlots, &mut Outlook)>,
) {
    let m = values[contest.exponent];
    let economy = rows!(actors);
    let (slots, mut outlook) = rows!(mut relations);
    for ((relation, slot), o) in topology.relations.iter().zip(slots).zip(outlook.bypass_change_detection()) {
        let (own, other) = (economy[relation.from], economy[relation.to]);
        for (node, x) in NODES.iter().enumerate() {
            let tau = values[slot.horizon] * *x;
            o.drift[node] = m * (values[other.long_run] - values[own.long_run]) * tau;
            o.own[node] = m * gap_over(values[own.half_life], tau);
            o.other[node] = m * gap_over(values[other.half_life], tau);
        }
        o.foresight = values[slot.foresight];
    }
}

/// The system.
pub fn derive(
    values: Res<Parameters>,
    topology: Res<Topology>,
    contest: Res<Contest>,
    theories: Res<Theories>,
    actors: Query<(&Strength, &Economy)>,
    mut relations: Query<(&ThreatSlots, &Outlook, &Memory, &mut Threat)>,
) {
    let (strength, economy) = rows!(actors);
    let (slots, outlook, memory, mut threat) = rows!(mut relations);
    let threat = threat.bypass_change_detection();
    let sight =
        Sight { values: &values, topology: &topology, theories: &theories, strength, economy, slots, outlook, memory };
    go(
        #[inline(always)]
        || derive_rows(&sight, &contest, threat),
    );
}

/// The tables that threat looks at.
pub struct Sight<'a> {
    /// Parameters.
    pub values: &'a Parameters,
    /// Rows.
    pub topology: &'a Topology,
    /// Theories.
    pub theories: &'a Theories,
    /// Of actors.
    pub strength: &'a [Strength],
    /// Of actors.
    pub economy: &'a [Economy],
    /// Of relations.
    pub slots: &'a [ThreatSlots],
    /// Of relations.
    pub outlook: &'a [Outlook],
    /// Of relations.
    pub memory: &'a [Memory],
}

/// What every actor fears from every other.
#[inline(always)]
pub fn derive_rows(s: &Sight<'_>, contest: &Contest, threat: &mut [Threat]) {
    for pair in &s.topology.pairs {
        let odds = contest.power(s.strength[pair.first].0 / s.strength[pair.second].0);
        for (row, odds) in [(pair.forth, odds), (pair.back, 1.0 / odds)] {
            let relation = &s.topology.relations[row];
            let (own, other) = (&s.economy[relation.from], &s.economy[relation.to]);
            let (o, t) = (&s.outlook[row], &mut threat[row]);
            let mut expected = Lanes::ZERO;
            for (node, weight) in NODE_WEIGHTS.iter().enumerate() {
                let lead = o.drift[node] + other.growth_gap * o.other[node] - own.growth_gap * o.own[node];
                expected += *weight / (1.0 + odds * (-lead).exp());
            }
            t.ratio = 1.0 / (1.0 + odds);
            t.rise = t.ratio - expected;
            t.intent = 1.0 - (-(s.values[s.slots[row].iota] + s.memory[row].total())).exp();
            if s.theories.ignore_intentions.some {
                t.intent = s.theories.ignore_intentions.lanes.select(Lanes::ONE, t.intent);
            }
            t.at_hand = s.values[s.slots[row].proximity] * t.ratio * t.intent;
            t.expected = t.at_hand * ((1.0 - o.foresight) + o.foresight * expected / t.ratio);
        }
    }
}

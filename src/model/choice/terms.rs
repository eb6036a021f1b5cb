//! The terms of the utility of a level, each kept apart so that a reader can ask which of them drove a choice.
//!
//! A term gives its value at each level: most are a coefficient times c (actual commitment), (c + q) / 2 (what third
//! parties see) or c squared.

use super::{RelationSlots, Sight, Utility, Weights, circle};
use crate::lanes::Lanes;
use crate::model::topology::{Relation, Third};
use crate::model::{ACTUAL, DECLARED, pact::Pact};
use crate::scenario::registry::P;

/// How a term grows over the levels.
#[expect(clippy::large_enum_variant, reason = "effects live in registers: everything here is inlined")]
#[derive(Clone, Copy)]
pub enum Effect {
    /// A coefficient times c.
    Actual(Lanes),
    /// A coefficient times (c + q) / 2.
    Visible(Lanes),
    /// A coefficient times c squared.
    Square(Lanes),
    /// A value for each level.
    Levels(Utility),
}

impl Effect {
    /// The value at a level.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, level: usize) -> Lanes {
        let c = ACTUAL[level];
        match self {
            Self::Actual(x) => *x * c,
            Self::Visible(x) => *x * ((c + DECLARED[level]) * 0.5),
            Self::Square(x) => *x * (c * c),
            Self::Levels(values) => values[level],
        }
    }
}

/// The sums of effects of one kind, so that the hot path multiplies once.
struct Sum {
    actual: Lanes,
    visible: Lanes,
    square: Lanes,
    levels: Utility,
}

impl Sum {
    #[inline(always)]
    fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Actual(x) => self.actual += x,
            Effect::Visible(x) => self.visible += x,
            Effect::Square(x) => self.square += x,
            Effect::Levels(values) => {
                for (sum, value) in self.levels.iter_mut().zip(values) {
                    *sum += value;
                }
            }
        }
    }
}

/// What actor i is to offer actor j, and what i looks at.
struct Case<'a> {
    s: &'a Sight<'a>,
    /// Row of the relation of i to j.
    row: usize,
    relation: &'a Relation,
    i: usize,
    j: usize,
    /// The weights of i.
    w: &'a Weights,
    slots: &'a RelationSlots,
    pact: &'a Pact,
}

impl<'a> Case<'a> {
    #[inline(always)]
    fn new(s: &'a Sight<'a>, row: usize) -> Self {
        let relation = &s.topology.relations[row];
        let (i, j) = (relation.from, relation.to);
        Self { s, row, relation, i, j, w: &s.weights[i], slots: &s.slots[row], pact: &s.pact[relation.pair] }
    }
}

macro_rules! terms {
    ($($name:ident),* $(,)?) => {
        /// The names of the terms, in the order in which they are added.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// The utility of each level of a relation's offer.
        #[inline(always)]
        #[must_use]
        pub fn utility(sight: &Sight<'_>, row: usize) -> Utility {
            let mut sum =
                Sum { actual: Lanes::ZERO, visible: Lanes::ZERO, square: Lanes::ZERO, levels: [Lanes::ZERO; 5] };
            let case = Case::new(sight, row);
            $(sum.add($name(&case));)*
            let mut utility = sum.levels;
            for (level, u) in utility.iter_mut().enumerate().skip(1) {
                let c = ACTUAL[level];
                *u += sum.actual * c + sum.visible * ((c + DECLARED[level]) * 0.5) + sum.square * (c * c);
            }
            utility
        }

        /// Each term apart, in the order of [`NAMES`].
        #[must_use]
        pub fn apart(sight: &Sight<'_>, row: usize) -> Vec<Utility> {
            let case = Case::new(sight, row);
            vec![$({
                let effect = $name(&case);
                std::array::from_fn(|level| effect.at(level))
            }),*]
        }
    };
}

terms!(
    security,
    concessions,
    trade,
    reprisal,
    autonomy,
    grievance,
    affinity,
    entrapment,
    closeness,
    joint_enemies,
    network,
    past_pact,
    inertia,
);

/// v_sec sum_k (Te_ik + v_rev greed_ik + solidarity_ij Te_jk) [p(W_ijk + c Bs_ijk S_j, S_k) - p(W_ijk, S_k)];
/// W_ijk = S_i + sum over m not in {i, j, k} of C_im B_im S_m, the help already held;
/// Bs_ijk = 1 - (1 - B_ij)(1 - Te_jk): a shared enemy makes a partner credible.
///
/// With x = W / S_k and y = (W + c Bs S_j) / S_k the bracket is (y^m - x^m) / ((1 + y^m)(1 + x^m)).
#[inline(always)]
fn security(c: &Case<'_>) -> Effect {
    let (s, w) = (c.s, c.w);
    let solidarity = s.values[c.slots.solidarity];
    let others = s.circle[c.i].help - counted_on(s, c.row, c.j);
    let mut value = [Lanes::ZERO; 5];
    for k in &c.relation.thirds {
        let greed = s.values[s.slots[k.ik].greed];
        let shared = s.threat[k.jk].expected;
        let stake = w.of(P::VSec) * (s.threat[k.ik].expected + w.of(P::VRev) * greed + solidarity * shared);
        let held = (others - counted_on(s, k.ik, k.actor)).max(s.strength[c.i].0);
        let credible = 1.0 - (1.0 - s.belief[c.row].0) * (1.0 - shared);
        let offered = credible * s.strength[c.j].0;
        let inverse = s.circle[k.actor].inverse_strength;
        let (x, more) = (held * inverse, offered * inverse);
        let alone = s.contest.power(x);
        for level in 1..5 {
            let helped = s.contest.power(x + more * ACTUAL[level]);
            let mut gain = stake * (helped - alone) / ((1.0 + helped) * (1.0 + alone));
            if s.theories.near_parity.some {
                let counts = near_parity(s, c.i, k, offered * ACTUAL[level]);
                gain = gain * s.theories.near_parity.lanes.select(counts, Lanes::ONE);
            }
            value[level] += gain;
        }
    }
    Effect::Levels(value)
}

/// The help that the holder of a relation counts on from the other.
#[inline(always)]
fn counted_on(s: &Sight<'_>, row: usize, other: usize) -> Lanes {
    circle::help(&s.offer[row], &s.belief[row], &s.strength[other])
}

/// Power transition: the stake counts near parity with k, alone or with help, and by dissatisfaction.
fn near_parity(s: &Sight<'_>, i: usize, k: &Third, offered: Lanes) -> Lanes {
    let band = |x: Lanes| x.map(|x| if (0.8..=1.2).contains(&x) { 1.0 } else { 0.0 });
    let alone = band(s.strength[i].0 / s.strength[k.actor].0);
    let helped = band((s.strength[i].0 + offered) / s.strength[k.actor].0);
    alone.max(helped) * (1.0 - (-s.memory[k.ik].total()).exp())
}

/// v_conc c d_ji sum_k K_kj: a cornered, dependent partner pays for friendship (Morrow 1991).
#[inline(always)]
fn concessions(c: &Case<'_>) -> Effect {
    let pressure = c.s.circle[c.j].pressure - c.s.coercion[c.row].0;
    Effect::Actual(c.w.of(P::VConc) * c.s.dependence[c.relation.reverse].share * pressure)
}

/// d_ij, or under trade expectations the one over the horizon (Copeland 1996).
#[inline(always)]
fn dependence(s: &Sight<'_>, row: usize) -> Lanes {
    let now = s.dependence[row].share;
    if s.theories.expected_trade.some {
        s.theories.expected_trade.lanes.select(expected_dependence(s, row), now)
    } else {
        now
    }
}

/// D exp(cum_j(H) - cum_i(H)) as a share.
fn expected_dependence(s: &Sight<'_>, row: usize) -> Lanes {
    let relation = &s.topology.relations[row];
    let horizon = s.values[s.weights_horizon(relation.from)];
    let cumulative = |a: usize| {
        let slots = &s.economy_slots[a];
        let half_life = s.values[slots.half_life];
        let gap = half_life * std::f64::consts::LOG2_E * (1.0 - (-horizon / half_life).exp2());
        s.values[slots.long_run] * horizon + s.economy[a].growth_gap * gap
    };
    let d = &s.dependence[row];
    let today = d.share / (1.0 - d.share).max(Lanes::splat(1e-12));
    let then = today * (cumulative(relation.to) - cumulative(relation.from)).exp();
    then / (then + 1.0)
}

/// v_trade pref d_ij c.
#[inline(always)]
fn trade(c: &Case<'_>) -> Effect {
    Effect::Actual(c.w.of(P::VTrade) * c.s.values[c.slots.pref] * dependence(c.s, c.row))
}

/// -v_rep patience_i sum_k d_ik T_kj (c + q) / 2: third parties punish friends of those they fear (Copeland 1996).
#[inline(always)]
fn reprisal(c: &Case<'_>) -> Effect {
    let mut sum = Lanes::ZERO;
    for k in &c.relation.thirds {
        sum += dependence(c.s, k.ik) * c.s.threat[k.kj].at_hand;
    }
    Effect::Visible(-(c.w.of(P::VRep) * c.w.patience * sum))
}

/// -v_aut autonomy_i c^2 (1 + (S_j - S_i) / (S_i + S_j)): the junior pays, the senior gains (Morrow 1991).
#[inline(always)]
fn autonomy(c: &Case<'_>) -> Effect {
    let (own, other) = (c.s.strength[c.i].0, c.s.strength[c.j].0);
    Effect::Square(-(c.w.of(P::VAut) * c.w.autonomy * (1.0 + (other - own) / (own + other))))
}

/// -v_griev (A_ij + Gr_ij + Gh_ij) c.
#[inline(always)]
fn grievance(c: &Case<'_>) -> Effect {
    Effect::Actual(-(c.w.of(P::VGriev) * c.s.memory[c.row].total()))
}

/// v_aff affinity_ij c.
#[inline(always)]
fn affinity(c: &Case<'_>) -> Effect {
    Effect::Actual(c.w.of(P::VAff) * c.s.values[c.slots.affinity])
}

/// -v_ent c sum_k (K_jk + K_kj)(1 - max(K_ki, K_ik))(1 - Te_ik) r_ik (1 + v_wait foresight_i max(0, rise_ik)): a war
/// that one is already in entraps nobody; the rising pay for haste (Snyder 1984).
#[inline(always)]
fn entrapment(c: &Case<'_>) -> Effect {
    let s = c.s;
    let patience = c.w.of(P::VWait) * c.w.foresight;
    let mut sum = Lanes::ZERO;
    for k in &c.relation.thirds {
        let quarrel = s.coercion[k.jk].0 + s.coercion[k.kj].0;
        let own = s.coercion[k.ki].0.max(s.coercion[k.ik].0);
        let threat = &s.threat[k.ik];
        let haste = 1.0 + patience * threat.rise.max(Lanes::ZERO);
        sum += quarrel * (1.0 - own) * (1.0 - threat.expected) * threat.ratio * haste;
    }
    Effect::Actual(-(c.w.of(P::VEnt) * sum))
}

/// v_close near_ij c.
#[inline(always)]
fn closeness(c: &Case<'_>) -> Effect {
    Effect::Actual(c.w.of(P::VClose) * c.s.near[c.row].0)
}

/// v_joint ln(1 + sum_k h_ik h_jk) c, h_ij = 1 - exp(-(A_ij + A_ji + K_ij + K_ji)): active hostility.
#[inline(always)]
fn joint_enemies(c: &Case<'_>) -> Effect {
    let mut sum = Lanes::ZERO;
    for k in &c.relation.thirds {
        sum += c.s.hostility[k.pairs.0].0 * c.s.hostility[k.pairs.1].0;
    }
    Effect::Actual(c.w.of(P::VJoint) * (1.0 + sum).ln())
}

/// v_net ln(1 + sum_m C_im C_mj) c: friends of my friends (Warren 2010; Cranmer et al. 2012).
#[inline(always)]
fn network(c: &Case<'_>) -> Effect {
    let (t, offer) = (c.s.topology, c.s.offer);
    let mut sum = Lanes::ZERO;
    for m in (0..t.actors).filter(|&m| m != c.i && m != c.j) {
        sum += offer[t.relation(c.i, m)].actual * offer[t.relation(m, c.j)].actual;
    }
    Effect::Actual(c.w.of(P::VNet) * (1.0 + sum).ln())
}

/// v_past 2^(-years since the pair's last pact / 10) c.
#[inline(always)]
fn past_pact(c: &Case<'_>) -> Effect {
    Effect::Actual(c.w.of(P::VPast) * c.pact.past)
}

/// -v_move [l is not level_ij] - v_step |l - level_ij| / 4, and v_exit more to fall below coordination under a pact.
#[inline(always)]
fn inertia(c: &Case<'_>) -> Effect {
    let now = c.s.offer[c.row].level;
    let bound = c.pact.in_force * now.at_least(Lanes::splat(3.0)) * c.w.of(P::VExit);
    let (fixed, step) = (c.w.of(P::VMove), c.w.of(P::VStep) * 0.25);
    let mut value = [Lanes::ZERO; 5];
    for (level, v) in value.iter_mut().enumerate() {
        let distance = (now - level as f64).map(f64::abs);
        let moving = distance.zip(fixed, |distance, fixed| if distance > 0.0 { fixed } else { 0.0 });
        *v = -(moving + step * distance);
        if level < 3 {
            *v = *v - bound;
        }
    }
    Effect::Levels(value)
}

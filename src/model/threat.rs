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

/// A lead in the log of GDP beyond which p is 0 or 1 to the last bit, whatever the strengths: they differ by a factor of
/// 1e24 at most. Kept within it, the lead does not overflow.
const FAR: f64 = 180.0;

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
                let lead = lead.max(Lanes::splat(-FAR)).min(Lanes::splat(FAR));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::LANES;
    use crate::model::trial::{Trial, close};
    use crate::scenario::registry::CONTEST_EXPONENTS;
    use crate::scenario::{Builtin, load};

    /// Row 0: what actor 0 feels from actor 1.
    fn threat(trial: &mut Trial) -> Threat {
        trial.begin();
        trial.get::<Threat>(0)
    }

    #[test]
    fn threat_is_power_times_proximity_times_intention() {
        let mut trial = Trial::new(2, 0);
        trial.world(&[(P::ContestExponent, 2.0)]);
        trial.set(P::Proximity, Place::Relation(0, 1), 0.7);
        trial.set(P::Iota, Place::Relation(0, 1), 0.3);
        trial.set(P::HostilityStart, Place::Relation(0, 1), 0.4);
        let t = threat(&mut trial);
        let s = [0, 1].map(|i| trial.get::<Strength>(i).0.0[0]);
        let r = s[1] * s[1] / (s[0] * s[0] + s[1] * s[1]);
        let intent = 1.0 - libm::exp(-0.7);
        close(t.ratio.0[0], r, 1e-14);
        close(t.intent.0[0], intent, 1e-9);
        close(t.at_hand.0[0], 0.7 * r * intent, 1e-9);
        let back = trial.get::<Threat>(1);
        close(back.ratio.0[0] + t.ratio.0[0], 1.0, 1e-14);
    }

    #[test]
    fn old_wounds_count_as_recent_ones_do() {
        let mut trial = Trial::new(2, 0);
        trial.begin();
        let before = trial.get::<Memory>(0).total().0[0];
        trial.poke::<Memory>(0, |memory| memory.acute += Lanes::splat(0.6));
        let felt = 0.2 + before + 0.6;
        close(trial.get::<Threat>(0).intent.0[0], 1.0 - libm::exp(-felt), 1e-9);
    }

    #[test]
    fn without_foresight_the_horizon_does_not_matter() {
        let mut trial = Trial::new(2, 0);
        trial.set(P::Growth, Place::Actor(1), 0.09);
        trial.set(P::Foresight, Place::Actor(0), 0.0);
        trial.set_lanes(P::HorizonYears, Place::Actor(0), Lanes(std::array::from_fn(|lane| 0.1 + 13.0 * lane as f64)));
        let t = threat(&mut trial);
        assert_eq!(t.expected, t.at_hand);
        assert!(t.rise.0[1] < 0.0 && t.rise.0[15] < t.rise.0[1]);
    }

    #[test]
    fn with_foresight_threat_is_that_of_the_expected_power() {
        let mut trial = Trial::new(2, 0);
        trial.set(P::Growth, Place::Actor(1), 0.09);
        trial.set_lanes(P::Foresight, Place::Actor(0), Lanes(std::array::from_fn(|lane| (lane % 3) as f64 / 2.0)));
        let t = threat(&mut trial);
        for lane in 0..LANES {
            let (r, rbar) = (t.ratio.0[lane], t.ratio.0[lane] - t.rise.0[lane]);
            let f = (lane % 3) as f64 / 2.0;
            close(t.expected.0[lane], 0.8 * t.intent.0[lane] * ((1.0 - f) * r + f * rbar), 1e-12);
        }
    }

    #[test]
    fn nobody_rises_where_all_grow_alike() {
        let mut trial = Trial::new(2, 0);
        let t = threat(&mut trial);
        assert!(t.rise.0.iter().all(|rise| rise.abs() < 1e-15), "{:?}", t.rise);
    }

    /// The mean over exp(-tau / H) / H of p(S_j e^(cum_j - cum_i), S_i) by Simpson's rule, to 1e-10; `lead` is
    /// cum_j(tau) - cum_i(tau).
    fn by_integration(odds: f64, m: f64, horizon: f64, lead: impl Fn(f64) -> f64) -> f64 {
        const INTERVALS: usize = 4_000;
        const END: f64 = 40.0;
        let width = END / INTERVALS as f64;
        let at = |n: usize| {
            let x = width * n as f64;
            libm::exp(-x) / (1.0 + odds * libm::exp(-m * lead(x * horizon)))
        };
        let inner = |n: usize| if n % 2 == 1 { 4.0 * at(n) } else { 2.0 * at(n) };
        (at(0) + at(INTERVALS) + (1..INTERVALS).map(inner).sum::<f64>()) * width / 3.0
    }

    /// The largest error of the quadrature over strengths from 1 : 30 to 30 : 1, where j gains on i by a constant rate
    /// of which m H times is `stretch`.
    fn error(stretch: f64) -> f64 {
        let m = |lane: usize| CONTEST_EXPONENTS[lane % 4];
        let horizon = 12.0;
        let mut trial = Trial::new(2, 0);
        trial.set(P::HorizonYears, Place::Actor(0), horizon);
        trial.set_lanes(P::ContestExponent, Place::World, Lanes(std::array::from_fn(m)));
        let rate = |lane: usize| stretch / m(lane) / horizon;
        let mut worst: f64 = 0.0;
        for (sign, step) in [1.0, -1.0].into_iter().flat_map(|sign| (-17..=17).map(move |step| (sign, step))) {
            for p in [P::Growth, P::GrowthLongRun] {
                trial.set_lanes(p, Place::Actor(1), Lanes(std::array::from_fn(|lane| 0.02 + sign * rate(lane))));
            }
            for p in [P::Gdp, P::MilitaryCapital] {
                trial.set(p, Place::Actor(0), 1000.0);
                trial.set(p, Place::Actor(1), 1000.0 * libm::exp(0.2 * f64::from(step)));
            }
            let t = threat(&mut trial);
            for lane in 0..4 {
                let odds = 1.0 / t.ratio.0[lane] - 1.0;
                let exact = by_integration(odds, m(lane), horizon, |tau| sign * rate(lane) * tau);
                worst = worst.max((t.ratio.0[lane] - t.rise.0[lane] - exact).abs());
            }
        }
        worst
    }

    #[test]
    fn the_mean_over_the_horizon_is_within_its_stated_error() {
        for (stretch, stated) in [(0.5, 2e-4), (1.0, 0.0035), (2.0, 0.025), (3.0, 0.055)] {
            let error = error(stretch);
            assert!(error < stated, "{error} at {stretch}");
            assert!(error > stated / 2.0, "{error} at {stretch}: the stated error is far too large");
        }
    }
    #[test]
    fn the_mean_over_the_horizon_is_within_its_stated_error_in_the_essay() {
        let essay = load("builtin:essay", &Builtin, &[]).expect("a built-in scenario is valid");
        let mut trial = Trial::of(essay.scenario);
        let m = |lane: usize| CONTEST_EXPONENTS[lane % 4];
        trial.set_lanes(P::ContestExponent, Place::World, Lanes(std::array::from_fn(m)));
        trial.begin();
        let topology = trial.resource::<Topology>();
        let threats: Vec<Threat> = (0..topology.relations.len()).map(|row| trial.get(row)).collect();
        let mut worst: f64 = 0.0;
        for (row, relation) in topology.relations.iter().enumerate() {
            let of = |p: P, i: usize| trial.values[trial.scenario.slot(p, Place::Actor(i)).0 as usize].0[0];
            let cumulative = |i: usize, tau: f64| {
                let (now, later, half_life) = (of(P::Growth, i), of(P::GrowthLongRun, i), of(P::GrowthHalfLife, i));
                let gap = (now - later) * half_life / std::f64::consts::LN_2 * (1.0 - libm::exp2(-tau / half_life));
                later * tau + gap
            };
            let horizon = of(P::HorizonYears, relation.from);
            let lead = |tau: f64| cumulative(relation.to, tau) - cumulative(relation.from, tau);
            for lane in 0..4 {
                let (r, rise) = (threats[row].ratio.0[lane], threats[row].rise.0[lane]);
                let exact = by_integration(1.0 / r - 1.0, m(lane), horizon, lead);
                worst = worst.max((r - rise - exact).abs());
            }
        }
        assert!(worst < 0.007 && worst > 0.0035, "{worst}");
    }
}

//! Each term of the utility against its formula in `docs/ODD.md`, worked out apart from the model, and the response.

use super::*;
use crate::lanes::LANES;
use crate::model::theory::{Switch, THEORIES};
use crate::model::trial::{Trial, as_often, close};

const N: usize = 4;

/// A table by actor and actor.
type Table = [[f64; N]; N];

/// The state of one run, read off table by table.
struct Run {
    lane: usize,
    weights: Vec<(P, f64)>,
    switch: Switch,
    strength: [f64; N],
    cumulative: [[f64; N]; N],
    greed: Table,
    solidarity: Table,
    affinity: Table,
    pref: Table,
    near: Table,
    level: Table,
    actual: Table,
    belief: Table,
    coercion: Table,
    dependence: Table,
    /// r, rise, T and Te.
    threat: [Table; 4],
    acute: Table,
    hostility: Table,
    in_force: Table,
    past: Table,
    autonomy: [f64; N],
    patience: [f64; N],
    foresight: [f64; N],
    m: f64,
}

fn relations() -> impl Iterator<Item = (usize, usize)> {
    (0..N).flat_map(|i| (0..N).filter(move |&j| j != i).map(move |j| (i, j)))
}

fn table(mut of: impl FnMut(usize, usize) -> f64) -> Table {
    let mut table = [[0.0; N]; N];
    for (i, j) in relations() {
        table[i][j] = of(i, j);
    }
    table
}

impl Run {
    fn read(trial: &mut Trial, lane: usize) -> Self {
        let topology = trial.resource::<Topology>();
        let row = |i: usize, j: usize| topology.relation(i, j);
        let given = |trial: &Trial, p: P, place: Place| trial.values[trial.scenario.slot(p, place).0 as usize].0[lane];
        let of_actor = |p: P| std::array::from_fn(|i| given(trial, p, Place::Actor(i)));
        let of_relation = |p: P| table(|i, j| given(trial, p, Place::Relation(i, j)));
        let of_pair = |p: P| table(|i, j| given(trial, p, Place::Pair(i.min(j), i.max(j))));
        let (horizon, long_run): ([f64; N], [f64; N]) = (of_actor(P::HorizonYears), of_actor(P::GrowthLongRun));
        let half_life: [f64; N] = of_actor(P::GrowthHalfLife);
        let (contiguous, distance) = (of_pair(P::Contiguous), of_pair(P::DistanceKm));
        let theory = trial.theories[lane];
        let factor = |p: P| theory.factors.iter().find(|(named, _)| *named == p).map_or(1.0, |(_, factor)| *factor);
        let weights = WEIGHTS.iter().map(|p| (*p, given(trial, *p, Place::World) * factor(*p))).collect();
        let (greed, solidarity, affinity) =
            (of_relation(P::Greed), of_relation(P::Solidarity), of_relation(P::Affinity));
        let pref = of_pair(P::Pref);
        let (autonomy, foresight) = (of_actor(P::Autonomy), of_actor(P::Foresight));
        let scale = given(trial, P::NearScale, Place::World);
        let m = given(trial, P::ContestExponent, Place::World);
        let gap: [f64; N] = std::array::from_fn(|i| trial.get::<Economy>(i).growth_gap.0[lane]);
        let grown = |i: usize, tau: f64| {
            long_run[i] * tau + gap[i] * half_life[i] / std::f64::consts::LN_2 * (1.0 - libm::exp2(-tau / half_life[i]))
        };
        let threat = |trial: &mut Trial, of: fn(&Threat) -> Lanes| table(|i, j| of(&trial.get(row(i, j))).0[lane]);
        let pact =
            |trial: &mut Trial, of: fn(&Pact) -> Lanes| table(|i, j| of(&trial.get(topology.pair(i, j))).0[lane]);
        Self {
            lane,
            weights,
            switch: theory.switch,
            strength: std::array::from_fn(|i| trial.get::<Strength>(i).0.0[lane]),
            cumulative: table(|i, k| grown(k, horizon[i]) - grown(i, horizon[i])),
            greed,
            solidarity,
            affinity,
            pref,
            near: table(|i, j| if contiguous[i][j] == 1.0 { 1.0 } else { libm::exp(-distance[i][j] / scale) }),
            level: table(|i, j| trial.get::<Offer>(row(i, j)).level.0[lane]),
            actual: table(|i, j| trial.get::<Offer>(row(i, j)).actual.0[lane]),
            belief: table(|i, j| trial.get::<Belief>(row(i, j)).0.0[lane]),
            coercion: table(|i, j| trial.get::<Coercion>(row(i, j)).0.0[lane]),
            dependence: table(|i, j| trial.get::<Dependence>(row(i, j)).share.0[lane]),
            threat: [
                threat(trial, |t| t.ratio),
                threat(trial, |t| t.rise),
                threat(trial, |t| t.at_hand),
                threat(trial, |t| t.expected),
            ],
            acute: table(|i, j| trial.get::<Memory>(row(i, j)).acute.0[lane]),
            hostility: table(|i, j| trial.get::<Memory>(row(i, j)).total().0[lane]),
            in_force: pact(trial, |p| p.in_force),
            past: pact(trial, |p| p.past),
            autonomy,
            patience: horizon.map(|h| 1.0 - libm::exp(-h / 10.0)),
            foresight,
            m,
        }
    }

    fn v(&self, p: P) -> f64 {
        self.weights.iter().find(|(weight, _)| *weight == p).expect("a weight").1
    }

    fn p(&self, a: f64, b: f64) -> f64 {
        libm::pow(a, self.m) / (libm::pow(a, self.m) + libm::pow(b, self.m))
    }

    /// d_ij, or the one expected over the horizon of i.
    fn d(&self, i: usize, j: usize) -> f64 {
        let d = self.dependence[i][j];
        if self.switch != Switch::ExpectedTrade {
            return d;
        }
        let then = d / (1.0 - d) * libm::exp(self.cumulative[i][j]);
        then / (1.0 + then)
    }

    fn stake(&self, i: usize, j: usize, k: usize, helped: f64) -> f64 {
        let te = &self.threat[3];
        let stake = te[i][k] + self.v(P::VRev) * self.greed[i][k] + self.solidarity[i][j] * te[j][k];
        if self.switch != Switch::NearParity {
            return stake;
        }
        let near = |x: f64| (0.8..=1.2).contains(&(x / self.strength[k]));
        let parity = near(self.strength[i]) || near(self.strength[i] + helped);
        stake * f64::from(u8::from(parity)) * (1.0 - libm::exp(-self.hostility[i][k]))
    }

    fn security(&self, i: usize, j: usize, c: f64) -> f64 {
        let mut sum = 0.0;
        for k in thirds(i, j) {
            let held = |m: usize| self.actual[i][m] * self.belief[i][m] * self.strength[m];
            let w = self.strength[i] + thirds(i, j).filter(|&m| m != k).map(held).sum::<f64>();
            let credible = 1.0 - (1.0 - self.belief[i][j]) * (1.0 - self.threat[3][j][k]);
            let helped = c * credible * self.strength[j];
            let gain = self.p(w + helped, self.strength[k]) - self.p(w, self.strength[k]);
            sum += self.stake(i, j, k, helped) * gain;
        }
        self.v(P::VSec) * sum
    }

    fn entrapment(&self, i: usize, j: usize) -> f64 {
        let [r, rise, _, te] = &self.threat;
        let k = &self.coercion;
        let of = |a: usize| {
            let own = k[a][i].max(k[i][a]);
            let haste = 1.0 + self.v(P::VWait) * self.foresight[i] * rise[i][a].max(0.0);
            (k[j][a] + k[a][j]) * (1.0 - own) * (1.0 - te[i][a]) * r[i][a] * haste
        };
        self.v(P::VEnt) * thirds(i, j).map(of).sum::<f64>()
    }

    /// The terms of section 7.8, in its order, at a level.
    fn terms(&self, i: usize, j: usize, level: usize) -> [f64; 13] {
        let (c, q, now) = (ACTUAL[level], DECLARED[level], self.level[i][j]);
        let (s, sum) = (&self.strength, |of: &dyn Fn(usize) -> f64| thirds(i, j).map(of).sum::<f64>());
        let active = |a: usize, b: usize| {
            let acts = self.acute[a][b] + self.acute[b][a] + self.coercion[a][b] + self.coercion[b][a];
            1.0 - libm::exp(-acts)
        };
        let moved = f64::from(u8::from(now != level as f64));
        let leaves = f64::from(u8::from(level < 3 && now >= 3.0));
        [
            self.security(i, j, c),
            self.v(P::VConc) * c * self.dependence[j][i] * sum(&|k| self.coercion[k][j]),
            self.v(P::VTrade) * self.pref[i][j] * self.d(i, j) * c,
            -self.v(P::VRep) * self.patience[i] * sum(&|k| self.d(i, k) * self.threat[2][k][j]) * (c + q) / 2.0,
            -self.v(P::VAut) * self.autonomy[i] * c * c * (1.0 + (s[j] - s[i]) / (s[i] + s[j])),
            -self.v(P::VGriev) * self.hostility[i][j] * c,
            self.v(P::VAff) * self.affinity[i][j] * c,
            -self.entrapment(i, j) * c,
            self.v(P::VClose) * self.near[i][j] * c,
            self.v(P::VJoint) * libm::log(1.0 + sum(&|k| active(i, k) * active(j, k))) * c,
            self.v(P::VNet) * libm::log(1.0 + sum(&|m| self.actual[i][m] * self.actual[m][j])) * c,
            self.v(P::VPast) * self.past[i][j] * c,
            -self.v(P::VMove) * moved
                - self.v(P::VStep) * (level as f64 - now).abs() / 4.0
                - self.v(P::VExit) * leaves * self.in_force[i][j],
        ]
    }
}

fn thirds(i: usize, j: usize) -> impl Iterator<Item = usize> {
    (0..N).filter(move |&k| k != i && k != j)
}

/// Four actors that differ in everything, with a theory and an exponent in each lane, after `steps` steps.
fn busy(steps: usize) -> Trial {
    let mut trial = Trial::new(N, 1);
    trial.theories = std::array::from_fn(|lane| &THEORIES[lane % THEORIES.len()]);
    let exponents = std::array::from_fn(|lane| crate::scenario::registry::CONTEST_EXPONENTS[lane / 3 % 4]);
    trial.set_lanes(P::ContestExponent, Place::World, Lanes(exponents));
    trial.world(&[(P::Precision, 0.8)]);
    for i in 0..N {
        let x = i as f64;
        trial.set(P::HorizonYears, Place::Actor(i), 2.0 + 7.0 * x);
        trial.set(P::Growth, Place::Actor(i), 0.01 + 0.02 * x);
        trial.set(P::Foresight, Place::Actor(i), 0.9 - 0.2 * x);
        trial.set(P::Autonomy, Place::Actor(i), 0.2 + 0.1 * x);
    }
    for (n, (i, j)) in relations().enumerate() {
        let x = n as f64 / 12.0;
        for (p, value) in [
            (P::Exports, 40.0 + 200.0 * x),
            (P::Affinity, x - 0.4),
            (P::Greed, 0.3 * x),
            (P::Solidarity, 0.5 - 0.4 * x),
            (P::Optimism, 0.3 * x - 0.1),
            (P::CoercionStart, 0.6 * x),
            (P::HostilityStart, 0.5 * x),
            (P::LevelStart, (n % 5) as f64),
        ] {
            trial.set(p, Place::Relation(i, j), value);
        }
    }
    trial.set(P::Contiguous, Place::Pair(0, 1), 1.0);
    trial.set(P::DistanceKm, Place::Pair(1, 2), 2500.0);
    for (i, j) in [(0, 2), (1, 3)] {
        trial.set(P::PactStart, Place::Pair(i, j), 1.0);
    }
    trial.begin();
    trial.go(steps);
    trial
}

#[test]
fn every_term_is_its_formula() {
    let (mut seen, mut stakes) = ([false; 13], [false; 2]);
    for steps in [0, 9] {
        for (i, j) in relations() {
            let mut trial = busy(steps);
            let runs: Vec<Run> = (0..LANES).map(|lane| Run::read(&mut trial, lane)).collect();
            let explained = trial.explain(i, j);
            for run in &runs {
                for level in 0..5 {
                    let by_hand = run.terms(i, j, level);
                    for ((name, term), value) in terms::NAMES.iter().zip(&explained.terms).zip(by_hand) {
                        let (term, lane) = (term[level].0[run.lane], run.lane);
                        let close = (term - value).abs() <= 1e-8 * value.abs().max(1.0);
                        assert!(close, "{name} of {i}{j} at {level} in lane {lane}: {term} is not {value}");
                    }
                    for (seen, value) in seen.iter_mut().zip(by_hand) {
                        *seen |= value.abs() > 1e-3;
                    }
                    if run.switch == Switch::NearParity && level > 0 {
                        stakes[usize::from(by_hand[0] != 0.0)] = true;
                    }
                }
            }
        }
    }
    // A term that were 0 all along would test nothing, nor a parity that always or never holds.
    assert_eq!((seen, stakes), ([true; 13], [true; 2]));
}

#[test]
fn the_utility_is_the_sum_of_the_terms() {
    let mut trial = busy(5);
    for (i, j) in relations() {
        let explained = trial.explain(i, j);
        for level in 0..5 {
            let sum = explained.terms.iter().fold(Lanes::ZERO, |sum, term| sum + term[level]);
            for (a, b) in explained.utility[level].0.into_iter().zip(sum.0) {
                close(a, b, 1e-12);
            }
        }
    }
}

/// Utilities in every lane.
fn utilities(of: impl Fn(usize, usize) -> f64) -> Utility {
    std::array::from_fn(|level| Lanes(std::array::from_fn(|lane| of(level, lane))))
}

#[test]
fn the_response_is_logistic() {
    let utility = utilities(|level, lane| 0.3 * level as f64 - 0.1 * (lane * level % 7) as f64);
    let p = response(&utility, Lanes::splat(3.0));
    for lane in 0..LANES {
        let weights = [0, 1, 2, 3, 4].map(|level| libm::exp(3.0 * utility[level].0[lane]));
        for level in 0..5 {
            close(p[level].0[lane], weights[level] / weights.iter().sum::<f64>(), 1e-8);
        }
    }
    let shifted = response(&utility.map(|u| u + 8.0), Lanes::splat(3.0));
    for (a, b) in p.iter().zip(shifted) {
        close(a.0[5], b.0[5], 1e-12);
    }
}

#[test]
fn without_precision_levels_are_equally_likely_and_with_it_the_best_is_taken() {
    let utility = utilities(|level, lane| if level == lane % 5 { 1.0 } else { -0.5 * level as f64 });
    assert_eq!(response(&utility, Lanes::ZERO), [Lanes::splat(0.2); 5]);
    let p = response(&utility, Lanes::splat(1e6));
    for (level, p) in p.iter().enumerate() {
        for lane in 0..LANES {
            close(p.0[lane], f64::from(u8::from(level == lane % 5)), 1e-300);
        }
    }
}

#[test]
fn an_offer_declares_and_gives_what_its_level_says() {
    for level in 0..5 {
        let offer = Offer::at(Lanes::splat(level as f64));
        assert_eq!(offer.actual, Lanes::splat(ACTUAL[level]));
        assert_eq!(offer.declared, Lanes::splat(DECLARED[level]));
    }
}

#[test]
fn an_actor_reconsiders_at_its_rate_and_its_level_stays_otherwise() {
    let mut trial = Trial::new(2, 0);
    trial.world(&[(P::Rho, 1.2), (P::Precision, 0.0)]);
    trial.begin();
    let (mut moves, steps) = (0, 4_000);
    for _ in 0..steps {
        let before = trial.get::<Offer>(0).level;
        trial.go(1);
        let after = trial.get::<Offer>(0).level;
        moves += before.0.iter().zip(after.0).filter(|(before, after)| **before != *after).count();
    }
    // Of those who reconsider without precision, one in five takes the level that was there.
    let p = 0.8 * (1.0 - libm::exp(-1.2 * trial.dt()));
    as_often(moves as f64, (steps * LANES) as f64, p);
}

#[test]
fn the_draw_decides_between_the_probabilities() {
    let mut trial = busy(7);
    for (i, j) in relations() {
        let explained = trial.explain(i, j);
        let [first, second] = explained.draws;
        for lane in 0..LANES {
            let mut level = 0;
            let mut sum = explained.probabilities[0].0[lane];
            while level < 4 && second.0[lane] >= sum {
                level += 1;
                sum += explained.probabilities[level].0[lane];
            }
            let reconsiders = first.0[lane] < explained.reconsiders.0[lane];
            let expected = if reconsiders { level as f64 } else { explained.offered.0[lane] };
            assert_eq!(explained.chosen.0[lane], expected);
        }
        trial.begin();
        trial.go(7);
    }
}

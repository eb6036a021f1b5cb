//! Trade against its closed forms.

use super::*;
use crate::lanes::exp;
use crate::model::trial::{Trial, close};
use crate::model::{Draws, economy::Economy, strength::Dependence};

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

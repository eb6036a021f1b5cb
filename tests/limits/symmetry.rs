//! Identical actors fare alike, and names do not matter.

use super::support::{BEST_RESPONSE, NO_NOISE, RARE, alike, alike_in_mean, levels, powers, rows, scenario, watch};
use realpolitik::scenario::{Quantity, Scenario};
use std::collections::BTreeSet;

const IDS: [&str; 3] = ["A", "B", "C"];

/// Three identical actors, each afraid of both others, and what is recorded of each relation.
fn identical() -> Scenario {
    let mut text = String::from(
        "format = 1\ntitle = \"Alike\"\nquestion = \"Who allies?\"\nfocus = \"A-B\"\nsource = \"guess: made up\"\n\
         [time]\nstart = 2000.0\nend = 2020.0\nsteps_per_year = 4\n[model]\ntheory = \"balance_of_threat\"\n",
    );
    for id in IDS {
        text += &format!(
            "[actors.{id}]\ngdp = 5000\nmilitary_capital = 1000\ngrowth = 0.02\ngrowth_long_run = 0.02\n\
             military_share = 0.03\nhorizon_years = 8\nforesight = 0.5\ncredulity = 0.5\nautonomy = 0.3\n\
             memory_recent = 6\nmemory_historic = 60\nmemory_share = 0.7\n"
        );
        for other in IDS.into_iter().filter(|other| *other != id) {
            text += &format!(
                "[relations.{id}.{other}]\nexports = 100\nproximity = 0.8\niota = 0.3\ngreed = 0.1\nk0 = -1.5\n\
                 coercion_start = 0.1\nlevel_start = 1\n"
            );
        }
    }
    text += &outcomes(2020);
    scenario(&text, &["weights.v_sec={distribution=\"lognormal\",median=7.5,log_sd=0.5}"])
}

/// Level, belief, coercion, grievance and threat of every relation at the end, relation by relation.
fn outcomes(at: u32) -> String {
    let mut text = String::new();
    for (i, j) in relations().map(|(i, j)| (IDS[i], IDS[j])) {
        for kind in ["level", "belief", "grievance", "threat"] {
            text +=
                &format!("[outcomes.{kind}_{i}{j}]\nkind = \"{kind}\"\nholder = \"{i}\"\nabout = \"{j}\"\nat = {at}\n");
        }
        text += &format!(
            "[outcomes.coercion_{i}{j}]\nkind = \"coercion\"\nfrom_actor = \"{i}\"\nto_actor = \"{j}\"\nat = {at}\n"
        );
    }
    text
}

fn relations() -> impl Iterator<Item = (usize, usize)> {
    (0..3).flat_map(|i| (0..3).filter(move |&j| j != i).map(move |j| (i, j)))
}

const RUNS: u64 = 16_000;

#[test]
fn identical_actors_have_the_same_distributions() {
    let scenario = identical();
    // Relations of one run depend on each other, so each comes from runs of its own.
    let samples: Vec<_> = (0..6).map(|relation| (5 * relation, rows(&scenario, 10 + relation as u64, RUNS))).collect();
    for (at, sample) in &samples[1..] {
        let (first, other) = (levels(&samples[0].1, 0), levels(sample, *at));
        assert!(alike(&first, &other) > RARE, "{first:?}, {other:?}");
        for kind in 1..5 {
            let (a, b) = (&samples[0].1.outcomes[kind].values, &sample.outcomes[at + kind].values);
            assert!(alike_in_mean(a, b) > RARE, "{}", scenario.outcomes[at + kind].id);
        }
    }
}

/// A, B and C in this order, with the same relations recorded by name.
fn relabelled(order: [usize; 3], assignments: &[&str]) -> Scenario {
    scenario(&format!("{}\n{}", powers(order, assignments).resolved, outcomes(2030)), &[])
}

#[test]
fn relabelling_permutes_the_results_exactly_where_nothing_is_left_to_chance() {
    let assignments: Vec<&str> = NO_NOISE.into_iter().chain(BEST_RESPONSE).collect();
    let mut met = BTreeSet::new();
    let mut run = |order: [usize; 3]| {
        let scenario = powers(order, &assignments);
        // Where each power stands in the file.
        let place = [0, 1, 2].map(|power| order.iter().position(|&at| at == power).expect("a power"));
        let mut seen = Vec::new();
        watch(&scenario, 1, 16, |_, view| {
            let lane = |lanes: realpolitik::lanes::Lanes| lanes.0[0];
            for (i, j) in relations().map(|(i, j)| (place[i], place[j])) {
                let quantities = [
                    Quantity::Level(i, j),
                    Quantity::Belief(i, j),
                    Quantity::Coercion(i, j),
                    Quantity::Grievance(i, j),
                    Quantity::Threat(i, j),
                    Quantity::CapabilityRatio(i, j),
                    Quantity::TwoWayTrade(i, j),
                    Quantity::AllianceFormed(i, j),
                    Quantity::TradeShare(i, 3),
                    Quantity::PartnerRank(i, 3),
                ];
                seen.extend(quantities.map(|quantity| lane(view.get(quantity))));
                met.insert(lane(view.get(Quantity::Level(i, j))) as u8);
            }
            seen.extend(place.map(|i| lane(view.gdp(i))));
        });
        seen
    };
    let base = run([0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for (a, b) in base.iter().zip(run(order)) {
            // Sums over third parties run in the order of the file, so the last bits may differ.
            assert!((a - b).abs() <= 1e-10 * a.abs().max(1.0), "{a} is {b} in order {order:?}");
        }
    }
    assert!(met.len() > 2, "no more than {met:?} is ever offered");
}

#[test]
fn relabelling_leaves_the_distributions_of_chance() {
    let base = relabelled([0, 1, 2], &[]);
    let sample = rows(&base, 1, RUNS);
    for (seed, order) in [(2, [2, 0, 1]), (3, [1, 0, 2])] {
        let other = relabelled(order, &[]);
        let permuted = rows(&other, seed, RUNS);
        for (at, outcome) in base.outcomes.iter().enumerate() {
            assert_eq!(outcome.id, other.outcomes[at].id);
            if outcome.is_whole() {
                let (a, b) = (levels(&sample, at), levels(&permuted, at));
                assert!(alike(&a, &b) > RARE, "{}: {a:?}, {b:?}", outcome.id);
            } else {
                let (a, b) = (&sample.outcomes[at].values, &permuted.outcomes[at].values);
                assert!(alike_in_mean(a, b) > RARE, "{}", outcome.id);
            }
        }
    }
}

//! The audit on made-up games and on runs.

use super::*;
use crate::engine::{Column, Rows};
use crate::scenario::{Claim, Outcome, PredictedEvent as Event, Prediction, Quantity, Reduction, Scenario};

/// A scenario with so many claims, alternately toward and away, and one outcome.
fn scenario(claims: usize, yes_no: bool) -> Scenario {
    let mut scenario = crate::engine::tests::world(2, 0);
    let quantity = if yes_no { Quantity::AllianceFormed(0, 1) } else { Quantity::PairCommitment(0, 1) };
    scenario.outcomes.truncate(1);
    scenario.outcomes[0] = Outcome { quantity, reduction: Reduction::At(2030.0), ..scenario.outcomes[0].clone() };
    let claim = |at: usize| Claim {
        id: format!("C{at}"),
        text: format!("claim {at}"),
        direction: if at.is_multiple_of(2) { Direction::Toward } else { Direction::Away },
        relaxed: Vec::new(),
        predictions: Vec::new(),
        shows: Vec::new(),
        by_construction: false,
    };
    scenario.claims = (0..claims).map(claim).collect();
    scenario
}

/// The audit of a game: the outcome of a replicate where just these claims are kept.
fn audited(
    scenario: &Scenario,
    orders: Option<usize>,
    replicates: u64,
    outcome: &dyn Fn(u64, u64) -> Option<f64>,
) -> Audit {
    let ids: Vec<String> = scenario.claims.iter().map(|claim| claim.id.clone()).collect();
    let question = Question::new(scenario, "alliance", Some(&ids), orders, 7).expect("a question");
    let listed = question.combinations.listed().to_vec();
    let points = question.combinations.len() as u64;
    let mut auditor = Auditor::new(scenario, question).expect("an auditor");
    // Blocks that end within replicates.
    for first in (0..replicates * points).step_by(23) {
        let mut rows = Rows { first, outcomes: vec![Column::default()], ..Rows::default() };
        for index in first..(first + 23).min(replicates * points) {
            let (replicate, point) = (index / points, index % points);
            rows.replicate.push(replicate);
            rows.point.push(point);
            rows.outcomes[0].push(outcome(replicate, listed.get(point as usize).copied().unwrap_or(point)));
        }
        auditor.add(&rows);
    }
    auditor.audit()
}

/// Noise of a replicate in a combination, in [-1/2, 1/2): SplitMix64 of the two.
fn noise(replicate: u64, kept: u64) -> f64 {
    let mut z = (replicate << 32 ^ kept).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
}

fn bit(kept: u64, claim: usize) -> f64 {
    (kept >> claim & 1) as f64
}

/// Claim 0 adds 3, claim 1 takes 1, claims 2 and 3 add 2 where both are kept; claim 4 does nothing.
fn known(replicate: u64, kept: u64) -> f64 {
    let sum = 3.0 * bit(kept, 0) - bit(kept, 1) + 2.0 * bit(kept, 2) * bit(kept, 3);
    sum + 0.4 * noise(replicate, 0) + 0.2 * noise(replicate, 1) * bit(kept, 0)
}

fn close(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} against {b}");
}

#[test]
fn every_way_of_looking_has_the_sign_of_keeping_the_claim() {
    let audit = audited(&scenario(5, false), None, 400, &|r, kept| Some(known(r, kept)));
    let game = &audit.games[0];
    assert_eq!((audit.combinations, audit.orders, game.complete, game.varies), (32, None, 400, true));
    let ways = |at: usize| {
        let c = &game.claims[at];
        [c.relaxed_alone, c.kept_alone, c.shapley].map(|effect| effect.expect("an effect").value)
    };
    for (at, expected) in [(0, [3.0, 3.0, 3.0]), (1, [-1.0, -1.0, -1.0]), (2, [2.0, 0.0, 1.0]), (4, [0.0; 3])] {
        ways(at).into_iter().zip(expected).for_each(|(a, b)| close(a, b, 0.02));
    }
    close(game.claims[2].without.value - game.kept.value, -2.0, 1e-12);
    close(game.claims[0].only.value - game.relaxed.value, ways(0)[1], 1e-12);
    assert_eq!(game.order(), [0, 2, 3, 1, 4]);
}

#[test]
fn shapley_values_add_up_and_groups_do() {
    let audit = audited(&scenario(5, false), None, 100, &|r, kept| Some(known(r, kept) + noise(r, kept)));
    let game = &audit.games[0];
    let values: Vec<f64> = game.claims.iter().map(|claim| claim.shapley.expect("a value").value).collect();
    close(values.iter().sum(), game.ends[1] - game.ends[0], 1e-12);
    close(game.kept.value - game.relaxed.value, game.ends[1] - game.ends[0], 1e-12);
    let group = |direction: Direction| {
        let group = game.groups.iter().find(|group| group.direction == direction).expect("a group");
        group.shapley.expect("a sum").value
    };
    close(group(Direction::Toward), values[0] + values[2] + values[4], 1e-12);
    close(group(Direction::Away), values[1] + values[3], 1e-12);
    assert_eq!(game.groups.len(), 2, "no claim pushes neither way");
}

#[test]
fn a_claim_that_does_nothing_has_exactly_nothing() {
    for orders in [None, Some(6)] {
        let audit = audited(&scenario(5, false), orders, 50, &|r, kept| Some(known(r, kept)));
        let idle = audit.games[0].claims[4];
        for effect in [idle.relaxed_alone, idle.kept_alone, idle.shapley] {
            let effect = effect.expect("an effect");
            assert_eq!((effect.value, effect.low, effect.high, effect.variance_ratio), (0.0, 0.0, 0.0, None));
        }
        assert_eq!(idle.standing, Some(Standing::DoesNotMatter));
    }
}

#[test]
fn one_claim_that_decides_is_all_that_the_result_stands_on() {
    let mut scenario = scenario(4, true);
    let event = Event { above: None, at_least: Some(1.0), below: None, at_most: None };
    scenario.claims[3].predictions = vec![Prediction {
        id: "rare".into(),
        outcome: 0,
        event,
        probability_above: None,
        probability_below: Some(0.5),
    }];
    // With claim 1 an alliance never forms, without it in seven of eight runs.
    let audit = audited(&scenario, None, 400, &|r, kept| Some(f64::from(u8::from(kept >> 1 & 1 == 0 && r % 8 > 0))));
    let game = &audit.games[0];
    let standings: Vec<_> = game.claims.iter().map(|claim| claim.standing.expect("a standing")).collect();
    assert_eq!(
        standings,
        [Standing::DoesNotMatter, Standing::StandsOn, Standing::DoesNotMatter, Standing::DoesNotMatter]
    );
    close(game.claims[1].shapley.expect("a value").value, -0.875, 1e-12);
    // Newcombe's intervals have a width where no pair differs.
    assert!(game.claims[0].relaxed_alone.is_some_and(|e| e.value == 0.0 && e.low < 0.0 && e.high > 0.0));
    let threshold = &audit.thresholds[0];
    assert_eq!((threshold.kept, threshold.relaxed), (Verdict::Supported, Verdict::Contradicted));
    assert_eq!(threshold.moved, [(1, Verdict::Contradicted)]);
    assert!(game.pairs.iter().all(|pair| pair.effect.value == 0.0));
}

#[test]
fn claims_that_work_only_together_show_as_a_pair() {
    let audit = audited(&scenario(5, false), None, 60, &|r, kept| Some(known(r, kept)));
    for pair in &audit.games[0].pairs {
        let expected = if (pair.first, pair.second) == (2, 3) { 2.0 } else { 0.0 };
        close(pair.effect.value, expected, 1e-9);
    }
}

#[test]
fn sampled_orders_agree_with_all_combinations_within_their_error() {
    // Interactions of many claims, so that orders differ.
    let outcome = |r: u64, kept: u64| {
        let count = f64::from(kept.count_ones());
        let sum: f64 = (0..8).map(|claim| bit(kept, claim) * (claim as f64 - 2.5)).sum();
        Some(sum + 0.3 * sum * count + 2.0 * noise(r, 99) * bit(kept, 6) + noise(r, kept))
    };
    let scenario = scenario(8, false);
    let exact = audited(&scenario, None, 60, &outcome);
    let sampled = audited(&scenario, Some(40), 60, &outcome);
    assert_eq!((exact.combinations, exact.orders), (256, None));
    assert!(sampled.combinations < 256 && sampled.orders == Some(40) && sampled.games[0].pairs.is_empty());
    let mut differ = false;
    for (a, b) in exact.games[0].claims.iter().zip(&sampled.games[0].claims) {
        let (error, a_value) = (b.order_error.expect("an error"), a.shapley.expect("a value").value);
        let b_value = b.shapley.expect("a value");
        // The replicates are the same ones, so that only the choice of orders is between the two.
        close(a_value, b_value.value, 4.0 * error);
        assert!(b_value.high - b_value.value >= 1.95 * error);
        differ |= a_value != b_value.value;
        assert_eq!((a.relaxed_alone, a.kept_alone), (b.relaxed_alone, b.kept_alone));
    }
    assert!(differ, "the sampled orders were all there are");
    let sum: f64 = sampled.games[0].claims.iter().map(|claim| claim.shapley.expect("a value").value).sum();
    close(sum, sampled.games[0].kept.value - sampled.games[0].relaxed.value, 1e-9);
}

#[test]
fn nulls_leave_out_what_needs_them_and_nothing_else() {
    // Null in every fourth replicate with all claims kept, and in one with claim 0 alone.
    let outcome = |r: u64, kept: u64| {
        let null = kept == 7 && r.is_multiple_of(4) || kept == 1 && r == 1;
        (!null).then(|| known(r, kept))
    };
    let audit = audited(&scenario(3, false), None, 40, &outcome);
    let game = &audit.games[0];
    assert_eq!((game.complete, game.kept.count, game.kept.nulls), (29, 30, 10));
    let counts = |at: usize| {
        let c = &game.claims[at];
        [c.relaxed_alone, c.kept_alone, c.shapley].map(|effect| effect.expect("an effect").count)
    };
    assert_eq!(counts(0), [30, 39, 29]);
    assert_eq!(counts(1), [30, 40, 29]);
    // Nowhere a value in every combination: no Shapley values, and no verdict on claims.
    let never = audited(&scenario(3, false), None, 40, &|r, kept| (kept != 5).then(|| known(r, kept)));
    let game = &never.games[0];
    assert_eq!((game.complete, game.band(), game.groups[0].shapley), (0, None, None));
    assert!(game.claims.iter().all(|claim| claim.shapley.is_none() && claim.standing.is_none()));
    assert!(game.claims[0].relaxed_alone.is_some() && game.claims[1].relaxed_alone.is_none());
}

#[test]
fn an_outcome_that_never_changes_is_told_from_one_that_does() {
    assert!(!audited(&scenario(3, false), None, 9, &|_, _| Some(0.25)).games[0].varies);
    assert!(!audited(&scenario(3, false), None, 9, &|_, _| None).games[0].varies);
    assert!(audited(&scenario(3, false), None, 9, &|r, _| Some(noise(r, 1))).games[0].varies);
}

#[test]
fn combinations_are_all_or_those_that_orders_lead_through() {
    let all = Combinations::new(5, &[3], None, 1).expect("all");
    assert_eq!((all.len(), all.all(), all.point(19), all.listed().len()), (32, 31, 19, 0));
    let many = Combinations::new(20, &[0b11], None, 1).expect("sampled");
    assert_eq!(many.orders().map(|orders| orders.1), Some(256));
    let listed = many.listed();
    assert!(listed.len() < 5000 && listed.is_sorted_by(|a, b| a < b));
    for kept in [0, many.all(), 1 << 19, many.all() ^ 1 << 7, many.all() ^ 0b11] {
        assert_eq!(listed[many.point(kept)], kept);
    }
    assert!(Combinations::new(64, &[], None, 1).is_err());
}

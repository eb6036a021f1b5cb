//! Verdicts: what the runs say about a claim.

use super::{ClaimSummary, PredictionSummary, Share, Verdict};
use crate::scenario::{Claim, Outcome, PredictedEvent, Prediction, Scenario};

/// The verdict of an interval against a threshold.
#[must_use]
pub fn judge(probability: &Share, threshold: f64, above: bool) -> Verdict {
    let (right, wrong) = if above {
        (probability.low > threshold, probability.high < threshold)
    } else {
        (probability.high < threshold, probability.low > threshold)
    };
    match (probability.of, right, wrong) {
        (0, ..) => Verdict::Open,
        (_, true, _) => Verdict::Supported,
        (_, _, true) => Verdict::Contradicted,
        _ => Verdict::Open,
    }
}

/// The verdict of several: contradicted if any is, supported if all are, else open.
#[must_use]
pub fn combine(verdicts: &[Verdict]) -> Option<Verdict> {
    if verdicts.is_empty() {
        None
    } else if verdicts.contains(&Verdict::Contradicted) {
        Some(Verdict::Contradicted)
    } else if verdicts.iter().all(|v| *v == Verdict::Supported) {
        Some(Verdict::Supported)
    } else {
        Some(Verdict::Open)
    }
}

/// A claim, from the share of each of its predictions.
#[must_use]
pub fn claim(scenario: &Scenario, claim: &Claim, shares: &[Share]) -> ClaimSummary {
    let predictions: Vec<_> =
        claim.predictions.iter().zip(shares).map(|(p, share)| prediction(scenario, claim, p, *share)).collect();
    let verdicts: Vec<_> = predictions.iter().map(|p| p.verdict).collect();
    let verdict =
        if claim.by_construction && !verdicts.is_empty() { Some(Verdict::ByConstruction) } else { combine(&verdicts) };
    ClaimSummary {
        id: claim.id.clone(),
        text: claim.text.clone(),
        direction: claim.direction.name().into(),
        verdict,
        predictions,
        shows: claim.shows.iter().map(|&at| scenario.outcomes[at].id.clone()).collect(),
    }
}

fn prediction(scenario: &Scenario, claim: &Claim, p: &Prediction, probability: Share) -> PredictionSummary {
    let outcome = &scenario.outcomes[p.outcome];
    let above = p.probability_above.is_some();
    let threshold = p.probability_above.or(p.probability_below).unwrap_or(0.0);
    let verdict = if claim.by_construction { Verdict::ByConstruction } else { judge(&probability, threshold, above) };
    PredictionSummary {
        id: p.id.clone(),
        outcome: outcome.id.clone(),
        event: words(outcome, &p.event),
        probability,
        threshold,
        above,
        verdict,
    }
}

/// The event in words, such as "level of the pair in 2025 at least 1 and at most 2".
fn words(outcome: &Outcome, event: &PredictedEvent) -> String {
    if outcome.is_yes_no() {
        return outcome.text.clone();
    }
    let bounds: Vec<String> =
        [("above", event.above), ("at least", event.at_least), ("below", event.below), ("at most", event.at_most)]
            .into_iter()
            .filter_map(|(word, bound)| Some(format!("{word} {}", bound?)))
            .collect();
    format!("{} {}", outcome.text, bounds.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::wilson::share;

    #[test]
    fn the_interval_decides() {
        assert_eq!(judge(&share(10, 1000), 0.05, false), Verdict::Supported);
        assert_eq!(judge(&share(100, 1000), 0.05, false), Verdict::Contradicted);
        assert_eq!(judge(&share(50, 1000), 0.05, false), Verdict::Open);
        assert_eq!(judge(&share(950, 1000), 0.9, true), Verdict::Supported);
        assert_eq!(judge(&share(0, 0), 0.9, true), Verdict::Open);
    }

    #[test]
    fn one_contradiction_decides_and_one_open_question_leaves_open() {
        use Verdict::{Contradicted, Open, Supported};
        assert_eq!(combine(&[Supported, Contradicted, Open]), Some(Contradicted));
        assert_eq!(combine(&[Supported, Open]), Some(Open));
        assert_eq!(combine(&[Supported, Supported]), Some(Supported));
        assert_eq!(combine(&[]), None);
    }

    #[test]
    fn what_was_typed_in_is_neither_supported_nor_contradicted() {
        let drawn = "{ distribution = \"normal\", mean = 0, sd = 0.2 }";
        let text = include_str!("../../tests/fixtures/small.toml");
        let verdict = |text: &str| {
            let scenario = crate::scenario::parse(text).unwrap_or_else(|problems| panic!("{problems}")).scenario;
            let summary = claim(&scenario, &scenario.claims[0], &[share(1000, 1000)]);
            (summary.verdict, summary.predictions[0].verdict)
        };
        assert_eq!(verdict(text), (Some(Verdict::Supported), Verdict::Supported));
        let typed_in = verdict(&text.replacen(drawn, "0.25", 1));
        assert_eq!(typed_in, (Some(Verdict::ByConstruction), Verdict::ByConstruction));
    }
}

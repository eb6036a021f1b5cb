//! Scores by kind of outcome.

use super::baseline::Kind;
use super::ensemble::Scores;
use super::{Against, Baseline, Forecast, Group, INTERVALS};
use crate::scenario::{Outcome, Quantity, Reduction};

/// The kind of an outcome, for tables.
pub(super) fn group(outcome: &Outcome, kind: Kind) -> String {
    let name = match outcome.quantity {
        Quantity::PairLevel(..) => "level of a pair",
        Quantity::Level(..) => "level offered",
        Quantity::PairCommitment(..) | Quantity::Commitment(..) => "commitment",
        Quantity::Belief(..) | Quantity::BeliefGap(..) => "belief",
        Quantity::Coercion(..) => "coercion",
        Quantity::Grievance(..) => "grievance",
        Quantity::Threat(..) | Quantity::ThreatDifference(..) => "threat",
        Quantity::CapabilityRatio(..) => "ratio of strength",
        Quantity::TradeShare(..) => "share of trade",
        Quantity::PartnerRank(..) => "rank of a partner",
        Quantity::TwoWayTrade(..) => "trade",
        Quantity::Pact(..) => "pact in force",
        Quantity::AllianceFormed(..) => "alliance",
    };
    let what = match outcome.reduction {
        Reduction::At(_) | Reduction::Mean(..) => "",
        Reduction::FirstDate(_) => ", date",
        Reduction::TimeShare { .. } if kind == Kind::Binary => " in a range",
        Reduction::TimeShare { .. } => ", share of time",
        Reduction::Change(..) | Reduction::MeanMinusStart(..) => ", change",
        Reduction::AfterCrossing { .. } => ", after a crossing",
    };
    format!("{name}{what}")
}

/// Scores by kind, in the order in which kinds come up.
pub(super) fn groups(outcomes: &[Forecast]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut key = |one: &Forecast| {
        let name = if one.logarithm { format!("{}, logarithm", one.group) } else { one.group.clone() };
        groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
            let unit = if one.logarithm { "natural logarithm".to_owned() } else { one.outcome.unit.clone() };
            groups.push(Group {
                name,
                unit,
                count: 0,
                crps: 0.0,
                log: None,
                covered: [0; INTERVALS.len()],
                against: [Against::default(); Baseline::ALL.len()],
            });
            groups.len() - 1
        })
    };
    let at: Vec<usize> = outcomes.iter().map(&mut key).collect();
    for (place, group) in groups.iter_mut().enumerate() {
        let own: Vec<&Forecast> =
            outcomes.iter().zip(&at).filter(|(_, at)| **at == place).map(|(one, _)| one).collect();
        group.count = own.len() as u64;
        group.crps = mean(own.iter().map(|one| one.model.crps)).map_or(0.0, |(mean, _)| mean);
        group.log = mean(own.iter().filter_map(|one| one.model.log));
        for (interval, covered) in group.covered.iter_mut().enumerate() {
            *covered = own.iter().filter(|one| one.model.covered[interval]).count() as u64;
        }
        group.against = [0, 1].map(|baseline| against(&own, baseline));
    }
    groups
}

fn against(own: &[&Forecast], baseline: usize) -> Against {
    let both: Vec<(&Scores, &Scores)> =
        own.iter().filter_map(|one| Some((&one.model, one.baselines[baseline].as_ref()?))).collect();
    let logs: Vec<(f64, f64)> = both.iter().filter_map(|(model, other)| Some((model.log?, other.log?))).collect();
    let of = |values: &mut dyn Iterator<Item = f64>| mean(values).map_or(0.0, |(mean, _)| mean);
    Against {
        count: both.len() as u64,
        model: of(&mut both.iter().map(|(model, _)| model.crps)),
        baseline: of(&mut both.iter().map(|(_, other)| other.crps)),
        logs: logs.len() as u64,
        model_log: of(&mut logs.iter().map(|(model, _)| *model)),
        baseline_log: of(&mut logs.iter().map(|(_, other)| *other)),
    }
}

/// The mean, and of how many; none of none.
fn mean(values: impl Iterator<Item = f64>) -> Option<(f64, u64)> {
    let (sum, count) = values.fold((0.0, 0_u64), |(sum, count), x| (sum + x, count + 1));
    (count > 0).then(|| (sum / count as f64, count))
}

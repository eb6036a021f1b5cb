//! The engine on a scenario built in code.

use super::{Rows, SeriesCounts, Worker};
use crate::design::MonteCarlo;
use crate::lanes::LANES;
use crate::scenario::registry::{DefaultValue, P, REGISTRY, Scope};
use crate::scenario::{
    Actor, Distribution, MemoryKernel, Outcome, Parameter, Partner, Place, Quantity, Reduction, Scenario, Time, Value,
    distribution::Shape,
};
use std::collections::BTreeMap;

/// A world of `n` like actors with `partners` static partners.
pub(crate) fn world(n: usize, partners: usize) -> Scenario {
    let ids: Vec<String> = (0..n).map(|i| format!("A{i}")).collect();
    let mut scenario = Scenario {
        name: "test".into(),
        title: "test".into(),
        question: String::new(),
        description: String::new(),
        sources: BTreeMap::new(),
        time: Time { start: 2015.0, end: 2050.0, steps_per_year: 4 },
        actors: ids.iter().map(|id| Actor { id: id.clone(), name: id.clone() }).collect(),
        partners: (0..partners)
            .map(|p| Partner { id: format!("P{p}"), name: String::new(), follows: Some(0), aggregate: false })
            .collect(),
        sectors: vec!["energy".into(), "goods".into()],
        focus: (0, 1),
        theories: vec![("balance_of_threat", 1.0)],
        memory_kernel: MemoryKernel::TwoSpeed,
        threats_per_actor: (n > 6).then_some(3),
        posterior: None,
        slots: Vec::new(),
        ledger: Vec::new(),
        events: Vec::new(),
        outcomes: Vec::new(),
        series: Vec::new(),
        claims: Vec::new(),
        pair_series: true,
        resolved: String::new(),
    };
    for entry in REGISTRY {
        for place in places(&scenario, entry.scope) {
            let value = match entry.default {
                DefaultValue::Value(x) => Value::Point(x),
                DefaultValue::Derived if entry.parameter == P::SectorShare => Value::Point(0.5),
                DefaultValue::Derived => Value::Derived,
                DefaultValue::Required => Value::Point(required(entry.parameter, place)),
            };
            let value = match (entry.group, value) {
                ("weights", Value::Point(median)) => Value::Draw(Distribution {
                    shape: Shape::Lognormal { median, log_sd: 0.5 },
                    min: f64::NEG_INFINITY,
                    max: f64::INFINITY,
                }),
                (_, value) => value,
            };
            let path = format!("{}.{}.{place:?}", entry.group, entry.name);
            scenario.slots.push(Parameter { parameter: entry.parameter, place, path, value, source: None });
        }
    }
    let outcome = |id: &str, quantity, reduction| Outcome {
        id: id.into(),
        text: id.into(),
        quantity,
        reduction,
        unit: "",
        reporter: None,
        plot: false,
    };
    scenario.outcomes = vec![
        outcome("alliance", Quantity::AllianceFormed(0, 1), Reduction::At(2050.0)),
        outcome("level", Quantity::PairLevel(0, 1), Reduction::Mean(2015.0, 2050.0)),
        outcome("belief", Quantity::Belief(0, 1), Reduction::At(2050.0)),
        outcome("gdp", Quantity::CapabilityRatio(0, 1), Reduction::At(2050.0)),
        outcome("first", Quantity::PairLevel(0, 1), Reduction::FirstDate(3.0)),
    ];
    scenario
}

fn places(scenario: &Scenario, scope: Scope) -> Vec<Place> {
    let n = scenario.actors.len();
    let parties = n + scenario.partners.len();
    let relations = |m: usize| (0..m).flat_map(move |i| (0..m).filter(move |&j| j != i).map(move |j| (i, j)));
    let trades = move || relations(parties).filter(move |&(i, j)| i < n || j < n);
    match scope {
        Scope::World | Scope::WorldOrActor | Scope::WorldOrRelation | Scope::WorldOrPair => vec![Place::World],
        Scope::Actor => (0..n).map(Place::Actor).collect(),
        Scope::Relation => relations(n).map(|(i, j)| Place::Relation(i, j)).collect(),
        Scope::Trade => trades().map(|(i, j)| Place::Relation(i, j)).collect(),
        Scope::Pair => scenario.pairs().map(|(i, j)| Place::Pair(i, j)).collect(),
        Scope::Partner => (0..parties - n).map(Place::Partner).collect(),
        Scope::Sector => (0..2).map(Place::Sector).collect(),
        Scope::Share => trades().flat_map(|(i, j)| [Place::Share(i, j, 0), Place::Share(i, j, 1)]).collect(),
        Scope::Ledger | Scope::Event | Scope::Deviate => Vec::new(),
    }
}

fn required(parameter: P, place: Place) -> f64 {
    let own = match place {
        Place::Actor(i) | Place::Relation(i, _) | Place::Partner(i) => i as f64,
        _ => 0.0,
    };
    match parameter {
        P::Gdp | P::PartnerGdp => 4000.0 + 3000.0 * own,
        P::MilitaryCapital => 1000.0 + 800.0 * own,
        P::Growth | P::GrowthLongRun => 0.02,
        P::MilitaryShare => 0.03,
        P::HorizonYears => 10.0,
        P::Foresight | P::Credulity | P::MemoryShare => 0.5,
        P::Autonomy => 0.3,
        P::MemoryRecent => 6.0,
        P::MemoryHistoric => 60.0,
        P::Proximity => 0.8,
        P::Iota => 0.2,
        P::K0 => -2.0,
        _ => 0.5,
    }
}

fn rows(scenario: &Scenario, range: std::ops::Range<u64>) -> (Rows, Vec<SeriesCounts>) {
    let design = MonteCarlo { runs: 1000 };
    Worker::new(scenario, &design, 1).run(range)
}

#[test]
fn a_run_does_not_depend_on_the_lane_that_it_runs_in() {
    let scenario = world(3, 2);
    let (all, _) = rows(&scenario, 0..2 * LANES as u64 + 3);
    let (one, _) = rows(&scenario, 7..8);
    for (a, b) in all.outcomes.iter().zip(&one.outcomes) {
        assert_eq!(a.get(7).map(f64::to_bits), b.get(0).map(f64::to_bits));
    }
    for (a, b) in all.parameters.iter().zip(&one.parameters) {
        assert_eq!(a.get(7), b.get(0));
    }
}

#[test]
fn counts_over_time_add_up_to_the_runs() {
    let (rows, counts) = rows(&world(3, 2), 0..37);
    assert_eq!(rows.len(), 37);
    for series in counts {
        for instant in series.counts.chunks(series.width) {
            assert_eq!(instant.iter().sum::<u64>(), 37);
        }
    }
}

#[test]
fn outcomes_stay_in_range_and_are_not_all_alike() {
    let (rows, _) = rows(&world(4, 0), 0..200);
    let level = &rows.outcomes[1].values;
    assert!(level.iter().all(|x| (0.0..=4.0).contains(x)));
    assert!(level.iter().any(|x| *x > level[0]) || level.iter().any(|x| *x < level[0]));
    assert!(rows.outcomes[2].values.iter().all(|x| (0.0..=1.0).contains(x)));
    assert!(rows.outcomes[3].values.iter().all(|x| x.is_finite() && *x > 0.0));
}

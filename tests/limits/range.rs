//! Nothing leaves its range, whatever the parameters are, within what is allowed.

use super::support::{powers, scenario};
use proptest::prelude::*;
use realpolitik::lanes::{LANES, Lanes};
use realpolitik::model::theory::THEORIES;
use realpolitik::model::{Simulation, simulation::Start, state::View};
use realpolitik::random::{Key, uniform};
use realpolitik::scenario::registry::{Allowed, Unit};
use realpolitik::scenario::{Parameter, Quantity, Scenario};

/// Periods: the shipped one, the longest that a file may name, and the finest steps.
const PERIODS: [(f64, f64, u32); 3] = [(2000.0, 2035.0, 4), (-5000.0, 10_000.0, 1), (2000.0, 2010.0, 64)];
const KERNELS: [&str; 3] = ["two_speed", "power_law", "floor"];

/// How a value is taken from what is allowed: an end, the centre, or somewhere between, evenly or by its logarithm.
const WAYS: f64 = 5.0;

fn value(parameter: &Parameter, centre: f64, way: u8, u: f64) -> f64 {
    let entry = parameter.parameter.entry();
    let (low, high) = entry.allowed.bounds();
    let x = match (way, entry.allowed) {
        (_, Allowed::OneOf(values)) => values[(u * values.len() as f64) as usize],
        (0, Allowed::Above(..)) => low + 1e-12 * (high - low),
        (0, _) => low,
        (1, _) => high,
        (2, _) => centre,
        (3, _) => low + u * (high - low),
        _ => low.max(0.0) + (high - low.max(0.0)) * libm::pow(10.0, -12.0 * u),
    };
    let x = if entry.unit == Unit::Level { x.round() } else { x };
    assert!(entry.allowed.contains(x), "{} = {x}", parameter.path);
    x
}

/// A parameter vector in every lane, from the words of a ChaCha stream each.
fn vectors(scenario: &Scenario, seed: u64) -> Vec<Lanes> {
    let (key, streams) = (Key::new(seed), std::array::from_fn(|lane| lane as u64));
    let centres = scenario.centres();
    let pick = |(at, parameter): (usize, &Parameter)| {
        let block = key.block(at as u64, &streams);
        let (way, u) = (uniform(&block[0]), uniform(&block[1]));
        Lanes(std::array::from_fn(|lane| value(parameter, centres[at], (way.0[lane] * WAYS) as u8, u.0[lane])))
    };
    scenario.slots.iter().enumerate().map(pick).collect()
}

fn within(what: &str, lanes: Lanes, low: f64, high: f64) -> Result<(), TestCaseError> {
    for (lane, x) in lanes.0.iter().enumerate() {
        prop_assert!(low <= *x && *x <= high, "{what} in lane {lane} is {x}, not from {low} to {high}");
    }
    Ok(())
}

fn check(scenario: &Scenario, view: &View<'_>) -> Result<(), TestCaseError> {
    let n = scenario.actors.len();
    let parties = n + scenario.partners.len();
    // Rounding may carry a product of shares a few units in the last place beyond 1.
    let one = 1.0 + 1e-12;
    for i in 0..n {
        within("gdp", view.gdp(i), f64::MIN_POSITIVE, f64::MAX)?;
        within("military capital", view.military(i), f64::MIN_POSITIVE, f64::MAX)?;
        for j in (0..n).filter(|&j| j != i) {
            within("belief", view.get(Quantity::Belief(i, j)), 0.0, 1.0)?;
            within("coercion", view.get(Quantity::Coercion(i, j)), 0.0, 1.0)?;
            within("threat", view.get(Quantity::Threat(i, j)), 0.0, one)?;
            within("grievance", view.get(Quantity::Grievance(i, j)), 0.0, f64::MAX)?;
            within("ratio", view.get(Quantity::CapabilityRatio(i, j)), f64::MIN_POSITIVE, f64::MAX)?;
            let level = view.get(Quantity::Level(i, j));
            within("level", level, 0.0, 4.0)?;
            within("fraction of the level", level.map(f64::fract), 0.0, 0.0)?;
            for flag in [Quantity::Pact(i, j), Quantity::AllianceFormed(i, j)] {
                let flag = view.get(flag);
                within("pact", flag, 0.0, 1.0)?;
                within("fraction of the pact", flag.map(f64::fract), 0.0, 0.0)?;
            }
        }
        for party in (0..parties).filter(|&party| party != i) {
            within("exports", view.exports(i, party), 0.0, f64::MAX)?;
            within("imports", view.exports(party, i), 0.0, f64::MAX)?;
            within("trade share", view.get(Quantity::TradeShare(i, party)), 0.0, one)?;
            within("rank", view.get(Quantity::PartnerRank(i, party)), 1.0, parties as f64)?;
        }
    }
    Ok(())
}

fn with_events(period: (f64, f64, u32), kernel: &str) -> Scenario {
    let (start, end, steps) = period;
    let base = powers([0, 1, 2], &[]).resolved;
    let events = format!(
        "[events.snub]\nkind = \"hostility\"\ntext = \"a snub\"\nholder = \"A\"\nagainst = \"C\"\npulse = 1\ndate = {start:?}\n\
         [events.siege]\nkind = \"coercion\"\ntext = \"a siege\"\nfrom = \"C\"\nto = \"A\"\nstart = {start:?}\n\
         [events.sale]\nkind = \"contract\"\ntext = \"a sale\"\nfrom = \"A\"\nto = \"E\"\nflow = 1\nstart = {start:?}\n"
    );
    let time = [format!("time.start={start:?}"), format!("time.end={end:?}"), format!("time.steps_per_year={steps}")];
    let kernel = format!("model.memory_kernel=\"{kernel}\"");
    let remote = [
        "ledger.old.year=-5000",
        "ledger.settled.year=-5000",
        "ledger.settled.settled=-5000",
        "outcomes.level.at=2010",
    ];
    let mut assignments: Vec<&str> = time.iter().map(String::as_str).chain([kernel.as_str()]).collect();
    assignments.extend(remote);
    scenario(&format!("{base}\n{events}"), &assignments)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn nothing_leaves_its_range(
        period in prop_oneof![20 => Just(0_usize), 1 => Just(1), 10 => Just(2)],
        kernel in 0..KERNELS.len(),
        theory in 0..THEORIES.len(),
        seed in any::<u64>(),
        at in 0.0..1.0,
    ) {
        let scenario = with_events(PERIODS[period], KERNELS[kernel]);
        let values = vectors(&scenario, seed);
        let start = Start {
            key: Key::new(seed),
            streams: std::array::from_fn(|lane| LANES as u64 + lane as u64),
            values: &values,
            theories: std::array::from_fn(|lane| &THEORIES[(theory + lane) % THEORIES.len()]),
            set: Vec::new(),
        };
        let steps = scenario.time.steps();
        let every = steps.div_ceil(200);
        let wanted: Vec<bool> = (0..=steps).map(|step| step % every == 0 || step == steps).collect();
        let mut simulation = Simulation::new(&scenario);
        let mut result = Ok(());
        simulation.run(&start, &wanted, |_, view| {
            if result.is_ok() {
                result = check(&scenario, view);
            }
        });
        result?;
        let snapshot = (at * steps as f64) as usize;
        for (i, j) in [(0, 1), (1, 2), (2, 0)] {
            let choice = simulation.explain(&start, snapshot, i, j).expect("a choice of this scenario");
            for level in 0..5 {
                within("utility", choice.utility[level], -1e15, 1e15)?;
                within("probability", choice.probabilities[level], 0.0, 1.0)?;
            }
        }
    }
}

use super::baseline::{Kind, Past, QUANTILES};
use super::*;
use crate::design::MonteCarlo;
use crate::design::observed::{Observed, Past as Before, Seen};
use crate::engine::{Rows, Worker};
use crate::lanes::{exp, inverse_normal, ln};
use crate::scenario::{Builtin, Scenario, load};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The value of chi-squared with nine degrees of freedom that is exceeded one time in a thousand.
const RARE: f64 = 27.88;

fn normal_quantiles(n: usize, mean: f64, sd: f64) -> Ensemble {
    Ensemble::new((0..n).map(|at| mean + sd * inverse_normal((at as f64 + 0.5) / n as f64)).collect())
}

const KERNEL: Density = Density::Kernel { bounds: None };
const YES_NO: Density = Density::Classes { classes: 2, width: 1.0 };

/// Gneiting, Raftery, Westveld and Goldman 2005, equation 5: sd [z (2 F(z) - 1) + 2 f(z) - 1 / sqrt(pi)].
#[test]
fn crps_of_a_normal_forecast_is_the_one_in_closed_form() {
    let pi = std::f64::consts::PI;
    for (mean, sd, came) in [(0.0, 1.0, 0.0), (2.0, 3.0, -4.0), (1.0, 0.5, 2.5)] {
        let z = (came - mean) / sd;
        let below = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        let height = exp(-0.5 * z * z) / (2.0 * pi).sqrt();
        let exact = sd * (z * (2.0 * below - 1.0) + 2.0 * height - 1.0 / pi.sqrt());
        let found = normal_quantiles(10_000, mean, sd).score(came, KERNEL);
        assert!((found.crps - exact).abs() < 2e-4 * sd, "{}: {exact}", found.crps);
        // The kernel widens the forecast by its bandwidth: its variance by the factor 1 + (0.9 n^-0.2)^2.
        let wider = sd * (1.0 + 0.81 * libm::pow(10_000.0, -0.4)).sqrt();
        let z = (came - mean) / wider;
        let log = found.log.expect("a density");
        assert!((log - (0.5 * z * z + ln(wider * (2.0 * pi).sqrt()))).abs() < 0.02, "{log}");
    }
}

#[test]
fn of_yes_or_no_the_score_is_briers_and_of_a_point_the_distance() {
    let forecast = Ensemble::new([vec![1.0; 30], vec![0.0; 70]].concat());
    let (yes, no) = (forecast.score(1.0, YES_NO), forecast.score(0.0, YES_NO));
    assert!((yes.crps - 0.49).abs() < 1e-12 && (no.crps - 0.09).abs() < 1e-12);
    assert!((yes.log.expect("a share") + ln(30.5 / 101.0)).abs() < 1e-12);
    assert_eq!((yes.mean, yes.covered, no.covered), (0.3, [true; 3], [true; 3]));
    let point = Ensemble::new(vec![3.0; 11]).score(5.5, KERNEL);
    assert_eq!((point.crps, point.log, point.covered), (2.5, None, [false; 3]));
    assert_eq!(point.pit, [11.0 / 12.0, 1.0]);
    // Of all pairs of 0 and 1, each counted with itself too, half differ by 1: 1/2 - 1/4. The fair score would be 0.
    assert_eq!(Ensemble::new(vec![0.0, 1.0]).crps(0.0), 0.25);
}

#[test]
fn quantiles_and_intervals_are_of_the_empirical_distribution() {
    let hundred = Ensemble::new((1..=100).rev().map(f64::from).collect());
    assert_eq!(LEVELS.map(|level| hundred.quantile(level)), [3.0, 10.0, 25.0, 50.0, 75.0, 90.0, 98.0]);
    assert_eq!(hundred.score(25.0, KERNEL).covered, [true; 3]);
    assert_eq!(hundred.score(24.0, KERNEL).covered, [false, true, true]);
    assert_eq!(hundred.score(2.0, KERNEL).covered, [false; 3]);
}

/// Where what came is drawn as the runs are, the transform is uniform, for numbers and for yes or no.
#[test]
fn the_probability_integral_transform_of_true_forecasts_is_even() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let cases = 3000;
    for discrete in [false, true] {
        let mut bins = [0.0; BINS];
        for _ in 0..cases {
            let mut uniform = || -> f64 { random.random() };
            let mut draw = || {
                let u = uniform();
                if discrete { f64::from(u8::from(u < 0.3)) } else { inverse_normal(u.max(1e-12)) }
            };
            // With 39 runs there are 40 places for what came, four to a bin.
            let runs = Ensemble::new((0..39).map(|_| draw()).collect());
            let [low, high] = runs.score(draw(), KERNEL).pit;
            let place = low + (high - low) * uniform();
            bins[((place * BINS as f64) as usize).min(BINS - 1)] += 1.0;
        }
        let even = f64::from(cases) / BINS as f64;
        let distance: f64 = bins.iter().map(|count| (count - even) * (count - even) / even).sum();
        assert!(distance < RARE, "{distance}: {bins:?}");
    }
}

fn two() -> Scenario {
    let set = [
        r#"outcomes.trade_2010={kind="two_way_trade", of="ELM", partner="OAK", at=2010}"#.to_owned(),
        r#"outcomes.date={kind="alliance_date", pair="ELM-OAK"}"#.to_owned(),
        r#"outcomes.pact_2020={kind="pact", pair="ELM-OAK", at=2020}"#.to_owned(),
        r#"outcomes.close_2020={kind="time_in_level", pair="ELM-OAK", from=2019.75, to=2020, at_least=2, at_most=4}"#
            .to_owned(),
    ];
    load("builtin:two-actors", &Builtin, &set).unwrap_or_else(|said| panic!("{said}")).scenario
}

fn rows(scenario: &Scenario, runs: u64, seed: u64) -> Rows {
    let design = MonteCarlo { runs };
    Worker::new(scenario, &design, seed).run(0..runs).0
}

fn seen(outcome: &str, value: Option<f64>) -> Seen {
    Seen { outcome: outcome.into(), value, sd: None, scale: None }
}

fn found(scenario: &Scenario, rows: &Rows, seen: Vec<Seen>, history: Vec<Before>) -> Hindcast {
    let mut forecaster = Forecaster::new(scenario, Observed { seen, history }, 1);
    forecaster.add(rows);
    forecaster.hindcast()
}

/// A scenario's own runs, taken as what came, lie in its intervals as often as these say. Of 400 draws with a share of 0.5,
/// 0.8 and 0.95 the standard errors are 0.025, 0.020 and 0.011, and four of them are missed one time in 16 000.
#[test]
fn a_scenarios_own_runs_are_covered_as_often_as_is_said() {
    let scenario = two();
    let (forecast, came) = (rows(&scenario, 2000, 1), rows(&scenario, 400, 2));
    let column = scenario.outcomes.iter().position(|outcome| outcome.id == "trade_2010").expect("an outcome");
    let mut counts = [0.0; 3];
    let mut pit = [0.0; BINS];
    let mut forecaster =
        Forecaster::new(&scenario, Observed { seen: vec![seen("trade_2010", Some(1.0))], history: Vec::new() }, 1);
    forecaster.add(&forecast);
    for run in 0..400 {
        forecaster.observe(0, came.outcomes[column].get(run));
        let found = forecaster.hindcast();
        for (count, covered) in counts.iter_mut().zip(found.outcomes[0].model.covered) {
            *count += f64::from(u8::from(covered)) / 400.0;
        }
        pit.iter_mut().zip(found.pit).for_each(|(sum, share)| *sum += share);
    }
    for ((count, (level, _)), error) in counts.iter().zip(INTERVALS).zip([0.025, 0.020, 0.011]) {
        // And a quarter of the error for the ends, which 2000 runs do not know exactly.
        assert!((count - level).abs() < 4.25 * error, "{level}: {count}");
    }
    let distance: f64 = pit.iter().map(|count| (count - 40.0) * (count - 40.0) / 40.0).sum();
    assert!(distance < 1.2 * RARE, "{distance}: {pit:?}");
}

#[test]
fn an_outcome_is_scored_by_what_it_is() {
    let scenario = two();
    let runs = rows(&scenario, 500, 3);
    let yearly = |outcome: &str, values: &[f64]| -> Vec<Before> {
        let start = scenario.time.start;
        let date = |at: usize| start - (values.len() - 1 - at) as f64;
        values
            .iter()
            .enumerate()
            .map(|(at, value)| Before { outcome: outcome.into(), date: date(at), value: *value })
            .collect()
    };
    let history = [
        yearly("pact_2020", &[0.0; 11]),
        yearly("close_2020", &[0.0, 1.0, 1.0]),
        yearly("trade_2010", &[50.0, 55.0, 60.0]),
    ];
    let all = vec![
        seen("trade_2010", Some(70.0)),
        seen("pact_2020", Some(0.0)),
        seen("date", None),
        seen("close_2020", Some(1.0)),
    ];
    let found = found(&scenario, &runs, all, history.concat());
    let [trade, pact, date, close] = &found.outcomes[..] else { panic!("{found:?}") };
    assert!(trade.logarithm && (trade.model.log.is_some(), pact.logarithm) == (true, false));
    let [persistence, walk] = &trade.baselines;
    assert!((persistence.as_ref().expect("a baseline").crps - ln(70.0 / 60.0)).abs() < 1e-12);
    assert_eq!(persistence.as_ref().and_then(|point| point.log), None, "a point has no density");
    let ahead = 2010.0 - scenario.time.start;
    let drift = ln(60.0 / 50.0) / 2.0;
    assert!((walk.as_ref().expect("a baseline").mean - (ln(60.0) + drift * ahead)).abs() < 1e-3);
    // The pact: eleven years of no give the log score of yes or no half a case.
    let [persistence, chain] = pact.baselines.clone().map(|scores| scores.expect("a baseline"));
    assert_eq!(persistence.crps, 0.0);
    assert!((persistence.log.expect("a share") + ln(11.5 / 12.0)).abs() < 1e-12);
    assert!(chain.mean > 0.0 && chain.mean < 0.5);
    // The date shares the pact's history; none counts as the end.
    assert_eq!((date.came, date.due), (None, None));
    assert_eq!(date.baselines[0].as_ref().map(|none| none.crps), Some(0.0));
    let nulls = 500 - date.count;
    assert!(nulls > 0 && date.model.quantiles[6] <= scenario.time.end);
    assert!(close.baselines[1].is_some() && close.model.log.is_some());
    assert_eq!(found.groups.len(), 4);
    assert_eq!(found.paths.iter().map(|path| path.history.len()).collect::<Vec<_>>(), [3, 11, 3]);
}

#[test]
fn without_history_there_is_no_baseline_and_an_error_of_observation_widens_the_runs() {
    let scenario = two();
    let runs = rows(&scenario, 500, 3);
    let of = |sd| found(&scenario, &runs, vec![Seen { sd, ..seen("trade_2010", Some(70.0)) }], Vec::new());
    let (exact, vague) = (of(None), of(Some(1000.0)));
    assert_eq!(exact.outcomes[0].baselines, [None, None]);
    assert_eq!(exact.groups[0].against[0].count, 0);
    // Five hundred normal errors with standard deviation 1000: the ends of 95% at 1960, give or take 120.
    let q = vague.outcomes[0].model.quantiles;
    assert!((q[6] - q[0] - 3920.0).abs() < 500.0, "{q:?}");
    assert_eq!(vague, of(Some(1000.0)), "the errors are drawn at an address");
}

#[test]
fn a_random_walk_with_drift_by_hand() {
    // Steps 1, 0 and 3: drift 4/3, squares about it 1/9, 16/9 and 25/9, variance 42/9/2; two years on 7/3 * 2 * (1 + 2/3).
    let values = [(0.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 4.0)];
    let past = Past { values: &values, due: 5.0 };
    let walk = past.walk(Kind::Real { bounds: None }).expect("enough history");
    let (mean, sd) = (4.0 + 8.0 / 3.0, (70.0_f64 / 9.0).sqrt());
    for level in LEVELS {
        // A quantile of an ensemble is up to a step of probability away.
        let exact = mean + sd * inverse_normal(level);
        assert!((walk.quantile(level) - exact).abs() < 0.02 * sd, "{level}");
    }
    assert_eq!(walk.len(), QUANTILES);
    let inside = past.walk(Kind::Whole { bounds: Some((0.0, 4.0)) }).expect("enough history");
    assert!(inside.all(|x| (0.0..=4.0).contains(&x) && x == x.round()));
    let short = Past { values: &values[..2], due: 5.0 };
    assert!(short.walk(Kind::Real { bounds: None }).is_none());
    assert_eq!(short.persistence(Kind::Real { bounds: None }), Some(Ensemble::new(vec![1.0; 2])));
}

#[test]
fn a_chain_of_two_states_by_hand() {
    // Ten years of no, half a change in 11 years; of yes nothing is known, half a change in one year.
    let values: Vec<(f64, f64)> = (0..=10).map(|year| (f64::from(year), 0.0)).collect();
    let past = Past { values: &values, due: 15.0 };
    let (form, end) = (0.5 / 11.0, 0.5);
    let exact = form / (form + end) * (1.0 - libm::pow(1.0 - form - end, 5.0));
    let share = |kind| past.walk(kind).expect("enough history").score(1.0, YES_NO).mean;
    assert!((share(Kind::Binary) - exact).abs() < 1e-3);
    let ever = 1.0 - libm::pow(1.0 - form, 5.0);
    assert!((share(Kind::Ever) - ever).abs() < 1e-3);
    let dates = past.walk(Kind::Date { end: 15.0 }).expect("enough history");
    let by_the_end = 1.0 - dates.score(15.0, YES_NO).pit[0];
    assert!((by_the_end - (1.0 - ever)).abs() < 2e-3, "{by_the_end}");
    assert_eq!(dates.quantile(0.001), 10.5);
    let yes: Vec<(f64, f64)> = values.iter().map(|(date, _)| (*date, 1.0)).collect();
    let yes = Past { values: &yes, due: 15.0 };
    assert!(yes.walk(Kind::Date { end: 15.0 }).is_none() && yes.persistence(Kind::Ever).is_none());
}

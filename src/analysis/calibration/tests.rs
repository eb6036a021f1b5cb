//! Known answers.

use super::*;
use crate::lanes::ln;
use crate::scenario::distribution::Shape;
use std::convert::Infallible;

fn free(shape: Shape) -> Distribution {
    Distribution { shape, min: f64::NEG_INFINITY, max: f64::INFINITY }
}

fn seen(value: f64) -> Seen {
    Seen { value, sd: 0.0, scale: Some(1.0) }
}

/// The randomness of a simulator's run: of a proposal of a generation.
fn chance(generation: u64, at: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(99);
    rng.set_stream(generation << 40 | at);
    rng
}

/// Searches to the end; a run gives one outcome from the values of its parameters and its randomness.
fn search(problem: &Problem<'_>, run: impl Fn(&[f64], &mut ChaCha8Rng) -> f64) -> State {
    let k = problem.priors.len();
    let mut simulate = |generation: u64, first: u64, values: &[f64]| -> Result<Vec<f64>, Infallible> {
        Ok(values.chunks_exact(k).zip(first..).map(|(row, at)| run(row, &mut chance(generation, at))).collect())
    };
    let mut state = problem.begin(&mut simulate).expect("it begins");
    while state.ended.is_none() {
        problem.advance(&mut state, &mut simulate).expect("it goes on");
    }
    state
}

/// Mean and standard deviation of a parameter.
fn moments(problem: &Problem<'_>, state: &State, at: usize) -> (f64, f64) {
    let values = problem.values(&state.particles.scores);
    let column: Vec<f64> = values.iter().skip(at).step_by(problem.priors.len()).copied().collect();
    let spread = Spread::weighted(&column, &state.particles.weights);
    (spread.mean, spread.sd)
}

fn settings(particles: u64, tolerance: f64) -> Settings {
    Settings {
        particles,
        tolerance,
        generations: 50,
        most_runs: u64::MAX,
        least_acceptance: 1e-9,
        ..Settings::default()
    }
}

/// A normal mean with known variance: prior N(0, 1), standard deviation 0.5, observed 2. The posterior is N(1.6, 0.2), and
/// the tolerance of 0.05 adds less than 0.001 to its variance. With an effective size of 1600 at least the standard errors
/// are 0.011 for the mean and 0.008 for the standard deviation; room is left for four of them.
#[test]
fn a_normal_mean_has_its_posterior() {
    let priors = [free(Shape::Normal { mean: 0.0, sd: 1.0 })];
    let settings = settings(4000, 0.05);
    let problem = Problem { priors: &priors, observed: &[seen(2.0)], settings: &settings, seed: 1 };
    let state = search(&problem, |x, rng| x[0] + 0.5 * normal(rng));
    assert_eq!(state.ended, Some(Ended::Tolerance));
    assert!(state.generations.last().is_some_and(|last| last.effective > 1600.0), "{:?}", state.generations.last());
    let (mean, sd) = moments(&problem, &state, 0);
    println!("mean {mean}, sd {sd}, {} runs, {:?}", state.runs, state.generations.last());
    assert!((mean - 1.6).abs() < 0.045, "mean {mean}");
    assert!((sd - 0.2_f64.sqrt()).abs() < 0.032, "standard deviation {sd}");
}

/// The same with the simulator exact and the error given with the observation.
#[test]
fn an_error_of_observation_is_part_of_the_likelihood() {
    let priors = [free(Shape::Normal { mean: 0.0, sd: 1.0 })];
    let settings = settings(4000, 0.05);
    let observed = [Seen { sd: 0.5, ..seen(2.0) }];
    let problem = Problem { priors: &priors, observed: &observed, settings: &settings, seed: 2 };
    let state = search(&problem, |x, _| x[0]);
    let (mean, sd) = moments(&problem, &state, 0);
    println!("mean {mean}, sd {sd}");
    assert!((mean - 1.6).abs() < 0.045, "mean {mean}");
    assert!((sd - 0.2_f64.sqrt()).abs() < 0.032, "standard deviation {sd}");
}

/// The mixture of Sisson, Fan and Tanaka (2007): 1/2 N(t, 1) + 1/2 N(t, 0.01), observed 0, t uniform from -10 to 10. Under
/// a uniform kernel of half-width e the posterior has the mean 0 and the variance 0.505 + e^2 / 3. Eight searches say how far
/// their average can be trusted: Student's t with 7 degrees of freedom is beyond 5.4 in 1 of 1000 cases.
#[test]
fn the_mixture_of_the_literature_has_its_variance() {
    let priors = [free(Shape::Uniform { low: -10.0, high: 10.0 })];
    for e in [1.0, 0.25, 0.025] {
        let settings = settings(1000, e);
        let found = |seed: u64| {
            let problem = Problem { priors: &priors, observed: &[seen(0.0)], settings: &settings, seed };
            let state = search(&problem, |x, rng| {
                let wide = uniform(rng) < 0.5;
                x[0] + normal(rng) * if wide { 1.0 } else { 0.1 }
            });
            let (mean, sd) = moments(&problem, &state, 0);
            [mean, mean * mean + sd * sd]
        };
        let all: Vec<[f64; 2]> = (1..=8).map(found).collect();
        for (at, expected, most) in [(0, 0.0, 0.05), (1, 0.505 + e * e / 3.0, 0.05)] {
            let of = crate::analysis::paired::Moments::of(all.iter().map(|one| one[at]));
            let error = of.standard_error().expect("eight numbers");
            println!("e {e}: moment {} is {} +- {error} for {expected}", at + 1, of.mean);
            assert!(error < most && (of.mean - expected).abs() < 5.4 * error, "{} +- {error}, not {expected}", of.mean);
        }
    }
}

/// Simulation-based calibration (Talts et al. 2018): parameters from the prior, data from these, and the rank of the
/// parameter among draws from the particles is uniform. 400 searches, 20 ranks; chi-square with 19 degrees of freedom is above 43.8
/// in 1 of 1000 sets of right searches. The seed is fixed, so the test passes or fails for good.
#[test]
fn ranks_are_uniform() {
    let priors = [free(Shape::Lognormal { median: 2.0, log_sd: 0.5 }), free(Shape::Uniform { low: -1.0, high: 3.0 })];
    let settings = settings(200, 0.1);
    let mut counts = [[0_u32; 20]; 2];
    for seed in 0..400 {
        let mut rng = chance(u64::from(u32::MAX), seed);
        let truth: Vec<f64> = priors.iter().map(|prior| prior.quantile(uniform(&mut rng))).collect();
        let run = |x: &[f64], rng: &mut ChaCha8Rng| ln(x[0]) + 0.5 * x[1] + 0.6 * normal(rng);
        let data = run(&truth, &mut rng);
        let problem = Problem { priors: &priors, observed: &[seen(data)], settings: &settings, seed };
        let state = search(&problem, run);
        let values = problem.values(&state.particles.scores);
        // Nineteen draws from the particles, by their weights.
        let draws: Vec<usize> = (0..19).map(|_| drawn(&state.particles.weights, uniform(&mut rng))).collect();
        for (at, counts) in counts.iter_mut().enumerate() {
            counts[draws.iter().filter(|i| values[*i * 2 + at] < truth[at]).count()] += 1;
        }
    }
    for counts in counts {
        let chi: f64 = counts.iter().map(|c| (f64::from(*c) - 20.0) * (f64::from(*c) - 20.0) / 20.0).sum();
        println!("chi-square {chi}: {counts:?}");
        assert!(chi < 43.8, "chi-square {chi}: {counts:?}");
    }
}

/// Of 21 parameters two show in the outcome: their sum. The others keep their priors, and few
/// particles outweigh the rest.
#[test]
fn many_parameters_cost_little() {
    let priors: Vec<Distribution> = (0..21).map(|_| free(Shape::Normal { mean: 0.0, sd: 1.0 })).collect();
    let settings = settings(1000, 0.1);
    let problem = Problem { priors: &priors, observed: &[seen(2.0)], settings: &settings, seed: 4 };
    let state = search(&problem, |x, rng| x[0] + x[1] + normal(rng));
    let of = |at: usize| moments(&problem, &state, at);
    let last = state.generations.last().expect("a generation");
    println!("{:?} {:?} {} runs, {last:?}", of(0), of(1), state.runs);
    // The sum is N(4/3, 2/3), each of the two N(2/3, 2/3): standard errors of 0.041 and 0.029 at an effective size of 400.
    assert!(last.effective > 400.0, "{last:?}");
    for at in [0, 1] {
        assert!(
            (of(at).0 - 2.0 / 3.0).abs() < 0.17 && (of(at).1 - (2.0_f64 / 3.0).sqrt()).abs() < 0.12,
            "{:?}",
            of(at)
        );
    }
    let names = names(21);
    let found = gather(&problem, &state, names).calibration();
    assert!(found.parameters[0].learned && found.parameters[1].learned);
    let by_chance = found.parameters[2..].iter().filter(|parameter| parameter.learned).count();
    assert!(by_chance <= 4, "{by_chance} of 19: 5% are expected, 4 are more in 1 of 500 cases");
}

fn names(k: usize) -> findings::Names {
    let parameter = |at: usize| crate::analysis::sensitivity::study::Varied {
        name: format!("p{at}"),
        text: String::new(),
        unit: String::new(),
    };
    let outcome = crate::analysis::estimate::Subject { id: "y".into(), ..Default::default() };
    findings::Names {
        parameters: (0..k).map(parameter).collect(),
        outcomes: vec![outcome],
        columns: vec![0],
        replicates: 1,
    }
}

/// A model whose outcome never exceeds 1, and an observation of 3.
#[test]
fn what_cannot_be_reached_is_said() {
    let priors = [free(Shape::Uniform { low: 0.0, high: 1.0 })];
    let settings = Settings { generations: 8, ..settings(500, 0.0) };
    let problem = Problem { priors: &priors, observed: &[seen(3.0)], settings: &settings, seed: 5 };
    let state = search(&problem, |x, rng| x[0] * uniform(rng));
    assert!(state.tolerance() >= 2.0, "{}", state.tolerance());
    let found = gather(&problem, &state, names(1)).calibration();
    assert_eq!(found.observed[0].reach, Reach::Below);
    let easy = Problem { observed: &[seen(0.5)], ..problem };
    let state = search(&easy, |x, rng| x[0] * uniform(rng));
    assert_eq!(gather(&easy, &state, names(1)).calibration().observed[0].reach, Reach::Reached);
}

/// An outcome that is yes or no: the tolerance falls to 0, where every particle says yes, and no further.
#[test]
fn yes_or_no_ends_at_no_distance() {
    let priors = [free(Shape::Uniform { low: 0.0, high: 1.0 })];
    let settings = settings(2000, 0.0);
    let observed = [Seen { scale: None, ..seen(1.0) }];
    let problem = Problem { priors: &priors, observed: &observed, settings: &settings, seed: 6 };
    let state = search(&problem, |x, rng| f64::from(u8::from(uniform(rng) < x[0])));
    assert_eq!((state.tolerance(), state.ended), (0.0, Some(Ended::Tolerance)));
    // The posterior has the density 2 x.
    let (mean, sd) = moments(&problem, &state, 0);
    assert!((mean - 2.0 / 3.0).abs() < 0.03 && (sd - (1.0_f64 / 18.0).sqrt()).abs() < 0.02, "{mean} {sd}");
}

#[test]
fn a_choice_takes_its_posterior_probabilities() {
    let choice = Shape::Choice { values: vec![0.0, 1.0, 2.0], probabilities: vec![0.5, 0.3, 0.2] };
    let priors = [free(choice)];
    let settings = settings(3000, 0.1);
    let problem = Problem { priors: &priors, observed: &[seen(1.5)], settings: &settings, seed: 7 };
    let state = search(&problem, |x, rng| x[0] + normal(rng));
    let found = gather(&problem, &state, names(1)).calibration();
    // Likelihoods exp(-(x - 1.5)^2 / 2) of 0.3247, 0.8825 and 0.8825.
    let weights = [0.5 * 0.3247, 0.3 * 0.8825, 0.2 * 0.8825];
    let total: f64 = weights.iter().sum();
    for (bin, weight) in found.parameters[0].bins.iter().zip(weights) {
        assert!((bin.posterior - weight / total).abs() < 0.045, "{bin:?}");
    }
}

/// The place of a share among weights.
fn drawn(weights: &[f64], u: f64) -> usize {
    let mut sum = 0.0;
    let place = weights.iter().position(|w| {
        sum += w;
        sum >= u
    });
    place.unwrap_or(weights.len() - 1)
}

#[test]
fn what_says_nothing_is_refused() {
    let priors = [free(Shape::Uniform { low: 0.0, high: 1.0 })];
    let settings = settings(100, 0.0);
    let problem = Problem { priors: &priors, observed: &[seen(1.0)], settings: &settings, seed: 8 };
    let mut constant = |_: u64, _: u64, values: &[f64]| -> Result<Vec<f64>, Infallible> { Ok(vec![3.0; values.len()]) };
    assert_eq!(problem.begin(&mut constant), Err(Broken::Constant(0, 3.0)));
    let mut never =
        |_: u64, _: u64, values: &[f64]| -> Result<Vec<f64>, Infallible> { Ok(vec![f64::NAN; values.len()]) };
    assert_eq!(problem.begin(&mut never), Err(Broken::Never(0)));
}

/// A search that is broken off within a generation goes on behind the last that is complete, to the same end.
#[test]
fn a_search_goes_on_where_it_was() {
    let priors = [free(Shape::Normal { mean: 0.0, sd: 1.0 })];
    let settings = settings(200, 0.02);
    let problem = Problem { priors: &priors, observed: &[seen(1.0)], settings: &settings, seed: 9 };
    let whole = search(&problem, |x, rng| x[0] + normal(rng));
    let (mut left, mut breaks) = (2, 0);
    let mut state: Option<State> = None;
    while state.as_ref().is_none_or(|state| state.ended.is_none()) {
        let mut simulate = |generation: u64, first: u64, values: &[f64]| -> Result<Vec<f64>, ()> {
            left -= 1;
            let run = |(x, at): (&f64, u64)| x + normal(&mut chance(generation, at));
            if left == 0 { Err(()) } else { Ok(values.iter().zip(first..).map(run).collect()) }
        };
        let gone = match &mut state {
            None => problem.begin(&mut simulate).map(|begun| state = Some(begun)).map_err(|_| ()),
            Some(state) => problem.advance(state, &mut simulate),
        };
        if gone.is_err() {
            breaks += 1;
            left = 4 + 3 * breaks;
        }
    }
    assert!(breaks > 1, "{breaks}");
    assert_eq!(state, Some(whole));
}

/// What is simulated in one go is no part of the result: proposals beyond those needed are left out.
#[test]
fn limits_on_runs_count_proposals() {
    let priors = [free(Shape::Normal { mean: 0.0, sd: 1.0 })];
    let open = settings(200, 0.05);
    let found = |settings: &Settings| {
        let problem = Problem { priors: &priors, observed: &[seen(1.0)], settings, seed: 10 };
        search(&problem, |x, rng| x[0] + normal(rng))
    };
    let whole = found(&open);
    let last = whole.generations.last().expect("a generation");
    assert_eq!(found(&Settings { most_runs: whole.runs, ..open.clone() }), whole);
    let short = found(&Settings { most_runs: whole.runs - 1, ..open.clone() });
    assert_eq!((short.ended, short.runs), (Some(Ended::Runs), whole.runs - 1));
    assert_eq!(short.generations[..], whole.generations[..whole.generations.len() - 1]);
    let strict = found(&Settings { least_acceptance: last.acceptance * 1.01, ..open });
    assert_eq!(strict.ended, Some(Ended::Acceptance));
}

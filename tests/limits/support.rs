//! A small scenario of three powers, and how its runs are looked at.

use realpolitik::design::{MonteCarlo, RunSpec};
use realpolitik::engine::draw::Drawer;
use realpolitik::engine::{Rows, Worker};
use realpolitik::lanes::LANES;
use realpolitik::model::{Simulation, state::View};
use realpolitik::scenario::source::Unavailable;
use realpolitik::scenario::{Builtin, Resolver, Scenario, SourceFile, load};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// The chance at which a statistical test would fail although the model meets the limit.
pub const RARE: f64 = 1e-6;

/// A text, and what is built in.
struct Text<'a>(&'a str);

impl Resolver for Text<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<SourceFile, Unavailable> {
        if from.is_none() { Ok(SourceFile::new(name, self.0)) } else { Builtin.load(from, name) }
    }
}

/// The scenario of a text with assignments such as `weights.v_sec=0` laid over it.
pub fn scenario(text: &str, assignments: &[&str]) -> Scenario {
    let overlays: Vec<String> = assignments.iter().map(ToString::to_string).collect();
    load("test.toml", &Text(text), &overlays).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

/// A built-in scenario with assignments laid over it.
pub fn builtin(name: &str, assignments: &[&str]) -> Scenario {
    scenario(&format!("format = 1\nextends = \"builtin:{name}\"\n"), assignments)
}

/// Three powers A, B and C with two partners, in this order in the file. A and B fear C.
pub fn powers(order: [usize; 3], assignments: &[&str]) -> Scenario {
    let actors: String = order.map(|i| POWERS[i]).concat();
    scenario(&format!("{FRAME}{actors}{RELATIONS}"), assignments)
}

/// Chance is left in nothing but the choice: no noise, no crises, no denunciations.
pub const NO_NOISE: [&str; 11] = [
    "actors.A.growth_noise=0",
    "actors.B.growth_noise=0",
    "actors.C.growth_noise=0",
    "coercion.s_K=0",
    "belief.s_B=0",
    "trade.s_X=0",
    "crisis.eta0=0",
    "crisis.eta1=0",
    "crisis.eta2=0",
    "pact.denounce_base=0",
    "pact.denounce_slope=0",
];

/// Nobody coerces: the intercept of coercion is so low that its target is below 1e-40.
pub const NO_COERCION: [&str; 12] = [
    "relations.A.B.k0=-100",
    "relations.A.C.k0=-100",
    "relations.B.A.k0=-100",
    "relations.B.C.k0=-100",
    "relations.C.A.k0=-100",
    "relations.C.B.k0=-100",
    "relations.A.B.coercion_start=0",
    "relations.A.C.coercion_start=0",
    "relations.B.A.coercion_start=0",
    "relations.B.C.coercion_start=0",
    "relations.C.A.coercion_start=0",
    "relations.C.B.coercion_start=0",
];

/// Every actor reconsiders at every step (no 32-bit draw is beyond 1 - exp(-25)), and takes the best level.
pub const BEST_RESPONSE: [&str; 2] = ["choice.rho=100", "choice.precision=1e6"];

const FRAME: &str = r#"
format = 1
title = "Three powers"
question = "Do A and B ally?"
focus = "A-B"
source = "guess: made up"

[time]
start = 2000.0
end = 2030.0
steps_per_year = 4

[model]
theory = "balance_of_threat"

[sectors.energy]
seller = 1.3
buyer = 1.1

[sectors.goods]
seller = 0.9
buyer = 1.2

[partners.D]
gdp = 4000
growth = 0.03
growth_long_run = 0.01
follows = "C"

[partners.E]
gdp = 9000
aggregate = true

[ledger.old]
text = "An old war"
holder = "B"
against = "A"
year = 1930
severity = 1

[ledger.settled]
text = "A war that was settled"
holder = "A"
against = "C"
year = 1985
severity = 0.8
settled = 1995
discount = 0.25

[outcomes.level]
kind = "pair_level"
pair = "A-B"
at = 2030
"#;

const POWERS: [&str; 3] = [
    r"
[actors.A]
gdp = 2000
military_capital = 1300
growth = 0.005
growth_long_run = 0.012
military_share = 0.04
horizon_years = 3
foresight = 0.1
credulity = 0.7
autonomy = 0.25
memory_recent = 6
memory_historic = 60
memory_share = 0.7
",
    r"
[actors.B]
gdp = 10000
military_capital = 2000
growth = 0.07
growth_long_run = 0.025
growth_half_life = 12
military_share = 0.02
horizon_years = 25
foresight = 0.9
credulity = 0.2
autonomy = 0.35
memory_recent = 8
memory_historic = 100
memory_share = 0.55
",
    r"
[actors.C]
gdp = 17000
military_capital = 10000
growth = 0.022
growth_long_run = 0.018
growth_half_life = 20
military_share = 0.035
horizon_years = 8
foresight = 0.5
credulity = 0.4
autonomy = 0.2
memory_recent = 5
memory_historic = 30
memory_share = 0.85
",
];

const RELATIONS: &str = r#"
[relations.A.B]
exports = 41.6
sectors = { energy = 0.8, goods = 0.2 }
proximity = 1
iota = 0.05
affinity = 0.05
k0 = -4
level_start = 2

[relations.B.A]
exports = 53.7
proximity = 1
iota = 0.05
k0 = -4
level_start = 1

[relations.A.C]
exports = 18
proximity = 0.8
iota = 0.45
greed = 0.1
k0 = -2
coercion_start = 0.05

[relations.C.A]
exports = 10.8
proximity = 0.8
iota = 0.3
k0 = -0.6
coercion_start = 0.35

[relations.B.C]
exports = 397
proximity = 0.7
iota = 0.35
greed = 0.25
k0 = -3
level_start = 1

[relations.C.B]
exports = 124
proximity = 0.7
iota = 0.35
k0 = -2.2
level_start = 1

[relations.A]
D = { exports = 30 }
E = { exports = 300 }
[relations.B]
D = { exports = 150 }
E = { exports = 1200 }
[relations.C]
D = { exports = 70 }
E = { exports = 1300 }
[relations.D]
A = { exports = 20 }
B = { exports = 160 }
C = { exports = 90 }
[relations.E]
A = { exports = 200 }
B = { exports = 1100 }
C = { exports = 1500 }

[pairs.A-B]
contiguous = true
distance_km = 5800
last_pact = 1980

[pairs.A-C]
distance_km = 7800

[pairs.B-C]
distance_km = 11000
"#;

/// The rows of outcomes of the first runs under a seed.
pub fn rows(scenario: &Scenario, seed: u64, runs: u64) -> Rows {
    let design = MonteCarlo { runs };
    Worker::new(scenario, &design, seed).run(0..runs).0
}

/// Shows every snapshot of the first `runs` runs, a multiple of the lanes, to `see`.
pub fn watch(scenario: &Scenario, seed: u64, runs: u64, mut see: impl FnMut(usize, &View<'_>)) {
    assert_eq!(runs % LANES as u64, 0);
    let (design, mut drawer) = (MonteCarlo { runs }, Drawer::new(scenario, seed));
    let mut simulation = Simulation::new(scenario);
    let wanted = vec![true; scenario.time.steps() + 1];
    let mut values = Vec::new();
    for first in (0..runs).step_by(LANES) {
        let specs = std::array::from_fn(|lane| RunSpec { replicate: first + lane as u64, point: 0 });
        let start = drawer.start(&design, &specs, &mut values);
        simulation.run(&start, &wanted, &mut see);
    }
}

/// How often each level occurs among the values of an outcome.
pub fn levels(rows: &Rows, outcome: usize) -> [u64; 5] {
    let mut counts = [0; 5];
    for x in &rows.outcomes[outcome].values {
        counts[*x as usize] += 1;
    }
    counts
}

/// The chance of counts that differ at least as much from what is expected (Pearson's chi-square).
pub fn fit(counts: &[u64], expected: &[f64]) -> f64 {
    let cells = counts.iter().zip(expected).map(|(n, e)| (*n as f64 - e) * (*n as f64 - e) / e);
    tail(cells.sum(), counts.len() - 1)
}

/// The chance that two samples of one distribution differ at least as much (chi-square of homogeneity).
pub fn alike(a: &[u64], b: &[u64]) -> f64 {
    let (na, nb) = (a.iter().sum::<u64>() as f64, b.iter().sum::<u64>() as f64);
    let (mut sum, mut cells) = (0.0, 0);
    for (x, y) in a.iter().zip(b).filter(|(x, y)| **x + **y > 0) {
        let both = (x + y) as f64;
        let (ea, eb) = (both * na / (na + nb), both * nb / (na + nb));
        sum += (*x as f64 - ea) * (*x as f64 - ea) / ea + (*y as f64 - eb) * (*y as f64 - eb) / eb;
        cells += 1;
    }
    if cells < 2 { 1.0 } else { tail(sum, cells - 1) }
}

fn tail(statistic: f64, freedom: usize) -> f64 {
    ChiSquared::new(freedom as f64).expect("more than one cell").sf(statistic)
}

/// Mean and standard error of a sample.
pub fn mean(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// The chance that the means of two independent samples of one distribution differ at least as much.
pub fn alike_in_mean(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, sa), (mb, sb)) = (mean(a), mean(b));
    let error = (sa * sa + sb * sb).sqrt();
    if error == 0.0 {
        return if ma == mb { 1.0 } else { 0.0 };
    }
    2.0 * Normal::standard().sf((ma - mb).abs() / error)
}

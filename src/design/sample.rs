//! Points spread over the distributions of parameters: the design of a sensitivity analysis.
//!
//! A point set of the unit cube becomes values of parameters through their quantile functions, so that equal steps in
//! the cube are equal steps in probability.

use super::points::{PointsError, latin, morris, saltelli};
use super::target::{Target, place};
use super::{Design, Error, RunSpec, Vector};
use crate::scenario::distribution::Shape;
use crate::scenario::registry::{Allowed, Unit};
use crate::scenario::{Distribution, Scenario, Slot, Value};
use serde::{Deserialize, Serialize};

/// The most runs of a sample: the outcome of each is kept, 8 bytes.
pub const MOST_RUNS: u64 = 100_000_000;

/// A method of sensitivity analysis, with the sizes of its point set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// Sobol' indices, from Saltelli's design.
    Sobol {
        /// Base samples.
        base_samples: usize,
        /// Whether it has the points for indices of second order.
        second_order: bool,
    },
    /// Elementary effects along trajectories (Morris).
    Trajectories {
        /// Trajectories.
        trajectories: usize,
        /// Levels of each parameter.
        levels: usize,
        /// Random trajectories from which these are chosen by their spread.
        candidates: usize,
    },
    /// Elementary effects of the radial design.
    Radial {
        /// Blocks.
        blocks: usize,
    },
    /// PAWN indices, from a Latin hypercube.
    Pawn {
        /// Points.
        samples: usize,
        /// Slices that they are cut into. They move no run, but decide what is found.
        slices: usize,
    },
}

impl Method {
    /// Short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sobol { .. } => "sobol",
            Self::Trajectories { .. } | Self::Radial { .. } => "morris",
            Self::Pawn { .. } => "pawn",
        }
    }

    /// The points, `values[point * parameters + parameter]`, each coordinate strictly between 0 and 1.
    ///
    /// A level of a trajectory is the middle of one of so many parts of equal probability: at 0 and 1 themselves, a
    /// distribution without bounds would be infinite. A step is then one half.
    ///
    /// # Errors
    /// Sizes that are too small or too large.
    pub fn points(self, parameters: usize, seed: u64) -> Result<Vec<f64>, PointsError> {
        match self {
            Self::Sobol { base_samples, second_order } => {
                saltelli::points(base_samples, parameters, second_order, seed)
            }
            Self::Trajectories { trajectories, levels, candidates } => {
                let grid = morris::trajectories(parameters, trajectories, levels, candidates, seed)?;
                let last = (levels - 1) as f64;
                Ok(grid.into_iter().map(|x| ((x * last).round() + 0.5) / levels as f64).collect())
            }
            Self::Radial { blocks } => morris::radial(parameters, blocks, seed),
            Self::Pawn { samples, .. } => latin::hypercube(samples, parameters, seed),
        }
    }

    /// Whether points share their random streams, so that noise cancels in their differences. PAWN compares whole
    /// distributions, of which chance is a part: there every run has a stream of its own.
    #[must_use]
    pub const fn shares_streams(self) -> bool {
        !matches!(self, Self::Pawn { .. })
    }
}

/// A range in which a parameter is uniform, in place of what the scenario says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// A path of the scenario, or `claims.ID` for the strength of a claim.
    pub target: String,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl std::str::FromStr for Range {
    type Err = String;

    /// Reads `PATH=LOW:HIGH`.
    fn from_str(text: &str) -> Result<Self, String> {
        let usage = "write PATH=LOW:HIGH, such as actors.CHN.horizon_years=5:40";
        let (target, ends) = text.split_once('=').ok_or(usage)?;
        let (low, high) = ends.split_once(':').ok_or(usage)?;
        let number = |text: &str| {
            text.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or(format!("`{text}` is no number; {usage}"))
        };
        Ok(Range { target: target.to_owned(), low: number(low)?, high: number(high)? })
    }
}

/// What is varied, and how it is distributed: the parameters named (all that are drawn, without names) and those
/// with a range. `moved` are the slots of the paths of both, in this order.
///
/// # Errors
/// A parameter that is named and has no distribution, a range that is not allowed, one thing twice, nothing at all.
pub fn varied(
    scenario: &Scenario,
    named: Option<&[String]>,
    ranges: &[Range],
    moved: &[Slot],
) -> Result<Vec<(Target, Distribution)>, Error> {
    let names: Vec<&String> = named.unwrap_or_default().iter().chain(ranges.iter().map(|r| &r.target)).collect();
    let targets = Target::all(scenario, names, moved)?;
    let (plain, ranged) = targets.split_at(named.map_or(0, <[String]>::len));
    let mut all = match named {
        None => drawn(scenario)?,
        Some(_) => {
            let one = |target: &Target| Ok::<_, Error>((target.clone(), prior(scenario, target, ranges)?));
            plain.iter().map(one).collect::<Result<_, _>>()?
        }
    };
    for (target, range) in ranged.iter().zip(ranges) {
        let distribution = uniform(scenario, target, range)?;
        match all.iter_mut().find(|(other, _)| other.name == target.name) {
            Some(place) => place.1 = distribution,
            None => all.push((target.clone(), distribution)),
        }
    }
    let twice = |(at, (target, _)): (usize, &(Target, _))| all[..at].iter().any(|(other, _)| other.name == target.name);
    if let Some((_, (target, _))) = all.iter().enumerate().find(|(at, one)| twice((*at, one))) {
        return Err(Error::Other(format!("`{}` is named twice", target.name)));
    }
    if all.is_empty() {
        let remedy = "give some a distribution in the file, or a range with --range PATH=LOW:HIGH";
        return Err(Error::Other(format!(
            "no parameter of this scenario is drawn, so there is nothing to vary: {remedy}"
        )));
    }
    Ok(all)
}

fn drawn(scenario: &Scenario) -> Result<Vec<(Target, Distribution)>, Error> {
    let mut all = Vec::new();
    for (slot, parameter) in scenario.drawn() {
        if let Value::Draw(distribution) = &parameter.value {
            all.push((Target::parameter(scenario, &parameter.path, slot)?, distribution.clone()));
        }
    }
    Ok(all)
}

/// The distributions of what is varied ([`varied`]), in the order of the targets.
///
/// # Errors
/// As [`varied`].
pub fn priors(scenario: &Scenario, targets: &[Target], ranges: &[Range]) -> Result<Vec<Distribution>, Error> {
    targets.iter().map(|target| prior(scenario, target, ranges)).collect()
}

/// The distribution that the scenario gives; that of a range counts as well.
fn prior(scenario: &Scenario, target: &Target, ranges: &[Range]) -> Result<Distribution, Error> {
    if let Some(range) = ranges.iter().find(|range| range.target == target.name) {
        return uniform(scenario, target, range);
    }
    let why = match target.slot().map(|slot| &scenario.slots[slot.0 as usize].value) {
        Some(Value::Draw(distribution)) => return Ok(distribution.clone()),
        Some(Value::Point(x)) => format!("is {x} in this scenario and has no distribution"),
        Some(Value::Same(other)) => {
            format!("has no distribution of its own: it follows `{}`", scenario.slots[other.0 as usize].path)
        }
        Some(Value::Normal { .. }) => {
            let z = name_of_deviate(target);
            return Err(Error::Other(format!(
                "`{}` is drawn together with other weights, and this needs parameters that are independent: vary `{z}` in its \
                 place, what it adds to those before it, or all such with `weights.z.` before their names",
                target.name
            )));
        }
        Some(Value::Derived) => "is worked out by the model and has no distribution".to_owned(),
        None => "is a claim, whose strength has no distribution".to_owned(),
    };
    let Target { name, allowed, .. } = target;
    Err(Error::Other(format!(
        "`{name}` {why}; give it one in the file, or a range with --range {name}=LOW:HIGH (allowed: {allowed})"
    )))
}

/// The path of the deviate of an estimated weight.
fn name_of_deviate(weight: &Target) -> String {
    weight.name.replacen("weights.", "weights.z.", 1)
}

fn uniform(scenario: &Scenario, target: &Target, range: &Range) -> Result<Distribution, Error> {
    let Range { low, high, .. } = *range;
    let name = &target.name;
    if low >= high {
        return Err(Error::Other(format!("`{name}` from {low} to {high}: the first must be below the second")));
    }
    let entry = target.slot().map(|slot| scenario.slots[slot.0 as usize].parameter.entry());
    if entry.is_some_and(|entry| entry.unit == Unit::Level || matches!(entry.allowed, Allowed::OneOf(_))) {
        let choice = "{ distribution = \"choice\", values = [..] }";
        return Err(Error::Other(format!(
            "`{name}` can only take some values ({}), so a range does not fit: give it a choice, --set '{name} = {choice}'",
            target.allowed
        )));
    }
    // The ends themselves are never drawn.
    let (least, most) = target.allowed.bounds();
    for value in [low, high] {
        if value < least || value > most {
            return Err(Error::NotAllowed { name: name.clone(), value, allowed: target.allowed.to_string() });
        }
    }
    Ok(Distribution { shape: Shape::Uniform { low, high }, min: f64::NEG_INFINITY, max: f64::INFINITY })
}

/// Points of the unit cube as values of parameters: `values[point * parameters.len() + parameter]`.
#[must_use]
pub fn quantiles(parameters: &[&Distribution], points: &[f64]) -> Vec<f64> {
    points.iter().enumerate().map(|(at, &u)| parameters[at % parameters.len()].quantile(u)).collect()
}

/// Points spread over the distributions of parameters.
pub struct Sample {
    method: Method,
    targets: Vec<Target>,
    values: Vec<f64>,
    replicates: u64,
}

impl Sample {
    /// A sample of these parameters.
    ///
    /// # Errors
    /// Sizes that are too small or too large.
    pub fn new(
        parameters: Vec<(Target, Distribution)>,
        method: Method,
        seed: u64,
        replicates: u64,
    ) -> Result<Self, Error> {
        let points = method.points(parameters.len(), seed)?;
        let distributions: Vec<&Distribution> = parameters.iter().map(|(_, distribution)| distribution).collect();
        let values = quantiles(&distributions, &points);
        let targets = parameters.into_iter().map(|(target, _)| target).collect();
        let sample = Self { method, targets, values, replicates };
        if sample.points() < 2 || replicates == 0 {
            return Err(Error::Other("a sample needs two points and a replicate at least".into()));
        }
        if sample.len() > MOST_RUNS {
            let (runs, points) = (sample.len(), sample.points());
            return Err(Error::Other(format!(
                "{points} points of {replicates} replicates are {runs} runs: at most {MOST_RUNS}; take fewer points, \
                 parameters or replicates"
            )));
        }
        Ok(sample)
    }
}

impl Design for Sample {
    fn name(&self) -> &'static str {
        self.method.name()
    }

    fn points(&self) -> u64 {
        (self.values.len() / self.targets.len()) as u64
    }

    fn replicates(&self) -> u64 {
        self.replicates
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        let first = point as usize * self.targets.len();
        place(self.targets.iter().zip(self.values[first..].iter().copied()), vector);
    }

    fn spec(&self, index: u64) -> RunSpec {
        let replicate = if self.method.shares_streams() { index / self.points() } else { index };
        RunSpec { replicate, point: index % self.points() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    fn essay() -> Scenario {
        load("builtin:essay", &crate::scenario::Builtin, &[]).expect("a built-in scenario").scenario
    }

    fn range(target: &str, low: f64, high: f64) -> Range {
        Range { target: target.to_owned(), low, high }
    }

    const LATIN: Method = Method::Pawn { samples: 64, slices: 4 };

    #[test]
    fn values_are_spread_as_the_priors_say() {
        let scenario = essay();
        let varied = varied(&scenario, None, &[], &[]).expect("drawn parameters");
        assert_eq!(varied.len(), scenario.drawn().count());
        let distributions: Vec<Distribution> = varied.iter().map(|(_, d)| d.clone()).collect();
        let slots: Vec<usize> = varied.iter().map(|(t, _)| t.slot().expect("a parameter").0 as usize).collect();
        let sample = Sample::new(varied, LATIN, 3, 1).expect("a sample");
        for (at, slot) in slots.iter().enumerate() {
            let mut drawn: Vec<f64> = (0..sample.points())
                .map(|point| {
                    let mut values = vec![f64::NAN; scenario.slots.len()];
                    let mut set = vec![false; values.len()];
                    sample.place(point, &mut Vector::new(&mut values, &mut set, &[]));
                    values[*slot]
                })
                .collect();
            drawn.sort_by(f64::total_cmp);
            // One value in each of 64 parts of equal probability.
            for (part, x) in drawn.iter().enumerate() {
                let end = |part: usize| distributions[at].quantile((part as f64 / 64.0).clamp(1e-12, 1.0 - 1e-12));
                assert!(end(part) <= *x && *x <= end(part + 1), "parameter {at}, part {part}: {x}");
            }
        }
    }

    #[test]
    fn only_pawn_gives_every_run_a_stream_of_its_own() {
        let sample = |method| {
            let varied = varied(&essay(), None, &[], &[]).expect("drawn parameters");
            Sample::new(varied, method, 3, 2).expect("a sample")
        };
        let shared = sample(Method::Radial { blocks: 2 });
        assert_eq!(shared.spec(shared.points() + 1), RunSpec { replicate: 1, point: 1 });
        let own = sample(LATIN);
        assert_eq!(own.spec(65), RunSpec { replicate: 65, point: 1 });
    }

    #[test]
    fn levels_are_middles_of_parts_of_equal_probability() {
        let method = Method::Trajectories { trajectories: 20, levels: 4, candidates: 20 };
        let points = method.points(3, 1).expect("points");
        let mut levels = points;
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        assert_eq!(levels, [0.125, 0.375, 0.625, 0.875]);
    }

    #[test]
    fn what_cannot_be_varied_is_refused_with_the_remedy() {
        let point = "actors.CHN.horizon_years".to_owned();
        let loaded =
            crate::scenario::load_with("builtin:essay", &crate::scenario::Builtin, &[], std::slice::from_ref(&point))
                .expect("a built-in scenario");
        let (scenario, moved) = (loaded.scenario, loaded.moved);
        let refused = |named: Option<&[String]>, ranges: &[Range]| {
            varied(&scenario, named, ranges, &moved).map(|v| v.len()).expect_err("refused").to_string()
        };
        let said = refused(Some(std::slice::from_ref(&point)), &[]);
        assert!(
            said.contains("has no distribution") && said.contains("--range actors.CHN.horizon_years=LOW:HIGH"),
            "{said}"
        );
        let said = refused(None, &[range(&point, 5.0, 500.0)]);
        assert_eq!(said, "`actors.CHN.horizon_years` = 500 is not allowed: 0.1 to 200");
        assert!(refused(None, &[range(&point, 5.0, 5.0)]).contains("must be below"));
        let all = varied(&scenario, None, &[range(&point, 5.0, 50.0)], &moved).expect("varied");
        assert_eq!(all.len(), scenario.drawn().count() + 1);
    }
}

//! Points that a calibration found: its particles as a design, and what was asked of it.

use super::target::{Target, place};
use super::{Design, Error, Range, RunSpec, Vector};
use serde::{Deserialize, Serialize};

/// How the search of a calibration goes ([`crate::analysis::calibration`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Number of particles.
    pub particles: u64,
    /// The share of particles that stay from one generation to the next, above 0 and below 1.
    pub keep: f64,
    /// The tolerance at which the search ends; 0 to go as far as it can.
    pub tolerance: f64,
    /// The most generations, draws from the prior not counted.
    pub generations: u64,
    /// The most runs.
    pub most_runs: u64,
    /// The search ends where a smaller share of steps is accepted.
    pub least_acceptance: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            particles: 1000,
            keep: 0.5,
            tolerance: 0.0,
            generations: 20,
            most_runs: 1_000_000,
            least_acceptance: 0.02,
        }
    }
}

/// What was observed of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The outcome, by id.
    pub outcome: String,
    /// The value; 1 and 0 for yes and no.
    pub value: f64,
    /// The standard deviation of its error, where it has one.
    pub sd: Option<f64>,
    /// What counts as a distance of 1, where it is given.
    pub scale: Option<f64>,
}

/// What is asked of a calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// What was observed.
    pub observed: Vec<Observation>,
    /// Paths of the parameters that are calibrated; all that are drawn where it is null.
    pub parameters: Option<Vec<String>>,
    /// Parameters that are uniform in a range beforehand.
    pub ranges: Vec<Range>,
    /// How the search goes.
    pub settings: Settings,
}

/// Fewest and most particles.
pub const PARTICLES: [u64; 2] = [100, 100_000];

impl Recipe {
    /// Refuses what no search can go by.
    ///
    /// # Errors
    /// Nothing observed, too few or too many particles, too few runs, shares that are none.
    pub fn check(&self) -> Result<(), Error> {
        let Settings { particles, keep, tolerance, most_runs, least_acceptance, .. } = self.settings;
        let refuse = |why: String| Err(Error::Other(why));
        if self.observed.is_empty() {
            return refuse("nothing was observed, so that there is nothing to calibrate to".into());
        }
        let [fewest, most] = PARTICLES;
        if !(fewest..=most).contains(&particles) {
            return refuse(format!("{particles} particles: from {fewest} to {most}"));
        }
        if most_runs < 2 * particles {
            let least = 2 * particles;
            return refuse(format!(
                "--max-runs {most_runs}: {particles} particles need {least} at least, one generation beyond the prior"
            ));
        }
        for (name, share) in [("keep", keep), ("min-acceptance", least_acceptance)] {
            if !(share > 0.0 && share < 1.0) {
                return refuse(format!("--{name} {share}: a share above 0 and below 1, such as 0.5"));
            }
        }
        if tolerance.is_nan() || tolerance < 0.0 {
            return refuse(format!("--tolerance {tolerance}: a distance, 0 or above"));
        }
        Ok(())
    }
}

/// The particles that a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Particles {
    /// The parameters, by path.
    pub parameters: Vec<String>,
    /// Their values, `values[particle * parameters + parameter]`.
    pub values: Vec<f64>,
    /// Weights; their sum is 1.
    pub weights: Vec<f64>,
}

impl Particles {
    /// As many points of equal weight, drawn from the particles (systematic resampling from the middle of the first step):
    /// the number of copies of each is its weight times their number, rounded up or down.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        let (n, k) = (self.weights.len(), self.parameters.len());
        let (mut sum, mut next, mut points) = (0.0, 0.5, Vec::with_capacity(n * k));
        for (particle, weight) in self.weights.iter().enumerate() {
            sum += weight * n as f64;
            while points.len() < n * k && (next < sum || particle + 1 == n) {
                points.extend_from_slice(&self.values[particle * k..(particle + 1) * k]);
                next += 1.0;
            }
        }
        points
    }
}

/// Listed points, each run on random streams of its own.
pub struct Listed {
    targets: Vec<Target>,
    values: Vec<f64>,
    points: u64,
    replicates: u64,
    /// The stream of the first run; those that follow have the next ones.
    first: u64,
}

impl Listed {
    /// Points with these values, `values[point * targets + target]`, each run once from a stream on.
    ///
    /// # Errors
    /// For values that are not allowed, or no whole number of points.
    pub fn new(targets: Vec<Target>, values: Vec<f64>, first: u64) -> Result<Self, Error> {
        let points = values.len().checked_div(targets.len()).unwrap_or(0) as u64;
        if targets.is_empty() || !values.len().is_multiple_of(targets.len()) {
            let (values, targets) = (values.len(), targets.len());
            return Err(Error::Other(format!("{values} values are not those of {targets} parameters at some points")));
        }
        for row in values.chunks_exact(targets.len()) {
            targets.iter().zip(row).try_for_each(|(target, x)| target.within(*x, *x))?;
        }
        Ok(Self { targets, values, points, replicates: 1, first })
    }

    /// So many particles, each run so many times; before they are known nothing is moved.
    ///
    /// # Errors
    /// For particles that are not of these parameters or another number, and values that are not allowed.
    pub fn particles(targets: Vec<Target>, particles: &Particles, points: u64, replicates: u64) -> Result<Self, Error> {
        if *particles == Particles::default() {
            return Ok(Self { targets, values: Vec::new(), points, replicates, first: 0 });
        }
        let Particles { parameters, values, weights } = particles;
        let alike = parameters.iter().eq(targets.iter().map(|target| &target.name));
        if !alike || weights.len() as u64 != points || values.len() != weights.len() * parameters.len() {
            return Err(Error::Other(format!("the particles are not {points} of the {} parameters", targets.len())));
        }
        Ok(Self { replicates, ..Self::new(targets, particles.points(), 0)? })
    }
}

impl Design for Listed {
    fn name(&self) -> &'static str {
        "calibrate"
    }

    fn points(&self) -> u64 {
        self.points
    }

    fn replicates(&self) -> u64 {
        self.replicates
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        let first = point as usize * self.targets.len();
        let values = self.values.get(first..).unwrap_or_default();
        place(self.targets.iter().zip(values.iter().copied()), vector);
    }

    fn spec(&self, index: u64) -> RunSpec {
        RunSpec { replicate: self.first.wrapping_add(index), point: index % self.points.max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_the_shares_of_weights() {
        let weights = vec![0.5, 0.0, 0.125, 0.375];
        let values = vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0];
        let particles = Particles { parameters: vec!["a".into(), "b".into()], values, weights };
        // Marks at 0.5, 1.5, 2.5 and 3.5 of 4: two in the first two units, none in the next half, two behind.
        assert_eq!(particles.points(), [1.0, 10.0, 1.0, 10.0, 4.0, 40.0, 4.0, 40.0]);
        assert!(Particles::default().points().is_empty());
    }
}

//! One thing moved at a time: the design of a search for tipping points.

use super::target::{Target, place};
use super::{Axis, Design, Error, Vector};

/// The most points.
const MOST_POINTS: usize = 1_000_000;

/// A point moves one target to one of its values; all else stays.
pub struct Moves {
    /// Target and value of each point, target by target.
    points: Vec<(usize, f64)>,
    targets: Vec<Target>,
    replicates: u64,
}

impl Moves {
    /// These targets, each to the values of its axis.
    ///
    /// # Errors
    /// For a value that is not allowed, and too many points.
    pub fn new(targets: Vec<Target>, axes: &[Axis], replicates: u64) -> Result<Self, Error> {
        let mut points = Vec::new();
        for (at, (target, axis)) in targets.iter().zip(axes).enumerate() {
            axis.values.iter().try_for_each(|x| target.check(*x))?;
            points.extend(axis.values.iter().map(|x| (at, *x)));
        }
        if points.len() > MOST_POINTS {
            return Err(Error::Other(format!("{} points: at most {MOST_POINTS}", points.len())));
        }
        Ok(Self { points, targets, replicates })
    }
}

impl Design for Moves {
    fn name(&self) -> &'static str {
        "moves"
    }

    fn points(&self) -> u64 {
        self.points.len() as u64
    }

    fn replicates(&self) -> u64 {
        self.replicates
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        let (target, x) = self.points[point as usize];
        place(std::iter::once((&self.targets[target], x)), vector);
    }
}

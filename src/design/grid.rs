//! Every combination of values along axes: the design of a sweep and of the steps of a search for a tipping point.

use super::target::{Target, place};
use super::{Design, Error, Vector};
use serde::{Deserialize, Serialize};

/// The most points of a grid.
pub const MOST_POINTS: u64 = 1_000_000;

/// An axis: what is moved, and where to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// A path of the scenario, or `claims.ID` for the strength of a claim.
    pub target: String,
    /// The values, in the order in which they are run.
    pub values: Vec<f64>,
}

impl std::str::FromStr for Axis {
    type Err = String;

    /// Reads `PATH=FROM:TO:POINTS`: evenly spaced values, both ends among them.
    fn from_str(text: &str) -> Result<Self, String> {
        let usage = "write PATH=FROM:TO:POINTS, such as actors.CHN.horizon_years=1:40:20";
        let (target, range) = text.split_once('=').ok_or(usage)?;
        let parts: Vec<&str> = range.split(':').collect();
        let [from, to, points] = parts[..] else { return Err(usage.into()) };
        let number = |text: &str| {
            text.parse::<f64>().ok().filter(|x| x.is_finite()).ok_or(format!("`{text}` is no number; {usage}"))
        };
        let (from, to) = (number(from)?, number(to)?);
        let few = || format!("{points} points: from 2 to 1000; {usage}");
        let points = points.parse().ok().filter(|points| (2..=1000).contains(points)).ok_or_else(few)?;
        if from == to {
            return Err(format!("FROM and TO are both {from}, so nothing moves; {usage}, or --set for a single value"));
        }
        let at = |i: usize| if i + 1 == points { to } else { from + (to - from) * i as f64 / (points - 1) as f64 };
        Ok(Axis { target: target.to_owned(), values: (0..points).map(at).collect() })
    }
}

/// The full factorial of some axes; the last one varies fastest.
pub struct Grid {
    axes: Vec<(Target, Vec<f64>)>,
    points: u64,
    replicates: u64,
}

impl Grid {
    /// These targets, each at these values.
    ///
    /// # Errors
    /// For a value that is not allowed, an axis without values, and too many points.
    pub fn new(axes: Vec<(Target, Vec<f64>)>, replicates: u64) -> Result<Self, Error> {
        let mut points = 1_u64;
        for (target, values) in &axes {
            if values.is_empty() {
                return Err(Error::Other(format!("`{}` is moved to no value: give at least one", target.name)));
            }
            values.iter().try_for_each(|x| target.check(*x))?;
            points = points.saturating_mul(values.len() as u64);
        }
        if points > MOST_POINTS {
            return Err(Error::Other(format!("a grid of {points} points: at most {MOST_POINTS}")));
        }
        Ok(Self { axes, points, replicates })
    }

    /// The values of a point, axis by axis.
    pub fn at(&self, point: u64) -> impl Iterator<Item = f64> {
        let mut stride = self.points;
        self.axes.iter().map(move |(_, values)| {
            stride /= values.len() as u64;
            values[(point / stride) as usize % values.len()]
        })
    }
}

impl Design for Grid {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn points(&self) -> u64 {
        self.points
    }

    fn replicates(&self) -> u64 {
        self.replicates
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        let at: Vec<f64> = self.at(point).collect();
        place(self.axes.iter().map(|(target, _)| target).zip(at.iter().copied()), vector);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::world;
    use crate::scenario::Slot;

    #[test]
    fn the_last_axis_varies_fastest() {
        let scenario = world(2, 0);
        let axis = |slot: u32, values: &[f64]| {
            (Target::parameter(&scenario, "x", Slot(slot)).expect("a target"), values.to_vec())
        };
        let grid = Grid::new(vec![axis(0, &[0.1, 0.2]), axis(2, &[0.3, 0.4, 0.5])], 1).expect("a grid");
        let all: Vec<Vec<f64>> = (0..grid.points()).map(|point| grid.at(point).collect()).collect();
        assert_eq!(all[0], [0.1, 0.3]);
        assert_eq!(all[2], [0.1, 0.5]);
        assert_eq!(all[3], [0.2, 0.3]);
        assert_eq!(all[5], [0.2, 0.5]);
    }
}

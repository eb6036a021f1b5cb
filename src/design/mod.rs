//! Designs: which parameter vectors are run, and how often.
//!
//! An experiment is a pure function from a run index to an outcome row. A design says what the index means:
//! `index = replicate * points + point`. The replicate is the random stream, so that all points share their
//! randomness; the point replaces values in the parameter vector that the replicate drew.

pub mod calibrated;
mod cells;
mod error;
mod grid;
mod monte_carlo;
mod moves;
pub mod observed;
pub mod points;
pub mod sample;
mod spec;
pub mod target;
mod vector;

pub use calibrated::{Listed, Recipe};
pub use cells::{Cells, MOST_CLAIMS};
pub use error::Error;
pub use grid::{Axis, Grid};
pub use monte_carlo::MonteCarlo;
pub use moves::Moves;
pub use sample::{Method, Range, Sample};
pub use spec::Spec;
pub use target::Target;
pub use vector::{Follow, Vector};

/// Which parameter vector and which random stream a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSpec {
    /// The random stream, shared by all points.
    pub replicate: u64,
    /// The point of the design.
    pub point: u64,
}

/// A design.
///
/// One of your own says what a point is, and the engine does the rest. Here a war of the past is made lighter and
/// heavier; both points are run on the same random streams:
///
/// ```
/// use realpolitik::design::{Design, Vector};
/// use realpolitik::engine::Worker;
/// use realpolitik::scenario::{Builtin, Slot, load};
///
/// struct OldWar {
///     severity: Slot,
/// }
///
/// impl Design for OldWar {
///     fn name(&self) -> &'static str {
///         "old-war"
///     }
///     fn points(&self) -> u64 {
///         2
///     }
///     fn replicates(&self) -> u64 {
///         100
///     }
///     fn place(&self, point: u64, vector: &mut Vector<'_>) {
///         vector.set(self.severity, [0.1, 5.0][point as usize]);
///     }
/// }
///
/// let scenario = load("builtin:two-actors", &Builtin, &[]).unwrap().scenario;
/// let design = OldWar { severity: scenario.slot_by_path("ledger.old_war.severity").unwrap() };
/// let (rows, _) = Worker::new(&scenario, &design, 42).run(0..design.len());
/// let grievance = scenario.outcomes.iter().position(|outcome| outcome.id == "grievance_2030").unwrap();
/// let mean = |point| {
///     let of_point = (0..rows.len()).filter(|&row| rows.point[row] == point);
///     of_point.filter_map(|row| rows.outcomes[grievance].get(row)).sum::<f64>() / design.replicates() as f64
/// };
/// println!("light war {:.3}, heavy war {:.3}", mean(0), mean(1));
/// assert!(mean(1) > mean(0) + 0.1);
/// ```
pub trait Design: Send + Sync {
    /// Short name for manifests and folders.
    fn name(&self) -> &'static str;

    /// Number of points; at least 1.
    fn points(&self) -> u64;

    /// Number of replicates of each point.
    fn replicates(&self) -> u64;

    /// Sets what the point moves in the parameter vector that a replicate drew.
    fn place(&self, point: u64, vector: &mut Vector<'_>);

    /// Whether any point moves anything.
    fn moves(&self) -> bool {
        true
    }

    /// Number of runs.
    fn len(&self) -> u64 {
        self.points().saturating_mul(self.replicates())
    }

    /// True without runs.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What run `index` is.
    fn spec(&self, index: u64) -> RunSpec {
        let points = self.points().max(1);
        RunSpec { replicate: index / points, point: index % points }
    }
}

//! Designs for other programs, as CSV: a row a point, in the parameters' units, with the columns by which an analysis
//! knows what each point is.
//!
//! | set | columns before the parameters |
//! |---|---|
//! | all | `point`, counted from 0 |
//! | Sobol' | `sample`: the base sample; `matrix`: 0 for A, 1 for B; `exchanged`: the parameter, counted from 1, whose value is from the other matrix, 0 for none |
//! | Morris | `from`: the point that this one is a step from; `moved`: the parameter, counted from 1, that the step moves, 0 at a start; `step`: how far, in shares of its distribution |

use crate::design::points::{PointsError, grid, latin, saltelli};
use crate::design::sample::quantiles;
use crate::design::{self, Method};
use crate::scenario::distribution::Shape;
use crate::scenario::{Distribution, FreeParameter};

/// Number of the point.
pub const POINT: &str = "point";

/// Columns of Sobol' designs.
pub const SOBOL: [&str; 3] = ["sample", "matrix", "exchanged"];

/// Columns of designs for elementary effects.
pub const MORRIS: [&str; 3] = ["from", "moved", "step"];

/// The replicate of a row.
pub const REPLICATE: &str = "replicate";

/// Names that no parameter may have.
pub const RESERVED: [&str; 9] =
    [POINT, REPLICATE, "index", SOBOL[0], SOBOL[1], SOBOL[2], MORRIS[0], MORRIS[1], MORRIS[2]];

/// A point set for another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// That of a method of sensitivity analysis.
    Method(Method),
    /// A Latin hypercube of so many points.
    Latin(usize),
    /// Every combination of so many evenly spaced values of each parameter, both ends included; of a choice, all its
    /// values.
    Grid(usize),
}

/// The design of a set over some parameters, as CSV, and its number of points.
///
/// # Errors
/// Sizes that are too small or too large, and a grid over a parameter without ends.
pub fn csv(set: Set, parameters: &[FreeParameter], seed: u64) -> Result<(Vec<u8>, usize), design::Error> {
    let k = parameters.len();
    let (values, roles) = match set {
        Set::Method(method) => {
            let points = method.points(k, seed)?;
            let roles = roles(method, &points, k);
            (spread(parameters, &points), roles)
        }
        Set::Latin(points) => (spread(parameters, &latin::hypercube(points, k, seed)?), None),
        Set::Grid(levels) => (factorial(levels, parameters)?, None),
    };
    let text = write(parameters, &values, roles).map_err(|error| design::Error::Other(error.to_string()))?;
    Ok((text, values.len() / k))
}

fn spread(parameters: &[FreeParameter], points: &[f64]) -> Vec<f64> {
    let distributions: Vec<&Distribution> = parameters.iter().map(|parameter| &parameter.distribution).collect();
    quantiles(&distributions, points)
}

/// The names of columns, and their values row by row.
type Roles = ([&'static str; 3], Vec<[f64; 3]>);

fn roles(method: Method, points: &[f64], k: usize) -> Option<Roles> {
    let count = points.len() / k;
    match method {
        Method::Sobol { second_order, .. } => {
            let block = saltelli::block(k, second_order);
            Some((SOBOL, (0..count).map(|point| saltelli_role(point / block, point % block, k)).collect()))
        }
        Method::Trajectories { .. } | Method::Radial { .. } => {
            let radial = matches!(method, Method::Radial { .. });
            Some((MORRIS, (0..count).map(|point| step_role(points, point, k, radial)).collect()))
        }
        Method::Pawn { .. } => None,
    }
}

/// Of the point at this place of its base sample.
fn saltelli_role(sample: usize, place: usize, k: usize) -> [f64; 3] {
    let (matrix, exchanged) = match place {
        0 | 1 => (place, 0),
        _ if place < 2 + k => (0, place - 1),
        _ => (1, place - 1 - k),
    };
    [sample, matrix, exchanged].map(|x| x as f64)
}

fn step_role(points: &[f64], point: usize, k: usize, radial: bool) -> [f64; 3] {
    let start = point - point % (k + 1);
    if point == start {
        return [point as f64, 0.0, 0.0];
    }
    let from = if radial { start } else { point - 1 };
    let step = |d: usize| points[point * k + d] - points[from * k + d];
    let moved = (0..k).find(|&d| step(d) != 0.0).unwrap_or(0); // A step of a design moves one parameter.
    [from as f64, (moved + 1) as f64, step(moved)]
}

/// The values of a grid.
fn factorial(levels: usize, parameters: &[FreeParameter]) -> Result<Vec<f64>, design::Error> {
    let axes = parameters.iter().map(|parameter| axis(levels, parameter)).collect::<Result<Vec<_>, _>>()?;
    let counts: Vec<usize> = axes.iter().map(Vec::len).collect();
    let points = grid::full_factorial(&counts)?;
    let value = |(at, share): (usize, f64)| {
        let axis = &axes[at % axes.len()];
        axis[(share * (axis.len() - 1) as f64).round() as usize]
    };
    Ok(points.into_iter().enumerate().map(value).collect())
}

/// The values of a parameter in a grid.
fn axis(levels: usize, parameter: &FreeParameter) -> Result<Vec<f64>, design::Error> {
    if let Shape::Choice { values, .. } = &parameter.distribution.shape {
        return Ok(values.clone());
    }
    if levels < 2 {
        return Err(PointsError::TooFew { what: "levels", found: levels, least: 2 }.into());
    }
    let (low, high) = parameter.distribution.support();
    if low.is_infinite() || high.is_infinite() {
        return Err(design::Error::Other(format!(
            "`{}` has no ends, and a grid goes from end to end: give it `low` and `high`, or `min` and `max`",
            parameter.name
        )));
    }
    let at = |i: usize| if i + 1 == levels { high } else { low + (high - low) * i as f64 / (levels - 1) as f64 };
    Ok((0..levels).map(at).collect())
}

fn write(parameters: &[FreeParameter], values: &[f64], roles: Option<Roles>) -> Result<Vec<u8>, ::csv::Error> {
    let (heads, roles) = roles.map_or_else(Default::default, |(heads, roles)| (heads.to_vec(), roles));
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record([POINT].into_iter().chain(heads).chain(parameters.iter().map(|p| p.name.as_str())))?;
    for (point, row) in values.chunks_exact(parameters.len()).enumerate() {
        let role = roles.get(point).into_iter().flatten();
        let fields = [point as f64].into_iter().chain(role.copied()).chain(row.iter().copied());
        // A number is written with as many digits as give the same number back.
        out.write_record(fields.map(|x| x.to_string()))?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

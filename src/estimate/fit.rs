//! Penalised maximum likelihood: the mode of the posterior by L-BFGS (the crate argmin), and its curvature there.

use super::parameters::{COMMON, Problem};
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use faer::linalg::solvers::DenseSolveCore;
use faer::{Mat, Side};
use std::sync::{Mutex, PoisonError};

/// The mode.
#[derive(Clone, Debug)]
pub struct Mode {
    /// The vector.
    pub x: Vec<f64>,
    /// Log posterior density, up to a constant.
    pub density: f64,
    /// Largest absolute derivative there.
    pub slope: f64,
    /// Steps taken.
    pub steps: u64,
}

/// The solver asks for the density and its gradient apart; both come of one pass.
struct Cost<'p, 'a> {
    problem: &'p Problem<'a>,
    latest: Mutex<Pass>,
}

/// A pass over the panel: where, the density there, and its gradient.
#[derive(Clone, Default)]
struct Pass {
    x: Vec<f64>,
    density: f64,
    by: Vec<f64>,
}

impl Cost<'_, '_> {
    fn pass(&self, x: &[f64]) -> Pass {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.x != x {
            let mut by = vec![0.0; x.len()];
            let density = self.problem.density(x, &mut by);
            *latest = Pass { x: x.to_vec(), density, by };
        }
        latest.clone()
    }
}

impl CostFunction for Cost<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, x: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(-self.pass(x).density)
    }
}

impl Gradient for Cost<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.pass(x).by.iter().map(|by| -by).collect())
    }
}

/// Largest absolute derivative at which the mode is found.
const SLOPE: f64 = 1e-3;
/// Most steps.
const STEPS: u64 = 500;

/// Finds the mode from a start.
///
/// # Errors
/// If the search breaks off, in words.
pub fn mode(problem: &Problem<'_>, start: Vec<f64>) -> Result<Mode, String> {
    let search = MoreThuenteLineSearch::new();
    let solver = LBFGS::new(search, 10).with_tolerance_grad(SLOPE).and_then(|solver| solver.with_tolerance_cost(1e-9));
    let solver = solver.map_err(|error| error.to_string())?;
    let executor = Executor::new(Cost { problem, latest: Mutex::default() }, solver)
        .configure(|state| state.param(start).max_iters(STEPS));
    let result = executor.run().map_err(|error| format!("the search for the best weights broke off: {error}"))?;
    let state = result.state();
    let x = state.get_best_param().cloned().ok_or("the search for the best weights found none")?;
    let mut by = vec![0.0; x.len()];
    let density = problem.density(&x, &mut by);
    let slope = by.iter().fold(0.0, |most: f64, by| most.max(by.abs()));
    Ok(Mode { density, slope, steps: state.get_iter(), x })
}

/// The covariance of the entries before the random effects in the normal approximation at the mode (Laplace): the inverse
/// of the negative Hessian, by central differences of the gradient.
///
/// # Errors
/// If the curvature is not that of a maximum.
pub fn covariance(problem: &Problem<'_>, x: &[f64]) -> Result<Vec<Vec<f64>>, String> {
    const STEP: f64 = 1e-4;
    let n = x.len();
    let mut hessian = Mat::<f64>::zeros(n, n);
    for at in 0..n {
        let gradient = |by: f64| {
            let mut moved = x.to_vec();
            moved[at] += by;
            let mut out = vec![0.0; n];
            problem.density(&moved, &mut out);
            out
        };
        let (up, down) = (gradient(STEP), gradient(-STEP));
        for row in 0..n {
            hessian[(row, at)] = -(up[row] - down[row]) / (2.0 * STEP);
        }
    }
    let symmetric = Mat::from_fn(n, n, |row, column| 0.5 * (hessian[(row, column)] + hessian[(column, row)]));
    let factor = symmetric.llt(Side::Lower).map_err(|_| "the curvature at the mode is not that of a maximum")?;
    let inverse = factor.inverse();
    Ok((0..COMMON).map(|row| (0..COMMON).map(|column| inverse[(row, column)]).collect()).collect())
}

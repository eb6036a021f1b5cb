//! The memory kernel, apart from the weights: how the chance of a new dispute of two states falls with the years since
//! their last one.
//!
//! Treaties do not identify it (the weight of grievance stands in for "these two interact"); the recurrence of disputes
//! does, if what makes a dispute likely fades as its memory does. The hazard in the t-th year without a dispute is
//! `base + rise k(t)`, with `k` one of the model's kernels; fitted by maximum likelihood to counts (Nelder and Mead 1965).

use crate::lanes::{exp, ln};
use argmin::core::{CostFunction, Executor, State};
use argmin::solver::neldermead::NelderMead;
use serde::Serialize;
use std::collections::BTreeMap;

/// Years since the last dispute beyond which pairs are no longer followed.
const MOST_YEARS: i64 = 80;

/// Disputes that began, of pair-years without one, by the years since the last had ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Recurrence(pub BTreeMap<i64, (f64, f64)>);

impl Recurrence {
    /// From the first and last year of each dispute of each pair, followed up to the last year of the data.
    #[must_use]
    pub fn new<'a>(pairs: impl IntoIterator<Item = &'a [(i64, i64)]>, last: i64) -> Self {
        let mut table = BTreeMap::new();
        for disputes in pairs {
            let mut sorted = disputes.to_vec();
            sorted.sort_unstable();
            let mut ended: Option<i64> = None;
            for (at, (begun, over)) in sorted.iter().enumerate() {
                if let Some(end) = ended.filter(|end| begun > end) {
                    Self::follow(&mut table, end, *begun, true);
                }
                ended = Some(ended.unwrap_or(*over).max(*over));
                if at + 1 == sorted.len() {
                    Self::follow(&mut table, ended.unwrap_or(last), last + 1, false);
                }
            }
        }
        Self(table)
    }

    /// Whether there are ages enough to fit a kernel to.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.0.len() >= 10
    }

    /// The years from the end of a dispute up to a year, in which another one began, or not.
    fn follow(table: &mut BTreeMap<i64, (f64, f64)>, end: i64, to: i64, begun: bool) {
        for year in end + 1..=to.min(end + MOST_YEARS) {
            let event = begun && year == to;
            if year == to && !begun {
                break;
            }
            let cell: &mut (f64, f64) = table.entry(year - end).or_default();
            cell.0 += if event { 1.0 } else { 0.0 };
            cell.1 += 1.0;
        }
    }
}

/// A kernel: its name, the names of its parameters, their start, and its value at an age.
struct Kernel {
    name: &'static str,
    parameters: &'static [&'static str],
    /// Starts on the scale of the search: logit of shares, log of the others.
    start: &'static [f64],
    value: fn(&[f64], f64) -> f64,
}

fn half(age: f64, half_life: f64) -> f64 {
    exp(-std::f64::consts::LN_2 * age / half_life)
}

fn share(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

const KERNELS: [Kernel; 3] = [
    Kernel {
        name: "two_speed",
        parameters: &["memory_recent", "memory_historic", "memory_share"],
        start: &[1.0, 3.5, 0.8],
        value: |p, age| {
            let (recent, longer, w) = (exp(p[0]), exp(p[0]) + exp(p[1]), share(p[2]));
            w * half(age, recent) + (1.0 - w) * half(age, longer)
        },
    },
    Kernel {
        name: "power_law",
        parameters: &["power_law_exponent"],
        start: &[-0.4],
        value: |p, age| exp(-exp(p[0]) * ln(age)),
    },
    // The floor is in the base.
    Kernel { name: "floor", parameters: &["floor_half_life"], start: &[1.0], value: |p, age| half(age, exp(p[0])) },
];

/// A kernel as fitted.
#[derive(Clone, Debug, Serialize)]
pub struct Fitted {
    /// Its name in scenarios.
    pub kernel: &'static str,
    /// Hazard that does not fade, and what is added right after a dispute.
    pub hazard: (f64, f64),
    /// Its parameters.
    pub parameters: Vec<(&'static str, f64)>,
    /// Log-likelihood.
    pub likelihood: f64,
    /// Akaike's criterion; less is better.
    pub aic: f64,
}

struct Cost<'a>(&'a Kernel, &'a Recurrence);

impl Cost<'_> {
    fn hazard(&self, x: &[f64], age: f64) -> f64 {
        let most = share(x[1]);
        (share(x[0]) + most * (self.0.value)(&x[2..], age)).clamp(1e-9, 1.0 - 1e-9)
    }

    fn likelihood(&self, x: &[f64]) -> f64 {
        let one = |(age, (events, all)): (&i64, &(f64, f64))| {
            let hazard = self.hazard(x, *age as f64);
            events * ln(hazard) + (all - events) * ln(1.0 - hazard)
        };
        self.1.0.iter().map(one).sum()
    }
}

impl CostFunction for Cost<'_> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, x: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(-self.likelihood(x))
    }
}

/// Fits every kernel.
///
/// # Errors
/// If there are no disputes that could recur, or a search breaks off.
pub fn fit(recurrence: &Recurrence) -> Result<Vec<Fitted>, String> {
    if !recurrence.is_enough() {
        return Err("there are too few disputes to say how they recur".to_owned());
    }
    KERNELS.iter().map(|kernel| one(kernel, recurrence)).collect()
}

fn one(kernel: &Kernel, recurrence: &Recurrence) -> Result<Fitted, String> {
    let start: Vec<f64> = [-4.0, -1.5].into_iter().chain(kernel.start.iter().copied()).collect();
    let corner = |at: usize| {
        let mut x = start.clone();
        if let Some(x) = at.checked_sub(1).and_then(|at| x.get_mut(at)) {
            *x += 0.5;
        }
        x
    };
    let simplex = (0..=start.len()).map(corner).collect();
    let solver = NelderMead::new(simplex).with_sd_tolerance(1e-9).map_err(|error| error.to_string())?;
    let cost = Cost(kernel, recurrence);
    let result = Executor::new(Cost(kernel, recurrence), solver).configure(|state| state.max_iters(5000)).run();
    let result = result.map_err(|error| format!("the fit of the kernel {} broke off: {error}", kernel.name))?;
    let x = result.state().get_best_param().cloned().ok_or("the fit of a kernel found nothing")?;
    let likelihood = cost.likelihood(&x);
    let named = match kernel.name {
        "two_speed" => vec![exp(x[2]), exp(x[2]) + exp(x[3]), share(x[4])],
        _ => vec![exp(x[2])],
    };
    Ok(Fitted {
        kernel: kernel.name,
        hazard: (share(x[0]), share(x[1])),
        parameters: kernel.parameters.iter().copied().zip(named).collect(),
        likelihood,
        aic: 2.0 * x.len() as f64 - 2.0 * likelihood,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_followed_from_the_end_of_a_dispute_to_the_next_or_the_end_of_the_data() {
        let disputes: [(i64, i64); 3] = [(1900, 1901), (1904, 1904), (1904, 1905)];
        let table = Recurrence::new([&disputes[..]], 1907);
        // 1902, 1903 without, 1904 with one; then 1906 and 1907 without.
        assert_eq!(table.0, BTreeMap::from([(1, (0.0, 2.0)), (2, (0.0, 2.0)), (3, (1.0, 1.0))]));
    }

    #[test]
    fn each_kernel_is_found_again_from_the_hazard_that_it_makes() {
        let exact = |hazard: &dyn Fn(f64) -> f64| {
            let n = 1e5;
            Recurrence((1..=MOST_YEARS).map(|age| (age, (n * hazard(age as f64), n))).collect())
        };
        let power = fit(&exact(&|age| 0.01 + 0.2 * exp(-0.7 * ln(age)))).expect("a fit");
        assert!((power[1].parameters[0].1 - 0.7).abs() < 0.02, "{:?}", power[1]);
        assert!(power[1].aic < power[0].aic && power[1].aic < power[2].aic);
        let floor = fit(&exact(&|age| 0.02 + 0.2 * half(age, 2.4))).expect("a fit");
        assert!((floor[2].parameters[0].1 - 2.4).abs() < 0.05, "{:?}", floor[2]);
        let two = fit(&exact(&|age| 0.001 + 0.2 * (0.7 * half(age, 2.0) + 0.3 * half(age, 30.0)))).expect("a fit");
        assert!(
            (two[0].parameters[0].1 - 2.0).abs() < 0.2 && (two[0].parameters[2].1 - 0.7).abs() < 0.05,
            "{:?}",
            two[0]
        );
    }
}

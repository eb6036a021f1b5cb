//! Limits of growth and memory in closed form. The model's exp is within 1e-9 (`lanes::exp`), so what it multiplies
//! over n steps is within n times that.

use super::support::{NO_COERCION, NO_NOISE, powers, watch};
use realpolitik::scenario::{Quantity, Scenario};

/// Error of one exp.
const EXP: f64 = 1e-9;

/// Neither noise nor coercion, levels stay what they are and heal nothing.
fn still(more: &[&str]) -> Scenario {
    let quiet = ["choice.rho=0", "memory.heal=0"];
    let all: Vec<&str> = NO_NOISE.iter().chain(&NO_COERCION).chain(&quiet).chain(more).copied().collect();
    powers([0, 1, 2], &all)
}

fn close(a: f64, b: f64, error: f64, what: &str) {
    assert!((a - b).abs() <= error * b.abs(), "{what}: {a} is not {b} within {error}");
}

#[test]
fn without_coercion_and_noise_gdp_follows_its_closed_form() {
    // GDP, growth at first and in the long run, and the half-life between, of A, B and C.
    let figures = [(2000.0, 0.005, 0.012, 10.0), (10_000.0, 0.07, 0.025, 12.0), (17_000.0, 0.022, 0.018, 20.0)];
    for steps_per_year in [1, 4, 16] {
        let scenario = still(&[&format!("time.steps_per_year={steps_per_year}")]);
        watch(&scenario, 1, 16, |snapshot, view| {
            let t = scenario.time.date(snapshot) - 2000.0;
            for (i, (gdp, now, later, half_life)) in figures.into_iter().enumerate() {
                let gap = (now - later) * half_life / std::f64::consts::LN_2 * (1.0 - libm::exp2(-t / half_life));
                let by_hand = gdp * libm::exp(later * t + gap);
                close(view.gdp(i).0[0], by_hand, EXP * (snapshot + 1) as f64, "GDP");
            }
        });
    }
}

/// What is left after `age` years of an episode of severity 1, and the error of the kernel.
type Kernel = (&'static str, fn(f64) -> f64, f64);

const KERNELS: [Kernel; 3] = [
    ("two_speed", |age| 0.55 * libm::exp2(-age / 8.0) + 0.45 * libm::exp2(-age / 100.0), 0.0),
    // Carried as a sum of exponentials, whose stated error this is.
    ("power_law", |age| libm::pow(age, -0.7), 0.08),
    ("floor", |age| 0.97 * libm::exp2(-age / 2.4) + 0.03, 0.0),
];

#[test]
fn grievance_is_the_ledger_through_its_kernel_at_the_start_and_ever_after() {
    for (name, kernel, error) in KERNELS {
        for steps_per_year in [2, 16] {
            let scenario =
                still(&[&format!("model.memory_kernel=\"{name}\""), &format!("time.steps_per_year={steps_per_year}")]);
            watch(&scenario, 1, 16, |snapshot, view| {
                let t = scenario.time.date(snapshot) - 2000.0;
                let held = view.get(Quantity::Grievance(1, 0)).0[0];
                close(held, 0.5 * kernel(70.0 + t), error + EXP * (snapshot + 2) as f64, name);
                assert!(view.get(Quantity::Grievance(2, 0)).0[0] < 1e-30, "C holds nothing against A");
            });
        }
    }
}

#[test]
fn a_settled_episode_is_discounted_and_no_other() {
    let held = |discount: &str| {
        let mut held = 0.0;
        watch(&still(&[discount]), 1, 16, |snapshot, view| {
            if snapshot == 0 {
                held = view.get(Quantity::Grievance(0, 2)).0[0];
            }
        });
        held
    };
    let kernel = |age: f64| 0.7 * libm::exp2(-age / 6.0) + 0.3 * libm::exp2(-age / 60.0);
    close(held("ledger.settled.discount=0.25"), 0.5 * 0.8 * 0.75 * kernel(15.0), 4.0 * EXP, "settled");
    close(held("ledger.settled.discount=0"), 0.5 * 0.8 * kernel(15.0), 4.0 * EXP, "not discounted");
}

#[test]
fn hostility_fades_by_its_half_life() {
    let scenario = still(&["relations.C.B.hostility_start=0.6", "memory.acute_half_life=1.7"]);
    watch(&scenario, 1, 16, |snapshot, view| {
        let t = scenario.time.date(snapshot) - 2000.0;
        let held = view.get(Quantity::Grievance(2, 1)).0[0];
        close(held, 0.6 * libm::exp2(-t / 1.7), EXP * (snapshot + 1) as f64, "hostility");
    });
}

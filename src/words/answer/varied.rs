//! What varying all parameters together found: sensitivities and calibrations.

use super::super::{calibrate as of_calibration, figure, percent, sensitivity as of_sensitivity};
use super::{agreed, interval, mean_of, part, value};
use crate::analysis::bootstrap::Estimate;
use crate::analysis::calibration::{Calibration, Reach};
use crate::analysis::morris::MorrisEffects;
use crate::analysis::pawn::PawnIndices;
use crate::analysis::sensitivity::study::{Found, Sensitivity, Varied};
use crate::analysis::sobol::SobolIndices;

pub(super) fn sensitivity(s: &Sensitivity) -> Vec<String> {
    match &s.found {
        Found::Sobol(found) => sobol(s, found),
        Found::Morris { effects, chance } => morris(s, effects, chance.as_deref()),
        Found::Pawn(found) => pawn(s, found),
        Found::Constant { value: x } => vec![
            format!("{} is {} in every run.", mean_of(&s.outcome), value(&s.outcome, *x)),
            format!("It moves with {}.", part(0, s.parameters.len(), "parameter")),
        ],
        Found::Nothing { why } => vec![format!("There are no indices to show. {why}")],
    }
}

/// What an outcome depends most on, up to its index, which is `what`: the parameter with the greatest one that can be told
/// from none. Without such a parameter it says that none can be told.
fn strongest(s: &Sensitivity, all: &[Estimate], told: &[bool], what: impl Fn(&str, String) -> String) -> String {
    let (whole, mean) = (mean_of(&s.outcome), value(&s.outcome, s.mean));
    let order = of_sensitivity::descending(&of_sensitivity::values(all));
    let found = order.iter().position(|at| told.get(*at) == Some(&true));
    match found.and_then(|place| Some((place, s.parameters.get(order[place])?, all[order[place]]))) {
        Some((place, parameter, index)) => {
            let most = if place == 0 { "depends most" } else { "depends, as far as can be told, most" };
            format!("{whole}, {mean} over all runs, {most} on {}.", what(name(parameter), said(index)))
        }
        None => {
            let any = match s.parameters.len() {
                1 => "the parameter".to_owned(),
                all => format!("any of {all} parameters"),
            };
            format!("{whole} is {mean} over all runs, and that {any} moves it cannot be told.")
        }
    }
}

fn name(parameter: &Varied) -> &str {
    if parameter.text.is_empty() { &parameter.name } else { &parameter.text }
}

fn said(e: Estimate) -> String {
    interval(e.value, e.low, e.high, of_sensitivity::fixed)
}

fn sobol(s: &Sensitivity, found: &SobolIndices) -> Vec<String> {
    let told: Vec<bool> = found.total.iter().map(|e| found.resolved && !e.includes_zero).collect();
    let first = strongest(s, &found.total, &told, |name, total| {
        format!(
            "“{name}”: its total index, the share of the variance over the parameters that would stay if all others were \
             known, is {total}"
        )
    });
    let count = told.iter().filter(|told| **told).count();
    let (of, have) = (part(count, s.parameters.len(), "parameter"), agreed(count, ["has", "have"]));
    let told = found.resolved.then(|| format!("{of} {have} a total index that can be told from 0"));
    let chance = found.chance_share.map(|share| {
        format!("of the variance of single runs {} is chance", interval(share.value, share.low, share.high, percent))
    });
    let second: Vec<String> = told.into_iter().chain(chance).collect();
    let second = (!second.is_empty()).then(|| format!("{}.", super::super::capital(&second.join("; "))));
    std::iter::once(first).chain(second).collect()
}

fn morris(s: &Sensitivity, found: &MorrisEffects, chance: Option<&[f64]>) -> Vec<String> {
    let stars: Vec<Estimate> = found.parameters.iter().map(|e| e.mu_star).collect();
    let told: Vec<bool> = match chance {
        Some(chance) => stars.iter().zip(chance).map(|(star, by)| star.low > *by).collect(),
        None => vec![true; stars.len()],
    };
    let first = strongest(s, &stars, &told, |name, star| {
        format!(
            "“{name}”, which moved over the whole of its distribution changes it by {star} in size on average (mu*)"
        )
    });
    let count = told.iter().filter(|told| **told).count();
    let second = match chance {
        Some(_) => {
            format!("An effect beyond what chance alone would make shows in {}.", part(count, stars.len(), "parameter"))
        }
        None => "How much of that is chance, 1 replicate of each point does not tell.".to_owned(),
    };
    vec![first, second]
}

fn pawn(s: &Sensitivity, found: &PawnIndices) -> Vec<String> {
    let medians: Vec<Estimate> = found.parameters.iter().map(|p| p.median).collect();
    let told: Vec<bool> = medians.iter().map(|e| e.value > found.dummy.median).collect();
    let count = told.iter().filter(|told| **told).count();
    let first = strongest(s, &medians, &told, |name, median| {
        format!(
            "“{name}”: where that is known the distribution of the outcome moves by {median} of the most it could (PAWN, \
             median over slices)"
        )
    });
    let second = format!(
        "{} {} above {}, below which a parameter that does nothing stays in 95% of such samples.",
        part(count, medians.len(), "parameter"),
        agreed(count, ["lies", "lie"]),
        of_sensitivity::fixed(found.dummy.median)
    );
    vec![first, second]
}

pub(super) fn calibrate(found: &Calibration) -> Vec<String> {
    let reached = found.observed.iter().filter(|one| one.reach == Reach::Reached).count();
    let reached = part(reached, found.observed.len(), "observed value");
    let first = match found.distance {
        [Some(before), Some(after)] => format!(
            "Calibrated, the model comes to {reached}, and the median distance of its runs from what was observed goes from \
             {before:.3} to {after:.3}."
        ),
        _ => format!("Calibrated, the model comes to {reached}."),
    };
    let mut learned: Vec<_> = found.parameters.iter().filter(|one| one.learned).collect();
    learned.sort_by(|a, b| b.difference.total_cmp(&a.difference));
    let of = part(learned.len(), found.parameters.len(), "parameter");
    let spread = |of: &crate::analysis::calibration::Spread| {
        let [low, _, median, _, high] = of.quantiles.map(figure);
        format!("{median} (90% from {low} to {high})")
    };
    let second = match learned.first() {
        Some(one) => format!(
            "Something was learned of {of}, most of “{}”: {} before, {} after.",
            name(&one.parameter),
            spread(&one.prior),
            spread(&one.posterior)
        ),
        None => format!("Something was learned of {of}: {}.", of_calibration::unmoved(found)),
    };
    vec![first, second]
}

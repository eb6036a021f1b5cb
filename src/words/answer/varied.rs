//! What varying all parameters together found: sensitivities and calibrations.

use super::super::{calibrate as of_calibration, figure, percent, sensitivity as of_sensitivity};
use super::{interval, mean_of, part, value};
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
            format!("None of the {} parameters moves it.", s.parameters.len()),
        ],
        Found::Nothing { why } => vec![format!("There are no indices to show. {why}")],
    }
}

/// The parameter with the greatest value.
fn strongest<'a>(s: &'a Sensitivity, all: &[Estimate]) -> Option<(&'a Varied, Estimate)> {
    let at = *of_sensitivity::descending(&of_sensitivity::values(all)).first()?;
    Some((s.parameters.get(at)?, all[at]))
}

fn name(parameter: &Varied) -> &str {
    if parameter.text.is_empty() { &parameter.name } else { &parameter.text }
}

fn said(e: Estimate) -> String {
    interval(e.value, e.low, e.high, of_sensitivity::fixed)
}

fn sobol(s: &Sensitivity, found: &SobolIndices) -> Vec<String> {
    let mean = value(&s.outcome, s.mean);
    let whole = mean_of(&s.outcome);
    let first = match strongest(s, &found.total).filter(|_| found.resolved) {
        Some((parameter, total)) => format!(
            "{whole}, {mean} over all runs, depends most on “{}”: its total index, the share of the variance over the parameters \
             that would stay if all others were known, is {}.",
            name(parameter),
            said(total)
        ),
        None => format!(
            "{whole} is {mean} over all runs, and that any of {} parameters moves it cannot be told.",
            s.parameters.len()
        ),
    };
    let told = found.total.iter().filter(|e| !e.includes_zero).count();
    let told = found
        .resolved
        .then(|| format!("{} have a total index that can be told from 0", part(told, s.parameters.len(), "parameter")));
    let chance = found.chance_share.map(|share| {
        format!("of the variance of single runs {} is chance", interval(share.value, share.low, share.high, percent))
    });
    let second: Vec<String> = told.into_iter().chain(chance).collect();
    let second = (!second.is_empty()).then(|| format!("{}.", super::super::capital(&second.join("; "))));
    std::iter::once(first).chain(second).collect()
}

fn morris(s: &Sensitivity, found: &MorrisEffects, chance: Option<&[f64]>) -> Vec<String> {
    let stars: Vec<Estimate> = found.parameters.iter().map(|e| e.mu_star).collect();
    let Some((parameter, star)) = strongest(s, &stars) else { return Vec::new() };
    let first = format!(
        "{}, {} over all runs, depends most on “{}”, which moved over the whole of its distribution changes it by {} in size \
         on average (mu*).",
        mean_of(&s.outcome),
        value(&s.outcome, s.mean),
        name(parameter),
        said(star)
    );
    let all = stars.len();
    let second = match chance {
        Some(chance) => {
            let clear = stars.iter().zip(chance).filter(|(star, by)| star.low > **by).count();
            format!("An effect beyond what chance alone would make shows in {}.", part(clear, all, "parameter"))
        }
        None => format!("How much of that is chance one replicate of {all} parameters does not tell."),
    };
    vec![first, second]
}

fn pawn(s: &Sensitivity, found: &PawnIndices) -> Vec<String> {
    let medians: Vec<Estimate> = found.parameters.iter().map(|p| p.median).collect();
    let Some((parameter, median)) = strongest(s, &medians) else { return Vec::new() };
    let clear = medians.iter().filter(|e| e.value > found.dummy.median).count();
    vec![
        format!(
            "{}, {} over all runs, depends most on “{}”: where that is known the distribution of the outcome moves by {} of the \
             most it could (PAWN, median over slices).",
            mean_of(&s.outcome),
            value(&s.outcome, s.mean),
            name(parameter),
            said(median)
        ),
        format!(
            "{} lie above {}, below which a parameter that does nothing stays in 95% of such samples.",
            part(clear, medians.len(), "parameter"),
            of_sensitivity::fixed(found.dummy.median)
        ),
    ]
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

//! The page of an estimate, as Markdown.

use crate::estimate::kernel::Fitted;
use crate::estimate::posterior::Soundness;
use crate::estimate::prior::Prior;
use crate::estimate::scores::{Bin, Figure};
use crate::estimate::study::{Estimate, Fit, Part, Sampled};
use std::fmt::Write as _;

/// The page.
#[must_use]
pub fn page(estimate: &Estimate) -> String {
    let (pairs, spells, years) = estimate.size;
    let (any, defence) = estimate.onsets;
    let mut page = format!(
        "{} states, {pairs} pairs in {spells} spells, {years} years of pairs. Onsets, a treaty of many counted once: {any:.1} \
         of any obligation, {defence:.1} of defence.\n",
        estimate.states.len()
    );
    if let Some(fit) = estimate.fits.first() {
        page += &weights(fit, estimate.posterior.as_ref());
    }
    if estimate.fits.len() > 1 {
        page += &theories(&estimate.fits);
    }
    for part in estimate.eras.iter().chain(&estimate.powers) {
        page += &scores(part);
    }
    for part in estimate.eras.last().into_iter().chain(&estimate.powers) {
        page += &calibration(part);
    }
    if !estimate.stacking.is_empty() {
        page += "\nMixture of theories that forecasts best what was left out (stacking): ";
        let shares = estimate.stacking.iter().map(|(name, share)| format!("{name} {share:.2}"));
        page += &(shares.collect::<Vec<_>>().join(", ") + ".\n");
    }
    if !estimate.kernels.is_empty() {
        page += &kernels(&estimate.kernels);
    }
    page
}

fn kernels(kernels: &[Fitted]) -> String {
    let mut text = "\nMemory, from the recurrence of disputes: the yearly chance of a new one is a base plus a rise that fades as \
                    the kernel does.\n\n| kernel | base | rise | parameters | AIC |\n|---|---|---|---|---|\n"
        .to_owned();
    for Fitted { kernel, hazard: (base, rise), parameters, aic, .. } in kernels {
        let parameters: Vec<String> = parameters.iter().map(|(name, x)| format!("{name} {}", short(*x))).collect();
        let _ = writeln!(text, "| {kernel} | {base:.4} | {rise:.3} | {} | {aic:.1} |", parameters.join(", "));
    }
    text
}

fn weights(fit: &Fit, posterior: Option<&Sampled>) -> String {
    let mut text = format!(
        "\nWeights times precision under {} (mode and standard error; a term without information keeps its prior):\n\n\
         | weight | prior | mode | posterior mean | above 0 |\n|---|---|---|---|---|\n",
        fit.theory
    );
    for weight in &fit.weights {
        let sampled = posterior.and_then(|posterior| {
            let at = posterior.names.iter().position(|name| *name == weight.name)?;
            let sd = posterior.covariance[at][at].sqrt();
            let (mean, share) = (posterior.mean[at], 100.0 * posterior.positive[at]);
            Some(format!("{} ± {} | {share:.0}%", short(mean), short(sd)))
        });
        let _ = writeln!(
            text,
            "| {} | {} | {}{} | {} |",
            weight.name,
            prior(&weight.prior),
            short(weight.mode),
            weight.error.map_or_else(String::new, |error| format!(" ± {}", short(error))),
            sampled.unwrap_or_else(|| "- | -".to_owned())
        );
    }
    text += "\nTreaties, a year:\n\n| hazard | probability |\n|---|---|\n";
    for hazard in &fit.hazards {
        let _ = writeln!(text, "| {} | {:.4} |", hazard.name, hazard.probability);
    }
    if let Some(Sampled { chains: (chains, draws), adaptation, soundness, agreement, .. }) = posterior {
        let last = agreement.iter().max_by(|a, b| a.r_hat.abs().total_cmp(&b.r_hat.abs()));
        let of = last.map_or_else(String::new, |entry| format!(" (of {})", entry.name));
        let _ = writeln!(
            text,
            "\nPosterior: {chains} chains of {draws} draws after {} of adaptation, {}{of}.",
            adaptation.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
            relied_on(soundness)
        );
    }
    text
}

/// How far a posterior can be relied on.
fn relied_on(Soundness { r_hat, effective, divergences }: &Soundness) -> String {
    format!("{divergences} divergences, smallest effective number of draws {effective:.0}, largest R-hat {r_hat:.3}")
}

fn prior(prior: &Prior) -> String {
    match prior {
        Prior::Absent => "-".to_owned(),
        Prior::Normal { sd } => format!("0 ± {}", short(*sd)),
        Prior::Lognormal { median, spread } => format!("{} ×/÷ {}", short(*median), short(crate::lanes::exp(*spread))),
    }
}

fn theories(fits: &[Fit]) -> String {
    let mut text = "\nWeights by theory, at the mode:\n\n| weight |".to_owned();
    text += &fits.iter().map(|fit| format!(" {} |", fit.theory)).collect::<String>();
    text += &format!("\n|---|{}\n", "---|".repeat(fits.len()));
    for weight in fits.first().map_or(&[][..], |fit| &fit.weights) {
        let of = |fit: &Fit| {
            fit.weights
                .iter()
                .find(|other| other.name == weight.name)
                .map_or_else(|| " - |".to_owned(), |weight| format!(" {} |", short(weight.mode)))
        };
        let _ = writeln!(text, "| {} |{}", weight.name, fits.iter().map(of).collect::<String>());
    }
    text
}

fn scores(part: &Part) -> String {
    let first = part.rows.first().map(|row| &row.scores);
    let (rate, number) = first.map_or((0.0, 0.0), |scores| (scores.onset_rate, scores.onset_number));
    let mut text = format!(
        "\nLeft out: {} ({} years of pairs, {number:.1} onsets, base rate {rate:.4}). Log and Brier score: less is better; onsets \
         (average precision): more is.\n\n| forecast | log score | worse than the Markov chain by | Brier | onsets |\n\
         |---|---|---|---|---|\n",
        part.name, part.years
    );
    for row in &part.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            row.name,
            figure(&row.scores.log),
            figure(&row.worse_than_markov),
            figure(&row.scores.brier),
            figure(&row.scores.onsets)
        );
    }
    if let Some(soundness) = &part.soundness {
        let _ = writeln!(text, "\nThe posterior here: {}.", relied_on(soundness));
    }
    text
}

/// How likely an obligation was held, and how often one was in force, bin by bin.
fn calibration(part: &Part) -> String {
    let mut text = format!(
        "\nCalibration, left out: {}. An obligation is in force: how likely it was held, and in what share of these years \
         it was, a treaty of many counted once.\n\n| forecast | held between | on average | it was | weight |\n|---|---|---|---|---|\n",
        part.name
    );
    for row in &part.rows {
        for Bin { range: (low, high), forecast, observed, weight } in &row.scores.calibration {
            let observed = figure(observed);
            let _ = writeln!(text, "| {} | {low} to {high} | {forecast:.4} | {observed} | {weight:.1} |", row.name);
        }
    }
    text
}

fn figure(Figure { value, interval: (low, high) }: &Figure) -> String {
    if low.is_nan() { format!("{value:.4}") } else { format!("{value:.4} ({low:.4} to {high:.4})") }
}

/// Three digits that say something.
fn short(x: f64) -> String {
    match x.abs() {
        size if size >= 100.0 => format!("{x:.0}"),
        size if size >= 10.0 => format!("{x:.1}"),
        _ => format!("{x:.2}"),
    }
}

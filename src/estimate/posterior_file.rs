//! The posterior as a file that scenarios name.

use super::study::{Estimate, Sampled};
use super::worlds::Without;
use std::fmt::Write as _;

/// Where it came from, in the words of its provenance.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// Name of the posterior.
    pub name: String,
    /// Years of treaties.
    pub years: (i64, i64),
    /// What was left out.
    pub without: Option<Without>,
    /// SHA-256 of the files that were read, by name.
    pub inputs: Vec<(String, String)>,
    /// Seed.
    pub seed: u64,
}

/// The text of the file; none without a posterior.
#[must_use]
pub fn text(estimate: &Estimate, provenance: &Provenance) -> Option<String> {
    let Sampled { names, mean, covariance, chains: (chains, draws), adaptation, soundness, .. } =
        estimate.posterior.as_ref()?;
    let theory = estimate.fits.first()?.theory;
    let (first, last) = provenance.years;
    let list = |numbers: &[f64]| numbers.iter().map(|x| format!("{x:e}")).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "# Weights of the decision, estimated on history; docs/evidence.md says how, and what they are worth.\n\
         format = 1\nname = \"{}\"\ntitle = \"Treaties of {} states, {first} to {last}, by ATOP\"\ntheory = \"{theory}\"\n\
         precision = 1.0\nweights = [{}]\nmean = [{}]\ncovariance = [\n",
        provenance.name,
        estimate.states.len(),
        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "),
        list(mean),
    );
    for row in covariance {
        let _ = writeln!(text, "    [{}],", list(row));
    }
    let _ = write!(
        text,
        "]\n\n[provenance]\nprogram = \"realpolitik {}\"\nspecification = \"hidden Markov likelihood of both sides' levels, \
         quarterly choice, ATOP classes with hazards of their own, random effects of actors and pairs\"\nstates = \"{}\"\n\
         years = [{first}, {last}]\nsampler = \"NUTS, {chains} chains of {draws} draws after {} of adaptation, seed {}\"\ndivergences = {}\n\
         r_hat = {:.4}\neffective_draws = {:.0}\n",
        env!("CARGO_PKG_VERSION"),
        estimate.states.join(" "),
        adaptation.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
        provenance.seed,
        soundness.divergences,
        soundness.r_hat,
        soundness.effective,
    );
    if let Some(Without { states, years }) = &provenance.without {
        let _ = writeln!(text, "without = \"{}, {} to {}\"", states.join(" "), years.start(), years.end());
    }
    text += "\n[provenance.inputs]   # SHA-256\n";
    for (name, digest) in &provenance.inputs {
        let _ = writeln!(text, "\"{name}\" = \"{digest}\"");
    }
    Some(text)
}

//! Findings in plain words: a page on the terminal, one file a kind of findings.

mod sensitivity;
mod sweep;

use crate::analysis::{Findings, Study};

/// The page of a study.
#[must_use]
pub fn page(study: &Study) -> String {
    let about = &study.about;
    let (from, to) = about.period;
    let head = format!("{}\n{} runs, seed {}, {from} to {to}\n", about.title, about.runs, about.seed);
    head + &match &study.findings {
        Findings::Sensitivity(found) => sensitivity::page(found),
        Findings::Sweep(sweep) => sweep::page(sweep),
    }
}

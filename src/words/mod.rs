//! Findings in plain words: a page on the terminal, one file a kind of findings.

mod sensitivity;
mod sweep;

use crate::analysis::{Findings, Study};

/// The page of a study.
#[must_use]
pub fn page(study: &Study) -> String {
    let about = &study.about;
    let (from, to) = about.period;
    let runs = || format!("{} runs, seed {}, {from} to {to}\n", about.runs, about.seed);
    let head = format!("{}\n", about.title);
    head + &match &study.findings {
        Findings::Sensitivity(found) if found.source.is_some() => {
            format!("{} rows\n", about.runs) + &sensitivity::page(found)
        }
        Findings::Sensitivity(found) => runs() + &sensitivity::page(found),
        Findings::Sweep(sweep) => runs() + &sweep::page(sweep),
    }
}

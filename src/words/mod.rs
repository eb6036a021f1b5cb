//! Findings in plain words: a page on the terminal, one file a kind of findings.

mod audit;
mod sweep;
mod tip;

use crate::analysis::{Findings, Stopped, Study};

/// The page of a study.
#[must_use]
pub fn page(study: &Study) -> String {
    let about = &study.about;
    let (from, to) = about.period;
    let head = format!("{}\n{} runs, seed {}, {from} to {to}\n", about.title, about.runs, about.seed);
    head + &match &study.findings {
        Findings::Audit(audit) => audit::page(audit),
        Findings::Sweep(sweep) => sweep::page(sweep),
        Findings::Tip(tip) => tip::page(tip),
    }
}

/// How an experiment ended that was to run until an interval is narrow.
#[must_use]
pub fn stopped(stopped: &Stopped, runs: u64) -> String {
    let Stopped { until, met, intervals } = stopped;
    let widest = intervals.iter().max_by(|a, b| (a.high - a.low).total_cmp(&(b.high - b.low)));
    let widest = widest.map_or(String::new(), |i| format!("{:.4} [{:.4}, {:.4}]", i.mean, i.low, i.high));
    let which =
        if intervals.len() > 1 { format!("the widest of {} intervals", intervals.len()) } else { "it".to_owned() };
    let end = if *met { "Stopped" } else { "Not narrow enough when the runs were used up" };
    format!(
        "{end}: {} +-{} asked for; after {runs} runs {which} is {widest}, which holds although one looked after every block.\n",
        until.outcome, until.half_width
    )
}

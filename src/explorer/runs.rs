//! A setting that is run, a few runs at a time.

use crate::analysis::{Report, Summariser};
use crate::chronicle::{self, Scope};
use crate::design::Spec;
use crate::engine::{Rows, SeriesCounts, Worker, add_counts};
use crate::output::digest;
use crate::plot::{self, Breadth, Theme};
use crate::scenario::Scenario;
use serde_json::{Value as Json, json};

/// The pictures of the page.
const CHARTS: [&str; 2] = ["levels", "alliance"];

/// What has been run of a setting. Its rows are one block, so that their digest is that of the program's own run.
pub(super) struct Runs {
    scenario: Scenario,
    design: Spec,
    seed: u64,
    runs: u64,
    worker: Worker<'static>,
    rows: Rows,
    counts: Vec<SeriesCounts>,
}

impl Runs {
    /// Nothing yet, under a design without parameters of its own.
    pub(super) fn new(scenario: Scenario, design: Spec, seed: u64) -> Result<Self, String> {
        let built = design.build(&scenario, &[]).map_err(|error| error.to_string())?;
        let runs = built.len();
        let worker = Worker::owning(&scenario, built, seed);
        Ok(Self { scenario, design, seed, runs, worker, rows: Rows::default(), counts: Vec::new() })
    }

    pub(super) fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Runs so many more, as far as there are any, and gives how many are done then.
    pub(super) fn go(&mut self, more: u64) -> Json {
        let done = self.rows.len() as u64;
        let until = done.saturating_add(more).min(self.runs);
        if until > done {
            let (rows, counts) = self.worker.run(done..until);
            self.rows.append(rows);
            add_counts(&mut self.counts, counts);
        }
        json!({ "done": self.rows.len(), "of": self.runs })
    }

    /// The chronicle of a run, whether it has been run already or not.
    pub(super) fn story(&self, run: u64) -> Result<Json, String> {
        let design = self.design.build(&self.scenario, &[]).map_err(|error| error.to_string())?;
        let told = chronicle::tell(&self.scenario, design.as_ref(), self.seed, run, &Scope::of(&self.scenario));
        told.map(|told| super::story::story(&told)).map_err(|error| error.to_string())
    }

    /// What is known: how many runs are done, the summary and the pictures. A digest only where all are.
    pub(super) fn report(&self, look: (Theme, Breadth)) -> Result<Json, String> {
        let done = self.rows.len() as u64;
        let whole = done == self.runs;
        let digest = if whole { digest::rows(&self.scenario, &[digest::block(&self.rows)]) } else { String::new() };
        let mut summariser = Summariser::new(&self.scenario);
        summariser.add(&self.rows);
        let (summary, series) = summariser.summary(self.seed, &digest, &self.counts);
        let report = Report::Run { summary, series };
        let pictures = plot::vectors(&report, look, &CHARTS).map_err(|error| error.to_string())?;
        let Report::Run { mut summary, .. } = report else { return Err("no summary".to_owned()) };
        // Of many pairs that would be much, and the pictures have it.
        summary.formation.retain(|formation| formation.focus);
        Ok(json!({ "done": done, "of": self.runs, "summary": summary, "pictures": pictures }))
    }
}

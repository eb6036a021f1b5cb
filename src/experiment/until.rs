//! Runs until an interval is narrow enough. Looking again and again would spoil an interval of fixed size, so these are
//! confidence sequences, which hold however often one looks ([`crate::analysis::anytime`]). Looks come after complete
//! blocks in index order, so that where an experiment stops depends on its outcomes alone.

use super::{Plan, Study};
use crate::analysis::anytime::{AnytimeError, Interval, Sequence};
use crate::analysis::{About, Report, Stopped, Until};
use crate::engine::{Rows, SeriesCounts};
use std::ops::ControlFlow;

/// Numbers are counted in so many steps between their bounds; the interval is widened by half a step.
const STEPS: f64 = 1024.0;

/// Passes blocks on to a study, and stops when every point's interval is narrow enough.
pub(super) struct Watch<'a> {
    study: &'a mut dyn Study,
    until: Until,
    column: usize,
    bounds: (f64, f64),
    step: f64,
    sequences: Vec<Sequence>,
    intervals: Vec<Interval>,
}

impl<'a> Watch<'a> {
    /// Watches the outcome of a plan, at every point of its design.
    ///
    /// # Errors
    /// An outcome that the plan does not record, or one without bounds.
    pub(super) fn new(plan: &Plan, until: &Until, study: &'a mut dyn Study) -> Result<Self, String> {
        let column = super::plan::outcome(&plan.scenario, &until.outcome).map_err(|refused| refused.to_string())?;
        let outcome = &plan.scenario.outcomes[column];
        let Some(bounds) = outcome.bounds() else {
            return Err(format!(
                "`{}` has no bounds, which an interval that allows stopping needs: choose a probability, a share, a level or a commitment",
                until.outcome
            ));
        };
        let sequence = Sequence::new(bounds.0, bounds.1).map_err(|error: AnytimeError| error.to_string())?;
        let step = if outcome.is_whole() { 0.0 } else { (bounds.1 - bounds.0) / STEPS };
        let sequences = vec![sequence; plan.design.points() as usize];
        Ok(Self { study, until: until.clone(), column, bounds, step, sequences, intervals: Vec::new() })
    }

    /// How it ended.
    pub(super) fn stopped(&self) -> Stopped {
        Stopped { until: self.until.clone(), met: self.met(), intervals: self.intervals.clone() }
    }

    fn met(&self) -> bool {
        !self.intervals.is_empty() && self.intervals.iter().all(|i| i.high - i.low <= 2.0 * self.until.half_width)
    }

    fn take(&mut self, rows: &Rows) {
        let (low, high) = self.bounds;
        let column = &rows.outcomes[self.column];
        for (row, point) in rows.point.iter().enumerate() {
            let Some(x) = column.get(row) else { continue };
            let x = if self.step > 0.0 { low + ((x - low) / self.step).round() * self.step } else { x };
            let _ = self.sequences[*point as usize].push(x.clamp(low, high)); // Clamped, it lies within the bounds.
        }
        let half = self.step / 2.0;
        let widened = |s: &Sequence| {
            let i = s.interval();
            Interval { low: (i.low - half).max(low), high: (i.high + half).min(high), ..i }
        };
        self.intervals = self.sequences.iter().map(widened).collect();
    }
}

impl Study for Watch<'_> {
    fn block(&mut self, rows: &Rows) -> ControlFlow<()> {
        self.take(rows);
        self.study.block(rows)?;
        if self.met() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn finish(&mut self, about: About, counts: &[SeriesCounts]) -> Report {
        self.study.finish(about, counts)
    }
}

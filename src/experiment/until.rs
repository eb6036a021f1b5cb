//! Runs until an interval is narrow enough. Looking again and again would spoil an interval of fixed size, so these are
//! confidence sequences, which hold however often one looks ([`crate::analysis::anytime`]). Looks come after complete
//! blocks in index order, on a schedule, so that where an experiment stops depends on its outcomes alone.

use super::{Plan, Study, Watched};
use crate::analysis::anytime::{AnytimeError, Interval, Sequence};
use crate::analysis::{About, Report, Stopped, Until};
use crate::engine::{Rows, SeriesCounts};
use std::ops::ControlFlow;

/// Numbers are counted in so many steps between their bounds; the interval is widened by half a step.
const STEPS: f64 = 1024.0;

/// A look comes after each of the first fifty blocks, then whenever there are this much more.
const GROWTH: f64 = 1.02;

/// Passes blocks on to a study, and stops when every interval is narrow enough.
pub(super) struct Watch<'a> {
    study: &'a mut dyn Study,
    until: Until,
    watched: Watched,
    column: usize,
    /// Of what is watched.
    bounds: (f64, f64),
    step: f64,
    /// The outcomes of the present replicate by point; no number where one is null.
    replicate: Vec<f64>,
    sequences: Vec<Sequence>,
    blocks: u64,
    next_look: u64,
    met: bool,
}

impl<'a> Watch<'a> {
    /// Watches an outcome of a plan.
    ///
    /// # Errors
    /// An outcome that the plan does not record, or one without bounds.
    pub(super) fn new(plan: &Plan, until: &Until, watched: &Watched, study: &'a mut dyn Study) -> Result<Self, String> {
        let column = super::plan::outcome(&plan.scenario, &until.outcome)
            .map_err(|refused| refused.to_string().trim_start_matches("error: ").to_owned())?;
        let outcome = &plan.scenario.outcomes[column];
        let Some((low, high)) = outcome.bounds() else {
            return Err(format!(
                "`{}` has no bounds, which an interval that allows stopping needs: choose a probability, a share, a level or a commitment",
                until.outcome
            ));
        };
        let points = plan.design.points() as usize;
        let (bounds, watches) = match watched {
            Watched::Points => ((low, high), points),
            Watched::Differences(pairs) => ((low - high, high - low), pairs.len()),
        };
        let sequence = Sequence::new(bounds.0, bounds.1).map_err(|error: AnytimeError| error.to_string())?;
        Ok(Self {
            study,
            until: until.clone(),
            watched: watched.clone(),
            column,
            bounds,
            step: if outcome.is_whole() { 0.0 } else { (bounds.1 - bounds.0) / STEPS },
            replicate: vec![f64::NAN; points],
            sequences: vec![sequence; watches],
            blocks: 0,
            next_look: 1,
            met: false,
        })
    }

    /// How it ended.
    pub(super) fn stopped(&self) -> Stopped {
        let intervals = self.intervals();
        Stopped { until: self.until.clone(), met: self.met || self.narrow(&intervals), intervals }
    }

    fn narrow(&self, intervals: &[Interval]) -> bool {
        !intervals.is_empty() && intervals.iter().all(|i| i.high - i.low <= 2.0 * self.until.half_width)
    }

    fn intervals(&self) -> Vec<Interval> {
        let ((low, high), half) = (self.bounds, self.step / 2.0);
        let widened = |s: &Sequence| {
            let i = s.interval();
            Interval { low: (i.low - half).max(low), high: (i.high + half).min(high), ..i }
        };
        self.sequences.iter().map(widened).collect()
    }

    fn take(&mut self, rows: &Rows) {
        let column = &rows.outcomes[self.column];
        for (row, point) in rows.point.iter().enumerate() {
            let (point, x) = (*point as usize, column.get(row).unwrap_or(f64::NAN));
            match &self.watched {
                Watched::Points => push(&mut self.sequences[point], x, self.step, self.bounds),
                Watched::Differences(pairs) => {
                    self.replicate[point] = x;
                    if point + 1 == self.replicate.len() {
                        for (sequence, [first, second]) in self.sequences.iter_mut().zip(pairs) {
                            let x = self.replicate[*first] - self.replicate[*second];
                            push(sequence, x, self.step, self.bounds);
                        }
                    }
                }
            }
        }
    }
}

/// Takes a number to the nearest step; no number is left out.
fn push(sequence: &mut Sequence, x: f64, step: f64, (low, high): (f64, f64)) {
    if !x.is_nan() {
        let x = if step > 0.0 { low + ((x - low) / step).round() * step } else { x };
        let _ = sequence.push(x.clamp(low, high)); // Clamped, it lies within the bounds.
    }
}

impl Study for Watch<'_> {
    fn block(&mut self, rows: &Rows) -> ControlFlow<()> {
        self.take(rows);
        self.study.block(rows)?;
        self.blocks += 1;
        if self.blocks == self.next_look {
            self.next_look = (self.blocks + 1).max((self.blocks as f64 * GROWTH) as u64);
            self.met = self.narrow(&self.intervals());
        }
        if self.met { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn finish(&mut self, about: About, counts: &[SeriesCounts]) -> Report {
        self.study.finish(about, counts)
    }
}

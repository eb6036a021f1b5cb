//! Which points of a move to evaluate next.

use super::{Curve, Point, Side, TippingError, check};

/// How many points to evaluate, in which stages: a coarse scan of the whole range first, then finer points in the
/// bracket of the confidence set. Numbers are fixed beforehand, so that the points depend on the counts alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Points of the first stage, evenly spaced, both ends of the range among them; 2 to 10 000.
    pub coarse: usize,
    /// Points of each later stage; 1 to 10 000.
    pub fine: usize,
    /// Number of stages; 1 to 100.
    pub stages: usize,
}

impl Plan {
    /// The x of the points to evaluate next, in the order of the move; none when the plan is done.
    ///
    /// `points` are all points so far, in the order of the move (see [`merge`]). The stage follows from their number.
    /// After the first, the new points split the gaps between neighbouring points of the bracket, which goes from the
    /// last point that is surely on the base's side to the first that is surely on the other, or else to the end.
    /// Every gap is split alike; what does not divide goes to the gaps nearest the base. Without a bracket, or without
    /// numbers left between its points, there is nothing to refine.
    ///
    /// # Errors
    /// A plan with too few points, a range without extent, and those of [`super::find`].
    pub fn next(&self, base: f64, end: f64, points: &[Point], level: f64) -> Result<Vec<f64>, TippingError> {
        let Self { coarse, fine, stages } = *self;
        if !(2..=10_000).contains(&coarse) || !(1..=10_000).contains(&fine) || !(1..=100).contains(&stages) {
            return Err(TippingError::Plan { coarse, fine, stages });
        }
        if !(end - base).is_finite() || base == end {
            return Err(TippingError::Range { base, end });
        }
        if points.is_empty() {
            return Ok(between(base, end, coarse));
        }
        check(points, level)?;
        if points.len() >= coarse.saturating_add(fine.saturating_mul(stages - 1)) {
            return Ok(Vec::new());
        }
        Ok(bracket(points, level).map_or_else(Vec::new, |(from, to)| refine(&points[from..=to], fine)))
    }
}

/// `count` evenly spaced numbers with both ends.
fn between(from: f64, to: f64, count: usize) -> Vec<f64> {
    let last = count - 1;
    (0..count).map(|at| if at == last { to } else { from + (to - from) * (at as f64 / last as f64) }).collect()
}

/// The points around the confidence set: first and last.
fn bracket(points: &[Point], level: f64) -> Option<(usize, usize)> {
    let sides = Curve::of(points, level).sides;
    let base = sides[0];
    let reached = sides.iter().position(|&side| side != base)?;
    let beyond = sides.iter().position(|&side| side != base && side != Side::Within);
    (base != Side::Within).then(|| (reached - 1, beyond.unwrap_or(points.len() - 1)))
}

/// `count` numbers inside the gaps between neighbouring points.
fn refine(points: &[Point], count: usize) -> Vec<f64> {
    let gaps = points.len() - 1;
    let mut out = Vec::with_capacity(count);
    for (at, pair) in points.windows(2).enumerate() {
        let here = count / gaps + usize::from(at < count % gaps);
        let inside = |x: &f64| *x != pair[0].x && *x != pair[1].x;
        out.extend(between(pair[0].x, pair[1].x, here + 2).into_iter().filter(inside));
    }
    out.dedup();
    out
}

/// Adds evaluated points to those of earlier stages, in the order of the move. Counts at an x that is there already are
/// added to it. Points whose x is not finite go last, where [`super::find`] refuses them.
pub fn merge(points: &mut Vec<Point>, more: &[Point]) {
    let all = || points.iter().chain(more);
    let falls = all().nth(1).zip(all().next()).is_some_and(|(second, first)| second.x < first.x);
    let mut sorted: Vec<Point> = all().copied().collect();
    sorted.sort_by(|a, b| if falls { b.x.total_cmp(&a.x) } else { a.x.total_cmp(&b.x) });
    points.clear();
    for point in sorted {
        match points.last_mut() {
            Some(last) if last.x == point.x => {
                last.successes = last.successes.saturating_add(point.successes);
                last.trials = last.trials.saturating_add(point.trials);
            }
            _ => points.push(point),
        }
    }
}

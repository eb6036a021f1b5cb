//! A sweep in words.

use super::{figure, gained, plain, signed, with_interval};
use crate::analysis::sweep::{Moved, Surface, Sweep};
use std::fmt::Write;

/// The page.
pub(super) fn page(sweep: &Sweep) -> String {
    sweep.surfaces.iter().map(|surface| of_surface(sweep, surface)).collect()
}

fn of_surface(sweep: &Sweep, surface: &Surface) -> String {
    let names: Vec<&str> = sweep.axes.iter().map(|axis| axis.name.as_str()).collect();
    let verb = if names.len() > 1 { "move" } else { "moves" };
    let mut out = format!(
        "\n{} as {} {verb} (with 95% intervals)\n  {:>16}  {:<24}  {:<24} {:>6}\n",
        surface.outcome.text,
        names.join(" and "),
        "",
        "outcome",
        "minus the first",
        "gain"
    );
    for (point, (e, difference)) in surface.points.iter().zip(&surface.differences).enumerate() {
        let outcome = with_interval(figure(e.value), [e.low, e.high], figure);
        let (minus, gain) = match difference.filter(|_| point > 0) {
            Some(d) => (
                with_interval(signed(d.value), [d.low, d.high], signed),
                d.variance_ratio.map_or_else(|| "-".to_owned(), gained),
            ),
            None => (String::new(), String::new()),
        };
        let place = at(sweep, point).map(|(_, x)| x).collect::<Vec<_>>().join(", ");
        let line = format!("  {place:>16}  {outcome:<24}  {minus:<24} {gain:>6}");
        let _ = writeln!(out, "{}", line.trim_end()); // A string takes all.
    }
    if out.contains("[—]") {
        out += super::NO_INTERVAL;
    }
    out + "gain: how many times as many runs the difference would need without shared replicates.\n"
}

/// The axes with their values at a point; the last varies fastest.
pub(super) fn at(sweep: &Sweep, point: usize) -> impl Iterator<Item = (&Moved, String)> {
    let last = sweep.axes.last().map_or(1, |axis| axis.values.len()).max(1);
    let places = if sweep.axes.len() == 1 { [point, 0] } else { [point / last, point % last] };
    sweep.axes.iter().zip(places).filter_map(|(axis, at)| Some((axis, plain(*axis.values.get(at)?))))
}

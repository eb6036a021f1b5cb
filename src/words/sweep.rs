//! A sweep in words.

use crate::analysis::sweep::{Surface, Sweep};
use std::fmt::Write;

/// The page.
pub(super) fn page(sweep: &Sweep) -> String {
    sweep.surfaces.iter().map(|surface| of_surface(sweep, surface)).collect()
}

fn of_surface(sweep: &Sweep, surface: &Surface) -> String {
    let names: Vec<&str> = sweep.axes.iter().map(|axis| axis.name.as_str()).collect();
    let mut out = format!("\n{} as {} moves (with 95% intervals)\n", surface.outcome.text, names.join(" and "));
    let last = sweep.axes.last().map_or(1, |axis| axis.values.len()).max(1);
    for (point, e) in surface.points.iter().enumerate() {
        let (row, column) = (point / last, point % last);
        let at: Vec<String> = match &sweep.axes[..] {
            [one] => vec![one.values[column].to_string()],
            [first, second, ..] => vec![first.values[row].to_string(), second.values[column].to_string()],
            [] => Vec::new(),
        };
        let _ = writeln!(out, "  {:>12}  {:.3} [{:.3}, {:.3}]", at.join(", "), e.value, e.low, e.high); // A string takes all.
    }
    out
}

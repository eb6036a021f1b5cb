//! Scenario discovery in words: boxes as rules, and the trade-off that they were chosen from.

use super::{counted, percent};
use crate::analysis::discover::{Discover, Found};
use crate::analysis::prim::{Name, Region, Spread, Stability};
use std::fmt::Write;

/// About so many boxes of the trajectory are listed.
const LISTED: usize = 12;

/// Inputs outside the box are named from this share of half-samples on.
const OFTEN: f64 = 0.25;

/// So many of them at most.
const OTHERS: usize = 6;

/// The head.
pub(super) fn head(d: &Discover) -> String {
    let mut out = format!("Scenario discovery (PRIM) in {}: {}{}\n", d.source, d.outcome.text, d.event.words());
    let inputs = d.inputs.len() as u64;
    let share = percent(d.base_rate());
    let _ = writeln!(out, "{} of {} rows are cases (base rate {share}); {}", d.cases, d.rows, counted(inputs, "input"));
    if d.no_outcome + d.no_input > 0 {
        let _ = writeln!(out, "Left out: {} rows without the outcome, {} without an input", d.no_outcome, d.no_input);
    }
    if !d.outcomes.is_empty() {
        let _ = writeln!(
            out,
            "Warning: inputs that are outcomes of the same runs come about with it and explain nothing: {}",
            d.outcomes.join(", ")
        );
    }
    if !d.aside.is_empty() {
        let _ = writeln!(out, "Columns left aside, since they hold no numbers: {}", d.aside.join(", "));
    }
    out
}

/// The page.
pub(super) fn page(d: &Discover) -> String {
    let names: Vec<Name> = d.inputs.iter().map(|input| input.name.clone()).collect();
    let mut out = String::new();
    for (at, found) in d.boxes.iter().enumerate() {
        out += &of_box(d, found, at, &names);
    }
    if let [_, _, ..] = d.boxes[..] {
        let (coverage, density) = d.together();
        let (coverage, density) = (percent(coverage), percent(density));
        let _ = writeln!(out, "\nAll boxes together: {coverage} of all cases, at a density of {density}");
    }
    if let Some(first) = d.boxes.first() {
        out += &trade_off(first);
    }
    out
}

fn of_box(d: &Discover, of: &Found, at: usize, names: &[Name]) -> String {
    let found = &of.discovery.found;
    if found.region.restrictions.is_empty() {
        return "\nNo box: none was found or chosen that is denser than all rows\n".to_owned();
    }
    let mut out = format!("\nBox {}: {}\n", at + 1, of.rule);
    let (coverage, density, mass) = (percent(found.coverage), percent(found.density), percent(found.mass));
    let base = percent(d.base_rate());
    let _ = writeln!(
        out,
        "  {coverage} of all cases (coverage), at a density of {density}; base rate {base}; {mass} of all rows"
    );
    let heads = ["bound", "density without", "quasi-p", "in half-samples"];
    let _ = writeln!(out, "  {:<44} {:>15}  {:>8}  {:>15}", heads[0], heads[1], heads[2], heads[3]);
    for bound in &of.discovery.significance {
        let region = Region { restrictions: vec![bound.restriction] };
        let text = region.rule(names).unwrap_or_default(); // Every dimension has a name: the box was put in words before.
        let p = if bound.quasi_p < 0.001 { "<0.001".to_owned() } else { format!("{:.3}", bound.quasi_p) };
        let often =
            of.stability.as_ref().map_or("-".to_owned(), |s| percent(s.dimensions[bound.restriction.dimension]));
        let _ = writeln!(out, "  {text:<44} {:>15}  {p:>8}  {often:>15}", percent(bound.density_without));
    }
    out += "  quasi-p: chance of so many cases had the box the density without the bound; too small, since bounds are chosen\n";
    if of.wide.is_some() {
        let _ = writeln!(
            out,
            "  These are the {} inputs that lead in a search over all {}; the box was sought again among them alone",
            d.asked.most,
            d.inputs.len()
        );
    }
    match &of.stability {
        Some(stability) => out += &stable(stability, &found.region, names, at > 0),
        None if d.asked.resamples > 0 => out += "  Too few cases for half-samples\n",
        None => {}
    }
    out
}

fn stable(s: &Stability, region: &Region, names: &[Name], later: bool) -> String {
    let spread = |s: &Spread| format!("{} ({} to {})", percent(s.mean), percent(s.low), percent(s.high));
    let of = if later { " of what was left" } else { "" };
    let mut out = format!(
        "  On the held-out halves of {} half-samples{of}: coverage {}, density {}\n",
        s.resamples,
        spread(&s.coverage_held_out),
        spread(&s.density_held_out)
    );
    let inside = region.dimensions();
    let mut others: Vec<(usize, f64)> = s.dimensions.iter().copied().enumerate().collect();
    others.retain(|(at, share)| *share >= OFTEN && !inside.contains(at));
    others.sort_by(|a, b| b.1.total_cmp(&a.1)); // Stable: equals keep the order of the inputs.
    let said = |(at, share): &(usize, f64)| format!("{} {}", names.get(*at).map_or("", |n| &n.text), percent(*share));
    if !others.is_empty() {
        let said: Vec<String> = others.iter().take(OTHERS).map(said).collect();
        let _ = writeln!(out, "  Half-samples often restrict others as well: {}", said.join(", "));
    }
    out
}

/// The trajectory of the first box, thinned; the one chosen is marked.
fn trade_off(found: &Found) -> String {
    let boxes = &found.discovery.trajectory;
    let step = boxes.len().div_ceil(LISTED).max(1);
    let mut out = "\nTrade-off along the trajectory (choose a box of it with --box)\n".to_owned();
    let _ = writeln!(out, "  {:>4} {:>7} {:>9} {:>8} {:>7}", "box", "inputs", "coverage", "density", "mass");
    let selected = found.discovery.selected;
    for (at, one) in boxes.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == selected) {
        let mark = if at == selected { "  chosen, then pasted" } else { "" };
        let [coverage, density, mass] = [one.coverage, one.density, one.mass].map(percent);
        let _ = writeln!(out, "  {at:>4} {:>7} {coverage:>9} {density:>8} {mass:>7}{mark}", one.dimensions);
    }
    out
}

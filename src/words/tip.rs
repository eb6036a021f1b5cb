//! Tipping points in words.

use crate::analysis::tip::{Move, Side, Tip};
use crate::analysis::tipping::Tipping;
use std::fmt::Write;

/// The page.
pub(super) fn page(tip: &Tip) -> String {
    let what = tip.event.as_ref().map_or(tip.outcome.text.clone(), |event| format!("{} {event}", tip.outcome.text));
    let mut out = format!("\nWhere the probability of \"{what}\" crosses {}", tip.level);
    out += &format!(" ({} runs a point, 95% intervals)\n", tip.replicates);
    if tip.ranked {
        out += "Nearest first: distances in standard deviations of the prior, for claims in strength (1 kept, 0 relaxed)\n";
    }
    let (tipping, still): (Vec<_>, Vec<_>) = tip.moves.iter().partition(|one| !tip.ranked || one.nearest().is_some());
    for one in tipping {
        out += &of_move(one);
    }
    if !still.is_empty() {
        let names: Vec<&str> = still.iter().map(|one| one.name.as_str()).collect();
        out += &format!("  Do not tip as far as their priors reach, or wholly relaxed: {}\n", names.join(", "));
    }
    if tip.moves.iter().any(|one| one.drawn) {
        out += "A parameter that the scenario draws is held at the value shown while it is moved; all else is drawn.\n";
    }
    out
}

fn of_move(one: &Move) -> String {
    let at = one.points.iter().find(|p| p.x == one.base);
    let share = at.map_or(String::new(), |p| format!(", probability {:.3}", p.successes as f64 / p.trials as f64));
    let unit = if one.unit == "1" { String::new() } else { format!(" ({})", one.unit) };
    let mut out = format!("  {}{unit}: now {}{share}\n", one.name, short(one.base));
    for side in &one.sides {
        let _ = writeln!(out, "    {}", of_side(one, side)); // A string takes all.
    }
    out
}

fn of_side(one: &Move, side: &Side) -> String {
    let toward = format!("{} to {}:", if side.end < one.base { "down" } else { "up" }, short(side.end));
    let distance = side.distance.map_or(String::new(), |d| format!(", {d:.2} away"));
    match side.tipping {
        Tipping::AtBase { .. } => format!("{toward} at the level already"),
        Tipping::Crossing { x, nearest, farthest, rises } => {
            let (low, high) = (nearest.min(farthest), nearest.max(farthest));
            let way = if rises { "rises" } else { "falls" };
            format!("{toward} {way} through it at {} [{}, {}]{distance}", short(x), short(low), short(high))
        }
        Tipping::Unresolved { nearest } => {
            format!(
                "{toward} comes up to it from {} on, and is not shown to cross: more --replicates may tell",
                short(nearest)
            )
        }
        Tipping::None { closest, share } => {
            format!("{toward} never; nearest at {}, with {:.3}", short(closest), share.share)
        }
    }
}

/// About four digits.
fn short(x: f64) -> String {
    let size = x.abs();
    let digits =
        [(1000.0, 0), (100.0, 1), (10.0, 2), (1.0, 3)].iter().find(|(from, _)| size >= *from).map_or(4, |d| d.1);
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

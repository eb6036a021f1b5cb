//! Tipping points in words.

use crate::analysis::tip::{Move, Side, Tip};
use crate::analysis::tipping::Tipping;
use crate::analysis::wilson::share;
use std::fmt::Write;

/// The page.
pub(super) fn page(tip: &Tip) -> String {
    let mut out = format!("\nWhere the probability of \"{}\" crosses {}", what(tip), tip.level);
    out += &format!(" ({} a point, 95% intervals)\n", super::counted(tip.replicates, "run"));
    if tip.ranked {
        out += &ranking(tip, false);
        out += &ranking(tip, true);
    } else {
        out.extend(tip.moves.iter().map(|one| of_move(one, tip.level)));
    }
    if tip.moves.iter().any(|one| one.drawn) {
        out += "A parameter that the scenario draws is held at the value shown while it is moved; all else is drawn.\n";
    }
    out
}

/// The outcome, and when it counts.
pub(super) fn what(tip: &Tip) -> String {
    tip.event.as_ref().map_or(tip.outcome.text.clone(), |event| format!("{} {event}", tip.outcome.text))
}

/// Parameters or claims, which are ranked apart: a standard deviation of a prior and a strength do not compare.
fn ranking(tip: &Tip, claims: bool) -> String {
    let of = tip.moves.iter().filter(|one| one.is_claim() == claims);
    let (tipping, still): (Vec<_>, Vec<_>) = of.partition(|one| one.nearest().is_some());
    if tipping.is_empty() && still.is_empty() {
        return String::new();
    }
    let (title, end) = if claims {
        ("Claims, nearest first (distances in strength: 1 is kept, 0 relaxed)", "wholly relaxed")
    } else {
        ("Parameters, nearest first (distances in standard deviations of the prior)", "as far as their priors reach")
    };
    let mut out = format!("\n{title}\n");
    out.extend(tipping.iter().map(|one| of_move(one, tip.level)));
    if !still.is_empty() {
        let names: Vec<&str> = still.iter().map(|one| one.name.as_str()).collect();
        out += &format!("  Do not tip {end}: {}\n", names.join(", "));
    }
    out
}

fn of_move(one: &Move, level: f64) -> String {
    if one.steps {
        return of_steps(one, level);
    }
    let at = one.points.iter().find(|p| p.x == one.base);
    let share = at.map_or(String::new(), |p| format!(", probability {:.3}", p.successes as f64 / p.trials as f64));
    let unit = if one.unit == "1" { String::new() } else { format!(" ({})", one.unit) };
    let mut out = format!("  {}{unit}: now {}{share}\n", one.name, short(one.base));
    for side in &one.sides {
        let _ = writeln!(out, "    {}", of_side(one, side)); // A string takes all.
    }
    out
}

/// A move between the few values that are allowed.
fn of_steps(one: &Move, level: f64) -> String {
    let values: Vec<String> = one.points.iter().map(|p| short(p.x)).collect();
    let mut out = format!("  {} (only {}): now {}\n", one.name, values.join(", "), short(one.base));
    for (point, x) in one.points.iter().zip(values) {
        let s = share(point.successes, point.trials);
        let side = if s.high < level {
            "below it"
        } else if s.low > level {
            "above it"
        } else {
            "not to be told from it"
        };
        let turns = one.sides.iter().find(|side| matches!(side.tipping, Tipping::Crossing { x, .. } if x == point.x));
        let distance = turns.and_then(|side| side.distance).map_or(String::new(), |d| format!(", {d:.2} away"));
        let turns = if turns.is_some() { format!(": it turns here{distance}") } else { String::new() };
        let _ = writeln!(out, "    at {x}: {:.3} [{:.3}, {:.3}], {side}{turns}", s.share, s.low, s.high); // A string takes all.
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
pub(super) fn short(x: f64) -> String {
    let size = x.abs();
    let Some((_, digits)) = [(1000.0, 0), (100.0, 1), (10.0, 2), (1.0, 3)].into_iter().find(|(from, _)| size >= *from)
    else {
        return super::plain(x);
    };
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

//! What moving claims and parameters found: audits, sweeps, tipping points.

use super::super::{audit as of_audit, counted, percent, sweep as of_sweep, tip as of_tip};
use super::{agreed, change, estimate, mean_of, named, part};
use crate::analysis::audit::{Audit, Standing};
use crate::analysis::sweep::{Surface, Sweep};
use crate::analysis::tip::{Move, Tip};
use crate::analysis::tipping::Tipping;

pub(super) fn audit(found: &Audit) -> Vec<String> {
    let Some(game) = found.games.first() else { return Vec::new() };
    let (claims, outcome) = (found.claims.len(), &game.outcome);
    if !game.varies {
        let whichever = match claims {
            1 => "whether the claim is kept or relaxed".to_owned(),
            _ => format!("whichever of the {claims} claims are kept"),
        };
        let Some(dated) = of_audit::having(found, game) else {
            return vec![
                format!("{} is {}, {whichever}.", mean_of(outcome), estimate(outcome, &game.kept)),
                format!("No claim does anything to it, in {}.", counted(found.combinations, "combination")),
            ];
        };
        let first = match [&game.kept, &game.relaxed].into_iter().find(|e| e.count > 0) {
            Some(always) => {
                format!("{} is {} wherever it has a value, {whichever}.", mean_of(outcome), estimate(outcome, always))
            }
            None => format!(
                "{} has no value where {}.",
                named(outcome),
                "all claims are kept, and none where all are relaxed"
            ),
        };
        return vec![super::super::capital(&first), dated];
    }
    let [kept, relaxed] = [&game.kept, &game.relaxed].map(|e| estimate(outcome, e));
    let [all, none] = match claims {
        1 => ["the claim is".to_owned(), "it is".to_owned()],
        _ => [format!("all {claims} claims are"), "all are".to_owned()],
    };
    let first = format!("{} is {kept} where {all} kept, and {relaxed} where {none} relaxed.", mean_of(outcome));
    let count = |kind| game.claims.iter().filter(|claim| claim.standing == Some(kind)).count();
    let [stands, open, not] = [Standing::StandsOn, Standing::Open, Standing::DoesNotMatter].map(count);
    let rest =
        format!("{not} {} not matter and {open} {} open", agreed(not, ["does", "do"]), agreed(open, ["is", "are"]));
    let order = game.order().into_iter().map(|at| (found.claims.get(at), &game.claims[at])); // Its own claims.
    // The largest value may be one whose interval leaves open whether it counts.
    let mut stood_on = order.filter(|(_, effects)| effects.standing == Some(Standing::StandsOn));
    let second = match stood_on.find_map(|(claim, effects)| Some((claim?, effects.shapley?))) {
        Some((claim, shapley)) => format!(
            "It stands on {}, most on {} (“{}”), whose mean effect over all orders (Shapley value) is {}; {rest}.",
            part(stands, claims, "claim"),
            claim.id,
            claim.text,
            change(outcome, [shapley.value, shapley.low, shapley.high])
        ),
        None if stands + open + not == 0 => {
            format!(
                "Too few replicates have a value under every combination ({}) to say on which claims it stands.",
                game.complete
            )
        }
        None => format!("It is shown to stand on none of them: {rest}."),
    };
    vec![first, second]
}

pub(super) fn sweep(found: &Sweep) -> Vec<String> {
    let Some(surface) = found.surfaces.first() else { return Vec::new() };
    let outcome = &surface.outcome;
    let mut known: Vec<usize> = (0..surface.points.len()).filter(|at| surface.points[*at].count > 0).collect();
    known.sort_by(|a, b| surface.points[*a].value.total_cmp(&surface.points[*b].value)); // Stable: of equals the first.
    let (Some(&least), Some(&most)) = (known.first(), known.last()) else {
        return vec![format!("{} has no value at any point.", mean_of(outcome))];
    };
    let [low, high] = [least, most].map(|at| estimate(outcome, &surface.points[at]));
    let first = if surface.points[least].value == surface.points[most].value {
        let points = match (known.len(), surface.points.len()) {
            (some, all) if some < all => format!("wherever it has a value, at {}", part(some, all, "point")),
            (_, all) => format!("at all {}", counted(all as u64, "point")),
        };
        format!("{} is {low} {points}.", mean_of(outcome))
    } else {
        format!("{} goes from {low} at {} to {high} at {}.", mean_of(outcome), place(found, least), place(found, most))
    };
    std::iter::once(first).chain(from_end_to_end(found, surface)).collect()
}

/// The difference between the last point and the first.
fn from_end_to_end(found: &Sweep, surface: &Surface) -> Option<String> {
    let difference = surface.differences.last().copied().flatten()?;
    let last = surface.points.len() - 1; // There is one difference a point.
    let told = if difference.is_clear() { "" } else { ", which cannot be told from nothing" };
    Some(format!(
        "From {} to {} it changes by {}{told}.",
        place(found, 0),
        place(found, last),
        change(&surface.outcome, [difference.value, difference.low, difference.high])
    ))
}

/// Where the axes are at a point.
fn place(found: &Sweep, point: usize) -> String {
    let said = of_sweep::at(found, point).map(|(axis, x)| format!("{} {x}", axis.name));
    said.collect::<Vec<_>>().join(" with ")
}

pub(super) fn tip(found: &Tip) -> Vec<String> {
    let (what, level) = (of_tip::what(found), percent(found.level));
    let nearest: Vec<&Move> = found.moves.iter().filter(|one| one.nearest().is_some()).collect();
    let first = match nearest.first() {
        Some(one) => format!("The probability of “{what}” crosses {level} {}.", crossing(one)),
        None if found.moves.iter().any(at_level) => {
            format!(
                "The probability of “{what}” cannot be told from {level} as the scenario stands, so that nothing has to move."
            )
        }
        None => never(found, &what, &level),
    };
    let of = |claims: bool| {
        let all = || found.moves.iter().filter(|one| one.is_claim() == claims);
        let (tipping, all) = (all().filter(|one| one.nearest().is_some()).count(), all().count());
        let what = if claims { "claim" } else { "parameter" };
        (all > 0).then(|| (tipping, part(tipping, all, what)))
    };
    let (tipping, counts): (Vec<usize>, Vec<String>) = [of(false), of(true)].into_iter().flatten().unzip();
    let tip = if tipping == [1] { "tips" } else { "tip" };
    let tips =
        format!("Moved alone, {} {tip} it, in {} a point.", counts.join(" and "), counted(found.replicates, "run"));
    vec![first, tips]
}

fn at_level(one: &Move) -> bool {
    one.sides.iter().any(|side| matches!(side.tipping, Tipping::AtBase { .. }))
}

/// Where a move crosses the level first.
fn crossing(one: &Move) -> String {
    let short = of_tip::short;
    let Some((side, x)) = one.nearest() else { return String::new() };
    let Tipping::Crossing { nearest, farthest, .. } = side.tipping else { return String::new() };
    let unit = if one.is_claim() { "in strength" } else { "standard deviations of its prior" };
    let distance = side.distance.map_or(String::new(), |d| format!(", {d:.2} {unit} away"));
    let within = if one.steps {
        String::new()
    } else {
        format!(" (95% interval {} to {})", short(nearest.min(farthest)), short(nearest.max(farthest)))
    };
    format!("as {} goes from {} to {}{within}{distance}", one.name, short(one.base), short(x))
}

/// How near it comes where nothing tips.
fn never(found: &Tip, what: &str, level: &str) -> String {
    let near = |one: &Move| -> Option<(String, f64, f64)> {
        let points = one.points.iter().filter(|point| point.trials > 0);
        let share = |point: &crate::analysis::tipping::Point| point.successes as f64 / point.trials as f64;
        let all = points.map(|point| (one.name.clone(), point.x, share(point)));
        all.min_by(|a, b| (a.2 - found.level).abs().total_cmp(&(b.2 - found.level).abs()))
    };
    let all = found.moves.iter().filter_map(near);
    match all.min_by(|a, b| (a.2 - found.level).abs().total_cmp(&(b.2 - found.level).abs())) {
        Some((name, x, share)) => format!(
            "Nothing that was moved is shown to take the probability of “{what}” across {level}; nearest comes {name} at {}, with {}.",
            of_tip::short(x),
            percent(share)
        ),
        None => format!("No run says whether the probability of “{what}” crosses {level}."),
    }
}

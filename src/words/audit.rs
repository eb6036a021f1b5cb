//! An audit in words.

use crate::analysis::Verdict;
use crate::analysis::audit::{Audit, ClaimEffects, Effect, Game, Standing, Threshold};
use crate::analysis::estimate::Estimate;
use std::fmt::Write;

/// Pairs of claims that are listed at most.
const PAIRS: usize = 5;

/// Width of a number with its interval.
const WIDE: usize = 26;

/// The page.
pub(super) fn page(audit: &Audit) -> String {
    let Some((game, beside)) = audit.games.split_first() else { return String::new() };
    let mut out = format!("\nWhich of its claims does it stand on: {}\n", game.outcome.text);
    out += &ends(audit, game);
    if game.varies {
        out += &effects(audit, game);
        out += &standings(audit, game);
        out += &audit.thresholds.iter().map(|threshold| of_threshold(audit, threshold)).collect::<String>();
        out += &pairs(audit, game);
        out += &groups(audit, game);
    } else {
        let some = [&game.kept, &game.relaxed].into_iter().find(|e| e.count > 0);
        let value = some.map_or_else(|| "null".to_owned(), |e| number(e.value, digits(game)));
        let said = match having(audit, game) {
            None => format!("It is {value} in every run: no claim does anything to it, and there is nothing to rank."),
            Some(having) if some.is_some() => {
                format!("It is {value} wherever it has a value, and there is nothing to rank. {having}")
            }
            Some(having) => format!("There is nothing to rank. {having}"),
        };
        let _ = writeln!(out, "\n{said}");
    }
    out + &beside_it(audit, game, beside) + &how(audit, game)
}

/// How often an outcome has a value at all, in a sentence; none where it has one in every run.
pub(super) fn having(audit: &Audit, game: &Game) -> Option<String> {
    if game.complete >= audit.replicates {
        return None;
    }
    let [kept, relaxed] = [&game.kept, &game.relaxed].map(|e| e.count);
    // A replicate with a value in one combination and none in another met the same chances in both.
    let so = if kept.max(relaxed) > game.complete { ", so that claims decide whether it has one" } else { "" };
    Some(format!(
        "It has a value in {kept} of {} with all claims kept, and in {relaxed} with all relaxed{so}.",
        super::counted(audit.replicates, "replicate")
    ))
}

fn ends(audit: &Audit, game: &Game) -> String {
    let (claims, digits) = (audit.claims.len(), digits(game).min(4));
    let [kept, relaxed] = [&game.kept, &game.relaxed].map(|e| estimate(e, digits));
    let all = if claims == 1 { "the claim".to_owned() } else { format!("all {claims} claims") };
    format!("  {all} kept     {kept}\n  {all} relaxed  {relaxed}\n")
}

/// The three ways, the largest Shapley value first.
fn effects(audit: &Audit, game: &Game) -> String {
    let digits = digits(game);
    let mut out = String::from(
        "\nWhat a claim does: the outcome with it minus the outcome without it (95% intervals, paired by replicate)\n",
    );
    let ids = width(audit);
    let mut line = |id: &str, pushes: &str, ways: [&str; 3], so: &str| {
        let [a, b, c] = ways;
        let text = format!("  {id:<ids$}  {pushes:<7}  {a:<WIDE$}  {b:<WIDE$}  {c:<WIDE$}  {so}");
        let _ = writeln!(out, "{}", text.trim_end()); // A string takes all.
    };
    line("claim", "taken", ["relaxed alone,", "kept alone,", "Shapley value,"], "");
    line("", "to push", ["all others kept", "all others relaxed", "over all combinations"], "");
    for at in game.order() {
        let (Some(claim), found) = (audit.claims.get(at), &game.claims[at]) else { continue };
        let ways = [&found.relaxed_alone, &found.kept_alone, &found.shapley].map(|e| effect(e.as_ref(), digits));
        let orders = found.order_error.map_or(String::new(), |e| format!(" (orders {})", number(e, digits + 1)));
        let so = format!("{}{orders}", found.standing.map_or("", standing));
        line(&claim.id, claim.direction.name(), [&ways[0], &ways[1], &ways[2]], &so);
    }
    if game.complete > 1 {
        let sum = format!("{:+.digits$}", game.ends[1] - game.ends[0]);
        line("sum", "", ["", "", &sum], "all kept minus all relaxed");
    }
    out
}

fn width(audit: &Audit) -> usize {
    audit.claims.iter().map(|claim| claim.id.chars().count()).max().unwrap_or(0).max("claim".len())
}

/// The id of the claim at a place, which a file that was changed may not have.
fn id(audit: &Audit, at: usize) -> &str {
    audit.claims.get(at).map_or("", |claim| claim.id.as_str())
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::StandsOn => "stands on it",
        Standing::DoesNotMatter => "does not matter",
        Standing::Open => "open",
    }
}

/// The rule, and which claims it puts where.
fn standings(audit: &Audit, game: &Game) -> String {
    let Some(band) = game.band() else {
        return format!(
            "\nThere are no Shapley values: of {} replicates {} have a value in every combination, and two are needed.\n",
            audit.replicates, game.complete
        );
    };
    let band = number(band, digits(game) + 1);
    let mut out = format!(
        "\nThe result stands on a claim where the interval of its Shapley value leaves out 0 and the value is at least a\n\
         tenth of the largest ({band}). A claim does not matter where the whole interval is within {band} of 0.\n"
    );
    let kinds = [
        (Standing::StandsOn, "It stands on"),
        (Standing::DoesNotMatter, "It does not hang on"),
        (Standing::Open, "Open"),
    ];
    for (kind, heading) in kinds {
        let among: Vec<usize> = game.order().into_iter().filter(|&at| game.claims[at].standing == Some(kind)).collect();
        if among.is_empty() {
            let _ = writeln!(out, "{heading}: none");
            continue;
        }
        let _ = writeln!(out, "{heading}");
        for claim in among.into_iter().filter_map(|at| audit.claims.get(at)) {
            let _ = writeln!(out, "  {:<ids$}  {}", claim.id, claim.text, ids = width(audit));
        }
    }
    out
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Open | Verdict::ByConstruction => "open",
    }
}

fn of_threshold(audit: &Audit, t: &Threshold) -> String {
    let side = if t.above { "above" } else { "below" };
    let mut out = format!(
        "\n{} ({}) predicts a probability {side} {}: {} with all claims kept, {} with all relaxed.\n",
        t.claim,
        t.prediction,
        t.threshold,
        verdict(t.kept),
        verdict(t.relaxed)
    );
    if t.moved.is_empty() {
        out += "  No claim alone takes it across that threshold.\n";
    }
    for (at, to) in &t.moved {
        let _ = writeln!(out, "  {} relaxed alone: {}", id(audit, *at), verdict(*to));
    }
    out
}

/// Pairs that do something together which neither does by itself.
fn pairs(audit: &Audit, game: &Game) -> String {
    let (Some(band), false) = (game.band(), game.pairs.is_empty()) else { return String::new() };
    let mut counted: Vec<_> =
        game.pairs.iter().filter(|p| p.effect.is_clear() && p.effect.value.abs() >= band).collect();
    counted.sort_by(|a, b| b.effect.value.abs().total_cmp(&a.effect.value.abs()));
    let heading = "\nWhat two claims do together beyond what each does by itself (Shapley interaction index)";
    if counted.is_empty() {
        return format!("{heading}\n  No pair does more than a tenth of the largest Shapley value.\n");
    }
    let mut out = format!("{heading}\n");
    for pair in counted.iter().take(PAIRS) {
        let both = [pair.first, pair.second];
        let [a, b] = both.map(|at| id(audit, at));
        let alone = both.iter().all(|at| game.claims.get(*at).and_then(|c| c.standing) != Some(Standing::StandsOn));
        let note = if alone { "matter only together" } else { "" };
        let names = format!("{a} and {b}");
        let text = format!("  {names:<20}  {:<WIDE$}  {note}", effect(Some(&pair.effect), digits(game)));
        let _ = writeln!(out, "{}", text.trim_end());
    }
    if counted.len() > PAIRS {
        let _ = writeln!(out, "  and {} more of at least a tenth of the largest Shapley value", counted.len() - PAIRS);
    }
    out
}

fn groups(audit: &Audit, game: &Game) -> String {
    let digits = digits(game);
    let mut out = String::from(
        "\nBy the way that claims are taken to push (sum of Shapley values; the outcome with the group alone relaxed)\n",
    );
    for group in &game.groups {
        let inside = audit.claims.iter().filter(|claim| claim.direction == group.direction);
        let ids: Vec<&str> = inside.map(|claim| claim.id.as_str()).collect();
        let sum = effect(group.shapley.as_ref(), digits);
        let without = estimate(&group.without, digits.min(4));
        let _ = writeln!(out, "  {:<7}  {sum:<WIDE$}  {without:<22}  {}", group.direction.name(), ids.join(", "));
    }
    out
}

/// How close the pair is: the same claims in the same order.
fn beside_it(audit: &Audit, asked: &Game, beside: &[Game]) -> String {
    if beside.is_empty() {
        return String::new();
    }
    let mut out = String::from("\nBeside it, how close the pair is (Shapley values)\n");
    for (letter, game) in ('A'..).zip(beside) {
        let [kept, relaxed] = [&game.kept, &game.relaxed].map(|e| estimate(e, digits(game).min(4)));
        let _ = writeln!(out, "  {letter}  {}: {kept} with all claims, {relaxed} with none", game.outcome.text);
    }
    let ids = width(audit);
    let cells = |first: &str, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<WIDE$}")).collect();
        format!("{}\n", format!("  {first:<ids$}  {}", cells.join("  ")).trim_end())
    };
    out += &cells("claim", ('A'..).zip(beside).map(|(letter, _)| letter.to_string()).collect());
    for at in asked.order() {
        let values =
            beside.iter().map(|game| effect(game.claims.get(at).and_then(|c| c.shapley.as_ref()), digits(game)));
        out += &cells(id(audit, at), values.collect());
    }
    out
}

/// What was run, what nulls did, and what pairing is worth.
fn how(audit: &Audit, game: &Game) -> String {
    let of = match audit.orders {
        Some(orders) => format!(
            "on the way of {orders} sampled orders (intervals hold the error of that; `orders` is its standard error)"
        ),
        None => "all there are".to_owned(),
    };
    let mut out = format!(
        "\n{} combinations of {}, {of}, {} replicates each, the same in every combination\n",
        audit.combinations,
        super::counted(audit.claims.len() as u64, "claim"),
        audit.replicates
    );
    let missing = audit.replicates.saturating_sub(game.complete);
    if missing > 0 {
        let _ = writeln!(
            out,
            "The outcome is null in some combination in {missing} replicates. They are left out of the Shapley values, and of\n\
             the effects alone where one of their two combinations is null (findings.json has the counts)."
        );
    }
    let ratios = |way: fn(&ClaimEffects) -> Option<Effect>| {
        let mut ratios: Vec<f64> = game.claims.iter().filter_map(|claim| way(claim)?.variance_ratio).collect();
        ratios.sort_by(f64::total_cmp);
        let (low, high) = (ratios.first()?, ratios.last()?);
        Some(format!("{:.1} ({low:.1} to {high:.1})", ratios[ratios.len() / 2]))
    };
    let ways = [("Shapley values", ratios(|c| c.shapley)), ("relaxed alone", ratios(|c| c.relaxed_alone))];
    let ways: Vec<String> = ways.into_iter().filter_map(|(way, ratio)| Some(format!("{way} {}", ratio?))).collect();
    if !ways.is_empty() {
        let _ = writeln!(
            out,
            "Variance of independent runs over that of these, median and range of the claims: {}",
            ways.join(", ")
        );
    }
    out
}

/// Decimals that show the largest effect with three digits.
fn digits(game: &Game) -> usize {
    let effects = game.claims.iter().flat_map(|c| [c.shapley, c.relaxed_alone, c.kept_alone]).flatten();
    let largest = effects.map(|effect| effect.value.abs()).fold(0.0, f64::max);
    let steps = [(100.0, 1), (10.0, 2), (0.1, 3), (0.01, 4), (0.001, 5)];
    steps.iter().find(|(from, _)| largest >= *from).map_or(if largest > 0.0 { 6 } else { 3 }, |step| step.1)
}

fn number(x: f64, digits: usize) -> String {
    let text = format!("{x:.digits$}");
    if text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { text } else { text.trim_start_matches('-').to_owned() }
}

fn estimate(e: &Estimate, digits: usize) -> String {
    if e.count == 0 {
        return "null in every run".to_owned();
    }
    let [value, low, high] = [e.value, e.low, e.high].map(|x| number(x, digits));
    format!("{value} [{low}, {high}]")
}

fn effect(e: Option<&Effect>, digits: usize) -> String {
    let signed = |x: f64| match number(x, digits) {
        text if text.starts_with('-') => text,
        text => format!("+{text}"),
    };
    match e {
        None => "-".to_owned(),
        Some(e) if e.low == 0.0 && e.high == 0.0 => "exactly 0".to_owned(),
        Some(e) => format!("{} [{}, {}]", signed(e.value), signed(e.low), signed(e.high)),
    }
}

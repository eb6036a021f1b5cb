//! Two experiments in words, outcome by outcome.

use super::{counted, figure, gained, signed};
use crate::analysis::compare::{Change, Compare, Compared, Pairing, Side};
use std::fmt::Write;

/// The most differences between the scenarios that are listed.
const CHANGES: usize = 8;

/// The head.
pub(super) fn head(c: &Compare) -> String {
    let side = |letter: char, s: &Side| {
        format!(
            "{letter}  {}: {}, seed {}, {}, digest {:.12}\n",
            s.name,
            s.scenario,
            s.seed,
            counted(s.runs, "run"),
            s.digest
        )
    };
    let mut out = format!("Comparison of two experiments\n{}{}", side('A', &c.a), side('B', &c.b));
    out += &changed(c);
    let _ = writeln!(out, "{}", paired(c));
    if c.points.0 > 1 || c.points.1 > 1 {
        let (a, b) = c.points;
        let _ = writeln!(out, "Rows of a replicate are averaged over the points of the design ({a} in A, {b} in B)");
    }
    out
}

fn changed(c: &Compare) -> String {
    if c.a.digest == c.b.digest {
        return "The rows are the same (same digest)\n".to_owned();
    }
    if c.changes.is_empty() {
        return "The scenarios are the same\n".to_owned();
    }
    let mut out = "The scenarios differ in\n".to_owned();
    for change in c.changes.iter().take(CHANGES) {
        let _ = writeln!(out, "  {}", of_change(change));
    }
    if let Some(more) = c.changes.len().checked_sub(CHANGES).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} more values (all in findings.json)");
    }
    out
}

fn of_change(change: &Change) -> String {
    let or_none = |value: &Option<String>| value.as_deref().unwrap_or("not there").to_owned();
    super::shortened(&format!("{}: {} in A, {} in B", change.path, or_none(&change.a), or_none(&change.b)), 110)
}

fn paired(c: &Compare) -> String {
    match c.pairing {
        Pairing::Paired { replicates } => {
            let most = (c.a.runs / c.points.0).max(c.b.runs / c.points.1);
            let of = if replicates < most { format!(" of {most}") } else { String::new() };
            format!("Paired: {replicates}{of} replicates met the same chances in both (same seed)")
        }
        Pairing::OtherSeed => {
            format!("Unpaired: the seeds differ ({} and {}), so no two runs met the same chances", c.a.seed, c.b.seed)
        }
        Pairing::OtherPoints => {
            "Unpaired: the designs have other points, so no two runs stand for the same point".to_owned()
        }
    }
}

/// The page.
pub(super) fn page(c: &Compare) -> String {
    let is_paired = matches!(c.pairing, Pairing::Paired { .. });
    let (gain, count) = if is_paired { ("gain", "pairs") } else { ("", "runs") };
    let mut out = format!(
        "\n{:<44} {:>8} {:>8} {:>9} {:<19} {:>6} {gain:>6} {count:>7}\n",
        "Outcome", "A", "B", "B - A", "[95% interval]", "std."
    );
    for one in &c.outcomes {
        out += &of_outcome(one, is_paired);
    }
    out += "std.: B - A in standard deviations of the outcome, by which the outcomes are sorted.\n";
    if is_paired {
        out += "gain: how many times as many runs would be needed for the same interval without pairing.\n";
    }
    for (letter, ids) in [('A', &c.only_a), ('B', &c.only_b)] {
        if !ids.is_empty() {
            let _ = writeln!(out, "Only in {letter}: {}", ids.join(", "));
        }
    }
    for (id, why) in &c.unlike {
        let _ = writeln!(out, "Not compared: {id}, since {why}");
    }
    out
}

fn of_outcome(one: &Compared, paired: bool) -> String {
    let d = &one.difference;
    let text = super::shortened(&one.outcome.text, 44);
    let (a, b, mean) = (figure(one.a.value), figure(one.b.value), signed(d.mean));
    let interval = format!("[{}, {}]", signed(d.low), signed(d.high));
    let standardised = one.standardised.map_or_else(|| "-".to_owned(), |s| format!("{:+.2}", s.value + 0.0));
    let gain = if paired { d.variance_ratio.map_or_else(|| "-".to_owned(), gained) } else { String::new() };
    let nulls = match (one.nulls_a, one.nulls_b) {
        (0, 0) => String::new(),
        (a, b) => format!(" (null: {a} in A, {b} in B)"),
    };
    let differs = one.text_b.as_ref().map_or_else(String::new, |text| format!("\n  in B: {text}"));
    let count = d.count;
    format!(
        "{text:<44} {a:>8} {b:>8} {mean:>9} {interval:<19} {standardised:>6} {gain:>6} {count:>7}{nulls}{differs}\n"
    )
}

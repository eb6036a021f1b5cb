//! The summary as a screen of plain words.

use crate::analysis::{ClaimSummary, Formation, OutcomeSummary, Summary, Verdict};
use std::fmt::Write;
use std::path::Path;

/// The screen.
pub(super) fn summary(s: &Summary, path: &Path, note: Option<&str>) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}"); // Writing to a string cannot fail.
    };
    line(s.title.clone());
    line(format!("{} runs, seed {}, {} to {}", s.runs, s.seed, s.period.0, s.period.1));
    line("\nOutcomes (with 95% intervals)".into());
    for outcome in &s.outcomes {
        line(format!("  {}", of_outcome(outcome)));
    }
    if let Some(formation) = s.formation.iter().find(|f| f.focus) {
        line(format!("\nAlliance of {}, formed by", s.focus));
        line(format!("  {}", of_formation(formation)));
    }
    if s.claims.iter().any(|c| c.verdict.is_some()) {
        line("\nClaims".into());
    }
    for claim in s.claims.iter().filter(|c| c.verdict.is_some()) {
        line(format!("  {}", of_claim(claim)));
    }
    line(format!("\nFiles   {}{}", path.display(), note.map_or(String::new(), |n| format!(": {n}"))));
    line(format!("Digest  {}", s.digest));
    out
}

fn of_outcome(o: &OutcomeSummary) -> String {
    let text = shortened(&o.text, 44);
    let nulls = if o.nulls > 0 { format!(" ({} null)", o.nulls) } else { String::new() };
    match (&o.share, &o.number) {
        (Some(p), _) => format!("{text:<44} {:>7.3} [{:.3}, {:.3}]", p.share, p.low, p.high),
        (None, Some(n)) => {
            format!("{text:<44} {:>7} [{}, {}] {}{nulls}", short(n.mean), short(n.mean_low), short(n.mean_high), o.unit)
        }
        (None, None) => format!("{text:<44} null in every run"),
    }
}

fn short(x: f64) -> String {
    let digits = if x.abs() >= 1000.0 {
        0
    } else if x.abs() >= 100.0 {
        1
    } else if x.abs() >= 10.0 {
        2
    } else {
        3
    };
    format!("{x:.digits$}")
}

fn of_formation(f: &Formation) -> String {
    let step = (f.by.len() / 7).max(1);
    let mut shown: Vec<String> =
        f.by.iter().skip(step).step_by(step).map(|(date, share)| format!("{date:.0} {:.3}", share.share)).collect();
    if let Some((date, share)) = f.by.last() {
        let last = format!("{date:.0} {:.3}", share.share);
        if shown.last() != Some(&last) {
            shown.push(last);
        }
        return format!("{}; the other {:.3} had none by the end", shown.join("   "), 1.0 - share.share);
    }
    shown.join("   ")
}

fn of_claim(c: &ClaimSummary) -> String {
    let verdict = match c.verdict {
        Some(Verdict::Supported) => "supported",
        Some(Verdict::Contradicted) => "contradicted",
        Some(Verdict::Open) => "open",
        Some(Verdict::ByConstruction) => "by construction",
        None => "",
    };
    let deciding = c.predictions.iter().find(|p| Some(p.verdict) == c.verdict);
    let because = deciding.map_or(String::new(), |p| {
        let side = if p.above { "above" } else { "below" };
        format!(
            "{} {:.3} [{:.3}, {:.3}], predicted {side} {}",
            p.id, p.probability.share, p.probability.low, p.probability.high, p.threshold
        )
    });
    format!("{:<20} {verdict:<15} {because}", shortened(&c.id, 20))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

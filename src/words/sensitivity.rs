//! A sensitivity analysis in words: how much is chance, then a table of the parameters, the strongest first.

use super::percent;
use crate::analysis::bootstrap::Estimate;
use crate::analysis::morris::{MorrisEffect, MorrisEffects, Steps};
use crate::analysis::pawn::PawnIndices;
use crate::analysis::sensitivity::study::{Found, Sensitivity, Varied};
use crate::analysis::sobol::{PairIndex, SobolIndices};
use std::fmt::Write;

/// Rows of a table.
const MOST_ROWS: usize = 25;

/// Pairs that are named.
const MOST_PAIRS: usize = 10;

/// Replicates from which intervals can be trusted.
const ENOUGH_REPLICATES: usize = 8;

/// What steps of one length do not see. On x_2 of Ishigami's function, which swings twice, all effects are 0.
const ALIAS: &str = "\
Each step is half of a distribution. A parameter whose outcome is the same half a distribution further on, such as one that\n\
swings, then seems to do nothing, whatever --levels. The radial design (--radial), whose steps have many lengths, would tell.\n";

/// The page.
pub(super) fn page(s: &Sensitivity) -> String {
    let mut out = format!("\n{}\n", subject(s));
    out += &match &s.found {
        Found::Sobol(found) => sobol(s, found),
        Found::Morris { effects, chance } => morris(s, effects, chance.as_deref()),
        Found::Pawn(found) => pawn(s, found),
        Found::Constant { value } => format!(
            "It is {} in every run: none of the {} parameters moves it, and there is nothing to share out.\n",
            figure(*value),
            s.parameters.len()
        ),
        Found::Nothing { why } => format!("There are no indices to show. {why}\n"),
    };
    if !s.others.is_empty() {
        let _ = writeln!(out, "\nNot varied but drawn with every replicate, so part of chance: {}.", listed(&s.others));
    }
    out
}

/// What the indices are of.
fn subject(s: &Sensitivity) -> String {
    let outcome = &s.outcome;
    let unit = if outcome.unit.is_empty() { String::new() } else { format!(" ({})", outcome.unit) };
    let text = if outcome.text.is_empty() { &outcome.id } else { &outcome.text };
    if outcome.yes_no { format!("What moves the probability of: {text}") } else { format!("What moves: {text}{unit}") }
}

fn sobol(s: &Sensitivity, found: &SobolIndices) -> String {
    let what = if s.outcome.yes_no { "probability" } else { "expected outcome" };
    let mut out = format!(
        "Sobol' indices of the {what}. {} base samples, {} points, {}; brackets: 95% intervals.\n",
        found.shape.base,
        s.points,
        runs(s.replicates)
    );
    let variance = found.variance_of_parameters;
    let _ = writeln!(out, "\nMean over all runs {}.", figure(s.mean));
    let _ = writeln!(out, "Variance of the {what} over the parameters {}.", number(variance));
    if let Some(share) = found.chance_share {
        let _ = writeln!(
            out,
            "Of the variance of single runs, {} is chance ({} to {}); the rest comes from the parameters.",
            percent(share.value),
            percent(share.low),
            percent(share.high)
        );
    }
    if found.resolved {
        out += &indices(s, found);
        out += &pairs(s, found);
    } else if variance.low == 0.0 && variance.high == 0.0 {
        let _ = writeln!(out, "\nThe {what} is the same at all points: no parameter moves it, all variance is chance.");
    } else {
        let _ = writeln!(
            out,
            "\nThat variance cannot be told from 0, so there are no indices to show: they would be shares of what may be\n\
             nothing. More replicates, or more base samples, may tell."
        );
    }
    out += caution(s.replicates);
    out
}

/// First and total indices, and what they sum to.
fn indices(s: &Sensitivity, found: &SobolIndices) -> String {
    let mut out = format!("\n{:<25} {:<25} parameter\n", "  total", "first");
    let order = descending(&values(&found.total));
    for &at in order.iter().take(MOST_ROWS) {
        let (total, first) = (found.total[at], found.first[at]);
        let _ = writeln!(out, "  {} {}  {}", index(total), index(first), named(&s.parameters[at]));
    }
    out += &left_out(&order, |at| found.total[at].value, "a total index");
    if found.total.iter().chain(&found.first).any(|e| e.includes_zero) {
        out += "  * the interval holds 0: this effect cannot be told from none\n";
    }
    let sum: f64 = found.first.iter().map(|e| e.value).sum();
    out += "\nfirst: the share of that variance that would go if the parameter were known; total: what would stay if all\n";
    out += "others were. ";
    let _ = match 1.0 - sum {
        rest if rest < 0.02 => {
            writeln!(out, "First indices sum to {sum:.2}: no interaction of parameters can be told.")
        }
        rest => writeln!(
            out,
            "First indices sum to {sum:.2}; the rest to 1, about {rest:.2}, is interaction: what parameters\ndo only together."
        ),
    };
    out
}

fn pairs(s: &Sensitivity, found: &SobolIndices) -> String {
    if found.second.is_empty() {
        return String::new();
    }
    // An interaction is part of both total indices, so that it cannot exceed the smaller one.
    let most = |pair: &PairIndex| found.total[pair.i].high.min(found.total[pair.j].high).max(0.0);
    let credible: Vec<f64> = found.second.iter().map(|pair| pair.index.value.min(most(pair))).collect();
    let mut out = "\nStrongest pairs (second order: the share that is the interaction of the two)\n".to_owned();
    for &at in descending(&credible).iter().take(MOST_PAIRS) {
        let pair = &found.second[at];
        let (a, b) = (&s.parameters[pair.i].name, &s.parameters[pair.j].name);
        let _ = writeln!(out, "  {}  at most {:.3}  {a} and {b}", index(pair.index), most(pair));
    }
    let (all, told) = (found.second.len(), found.second.iter().filter(|pair| pair.index.low > 0.0).count());
    let _ = writeln!(
        out,
        "  at most: the total indices allow no more. {told} of {all} pairs have an interval above 0; without any\n  \
         interaction about {:.0} would.",
        all as f64 * 0.025
    );
    out
}

fn caution(replicates: usize) -> &'static str {
    match replicates {
        1 => {
            "\nWith one replicate a point's outcome is held to be certain: what is chance counts as the parameters'. Take 8\n\
             replicates or more where chance matters.\n"
        }
        2 => {
            "\nWith 2 replicates the intervals leave out how random streams differ, and can be far too narrow. Take 8 or more.\n"
        }
        few if few < ENOUGH_REPLICATES => "\nThe intervals rest on few replicates. 8 or more are advised.\n",
        _ => "",
    }
}

fn morris(s: &Sensitivity, found: &MorrisEffects, chance: Option<&[f64]>) -> String {
    let design = match found.shape.steps {
        Steps::Trajectories => "trajectories",
        Steps::Radial => "radial blocks",
    };
    let what = match (s.outcome.yes_no, s.outcome.unit.as_str()) {
        (true, _) => "the probability".to_owned(),
        (false, "") => "the outcome".to_owned(),
        (false, unit) => format!("the outcome ({unit})"),
    };
    let mut out = format!(
        "Elementary effects (Morris): {} {design}, {} points, {}; brackets: 95% intervals.\n\
         An effect is the change of {what} when one parameter is moved, per whole width of its distribution.\n\
         \nMean over all runs {}.\n\n",
        found.shape.blocks,
        s.points,
        runs(s.replicates),
        figure(s.mean)
    );
    let chance = |at: usize| chance.map(|all| all[at]);
    let _ = writeln!(out, "  {:<26} {:>9} {:>9} {:>9}  parameter", "mu*", "sigma", "mu", "by chance");
    let stars: Vec<Estimate> = found.parameters.iter().map(|e| e.mu_star).collect();
    let order = descending(&values(&stars));
    let hidden = |at: usize| chance(at).is_some_and(|by| stars[at].low <= by);
    for &at in order.iter().take(MOST_ROWS) {
        let MorrisEffect { mu, mu_star, sigma } = found.parameters[at];
        let mark = if hidden(at) { "*" } else { "" };
        let by = chance(at).map_or("-".to_owned(), figure);
        let star = format!("{}{mark}", number(mu_star));
        let (sigma, mu) = (figure(sigma.value), figure(mu.value));
        let _ = writeln!(out, "  {star:<26} {sigma:>9} {mu:>9} {by:>9}  {}", named(&s.parameters[at]));
    }
    out += &left_out(&order, |at| stars[at].value, "mu*");
    out += "\nmu*: mean size of the effects; mu: their mean, in which opposite signs cancel; sigma: how they differ. A sigma near or\n\
            above mu* says that the effect depends on the other parameters or bends, or is chance.\n";
    if found.shape.steps == Steps::Trajectories {
        out += ALIAS;
    }
    if (0..stars.len()).any(hidden) {
        out += "* cannot be told from what chance alone would make (column by chance). More replicates lessen that.\n";
    }
    if s.replicates == 1 {
        out += "With one replicate nothing tells how much of mu* is chance. Take 8 replicates or more where chance matters.\n";
    }
    out
}

fn pawn(s: &Sensitivity, found: &PawnIndices) -> String {
    let mut out = format!(
        "PAWN indices: how far the whole distribution of the outcome moves when a parameter is known (largest distance of\n\
         distribution functions, 0 to 1), over {} slices of {} runs; brackets: 95% intervals.\n",
        found.slices, found.points
    );
    if s.nulls > 0 {
        let what = match s.source {
            None => "runs in which the outcome is null",
            Some(_) => "rows in which the outcome or a parameter is null",
        };
        let _ = writeln!(out, "{} {what} are left out.", s.nulls);
    }
    let (dummy, medians) = (found.dummy, found.parameters.iter().map(|p| p.median).collect::<Vec<_>>());
    let _ = writeln!(out, "\n  {:<26} {:<26} parameter", "median slice", "farthest slice");
    let order = descending(&values(&medians));
    let against = |e: Estimate, dummy: f64| {
        let mark = if e.value <= dummy { "*" } else { " " };
        format!("{:.3} [{:.3}, {:.3}]{mark}", e.value, e.low, e.high)
    };
    for &at in order.iter().take(MOST_ROWS) {
        let p = &found.parameters[at];
        let (median, max) = (against(p.median, dummy.median), against(p.max, dummy.max));
        let _ = writeln!(out, "  {median:<26} {max:<26} {}", named(&s.parameters[at]));
    }
    out += &left_out(&order, |at| medians[at].value, "a median");
    let _ = writeln!(
        out,
        "\nA parameter that does nothing stays below {:.3} (median) and {:.3} (farthest) in 95% of such samples.",
        dummy.median, dummy.max
    );
    if found.parameters.iter().any(|p| p.median.value <= dummy.median || p.max.value <= dummy.max) {
        out += "* not above that: cannot be told from no influence\n";
    }
    out
}

fn runs(replicates: usize) -> String {
    if replicates == 1 { "one run of each".to_owned() } else { format!("{replicates} replicates of each") }
}

/// Places from the greatest value to the least; equal ones in their order.
pub(super) fn descending(all: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[b].total_cmp(&all[a]));
    order
}

pub(super) fn values(all: &[Estimate]) -> Vec<f64> {
    all.iter().map(|e| e.value).collect()
}

fn left_out(order: &[usize], value: impl Fn(usize) -> f64, what: &str) -> String {
    match order.get(MOST_ROWS) {
        Some(&at) => {
            format!("  and {} more, each with {what} of at most {}\n", order.len() - MOST_ROWS, figure(value(at)))
        }
        None => String::new(),
    }
}

fn named(parameter: &Varied) -> String {
    let Varied { name, text, unit } = parameter;
    let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
    if text.is_empty() { format!("{name}{unit}") } else { format!("{text}{unit}  ({name})") }
}

/// An index with its interval, in 24 letters.
fn index(e: Estimate) -> String {
    let mark = if e.includes_zero { "*" } else { " " };
    let interval = format!("[{}, {}]{mark}", fixed(e.low), fixed(e.high));
    format!("{:>6} {interval:<18}", fixed(e.value))
}

/// Three decimals, and no minus before what rounds to 0.
pub(super) fn fixed(x: f64) -> String {
    let text = format!("{x:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

fn number(e: Estimate) -> String {
    format!("{} [{}, {}]", figure(e.value), figure(e.low), figure(e.high))
}

/// A number with three or four digits that say something.
fn figure(x: f64) -> String {
    let size = x.abs();
    match size {
        0.0 => "0".to_owned(),
        _ if size >= 1000.0 => format!("{x:.0}"),
        _ if size >= 100.0 => format!("{x:.1}"),
        _ if size >= 10.0 => format!("{x:.2}"),
        _ if size >= 0.1 => format!("{x:.3}"),
        _ if size >= 0.001 => format!("{x:.4}"),
        _ => format!("{x:.2e}"),
    }
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 6;
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

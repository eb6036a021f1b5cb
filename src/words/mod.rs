//! Findings in plain words: a page on the terminal, one file a kind of findings.

mod answer;
mod audit;
mod calibrate;
mod compare;
mod discover;
#[cfg(feature = "estimate")]
pub mod estimate;
mod hindcast;
mod sensitivity;
mod sweep;
mod tip;
mod why;

pub use answer::{answer, subject};

use crate::analysis::wilson::rounded;
use crate::analysis::{Findings, Stopped, Study};
use crate::scenario::clean_lines;

/// What a dash in place of an interval means.
const NO_INTERVAL: &str = "[—]: all runs are alike, or there is one only, which gives no interval.\n";

/// The page of a study.
#[must_use]
pub fn page(study: &Study) -> String {
    let about = &study.about;
    let (from, to) = about.period;
    let runs = || format!("{}, seed {}, {from} to {to}\n", counted(about.runs, "run"), about.seed);
    let head = format!("{}\n", about.title);
    let page = head
        + &match &study.findings {
            Findings::Audit(audit) => runs() + &audit::page(audit),
            Findings::Tip(tip) => runs() + &tip::page(tip),
            Findings::Sensitivity(found) if found.source.is_some() => {
                counted(about.runs, "row") + "\n" + &sensitivity::page(found)
            }
            Findings::Sensitivity(found) => runs() + &sensitivity::page(found),
            Findings::Sweep(sweep) => runs() + &sweep::page(sweep),
            Findings::Discover(found) => discover::head(found) + &discover::page(found),
            Findings::Calibrate(found) => runs() + &calibrate::page(found),
            Findings::Hindcast(found) => runs() + &hindcast::page(found),
            Findings::Why(found) => runs() + &why::page(found),
            Findings::Compare(found) => compare::head(found) + &compare::page(found),
        };
    clean_lines(&page)
}

/// So many of something.
#[must_use]
pub(crate) fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A share as a percentage with a decimal.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * rounded(share))
}

/// A text with a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A text of at most so many letters, of which some in the middle go.
fn shortened(text: &str, most: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= most {
        return text.to_owned();
    }
    let end = most / 3;
    let (start, end) = (&letters[..most - 1 - end], &letters[letters.len() - end..]);
    start.iter().chain(['…'].iter()).chain(end).collect()
}

/// A number as one would write it: at most four decimals, no trailing zeros; of a small one four digits.
fn plain(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if size >= 0.01 => format!("{x:.4}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        size => {
            let rounded: f64 = format!("{x:.3e}").parse().unwrap_or(x); // Written as a number.
            if size >= 1e-6 { rounded.to_string() } else { format!("{rounded:e}") }
        }
    }
}

/// A ratio of variances.
fn gained(ratio: f64) -> String {
    let decimals = usize::from(ratio < 100.0);
    if ratio < 1e5 { format!("{ratio:.decimals$}") } else { format!("{ratio:.0e}") }
}

/// A number with its 95% interval; a dash where there is none, since all values are alike or there is but one.
fn with_interval(x: String, [low, high]: [f64; 2], say: fn(f64) -> String) -> String {
    if low == high { format!("{x} [—]") } else { format!("{x} [{}, {}]", say(low), say(high)) }
}

/// A number with three decimals, or fewer where it is large.
fn figure(x: f64) -> String {
    let size = x.abs();
    let decimals = [(1000.0, 0), (100.0, 1), (10.0, 2)].iter().find(|(from, _)| size >= *from).map_or(3, |d| d.1);
    format!("{x:.decimals$}")
}

/// A number with its sign and so many decimals; what rounds to nothing has no sign.
fn signed_to(x: f64, decimals: usize) -> String {
    let text = format!("{x:+.decimals$}");
    if text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { text } else { text[1..].to_owned() }
}

/// As [`figure`], with its sign; nothing at all has none, and what rounds to nothing has more decimals.
fn signed(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    if x.abs() < 0.0005 {
        format!("{x:+.1e}")
    } else if x > 0.0 {
        format!("+{}", figure(x))
    } else {
        figure(x)
    }
}

/// How an experiment ended that was to run until an interval is narrow.
#[must_use]
pub fn stopped(stopped: &Stopped, runs: u64) -> String {
    let Stopped { until, met, intervals } = stopped;
    let widest = intervals.iter().max_by(|a, b| (a.high - a.low).total_cmp(&(b.high - b.low)));
    let widest = widest.map_or(String::new(), |i| format!("{:.4} [{:.4}, {:.4}]", i.mean, i.low, i.high));
    let which =
        if intervals.len() > 1 { format!("the widest of {} intervals", intervals.len()) } else { "it".to_owned() };
    let end = if *met { "Stopped" } else { "Not narrow enough when the runs were used up" };
    format!(
        "{end}: {} +-{} asked for; after {} {which} is {widest}. That interval holds although one looked again and again,\n\
         and so is wider than the one above, which holds where the number of runs is fixed beforehand.\n",
        until.outcome,
        until.half_width,
        counted(runs, "run")
    )
}

#[cfg(test)]
mod tests {
    use super::{plain, shortened};

    #[test]
    fn small_numbers_keep_their_digits() {
        let all = [0.0, -0.0, 2030.0, 0.25, 1.0 / 3.0, 1e-5, -0.000_123_456, 3e-9, 0.009_999_9];
        let said = ["0", "0", "2030", "0.25", "0.3333", "0.00001", "-0.0001235", "3e-9", "0.01"];
        assert_eq!(all.map(plain), said);
    }

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shortened("what China offers, 2015-2025", 20), "what China of…5-2025");
        assert_eq!(shortened("short", 5), "short");
    }
}

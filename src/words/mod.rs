//! Findings in plain words: a page on the terminal, one file a kind of findings.

mod compare;
mod discover;
mod sensitivity;
mod sweep;

use crate::analysis::{Findings, Study};

/// The page of a study.
#[must_use]
pub fn page(study: &Study) -> String {
    let about = &study.about;
    let (from, to) = about.period;
    let runs = || format!("{} runs, seed {}, {from} to {to}\n", about.runs, about.seed);
    let head = format!("{}\n", about.title);
    head + &match &study.findings {
        Findings::Sensitivity(found) if found.source.is_some() => {
            format!("{} rows\n", about.runs) + &sensitivity::page(found)
        }
        Findings::Sensitivity(found) => runs() + &sensitivity::page(found),
        Findings::Sweep(sweep) => runs() + &sweep::page(sweep),
        Findings::Discover(found) => discover::head(found) + &discover::page(found),
        Findings::Compare(found) => compare::head(found) + &compare::page(found),
    }
}

/// A share as a percentage with a decimal.
fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
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

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shortened("what China offers, 2015-2025", 20), "what China of…5-2025");
        assert_eq!(shortened("short", 5), "short");
    }
}

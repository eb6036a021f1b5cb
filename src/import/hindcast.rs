//! A draft of a scenario of the past, and what the same files say of what followed.

use super::draft::Case;
use super::draft::scored::{self, SPAN};
use super::found::Wanted;
use super::{Asked, Draft, Evidence, drafted, wanted};

/// A draft whose outcomes are those that history shows, and a file of them for `realpolitik hindcast`.
#[derive(Clone, Debug)]
pub struct Past {
    /// The draft.
    pub draft: Draft,
    /// What was observed: CSV.
    pub observed: String,
}

/// Reads the files and writes a draft of ten years, and what came of its outcomes, with ten years of before the start.
/// `weights` names the posterior that the draft is to draw its weights from.
///
/// # Errors
/// As [`super::import`].
pub fn import(asked: &Asked, weights: Option<&str>) -> Result<Past, String> {
    let asked = Asked { years: SPAN, ..asked.clone() };
    let (draft, basis) = drafted(&asked, weights, true)?;
    // Read again for the years around it: what is near enough for a start is not what was observed.
    let year = asked.year;
    let around = Asked { bare: true, gap: 0, ..asked.clone() };
    let all = Wanted { gap: 0, ..wanted(&around, year - SPAN, year + SPAN)? };
    let (evidence, _) = Evidence::read(&asked.from, &all)?;
    let years: Vec<Wanted> =
        (year - SPAN..=year + SPAN).map(|year| Wanted { first: year, year, ..all.clone() }).collect();
    let of = |at: i64| Case {
        asked: &asked,
        wanted: &years[(at + SPAN - year) as usize],
        evidence: &evidence,
        basis,
        scored: true,
    };
    Ok(Past { draft, observed: scored::observed(&of(year), &of) })
}

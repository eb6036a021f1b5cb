//! Outcomes of a draft, the same for every pair.

use super::Case;
use super::page::{Page, number};
use crate::scenario::write_text;

/// The years after the start for which outcomes are asked.
const SOON: f64 = 10.0;

/// Writes outcomes of every pair.
pub fn write(case: &Case<'_>, page: &mut Page) {
    page.rule("Outcomes");
    page.paragraph("The same for every pair: an alliance within ten years and by the end, and the mean level of the first ten years.");
    let (start, end) = (case.start(), case.start() + case.asked.years as f64);
    let soon = (start + SOON).min(end);
    for (at, (one, other)) in case.pairs().enumerate() {
        let (pair, id) = (format!("{}-{}", one.key, other.key), format!("{}_{}", one.key, other.key).to_lowercase());
        let mut dates = vec![soon];
        dates.extend((end > soon).then_some(end));
        for by in dates {
            page.header(&format!("outcomes.alliance_{id}_{by:.0}"));
            page.plain(
                "text",
                &write_text(&format!("alliance of {} and {} by {by:.0}", one.in_text(), other.in_text())),
            );
            page.plain("kind", "\"alliance\"");
            page.plain("pair", &write_text(&pair));
            page.plain("by", &number(by));
            if at == 0 && by == end {
                page.plain("plot", "true");
            }
        }
        page.header(&format!("outcomes.level_{id}"));
        page.plain(
            "text",
            &write_text(&format!("level of {} and {}, mean {start:.0}-{soon:.0}", one.in_text(), other.in_text())),
        );
        page.plain("kind", "\"pair_level\"");
        page.plain("pair", &write_text(&pair));
        page.plain("from", &number(start));
        page.plain("to", &number(soon));
    }
    for (of, partner) in case.pairs().flat_map(|(one, other)| [(one, other), (other, one)]) {
        page.header(&format!("outcomes.share_{}_{}", of.key.to_lowercase(), partner.key.to_lowercase()));
        page.plain(
            "text",
            &write_text(&format!(
                "share of {} in the trade of {}, mean {start:.0}-{soon:.0}",
                partner.in_text(),
                of.in_text()
            )),
        );
        page.plain("kind", "\"trade_share\"");
        page.plain("of", &write_text(of.key));
        page.plain("partner", &write_text(partner.key));
        page.plain("from", &number(start));
        page.plain("to", &number(soon));
    }
    page.paragraph(
        "The argument goes below: each claim in a sentence, what it rests on, what that becomes when it is relaxed, and what it\n\
         predicts. docs/scenario-format.md says how; `realpolitik audit` then says which of them the conclusion stands on.\n\
         [claims.C1]\ntext = \"...\"",
    );
}

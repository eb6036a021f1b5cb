//! The text of a draft: a commented scenario in which every figure names its source, and what no file gave is marked as a
//! guess.

mod page;
mod parties;
mod relations;

use super::datasets::home;
use super::ledger::{self, Episode};
use super::states::State;
use super::{Asked, DISPUTES, Evidence, Part, Wanted};
use crate::scenario::write_text;
use page::{Page, number};

/// What a draft is made from.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What was asked for.
    pub asked: &'a Asked,
    /// The actors and the year.
    pub wanted: &'a Wanted,
    /// What the files hold.
    pub evidence: &'a Evidence,
}

impl Case<'_> {
    /// The beginning of the scenario: the end of the year of the figures.
    fn start(&self) -> f64 {
        (self.wanted.year + 1) as f64
    }

    /// The pairs of actors, in their order.
    fn pairs(&self) -> impl Iterator<Item = (&'static State, &'static State)> {
        let actors = &self.wanted.actors;
        actors.iter().enumerate().flat_map(|(at, one)| actors[at + 1..].iter().map(move |other| (*one, *other)))
    }
}

/// Writes a draft.
///
/// # Errors
/// If a figure is missing that nothing can stand in for: all that are, with what to do.
pub fn write(case: &Case<'_>) -> Result<String, String> {
    let mut page = Page::default();
    parties::write(case, &mut page)?;
    relations::write(case, &mut page);
    past(case, &mut page);
    outcomes(case, &mut page);
    Ok(head(case, &page) + &page.text)
}

fn head(case: &Case<'_>, page: &Page) -> String {
    let (year, start) = (case.wanted.year, case.start());
    let names: Vec<String> = case.wanted.actors.iter().map(|actor| actor.in_text()).collect();
    let listed = format!("{} and {}", names[..names.len() - 1].join(", "), names[names.len() - 1]);
    let (one, other) = (case.wanted.actors[0], case.wanted.actors[1]);
    let mut text = format!(
        "# A draft, written by `realpolitik import` from these files:\n#\n{}\
         #\n# Figures are those of {year}, or of the nearest earlier year up to {} years before, where the line says so; the\n\
         # scenario begins at the end of {year}. What no file gave is marked as a guess, and is the same for every actor or pair:\n\
         # replace it by what your argument says. docs/import.md has the rules by which figures became what stands here.\n\
         # Money is in billions of current US dollars of {year}. The model takes only ratios of money, so that any unit does\n\
         # where all figures have it{}.\n",
        files(case),
        case.wanted.gap,
        if year == 2014 { "" } else { "; to compare with other scenarios, turn them into dollars of 2014" },
    );
    for note in &page.notes {
        text += &format!("#\n# {note}\n");
    }
    text += &format!(
        "format = 1\ntitle = {}\nquestion = {}\nfocus = \"{}-{}\"\n\n[sources]\n{}\n[time]\nstart = {start:.1}\nend = {:.1}\nsteps_per_year = 4\n\n\
         [model]\ntheory = \"balance_of_threat\"   # as in the essay's scenario; others and mixtures are possible\n",
        write_text(&capital(&format!("{listed} from {start:.0}"))),
        write_text(&format!("Do {} and {} form an alliance?", one.in_text(), other.in_text())),
        one.key,
        other.key,
        page.sources.iter().map(|(key, source)| format!("{key} = {}\n", write_text(source))).collect::<String>(),
        start + case.asked.years as f64,
    );
    text
}

/// With a large first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn files(case: &Case<'_>) -> String {
    let line = |part: &Part| {
        let years = part.found.years.map_or_else(String::new, |(from, to)| format!(", {from} to {to}"));
        format!("# - {}: {}{years}\n", part.file, part.dataset.name())
    };
    case.evidence.parts.iter().map(line).collect()
}

fn past(case: &Case<'_>, page: &mut Page) {
    page.rule("The past");
    let (episodes, left_out) = ledger::episodes(case.evidence, case.start());
    let disputes = case.evidence.first(&DISPUTES);
    let claims = case.evidence.part("icow");
    page.paragraph(
        "Severity, by rule. Disputes: 1 a war; 0.6 a use of force with more than 25 of the holder's own dead, 0.3 with up to 25,\n\
         0.2 without; threats and displays are left out; the year is the last of the two in it. Claims to territory: salience (0 to\n\
         12) over 24 for the claimant, over 48 for the one who holds it; a claim that goes on has not begun to fade. One that ended\n\
         fades from its end, and counts over 24 for both: the data do not say who lost territory. Set 1 for the one who did, and\n\
         take out what the other holds. What is neither a dispute nor a claim is not here.",
    );
    if disputes.is_none() {
        page.comment(&format!("No file of disputes was given (Dyadic MID, COW MID: {}).", home("dyadic_mid")));
    }
    if claims.is_none() {
        page.comment("No file of claims to territory was given (ICOW).");
    }
    for part in [disputes, claims].into_iter().flatten() {
        if let Some((_, last)) = part.found.years.filter(|(_, last)| *last < case.wanted.year) {
            page.comment(&format!("{} ends in {last}: what came after it is missing.", part.file));
        }
    }
    if left_out > 0 {
        page.comment(&format!("{left_out} more episodes of the least severity were left out."));
    }
    let source = [
        disputes.map(|part| page.cite(part, "severity", "severity by the rule at the ledger")),
        claims.map(|part| page.cite(part, "severity", "severity by the rule at the ledger")),
    ];
    for episode in &episodes {
        let source = source[usize::from(episode.claim)].as_deref().unwrap_or("guess");
        write_episode(episode, source, page);
    }
}

fn write_episode(episode: &Episode, source: &str, page: &mut Page) {
    page.header(&format!("ledger.{}", episode.id));
    page.plain("text", &write_text(&episode.text));
    page.plain("holder", &write_text(episode.holder));
    page.plain("against", &write_text(episode.against));
    page.plain("year", &number(episode.year));
    page.figure("severity", episode.severity, source, &episode.why);
    if let Some(settled) = episode.settled {
        page.plain("settled", &number(settled));
        page.plain(
            "discount",
            "{ distribution = \"uniform\", low = 0, high = 1, source = \"guess: nobody knows how much its end took away\" }",
        );
    }
}

/// The years after the start for which outcomes are asked.
const SOON: f64 = 10.0;

fn outcomes(case: &Case<'_>, page: &mut Page) {
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

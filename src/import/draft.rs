//! The text of a draft: a commented scenario in which every figure names its source, and what no file gave is marked as a
//! guess.

mod arms;
mod conflict;
mod outcomes;
mod page;
mod parties;
mod relations;
pub mod scored;

use super::datasets::home;
use super::found::{Key, What};
use super::ledger::{self, Episode};
use super::prices::{self, deflator};
use super::states::State;
use super::{Asked, DISPUTES, Evidence, Part, Wanted};
use crate::scenario::write_text;
use page::{Page, number};

/// What GDP is counted in, and with it all money of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Current US dollars at exchange rates: the World Bank, and SIPRI where it has none.
    Current,
    /// International dollars of 2011 (Fariss et al.), to which US dollars are brought by consumer prices.
    Constant,
}

/// The year of constant prices.
const CONSTANT: i64 = 2011;

/// What a draft is made from.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// What was asked for.
    pub asked: &'a Asked,
    /// The actors and the year.
    pub wanted: &'a Wanted,
    /// What the files hold.
    pub evidence: &'a Evidence,
    /// What money is counted in.
    pub basis: Basis,
    /// Whether the outcomes are those that history shows.
    pub scored: bool,
}

impl<'a> Case<'a> {
    /// A case, on the basis that has all actors: current dollars if the World Bank has all; else constant ones if Fariss et
    /// al. have all; else current ones.
    pub fn new(asked: &'a Asked, wanted: &'a Wanted, evidence: &'a Evidence) -> Self {
        let case = Case { asked, wanted, evidence, basis: Basis::Current, scored: false };
        let bank = |key| parties::known_gdp(&case, "wb_gdp", What::Gdp, key).is_some();
        let all = wanted.actors.iter().all(|actor| bank(actor.key));
        let constant = !all && case.with_gdp(Basis::Constant).len() == wanted.actors.len();
        Case { basis: if constant { Basis::Constant } else { Basis::Current }, ..case }
    }

    /// The actors that have a GDP on a basis.
    pub fn with_gdp(&self, basis: Basis) -> Vec<Key> {
        let case = Case { basis, ..*self };
        let keys = self.wanted.actors.iter().map(|actor| actor.key);
        let mut page = Page { bare: true, ..Page::default() };
        keys.filter(|key| parties::gdp(&case, key, &mut page).is_some()).collect()
    }

    /// The beginning of the scenario: the end of the year of the figures.
    fn start(&self) -> f64 {
        (self.wanted.year + 1) as f64
    }

    /// The year of the dollars in which money stands.
    fn dollars(&self) -> i64 {
        match self.basis {
            Basis::Current => self.wanted.year,
            Basis::Constant => CONSTANT,
        }
    }

    /// US dollars of a year in the draft's money: those of a nearby year as they are where money is in current dollars.
    fn money(&self, value: f64, year: i64) -> f64 {
        match self.basis {
            Basis::Current => value,
            Basis::Constant => value * deflator(year, CONSTANT).unwrap_or(1.0),
        }
    }

    /// What such money is, for a source.
    fn of_money(&self) -> &'static str {
        match self.basis {
            Basis::Current => "bn current USD",
            Basis::Constant => "bn current USD brought to 2011 by US consumer prices",
        }
    }

    /// The ordered pairs of actors.
    pub fn ordered(&self) -> impl Iterator<Item = (&'static State, &'static State)> {
        let actors = &self.wanted.actors;
        actors.iter().flat_map(|one| actors.iter().filter(move |other| *other != one).map(|other| (*one, *other)))
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
    let mut page = Page { bare: case.asked.bare, ..Page::default() };
    parties::write(case, &mut page)?;
    relations::write(case, &mut page);
    past(case, &mut page);
    if case.scored {
        scored::write(case, &mut page);
    } else if !case.asked.bare {
        outcomes::write(case, &mut page);
    }
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
         {}",
        files(case),
        case.wanted.gap,
        money(case),
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

/// What money is in, in a comment.
fn money(case: &Case<'_>) -> String {
    let any = "The model takes only ratios of money, so that any unit does\n# where all figures have it";
    match case.basis {
        Basis::Current => {
            let year = case.wanted.year;
            let turn =
                if year == 2014 { "" } else { "; to compare with other scenarios, turn them into dollars of 2014" };
            format!("# Money is in billions of current US dollars of {year}. {any}{turn}.\n")
        }
        Basis::Constant => format!(
            "# Money is in billions of dollars of 2011: GDP in international dollars (purchasing power), exports and military\n\
             # spending in current US dollars brought to 2011 by {}.\n\
             # {any}. An international dollar buys what one buys in the United States, so\n\
             # that against GDP the trade and the arms of poor countries, which are by exchange rates, count for too little.\n",
            prices::CITATION
        ),
    }
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
    let (episodes, left_out) = ledger::episodes(case);
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

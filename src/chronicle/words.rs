//! A chronicle in plain words: a page for a terminal, and Markdown. Sentences and tables are made once, for both and for
//! whatever else shows a chronicle.

use super::{Chronicle, Event, STAGES, Standing, What, gloss};
use crate::engine::Explanation;
use crate::model::LEVELS;
use crate::scenario::clean;

/// The rows of a choice's table: what each level was worth by term, in all, and its probability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name of the term, `all` or `probability`.
    pub name: String,
    /// What it stands for.
    pub gloss: String,
    /// A value a level, from aloof to alliance.
    pub values: [String; 5],
}

/// The least difference that a term makes to be named among the reasons of a choice.
const SAID: f64 = 0.005;

/// Letters of a line beside the dates.
const WIDTH: usize = 90;

/// How many reasons are named on either side.
const REASONS: usize = 3;

/// The name of a level.
#[must_use]
pub fn level(level: usize) -> &'static str {
    LEVELS[level.min(LEVELS.len() - 1)]
}

/// The table of a choice. Terms that are nothing at every level are left out.
#[must_use]
pub fn table(choice: &Explanation) -> Vec<Row> {
    let row = |name: &str, gloss: &str, values| Row { name: name.to_owned(), gloss: gloss.to_owned(), values };
    let terms = choice.terms.iter().filter(|(_, values)| values.iter().any(|x| *x != 0.0));
    let mut rows: Vec<Row> =
        terms.map(|(name, values)| row(&name.replace('_', " "), gloss(name), values.map(number))).collect();
    rows.push(row("all", "the sum of all terms", choice.utility.map(number)));
    rows.push(row("probability", "the chance of the level, where it reconsiders", choice.probabilities.map(percent)));
    rows
}

/// What happened, in a sentence.
#[must_use]
pub fn sentence(c: &Chronicle, event: &Event) -> String {
    let name = |id: &str| clean(c.name(id));
    let both = |[one, other]: &[String; 2]| format!("{} and {}", name(one), name(other));
    match &event.what {
        What::Calendar { text, does, parties, begins, .. } => {
            let whom: Vec<String> = parties.iter().map(|id| name(id)).collect();
            let whom = if whom.is_empty() { String::new() } else { format!(" of {}", whom.join(" and ")) };
            let turn = if *begins { "begins" } else { "ends" };
            let what = match (*does, begins) {
                ("hostility", _) => format!("hostility{whom}"),
                _ => format!("{does}{whom} {turn}"),
            };
            format!("From the calendar: {} ({what}).", clean(text).trim_end_matches('.'))
        }
        What::Crisis { pair, severity } => format!("A crisis of {}, severity {severity:.2}.", both(pair)),
        What::Level { from, to, before, now, pair, .. } => {
            let way = if now > before { "up" } else { "down" };
            let offer = offer(&name(from), &name(to), *now);
            format!("{offer}, {way} from {}; the pair stands at {}.", level(*before), level(*pair))
        }
        What::Kept { from, to, choice } => format!(
            "{} does not change what it offers {}, {}; this is its closest call.",
            name(from),
            name(to),
            level(choice.offered)
        ),
        What::PactFormed { pair } => format!("An alliance: a pact of {} comes into force.", both(pair)),
        What::PactEnded { pair, denounced } => {
            let why = if *denounced { "one of them denounces it" } else { "its term has run out" };
            format!("The pact of {} ends: {why}.", both(pair))
        }
        What::Coercion { from, to, before, now, intensity } => {
            let way = if now > before { "rises" } else { "eases" };
            format!("Coercion of {} by {} {way} to {} ({intensity:.2} of 1).", name(to), name(from), STAGES[*now].1)
        }
        What::Overtaken { by, who } => format!("{} overtakes {} in strength.", name(by), name(who)),
        What::Exports { from, to, fell, share } => {
            let flow = format!("Exports of {} to {}", name(from), name(to));
            let share = percent(*share);
            if *fell {
                format!("{flow} fall under half of those at the start ({share} of them).")
            } else {
                format!("{flow} come back ({share} of those at the start).")
            }
        }
        What::FirstPartner { of, before, now } => {
            format!("{} becomes the first trading partner of {}, in place of {}.", name(now), name(of), name(before))
        }
    }
}

/// What one offers another.
fn offer(from: &str, to: &str, at: usize) -> String {
    if at == 0 { format!("{from} stands aloof from {to}") } else { format!("{from} offers {to} {}", level(at)) }
}

/// Why an actor chose what it chose, in two sentences; `from` is who chose.
#[must_use]
pub fn reasons(c: &Chronicle, from: &str, choice: &Explanation) -> String {
    let who = clean(c.name(from));
    let Explanation { offered, chosen, .. } = *choice;
    let chance = |of: usize| percent(choice.probabilities[of]);
    let anew = percent(choice.reconsiders);
    let head = match (choice.reconsidered, offered == chosen) {
        (true, false) => {
            let (now, before) = (chance(chosen), chance(offered));
            format!(
                "{who} reconsidered, as in {anew} of all steps: {now} for {}, {before} for {}.",
                level(chosen),
                level(offered)
            )
        }
        (true, true) => {
            format!("{who} reconsidered and stayed at {}, which it did with {}.", level(offered), chance(offered))
        }
        (false, _) => format!(
            "{who} did not reconsider, as in {anew} of all steps it does; it would have stayed at {} with {}.",
            level(offered),
            chance(offered)
        ),
    };
    let (one, other) = if offered == chosen { (likeliest_other(choice), offered) } else { (chosen, offered) };
    let mut pulls: Vec<(&str, f64)> =
        choice.terms.iter().map(|(term, values)| (*term, values[one] - values[other])).collect();
    pulls.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs())); // Stable: of equals in the order of the terms.
    let named = |sign: f64| -> Vec<String> {
        let of = pulls.iter().filter(|(_, pull)| pull * sign > SAID).take(REASONS);
        of.map(|(term, pull)| format!("{} ({})", gloss(term), signed(*pull))).collect()
    };
    let (toward, away) = (named(1.0), named(-1.0));
    let whether = format!("{} rather than {}", level(one), level(other));
    let said = match (toward.is_empty(), away.is_empty()) {
        (true, true) => format!("No term tells {whether} apart."),
        (false, true) => format!("For {whether} spoke {}.", toward.join(", ")),
        (true, false) => format!("Against {whether} spoke {}.", away.join(", ")),
        (false, false) => format!("For {whether} spoke {}; against it {}.", toward.join(", "), away.join(", ")),
    };
    format!("{head} {said}")
}

/// The most probable level other than the one that was offered.
fn likeliest_other(choice: &Explanation) -> usize {
    let p = &choice.probabilities;
    (0..p.len())
        .filter(|&l| l != choice.offered)
        .fold(usize::from(choice.offered == 0), |a, b| if p[b] > p[a] { b } else { a })
}

/// Where a run stood at one of its ends, in a line: what each of these offers whom, and the coercion that is felt.
#[must_use]
pub fn standing(c: &Chronicle, standings: &[Standing]) -> String {
    let told = |s: &&Standing| match &c.told.pair {
        Some([one, other]) => {
            let both = [&s.from, &s.to].iter().all(|id| [one, other].contains(id));
            both || !c.told.only && s.coercion >= STAGES[1].0 && [one, other].contains(&&s.to)
        }
        None => s.level > 0 || s.coercion >= STAGES[1].0,
    };
    let said = standings.iter().filter(told).map(|s| {
        let (from, to) = (clean(c.name(&s.from)), clean(c.name(&s.to)));
        let coercion = if s.coercion >= STAGES[1].0 { format!(", coercion {:.2}", s.coercion) } else { String::new() };
        format!("{from} to {to}: {}{coercion}", level(s.level))
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { "nobody offers or does anything".to_owned() } else { said.join("; ") }
}

/// The value of an outcome, as one reads it.
#[must_use]
pub fn outcome(recorded: &super::Recorded) -> String {
    match recorded.value {
        None => "none".to_owned(),
        Some(x) if recorded.yes_no => if x != 0.0 { "yes" } else { "no" }.to_owned(),
        Some(x) => {
            let unit = &recorded.unit;
            let unit = if unit.is_empty() || unit == "1" { String::new() } else { format!(" {unit}") };
            format!("{}{unit}", plain(x))
        }
    }
}

/// The heading of a chronicle.
#[must_use]
pub fn heading(c: &Chronicle) -> String {
    let point = if c.point > 0 || c.replicate != c.run {
        format!(", point {} of the design, replicate {}", c.point, c.replicate)
    } else {
        String::new()
    };
    format!("{}: run {} (seed {}{point})", clean(&c.title), c.run, c.seed)
}

/// What is told, in a line.
#[must_use]
pub fn told(c: &Chronicle) -> String {
    let whom = match &c.told.pair {
        None => "all actors".to_owned(),
        Some([one, other]) => {
            let pair = format!("{} and {}", clean(c.name(one)), clean(c.name(other)));
            if c.told.only { format!("what is between {pair}") } else { format!("what {pair} have to do with") }
        }
    };
    format!("{whom}, {} to {}", plain(c.told.from), plain(c.told.to))
}

/// Where what is told begins and ends, as the headings of how the actors stand there.
#[must_use]
pub fn ends(c: &Chronicle) -> [String; 2] {
    let heading = |(date, end): (f64, f64), word: &str| {
        let of = if date == end { "" } else { " of what is told" };
        format!("At the {word}{of}, {}", plain(date))
    };
    [heading((c.ends.0, c.period.0), "start"), heading((c.ends.1, c.period.1), "end")]
}

/// What counts as an alliance, in a sentence.
#[must_use]
pub fn alliance(c: &Chronicle) -> String {
    let years =
        if c.alliance_after == 1.0 { "a year".to_owned() } else { format!("{} years", plain(c.alliance_after)) };
    format!(
        "A pair stands at the lower of what its two sides offer each other. It has an alliance, a pact, once it has stood at {} \
         for {years} without a break.",
        level(LEVELS.len() - 1)
    )
}

/// The page for a terminal.
#[must_use]
pub fn page(c: &Chronicle) -> String {
    let mut out = format!("{}\n{}\n\n", heading(c), told(c));
    let [start, end] = ends(c);
    out += &format!("{start}\n  {}\n\n", standing(c, &c.start));
    for event in &c.events {
        let told = wrapped(&sentence(c, event));
        out += &format!("{:<8} {}", plain(event.date), told.trim_start());
        if let Some((from, choice)) = choice(event) {
            out += &wrapped(&format!("In {}: {}", plain(choice.date), reasons(c, from, choice)));
            out += &text_table(choice);
        }
    }
    if c.events.is_empty() {
        out += "Nothing of this happened.\n";
    }
    out += &format!("\n{end}\n  {}\n\n{}\nOutcomes of this run\n", standing(c, &c.end), flush(&alliance(c)));
    let width = c.outcomes.iter().map(|o| o.id.chars().count()).max().unwrap_or(0);
    for o in &c.outcomes {
        out += &format!("  {:<width$}  {}\n", o.id, outcome(o));
    }
    out
}

/// A text in lines beside the dates.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => line.extend([" ", word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{:9}{line}\n", "")).collect()
}

/// A text in lines from the margin on.
fn flush(text: &str) -> String {
    wrapped(text).lines().map(|line| line.trim_start().to_owned() + "\n").collect()
}

/// The choice of an event, with who chose.
#[must_use]
pub fn choice(event: &Event) -> Option<(&str, &Explanation)> {
    match &event.what {
        What::Level { from, choice: Some(choice), .. } | What::Kept { from, choice, .. } => Some((from, &**choice)),
        _ => None,
    }
}

fn text_table(choice: &Explanation) -> String {
    let rows = table(choice);
    let first = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut out = format!("{:11}{:first$}", "", "");
    for level in LEVELS {
        out += &format!("  {level:>12}");
    }
    out += "\n";
    for row in rows {
        out += &format!("{:11}{:<first$}", "", row.name);
        for value in row.values {
            out += &format!("  {value:>12}");
        }
        out += "\n";
    }
    out
}

/// The chronicle as Markdown.
#[must_use]
pub fn markdown(c: &Chronicle) -> String {
    let mut out = format!("# {}\n\n{}.\n\n", escaped(&heading(c)), escaped(&capital(&told(c))));
    let [start, end] = ends(c);
    out += &format!("{start}: {}.\n\n", escaped(&standing(c, &c.start)));
    for event in &c.events {
        out += &format!("**{}** {}\n\n", plain(event.date), escaped(&sentence(c, event)));
        if let Some((from, choice)) = choice(event) {
            out += &format!("In {}: {}\n\n", plain(choice.date), escaped(&reasons(c, from, choice)));
            out += &format!("| | {} |\n|---|{}\n", LEVELS.join(" | "), "---:|".repeat(LEVELS.len()));
            for row in table(choice) {
                out += &format!("| {} | {} |\n", row.name, row.values.join(" | "));
            }
            out += "\n";
        }
    }
    if c.events.is_empty() {
        out += "Nothing of this happened.\n\n";
    }
    out += &format!("{end}: {}.\n\n{}\n\n", escaped(&standing(c, &c.end)), alliance(c));
    out += "| outcome | of this run | what it is |\n|---|---:|---|\n";
    for o in &c.outcomes {
        out += &format!("| {} | {} | {} |\n", escaped(&o.id), outcome(o), escaped(&clean(&o.text)));
    }
    out
}

/// A text in which nothing is Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' | '$' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A worth with three decimals.
fn number(x: f64) -> String {
    let text = format!("{x:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text }
}

fn signed(x: f64) -> String {
    format!("{x:+.2}")
}

/// A probability: never rounded to 0 or 100.
fn percent(p: f64) -> String {
    match 100.0 * p {
        x if x <= 0.0 => "0%".to_owned(),
        x if x < 0.1 => "<0.1%".to_owned(),
        x if x < 100.0 && x > 99.9 => ">99.9%".to_owned(),
        x => format!("{x:.1}%"),
    }
}

/// A date or another number with at most three decimals and no trailing zeros: 2003.667 for two thirds into 2003.
#[must_use]
pub fn plain(x: f64) -> String {
    let text = format!("{x:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

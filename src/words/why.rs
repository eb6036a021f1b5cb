//! What drove an outcome, in words.

use super::{counted, percent, plain, shortened, signed};
use crate::analysis::why::{ALL, Contrast, Side, Why};
use crate::model::LEVELS;

/// What the figures do not say.
const CAUTION: &str = "\
Averages over runs as they went. A term can differ because it drove the outcome, and because it followed from it: once the\n\
two are close, changing course costs more (inertia), and whoever fears them punishes both. What a change of a premise\n\
does, `audit`, `sweep` and `tip` say.\n";

/// The page.
pub(super) fn page(why: &Why) -> String {
    let mut out = format!("\nWhat drove \"{}\" in {}\n", what(why), why.source);
    out += &format!("It came in {}, and did not in {}.\n", counted(why.came, "run"), why.not);
    if why.came == 0 || why.not == 0 {
        return out + "There is nothing to compare: all runs are of one kind.\n";
    }
    let until = why.until.map_or_else(|| "the whole period".to_owned(), |until| format!("the years up to {until}"));
    out += &format!(
        "What the level {} was worth to each over {}, term by term: means over these runs and {until}.\n",
        LEVELS[why.level.min(4)],
        LEVELS[0]
    );
    for side in &why.sides {
        out += &table(why, side);
    }
    out + "\n" + CAUTION
}

/// The outcome, and when it counts.
pub(crate) fn what(why: &Why) -> String {
    format!("{}{}", why.outcome.text, why.event.words())
}

fn table(why: &Why, side: &Side) -> String {
    // Means over time have no interval of their own; a date has.
    let last = why.last().filter(|_| why.independent);
    let mut out = format!(
        "\n  {:<58} {:>8} {:>8} {:>10}{}\n",
        format!("{} about {}", side.from_name, side.to_name),
        "came",
        "did not",
        "difference",
        last.map_or(String::new(), |at| format!("  in {} [95% interval]", plain(why.dates[at])))
    );
    let all = side.terms.iter().filter(|term| term.name == ALL).map(|term| (term, why.mean(&term.worth)));
    for (term, difference) in why.ranked(side).into_iter().chain(all) {
        let [came, not] = means(why, &term.worth);
        if came == 0.0 && not == 0.0 {
            continue;
        }
        let name = shortened(&format!("{} ({})", term.name.replace('_', " "), term.gloss), 56);
        let then = last.and_then(|at| of_date(&term.worth, at)).map_or(String::new(), |then| format!("  {then}"));
        out += &format!("    {name:<56} {came:>8.3} {not:>8.3} {:>10}{then}\n", signed(difference));
    }
    let [came, not] = means(why, &side.probability);
    let name = format!("probability of {}, where it reconsiders", LEVELS[why.level.min(4)]);
    out + &format!("    {name:<56} {:>8} {:>8}\n", percent(came), percent(not))
}

/// The difference at a date with its interval.
fn of_date(contrast: &Contrast, at: usize) -> Option<String> {
    let [low, high] = *contrast.interval.as_ref()?.get(at)?;
    let difference = contrast.came.get(at)? - contrast.not.get(at)?;
    Some(format!("{} [{}, {}]", signed(difference), signed(low), signed(high)))
}

/// The means of both groups over the dates that count.
pub(super) fn means(why: &Why, contrast: &Contrast) -> [f64; 2] {
    let zeros = vec![0.0; contrast.came.len()];
    [&contrast.came, &contrast.not]
        .map(|group| why.mean(&Contrast { came: group.clone(), not: zeros.clone(), interval: None }))
}

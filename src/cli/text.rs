//! The summary as a screen of plain words, ids first, since later commands ask for them: every text whole where the
//! screen has the rows for it, else a line each.

use super::wrap::{cut, hang, wrapped};
use crate::analysis::{ClaimSummary, Formation, OutcomeSummary, Share, Summary, Verdict};
use crate::model::LEVELS;
use crate::scenario::clean_lines;
use crate::words::counted;
use std::path::Path;

/// Where standard output is no terminal: nothing is cut, and lines are as long as they are.
const UNBOUNDED: Screen = Screen { width: usize::MAX, rows: usize::MAX };

/// The fewest and the most columns that a terminal's lines are made for.
const TERMINAL: (usize, usize) = (60, 160);

/// Room for text.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// Most characters of a line.
    width: usize,
    /// Lines that are seen at once.
    rows: usize,
}

impl Screen {
    /// The terminal that standard output is; where it is none, as many columns as COLUMNS says.
    pub(super) fn here() -> Self {
        let terminal = terminal_size::terminal_size_of(std::io::stdout());
        terminal.map_or_else(
            || Self::of_columns(std::env::var("COLUMNS").ok().as_deref()),
            |(columns, rows)| Self {
                width: usize::from(columns.0).clamp(TERMINAL.0, TERMINAL.1),
                rows: usize::from(rows.0),
            },
        )
    }

    /// What is piped is not seen at once, so that it has all the rows that it needs.
    fn of_columns(columns: Option<&str>) -> Self {
        let columns = columns.and_then(|text| text.trim().parse::<usize>().ok()).filter(|columns| *columns > 0);
        columns.map_or(UNBOUNDED, |columns| Self { width: columns.max(TERMINAL.0), ..UNBOUNDED })
    }
}

/// The summary for a screen.
pub(super) fn summary(s: &Summary, path: &Path, note: Option<&str>, screen: Screen) -> String {
    let whole = page(s, path, note, screen.width, false);
    // One row is the prompt's.
    let page = if whole.lines().count() < screen.rows { whole } else { page(s, path, note, screen.width, true) };
    clean_lines(&page)
}

fn page(s: &Summary, path: &Path, note: Option<&str>, width: usize, brief: bool) -> String {
    let mut parts = vec![heading(s, width), outcomes(s, width, brief)];
    parts.extend(s.formation.iter().find(|f| f.focus).map(|f| formation(f, width)));
    if !s.claims.is_empty() {
        parts.push(claims(s, width, brief));
    }
    parts.push(files(s, path, note));
    parts.join("\n\n") + "\n"
}

fn heading(s: &Summary, width: usize) -> String {
    let (start, end) = (year(s.period.0), year(s.period.1));
    let title = format!("{} ({}, seed {}, {start} to {end})", s.title, counted(s.runs, "run"), s.seed);
    [hang("", &title, width), hang("", &s.question, width)].join("\n")
}

fn files(s: &Summary, path: &Path, note: Option<&str>) -> String {
    let note = note.map_or_else(String::new, |note| format!("\n        {note}"));
    format!("Files   {}{note}\nDigest  {}", path.display(), s.digest)
}

fn outcomes(s: &Summary, width: usize, brief: bool) -> String {
    let mut title = "Outcomes: mean [95% interval]".to_owned();
    if s.outcomes.iter().any(|o| o.number.as_ref().is_some_and(|n| n.mean_low.is_none())) {
        title += "; [—] where all runs are alike or there is one only";
    }
    if s.outcomes.iter().any(|o| o.unit == "level") {
        let names: Vec<String> = LEVELS.iter().enumerate().map(|(l, name)| format!("{l} {name}")).collect();
        title += &format!("; {}", names.join(", "));
    }
    let mut lines = vec![hang("", &title, width)];
    let values: Vec<String> = s.outcomes.iter().map(value).collect();
    let (id, value) = (longest(s.outcomes.iter().map(|o| &o.id)), longest(&values));
    for (outcome, shown) in s.outcomes.iter().zip(&values) {
        let (left, notes) = (format!("  {:<id$} {shown:<value$}  ", outcome.id), notes(outcome, s.runs));
        lines.push(if brief {
            let text = cut(&(left + &outcome.text), width.saturating_sub(notes.chars().count()));
            text + &notes
        } else {
            hang(&left, &format!("{}{notes}", outcome.text), width)
        });
    }
    lines.join("\n")
}

fn value(o: &OutcomeSummary) -> String {
    match (&o.share, &o.number) {
        (Some(p), _) if p.of > 0 => with_interval([p.share, p.low, p.high], 3),
        (None, Some(n)) => {
            let digits = if o.unit == "year" { 0 } else { digits(n.mean) };
            match (n.mean_low, n.mean_high) {
                (Some(low), Some(high)) => with_interval([n.mean, low, high], digits),
                _ => format!("{:>6.digits$} [—]", n.mean),
            }
        }
        _ => format!("{:>6}", "none"),
    }
}

fn with_interval([x, low, high]: [f64; 3], digits: usize) -> String {
    format!("{x:>6.digits$} [{low:.digits$}, {high:.digits$}]")
}

/// Decimal places that give about four figures.
fn digits(x: f64) -> usize {
    [10.0, 100.0, 1000.0].iter().filter(|bound| x.abs() < **bound).count()
}

/// The unit of an outcome where its text leaves it open, and in how many runs there is none.
fn notes(o: &OutcomeSummary, runs: u64) -> String {
    let is_scale = o.unit.contains(" to ") || ["yes or no", "year", "ratio"].contains(&o.unit.as_str());
    let said = o.unit.split(' ').next().is_none_or(|word| o.text.contains(word));
    let unit = (!is_scale && !said).then(|| o.unit.clone());
    let none = (o.nulls > 0).then(|| format!("none in {} of {}", o.nulls, counted(runs, "run")));
    let notes: Vec<String> = unit.into_iter().chain(none).collect();
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
}

fn formation(f: &Formation, width: usize) -> String {
    let step = (f.by.len() / 7).max(1);
    let mut shown: Vec<String> = f.by.iter().skip(step).step_by(step).map(by).collect();
    let none = f.by.last().map_or(1.0, |(_, share)| 1.0 - share.share);
    let title = format!("Alliance of {} by date, in shares of the runs ({none:.3} have none)", f.pair);
    let mut lines = vec![hang("", &title, width)];
    if let Some(last) = f.by.last() {
        if shown.last() != Some(&by(last)) {
            shown.push(by(last));
        }
        lines.push(format!("  {}", wrapped(shown.iter().map(String::as_str), "   ", width - 2).join("\n  ")));
    }
    lines.join("\n")
}

fn by((date, share): &(f64, Share)) -> String {
    format!("{} {:.3}", year(*date), share.share)
}

fn claims(s: &Summary, width: usize, brief: bool) -> String {
    let (judged, silent): (Vec<_>, Vec<_>) = s.claims.iter().partition(|c| c.verdict.is_some());
    let texts = if brief { " (the texts are in summary.json)" } else { "" };
    let mut lines = vec![format!("Claims: verdict, and the prediction that decides it{texts}")];
    let (id, column) = (longest(judged.iter().map(|c| &c.id)), judged.iter().map(|c| word(c).len()).max().unwrap_or(0));
    for claim in &judged {
        let (left, why) = (format!("  {:<id$}  {:<column$}  ", claim.id, word(claim)), because(claim, &s.outcomes));
        if brief {
            lines.push(cut(&format!("{left}{}", why.unwrap_or_default()), width));
        } else {
            lines.push(hang(&left, &claim.text, width));
            lines.extend(why.map(|why| hang(&format!("  {:id$}  ", ""), &why, width)));
        }
    }
    if !silent.is_empty() && !brief {
        let ids: Vec<&str> = silent.iter().map(|c| c.id.as_str()).collect();
        lines.push(hang("  ", &format!("without a prediction: {}", ids.join(", ")), width));
    }
    lines.join("\n")
}

fn word(c: &ClaimSummary) -> &'static str {
    match c.verdict {
        Some(Verdict::Supported) => "supported",
        Some(Verdict::Contradicted) => "contradicted",
        Some(Verdict::Open) => "open",
        Some(Verdict::ByConstruction) => "by construction",
        None => "",
    }
}

/// The first prediction that has the claim's verdict, and how many have it.
fn because(c: &ClaimSummary, outcomes: &[OutcomeSummary]) -> Option<String> {
    let mut same = c.predictions.iter().filter(|p| Some(p.verdict) == c.verdict);
    let p = same.next()?;
    let tally = match c.predictions.len() {
        1 => String::new(),
        all => format!(" ({} of {all})", 1 + same.count()),
    };
    let text = outcomes.iter().find(|o| o.id == p.outcome).map_or("", |o| &o.text);
    let bounds = p.event.strip_prefix(text).unwrap_or_default();
    let side = if p.above { "above" } else { "below" };
    let Share { of, share, low, high, .. } = p.probability;
    let found = if of == 0 { "unknown: no run could say".into() } else { format!("{share:.3} [{low:.3}, {high:.3}]") };
    Some(format!("P({}{bounds}) = {found}, predicted {side} {}{tally}", p.outcome, p.threshold))
}

fn longest<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}

/// A date in decimal years.
fn year(date: f64) -> String {
    format!("{date:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Report, Summariser};
    use crate::design::Spec;
    use crate::experiment::{Plan, Source, simulate};

    /// One of every kind of line, made up.
    const SUMMARY: &str = include_str!("../../tests/fixtures/summary.json");

    fn screen(width: usize, rows: usize) -> String {
        let made_up: Summary = SUMMARY.parse().expect("the fixture is a summary");
        summary(&made_up, Path::new("output/made-up/1-400-0a1b2c3d"), Some("complete already"), Screen { width, rows })
    }

    #[test]
    fn at_a_hundred_columns() {
        insta::assert_snapshot!(screen(100, 50), @r"
        Two made-up powers (400 runs, seed 1, 2000 to 2030.5)
        Do Elmland and Oakland ally before the middle of the century, and who gives more?

        Outcomes: mean [95% interval]; 0 aloof, 1 lip service, 2 partnership, 3 coordination, 4 alliance
          alliance_2030  0.203 [0.166, 0.244]    alliance of Elmland and Oakland by 2030
          alliance_date   2020 [2018, 2021]      date of an alliance of Elmland and Oakland (none in 319 of
                                                 400 runs)
          level_2030     1.500 [1.415, 1.585]    level of Elmland and Oakland in 2030
          gap           -0.035 [-0.036, -0.035]  what Oakland believes of Elmland beyond what Elmland is in
                                                 truth committed to, mean 2000-2030
          trade_2030      1252 [1249, 1256]      two-way trade of Elmland and Oakland in 2030 (bn 2014 USD /
                                                 year)
          after_parity    none                   what Elmland offers after parity, minus before (level; none
                                                 in 400 of 400 runs)
          pact_after      none                   a pact after parity (none in 400 of 400 runs)

        Alliance of ELM-OAK by date, in shares of the runs (0.797 have none)
          2004 0.025   2008 0.050   2012 0.080   2016 0.105   2020 0.130   2024 0.160   2028 0.185
          2030.5 0.203

        Claims: verdict, and the prediction that decides it
          far     contradicted     The two are far from an alliance
                  P(alliance_2030) = 0.203 [0.166, 0.244], predicted below 0.05 (1 of 2)
          hopes   by construction  Oakland hopes for more than Elmland is ready to give, now as in the years
                                   before the war over the valley
                  P(gap above 0) = 0.500 [0.451, 0.549], predicted above 0.9
          parity  open             At parity Elmland gives more
                  P(after_parity above 0) = unknown: no run could say, predicted above 0.67
          trade   supported        Trade stays below two thousand billions
                  P(trade_2030 below 2000) = 1.000 [0.990, 1.000], predicted above 0.9
          without a prediction: memory

        Files   output/made-up/1-400-0a1b2c3d
                complete already
        Digest  0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d
        ");
    }

    #[test]
    fn the_essay_fits_a_hundred_columns_and_fifty_rows() {
        let source = Source { name: "builtin:essay".into(), set: Vec::new(), resolved: None, limits: 1 };
        let plan = Plan::new(&source, Spec::MonteCarlo { runs: 64 }, None, 1).expect("a plan");
        let mut summariser = Summariser::new(&plan.scenario);
        let report = simulate(&plan, 1, &mut summariser, &false.into(), &|_| {}).expect("a report");
        let Report::Run { summary: found, .. } = report else { panic!("no run") };
        let said = summary(&found, Path::new("run"), None, Screen { width: 100, rows: 50 });
        assert!(said.lines().count() <= 50, "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
        assert!(found.outcomes.iter().all(|outcome| said.contains(&format!("\n  {} ", outcome.id))), "{said}");
    }

    #[test]
    fn what_is_piped_is_not_cut() {
        let piped = |columns| {
            let Screen { width, rows } = Screen::of_columns(columns);
            screen(width, rows)
        };
        assert_eq!(piped(Some("100")), screen(100, 500));
        let whole = piped(None);
        assert_eq!((piped(Some("wide")), piped(Some("0"))), (whole.clone(), whole.clone()));
        assert!(!whole.contains('\u{2026}'));
        let line = "  gap           -0.035 [-0.036, -0.035]  what Oakland believes of Elmland beyond what Elmland is in truth \
                    committed to, mean 2000-2030";
        assert!(whole.lines().any(|l| l == line), "{whole}");
        assert!(piped(Some("70")).lines().all(|line| line.chars().count() <= 72), "{}", piped(Some("70")));
    }

    #[test]
    fn with_few_rows() {
        insta::assert_snapshot!(screen(100, 24), @r"
        Two made-up powers (400 runs, seed 1, 2000 to 2030.5)
        Do Elmland and Oakland ally before the middle of the century, and who gives more?

        Outcomes: mean [95% interval]; 0 aloof, 1 lip service, 2 partnership, 3 coordination, 4 alliance
          alliance_2030  0.203 [0.166, 0.244]    alliance of Elmland and Oakland by 2030
          alliance_date   2020 [2018, 2021]      date of an alliance of Elmland a… (none in 319 of 400 runs)
          level_2030     1.500 [1.415, 1.585]    level of Elmland and Oakland in 2030
          gap           -0.035 [-0.036, -0.035]  what Oakland believes of Elmland beyond what Elmland is in…
          trade_2030      1252 [1249, 1256]      two-way trade of Elmland and Oakland… (bn 2014 USD / year)
          after_parity    none                   what Elmland offers after… (level; none in 400 of 400 runs)
          pact_after      none                   a pact after parity (none in 400 of 400 runs)

        Alliance of ELM-OAK by date, in shares of the runs (0.797 have none)
          2004 0.025   2008 0.050   2012 0.080   2016 0.105   2020 0.130   2024 0.160   2028 0.185
          2030.5 0.203

        Claims: verdict, and the prediction that decides it (the texts are in summary.json)
          far     contradicted     P(alliance_2030) = 0.203 [0.166, 0.244], predicted below 0.05 (1 of 2)
          hopes   by construction  P(gap above 0) = 0.500 [0.451, 0.549], predicted above 0.9
          parity  open             P(after_parity above 0) = unknown: no run could say, predicted above 0.67
          trade   supported        P(trade_2030 below 2000) = 1.000 [0.990, 1.000], predicted above 0.9

        Files   output/made-up/1-400-0a1b2c3d
                complete already
        Digest  0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d
        ");
    }

    #[test]
    fn at_sixty_columns() {
        insta::assert_snapshot!(screen(60, 60), @r"
        Two made-up powers (400 runs, seed 1, 2000 to 2030.5)
        Do Elmland and Oakland ally before the middle of the
        century, and who gives more?

        Outcomes: mean [95% interval]; 0 aloof, 1 lip service, 2
        partnership, 3 coordination, 4 alliance
          alliance_2030  0.203 [0.166, 0.244]
              alliance of Elmland and Oakland by 2030
          alliance_date   2020 [2018, 2021]
              date of an alliance of Elmland and Oakland (none in
              319 of 400 runs)
          level_2030     1.500 [1.415, 1.585]
              level of Elmland and Oakland in 2030
          gap           -0.035 [-0.036, -0.035]
              what Oakland believes of Elmland beyond what Elmland
              is in truth committed to, mean 2000-2030
          trade_2030      1252 [1249, 1256]
              two-way trade of Elmland and Oakland in 2030 (bn 2014
              USD / year)
          after_parity    none
              what Elmland offers after parity, minus before (level;
              none in 400 of 400 runs)
          pact_after      none
              a pact after parity (none in 400 of 400 runs)

        Alliance of ELM-OAK by date, in shares of the runs (0.797
        have none)
          2004 0.025   2008 0.050   2012 0.080   2016 0.105
          2020 0.130   2024 0.160   2028 0.185   2030.5 0.203

        Claims: verdict, and the prediction that decides it
          far     contradicted
              The two are far from an alliance
                  P(alliance_2030) = 0.203 [0.166, 0.244], predicted
                  below 0.05 (1 of 2)
          hopes   by construction
              Oakland hopes for more than Elmland is ready to give,
              now as in the years before the war over the valley
                  P(gap above 0) = 0.500 [0.451, 0.549], predicted
                  above 0.9
          parity  open
              At parity Elmland gives more
                  P(after_parity above 0) = unknown: no run could
                  say, predicted above 0.67
          trade   supported
              Trade stays below two thousand billions
                  P(trade_2030 below 2000) = 1.000 [0.990, 1.000],
                  predicted above 0.9
          without a prediction: memory

        Files   output/made-up/1-400-0a1b2c3d
                complete already
        Digest  0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d
        ");
    }
}

//! Files of what was observed: a line an outcome, by its id in the scenario, and lines of what was before the start.
//!
//! ```csv
//! outcome,date,value,sd,source
//! trade_1913,1908,180,,statistical yearbook
//! trade_1913,1909,190,,statistical yearbook
//! trade_1913,1914,210,15,statistical yearbook
//! alliance_1914,,no,,treaty texts
//! alliance_date,,none,,treaty texts
//! ```
//!
//! `outcome` and `value` are needed. A `date` before the start of the scenario, or at it, makes the line one of history: a
//! value that the outcome's quantity had then. `sd` is the standard deviation of the value's error, `scale` what counts as a
//! distance of 1; an empty field is none. `source` and `note` are for readers.

use crate::design::calibrated::Observation;
use crate::design::observed::{Observed, Past, Seen};
use crate::scenario::{Outcome, Quantity, Reduction, Scenario, closest};
use crate::words::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Columns with a meaning, and those for readers.
const COLUMNS: [&str; 7] = ["outcome", "value", "date", "sd", "scale", "source", "note"];

/// How many of them have a meaning.
const MEANING: usize = 5;

/// The largest file that is read.
const MOST: u64 = 16 << 20;

/// How far two dates may lie apart and be the same: a day.
const DAY: f64 = 1.0 / 365.0;

/// Why a file is refused: bad input, with the file and the line.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct Refused {
    path: PathBuf,
    why: String,
}

/// Reads a file of what was observed of a scenario's outcomes.
///
/// # Errors
/// A file that cannot be read, a column or an outcome that does not exist, a value that is no number or that the outcome
/// cannot take, a date that is not the outcome's or beyond the end, an outcome twice, nothing at all.
pub fn read(path: &Path, scenario: &Scenario) -> Result<Observed, Refused> {
    let refused = |why: String| Refused { path: path.to_owned(), why };
    let size = std::fs::metadata(path).map_err(|error| refused(error.to_string()))?.len();
    if size > MOST {
        return Err(refused(format!("is larger than {} MiB, and no list of outcomes", MOST >> 20)));
    }
    let bytes = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    parse(&bytes, scenario).map_err(refused)
}

/// Reads what a calibration compares with: values within the period, and no history.
///
/// # Errors
/// As [`read`], and a date that did not come.
pub fn read_values(path: &Path, scenario: &Scenario) -> Result<Vec<Observation>, Refused> {
    let refused = |why: String| Refused { path: path.to_owned(), why };
    let value = |one: Seen| match one.value {
        Some(value) => Ok(Observation { outcome: one.outcome, value, sd: one.sd, scale: one.scale }),
        None => {
            Err(refused(format!("`{}` is none: take an outcome that says whether it happens by a date", one.outcome)))
        }
    };
    read(path, scenario)?.seen.into_iter().map(value).collect()
}

/// Reads what was observed from the bytes of a file.
///
/// # Errors
/// As [`read`], all lines that are wrong at once.
pub fn parse(bytes: &[u8], scenario: &Scenario) -> Result<Observed, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let headings: Vec<String> = match reader.headers() {
        Ok(record) => record.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect(),
        Err(error) => return Err(unreadable(&error)),
    };
    let columns = columns(&headings)?;
    let mut lines = Lines::new(scenario);
    let mut wrong = Wrong::default();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let fields = columns.map(|column| column.and_then(|column| record.get(column)).unwrap_or_default());
        let taken = match record.len() {
            n if n == headings.len() => lines.take(fields),
            n => Err(format!(
                "{} for {} headings: put a text with commas in quotes",
                counted(n as u64, "field"),
                headings.len()
            )),
        };
        if let Err(why) = taken {
            wrong.add(record.position().map_or(0, csv::Position::line), &why);
        }
        if wrong.more >= Wrong::ENOUGH {
            break;
        }
    }
    if let Some(why) = wrong.listed() {
        return Err(why);
    }
    let all = lines.all;
    if !all.seen.is_empty() {
        return Ok(all);
    }
    Err(match all.history.is_empty() {
        true => "there are no lines below the headings: give at least one outcome".into(),
        false => "all lines are of before the start: give at least one outcome as it came".into(),
    })
}

fn unreadable(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { pos: Some(pos), .. } => {
            format!("line {}: is not UTF-8; save the file as CSV in UTF-8", pos.line())
        }
        _ => error.to_string(),
    }
}

/// What is wrong with which lines: the first of many in words.
#[derive(Default)]
struct Wrong {
    said: Vec<String>,
    more: u64,
}

impl Wrong {
    const MOST: usize = 20;
    /// So many more, and no further line is looked at: a name that is not there is compared with all that are.
    const ENOUGH: u64 = 1000;

    fn add(&mut self, line: u64, why: &str) {
        if self.said.len() < Self::MOST {
            self.said.push(format!("line {line}: {why}"));
        } else {
            self.more += 1;
        }
    }

    /// All of it; none where nothing is wrong.
    fn listed(&self) -> Option<String> {
        match &self.said[..] {
            [] => None,
            [one] => Some(one.clone()),
            many => {
                let least = if self.more >= Self::ENOUGH { "at least " } else { "" };
                let more = if self.more > 0 { format!("\n  and {least}{} more", self.more) } else { String::new() };
                Some(format!("{least}{} lines are wrong\n  {}{more}", many.len() as u64 + self.more, many.join("\n  ")))
            }
        }
    }
}

/// Where the columns with a meaning are.
fn columns(headings: &[String]) -> Result<[Option<usize>; MEANING], String> {
    if let [only] = headings
        && let Some(other) = [';', '\t'].into_iter().find(|other| only.contains(*other))
    {
        let name = if other == ';' { "semicolons" } else { "tabs" };
        return Err(format!("the columns are separated by {name}: save the file with commas, and points in numbers"));
    }
    for (at, heading) in headings.iter().enumerate() {
        if !COLUMNS.contains(&heading.as_str()) {
            let hint = closest(heading, COLUMNS.iter().copied());
            let hint = hint
                .map_or_else(|| format!("there are: {}", COLUMNS.join(", ")), |hint| format!("did you mean `{hint}`?"));
            return Err(format!("there is no column `{heading}`; {hint}"));
        }
        if headings[..at].contains(heading) {
            return Err(format!("two columns have the name `{heading}`"));
        }
    }
    let found = [0, 1, 2, 3, 4].map(|at: usize| headings.iter().position(|heading| heading == COLUMNS[at]));
    match found[..2].iter().position(Option::is_none) {
        Some(missing) => {
            Err(format!("the column `{}` is missing: the first line is `outcome,value`", COLUMNS[missing]))
        }
        None => Ok(found),
    }
}

/// What the lines so far say.
struct Lines<'a> {
    scenario: &'a Scenario,
    /// Outcomes by their ids.
    outcomes: BTreeMap<&'a str, &'a Outcome>,
    /// Outcomes that have their value.
    seen: BTreeSet<&'a str>,
    /// Dates of history, by outcome and day.
    dates: BTreeMap<(&'a str, i64), f64>,
    all: Observed,
}

impl<'a> Lines<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let outcomes = scenario.outcomes.iter().map(|outcome| (outcome.id.as_str(), outcome)).collect();
        Self { scenario, outcomes, seen: BTreeSet::new(), dates: BTreeMap::new(), all: Observed::default() }
    }

    /// Takes a line: outcome, value, date, standard deviation and scale.
    fn take(&mut self, [id, value, date, sd, scale]: [&str; MEANING]) -> Result<(), String> {
        let Some(&outcome) = self.outcomes.get(id) else {
            let hint = match closest(id, self.outcomes.keys().copied()) {
                Some(hint) => format!("did you mean `{hint}`?"),
                None => format!("there are: {}", self.outcomes.keys().copied().collect::<Vec<_>>().join(", ")),
            };
            return Err(format!("there is no outcome `{id}` in this scenario; {hint}"));
        };
        if let Some(date) = before(outcome, date, self.scenario)? {
            let value = number(outcome, value)?;
            return self.past(outcome, date, value);
        }
        let (sd, scale) = (above_zero(id, "sd", sd)?, above_zero(id, "scale", scale)?);
        let value = match value {
            "none" if outcome.can_be_null() => None,
            _ => Some(number(outcome, value)?),
        };
        if let (Some(value), Reduction::FirstDate(_)) = (value, outcome.reduction) {
            let time = self.scenario.time;
            if !(time.start..=time.end).contains(&value) {
                return Err(format!(
                    "{value} is no date of the period, {} to {}; where `{id}` came later or never, write none",
                    time.start, time.end
                ));
            }
        }
        if !self.seen.insert(&outcome.id) {
            return Err(format!("`{id}` is there already: give each outcome once"));
        }
        self.all.seen.push(Seen { outcome: id.to_owned(), value, sd, scale });
        Ok(())
    }

    /// Takes a value of before the start.
    fn past(&mut self, outcome: &'a Outcome, date: f64, value: f64) -> Result<(), String> {
        let id = outcome.id.as_str();
        let day = (date / DAY).floor() as i64;
        let mut near = self.dates.range((id, day.saturating_sub(1))..=(id, day.saturating_add(1)));
        if near.any(|(_, other)| (other - date).abs() < DAY) {
            return Err(format!("`{id}` in {date} is there already: give each date once"));
        }
        self.dates.insert((id, day), date);
        self.all.history.push(Past { outcome: id.to_owned(), date, value });
        Ok(())
    }
}

/// A number above 0, or nothing.
fn above_zero(id: &str, name: &str, text: &str) -> Result<Option<f64>, String> {
    match text.parse::<f64>() {
        _ if text.is_empty() => Ok(None),
        Ok(x) if x.is_finite() && x > 0.0 => Ok(Some(x)),
        _ => Err(format!("`{text}` as {name} of `{id}`: write a number above 0, or nothing")),
    }
}

/// The date of a line of history; none where the line is of the outcome itself.
fn before(outcome: &Outcome, text: &str, scenario: &Scenario) -> Result<Option<f64>, String> {
    let (id, time) = (&outcome.id, scenario.time);
    if text.is_empty() {
        return Ok(None);
    }
    let date = text.parse::<f64>().ok().filter(|date| date.is_finite());
    let date = date.ok_or_else(|| format!("`{text}` is no date: write a decimal year, such as 1913.5"))?;
    let state = matches!(outcome.reduction, Reduction::At(_) | Reduction::Mean(..) | Reduction::TimeShare { .. });
    match outcome.due() {
        _ if date <= time.start && !state => Err(format!(
            "`{id}` has no value in {date}, before the start: give the history of an outcome that has a value at a date"
        )),
        _ if date <= time.start => Ok(Some(date)),
        _ if date > time.end => Err(format!("{date} is after the end of the scenario, {}", time.end)),
        Some(due) if (due - date).abs() < DAY => Ok(None),
        Some(due) => Err(format!("`{id}` is of {due}, and this line of {date}: another date needs another outcome")),
        None => Err(format!("`{id}` is of no one date: leave its column `date` empty")),
    }
}

/// The value of an outcome: a number that it can take, or yes or no.
fn number(outcome: &Outcome, text: &str) -> Result<f64, String> {
    let id = &outcome.id;
    if outcome.is_yes_no() {
        return match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(1.0),
            "no" | "false" | "0" => Ok(0.0),
            _ => Err(format!("`{text}` is no value of `{id}`, which is yes or no: write yes or no")),
        };
    }
    let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
    let x = number.ok_or_else(|| format!("`{text}` is no number, and `{id}` needs one"))?;
    let lowest = match (outcome.quantity, outcome.reduction) {
        (Quantity::PartnerRank(..), Reduction::At(_)) => 1.0,
        (
            Quantity::Grievance(..)
            | Quantity::CapabilityRatio(..)
            | Quantity::PartnerRank(..)
            | Quantity::TwoWayTrade(..),
            Reduction::At(_) | Reduction::Mean(..),
        ) => 0.0,
        _ => f64::NEG_INFINITY,
    };
    match outcome.bounds() {
        None if x < lowest => {
            Err(format!("{text} is no value of `{id}` ({}), which is {lowest} or more", outcome.text))
        }
        _ if outcome.is_whole() && x.fract() != 0.0 => {
            Err(format!("{text} is no value of `{id}` ({}), which is a whole number", outcome.text))
        }
        Some((low, high)) if !(low..=high).contains(&x) => {
            Err(format!("{text} is no value of `{id}` ({}), which lies from {low} to {high}", outcome.text))
        }
        _ => Ok(x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn essay() -> Scenario {
        crate::scenario::load("builtin:essay", &crate::scenario::Builtin, &[]).expect("a built-in scenario").scenario
    }

    #[test]
    fn values_that_cannot_be_are_refused() {
        let said = |line: &str| parse(format!("outcome,value\n{line}\n").as_bytes(), &essay()).unwrap_err().to_string();
        for (line, says) in [
            ("trade_rus_chn_2020,-5", "which is 0 or more"),
            ("rank_rus_2020,0", "which is 1 or more"),
            ("rank_rus_2020,5.5", "which is a whole number"),
            ("level_2025,9", "which lies from 0 to 4"),
            ("ratio_rus_chn_2035,-3", "which is 0 or more"),
        ] {
            assert!(said(line).contains(says), "{says} is not in {}", said(line));
        }
    }

    #[test]
    fn lines_are_read() {
        let text = "\u{feff}outcome, value,sd,source\ntrade_rus_chn_2020,108.5,2,customs\nalliance_2025,no,,\nlevel_2025,2,,\n";
        let found = parse(text.as_bytes(), &essay()).expect("it is read");
        let one = |outcome: &str, value, sd| Seen { outcome: outcome.into(), value: Some(value), sd, scale: None };
        let expected = [
            one("trade_rus_chn_2020", 108.5, Some(2.0)),
            one("alliance_2025", 0.0, None),
            one("level_2025", 2.0, None),
        ];
        assert_eq!(found.seen, expected);
        assert!(found.history.is_empty());
    }

    #[test]
    fn lines_of_before_the_start_are_history() {
        let text = "outcome,date,value\ntrade_rus_chn_2020,2013,88\ntrade_rus_chn_2020,2015,95\ntrade_rus_chn_2020,2021,108\n\
                    alliance_date,,none\n";
        let found = parse(text.as_bytes(), &essay()).expect("it is read");
        assert_eq!(found.seen.iter().map(|one| one.value).collect::<Vec<_>>(), [Some(108.0), None]);
        assert_eq!(
            found.history.iter().map(|past| (past.date, past.value)).collect::<Vec<_>>(),
            [(2013.0, 88.0), (2015.0, 95.0)]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let scenario = essay();
        let cases = [
            (
                "outcome,value\naliance_2025,no\n",
                "line 2: there is no outcome `aliance_2025` in this scenario; did you mean `alliance_2025`?",
            ),
            ("outcome,value\nalliance_2025,no\nalliance_2025,yes\n", "line 3: `alliance_2025` is there already"),
            ("outcome,value\nlevel_2025,much\n", "line 2: `much` is no number, and `level_2025` needs one"),
            ("outcome,value\nlevel_2025,inf\n", "line 2: `inf` is no number"),
            ("outcome,value\nlevel_2025,7\n", "which lies from 0 to 4"),
            ("outcome,value\nlevel_2025,none\n", "`none` is no number"),
            ("outcome,value\nalliance_2025,0.3\n", "`0.3` is no value of `alliance_2025`, which is yes or no"),
            ("outcome,value,sd\nlevel_2025,2,0\n", "`0` as sd of `level_2025`: write a number above 0, or nothing"),
            ("outcome,valu\nlevel_2025,2\n", "there is no column `valu`; did you mean `value`?"),
            ("outcome\nlevel_2025\n", "the column `value` is missing"),
            ("outcome,value,value\nlevel_2025,2,2\n", "two columns have the name `value`"),
            ("outcome,value\n", "there are no lines below the headings"),
            ("", "the column `outcome` is missing"),
            ("outcome,value\nlevel_2025\n", "line 2: 1 field for 2 headings: put a text with commas in quotes"),
            ("outcome;value\nlevel_2025;2\n", "the columns are separated by semicolons: save the file with commas"),
            ("outcome\tvalue\nlevel_2025\t2\n", "the columns are separated by tabs"),
            (
                "outcome,value\nlevel_2025,9\nalliance_2025,no\naliance_2035,no\n",
                "2 lines are wrong\n  line 2: 9 is no value of `level_2025` (level of Russia and China in 2025), which lies from 0 to 4\n  \
                 line 4: there is no outcome `aliance_2035`",
            ),
            ("outcome,date,value\nlevel_2025,soon,2\n", "line 2: `soon` is no date"),
            ("outcome,date,value\nlevel_2025,2024,2\n", "line 2: `level_2025` is of 2025, and this line of 2024"),
            ("outcome,date,value\nlevel_2025,2090,2\n", "line 2: 2090 is after the end of the scenario, 2050"),
            ("outcome,date,value\nlevel_2025,2010,2\n", "all lines are of before the start"),
            (
                "outcome,date,value\nlevel_2025,2010,2\nlevel_2025,2010,2\n",
                "line 3: `level_2025` in 2010 is there already",
            ),
            ("outcome,date,value\nlevel_2025,2010,9\n", "line 2: 9 is no value of `level_2025`"),
            ("outcome,date,value\nalliance_date,2010,2009\n", "line 2: `alliance_date` has no value in 2010, before"),
            ("outcome,date,value\nalliance_date,2020,2020\n", "line 2: `alliance_date` is of no one date"),
            ("outcome,value\nalliance_date,2090\n", "line 2: 2090 is no date of the period, 2015 to 2050"),
        ];
        for (text, expected) in cases {
            let said = parse(text.as_bytes(), &scenario).expect_err(text);
            assert!(said.contains(expected), "{text:?}: {said}");
        }
    }
}

//! Files of what was observed: a line an outcome, by its id in the scenario.
//!
//! ```csv
//! outcome,value,sd,source
//! trade_1913,210,15,statistical yearbook
//! alliance_1914,no,,treaty texts
//! ```
//!
//! `outcome` and `value` are needed. `sd` is the standard deviation of the value's error, `scale` what counts as a distance
//! of 1; an empty field is none. `source` and `note` are for readers.

use crate::design::calibrated::Observation;
use crate::scenario::{Outcome, Scenario, closest};
use std::path::{Path, PathBuf};

/// Columns with a meaning, and those for readers.
const COLUMNS: [&str; 6] = ["outcome", "value", "sd", "scale", "source", "note"];

/// The largest file that is read.
const MOST: u64 = 16 << 20;

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
/// cannot take, an outcome twice, nothing at all.
pub fn read(path: &Path, scenario: &Scenario) -> Result<Vec<Observation>, Refused> {
    let refused = |why: String| Refused { path: path.to_owned(), why };
    let size = std::fs::metadata(path).map_err(|error| refused(error.to_string()))?.len();
    if size > MOST {
        return Err(refused(format!("is larger than {} MiB, and no list of outcomes", MOST >> 20)));
    }
    let bytes = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    parse(&bytes, scenario).map_err(refused)
}

/// Reads what was observed from the bytes of a file.
///
/// # Errors
/// As [`read`], with the line.
pub fn parse(bytes: &[u8], scenario: &Scenario) -> Result<Vec<Observation>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headings: Vec<String> = match reader.headers() {
        Ok(record) => record.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect(),
        Err(error) => return Err(error.to_string()),
    };
    let columns = columns(&headings)?;
    let mut all: Vec<Observation> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: usize| columns[at].and_then(|column| record.get(column)).unwrap_or_default();
        let one = observation([field(0), field(1), field(2), field(3)], scenario)
            .map_err(|why| format!("line {line}: {why}"))?;
        if all.iter().any(|other| other.outcome == one.outcome) {
            return Err(format!("line {line}: `{}` is there already: give each outcome once", one.outcome));
        }
        all.push(one);
    }
    if all.is_empty() {
        Err("there are no lines below the headings: give at least one outcome".into())
    } else {
        Ok(all)
    }
}

/// Where the columns with a meaning are.
fn columns(headings: &[String]) -> Result<[Option<usize>; 4], String> {
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
    let found = [0, 1, 2, 3].map(|at: usize| headings.iter().position(|heading| heading == COLUMNS[at]));
    match found[..2].iter().position(Option::is_none) {
        Some(missing) => {
            Err(format!("the column `{}` is missing: the first line is `outcome,value`", COLUMNS[missing]))
        }
        None => Ok(found),
    }
}

/// An outcome, its value, standard deviation and scale.
fn observation([id, value, sd, scale]: [&str; 4], scenario: &Scenario) -> Result<Observation, String> {
    let Some(outcome) = scenario.outcomes.iter().find(|outcome| outcome.id == id) else {
        let known = || scenario.outcomes.iter().map(|outcome| outcome.id.as_str());
        let hint = match closest(id, known()) {
            Some(hint) => format!("did you mean `{hint}`?"),
            None => format!("there are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        return Err(format!("there is no outcome `{id}` in this scenario; {hint}"));
    };
    let above_zero = |name: &str, text: &str| match text {
        "" => Ok(None),
        _ => match text.parse::<f64>() {
            Ok(x) if x.is_finite() && x > 0.0 => Ok(Some(x)),
            _ => Err(format!("`{text}` as {name} of `{id}`: write a number above 0, or nothing")),
        },
    };
    let (sd, scale) = (above_zero("sd", sd)?, above_zero("scale", scale)?);
    Ok(Observation { outcome: id.to_owned(), value: number(outcome, value)?, sd, scale })
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
    match outcome.bounds() {
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
    fn lines_are_read() {
        let text = "\u{feff}outcome, value,sd,source\ntrade_rus_chn_2020,108.5,2,customs\nalliance_2025,no,,\nlevel_2025,2,,\n";
        let found = parse(text.as_bytes(), &essay()).expect("it is read");
        let one = |outcome: &str, value, sd| Observation { outcome: outcome.into(), value, sd, scale: None };
        let expected = [
            one("trade_rus_chn_2020", 108.5, Some(2.0)),
            one("alliance_2025", 0.0, None),
            one("level_2025", 2.0, None),
        ];
        assert_eq!(found, expected);
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
            ("outcome,value\nalliance_2025,0.3\n", "`0.3` is no value of `alliance_2025`, which is yes or no"),
            ("outcome,value,sd\nlevel_2025,2,0\n", "`0` as sd of `level_2025`: write a number above 0, or nothing"),
            ("outcome,valu\nlevel_2025,2\n", "there is no column `valu`; did you mean `value`?"),
            ("outcome\nlevel_2025\n", "the column `value` is missing"),
            ("outcome,value,value\nlevel_2025,2,2\n", "two columns have the name `value`"),
            ("outcome,value\n", "there are no lines below the headings"),
            ("", "the column `outcome` is missing"),
            ("outcome,value\nlevel_2025\n", "found record with 1 fields"),
        ];
        for (text, expected) in cases {
            let said = parse(text.as_bytes(), &scenario).expect_err(text);
            assert!(said.contains(expected), "{text:?}: {said}");
        }
    }
}

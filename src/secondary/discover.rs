//! Scenario discovery in the rows of a run, or in a table of another program.

use super::{Refused, exported, is_path, scenario, short};
use crate::analysis::discover::{self, Asked, Event, Input, Rows};
use crate::analysis::estimate::Subject;
use crate::analysis::prim::Name;
use crate::analysis::{About, Findings, Study};
use crate::output::design::RESERVED;
use crate::output::table::{Heading, Kind, Table};
use crate::plot::slug;
use crate::scenario::registry::Unit;
use crate::scenario::{Outcome, Scenario, closest};
use std::path::{Path, PathBuf};

/// What is asked of which rows.
pub struct Question {
    /// A run directory, a `.parquet` or a `.csv` file.
    pub rows: PathBuf,
    /// The outcome.
    pub outcome: String,
    /// When it counts, where it is a number.
    pub event: Event,
    /// The columns that boxes may restrict; without them the drawn parameters of a run, also of an exported one, or all
    /// columns of numbers but the outcome and those that number rows.
    pub inputs: Option<Vec<String>>,
    /// How boxes are sought.
    pub asked: Asked,
}

/// Seeks boxes.
///
/// # Errors
/// Rows that cannot be read, a directory of something else than plain runs, rows without the drawn parameters, a column
/// that is not there, and what [`discover::discover`] refuses.
pub fn study(question: Question) -> Result<Study, Refused> {
    let Question { rows, outcome, event, inputs, asked } = question;
    let table = Table::open(&rows)?;
    let scenario = scenario(&table)?;
    if let Some(scenario) = &scenario {
        fits(&table, scenario, &outcome, inputs.is_some())?;
    }
    let subject = subject(&table, scenario.as_ref(), &outcome)?;
    let cases = table.column(&outcome)?;
    let (headings, aside) = chosen(&table, scenario.as_ref(), &outcome, inputs)?;
    let names: Vec<&str> = headings.iter().map(|heading| heading.name.as_str()).collect();
    let columns = table.columns(&names)?;
    // Of these runs as well, so that it comes about with the outcome and does not explain it.
    let is_outcome = |heading: &&&Heading| match &scenario {
        Some(scenario) => scenario.outcomes.iter().any(|outcome| outcome.id == heading.name),
        None => exported(&table) && !is_path(&heading.name),
    };
    let about = about(&table, scenario.as_ref(), &rows, asked.seed)?;
    let rows = Rows {
        source: short(&rows),
        outcome: subject,
        cases: &cases,
        event,
        inputs: headings.iter().map(|heading| input(heading, scenario.as_ref())).collect(),
        outcomes: headings.iter().filter(is_outcome).map(|heading| heading.name.clone()).collect(),
        columns: &columns,
        aside,
    };
    Ok(Study { about, findings: Findings::Discover(Box::new(discover::discover(rows, asked)?)) })
}

/// Where the findings go where nothing else is said: into the run directory, or beside other output.
#[must_use]
pub fn directory(rows: &Path, outcome: &str) -> PathBuf {
    let outcome = slug(outcome);
    if rows.is_dir() {
        return rows.join(format!("discover-{outcome}"));
    }
    let stem = rows.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    PathBuf::from("output").join(format!("discover-{}-{outcome}", slug(&stem)))
}

/// Refuses runs whose rows do not answer the question.
fn fits(table: &Table, scenario: &Scenario, outcome: &str, named: bool) -> Result<(), Refused> {
    let path = table.path().display();
    let design = table.manifest().map(|manifest| &manifest.design);
    if let Some(design) = design.filter(|design| !design.is_plain()) {
        return Err(Refused::Other(format!(
            "{path}: of a {}, whose rows share their replicates; scenario discovery needs rows drawn one by one: those of `run`",
            design.name()
        )));
    }
    if scenario.outcomes.iter().all(|o| o.id != outcome) {
        let known: Vec<&str> = scenario.outcomes.iter().map(|o| o.id.as_str()).collect();
        let hint = match closest(outcome, known.iter().copied()) {
            Some(hint) => format!("did you mean `{hint}`?"),
            None => format!("there are: {}", known.join(", ")),
        };
        return Err(Refused::Other(format!("{path}: there is no outcome `{outcome}` in these runs; {hint}")));
    }
    let Some((_, first)) = scenario.in_rows().next() else {
        return Err(Refused::Other(format!(
            "{path}: the scenario draws no parameter, so there is nothing that boxes could restrict; give a parameter a distribution"
        )));
    };
    if !named && table.headings().iter().all(|heading| heading.name != first.path) {
        return Err(Refused::Other(format!(
            "{path}: the rows hold no parameters, only outcomes; run it again with --rows all"
        )));
    }
    Ok(())
}

fn subject(table: &Table, scenario: Option<&Scenario>, id: &str) -> Result<Subject, Refused> {
    let of = |scenario: &Scenario| scenario.outcomes.iter().find(|o: &&Outcome| o.id == id).map(Subject::from);
    let yes_no = table.heading(id)?.kind == Kind::YesNo;
    Ok(scenario.and_then(of).unwrap_or_else(|| Subject { id: id.into(), text: id.into(), unit: String::new(), yes_no }))
}

/// The columns that boxes may restrict, and those that were left aside because they hold no numbers.
fn chosen<'a>(
    table: &'a Table,
    scenario: Option<&Scenario>,
    outcome: &str,
    inputs: Option<Vec<String>>,
) -> Result<(Vec<&'a Heading>, Vec<String>), Refused> {
    let named = inputs.or_else(|| Some(scenario?.in_rows().map(|(_, parameter)| parameter.path.clone()).collect()));
    if let Some(mut names) = named {
        if names.iter().any(|name| name == outcome) {
            return Err(Refused::Other(format!("`{outcome}` is the outcome and cannot be an input; leave it out")));
        }
        names.sort();
        names.dedup();
        let headings = names.iter().map(|name| table.heading(name)).collect::<Result<Vec<_>, _>>()?;
        return Ok((headings, Vec::new()));
    }
    let exported = exported(table);
    let others = table.headings().iter().filter(|heading| {
        let name = heading.name.as_str();
        name != outcome && !RESERVED.contains(&name) && (!exported || is_path(name))
    });
    let (texts, numbers): (Vec<_>, Vec<_>) = others.partition(|heading| heading.kind == Kind::Other);
    if numbers.is_empty() {
        let path = table.path().display();
        let why = if exported {
            "the rows hold no parameters, only outcomes; export those of a run with --rows all, or name --inputs"
                .to_owned()
        } else {
            format!("there is no column of numbers besides `{outcome}`")
        };
        return Err(Refused::Other(format!("{path}: {why}")));
    }
    Ok((numbers, texts.into_iter().map(|heading| heading.name.clone()).collect()))
}

fn input(heading: &Heading, scenario: Option<&Scenario>) -> Input {
    let yes_no = heading.kind == Kind::YesNo;
    let labels = if yes_no { vec![(0.0, "no".to_owned()), (1.0, "yes".to_owned())] } else { Vec::new() };
    let known = scenario.and_then(|scenario| Some((scenario, scenario.slot_by_path(&heading.name)?)));
    let (text, unit) = match known {
        Some((scenario, slot)) => {
            let unit = scenario.slots[slot.0 as usize].parameter.entry().unit;
            // A share needs no unit.
            (scenario.label(slot), if unit == Unit::Share { String::new() } else { unit.to_string() })
        }
        None => (heading.name.clone(), String::new()),
    };
    Input { column: heading.name.clone(), name: Name { text, unit, labels }, yes_no }
}

fn about(table: &Table, scenario: Option<&Scenario>, rows: &Path, seed: u64) -> Result<About, Refused> {
    let digest = table.digest()?;
    let runs = table.rows() as u64;
    Ok(match (scenario, table.manifest()) {
        (Some(scenario), Some(manifest)) => About {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            focus: scenario.pair_name(scenario.focus),
            seed: manifest.seed,
            runs,
            digest,
            period: (scenario.time.start, scenario.time.end),
        },
        _ => About { scenario: short(rows), title: short(rows), seed, runs, digest, ..About::default() },
    })
}

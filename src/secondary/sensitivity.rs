//! Sensitivity from rows that another program made: of a design that `design` wrote, or (PAWN) of any table.

use super::layout::{Layout, whole};
use super::{Refused, exported, is_path, scenario, short};
use crate::analysis::estimate::Subject;
use crate::analysis::morris::{MorrisShape, Steps};
use crate::analysis::sensitivity::study::{Estimator, Sensitive, Varied};
use crate::analysis::sobol::SaltelliShape;
use crate::analysis::{About, Findings, Study};
use crate::design::points::saltelli;
use crate::design::{Method, Spec};
use crate::engine::Column;
use crate::output::design::{MORRIS, RESERVED, SOBOL};
use crate::output::table::{Heading, Kind, Table};
use crate::plot::slug;
use crate::scenario::Scenario;
use std::path::PathBuf;

/// The methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Sobol' indices, of a Sobol' design.
    Sobol,
    /// Elementary effects, of a Morris design.
    Morris,
    /// PAWN indices, of any table.
    Pawn {
        /// The parameters' columns; without them the parameters that a run drew, or all columns of numbers but the
        /// outcome.
        parameters: Option<Vec<String>>,
        /// Slices of each parameter.
        slices: usize,
    },
}

/// What is asked of which rows.
#[derive(Clone, Debug)]
pub struct Question {
    /// The table with the outcome.
    pub rows: PathBuf,
    /// The file of the design, where the rows do not hold its columns themselves.
    pub design: Option<PathBuf>,
    /// The column of the outcome; several are replicates of one another.
    pub outcomes: Vec<String>,
    /// The method.
    pub method: Asked,
    /// Seed of the resampling that intervals come from.
    pub seed: u64,
}

/// Estimates sensitivities.
///
/// # Errors
/// Rows that cannot be read, columns that are not there, rows that are not those of the design, null outcomes (but for
/// PAWN), sizes that are too small.
pub fn study(question: &Question) -> Result<Study, Refused> {
    let rows = Table::open(&question.rows)?;
    let scenario = scenario(&rows)?;
    let (estimator, names, y) = match &question.method {
        Asked::Pawn { parameters, slices } => pawn(&rows, scenario.as_ref(), question, parameters.as_deref(), *slices)?,
        Asked::Sobol | Asked::Morris => designed(&rows, question)?,
    };
    let source = short(&question.rows);
    let outcome = subject(scenario.as_ref(), &question.outcomes.join(", "), &y);
    let about = About {
        scenario: source.clone(),
        title: format!("{} in {source}", outcome.text),
        seed: question.seed,
        runs: y.len() as u64,
        digest: rows.digest()?,
        ..About::default()
    };
    let asked = Sensitive {
        outcome,
        source: Some(source),
        parameters: names.into_iter().map(|name| varied(scenario.as_ref(), name)).collect(),
        others: Vec::new(),
        estimator,
        seed: question.seed,
    };
    let found = asked.find(&y).map_err(|error| refused(&rows, error.to_string()))?;
    Ok(Study { about, findings: Findings::Sensitivity(Box::new(found)) })
}

/// An outcome of a run by what its scenario says, else by the name of its column. Only 1 and 0 are yes and no.
fn subject(scenario: Option<&Scenario>, name: &str, y: &[f64]) -> Subject {
    let of_run = scenario.and_then(|scenario| scenario.outcomes.iter().find(|outcome| outcome.id == name));
    let yes_no = y.iter().all(|x| x.is_nan() || *x == 0.0 || *x == 1.0);
    of_run.map_or_else(
        || Subject { id: name.to_owned(), text: name.to_owned(), unit: String::new(), yes_no },
        Subject::from,
    )
}

fn varied(scenario: Option<&Scenario>, name: String) -> Varied {
    let known = scenario.and_then(|scenario| Some((scenario, scenario.slot_by_path(&name)?)));
    let (text, unit) = known.map_or_else(Default::default, |(scenario, slot)| {
        let unit = scenario.slots[slot.0 as usize].parameter.entry().unit.to_string();
        (scenario.phrase(slot), if unit == "1" { String::new() } else { unit })
    });
    Varied { name, text, unit }
}

/// Where the findings go where nothing else is said.
#[must_use]
pub fn directory(question: &Question) -> PathBuf {
    let stem = question.rows.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let method = match question.method {
        Asked::Sobol => "sobol",
        Asked::Morris => "morris",
        Asked::Pawn { .. } => "pawn",
    };
    PathBuf::from("output").join(format!("{method}-{}-{}", slug(&stem), slug(&question.outcomes.join("-"))))
}

fn refused(table: &Table, why: impl Into<String>) -> Refused {
    Refused::Other(format!("{}: {}", table.path().display(), why.into()))
}

/// An estimator, the names of its parameters, and its outcomes.
type Prepared = (Estimator, Vec<String>, Vec<f64>);

fn designed(rows: &Table, question: &Question) -> Result<Prepared, Refused> {
    let other = question.design.as_deref().map(Table::open).transpose()?;
    let design = other.as_ref().unwrap_or(rows);
    let points = match &other {
        Some(design) => Some(Layout::of_design(design)?),
        None => None,
    };
    let layout = Layout::of_rows(rows, points.as_ref().map(|layout| layout.points))?;
    let replicates = layout.replicates * question.outcomes.len();
    let first = points.as_ref().unwrap_or(&layout).first_rows();
    let (estimator, names, order) = match question.method {
        Asked::Morris => morris(design, question, &first, replicates)?,
        _ => sobol(design, question, &first, replicates)?,
    };
    let y = layout.outcomes(rows, &question.outcomes)?;
    // The outcomes in the order of the estimator.
    let y = order.iter().flat_map(|&point| &y[point * replicates..(point + 1) * replicates]).copied().collect();
    Ok((estimator, names, y))
}

/// The columns of a design that say what its points are, point by point.
fn roles(design: &Table, names: &[&str; 3], command: &str, first: &[usize]) -> Result<[Vec<f64>; 3], Refused> {
    if let Some(name) = names.iter().find(|name| design.headings().iter().all(|heading| heading.name != **name)) {
        return Err(refused(
            design,
            format!(
                "there is no column `{name}`; `realpolitik design {command}` writes it, with {}: keep these columns, or \
                 name the file of the design with --design",
                names.map(|name| format!("`{name}`")).join(", ")
            ),
        ));
    }
    let columns = design.columns(names)?;
    let of = |at: usize| -> Result<Vec<f64>, Refused> {
        first.iter().map(|&row| filled(design, names[at], &columns[at], row)).collect()
    };
    Ok([of(0)?, of(1)?, of(2)?])
}

fn filled(table: &Table, name: &str, column: &Column, row: usize) -> Result<f64, Refused> {
    column.get(row).ok_or_else(|| refused(table, format!("the column `{name}` is null in {}", table.place(row))))
}

/// The estimator, the parameters, and the points in the estimator's order.
type Designed = (Estimator, Vec<String>, Vec<usize>);

fn sobol(design: &Table, question: &Question, first: &[usize], replicates: usize) -> Result<Designed, Refused> {
    let roles = roles(design, &SOBOL, "sobol", first)?;
    let [sample, matrix, exchanged] =
        [0, 1, 2].map(|at| roles[at].iter().map(|x| whole(*x)).collect::<Option<Vec<usize>>>());
    let (Some(sample), Some(matrix), Some(exchanged)) = (sample, matrix, exchanged) else {
        return Err(refused(design, format!("{} must hold whole numbers from 0 on", SOBOL.join(", "))));
    };
    let k = exchanged.iter().copied().max().unwrap_or(0);
    let second_order = matrix.iter().zip(&exchanged).any(|(matrix, exchanged)| *matrix == 1 && *exchanged > 0);
    let block = saltelli::block(k, second_order);
    let base = first.len() / block;
    let incomplete = || {
        refused(
            design,
            format!(
                "{} points are not a whole Sobol' design of {k} parameters, which has {block} points for each base sample: \
                 pass all points of the design",
                first.len()
            ),
        )
    };
    let mut order = vec![usize::MAX; base * block];
    for point in 0..first.len() {
        let place = match (matrix[point], exchanged[point]) {
            (matrix @ (0 | 1), 0) => matrix,
            (0, parameter) => 1 + parameter,
            (1, parameter) => 1 + k + parameter,
            _ => return Err(incomplete()),
        };
        let at = sample[point].saturating_mul(block).saturating_add(place);
        match order.get_mut(at) {
            Some(free) if *free == usize::MAX => *free = point,
            _ => return Err(incomplete()),
        }
    }
    if k == 0 || order.contains(&usize::MAX) || order.len() != first.len() {
        return Err(incomplete());
    }
    let names = parameters(design, question, SOBOL[2], k)?;
    let columns = design.columns(&names)?;
    let value = |d: usize, point: usize| columns[d].get(first[point]);
    for rows in order.chunks_exact(block) {
        for (j, &point) in rows.iter().enumerate().skip(2) {
            let (own, other, parameter) = if j < 2 + k { (0, 1, j - 2) } else { (1, 0, j - 2 - k) };
            let from = |d: usize| rows[if d == parameter { other } else { own }];
            check_point(design, &names, first[point], &|d| value(d, point) == value(d, from(d)))?;
        }
    }
    Ok((Estimator::Sobol(SaltelliShape { base, parameters: k, replicates, second_order }), names, order))
}

fn morris(design: &Table, question: &Question, first: &[usize], replicates: usize) -> Result<Designed, Refused> {
    let [from, moved, step] = roles(design, &MORRIS, "morris", first)?;
    let numbers = |all: &[f64]| all.iter().map(|x| whole(*x)).collect::<Option<Vec<usize>>>();
    let (Some(from), Some(moved)) = (numbers(&from), numbers(&moved)) else {
        return Err(refused(design, "from and moved must hold whole numbers from 0 on"));
    };
    let k = moved.iter().copied().max().unwrap_or(0);
    let incomplete = |point: usize| {
        refused(
            design,
            format!(
                "point {point} is not the step that a Morris design of {k} parameters has there: pass all points of the design"
            ),
        )
    };
    if k == 0 || !first.len().is_multiple_of(k + 1) {
        return Err(incomplete(first.len()));
    }
    // In the first block: from the start each time, or from the point before.
    let radial = k > 1 && from[2] == 0;
    let names = parameters(design, question, MORRIS[2], k)?;
    let columns = design.columns(&names)?;
    let mut x = vec![0.5; first.len() * k];
    for point in 0..first.len() {
        let start = point - point % (k + 1);
        if point == start {
            if moved[point] != 0 {
                return Err(incomplete(point));
            }
            continue;
        }
        let before = if radial { start } else { point - 1 };
        if from[point] != before || moved[point] == 0 {
            return Err(incomplete(point));
        }
        let (same, d) = (before * k..(before + 1) * k, moved[point] - 1);
        x.copy_within(same, point * k);
        x[point * k + d] += step[point];
        let value = |d: usize, point: usize| columns[d].get(first[point]);
        check_point(design, &names, first[point], &|other| other == d || value(other, point) == value(other, before))?;
    }
    let steps = if radial { Steps::Radial } else { Steps::Trajectories };
    let shape = MorrisShape { steps, blocks: first.len() / (k + 1), parameters: k, replicates };
    Ok((Estimator::Morris { shape, x }, names, (0..first.len()).collect()))
}

/// The columns of the parameters: the first so many after the last column of the design's own.
fn parameters(design: &Table, question: &Question, after: &str, k: usize) -> Result<Vec<String>, Refused> {
    let own = |heading: &&Heading| {
        let name = heading.name.as_str();
        heading.kind != Kind::Other && !RESERVED.contains(&name) && question.outcomes.iter().all(|o| o != name)
    };
    let follow = design.headings().iter().skip_while(|heading| heading.name != after);
    let names: Vec<String> = follow.filter(own).take(k).map(|heading| heading.name.clone()).collect();
    if names.len() < k {
        let message = format!(
            "{k} parameters were varied, but {} columns of numbers follow `{after}`: keep the columns of the design in their \
             order",
            names.len()
        );
        return Err(refused(design, message));
    }
    Ok(names)
}

/// Refuses a row whose parameters are not as its design says.
fn check_point(design: &Table, names: &[String], row: usize, as_said: &dyn Fn(usize) -> bool) -> Result<(), Refused> {
    match (0..names.len()).find(|&d| !as_said(d)) {
        None => Ok(()),
        Some(d) => Err(refused(
            design,
            format!(
                "in {} the value of `{}` is not the one that its place in the design asks for: keep rows and columns as \
                 `realpolitik design` wrote them",
                design.place(row),
                names[d]
            ),
        )),
    }
}

fn pawn(
    rows: &Table,
    scenario: Option<&Scenario>,
    question: &Question,
    named: Option<&[String]>,
    slices: usize,
) -> Result<Prepared, Refused> {
    let [outcome] = &question.outcomes[..] else {
        return Err(refused(rows, "pawn takes one column of outcomes: put replicates into rows"));
    };
    let names = pawn_parameters(rows, scenario, outcome, named)?;
    let (outcomes, columns) = (rows.column(outcome)?, rows.columns(&names)?);
    let row = |at: usize| columns.iter().map(|column| column.get(at)).collect::<Option<Vec<f64>>>();
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for at in 0..rows.rows() {
        let values = row(at);
        y.push(outcomes.get(at).filter(|_| values.is_some()).unwrap_or(f64::NAN));
        x.extend(values.unwrap_or_else(|| vec![0.0; names.len()])); // Left out with its outcome.
    }
    Ok((Estimator::Pawn { parameters: names.len(), slices, x }, names, y))
}

fn pawn_parameters(
    rows: &Table,
    scenario: Option<&Scenario>,
    outcome: &str,
    named: Option<&[String]>,
) -> Result<Vec<String>, Refused> {
    let design = rows.manifest().map(|manifest| &manifest.design);
    let own_streams =
        |spec: &&Spec| spec.is_plain() || matches!(spec, Spec::Sample { method: Method::Pawn { .. }, .. });
    if let Some(design) = design.filter(|spec| !own_streams(spec)) {
        let message = format!(
            "of a {}, whose points share their random streams; pawn needs rows drawn one by one: those of `run`",
            design.name()
        );
        return Err(refused(rows, message));
    }
    let other = |heading: &&Heading| {
        heading.kind != Kind::Other && heading.name != outcome && !RESERVED.contains(&heading.name.as_str())
    };
    let names: Vec<String> = match (named, scenario) {
        (Some(named), _) => named.to_vec(),
        (None, Some(scenario)) => scenario.in_rows().map(|(_, parameter)| parameter.path.clone()).collect(),
        (None, None) => rows
            .headings()
            .iter()
            .filter(|heading| other(heading) && (!exported(rows) || is_path(&heading.name)))
            .map(|heading| heading.name.clone())
            .collect(),
    };
    if names.is_empty() {
        return Err(refused(rows, format!("there is no column of numbers besides `{outcome}`")));
    }
    if names.iter().any(|name| name == outcome) {
        return Err(refused(rows, format!("`{outcome}` is the outcome and cannot be a parameter; leave it out")));
    }
    Ok(names)
}

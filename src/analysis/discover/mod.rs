//! Scenario discovery: under which inputs an outcome is frequent, as boxes by [`prim`](super::prim).

mod event;
mod sample;
mod search;

pub use event::{Cases, Event, Unclear};
pub use sample::{Dot, Sample};

use super::estimate::Subject;
use super::prim::{Discovery, Name, PrimError, Settings, Stability};
use crate::engine::Column;
use serde::{Deserialize, Serialize};

/// An input: what boxes may restrict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its column.
    pub column: String,
    /// How it reads in a rule.
    pub name: Name,
    /// True where its values are yes and no, so that neither is more than the other.
    pub yes_no: bool,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// How boxes are sought.
    pub settings: Settings,
    /// The most inputs that a box restricts; at least 1. Where the box of the best balance restricts more, those that
    /// matter least are dropped one by one, and the search is repeated over the others alone.
    pub most: usize,
    /// The place on the trajectory of the box that is taken, 0 being all rows; without it the one with the best balance
    /// of coverage and density (their harmonic mean) that restricts at most so many inputs.
    pub chosen: Option<usize>,
    /// The most boxes, found one after the other by covering; at least 1.
    pub boxes: usize,
    /// Half-samples of the rows in which the search is repeated; 0 for none.
    pub resamples: u32,
    /// Seed of the half-samples.
    pub seed: u64,
}

/// A box with what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The box as a rule.
    pub rule: String,
    /// The search, over the leading inputs alone where there are too many. Coverage and mass are of all rows and cases,
    /// also for later boxes; densities are of the rows that earlier boxes left.
    pub discovery: Discovery,
    /// Coverage and density along the trajectory of the search over all inputs, where that was narrowed.
    pub wide: Option<Vec<(f64, f64)>>,
    /// Rows among which it was sought: those that earlier boxes left.
    pub among: u64,
    /// What half-samples of these rows find; none where it was not asked for or cases are too few. How often an input is
    /// restricted is of searches over all inputs, coverage and density of searches over those that lead in all rows.
    pub stability: Option<Stability>,
    /// Rows for a picture.
    pub sample: Option<Sample>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discover {
    /// The run directory or file whose rows they are.
    pub source: String,
    /// The outcome.
    pub outcome: Subject,
    /// When it counts as a case.
    pub event: Event,
    /// The inputs, in the order of the dimensions of boxes.
    pub inputs: Vec<Input>,
    /// Columns that were left aside because they hold no numbers.
    pub aside: Vec<String>,
    /// Inputs that are outcomes of the same runs.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// Rows used.
    pub rows: u64,
    /// Rows left out because the outcome is null.
    pub no_outcome: u64,
    /// Rows left out because an input is null.
    pub no_input: u64,
    /// Cases among the rows used.
    pub cases: u64,
    /// What was asked for.
    pub asked: Asked,
    /// The boxes, in the order in which they were found.
    pub boxes: Vec<Found>,
}

/// Why nothing was sought.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// What counts as a case is not clear.
    #[error(transparent)]
    Event(#[from] event::Unclear),
    /// Too many nulls.
    #[error(
        "only {used} of {rows} rows have a value of the outcome and of every input; at least {FEWEST} are needed (the outcome is null in {no_outcome} rows, an input in {no_input} of the others)"
    )]
    Nulls {
        /// Rows without a null.
        used: usize,
        /// All rows.
        rows: usize,
        /// Rows in which the outcome is null.
        no_outcome: u64,
        /// Other rows in which an input is null.
        no_input: u64,
    },
    /// Options or data that PRIM refuses.
    #[error(transparent)]
    Prim(#[from] PrimError),
}

/// The fewest rows.
const FEWEST: usize = 20;

impl Discover {
    /// The share of cases among all rows used.
    #[must_use]
    pub fn base_rate(&self) -> f64 {
        self.cases as f64 / self.rows.max(1) as f64
    }

    /// The coverage and the density of all boxes together.
    #[must_use]
    pub fn together(&self) -> (f64, f64) {
        let of = |count: fn(&Found) -> u64| self.boxes.iter().map(count).sum::<u64>() as f64;
        let (rows, hits) = (of(|b| b.discovery.found.count), of(|b| b.discovery.found.hits));
        (hits / self.cases.max(1) as f64, hits / rows.max(1.0))
    }
}

/// A table: what is sought in it.
pub struct Rows<'a> {
    /// The run directory or file.
    pub source: String,
    /// The outcome.
    pub outcome: Subject,
    /// Its column.
    pub cases: &'a Column,
    /// When it counts.
    pub event: Event,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// Their columns.
    pub columns: &'a [Column],
    /// Columns that were left aside.
    pub aside: Vec<String>,
    /// Inputs that are outcomes of the same runs.
    pub outcomes: Vec<String>,
}

/// Seeks boxes. Rows in which the outcome or an input is null are left out, and counted.
///
/// # Errors
/// An outcome that needs a threshold or cannot have one, too few rows without nulls, options or data that PRIM refuses.
pub fn discover(rows: Rows<'_>, asked: Asked) -> Result<Discover, Refused> {
    let cases = rows.event.cases(&rows.outcome, rows.cases)?;
    let all = cases.len();
    let whole = |row: usize| rows.columns.iter().all(|column| column.valid[row]);
    let used: Vec<usize> = (0..all).filter(|&row| cases[row].is_some() && whole(row)).collect();
    let no_outcome = cases.iter().filter(|case| case.is_none()).count() as u64;
    let no_input = (all - used.len()) as u64 - no_outcome;
    if used.len() < FEWEST && used.len() < all {
        return Err(Refused::Nulls { used: used.len(), rows: all, no_outcome, no_input });
    }
    let outcome: Vec<bool> = used.iter().map(|&row| cases[row] == Some(true)).collect();
    let values: Vec<Vec<f64>> =
        rows.columns.iter().map(|column| used.iter().map(|&row| column.values[row]).collect()).collect();
    let boxes = search::boxes(&rows.inputs, values, &outcome, &asked)?;
    Ok(Discover {
        source: rows.source,
        outcome: rows.outcome,
        event: rows.event,
        inputs: rows.inputs,
        aside: rows.aside,
        outcomes: rows.outcomes,
        rows: used.len() as u64,
        no_outcome,
        no_input,
        cases: outcome.iter().filter(|&&case| case).count() as u64,
        asked,
        boxes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::prim::Bound;

    fn column(values: impl Iterator<Item = Option<f64>>) -> Column {
        let mut column = Column::default();
        values.for_each(|value| column.push(value));
        column
    }

    fn input(name: &str, yes_no: bool) -> Input {
        let labels = if yes_no { vec![(0.0, "no".into()), (1.0, "yes".into())] } else { Vec::new() };
        Input { column: name.into(), name: Name { text: name.into(), unit: String::new(), labels }, yes_no }
    }

    fn asked(boxes: usize, resamples: u32) -> Asked {
        Asked { settings: Settings::default(), most: 2, chosen: None, boxes, resamples, seed: 1 }
    }

    fn rows<'a>(cases: &'a Column, columns: &'a [Column], event: Event) -> Rows<'a> {
        Rows {
            source: "rows.csv".into(),
            outcome: Subject { id: "y".into(), ..Subject::default() },
            cases,
            event,
            inputs: (0..columns.len()).map(|at| input(["a", "b", "c"][at], at == 2)).collect(),
            columns,
            aside: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// 900 points of a grid; y is above 0 where a is at least 20 and c is yes, and in every third where a is at most 5.
    fn world() -> (Column, Vec<Column>) {
        let (a, b) = (|row: usize| row % 30, |row: usize| row / 30);
        let y = |row: usize| match (a(row), b(row) % 2) {
            (20.., 1) => 3.0,
            (..6, _) if (a(row) + b(row)) % 3 == 0 => 2.0,
            _ => -1.0,
        };
        let (a, b, c) = (|row| a(row) as f64, |row| b(row) as f64, |row| (b(row) % 2) as f64);
        let all = |of: &dyn Fn(usize) -> f64| column((0..900).map(|row| Some(of(row))));
        (all(&y), vec![all(&a), all(&b), all(&c)])
    }

    const ABOVE: Event = Event { above: Some(0.0), below: None };
    const NONE: Event = Event { above: None, below: None };

    #[test]
    fn boxes_follow_one_another() {
        let (y, columns) = world();
        let found = discover(rows(&y, &columns, ABOVE), asked(3, 20)).unwrap();
        let rules: Vec<&str> = found.boxes.iter().map(|b| b.rule.as_str()).collect();
        assert_eq!(rules, ["a at least 20 and c other than no", "a at most 5"]);
        assert_eq!((found.rows, found.cases), (900, 150 + 60));
        let first = &found.boxes[0].discovery.found;
        assert_eq!((first.count, first.hits, first.density), (150, 150, 1.0));
        assert_eq!((found.boxes[1].among, found.boxes[1].discovery.found.hits), (750, 60));
        assert_eq!(found.together(), (1.0, 210.0 / 330.0));
        let stability = found.boxes[0].stability.as_ref().unwrap();
        assert!(
            stability.dimensions[2] == 1.0 && stability.density_held_out.mean > 2.0 * 210.0 / 900.0,
            "{stability:?}"
        );
        let text = serde_json::to_string(&found).unwrap();
        assert!(serde_json::from_str::<Discover>(&text).unwrap() == found);
    }

    /// y holds where a, b and c are all high, a and b more strictly so: with two inputs these are left.
    #[test]
    fn too_many_inputs_are_narrowed_to_those_that_lead() {
        let of = |by: usize| move |row: usize| ((row / by) % 10) as f64;
        let (a, b, c) = (of(1), of(10), of(100));
        let all = |f: &dyn Fn(usize) -> f64| column((0..3000).map(|row| Some(f(row))));
        let y = all(&|row| f64::from(u8::from(a(row) >= 5.0 && b(row) >= 4.0 && c(row) >= 1.0)));
        let columns = [all(&c), all(&a), all(&b)];
        let rows =
            || Rows { inputs: ["c", "a", "b"].map(|name| input(name, false)).into(), ..rows(&y, &columns, NONE) };
        let wide = discover(rows(), Asked { most: 3, ..asked(1, 0) }).unwrap();
        assert_eq!((wide.boxes[0].discovery.found.dimensions, wide.boxes[0].wide.is_none()), (3, true));
        assert_eq!(wide.boxes[0].discovery.found.density, 1.0);
        let narrow = discover(rows(), asked(1, 10)).unwrap();
        let found = &narrow.boxes[0];
        assert_eq!(found.rule, "a at least 5 and b at least 4");
        assert_eq!((found.discovery.found.coverage, found.discovery.found.density), (1.0, 0.9));
        assert!(found.discovery.trajectory.iter().all(|step| step.region.restrictions.iter().all(|r| r.dimension > 0)));
        assert_eq!(found.wide.as_ref().unwrap().last(), Some(&(1.0, 1.0)));
        let stability = found.stability.as_ref().unwrap();
        assert_eq!(stability.dimensions.len(), 3);
        assert!((stability.density_held_out.mean - 0.9).abs() < 0.03, "{stability:?}");
        let chosen = discover(rows(), Asked { chosen: Some(0), ..asked(1, 0) }).unwrap();
        assert_eq!((chosen.boxes[0].rule.as_str(), chosen.boxes[0].discovery.selected), ("no restriction", 0));
    }

    #[test]
    fn the_sample_lies_within_the_other_bounds() {
        let (y, columns) = world();
        let found = discover(rows(&y, &columns, ABOVE), asked(1, 0)).unwrap();
        let sample = found.boxes[0].sample.as_ref().unwrap();
        assert_eq!((sample.x, sample.y, sample.of, sample.dots.len()), (0, Some(2), 900, 900));
        let inside = |dot: &&Dot| dot.x >= 20.0 && dot.y == 1.0;
        assert_eq!(sample.dots.iter().filter(inside).count(), 150);
        assert!(sample.dots.iter().filter(inside).all(|dot| dot.case));
        let bounds = found.boxes[0].discovery.found.region.restrictions.iter();
        assert!(bounds.into_iter().any(|r| (r.dimension, r.bound) == (0, Bound::AtLeast(20.0))));
    }

    #[test]
    fn nulls_are_left_out_and_counted() {
        let (y, columns) = world();
        let y = column((0..900).map(|row| y.get(row).filter(|_| row % 10 > 0)));
        let b = column((0..900).map(|row| columns[1].get(row).filter(|_| row % 10 != 1)));
        let columns = [columns[0].clone(), b];
        let found = discover(rows(&y, &columns, ABOVE), asked(1, 0)).unwrap();
        assert_eq!((found.rows, found.no_outcome, found.no_input), (720, 90, 90));
        let few = column((0..900).map(|row| y.get(row).filter(|_| row < 12)));
        let refused = discover(rows(&few, &columns, ABOVE), asked(1, 0)).unwrap_err().to_string();
        assert!(refused.starts_with("only 8 of 900 rows have a value"), "{refused}");
    }

    #[test]
    fn unclear_outcomes_are_refused() {
        let (y, columns) = world();
        let refused = discover(rows(&y, &columns, NONE), asked(1, 0)).unwrap_err().to_string();
        assert!(refused.contains("from -1 to 3") && refused.contains("--above"), "{refused}");
        let same = Event { above: Some(9.0), below: None };
        let refused = discover(rows(&y, &columns, same), asked(1, 0)).unwrap_err().to_string();
        assert!(refused.starts_with("the outcome is no in all 900 rows"), "{refused}");
    }
}

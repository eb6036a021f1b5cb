//! Boxes: restrictions of columns, what is in them, and how they read.

use super::data::Whole;
use super::{Data, PrimError};
use serde::{Deserialize, Serialize};

/// One bound of a box. Bounds are values that occur in the data, and belong to the box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The value or more.
    AtLeast(f64),
    /// The value or less.
    AtMost(f64),
    /// Any value of a category but this.
    Not(f64),
}

/// One bound of one column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restriction {
    /// The column, from 0.
    pub dimension: usize,
    /// The bound.
    pub bound: Bound,
}

/// The bounds of a box; without any it holds every row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// All of them hold in the box. An ordered column has at most one bound at either end.
    pub restrictions: Vec<Restriction>,
}

/// A box and what is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrimBox {
    /// Its bounds.
    pub region: Region,
    /// Rows in it.
    pub count: u64,
    /// Rows in it in which the outcome is yes.
    pub hits: u64,
    /// Share of all hits that lie in it.
    pub coverage: f64,
    /// Share of hits in it: the mean of the outcome; 0 where it is empty.
    pub density: f64,
    /// Share of all rows that lie in it.
    pub mass: f64,
    /// Number of columns that it restricts.
    pub dimensions: usize,
}

/// How a column reads in a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// What it is, such as "Chinese horizon".
    pub text: String,
    /// Its unit; left out where it is empty or "1".
    pub unit: String,
    /// Names of values, for categories; other values read as numbers.
    pub labels: Vec<(f64, String)>,
}

impl Restriction {
    /// Whether a value is within the bound.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self.bound {
            Bound::AtLeast(bound) => value >= bound,
            Bound::AtMost(bound) => value <= bound,
            Bound::Not(other) => value != other,
        }
    }

    /// The same with a bound of few digits, which tells the same of these values apart: it lies between the last value
    /// inside and the next one outside. So what is read off a rule is true of the data.
    #[must_use]
    pub fn brief(self, values: &[f64]) -> Self {
        let bound = match self.bound {
            Bound::AtLeast(bound) => {
                let below = values.iter().copied().filter(|x| *x < bound);
                Bound::AtLeast(brief(bound, below.max_by(f64::total_cmp)))
            }
            Bound::AtMost(bound) => {
                let above = values.iter().copied().filter(|x| *x > bound);
                Bound::AtMost(brief(bound, above.min_by(f64::total_cmp)))
            }
            Bound::Not(value) => Bound::Not(value),
        };
        Self { bound, ..self }
    }

    /// Whether it takes the place of the other: the same end of the same column.
    fn replaces(&self, other: &Self) -> bool {
        let same_end = matches!(
            (self.bound, other.bound),
            (Bound::AtLeast(_), Bound::AtLeast(_)) | (Bound::AtMost(_), Bound::AtMost(_))
        );
        self.dimension == other.dimension && same_end
    }
}

impl Region {
    /// Whether a row is in the box. Columns that do not exist restrict nothing.
    pub(super) fn holds(&self, data: &Data, row: usize) -> bool {
        self.restrictions.iter().all(|restriction| restriction.holds(data.value(restriction.dimension, row)))
    }

    /// The columns that it restricts, ascending.
    #[must_use]
    pub fn dimensions(&self) -> Vec<usize> {
        let mut dimensions: Vec<_> = self.restrictions.iter().map(|restriction| restriction.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        dimensions
    }

    /// The box with one more bound, or with a bound at the same end replaced.
    #[must_use]
    pub fn with(&self, restriction: Restriction) -> Self {
        let mut restrictions = self.restrictions.clone();
        match restrictions.iter_mut().find(|other| restriction.replaces(other)) {
            Some(other) => *other = restriction,
            None => restrictions.push(restriction),
        }
        Self { restrictions }
    }

    /// The box without the bound at this place.
    #[must_use]
    pub fn without(&self, at: usize) -> Self {
        let others = self.restrictions.iter().enumerate().filter(|(other, _)| *other != at);
        Self { restrictions: others.map(|(_, restriction)| *restriction).collect() }
    }

    /// The box as a rule to read, such as "Chinese horizon at most 6 years and contest exponent between 1.5 and 2".
    /// Numbers have all their digits ([`Restriction::brief`] leaves few). The box of all rows reads "no restriction".
    ///
    /// # Errors
    /// A restricted column without a name.
    pub fn rule(&self, names: &[Name]) -> Result<String, PrimError> {
        let phrase = |dimension: usize| {
            let name = names.get(dimension).ok_or(PrimError::Dimension { dimension, known: names.len() })?;
            let bounds = self.restrictions.iter().filter(|r| r.dimension == dimension).map(|r| r.bound);
            Ok(name.phrase(&bounds.collect::<Vec<_>>()))
        };
        let phrases = self.dimensions().into_iter().map(phrase).collect::<Result<Vec<_>, _>>()?;
        Ok(if phrases.is_empty() { "no restriction".into() } else { phrases.join(" and ") })
    }
}

impl Name {
    fn phrase(&self, bounds: &[Bound]) -> String {
        let pick = |of: fn(&Bound) -> Option<f64>| bounds.iter().find_map(of).map(|value| self.value(value));
        let low = pick(|bound| if let Bound::AtLeast(value) = bound { Some(*value) } else { None });
        let high = pick(|bound| if let Bound::AtMost(value) = bound { Some(*value) } else { None });
        let not: Vec<_> = bounds
            .iter()
            .filter_map(|bound| if let Bound::Not(value) = bound { Some(self.value(*value)) } else { None })
            .collect();
        let words = match (low, high) {
            (Some(low), Some(high)) if low == high => format!(" of {low}"),
            (Some(low), Some(high)) => format!(" between {low} and {high}"),
            (Some(low), None) => format!(" at least {low}"),
            (None, Some(high)) => format!(" at most {high}"),
            (None, None) => format!(" other than {}", not.join(" or ")),
        };
        let unit = if self.unit == "1" { "" } else { &self.unit };
        format!("{}{words} {unit}", self.text).trim_end().into()
    }

    fn value(&self, value: f64) -> String {
        let label = self.labels.iter().find(|(of, _)| *of == value);
        label.map_or_else(|| value.to_string(), |(_, label)| label.clone())
    }
}

/// The number with the fewest significant digits, three at least, that lies between `value`, which may be met, and
/// `next`, which may not; nearest to `value` among those of so many digits.
fn brief(value: f64, next: Option<f64>) -> f64 {
    let fits = |x: &f64| match next {
        Some(next) if next > value => (value..next).contains(x),
        Some(next) => *x <= value && *x > next,
        None => *x == value,
    };
    // What is written in this form is read again; seventeen digits give the value itself.
    let rounded = |digits: usize| format!("{value:.digits$e}").parse::<f64>().ok();
    (2..17).filter_map(rounded).find(fits).unwrap_or(value)
}

impl PrimBox {
    /// A box with `[rows, hits]` in it.
    pub(super) fn new(region: Region, [count, hits]: [u64; 2], whole: Whole) -> Self {
        let share = |part: u64, of: u64| if of == 0 { 0.0 } else { part as f64 / of as f64 };
        Self {
            dimensions: region.dimensions().len(),
            region,
            count,
            hits,
            coverage: share(hits, whole.hits),
            density: share(hits, count),
            mass: share(count, whole.rows),
        }
    }

    /// What the knee is chosen by: the harmonic mean of coverage and density, then few columns.
    pub(super) fn merit(&self) -> [f64; 2] {
        let sum = self.coverage + self.density;
        let harmonic = if sum > 0.0 { 2.0 * self.coverage * self.density / sum } else { 0.0 };
        [harmonic, -(self.dimensions as f64)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Bound::{AtLeast, AtMost, Not};

    fn region(bounds: &[(usize, Bound)]) -> Region {
        let restriction = |&(dimension, bound): &(usize, Bound)| Restriction { dimension, bound };
        Region { restrictions: bounds.iter().map(restriction).collect() }
    }

    #[test]
    fn rules_read_well() {
        let name = |text: &str, unit: &str| Name { text: text.into(), unit: unit.into(), labels: Vec::new() };
        let mut names = [name("Chinese horizon", "years"), name("contest exponent", "1"), name("theory", "")];
        names[2].labels = vec![(0.0, "balance of threat".into()), (3.0, "affinity".into())];
        let found = region(&[(2, Not(3.0)), (1, AtLeast(1.5)), (0, AtMost(6.0234)), (1, AtMost(2.0)), (2, Not(0.0))]);
        assert_eq!(
            found.rule(&names).unwrap(),
            "Chinese horizon at most 6.0234 years and contest exponent between 1.5 and 2 and theory other than affinity \
             or balance of threat"
        );
        assert_eq!(region(&[(1, AtLeast(3.0)), (1, AtMost(3.0))]).rule(&names).unwrap(), "contest exponent of 3");
        assert_eq!(Region::default().rule(&[]).unwrap(), "no restriction");
        assert_eq!(found.rule(&names[..2]), Err(PrimError::Dimension { dimension: 2, known: 2 }));
        assert_eq!(found.without(0).restrictions.len(), 4);
        assert_eq!(found.with(Restriction { dimension: 1, bound: AtLeast(2.0) }).restrictions.len(), 5);
    }

    #[test]
    fn brief_bounds_tell_the_same_values_apart() {
        let dates: Vec<f64> = (0..140).map(|quarter| 2015.0 + 0.25 * f64::from(quarter)).collect();
        let brief = |bound| Restriction { dimension: 0, bound }.brief(&dates).bound;
        assert_eq!(brief(AtMost(2025.0)), AtMost(2025.0));
        assert_eq!(brief(AtMost(2025.75)), AtMost(2025.8));
        assert_eq!(brief(AtLeast(2025.75)), AtLeast(2025.75));
        assert_eq!(brief(Not(2025.75)), Not(2025.75));
        let fine: Vec<f64> = (0..1000).map(|i| f64::from(i) / 997.0).collect();
        for at in [1, 17, 500, 998] {
            let same = |bound: Bound| {
                let (long, short) =
                    (Restriction { dimension: 0, bound }, Restriction { dimension: 0, bound }.brief(&fine));
                assert!(fine.iter().all(|x| long.holds(*x) == short.holds(*x)), "{bound:?} {short:?}");
            };
            same(AtMost(fine[at]));
            same(AtLeast(fine[at]));
        }
    }
}

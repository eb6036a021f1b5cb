//! The numbers behind a picture, as a table: what stands beside it for who cannot see it or wants to compute with it.

/// A table. Numbers are written with a point and six digits that say something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// Headings.
    pub columns: Vec<String>,
    /// Rows, as long as the headings.
    pub rows: Vec<Vec<String>>,
}

impl Data {
    /// A table with these headings and no rows.
    pub(super) fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// The same with these rows below; one that is too long or too short is made to fit.
    pub(super) fn with(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let width = self.columns.len();
        self.rows.extend(rows.into_iter().map(|mut row| {
            row.resize(width, String::new());
            row
        }));
        self
    }
}

/// A number; nothing where it is none.
pub(super) fn cell(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    let rounded: f64 = format!("{x:.5e}").parse().unwrap_or(x); // What is written in this form is read again.
    (rounded + 0.0).to_string() // A sum with 0 makes 0 of -0.
}

/// A number that need not be there.
pub(super) fn option(x: Option<f64>) -> String {
    x.map_or_else(String::new, cell)
}

/// Numbers side by side.
pub(super) fn cells<const N: usize>(numbers: [f64; N]) -> impl Iterator<Item = String> {
    numbers.into_iter().map(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_digits_and_rows_fit() {
        assert_eq!(
            [0.1 + 0.2, 1234.56789, -0.0, f64::NAN, 2015.0, 0.000_012_345_678].map(cell),
            ["0.3", "1234.57", "0", "", "2015", "0.0000123457"]
        );
        let data = Data::new(["a", "b"]).with([vec!["1".to_owned()], vec![String::new(); 3]]);
        assert!(data.rows.iter().all(|row| row.len() == 2));
    }
}

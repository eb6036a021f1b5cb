//! A posterior of the utility weights: what was learnt from history, as a multivariate normal that runs draw from.

use super::registry::P;

/// The largest normal deviate to which a design may move a draw, either way. Drawn ones stay within 8.3: a uniform number
/// of 52 bits comes no nearer to 0 or 1.
pub const MOST_DEVIATE: f64 = 10.0;

/// What part of its variance a weight must keep, given those before it, to count as one of its own.
const LEAST_SHARE: f64 = 1e-12;

/// A posterior that a scenario draws its weights from.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Its name.
    pub name: String,
    /// What it was estimated from, in a line.
    pub title: String,
    /// The theory under which it was estimated.
    pub theory: &'static str,
    /// The precision of the response that belongs to these weights: weights times precision are what can be told.
    pub precision: f64,
    /// The weights that it holds.
    pub weights: Vec<P>,
    /// Their means.
    pub mean: Vec<f64>,
    /// The Cholesky factor L of their covariance ([`cholesky`]): with standard normal z the weights are mean + L z.
    pub factor: Vec<Vec<f64>>,
}

impl Posterior {
    /// Where a weight stands, if this holds it.
    #[must_use]
    pub fn position(&self, weight: P) -> Option<usize> {
        self.weights.iter().position(|known| *known == weight)
    }
}

/// The lower triangular L with L L' = `covariance`, row by row as far as the diagonal (Cholesky; Golub and Van Loan 2013,
/// section 4.2). Made of `+ - * /` and `sqrt` in a fixed order, so it has the same bits on every machine. Reads the lower
/// triangle alone.
///
/// # Errors
/// The first row at which the matrix is not positive definite, up to rounding.
pub fn cholesky(covariance: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, usize> {
    let mut factor: Vec<Vec<f64>> = Vec::with_capacity(covariance.len());
    for (i, given) in covariance.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (above, covariance) in factor.iter().zip(given) {
            let known: f64 = row.iter().zip(above).fold(0.0, |sum, (a, b)| sum + a * b);
            // The last number of a row above is that of the diagonal, which is above 0.
            row.push((covariance - known) / above[above.len() - 1]);
        }
        let variance = given.get(i).copied().ok_or(i)?;
        let left = row.iter().fold(variance, |left, x| left - x * x);
        let positive = left > LEAST_SHARE * variance && left.is_finite();
        row.push(if positive { left.sqrt() } else { return Err(i) });
        factor.push(row);
    }
    Ok(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_times_its_transpose_is_the_matrix() {
        // Of a textbook: factor 2; 6 1; -8 5 3.
        let matrix = [vec![4.0, 12.0, -16.0], vec![12.0, 37.0, -43.0], vec![-16.0, -43.0, 98.0]];
        assert_eq!(cholesky(&matrix).unwrap(), [vec![2.0], vec![6.0, 1.0], vec![-8.0, 5.0, 3.0]]);
        let hard: Vec<Vec<f64>> = (0..6).map(|i| (0..6).map(|j| 1.0 / f64::from(i + j + 1)).collect()).collect();
        let factor = cholesky(&hard).unwrap();
        for i in 0..6 {
            for j in 0..=i {
                let product: f64 = (0..=j).map(|k| factor[i][k] * factor[j][k]).sum();
                assert!((product - hard[i][j]).abs() < 1e-15, "{i} {j}");
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_is_refused_at_the_row_where_it_fails() {
        assert_eq!(cholesky(&[vec![1.0, 2.0], vec![2.0, 1.0]]), Err(1));
        assert_eq!(cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]]), Err(1));
        assert_eq!(cholesky(&[vec![0.0]]), Err(0));
        assert_eq!(cholesky(&[vec![-1.0]]), Err(0));
        assert_eq!(cholesky(&[vec![f64::NAN]]), Err(0));
        assert_eq!(cholesky(&[vec![f64::INFINITY]]), Err(0));
        assert_eq!(cholesky(&[vec![1.0], vec![1.0]]), Err(1));
        assert_eq!(cholesky(&[]), Ok(Vec::new()));
    }
}

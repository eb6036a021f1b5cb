//! The interval of a share.

use super::Share;

/// The 97.5% point of the standard normal distribution.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// The share `count / of` with its 95% interval by Wilson (1927). Without runs the share is 0 and the interval 0 to 1.
#[must_use]
pub fn share(count: u64, of: u64) -> Share {
    if of == 0 {
        return Share { count, of, share: 0.0, low: 0.0, high: 1.0 };
    }
    let n = of as f64;
    let p = count as f64 / n;
    let z2 = Z * Z / n;
    let centre = (p + z2 / 2.0) / (1.0 + z2);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt() / (1.0 + z2);
    let low = if count == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if count == of { 1.0 } else { (centre + half).min(1.0) };
    Share { count, of, share: p, low, high }
}

/// A share to three decimals. Screens and pictures both round by it before they write a fraction or a percentage, so
/// that a share in the middle between two is rounded alike.
#[must_use]
pub fn rounded(share: f64) -> f64 {
    // What is written in this form is read again.
    format!("{share:.3}").parse().unwrap_or(share)
}

#[cfg(test)]
mod tests {
    use super::{rounded, share};

    #[test]
    fn a_fraction_and_a_percentage_round_alike() {
        for count in 0..=10_000 {
            let share = f64::from(count) / 1e4;
            let (fraction, percentage) = (format!("{share:.3}"), format!("{:.1}", 100.0 * rounded(share)));
            assert_eq!(fraction.replace('.', "").parse::<u32>(), percentage.replace('.', "").parse::<u32>());
        }
    }

    #[test]
    fn known_intervals() {
        let none = share(0, 10);
        assert!(none.low == 0.0 && (none.high - 0.277_533).abs() < 1e-6, "{none:?}");
        let half = share(5, 10);
        assert!((half.low - 0.236_593).abs() < 1e-6 && (half.high - 0.763_407).abs() < 1e-6, "{half:?}");
        assert!(share(10, 10).high == 1.0);
        assert!(share(0, 0).high == 1.0);
    }
}

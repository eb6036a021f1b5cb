//! Numbers, dates and shares as text.

use crate::analysis::wilson::rounded;

/// A date as text: its digits are not grouped, and it has at most two decimals.
pub(super) fn plain(year: f64) -> String {
    let text = format!("{year:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number with so many decimals, its thousands apart and with a true minus.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let negative = value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    format!("{}{}{rest}", if negative { "−" } else { "" }, grouped(whole))
}

/// Whole digits in groups of three from 10 000 on, kept together by no-break spaces.
fn grouped(digits: &str) -> String {
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(c);
    }
    out
}

/// A count as text.
pub(super) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A number with about three digits that say something.
pub(crate) fn brief(value: f64) -> String {
    let size = value.abs();
    let decimals = [(100.0, 0), (10.0, 1), (1.0, 2), (0.1, 3), (0.01, 4)];
    number(value, decimals.iter().find(|(from, _)| size >= *from).map_or(if size == 0.0 { 0 } else { 5 }, |d| d.1))
}

/// A share as a percentage: with a decimal, and never rounded to 0 or 100.
pub(super) fn percent(share: f64) -> String {
    let p = 100.0 * share;
    match p {
        _ if p <= 0.0 => "0%".to_owned(),
        _ if p >= 100.0 => "100%".to_owned(),
        _ if p < 0.1 => "<0.1%".to_owned(),
        _ if p > 99.9 => ">99.9%".to_owned(),
        _ => number(100.0 * rounded(share), 1) + "%",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(number(-0.004, 2), "0.00");
        assert_eq!(number(-1234.5, 1), "−1234.5");
        assert_eq!([2050.0, 2050.5, 2020.917].map(plain), ["2050", "2050.5", "2020.92"]);
        assert_eq!(count(1_000_000), "1\u{a0}000\u{a0}000");
        assert_eq!(
            [0.0, 0.0004, 0.034, 0.5, 0.9996, 1.0].map(percent),
            ["0%", "<0.1%", "3.4%", "50.0%", ">99.9%", "100%"]
        );
        assert_eq!([0.0, 0.02, 0.5, 3.25, 198.4].map(brief), ["0", "0.0200", "0.500", "3.25", "198"]);
    }
}

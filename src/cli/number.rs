//! Numbers on the command line: what is refused says what is allowed, with an example.

/// A whole number from `low` to `high`.
pub(super) fn whole<T: TryFrom<u64> + Clone + Send + Sync + 'static>(
    low: u64,
    high: u64,
    such_as: u64,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse::<u64>().ok().filter(|number| (low..=high).contains(number));
        number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| match high {
            u64::MAX => format!("write a whole number from {low} on, below 2^64, such as {such_as}"),
            _ => format!("write a whole number from {low} to {high}, such as {such_as}"),
        })
    }
}

/// A finite number.
pub(super) fn real(such_as: f64) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| format!("write a number, such as {such_as}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_says_what_is_allowed() {
        let runs = whole::<u64>(1, 1000, 100);
        assert_eq!((runs("1"), runs("1000")), (Ok(1), Ok(1000)));
        for text in ["0", "1001", "abc", "-1", "1e3", "", "99999999999999999999999"] {
            assert_eq!(runs(text).unwrap_err(), "write a whole number from 1 to 1000, such as 100");
        }
        assert_eq!(
            whole::<u16>(1, 100_000, 4)("70000").unwrap_err(),
            "write a whole number from 1 to 100000, such as 4"
        );
        assert_eq!(whole::<u64>(0, u64::MAX, 42)("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(real(0.5)("-2.5"), Ok(-2.5));
        assert!(["inf", "NaN", "a", ""].iter().all(|text| real(0.5)(text).is_err()));
    }
}

//! What a dollar bought: consumer prices of the United States, by which dollars of different years are brought together.
//!
//! Annual averages as the Federal Reserve Bank of Minneapolis gives them, `Consumer Price Index, 1800-`, 1967 = 100: since
//! 1913 the consumer price index of the Bureau of Labor Statistics (for all urban consumers from 1978 on); before it the
//! estimates of the bureau's Handbook of Labor Statistics, which are rounded to whole points: Hoover from 1851, Rees from
//! 1890, and until 1850 what farmers in Vermont paid. Copied from the table in the R package historydata (`minneapolisfed_cpi`).

/// The years of the table.
const FIRST: i64 = 1816;
const LAST: i64 = FIRST + INDEX.len() as i64 - 1;

#[rustfmt::skip]
const INDEX: [f64; 209] = [
    51.0, 48.0, 46.0, 46.0, // 1816
    42.0, 40.0, 40.0, 36.0, 33.0, 34.0, 34.0, 34.0, 33.0, 32.0, // 1820
    32.0, 32.0, 30.0, 29.0, 30.0, 31.0, 33.0, 34.0, 32.0, 32.0, // 1830
    30.0, 31.0, 29.0, 28.0, 28.0, 28.0, 27.0, 28.0, 26.0, 25.0, // 1840
    25.0, 25.0, 25.0, 25.0, 27.0, 28.0, 27.0, 28.0, 26.0, 27.0, // 1850
    27.0, 27.0, 30.0, 37.0, 47.0, 46.0, 44.0, 42.0, 40.0, 40.0, // 1860
    38.0, 36.0, 36.0, 36.0, 34.0, 33.0, 32.0, 32.0, 29.0, 28.0, // 1870
    29.0, 29.0, 29.0, 28.0, 27.0, 27.0, 27.0, 27.0, 27.0, 27.0, // 1880
    27.0, 27.0, 27.0, 27.0, 26.0, 25.0, 25.0, 25.0, 25.0, 25.0, // 1890
    25.0, 25.0, 26.0, 27.0, 27.0, 27.0, 27.0, 28.0, 27.0, 27.0, // 1900
    28.0, 28.0, 29.0, 29.7, 30.1, 30.4, 32.7, 38.5, 45.2, 52.1, // 1910
    60.2, 53.6, 50.3, 51.2, 51.5, 52.7, 53.2, 52.2, 51.6, 51.6, // 1920
    50.2, 45.7, 41.0, 38.9, 40.2, 41.2, 41.7, 43.2, 42.3, 41.8, // 1930
    42.1, 44.2, 49.1, 52.0, 52.9, 54.1, 58.6, 67.1, 72.2, 71.5, // 1940
    72.3, 78.0, 79.8, 80.4, 80.7, 80.5, 81.7, 84.4, 86.7, 87.6, // 1950
    88.9, 89.8, 90.9, 92.0, 93.2, 94.7, 97.5, 100.2, 104.5, 110.2, // 1960
    116.7, 121.7, 125.7, 133.4, 148.2, 161.7, 171.0, 182.1, 196.0, 218.1, // 1970
    247.6, 273.2, 290.0, 299.3, 312.2, 323.2, 329.4, 341.4, 355.4, 372.5, // 1980
    392.6, 409.3, 421.7, 434.1, 445.4, 457.9, 471.3, 482.4, 489.8, 500.6, // 1990
    517.5, 532.1, 540.5, 552.8, 567.6, 586.9, 605.8, 623.1, 647.0, 644.7, // 2000
    655.3, 676.0, 689.9, 700.0, 711.4, 712.3, 721.2, 736.6, 754.6, 768.3, // 2010
    777.7, 814.3, 879.4, 915.6, 944.9, // 2020
];

/// How they are cited, in a comment of two lines.
pub const CITATION: &str = "US consumer prices (Bureau of Labor Statistics, before 1913\n# estimates in its Handbook of \
                            Labor Statistics, as the Federal Reserve Bank of Minneapolis has them)";

/// How many dollars of one year a dollar of another is. The years since the table's end have its last prices; none before
/// its beginning.
#[must_use]
pub fn deflator(of: i64, to: i64) -> Option<f64> {
    Some(level(to)? / level(of)?)
}

fn level(year: i64) -> Option<f64> {
    let at = usize::try_from(year.min(LAST) - FIRST).ok()?;
    INDEX.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the bureau's own index of 1982 to 1984, of which the table's is a multiple: 9.9, 24.1, 224.939.
    #[test]
    fn dollars_of_one_year_in_those_of_another() {
        assert_eq!(LAST, 2024);
        let of = |year, to| deflator(year, to).expect("a year of the table");
        assert!((of(1913, 2011) / (224.939 / 9.9) - 1.0).abs() < 0.005);
        assert!((of(1950, 2011) / (224.939 / 24.1) - 1.0).abs() < 0.005);
        assert_eq!((of(1887, 1887), of(1887, 2011)), (1.0, 676.0 / 27.0));
        assert_eq!((deflator(1815, 2011), of(2030, 2024)), (None, 1.0));
    }
}

//! From records to what a scenario holds: pure functions, each a rule that docs/import.md states.

use super::found::{Dispute, Kind, Obligations};
use std::collections::{BTreeMap, BTreeSet};

/// Share of military capital that wears out in a year: the model's default, by which the inventory is made.
pub const DEPRECIATION: f64 = 0.08;

/// The figure of a year, or the nearest earlier one up to a gap, with its year.
#[must_use]
pub fn nearest(series: &BTreeMap<i64, f64>, year: i64, gap: i64) -> Option<(f64, i64)> {
    series.range(year - gap..=year).next_back().map(|(year, value)| (*value, *year))
}

/// The figure of a year or the nearest earlier one, as [`nearest`]; else the nearest later one up to `after` years.
#[must_use]
pub fn nearest_or_later(series: &BTreeMap<i64, f64>, year: i64, gap: i64, after: i64) -> Option<(f64, i64)> {
    let later = || series.range(year..=year + after).next().map(|(year, value)| (*value, *year));
    nearest(series, year, gap).or_else(later)
}

/// Over how many years growth is taken.
const GROWTH_OVER: i64 = 10;

/// The fewest years that growth can be taken over.
const GROWTH_LEAST: i64 = 5;

/// Mean growth of the logarithm, per year, over the ten years up to the nearest figure, or what there is of them, from five
/// on; between -0.5 and 0.5.
#[must_use]
pub fn growth(series: &BTreeMap<i64, f64>, year: i64, gap: i64) -> Option<(f64, i64, i64)> {
    let (last, to) = nearest(series, year, gap)?;
    let (from, first) =
        series.range(to - GROWTH_OVER..=to - GROWTH_LEAST).next().map(|(year, value)| (*year, *value))?;
    let rate = (libm::log(last) - libm::log(first)) / (to - from) as f64;
    rate.is_finite().then_some((rate.clamp(-0.5, 0.5), from, to))
}

/// A stock of military capital.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capital {
    /// The stock, in the unit of the spending.
    pub value: f64,
    /// The first year that it rests on.
    pub from: i64,
    /// Years for which spending of the year before was taken.
    pub filled: i64,
}

/// Military capital by perpetual inventory: `M(t) = 0.92 M(t - 1) + spending(t)` from the first year as a steady state,
/// `spending / 0.08`. A year without a figure has that of the year before; what lies before a hole of more than `gap`
/// years is left out. None without a figure up to `gap` years before the year.
#[must_use]
pub fn capital(spending: &BTreeMap<i64, f64>, year: i64, gap: i64) -> Option<Capital> {
    let mut known: Vec<(i64, f64)> = spending.range(..=year).map(|(year, value)| (*year, *value)).collect();
    known.last().filter(|(last, _)| year - last <= gap)?;
    let hole = known.windows(2).rposition(|two| two[1].0 - two[0].0 - 1 > gap);
    known.drain(..hole.map_or(0, |at| at + 1));
    let (from, first) = *known.first()?;
    let (mut value, mut latest, mut filled) = (first / DEPRECIATION, first, 0);
    for t in from + 1..=year {
        match spending.get(&t) {
            Some(now) => latest = *now,
            None => filled += 1,
        }
        value = (1.0 - DEPRECIATION) * value + latest;
    }
    Some(Capital { value, from, filled })
}

/// Severity of a dispute for the one who holds it: 1 a war, 0.6 a use of force with more than 25 of its own dead, 0.3 with
/// up to 25, 0.2 without; none for threats and displays of force.
#[must_use]
pub fn severity(dispute: &Dispute) -> Option<f64> {
    match (dispute.hostility, dispute.fatality.unwrap_or(0)) {
        (5, _) => Some(1.0),
        (4, 2..) => Some(0.6),
        (4, 1) => Some(0.3),
        (4, _) => Some(0.2),
        _ => None,
    }
}

/// How much of coercion a militarized dispute that goes on is, by the own hostility of the one who applies it: 1 a war, 0.3 a
/// use of force, 0.1 a threat or display. The sizes are guesses.
#[must_use]
pub fn pressure(own: i64) -> f64 {
    match own {
        5 => 1.0,
        4 => 0.3,
        2 | 3 => MENACE,
        _ => 0.0,
    }
}

/// The weight of a threat or a display of force.
const MENACE: f64 = 0.1;

/// Acute hostility that a dispute leaves at a start: its [`severity`], 0.1 for a threat or display, halved by every year
/// since its end. A dispute that goes on has not begun to fade; one that is over ended in the middle of its last year.
#[must_use]
pub fn acute(dispute: &Dispute, start: f64) -> f64 {
    let menace = if (2..=3).contains(&dispute.hostility) { MENACE } else { 0.0 };
    let age = if dispute.goes_on { 0.0 } else { start - (dispute.to as f64 + 0.5) };
    severity(dispute).unwrap_or(menace) * libm::exp2(-age)
}

/// Severity of a claim to territory: salience of 0 to 12 over 24, so that the most salient claim is half of a war; half of
/// that for the one who holds the territory while the claim goes on. Of a claim that has ended both sides have it whole,
/// since the data do not say who lost.
#[must_use]
pub fn claim_severity(salience: f64, challenger: bool, ended: bool) -> f64 {
    salience / if challenger || ended { 24.0 } else { 48.0 }
}

/// What a state offers another at the start, by what it owes it: 4 with defence, 3 with offence alone, 2 with neutrality or
/// consultation, 1 with non-aggression alone, which rivals promise too, 0 with nothing.
#[must_use]
pub fn level(owed: Obligations) -> u8 {
    match owed {
        Obligations { defence: true, .. } => 4,
        Obligations { offence: true, .. } => 3,
        Obligations { neutrality: true, .. } | Obligations { consultation: true, .. } => 2,
        Obligations { nonaggression: true, .. } => 1,
        _ => 0,
    }
}

/// Affinity of two ideal points: 1 where they are the same, 0 at the mean distance of two states of that year, and no
/// lower than -1.
#[must_use]
pub fn affinity(one: f64, other: f64, mean_distance: f64) -> f64 {
    if mean_distance > 0.0 { (1.0 - (one - other).abs() / mean_distance).max(-1.0) } else { 0.0 }
}

/// Mean absolute difference of all pairs of values; 0 for fewer than two.
#[must_use]
pub fn mean_distance(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    // Each value is added once for every smaller one and taken away once for every larger one.
    let sum: f64 = sorted.iter().enumerate().map(|(rank, value)| value * (2.0 * rank as f64 - n + 1.0)).sum();
    if sorted.len() < 2 { 0.0 } else { sum / (n * (n - 1.0) / 2.0) }
}

/// Coercion at the start by the kinds of sanctions in force: the sum over kinds, each once, at most 1. The sizes are
/// guesses.
#[must_use]
pub fn coercion(kinds: &BTreeSet<Kind>) -> f64 {
    let size = |kind: &Kind| match kind {
        Kind::Travel | Kind::Arms | Kind::Other => 0.05,
        Kind::Finance | Kind::TradePart => 0.15,
        Kind::TradeAll => 0.4,
    };
    // All of trade holds a part of it.
    let all = kinds.contains(&Kind::TradeAll);
    kinds.iter().filter(|kind| !(all && **kind == Kind::TradePart)).map(size).sum::<f64>().min(1.0)
}

/// How near another's power is felt, by the class of contiguity: 1 with a land border, 0.8 across up to 400 miles of
/// water, else 0.7. The sizes are guesses.
#[must_use]
pub fn proximity(class: Option<i64>) -> f64 {
    match class {
        Some(1) => 1.0,
        Some(_) => 0.8,
        None => 0.7,
    }
}

/// Mean radius of the Earth, km.
pub const RADIUS: f64 = 6371.0088;

/// Distance on a sphere between two points of latitude and longitude in degrees, km (haversine formula).
#[must_use]
pub fn great_circle((lat1, lng1): (f64, f64), (lat2, lng2): (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| libm::sin((to - from).to_radians() / 2.0);
    let (north, east) = (half(lat1, lat2), half(lng1, lng2));
    let h = north * north + libm::cos(lat1.to_radians()) * libm::cos(lat2.to_radians()) * east * east;
    2.0 * RADIUS * libm::asin(h.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dispute(hostility: i64, fatality: Option<i64>) -> Dispute {
        Dispute { from: 1, to: 1, goes_on: false, hostility, own: None, fatality }
    }

    #[test]
    fn a_later_figure_stands_in_only_where_no_earlier_one_does() {
        let series = [(1900, 1.0), (1901, 2.0)].into();
        assert_eq!(nearest_or_later(&series, 1887, 5, 13), Some((1.0, 1900)));
        assert_eq!(nearest_or_later(&series, 1887, 5, 12), None);
        assert_eq!(nearest_or_later(&series, 1903, 5, 9), Some((2.0, 1901)));
    }

    #[test]
    fn growth_is_that_of_the_logarithm_over_up_to_ten_years() {
        let series: BTreeMap<i64, f64> = (1900..=1930).map(|t| (t, libm::exp(0.03 * (t - 1900) as f64))).collect();
        let (rate, from, to) = growth(&series, 1925, 5).expect("figures");
        assert!((rate - 0.03).abs() < 1e-12);
        assert_eq!((from, to), (1915, 1925));
        assert_eq!(growth(&series, 1906, 5).map(|(_, from, _)| from), Some(1900));
        assert_eq!(growth(&series, 1904, 5), None);
        assert_eq!(growth(&[(1900, 1.0), (1910, 1e9)].into(), 1910, 0).map(|found| found.0), Some(0.5));
    }

    #[test]
    fn a_dispute_presses_while_it_goes_on_and_fades_by_half_a_year() {
        assert_eq!([5, 4, 3, 2, 1].map(pressure), [1.0, 0.3, 0.1, 0.1, 0.0]);
        let over = Dispute { from: 1938, to: 1938, ..dispute(5, None) };
        assert!((acute(&over, 1940.0) - libm::exp2(-1.5)).abs() < 1e-12);
        assert_eq!(acute(&Dispute { goes_on: true, ..over }, 1940.0), 1.0);
        assert_eq!(
            [4, 3, 2, 1].map(|hostility| acute(&Dispute { goes_on: true, ..dispute(hostility, None) }, 2.0)),
            [0.2, 0.1, 0.1, 0.0]
        );
    }

    #[test]
    fn a_quarter_of_a_great_circle() {
        let quarter = std::f64::consts::PI * RADIUS / 2.0;
        assert!((great_circle((0.0, 90.0), (0.0, 0.0)) - quarter).abs() < 1e-6);
        assert!((great_circle((90.0, 0.0), (-90.0, 0.0)) - 2.0 * quarter).abs() < 1e-6);
    }

    #[test]
    fn the_nearest_earlier_year_up_to_the_gap() {
        let series = [(2008, 1.0), (2012, 2.0), (2016, 3.0)].into();
        assert_eq!(nearest(&series, 2014, 5), Some((2.0, 2012)));
        assert_eq!(nearest(&series, 2016, 0), Some((3.0, 2016)));
        assert_eq!((nearest(&series, 2014, 1), nearest(&series, 2007, 5)), (None, None));
    }

    #[test]
    fn constant_spending_leaves_the_steady_state_and_holes_are_filled() {
        let steady = (2000..=2010).map(|year| (year, 8.0)).collect();
        let stock = capital(&steady, 2010, 5).expect("a stock");
        assert!((stock.value - 100.0).abs() < 1e-9);
        assert_eq!((stock.from, stock.filled), (2000, 0));
        let holed = [(1980, 99.0), (2000, 8.0), (2002, 16.0)].into();
        let stock = capital(&holed, 2003, 5).expect("a stock");
        // 100, then 8 again for 2001, 16, and 16 again for 2003.
        let by_hand = (((100.0 * 0.92 + 8.0) * 0.92) + 16.0) * 0.92 + 16.0;
        assert!((stock.value - by_hand).abs() < 1e-9);
        assert_eq!((stock.from, stock.filled), (2000, 2));
        assert_eq!((capital(&holed, 2010, 5), capital(&BTreeMap::new(), 2010, 5)), (None, None));
    }

    #[test]
    fn severity_by_hostility_and_own_dead() {
        let of = |hostility, fatality| severity(&dispute(hostility, fatality));
        assert_eq!(
            [of(5, None), of(4, Some(3)), of(4, Some(1)), of(4, Some(0))],
            [Some(1.0), Some(0.6), Some(0.3), Some(0.2)]
        );
        assert_eq!([of(4, None), of(3, Some(6)), of(1, None)], [Some(0.2), None, None]);
        assert_eq!(
            [(true, false), (false, false), (false, true)]
                .map(|(challenger, ended)| claim_severity(12.0, challenger, ended)),
            [0.5, 0.25, 0.5]
        );
    }

    #[test]
    fn levels_by_obligation() {
        let none = Obligations::default();
        let of = |owed| level(owed);
        assert_eq!(of(none), 0);
        assert_eq!(of(Obligations { nonaggression: true, ..none }), 1);
        assert_eq!(of(Obligations { nonaggression: true, consultation: true, ..none }), 2);
        assert_eq!(of(Obligations { neutrality: true, ..none }), 2);
        assert_eq!(of(Obligations { offence: true, ..none }), 3);
        assert_eq!(of(Obligations { defence: true, nonaggression: true, ..none }), 4);
    }

    #[test]
    fn affinity_is_zero_at_the_mean_distance() {
        assert!((mean_distance([0.0, 1.0, 3.0]) - 2.0).abs() < 1e-12);
        assert_eq!((mean_distance([1.0]), affinity(1.0, 2.0, 0.0)), (0.0, 0.0));
        assert_eq!((affinity(1.0, 1.0, 2.0), affinity(1.0, 3.0, 2.0), affinity(0.0, 9.0, 2.0)), (1.0, 0.0, -1.0));
    }

    #[test]
    fn kinds_of_sanctions_add_up_to_at_most_one() {
        let of = |kinds: &[Kind]| coercion(&kinds.iter().copied().collect());
        assert_eq!(of(&[]), 0.0);
        assert!((of(&[Kind::TradePart, Kind::Finance, Kind::Travel]) - 0.35).abs() < 1e-12);
        assert_eq!((of(&[Kind::TradeAll, Kind::TradePart]), of(&[Kind::TradePart])), (0.4, 0.15));
        assert_eq!((proximity(Some(1)), proximity(Some(4)), proximity(None)), (1.0, 0.8, 0.7));
    }
}

//! How good forecasts were: proper scores, calibration, and how well onsets are told apart, with bootstrap intervals.

use super::baselines::Forecast;
use super::panel::Panel;
use crate::lanes::ln;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A forecast is held to be no surer than this: one in a hundred thousand.
const FLOOR: f64 = 1e-5;
/// Resamples of states.
const RESAMPLES: usize = 500;
/// Bins of the calibration curve: their upper ends.
const BINS: [f64; 8] = [0.01, 0.03, 0.1, 0.3, 0.7, 0.9, 0.97, 1.0];

/// What is drawn together in a resample: the two states, and the treaty that formed or ended, if one did.
pub type Block = ((usize, usize), Option<i64>);

/// A scored year of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The pair, and the treaty that formed or ended.
    pub of: Block,
    /// Weight.
    pub weight: f64,
    /// Class the year before, and of the year.
    pub classes: (u8, u8),
    /// Forecast.
    pub p: [f64; 3],
}

/// The years of a panel that have weight, with their forecasts.
#[must_use]
pub fn scored(panel: &Panel, forecast: &Forecast) -> Vec<Scored> {
    let mut all = Vec::new();
    for (spell, forecasts) in panel.spells.iter().zip(forecast) {
        for (at, (year, p)) in spell.years.iter().zip(forecasts).enumerate() {
            if year.weight > 0.0 {
                let classes = (spell.before(at), year.class);
                all.push(Scored { of: (spell.pair, year.treaty), weight: year.weight, classes, p: *p });
            }
        }
    }
    all
}

impl Scored {
    /// -ln of the probability of what came.
    fn log(&self) -> f64 {
        -ln(self.p[usize::from(self.classes.1)].max(FLOOR))
    }

    /// Sum over classes of squared errors (Brier 1950).
    fn brier(&self) -> f64 {
        let error = |class: usize| self.p[class] - if usize::from(self.classes.1) == class { 1.0 } else { 0.0 };
        (0..3).map(|class| error(class) * error(class)).sum()
    }
}

/// A figure with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// On the data.
    pub value: f64,
    /// 2.5 and 97.5% of the resamples.
    pub interval: (f64, f64),
}

/// A bin of the calibration curve of "some obligation is in force".
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Forecasts from the first up to the second.
    pub range: (f64, f64),
    /// Mean forecast.
    pub forecast: f64,
    /// Share of years that had one. Where all had one or none had, resamples say nothing of how sure that is, and the interval
    /// is not a number.
    pub observed: Figure,
    /// Weight of the bin's years.
    pub weight: f64,
}

/// Scores of a forecast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Mean log score (-ln p, less is better) a year of a pair.
    pub log: Figure,
    /// Mean Brier score (less is better).
    pub brier: Figure,
    /// Average precision of onsets: among pairs without obligations, how well those that take one on rank first (more is
    /// better; a forecast without information has the base rate).
    pub onsets: Figure,
    /// Share of those pairs' years that had an onset.
    pub onset_rate: f64,
    /// Weighted number of onsets.
    pub onset_number: f64,
    /// Calibration.
    pub calibration: Vec<Bin>,
}

/// Resamples of states and of treaties: a year of a pair counts as often as the product of how often its two states, and
/// the treaty that formed or ended in it, are drawn (product weights for crossed factors, Owen 2007, Owen and Eckles 2012).
/// A treaty of many counts for one already by the weights.
pub struct Resamples(Vec<Resample>);

struct Resample {
    states: Vec<f64>,
    treaties: BTreeMap<i64, f64>,
}

impl Resample {
    fn times(&self, ((one, other), treaty): Block) -> f64 {
        let treaty = treaty.and_then(|treaty| self.treaties.get(&treaty)).copied().unwrap_or(1.0);
        self.states[one] * self.states[other] * treaty
    }
}

impl Resamples {
    /// Of the states and treaties of a panel, with a seed.
    #[must_use]
    pub fn new(panel: &Panel, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let years = panel.spells.iter().flat_map(|spell| &spell.years);
        let treaties: Vec<i64> = years.filter_map(|year| year.treaty).collect::<BTreeSet<_>>().into_iter().collect();
        let mut draw = |n: usize| {
            let mut times = vec![0.0; n];
            for _ in 0..n {
                times[random.random_range(0..n)] += 1.0;
            }
            times
        };
        let mut one = |_| {
            let states = draw(panel.states.len());
            Resample { states, treaties: treaties.iter().copied().zip(draw(treaties.len())).collect() }
        };
        Self((0..RESAMPLES).map(&mut one).collect())
    }

    /// The 2.5 and 97.5% quantiles of a statistic of the weights.
    fn interval(&self, statistic: impl Fn(&dyn Fn(Block) -> f64) -> Option<f64>) -> (f64, f64) {
        let of = |resample: &Resample| statistic(&|block: Block| resample.times(block));
        let mut values: Vec<f64> = self.0.iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        let at = |q: f64| values.get(((values.len() as f64 - 1.0).max(0.0) * q).round() as usize).copied();
        (at(0.025).unwrap_or(f64::NAN), at(0.975).unwrap_or(f64::NAN))
    }

    /// Mean of a score of years, or of the difference of two, with its interval.
    fn mean<'y>(&self, years: impl IntoIterator<Item = (&'y Scored, f64)>) -> Figure {
        let mut by_block = BTreeMap::<Block, (f64, f64)>::new();
        for (year, score) in years {
            let sums = by_block.entry(year.of).or_default();
            sums.0 += year.weight * score;
            sums.1 += year.weight;
        }
        let mean = |weigh: &dyn Fn(Block) -> f64| {
            let (mut sum, mut weight) = (0.0, 0.0);
            for (block, (score, years)) in &by_block {
                sum += weigh(*block) * score;
                weight += weigh(*block) * years;
            }
            (weight > 0.0).then(|| sum / weight)
        };
        Figure { value: mean(&|_| 1.0).unwrap_or(f64::NAN), interval: self.interval(mean) }
    }
}

/// A forecast of an onset, whether it came, its weight, and what it is drawn with.
type Onset = (f64, bool, f64, Block);

/// Scores a forecast.
#[must_use]
pub fn scores(years: &[Scored], resamples: &Resamples) -> Scores {
    let mut onsets: Vec<Onset> = years
        .iter()
        .filter(|year| year.classes.0 == 0)
        .map(|year| (year.p[1] + year.p[2], year.classes.1 > 0, year.weight, year.of))
        .collect();
    onsets.sort_by(|a, b| b.0.total_cmp(&a.0));
    let precision = |weigh: &dyn Fn(Block) -> f64| average_precision(&onsets, weigh);
    let sum = |of: &dyn Fn(&Onset) -> f64| onsets.iter().map(of).sum::<f64>();
    let onset_number = sum(&|onset| if onset.1 { onset.2 } else { 0.0 });
    Scores {
        log: resamples.mean(years.iter().map(|year| (year, year.log()))),
        brier: resamples.mean(years.iter().map(|year| (year, year.brier()))),
        onsets: Figure { value: precision(&|_| 1.0).unwrap_or(f64::NAN), interval: resamples.interval(precision) },
        onset_rate: onset_number / sum(&|onset| onset.2),
        onset_number,
        calibration: calibration(years, resamples),
    }
}

/// How much worse the log score of one forecast is than that of another of the same years, with its interval.
#[must_use]
pub fn worse_by(one: &[Scored], other: &[Scored], resamples: &Resamples) -> Figure {
    resamples.mean(one.iter().zip(other).map(|(one, other)| (one, one.log() - other.log())))
}

/// The mean of precision over the onsets, from the surest forecast down; ties count together.
fn average_precision(sorted: &[Onset], weigh: &dyn Fn(Block) -> f64) -> Option<f64> {
    let (mut hits, mut all, mut sum) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let mut more = 0.0;
        for (_, onset, weight, block) in tied {
            let weight = weight * weigh(*block);
            all += weight;
            more += if *onset { weight } else { 0.0 };
        }
        hits += more;
        sum += if more > 0.0 { more * hits / all } else { 0.0 };
    }
    (hits > 0.0).then(|| sum / hits)
}

/// The bins that have years.
fn calibration(years: &[Scored], resamples: &Resamples) -> Vec<Bin> {
    let obligation = |year: &Scored| year.p[1] + year.p[2];
    let bin = |(at, high): (usize, &f64)| {
        let low = if at == 0 { 0.0 } else { BINS[at - 1] };
        let within = |year: &&Scored| {
            let p = obligation(year);
            p >= low && (p < *high || *high == 1.0)
        };
        let within: Vec<&Scored> = years.iter().filter(within).collect();
        let weight: f64 = within.iter().map(|year| year.weight).sum();
        let forecast = within.iter().map(|year| year.weight * obligation(year)).sum::<f64>() / weight;
        let came = within.iter().map(|&year| (year, if year.classes.1 > 0 { 1.0 } else { 0.0 }));
        let observed = || match resamples.mean(came) {
            Figure { value, .. } if value == 0.0 || value == 1.0 => Figure { value, interval: (f64::NAN, f64::NAN) },
            figure => figure,
        };
        (weight > 0.0).then(|| Bin { range: (low, *high), forecast, observed: observed(), weight })
    };
    BINS.iter().enumerate().filter_map(bin).collect()
}

/// Weights of a mixture of forecasts that score best on years none of them was fitted to (stacking of predictive
/// distributions, Yao et al. 2018), by expectation and maximisation, which never leaves the simplex.
#[must_use]
pub fn stack(forecasts: &[Vec<Scored>]) -> Vec<f64> {
    let n = forecasts.len();
    let mut weights = vec![1.0 / n as f64; n];
    let Some(first) = forecasts.first() else { return weights };
    for _ in 0..2000 {
        let mut next = vec![0.0; n];
        let mut total = 0.0;
        for (at, year) in first.iter().enumerate() {
            let came = usize::from(year.classes.1);
            let parts: Vec<f64> =
                forecasts.iter().zip(&weights).map(|(forecast, w)| w * forecast[at].p[came].max(FLOOR)).collect();
            let sum: f64 = parts.iter().sum();
            for (next, part) in next.iter_mut().zip(&parts) {
                *next += year.weight * part / sum;
            }
            total += year.weight;
        }
        let moved = next.iter().zip(&weights).map(|(next, w)| (next / total - w).abs()).fold(0.0, f64::max);
        weights = next.iter().map(|next| next / total).collect();
        if moved < 1e-7 {
            break;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(p: [f64; 3], before: u8, class: u8, pair: (usize, usize)) -> Scored {
        Scored { of: (pair, None), weight: 1.0, classes: (before, class), p }
    }

    fn resamples(states: usize) -> Resamples {
        Resamples::new(&Panel { states: vec![String::new(); states], ..Panel::default() }, 1)
    }

    #[test]
    fn scores_by_hand() {
        let years = [
            year([0.9, 0.1, 0.0], 0, 0, (0, 1)),
            year([0.2, 0.8, 0.0], 0, 1, (0, 2)),
            year([0.5, 0.5, 0.0], 0, 0, (1, 2)),
            year([0.6, 0.4, 0.0], 0, 1, (1, 2)),
        ];
        let scores = scores(&years, &resamples(3));
        let log = -(ln(0.9) + ln(0.8) + ln(0.5) + ln(0.4)) / 4.0;
        assert!((scores.log.value - log).abs() < 1e-12);
        assert!((scores.brier.value - 2.0 * (0.01 + 0.04 + 0.25 + 0.36) / 4.0).abs() < 1e-12);
        // Onsets rank first and third: (1 + 2/3) / 2.
        assert!((scores.onsets.value - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!((scores.onset_rate, scores.onset_number), (0.5, 2.0));
        assert!(scores.log.interval.0 <= log && log <= scores.log.interval.1);
    }

    #[test]
    fn a_forecast_that_tells_nothing_apart_has_the_base_rate() {
        let years: Vec<Scored> =
            (0..40_usize).map(|at| year([0.7, 0.3, 0.0], 0, u8::from(at.is_multiple_of(4)), (0, 1))).collect();
        let scores = scores(&years, &resamples(2));
        assert!((scores.onsets.value - 0.25).abs() < 1e-12);
        assert_eq!(scores.calibration.len(), 1);
        let Bin { range, forecast, observed, weight } = scores.calibration[0];
        assert!((forecast - 0.3).abs() < 1e-12 && (observed.value - 0.25).abs() < 1e-12);
        assert_eq!((range, weight), ((0.3, 0.7), 40.0));
    }

    #[test]
    fn years_of_one_treaty_are_drawn_together() {
        // Two states of which every resample draws each some times; all spread comes of the treaties.
        let spell = |treaty: i64| {
            let year = |at: i64| crate::estimate::panel::PairYear {
                treaty: Some(treaty + at % 2),
                ..crate::estimate::tests::panel(2, 1, 1).spells[0].years[0].clone()
            };
            crate::estimate::panel::Spell { pair: (0, 1), first: 0, years: (0..40).map(year).collect() }
        };
        let panel = Panel { states: vec![String::new(); 2], spells: vec![spell(7)], ..Panel::default() };
        let years: Vec<Scored> = (0..40)
            .map(|at| Scored { of: ((0, 1), Some(7 + at % 2)), ..year([0.5, 0.5, 0.0], 0, (at % 2) as u8, (0, 1)) })
            .collect();
        let odd = || years.iter().enumerate().map(|(at, year)| (year, (at % 2) as f64));
        let found = Resamples::new(&panel, 1).mean(odd());
        // Each treaty is drawn 0, 1 or 2 times of 2: means of 0, 1/2 and 1.
        assert_eq!((found.value, found.interval), (0.5, (0.0, 1.0)));
        let apart = resamples(2).mean(odd());
        assert_eq!(apart.interval, (0.5, 0.5));
    }

    #[test]
    fn stacking_finds_the_mixture_that_made_the_data() {
        // What came was drawn half and half from two forecasts, neither of which is right alone.
        let came = |at: usize| u8::from(at.is_multiple_of(2));
        let of = |p: f64| (0..200).map(|at| year([1.0 - p, p, 0.0], 0, came(at), (0, 1))).collect::<Vec<_>>();
        let weights = stack(&[of(0.9), of(0.1), of(0.05)]);
        // The best mixture has mean 1/2: 0.9 and 0.1 half and half, or any with 0.05 that comes to the same.
        let mean = 0.9 * weights[0] + 0.1 * weights[1] + 0.05 * weights[2];
        assert!((mean - 0.5).abs() < 1e-3 && (weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

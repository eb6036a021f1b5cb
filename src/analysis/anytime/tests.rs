use super::*;
use crate::analysis::wilson;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn seen(yes: u64, of: u64) -> Interval {
    let mut sequence = Sequence::share();
    sequence.push_times(1.0, yes).unwrap();
    sequence.push_times(0.0, of - yes).unwrap();
    sequence.interval()
}

/// After one outcome of 1 the wealth is 1 + c (1 / m - 1), c the mean of the stakes: it is 40 at m = c / (39 + c).
#[test]
fn one_outcome_by_hand() {
    let stake = bets().iter().sum::<f64>() / BETS as f64;
    let one = seen(1, 1);
    assert!((one.low - stake / (39.0 + stake)).abs() < 1e-8 && one.high == 1.0, "{one:?}");
    let none = Sequence::difference().interval();
    assert!(none.count == 0 && none.low == -1.0 && none.high == 1.0 && none.mean == 0.0);
}

#[test]
fn widths_against_wilson() {
    for (of, least, most) in [(10_000, 1.78, 1.84), (100_000, 1.80, 1.85)] {
        for percent in [1, 10, 50, 90] {
            let (any, one) = (seen(of * percent / 100, of), wilson::share(of * percent / 100, of));
            let wider = (any.high - any.low) / (one.high - one.low);
            println!("{of} runs, share 0.{percent:02}: {wider:.2} times as wide as Wilson");
            assert!(wider > least && wider < most, "{of} {percent}: {wider}");
            assert!(any.low < one.low && one.high < any.high);
        }
    }
}

#[test]
fn outcomes_add_up_in_any_order_and_mirror() {
    let values = [1.0, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    let (mut forth, mut back, mut mirror) = (Sequence::difference(), Sequence::difference(), Sequence::difference());
    for at in 0..values.len() {
        forth.push(values[at]).unwrap();
        back.push(values[values.len() - 1 - at]).unwrap();
        mirror.push(-values[at]).unwrap();
    }
    assert_eq!(forth, back);
    let (a, b) = (forth.interval(), mirror.interval());
    assert!((a.low + b.high).abs() < 1e-12 && (a.high + b.low).abs() < 1e-12);
    assert_eq!(forth.interval(), back.interval());
}

/// Differences that are nearly all 0 are told apart from a coin of the same mean.
#[test]
fn the_width_follows_the_variance() {
    let mut few = Sequence::difference();
    let mut many = Sequence::difference();
    for (value, rare, often) in [(-1.0, 100, 4_900), (0.0, 9_700, 0), (1.0, 200, 5_000)] {
        few.push_times(value, rare).unwrap();
        many.push_times(value, often).unwrap();
    }
    let width = |sequence: &Sequence| sequence.interval().high - sequence.interval().low;
    // Standard deviations of 0.173 and 1.
    assert!(width(&few) < 0.2 * width(&many), "{} {}", width(&few), width(&many));
}

#[test]
fn looks_grow_to_the_last() {
    assert_eq!(looks(100, 1000, 2.0).unwrap(), [100, 200, 400, 800, 1000]);
    assert_eq!(looks(1, 4, 1.01).unwrap(), [1, 2, 3, 4]);
    assert_eq!(looks(5, 5, 2.0).unwrap(), [5]);
    for (first, last, growth) in
        [(0, 5, 2.0), (6, 5, 2.0), (1, 5, 1.0), (1, 5, 1.009), (1, 5, f64::NAN), (1, 5, f64::INFINITY)]
    {
        assert!(looks(first, last, growth).is_err());
    }
}

#[test]
fn bad_input_is_refused() {
    assert!(Sequence::new(1.0, 1.0).is_err() && Sequence::new(f64::NAN, 1.0).is_err());
    assert!(Sequence::new(f64::MIN, f64::MAX).is_err());
    let mut sequence = Sequence::new(2.0, 5.0).unwrap();
    for value in [1.9, 5.1, f64::NAN] {
        let message = sequence.push(value).unwrap_err().to_string();
        assert!(message.contains("outside its bounds 2 to 5"), "{message}");
    }
    assert_eq!(sequence.count(), 0);
}

const SEQUENCES: u64 = 3000;

/// Sequences of outcomes drawn by `draw` that ever excluded `truth` before they were narrow enough to stop, for the
/// anytime-valid interval and for `naive`.
fn misses(
    new: fn() -> Sequence,
    draw: impl Fn(f64) -> f64,
    truth: f64,
    enough: f64,
    naive: impl Fn(&Sequence) -> Option<(f64, f64)>,
) -> [u64; 2] {
    let looks = looks(100, 12_800, 2.0).unwrap();
    let mut missed = [0, 0];
    for seed in 0..SEQUENCES {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut sequence = new();
        let mut stopped = [false, false];
        for &look in &looks {
            while sequence.count() < look {
                sequence.push(draw(rng.random())).unwrap();
            }
            let any = sequence.interval();
            for (which, interval) in [Some((any.low, any.high)), naive(&sequence)].into_iter().enumerate() {
                let Some((low, high)) = interval.filter(|_| !stopped[which]) else { continue };
                let excludes = truth < low || truth > high;
                missed[which] += u64::from(excludes);
                stopped[which] = excludes || high - low < enough;
            }
        }
    }
    missed
}

fn wilson_of(sequence: &Sequence) -> Option<(f64, f64)> {
    let yes = sequence.counts.get(&1.0_f64.to_bits()).copied().unwrap_or(0);
    let share = wilson::share(yes, sequence.count());
    Some((share.low, share.high))
}

/// Each sequence is stopped at the worst moment: as soon as the truth is excluded. The anytime-valid interval may
/// exclude it in 5% of the sequences at most. The Wilson interval, used in the same way, must be caught: its misses
/// exceed 5% by more than their own 95% interval.
#[test]
fn stopping_keeps_the_level_and_breaks_that_of_wilson() {
    for (p, enough) in [(0.01, 0.006), (0.1, 0.018), (0.5, 0.03), (0.97, 0.01)] {
        let draw = |u: f64| if u < p { 1.0 } else { 0.0 };
        let [any, naive] = misses(Sequence::share, draw, p, enough, wilson_of);
        println!("p = {p}: {any} and {naive} of {SEQUENCES} sequences missed");
        assert!(any as f64 <= 0.05 * SEQUENCES as f64, "p = {p}: {any}");
        assert!(wilson::share(naive, SEQUENCES).low > 0.05, "p = {p}: {naive}");
    }
}

#[test]
fn stopping_keeps_the_level_of_paired_differences() {
    let draw = |u: f64| if u < 0.02 { -1.0 } else { f64::from(u8::from(u > 0.97)) };
    let [any, _] = misses(Sequence::difference, draw, 0.01, 0.01, |_| None);
    println!("differences: {any} of {SEQUENCES} sequences missed");
    assert!(any as f64 <= 0.05 * SEQUENCES as f64, "{any}");
    assert!(any > 0, "an interval that never misses is wider than it claims to be");
}

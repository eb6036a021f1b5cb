use super::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn point(x: f64, successes: u64, trials: u64) -> Point {
    Point { x, successes, trials }
}

fn crossing(points: &[Point], level: f64) -> (f64, f64, f64, bool) {
    match find(points, level).unwrap() {
        Tipping::Crossing { x, nearest, farthest, rises } => (x, nearest, farthest, rises),
        other => panic!("{other:?}"),
    }
}

/// Wilson intervals of 20 and 80 in 100: 0.1334 to 0.2888 and 0.7112 to 0.8666. The level 0.5 is met by the share at
/// 0.5, by the upper bound at (0.5 - 0.2888) / (0.8666 - 0.2888) = 0.3655, by the lower at 0.6345.
#[test]
fn a_crossing_by_hand() {
    let (x, nearest, farthest, rises) = crossing(&[point(0.0, 20, 100), point(1.0, 80, 100)], 0.5);
    assert!((x - 0.5).abs() < 1e-12 && rises);
    assert!((nearest - 0.3655).abs() < 1e-3 && (farthest - 0.6345).abs() < 1e-3, "{nearest} {farthest}");
    // Falling in x, falling in probability.
    let (x, nearest, farthest, rises) = crossing(&[point(3.0, 80, 100), point(1.0, 20, 100)], 0.5);
    assert!((x - 2.0).abs() < 1e-12 && !rises);
    assert!((nearest - (3.0 - 0.731)).abs() < 2e-3 && (farthest - (3.0 - 1.269)).abs() < 2e-3);
}

#[test]
fn the_nearest_of_several_crossings() {
    let up_and_down = [10, 90, 10, 90].iter().zip(0..).map(|(&s, x)| point(f64::from(x), s, 100));
    let (x, nearest, farthest, rises) = crossing(&up_and_down.collect::<Vec<_>>(), 0.5);
    assert!(rises && 0.0 < nearest && nearest < x && x < farthest && farthest < 1.0);
}

#[test]
fn what_is_not_a_crossing_is_said_to_be_none() {
    let flat = [point(0.0, 10, 100), point(1.0, 12, 100), point(2.0, 15, 100)];
    assert!(matches!(find(&flat, 0.5).unwrap(), Tipping::None { closest: 2.0, share } if share.count == 15));
    assert!(matches!(find(&flat, 0.12).unwrap(), Tipping::AtBase { base } if base.count == 10));
    let touches = [point(0.0, 10, 100), point(1.0, 30, 100), point(2.0, 45, 100), point(3.0, 20, 100)];
    assert!(matches!(find(&touches, 0.5).unwrap(), Tipping::Unresolved { nearest } if nearest > 1.0 && nearest < 2.0));
}

#[test]
fn bad_input_is_refused() {
    let two = [point(0.0, 1, 10), point(1.0, 9, 10)];
    assert_eq!(find(&two, 1.0), Err(TippingError::Level(1.0)));
    assert_eq!(find(&two[..1], 0.5), Err(TippingError::TooFew(1)));
    let unordered = [two[0], two[1], point(0.5, 5, 10)];
    assert_eq!(find(&unordered, 0.5), Err(TippingError::Order { at: 2, x: 0.5 }));
    assert!(matches!(find(&[two[0], two[0]], 0.5), Err(TippingError::Order { at: 1, .. })));
    assert!(matches!(find(&[two[0], point(f64::NAN, 1, 2)], 0.5), Err(TippingError::Order { at: 1, .. })));
    let counts = [two[0], point(1.0, 11, 10)];
    assert_eq!(find(&counts, 0.5), Err(TippingError::Counts { at: 1, successes: 11, trials: 10 }));
    let plan = Plan { coarse: 1, fine: 4, stages: 2 };
    assert!(matches!(plan.next(0.0, 1.0, &[], 0.5), Err(TippingError::Plan { coarse: 1, .. })));
    let plan = Plan { coarse: 3, ..plan };
    assert!(matches!(plan.next(1.0, 1.0, &[], 0.5), Err(TippingError::Range { .. })));
    assert!(matches!(plan.next(f64::MIN, f64::MAX, &[], 0.5), Err(TippingError::Range { .. })));
    // Neighbouring numbers have nothing between them.
    let ends = [point(1.0, 1, 100), point(1.0 + f64::EPSILON, 99, 100)];
    assert!(plan.next(1.0, 1.0 + f64::EPSILON, &ends, 0.5).unwrap().is_empty());
}

#[test]
fn a_plan_scans_then_refines_the_bracket() {
    let plan = Plan { coarse: 5, fine: 5, stages: 2 };
    assert_eq!(plan.next(2.0, 0.0, &[], 0.5).unwrap(), [2.0, 1.5, 1.0, 0.5, 0.0]);
    // Surely below at 1.5, surely above at 0.5: two gaps, three points in the nearer and two in the other.
    let mut points: Vec<_> =
        [(2.0, 5), (1.5, 10), (1.0, 50), (0.5, 90), (0.0, 95)].map(|(x, s)| point(x, s, 100)).into();
    let next = plan.next(2.0, 0.0, &points, 0.5).unwrap();
    let expected = [1.375, 1.25, 1.125, 1.0 - 0.5 / 3.0, 1.0 - 1.0 / 3.0];
    assert!(next.len() == 5 && next.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{next:?}");
    merge(&mut points, &next.iter().map(|&x| point(x, 50, 100)).collect::<Vec<_>>());
    assert!(points.len() == 10 && points.windows(2).all(|w| w[0].x > w[1].x));
    assert!(plan.next(2.0, 0.0, &points, 0.5).unwrap().is_empty());
    let flat: Vec<_> = [2.0, 1.5, 1.0, 0.5, 0.0].map(|x| point(x, 5, 100)).into();
    assert!(plan.next(2.0, 0.0, &flat, 0.5).unwrap().is_empty());
    merge(&mut points, &[point(1.5, 1, 100)]);
    assert_eq!((points.len(), points[1].successes, points[1].trials), (10, 11, 200));
}

const RUNS: usize = 600;
const TRUTH: f64 = 4.3;

/// A probability that rises through 0.5 at `TRUTH`.
fn probability(x: f64) -> f64 {
    1.0 / (1.0 + crate::lanes::exp(TRUTH - x))
}

/// Evaluates one point: with a uniform of its own per run, or with the replicate's, shared by all points.
fn evaluate(x: f64, seed: u64, shared: bool) -> Point {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(if shared { 0 } else { x.to_bits() });
    let successes = (0..RUNS).filter(|_| rng.random::<f64>() < probability(x)).count();
    point(x, successes as u64, RUNS as u64)
}

fn scan(seed: u64, shared: bool) -> Vec<Point> {
    let plan = Plan { coarse: 9, fine: 8, stages: 2 };
    let mut points = Vec::new();
    loop {
        let next = plan.next(0.0, 10.0, &points, 0.5).unwrap();
        if next.is_empty() {
            return points;
        }
        merge(&mut points, &next.iter().map(|&x| evaluate(x, seed, shared)).collect::<Vec<_>>());
    }
}

/// With 200 seeds and a true coverage of 95%, fewer than 180 hits have a probability of 0.0012 (binomial). The middle
/// quarter of each interval is no 95% interval: it has to fail the same test.
#[test]
fn the_confidence_set_holds_the_crossing_in_95_of_100_seeds() {
    for shared in [false, true] {
        let (mut hits, mut quarter_hits, mut width) = (0, 0, 0.0);
        for seed in 0..200 {
            let (x, nearest, farthest, _) = crossing(&scan(seed, shared), 0.5);
            hits += u32::from(nearest <= TRUTH && TRUTH <= farthest);
            let [from, to] = [nearest, farthest].map(|end| x + (end - x) / 4.0);
            quarter_hits += u32::from(from <= TRUTH && TRUTH <= to);
            width += (farthest - nearest) / 200.0;
        }
        println!("shared {shared}: {hits} of 200, middle quarter {quarter_hits}, mean width {width:.3}");
        assert!(hits >= 180, "shared {shared}: {hits}");
        assert!(quarter_hits < 180, "shared {shared}: {quarter_hits}");
        // Width of the pointwise interval: 2 * 1.96 * 0.5 / sqrt(RUNS) over the slope of 1/4, that is 0.32.
        assert!(width > 0.25 && width < 0.4, "shared {shared}: {width}");
    }
}

#[test]
fn scans_are_the_same_twice() {
    assert_eq!(scan(7, true), scan(7, true));
    assert_ne!(scan(7, true), scan(8, true));
}

use super::*;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

fn ordered(values: &[f64]) -> Column<'_> {
    Column { values, kind: Kind::Ordered }
}

fn category(values: &[f64]) -> Column<'_> {
    Column { values, kind: Kind::Category }
}

/// `rows` rows of uniform columns, a column of few values (1, 1.5, 2, 3) and a category (0 to 3) at the end.
fn inputs(rows: usize, uniform: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut columns: Vec<Vec<f64>> = (0..uniform).map(|_| (0..rows).map(|_| rng.random()).collect()).collect();
    columns.push((0..rows).map(|_| [1.0, 1.5, 2.0, 3.0][rng.random_range(0..4_u32) as usize]).collect());
    columns.push((0..rows).map(|_| f64::from(rng.random_range(0..4_u32))).collect());
    columns
}

fn columns(inputs: &[Vec<f64>]) -> Vec<Column<'_>> {
    let last = inputs.len() - 1;
    inputs.iter().enumerate().map(|(at, values)| if at < last { ordered(values) } else { category(values) }).collect()
}

/// An outcome that is yes with a probability by row.
fn outcome(rows: usize, seed: u64, probability: impl Fn(usize) -> f64) -> Vec<bool> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..rows).map(|row| rng.random::<f64>() < probability(row)).collect()
}

fn at_least(dimension: usize, bound: f64) -> Restriction {
    Restriction { dimension, bound: Bound::AtLeast(bound) }
}

fn at_most(dimension: usize, bound: f64) -> Restriction {
    Restriction { dimension, bound: Bound::AtMost(bound) }
}

fn not(dimension: usize, value: f64) -> Restriction {
    Restriction { dimension, bound: Bound::Not(value) }
}

fn region(restrictions: &[Restriction]) -> Region {
    Region { restrictions: restrictions.to_vec() }
}

const MEAN: Settings = Settings { alpha: 0.1, min_mass: 0.25, criterion: Criterion::Mean, paste: false };

/// The values 1 to 20, yes from 10 on, alpha 0.1: 2 rows go of 20, then 1 of 19 or fewer.
#[test]
fn peels_follow_the_quantile_rule() {
    let x: Vec<f64> = (1..=20).map(f64::from).collect();
    let y: Vec<bool> = x.iter().map(|&x| x >= 10.0).collect();
    let data = Data::new(&[ordered(&x)], &y).unwrap();
    let trajectory = data.discover(&MEAN, Selection::Index(0)).unwrap().trajectory;
    let bounds: Vec<_> = trajectory.iter().map(|step| (step.region.clone(), step.count)).collect();
    assert_eq!(bounds[0], (Region::default(), 20));
    assert_eq!(bounds[1], (region(&[at_least(0, 3.0)]), 18));
    assert_eq!(bounds[2], (region(&[at_least(0, 4.0)]), 17));
    // At 10 and more the box has no miss left, and the search ends.
    let last = trajectory.last().unwrap();
    assert_eq!((&last.region, last.hits, last.density, last.coverage), (&region(&[at_least(0, 10.0)]), 11, 1.0, 1.0));
    // Upward the mirror image.
    let no: Vec<bool> = y.iter().map(|yes| !yes).collect();
    let data = Data::new(&[ordered(&x)], &no).unwrap();
    let trajectory = data.discover(&MEAN, Selection::Index(0)).unwrap().trajectory;
    assert_eq!(trajectory[1].region, region(&[at_most(0, 18.0)]));
    assert_eq!(trajectory.last().unwrap().region, region(&[at_most(0, 9.0)]));
}

/// 1, 2, 2, 2, 5, 6, ...: the value of rank 3 is 2, so 1 alone goes; then the value of rank 2 is 2, the smallest, and
/// all rows with 2 go.
#[test]
fn ties_go_together() {
    let x: Vec<f64> = [1.0, 2.0, 2.0, 2.0].into_iter().chain((5..=20).map(f64::from)).collect();
    let y: Vec<bool> = x.iter().map(|&x| x >= 12.0).collect();
    let data = Data::new(&[ordered(&x)], &y).unwrap();
    let trajectory = data.discover(&MEAN, Selection::Index(0)).unwrap().trajectory;
    let counts: Vec<_> =
        trajectory.iter().take(3).map(|step| (step.region.restrictions.first().copied(), step.count)).collect();
    assert_eq!(counts, [(None, 20), (Some(at_least(0, 2.0)), 19), (Some(at_least(0, 5.0)), 16)]);
    // A column without different values is never peeled.
    let flat = vec![7.0; 20];
    let data = Data::new(&[ordered(&flat)], &y).unwrap();
    assert_eq!(data.discover(&MEAN, Selection::Index(0)).unwrap().trajectory.len(), 1);
}

/// What peeling counts as it goes is what the box holds when it is measured anew.
#[test]
fn trajectories_agree_with_their_boxes() {
    for seed in 0..6 {
        let rows = 400;
        let mut inputs = inputs(rows, 2, seed);
        inputs[0].iter_mut().for_each(|x| *x = (*x * 8.0).floor());
        let y = outcome(rows, seed + 50, |row| {
            0.2 + 0.6 * f64::from(u8::from(inputs[1][row] > 0.5 && inputs[3][row] < 2.0))
        });
        let columns = columns(&inputs);
        let data = Data::new(&columns, &y).unwrap();
        for criterion in [Criterion::Mean, Criterion::Lenient] {
            let settings = Settings { criterion, ..Settings::default() };
            let found = data.discover(&settings, Selection::Knee { most: 3 }).unwrap();
            assert!(found.trajectory.len() > 5);
            for step in &found.trajectory {
                assert_eq!(&data.measure(&step.region).unwrap(), step);
                assert!(step.mass >= 0.05);
            }
            assert!(found.trajectory.windows(2).all(|w| w[1].count < w[0].count));
            assert!(found.found.density >= found.trajectory[found.selected].density);
        }
    }
}

/// 10 000 rows of 7 columns, yes with 0.9 where column 0 is within 0.3 and 0.6, column 3 at least 0.5 and the category
/// 1 or 2, elsewhere with 0.05. The bounds are found within 0.03, no other column is restricted.
#[test]
fn a_planted_box_is_found() {
    let rows = 10_000;
    let inputs = inputs(rows, 5, 1);
    let inside = |row: usize| {
        (0.3..=0.6).contains(&inputs[0][row]) && inputs[3][row] >= 0.5 && [1.0, 2.0].contains(&inputs[6][row])
    };
    let y = outcome(rows, 2, |row| if inside(row) { 0.9 } else { 0.05 });
    let columns = columns(&inputs);
    let data = Data::new(&columns, &y).unwrap();
    let found = data.discover(&Settings::default(), Selection::Knee { most: 3 }).unwrap();
    println!("{:?}", found.found);
    assert_eq!(found.found.region.dimensions(), [0, 3, 6]);
    let mut excluded = Vec::new();
    for restriction in &found.found.region.restrictions {
        match (restriction.dimension, restriction.bound) {
            (0, Bound::AtLeast(bound)) => assert!((bound - 0.3).abs() < 0.03, "{bound}"),
            (0, Bound::AtMost(bound)) => assert!((bound - 0.6).abs() < 0.03, "{bound}"),
            (3, Bound::AtLeast(bound)) => assert!((bound - 0.5).abs() < 0.03, "{bound}"),
            (6, Bound::Not(value)) => excluded.push(value),
            other => panic!("{other:?}"),
        }
    }
    excluded.sort_by(f64::total_cmp);
    assert_eq!((found.found.region.restrictions.len(), excluded), (5, vec![0.0, 3.0]));
    assert!(found.found.density > 0.85 && found.found.coverage > 0.5, "{:?}", found.found);
    assert!(found.significance.iter().all(|of| of.quasi_p < 1e-6));
    // The mean criterion is led astray by the column of few values, which is pure noise: the reason for the default.
    let mean = Settings { criterion: Criterion::Mean, ..Settings::default() };
    let astray = data.discover(&mean, Selection::Knee { most: 3 }).unwrap().found;
    assert!(astray.region.dimensions().contains(&5) && astray.density < 0.5, "{astray:?}");
    // Without columns of few values it finds the box.
    let y = outcome(rows, 2, |row| if inputs[0][row] >= 0.4 && inputs[3][row] >= 0.5 { 0.9 } else { 0.05 });
    let data = Data::new(&columns[..5], &y).unwrap();
    let found = data.discover(&mean, Selection::Knee { most: 2 }).unwrap().found;
    let [a, b] = [0, 1].map(|at| found.region.restrictions[at]);
    let [a, b] = if a.dimension == 0 { [a, b] } else { [b, a] };
    let near = |restriction: Restriction, dimension, bound: f64| match restriction.bound {
        Bound::AtLeast(found) => restriction.dimension == dimension && (found - bound).abs() < 0.03,
        _ => false,
    };
    assert!(found.region.restrictions.len() == 2 && near(a, 0, 0.4) && near(b, 3, 0.5), "{found:?}");
}

/// A column of few values removes a quarter of the rows at once. One row in 20 of the other column is as good per row
/// removed or better: the lenient criterion sees that, the mean does not.
#[test]
fn the_lenient_criterion_does_not_favour_few_values() {
    let rows = 2000;
    let few: Vec<f64> = (0..rows).map(|row| [1.0, 1.5, 2.0, 3.0][row % 4]).collect();
    let many: Vec<f64> = (0..rows).map(|row| (row / 4) as f64).collect();
    // Density is 0.2 where `few` is 1 and 0.6 elsewhere, but 0 in the lowest tenth of `many`.
    let y: Vec<bool> =
        (0..rows).map(|row| many[row] >= 50.0 && (row / 4) % 5 < if few[row] == 1.0 { 1 } else { 3 }).collect();
    let data = Data::new(&[ordered(&few), ordered(&many)], &y).unwrap();
    let first = |criterion| {
        let settings = Settings { criterion, ..Settings::default() };
        data.discover(&settings, Selection::Index(0)).unwrap().trajectory[1].region.clone()
    };
    assert_eq!(first(Criterion::Mean), region(&[at_least(0, 1.5)]));
    assert_eq!(first(Criterion::Lenient), region(&[at_least(1, 25.0)]));
}

/// Yes for 5 to 10 of 20. From 8 on the density is 3/13, and 7, 6 and 5 raise it in turn; 4 would lower it.
#[test]
fn pasting_grows_a_box_while_that_helps() {
    let x: Vec<f64> = (1..=20).map(f64::from).collect();
    let y: Vec<bool> = x.iter().map(|&x| (5.0..=10.0).contains(&x)).collect();
    let theory: Vec<f64> = (0..20).map(|row| f64::from(row % 2)).collect();
    let data = Data::new(&[ordered(&x), category(&theory)], &y).unwrap();
    let all = vec![true; 20];
    assert_eq!(data.paste(&all, &region(&[at_least(0, 8.0)]), 0.1), region(&[at_least(0, 5.0)]));
    // With theory 1 alone (even values) 12 and more has no hit. 10, 8 and 6 are added, then 3/8 is better than any
    // more.
    let narrow = region(&[at_least(0, 12.0), not(1, 0.0)]);
    assert_eq!(data.paste(&all, &narrow, 0.1), region(&[at_least(0, 6.0), not(1, 0.0)]));
    // Without a miss in the box nothing can raise the density.
    let pure = region(&[at_least(0, 5.0), at_most(0, 10.0), not(1, 0.0)]);
    assert_eq!(data.paste(&all, &pure, 0.1), pure);
    // 4, 6, 8 and 10 have 3 hits of 4; with the values of the other theory it is 6 of 7.
    let missing = region(&[at_least(0, 4.0), at_most(0, 10.0), not(1, 0.0)]);
    assert_eq!(data.measure(&missing).unwrap().density, 0.75);
    assert_eq!(data.paste(&all, &missing, 0.1), region(&[at_least(0, 4.0), at_most(0, 10.0)]));
}

#[test]
fn covering_finds_one_box_after_the_other() {
    let rows = 8000;
    let inputs = inputs(rows, 4, 3);
    let y = outcome(rows, 4, |row| match (inputs[0][row] < 0.3 && inputs[1][row] < 0.5, inputs[2][row] > 0.8) {
        (true, _) => 0.95,
        (_, true) => 0.7,
        _ => 0.03,
    });
    let columns = columns(&inputs);
    let data = Data::new(&columns, &y).unwrap();
    let found = data.cover(&Settings::default(), Selection::Knee { most: 2 }, 5).unwrap();
    let dimensions: Vec<_> = found.iter().map(|one| one.found.region.dimensions()).collect();
    println!("{:?}", found.iter().map(|one| &one.found).collect::<Vec<_>>());
    assert!(dimensions.contains(&vec![0, 1]) && dimensions.contains(&vec![2]), "{dimensions:?}");
    let coverage: f64 = found.iter().map(|one| one.found.coverage).sum();
    assert!(coverage > 0.8 && coverage <= 1.0, "{coverage}");
    assert!(found.iter().all(|one| one.found.density > data.density()));
    assert_eq!(data.cover(&Settings::default(), Selection::Knee { most: 2 }, 1).unwrap()[0], found[0]);
}

/// 40 rows, yes in 10 of the 20 from 20 on and in 2 of the others: without its bound the box has a density of 12/40,
/// and 10 or more of 20 have a probability of 0.048 by that.
#[test]
fn quasi_p_by_hand() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let y: Vec<bool> = (0..40).map(|row| if row >= 20 { row % 2 == 0 } else { row % 10 == 0 }).collect();
    let data = Data::new(&[ordered(&x)], &y).unwrap();
    let [of] = data.significance(&region(&[at_least(0, 20.0)])).unwrap()[..] else { panic!() };
    assert_eq!((of.density_without, of.coverage_without), (0.3, 1.0));
    assert!((of.quasi_p - 0.048).abs() < 5e-4, "{}", of.quasi_p);
}

#[test]
fn half_samples_find_what_is_there_and_not_what_is_not() {
    let rows = 4000;
    let inputs = inputs(rows, 5, 8);
    let y = outcome(rows, 9, |row| if inputs[0][row] < 0.4 && inputs[5][row] >= 2.0 { 0.8 } else { 0.1 });
    let columns = columns(&inputs);
    let data = Data::new(&columns, &y).unwrap();
    let found = data.discover(&Settings::default(), Selection::Knee { most: 2 }).unwrap().found;
    assert_eq!(found.region.dimensions(), [0, 5]);
    let stability = data.stability(&Settings::default(), &found, 40, 1).unwrap();
    println!("{stability:?}");
    assert_eq!(stability.resamples, 40);
    assert!(stability.dimensions[0] > 0.95 && stability.dimensions[5] > 0.95);
    assert!([1, 2, 3, 4, 6].iter().all(|&at| stability.dimensions[at] < 0.5), "{:?}", stability.dimensions);
    assert!((stability.density_held_out.mean - 0.8).abs() < 0.05, "{:?}", stability.density_held_out);
    assert!((stability.coverage_held_out.mean - found.coverage).abs() < 0.05);
    assert!(stability.density_held_out.low <= stability.density_held_out.high);
    assert_eq!(data.stability(&Settings::default(), &found, 40, 1).unwrap(), stability);
    assert_ne!(data.stability(&Settings::default(), &found, 40, 2).unwrap(), stability);
}

#[test]
fn bad_input_is_refused() {
    let x: Vec<f64> = (0..30).map(f64::from).collect();
    let y: Vec<bool> = (0..30).map(|row| row > 15).collect();
    let refused = |columns: &[Column], y: &[bool]| Data::new(columns, y).unwrap_err().to_string();
    assert!(refused(&[ordered(&x)], &[false; 30]).starts_with("the outcome is no in all 30 rows"));
    assert!(refused(&[ordered(&x)], &[true; 30]).starts_with("the outcome is yes in all 30 rows"));
    assert!(refused(&[], &y).contains("0 columns"));
    assert!(refused(&[ordered(&x[..10])], &y[..10]).contains("10 rows"));
    assert!(refused(&[ordered(&x[..29])], &y).contains("column 0 has 29 rows"));
    let mut bad = x.clone();
    bad[7] = f64::NAN;
    assert!(refused(&[ordered(&x), ordered(&bad)], &y).contains("column 1 has the value NaN in row 7"));
    let many: Vec<f64> = (0..300).map(f64::from).collect();
    let varied: Vec<bool> = (0..300).map(|row| row > 15).collect();
    assert!(refused(&[category(&many)], &varied).contains("300 values"));

    let columns = [ordered(&x)];
    let data = Data::new(&columns, &y).unwrap();
    let all = Selection::Index(0);
    let discover = |alpha, min_mass| data.discover(&Settings { alpha, min_mass, ..MEAN }, all);
    assert_eq!(discover(0.0, 0.1), Err(PrimError::Alpha(0.0)));
    assert!(matches!(discover(f64::NAN, 0.1), Err(PrimError::Alpha(_))));
    assert_eq!(discover(0.1, 1.0), Err(PrimError::MinMass(1.0)));
    assert!(matches!(data.discover(&MEAN, Selection::Index(99)), Err(PrimError::Index { index: 99, .. })));
    let found = data.discover(&MEAN, all).unwrap().found;
    assert_eq!(data.stability(&MEAN, &found, 1, 0), Err(PrimError::Resamples(1)));
    assert!(matches!(data.measure(&region(&[at_least(1, 0.0)])), Err(PrimError::Dimension { dimension: 1, known: 1 })));
}

#[test]
#[ignore = "measures time: 100 000 rows of 25 columns"]
fn speed() {
    let rows = 100_000;
    let inputs = inputs(rows, 23, 1);
    let y = outcome(rows, 2, |row| if inputs[0][row] < 0.3 && inputs[1][row] > 0.5 { 0.6 } else { 0.1 });
    let columns = columns(&inputs);
    let begin = std::time::Instant::now();
    let data = Data::new(&columns, &y).unwrap();
    println!("sorting {:.2} s", begin.elapsed().as_secs_f64());
    let settings = Settings { min_mass: 0.01, ..Settings::default() };
    let begin = std::time::Instant::now();
    let found = data.discover(&settings, Selection::Knee { most: 4 }).unwrap();
    println!("{} boxes, pasting and quasi-p {:.2} s", found.trajectory.len(), begin.elapsed().as_secs_f64());
    let begin = std::time::Instant::now();
    data.stability(&settings, &found.found, 10, 1).unwrap();
    println!("10 half-samples {:.2} s", begin.elapsed().as_secs_f64());
}

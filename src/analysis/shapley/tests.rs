use super::*;
use crate::analysis::paired::Moments;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A game from its rule.
fn game(players: usize, v: impl FnMut(usize) -> f64) -> Vec<f64> {
    (0..1 << players).map(v).collect()
}

/// A game of random whole numbers from 0 to 60.
fn random(players: usize, seed: u64) -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    game(players, |_| f64::from(rng.random_range(0..=60_u32)))
}

fn has(set: usize, player: usize) -> bool {
    set >> player & 1 == 1
}

fn values(players: usize, game: &[f64]) -> Vec<f64> {
    Weights::new(players).unwrap().values(game).unwrap()
}

fn interactions(players: usize, game: &[f64]) -> Vec<f64> {
    Weights::new(players).unwrap().values_and_interactions(game).unwrap().pairs
}

fn factorial(n: usize) -> i128 {
    (1..=n as i128).product()
}

/// k! times the Shapley value, from the definition, in whole numbers.
fn exact(players: usize, game: &[f64], player: usize) -> i128 {
    let gain = |set: usize| game[set | 1 << player] as i128 - game[set] as i128;
    let weight = |set: usize| {
        let s = set.count_ones() as usize;
        factorial(s) * factorial(players - s - 1)
    };
    (0..game.len()).filter(|&set| !has(set, player)).map(|set| weight(set) * gain(set)).sum()
}

/// (k - 1)! times the interaction index, from the definition, in whole numbers.
fn exact_pair(players: usize, game: &[f64], i: usize, j: usize) -> i128 {
    let v = |set: usize| game[set] as i128;
    let gain = |set: usize| v(set | 1 << i | 1 << j) - v(set | 1 << i) - v(set | 1 << j) + v(set);
    let weight = |set: usize| {
        let t = set.count_ones() as usize;
        factorial(t) * factorial(players - t - 2)
    };
    (0..game.len()).filter(|&set| !has(set, i) && !has(set, j)).map(|set| weight(set) * gain(set)).sum()
}

/// Games of whole numbers come out as the correctly rounded quotient of the exact sums, bit for bit.
#[test]
fn whole_numbers_are_treated_exactly() {
    for players in [1, 2, 3, 5, 8, 12, 16] {
        let v = random(players, players as u64);
        let found = values(players, &v);
        for player in [0, players / 2, players - 1] {
            assert_eq!(found[player], exact(players, &v, player) as f64 / factorial(players) as f64, "{players}");
        }
        let weights = Weights::new(players).unwrap();
        let found = weights.values_and_interactions(&v).unwrap().pairs;
        for (at, (i, j)) in weights.pairs().enumerate().filter(|(at, _)| at % 7 == 0) {
            let expected = exact_pair(players, &v, i, j) as f64 / factorial(players - 1) as f64;
            assert_eq!(found[at], expected, "{players}: {i} {j}");
        }
    }
}

#[test]
fn efficiency() {
    for players in 1..=12 {
        let v = random(players, 100 + players as u64);
        let sum: i128 = (0..players).map(|player| exact(players, &v, player)).sum();
        assert_eq!(sum, factorial(players) * (v[v.len() - 1] - v[0]) as i128);
        let sum: f64 = values(players, &v).iter().sum();
        assert!((sum - (v[v.len() - 1] - v[0])).abs() < 1e-12, "{players}");
    }
}

#[test]
fn symmetry_dummy_and_additivity() {
    let (k, base) = (7, random(5, 5));
    // Players 2 and 5 are alike: v depends on how many of them are in. Player 6 adds 13 to everything.
    let both = |set: usize| usize::from(has(set, 2)) + usize::from(has(set, 5));
    let v = game(k, |set| base[(set & 0b11) | both(set) << 2] + if has(set, 6) { 13.0 } else { 0.0 });
    let found = values(k, &v);
    assert_eq!(found[2], found[5]);
    assert_eq!(found[6], 13.0);
    // Players 3 and 4 do nothing at all, alone or with another.
    assert_eq!((found[3], found[4]), (0.0, 0.0));
    let weights = Weights::new(k).unwrap();
    let idle = |(i, j): (usize, usize)| [i, j].iter().any(|p| [3, 4, 6].contains(p));
    for (pair, value) in weights.pairs().zip(interactions(k, &v)) {
        assert!(!idle(pair) || value == 0.0, "{pair:?}: {value}");
    }
    let w = random(k, 6);
    let sum: Vec<f64> = v.iter().zip(&w).map(|(a, b)| a + b).collect();
    for player in 0..k {
        assert_eq!(exact(k, &sum, player), exact(k, &v, player) + exact(k, &w, player));
        let apart = values(k, &v)[player] + values(k, &w)[player];
        assert!((values(k, &sum)[player] - apart).abs() < 1e-12);
    }
}

/// Two left gloves and a right one: 1/6, 1/6, 4/6.
#[test]
fn glove_game() {
    let v = game(3, |set| f64::from(u8::from(has(set, 2) && (has(set, 0) || has(set, 1)))));
    assert_eq!(values(3, &v), [1.0 / 6.0, 1.0 / 6.0, 4.0 / 6.0]);
}

/// Landing fees (Littlechild and Owen 1973): each stretch of runway is shared by those who need it.
fn airport(costs: &[f64]) -> Vec<f64> {
    let mut fees = Vec::new();
    for (at, cost) in costs.iter().enumerate() {
        let before = if at == 0 { (0.0, 0.0) } else { (fees[at - 1], costs[at - 1]) };
        fees.push(before.0 + (cost - before.1) / (costs.len() - at) as f64);
    }
    fees
}

#[test]
fn airport_game() {
    let costs = [1.0, 2.0, 4.0, 7.0, 7.0];
    assert_eq!(airport(&costs)[..3], [0.2, 0.2 + 0.25, 0.2 + 0.25 + 2.0 / 3.0]);
    let v = game(5, |set| (0..5).filter(|&i| has(set, i)).map(|i| costs[i]).fold(0.0, f64::max));
    for (found, fee) in values(5, &v).iter().zip(airport(&costs)) {
        assert!((found - fee).abs() < 1e-12);
    }
}

/// v = product of x_i over S with x = 2, 3, 5: the interaction of 0 and 1 is (2 - 1)(3 - 1)(1 + (5 - 1) / 2) = 6, and
/// so on. A game that needs 0, 2 and 3 together gives 1/2 to each of their pairs.
#[test]
fn known_interactions() {
    let x = [2.0, 3.0, 5.0];
    let v = game(3, |set| (0..3).filter(|&i| has(set, i)).map(|i| x[i]).product());
    assert_eq!(interactions(3, &v), [6.0, 8.0, 12.0]);
    let v = game(5, |set| f64::from(u8::from(set & 0b01101 == 0b01101)));
    let weights = Weights::new(5).unwrap();
    for ((i, j), value) in weights.pairs().zip(interactions(5, &v)) {
        let together = [i, j].iter().all(|p| [0, 2, 3].contains(p));
        assert_eq!(value, if together { 0.5 } else { 0.0 }, "{i} {j}");
    }
    let xor = [0.0, 1.0, 1.0, 0.0];
    assert_eq!((values(2, &xor), interactions(2, &xor)), (vec![0.0, 0.0], vec![-2.0]));
    let weights = Weights::new(3).unwrap();
    let v = [0.0, 1.0, 2.0, 10.0, 4.0, 20.0, 40.0, 100.0];
    assert_eq!(weights.relaxed_alone(&v).unwrap(), [1.0, 2.0, 4.0]);
    assert_eq!(weights.kept_alone(&v).unwrap(), [60.0, 80.0, 90.0]);
}

/// Replicate games of four players with a disturbance that all cells share.
fn replicates() -> Vec<Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let one = |rng: &mut ChaCha8Rng| {
        let shared = 10.0 * rng.random::<f64>();
        game(4, |set| set as f64 + shared + rng.random::<f64>())
    };
    (0..500).map(|_| one(&mut rng)).collect()
}

/// Contrasts against their definitions: each one's column of replicate values, and its weights from unit games.
#[test]
fn contrasts_agree_with_columns_and_unit_games() {
    let (games, weights) = (replicates(), Weights::new(4).unwrap());
    let mut contrasts = Contrasts::new(weights.clone());
    for game in &games {
        assert_eq!(contrasts.push(game), weights.values(game));
    }
    let summary = contrasts.summary().unwrap();
    let all = |game: &[f64]| {
        let Values { players, pairs } = weights.values_and_interactions(game).unwrap();
        [players, pairs].concat()
    };
    let interaction: Vec<Contrast> = summary.interaction.iter().map(|pair| pair.contrast).collect();
    let found = [summary.shapley, interaction].concat();
    let columns: Vec<Vec<f64>> = games.iter().map(|game| all(game)).collect();
    let cells: Vec<f64> =
        (0..16).map(|cell| Moments::of(games.iter().map(|game| game[cell])).variance().unwrap()).collect();
    assert_eq!(found.len(), 4 + 6);
    for (at, contrast) in found.iter().enumerate() {
        let column = Moments::of(columns.iter().map(|values| values[at]));
        assert!((contrast.mean - column.mean).abs() < 1e-12);
        assert!((contrast.standard_error - column.standard_error().unwrap()).abs() < 1e-12);
        let unit = |cell: usize| all(&game(4, |set| f64::from(u8::from(set == cell))))[at];
        let apart: f64 = (0..16).map(|cell| unit(cell) * unit(cell) * cells[cell]).sum();
        let ratio = apart / column.variance().unwrap();
        assert!((contrast.variance_ratio.unwrap() / ratio - 1.0).abs() < 1e-9);
        // The shared disturbance has 100 times the variance of the cells' own and cancels.
        assert!(ratio > 50.0, "{ratio}");
    }
    assert_eq!(summary.count, 500);
}

#[test]
fn sampled_orders_are_right_within_their_error() {
    let v = random(6, 3);
    let (exact, mut hits) = (values(6, &v), 0);
    for seed in 0..300 {
        let orders = Permutations::new(6, 100, seed).unwrap();
        let sampled: Vec<f64> = orders.cells().iter().map(|&cell| v[cell as usize]).collect();
        let found = orders.estimate(&sampled).unwrap();
        let sum: f64 = found.iter().map(|estimate| estimate.value).sum();
        assert!((sum - (v[63] - v[0])).abs() < 1e-9);
        hits += found.iter().zip(&exact).filter(|(f, e)| (f.value - **e).abs() < 1.96 * f.standard_error).count();
    }
    println!("{hits} of 1800 intervals hold");
    // 95% of 1800 is 1710; estimates of one seed depend on each other, so the tolerance is 5 standard errors.
    assert!((1664..=1756).contains(&hits), "{hits}");
}

#[test]
fn sampled_orders_of_many_players() {
    let costs: Vec<f64> = (1..=30).map(f64::from).collect();
    let orders = Permutations::new(30, 2000, 1).unwrap();
    assert!(orders.cells().windows(2).all(|w| w[0] < w[1]));
    assert!(orders.cells().len() <= 2 * 2000 * 29 + 2);
    let v: Vec<f64> = orders.cells().iter().map(|cell| f64::from(64 - cell.leading_zeros())).collect();
    for (found, fee) in orders.estimate(&v).unwrap().iter().zip(airport(&costs)) {
        assert!((found.value - fee).abs() < 4.0 * found.standard_error, "{found:?} against {fee}");
        assert!(found.standard_error < 0.15, "{found:?}");
    }
    // Of a game without interactions every order says the same.
    let v: Vec<f64> = orders.cells().iter().map(|cell| f64::from(cell.count_ones())).collect();
    assert!(orders.estimate(&v).unwrap().iter().all(|found| found.value == 1.0 && found.standard_error == 0.0));
    assert_eq!(Permutations::new(30, 2000, 1).unwrap(), orders);
    assert_ne!(Permutations::new(30, 2000, 2).unwrap(), orders);
}

#[test]
fn bad_input_is_refused() {
    assert_eq!(Weights::new(0), Err(ShapleyError::Players(0)));
    assert_eq!(Weights::new(17), Err(ShapleyError::Players(17)));
    assert_eq!(Permutations::new(64, 5, 0), Err(ShapleyError::PlayersSampled(64)));
    assert_eq!(Permutations::new(20, 1, 0), Err(ShapleyError::Pairs(1)));
    let weights = Weights::new(2).unwrap();
    assert_eq!(weights.values(&[0.0; 3]), Err(ShapleyError::Cells { found: 3, expected: 4 }));
    let mut contrasts = Contrasts::new(weights);
    let nan = [0.0, 1.0, f64::NAN, 2.0];
    assert!(matches!(contrasts.push(&nan), Err(ShapleyError::NotFinite { cell: 2, .. })));
    assert_eq!(contrasts.count(), 0);
    contrasts.push(&[0.0; 4]).unwrap();
    assert_eq!(contrasts.summary(), Err(ShapleyError::TooFew(1)));
}

#[test]
#[ignore = "measures time: 2000 replicates of 3 outcomes over 12 players"]
fn speed() {
    let v = random(12, 1);
    let begin = std::time::Instant::now();
    for _ in 0..3 {
        let mut contrasts = Contrasts::new(Weights::new(12).unwrap());
        (0..2000).for_each(|_| _ = contrasts.push(&v).unwrap());
        assert_eq!(contrasts.summary().unwrap().count, 2000);
    }
    println!("{:.2} s", begin.elapsed().as_secs_f64());
}

use super::*;

fn column(values: &[Option<f64>]) -> Column {
    let mut column = Column::default();
    values.iter().for_each(|value| column.push(*value));
    column
}

fn measured(id: &str, yes_no: bool, values: &[Option<f64>]) -> Measured {
    let unit = if yes_no { "yes or no" } else { "years" };
    let subject = Subject { id: id.into(), text: id.into(), unit: unit.into(), yes_no };
    Measured { subject, whole: yes_no, plot: true, column: column(values) }
}

fn rows(seed: u64, points: u64, outcomes: Vec<Measured>) -> Rows {
    let count = outcomes[0].column.values.len() as u64;
    let side = Side { seed, ..Side::default() };
    Rows { side, points, design: String::new(), replicate: (0..count).map(|at| at / points).collect(), outcomes }
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|x| Some(*x)).collect()
}

fn compared(a: &Rows, b: &Rows) -> Compare {
    compare(a, b, Vec::new(), Overlay::default())
}

/// B is A plus 1, 2, 3, 4: mean 2.5, variance 5/3; A alone has a variance of 20/3, B (3, 6, 9, 12) of 15.
#[test]
fn pairs_by_hand() {
    let a = rows(1, 1, vec![measured("x", false, &some(&[2.0, 4.0, 6.0, 8.0]))]);
    let b = rows(1, 1, vec![measured("x", false, &some(&[3.0, 6.0, 9.0, 12.0]))]);
    let found = compared(&a, &b);
    assert_eq!(found.pairing, Pairing::Paired { replicates: 4 });
    let of = &found.outcomes[0];
    assert_eq!((of.a.value, of.b.value, of.difference.mean, of.difference.count), (5.0, 7.5, 2.5, 4));
    let half = 1.959_964 * (5.0_f64 / 3.0 / 4.0).sqrt();
    assert!((of.difference.high - 2.5 - half).abs() < 1e-6);
    assert!((of.difference.variance_ratio.unwrap() - 13.0).abs() < 1e-12);
    let deviation = ((20.0_f64 / 3.0 + 15.0) / 2.0).sqrt();
    assert!((of.standardised.unwrap().value - 2.5 / deviation).abs() < 1e-12);
    // With another seed the same numbers have the width of two samples.
    let b = Rows { side: Side { seed: 2, ..Side::default() }, ..b };
    let found = compared(&a, &b);
    assert_eq!(found.pairing, Pairing::OtherSeed);
    let apart = &found.outcomes[0].difference;
    let half = 1.959_964 * ((20.0_f64 / 3.0 + 15.0) / 4.0).sqrt();
    assert!(apart.mean == 2.5 && (apart.high - 2.5 - half).abs() < 1e-6 && apart.variance_ratio.is_none());
}

#[test]
fn nulls_break_pairs_and_are_counted() {
    let a = rows(1, 1, vec![measured("x", false, &[Some(1.0), None, Some(3.0), Some(4.0), None])]);
    let b = rows(1, 1, vec![measured("x", false, &[Some(2.0), Some(9.0), None, Some(6.0), None, Some(7.0)])]);
    let found = compared(&a, &b);
    assert_eq!(found.pairing, Pairing::Paired { replicates: 5 });
    let of = &found.outcomes[0];
    assert_eq!((of.difference.count, of.nulls_a, of.nulls_b), (2, 2, 2));
    assert_eq!((of.a.value, of.b.value, of.difference.mean), (2.5, 4.0, 1.5));
}

/// 56 of 70 against 48 of 80: Newcombe (1998), method 10, difference 0.2, 0.0524 to 0.3339.
#[test]
fn independent_shares_agree_with_a_published_example() {
    let yes = |count: usize, of: usize| some(&(0..of).map(|at| f64::from(u8::from(at < count))).collect::<Vec<_>>());
    let a = rows(1, 1, vec![measured("y", true, &yes(48, 80))]);
    let b = rows(2, 1, vec![measured("y", true, &yes(56, 70))]);
    let of = &compared(&a, &b).outcomes[0].difference;
    assert!((of.mean - 0.2).abs() < 1e-12);
    assert!((of.low - 0.0524).abs() < 1e-4 && (of.high - 0.3339).abs() < 1e-4, "{of:?}");
}

#[test]
fn rows_of_a_replicate_are_averaged_over_points() {
    let a = rows(1, 2, vec![measured("y", true, &some(&[0.0, 1.0, 1.0, 1.0, 0.0, 0.0]))]);
    let b = rows(1, 2, vec![measured("y", true, &some(&[1.0, 1.0, 1.0, 1.0, 1.0, 0.0]))]);
    let found = compared(&a, &b);
    assert_eq!((found.pairing, found.points), (Pairing::Paired { replicates: 3 }, (2, 2)));
    let of = &found.outcomes[0].difference;
    assert!(of.count == 3 && (of.mean - 1.0 / 3.0).abs() < 1e-12, "{of:?}");
    assert!(found.overlay.distributions.is_empty());
    let other = Rows { design: "other axes".into(), ..b };
    assert_eq!(compared(&a, &other).pairing, Pairing::OtherPoints);
}

#[test]
fn outcomes_are_sorted_and_sorted_out() {
    let number = |id: &str, shift: f64| measured(id, false, &some(&[shift, 1.0 + shift, 2.0 + shift]));
    let constant = |id: &str, x: f64| measured(id, false, &some(&[x; 3]));
    let mut odd = number("odd", 0.0);
    odd.subject.unit = "km".into();
    let a =
        vec![number("same", 0.0), number("much", 0.0), number("odd", 0.0), constant("fixed", 1.0), number("a", 0.0)];
    let b = vec![number("same", 0.0), number("much", -5.0), odd, constant("fixed", 2.0), number("b", 0.0)];
    let found = compared(&rows(1, 1, a), &rows(1, 1, b));
    let ids: Vec<&str> = found.outcomes.iter().map(|of| of.outcome.id.as_str()).collect();
    assert_eq!(ids, ["fixed", "much", "same"]);
    assert_eq!((found.only_a, found.only_b), (vec!["a".to_owned()], vec!["b".to_owned()]));
    assert_eq!(found.unlike, [("odd".to_owned(), "in A it is measured in `years`, in B in `km`".to_owned())]);
}

#[test]
fn distributions_share_their_bins() {
    let values = |shift: f64| some(&(0..1000).map(|at| f64::from(at) / 10.0 + shift).collect::<Vec<_>>());
    let a = rows(1, 1, vec![measured("x", false, &values(0.0))]);
    let b = rows(2, 1, vec![measured("x", false, &values(50.0))]);
    let found = compared(&a, &b);
    let Shape::Bins { low, high, a, b } = &found.overlay.distributions[0].shape else { panic!() };
    assert!(*low < 1.0 && *high > 149.0);
    assert_eq!([a, b].map(|counts| counts.iter().sum::<u64>()), [1000, 1000]);
    assert!(a[0] > 0 && b[0] == 0 && a[39] == 0 && b[39] > 0);
}

//! The explanation of a choice is that of the run itself.

use super::support::builtin;
use realpolitik::design::{Design, MonteCarlo, Vector};
use realpolitik::engine::{Choice, Explanation, NoChoice, Worker, explain};
use realpolitik::scenario::{Scenario, Slot};

const RUNS: u64 = 96;
const RELATIONS: [(&str, &str); 3] = [("RUS", "CHN"), ("CHN", "RUS"), ("USA", "CHN")];

/// The essay, which also records levels before and after some choices, with a precision at which they often change.
fn essay(date: f64) -> Scenario {
    let record = |(holder, about): (&str, &str), name: &str, at: f64| {
        format!("outcomes.{name}_{holder}_{about}={{kind=\"level\",holder=\"{holder}\",about=\"{about}\",at={at:?}}}")
    };
    let outcomes: Vec<String> = RELATIONS
        .into_iter()
        .flat_map(|relation| [record(relation, "before", date), record(relation, "after", date + 0.25)])
        .chain(["choice.precision=2".to_owned()])
        .collect();
    builtin("essay", &outcomes.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The choice that the draws and the probabilities of an explanation lead to.
fn by_hand(e: &Explanation) -> usize {
    if e.draws.0 >= e.reconsiders {
        return e.offered;
    }
    let mut sums = e.probabilities[..4].iter().scan(0.0, |sum, p| {
        *sum += p;
        Some(*sum)
    });
    sums.position(|sum| e.draws.1 < sum).unwrap_or(4)
}

fn check(scenario: &Scenario, design: &dyn Design, date: f64) {
    let seed = 5;
    let (rows, _) = Worker::new(scenario, design, seed).run(0..RUNS);
    let column = |id: String| scenario.outcomes.iter().position(|outcome| outcome.id == id).expect("an outcome");
    let mut moved = 0;
    for (holder, about) in RELATIONS {
        let before = &rows.outcomes[column(format!("before_{holder}_{about}"))];
        let after = &rows.outcomes[column(format!("after_{holder}_{about}"))];
        for run in 0..RUNS {
            let choice = Choice { run, date, holder, about };
            let e = explain(scenario, design, seed, &choice).expect("a choice of the essay");
            assert_eq!(
                (e.date, e.offered as f64, e.chosen as f64),
                (date, before.values[run as usize], after.values[run as usize]),
                "{choice:?}"
            );
            assert_eq!(e.chosen, by_hand(&e), "{choice:?}");
            assert_eq!(e.reconsidered, e.draws.0 < e.reconsiders);
            assert!((e.reconsiders - (1.0 - libm::exp(-0.5))).abs() < 1e-9);
            sums(&e);
            moved += usize::from(e.chosen != e.offered);
        }
    }
    assert!(moved > 25, "only {moved} choices changed anything");
}

/// The terms sum to the utility, from which the probabilities follow.
fn sums(e: &Explanation) {
    let weights: Vec<f64> = e.utility.iter().map(|u| libm::exp(e.precision * (u - e.utility[0]))).collect();
    for level in 0..5 {
        let sum: f64 = e.terms.iter().map(|(_, term)| term[level]).sum();
        assert!((sum - e.utility[level]).abs() < 1e-12, "{sum} is not {}", e.utility[level]);
        let p = weights[level] / weights.iter().sum::<f64>();
        assert!((p - e.probabilities[level]).abs() < 1e-8, "{p} is not {}", e.probabilities[level]);
    }
}

#[test]
fn terms_probabilities_and_draws_reproduce_the_choices_of_an_ensemble() {
    for date in [2015.0, 2021.75, 2049.5] {
        check(&essay(date), &MonteCarlo { runs: RUNS }, date);
    }
}

/// Every second run without security.
struct WithAndWithout(Slot);

impl Design for WithAndWithout {
    fn name(&self) -> &'static str {
        "with-and-without"
    }

    fn points(&self) -> u64 {
        2
    }

    fn replicates(&self) -> u64 {
        RUNS / 2
    }

    fn place(&self, point: u64, vector: &mut Vector<'_>) {
        if point == 1 {
            vector.set(self.0, 0.0);
        }
    }
}

#[test]
fn the_point_of_a_run_is_placed() {
    let scenario = essay(2020.0);
    let design = WithAndWithout(scenario.slot_by_path("weights.v_sec").expect("a weight"));
    check(&scenario, &design, 2020.0);
    let security = |run| {
        let choice = Choice { run, date: 2020.0, holder: "RUS", about: "CHN" };
        explain(&scenario, &design, 5, &choice).expect("a choice of the essay").terms[0].1[4]
    };
    assert!(security(0) != 0.0 && security(1) == 0.0);
}

/// As for outcomes: what stands at a date is what the snapshot before it left.
#[test]
fn a_date_between_steps_means_the_one_before() {
    let choice = |date| Choice { run: 3, date, holder: "RUS", about: "CHN" };
    let of =
        |date| explain(&essay(2020.0), &MonteCarlo { runs: RUNS }, 5, &choice(date)).expect("a choice of the essay");
    assert_eq!(of(2020.2), of(2020.0));
    assert_eq!(of(2020.2).date, 2020.0);
}

#[test]
fn what_is_no_choice_is_told() {
    let essay = builtin("essay", &[]);
    let design = MonteCarlo { runs: 10 };
    let good = Choice { run: 9, date: 2049.75, holder: "RUS", about: "CHN" };
    let fault = |choice: Choice<'_>| explain(&essay, &design, 1, &choice).expect_err("no choice").to_string();
    assert!(explain(&essay, &design, 1, &good).is_ok());
    assert_eq!(fault(Choice { run: 10, ..good }), "there is no run 10: the experiment has 10, counted from 0");
    assert_eq!(fault(Choice { holder: "RUSS", ..good }), "there is no actor `RUSS`; did you mean `RUS`?");
    assert_eq!(
        fault(Choice { about: "Atlantis", ..good }),
        "there is no actor `Atlantis`; known here: `RUS`, `CHN`, `USA`"
    );
    // Partners trade and decide nothing.
    assert!(matches!(explain(&essay, &design, 1, &Choice { about: "JPN", ..good }), Err(NoChoice::Actor { .. })));
    assert_eq!(fault(Choice { about: "RUS", ..good }), "`RUS` offers itself nothing; name another actor");
    let outside = "the choices of this scenario are made from 2015 to 2049.75";
    for date in [2014.9, 2050.0, 2051.0] {
        assert_eq!(fault(Choice { date, ..good }), format!("nothing is chosen at {date}: {outside}"));
    }
    assert!(fault(Choice { date: f64::NAN, ..good }).contains(outside));
}

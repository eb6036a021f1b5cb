//! Every scenario that is accepted runs to its end, and nothing that it records leaves its range.
//!
//! Scenarios are written from the registry: values at the ends of what is allowed and between them, distributions of every
//! shape, two to five actors, static partners, sectors, episodes, events and outcomes of every kind, claims. They are read
//! as any file is. `tests/limits/range.rs` looks at the states of the model themselves, in one world.

mod accepted {
    pub mod check;
    pub mod writer;
}

use accepted::{check, writer};
use proptest::prelude::*;
use realpolitik::scenario::parse;

/// How many scenarios are run.
const CASES: u32 = 300;

/// Numbers that a scenario is written from; with all of them 0 it is the plainest.
const CHOICES: usize = 3000;

/// The numbers; a failure prints the scenario, which says more than they do.
struct Choices(Vec<u16>);

impl std::fmt::Debug for Choices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "see the scenario above")
    }
}

proptest! {
    // As many refused as accepted would mean that the writer no longer knows the format.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_global_rejects: CASES / 4,
        ..ProptestConfig::with_cases(cases())
    })]

    #[test]
    fn what_is_accepted_runs_to_its_end_in_range(
        choices in prop::collection::vec(any::<u16>(), CHOICES).prop_map(Choices),
        seed in any::<u64>(),
    ) {
        let text = writer::scenario(&choices.0);
        match parse(&text) {
            Ok(loaded) => check::runs(&loaded.scenario, seed).map_err(|why| TestCaseError::fail(format!("{why}\n{text}")))?,
            Err(problems) => {
                if std::env::var_os("SHOW_REFUSED").is_some() {
                    eprintln!("{problems}");
                }
                return Err(TestCaseError::reject("refused"));
            }
        }
    }
}

/// More than usual where `PROPTEST_CASES` says so.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

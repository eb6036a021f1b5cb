//! A run again, from its index alone, with a look at every snapshot and every choice.

use super::watch::Watch;
use super::{Chronicle, Party, Recorded, Scope, Told, scope::Between};
use crate::design::Design;
use crate::engine::walk::{Relations, Walker};
use crate::engine::{NoChoice, Rows};
use crate::lanes::LANES;
use crate::scenario::registry::P;
use crate::scenario::{Place, Scenario};

/// Tells a run of an experiment: simulates it again, with the bits that it has there.
///
/// ```
/// use realpolitik::chronicle::{Scope, tell, words};
/// use realpolitik::design::MonteCarlo;
/// use realpolitik::scenario::{Builtin, load};
///
/// let essay = load("builtin:essay", &Builtin, &[]).expect("a built-in scenario is valid").scenario;
/// let story = tell(&essay, &MonteCarlo { runs: 10_000 }, 1, 7, &Scope::of(&essay))?;
/// println!("{}", words::page(&story));
/// assert!(story.choices().all(|(_, _, choice)| choice.probabilities.iter().sum::<f64>() > 0.999));
/// # Ok::<(), realpolitik::engine::NoChoice>(())
/// ```
///
/// # Errors
/// If the experiment has no such run.
pub fn tell(
    scenario: &Scenario,
    design: &dyn Design,
    seed: u64,
    run: u64,
    scope: &Scope,
) -> Result<Chronicle, NoChoice> {
    if run >= design.len() {
        return Err(NoChoice::Run { run, runs: design.len() });
    }
    let spec = design.spec(run);
    let ends = scope.ends(scenario);
    let mut watch = Watch::new(scenario, scope);
    let relations = Relations { between: watch.explained(), every: 1 };
    // Every lane holds the same run.
    let walked = Walker::new(scenario, design, seed).walk(&[spec; LANES], 1, &relations, &mut watch);
    let story = watch.story();
    Ok(Chronicle {
        scenario: scenario.name.clone(),
        title: scenario.title.clone(),
        question: scenario.question.clone(),
        seed,
        run,
        replicate: spec.replicate,
        point: spec.point,
        theory: walked.theory.to_owned(),
        period: (scenario.time.start, scenario.time.end),
        step: scenario.time.dt(),
        parties: parties(scenario),
        told: told(scenario, scope),
        start: story.start,
        end: story.end,
        ends: ends.map(|step| scenario.time.date(step)).into(),
        alliance_after: scenario.find(P::PactYears, Place::World).map_or(0.0, |slot| scenario.centre(slot)),
        events: story.events,
        outcomes: recorded(scenario, &walked.rows),
        parameters: scenario
            .in_rows()
            .zip(&walked.rows.parameters)
            .filter_map(|((_, parameter), column)| Some((parameter.path.clone(), column.get(0)?)))
            .collect(),
    })
}

fn parties(scenario: &Scenario) -> Vec<Party> {
    let actors = scenario.actors.iter().map(|actor| (&actor.id, &actor.name));
    let partners = scenario.partners.iter().map(|partner| (&partner.id, &partner.name));
    actors.chain(partners).map(|(id, name)| Party { id: id.clone(), name: name.clone() }).collect()
}

fn told(scenario: &Scenario, scope: &Scope) -> Told {
    let pair = match scope.between {
        Between::Everyone => None,
        Between::Around(i, j) | Between::Only(i, j) => Some([i, j].map(|at| scenario.party(at).to_owned())),
    };
    Told { pair, only: matches!(scope.between, Between::Only(..)), from: scope.from, to: scope.to }
}

fn recorded(scenario: &Scenario, rows: &Rows) -> Vec<Recorded> {
    let values = rows.outcomes.iter().map(|column| column.get(0));
    scenario
        .outcomes
        .iter()
        .zip(values)
        .map(|(outcome, value)| Recorded {
            id: outcome.id.clone(),
            text: outcome.text.clone(),
            unit: outcome.unit.to_owned(),
            yes_no: outcome.is_yes_no(),
            value,
        })
        .collect()
}

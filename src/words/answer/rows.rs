//! What was found in rows that were run: boxes, differences of two runs, scores on history, what drove an outcome.

use super::super::{counted, hindcast as of_hindcast, percent, signed, why as of_why};
use super::{change, named, part, value};
use crate::analysis::compare::{Compare, Pairing};
use crate::analysis::discover::Discover;
use crate::analysis::hindcast::{Baseline, Hindcast, INTERVALS};
use crate::analysis::prim::Spread;
use crate::analysis::why::Why;
use crate::model::LEVELS;

pub(super) fn discover(found: &Discover) -> Vec<String> {
    let (text, event, base) = (&found.outcome.text, found.event.words(), percent(found.base_rate()));
    let all = format!("“{text}{event}” holds in {base} of {}", counted(found.rows, "row"));
    let first = found.boxes.first().filter(|one| !one.discovery.found.region.restrictions.is_empty());
    let Some(one) = first else {
        return vec![format!("{all}, and no conditions were found under which it is more frequent.")];
    };
    let of = &one.discovery.found;
    let [coverage, density, mass] = [of.coverage, of.density, of.mass].map(percent);
    let spread = |s: &Spread| format!("{} ({} to {})", percent(s.mean), percent(s.low), percent(s.high));
    let second = match &one.stability {
        Some(s) => format!(
            "These conditions hold in {mass} of the rows and in {coverage} of the cases; found anew in {} random halves they cover \
             {} of the cases of the other half, at a share of {}.",
            s.resamples,
            spread(&s.coverage_held_out),
            spread(&s.density_held_out)
        ),
        None => format!("These conditions hold in {mass} of the rows and in {coverage} of the cases."),
    };
    vec![format!("{all}, and in {density} of those with {}.", one.rule), second]
}

pub(super) fn compare(found: &Compare) -> Vec<String> {
    if found.a.digest == found.b.digest {
        return vec![format!(
            "A ({}) and B ({}) have the same rows, in {}.",
            found.a.name,
            found.b.name,
            counted(found.a.runs, "run")
        )];
    }
    let Some(one) = found.outcomes.first() else {
        return vec!["A and B have no outcome in common that can be compared.".to_owned()];
    };
    let (d, outcome) = (&one.difference, &one.outcome);
    let [a, b] = [&one.a, &one.b].map(|e| value(outcome, e.value));
    let first = format!(
        "Most differs {}: {a} in A ({}), {b} in B ({}), a difference of {}.",
        named(outcome),
        found.a.name,
        found.b.name,
        change(outcome, [d.mean, d.low, d.high])
    );
    let clear = found.outcomes.iter().filter(|o| o.difference.low > 0.0 || o.difference.high < 0.0).count();
    let pairs = match found.pairing {
        Pairing::Paired { replicates } => {
            format!("over {} of runs that met the same chances", counted(replicates, "pair"))
        }
        Pairing::OtherSeed | Pairing::OtherPoints => {
            format!("between {} and {} that did not meet the same chances", counted(found.a.runs, "run"), found.b.runs)
        }
    };
    let of = part(clear, found.outcomes.len(), "outcome");
    vec![first, format!("The difference can be told from nothing in {of}, {pairs}.")]
}

pub(super) fn hindcast(found: &Hindcast) -> Vec<String> {
    let all = found.outcomes.len();
    let within = INTERVALS.iter().zip(found.covered()).rev().map(|((level, _), within)| {
        format!(
            "{within} ({}) in the central {}",
            percent(within as f64 / all.max(1) as f64),
            of_hindcast::percent_of(*level)
        )
    });
    let within = within.collect::<Vec<_>>().join(", ");
    let first = format!("Of {} that followed there lie {within} of the runs.", counted(all as u64, "outcome"));
    let against = |(at, baseline): (usize, &Baseline)| {
        let known = found.groups.iter().map(|group| &group.against[at]).filter(|against| against.count > 0);
        let (better, of) = known.fold((0, 0), |(better, of), a| (better + usize::from(a.model < a.baseline), of + 1));
        (of > 0).then(|| format!("than {} in {better} of {of}", baseline.name()))
    };
    let said: Vec<String> = Baseline::ALL.iter().enumerate().filter_map(against).collect();
    let second = if said.is_empty() {
        "There is too little of before the start for a forecast without a model to compare it with.".to_owned()
    } else {
        format!("By mean score (CRPS) the runs are nearer to what came {} kinds of outcomes.", said.join(" and "))
    };
    vec![first, second]
}

pub(super) fn why(found: &Why) -> Vec<String> {
    let first = format!(
        "“{}” came in {} and did not in {}.",
        of_why::what(found),
        counted(found.came, "run"),
        counted(found.not, "run")
    );
    if found.came == 0 || found.not == 0 {
        return vec![first, "All runs are of one kind, so that there is nothing to compare.".to_owned()];
    }
    let leading = |side: &crate::analysis::why::Side| {
        let (term, difference) = found.ranked(side).into_iter().next()?;
        let [came, not] = of_why::means(found, &term.worth);
        Some((
            difference,
            format!(
                "“{}” to {} about {}: {came:.3} where it came, {not:.3} where not, a difference of {}",
                term.gloss,
                side.from_name,
                side.to_name,
                signed(difference)
            ),
        ))
    };
    let most = found.sides.iter().filter_map(leading).max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
    let second = most.map(|(_, said)| {
        format!("Of what {} was worth over {}, most differs {said}.", LEVELS[found.level.min(4)], LEVELS[0])
    });
    std::iter::once(first).chain(second).collect()
}

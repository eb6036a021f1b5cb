//! The ledger of a draft: past disputes and claims with their severities.

use super::DISPUTES;
use super::draft::Case;
use super::found::{Claim, Dispute, Key};
use super::rules::{claim_severity, severity};
use std::collections::BTreeMap;

/// The most episodes of a draft; a scenario can have 2000.
const MOST: usize = 1500;

/// An episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// Its key.
    pub id: String,
    /// What happened.
    pub text: String,
    /// Who holds it.
    pub holder: Key,
    /// Against whom.
    pub against: Key,
    /// The year from which it fades.
    pub year: f64,
    /// Its severity.
    pub severity: f64,
    /// When it was settled.
    pub settled: Option<f64>,
    /// Whether it is a claim, and no dispute.
    pub claim: bool,
    /// Why the severity is what it is.
    pub why: String,
}

/// The episodes of the actors, oldest first, and how many lesser ones were left out.
pub fn episodes(case: &Case<'_>) -> (Vec<Episode>, usize) {
    let (evidence, wanted) = (case.evidence, case.wanted);
    let start = (wanted.year + 1) as f64;
    let mut all = Vec::new();
    if let Some(part) = evidence.first(&DISPUTES) {
        let whose = if part.found.joint_dead { "dead of both" } else { "own dead" };
        for (one, other) in case.ordered() {
            let disputes = part.found.disputes_until(one.key, other.key, wanted.year);
            all.extend(
                disputes.filter_map(|(number, dispute)| of_dispute(number, one.key, other.key, &dispute, whose)),
            );
        }
    }
    if let Some(part) = evidence.part("icow") {
        // Claims without weight say nothing.
        let claims = part.found.claims_until(wanted.year);
        let claims = claims.filter(|claim| claim.salience > 0.0 && wanted.pair(claim.challenger, claim.target));
        all.extend(claims.flat_map(|claim| [of_claim(&claim, start, true), of_claim(&claim, start, false)]));
    }
    let order = |a: &Episode, b: &Episode| {
        b.severity.total_cmp(&a.severity).then(b.year.total_cmp(&a.year)).then(a.id.cmp(&b.id))
    };
    all.sort_by(order);
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    all.sort_by(|a, b| a.year.total_cmp(&b.year).then(a.id.cmp(&b.id)));
    tell_apart(&mut all);
    (all, left_out)
}

/// Numbers the episodes of one key from the second on: a claim that was raised again has its number twice.
fn tell_apart(episodes: &mut [Episode]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for episode in episodes {
        let times = seen.entry(episode.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            episode.id = format!("{}_{times}", episode.id);
        }
    }
}

fn of_dispute(number: i64, holder: Key, against: Key, dispute: &Dispute, whose: &str) -> Option<Episode> {
    let what = if dispute.hostility == 5 { "war" } else { "use of force" };
    let years = match (dispute.from, dispute.to) {
        (from, to) if from == to => to.to_string(),
        (from, to) => format!("{from} to {to}"),
    };
    let dead = dispute.fatality.map_or_else(|| "not known, taken as none".to_owned(), |level| format!("level {level}"));
    Some(Episode {
        id: format!("mid_{number}_{}_{}", holder.to_lowercase(), against.to_lowercase()),
        text: format!("Militarized dispute {number}: {what}, {years}"),
        holder,
        against,
        year: dispute.to as f64,
        severity: severity(dispute)?,
        settled: None,
        claim: false,
        why: format!("hostility {}, {whose} {dead}", dispute.hostility),
    })
}

/// A claim that goes on has not begun to fade; one that ended fades from its end.
fn of_claim(claim: &Claim, start: f64, challenger: bool) -> Episode {
    let (holder, against) =
        if challenger { (claim.challenger, claim.target) } else { (claim.target, claim.challenger) };
    let (side, role) = if challenger { ("claims", "the claimant's") } else { ("is asked for", "the target's") };
    Episode {
        id: format!("icow_{}_{}", claim.id, holder.to_lowercase()),
        text: format!("{} {side} {}", super::states::by_key(holder).map_or(holder, |state| state.name), claim.name),
        holder,
        against,
        year: claim.to.unwrap_or(start),
        severity: claim_severity(claim.salience, challenger, claim.to.is_some()),
        settled: claim.to,
        claim: true,
        why: format!("salience {} of 12, {role} side; claimed since {:.0}", claim.salience, claim.from.floor()),
    }
}

//! Gathers the rows of an audit, replicate by replicate.

use super::values::Values;
use super::{Audit, Audited, ClaimEffects, Combinations, Game, Group, Question, Threshold, rule};
use crate::analysis::effect::Paired;
use crate::analysis::estimate::{Estimate, Gatherer, Subject};
use crate::analysis::shapley::ShapleyError;
use crate::analysis::verdict::judge;
use crate::analysis::{Share, Verdict};
use crate::engine::Rows;
use crate::scenario::{Direction, Scenario};

/// Rounding of a Shapley value, relative to the largest outcome: a few thousand terms, each within 1e-16.
const ROUNDING: f64 = 1e-12;

/// A combination whose outcome is reported.
struct Watched {
    point: usize,
    gatherer: Gatherer,
}

/// An outcome, the game of the present replicate, and what has been seen of those before.
struct Gathering {
    outcome: Subject,
    /// The outcome at each point; no number where it is null.
    game: Vec<f64>,
    first: Option<f64>,
    varies: bool,
    /// The largest size of a value.
    largest: f64,
    kept: Watched,
    relaxed: Watched,
    without: Vec<Watched>,
    only: Vec<Watched>,
    without_group: Vec<Watched>,
    relaxed_alone: Vec<Paired>,
    kept_alone: Vec<Paired>,
    values: Values,
}

/// Gathers the rows of an audit. Memory does not grow with the number of runs: 32 bytes a combination and outcome.
pub struct Auditor {
    claims: Vec<Audited>,
    /// Directions, and their claims as bits.
    groups: Vec<(Direction, u64)>,
    /// Those that are whole so far.
    replicates: u64,
    combinations: Combinations,
    gatherings: Vec<Gathering>,
    predictions: Vec<Threshold>,
}

/// The directions of these claims, with the claims of each as bits; those without claims are left out.
#[must_use]
pub fn groups(directions: &[Direction]) -> Vec<(Direction, u64)> {
    let of = |direction: Direction| {
        let inside = directions.iter().enumerate().filter(|(_, other)| **other == direction);
        (direction, inside.map(|(claim, _)| 1 << claim).sum())
    };
    [Direction::Toward, Direction::Away, Direction::Neither].map(of).into_iter().filter(|group| group.1 > 0).collect()
}

impl Watched {
    fn new(point: usize) -> Self {
        Self { point, gatherer: Gatherer::default() }
    }

    fn add(&mut self, game: &[f64]) {
        self.gatherer.add(Some(game[self.point]).filter(|x| !x.is_nan()));
    }
}

impl Gathering {
    fn new(outcome: Subject, combinations: &Combinations, groups: &[(Direction, u64)]) -> Result<Self, ShapleyError> {
        let (all, yes_no) = (combinations.all(), outcome.yes_no);
        let point = |kept: u64| combinations.point(kept);
        let each = |kept: &dyn Fn(u64) -> u64| {
            (0..combinations.claims()).map(|claim| Watched::new(point(kept(1 << claim)))).collect::<Vec<_>>()
        };
        let paired = |with: &dyn Fn(u64) -> u64| {
            let one = |claim: usize| {
                let bit = 1 << claim;
                Paired::new(point(with(bit)), point(with(bit) ^ bit), yes_no)
            };
            (0..combinations.claims()).map(one).collect::<Vec<_>>()
        };
        Ok(Self {
            game: vec![f64::NAN; combinations.len()],
            first: None,
            varies: false,
            largest: 0.0,
            kept: Watched::new(point(all)),
            relaxed: Watched::new(point(0)),
            without: each(&|bit| all ^ bit),
            only: each(&|bit| bit),
            without_group: groups.iter().map(|(_, members)| Watched::new(point(all ^ members))).collect(),
            relaxed_alone: paired(&|_| all),
            kept_alone: paired(&|bit| bit),
            values: Values::new(combinations, groups.len())?,
            outcome,
        })
    }

    fn see(&mut self, point: usize, value: Option<f64>) {
        self.game[point] = value.unwrap_or(f64::NAN);
        if let Some(x) = value {
            self.varies |= *self.first.get_or_insert(x) != x;
            self.largest = self.largest.max(x.abs());
        }
    }

    /// Takes the game of a replicate, which is whole.
    fn close(&mut self, groups: &[(Direction, u64)]) {
        let watched = [&mut self.without, &mut self.only, &mut self.without_group].into_iter().flatten();
        watched.chain([&mut self.kept, &mut self.relaxed]).for_each(|watched| watched.add(&self.game));
        self.relaxed_alone.iter_mut().chain(&mut self.kept_alone).for_each(|paired| paired.add(&self.game));
        self.values.add(&self.game, groups);
    }

    fn estimate(&self, watched: &Watched) -> Estimate {
        watched.gatherer.estimate(self.outcome.yes_no)
    }

    fn game(&self, groups: &[(Direction, u64)]) -> Game {
        let found = self.values.found(groups).map(|found| found.rounded(ROUNDING * self.largest));
        let claim = |at: usize| {
            let value = found.as_ref().map(|found| found.claims[at]);
            ClaimEffects {
                relaxed_alone: self.relaxed_alone[at].effect(),
                kept_alone: self.kept_alone[at].effect(),
                shapley: value.map(|value| value.0),
                order_error: value.and_then(|value| value.1),
                without: self.estimate(&self.without[at]),
                only: self.estimate(&self.only[at]),
                standing: None,
            }
        };
        let group = |(at, (direction, _)): (usize, &(Direction, u64))| Group {
            direction: *direction,
            shapley: found.as_ref().and_then(|found| found.groups[at]),
            without: self.estimate(&self.without_group[at]),
        };
        let mut claims: Vec<ClaimEffects> = (0..self.without.len()).map(claim).collect();
        if let Some(band) = rule::band(&claims) {
            claims.iter_mut().for_each(|claim| claim.standing = claim.shapley.map(|s| rule::standing(&s, band)));
        }
        Game {
            outcome: self.outcome.clone(),
            varies: self.varies,
            kept: self.estimate(&self.kept),
            relaxed: self.estimate(&self.relaxed),
            complete: self.values.count(),
            ends: found.as_ref().map_or([0.0; 2], |found| found.ends),
            groups: groups.iter().enumerate().map(group).collect(),
            pairs: found.map_or_else(Vec::new, |found| found.pairs),
            claims,
        }
    }
}

impl Auditor {
    /// Of a question about a scenario, of which the question's outcomes are recorded, in its order.
    ///
    /// # Errors
    /// No claims.
    pub fn new(scenario: &Scenario, question: Question) -> Result<Self, ShapleyError> {
        let Question { claims, combinations, .. } = question;
        let audited = claims.iter().filter_map(|id| scenario.claims.iter().find(|claim| claim.id == *id));
        let claims: Vec<Audited> = audited
            .map(|claim| Audited { id: claim.id.clone(), text: claim.text.clone(), direction: claim.direction })
            .collect();
        let groups = groups(&claims.iter().map(|claim| claim.direction).collect::<Vec<_>>());
        let gathering = |outcome| Gathering::new(Subject::from(outcome), &combinations, &groups);
        let gatherings = scenario.outcomes.iter().map(gathering).collect::<Result<_, _>>()?;
        Ok(Self { claims, groups, replicates: 0, combinations, gatherings, predictions: predictions(scenario) })
    }

    /// Takes rows, in index order; blocks may end within a replicate.
    pub fn add(&mut self, rows: &Rows) {
        let last = self.combinations.len() - 1;
        for (row, point) in rows.point.iter().enumerate() {
            let point = *point as usize;
            self.replicates += u64::from(point == last);
            for (column, gathering) in rows.outcomes.iter().zip(&mut self.gatherings) {
                gathering.see(point, column.get(row));
                if point == last {
                    gathering.close(&self.groups);
                }
            }
        }
    }

    /// What was found.
    #[must_use]
    pub fn audit(&self) -> Audit {
        let games: Vec<Game> = self.gatherings.iter().map(|gathering| gathering.game(&self.groups)).collect();
        let judged = |p: &Threshold| games.first().map(|game| judged(p, game));
        Audit {
            claims: self.claims.clone(),
            replicates: self.replicates,
            combinations: self.combinations.len() as u64,
            orders: self.combinations.orders().map(|(_, count)| *count as u64),
            thresholds: self.predictions.iter().filter_map(judged).collect(),
            games,
        }
    }
}

/// The predictions about the outcome asked for, not judged yet; none where it is not yes or no.
fn predictions(scenario: &Scenario) -> Vec<Threshold> {
    let yes_no = scenario.outcomes.first().is_some_and(crate::scenario::Outcome::is_yes_no);
    let all = scenario.claims.iter().flat_map(|claim| claim.predictions.iter().map(move |p| (claim, p)));
    all.filter(|(_, p)| yes_no && p.outcome == 0)
        .map(|(claim, p)| Threshold {
            claim: claim.id.clone(),
            prediction: p.id.clone(),
            threshold: p.probability_above.or(p.probability_below).unwrap_or(0.0),
            above: p.probability_above.is_some(),
            kept: Verdict::Open,
            relaxed: Verdict::Open,
            moved: Vec::new(),
        })
        .collect()
}

fn judged(p: &Threshold, game: &Game) -> Threshold {
    let verdict = |e: &Estimate| {
        let share = Share { count: 0, of: e.count, share: e.value, low: e.low, high: e.high };
        judge(&share, p.threshold, p.above)
    };
    let kept = verdict(&game.kept);
    let claims = game.claims.iter().map(|claim| verdict(&claim.without)).enumerate();
    Threshold {
        kept,
        relaxed: verdict(&game.relaxed),
        moved: claims.filter(|(_, v)| *v != kept).collect(),
        ..p.clone()
    }
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Auditor {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(&mut self, about: crate::analysis::About, _: &[crate::engine::SeriesCounts]) -> crate::analysis::Report {
        let findings = crate::analysis::Findings::Audit(self.audit());
        crate::analysis::Report::Findings(crate::analysis::Study { about, findings })
    }
}

//! From rows to a hindcast.

use super::baseline::{Kind, Past};
use super::ensemble::{Density, Ensemble};
use super::family::{Family, ahead, density, is_ratio};
use super::groups::{group, groups};
use super::{BINS, Forecast, Hindcast, Path};
use crate::analysis::estimate::Subject;
use crate::design::observed::{Observed, Seen};
use crate::engine::Rows;
use crate::lanes::{LANES, inverse_normal, ln};
use crate::random::{Key, address, uniform_52};
use crate::scenario::{Outcome, Quantity, Reduction, Scenario};
use std::collections::BTreeSet;

/// The most values that are held: runs times observed outcomes.
pub const MOST_VALUES: u64 = 1 << 27;

/// Gathers the rows of runs from the past.
pub struct Forecaster {
    outcomes: Vec<Outcome>,
    /// Ids of actors, then of partners.
    parties: Vec<String>,
    observed: Observed,
    /// By observed outcome, where it stands among the outcomes.
    columns: Vec<usize>,
    values: Vec<Vec<Option<f64>>>,
    period: (f64, f64),
    seed: u64,
}

impl Forecaster {
    /// Of runs of a scenario, all of whose outcomes are recorded.
    #[must_use]
    pub fn new(scenario: &Scenario, observed: Observed, seed: u64) -> Self {
        let place = |seen: &Seen| scenario.outcomes.iter().position(|outcome| outcome.id == seen.outcome);
        let (seen, columns): (Vec<Seen>, Vec<usize>) =
            observed.seen.iter().filter_map(|seen| Some((seen.clone(), place(seen)?))).unzip();
        let actors = scenario.actors.iter().map(|actor| actor.id.clone());
        Self {
            outcomes: scenario.outcomes.clone(),
            parties: actors.chain(scenario.partners.iter().map(|partner| partner.id.clone())).collect(),
            values: vec![Vec::new(); columns.len()],
            observed: Observed { seen, ..observed },
            columns,
            period: (scenario.time.start, scenario.time.end),
            seed,
        }
    }

    /// Takes rows.
    pub fn add(&mut self, rows: &Rows) {
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            let column = &rows.outcomes[*column];
            values.extend((0..rows.len()).map(|row| column.get(row)));
        }
    }

    /// Takes another value for what came of the observed outcome at this place.
    #[cfg(test)]
    pub(super) fn observe(&mut self, at: usize, value: Option<f64>) {
        self.observed.seen[at].value = value;
    }

    /// What was found.
    #[must_use]
    pub fn hindcast(&self) -> Hindcast {
        let mut found = Hindcast {
            outcomes: Vec::new(),
            groups: Vec::new(),
            paths: Vec::new(),
            pit: [0.0; BINS],
            unscored: Vec::new(),
        };
        let mut paths: Vec<(Family, Path)> = Vec::new();
        for ((seen, column), values) in self.observed.seen.iter().zip(&self.columns).zip(&self.values) {
            let outcome = &self.outcomes[*column];
            let Some(forecast) = self.forecast(outcome, seen, values) else {
                found.unscored.push(seen.outcome.clone());
                continue;
            };
            self.follow(&mut paths, outcome, &forecast);
            spread(&mut found.pit, forecast.model.pit);
            found.outcomes.push(forecast);
        }
        let n = found.outcomes.len().max(1) as f64;
        found.pit.iter_mut().for_each(|share| *share /= n);
        found.groups = groups(&found.outcomes);
        found.paths = paths.into_iter().map(|(_, path)| finished(path)).collect();
        found
    }

    /// The forecast of an outcome; none where no run has a value of what is no date.
    fn forecast(&self, outcome: &Outcome, seen: &Seen, values: &[Option<f64>]) -> Option<Forecast> {
        let (all, count) = (values.len() as u64, values.iter().flatten().count() as u64);
        let date = matches!(outcome.reduction, Reduction::FirstDate(_));
        let values: Vec<f64> = values.iter().filter_map(|value| value.or(date.then_some(self.period.1))).collect();
        if values.is_empty() || (seen.value.is_none() && !date) {
            return None;
        }
        let came = seen.value.unwrap_or(self.period.1);
        let history = self.history(outcome);
        let kind = self.kind(outcome, &values, came, &history);
        // An error of a number moves it a little; of a yes or no, a count or a date it would make another class.
        let sd = seen.sd.filter(|_| matches!(kind, Kind::Real { .. }));
        let runs = Ensemble::new(self.with_error(values, seen, sd));
        let positive = |x: f64| x > 0.0;
        let logarithm = matches!(kind, Kind::Real { .. })
            && is_ratio(outcome)
            && positive(came)
            && runs.all(positive)
            && history.iter().all(|(_, x)| positive(*x));
        let scale = |x: f64| if logarithm { ln(x) } else { x };
        let history: Vec<(f64, f64)> = history.into_iter().map(|(date, x)| (date, scale(x))).collect();
        let (came_scaled, density) = (scale(came), density(kind, self.period));
        let past = Past { values: &history, due: ahead(outcome).unwrap_or(self.period.0) };
        let score = |ensemble: Ensemble, density| ensemble.score(came_scaled, density);
        // A point has no density.
        let persistence = past.persistence(kind).map(|point| {
            let mut scores = score(point, density);
            scores.log = scores.log.filter(|_| matches!(density, Density::Classes { .. }));
            scores
        });
        let walk = past.walk(kind).map(|walk| score(walk, density));
        let about = Subject::from(outcome);
        Some(Forecast {
            group: group(outcome, kind),
            due: outcome.due(),
            came: seen.value,
            sd,
            runs: all,
            count,
            binary: matches!(kind, Kind::Binary | Kind::Ever),
            logarithm,
            model: score(if logarithm { runs.map(ln) } else { runs }, density),
            baselines: [persistence, walk],
            outcome: about,
        })
    }

    /// The values with a normal error of the size of the observation's, drawn at an address of its own for each run.
    fn with_error(&self, mut values: Vec<f64>, seen: &Seen, sd: Option<f64>) -> Vec<f64> {
        let Some(sd) = sd else { return values };
        let (key, counter) = (Key::new(self.seed), address(&format!("hindcast.{}", seen.outcome)));
        for (at, lanes) in values.chunks_mut(LANES).enumerate() {
            let mut streams = [0; LANES];
            for (lane, stream) in streams.iter_mut().enumerate() {
                *stream = (at * LANES + lane) as u64;
            }
            let block = key.block(counter, &streams);
            for (lane, x) in lanes.iter_mut().enumerate() {
                *x += sd * inverse_normal(uniform_52(block[0][lane], block[1][lane]));
            }
        }
        values
    }

    /// Values of the outcome's quantity before the start by date, rising.
    fn history(&self, outcome: &Outcome) -> Vec<(f64, f64)> {
        let Some(family) = Family::of(outcome) else { return Vec::new() };
        let alike = self.outcomes.iter().filter(|other| Family::of(other) == Some(family));
        let alike: BTreeSet<&str> = alike.map(|other| other.id.as_str()).collect();
        let past = self.observed.history.iter().filter(|past| alike.contains(past.outcome.as_str()));
        let mut history: Vec<(f64, f64)> = past.map(|past| (past.date, past.value)).collect();
        history.sort_by(|a, b| a.0.total_cmp(&b.0)); // Stable: of one date the first of the file counts.
        history.dedup_by_key(|(date, _)| *date);
        history
    }

    fn kind(&self, outcome: &Outcome, runs: &[f64], came: f64, history: &[(f64, f64)]) -> Kind {
        let unit = |x: f64| x == 0.0 || x == 1.0;
        let share_of_time = matches!(outcome.reduction, Reduction::TimeShare { .. });
        let units = || unit(came) && runs.iter().all(|x| unit(*x)) && history.iter().all(|(_, x)| unit(*x));
        match (outcome.reduction, outcome.quantity) {
            (Reduction::FirstDate(_), _) => Kind::Date { end: self.period.1 },
            (Reduction::At(_), Quantity::AllianceFormed(..)) => Kind::Ever,
            _ if outcome.is_yes_no() || share_of_time && units() => Kind::Binary,
            _ if outcome.is_whole() => Kind::Whole { bounds: outcome.bounds() },
            _ => Kind::Real { bounds: outcome.bounds() },
        }
    }

    /// Puts a forecast onto the path of its quantity.
    fn follow(&self, paths: &mut Vec<(Family, Path)>, outcome: &Outcome, forecast: &Forecast) {
        let (Some(family), Some(date), Some(came)) = (Family::of(outcome), forecast.due, forecast.came) else { return };
        if matches!(outcome.quantity, Quantity::AllianceFormed(..)) {
            return; // Whether it has formed is another path than whether it is in force.
        }
        let back = |x: f64| if forecast.logarithm { crate::lanes::exp(x) } else { x };
        let point = (date, back(forecast.model.mean), forecast.model.quantiles.map(back), came);
        let at = paths.iter().position(|(known, _)| *known == family).unwrap_or_else(|| {
            let path = Path {
                label: self.label(outcome.quantity),
                group: forecast.group.clone(),
                unit: forecast.outcome.unit.clone(),
                share: forecast.binary,
                history: self.history(outcome),
                points: Vec::new(),
                miss: 0.0,
            };
            paths.push((family, path));
            paths.len() - 1
        });
        let path = &mut paths[at].1;
        path.share &= forecast.binary;
        path.miss += forecast.model.crps;
        path.points.push(point);
    }
}

impl Forecaster {
    /// Whom a quantity is about, in a few letters.
    fn label(&self, quantity: Quantity) -> String {
        let id = |at: usize| self.parties.get(at).map_or("", String::as_str);
        match quantity {
            Quantity::PairLevel(i, j)
            | Quantity::PairCommitment(i, j)
            | Quantity::TwoWayTrade(i, j)
            | Quantity::Pact(i, j)
            | Quantity::AllianceFormed(i, j) => format!("{}–{}", id(i), id(j)),
            Quantity::Level(i, j)
            | Quantity::Commitment(i, j)
            | Quantity::Belief(i, j)
            | Quantity::BeliefGap(i, j)
            | Quantity::Coercion(i, j)
            | Quantity::Grievance(i, j)
            | Quantity::Threat(i, j)
            | Quantity::CapabilityRatio(i, j)
            | Quantity::TradeShare(i, j)
            | Quantity::PartnerRank(i, j) => format!("{} to {}", id(i), id(j)),
            Quantity::ThreatDifference(i, j, k) => format!("{} to {} and {}", id(i), id(j), id(k)),
        }
    }
}

/// Adds an interval on which something is uniform to equal bins.
fn spread(bins: &mut [f64; BINS], [low, high]: [f64; 2]) {
    let width = 1.0 / BINS as f64;
    for (at, bin) in bins.iter_mut().enumerate() {
        let from = at as f64 * width;
        let shared = (high.min(from + width) - low.max(from)).max(0.0);
        *bin += shared / (high - low);
    }
}

fn finished(mut path: Path) -> Path {
    path.points.sort_by(|a, b| a.0.total_cmp(&b.0));
    path.miss /= path.points.len().max(1) as f64;
    path
}

#[cfg(feature = "cli")]
impl crate::experiment::Study for Forecaster {
    fn block(&mut self, rows: &Rows) -> std::ops::ControlFlow<()> {
        self.add(rows);
        std::ops::ControlFlow::Continue(())
    }

    fn finish(&mut self, about: crate::analysis::About, _: &[crate::engine::SeriesCounts]) -> crate::analysis::Report {
        let findings = crate::analysis::Findings::Hindcast(Box::new(self.hindcast()));
        crate::analysis::Report::Findings(crate::analysis::Study { about, findings })
    }
}

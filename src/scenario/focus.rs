//! Two outcomes that every scenario has, declared or not: how close the pair is that the question is about.

use super::kinds::kind;
use super::{ActorIndex, Outcome, Quantity, Reduction, Scenario};

/// Id of the mean commitment of the focus pair, where the scenario declares none.
pub const COMMITMENT: &str = "focus_commitment";

/// Id of the share of time that the focus pair is at partnership or higher, where the scenario declares none.
pub const PARTNERSHIP_SHARE: &str = "focus_partnership_share";

/// The level that is called partnership, and the highest one.
const PARTNERSHIP: (f64, f64) = (2.0, 4.0);

impl Scenario {
    /// Ids of the mean commitment of the focus pair and of its share of time at partnership or higher, both over the
    /// whole period: those of outcomes that the scenario declares, else [`COMMITMENT`] and [`PARTNERSHIP_SHARE`].
    #[must_use]
    pub fn closeness(&self) -> [String; 2] {
        [COMMITMENT, PARTNERSHIP_SHARE].map(|id| {
            let wanted = self.standard(id);
            let declared = self.outcomes.iter().find(|outcome| wanted.as_ref().is_some_and(|w| self.same(outcome, w)));
            declared.map_or_else(|| id.to_owned(), |outcome| outcome.id.clone())
        })
    }

    /// Adds the outcomes that are asked for by [`COMMITMENT`] and [`PARTNERSHIP_SHARE`], unless outcomes of these ids are
    /// declared.
    pub fn add_standard(&mut self, asked: &[String]) {
        for id in asked {
            if self.outcomes.iter().all(|outcome| outcome.id != *id) {
                self.outcomes.extend(self.standard(id));
            }
        }
    }

    fn standard(&self, id: &str) -> Option<Outcome> {
        let (i, j) = self.focus;
        let (from, to) = (self.time.start, self.time.end);
        let pair = format!("{} and {}, {from} to {to}", self.actors.get(i)?.name, self.actors.get(j)?.name);
        let outcome = |text: String, quantity, reduction, kind_name| Outcome {
            id: id.to_owned(),
            text,
            quantity,
            reduction,
            unit: kind(kind_name).map_or("", |kind| kind.unit),
            reporter: None,
            plot: false,
        };
        let (low, high) = PARTNERSHIP;
        match id {
            COMMITMENT => Some(outcome(
                format!("mean commitment of {pair}"),
                Quantity::PairCommitment(i, j),
                Reduction::Mean(from, to),
                "pair_commitment",
            )),
            PARTNERSHIP_SHARE => Some(outcome(
                format!("share of time at partnership or higher of {pair}"),
                Quantity::PairLevel(i, j),
                Reduction::TimeShare { from, to, low, high },
                "time_in_level",
            )),
            _ => None,
        }
    }

    /// Whether an outcome is the same number as a standard one, whatever it is called.
    fn same(&self, outcome: &Outcome, standard: &Outcome) -> bool {
        let whole = |from: f64, to: f64| from <= self.time.start && to >= self.time.end;
        let reduction = match (outcome.reduction, standard.reduction) {
            (Reduction::Mean(from, to), Reduction::Mean(..)) => whole(from, to),
            (Reduction::TimeShare { from, to, low, high }, Reduction::TimeShare { low: least, high: most, .. }) => {
                whole(from, to) && low > least - 1.0 && low <= least && high >= most
            }
            _ => false,
        };
        let pair = |quantity| match quantity {
            Quantity::PairCommitment(i, j) => Some((true, sorted(i, j))),
            Quantity::PairLevel(i, j) => Some((false, sorted(i, j))),
            _ => None,
        };
        reduction && pair(outcome.quantity) == pair(standard.quantity)
    }
}

fn sorted(i: ActorIndex, j: ActorIndex) -> (ActorIndex, ActorIndex) {
    (i.min(j), i.max(j))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::world;

    #[test]
    fn declared_outcomes_are_found_and_others_are_made() {
        let mut scenario = world(3, 0);
        assert_eq!(scenario.closeness(), [COMMITMENT, PARTNERSHIP_SHARE]);
        let made = scenario.standard(PARTNERSHIP_SHARE).expect("a standard outcome");
        let mut mine = Outcome { id: "mine".into(), quantity: Quantity::PairLevel(1, 0), ..made };
        scenario.outcomes.push(mine.clone());
        assert_eq!(scenario.closeness(), [COMMITMENT, "mine"]);
        // A part of the period, another level and another pair are other numbers.
        let (from, to) = (2015.0, 2050.0);
        for reduction in [
            Reduction::TimeShare { from, to: 2030.0, low: 2.0, high: 4.0 },
            Reduction::TimeShare { from, to, low: 3.0, high: 4.0 },
            Reduction::TimeShare { from, to, low: 2.0, high: 3.0 },
        ] {
            mine.reduction = reduction;
            *scenario.outcomes.last_mut().expect("the one pushed") = mine.clone();
            assert_eq!(scenario.closeness(), [COMMITMENT, PARTNERSHIP_SHARE]);
        }
        scenario.add_standard(&[COMMITMENT.to_owned(), "alliance".to_owned(), "nothing".to_owned()]);
        assert_eq!(scenario.outcomes.last().map(|outcome| outcome.id.as_str()), Some(COMMITMENT));
    }
}

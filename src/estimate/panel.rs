//! The panel: spells of pairs of states with what each side looked at and what treaty they had, and how they are packed.

use super::emission::Class;
use super::features::{Group, Side, Year};
use crate::lanes::{LANES, Lanes};

/// The raw covariates of a pair.
pub const RAW: [&str; 9] = [
    "log of the ratio of strengths, absolute",
    "log of the sum of strengths",
    "trade over GDP, the lower of the two",
    "land border",
    "log of the distance",
    "likeness of votes",
    "coercion, the higher of the two",
    "grievance, the sum of the two",
    "hostility shared against third states",
];

/// A year of a spell.
#[derive(Clone, Debug, PartialEq)]
pub struct PairYear {
    /// The year whose treaty is seen; covariates are of the year before.
    pub year: i64,
    /// What the first and the second of the pair looked at.
    pub sides: [Side<f64>; 2],
    /// What a reader of the files would look at, in the order of [`RAW`]; for the logit to compare with.
    pub raw: [f64; RAW.len()],
    /// Class of treaty of the year.
    pub class: Class,
    /// The treaty that formed or ended in this year, by its number in the file.
    pub treaty: Option<i64>,
    /// Weight: 1, less where a multilateral treaty of this year stands for several pairs, 0 where it is not scored.
    pub weight: f64,
}

/// Consecutive years of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// The two states, by their place in [`Panel::states`], in order.
    pub pair: (usize, usize),
    /// The class of treaty in the year before the first.
    pub first: Class,
    /// Its years, in order.
    pub years: Vec<PairYear>,
}

impl Spell {
    /// The class of treaty the year before.
    #[must_use]
    pub fn before(&self, at: usize) -> Class {
        at.checked_sub(1).map_or(self.first, |at| self.years[at].class)
    }
}

/// What is fitted.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Keys of the states.
    pub states: Vec<String>,
    /// The spells.
    pub spells: Vec<Spell>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

impl Panel {
    /// The pairs that have spells, in order.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let pairs: std::collections::BTreeSet<_> = self.spells.iter().map(|spell| spell.pair).collect();
        pairs.into_iter().collect()
    }

    /// Number of years of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spells.iter().map(|spell| spell.years.len()).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same spells with other weights: `weigh` of each, which has its own weight at hand.
    #[must_use]
    pub fn weighed(&self, weigh: impl Fn(&Spell, &PairYear) -> f64) -> Self {
        let mut panel = self.clone();
        for (spell, new) in self.spells.iter().zip(&mut panel.spells) {
            for (year, new) in spell.years.iter().zip(&mut new.years) {
                new.weight = weigh(spell, year);
            }
        }
        panel
    }

    /// The spells in lanes, longest first so that lanes of a group end together.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let mut order: Vec<usize> = (0..self.spells.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(self.spells[at].years.len()));
        order.chunks(LANES).map(|spells| self.group(spells)).collect()
    }

    fn group(&self, places: &[usize]) -> Group {
        let length = places.iter().map(|&at| self.spells[at].years.len()).max().unwrap_or(0);
        let mut group = Group { first: [0; LANES], years: vec![Year::default(); length], spells: [None; LANES] };
        for (lane, &place) in places.iter().enumerate() {
            let spell = &self.spells[place];
            group.spells[lane] = Some(place);
            group.first[lane] = spell.first;
            for (at, (year, from)) in group.years.iter_mut().zip(&spell.years).enumerate() {
                let before = spell.before(at);
                year.before[lane] = before;
                year.class[lane] = from.class;
                year.bound.0[lane] = if before == 2 { 1.0 } else { 0.0 };
                year.weight.0[lane] = from.weight;
                for (side, from) in year.sides.iter_mut().zip(&from.sides) {
                    side.set(lane, from);
                }
            }
        }
        group
    }
}

impl Side<Lanes> {
    fn set(&mut self, lane: usize, from: &Side<f64>) {
        for (lanes, x) in self.actual.iter_mut().zip(from.actual) {
            lanes.0[lane] = x;
        }
        self.visible.0[lane] = from.visible;
        self.square.0[lane] = from.square;
        for (lanes, x) in self.security.iter_mut().flatten().zip(from.security.iter().flatten()) {
            lanes.0[lane] = *x;
        }
    }
}

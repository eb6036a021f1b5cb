//! From data to a panel: a world of every year, drawn by `import`, looked at through the terms of the model.

use super::emission::Class;
use super::features::{ACTUAL_TERMS, NODES, Side};
use super::kernel::Recurrence;
use super::panel::{PairYear, Panel, RAW, Spell};
use super::table::LEVELS;
use crate::import::found::Obligations;
use crate::import::{self, Asked};
use crate::lanes::{LANES, Lanes, ln};
use crate::model::Simulation;
use crate::model::choice::{Utility, terms::NAMES};
use crate::model::simulation::Start;
use crate::model::theory::{Switch, Theory};
use crate::random::Key;
use crate::scenario::registry::P;
use crate::scenario::{Place, Scenario, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// How treaties are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Whether non-aggression alone counts as a lesser treaty; rivals promise it too, so that it does not by default.
    pub nonaggression: bool,
}

/// States and years that a fit must not see: those of a case that it is to be held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Without {
    /// States, as in [`Plan::states`].
    pub states: Vec<String>,
    /// Years of treaties.
    pub years: RangeInclusive<i64>,
}

/// What a panel is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Files and folders.
    pub from: Vec<std::path::PathBuf>,
    /// States.
    pub states: Vec<String>,
    /// Years of treaties; covariates are of the year before each.
    pub years: RangeInclusive<i64>,
    /// Years that are filtered through but neither fitted nor scored: wars, in which treaties follow campaigns.
    pub unscored: Vec<RangeInclusive<i64>>,
    /// Years of states that are left out of the fit in the same way, with all their pairs.
    pub without: Option<Without>,
    /// How treaties are read.
    pub mapping: Mapping,
    /// How many third parties count, the most threatening.
    pub thirds: usize,
}

/// A switched formula without factors, and the basis without any.
fn switched(switch: Switch) -> &'static Theory {
    const fn of(name: &'static str, switch: Switch) -> Theory {
        Theory { name, source: "", factors: &[], switch }
    }
    static NONE: Theory = of("none", Switch::None);
    static INTENTIONS: Theory = of("intentions", Switch::IgnoreIntentions);
    static PARITY: Theory = of("parity", Switch::NearParity);
    static TRADE: Theory = of("trade", Switch::ExpectedTrade);
    match switch {
        Switch::None => &NONE,
        Switch::IgnoreIntentions => &INTENTIONS,
        Switch::NearParity => &PARITY,
        Switch::ExpectedTrade => &TRADE,
    }
}

/// What files say, before a theory looks at it: scenarios by year, and treaties.
pub struct Worlds {
    /// The scenario of each year and its actors, in the order of the scenario.
    years: BTreeMap<i64, (Scenario, Vec<usize>)>,
    states: Vec<String>,
    /// Class of each pair and year, where it is not 0.
    classes: BTreeMap<(usize, usize, i64), Class>,
    /// What happened to treaties, by pair and year in which one formed or ended.
    events: BTreeMap<(usize, usize, i64), Event>,
    /// How disputes of the states recur.
    pub recurrence: Recurrence,
    plan: Plan,
    notes: Vec<String>,
}

impl Worlds {
    /// Reads the files.
    ///
    /// # Errors
    /// If files or states are missing, in words; if a draft is no scenario.
    pub fn read(plan: &Plan) -> Result<Self, String> {
        let asked = Asked {
            from: plan.from.clone(),
            actors: plan.states.clone(),
            year: *plan.years.end(),
            years: 1,
            partners: 0,
            gap: 5,
            after: 0,
            bare: true,
        };
        let first = plan.years.start() - 1;
        let panel = import::Panel::read(&asked, first..=*plan.years.end())?;
        let mut notes = panel.notes.clone();
        match panel.treaty_years() {
            None => return Err("no file of treaties was given (ATOP): without it nothing can be fitted".to_owned()),
            Some((_, last)) if last < *plan.years.end() => {
                return Err(format!("the file of treaties ends in {last}: give --last {last} or earlier"));
            }
            Some(_) => {}
        }
        let mut states = BTreeSet::new();
        let mut drafts = BTreeMap::new();
        for year in first..*plan.years.end() {
            let draft = panel.draft(year)?;
            let text = draft.text.replace("[model]\n", &format!("[model]\nthreats_per_actor = {}\n", plan.thirds));
            let parsed = parse(&text).map_err(|problems| format!("the draft of {year} is no scenario\n{problems}"))?;
            states.extend(draft.actors.iter().map(|key| (*key).to_owned()));
            notes.extend(draft.notes.iter().filter(|note| !note.contains("not in the file")).cloned());
            drafts.insert(year, (parsed.scenario, draft.actors));
        }
        let states: Vec<String> = states.into_iter().collect();
        let mut plan = plan.clone();
        for state in plan.without.iter_mut().flat_map(|without| &mut without.states) {
            *state = import::states::asked(state)?.key.to_owned();
            if !states.contains(state) {
                return Err(format!("{state}, which is to be left out, is not among the states that are fitted"));
            }
        }
        let place = |key: &str| states.iter().position(|state| state == key);
        let years = drafts
            .into_iter()
            .map(|(year, (scenario, actors))| (year, (scenario, actors.iter().filter_map(|key| place(key)).collect())))
            .collect();
        let classes = classes(&panel, &place, plan.mapping);
        let events = events(&panel, &place);
        let disputes = panel.disputes();
        let last = panel.dispute_years().map_or(*plan.years.end(), |years| years.1);
        let recurrence = Recurrence::new(disputes.values().map(Vec::as_slice), last);
        notes.sort();
        notes.dedup();
        Ok(Self { recurrence, years, classes, events, plan, notes, states })
    }

    /// The panel as a theory sees it.
    #[must_use]
    pub fn panel(&self, theory: &Theory) -> Panel {
        let mut rows: BTreeMap<(usize, usize), BTreeMap<i64, PairYear>> = BTreeMap::new();
        for (covariates, (scenario, actors)) in &self.years {
            let year = covariates + 1;
            let sides = sides(scenario, theory.switch);
            for (i, one) in actors.iter().enumerate() {
                for (j, other) in actors.iter().enumerate().filter(|(_, other)| one < other) {
                    let class = self.class(*one, *other, year);
                    let event = self.events.get(&(*one, *other, year));
                    let weight = event.map_or(1.0, |event| event.weight);
                    let weight = if self.scored((*one, *other), year) { weight } else { 0.0 };
                    let treaty = event.map(|event| event.treaty);
                    let sides = [sides[&(i, j)], sides[&(j, i)]];
                    let raw = raw(scenario, (i, j), &sides);
                    let row = PairYear { year, sides, raw, class, treaty, weight };
                    rows.entry((*one, *other)).or_default().insert(year, row);
                }
            }
        }
        let mut spells: Vec<Spell> = Vec::new();
        for (pair, years) in rows {
            for (year, row) in years {
                match spells
                    .last_mut()
                    .filter(|spell| spell.pair == pair && spell.years.last().is_some_and(|last| last.year + 1 == year))
                {
                    Some(spell) => spell.years.push(row),
                    None => {
                        let first = self.class(pair.0, pair.1, year - 1);
                        spells.push(Spell { pair, first, years: vec![row] });
                    }
                }
            }
        }
        Panel { states: self.states.clone(), spells, notes: self.notes.clone() }
    }

    fn class(&self, one: usize, other: usize, year: i64) -> Class {
        self.classes.get(&(one, other, year)).copied().unwrap_or(0)
    }

    fn scored(&self, pair: (usize, usize), year: i64) -> bool {
        let unscored = self.plan.unscored.iter().any(|years| years.contains(&year));
        let without = self.plan.without.as_ref().is_some_and(|without| {
            let named = |state: usize| without.states.contains(&self.states[state]);
            without.years.contains(&year) && (named(pair.0) || named(pair.1))
        });
        !unscored && !without
    }
}

/// The class of what two owe each other, by the stronger of the two obligations.
fn class(owed: &Obligations, mapping: Mapping) -> Class {
    match owed {
        Obligations { defence: true, .. } => 2,
        Obligations { offence: true, .. }
        | Obligations { neutrality: true, .. }
        | Obligations { consultation: true, .. } => 1,
        Obligations { nonaggression: true, .. } => u8::from(mapping.nonaggression),
        _ => 0,
    }
}

fn classes(
    panel: &import::Panel,
    place: &impl Fn(&str) -> Option<usize>,
    mapping: Mapping,
) -> BTreeMap<(usize, usize, i64), Class> {
    let mut classes = BTreeMap::new();
    for ((one, other, year), owed) in panel.obligations() {
        let (Some(a), Some(b)) = (place(one), place(other)) else { continue };
        let known = classes.entry((a.min(b), a.max(b), year)).or_insert(0);
        *known = class(&owed, mapping).max(*known);
    }
    classes
}

/// A treaty formed or ended between two in a year.
struct Event {
    /// 1 over the number of pairs of the panel to which the treaty did so in that year.
    weight: f64,
    /// Its number in the file.
    treaty: i64,
}

/// Years in which treaties formed or ended; where several did, the one of the fewest pairs counts.
fn events(panel: &import::Panel, place: &impl Fn(&str) -> Option<usize>) -> BTreeMap<(usize, usize, i64), Event> {
    let mut in_force: BTreeMap<(usize, usize, i64), BTreeSet<i64>> = BTreeMap::new();
    for ((one, other, year), treaties) in panel.treaties() {
        let (Some(a), Some(b)) = (place(one), place(other)) else { continue };
        in_force.entry((a.min(b), a.max(b), year)).or_default().extend(treaties.iter().map(|treaty| treaty.id));
    }
    let none = BTreeSet::new();
    let mut changes: BTreeMap<(i64, i64), BTreeSet<(usize, usize)>> = BTreeMap::new();
    let mut note = |a: usize, b: usize, year: i64| {
        let now = in_force.get(&(a, b, year)).unwrap_or(&none);
        let then = in_force.get(&(a, b, year - 1)).unwrap_or(&none);
        for id in now.symmetric_difference(then) {
            changes.entry((*id, year)).or_default().insert((a, b));
        }
    };
    for (a, b, year) in in_force.keys() {
        note(*a, *b, *year);
        note(*a, *b, *year + 1);
    }
    let mut events: BTreeMap<(usize, usize, i64), Event> = BTreeMap::new();
    for ((treaty, year), pairs) in changes {
        let weight = 1.0 / pairs.len() as f64;
        for (a, b) in pairs {
            let known = events.entry((a, b, year)).or_insert(Event { weight, treaty });
            if known.weight < weight {
                *known = Event { weight, treaty };
            }
        }
    }
    events
}

/// What each actor looks at in each other, at unit weights, under a switched formula.
fn sides(scenario: &Scenario, switch: Switch) -> BTreeMap<(usize, usize), Side<f64>> {
    const { assert!(NODES <= LANES) };
    let mut values: Vec<Lanes> = scenario.centres().into_iter().map(Lanes::splat).collect();
    for parameter in crate::model::choice::WEIGHTS {
        // Greed is not seen in data, and v_rev with it; v_wait is a ratio, and keeps its centre.
        let unit = match parameter {
            P::VRev => continue,
            P::VWait => continue,
            _ => 1.0,
        };
        let places = std::iter::once(Place::World).chain((0..scenario.actors.len()).map(Place::Actor));
        for place in places {
            values[scenario.slot(parameter, place).0 as usize] = Lanes::splat(unit);
        }
    }
    let start = Start {
        key: Key::new(0),
        streams: [0; LANES],
        values: &values,
        theories: [switched(switch); LANES],
        set: Vec::new(),
    };
    let mut simulation = Simulation::new(scenario);
    let belief = Lanes(std::array::from_fn(|lane| lane.min(NODES - 1) as f64 / (NODES - 1) as f64));
    let rows = simulation.basis(&start, belief);
    rows.into_iter().map(|(relation, terms)| (relation, side(&terms))).collect()
}

/// A term by its name.
fn term(name: &str) -> usize {
    NAMES.iter().position(|term| *term == name).expect("the names below are those of terms: a test looks")
}

/// The terms that are proportional to commitment, in the order of their weights.
const ACTUAL: [&str; ACTUAL_TERMS] = [
    "concessions",
    "trade",
    "grievance",
    "affinity",
    "entrapment",
    "closeness",
    "joint_enemies",
    "network",
    "past_pact",
];

/// The coefficients of the terms: at alliance c and (c + q) / 2 are 1.
fn side(terms: &[Utility]) -> Side<f64> {
    let at = |name: &str| terms[term(name)][LEVELS - 1].0[0];
    let security = &terms[term("security")];
    Side {
        actual: ACTUAL.map(at),
        visible: at("reprisal"),
        square: at("autonomy"),
        security: std::array::from_fn(|node| std::array::from_fn(|level| security[level + 1].0[node])),
    }
}

/// The raw covariates of a pair.
fn raw(scenario: &Scenario, (i, j): (usize, usize), sides: &[Side<f64>; 2]) -> [f64; RAW.len()] {
    let centres = scenario.centres();
    let at = |parameter, place| centres[scenario.slot(parameter, place).0 as usize];
    let actor = |parameter, i| at(parameter, Place::Actor(i));
    let strength = |i| (actor(P::MilitaryCapital, i) * actor(P::Gdp, i)).sqrt();
    let pair = |parameter| at(parameter, Place::Pair(i.min(j), i.max(j)));
    let both = |parameter| [at(parameter, Place::Relation(i, j)), at(parameter, Place::Relation(j, i))];
    let trade: f64 = both(P::Exports).iter().sum();
    let coercion = both(P::CoercionStart);
    let [grievance, joint] = [term_at("grievance"), term_at("joint_enemies")];
    [
        ln(strength(i) / strength(j)).abs(),
        ln(strength(i) + strength(j)),
        (trade / actor(P::Gdp, i)).min(trade / actor(P::Gdp, j)),
        pair(P::Contiguous),
        ln(pair(P::DistanceKm).max(1.0)),
        both(P::Affinity)[0],
        coercion[0].max(coercion[1]),
        -(sides[0].actual[grievance] + sides[1].actual[grievance]),
        sides[0].actual[joint],
    ]
}

/// The place of a term among those that are proportional to commitment.
fn term_at(name: &str) -> usize {
    ACTUAL.iter().position(|term| *term == name).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Builtin, load};

    #[test]
    fn every_term_that_is_named_is_one() {
        for name in ACTUAL.iter().chain(&["security", "reprisal", "autonomy"]) {
            assert!(NAMES.contains(name), "{name}");
        }
        assert_eq!(NAMES.len(), ACTUAL_TERMS + 4); // And inertia.
    }

    #[test]
    fn the_terms_of_a_panel_add_up_to_the_utility_that_a_run_uses() {
        // The essay at its centres: the utility of China's levels toward Russia, as the run explains it.
        let essay = load("builtin:essay", &Builtin, &[]).expect("a built-in scenario is valid").scenario;
        let sides = sides(&essay, Switch::None);
        let mut trial = crate::model::trial::Trial::of(essay);
        trial.set(P::VRev, Place::World, 0.5);
        trial.begin();
        let explained = trial.explain(1, 0);
        let topology = trial.resource::<crate::model::Topology>();
        let belief = trial.get::<crate::model::belief::Belief>(topology.relation(1, 0)).0.0[0];
        let at = |p: P| trial.values[trial.scenario.slot(p, Place::Actor(1)).0 as usize].0[0];
        let weights = super::super::likelihood::Weights {
            security: at(P::VSec),
            actual: [P::VConc, P::VTrade, P::VGriev, P::VAff, P::VEnt, P::VClose, P::VJoint, P::VNet, P::VPast].map(at),
            reprisal: at(P::VRep),
            autonomy: at(P::VAut),
            inertia: Default::default(),
        };
        let inertia = &explained.terms[term("inertia")];
        for level in 0..LEVELS {
            let from_panel = sides[&(1, 0)].utility(&weights, belief, level, 0.0);
            let from_run = explained.utility[level].0[0] - inertia[level].0[0];
            // The parabola through three beliefs misses by up to 0.0033 at this weight of security: 0.03 of a logit.
            assert!((from_panel - from_run).abs() < 5e-3, "{level}: {from_panel} is not {from_run}");
        }
    }
}

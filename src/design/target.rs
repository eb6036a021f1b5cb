//! What a design moves: a parameter, or the strength of a claim from relaxed (0) to kept (1).

use super::{Error, Vector};
use crate::scenario::registry::{Allowed, Unit};
use crate::scenario::{Claim, Scenario, Slot, Value, closest};

/// Before the id of a claim whose strength is moved.
pub const CLAIM: &str = "claims.";

/// A parameter or a claim, by the name under which it is moved.
#[derive(Clone, Debug)]
pub struct Target {
    /// A path of the scenario, such as `actors.CHN.horizon_years`, or `claims.ID`.
    pub name: String,
    /// The values that are allowed.
    pub allowed: Allowed,
    /// The unit, for axes.
    pub unit: String,
    /// True where only whole numbers are allowed.
    whole: bool,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Parameter(Slot),
    Claim(Vec<Relaxed>),
}

/// One parameter of a claim, and what it becomes when the claim is relaxed.
#[derive(Clone, Debug)]
struct Relaxed {
    slot: Slot,
    value: Value,
    /// True where there is nothing between kept and relaxed.
    whole: bool,
}

/// The paths of parameters among the names of targets, which [`crate::scenario::load_with`] is to give slots.
#[must_use]
pub fn paths<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    names.into_iter().filter(|name| !name.starts_with(CLAIM)).cloned().collect()
}

impl Target {
    /// The targets of these names; `moved` are the slots of the parameters among them, in order.
    ///
    /// # Errors
    /// For a claim that does not exist or relaxes nothing.
    pub fn all<'a>(
        scenario: &Scenario,
        names: impl IntoIterator<Item = &'a String>,
        moved: &[Slot],
    ) -> Result<Vec<Self>, Error> {
        let mut moved = moved.iter();
        let mut one = |name: &String| match name.strip_prefix(CLAIM) {
            Some(id) => Self::claim(scenario, id),
            None => match moved.next() {
                Some(slot) => Self::parameter(scenario, name, *slot),
                None => Err(Error::Other(format!("`{name}` has no slot: the scenario was read without it"))),
            },
        };
        names.into_iter().map(&mut one).collect()
    }

    /// A parameter.
    ///
    /// # Errors
    /// For one that the scenario does not give and the model works out by itself.
    pub fn parameter(scenario: &Scenario, name: &str, slot: Slot) -> Result<Self, Error> {
        if matches!(scenario.slots[slot.0 as usize].value, Value::Derived) {
            return Err(Error::Derived(name.to_owned()));
        }
        let entry = scenario.entry(slot);
        Ok(Self {
            name: name.to_owned(),
            allowed: entry.allowed,
            unit: entry.unit.to_string(),
            whole: entry.unit == Unit::Level,
            kind: Kind::Parameter(slot),
        })
    }

    /// The strength of the claim with this id.
    ///
    /// # Errors
    /// Where there is none, or it relaxes nothing.
    pub fn claim(scenario: &Scenario, id: &str) -> Result<Self, Error> {
        let Some(claim) = scenario.claims.iter().find(|claim| claim.id == id) else {
            let known: Vec<String> = relaxable(scenario).map(|claim| claim.id.clone()).collect();
            let hint = closest(id, known.iter().map(String::as_str)).map(str::to_owned);
            return Err(Error::UnknownClaim { id: id.to_owned(), hint, known });
        };
        if claim.relaxed.is_empty() {
            let known = relaxable(scenario).map(|claim| claim.id.clone()).collect();
            return Err(Error::RelaxesNothing { id: id.to_owned(), known });
        }
        let relaxed = claim.relaxed.iter().map(|relaxation| {
            let entry = scenario.entry(relaxation.slot);
            let whole = entry.unit == Unit::Level || matches!(entry.allowed, Allowed::OneOf(_));
            Relaxed { slot: relaxation.slot, value: relaxation.value.clone(), whole }
        });
        Ok(Self {
            name: format!("{CLAIM}{id}"),
            allowed: Allowed::Between(0.0, 1.0),
            unit: "0 relaxed, 1 kept".to_owned(),
            whole: false,
            kind: Kind::Claim(relaxed.collect()),
        })
    }

    /// The slot, where it is a parameter.
    #[must_use]
    pub fn slot(&self) -> Option<Slot> {
        match self.kind {
            Kind::Parameter(slot) => Some(slot),
            Kind::Claim(_) => None,
        }
    }

    /// What it is, in a phrase ([`Scenario::phrase`]).
    #[must_use]
    pub fn phrase(&self, scenario: &Scenario) -> String {
        match self.slot() {
            Some(slot) => scenario.phrase(slot),
            None => format!("strength of the claim {}", self.name.trim_start_matches(CLAIM)),
        }
    }

    /// Where the scenario has it: a number, or the centre of what it draws from; 1 for a claim, which is kept.
    #[must_use]
    pub fn base(&self, scenario: &Scenario) -> f64 {
        self.slot().map_or(1.0, |slot| scenario.centre(slot))
    }

    /// Refuses a value that is not allowed.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check(&self, value: f64) -> Result<(), Error> {
        let allowed = match (self.allowed.contains(value), self.whole && value.fract() != 0.0) {
            (true, false) => return Ok(()),
            (true, true) => format!("a whole number, {}", self.allowed),
            (false, _) => self.allowed.to_string(),
        };
        Err(Error::NotAllowed { name: self.name.clone(), value, allowed })
    }

    /// Refuses a range that reaches beyond what is allowed. Its ends need not be allowed themselves where only some values
    /// between them are, and a lower end may be what all that is allowed lies above.
    ///
    /// # Errors
    /// Where it does.
    pub fn within(&self, low: f64, high: f64) -> Result<(), Error> {
        let (least, most) = self.allowed.bounds();
        let outside = [low, high].into_iter().find(|end| !(least..=most).contains(end));
        let allowed = self.allowed.to_string();
        outside.map_or(Ok(()), |value| Err(Error::NotAllowed { name: self.name.clone(), value, allowed }))
    }

    /// The slots that it sets.
    fn slots(&self) -> Vec<Slot> {
        match &self.kind {
            Kind::Parameter(slot) => vec![*slot],
            Kind::Claim(relaxed) => relaxed.iter().map(|parameter| parameter.slot).collect(),
        }
    }
}

/// Moves targets: parameters first, then claims, which are relaxed from where the parameters have been moved to. A claim
/// that is wholly kept sets nothing.
pub fn place<'a>(moves: impl Iterator<Item = (&'a Target, f64)> + Clone, vector: &mut Vector<'_>) {
    let mut claims = false;
    for (target, x) in moves.clone() {
        match &target.kind {
            Kind::Parameter(slot) => vector.set(*slot, x),
            Kind::Claim(_) => claims |= x < 1.0,
        }
    }
    if !claims {
        return;
    }
    vector.settle();
    let before = vector.values().to_vec();
    for (target, x) in moves.filter(|(_, x)| *x < 1.0) {
        let Kind::Claim(relaxed) = &target.kind else { continue };
        for parameter in relaxed {
            let kept = before[parameter.slot.0 as usize];
            let free = match parameter.value {
                Value::Point(value) => value,
                Value::Same(other) => before[other.0 as usize],
                Value::Draw(_) | Value::Normal { .. } | Value::Derived => kept, // The reader of scenarios lets none through.
            };
            vector.set(parameter.slot, between(free, kept, x, parameter.whole));
        }
    }
}

/// Refuses targets that set the same parameter, where the one would undo what the other does. A claim may be moved beside
/// a parameter of its own, since it is relaxed from where that has been moved to.
///
/// # Errors
/// Where two do, or one is named twice.
pub fn check_apart(scenario: &Scenario, targets: &[Target]) -> Result<(), Error> {
    let mut owners: Vec<(Slot, &Target)> = Vec::new();
    for target in targets {
        for slot in target.slots() {
            let alike = |owner: &Target| owner.slot().is_some() == target.slot().is_some();
            if let Some((_, owner)) = owners.iter().find(|(other, owner)| *other == slot && alike(owner)) {
                let path = &scenario.slots[slot.0 as usize].path;
                return Err(Error::Other(if owner.name == target.name {
                    format!("`{}` is named twice", target.name)
                } else {
                    format!("`{}` and `{}` both move `{path}`; take one of them", owner.name, target.name)
                }));
            }
            owners.push((slot, target));
        }
    }
    Ok(())
}

/// From `free` (0) to `kept` (1), both met exactly.
fn between(free: f64, kept: f64, strength: f64, whole: bool) -> f64 {
    if strength >= 1.0 || whole && strength >= 0.5 {
        kept
    } else if strength <= 0.0 || whole {
        free
    } else {
        free + strength * (kept - free)
    }
}

/// The claims that can be relaxed, in the order of the file.
pub fn relaxable(scenario: &Scenario) -> impl Iterator<Item = &Claim> {
    scenario.claims.iter().filter(|claim| !claim.relaxed.is_empty())
}

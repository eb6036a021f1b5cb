//! The parameter vector of a run, as a design changes it.

use crate::scenario::Slot;

/// How a value follows those of earlier slots.
#[derive(Clone, Debug, PartialEq)]
pub enum Follow {
    /// It is the same.
    Copy(Slot),
    /// It is this plus multiples of them ([`crate::scenario::Value::Normal`]).
    Sum(f64, Vec<(Slot, f64)>),
}

impl Follow {
    /// The value that follows from the others.
    #[must_use]
    pub fn value(&self, values: &[f64]) -> f64 {
        let of = |slot: &Slot| values[slot.0 as usize];
        match self {
            Self::Copy(other) => of(other),
            Self::Sum(mean, loads) => loads.iter().fold(*mean, |sum, (slot, load)| sum + load * of(slot)),
        }
    }
}

/// The values of all slots of a run. A value that follows others does so unless it is set itself.
pub struct Vector<'a> {
    values: &'a mut [f64],
    set: &'a mut [bool],
    /// Slots that follow earlier ones, in their order.
    follow: &'a [(usize, Follow)],
}

impl<'a> Vector<'a> {
    /// Of what a replicate drew; `set` is as long, and comes to say what was set.
    pub fn new(values: &'a mut [f64], set: &'a mut [bool], follow: &'a [(usize, Follow)]) -> Self {
        set.fill(false);
        Self { values, set, follow }
    }

    /// The value of a slot.
    #[must_use]
    pub fn get(&self, slot: Slot) -> f64 {
        self.values[slot.0 as usize]
    }

    /// Sets a slot.
    pub fn set(&mut self, slot: Slot, x: f64) {
        self.values[slot.0 as usize] = x;
        self.set[slot.0 as usize] = true;
    }

    /// Lets follow what was not set.
    pub fn settle(&mut self) {
        for (slot, follow) in self.follow {
            if !self.set[*slot] {
                self.values[*slot] = follow.value(self.values);
            }
        }
    }

    /// All values, as they are now.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        self.values
    }
}

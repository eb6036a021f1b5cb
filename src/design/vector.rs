//! The parameter vector of a run, as a design changes it.

use crate::scenario::Slot;

/// The values of all slots of a run. A value that copies another one follows it, unless it is set itself.
pub struct Vector<'a> {
    values: &'a mut [f64],
    set: &'a mut [bool],
    /// Slots that copy an earlier one, in their order.
    copies: &'a [(usize, Slot)],
}

impl<'a> Vector<'a> {
    /// Of what a replicate drew; `set` is as long, and comes to say what was set.
    pub fn new(values: &'a mut [f64], set: &'a mut [bool], copies: &'a [(usize, Slot)]) -> Self {
        set.fill(false);
        Self { values, set, copies }
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

    /// Lets the copies of what was set follow it.
    pub fn settle(&mut self) {
        for (slot, other) in self.copies {
            if !self.set[*slot] {
                self.values[*slot] = self.values[other.0 as usize];
            }
        }
    }

    /// All values, as they are now.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        self.values
    }
}

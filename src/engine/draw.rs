//! From run indices to what `LANES` runs start from: parameter vectors, theories, streams.

use crate::design::{Design, Follow, RunSpec, Vector};
use crate::lanes::{LANES, Lanes, go};
use crate::model::simulation::Start;
use crate::model::theory::{self, Theory};
use crate::random::{Key, address, uniform_52};
use crate::scenario::{Distribution, EventKind, Scenario, Slot, Value};

/// How the parameter vector of a scenario is drawn.
pub struct Drawer {
    key: Key,
    points: Vec<Lanes>,
    /// What the replicates of `streams` drew, kept for the next group: in an audit it mostly has the same.
    drawn: Vec<Lanes>,
    streams: Option<[u64; LANES]>,
    draws: Vec<(usize, u64, Distribution)>,
    /// Slots that follow others, in their order.
    follow: Vec<(usize, Follow)>,
    /// Whether a change during the run asks which copies the design has set.
    changes: bool,
    theories: Vec<(&'static Theory, f64)>,
    theory_address: u64,
}

impl Drawer {
    /// The drawer of a scenario under a master seed.
    #[must_use]
    pub fn new(scenario: &Scenario, seed: u64) -> Self {
        let mut drawer = Self {
            key: Key::new(seed),
            points: vec![Lanes::ZERO; scenario.slots.len()],
            drawn: Vec::new(),
            streams: None,
            draws: Vec::new(),
            follow: Vec::new(),
            changes: scenario.events.iter().any(|event| matches!(event.kind, EventKind::Change { .. })),
            theories: scenario.theories.iter().filter_map(|(name, p)| Some((theory::by_name(name)?, *p))).collect(),
            theory_address: address("model.theory"),
        };
        if drawer.theories.is_empty() {
            drawer.theories.push((&theory::THEORIES[0], 1.0));
        }
        for (slot, parameter) in scenario.slots.iter().enumerate() {
            match &parameter.value {
                Value::Point(x) => drawer.points[slot] = Lanes::splat(*x),
                Value::Draw(d) => drawer.draws.push((slot, address(&parameter.path), d.clone())),
                Value::Same(other) => drawer.follow.push((slot, Follow::Copy(*other))),
                Value::Normal { mean, loads } => drawer.follow.push((slot, Follow::Sum(*mean, loads.clone()))),
                Value::Derived => {}
            }
        }
        drawer
    }

    /// What the runs of these specs start from.
    #[must_use]
    pub fn start<'a>(
        &mut self,
        design: &dyn Design,
        specs: &[RunSpec; LANES],
        values: &'a mut Vec<Lanes>,
    ) -> Start<'a> {
        let streams = specs.map(|spec| spec.replicate);
        if self.streams != Some(streams) {
            self.draw(&streams);
        }
        values.clone_from(&self.drawn);
        let set = if design.moves() { self.place(design, specs, values) } else { Vec::new() };
        let theories = self.theories(&streams);
        Start { key: self.key, streams, values, theories, set }
    }

    fn draw(&mut self, streams: &[u64; LANES]) {
        self.drawn.clone_from(&self.points);
        for (slot, counter, distribution) in &self.draws {
            let u = self.uniform(*counter, streams);
            self.drawn[*slot] = u.map(|u| distribution.quantile(u));
        }
        for (slot, follow) in &self.follow {
            self.drawn[*slot] = match follow {
                Follow::Copy(other) => self.drawn[other.0 as usize],
                // In the order of `Follow::value`, whose bits it has.
                Follow::Sum(mean, loads) => loads.iter().fold(Lanes::splat(*mean), |sum, (deviate, load)| {
                    sum + Lanes::splat(*load) * self.drawn[deviate.0 as usize]
                }),
            };
        }
        self.streams = Some(*streams);
    }

    fn uniform(&self, counter: u64, streams: &[u64; LANES]) -> Lanes {
        let block = go(
            #[inline(always)]
            || self.key.block(counter, streams),
        );
        Lanes(std::array::from_fn(|lane| uniform_52(block[0][lane], block[1][lane])))
    }

    fn theories(&self, streams: &[u64; LANES]) -> [&'static Theory; LANES] {
        if self.theories.len() == 1 {
            return [self.theories[0].0; LANES];
        }
        let u = self.uniform(self.theory_address, streams);
        std::array::from_fn(|lane| {
            let mut cumulative = 0.0;
            for (theory, p) in &self.theories {
                cumulative += p;
                if u.0[lane] < cumulative {
                    return *theory;
                }
            }
            self.theories[self.theories.len() - 1].0
        })
    }

    /// Lets the design set values, lane by lane. Gives the copies that it set, where a change could ask: with 1 in the
    /// lanes where it did.
    fn place(&self, design: &dyn Design, specs: &[RunSpec; LANES], values: &mut [Lanes]) -> Vec<(Slot, Lanes)> {
        let (mut base, mut own, mut set) = (Vec::new(), Vec::new(), vec![false; values.len()]);
        let mut copies: Vec<(Slot, Lanes)> = Vec::new();
        for (lane, spec) in specs.iter().enumerate() {
            if lane == 0 || spec.replicate != specs[lane - 1].replicate {
                base = self.drawn.iter().map(|lanes| lanes.0[lane]).collect();
            }
            own.clone_from(&base);
            let mut vector = Vector::new(&mut own, &mut set, &self.follow);
            design.place(spec.point, &mut vector);
            vector.settle();
            for (slot, (x, before)) in own.iter().zip(&base).enumerate() {
                if x.to_bits() != before.to_bits() {
                    values[slot].0[lane] = *x;
                }
            }
            let set_copy = |slot: usize, follow: &Follow| set[slot] && matches!(follow, Follow::Copy(_));
            for (slot, _) in self.follow.iter().filter(|(slot, follow)| self.changes && set_copy(*slot, follow)) {
                let slot = Slot(*slot as u32);
                let at = copies.iter().position(|(other, _)| *other == slot).unwrap_or(copies.len());
                if at == copies.len() {
                    copies.push((slot, Lanes::ZERO));
                }
                copies[at].1.0[lane] = 1.0;
            }
        }
        copies
    }
}

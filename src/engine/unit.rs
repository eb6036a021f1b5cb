//! A work unit: consecutive run indices on one thread. Tail lanes beyond the end are masked.

use super::{Column, Rows, SeriesCounts, draw::Drawer, observe::Observer};
use crate::design::Design;
use crate::lanes::LANES;
use crate::model::Simulation;
use crate::scenario::Scenario;
use std::ops::Range;

/// A design, of the caller or the worker's own.
enum Held<'a> {
    Lent(&'a dyn Design),
    Own(Box<dyn Design>),
}

impl Held<'_> {
    fn get(&self) -> &dyn Design {
        match self {
            Self::Lent(design) => *design,
            Self::Own(design) => design.as_ref(),
        }
    }
}

/// Everything that a thread needs to run indices of an experiment; built once and reset in place.
pub struct Worker<'a> {
    design: Held<'a>,
    drawer: Drawer,
    simulation: Simulation,
    observer: Observer,
    outcomes: usize,
    drawn: Vec<usize>,
    values: Vec<crate::lanes::Lanes>,
}

impl<'a> Worker<'a> {
    /// A worker for a scenario, a design and a master seed.
    #[must_use]
    pub fn new(scenario: &Scenario, design: &'a dyn Design, seed: u64) -> Self {
        Self::with(scenario, Held::Lent(design), seed)
    }

    /// As [`Worker::new`], with a design of its own, for whoever keeps a worker.
    #[must_use]
    pub fn owning(scenario: &Scenario, design: Box<dyn Design>, seed: u64) -> Worker<'static> {
        Worker::with(scenario, Held::Own(design), seed)
    }

    fn with(scenario: &Scenario, design: Held<'a>, seed: u64) -> Self {
        Self {
            design,
            drawer: Drawer::new(scenario, seed),
            simulation: Simulation::new(scenario),
            observer: Observer::new(scenario),
            outcomes: scenario.outcomes.len(),
            drawn: scenario.in_rows().map(|(slot, _)| slot.0 as usize).collect(),
            values: Vec::new(),
        }
    }

    /// Runs these indices.
    #[must_use]
    pub fn run(&mut self, indices: Range<u64>) -> (Rows, Vec<SeriesCounts>) {
        let mut rows = Rows {
            first: indices.start,
            outcomes: vec![Column::default(); self.outcomes],
            parameters: vec![Column::default(); self.drawn.len()],
            ..Rows::default()
        };
        let mut counts = self.observer.counts();
        let mut next = indices.start;
        while next < indices.end {
            let live = (indices.end - next).min(LANES as u64) as usize;
            self.group(next, live, &mut rows, &mut counts);
            next += live as u64;
        }
        (rows, counts)
    }

    fn group(&mut self, first: u64, live: usize, rows: &mut Rows, counts: &mut [SeriesCounts]) {
        let last = first + live as u64 - 1;
        let design = self.design.get();
        let specs = std::array::from_fn(|lane| design.spec((first + lane as u64).min(last)));
        let start = self.drawer.start(design, &specs, &mut self.values);
        let observer = &mut self.observer;
        observer.begin();
        let wanted = observer.wanted().to_vec();
        self.simulation.run(&start, &wanted, |snapshot, view| observer.see(snapshot, view, live, counts));
        for spec in &specs[..live] {
            rows.replicate.push(spec.replicate);
            rows.point.push(spec.point);
        }
        for (column, slot) in rows.parameters.iter_mut().zip(&self.drawn) {
            for x in &start.values[*slot].0[..live] {
                column.push(Some(*x));
            }
        }
        observer.finish(live, rows);
    }
}

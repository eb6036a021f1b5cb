//! Runs walked through with open eyes: every snapshot is shown, and choices are taken apart before they are made. The runs
//! have the bits that they have in an experiment.

use super::{Column, Rows, draw::Drawer, observe::Observer};
use crate::design::{Design, RunSpec};
use crate::lanes::{LANES, Lanes};
use crate::model::Simulation;
use crate::model::choice::explain::Explained;
use crate::model::state::View;
use crate::scenario::Scenario;

/// Sees `LANES` runs as they go.
pub trait Watcher {
    /// Looks at a snapshot: 0 is the start, the number of steps the end.
    fn see(&mut self, snapshot: usize, view: &View<'_>);

    /// Takes note of what is chosen at a snapshot, by the relations asked for, in their order.
    fn choose(&mut self, snapshot: usize, choices: &[Explained]);
}

/// Which choices are taken apart: by two actors, who chooses first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relations {
    /// The relations.
    pub between: Vec<(usize, usize)>,
    /// Every so many snapshots, the first included.
    pub every: usize,
}

/// What is needed to walk through runs of an experiment; built once and reset in place.
pub struct Walker<'a> {
    scenario: &'a Scenario,
    design: &'a dyn Design,
    drawer: Drawer,
    simulation: Simulation,
    observer: Observer,
    values: Vec<Lanes>,
}

/// What a walk leaves.
pub struct Walked {
    /// The rows of the runs; their first index is 0.
    pub rows: Rows,
    /// The theory of the first of them.
    pub theory: &'static str,
}

impl<'a> Walker<'a> {
    /// A walker for a scenario, a design and a master seed.
    #[must_use]
    pub fn new(scenario: &'a Scenario, design: &'a dyn Design, seed: u64) -> Self {
        Self {
            scenario,
            design,
            drawer: Drawer::new(scenario, seed),
            simulation: Simulation::new(scenario),
            observer: Observer::new(scenario),
            values: Vec::new(),
        }
    }

    /// Walks through the runs of these specs, of which the first `live` get a row.
    pub fn walk(
        &mut self,
        specs: &[RunSpec; LANES],
        live: usize,
        relations: &Relations,
        watcher: &mut impl Watcher,
    ) -> Walked {
        let Self { scenario, design, drawer, simulation, observer, values } = self;
        let start = drawer.start(*design, specs, values);
        let topology = simulation.topology();
        let asked: Vec<usize> = relations.between.iter().map(|&(from, to)| topology.relation(from, to)).collect();
        let (mut counts, wanted) = (observer.counts(), observer.wanted().to_vec());
        observer.begin();
        simulation.begin(&start);
        let steps = simulation.steps();
        for step in 0..=steps {
            simulation.arrive(step);
            if let Some(view) = simulation.view() {
                if wanted.get(step).copied().unwrap_or(false) {
                    observer.see(step, &view, live, &mut counts);
                }
                watcher.see(step, &view);
            }
            if step < steps {
                if step % relations.every.max(1) == 0 {
                    watcher.choose(step, &simulation.weigh(&start, step, asked.clone()));
                }
                simulation.leave(&start, step);
            }
        }
        let parameters = scenario.in_rows().map(|(slot, _)| {
            let mut column = Column::default();
            start.values[slot.0 as usize].0[..live].iter().for_each(|x| column.push(Some(*x)));
            column
        });
        let mut rows = Rows {
            first: 0,
            replicate: specs[..live].iter().map(|spec| spec.replicate).collect(),
            point: specs[..live].iter().map(|spec| spec.point).collect(),
            outcomes: vec![Column::default(); scenario.outcomes.len()],
            parameters: parameters.collect(),
        };
        observer.finish(live, &mut rows);
        Walked { rows, theory: start.theories[0].name }
    }
}

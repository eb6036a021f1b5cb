//! The simulation of `LANES` runs: the world, and the schedules that step it.
//!
//! | schedule | when | systems |
//! |---|---|---|
//! | reset | once a group of runs | the state at the start, from the parameters |
//! | prepare | after reset, and when the calendar changed a parameter | constants |
//! | calendar | steps at which something begins or ends | events act |
//! | derive | at every snapshot | strength and dependence; threat and horizon; target of coercion |
//! | advance | at every step | choice and crisis; memory; trade; belief; economy; coercion; levels; pacts |
//!
//! Within a step only levels need a second buffer: each system of `advance` reads what the one before left.

use super::{
    Clock, Draws, Parameters, Topology, belief, calendar, choice, choice::explain::Explained, coercion, crisis,
    economy, memory, pact, state::State, strength, theory, threat, trade,
};
use crate::lanes::{LANES, Lanes};
use crate::random::Key;
use crate::scenario::{Place, Scenario, Slot};
use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, SingleThreadedExecutor};
use bevy_ecs::system::RunSystemOnce;

/// What the theories of the runs change.
#[derive(Resource, Clone)]
pub struct Theories {
    /// Factors on the weights, in the order of [`choice::WEIGHTS`].
    pub factors: [Lanes; choice::WEIGHTS.len()],
    /// Intentions are ignored.
    pub ignore_intentions: Exchange,
    /// Stakes count near parity only.
    pub near_parity: Exchange,
    /// Dependence is the expected one.
    pub expected_trade: Exchange,
}

/// A formula that the theory of a run may exchange.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exchange {
    /// 1 in the lanes of runs whose theory does so.
    pub lanes: Lanes,
    /// Whether there is such a run.
    pub some: bool,
}

impl Exchange {
    fn mark(&mut self, lane: usize) {
        self.lanes.0[lane] = 1.0;
        self.some = true;
    }
}

impl Theories {
    fn none() -> Self {
        Self {
            factors: [Lanes::ONE; choice::WEIGHTS.len()],
            ignore_intentions: Exchange::default(),
            near_parity: Exchange::default(),
            expected_trade: Exchange::default(),
        }
    }

    fn of(lanes: &[&theory::Theory; LANES]) -> Self {
        let mut theories = Self::none();
        for (lane, theory) in lanes.iter().enumerate() {
            for (weight, factor) in theory.factors {
                if let Some(at) = choice::WEIGHTS.iter().position(|w| w == weight) {
                    theories.factors[at].0[lane] = *factor;
                }
            }
            match theory.switch {
                theory::Switch::None => {}
                theory::Switch::IgnoreIntentions => theories.ignore_intentions.mark(lane),
                theory::Switch::NearParity => theories.near_parity.mark(lane),
                theory::Switch::ExpectedTrade => theories.expected_trade.mark(lane),
            }
        }
        theories
    }
}

/// What `LANES` runs start from.
pub struct Start<'a> {
    /// The key of the experiment.
    pub key: Key,
    /// The random stream of each run.
    pub streams: [u64; LANES],
    /// The parameter vectors, by slot.
    pub values: &'a [Lanes],
    /// The theory of each run.
    pub theories: [&'static theory::Theory; LANES],
    /// Slots that copy another one as the scenario stands and were set for some runs, with 1 in their lanes: a change
    /// of what they copy leaves them alone.
    pub set: Vec<(Slot, Lanes)>,
}

/// The world and its schedules, built once and reset in place.
pub struct Simulation {
    world: World,
    reset: Schedule,
    prepare: Schedule,
    calendar: Schedule,
    derive: Schedule,
    advance: Schedule,
    state: State,
    steps: usize,
    draws: usize,
}

fn schedule<M>(systems: impl IntoScheduleConfigs<bevy_ecs::system::ScheduleSystem, M>) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        ..ScheduleBuildSettings::default()
    });
    schedule.add_systems(systems);
    schedule
}

impl Simulation {
    /// The simulation of a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let mut world = World::new();
        let topology = Topology::new(scenario);
        spawn(&mut world, scenario, &topology);
        world.insert_resource(Parameters::default());
        world.insert_resource(Draws::default());
        world.insert_resource(Clock { step: 0, dt: scenario.time.dt(), start: scenario.time.start });
        world.insert_resource(Theories::none());
        world.insert_resource(strength::Contest::new(scenario));
        world.insert_resource(memory::Past::new(scenario, &topology));
        world.insert_resource(trade::TradeWorld::new(scenario));
        world.insert_resource(calendar::Calendar::new(scenario));
        world.insert_resource(calendar::Contracts::default());
        let draws = topology.draws();
        world.insert_resource(topology);
        let mut simulation = Self {
            state: State::new(&mut world),
            world,
            reset: schedule((
                economy::reset,
                coercion::reset,
                choice::reset,
                memory::reset,
                belief::reset.after(choice::reset),
                trade::reset.after(choice::reset).after(coercion::reset),
                pact::reset.after(choice::reset),
            )),
            prepare: schedule((
                strength::prepare,
                economy::prepare,
                threat::prepare.after(strength::prepare),
                coercion::prepare,
                belief::prepare,
                choice::prepare,
                memory::prepare,
                trade::prepare.after(strength::prepare),
            )),
            calendar: schedule(calendar::act),
            derive: schedule((
                strength::derive,
                threat::derive.after(strength::derive),
                coercion::derive.after(threat::derive),
                choice::circle::derive.after(strength::derive),
            )),
            advance: schedule((
                choice::step,
                crisis::step,
                memory::step.after(choice::step).after(crisis::step),
                trade::step.after(choice::step),
                belief::step.after(choice::step),
                economy::step.after(trade::step).after(choice::step),
                coercion::step.after(economy::step).after(memory::step).after(trade::step).after(crisis::step),
                choice::commit.after(memory::step).after(trade::step).after(belief::step),
                pact::step.after(choice::commit),
            )),
            steps: scenario.time.steps(),
            draws,
        };
        if let Some(most) = scenario.threats_per_actor {
            simulation.keep_most_threatening(scenario, most);
        }
        simulation
    }

    /// Fixes which third parties count: by the threats at the start where every parameter is at its centre, so that
    /// the choice never differs by run.
    fn keep_most_threatening(&mut self, scenario: &Scenario, most: usize) {
        let values: Vec<Lanes> = scenario.centres().into_iter().map(Lanes::splat).collect();
        let theories = [&theory::THEORIES[0]; LANES];
        self.begin(&Start { key: Key::new(0), streams: [0; LANES], values: &values, theories, set: Vec::new() });
        self.derive.run(&mut self.world);
        let mut relations = self.world.query::<&threat::Threat>();
        let threats: Vec<f64> = relations.iter(&self.world).map(|threat| threat.at_hand.0[0]).collect();
        self.world.resource_mut::<Topology>().keep_most_threatening(most, &threats);
    }

    /// Number of steps of a run.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Runs `LANES` runs from start to end. `observe` sees every snapshot for which `wanted` says so, from 0 (the
    /// start) to [`Simulation::steps`] (the end).
    pub fn run(&mut self, start: &Start<'_>, wanted: &[bool], mut observe: impl FnMut(usize, &super::state::View<'_>)) {
        self.begin(start);
        for step in 0..=self.steps {
            self.arrive(step);
            if wanted.get(step).copied().unwrap_or(false)
                && let Some(view) = self.state.view(&self.world)
            {
                observe(step, &view);
            }
            if step < self.steps {
                self.leave(start, step);
            }
        }
    }

    /// Runs `LANES` runs up to a snapshot, and takes apart what actor `from` chooses there to offer actor `to`. None
    /// where nothing is chosen: at the end, or where there are no two such actors.
    pub fn explain(&mut self, start: &Start<'_>, snapshot: usize, from: usize, to: usize) -> Option<Explained> {
        let topology = self.world.resource::<Topology>();
        if snapshot >= self.steps || from == to || from.max(to) >= topology.actors {
            return None;
        }
        let row = topology.relation(from, to);
        self.begin(start);
        for step in 0..snapshot {
            self.arrive(step);
            self.leave(start, step);
        }
        self.arrive(snapshot);
        let explained = self.weigh(start, snapshot, vec![row]).pop();
        self.leave(start, snapshot);
        explained
    }

    /// Takes apart what is chosen at a snapshot that was arrived at, for the relations in these rows
    /// ([`Topology::relation`]), in their order. The state stays as it is.
    pub fn weigh(&mut self, start: &Start<'_>, snapshot: usize, rows: Vec<usize>) -> Vec<Explained> {
        self.draw(start, snapshot);
        self.world.run_system_cached_with(choice::explain::explain, rows).unwrap_or_default()
    }

    /// What the snapshot shows that was arrived at; none where there are no relations.
    pub fn view(&mut self) -> Option<super::state::View<'_>> {
        self.state.view(&self.world)
    }

    /// Who relates to whom.
    #[must_use]
    pub fn topology(&self) -> &Topology {
        self.world.resource::<Topology>()
    }

    /// What the terms of each relation are at the start where its holder believes this of the other, lane by lane: by the
    /// two actors, in the order of [`choice::terms::NAMES`].
    pub fn basis(&mut self, start: &Start<'_>, belief: Lanes) -> Vec<((usize, usize), Vec<choice::Utility>)> {
        self.begin(start);
        self.arrive(0);
        let terms = self.world.run_system_once_with(choice::basis::basis, belief).unwrap_or_default();
        let relations = &self.world.resource::<Topology>().relations;
        relations.iter().map(|relation| (relation.from, relation.to)).zip(terms).collect()
    }

    /// The state at the start, from the parameters. [`Simulation::run`] does this, and then goes from snapshot to snapshot.
    pub fn begin(&mut self, start: &Start<'_>) {
        self.world.resource_mut::<Clock>().step = 0;
        self.world.resource_mut::<calendar::Calendar>().begin(&start.set);
        let mut parameters = self.world.resource_mut::<Parameters>();
        parameters.0.clear();
        parameters.0.extend_from_slice(start.values);
        *self.world.resource_mut::<Theories>() = Theories::of(&start.theories);
        self.prepare.run(&mut self.world);
        self.reset.run(&mut self.world);
    }

    /// From the state to what a snapshot shows: events act, and all that follows from the state is worked out.
    pub fn arrive(&mut self, step: usize) {
        self.world.resource_mut::<Clock>().step = step;
        let calendar = self.world.resource::<calendar::Calendar>();
        let (due, changes) = (calendar.is_due(step), calendar.changes(step));
        if due {
            self.calendar.run(&mut self.world);
        }
        if changes {
            self.prepare.run(&mut self.world);
        }
        self.derive.run(&mut self.world);
    }

    /// From a snapshot to the state at the next.
    pub fn leave(&mut self, start: &Start<'_>, step: usize) {
        self.draw(start, step);
        self.advance.run(&mut self.world);
    }

    /// The world: every table and resource of the model, as they are now.
    pub fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn draw(&mut self, start: &Start<'_>, step: usize) {
        let mut draws = self.world.resource_mut::<Draws>();
        draws.draw(start.key, &start.streams, step, self.steps, self.draws);
    }
}

/// All entities, table by table, in the order of the topology.
fn spawn(world: &mut World, scenario: &Scenario, topology: &Topology) {
    for i in 0..topology.actors {
        world.spawn((
            economy::EconomySlots::new(scenario, i),
            choice::WeightSlots::new(scenario, i),
            economy::Economy::default(),
            economy::EconomyConstants::default(),
            strength::Strength::default(),
            choice::Weights::default(),
            choice::circle::Circle::default(),
        ));
    }
    for relation in &topology.relations {
        let (i, j) = (relation.from, relation.to);
        world.spawn((
            (
                strength::DependenceSlots::new(scenario, i, j),
                threat::ThreatSlots::new(scenario, i, j),
                coercion::CoercionSlots::new(scenario, i, j),
                belief::BeliefSlots::new(scenario, i, j),
                choice::RelationSlots::new(scenario, i, j),
                memory::MemorySlots::new(scenario, i, j),
                trade::TradeSlots::new(scenario, i, j),
            ),
            (
                threat::Outlook::default(),
                coercion::CoercionConstants::default(),
                belief::BeliefConstants::default(),
                memory::MemoryConstants::default(),
                choice::Near::default(),
            ),
            (
                strength::Dependence::default(),
                threat::Threat::default(),
                coercion::Coercion::default(),
                coercion::CoercionTarget::default(),
                belief::Belief::default(),
                choice::Offer::default(),
                choice::NextLevel::default(),
                memory::Memory::default(),
                trade::Trade::default(),
                calendar::Bounds::default(),
            ),
        ));
    }
    for pair in &topology.pairs {
        let (i, j) = (pair.first, pair.second);
        world.spawn((
            crisis::CrisisSlots::new(scenario, i, j),
            pact::PactSlots::new(scenario, i, j),
            trade::PairTradeSlots::new(scenario, Place::Pair(i, j)),
            crisis::Crisis::default(),
            pact::Pact::default(),
            trade::Shock::default(),
            trade::TradeConstants::default(),
            choice::circle::Hostility::default(),
        ));
    }
    for link in &topology.links {
        let party = topology.actors + link.partner;
        world.spawn((trade::LinkSlots::new(scenario, link.actor, party), trade::LinkTrade::default()));
    }
}

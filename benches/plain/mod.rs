//! The same model in plain arrays of lanes, without an ECS: the tables of a simulation at its start, copied out, and the
//! functions that the systems call, called by hand in the order of a step. `tests/plain.rs` shows that both give the
//! same bits. There is no calendar: the scenario must have no events.

use bevy_ecs::prelude::{Component, Resource, World};
use realpolitik::lanes::go;
use realpolitik::model::belief::{self, Belief, BeliefConstants, BeliefSlots};
use realpolitik::model::calendar::{Bounds, Contracts};
use realpolitik::model::choice::circle::{Circle, Hostility, circle_rows, hostility_rows};
use realpolitik::model::choice::{self, Near, NextLevel, Offer, RelationSlots, WeightSlots, Weights};
use realpolitik::model::coercion::{self, Coercion, CoercionConstants, CoercionSlots, CoercionTarget};
use realpolitik::model::crisis::{self, Crisis, CrisisSlots};
use realpolitik::model::economy::{self, Economy, EconomyConstants, EconomySlots};
use realpolitik::model::memory::{self, Memory, MemoryConstants, Past};
use realpolitik::model::pact::{self, Pact, PactSlots};
use realpolitik::model::simulation::{Start, Theories};
use realpolitik::model::strength::{self, Contest, Dependence, DependenceSlots, Strength};
use realpolitik::model::threat::{self, Outlook, Threat, ThreatSlots};
use realpolitik::model::trade::{self, Flows, LinkTrade, Shock, Trade, TradeConstants, TradeWorld};
use realpolitik::model::{Clock, Draws, Parameters, Simulation, Topology};

/// All tables of the model.
pub struct Plain {
    steps: usize,
    clock: Clock,
    values: Parameters,
    topology: Topology,
    draws: Draws,
    contest: Contest,
    theories: Theories,
    past: Past,
    contracts: Contracts,
    partners: TradeWorld,
    flows: Flows,
    /// Of actors.
    pub actors: Actors,
    /// Of relations.
    pub relations: Relations,
    /// Of pairs.
    pub pairs: Pairs,
    /// Of links.
    pub links: Vec<LinkTrade>,
}

macro_rules! tables {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $row:ty),* $(,)? }) => {
        $(#[$doc])*
        pub struct $name {
            $(pub $field: Vec<$row>),*
        }

        impl $name {
            fn of(world: &mut World) -> Self {
                Self { $($field: table(world)),* }
            }
        }
    };
}

tables!(
    /// Rows by actor.
    Actors {
        slots: EconomySlots,
        weight_slots: WeightSlots,
        constants: EconomyConstants,
        weights: Weights,
        economy: Economy,
        strength: Strength,
        circle: Circle,
    }
);
tables!(
    /// Rows by relation.
    Relations {
        dependence_slots: DependenceSlots,
        threat_slots: ThreatSlots,
        coercion_slots: CoercionSlots,
        belief_slots: BeliefSlots,
        slots: RelationSlots,
        outlook: Outlook,
        coercion_constants: CoercionConstants,
        belief_constants: BeliefConstants,
        memory_constants: MemoryConstants,
        near: Near,
        bounds: Bounds,
        dependence: Dependence,
        threat: Threat,
        target: CoercionTarget,
        coercion: Coercion,
        belief: Belief,
        offer: Offer,
        next: NextLevel,
        memory: Memory,
        trade: Trade,
    }
);
tables!(
    /// Rows by pair.
    Pairs {
        crisis_slots: CrisisSlots,
        pact_slots: PactSlots,
        constants: TradeConstants,
        crisis: Crisis,
        pact: Pact,
        shock: Shock,
        hostility: Hostility,
    }
);

/// The rows of a component, in the order of its table.
pub fn table<C: Component + Clone>(world: &mut World) -> Vec<C> {
    world.query::<&C>().iter(world).cloned().collect()
}

fn resource<R: Resource + Clone>(world: &World) -> R {
    world.resource::<R>().clone()
}

/// A mechanism's name, and its share of a step.
type Mechanism = (&'static str, fn(&mut Plain));

/// The mechanisms in the order of a step: the first [`DERIVED`] work out what follows from the state, and the others
/// move it on by the random words of the step.
pub const MECHANISMS: [Mechanism; 13] = [
    ("strength and dependence", Plain::strength),
    ("threat and horizon", Plain::threat),
    ("target of coercion", Plain::target),
    ("sums for choices", Plain::circle),
    ("choice", Plain::choice),
    ("crises", Plain::crises),
    ("memory", Plain::memory),
    ("trade", Plain::trade),
    ("belief", Plain::belief),
    ("economy and arms", Plain::economy),
    ("coercion", Plain::coercion),
    ("levels committed", Plain::commit),
    ("pacts", Plain::pacts),
];
/// Mechanisms that work out what follows from the state.
pub const DERIVED: usize = 4;

impl Plain {
    /// The tables of a simulation at its first snapshot.
    pub fn of(simulation: &mut Simulation) -> Self {
        let steps = simulation.steps();
        let world = simulation.world();
        Self {
            steps,
            clock: resource(world),
            values: resource(world),
            topology: resource(world),
            draws: Draws::default(),
            contest: resource(world),
            theories: resource(world),
            past: resource(world),
            contracts: resource(world),
            partners: resource(world),
            flows: Flows::default(),
            actors: Actors::of(world),
            relations: Relations::of(world),
            pairs: Pairs::of(world),
            links: table(world),
        }
    }

    /// From a snapshot to the next.
    pub fn step(&mut self, start: &Start<'_>, step: usize) {
        self.draw(start, step);
        for (_, mechanism) in MECHANISMS[DERIVED..].iter().chain(&MECHANISMS[..DERIVED]) {
            mechanism(self);
        }
    }

    /// The random words of a step.
    pub fn draw(&mut self, start: &Start<'_>, step: usize) {
        self.draws.draw(start.key, &start.streams, step, self.steps, self.topology.draws());
    }

    fn strength(&mut self) {
        let Self { values, topology, contest, actors: a, relations: r, .. } = self;
        go(
            #[inline(always)]
            || {
                strength::strength_rows(contest.alpha(values), &a.economy, &mut a.strength);
                let slots = &r.dependence_slots;
                strength::dependence_rows(values, topology, contest, &a.economy, &r.trade, slots, &mut r.dependence);
            },
        );
    }

    fn threat(&mut self) {
        let Self { values, topology, contest, theories, actors: a, relations: r, .. } = self;
        let sight = threat::Sight {
            values,
            topology,
            theories,
            strength: &a.strength,
            economy: &a.economy,
            slots: &r.threat_slots,
            outlook: &r.outlook,
            memory: &r.memory,
        };
        go(
            #[inline(always)]
            || threat::derive_rows(&sight, contest, &mut r.threat),
        );
    }

    fn target(&mut self) {
        let Self { values, topology, relations: r, .. } = self;
        let constant = (&r.coercion_slots[..], &r.coercion_constants[..]);
        let state = (&r.threat[..], &r.dependence[..], &r.coercion[..]);
        go(
            #[inline(always)]
            || coercion::derive_rows(values, topology, constant, state, &mut r.target),
        );
    }

    fn circle(&mut self) {
        let Self { topology, actors: a, relations: r, pairs: p, .. } = self;
        go(
            #[inline(always)]
            || {
                circle_rows(topology, &a.strength, &r.offer, &r.belief, &r.coercion, &mut a.circle);
                hostility_rows(topology, &r.coercion, &r.memory, &mut p.hostility);
            },
        );
    }

    fn choice(&mut self) {
        let Self { values, topology, draws, contest, theories, actors: a, relations: r, pairs: p, .. } = self;
        let sight = choice::Sight {
            topology,
            values,
            contest,
            theories,
            strength: &a.strength,
            circle: &a.circle,
            economy: &a.economy,
            economy_slots: &a.slots,
            weights: &a.weights,
            weight_slots: &a.weight_slots,
            slots: &r.slots,
            near: &r.near,
            offer: &r.offer,
            belief: &r.belief,
            coercion: &r.coercion,
            dependence: &r.dependence,
            threat: &r.threat,
            memory: &r.memory,
            pact: &p.pact,
            hostility: &p.hostility,
        };
        go(
            #[inline(always)]
            || choice::step_rows(&sight, draws, &mut r.next),
        );
    }

    fn crises(&mut self) {
        let Self { clock, values, topology, draws, relations: r, pairs: p, .. } = self;
        let chance = (&*draws, clock.dt);
        go(
            #[inline(always)]
            || crisis::step_rows(values, topology, chance, &r.coercion, &r.threat, &p.crisis_slots, &mut p.crisis),
        );
    }

    fn memory(&mut self) {
        let Self { topology, past, relations: r, pairs: p, .. } = self;
        let constants = &r.memory_constants;
        go(
            #[inline(always)]
            || memory::step_rows(topology, past.parts, constants, &p.crisis, &r.coercion, &r.offer, &mut r.memory),
        );
    }

    fn trade(&mut self) {
        let Self { clock, values, topology, draws, contracts, partners, flows, actors, relations: r, .. } = self;
        let (pairs, links) = (&mut self.pairs, &mut self.links);
        let sight = trade::Sight {
            values,
            topology,
            draws,
            contracts,
            economy: &actors.economy,
            coercion: &r.coercion,
            offer: &r.offer,
            constants: &pairs.constants,
        };
        go(
            #[inline(always)]
            || trade::step_rows(&sight, clock.dt, (partners, flows), &mut r.trade, &mut pairs.shock, links),
        );
    }

    fn belief(&mut self) {
        let Self { values, topology, draws, relations: r, .. } = self;
        let constant = (&r.belief_slots[..], &r.belief_constants[..]);
        go(
            #[inline(always)]
            || belief::step_rows(values, topology, draws, constant, &r.offer, &mut r.belief),
        );
    }

    fn economy(&mut self) {
        let Self { clock, topology, draws, actors: a, relations: r, links, .. } = self;
        let chance = (&*draws, clock.dt);
        go(
            #[inline(always)]
            || {
                economy::step_rows(topology, chance, &a.constants, &r.coercion, &r.dependence, links, &mut a.economy);
            },
        );
    }

    fn coercion(&mut self) {
        let Self { topology, draws, relations: r, .. } = self;
        let constants = &r.coercion_constants;
        go(
            #[inline(always)]
            || coercion::step_rows(topology, draws, constants, &r.target, &r.bounds, &mut r.coercion),
        );
    }

    fn commit(&mut self) {
        let r = &mut self.relations;
        go(
            #[inline(always)]
            || choice::commit_rows(&r.next, &mut r.offer),
        );
    }

    fn pacts(&mut self) {
        let Self { clock, values, topology, draws, relations: r, pairs: p, .. } = self;
        let chance = (&*draws, clock.dt);
        go(
            #[inline(always)]
            || pact::step_rows(values, topology, chance, &r.offer, &p.pact_slots, &mut p.pact),
        );
    }
}

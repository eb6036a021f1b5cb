//! The one registry of parameters: every number that a scenario can set is one entry here.
//!
//! From it come the checking of scenario files, the JSON Schema, `docs/scenario-format.md`,
//! did-you-mean, the slots that draws are stored in and the paths that experiments move.
//! Symbols and starting values are those of `docs/ODD.md`.

use std::fmt;

use super::posterior::MOST_DEVIATE;

/// Where a parameter lives in a scenario file, and what it may be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `group.name`, one number for the world.
    World,
    /// `group.name`, which `actors.X.group.name` overrides for one actor.
    WorldOrActor,
    /// `group.name`, which `actors.X.group.name` and then `relations.X.Y.group.name` override.
    WorldOrRelation,
    /// `group.name`, which `pairs.X-Y.group.name` overrides for an unordered pair of actors.
    WorldOrPair,
    /// `actors.X.name`.
    Actor,
    /// `relations.X.Y.name`, X and Y actors.
    Relation,
    /// `relations.X.Y.name`, where one of X and Y may be a static partner.
    Trade,
    /// `pairs.X-Y.name`, X and Y actors.
    Pair,
    /// `partners.X.name`.
    Partner,
    /// `sectors.X.name`.
    Sector,
    /// `relations.X.Y.sectors.S`: the share of a sector in the exports of X to Y.
    Share,
    /// `ledger.X.name`.
    Ledger,
    /// `events.X.name`.
    Event,
    /// `weights.z.W`, W a weight of the posterior that the scenario names. No file sets it; experiments move it.
    Deviate,
}

/// The unit that a parameter is stated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A pure number.
    One,
    /// A number from 0 to 1.
    Share,
    /// Billions of constant 2014 US dollars.
    BillionUsd,
    /// Billions of constant 2014 US dollars per year.
    BillionUsdPerYear,
    /// Per year.
    PerYear,
    /// Per year, and per year again.
    PerYearSquared,
    /// Per square root of a year.
    PerSqrtYear,
    /// Years.
    Years,
    /// A calendar date as a decimal year.
    Date,
    /// Kilometres.
    Kilometres,
    /// A rung of the ladder, 0 to 4.
    Level,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::One => "1",
            Self::Share => "share",
            Self::BillionUsd => "bn 2014 USD",
            Self::BillionUsdPerYear => "bn 2014 USD / year",
            Self::PerYear => "1 / year",
            Self::PerYearSquared => "1 / year^2",
            Self::PerSqrtYear => "1 / sqrt(year)",
            Self::Years => "years",
            Self::Date => "decimal year",
            Self::Kilometres => "km",
            Self::Level => "level 0 to 4",
        })
    }
}

/// What a parameter is when a scenario does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DefaultValue {
    /// It must be given.
    Required,
    /// This number.
    Value(f64),
    /// Worked out from other parameters, as the doc says; the run starts from that.
    Derived,
}

/// The values that are allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowed {
    /// From the first to the second, both included.
    Between(f64, f64),
    /// Above the first (not equal), up to the second.
    Above(f64, f64),
    /// One of a few numbers.
    OneOf(&'static [f64]),
}

impl Allowed {
    /// Whether `x` is allowed. NaN never is.
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        match self {
            Self::Between(low, high) => low <= x && x <= high,
            Self::Above(low, high) => low < x && x <= high,
            Self::OneOf(values) => values.contains(&x),
        }
    }

    /// The smallest and the largest value allowed (the smallest itself is left out by `Above`).
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Between(low, high) | Self::Above(low, high) => (low, high),
            Self::OneOf(values) => {
                values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
            }
        }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(low, high) => write!(f, "{low} to {high}"),
            Self::Above(low, high) => write!(f, "above {low}, at most {high}"),
            Self::OneOf(values) => {
                let all: Vec<String> = values.iter().map(f64::to_string).collect();
                write!(f, "one of {}", all.join(", "))
            }
        }
    }
}

/// One entry of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The parameter.
    pub parameter: P,
    /// The table that holds it, for the scopes `World*`; empty for the others.
    pub group: &'static str,
    /// Its key in the file.
    pub name: &'static str,
    /// Where it lives.
    pub scope: Scope,
    /// Its unit.
    pub unit: Unit,
    /// The allowed values.
    pub allowed: Allowed,
    /// What it is when not given.
    pub default: DefaultValue,
    /// What it means, with the equation that it enters.
    pub doc: &'static str,
}

macro_rules! registry {
    ($($scope:ident $group:literal { $($variant:ident $name:literal $unit:ident $allowed:expr, $default:expr, $doc:literal;)* })*) => {
        /// Every parameter of the model. The documentation of each is its registry entry's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum P { $($(#[doc = $doc] $variant,)*)* }

        /// All entries, in the order of [`P`].
        pub const REGISTRY: &[Entry] = &[$($(Entry {
            parameter: P::$variant, group: $group, name: $name, scope: Scope::$scope,
            unit: Unit::$unit, allowed: $allowed, default: $default, doc: $doc,
        },)*)*];
    };
}

use Allowed::{Above, Between, OneOf};
use DefaultValue::{Derived, Required, Value};

/// The exponents that the contest function can take.
pub const CONTEST_EXPONENTS: &[f64] = &[1.0, 1.5, 2.0, 3.0];

const MONEY: Allowed = Between(0.001, 1e9);
const FLOW: Allowed = Between(0.0, 1e7);
const SHARE: Allowed = Between(0.0, 1.0);
const WEIGHT: Allowed = Between(-1000.0, 1000.0);
const HALF_LIFE: Allowed = Between(0.05, 1000.0);
const SPEED: Allowed = Between(0.0, 100.0);
const NOISE: Allowed = Between(0.0, 2.0);

registry! {
    World "strength" {
        Alpha "alpha" Share SHARE, Value(0.5), "Share of military capital in strength: S = M^alpha Y^(1 - alpha).";
        ContestExponent "contest_exponent" One OneOf(CONTEST_EXPONENTS), Value(1.5), "Exponent m of the ratio form of contests, p(a, b) = a^m / (a^m + b^m) (Hirshleifer 1989).";
        DependenceReference "d_ref" Share Between(0.001, 1.0), Value(0.02), "Ratio of trade to GDP at which dependence is one half: d = D / (D + d_ref) (Hirschman 1945).";
        NearScale "near_scale" Kilometres Above(0.0, 40000.0), Value(3000.0), "Distance between capitals at which closeness falls to 1/e where no land border is shared.";
    }
    WorldOrActor "choice" {
        Rho "rho" PerYear SPEED, Value(2.0), "Rate at which an actor reconsiders what it offers another.";
        Precision "precision" One Between(0.0, 1e6), Value(9.0), "Precision of the logit (quantal) response (McKelvey and Palfrey 1995).";
    }
    Deviate "" {
        Deviate "z" One Between(-MOST_DEVIATE, MOST_DEVIATE), Derived, "Standard normal deviate of an estimated weight: what the draw of the weight adds to those of the weights before it.";
    }
    WorldOrActor "weights" {
        VSec "v_sec" One WEIGHT, Value(7.5), "Weight of security in the utility of a level.";
        VRev "v_rev" One WEIGHT, Value(0.5), "Weight of greed (revisionism) beside threat in what security is about.";
        VConc "v_conc" One WEIGHT, Value(1.5), "Weight of concessions from a cornered, dependent partner (Morrow 1991).";
        VTrade "v_trade" One WEIGHT, Value(0.6), "Weight of trade gained through alignment.";
        VRep "v_rep" One WEIGHT, Value(1.2), "Weight of reprisals by third parties that fear the partner (Copeland 1996).";
        VAut "v_aut" One WEIGHT, Value(0.8), "Weight of lost autonomy (Morrow 1991).";
        VGriev "v_griev" One WEIGHT, Value(0.5), "Weight of grievance against the partner.";
        VAff "v_aff" One WEIGHT, Value(0.5), "Weight of affinity.";
        VEnt "v_ent" One WEIGHT, Value(0.9), "Weight of entrapment in the partner's quarrels (Snyder 1984).";
        VWait "v_wait" One WEIGHT, Value(4.0), "How much more entrapment costs a rising power that plans.";
        VClose "v_close" One WEIGHT, Value(0.15), "Weight of closeness (land border or distance between capitals).";
        VJoint "v_joint" One WEIGHT, Value(0.05), "Weight of joint enemies.";
        VNet "v_net" One WEIGHT, Value(0.15), "Weight of shared friends (Warren 2010; Cranmer et al. 2012).";
        VPast "v_past" One WEIGHT, Value(0.15), "Weight of a past pact.";
        VMove "v_move" One WEIGHT, Value(0.25), "Cost of any change of level.";
        VStep "v_step" One WEIGHT, Value(0.5), "Cost of a change over the whole ladder, in proportion to its rungs.";
        VExit "v_exit" One WEIGHT, Value(0.25), "Further cost of falling below coordination under a pact.";
    }
    WorldOrRelation "coercion" {
        KThreat "kT" One Between(-1000.0, 1000.0), Value(3.0), "Effect of threat on coercion.";
        KRevision "kR" One Between(-1000.0, 1000.0), Value(3.0), "Effect of greed on coercion, where the answer is cheap.";
        KDependence "kD" One Between(-1000.0, 1000.0), Value(3.0), "Restraint by dependence, for the patient.";
        KFear "kF" One Between(-1000.0, 1000.0), Value(2.0), "Restraint by the target's strength and hostility.";
        LambdaK "lambda_K" PerYear SPEED, Value(0.7), "Rate at which coercion moves to its target.";
        NoiseK "s_K" PerSqrtYear NOISE, Value(0.05), "Noise of coercion.";
    }
    WorldOrRelation "belief" {
        SpeedB "a_B" PerYear SPEED, Value(0.7), "Rate at which beliefs learn.";
        NoiseB "s_B" PerSqrtYear NOISE, Value(0.05), "Noise of beliefs.";
    }
    WorldOrPair "crisis" {
        Eta0 "eta0" PerYear SPEED, Value(0.02), "Hazard of a crisis between two actors at peace with each other.";
        Eta1 "eta1" PerYear SPEED, Value(0.25), "Rise of the hazard of a crisis with the coercion between the two.";
        Eta2 "eta2" PerYear SPEED, Value(0.15), "Rise of the hazard of a crisis with the mean threat between the two.";
        Severity "severity" One Between(0.0, 100.0), Value(0.35), "Mean severity of a crisis (exponential); 1 is a war or a loss of territory.";
    }
    WorldOrRelation "memory" {
        Nu "nu" PerYear SPEED, Value(0.5), "Hostility that a year of full coercion leaves with its target.";
        Phi "phi" One Between(0.0, 10.0), Value(0.5), "Grievance left by a unit of severity.";
        Heal "heal" PerYear SPEED, Value(0.02), "Rate at which mutual commitment heals grievance.";
        AcuteHalfLife "acute_half_life" Years HALF_LIFE, Value(1.0), "Half-life of acute hostility.";
        KernelExponent "power_law_exponent" One Between(0.05, 3.0), Value(0.7), "Exponent b of the power_law kernel age^-b (dispute data give 0.6 to 0.8).";
        KernelFloor "floor_share" Share SHARE, Value(0.03), "Share of a severity that never fades under the floor kernel.";
        KernelFloorHalfLife "floor_half_life" Years HALF_LIFE, Value(2.4), "Half-life of what does fade under the floor kernel.";
    }
    WorldOrPair "trade" {
        Cut "cut" Share SHARE, Value(0.5), "Share of trade lost under full coercion.";
        Pref "pref" One Between(0.0, 10.0), Value(0.25), "Trade gained under full mutual commitment, as a share.";
        ShockHalfLife "shock_half_life" Years HALF_LIFE, Value(10.0), "Half-life of the common disturbance of a pair's trade.";
        NoiseX "s_X" PerSqrtYear NOISE, Value(0.15), "Noise of a pair's trade (log).";
        LambdaX "lambda_X" PerYear SPEED, Value(0.7), "Rate at which trade moves to its potential.";
    }
    WorldOrActor "diversion" {
        Divert "divert" Share SHARE, Value(0.5), "Share of exports lost to coercion that goes to other partners.";
    }
    WorldOrActor "economy" {
        Drag "drag" One Between(0.0, 10.0), Value(0.3), "Growth lost per unit of coercion and of trade dependence on its source.";
        Depreciation "depreciation" PerYear Between(0.001, 1.0), Value(0.08), "Depreciation of military capital.";
    }
    WorldOrPair "pact" {
        PactYears "pact_years" Years Between(0.0, 100.0), Value(1.0), "Unbroken years at level 4 after which an alliance has formed.";
        PactTerm "term_years" Years Between(1.0, 1000.0), Value(1000.0), "Years after which a pact ends by its term; 1000 stands for an open end.";
        DenounceBase "denounce_base" PerYear SPEED, Value(0.02), "Hazard of denunciation below coordination.";
        DenounceSlope "denounce_slope" PerYearSquared SPEED, Value(0.05), "Rise of that hazard per year spent below coordination.";
        DenounceMost "denounce_most" PerYear SPEED, Value(0.5), "Highest hazard of denunciation.";
        PastHalfLife "past_half_life" Years HALF_LIFE, Value(10.0), "Half-life of the memory of a past pact.";
    }
    Actor "" {
        Gdp "gdp" BillionUsd MONEY, Required, "Gross domestic product Y at the start.";
        MilitaryCapital "military_capital" BillionUsd MONEY, Required, "Military capital M at the start, by perpetual inventory of price-adjusted spending.";
        Growth "growth" PerYear Between(-0.5, 0.5), Required, "Trend growth g_0 of GDP at the start.";
        GrowthLongRun "growth_long_run" PerYear Between(-0.5, 0.5), Required, "Growth g_inf in the long run.";
        GrowthHalfLife "growth_half_life" Years HALF_LIFE, Value(10.0), "Half-life hl of the gap between the two.";
        GrowthNoise "growth_noise" PerSqrtYear NOISE, Value(0.02), "Noise of the log of GDP.";
        MilitaryShare "military_share" Share SHARE, Required, "Military spending m as a share of GDP.";
        PriceFactor "price_factor" One Above(0.0, 100.0), Value(1.0), "What a dollar of military spending buys compared with the United States (ppp).";
        HorizonYears "horizon_years" Years Between(0.1, 200.0), Required, "Horizon H: the future weighs exp(-tau / H).";
        Foresight "foresight" Share SHARE, Required, "0 reacts to threats at hand, 1 plans by expected ones.";
        Credulity "credulity" Share SHARE, Required, "Weight of what is declared, against what is given, in learning beliefs.";
        Autonomy "autonomy" One Between(0.0, 100.0), Required, "Value of freedom of action.";
        MemoryRecent "memory_recent" Years HALF_LIFE, Required, "Half-life of recent memory.";
        MemoryHistoric "memory_historic" Years HALF_LIFE, Required, "Half-life of historic memory.";
        MemoryShare "memory_share" Share SHARE, Required, "Share w of a grievance that goes to recent memory.";
    }
    Relation "" {
        Proximity "proximity" Share SHARE, Required, "How near the other's power is felt (Walt 1987).";
        Iota "iota" One Between(0.0, 100.0), Required, "Standing perception of hostile intentions, beyond acts and memory.";
        Affinity "affinity" One Between(-100.0, 100.0), Value(0.0), "Likeness of regime and outlook.";
        Greed "greed" One Between(0.0, 100.0), Value(0.0), "What the actor wants from the other beyond security (revisionism).";
        K0 "k0" One Between(-100.0, 100.0), Required, "Belligerence beyond interest: the intercept of coercion.";
        CoercionStart "coercion_start" Share SHARE, Value(0.0), "Coercion K that the actor applies to the other at the start.";
        LevelStart "level_start" Level Between(0.0, 4.0), Value(0.0), "What the actor offers the other at the start: a whole number.";
        BeliefStart "belief_start" Share SHARE, Derived, "Belief B at the start; by default the other's actual commitment plus the optimism, kept in 0 to 1.";
        HostilityStart "hostility_start" One Between(0.0, 100.0), Value(0.0), "Acute hostility A at the start.";
        Optimism "optimism" One Between(-1.0, 1.0), Value(0.0), "Bias of what the actor believes of the other's commitment (Jervis 1976).";
        Solidarity "solidarity" One Between(0.0, 10.0), Value(0.0), "Weight of the other's threats among the actor's own.";
        DependenceMirror "dependence_mirror" Share SHARE, Value(0.0), "0: own dependence D_ij; 1: the other's dependence D_ji in its place; between: the mixture.";
    }
    Trade "" {
        Exports "exports" BillionUsdPerYear FLOW, Value(0.0), "Exports X at the start.";
    }
    Pair "" {
        Contiguous "contiguous" One OneOf(&[0.0, 1.0]), Value(0.0), "1 where the two share a land border (COW contiguity class 1).";
        DistanceKm "distance_km" Kilometres Between(0.0, 20040.0), Value(10000.0), "Distance between the capitals.";
        PactStart "pact_start" One OneOf(&[0.0, 1.0]), Value(0.0), "1 where a pact is in force at the start.";
        PactUntil "pact_until" Date Between(-5000.0, 10000.0), Value(10000.0), "Date at which the pact in force at the start ends by its term.";
        LastPact "last_pact" Date Between(-5000.0, 10000.0), Derived, "Date at which the pair's last pact ended, before the start; none by default.";
    }
    Partner "" {
        PartnerGdp "gdp" BillionUsd MONEY, Required, "Gross domestic product of a static partner at the start.";
        PartnerGrowth "growth" PerYear Between(-0.5, 0.5), Value(0.0), "Its trend growth at the start.";
        PartnerGrowthLongRun "growth_long_run" PerYear Between(-0.5, 0.5), Value(0.0), "Its growth in the long run.";
        PartnerGrowthHalfLife "growth_half_life" Years HALF_LIFE, Value(10.0), "Half-life of the gap between the two.";
    }
    Sector "" {
        Seller "seller" One Between(0.0, 100.0), Value(1.0), "Difficulty for a seller of replacing this outlet; 1 is average.";
        Buyer "buyer" One Between(0.0, 100.0), Value(1.0), "Difficulty for a buyer of replacing this source; 1 is average.";
    }
    Share "" {
        SectorShare "sectors" Share SHARE, Derived, "Share of a sector in these exports; shares are scaled to sum to 1, and are equal where none is given.";
    }
    Ledger "" {
        EpisodeSeverity "severity" One Between(0.0, 100.0), Required, "Severity of a past episode; 1 is a war or a loss of territory.";
        EpisodeDiscount "discount" Share SHARE, Value(0.0), "How much a later settlement took away from it.";
    }
    Event "" {
        EventPulse "pulse" One Between(0.0, 100.0), Required, "Hostility that the event leaves with the one who suffers it (kind hostility).";
        EventFloor "floor" Share SHARE, Value(0.0), "Least coercion while the event lasts (kind coercion).";
        EventCeiling "ceiling" Share SHARE, Value(1.0), "Greatest coercion while the event lasts (kind coercion).";
        EventFlow "flow" BillionUsdPerYear FLOW, Required, "Exports that a contract adds (kind contract).";
        EventValue "value" One Between(-1e9, 1e9), Required, "The value that a parameter takes from a date on (kind change).";
    }
}

impl P {
    /// The registry's entry for this parameter.
    #[must_use]
    pub fn entry(self) -> &'static Entry {
        &REGISTRY[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_in_the_order_of_the_parameters() {
        for (i, entry) in REGISTRY.iter().enumerate() {
            assert_eq!(entry.parameter as usize, i);
        }
    }

    #[test]
    fn defaults_are_allowed() {
        for entry in REGISTRY {
            if let Value(x) = entry.default {
                assert!(entry.allowed.contains(x), "{}.{} = {x}", entry.group, entry.name);
            }
        }
    }
}

//! How large a scenario may be: guards against slips of the pen and against files that would take all memory, far above
//! what a study needs. Those from [`MAX_ACTORS`] to [`MAX_COUNTS`] can be raised ([`crate::scenario::Resolver::limits`]).

/// The remedy of those who mean it.
pub const RAISE: &str = "raise the limits by --limits";

/// Actors.
pub const MAX_ACTORS: usize = 64;
/// Static partners.
pub const MAX_PARTNERS: usize = 256;
/// Sectors of trade.
pub const MAX_SECTORS: usize = 16;
/// Paths that a file removes from what it extends.
pub const MAX_REMOVED: usize = 2000;
/// Episodes of the ledger.
pub const MAX_EPISODES: usize = 2000;
/// Events of the calendar.
pub const MAX_EVENTS: usize = 1000;
/// Outcomes.
pub const MAX_OUTCOMES: usize = 2000;
/// Series.
pub const MAX_SERIES: usize = 500;
/// Claims.
pub const MAX_CLAIMS: usize = 500;
/// Steps of a run.
pub const MAX_STEPS: usize = 100_000;
/// Slots of the parameter vector.
pub const MAX_SLOTS: usize = 500_000;
/// Numbers that all series count together: dates times bins. A worker holds 8 bytes for each.
pub const MAX_COUNTS: usize = 20_000_000;
/// Steps a year.
pub const MAX_STEPS_PER_YEAR: i64 = 64;
/// Bins of a series.
pub const MAX_BINS: i64 = 1000;
/// Values of a choice.
pub const MAX_CHOICES: usize = 1000;
/// The years that dates may name.
pub const YEARS: (f64, f64) = (-5000.0, 10_000.0);
/// Letters of an actor's or a partner's key.
pub const MAX_PARTY_KEY: usize = 16;
/// Letters of any other key.
pub const MAX_KEY: usize = 64;

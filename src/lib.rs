//! Puts a geopolitical argument to the test.
//!
//! ```text
//! scenario file ──► Scenario ──► Design ──► RunSpec(index) = (parameter vector, random stream)
//!                                                │  LANES indices at a time, BLOCK indices a unit
//!                                                ▼
//!                          engine: a bevy_ecs World stepping the model ──► outcome rows, series counts
//!                                                │
//!                     analysis (pure functions) ─┴─► output (Parquet, CSV, manifest) ─► plots
//! ```
#![forbid(unsafe_code)]

pub mod analysis;
pub mod chronicle;
#[cfg(feature = "cli")]
pub mod cli;
pub mod design;
pub mod engine;
#[cfg(feature = "estimate")]
pub mod estimate;
#[cfg(feature = "cli")]
pub mod experiment;
#[cfg(feature = "pictures")]
pub mod explorer;
#[cfg(feature = "cli")]
pub mod import;
pub mod lanes;
pub mod model;
#[cfg(feature = "cli")]
pub mod observed;
pub mod output;
#[cfg(feature = "pictures")]
pub mod plot;
pub mod random;
#[cfg(feature = "cli")]
pub mod report;
pub mod scenario;
#[cfg(feature = "cli")]
pub mod secondary;
#[cfg(feature = "cli")]
pub mod slurm;
#[cfg(feature = "cli")]
pub mod words;

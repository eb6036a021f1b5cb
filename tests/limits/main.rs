//! The limits that the model must meet (`docs/ODD.md`, section 10), through the public face of the library.
//!
//! Exact limits compare bits, or numbers to within rounding. Statistical ones have fixed seeds, so that they always
//! give the same answer; each is a two-sided test whose seeds would fail one time in a million, by chance, if the model
//! meets the limit ([`support::RARE`]).

mod choice;
mod dynamics;
mod explanation;
mod range;
mod steps;
mod support;
mod symmetry;

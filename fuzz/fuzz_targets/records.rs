//! Fuzzes the reading of manifests, started.json, reports and blocks.
#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code, reason = "each target uses its own function of the file")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::records(bytes));

//! Fuzzes the reading of tables in Parquet and text.
#![no_main]

#[path = "../targets.rs"]
#[allow(dead_code, reason = "each target uses its own function of the file")]
mod targets;

libfuzzer_sys::fuzz_target!(
    init: {
        // The hook of libFuzzer ends the process at a panic of the Parquet library even where the program catches it. One
        // that is not caught still ends it, without a message: the test of the corpus has it.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| targets::rows(bytes)
);

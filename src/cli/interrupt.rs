//! Ctrl-C, and the signals by which a machine or a cluster ends a program: once to stop behind the next block, twice to
//! stop at once.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of a command that was interrupted.
pub(super) const CODE: u8 = 130;

static STOP: AtomicBool = AtomicBool::new(false);
static LISTENING: Once = Once::new();

/// Listens from now on; gives what is set when the program is to stop.
pub(super) fn listen() -> &'static AtomicBool {
    LISTENING.call_once(|| {
        let handler = || {
            if STOP.swap(true, Ordering::Relaxed) {
                super::end("stopped at once; what was kept stays, and the same command goes on", 0);
                std::process::exit(i32::from(CODE));
            }
            super::end("stopping behind the next block; once more stops at once", 0);
        };
        let _ = ctrlc::set_handler(handler); // Without it the program ends at once, as any does.
    });
    &STOP
}

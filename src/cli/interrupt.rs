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
        if outlives_its_terminal() {
            return;
        }
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

/// Whether the program was started to outlive its terminal, as by nohup. Listening would bring the hangup back, which cannot
/// be told from other signals; without it the others end the program at once, and its blocks are kept all the same.
fn outlives_its_terminal() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default(); // Elsewhere than on Linux there is none.
    let ignored = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    ignored.is_some_and(|signals| signals & 1 == 1) // The hangup is signal 1.
}

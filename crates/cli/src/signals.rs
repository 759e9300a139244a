//! SIGINT and SIGTERM: the program ends as it would without this, but for the temporary files of writes under way, which are removed.

use logodds::io::abandon_writes;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;

/// Heed both from now on. Where that cannot be, files are left behind.
pub fn end_tidily() {
    // A thread of its own, because a handler may do next to nothing, least of all take a lock.
    let heed = || {
        let Ok(mut signals) = Signals::new(heeded()) else { return };
        if let Some(signal) = signals.forever().next() {
            abandon_writes();
            let _ = emulate_default_handler(signal);
        }
    };
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(heed);
}

/// Those of the two that end the program: a shell may have had one ignored, for a job in the background.
fn heeded() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    [SIGINT, SIGTERM].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0).collect()
}

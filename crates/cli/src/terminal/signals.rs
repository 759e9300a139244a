//! Signals that end the program: it ends as it would without this, but for the temporary files of writes under way, which are removed.
//!
//! A file that grows beyond its limit (`ulimit -f`) is no reason to die in silence: the write fails, and says so.

use logodds::io::abandon_writes;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;
use std::sync::Arc;

/// Heed them from now on. Where that cannot be, files are left behind.
pub fn end_tidily() {
    // With a handler, whatever it does, the system call fails instead of the process.
    let _ = flag::register(SIGXFSZ, Arc::default());
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

/// Those that end the program: a shell may have had one ignored, for a job in the background or one that `nohup` keeps. Where the
/// system does not tell, a hangup is left to it.
fn heeded() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let ends = |signal: &i32| match ignored {
        Some(ignored) => ignored >> (signal - 1) & 1 == 0,
        None => *signal != SIGHUP,
    };
    [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU].into_iter().filter(ends).collect()
}

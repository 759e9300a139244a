//! How much memory there is to be had, so that what cannot fit is refused with its number instead of being killed.
//!
//! Linux tells: what is free or would be given back (`MemAvailable`, and swap), what the control groups of this process allow,
//! and its own limits (`ulimit -v`, `-d`). Elsewhere nothing is known, and nothing is refused.
//! Refused: a reservation as a test. The kernel promises more than it has, and kills whoever believes it.

use std::fs;

/// Bytes that this process may still take; `None` where the system does not tell.
pub fn available_memory() -> Option<u64> {
    let meminfo = fs::read_to_string("/proc/meminfo").ok();
    let system = meminfo.as_deref().and_then(of_system);
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    system.into_iter().chain(of_process(&limits, &status)).chain(of_groups(&groups)).min()
}

fn of_system(meminfo: &str) -> Option<u64> {
    let swap = kilobytes(meminfo, "SwapFree:").unwrap_or(0);
    kilobytes(meminfo, "MemAvailable:").map(|free| free + swap)
}

/// What is left of the limits of the address space and of the data.
fn of_process(limits: &str, status: &str) -> impl Iterator<Item = u64> {
    let left = |limit: &str, used: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(limit))?;
        let soft: u64 = line.split_whitespace().next()?.parse().ok()?;
        Some(soft.saturating_sub(kilobytes(status, used)?))
    };
    [left("Max address space", "VmSize:"), left("Max data size", "VmData:")].into_iter().flatten()
}

/// What is left in each control group of this process and in those above, of either version of the interface.
fn of_groups(groups: &str) -> Vec<u64> {
    let mut left = Vec::new();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (root, limit, used, cached) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max", "memory.current", ["inactive_file", "active_file"]),
            list if list.split(',').any(|name| name == "memory") => (
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                ["total_inactive_file", "total_active_file"],
            ),
            _ => continue,
        };
        let mut path = path.trim_end_matches('/');
        loop {
            let read = |name: &str| fs::read_to_string(format!("{root}{path}/{name}")).ok();
            let number = |name: &str| read(name)?.trim().parse::<u64>().ok();
            if let (Some(limit), Some(used)) = (number(limit), number(used)) {
                // The page cache counts as used, and would be given back.
                let stat = read("memory.stat").unwrap_or_default();
                let of = |key: &str| {
                    let line = stat.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
                    line.and_then(|number| number.trim().parse::<u64>().ok()).unwrap_or(0)
                };
                let cached: u64 = cached.into_iter().map(of).sum();
                left.push(limit.saturating_sub(used.saturating_sub(cached)));
            }
            match path.rfind('/') {
                Some(end) => path = &path[..end],
                None => break,
            }
        }
    }
    left
}

/// The number of kB behind `key`, in bytes.
fn kilobytes(text: &str, key: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_tells() {
        let meminfo = "MemTotal:       24689672 kB\nMemFree: 17000000 kB\nMemAvailable:   24001888 kB\nSwapFree:        1000 kB\n";
        assert_eq!(of_system(meminfo), Some((24_001_888 + 1000) << 10));
        assert_eq!(of_system("MemTotal: 1 kB\n"), None);
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max data size             unlimited            unlimited            bytes     \n\
                      Max address space         2097152000           unlimited            bytes     \n";
        let left = |status| of_process(limits, status).collect::<Vec<_>>();
        assert_eq!(left("VmSize:\t  1000 kB\nVmData:\t 500 kB\n"), [2_097_152_000 - 1_024_000]);
        assert_eq!(left("VmSize:\t  9000000 kB\n"), [0]);
        assert!(of_groups("garbage\n0::\n:::\n7:pids:/a\n").len() <= 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn there_is_some() {
        assert!(available_memory().is_some_and(|bytes| bytes > 1 << 20));
    }
}

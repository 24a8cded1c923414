//! The machine under the measurement: cores, limits, what a process has used.

use std::{fs, io, time::Duration};

use anyhow::Context;
use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};

/// The core of whatever is measured.
pub const SERVER: usize = 0;
/// The core of the generator.
pub const GENERATOR: usize = 1;

/// Linux counts CPU time in hundredths of a second towards user space, whatever the kernel's own clock.
const TICK: Duration = Duration::from_millis(10);

/// Keeps this thread, and all that it starts from now on, on one core. Does nothing on a machine with one core.
///
/// # Errors
/// When the kernel refuses.
pub fn stay_on(core: usize) -> io::Result<()> {
    if std::thread::available_parallelism()?.get() < 2 && sched_getaffinity(None)?.count() < 2 && cores() < 2
    {
        return Ok(());
    }
    let mut set = CpuSet::new();
    set.set(core);
    Ok(sched_setaffinity(None, &set)?)
}

/// How many cores the machine has.
pub fn cores() -> usize {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    info.lines().filter(|line| line.starts_with("processor")).count()
}

/// Lets this process, and all that it starts, have as many sockets as the system allows.
pub fn many_sockets() {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.maximum.is_some_and(|most| most < 16_384) {
        // Only the system's administrator may; a failure shows when the sockets run out.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(16_384), maximum: Some(16_384) });
    }
    limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// CPU time that a process has used, in user space and in the kernel.
///
/// # Errors
/// When the process is gone.
pub fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the server is gone")?;
    // The name, in parentheses, may hold anything; the fields after it are numbers.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok()).unwrap_or_default();
    Ok(TICK * (ticks(11) + ticks(12)))
}

/// Memory that a process holds, in bytes.
///
/// # Errors
/// When the process is gone.
pub fn memory(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the server is gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib = line.trim().trim_end_matches("kB").trim().parse::<u64>()?;
    Ok(kib * 1024)
}

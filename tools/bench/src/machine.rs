//! The machine and its processes, as Linux tells of them in `/proc`.

use anyhow::{Context, Result};
use std::{
    fmt,
    fs::read_to_string,
    time::{Duration, Instant},
};

/// Ticks in a second of `/proc/<pid>/stat`: fixed in Linux's interface to programs, whatever the kernel's own clock.
const TICKS: u64 = 100;

/// What figures were measured on.
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    memory_gib: f64,
}

impl Machine {
    /// This machine.
    pub(crate) fn read() -> Result<Self> {
        let cpus = read_to_string("/proc/cpuinfo")?;
        let model = cpus.lines().find_map(|line| line.strip_prefix("model name"));
        let cpu =
            model.and_then(|rest| rest.split_once(':')).map_or("unknown processor", |(_, name)| name.trim());
        let memory_gib = field(&read_to_string("/proc/meminfo")?, "MemTotal:")? as f64 / 1024.0 / 1024.0;
        Ok(Self { cpu: cpu.into(), cores: std::thread::available_parallelism()?.get(), memory_gib })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cores of {}, {:.0} GiB of memory", self.cores, self.cpu, self.memory_gib)
    }
}

/// Processes that ran or wanted to run, averaged over the last minute.
pub(crate) fn load_average() -> Result<f64> {
    let text = read_to_string("/proc/loadavg")?;
    let first = text.split_whitespace().next().context("/proc/loadavg is empty")?;
    Ok(first.parse()?)
}

/// The most memory that this process ever held, in KiB (`VmHWM`).
pub(crate) fn own_peak_kib() -> Result<u64> {
    field(&read_to_string("/proc/self/status")?, "VmHWM:")
}

/// Memory that a process accounts for, in KiB: its own pages, and its share of those it shares with others (`Pss`).
pub(crate) fn proportional_kib(pid: u32) -> Result<u64> {
    field(&read_to_string(format!("/proc/{pid}/smaps_rollup"))?, "Pss:")
}

/// The process that started another one.
pub(crate) fn parent_of(pid: u32) -> Result<u32> {
    Ok(field(&read_to_string(format!("/proc/{pid}/status"))?, "PPid:")?.try_into()?)
}

/// Processor time that a process has used.
pub(crate) fn processor_time(pid: u32) -> Result<Duration> {
    let stat = read_to_string(format!("/proc/{pid}/stat"))?;
    // Fields are counted from behind the name, which stands in parentheses and may hold anything.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<u64> = rest.split_whitespace().skip(11).take(2).filter_map(|it| it.parse().ok()).collect();
    Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 1000 / TICKS))
}

/// Megabytes of 1,000,000 bytes, as all figures have them.
pub(crate) fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

/// Runs something and tells how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
    let started = Instant::now();
    let value = work()?;
    Ok((value, started.elapsed()))
}

fn field(text: &str, name: &str) -> Result<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    let value = value.and_then(|rest| rest.split_whitespace().next());
    let value = value.with_context(|| format!("Linux does not tell {name}"))?;
    Ok(value.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_seen_with_memory_time_and_parent() {
        let own = std::process::id();
        assert!(own_peak_kib().unwrap() >= 1_000);
        assert!(proportional_kib(own).unwrap() > 0);
        assert!(parent_of(own).unwrap() > 0);
        while processor_time(own).unwrap() < Duration::from_millis(20) {}
    }
}

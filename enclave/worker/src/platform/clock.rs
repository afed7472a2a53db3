//! The clock that leases are counted by.

use super::ClockTrust;
use std::{fs, path::Path, time::Instant};

/// Name of the kernel's clock that reads the processor's time stamp counter.
const TIME_STAMP_COUNTER: &str = "tsc";

/// The system's monotonic clock, counted from its making.
#[derive(Clone, Copy, Debug)]
pub struct Ticks {
    started: Instant,
}

impl Ticks {
    /// Starts to count.
    pub fn start() -> Self {
        Ticks { started: Instant::now() }
    }

    /// Milliseconds since; never goes back.
    pub fn ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Who can bend a TD's clock, by the name of the kernel's clock source in the file `clocksource`. The TDX module keeps
/// the rate of a TD's time stamp counter; every other source (`kvm-clock`, `hpet`, …) is the hypervisor's.
pub(super) fn trust_of_td(clocksource: &Path) -> ClockTrust {
    match fs::read_to_string(clocksource) {
        Ok(name) if name.trim() == TIME_STAMP_COUNTER => ClockTrust::Hardware,
        _ => ClockTrust::Host,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_stamp_counter_is_out_of_the_hosts_reach() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("current_clocksource");
        assert_eq!(trust_of_td(&file), ClockTrust::Host, "without the file");
        for (name, trust) in
            [("tsc\n", ClockTrust::Hardware), ("kvm-clock\n", ClockTrust::Host), ("", ClockTrust::Host)]
        {
            fs::write(&file, name).unwrap();
            assert_eq!(trust_of_td(&file), trust, "{name}");
        }
    }
}

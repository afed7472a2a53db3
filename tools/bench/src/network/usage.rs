//! What the processes of a network use.

use crate::machine::{megabytes, parent_of, processor_time, proportional_kib};
use anyhow::{Context, Result};
use e2e::network::LocalNetwork;
use std::time::{Duration, Instant};

/// The processes of a network by name, `adyton dev` included.
pub(super) struct Usage(Vec<(String, u32)>);

impl Usage {
    pub(super) fn of(network: &LocalNetwork) -> Result<Self> {
        let mut processes: Vec<(String, u32)> =
            network.file().processes.iter().map(|process| (process.name.clone(), process.pid)).collect();
        let (_, first) = processes.first().context("the network has no processes")?;
        processes.push(("adyton".into(), parent_of(*first)?));
        Ok(Self(processes))
    }

    /// Memory of each, in MB.
    pub(super) fn memory(&self) -> Result<Vec<(&str, f64)>> {
        self.0.iter().map(|(name, pid)| Ok((name.as_str(), megabytes(proportional_kib(*pid)?)))).collect()
    }

    /// Begins to watch their processor time, and that of this program.
    pub(super) fn watch(&self) -> Result<Watch> {
        let own = ("bench (clients)".to_owned(), std::process::id());
        let processes = self.0.iter().cloned().chain([own]);
        let before =
            processes.map(|(name, pid)| Ok((name, pid, processor_time(pid)?))).collect::<Result<_>>()?;
        Ok(Watch { since: Instant::now(), before })
    }
}

/// Processor time of processes since some moment.
pub(super) struct Watch {
    since: Instant,
    before: Vec<(String, u32, Duration)>,
}

impl Watch {
    /// How much of a core each used since, in words.
    pub(super) fn end(self) -> Result<String> {
        let elapsed = self.since.elapsed().as_secs_f64();
        let mut parts = Vec::new();
        for (name, pid, before) in &self.before {
            let used = processor_time(*pid)?.saturating_sub(*before).as_secs_f64();
            parts.push(format!("{name} {:.0} %", 100.0 * used / elapsed));
        }
        Ok(parts.join(", "))
    }
}
